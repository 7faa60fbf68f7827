"""MSC4186: simplified sliding sync; MSC4306 and MSC4308: thread subscriptions."""

from __future__ import annotations

import msgspec

from fangyuan import presence, timeline
from fangyuan.db import Tx
from fangyuan.http.client.rooms import parse_token
from fangyuan.http.client.sync import MAX_TIMEOUT_MS
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.sync import sliding
from fangyuan.timeline import Reader

_MOST_PAGE = 1_000


async def post_sync(req: Request) -> bytes:
    """The form that clients speak: `pos` and `timeout` stand in the query."""
    call = sliding.parse(req.decode(sliding.Body), stable=False)
    timeout_ms = req.int_arg("timeout", 0, most=MAX_TIMEOUT_MS)
    return await _serve(req, call, req.arg("pos"), timeout_ms, req.arg("set_presence"))


async def post_stable_sync(req: Request) -> bytes:
    """The form that the proposal has now: everything stands in the body."""
    body = req.decode(sliding.Body)
    pos, timeout_ms, kind = body.pos, body.timeout or 0, body.set_presence
    if timeout_ms < 0:
        raise InvalidParam("timeout must not be negative")
    call = sliding.parse(body, stable=True)
    return await _serve(req, call, pos, min(timeout_ms, MAX_TIMEOUT_MS), kind)


async def _serve(
    req: Request, call: sliding.Call, pos: str | None, timeout_ms: int, kind: str | None
) -> bytes:
    if kind is not None:
        presence.check_kind(kind)
    actor = req.actor
    await req.app.hub.attendance.seen(actor.user_id, actor.device_id, kind, timeout_ms)
    return await req.app.sliding.serve(
        Reader(actor.user_id, actor.device_id, req.app.db.clock.now_ms()),
        call,
        sliding.parse_pos(pos) if pos else None,
        timeout_ms=timeout_ms,
        check=lambda: req.app.authenticate(req),
    )


# -- thread subscriptions ---------------------------------------------------------------------------------------


def get_subscription(tx: Tx, req: Request) -> JsonObject:
    found = timeline.get_subscription(tx, req.actor.user_id, req.path["roomId"], req.path["threadRootId"])
    return {"automatic": found.is_automatic}


class _Subscription(msgspec.Struct):
    automatic: str | None = None


def put_subscription(tx: Tx, req: Request) -> JsonObject:
    cause = req.decode(_Subscription).automatic
    timeline.subscribe(tx, req.actor.user_id, req.path["roomId"], req.path["threadRootId"], cause)
    return {}


def delete_subscription(tx: Tx, req: Request) -> JsonObject:
    timeline.unsubscribe(tx, req.actor.user_id, req.path["roomId"], req.path["threadRootId"])
    return {}


def list_subscriptions(tx: Tx, req: Request) -> JsonObject:
    """Changes of subscriptions, the newest first: what one answer of sliding sync had no room for."""
    if req.arg("dir") != "b":
        raise InvalidParam("dir must be b")
    start, stop = req.arg("from"), req.arg("to")
    upto = parse_token(start) if start else tx.position
    limit = req.int_arg("limit", 100, least=1, most=_MOST_PAGE)
    since = parse_token(stop) if stop else 0
    found = timeline.list_subscriptions(tx, req.actor.user_id, since, upto, limit + 1)
    answer: JsonObject = sliding.subscriptions(found[:limit])
    if len(found) > limit:
        answer["end"] = str(found[limit - 1].position - 1)
    return answer


_THREAD = "/io.element.msc4306/rooms/{roomId}/thread/{threadRootId}/subscription"
_UNSTABLE = ("unstable",)
ROUTES = [
    Route("POST", "/org.matrix.simplified_msc3575/sync", direct=post_sync, versions=_UNSTABLE),
    Route("POST", "/sync", direct=post_stable_sync, versions=("v4",)),
    Route("GET", _THREAD, read=get_subscription, versions=_UNSTABLE),
    Route("PUT", _THREAD, write=put_subscription, versions=_UNSTABLE),
    Route("DELETE", _THREAD, write=delete_subscription, versions=_UNSTABLE),
    Route("GET", "/io.element.msc4308/thread_subscriptions", read=list_subscriptions, versions=_UNSTABLE),
]
