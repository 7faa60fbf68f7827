"""Rooms that the viewer has left or was removed from: what he may still hear of them, up to his going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangyuan import events, rooms, timeline
from fangyuan.events import Event
from fangyuan.sync.encode import Answer
from fangyuan.sync.state import before_timelines, newest_of

if TYPE_CHECKING:
    from fangyuan.sync.delta import Work


def add_departed(work: Work, answer: Answer, departed: list[tuple[str, str, int]]) -> None:
    """`departed` holds (room id, membership, position at which he went)."""
    is_asked = (work.since == 0 or work.full_state) and work.filter.include_leave
    for room_id, _, went in departed:
        if is_asked or (work.since and went > work.since):
            answer.leave.append(_room(work, room_id, went))


def _room(work: Work, room_id: str, went: int) -> bytes:
    tx, user_id, limit = work.tx, work.reader.user_id, work.filter.limit
    moves = events.list_state_history(tx, room_id, "m.room.member", user_id)
    was_in = _was_in(moves, work.since) and not work.full_state
    ranges = rooms.visible_ranges(tx, room_id, user_id)
    since = work.since if was_in else 0
    found = events.list_history(tx, room_id, since, went, limit + 1, backwards=True)
    found = [event for event in reversed(found) if rooms.is_visible(ranges, event.position)]
    own = [event for event in moves if event.position == went]
    if went not in {event.position for event in found}:
        found += own  # always told, even to somebody who never was inside
    limited = len(found) > limit
    found = found[len(found) - limit :] if limited else found
    first = found[0].position if found else went
    kept = work.keep(found)
    left = rooms.left_at(tx, room_id, user_id)
    newest: list[Event] = []
    if left is not None:
        newest = (
            events.list_state_between(tx, room_id, since, left)
            if was_in
            else events.state_at(tx, room_id, left)
        )
    if work.filter.is_state_after:
        newest = newest_of([*newest, *own])
    elif newest:
        newest = before_timelines(tx, {room_id: newest}, {room_id: kept})[room_id]
    state = work.filter.state.keep(event for event in newest if event.position > since)
    shown = work.encode_events(kept, ranges, [(event.position, event.membership()) for event in moves])
    return (
        b'"%s":{"timeline":{"events":%s,"limited":%s,"prev_batch":"%d"},"%s":{"events":%s},"account_data":{"events":[]}}'
        % (
            room_id.encode(),
            timeline.array(shown),
            b"true" if limited else b"false",
            first - 1,
            work.filter.state_name,
            timeline.array([timeline.state_event(event) for event in state]),
        )
    )


def _was_in(moves: list[Event], at: int) -> bool:
    standing = "leave"
    for event in moves:
        if event.position <= at:
            standing = event.membership()
    return standing == "join"
