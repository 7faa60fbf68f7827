"""Client-Server API §Room membership."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from fangyuan import groups, identity, rooms
from fangyuan.db import Tx
from fangyuan.http.asking import ask_for_alias, ask_for_user
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject


class _Reason(msgspec.Struct):
    reason: str | None = None


class _Target(msgspec.Struct):
    user_id: str
    reason: str | None = None


def _room_id(tx: Tx, name: str) -> str:
    """The room where somebody wants to come in; M_NOT_FOUND when there is none."""
    if name.startswith("#"):
        return rooms.resolve_alias(tx, name)
    if not name.startswith("!"):
        raise InvalidParam(f"{name!r:.80} is neither a room ID nor an alias")
    return rooms.get(tx, name).room_id


def join(tx: Tx, req: Request) -> JsonObject:
    name = req.path["roomId"] if "roomId" in req.path else req.path["roomIdOrAlias"]
    room_id = _room_id(tx, name)
    groups.join(tx, req.actor, room_id, reason=req.decode(_Reason).reason, extra=req.json_object())
    return {"room_id": room_id}


async def join_by_name(req: Request) -> JsonObject:
    if req.path["roomIdOrAlias"].startswith("#"):
        if req.actor.kind == identity.EXTERNAL_KIND:  # he comes where he was brought, not where a name leads
            raise Forbidden("Guests from outside may not do this", key="reach.external_may_not")
        await ask_for_alias(req, req.path["roomIdOrAlias"])
    return await req.app.db.write(lambda tx: join(tx, req))


def knock(tx: Tx, req: Request) -> JsonObject:
    room_id = _room_id(tx, req.path["roomIdOrAlias"])
    groups.knock(tx, req.actor, room_id, reason=req.decode(_Reason).reason)
    return {"room_id": room_id}


def leave(tx: Tx, req: Request) -> JsonObject:
    groups.leave(tx, req.actor, req.path["roomId"], reason=req.decode(_Reason).reason)
    return {}


def forget(tx: Tx, req: Request) -> JsonObject:
    rooms.forget(tx, req.actor.user_id, req.path["roomId"])
    return {}


def _on_target(verb: Callable[..., object]) -> Callable[[Tx, Request], JsonObject]:
    """A handler for the four verbs that one member does to another."""

    def handler(tx: Tx, req: Request) -> JsonObject:
        body = req.decode(_Target)
        verb(tx, req.actor, req.path["roomId"], check_user_id(body.user_id), reason=body.reason)
        return {}

    return handler


_invite = _on_target(groups.invite)


async def invite(req: Request) -> JsonObject:
    await ask_for_user(req, check_user_id(req.decode(_Target).user_id))
    return await req.app.db.write(lambda tx: _invite(tx, req))


ROUTES = [
    Route("POST", "/join/{roomIdOrAlias}", direct=join_by_name, limit="join"),
    Route("POST", "/rooms/{roomId}/join", write=join, limit="join"),
    Route("POST", "/knock/{roomIdOrAlias}", write=knock, limit="join"),
    Route("POST", "/rooms/{roomId}/leave", write=leave),
    Route("POST", "/rooms/{roomId}/forget", write=forget),
    Route("POST", "/rooms/{roomId}/invite", direct=invite, limit="join"),
    Route("POST", "/rooms/{roomId}/kick", write=_on_target(groups.kick)),
    Route("POST", "/rooms/{roomId}/ban", write=_on_target(groups.ban)),
    Route("POST", "/rooms/{roomId}/unban", write=_on_target(groups.unban)),
]
