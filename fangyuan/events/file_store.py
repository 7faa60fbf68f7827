"""The SQL of which files events refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fangyuan.db import SQL, Tx
from fangyuan.events.files import FileRef
from fangyuan.events.model import Event

_ADD = SQL(
    "INSERT INTO event_files (media_id, position, room_id, sender, is_picture, dropped_ts, to_check) "
    "VALUES (:media_id, :position, :room_id, :sender, :is_picture, NULL, 0)"
)
_OF_FILE = SQL(
    "SELECT position, room_id, sender, is_picture, dropped_ts FROM event_files WHERE media_id = :media_id "
    "ORDER BY position LIMIT :most"
)
_DROP = SQL(
    "UPDATE event_files SET dropped_ts = :now, to_check = 1 "
    "WHERE room_id = :room_id AND position = :position AND dropped_ts IS NULL"
)
_IN_ROOM = SQL("SELECT DISTINCT media_id FROM event_files WHERE room_id = :room_id AND dropped_ts IS NULL")
_AT = SQL("SELECT DISTINCT media_id FROM event_files WHERE room_id = :room_id AND position IN :*positions")
_DROP_AT = SQL(
    "UPDATE event_files SET dropped_ts = :now, to_check = 1 "
    "WHERE room_id = :room_id AND position IN :*positions AND dropped_ts IS NULL"
)
_TO_CHECK = SQL("SELECT DISTINCT media_id FROM event_files WHERE to_check = 1 ORDER BY media_id LIMIT :most")
_CHECKED = SQL("UPDATE event_files SET to_check = 0 WHERE media_id = :media_id AND to_check = 1")
_LIVES = SQL(
    "SELECT SUM(CASE WHEN dropped_ts IS NULL THEN 1 ELSE 0 END), MAX(dropped_ts) FROM event_files "
    "WHERE media_id = :media_id"
)
_FORGET = SQL("DELETE FROM event_files WHERE media_id = :media_id")


def add(tx: Tx, event: Event, media_ids: Iterable[str], *, is_picture: bool) -> None:
    """One row for each file."""
    tx.many(
        _ADD,
        [
            {
                "media_id": media_id,
                "position": event.position,
                "room_id": event.room_id,
                "sender": event.sender,
                "is_picture": int(is_picture),
            }
            for media_id in media_ids
        ],
    )


def list_file_refs(tx: Tx, media_id: str, most: int) -> list[FileRef]:
    """Who showed the file where, the first first, dropped references too."""
    rows = tx.all(_OF_FILE, media_id=media_id, most=most)
    return [FileRef(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]


def drop(tx: Tx, event: Event) -> None:
    """The event refers to its files no more."""
    tx.run(_DROP, room_id=event.room_id, position=event.position, now=tx.now_ms)


def drop_files_at(tx: Tx, room_id: str, positions: Sequence[int]) -> list[str]:
    """The room's events at these positions refer to their files no more; gives these files."""
    found = list_files_at(tx, room_id, positions)
    if found:
        tx.run(_DROP_AT, room_id=room_id, positions=list(positions), now=tx.now_ms)
    return found


def list_files_at(tx: Tx, room_id: str, positions: Sequence[int]) -> list[str]:
    """The files that the room's events at these positions show or showed."""
    return [row[0] for row in tx.all(_AT, room_id=room_id, positions=list(positions))]


def list_files_in_room(tx: Tx, room_id: str) -> list[str]:
    """The files that the room's events refer to."""
    return [row[0] for row in tx.all(_IN_ROOM, room_id=room_id)]


def list_files_to_check(tx: Tx, most: int) -> list[str]:
    """Files that lost a reference since somebody looked."""
    return [row[0] for row in tx.all(_TO_CHECK, most=most)]


def set_file_checked(tx: Tx, media_id: str) -> None:
    tx.run(_CHECKED, media_id=media_id)


def count_file_refs(tx: Tx, media_id: str) -> tuple[int, int | None]:
    """(references that count, when the last other one was dropped)."""
    row = tx.one(_LIVES, media_id=media_id)
    return (row[0] or 0, row[1]) if row else (0, None)


def forget_file(tx: Tx, media_id: str) -> None:
    """The file is gone for good: so is what is known of it."""
    tx.run(_FORGET, media_id=media_id)
