"""Answering /sync: from memory if it suffices, from the database if not, and waiting when there is nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fangyuan.db import Database
from fangyuan.sync.delta import Delta, delta
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
    waited = False
    viewer = await hub.viewer(reader.user_id)
    if since is None:
        viewer.forget_members(reader.device_id)
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
        if waited:
            await check()
        since = answer.position
        now_ms = db.clock.now_ms()
        if not answer.is_empty or now_ms >= deadline_ms or hub.stopping:
            return answer.encode()
        # After the database has spoken something may be new already: memory is read once more before waiting.
        if not asked_database:
            if not await hub.wait(viewer, reader.device_id, (deadline_ms - now_ms) / 1000):
                return answer.encode()
            waited = True
        reader = Reader(reader.user_id, reader.device_id, now_ms)


async def _from_database(
    db: Database, hub: Hub, viewer: Viewer, reader: Reader, since: int, filter: SyncFilter, full_state: bool
) -> Answer:
    found: Delta = await db.read(
        lambda tx: delta(tx, reader, since, filter, full_state=full_state, blocks=hub.blocks)
    )
    hub.keep_unread(viewer, found.unread, found.answer.position)
    if filter.lazy:
        for room_id, users in found.members_sent.items():
            viewer.members_sent.setdefault((reader.device_id, room_id), set()).update(users)
    return found.answer
