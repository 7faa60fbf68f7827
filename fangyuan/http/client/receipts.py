"""Client-Server API §Receipts, §Fully read markers, §Typing notifications."""

from __future__ import annotations

import msgspec

from fangyuan import timeline
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.json import JsonObject


class _Receipt(msgspec.Struct):
    thread_id: str | None = None


def post_receipt(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Receipt)
    if body.thread_id == "":
        raise InvalidParam("thread_id must not be empty")
    path = req.path
    timeline.mark_read(
        tx,
        req.actor.user_id,
        path["roomId"],
        path["receiptType"],
        path["eventId"],
        thread_id=body.thread_id or "",
    )
    return {}


class _Markers(
    msgspec.Struct, rename={"fully_read": "m.fully_read", "read": "m.read", "read_private": "m.read.private"}
):
    fully_read: str | None = None
    read: str | None = None
    read_private: str | None = None


def post_markers(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Markers)
    marks = {"m.fully_read": body.fully_read, "m.read": body.read, "m.read.private": body.read_private}
    for receipt_type, event_id in marks.items():
        if event_id is not None:
            timeline.mark_read(tx, req.actor.user_id, req.path["roomId"], receipt_type, event_id)
    return {}


class _Typing(msgspec.Struct):
    typing: bool
    timeout: int = 30_000


def put_typing(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Typing)
    if req.path["userId"] != req.actor.user_id:
        raise Forbidden("You can only say of yourself that you type")
    timeline.set_typing(
        tx, req.actor.user_id, req.path["roomId"], typing=body.typing, timeout_ms=body.timeout
    )
    return {}


ROUTES = [
    Route("POST", "/rooms/{roomId}/receipt/{receiptType}/{eventId}", write=post_receipt),
    Route("POST", "/rooms/{roomId}/read_markers", write=post_markers),
    Route("PUT", "/rooms/{roomId}/typing/{userId}", write=put_typing),
]
