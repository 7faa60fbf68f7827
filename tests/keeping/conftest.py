"""One server with the small company; time moves in it, so each test founds groups of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fangyuan import identity
from tests.kit.backend import Backend
from tests.kit.company import beside_rig, hire, user
from tests.kit.rig import Rig


@pytest.fixture(scope="session")
def _works(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("works"))
    beside_rig(opened, hire)
    beside_rig(opened, lambda tx: identity.set_admin(tx, user("lin"), is_admin=True))
    yield opened
    opened.close()


@pytest.fixture
def works(_works: Rig) -> Rig:
    return _works
