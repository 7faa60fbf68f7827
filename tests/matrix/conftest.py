"""One server with the small company for the whole matrix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.backend import Backend, chosen_databases
from tests.kit.company import beside_rig, hire
from tests.kit.rig import Rig


@pytest.fixture(scope="session")
def _town(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("town"))
    beside_rig(opened, hire)
    yield opened
    opened.close()


@pytest.fixture
def town_rig(_town: Rig) -> Rig:
    return _town


@pytest.fixture
def is_first_database(request: pytest.FixtureRequest) -> bool:
    return request.node.callspec.params["backend"] == chosen_databases()[0]
