"""A sync's filter, compiled once and kept. Client-Server API §Filtering."""

from __future__ import annotations

from dataclasses import dataclass

from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson
from fangyuan.kernel.json import JsonObject
from fangyuan.timeline import EventFilter, parse_filter

DEFAULT_LIMIT = 10
STATE, STATE_AFTER, UNSTABLE_STATE_AFTER = b"state", b"state_after", b"org.matrix.msc4222.state_after"


@dataclass(frozen=True, slots=True)
class SyncFilter:
    """What a client wants to hear of. `rooms` holds the filter's rooms and not_rooms."""

    rooms: EventFilter
    timeline: EventFilter
    state: EventFilter
    ephemeral: EventFilter
    room_account_data: EventFilter
    account_data: EventFilter
    presence: EventFilter
    include_leave: bool
    event_fields: tuple[tuple[str, ...], ...] | None = None
    is_raw: bool = False  # events as servers exchange them: `event_format` federation
    # Under which name a room's state is told: as `state` it is the state before the timeline, else after it.
    state_name: bytes = STATE

    @property
    def is_state_after(self) -> bool:
        """Whether state is told as it is after the timeline. §GET /sync `use_state_after`, MSC4222."""
        return self.state_name != STATE

    @property
    def is_usual_form(self) -> bool:
        """Whether events are encoded as for most clients, so that encoded ones can be shared."""
        return self.event_fields is None and not self.is_raw

    def formed(self, event: bytes) -> bytes:
        """An encoded event in the form that this filter asks for."""
        if self.is_raw:
            event = as_servers_do(event)
        return only_fields(event, self.event_fields) if self.event_fields is not None else event

    @property
    def limit(self) -> int:
        return self.timeline.limit if self.timeline.limit is not None else DEFAULT_LIMIT

    @property
    def lazy(self) -> bool:
        return self.state.lazy_load_members


def parse_sync_filter(definition: JsonObject) -> SyncFilter:
    """From a filter's JSON; M_BAD_JSON names what is wrong."""
    room = definition.get("room", {})
    if not json.is_object(room):
        raise BadJson("A filter's room must be an object")
    include_leave = room.get("include_leave", False)
    if not isinstance(include_leave, bool):
        raise BadJson("A filter's include_leave must be a boolean")
    if definition.get("event_format", "client") not in ("client", "federation"):
        raise BadJson("A filter's event_format must be client or federation")
    return SyncFilter(
        rooms=parse_filter({key: room[key] for key in ("rooms", "not_rooms") if key in room}),
        timeline=parse_filter(room.get("timeline"), default_limit=DEFAULT_LIMIT),
        state=parse_filter(room.get("state")),
        ephemeral=parse_filter(room.get("ephemeral")),
        room_account_data=parse_filter(room.get("account_data")),
        account_data=parse_filter(definition.get("account_data")),
        presence=parse_filter(definition.get("presence")),
        include_leave=include_leave,
        event_fields=_fields(definition.get("event_fields")),
        is_raw=definition.get("event_format") == "federation",
    )


def _fields(value: object) -> tuple[tuple[str, ...], ...] | None:
    """`content.body` as a path; a dot behind a backslash belongs to the name."""
    if value is None:
        return None
    fields = json.as_list(value)
    if not isinstance(value, list) or any(not isinstance(item, str) for item in fields):
        raise BadJson("A filter's event_fields must be a list of strings")
    return tuple(tuple(_split(field)) for field in fields)


def _split(field: str) -> list[str]:
    parts, current, escaped = list[str](), "", False
    for character in field:
        if escaped or (character not in ".\\"):
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        else:
            parts.append(current)
            current = ""
    return [*parts, current]


def as_servers_do(event: bytes) -> bytes:
    """The event with what servers need to trust each other's. This one talks to none: it signs nothing. §Filter."""
    body = json.decode(event)
    links: JsonObject = {"auth_events": [], "prev_events": [], "depth": 1, "hashes": {}, "signatures": {}}
    return json.encode(body | links)


def only_fields(event: bytes, fields: tuple[tuple[str, ...], ...]) -> bytes:
    """The event with only these fields left."""
    body = json.decode(event)
    kept: JsonObject = {}
    for path in fields:
        source, target = body, kept
        for name in path[:-1]:
            if not json.is_object(source) or name not in source:
                break
            source, target = source[name], target.setdefault(name, {})
        else:
            if json.is_object(source) and path[-1] in source:
                target[path[-1]] = source[path[-1]]
    return json.encode(kept)


OPEN_FILTER = parse_sync_filter({})
