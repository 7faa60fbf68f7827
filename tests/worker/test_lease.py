"""One process works at a time; another goes on when it stops, or says nothing any more."""

from __future__ import annotations

import asyncio
import contextlib

from fangyuan.db import Database, leases
from fangyuan.kernel.clock import ManualClock
from fangyuan.worker import Lease
from fangyuan.worker.lease import LEASE_MS


class Work:
    """A task that runs until it is cancelled."""

    def __init__(self) -> None:
        self.runs = 0
        self.began = asyncio.Event()

    async def run(self) -> None:
        self.runs += 1
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.runs -= 1


async def test_one_at_a_time(db: Database, clock: ManualClock) -> None:
    db.start()
    work = [Work(), Work()]
    first, second = (Lease(db, name, [one.run]) for name, one in zip(("a", "b"), work, strict=True))
    for lease in (first, second, first, second):
        await lease.look()
    await work[0].began.wait()
    assert (first.is_held(), second.is_held()) == (True, False)
    # The first says nothing for too long: the second goes on, and the first hears of it when it comes back.
    clock.advance(LEASE_MS - 1)
    await second.look()
    assert not second.is_held()
    clock.advance(1)
    await second.look()
    await work[1].began.wait()
    await first.look()
    assert (first.is_held(), second.is_held()) == (False, True)
    assert [one.runs for one in work] == [0, 1]
    # Who starts anew in the place of a process that has died goes on at once.
    again = Lease(db, "b")
    await again.look()
    assert again.is_held()
    await second.stop()


async def test_who_stops_leaves_the_turn_to_others(db: Database) -> None:
    db.start()
    work = Work()
    running = asyncio.create_task(Lease(db, "a", [work.run]).run())
    await work.began.wait()
    assert not await db.write(lambda tx: leases.take(tx, "background", "b", tx.now_ms + 1))
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert work.runs == 0
    assert await db.write(lambda tx: leases.take(tx, "background", "b", tx.now_ms + 1))
