"""Client-Server API §Push Rules: API, §Listing Notifications."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import push, timeline
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadJson, InvalidParam, MissingParam, NotFound, Unrecognized
from fangyuan.kernel.json import JsonObject

_MOST_NOTIFICATIONS = 100


def _name(req: Request) -> push.RuleName:
    return push.RuleName.of(req.path["kind"], req.path["ruleId"])


def _rules(tx: Tx, req: Request) -> push.Ruleset:
    return push.ruleset(tx, req.actor.user_id)


def get_all(tx: Tx, req: Request) -> JsonObject:
    return push.to_client(_rules(tx, req))


def get_global(tx: Tx, req: Request) -> JsonObject:
    return push.to_client(_rules(tx, req))["global"]


def get_rule(tx: Tx, req: Request) -> JsonObject:
    if req.path["kind"] not in push.KINDS and req.path["ruleId"]:
        raise NotFound("No such push rule")  # clients ask for rules of kinds to come
    return push.rule_to_client(_rules(tx, req).get(_name(req)))


def put_rule(tx: Tx, req: Request) -> JsonObject:
    new = req.decode(push.NewRule)
    push.put_rule(tx, req.actor.user_id, _name(req), new, before=req.arg("before"), after=req.arg("after"))
    return {}


def delete_rule(tx: Tx, req: Request) -> JsonObject:
    push.delete_rule(tx, req.actor.user_id, _name(req))
    return {}


def get_enabled(tx: Tx, req: Request) -> JsonObject:
    return {"enabled": _rules(tx, req).get(_name(req)).enabled}


def put_enabled(tx: Tx, req: Request) -> JsonObject:
    enabled = _member(req, "enabled")
    if not isinstance(enabled, bool):
        raise BadJson("`enabled` must be true or false")
    push.set_enabled(tx, req.actor.user_id, _name(req), enabled)
    return {}


def get_actions(tx: Tx, req: Request) -> JsonObject:
    return {"actions": _rules(tx, req).get(_name(req)).actions}


def put_actions(tx: Tx, req: Request) -> JsonObject:
    push.set_actions(tx, req.actor.user_id, _name(req), _member(req, "actions"))
    return {}


def _member(req: Request, name: str) -> Any:
    body = req.json_object()
    if name not in body:
        raise MissingParam(f"The request needs `{name}`")
    return body[name]


def get_notifications(tx: Tx, req: Request) -> JsonObject:
    limit = max(1, req.int_arg("limit", 20, most=_MOST_NOTIFICATIONS))
    token = req.arg("from")
    if token is not None and not (token.isascii() and token.isdigit() and len(token) <= 18):
        raise InvalidParam("Unknown `from` token")
    only = "highlight" in (req.arg("only") or "").split(",")
    before = None if token is None else int(token)
    found, following = push.list_notifications(tx, req.actor.user_id, before, limit, highlights_only=only)
    reader = timeline.Reader(req.actor.user_id, req.actor.device_id, tx.now_ms)
    answer: JsonObject = {
        "notifications": [
            {
                "room_id": notification.event.room_id,
                "event": msgspec.Raw(
                    timeline.client_event(notification.event, reader, membership=timeline.UNSAID)
                ),
                "ts": notification.event.ts,
                "actions": notification.actions,
                "read": notification.is_read,
                "profile_tag": "",  # rules of single devices are no more
            }
            for notification in found
        ]
    }
    if following is not None:
        answer["next_token"] = str(following)
    return answer


_RULE = "/pushrules/global/{kind}/{ruleId}"


async def no_such_rule(req: Request) -> JsonObject:
    raise Unrecognized("No such push rule, or nothing that it has", status=400)


def _no_such_rules() -> list[Route]:
    """Every other path below /pushrules: 400, as clients know it, where it would be a 404 or a 405.

    A client that leaves out a slash, misspells a kind or asks for a device's own rules is told that it is wrong.
    """
    known = {
        "/pushrules/": {"GET"},
        "/pushrules/global/": {"GET"},
        _RULE: {"GET", "PUT", "DELETE"},
        f"{_RULE}/enabled": {"GET", "PUT"},
        f"{_RULE}/actions": {"GET", "PUT"},
    }
    others = ("/pushrules", "/pushrules/global", "/pushrules/global/{kind}", f"{_RULE}/{{attribute}}")
    scopes = ("", "/{template}", "/{template}/{ruleId}", "/{template}/{ruleId}/{attribute}")
    paths = [*known, *others, *(f"/pushrules/{{scope}}{rest}" for rest in scopes)]
    return [
        Route(method, path, direct=no_such_rule)
        for path in paths
        for method in ("GET", "PUT", "DELETE")
        if method not in known.get(path, ())
    ]


ROUTES = [
    Route("GET", "/pushrules/", read=get_all),
    Route("GET", "/pushrules/global/", read=get_global),
    Route("GET", _RULE, read=get_rule),
    Route("PUT", _RULE, write=put_rule),
    Route("DELETE", _RULE, write=delete_rule),
    Route("GET", f"{_RULE}/enabled", read=get_enabled),
    Route("PUT", f"{_RULE}/enabled", write=put_enabled),
    Route("GET", f"{_RULE}/actions", read=get_actions),
    Route("PUT", f"{_RULE}/actions", write=put_actions),
    Route("GET", "/notifications", read=get_notifications),
    *_no_such_rules(),
]
