"""What is told of rooms that the viewer is not in: invitations and knocks, and rooms that he left. MSC4186."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan import events, rooms, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.sync.sliding.joined import AVATAR, NAME
from fangyuan.sync.sliding.plan import Ask
from fangyuan.sync.sliding.required import MEMBER
from fangyuan.sync.sliding.result import Result
from fangyuan.sync.sliding.state import WHOLE
from fangyuan.sync.state import STRIPPED
from fangyuan.timeline import Reader


def tell_asked(tx: Tx, asks: Sequence[Ask], me: str) -> dict[str, Result]:
    """Rooms that the viewer is invited to or knocks at: stripped state, and what can be read off it."""
    room_ids = [ask.room_id for ask in asks]
    state: dict[str, list[Event]] = {room_id: [] for room_id in room_ids}
    for event in rooms.list_state_of_types(tx, room_ids, STRIPPED) if room_ids else ():
        if not event.state_key:
            state[event.room_id].append(event)
    own = rooms.list_member_events(tx, room_ids, [me]) if room_ids else []
    inviters = {(event.room_id, event.sender) for event in own} - {(room_id, me) for room_id in room_ids}
    members = (
        rooms.list_member_events(tx, room_ids, {sender for _, sender in inviters})
        if inviters
        else list[Event]()
    )
    for event in [*members, *own]:
        if event.state_key == me or (event.room_id, event.state_key) in inviters:
            state[event.room_id].append(event)
    return {ask.room_id: _asked(ask, state[ask.room_id]) for ask in asks}


def _asked(ask: Ask, state: list[Event]) -> Result:
    result = _result(ask, initial=True)
    result.stripped = [timeline.stripped(event) for event in state]
    for event in state:
        if event.type in (NAME, AVATAR):
            value = json.as_str(event.content().get("name" if event.type == NAME else "url"))
            if value:
                result.meta["name" if event.type == NAME else "avatar"] = value
    return result


def _result(ask: Ask, *, initial: bool) -> Result:
    result = Result(ask.room_id, ask.standing.membership, initial=initial, lists=ask.wanted.lists)
    if ask.is_dm or ask.dm_changed:
        result.meta["is_dm"] = ask.is_dm
    if initial or ask.standing.position > ask.low:
        result.bump_stamp = ask.standing.position
    return result


class LeftRooms:
    """Rooms that the viewer left or was removed from: what he may hear of them, up to his going."""

    def __init__(self, tx: Tx, reader: Reader, since: int) -> None:
        self.tx = tx
        self.reader = reader
        self.me = reader.user_id
        self.since = since
        self.timelines: dict[str, int] = {}
        self.shown: dict[str, list[Event]] = {}

    def _encode(self, event: Event, bundled: bytes | None, moves: rooms.Moves) -> bytes:
        return timeline.client_event(event, self.reader, bundled, rooms.membership_at(moves, event.position))

    def tell(self, ask: Ask) -> Result:
        """One room; `ask.low` is up to where its client was told of it."""
        result = _result(ask, initial=ask.is_new)
        if ask.standing.position <= ask.low:
            return result  # only what is not of the room itself has changed
        own = events.find_at(self.tx, ask.standing.position)
        moves = events.list_state_history(self.tx, ask.room_id, MEMBER, self.me)
        left = rooms.left_at(self.tx, ask.room_id, self.me)
        steps = [(event.position, event.membership()) for event in moves]
        if left is not None and (ask.is_new or left > ask.low):
            self._add_stay(ask, result, left, steps)
        if own is not None and not any(e.event_id == own.event_id for e in self.shown.get(ask.room_id, ())):
            self._add_own(ask, result, own, steps)
        return result

    def _add_own(self, ask: Ask, result: Result, own: Event, moves: rooms.Moves) -> None:
        """His own going, told to somebody who hears nothing else of the room."""
        is_wanted = ask.required.lazy or ask.required.wants(MEMBER, self.me, self.me)
        if is_wanted and not any(self._is_own(event) for event in result.state):
            result.state.append(timeline.state_event(own))
        elif not is_wanted and ask.limit:
            if result.timeline is None:
                result.timeline, result.prev_batch = [], own.position - 1
            result.timeline.append(self._encode(own, None, moves))
            result.num_live += int(0 < self.since < own.position)

    def _is_own(self, event: bytes) -> bool:
        body = json.decode(event)
        return body.get("type") == MEMBER and body.get("state_key") == self.me

    def _add_stay(self, ask: Ask, result: Result, left: int, moves: rooms.Moves) -> None:
        """What he saw of the room, since he was told of it last or from the beginning."""
        low = ask.low if rooms.membership_at(moves, ask.low) == "join" else 0
        ranges = rooms.visible_ranges(self.tx, ask.room_id, self.me)
        upto = max(left, ask.standing.position)
        found = events.list_history(self.tx, ask.room_id, low, upto, ask.limit + 1, backwards=True)
        seen = [e for e in reversed(found) if rooms.is_visible(ranges, e.position)]
        limited = len(seen) > ask.limit > 0
        shown = seen[len(seen) - ask.limit :] if len(seen) > ask.limit else seen
        shown = [event for event in shown if not timeline.is_hidden(event, self.reader.ignored)]
        self.shown[ask.room_id] = shown
        self.timelines[ask.room_id] = ask.limit if limited or not ask.limit else WHOLE
        if ask.limit:
            bundled = timeline.bundle(self.tx, self.reader, shown, ranges)
            result.timeline = [
                self._encode(event, bundled.get(event.event_id) if event.has_relations else None, moves)
                for event in timeline.veil(self.tx, self.me, shown)
            ]
            result.limited = limited
            result.num_live = sum(event.position > self.since for event in shown) if self.since else 0
            result.prev_batch = shown[0].position - 1 if shown else upto
        changed = (
            events.list_state_between(self.tx, ask.room_id, low, left)
            if low
            else events.state_at(self.tx, ask.room_id, left)
        )
        self._add_state(ask, result, changed)

    def _add_state(self, ask: Ask, result: Result, changed: list[Event]) -> None:
        senders = {event.sender for event in self.shown[ask.room_id]}
        for event in changed:
            key = event.state_key or ""
            is_needed = event.type == MEMBER and ask.required.lazy and (key in senders or key == self.me)
            if is_needed or ask.required.wants(event.type, key, self.me):
                result.state.append(timeline.state_event(event))
            if event.type in (NAME, AVATAR) and not key:
                field_name, part = ("name", "name") if event.type == NAME else ("avatar", "url")
                value = json.as_str(event.content().get(part)) or None
                if value is not None or not ask.is_new:
                    result.meta[field_name] = value
