"""The bus of one process: listeners are called on the event loop, in order, after each commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fangyuan.kernel.change import Change


class Listener(Protocol):
    """Hears of commits. Both calls happen on the event loop's thread and must not block."""

    def committed(self, changes: Sequence[Change], position: int) -> None:
        """These changes are durable; the stream stands at `position` now."""
        ...

    def lost(self, position: int) -> None:
        """Somebody else wrote to the database: forget what is in memory, the stream stands at `position`."""
        ...


class Bus:
    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, changes: Sequence[Change], position: int) -> None:
        for listener in self._listeners:
            listener.committed(changes, position)

    def lose(self, position: int) -> None:
        for listener in self._listeners:
            listener.lost(position)
