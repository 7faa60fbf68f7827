"""Client-Server API §Voice over IP: where calls go through. MSC4143: group calls."""

from __future__ import annotations

import base64
import hashlib
import hmac

from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Unrecognized
from fangyuan.kernel.json import JsonObject


async def turn_server(req: Request) -> JsonObject:
    """Credentials that a TURN server checks by the shared secret: the name says until when, the password is its MAC."""
    config = req.app.config.voip
    uris = [uri.strip() for uri in config.turn_uris.split(",") if uri.strip()]
    if not uris or not config.turn_shared_secret:
        return {}  # there are none: clients call without them. An error they would report and ask again.
    ttl_s = config.turn_minutes * 60
    username = f"{req.app.db.clock.now_ms() // 1000 + ttl_s}:{req.actor.user_id}"
    # SHA-1 is what the TURN servers' REST API asks for; as a MAC it holds.
    mac = hmac.new(config.turn_shared_secret.encode(), username.encode(), hashlib.sha1)
    return {
        "username": username,
        "password": base64.b64encode(mac.digest()).decode(),
        "uris": uris,
        "ttl": ttl_s,
    }


def foci(req: Request) -> list[JsonObject]:
    """The media servers for group calls."""
    url = req.app.config.voip.livekit_url
    return [{"type": "livekit", "livekit_service_url": url}] if url else []


def well_known(req: Request) -> JsonObject:
    """What the well-known file says of them, for clients that look there."""
    found = foci(req)
    return {"org.matrix.msc4143.rtc_foci": found} if found else {}


async def transports(req: Request) -> JsonObject:
    found = foci(req)
    if not found:
        raise Unrecognized("This server has no media servers for group calls")
    return {"rtc_transports": found}


ROUTES = [
    Route("GET", "/voip/turnServer", direct=turn_server),
    Route("GET", "/org.matrix.msc4143/rtc/transports", direct=transports, versions=("unstable",)),
]
