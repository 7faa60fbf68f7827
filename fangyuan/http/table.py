"""All routes: the Client-Server API under each of its versions, and ours."""

from __future__ import annotations

from functools import cache

from fangyuan.http import client, governance, idempotency, looking, outsiders
from fangyuan.http.client import guests
from fangyuan.http.routes import Route, Router

CLIENT_PREFIX = "/_matrix/client/"
GOVERNANCE_PREFIX = "/_fangyuan/v1"


@cache
def filled(*, lenient: bool) -> Router:
    """Every route, deprecated ones if the configuration is lenient. One table for all servers of a process.

    A client route whose only version is '' gives its whole path itself.
    """
    router = Router()
    for route in client.all_routes():
        if route.is_deprecated and not lenient:
            continue
        versions = route.versions
        if lenient and "r0" in versions and "unstable" not in versions:
            versions = (*versions, "unstable")  # where suites ask for what the spec didn't have yet
        prefixes = [CLIENT_PREFIX + version if version else "" for version in versions]
        if route.path.startswith("/_synapse/admin"):
            route = looking.filed(route)
        router.add(outsiders.confined(guests.opened(route)), prefixes)
    for route in governance_routes():
        router.add(
            outsiders.confined_to_groups(looking.filed(idempotency.opened(route))), [GOVERNANCE_PREFIX]
        )
    return router


def governance_routes() -> list[Route]:
    """Our own API, for the router and for its OpenAPI document."""
    return governance.all_routes()
