"""Client-Server API §Profiles."""

from __future__ import annotations

from fangyuan import groups, identity, rooms
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadJson, Forbidden, MissingParam, NotFound
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject


def _profile(tx: Tx, req: Request) -> JsonObject:
    """What is set of the profile. Only colleagues may look: who works here is nobody else's business."""
    user_id = check_user_id(req.path["userId"])
    if req.session is None and not req.app.config.is_lenient:
        raise Forbidden("Profiles are shown to signed-in users only", key="identity.profile_hidden")
    if identity.find_account(tx, user_id) is None:
        raise NotFound(f"There is no account {user_id}")
    profile = identity.get_profile(tx, user_id)
    fields = {"displayname": profile.displayname, "avatar_url": profile.avatar_url}
    return {key: value for key, value in fields.items() if value is not None}


def get_profile(tx: Tx, req: Request) -> JsonObject:
    return _profile(tx, req)


def get_field(tx: Tx, req: Request) -> JsonObject:
    name = req.path["keyName"]
    profile = _profile(tx, req)
    if name not in profile:
        raise NotFound(f"The profile has no {name:.80}")
    return {name: profile[name]}


def put_field(tx: Tx, req: Request) -> JsonObject:
    name, body = req.path["keyName"], req.json_object()
    if name not in body:
        raise MissingParam(f"{name:.80} is missing")
    value = body[name]
    if value is not None and not isinstance(value, str):
        raise BadJson(f"{name:.80} must be a string")
    return _set(tx, req, value)


def delete_field(tx: Tx, req: Request) -> JsonObject:
    return _set(tx, req, None)


def _set(tx: Tx, req: Request, value: str | None) -> JsonObject:
    user_id = req.path["userId"]
    if user_id != req.actor.user_id:
        raise Forbidden("You can't change someone else's profile", key="identity.not_yours")
    if req.path["keyName"] == "displayname":
        groups.check_name(tx, value)
    if identity.set_profile(tx, user_id, req.path["keyName"], value):
        rooms.update_profile(tx, user_id)
    return {}


ROUTES = [
    Route("GET", "/profile/{userId}", read=get_profile, auth="optional"),
    Route("GET", "/profile/{userId}/{keyName}", read=get_field, auth="optional"),
    Route("PUT", "/profile/{userId}/{keyName}", write=put_field),
    Route("DELETE", "/profile/{userId}/{keyName}", write=delete_field),
]
