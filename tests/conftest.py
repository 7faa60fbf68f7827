"""Fixtures: a fresh database (`db`) or a whole server (`rig`) for each test, on every chosen database.

Coroutine tests just work: `async def test_it(rig: Rig) -> None`. Time stands still until a clock is advanced.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fangyuan.db import Database
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.ids import Ids, seeded
from tests.kit.backend import Backend, chosen_databases, open_backend
from tests.kit.browser import Browsing
from tests.kit.drawing import drawn
from tests.kit.rig import SERVER_NAME, Rig

# Here or in CI (`settings` knows which): a machine that is busy is no reason to fail.
settings.register_profile(
    "any machine",
    settings.get_profile(settings.get_current_profile_name()),
    max_examples=drawn(settings.get_profile(settings.get_current_profile_name()).max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")


HANGS_S = (
    240  # no test needs a third of it: what waits for ever, as a browser now and then does, fails instead
)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs coroutine tests, each in an event loop of its own; closes clients and pages in that same loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in names}

    async def run() -> None:
        async with contextlib.AsyncExitStack() as stack:
            for value in pyfuncitem.funcargs.values():
                if isinstance(value, Rig):
                    stack.push_async_callback(value.close_clients)
                elif isinstance(value, Browsing):
                    await stack.enter_async_context(value)
            async with asyncio.timeout(HANGS_S):
                await pyfuncitem.obj(**arguments)

    browsing = next((value for value in pyfuncitem.funcargs.values() if isinstance(value, Browsing)), None)
    if browsing is not None:  # the browser lives in the one loop in which it was started
        browsing.chromium.runner.run(run())
    else:
        asyncio.run(run())
    return True


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Everything that touches storage runs on each chosen database."""
    if "backend" in metafunc.fixturenames:
        folder = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
        metafunc.parametrize("backend", chosen_databases(folder), indirect=True, scope="session")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A kind of database; `backend.fresh()` gives the URL of a new one."""
    name: str = request.param
    opened = open_backend(name, tmp_path_factory.mktemp(name))
    yield opened
    opened.close()


@pytest.fixture
def database_url(backend: Backend) -> Iterator[str]:
    """The URL of a migrated, empty database of this test's own."""
    url = backend.fresh()
    yield url
    backend.drop(url)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An open database for domain tests: `db.write_now(lambda tx: …)`, `db.read_now(lambda tx: …)`.

    `db.clock` is a ManualClock; ids come from a fixed seed. The writer's thread isn't started.
    """
    database = Database(database_url, ManualClock(), Ids(SERVER_NAME, seeded(1)))
    yield database
    database.close()


@pytest.fixture
def clock(db: Database) -> ManualClock:
    """The clock of `db`."""
    assert isinstance(db.clock, ManualClock)
    return db.clock


@pytest.fixture
def rig(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A running server with open registration, without rate limits, with cheap passwords.

    Other settings: `await rig.restart(limits={"enabled": True})`.
    """
    opened = Rig(backend, tmp_path_factory.mktemp("rig"))
    yield opened
    opened.close()
