"""The room's own settings in a group: what people may set, and what no power in it may do."""

from __future__ import annotations

from fangyuan import charter, events, rooms
from fangyuan.db import Tx
from fangyuan.groups.house import house
from fangyuan.groups.model import ENCRYPTION_TYPE, RETENTION_TYPES, Group
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

# State that sets up the room; anything else that a client writes as state is judged like a message.
ROOM_SETTINGS = frozenset(
    f"m.room.{name}"
    for name in (
        "name",
        "topic",
        "avatar",
        "join_rules",
        "history_visibility",
        "guest_access",
        "canonical_alias",
        "pinned_events",
        "server_acl",
    )
)


def check_setting(group: Group | None, type: str, content: JsonObject) -> None:
    """Forbidden for what would hide a group's messages from its charter, or show them to who is not in it.

    `group` is None while it is being made.
    """
    if type == ENCRYPTION_TYPE:
        if group is not None and group.is_confidential:
            raise Forbidden("The encryption stays as it is", key="groups.encryption_stays")
        raise Forbidden("The charter's clauses need readable messages", key="groups.encryption_by_label")
    if type in RETENTION_TYPES:
        raise Forbidden("The charter says how long messages are kept", key="groups.retention_by_charter")
    if type == "m.room.tombstone":
        raise Forbidden("A group is not moved by a tombstone", key="groups.no_tombstone")
    if type == "m.room.power_levels" and group is not None:
        raise Forbidden("The charter says who has power", key="groups.powers_by_charter")
    label = group.charter.label if group is not None and group.charter is not None else "internal"
    if content.get("history_visibility") == "world_readable" and not charter.powers_of(label).read_along:
        raise Forbidden("Only members read along", key="groups.not_world_readable")
    charter_event_id = group.charter_event_id if group is not None else None
    if type == "m.room.pinned_events" and charter_event_id not in (
        None,
        *json.as_list(content.get("pinned")),
    ):
        raise Forbidden("The charter stays pinned", key="groups.charter_stays")


def check_redaction(tx: Tx, room: Room, actor: Session, content: JsonObject) -> None:
    """What the house wrote stays, and so does what the room is: its charter, name, topic, powers and pins."""
    rooms.check_joined(tx, room, actor.user_id)
    redacts = content.get("redacts")
    target = events.find_event(tx, redacts) if isinstance(redacts, str) else None
    if target is None or target.room_id != room.room_id:
        return
    is_setting = target.state_key is not None and target.type in ROOM_SETTINGS | {"m.room.power_levels"}
    if target.sender == house(tx).user_id or is_setting:
        raise Forbidden("This can't be redacted", key="groups.not_redacted")
