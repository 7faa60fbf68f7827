"""The SQL of successions: the table `room_successions`, and who links to a room."""

from __future__ import annotations

from typing import NamedTuple

from fangyuan.db import SQL, Tx


class Succession(NamedTuple):
    """A room has ended in another. `position` is where, `is_shared`: who is in that one may read this one."""

    room_id: str
    successor_id: str
    position: int
    is_shared: int


_COLUMNS = "room_id, successor_id, position, is_shared"
_ALL = SQL(f"SELECT {_COLUMNS} FROM room_successions")
_ADD = SQL(
    f"INSERT INTO room_successions ({_COLUMNS}) VALUES (:room_id, :successor_id, :position, :is_shared)"
)
_REPOINT = SQL("UPDATE room_successions SET successor_id = :new_id WHERE successor_id = :room_id")
_LINKING = SQL(
    "SELECT room_id FROM room_state WHERE type = :type AND state_key = :state_key ORDER BY room_id"
)


def list_all(tx: Tx) -> list[Succession]:
    return [Succession(*row) for row in tx.all(_ALL)]


def add(tx: Tx, succession: Succession) -> None:
    tx.run(_ADD, **succession._asdict())


def repoint(tx: Tx, room_id: str, new_id: str) -> None:
    """What ended in the one room goes on in the other."""
    tx.run(_REPOINT, room_id=room_id, new_id=new_id)


def list_linking(tx: Tx, type: str, state_key: str) -> list[str]:
    """The rooms that have such state, whatever it says."""
    return [row[0] for row in tx.all(_LINKING, type=type, state_key=state_key)]
