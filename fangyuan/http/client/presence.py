"""Client-Server API §Presence."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import identity, presence, reach, rooms
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject
from fangyuan.presence import OFFLINE, Presence


def get_status(tx: Tx, req: Request) -> JsonObject:
    """Told to those who share a room with the person, unless a rule hides him."""
    user_id, me = check_user_id(req.path["userId"]), req.actor.user_id
    if identity.find_account(tx, user_id) is None:
        raise NotFound(f"There is no account {user_id}")
    if user_id != me and not (rooms.do_share_room(tx, me, user_id) and reach.may(tx, me, user_id, "see")):
        raise Forbidden("You are not allowed to see their presence")
    if not req.app.config.presence.enabled:
        return {"presence": OFFLINE}
    found = presence.find(tx, user_id) or Presence(user_id, OFFLINE, None, 0)
    active_ts = max(found.last_active_ts, req.app.hub.attendance.last_active(user_id))
    return msgspec.structs.replace(found, last_active_ts=active_ts).content(tx.now_ms)


class _Status(msgspec.Struct):
    presence: str
    status_msg: str | None = None


async def put_status(req: Request) -> dict[str, Any]:
    """Where presence is off nothing is kept, and clients are not told off for trying."""
    body = req.decode(_Status)
    if check_user_id(req.path["userId"]) != req.actor.user_id:
        raise Forbidden("You can't say how someone else is", key="identity.not_yours")
    kind = presence.check_kind(body.presence)
    presence.check_status(body.status_msg)
    await req.app.hub.attendance.put(req.actor.user_id, req.actor.device_id, kind, body.status_msg)
    return {}


ROUTES = [
    Route("GET", "/presence/{userId}/status", read=get_status),
    Route("PUT", "/presence/{userId}/status", direct=put_status, limit="message"),
]
