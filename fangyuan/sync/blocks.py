"""What somebody who comes into a room gets of it, kept encoded: most of it is the same for every newcomer.

A block is true as long as nothing was added to its room: everything in it (timeline, state, counts, edits) comes from
events, and the room's newest position in the reader's own snapshot says whether there is a newer one. It is used by
many reader threads at once; each call takes the lock once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.sync.encode import JoinedRoom

_MOST_BYTES = 16 * 1024 * 1024
Shape = tuple[int, bool, bytes]  # timeline limit, lazily loaded members, the state's name


@dataclass(frozen=True, slots=True)
class Block:
    """A room's part of a first sync; `members` are those whose member events it holds.

    `timeline` is `shown` encoded for who was in the room all the time and sent none of it from this device.
    """

    newest: int
    shown: tuple[Event, ...]
    timeline: bytes
    limited: bool
    prev_batch: int
    state: tuple[bytes, ...]
    members: frozenset[str]
    summary: dict[str, object]

    def is_of(self, user_id: str, device_id: str) -> bool:
        """Whether the device sent something of it, with a transaction id that only this device is shown."""
        return any(
            event.txn_id is not None and event.sender == user_id and event.device_id == device_id
            for event in self.shown
        )

    def part(self, room_id: str, shape: Shape) -> JoinedRoom:
        """A fresh record for one reader."""
        return JoinedRoom(
            room_id,
            timeline=self.timeline,
            limited=self.limited,
            prev_batch=self.prev_batch,
            state=list(self.state),
            summary=self.summary,
            state_name=shape[2],
        )

    @property
    def size(self) -> int:
        return 2 * len(self.timeline) + sum(map(len, self.state)) + 1_000


class Blocks:
    """The blocks of many rooms, the least used dropped first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: OrderedDict[tuple[str, Shape], Block] = OrderedDict()
        self._bytes = 0

    def find(self, tx: Tx, room_ids: Iterable[str], shape: Shape) -> dict[str, Block]:
        """Those of the rooms whose block is true in this snapshot."""
        with self._lock:
            held = [room_id for room_id in room_ids if (room_id, shape) in self._blocks]
        if not held:
            return {}
        newest = events.newest_positions(tx, held)
        found: dict[str, Block] = {}
        with self._lock:
            for room_id in held:
                block = self._blocks.get((room_id, shape))
                if block is not None and block.newest == newest.get(room_id):
                    found[room_id] = block
                    self._blocks.move_to_end((room_id, shape))
        return found

    def keep(self, room_id: str, shape: Shape, block: Block) -> None:
        with self._lock:
            old = self._blocks.pop((room_id, shape), None)
            self._blocks[(room_id, shape)] = block
            self._bytes += block.size - (old.size if old else 0)
            while self._bytes > _MOST_BYTES:
                _, dropped = self._blocks.popitem(last=False)
                self._bytes -= dropped.size
