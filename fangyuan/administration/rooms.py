"""Rooms as an administrator sees them: listing, closing, bringing somebody in, speaking in the house's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from fangyuan import audit, events, groups, identity, reach, rooms
from fangyuan.administration import store
from fangyuan.administration.accounts import get_target
from fangyuan.audit import Act
from fangyuan.db import Row, Tx, schedule
from fangyuan.events import Event
from fangyuan.identity import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadRequest, Forbidden, InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

CLOSE = "administration.run_close"

# What a list of rooms can be ordered by: a field of the room's row, or of a piece of its state.
_ROW = {"creator": 1, "version": 2, "joined_members": 3, "public": 4}
_STATE = {
    "name": ("m.room.name", "name"),
    "canonical_alias": ("m.room.canonical_alias", "alias"),
    "encryption": ("m.room.encryption", "algorithm"),
    "join_rules": ("m.room.join_rules", "join_rule"),
    "guest_access": ("m.room.guest_access", "guest_access"),
    "history_visibility": ("m.room.history_visibility", "history_visibility"),
    "room_type": ("m.room.create", "type"),
}
_DETAILS = {
    **_STATE,
    "topic": ("m.room.topic", "topic"),
    "avatar": ("m.room.avatar", "url"),
}
ROOM_ORDERS = (*_ROW, *_STATE)


class RoomQuery(msgspec.Struct, frozen=True):
    """Which rooms, in which order. `is_listed` and `is_empty` None: either."""

    start: int = 0
    most: int = 100
    order: str = "name"  # one of ROOM_ORDERS
    backwards: bool = False
    term: str = ""
    is_listed: bool | None = None
    is_empty: bool | None = None


def list_rooms(tx: Tx, query: RoomQuery) -> tuple[list[JsonObject], int]:
    """A page of rooms and how many there are in all. The term is looked for in name and alias, and may be an id."""
    overview = rooms.list_overview(tx)
    protected = reach.list_protected(tx, [row[0] for row in overview])
    found = [row for row in overview if row[0] not in protected and _is_of_kind(row, query)]
    if query.term:
        term = query.term.casefold()
        words = rooms.list_contents(tx, ["m.room.name", "m.room.canonical_alias"])
        found = [row for row in found if row[0].casefold() == term or _has_term(words.get(row[0], {}), term)]
    found.sort(key=_sorter(tx, query.order), reverse=query.backwards)
    page = found[query.start : query.start + query.most]
    return [_entry(row, fields) for row, fields in _with_fields(tx, page, _STATE)], len(found)


def _is_of_kind(row: Row, query: RoomQuery) -> bool:
    is_right_list = query.is_listed is None or bool(row[4]) == query.is_listed
    return is_right_list and (query.is_empty is None or (row[3] == 0) == query.is_empty)


def _has_term(contents: Mapping[str, JsonObject], term: str) -> bool:
    return any(
        term in value.casefold()
        for content in contents.values()
        for value in (content.get("name"), content.get("alias"))
        if isinstance(value, str)
    )


def _sorter(tx: Tx, order: str) -> Callable[[Row], tuple[Any, ...]]:
    if order in _ROW:
        at = _ROW[order]
        return lambda row: (row[at], row[0])
    type, field = _STATE[order]
    contents = rooms.list_contents(tx, [type])

    def key(row: Row) -> tuple[Any, ...]:
        value = json.as_str(contents.get(row[0], {}).get(type, {}).get(field))
        return (value is None, (value or "").casefold(), row[0])  # what has none comes last

    return key


def _with_fields(
    tx: Tx, rows: Sequence[Row], fields: Mapping[str, tuple[str, str]]
) -> list[tuple[Row, JsonObject]]:
    """Each room's row with what its state says, in two statements for all of them."""
    room_ids = [row[0] for row in rows]
    contents = rooms.list_contents(tx, sorted({type for type, _ in fields.values()}), room_ids)
    pieces = rooms.count_state(tx, room_ids)
    found: list[tuple[Row, JsonObject]] = []
    for row in rows:
        here = contents.get(row[0], {})
        told: JsonObject = {name: here.get(type, {}).get(field) for name, (type, field) in fields.items()}
        told["federatable"] = False
        told["state_events"] = pieces.get(row[0], 0)
        found.append((row, told))
    return found


def _entry(row: Row, fields: JsonObject) -> JsonObject:
    room_id, creator, version, joined, is_listed = row
    return {
        "room_id": room_id,
        "creator": creator,
        "version": version,
        "joined_members": joined,
        "joined_local_members": joined,
        "public": bool(is_listed),
        **fields,
    }


def get_room(tx: Tx, room_id: str) -> Room:
    """The room; M_NOT_FOUND also for chats with an office, of which administrators know nothing."""
    groups.check_not_protected(tx, room_id)
    return rooms.get(tx, room_id)


