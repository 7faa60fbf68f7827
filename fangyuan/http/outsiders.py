"""What people from outside the company may call: all that a client needs in the groups he was brought into, and nothing
that lists or finds what else there is. Whom he may write to and where he may come in is asked in `groups`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fangyuan.http.routes import Route

# Of the Client-Server API: the company's rooms by name and by list, and asking to be let in.
_CLOSED = frozenset(
    {
        ("GET", "/publicRooms"),
        ("POST", "/publicRooms"),
        ("GET", "/directory/room/{}"),
        ("PUT", "/directory/room/{}"),
        ("DELETE", "/directory/room/{}"),
        ("PUT", "/directory/list/room/{}"),
        ("POST", "/knock/{}"),
        ("POST", "/rooms/{}/upgrade"),
        ("GET", "/rooms/{}/hierarchy"),
        ("GET", "/room_summary/{}"),
        ("GET", "/im.nheko.summary/summary/{}"),
        ("GET", "/im.nheko.summary/rooms/{}/summary"),
    }
)
# Of our own API: his groups and their charters, and the offices, which everybody may write to.
_OPEN = frozenset(
    {
        ("GET", "/groups"),
        ("GET", "/groups/{}"),
        ("GET", "/groups/{}/charter/versions"),
        ("POST", "/groups/{}/charter/acceptance"),
        ("GET", "/me"),
        ("GET", "/today"),
        ("GET", "/offices"),
        ("GET", "/openapi.json"),
    }
)


def _key(route: Route) -> tuple[str, str]:
    return route.method, re.sub(r"{\w+}", "{}", route.path)


def confined(route: Route) -> Route:
    """A route of the Client-Server API, open to people from outside unless it lists what they have no business with."""
    return replace(route, outsiders=_key(route) not in _CLOSED)


def confined_to_groups(route: Route) -> Route:
    """A route of our own API, open to them only where it is about their groups."""
    return replace(route, outsiders=_key(route) in _OPEN)
