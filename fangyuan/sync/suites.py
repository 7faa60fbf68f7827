"""What conformance suites expect of a sync beyond the specification: told in the test mode only.

A room that a first sync tells whole has a token that leads back through it once more, not to before it. Who comes back
into a room finds in its timeline also what became of its state while the history was hidden from him: he is told that
state anyway. Whoever goes, and is known only because he does, is told as gone beside the timeline too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from fangyuan import events, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.sync.encode import JoinedRoom

_LOOK = 100


def lead_to_the_end(parts: Iterable[JoinedRoom], upto: int) -> None:
    """Where nothing was left out, paging back begins at the end."""
    for part in parts:
        if not part.limited:
            part.prev_batch = upto


def with_current_state(
    tx: Tx,
    room_id: str,
    keep: Callable[[Sequence[Event]], list[Event]],
    found: Sequence[Event],
    ranges: Sequence[rooms.Range] | None,
    limit: int,
) -> list[Event]:
    """The newest events, at most `limit`, that are visible or hold true still, of `found` and what was before it."""
    before = events.list_history(tx, room_id, 0, found[0].position - 1, _LOOK, backwards=True)[::-1]
    candidates = [*keep(before), *found]
    people = {event.state_key or "" for event in candidates if event.type == "m.room.member"}
    current = rooms.list_state_events(tx, [room_id]) + rooms.list_member_events(tx, [room_id], people)
    true = {event.event_id for event in current}
    kept = [
        event
        for event in candidates
        if event.event_id in true or ranges is None or rooms.is_visible(ranges, event.position)
    ]
    return kept[max(0, len(kept) - limit) :]


def as_told(state: list[Event], shown: Sequence[Event]) -> list[Event]:
    """Members loaded lazily, as the timeline leaves them."""
    moved = {event.state_key: event for event in shown if event.type == "m.room.member"}
    return [moved.get(event.state_key, event) if event.type == "m.room.member" else event for event in state]
