"""All routes: the Client-Server API under each of its versions, and ours."""

from __future__ import annotations

from functools import cache

from fangyuan.http import client, governance, idempotency, looking, outsiders
from fangyuan.http.client import guests
from fangyuan.http.routes import Route, Router

CLIENT_PREFIX = "/_matrix/client/"
GOVERNANCE_PREFIX = "/_fangyuan/v1"


def fill(router: Router, *, lenient: bool = False) -> None:
    """Adds every route, deprecated ones if the configuration is lenient.

    A client route whose only version is '' gives its whole path itself.
    """
    for route, prefixes in _opened(lenient=lenient):
        router.add(route, prefixes)


@cache
def _opened(*, lenient: bool) -> list[tuple[Route, list[str]]]:
    """Each route with its prefixes, and with all that stands before its handler: put together once in a process."""
    found: list[tuple[Route, list[str]]] = []
    for route in client.all_routes():
        if route.is_deprecated and not lenient:
            continue
        versions = route.versions
        if lenient and "r0" in versions and "unstable" not in versions:
            versions = (*versions, "unstable")  # where suites ask for what the spec didn't have yet
        prefixes = [CLIENT_PREFIX + version if version else "" for version in versions]
        if route.path.startswith("/_synapse/admin"):
            route = looking.filed(route)
        found.append((outsiders.confined(guests.opened(route)), prefixes))
    for route in governance_routes():
        confined = outsiders.confined_to_groups(looking.filed(idempotency.opened(route)))
        found.append((confined, [GOVERNANCE_PREFIX]))
    return found


def governance_routes() -> list[Route]:
    """Our own API, for the router and for its OpenAPI document."""
    return governance.all_routes()
