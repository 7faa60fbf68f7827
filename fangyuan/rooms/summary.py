"""What a room shows of itself to those who might come in, for many rooms at once, and who they are.

Client-Server API §Room summaries (MSC3266), §Spaces, §Listing rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store

SPACE = "m.space"
_RESTRICTED = ("restricted", "knock_restricted")
_OPEN_RULES = ("public", "knock", "knock_restricted")


class Summary(msgspec.Struct, frozen=True):
    """A room from outside. `state` holds the contents of a few types of state."""

    room_id: str
    version: str
    joined_count: int
    state: Mapping[str, JsonObject]

    def content(self, type: str) -> JsonObject:
        return self.state.get(type, {})

    @property
    def room_type(self) -> str | None:
        return json.as_str(self.content("m.room.create").get("type"))

    @property
    def is_space(self) -> bool:
        return self.room_type == SPACE

    @property
    def join_rule(self) -> str:
        return json.as_str(self.content("m.room.join_rules").get("join_rule")) or "invite"

    @property
    def is_world_readable(self) -> bool:
        return self.content("m.room.history_visibility").get("history_visibility") == "world_readable"

    @property
    def allowed_room_ids(self) -> list[str]:
        """Members of which rooms may come in. §Restricted rooms."""
        if self.join_rule not in _RESTRICTED:
            return []
        return rooms_that_allow(self.content("m.room.join_rules"))

    def published(self) -> JsonObject:
        """As an entry of the room directory: PublishedRoomsChunk."""
        entry: dict[str, Any] = {
            "room_id": self.room_id,
            "num_joined_members": self.joined_count,
            "world_readable": self.is_world_readable,
            "guest_can_join": self.content("m.room.guest_access").get("guest_access") == "can_join",
            "join_rule": self.join_rule,
        }
        fields = {
            "name": self.content("m.room.name").get("name"),
            "topic": plain_topic(self.content("m.room.topic")),
            "canonical_alias": self.content("m.room.canonical_alias").get("alias"),
            "avatar_url": self.content("m.room.avatar").get("url"),
            "room_type": self.room_type,
        }
        return {**entry, **{key: value for key, value in fields.items() if value and isinstance(value, str)}}

    def to_json(self) -> JsonObject:
        """As RoomSummary: with version, encryption, and whose members may come in."""
        answer = self.published() | {"room_version": self.version}
        algorithm = self.content("m.room.encryption").get("algorithm")
        if isinstance(algorithm, str) and algorithm:
            answer["encryption"] = algorithm
        if allowed := self.allowed_room_ids:
            answer["allowed_room_ids"] = allowed
        return answer


def rooms_that_allow(join_rules: JsonObject) -> list[str]:
    """The rooms that the conditions of m.room.join_rules name; what is no condition counts for nothing."""
    found: dict[str, None] = {}
    for rule in json.as_list(join_rules.get("allow")):
        condition = json.as_object(rule)
        room_id = condition.get("room_id")
        if condition.get("type") == "m.room_membership" and isinstance(room_id, str):
            found[room_id] = None
    return list(found)


def plain_topic(content: JsonObject) -> str | None:
    """The topic as plain text: its text/plain form, where it has several. §m.room.topic."""
    forms = json.as_list(json.as_object(content.get("m.topic")).get("m.text"))
    for form in map(json.as_object, forms):
        body = form.get("body")
        if form.get("mimetype", "text/plain") == "text/plain" and isinstance(body, str):
            return body
    return json.as_str(content.get("topic"))


def summaries(tx: Tx, room_ids: Iterable[str]) -> dict[str, Summary]:
    """Those of the rooms that exist, by id, in two statements."""
    wanted = list(dict.fromkeys(room_ids))
    state: dict[str, dict[str, JsonObject]] = {}
    for room_id, type, body in store.list_summary_state(tx, wanted):
        state.setdefault(room_id, {})[type] = json.as_object(json.decode(body).get("content"))
    return {
        room_id: Summary(room_id, version, joined, state.get(room_id, {}))
        for room_id, version, joined in store.list_versions(tx, wanted)
    }


def list_accessible(tx: Tx, user_id: str, found: Iterable[Summary]) -> dict[str, str]:
    """Of these rooms those that the user is in or might enter, or may read, with his membership. §Spaces.

    Who was banned may not enter.
    """
    rooms = list(found)
    asked = {room.room_id for room in rooms} | {other for room in rooms for other in room.allowed_room_ids}
    standing = store.list_memberships_in(tx, user_id, asked)
    accessible: dict[str, str] = {}
    for room in rooms:
        membership = standing.get(room.room_id, "leave")
        if membership == "ban":
            continue
        may_enter = membership in ("join", "invite") or room.join_rule in _OPEN_RULES
        if not may_enter:
            may_enter = any(standing.get(other) == "join" for other in room.allowed_room_ids)
        if may_enter or room.is_world_readable:
            accessible[room.room_id] = membership
    return accessible
