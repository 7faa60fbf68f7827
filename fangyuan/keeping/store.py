"""The SQL of exports."""

from __future__ import annotations

import msgspec

from fangyuan.db import SQL, Row, Tx


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export of a whole group. `status`: waiting, done, failed or ended (its file is deleted). Times are ms UTC.

    `done` of `total` messages and files are written; `sha256` is of its manifest, in hex.
    """

    export_id: str
    room_id: str
    actor: str
    reason: str
    status: str
    done: int
    total: int
    sha256: str
    created_ts: int
    finished_ts: int | None = None


_FIELDS = Export.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_ADD = SQL(f"INSERT INTO exports ({_COLUMNS}) VALUES ({', '.join(f':{name}' for name in _FIELDS)})")
_FIND = SQL(f"SELECT {_COLUMNS} FROM exports WHERE export_id = :export_id")
_OF_ROOM = SQL(
    f"SELECT {_COLUMNS} FROM exports WHERE room_id = :room_id AND created_ts < :before "
    "ORDER BY created_ts DESC, export_id LIMIT :most"
)
_OF_STATUS = SQL(f"SELECT {_COLUMNS} FROM exports WHERE status = :status ORDER BY created_ts, export_id")
_PROGRESS = SQL("UPDATE exports SET done = :done, total = :total WHERE export_id = :export_id")
_FINISH = SQL(
    "UPDATE exports SET status = :status, sha256 = :sha256, finished_ts = :now WHERE export_id = :export_id"
)
_END = SQL("UPDATE exports SET status = 'ended' WHERE status = 'done' AND finished_ts < :before")


def _export(row: Row) -> Export:
    return Export(**dict(zip(_FIELDS, row, strict=True)))


def add(tx: Tx, export: Export) -> None:
    tx.run(_ADD, **{name: getattr(export, name) for name in _FIELDS})


def find(tx: Tx, export_id: str) -> Export | None:
    row = tx.one(_FIND, export_id=export_id)
    return _export(row) if row else None


def list_of_room(tx: Tx, room_id: str, before: int, most: int) -> list[Export]:
    """The newest first."""
    return [_export(row) for row in tx.all(_OF_ROOM, room_id=room_id, before=before, most=most)]


def list_of_status(tx: Tx, status: str) -> list[Export]:
    """The oldest first."""
    return [_export(row) for row in tx.all(_OF_STATUS, status=status)]


def set_progress(tx: Tx, export_id: str, done: int, total: int) -> None:
    tx.run(_PROGRESS, export_id=export_id, done=done, total=total)


def finish(tx: Tx, export_id: str, status: str, sha256: str) -> None:
    tx.run(_FINISH, export_id=export_id, status=status, sha256=sha256, now=tx.now_ms)


def end_old(tx: Tx, before: int) -> int:
    """What was finished before is kept no longer; gives how many."""
    return tx.run(_END, before=before)
