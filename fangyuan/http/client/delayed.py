"""MSC4140: delayed events, under their unstable names."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from fangyuan import delayed
from fangyuan.db import Tx
from fangyuan.delayed import Wanted, Wish
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadRequest, InvalidParam, NotFound, NotJson
from fangyuan.kernel.json import JsonObject

DELAY = "org.matrix.msc4140.delay"
_MOST_DIGITS = 16


def delay_of(req: Request) -> int | None:
    """The delay that a client wants by the query of /send or /state, in ms; None when it wants none."""
    text = req.arg(DELAY)
    if text is None:
        return None
    if (
        not text.removeprefix("-").isascii()
        or not text.removeprefix("-").isdigit()
        or len(text) > _MOST_DIGITS
    ):
        raise InvalidParam(f"{DELAY} is a number of milliseconds")
    return int(text)


def schedule(tx: Tx, req: Request, wish: Wish, errcode: str = "M_UNKNOWN") -> JsonObject:
    """Hands the event over. A delay beyond the company's limit is refused, with the limit beside it."""
    config = req.app.config.delayed_events
    longest = config.longest_delay_minutes * 60_000
    if wish.delay_ms > longest:
        extra = {
            "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
            "org.matrix.msc4140.max_delay": longest,
            "max_delay": longest,
        }
        raise BadRequest("The requested delay exceeds the allowed maximum", errcode=errcode, extra=extra)
    return {"delay_id": delayed.schedule(tx, req.actor, wish, most=config.most_per_person)}


class _Delayed(msgspec.Struct):
    delay: int
    content: JsonObject
    state_key: str | None = None


def put(tx: Tx, req: Request) -> JsonObject:
    """The MSC's newest form: delay, state key and content in the body."""
    body, path = req.decode(_Delayed), req.path
    wish = Wish(path["roomId"], path["eventType"], body.content, body.delay, body.state_key, path["txnId"])
    return schedule(tx, req, wish, "ORG.MATRIX.MSC4140_MAX_DELAY_EXCEEDED")


def list_mine(tx: Tx, req: Request) -> JsonObject:
    wanted = Wanted(**{name: req.arg(name) for name in Wanted.__struct_fields__})
    page, more = delayed.list_of(tx, req.actor.user_id, wanted, req.int_arg("from", 0))
    answer: JsonObject = {"delayed_events": [one.to_json() for one in page]}
    if more is not None:
        answer["next_batch"] = str(more)
    return answer


def get_mine(tx: Tx, req: Request) -> JsonObject:
    return delayed.find(tx, req.actor.user_id, req.path["delayId"]).to_json()


_ACTIONS: dict[str, Callable[[Tx, str], None]] = {
    "send": delayed.send_now,
    "cancel": delayed.cancel,
    "restart": delayed.restart,
}


def _doing(action: str) -> Callable[[Tx, Request], JsonObject]:
    """A handler; who knows the id may call it: the call's media server does, when a phone has gone silent."""

    def handler(tx: Tx, req: Request) -> JsonObject:
        _ACTIONS[action](tx, req.path["delayId"])
        return {}

    return handler


class _Action(msgspec.Struct):
    action: str


def act_by_body(tx: Tx, req: Request) -> JsonObject:
    """COMPAT: clients of before 2026 name the action in the body; may go in 2028."""
    if not req.path["delayId"]:
        raise NotFound("No such delayed event")
    if not req.body:
        raise NotJson("The request body is not JSON")
    action = req.decode(_Action).action
    if action not in _ACTIONS:
        raise InvalidParam(f"action is one of {', '.join(_ACTIONS)}")
    return _doing(action)(tx, req)


_BASE = "/org.matrix.msc4140/delayed_events"
_UNSTABLE = ("unstable",)
ROUTES = [
    Route(
        "PUT",
        "/org.matrix.msc4140/rooms/{roomId}/delayed_event/{eventType}/{txnId}",
        write=put,
        limit="message",
        versions=_UNSTABLE,
    ),
    Route("GET", _BASE, read=list_mine, versions=_UNSTABLE),
    Route("GET", _BASE + "/{delayId}", read=get_mine, versions=_UNSTABLE),
    Route("POST", _BASE + "/{delayId}", write=act_by_body, auth="optional", versions=_UNSTABLE),
    *(
        Route(
            "POST",
            f"{_BASE}/{{delayId}}/{action}",
            write=_doing(action),
            auth="optional",
            limit="message" if action == "send" else "write",
            versions=_UNSTABLE,
        )
        for action in _ACTIONS
    ),
]
