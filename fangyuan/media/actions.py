"""Announcing, keeping, deleting files. Contents are the edge's: here are only their rows.

A content is stored once, under a name that is never used again. Its name is doomed (`media_doomed`) before anything
is written under it, and spared in the transaction in which a file begins to refer to it: what a crash leaves behind is
deleted, and what is doomed is never in use.
"""

from __future__ import annotations

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.config_media import Media
from fangyuan.kernel.errors import Forbidden, LimitExceeded, NotFound
from fangyuan.kernel.ids import is_user_id
from fangyuan.media import store
from fangyuan.media.model import MOST_NAME, CannotOverwrite, File, Thumbnail, Upload

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def announce(tx: Tx, user_id: str, settings: Media) -> File:
    """An id whose content comes later. M_LIMIT_EXCEEDED with too many of them. §POST /media/v1/create."""
    pending, first_ts = store.count_pending(tx, user_id)
    if pending >= settings.pending_uploads:
        raise LimitExceeded(max(1, first_ts - tx.now_ms))
    expires_ts = tx.now_ms + settings.pending_hours * HOUR_MS
    file = File(media_id=tx.ids.opaque(18), user_id=user_id, created_ts=tx.now_ms, expires_ts=expires_ts)
    store.add(tx, file, None)
    return file


def check_may_fill(tx: Tx, user_id: str, media_id: str) -> File:
    """What was announced, if it is this user's and still waits for its content. §PUT /media/upload."""
    file = store.find(tx, media_id)
    if file is None or (file.expires_ts is not None and file.expires_ts <= tx.now_ms):
        raise NotFound("Unknown media ID")
    if file.user_id != user_id:
        raise Forbidden("Somebody else announced this media ID")
    if file.object_key is not None:
        raise CannotOverwrite("Media ID already has content")
    return file


def check_quota(tx: Tx, user_id: str, size: int, settings: Media, *, is_new: bool) -> None:
    """Forbidden when the person would keep more than he may with `size` bytes more, or the company, if they are new."""
    if settings.person_quota_bytes and store.usage(tx, user_id)[0] + size > settings.person_quota_bytes:
        raise Forbidden("Your files have reached their quota", key="media.person_quota")
    if is_new and settings.total_quota_bytes and store.usage(tx, "")[0] + size > settings.total_quota_bytes:
        raise Forbidden("The company's files have reached their quota", key="media.total_quota")


def knows(tx: Tx, sha256: str) -> bool:
    """Whether this content is in the store."""
    return store.find_blob(tx, sha256) is not None


def reserve(tx: Tx) -> str:
    """A name in the store to write to; without a file that refers to it within a day, it is deleted."""
    name = tx.ids.opaque(24)
    store.doom(tx, name, tx.now_ms + DAY_MS)
    return name


def keep(tx: Tx, upload: Upload, settings: Media, *, key: str | None, media_id: str | None = None) -> File:
    """A file with this content: under a new id, or under `media_id`, which was announced.

    `key` is the reserved name under which the content lies; None when the content is known. If somebody else was
    faster with the same content, that is used and `key` is deleted.
    """
    if media_id is not None:
        check_may_fill(tx, upload.user_id, media_id)
    known = store.find_blob(tx, upload.sha256)
    check_quota(tx, upload.user_id, upload.size, settings, is_new=known is None)
    if known is None:
        assert key is not None, "a content that nobody knows was written somewhere"
        store.spare(tx, [key])
        store.add_blob(tx, key, upload.sha256, upload.size, upload.kind)
        if upload.codes:
            store.add_codes(tx, key, json.encode(upload.codes))
        store.use(tx, "", upload.size, 1)
    elif key is not None:
        discard(tx, key)
    file = File(
        media_id=media_id or tx.ids.opaque(18),
        user_id=upload.user_id,
        object_key=known or key,
        content_type=upload.content_type and upload.content_type[:MOST_NAME],
        filename=upload.filename and upload.filename[:MOST_NAME],
        size=upload.size,
        created_ts=tx.now_ms,
        kind=upload.kind,
        sha256=upload.sha256,
    )
    store.use(tx, upload.user_id, upload.size, 1)
    check_ts = tx.now_ms + settings.unused_days * DAY_MS
    if media_id is None:
        store.add(tx, file, check_ts)
    else:
        store.fill(tx, file, check_ts)
        tx.note("media", data=media_id)  # with a position: other processes wake those who wait for it
    return file


