"""Filters over events, compiled once. Client-Server API §Filtering."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass

from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson
from fangyuan.kernel.json import JsonObject

MAX_LIMIT = 1_000
_MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class EventFilter:
    """A RoomEventFilter or an EventFilter. None means no restriction."""

    limit: int | None = None
    types: re.Pattern[str] | None = None
    not_types: re.Pattern[str] | None = None
    senders: frozenset[str] | None = None
    not_senders: frozenset[str] = frozenset()
    rooms: frozenset[str] | None = None
    not_rooms: frozenset[str] = frozenset()
    contains_url: bool | None = None
    rel_types: frozenset[str] | None = None
    not_rel_types: frozenset[str] = frozenset()
    lazy_load_members: bool = False
    include_redundant_members: bool = False
    unread_thread_notifications: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every event of every room passes."""
        return (
            self.types is None
            and self.not_types is None
            and self.senders is None
            and not self.not_senders
            and self.rooms is None
            and not self.not_rooms
            and self.contains_url is None
            and self.rel_types is None
            and not self.not_rel_types
        )

    def passes_room(self, room_id: str) -> bool:
        return (self.rooms is None or room_id in self.rooms) and room_id not in self.not_rooms

    def passes_type(self, type: str) -> bool:
        if self.types is not None and not self.types.fullmatch(type):
            return False
        return self.not_types is None or not self.not_types.fullmatch(type)

    def passes_of(self, type: str, sender: str) -> bool:
        """Whether what is no event of any room (presence) passes."""
        if self.senders is not None and sender not in self.senders:
            return False
        return sender not in self.not_senders and self.passes_type(type)

    def passes_in(self, type: str, room_id: str) -> bool:
        """Whether what is no event of the room's log (a receipt, typing, account data) passes."""
        return self.passes_room(room_id) and self.passes_type(type)

    def passes(self, event: Event) -> bool:
        """Whether the event passes; its room is checked too."""
        if not self.passes_room(event.room_id) or not self.passes_type(event.type):
            return False
        if self.senders is not None and event.sender not in self.senders:
            return False
        if event.sender in self.not_senders:
            return False
        if self.rel_types is not None and event.rel_type not in self.rel_types:
            return False
        if event.rel_type in self.not_rel_types:
            return False
        if self.contains_url is not None:
            return isinstance(event.content().get("url"), str) == self.contains_url
        return True

    def keep(self, events: Iterable[Event]) -> list[Event]:
        return list(events) if self.is_open else [event for event in events if self.passes(event)]


OPEN = EventFilter()


def parse_filter(value: object, *, default_limit: int | None = None) -> EventFilter:
    """From a filter's JSON; M_BAD_JSON when a field has the wrong type."""
    if value is None:
        return EventFilter(limit=default_limit)
    if not json.is_object(value):
        raise BadJson("A filter must be a JSON object")
    limit = value.get("limit", default_limit)
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        raise BadJson("A filter's limit must be a non-negative integer")
    return EventFilter(
        limit=min(limit, MAX_LIMIT) if limit is not None else None,
        types=_types(value, "types"),
        not_types=_types(value, "not_types"),
        senders=_ids(value, "senders", "@"),
        not_senders=_ids(value, "not_senders", "@") or frozenset(),
        rooms=_ids(value, "rooms", "!"),
        not_rooms=_ids(value, "not_rooms", "!") or frozenset(),
        contains_url=_flag(value, "contains_url"),
        rel_types=_either(value, "rel_types"),
        not_rel_types=_either(value, "not_rel_types") or frozenset(),
        lazy_load_members=_flag(value, "lazy_load_members") or False,
        include_redundant_members=_flag(value, "include_redundant_members") or False,
        unread_thread_notifications=_flag(value, "unread_thread_notifications") or False,
    )


def _strings(value: JsonObject, name: str) -> list[str] | None:
    given = value.get(name)
    if given is None:
        return None
    found = json.as_list(given)
    if not isinstance(given, list) or any(not isinstance(item, str) for item in found):
        raise BadJson(f"A filter's {name} must be a list of strings")
    if len(found) > _MOST_NAMES:
        raise BadJson(f"A filter's {name} has at most {_MOST_NAMES} entries")
    return found


def _names(value: JsonObject, name: str) -> frozenset[str] | None:
    found = _strings(value, name)
    return None if found is None else frozenset(found)


def _either(value: JsonObject, name: str) -> frozenset[str] | None:
    """By its own name, or as clients called it before (MSC3874)."""
    found = _names(value, name)
    return found if found is not None else _names(value, f"org.matrix.msc3874.{name}")


def _ids(value: JsonObject, name: str, sigil: str) -> frozenset[str] | None:
    found = _names(value, name)
    if found is not None and not all(item.startswith(sigil) for item in found):
        raise BadJson(f"A filter's {name} must be IDs that begin with {sigil}")
    return found


def _types(value: JsonObject, name: str) -> re.Pattern[str] | None:
    """`*` in a type matches any text."""
    found = _strings(value, name)
    if found is None:
        return None
    if not found:
        return re.compile(r"(?!)")  # an empty list lets nothing through
    return re.compile(
        "|".join(fnmatch.translate(type.replace("[", "[[]").replace("?", "[?]")) for type in found)
    )


def _flag(value: JsonObject, name: str) -> bool | None:
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, bool):
        raise BadJson(f"A filter's {name} must be a boolean")
    return found
