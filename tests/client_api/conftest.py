"""Two more servers for the tests of the Matrix API: here rooms may be plain, so that what is tested is Matrix."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.kit.backend import Backend
from tests.kit.rig import Rig

PLAIN = {"groups": {"ungoverned_rooms": True}}
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _shared(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("server"), **PLAIN)
    yield opened
    opened.close()


@pytest.fixture
def server(_shared: Rig) -> Rig:
    """A server that all tests share which don't need one of their own: much quicker than `rig`.

    Accounts have names of this test's own (`alice.user_id`); the clock only goes forward.
    """
    _shared.suffix = f"-{next(_numbers)}"
    return _shared


@pytest.fixture
def plain_rig(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """As `rig`, with plain rooms: a server of the test's own, to be restarted with other settings."""
    opened = Rig(backend, tmp_path_factory.mktemp("rig"), **PLAIN)
    yield opened
    opened.close()
