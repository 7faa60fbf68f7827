"""Client-Server API §Spaces, §Room summaries, §Mutual rooms."""

from __future__ import annotations

from fangyuan import rooms
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.ids import is_user_id
from fangyuan.kernel.json import JsonObject

_ROOMS_PER_PAGE = 50
_MOST_ROOMS_PER_PAGE = 100
_MUTUAL_PER_PAGE = 500


def hierarchy(tx: Tx, req: Request) -> JsonObject:
    suggested = req.arg("suggested_only") or "false"
    if suggested not in ("true", "false"):
        raise InvalidParam("suggested_only is true or false")
    return rooms.hierarchy(
        tx,
        req.actor.user_id,
        req.path["roomId"],
        suggested_only=suggested == "true",
        max_depth=req.int_arg("max_depth", 0) if req.arg("max_depth") is not None else None,
        limit=req.int_arg("limit", _ROOMS_PER_PAGE, least=1, most=_MOST_ROOMS_PER_PAGE),
        start=req.arg("from"),
    )


def room_summary(tx: Tx, req: Request) -> JsonObject:
    """What the room shows of itself, to who is in it or might enter; for others there is no such room."""
    name = req.path["roomIdOrAlias"]
    if not name.startswith(("!", "#")):
        raise InvalidParam(f"{name!r:.80} is neither a room ID nor an alias")
    room_id = rooms.resolve_alias(tx, name) if name.startswith("#") else name
    found = rooms.summaries(tx, [room_id])
    accessible = rooms.list_accessible(tx, req.actor.user_id, found.values())
    if room_id not in accessible:
        raise NotFound("Room not found")
    return found[room_id].to_json() | {"membership": accessible[room_id]}


def unstable_summary(tx: Tx, req: Request) -> JsonObject:
    """COMPAT: MSC3266 before it was in the spec, for clients that ask there, until Element X no longer does."""
    answer = room_summary(tx, req)
    for name in ("room_version", "encryption"):
        if name in answer:
            answer[f"im.nheko.summary.{name}"] = answer[name]
    return answer


def mutual_rooms(tx: Tx, req: Request) -> JsonObject:
    user_id, after = req.arg("user_id") or "", req.arg("from") or ""
    if not is_user_id(user_id) or user_id == req.actor.user_id:
        raise InvalidParam("user_id must be the ID of another user")
    if after and not after.startswith("!"):
        raise InvalidParam("from is not a token of this server")
    me = req.actor.user_id
    found = rooms.list_mutual(tx, me, user_id, after, _MUTUAL_PER_PAGE + 1)
    joined = found[:_MUTUAL_PER_PAGE]
    answer: JsonObject = {"joined": joined, "count": rooms.count_mutual(tx, me, user_id)}
    if len(found) > len(joined):
        answer["next_batch"] = joined[-1]
    return answer


_V1 = ("v1",)
_UNSTABLE = ("unstable",)

ROUTES = [
    Route("GET", "/rooms/{roomId}/hierarchy", read=hierarchy, versions=_V1),
    Route("GET", "/room_summary/{roomIdOrAlias}", read=room_summary, versions=_V1),
    Route("GET", "/im.nheko.summary/summary/{roomIdOrAlias}", read=unstable_summary, versions=_UNSTABLE),
    Route(
        "GET", "/im.nheko.summary/rooms/{roomIdOrAlias}/summary", read=unstable_summary, versions=_UNSTABLE
    ),
    Route("GET", "/mutual_rooms", read=mutual_rooms, versions=_V1),
    Route("GET", "/uk.half-shot.msc2666/user/mutual_rooms", read=mutual_rooms, versions=_UNSTABLE),
]