def discard(tx: Tx, key: str) -> None:
    """What was written under a reserved name is not wanted."""
    store.doom(tx, key, tx.now_ms)
    _tell_keeper(tx)


def find(tx: Tx, media_id: str) -> File | None:
    return store.find(tx, media_id)


def get(tx: Tx, media_id: str) -> File:
    """The file, or M_NOT_FOUND: unknown, expired, or taken out of sight."""
    file = store.find(tx, media_id)
    if file is None or file.quarantined_by is not None or (file.expires_ts or tx.now_ms + 1) <= tx.now_ms:
        raise NotFound("No such media")
    return file


def codes_of(tx: Tx, media_ids: list[str]) -> dict[str, list[str]]:
    """The texts of the QR codes in those of these pictures that have any, by the picture's hash."""
    return {sha256: json.decode(codes) for sha256, codes in store.codes_of(tx, media_ids).items()}


def kinds_of(tx: Tx, media_ids: list[str]) -> frozenset[str]:
    """The media types that the bytes of these files show: 'video/mp4', whatever its name says."""
    return frozenset(store.kinds_of(tx, media_ids))


def same_contents(tx: Tx, media_ids: list[str]) -> list[str]:
    """These files, and every other with the same content as one of them."""
    return store.list_same(tx, media_ids)


# -- the end of files ------------------------------------------------------------------------------------------------


def delete(tx: Tx, media_id: str) -> bool:
    """The file is gone, and its content with the last file that has it; False when there is no such file."""
    file = store.find(tx, media_id)
    if file is None:
        return False
    store.drop(tx, media_id)
    events.forget_file(tx, media_id)
    if file.object_key is not None:
        store.use(tx, file.user_id, -file.size, -1)
        freed = store.drop_blob_if_unused(tx, file.object_key)
        if not store.has_blob(tx, file.object_key):
            store.use(tx, "", -freed, -1)
    _tell_keeper(tx)
    return True


# -- administration --------------------------------------------------------------------------------------------------


def list_of_user(tx: Tx, user_id: str, *, start: int = 0, limit: int = 100) -> list[File]:
    """Somebody's files, the newest first."""
    return store.list_of_user(tx, user_id, start, limit)


def usage(tx: Tx, user_id: str) -> tuple[int, int]:
    """(bytes, files) of a person; of '' what the company stores, equal files counted once."""
    return store.usage(tx, user_id)


def quarantine(tx: Tx, by: str | None, *, media_id: str = "", room_id: str = "", user_id: str = "") -> int:
    """Takes a file, or all that a room shows or a user uploaded, out of everybody's sight; gives how many.

    They stay in the store. `by` None lifts it. The audit row is the caller's.
    """
    ids = [media_id] if media_id else []
    if room_id:
        ids += events.list_files_in_room(tx, room_id)
    if user_id and is_user_id(user_id):
        ids += store.list_ids_of_user(tx, user_id)
    return store.set_quarantine(tx, ids, by) if ids else 0


# -- thumbnails ------------------------------------------------------------------------------------------------------


def find_thumbnail(tx: Tx, object_key: str, variant: str) -> Thumbnail | None:
    return store.find_thumbnail(tx, object_key, variant)


def keep_thumbnail(tx: Tx, object_key: str, variant: str, thumbnail: Thumbnail) -> bool:
    """Keeps what was written under a reserved name, unless the picture is gone or somebody else was faster."""
    if store.has_blob(tx, object_key) and store.add_thumbnail(tx, object_key, variant, thumbnail):
        store.spare(tx, [thumbnail.key])
        return True
    discard(tx, thumbnail.key)
    return False


def _tell_keeper(tx: Tx) -> None:
    tx.note("media", data="", position=tx.position)
