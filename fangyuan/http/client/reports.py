"""Client-Server API §Reporting content."""

from __future__ import annotations

import msgspec

from fangyuan import moderation
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject


class _EventReport(msgspec.Struct):
    """`score` is -100 to 0, the most offensive first; gone from the spec, still sent by clients."""

    reason: str | None = None
    score: int | None = None


class _Reason(msgspec.Struct):
    reason: str


def report_event(tx: Tx, req: Request) -> JsonObject:
    body, path = req.decode(_EventReport), req.path
    moderation.report_event(tx, req.actor, path["roomId"], path["eventId"], body.reason, body.score)
    return {}


def report_room(tx: Tx, req: Request) -> JsonObject:
    moderation.report_room(tx, req.actor, req.path["roomId"], req.decode(_Reason).reason)
    return {}


def report_user(tx: Tx, req: Request) -> JsonObject:
    reason = req.decode(_Reason).reason
    moderation.report_user(tx, req.actor, check_user_id(req.path["userId"]), reason)
    return {}


ROUTES = [
    Route("POST", "/rooms/{roomId}/report/{eventId}", write=report_event, limit="report"),
    Route("POST", "/rooms/{roomId}/report", write=report_room, limit="report"),
    Route("POST", "/users/{userId}/report", write=report_user, limit="report"),
]
