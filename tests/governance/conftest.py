"""One server with the small company, for all tests here that leave the company as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.governance.places import Town
from tests.kit.backend import Backend
from tests.kit.company import beside_rig, hire
from tests.kit.rig import Rig


@pytest.fixture(scope="session")
def _works(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("works"))
    beside_rig(opened, hire)
    yield opened
    opened.close()


@pytest.fixture
def works(_works: Rig) -> Rig:
    """The server that the tests share: each founds groups of its own, none moves people."""
    return _works


@pytest.fixture(scope="session")
def _town(_works: Rig) -> Iterator[Town]:
    opened = Town(_works)
    yield opened
    opened.close()


@pytest.fixture
def town(works: Rig, _town: Town) -> Town:
    """The shared server with everybody signed in, once for all tests."""
    return _town


@pytest.fixture
def own_works(rig: Rig) -> Rig:
    """A server of the test's own, with the same company."""
    beside_rig(rig, hire)
    return rig
