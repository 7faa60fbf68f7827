"""Clearing up: the ends of files, and the deleting of contents that nothing refers to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from fangyuan import media
from fangyuan.db import Database
from fangyuan.http.content.depot import Depot
from fangyuan.http.content.spool import clear
from fangyuan.kernel.change import Change

_LONGEST_S = 3_600.0
_PATIENCE_S = 5.0  # after a round that failed

log = structlog.get_logger("media")


class Keeper:
    """A background task: `await keeper.run()` until it is cancelled.

    It wakes when something is deleted, and each hour by the job `media.sweep`. Rows go in small transactions; contents
    are deleted outside of any, since disks and networks are slow.
    """

    def __init__(self, db: Database, depot: Depot, settings: media.Settings) -> None:
        self._db = db
        self._depot = depot
        self._settings = settings
        self._wake = asyncio.Event()
        db.bus.subscribe(self)

    async def run(self) -> None:
        while True:
            self._wake.clear()
            wait_s = _LONGEST_S
            try:
                await self.round()
            except Exception:
                log.exception("clearing up failed; it is tried again")
                wait_s = _PATIENCE_S
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def round(self) -> None:
        """Everything that is over by the database's clock is gone when this returns."""
        await asyncio.to_thread(clear, self._depot.incoming)
        while await self._db.write(lambda tx: media.sweep(tx, self._settings)):
            pass
        while doomed := await self._db.read(media.list_doomed):
            await self._depot.delete(doomed)
            await self._db.write(lambda tx, names=doomed: media.forget_doomed(tx, names))

    def committed(self, changes: Sequence[Change], position: int) -> None:
        if any(change.kind == "media" and change.data == "" for change in changes):
            self._wake.set()

    def lost(self, position: int) -> None:
        pass  # the hourly job finds what was missed
