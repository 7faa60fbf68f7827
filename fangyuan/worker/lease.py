"""Of several processes on one database one works at a time: it runs jobs, pushes, tells bridges."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import structlog

from fangyuan.db import Database, leases

LEASE_MS = 30_000  # so long after the end of a process without a farewell another begins
_RENEW_S = 10.0
_NAME = "background"

log = structlog.get_logger("worker")


class Lease:
    """The turn to work: `await lease.run()` until it is cancelled. While it is held all `works` run.

    `owner` names the process, and is the same when it starts anew: then it need not wait for its own old lease.
    """

    def __init__(self, db: Database, owner: str, works: Sequence[Callable[[], Awaitable[None]]] = ()) -> None:
        self._db = db
        self._owner = owner
        self._works = works
        self._tasks: list[asyncio.Future[None]] = []
        self._is_held = False

    def is_held(self) -> bool:
        return self._is_held

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self.look()
                except Exception:
                    log.exception("whose turn it is could not be found out")
                await asyncio.sleep(_RENEW_S)
        finally:
            await self.stop()
            with contextlib.suppress(Exception):  # else it ends by itself
                await self._db.write(lambda tx: leases.release(tx, _NAME, self._owner))

    async def look(self) -> None:
        """Takes or renews the lease, and begins or stops to work accordingly."""
        is_ours = await self._db.write(lambda tx: leases.take(tx, _NAME, self._owner, tx.now_ms + LEASE_MS))
        if is_ours and not self._is_held:
            self._is_held = True
            self._tasks = [asyncio.ensure_future(work()) for work in self._works]
        elif not is_ours and self._is_held:
            log.warning("another process works now", owner=self._owner)
            await self.stop()

    async def stop(self) -> None:
        """Ends what runs; the lease stays until its time is over."""
        self._is_held = False
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
