"""Answering /sync: from memory if it suffices, from the database if not, and waiting when there is nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fangyuan import e2ee
from fangyuan.db import Database
from fangyuan.sync.delta import Delta, add_messages, delta
from fangyuan.sync.encode import Answer
from fangyuan.sync.filters import SyncFilter
from fangyuan.sync.hub import Hub, Viewer
from fangyuan.sync.live import live
from fangyuan.timeline import Reader


async def serve(
    hub: Hub,
    reader: Reader,
    since: int | None,
    filter: SyncFilter,
    *,
    timeout_ms: int,
    full_state: bool,
    check: Callable[[], Awaitable[object]],
) -> bytes:
    """The body of the answer. `since` None is a first sync. Subscribe, read, if empty wait.

    `check` raises if the reader may no longer be answered: his session may end while he waits.
    """
    db = hub.db
    viewer = await hub.viewer(reader.user_id)
    if since is None:
        viewer.forget_members(reader.device_id)
    else:
        await _delete_received(db, viewer, reader, since)
    if since is None or full_state:
        found = await _from_database(db, hub, viewer, reader, since or 0, filter, full_state)
        return found.encode()
    deadline_ms = reader.now_ms + timeout_ms
    while True:
        viewer = await hub.viewer(reader.user_id)
        answer = live(hub, viewer, reader, since, filter)
        asked_database = answer is None
        if answer is None:
            answer = await _from_database(db, hub, viewer, reader, since, filter, full_state)
        elif answer.awaits_messages:
            await _add_messages(db, viewer, reader, since, answer)
            asked_database = True
        since = answer.position
        now_ms = db.clock.now_ms()
        if not answer.is_empty or now_ms >= deadline_ms or hub.stopping:
            return answer.encode()
        # After the database has spoken something may be new already: memory is read once more before waiting.
        if not asked_database:
            if not await hub.wait(viewer, reader.device_id, (deadline_ms - now_ms) / 1000):
                return answer.encode()
            await check()  # not between reading and waiting: what came meanwhile would wake nobody
        reader = Reader(reader.user_id, reader.device_id, now_ms)


async def _from_database(
    db: Database, hub: Hub, viewer: Viewer, reader: Reader, since: int, filter: SyncFilter, full_state: bool
) -> Answer:
    found: Delta = await db.read(
        lambda tx: delta(
            tx,
            reader,
            since,
            filter,
            full_state=full_state,
            blocks=hub.blocks,
            known_members=lambda room_id: viewer.known_members(reader.device_id, room_id, since),
        )
    )
    hub.keep_unread(viewer, found.unread, found.answer.position)
    hub.keep_counts(viewer, reader.device_id, found.answer.key_counts, found.answer.position)
    await _put_off(db, viewer, reader, found.answer, found.put_off_after)
    if filter.lazy:
        for room_id, users in found.members_sent.items():
            sent = viewer.members_sent.setdefault((reader.device_id, room_id), {})
            for user_id in users:
                sent.setdefault(user_id, found.answer.position)
    return found.answer


async def _delete_received(db: Database, viewer: Viewer, reader: Reader, since: int) -> None:
    """The token proves that its device has got what was told up to it: those messages are deleted.

    They are deleted before anything is read: an answer never sees a message that its token has proved.
    """
    user_id, device_id = reader.user_id, reader.device_id
    known = viewer.kept_messages.get(device_id)
    if known is None:
        if await db.read(
            lambda tx: since <= tx.position and e2ee.is_any_received(tx, user_id, device_id, since)
        ):
            await db.write(lambda tx: e2ee.delete_received(tx, user_id, device_id, since))
        viewer.kept_messages.setdefault(device_id, (0, since))
    elif known[0] and since > known[1]:
        await db.write(lambda tx: e2ee.delete_received(tx, user_id, device_id, since))
        told, deleted = viewer.kept_messages[device_id]
        viewer.kept_messages[device_id] = (told if told > since else 0, max(since, deleted))


async def _add_messages(db: Database, viewer: Viewer, reader: Reader, since: int, answer: Answer) -> None:
    """Memory has answered all else: a read of what waits for this one device is enough."""
    after = await db.read(lambda tx: add_messages(tx, reader, since, answer))
    await _put_off(db, viewer, reader, answer, after)


async def _put_off(db: Database, viewer: Viewer, reader: Reader, answer: Answer, after: int | None) -> None:
    """Remembers that messages are on their way, and puts off those that had no room in the answer."""
    user_id, device_id, position = reader.user_id, reader.device_id, answer.position
    if answer.to_device:
        told, deleted = viewer.kept_messages.get(device_id, (0, 0))
        viewer.kept_messages[device_id] = (max(told, position), deleted)
    if after is not None:
        await db.write(lambda tx: e2ee.put_off(tx, user_id, device_id, after, position))
