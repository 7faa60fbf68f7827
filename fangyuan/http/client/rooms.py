"""Client-Server API §Rooms: creation, state, aliases, members."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import census, groups, rooms, timeline
from fangyuan.db import Tx
from fangyuan.delayed import Wish
from fangyuan.http.asking import ask_for_alias
from fangyuan.http.client import delayed
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, Forbidden, InvalidParam, NotFound, Unauthorized
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject

_MOST_LISTED = 500
_ALIASES = ("v3", "r0", "unstable/org.matrix.msc2432")  # COMPAT: the last is where suites ask still


def create_room(tx: Tx, req: Request) -> JsonObject:
    new = req.decode(rooms.NewRoom)
    new.room_version = new.room_version or rooms.default_version(lenient=req.app.config.is_lenient)
    new.invite = [check_user_id(user_id) for user_id in new.invite]
    if new.room_alias_name is not None:
        req.app.app_services.check_alias(tx.ids.alias(new.room_alias_name), req.actor.app_service)
    room_id = census.create_room(tx, req.actor, new, ungoverned=req.app.config.groups.ungoverned_rooms)
    answer: JsonObject = {"room_id": room_id}
    if new.room_alias_name is not None:
        answer["room_alias"] = tx.ids.alias(new.room_alias_name)  # COMPAT: of r0.1, some clients show it
    return answer


def joined_rooms(tx: Tx, req: Request) -> JsonObject:
    return {"joined_rooms": rooms.list_joined_rooms(tx, req.actor.user_id)}


def get_state(tx: Tx, req: Request) -> bytes:
    found = timeline.state_for(tx, req.actor.user_id, req.path["roomId"])
    return timeline.array([timeline.state_event(event) for event in found])


def get_state_key(tx: Tx, req: Request) -> bytes:
    """One piece of state: its content, or with `format=event` the whole event."""
    type, state_key = req.path["eventType"], req.path.get("stateKey", "")
    for event in timeline.state_for(tx, req.actor.user_id, req.path["roomId"]):
        if event.type == type and event.state_key == state_key:
            return event.json if req.arg("format") == "event" else json.encode(event.content())
    raise NotFound("No such state")


def put_state(tx: Tx, req: Request) -> JsonObject:
    type, state_key = req.path["eventType"], req.path.get("stateKey", "")
    delay = delayed.delay_of(req)
    if delay is not None:
        wish = Wish(req.path["roomId"], type, req.json_object(), delay, state_key)
        return delayed.schedule(tx, req, wish)
    content, ts = req.json_object(), massaged_ts(req)
    event = groups.put_state(tx, req.actor, req.path["roomId"], type, state_key, content, ts)
    return {"event_id": event.event_id}


def massaged_ts(req: Request) -> int | None:
    """When it happened, as an application service knows it; people's clients don't say. §Timestamp massaging."""
    if not req.actor.app_service or req.arg("ts") is None:
        return None
    return req.int_arg("ts", 0, most=json.MAX_INT)


def members(tx: Tx, req: Request) -> bytes:
    """Everybody's member event, now or at a token, by membership."""
    room_id = req.path["roomId"]
    if (at := req.arg("at")) is not None:
        found = timeline.members_at(tx, req.actor.user_id, room_id, parse_token(at))
    else:
        found = [
            event
            for event in timeline.state_for(tx, req.actor.user_id, room_id)
            if event.type == "m.room.member"
        ]
    only, but = req.arg("membership"), req.arg("not_membership")
    if only is not None or but is not None:  # both together are an "or"
        found = [
            event
            for event in found
            if event.membership() == only or (but is not None and event.membership() != but)
        ]
    return b'{"chunk":' + timeline.array([timeline.state_event(event) for event in found]) + b"}"


def joined_members(tx: Tx, req: Request) -> JsonObject:
    room = rooms.get_joined(tx, req.path["roomId"], req.actor.user_id)
    joined: dict[str, dict[str, Any]] = {}
    for event in rooms.list_member_events(tx, [room.room_id]):
        content = event.content()
        if content.get("membership") == "join":
            # null for what is not set, as every server in use does it: clients count on the keys
            joined[event.state_key or ""] = {
                "display_name": content.get("displayname"),
                "avatar_url": content.get("avatar_url"),
            }
    return {"joined": joined}


def get_aliases(tx: Tx, req: Request) -> JsonObject:
    return {"aliases": rooms.list_room_aliases(tx, req.actor.user_id, req.path["roomId"])}


class _Alias(msgspec.Struct):
    room_id: str


def put_alias(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Alias)
    req.app.app_services.check_alias(req.path["roomAlias"], req.actor.app_service)
    room = rooms.find(tx, body.room_id)
    if room is None:
        raise NotFound("No such room")
    # Rooms with an alias of its own are read by a service: it gives none to rooms that it isn't in, but for the suites.
    if not (req.actor.app_service and req.app.config.is_lenient):
        rooms.check_joined(tx, room, req.actor.user_id)
    rooms.add_alias(tx, req.actor.user_id, req.path["roomAlias"], body.room_id)
    return {}


