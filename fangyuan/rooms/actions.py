"""Creating rooms, writing state as a member may, aliases."""

from __future__ import annotations

import msgspec

from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, BadRequest, Conflict, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.membership import get_joined, not_a_member, take_guests_out
from fangyuan.rooms.model import (
    CHARTER_TYPE,
    ROOM_VERSION,
    VERSIONS,
    Powers,
    Room,
    check_new_powers,
    default_powers,
)
from fangyuan.rooms.state import append_member, append_state, find, get, membership, refresh

MAX_STATE_KEY_BYTES = 255


class StatePiece(msgspec.Struct):
    """One entry of `initial_state`."""

    type: str
    content: JsonObject
    state_key: str = ""


class NewRoom(msgspec.Struct):
    """What /createRoom asks for. §POST /createRoom."""

    visibility: str = "private"
    room_alias_name: str | None = None
    name: str | None = None
    topic: str | None = None
    invite: list[str] = []
    room_version: str | None = None
    creation_content: JsonObject = {}
    initial_state: list[StatePiece] = []
    preset: str | None = None
    is_direct: bool = False
    power_level_content_override: JsonObject = {}


_PRESETS: dict[str, dict[str, str]] = {
    "private_chat": {"join_rule": "invite", "history_visibility": "shared", "guest_access": "can_join"},
    "trusted_private_chat": {
        "join_rule": "invite",
        "history_visibility": "shared",
        "guest_access": "can_join",
    },
    "public_chat": {"join_rule": "public", "history_visibility": "shared", "guest_access": "forbidden"},
}


def create(tx: Tx, creator: str, new: NewRoom, profile: JsonObject) -> Room:
    """Makes the room and its first state, in the order that the spec gives; invitations are the caller's."""
    preset, room_id = _preset(new), tx.ids.room_id()
    version = new.room_version or ROOM_VERSION
    room = begin(tx, room_id, creator, version, new.creation_content, profile)
    invitees = tuple(new.invite) if new.preset == "trusted_private_chat" else ()
    powers = {**default_powers(creator, invitees), **new.power_level_content_override}
    try:
        check_new_powers(Powers.of(None, creator), {}, json.check_event_content(powers), creator)
        append_state(tx, room, creator, "m.room.power_levels", "", powers)
        _write_wishes(tx, room, new, preset)
    except Forbidden as cause:
        raise BadRequest(cause.message, errcode="M_INVALID_ROOM_STATE") from cause
    if new.visibility == "public":
        store.set_listed(tx, room_id, True)
    return room


def begin(
    tx: Tx, room_id: str, creator: str, version: str, creation_content: JsonObject, profile: JsonObject
) -> Room:
    """A room with nothing in it but how it was made and who made it."""
    store.add_room(tx, room_id, version, creator)
    room = Room(room_id, creator, version, 0, 0, {}, 0)
    refresh(room)
    tx.memo[("room", room_id)] = room
    tx.touch(("room", room_id))
    content = json.check_event_content({**creation_content, "room_version": version})
    content.pop("creator", None)
    if int(version) < 11:
        content["creator"] = creator
    append_state(tx, room, creator, "m.room.create", "", content)
    append_member(tx, room, creator, creator, {**profile, "membership": "join"})
    return room


def check_version(version: str) -> None:
    """M_UNSUPPORTED_ROOM_VERSION unless there are rooms of this version here."""
    if version not in VERSIONS:
        raise BadRequest(f"Room version {version:.40} is not supported", errcode="M_UNSUPPORTED_ROOM_VERSION")


def _preset(new: NewRoom) -> dict[str, str]:
    if new.room_version is not None:
        check_version(new.room_version)
    if new.visibility not in ("public", "private"):
        raise InvalidParam("visibility is public or private")
    name = new.preset or ("public_chat" if new.visibility == "public" else "private_chat")
    if name not in _PRESETS:
        raise InvalidParam(f"Unknown preset {name:.80}")
    return _PRESETS[name]


def _write_wishes(tx: Tx, room: Room, new: NewRoom, preset: dict[str, str]) -> None:
    """The state after the power levels: each piece as the creator may write it."""
    creator, room_id = room.creator, room.room_id
    if new.room_alias_name is not None:
        alias = tx.ids.alias(new.room_alias_name)
        try:
            add_alias(tx, creator, alias, room_id)
        except Conflict as cause:
            raise BadRequest(cause.message, errcode="M_ROOM_IN_USE") from cause
        put_state(tx, creator, room_id, "m.room.canonical_alias", "", {"alias": alias})
    given = {(piece.type, piece.state_key) for piece in new.initial_state}
    for kind, value in preset.items():
        type = {"join_rule": "m.room.join_rules"}.get(kind, f"m.room.{kind}")
        if (type, "") not in given:
            put_state(tx, creator, room_id, type, "", {kind: value})
    for piece in new.initial_state:
        if piece.type == "m.room.member":
            raise BadJson("initial_state can't hold m.room.member")
        put_state(tx, creator, room_id, piece.type, piece.state_key, piece.content)
    if new.name is not None:
        put_state(tx, creator, room_id, "m.room.name", "", {"name": new.name})
    if new.topic is not None:
        put_state(tx, creator, room_id, "m.room.topic", "", topic_content(new.topic))


