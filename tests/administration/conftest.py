"""A server with an administrator, shared by the tests that don't change what it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.administration.talk import SECRET
from tests.kit.backend import Backend
from tests.kit.rig import Rig

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _shared_server(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    settings = {
        "registration": {"mode": "open", "guests": True, "shared_secret": SECRET},
        "groups": {"ungoverned_rooms": True},
    }
    opened = Rig(backend, tmp_path_factory.mktemp("administration"), **settings)
    yield opened
    opened.close()


@pytest.fixture
def house(_shared_server: Rig) -> Rig:
    """A server that knows a shared secret and lets guests in; accounts have names of each test's own."""
    _shared_server.suffix = f"-{next(_numbers)}"
    return _shared_server
