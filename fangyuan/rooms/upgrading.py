"""A room goes on in another: its state is carried over, the old one points to the new. §Room upgrades, §POST /upgrade.

Nothing here asks who may: `groups` does.
"""

from __future__ import annotations

from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.actions import begin
from fangyuan.rooms.model import Room, check_new_powers, default_powers
from fangyuan.rooms.state import append_member, append_state

# What a room is, in the order in which it is written. Who is in, what was pinned and what was called stays behind.
_CARRIED = (
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.guest_access",
    "m.room.server_acl",
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.related_groups",
    "m.space.parent",
    "m.space.child",
)


def succeed(tx: Tx, room: Room, creator: str, version: str, profile: JsonObject, body: str) -> Room:
    """Closes the room with a tombstone and begins its successor, with its state, bans, aliases and listing.

    `creator` is in the new room, nobody else. `body` is what the tombstone says to people.
    """
    room_id = tx.ids.room_id()
    tombstone = {"body": body, "replacement_room": room_id}
    event = append_state(tx, room, creator, "m.room.tombstone", "", tombstone)
    predecessor = {"room_id": room.room_id, "event_id": event.event_id}
    content = {**room.content("m.room.create"), "predecessor": predecessor}
    new = begin(tx, room_id, creator, version, content, profile)
    append_state(tx, new, creator, "m.room.power_levels", "", default_powers(creator))
    for type in _CARRIED:
        for (kind, state_key), ref in sorted(room.state.items()):
            if kind == type and ref.content:
                append_state(tx, new, creator, type, state_key, ref.content)
    levels = room.content("m.room.power_levels")
    if levels:
        append_state(tx, new, creator, "m.room.power_levels", "", levels)
    carry_members(tx, room, new, creator, ("ban",))
    _move_names(tx, room, new, creator)
    return new


def carry_members(tx: Tx, room: Room, new: Room, sender: str, memberships: tuple[str, ...]) -> None:
    """Who stands so in the old room stands so in the new one; with `join` and `knock` it is by his own hand."""
    for event in store.list_member_events(
        tx, [room.room_id], store.list_members(tx, room.room_id, memberships)
    ):
        user_id, content = event.state_key or "", event.content()
        by = user_id if content.get("membership") in ("join", "knock") else sender
        append_member(tx, new, by, user_id, content)


def _move_names(tx: Tx, room: Room, new: Room, sender: str) -> None:
    store.move_aliases(tx, room.room_id, new.room_id)
    canonical = room.content("m.room.canonical_alias")
    if canonical:
        append_state(tx, room, sender, "m.room.canonical_alias", "", {})
        append_state(tx, new, sender, "m.room.canonical_alias", "", canonical)
    if store.is_listed(tx, room.room_id):
        store.set_listed(tx, room.room_id, False)
        store.set_listed(tx, new.room_id, True)


def silence(tx: Tx, room: Room, actor: str) -> None:
    """As far as the actor's power goes, nobody without any writes or invites there any more. §Room upgrades."""
    content = room.content("m.room.power_levels")
    if not content or room.powers.of_user(actor) < room.powers.needed("m.room.power_levels", is_state=True):
        return
    least = max(50, room.powers.users_default + 1)
    wanted = {
        **content,
        "events_default": max(room.powers.events_default, least),
        "invite": max(room.powers.invite, least),
    }
    try:
        check_new_powers(room.powers, content, wanted, actor)
    except Forbidden:
        return
    append_state(tx, room, actor, "m.room.power_levels", "", wanted)


def shut(tx: Tx, room: Room, actor: str, level: int) -> None:
    """Whatever is written in the room takes this power from now on."""
    content = room.content("m.room.power_levels")
    events = dict.fromkeys(json.as_object(content.get("events")), level)
    numbers = dict.fromkeys(("events_default", "state_default", "invite", "kick", "ban", "redact"), level)
    append_state(tx, room, actor, "m.room.power_levels", "", {**content, **numbers, "events": events})


def is_successor(room: Room, new: Room) -> bool:
    """Whether the new room says of itself that it follows the old one."""
    predecessor = json.as_object(new.content("m.room.create").get("predecessor"))
    return predecessor.get("room_id") == room.room_id
