"""Whether a file is still needed, and the end of those that aren't.

Needed is what an event shows (`event_files`), what is somebody's picture, what stands in its owner's account data, and
the picture of a preview. A file that is needed no more is deleted after a grace; one that was never needed after a
longer one, unless it looks encrypted: then it may well be shown by an event that the server can't read.
"""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan import events, identity
from fangyuan.db import Tx
from fangyuan.kernel.config_media import Media
from fangyuan.media import store
from fangyuan.media.actions import DAY_MS, HOUR_MS, delete
from fangyuan.media.model import File

_HOLD = "hold"  # who took a file out of sight that only a legal hold keeps


def uri(tx: Tx, media_id: str) -> str:
    """The file's mxc:// address."""
    return f"mxc://{tx.ids.server_name}/{media_id}"


def is_held(tx: Tx, file: File) -> bool:
    """Whether something else than an event needs the file: a profile, its owner's account data, a preview, a holder."""
    address = uri(tx, file.media_id)
    return (
        identity.is_picture(tx, address)
        or store.is_preview(tx, file.media_id)
        or store.is_pinned(tx, file.media_id)
        or identity.is_in_account_data(tx, file.user_id, address)
    )


def is_needed(tx: Tx, media_id: str) -> bool:
    """Whether anything shows the file, as far as the server can see."""
    file = store.find(tx, media_id)
    return file is not None and (events.count_file_refs(tx, media_id)[0] > 0 or is_held(tx, file))


def release(tx: Tx, room_id: str, positions: Sequence[int]) -> list[str]:
    """A group's retention: its messages at these positions need their files no more. Gives the files that are gone.

    What another room or a profile still shows stays. Files of encrypted messages can't be told apart: they stay until
    somebody deletes them by their ids.
    """
    dropped = events.drop_files_at(tx, room_id, positions)
    return [media_id for media_id in dropped if not is_needed(tx, media_id) and end(tx, media_id)]


def end(tx: Tx, media_id: str) -> bool:
    """Nobody needs the file: it is gone (True), or, under a legal hold, kept out of everybody's sight."""
    if not events.is_file_held(tx, media_id):
        return delete(tx, media_id)
    store.set_quarantine(tx, [media_id], _HOLD)
    store.set_check(tx, media_id, tx.now_ms + DAY_MS)
    return False


def examine(tx: Tx, media_id: str, settings: Media) -> bool:
    """Looks whether the file is still needed, and when to look again; True when its time was over and it is gone."""
    events.set_file_checked(tx, media_id)
    file = store.find(tx, media_id)
    if file is None or file.object_key is None:
        return False
    references, dropped_ts = events.count_file_refs(tx, media_id)
    grace_ms = settings.grace_hours * HOUR_MS
    if references:
        store.set_check(tx, media_id, None)  # the next look is when one of them is dropped
        return False
    if is_held(tx, file):
        store.set_check(tx, media_id, tx.now_ms + max(grace_ms, HOUR_MS), is_held=True)
        return False
    if store.is_held(tx, media_id):
        due_ts = tx.now_ms + grace_ms  # it was a picture until some time after the last look
    elif dropped_ts is not None:
        due_ts = dropped_ts + grace_ms
    elif file.says_nothing:
        store.set_check(tx, media_id, None)
        return False
    else:
        due_ts = file.created_ts + settings.unused_days * DAY_MS
    if due_ts <= tx.now_ms:
        return end(tx, media_id)
    store.set_check(tx, media_id, due_ts)
    return False


def sweep(tx: Tx, settings: Media, most: int = 100) -> bool:
    """Ends what is over, at most so many of each sort; True when there may be more."""
    expired = store.list_expired(tx, most)
    for media_id in expired:
        delete(tx, media_id)
    previews = store.list_expired_previews(tx, most)
    for url_hash, media_id in previews:
        store.drop_preview(tx, url_hash)
        if media_id is not None and not is_needed(tx, media_id):
            delete(tx, media_id)
    checked = events.list_files_to_check(tx, most)
    due = store.list_to_check(tx, most)
    for media_id in dict.fromkeys([*checked, *due]):
        examine(tx, media_id, settings)
    return max(map(len, (expired, previews, checked, due))) == most


def list_doomed(tx: Tx, most: int = 100) -> list[str]:
    """Names to be deleted from the store now."""
    return store.list_doomed(tx, most)


def forget_doomed(tx: Tx, object_keys: list[str]) -> None:
    """They are deleted."""
    store.spare(tx, object_keys)
