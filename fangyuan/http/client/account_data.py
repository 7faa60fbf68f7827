"""Client-Server API §Client Config (account data) and §Room Tagging."""

from __future__ import annotations

from fangyuan import identity, push
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadJson, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject


def _whose(req: Request) -> tuple[str, str]:
    """(the user, the room or '' for global); Forbidden for anybody else's."""
    user_id, room_id = req.path["userId"], req.path.get("roomId", "")
    if user_id != req.actor.user_id:
        raise Forbidden("That is someone else's account", key="identity.not_yours")
    if "roomId" in req.path and not room_id.startswith("!"):
        raise InvalidParam(f"{room_id:.80} is not a room ID")
    return user_id, room_id


def get_data(tx: Tx, req: Request) -> JsonObject:
    user_id, room_id = _whose(req)
    if (room_id, req.path["type"]) == ("", "m.push_rules"):  # kept elsewhere, yet account data to clients
        return push.to_client(push.ruleset(tx, user_id))
    found = identity.find_account_data(tx, user_id, room_id, req.path["type"])
    if found is None:
        raise NotFound("Account data not found")
    return found


def put_data(tx: Tx, req: Request) -> JsonObject:
    user_id, room_id = _whose(req)
    identity.check_client_may_set(req.path["type"])
    identity.set_account_data(tx, user_id, room_id, req.path["type"], req.json_object())
    return {}


def delete_data(tx: Tx, req: Request) -> JsonObject:
    user_id, room_id = _whose(req)
    identity.check_client_may_set(req.path["type"])
    identity.delete_account_data(tx, user_id, room_id, req.path["type"])
    return {}


def get_tags(tx: Tx, req: Request) -> JsonObject:
    return {"tags": identity.list_tags(tx, *_whose(req))}


def put_tag(tx: Tx, req: Request) -> JsonObject:
    user_id, room_id = _whose(req)
    content = req.json_object()
    order = content.get("order", 0)
    if isinstance(order, bool) or not isinstance(order, int | float):
        raise BadJson("A tag's order must be a number")
    identity.set_tag(tx, user_id, room_id, req.path["tag"], content)
    return {}


def delete_tag(tx: Tx, req: Request) -> JsonObject:
    user_id, room_id = _whose(req)
    identity.set_tag(tx, user_id, room_id, req.path["tag"], None)
    return {}


_DELETING = ("unstable/org.matrix.msc3391",)
ROUTES = [
    Route("GET", "/user/{userId}/account_data/{type}", read=get_data),
    Route("PUT", "/user/{userId}/account_data/{type}", write=put_data),
    Route("GET", "/user/{userId}/rooms/{roomId}/account_data/{type}", read=get_data),
    Route("PUT", "/user/{userId}/rooms/{roomId}/account_data/{type}", write=put_data),
    Route("DELETE", "/user/{userId}/account_data/{type}", write=delete_data, versions=_DELETING),
    Route(
        "DELETE", "/user/{userId}/rooms/{roomId}/account_data/{type}", write=delete_data, versions=_DELETING
    ),
    Route("GET", "/user/{userId}/rooms/{roomId}/tags", read=get_tags),
    Route("PUT", "/user/{userId}/rooms/{roomId}/tags/{tag}", write=put_tag),
    Route("DELETE", "/user/{userId}/rooms/{roomId}/tags/{tag}", write=delete_tag),
]
