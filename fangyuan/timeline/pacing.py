"""When people posted in a room, remembered for charters that ask: no query for each message.

The writer reads the last day of a room once, when a clause first asks, and then counts along. Edits are no posts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

from fangyuan import charter, events
from fangyuan.charter import Paced
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel.json import JsonObject

_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000


class _Posts:
    """Times of posts (ms UTC), ascending: of each person for a day, of everybody for an hour."""

    __slots__ = ("everybody", "people")

    def __init__(self) -> None:
        self.people: dict[str, list[int]] = {}
        self.everybody: deque[int] = deque()

    def add(self, sender: str, ts: int) -> None:
        times = self.people.setdefault(sender, [])
        ts = max(ts, times[-1]) if times else ts
        if len(times) > 50:
            del times[: bisect_right(times, ts - _DAY_MS)]
        times.append(ts)
        self.everybody.append(max(ts, self.everybody[-1]) if self.everybody else ts)
        while self.everybody[0] <= ts - _HOUR_MS:
            self.everybody.popleft()


def paced(tx: Tx, room_id: str, user_id: str) -> Paced:
    """The posts that the rates of a charter count, before the one in question."""
    posts = tx.remember(_key(room_id), lambda: _load(tx, room_id))
    return Paced(posts.people.get(user_id, ()), posts.everybody)


def note_post(tx: Tx, event: Event) -> None:
    """Counts a message that was just appended, in rooms of which somebody asked."""
    tx.touch(_key(event.room_id))  # also what is loaded later in this transaction holds the post
    posts = tx.memo.get(_key(event.room_id))
    if posts is None:
        return
    # Of a reaction it depends on its length whether it is a post; after a restart only messages are known.
    content = event.content() if event.type == "m.reaction" else {}
    if _is_counted(event.type, event.rel_type, content):
        posts.add(event.sender, tx.now_ms)


def _key(room_id: str) -> tuple[str, str]:
    return ("posts", room_id)


def _load(tx: Tx, room_id: str) -> _Posts:
    posts = _Posts()
    for type, rel_type, sender, ts in events.list_times(tx, room_id, tx.now_ms - _DAY_MS):
        if _is_counted(type, rel_type, {}):
            posts.add(sender, ts)
    return posts


def _is_counted(type: str, rel_type: str | None, content: JsonObject) -> bool:
    return rel_type != "m.replace" and charter.is_post(type, content)
