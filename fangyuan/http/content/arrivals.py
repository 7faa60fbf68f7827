"""Waiting for files that were announced and are not here yet. Client-Server API §Asynchronous uploads."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from fangyuan.bus import Bus
from fangyuan.kernel.change import Change


class Arrivals:
    """Wakes who waits for a file when it arrives, or when something may have been missed."""

    def __init__(self, bus: Bus) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        bus.subscribe(self)

    @contextmanager
    def expected(self, media_id: str) -> Generator[asyncio.Event]:
        """An event that is set when the file arrives from now on: subscribe, then read, then wait."""
        arrived = asyncio.Event()
        self._waiting.setdefault(media_id, set()).add(arrived)
        try:
            yield arrived
        finally:
            others = self._waiting[media_id]
            others.discard(arrived)
            if not others:
                del self._waiting[media_id]

    def committed(self, changes: Sequence[Change], position: int) -> None:
        if self._waiting:
            for change in changes:
                if change.kind == "media":
                    self._wake(change.data)

    def lost(self, position: int) -> None:
        for media_id in self._waiting:
            self._wake(media_id)

    def _wake(self, media_id: str) -> None:
        for arrived in self._waiting.get(media_id, ()):
            arrived.set()
