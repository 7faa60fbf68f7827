"""Rooms: listing, closing, bringing people in; and words in the house's name."""

from __future__ import annotations

import msgspec

from fangyuan import administration, rooms, timeline
from fangyuan.administration import ROOM_ORDERS, RoomQuery
from fangyuan.db import Tx
from fangyuan.http.client.synapse_admin.guard import flag, is_backwards, route
from fangyuan.http.request import Request
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject

# What tools call an order that we call otherwise, or in which all rooms are alike.
_ALIASES = {
    "alphabetical": "name",
    "size": "joined_members",
    "joined_local_members": "joined_members",
    "federatable": "name",
    "state_events": "name",
}


def list_rooms(tx: Tx, req: Request) -> JsonObject:
    """A page of all rooms; tokens are offsets."""
    order = req.arg("order_by") or "name"
    order = _ALIASES.get(order, order)
    if order not in ROOM_ORDERS:
        raise InvalidParam(f"order_by is one of {', '.join(ROOM_ORDERS)}")
    start = req.int_arg("from", 0)
    most = req.int_arg("limit", 100, least=1, most=1_000)
    query = RoomQuery(
        start,
        most,
        order,
        # Large rooms come first unless one asks for the other way, as tools expect.
        is_backwards(req) != (order == "joined_members"),
        req.arg("search_term") or "",
        flag(req, "public_rooms"),
        flag(req, "empty_rooms"),
    )
    found, total = administration.list_rooms(tx, query)
    body: JsonObject = {"rooms": found, "offset": start, "total_rooms": total}
    if start + most < total:
        body["next_batch"] = start + most
    if start > 0:
        body["prev_batch"] = max(0, start - most)
    return body


def get_room(tx: Tx, req: Request) -> JsonObject:
    return administration.describe(tx, req.path["roomId"])


def members(tx: Tx, req: Request) -> JsonObject:
    room = administration.get_room(tx, req.path["roomId"])
    found = rooms.list_members(tx, room.room_id)
    return {"members": found, "total": len(found)}


def state(tx: Tx, req: Request) -> bytes:
    room_id = administration.get_room(tx, req.path["roomId"]).room_id
    found = [*rooms.list_state_events(tx, [room_id]), *rooms.list_member_events(tx, [room_id])]
    return b'{"state":' + timeline.array([timeline.state_event(event) for event in found]) + b"}"


# -- closing ---------------------------------------------------------------------------------------------------------


class _Close(msgspec.Struct):
    """`block` and `purge` are what tools send along. A closed room is blocked for good, and the log is kept."""

    new_room_user_id: str | None = None
    block: bool = False
    purge: bool = True


def _check_wish(req: Request) -> None:
    if req.decode(_Close).new_room_user_id is not None:
        raise InvalidParam("Moving people to another room is not supported: found a group with an audience")


def close(tx: Tx, req: Request) -> JsonObject:
    _check_wish(req)
    return administration.close(tx, req.actor.user_id, req.path["roomId"])


def close_later(tx: Tx, req: Request) -> JsonObject:
    _check_wish(req)
    return {"delete_id": administration.schedule_close(tx, req.actor.user_id, req.path["roomId"])}


def _status(closing: administration.Closing) -> JsonObject:
    return {"status": closing.status, "shutdown_room": msgspec.Raw(closing.result)}


def get_status(tx: Tx, req: Request) -> JsonObject:
    closing = administration.find_closing(tx, req.path["deleteId"])
    if closing is None:
        raise NotFound("No such deletion")
    return _status(closing)


def list_statuses(tx: Tx, req: Request) -> JsonObject:
    found = administration.list_closings(tx, req.path["roomId"])
    if not found:
        raise NotFound("No deletion of this room is known")
    return {
        "results": [
            {"delete_id": closing.closing_id, "room_id": closing.room_id, **_status(closing)}
            for closing in found
        ]
    }


# -- people and words ------------------------------------------------------------------------------------------------


class _Target(msgspec.Struct):
    user_id: str


def join(tx: Tx, req: Request) -> JsonObject:
    name = req.path["roomIdOrAlias"]
    room_id = rooms.resolve_alias(tx, name) if name.startswith("#") else name
    administration.join(tx, req.actor, room_id, check_user_id(req.decode(_Target).user_id))
    return {"room_id": room_id}


class _Notice(msgspec.Struct):
    user_id: str
    content: JsonObject
    type: str = "m.room.message"
    state_key: str | None = None


def send_notice(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Notice)
    if body.state_key is not None:
        raise InvalidParam("The house sends messages, no state")
    key = req.path.get("txnId")
    event = administration.say(
        tx, req.actor.user_id, check_user_id(body.user_id), body.type, body.content, key
    )
    return {"event_id": event.event_id}


ROUTES = [
    route("GET", "/v1/rooms", read=list_rooms),
    route("GET", "/v1/rooms/{roomId}", read=get_room),
    route("DELETE", "/v1/rooms/{roomId}", write=close),
    route("GET", "/v1/rooms/{roomId}/members", read=members),
    route("GET", "/v1/rooms/{roomId}/state", read=state),
    route("DELETE", "/v2/rooms/{roomId}", write=close_later),
    route("GET", "/v2/rooms/{roomId}/delete_status", read=list_statuses),
    route("GET", "/v2/rooms/delete_status/{deleteId}", read=get_status),
    route("POST", "/v1/join/{roomIdOrAlias}", write=join),
    route("POST", "/v1/send_server_notice", write=send_notice),
    route("PUT", "/v1/send_server_notice/{txnId}", write=send_notice),
]
