"""Client-Server API §API Versions, §Server Discovery, §Capabilities negotiation."""

from __future__ import annotations

from fangyuan import push, rooms
from fangyuan.db import Tx
from fangyuan.http.client import admin, voip
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import NotFound
from fangyuan.kernel.json import JsonObject

_VERSIONS = ["r0.5.0", "r0.6.0", "r0.6.1", *(f"v1.{minor}" for minor in range(1, 17))]

# What clients look for by the names that drafts gave it. A line goes when no client asks for it any more.
_UNSTABLE = {
    "fi.mau.msc2659.stable": True,  # pings of application services
    "org.matrix.e2e_cross_signing": True,
    "org.matrix.msc3202": True,  # what application services hear of devices
    "org.matrix.msc3391": True,  # deleting account data
    "org.matrix.msc3814": True,  # dehydrated devices
    "org.matrix.msc3916.stable": True,  # media for who is signed in
    "org.matrix.msc4140": True,  # delayed events
    "org.matrix.msc4222": True,  # state_after in sync
    "org.matrix.msc4306": True,  # subscriptions to threads
    "org.matrix.msc4323": True,  # locking and suspending by administrators, as the text has it
    "org.matrix.simplified_msc3575": True,  # sliding sync
    "uk.half-shot.msc2666.query_mutual_rooms": True,
    "uk.half-shot.msc2666.query_mutual_rooms.stable": True,
    "uk.tcpip.msc4133": True,  # free profile fields
    "uk.tcpip.msc4133.stable": True,
    "uk.timedout.msc4323": True,  # the same as clients ask
}


async def get_versions(req: Request) -> JsonObject:
    return {"versions": _VERSIONS, "unstable_features": _UNSTABLE}


async def well_known_client(req: Request) -> JsonObject:
    # Direct chats are encrypted unasked. A group's encryption follows from its charter, whatever clients wish (0007).
    return {
        "m.homeserver": {"base_url": base_url(req)},
        "io.element.e2ee": {"default": True},
        **voip.well_known(req),
    }


def base_url(req: Request) -> str:
    """Where clients reach us: as configured, else the address that this client asked."""
    if req.app.config.public_baseurl:
        return req.app.config.public_baseurl
    forwarded = req.header(b"x-forwarded-proto") if req.app.config.trust_forwarded_for else None
    host = req.header(b"host") or "{}:{}".format(*req.app.config.host_and_port())
    return f"{'https' if forwarded == 'https' else 'http'}://{host}"


async def well_known_support(req: Request) -> JsonObject:
    raise NotFound("This server names no contacts")


def get_capabilities(tx: Tx, req: Request) -> JsonObject:
    found: JsonObject = {
        "m.room_versions": {
            "default": rooms.default_version(lenient=req.app.config.is_lenient),
            "available": dict.fromkeys(rooms.VERSIONS, "stable"),
        },
        "m.change_password": {"enabled": True},
        "m.set_displayname": {"enabled": True},
        "m.set_avatar_url": {"enabled": True},
        "m.profile_fields": {"enabled": True},
        "m.3pid_changes": {"enabled": False},
        "m.get_login_token": {"enabled": req.app.config.login_tokens.enabled},
        "org.matrix.msc4174.webpush": {"enabled": True, "vapid": push.vapid_public_key(tx)},
    }
    if admin.may_moderate(tx, req):
        found["m.account_moderation"] = {"lock": True, "suspend": True}
    return {"capabilities": found}


ROUTES = [
    Route("GET", "/_matrix/client/versions", direct=get_versions, auth="none", versions=("",)),
    Route("GET", "/.well-known/matrix/client", direct=well_known_client, auth="none", versions=("",)),
    Route("GET", "/.well-known/matrix/support", direct=well_known_support, auth="none", versions=("",)),
    Route("GET", "/capabilities", read=get_capabilities),
]
