"""Client-Server API §Profiles."""

from __future__ import annotations

from fangyuan import groups, identity, rooms
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadJson, Forbidden, MissingParam, NotFound
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject
from fangyuan.reach import COMPANY_FIELD


def _profile(tx: Tx, req: Request) -> JsonObject:
    """What is set of the profile. Only colleagues may look: who works here is nobody else's business."""
    user_id = check_user_id(req.path["userId"])
    if req.session is None and not req.app.config.is_lenient:
        raise Forbidden("Profiles are shown to signed-in users only", key="identity.profile_hidden")
    if identity.find_account(tx, user_id) is None:
        raise NotFound(f"There is no account {user_id}")
    if req.session is not None:
        groups.check_seen(tx, req.actor.user_id, user_id)
    profile = identity.get_profile(tx, user_id)
    shown = {"displayname": profile.displayname, "avatar_url": profile.avatar_url}
    return {
        **{key: value for key, value in shown.items() if value is not None},
        **identity.list_fields(tx, user_id),
    }


def get_profile(tx: Tx, req: Request) -> JsonObject:
    return _profile(tx, req)


def get_field(tx: Tx, req: Request) -> JsonObject:
    name = req.path["keyName"]
    profile = _profile(tx, req)
    if name not in profile:
        raise NotFound(f"The profile has no {name:.80}")
    return {name: profile[name]}


def put_field(tx: Tx, req: Request) -> JsonObject:
    """§PUT /profile. Name and picture appear in rooms too; the other fields are JSON of the client's choice."""
    name, body = _field_of(req), req.json_object()
    if name not in body:
        raise MissingParam(f"{name:.80} is missing")
    value = body[name]
    if name not in identity.PROFILE_FIELDS:
        identity.set_field(tx, req.actor.user_id, name, value)
        return {}
    if value is not None and not isinstance(value, str):
        raise BadJson(f"{name:.80} must be a string")
    return _set(tx, req, name, value)


def delete_field(tx: Tx, req: Request) -> JsonObject:
    name = _field_of(req)
    if name not in identity.PROFILE_FIELDS:
        identity.delete_field(tx, req.actor.user_id, name)
        return {}
    return _set(tx, req, name, None)


def _field_of(req: Request) -> str:
    """The field in the path; Forbidden in anybody else's profile."""
    if req.path["userId"] != req.actor.user_id:
        raise Forbidden("You can't change someone else's profile", key="identity.not_yours")
    identity.check_field_name(req.path["keyName"])
    if req.path["keyName"] == COMPANY_FIELD:
        raise Forbidden("The company writes this field", key="reach.external_field")
    return req.path["keyName"]


def _set(tx: Tx, req: Request, name: str, value: str | None) -> JsonObject:
    user_id = req.actor.user_id
    if name == "displayname":
        groups.check_name(tx, value)
    if identity.set_profile(tx, user_id, name, value, any_url=req.app.config.is_lenient):
        rooms.update_profile(tx, user_id)
    return {}


ROUTES = [
    Route("GET", "/profile/{userId}", read=get_profile, auth="optional"),
    Route("GET", "/profile/{userId}/{keyName}", read=get_field, auth="optional"),
    Route("PUT", "/profile/{userId}/{keyName}", write=put_field),
    Route("DELETE", "/profile/{userId}/{keyName}", write=delete_field),
]
