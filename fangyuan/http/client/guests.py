"""Client-Server API §Guest Access: who has a guest's account, and which calls he may make."""

from __future__ import annotations

import re
from dataclasses import replace

from fangyuan import identity
from fangyuan.http.client.login import signed_in
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject

ROUTES: list[Route] = []

# What the spec lists, and below it what a client can't start without. The company's directory, of people and of
# rooms, is not for guests.
ALLOWED = frozenset(
    {
        ("GET", "/rooms/{}/state"),
        ("GET", "/rooms/{}/state/{}"),
        ("GET", "/rooms/{}/state/{}/{}"),
        ("GET", "/rooms/{}/context/{}"),
        ("GET", "/rooms/{}/event/{}"),
        ("GET", "/rooms/{}/messages"),
        ("GET", "/rooms/{}/members"),
        ("GET", "/rooms/{}/initialSync"),
        ("GET", "/sync"),
        ("GET", "/events"),
        ("POST", "/join/{}"),
        ("POST", "/rooms/{}/join"),
        ("POST", "/rooms/{}/leave"),
        ("PUT", "/rooms/{}/send/{}/{}"),
        ("PUT", "/rooms/{}/state/{}"),
        ("PUT", "/rooms/{}/state/{}/{}"),
        ("PUT", "/sendToDevice/{}/{}"),
        ("GET", "/profile/{}"),
        ("GET", "/profile/{}/{}"),
        ("PUT", "/profile/{}/{}"),
        ("GET", "/devices"),
        ("GET", "/devices/{}"),
        ("PUT", "/devices/{}"),
        ("POST", "/keys/upload"),
        ("POST", "/keys/query"),
        ("POST", "/keys/claim"),
        ("GET", "/account/whoami"),
        # Beyond the list.
        ("GET", "/capabilities"),
        ("GET", "/directory/room/{}"),
        ("GET", "/joined_rooms"),
        ("GET", "/keys/changes"),
        ("POST", "/user/{}/filter"),
        ("GET", "/user/{}/filter/{}"),
        ("GET", "/pushrules"),
        ("GET", "/pushrules/"),
        ("GET", "/voip/turnServer"),
        ("GET", "/rooms/{}/relations/{}"),
        ("GET", "/rooms/{}/relations/{}/{}"),
        ("GET", "/rooms/{}/relations/{}/{}/{}"),
        ("GET", "/rooms/{}/threads"),
        ("PUT", "/rooms/{}/typing/{}"),
        ("POST", "/rooms/{}/receipt/{}/{}"),
        ("POST", "/rooms/{}/read_markers"),
        # MSC4140 §Guest accounts.
        ("PUT", "/org.matrix.msc4140/rooms/{}/delayed_event/{}/{}"),
        ("GET", "/org.matrix.msc4140/delayed_events"),
        ("GET", "/org.matrix.msc4140/delayed_events/{}"),
        ("POST", "/org.matrix.msc4140/delayed_events/{}"),
        ("POST", "/org.matrix.msc4140/delayed_events/{}/send"),
        ("POST", "/org.matrix.msc4140/delayed_events/{}/cancel"),
        ("POST", "/org.matrix.msc4140/delayed_events/{}/restart"),
        ("GET", "/media/config"),
        ("GET", "/media/download/{}/{}"),
        ("GET", "/media/download/{}/{}/{}"),
        ("GET", "/media/thumbnail/{}/{}"),
        ("POST", "/logout"),
        ("POST", "/logout/all"),
    }
)


def opened(route: Route) -> Route:
    """The route, open to guests if it is one of theirs. One that asks for no sign-in is open to everybody anyway."""
    return replace(route, guests=(route.method, re.sub(r"{\w+}", "{}", route.path)) in ALLOWED)


async def register_guest(req: Request, display_name: str | None) -> JsonObject:
    """A new guest, signed in at once; nothing authenticates him. §POST /register?kind=guest."""
    config = req.app.config
    if not config.registration.guests:
        raise Forbidden("Guests are not admitted here", errcode="M_GUEST_ACCESS_FORBIDDEN")
    return signed_in(await req.app.db.write(lambda tx: identity.admit_guest(tx, display_name)), config)
