"""Files as an administrator sees them: whose they are, taking them out of sight, deleting them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fangyuan import audit, events, groups, media, rooms
from fangyuan.administration.accounts import get_target
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.kernel.errors import NotFound
from fangyuan.media import File

FILE_ORDERS: Mapping[str, Callable[[File], str | int]] = {
    "media_id": lambda file: file.media_id,
    "upload_name": lambda file: file.filename or "",
    "created_ts": lambda file: file.created_ts,
    "media_length": lambda file: file.size,
    "media_type": lambda file: file.content_type or "",
    "quarantined_by": lambda file: file.quarantined_by or "",
}


def list_files(
    tx: Tx, user_id: str, *, start: int, most: int, order: str, backwards: bool
) -> tuple[list[File], int]:
    """A page of somebody's files and how many there are. `order` is one of FILE_ORDERS."""
    total = media.usage(tx, get_target(tx, user_id).user_id)[1]
    found = media.list_of_user(tx, user_id, limit=max(total, 1))
    found.sort(key=lambda file: (FILE_ORDERS[order](file), file.media_id), reverse=backwards)
    return found[start : start + most], len(found)


def get_file(tx: Tx, media_id: str) -> File:
    """The file, in sight or not; M_NOT_FOUND when there is none."""
    file = media.find(tx, media_id)
    if file is None:
        raise NotFound("No such media")
    return file


def list_room_files(tx: Tx, room_id: str) -> list[str]:
    """The addresses of what the room's readable events show."""
    groups.check_not_protected(tx, room_id)
    rooms.get(tx, room_id)
    return [media.uri(tx, media_id) for media_id in events.list_files_in_room(tx, room_id)]


def delete_file(tx: Tx, actor: str, media_id: str) -> None:
    """The file is gone, whatever still shows it; M_NOT_FOUND when there is none."""
    file = get_file(tx, media_id)
    events.check_may_end(tx, media_id=media_id)
    media.delete(tx, media_id)
    before = {"of": file.user_id, "size": file.size, "sha256": file.sha256}
    audit.record(tx, actor, Act.MEDIA_DELETED, media_id, before=before)


def delete_files(tx: Tx, actor: str, user_id: str, media_ids: list[str]) -> None:
    """The same of many files of one person, in one row of the audit log."""
    for media_id in media_ids:
        events.check_may_end(tx, media_id=media_id)
        media.delete(tx, media_id)
    if media_ids:
        audit.record(tx, actor, Act.MEDIA_DELETED, user_id, before={"files": media_ids})


def quarantine(
    tx: Tx, actor: str, *, media_id: str = "", room_id: str = "", user_id: str = "", lift: bool = False
) -> int:
    """Takes a file, or all of a room's or a person's, out of everybody's sight, or shows it again; gives how many."""
    if media_id:
        get_file(tx, media_id)
    if room_id:
        groups.check_not_protected(tx, room_id)
        rooms.get(tx, room_id)
    if user_id:
        get_target(tx, user_id)
    by = None if lift else actor
    count = media.quarantine(tx, by, media_id=media_id, room_id=room_id, user_id=user_id)
    act = Act.MEDIA_RELEASED if lift else Act.MEDIA_QUARANTINED
    audit.record(tx, actor, act, media_id or room_id or user_id, after={"files": count})
    return count