def list_joined(tx: Tx, user_id: str) -> list[str]:
    """The rooms that somebody is in, without his chats with an office."""
    found = rooms.list_joined_rooms(tx, get_target(tx, user_id).user_id)
    protected = reach.list_protected(tx, found)
    return [room_id for room_id in found if room_id not in protected]


def describe(tx: Tx, room_id: str) -> JsonObject:
    """All that a list of rooms tells of this one, its topic and picture, and how many devices are in it."""
    room = get_room(tx, room_id)
    row = (room_id, room.creator, room.version, room.joined_count, rooms.is_listed(tx, room_id))
    [(_, fields)] = _with_fields(tx, [row], _DETAILS)
    devices = identity.count_devices(tx, rooms.list_members(tx, room_id))
    return {**_entry(row, fields), "joined_local_devices": devices, "forgotten": room.joined_count == 0}


# -- closing ---------------------------------------------------------------------------------------------------------


class Closing(msgspec.Struct, frozen=True):
    """A closing that was left to the worker. `status` is scheduled or complete."""

    closing_id: str
    room_id: str
    actor: str
    status: str
    result: bytes
    created_ts: int


_NOTHING_YET: JsonObject = {
    "kicked_users": [],
    "failed_to_kick_users": [],
    "local_aliases": [],
    "new_room_id": None,
}


def close(tx: Tx, actor: str, room_id: str) -> JsonObject:
    """Closes a room for good; tells who was in it and what it was called. A group closes with all that this entails."""
    get_room(tx, room_id)
    people, aliases = groups.dissolve(tx, actor, room_id)
    audit.record(tx, actor, Act.ROOM_CLOSED, room_id, before={"people": len(people), "aliases": aliases})
    return {**_NOTHING_YET, "kicked_users": people, "local_aliases": aliases}


def schedule_close(tx: Tx, actor: str, room_id: str) -> str:
    """The same, left to the worker; gives an id to ask after it by. One at a time for each room."""
    groups.check_not_org_space(get_room(tx, room_id))
    events.check_may_end(tx, room_id=room_id)
    if store.find_waiting_closing(tx, room_id) is not None:
        raise BadRequest("This room is being closed already")
    closing_id = tx.ids.opaque()
    store.add_closing(tx, closing_id, room_id, actor, json.encode(_NOTHING_YET))
    schedule(tx, CLOSE, {"closing_id": closing_id}, tx.now_ms)
    return closing_id


def run_close(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for CLOSE."""
    closing = find_closing(tx, payload["closing_id"])
    if closing is not None and closing.status == "scheduled":
        result = close(tx, closing.actor, closing.room_id)
        store.set_closing(tx, closing.closing_id, "complete", json.encode(result))


def find_closing(tx: Tx, closing_id: str) -> Closing | None:
    row = store.find_closing(tx, closing_id)
    return Closing(*row) if row is not None else None


def list_closings(tx: Tx, room_id: str) -> list[Closing]:
    """Every closing of the room that was ever left to the worker, the oldest first."""
    return [Closing(*row) for row in store.list_closings(tx, room_id)]


# -- people and words ------------------------------------------------------------------------------------------------


def join(tx: Tx, actor: Session, room_id: str, user_id: str) -> None:
    """Brings somebody in: into a group as far as its audience lets him, elsewhere by the administrator's invitation."""
    account = get_target(tx, user_id)
    if account.kind == "house" or not account.is_active:
        raise Forbidden("Only open accounts of people can be brought in", key="administration.only_people")
    room = get_room(tx, room_id)
    standing = rooms.membership(tx, room, user_id)
    if standing == "join":
        return
    if not room.is_governed and standing != "invite" and room.join_rule != "public":
        groups.invite(tx, actor, room_id, user_id)
    groups.join(tx, Session("", user_id, "", kind=account.kind), room_id)
    audit.record(tx, actor.user_id, Act.MEMBER_ADDED, room_id, after={"user_id": user_id})


def say(tx: Tx, actor: str, user_id: str, type: str, content: JsonObject, key: str | None) -> Event:
    """A word in the house's name, privately to one person; once for each `key` that the administrator gives."""
    account = get_target(tx, user_id)
    if account.kind == "house" or not account.is_active:
        raise Forbidden("Only people can be told something", key="administration.only_people")
    if not type or len(type.encode()) > 255:
        raise InvalidParam("Event types have 1 to 255 bytes")
    before = tx.position
    event = groups.say(tx, user_id, content, type=type, key=None if key is None else f"{actor} {key}")
    if event.position > before:  # else it was said before
        audit.record(tx, actor, Act.NOTICE_SENT, user_id, after={"event_id": event.event_id})
    return event
