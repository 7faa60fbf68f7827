"""Reading back: pages of history, single events, what stood around them. Tokens are positions of the stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fangyuan import events, identity, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.timeline.encode import is_shown
from fangyuan.timeline.filter import EventFilter

MOST_PER_PAGE = 1_000
_MOST_SCANS = 10
_FOUNDING = 2  # events with which a room begins: m.room.create, and its founder comes in


@dataclass(frozen=True, slots=True)
class Page:
    """A page of history; `end` is None when there is nothing further in that direction."""

    chunk: list[Event]
    start: int
    end: int | None
    state: list[Event]


def messages(
    tx: Tx,
    user_id: str,
    room_id: str,
    *,
    start: int | None,
    stop: int | None,
    backwards: bool,
    filter: EventFilter,
) -> Page:
    """A page from `start` on: events up to and with it backwards, after it forwards. §GET /messages."""
    ranges = rooms.get_ranges(tx, room_id, user_id)
    ignored = identity.list_ignored(tx, user_id)
    limit = filter.limit if filter.limit is not None else 10
    at = start if start is not None else (tx.position if backwards else 0)
    chunk: list[Event] = []
    cursor, ended = at, False
    for _ in range(_MOST_SCANS):  # a narrow filter may reject whole pages: the client asks on from `end`
        low, high = (stop or 0, cursor) if backwards else (cursor, stop if stop is not None else tx.position)
        found = events.list_history(tx, room_id, low, high, limit + 1, backwards=backwards)
        ended = len(found) <= limit
        found = found[:limit]
        for event in found:
            cursor = event.position - 1 if backwards else event.position
            if is_shown(event, ignored, ranges) and filter.passes(event):
                chunk.append(event)
                if len(chunk) == limit:
                    ended = ended and event is found[-1]
                    break
        if ended or len(chunk) >= limit:
            break
    end = None if ended else cursor
    state = members_of(tx, room_id, chunk) if filter.lazy_load_members else []
    return Page(chunk, at, end, state)


def members_of(tx: Tx, room_id: str, shown: Iterable[Event]) -> list[Event]:
    """The member events of those who sent these. §Lazy-loading room members."""
    senders = {event.sender for event in shown}
    return rooms.list_member_events(tx, [room_id], senders) if senders else []


def get_event(tx: Tx, user_id: str, room_id: str, event_id: str) -> Event:
    """One event that the user may see, or M_NOT_FOUND: which of both is nobody's business."""
    event = events.find_event(tx, event_id)
    if event is None or event.room_id != room_id:
        raise NotFound("No such event in this room")
    ranges = rooms.visible_ranges(tx, room_id, user_id)
    if not is_shown(event, identity.list_ignored(tx, user_id), ranges):
        raise NotFound("No such event in this room")
    return event


@dataclass(frozen=True, slots=True)
class Context:
    event: Event
    before: list[Event]
    after: list[Event]
    start: int
    end: int
    state: list[Event]


def context(tx: Tx, user_id: str, room_id: str, event_id: str, filter: EventFilter) -> Context:
    """The event with what stood around it, and the state after the last one. §GET /context."""
    ranges = rooms.get_ranges(tx, room_id, user_id)
    event = get_event(tx, user_id, room_id, event_id)
    limit = filter.limit if filter.limit is not None else 10
    half = limit // 2
    before = events.list_history(tx, room_id, 0, event.position - 1, half, backwards=True)
    after = events.list_history(tx, room_id, event.position, tx.position, limit - half, backwards=False)
    ignored = identity.list_ignored(tx, user_id)
    before = [found for found in before if is_shown(found, ignored, ranges) and filter.passes(found)]
    after = [found for found in after if is_shown(found, ignored, ranges) and filter.passes(found)]
    last = after[-1].position if after else event.position
    state = events.state_at(tx, room_id, last)
    if filter.lazy_load_members:
        senders = {found.sender for found in [*before, event, *after]}
        state = [found for found in state if found.type != "m.room.member" or found.state_key in senders]
    first = before[-1].position if before else event.position
    return Context(event, before, after, first - 1, last, state)


def nearest_event(tx: Tx, user_id: str, room_id: str, ts: int, *, forwards: bool) -> Event:
    """The visible event nearest to a time. §GET /timestamp_to_event."""
    ranges = rooms.get_ranges(tx, room_id, user_id)
    near = [events.nearest(tx, room_id, ts, low, high, forwards=forwards) for low, high in ranges]
    found = sorted(
        (event for event in near if event is not None), key=lambda event: (event.ts, event.position)
    )
    if not found:
        raise NotFound("No event found in that direction")
    return found[0] if forwards else found[-1]


def state_for(tx: Tx, user_id: str, room_id: str) -> list[Event]:
    """The room's state as the user may see it: current for members, as it was when he left for others. §GET /state.

    Of a room that has ended in one that he is in, as it stands.
    """
    room = rooms.find(tx, room_id)
    if room is None:
        raise Forbidden("You are not a member of this room")  # whether there is one is nobody's business
    found = rooms.member(tx, room, user_id)
    is_in = (found is not None and found.membership == "join") or rooms.let_in_at(tx, room_id, user_id)
    if is_in or room.history_visibility == "world_readable":
        return rooms.list_state_events(tx, [room_id]) + rooms.list_member_events(tx, [room_id])
    rooms.get_ranges(tx, room_id, user_id)
    left = rooms.left_at(tx, room_id, user_id)
    if found is None or found.membership not in ("leave", "ban") or left is None:
        raise Forbidden("You are not a member of this room")
    return events.state_at(tx, room_id, left)


def members_at(tx: Tx, user_id: str, room_id: str, at: int) -> list[Event]:
    """The member events as they were at a position, for who has left as they then were. §GET /members?at=."""
    rooms.get_ranges(tx, room_id, user_id)
    left = rooms.left_at(tx, room_id, user_id)
    at = at if left is None else min(at, left)
    found = _members(events.state_at(tx, room_id, at))
    if found:
        return found
    # The token is from before the room, as `prev_batch` is where a timeline holds all: it began with its founder.
    return _members(events.list_history(tx, room_id, 0, tx.position, _FOUNDING, backwards=False))[:1]


def _members(found: Iterable[Event]) -> list[Event]:
    return [event for event in found if event.type == "m.room.member"]