def topic_content(topic: str) -> JsonObject:
    """A topic in both of its forms. §m.room.topic."""
    return {"topic": topic, "m.topic": {"m.text": [{"body": topic}]}}


def put_state(
    tx: Tx, actor: str, room_id: str, type: str, state_key: str, content: JsonObject, ts: int | None = None
) -> Event:
    """Writes state as a member: power, ownership of the key, and what each type asks for. Not for m.room.member.

    `ts`: when it happened, if not now.
    """
    room = get_joined(tx, room_id, actor)
    json.check_event_content(content)
    if type in ("m.room.create", CHARTER_TYPE):
        raise Forbidden(f"{type} can't be changed here")
    if not type or len(type.encode()) > MAX_STATE_KEY_BYTES or len(state_key.encode()) > MAX_STATE_KEY_BYTES:
        raise InvalidParam("An event type has 1 to 255 bytes, a state key at most 255")
    room.powers.check(actor, room.powers.needed(type, is_state=True), f"change {type}")
    if state_key.startswith("@") and state_key != actor:
        raise Forbidden("Only the user himself may write state under his user ID")
    if type == "m.room.power_levels":
        check_new_powers(room.powers, room.content("m.room.power_levels"), content, actor)
    elif type == "m.room.canonical_alias":
        _check_aliases(tx, room, content)
    elif type == "m.room.encryption" and room.is_encrypted and not content.get("algorithm"):
        raise Forbidden("Encryption can't be turned off")
    was_open = room.lets_guests_in
    event = append_state(tx, room, actor, type, state_key, content, ts)
    if was_open and not room.lets_guests_in:
        take_guests_out(tx, room)
    return event


def _check_aliases(tx: Tx, room: Room, content: JsonObject) -> None:
    """Each newly named alias must exist and point here. §m.room.canonical_alias."""
    before = room.content("m.room.canonical_alias")
    known = {before.get("alias"), *json.as_list(before.get("alt_aliases"))}
    for alias in [content.get("alias"), *json.as_list(content.get("alt_aliases"))]:
        if alias is None or alias == "" or alias in known:
            continue
        if not isinstance(alias, str) or not alias.startswith("#") or ":" not in alias:
            raise InvalidParam(f"{alias!r:.80} is not an alias")
        row = store.find_alias(tx, alias)
        if row is None or row[0] != room.room_id:
            raise BadRequest(f"The alias {alias} does not point to this room", errcode="M_BAD_ALIAS")


def add_alias(tx: Tx, actor: str, alias: str, room_id: str) -> None:
    """A new name for the room; 409 when the name is taken."""
    is_alias = alias.startswith("#") and not alias.startswith("#:") and len(alias.encode()) <= 255
    if not is_alias or not tx.ids.is_ours(alias):
        raise InvalidParam(f"{alias!r:.80} is not an alias of this server")
    get(tx, room_id)
    if not store.add_alias(tx, alias, room_id, actor):
        raise Conflict(f"Room alias {alias} already exists")


def remove_alias(tx: Tx, actor: str, alias: str) -> None:
    """Its maker may remove it, or who may change the canonical alias; the canonical alias follows."""
    row = store.find_alias(tx, alias)
    if row is None:
        raise NotFound(f"Room alias {alias} not found")
    room = get(tx, row[0])
    needed = room.powers.needed("m.room.canonical_alias", is_state=True)
    may_write = membership(tx, room, actor) == "join" and room.powers.of_user(actor) >= needed
    if row[1] != actor and not may_write:
        raise Forbidden("You did not make this alias")
    store.drop_alias(tx, alias)
    content = dict(room.content("m.room.canonical_alias"))
    others = [other for other in json.as_list(content.get("alt_aliases")) if other != alias]
    if may_write and (
        content.get("alias") == alias or len(others) != len(json.as_list(content.get("alt_aliases")))
    ):
        if content.get("alias") == alias:
            content.pop("alias")
        if "alt_aliases" in content:
            content["alt_aliases"] = others
        append_state(tx, room, actor, "m.room.canonical_alias", "", content)


def drop_aliases(tx: Tx, room_id: str) -> list[str]:
    """The room loses its names, because it is no more; gives them."""
    gone = store.list_aliases(tx, room_id)
    for alias in gone:
        store.drop_alias(tx, alias)
    return gone


def resolve_alias(tx: Tx, alias: str) -> str:
    """The room that an alias names, or M_NOT_FOUND."""
    if not alias.startswith("#") or ":" not in alias:
        raise InvalidParam(f"{alias!r:.80} is not a room alias")
    row = store.find_alias(tx, alias)
    if row is None:
        raise NotFound(f"Room alias {alias} not found")
    return str(row[0])


def list_room_aliases(tx: Tx, actor: str, room_id: str) -> list[str]:
    """For members, and for everybody when the history is world-readable."""
    room = find(tx, room_id)
    if room is None or (
        membership(tx, room, actor) != "join" and room.history_visibility != "world_readable"
    ):
        raise not_a_member()
    return store.list_aliases(tx, room_id)
