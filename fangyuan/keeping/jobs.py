"""What the worker calls: the daily look at all groups, the rounds that it finds due, the end of released holds."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import events, groups, media
from fangyuan.db import Tx, jobs
from fangyuan.keeping.retention import BATCH, Round, find_rounds, purge_batch

LOOK = "keeping.look"
PURGE = "keeping.purge"
DROP_RELEASED = "keeping.drop_released"
_GROUPS = 50  # that one transaction looks at


def start(tx: Tx) -> None:
    """Has the worker look at all groups, one page after the other."""
    jobs.schedule(tx, LOOK, {"after": ""}, tx.now_ms, LOOK)
    drop_released(tx, None)


def look(tx: Tx, payload: dict[str, str]) -> None:
    """Schedules a round for each group of a page that is due for one, and the look at the next page."""
    page = groups.list_after(tx, payload["after"], _GROUPS)
    for group in page:
        for round in find_rounds(tx, group):
            job_id = f"{PURGE} {round.room_id}"
            if not jobs.is_waiting(tx, job_id):
                jobs.schedule(tx, PURGE, round, tx.now_ms, job_id)
    if len(page) == _GROUPS:
        jobs.schedule(tx, LOOK, {"after": page[-1].room_id}, tx.now_ms, LOOK)


def purge(tx: Tx, payload: Any) -> None:
    """One batch of a round, and the job for the next: both happen, or neither does."""
    round = msgspec.convert(payload, Round)
    following = purge_batch(tx, round)
    if following is not None:
        jobs.schedule(tx, PURGE, following, tx.now_ms, f"{PURGE} {round.room_id}")


def drop_released(tx: Tx, payload: Any) -> None:
    """What no hold covers any more goes as it would have gone without one, a batch at a time."""
    files, following = events.release_held(tx, payload["after"] if payload else 0, BATCH)
    for media_id in files:
        if not media.is_needed(tx, media_id):
            media.end(tx, media_id)
    if following is not None:
        jobs.schedule(tx, DROP_RELEASED, {"after": following}, tx.now_ms, DROP_RELEASED)