async def resolve_alias(req: Request) -> JsonObject:
    alias = req.path["roomAlias"]
    if req.session is not None:  # strangers cause no requests
        await ask_for_alias(req, alias)
    room_id = await req.app.db.read(lambda tx: rooms.resolve_alias(tx, alias))
    return {"room_id": room_id, "servers": [req.app.config.server_name]}


def delete_alias(tx: Tx, req: Request) -> JsonObject:
    req.app.app_services.check_alias(req.path["roomAlias"], req.actor.app_service)
    rooms.remove_alias(tx, req.actor.user_id, req.path["roomAlias"])
    return {}


class _Visibility(msgspec.Struct):
    visibility: str = "public"


def get_visibility(tx: Tx, req: Request) -> JsonObject:
    rooms.get(tx, req.path["roomId"])
    return {"visibility": "public" if rooms.is_listed(tx, req.path["roomId"]) else "private"}


def put_visibility(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Visibility)
    room = rooms.get_joined(tx, req.path["roomId"], req.actor.user_id)
    if body.visibility not in ("public", "private"):
        raise InvalidParam("visibility is public or private")
    needed = room.powers.needed("m.room.canonical_alias", is_state=True)
    if room.powers.of_user(req.actor.user_id) < needed:
        raise Forbidden(f"Listing a room takes power level {needed}")
    rooms.set_listed(tx, room.room_id, body.visibility == "public")
    return {}


class _PublicRooms(msgspec.Struct):
    limit: int | None = None
    since: str | None = None
    filter: rooms.Filter | None = None
    include_all_networks: bool = False
    third_party_instance_id: str | None = None


def public_rooms(tx: Tx, req: Request) -> JsonObject:
    """The rooms that the company lists; to strangers in the test mode only. §GET /publicRooms."""
    if req.session is None and not req.app.config.is_lenient:
        raise Unauthorized("Missing access token", errcode="M_MISSING_TOKEN")
    limit = req.int_arg("limit", _MOST_LISTED, least=1, most=_MOST_LISTED)
    return _public_rooms(tx, req, limit, req.arg("since"), rooms.Filter())


def query_public_rooms(tx: Tx, req: Request) -> JsonObject:
    """Those of them that pass a filter. §POST /publicRooms."""
    try:
        body = req.decode(_PublicRooms)
    except BadJson as cause:
        raise InvalidParam(cause.message) from cause
    if body.limit is not None and body.limit < 1:
        raise InvalidParam("limit is a positive integer")
    if body.third_party_instance_id and body.include_all_networks:
        raise InvalidParam("third_party_instance_id is for one network, include_all_networks for all")
    if body.third_party_instance_id:
        return {
            "chunk": [],
            "total_room_count_estimate": 0,
        }  # there is no bridge to another network's directory
    limit = min(body.limit or _MOST_LISTED, _MOST_LISTED)
    return _public_rooms(tx, req, limit, body.since, body.filter or rooms.Filter())


def _public_rooms(tx: Tx, req: Request, limit: int, since: str | None, filter: rooms.Filter) -> JsonObject:
    server = req.arg("server")
    if server and server != req.app.config.server_name:
        raise NotFound("This server knows no other servers")
    return rooms.list_public(tx, since=since, limit=limit, filter=filter)


def parse_token(text: str) -> int:
    """A token of ours is the decimal of one position; a `pos` of sliding sync has its state's name behind it."""
    text = text.partition("_")[0]
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidParam(f"{text!r:.40} is not a token of this server")
    return int(text)


ROUTES = [
    Route("POST", "/createRoom", write=create_room, limit="create"),
    Route("GET", "/joined_rooms", read=joined_rooms),
    Route("GET", "/rooms/{roomId}/state", read=get_state),
    Route("GET", "/rooms/{roomId}/state/{eventType}", read=get_state_key),
    Route("GET", "/rooms/{roomId}/state/{eventType}/{stateKey}", read=get_state_key),
    Route("PUT", "/rooms/{roomId}/state/{eventType}", write=put_state, limit="message"),
    Route("PUT", "/rooms/{roomId}/state/{eventType}/{stateKey}", write=put_state, limit="message"),
    Route("GET", "/rooms/{roomId}/members", read=members),
    Route("GET", "/rooms/{roomId}/joined_members", read=joined_members),
    Route("GET", "/rooms/{roomId}/aliases", read=get_aliases, versions=_ALIASES),
    Route("GET", "/directory/room/{roomAlias}", direct=resolve_alias, auth="optional"),
    Route("PUT", "/directory/room/{roomAlias}", write=put_alias),
    Route("DELETE", "/directory/room/{roomAlias}", write=delete_alias),
    Route("GET", "/directory/list/room/{roomId}", read=get_visibility, auth="none"),
    Route("PUT", "/directory/list/room/{roomId}", write=put_visibility),
    Route("GET", "/publicRooms", read=public_rooms, auth="optional"),
    Route("POST", "/publicRooms", read=query_public_rooms),
]
