"""State beside a timeline: what a client has to know before it reads the events, or before it comes in.

Client-Server API §Syncing, §Stripped state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fangyuan import events, rooms, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json

STRIPPED = frozenset(
    {
        "m.room.create",
        "m.room.name",
        "m.room.avatar",
        "m.room.topic",
        "m.room.join_rules",
        "m.room.canonical_alias",
        "m.room.encryption",
    }
)


def before_timelines(
    tx: Tx, newest: Mapping[str, Sequence[Event]], timelines: Mapping[str, Sequence[Event]]
) -> dict[str, list[Event]]:
    """Of each room the state before its timeline, from its newest state.

    What the timeline tells is not told twice; what that replaced is told. State that the timeline lacks, because a
    filter or the history's visibility keeps it out, stays: so state and timeline together always give the newest.
    """
    told = {
        room_id: {event.event_id for event in timelines.get(room_id, ()) if event.state_key is not None}
        for room_id in newest
    }
    wanted: set[str] = set()
    for room_id, ids in told.items():
        if ids:
            wanted |= _replaced_by(timelines[room_id]) - ids
    older: dict[str, list[Event]] = {}
    for event in sorted(events.find_events(tx, wanted).values() if wanted else (), key=_position):
        older.setdefault(event.room_id, []).append(event)
    found: dict[str, list[Event]] = {}
    for room_id, state in newest.items():
        by_key = {
            (event.type, event.state_key): event for event in state if event.event_id not in told[room_id]
        }
        for event in older.get(room_id, ()):
            by_key.setdefault((event.type, event.state_key), event)
        found[room_id] = list(by_key.values())
    return found


def after_timelines(
    newest: Mapping[str, Sequence[Event]], timelines: Mapping[str, Sequence[Event]]
) -> dict[str, list[Event]]:
    """Of each room its newest state, with what the timeline changes: MSC4222."""
    found: dict[str, list[Event]] = {}
    for room_id in newest.keys() | timelines.keys():
        found[room_id] = newest_of([*newest.get(room_id, ()), *timelines.get(room_id, ())])
    return found


def newest_of(events: Iterable[Event]) -> list[Event]:
    """Of each piece of state among the events the newest event."""
    by_key: dict[tuple[str, str | None], Event] = {}
    for event in events:
        if event.state_key is not None:
            other = by_key.get((event.type, event.state_key))
            if other is None or other.position < event.position:
                by_key[event.type, event.state_key] = event
    return list(by_key.values())


def _position(event: Event) -> int:
    return event.position


def _replaced_by(found: Iterable[Event]) -> set[str]:
    ids: set[str] = set()
    for event in found:
        if event.unsigned is not None and b'"replaces_state"' in event.unsigned:
            replaced = json.decode(event.unsigned).get("replaces_state")
            if isinstance(replaced, str):
                ids.add(replaced)
    return ids


def stripped_state(tx: Tx, room_id: str, user_id: str) -> list[bytes]:
    """What an invitation or a knock shows of a room, with who asks and the person himself."""
    found = [
        event
        for event in rooms.list_state_events(tx, [room_id])
        if event.type in STRIPPED and not event.state_key
    ]
    own = rooms.list_member_events(tx, [room_id], [user_id])
    inviters = {event.sender for event in own} - {user_id}
    return [
        timeline.stripped(event)
        for event in [*found, *rooms.list_member_events(tx, [room_id], inviters), *own]
    ]
