"""Following the log behind the commits: the index of what was said is brought up to date when there is time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from fangyuan import search
from fangyuan.db import Database
from fangyuan.kernel.change import Change

MOST_PENDING = 256  # events after which the index follows at once
QUIET_S = 10.0  # or so long after the first of them: many events in one transaction cost less than each alone
_RETRY_S = 5.0

log = structlog.get_logger("search")


class Follower:
    """The loop of one process: `await follower.run()` until it is cancelled. Several processes share the work."""

    def __init__(self, db: Database, quiet_s: float = QUIET_S) -> None:
        self._db = db
        self._quiet_s = quiet_s
        self._pending = 0
        self._any = asyncio.Event()
        self._many = asyncio.Event()
        db.bus.subscribe(self)

    async def run(self) -> None:
        while True:
            try:
                await self._catch_up()
                await self._wait()
            except Exception:
                log.exception("the index could not follow")
                await asyncio.sleep(_RETRY_S)

    async def _catch_up(self) -> None:
        """Batch by batch, so that no writer waits for more than one of them."""
        self._pending = 0
        self._any.clear()
        self._many.clear()
        done = 0
        while await self._db.read(search.is_behind):
            await self._db.write(search.advance)
            done += 1
            if done % 100 == 0:
                position, newest = await self._db.read(search.progress)
                log.info("indexing", position=position, newest=newest)

    async def _wait(self) -> None:
        await self._any.wait()
        try:
            async with asyncio.timeout(self._quiet_s):
                await self._many.wait()
        except TimeoutError:
            pass

    def committed(self, changes: Sequence[Change], position: int) -> None:
        self._pending += sum(1 for change in changes if change.kind == "event")
        if self._pending:
            self._any.set()
        if self._pending >= MOST_PENDING:
            self._many.set()

    def lost(self, position: int) -> None:
        self._any.set()
