"""Client-Server API §GET /pushers, §POST /pushers/set; Web Push: MSC4174."""

from __future__ import annotations

from fangyuan import push
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.json import JsonObject


def get_pushers(tx: Tx, req: Request) -> JsonObject:
    return {"pushers": [pusher.to_client() for pusher in push.list_pushers(tx, req.actor.user_id)]}


def set_pusher(tx: Tx, req: Request) -> JsonObject:
    new = req.decode(push.NewPusher)
    push.set_pusher(tx, req.actor, new, allow_private=req.app.config.push.allow_private_gateways)
    return {}


ROUTES = [
    Route("GET", "/pushers", read=get_pushers),
    Route("POST", "/pushers/set", write=set_pusher),
]
