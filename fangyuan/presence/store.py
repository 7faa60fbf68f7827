"""The SQL of presence."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import SQL, Tx
from fangyuan.presence.model import Presence

_ROW = "user_id, presence, status_msg, last_active_ts, position"
_FIND = SQL(f"SELECT {_ROW} FROM presence WHERE user_id = :user_id")
_PUT = SQL(
    f"INSERT INTO presence ({_ROW}) VALUES (:user_id, :presence, :status_msg, :last_active_ts, :position) "
    "ON CONFLICT (user_id) DO UPDATE SET presence = excluded.presence, status_msg = excluded.status_msg, "
    "last_active_ts = excluded.last_active_ts, position = excluded.position"
)
_CHANGED = SQL(f"SELECT {_ROW} FROM presence WHERE position > :since AND position <= :upto ORDER BY position")
_HERE = SQL(f"SELECT {_ROW} FROM presence WHERE presence <> 'offline' ORDER BY position")
_OF = SQL(f"SELECT {_ROW} FROM presence WHERE user_id IN :*user_ids ORDER BY position")


def find(tx: Tx, user_id: str) -> Presence | None:
    row = tx.one(_FIND, user_id=user_id)
    return Presence(*row) if row else None


def put(tx: Tx, new: Presence) -> None:
    tx.run(
        _PUT,
        user_id=new.user_id,
        presence=new.presence,
        status_msg=new.status_msg,
        last_active_ts=new.last_active_ts,
        position=new.position,
    )


def list_changed(tx: Tx, since: int, upto: int) -> list[Presence]:
    return [Presence(*row) for row in tx.all(_CHANGED, since=since, upto=upto)]


def list_here(tx: Tx) -> list[Presence]:
    return [Presence(*row) for row in tx.all(_HERE)]


def list_of(tx: Tx, user_ids: Iterable[str]) -> list[Presence]:
    return [Presence(*row) for row in tx.all(_OF, user_ids=list(user_ids))]
