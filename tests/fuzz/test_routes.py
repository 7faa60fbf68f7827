"""Every route of the server, asked oddly by all sorts of people: nothing of it is an error of the server's own.

The same requests come in every run, but for what earlier ones left behind.
"""

from __future__ import annotations

import zlib

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fangyuan.db import Tx
from fangyuan.http import client
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.http.table import CLIENT_PREFIX, GOVERNANCE_PREFIX, governance_routes
from tests.fuzz.odd import requests
from tests.fuzz.town import Asked, Town, told
from tests.kit.drawing import drawn

EXAMPLES = drawn(10)


def _routes() -> list[tuple[str, Route]]:
    """Each route once, under the first of its prefixes; with its handler it has been asked."""
    found: dict[tuple[object, ...], tuple[str, Route]] = {}
    for route in client.all_routes():
        if route.path.startswith(("/_matrix/media/r0/", "/_matrix/media/v1/")) and "create" not in route.path:
            continue  # as under v3
        prefix = CLIENT_PREFIX + route.versions[0] if route.versions[0] else ""
        handler = route.write or route.read or route.direct
        found.setdefault((route.method, handler, route.path.count("{")), (prefix, route))
    return [*found.values(), *((GOVERNANCE_PREFIX, route) for route in governance_routes())]


ROUTES = _routes()


@pytest.mark.parametrize(
    ("prefix", "route"), ROUTES, ids=[f"{route.method} {prefix}{route.path}" for prefix, route in ROUTES]
)
def test_nothing_that_is_asked_is_an_error_of_the_server(town: Town, prefix: str, route: Route) -> None:
    town.faults.clear()
    town.refresh()

    @seed(zlib.crc32(f"{route.method} {prefix}{route.path}".encode()))
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # what fails is told with its request: there is nothing to shrink
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType] - its metaclass hides the type
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        answered = town.ask(data.draw(requests(town, prefix, route)))
        if answered.status in (401, 403):
            town.reopen()

    ask()
    assert town.faults == [], told(town.faults)


def test_an_error_of_the_server_would_be_found(town: Town) -> None:
    def fail(tx: Tx, req: Request) -> None:
        raise ZeroDivisionError(req.arg("why"))

    town.faults.clear()
    town.house.app.router.add(Route("GET", "/_fuzz/fail", read=fail, auth="none"))
    assert town.ask(Asked("GET", "/_fuzz/fail", b"why=because")).status == 500
    [fault] = town.faults
    assert "ZeroDivisionError: because" in fault
    assert "GET /_fuzz/fail?why=because" in fault
    town.faults.clear()
