"""Client-Server API §Send-to-Device messaging."""

from __future__ import annotations

import msgspec

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.json import JsonObject


class _Messages(msgspec.Struct):
    messages: dict[str, dict[str, JsonObject]]


def send(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Messages)
    identity.send_to_device(tx, req.actor, req.path["eventType"], req.path["txnId"], body.messages)
    return {}


ROUTES = [
    Route(
        "PUT",
        "/sendToDevice/{eventType}/{txnId}",
        write=send,
        versions=("v3", "r0", "unstable"),
    )
]
