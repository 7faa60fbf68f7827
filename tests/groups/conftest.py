"""The small company, in each database or on a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fangyuan.db import Database
from tests.kit.backend import Backend
from tests.kit.company import Company, beside_rig, hire
from tests.kit.rig import Rig


@pytest.fixture
def company(db: Database) -> Company:
    return Company(db)


@pytest.fixture(scope="module")
def _works(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("works"))
    beside_rig(opened, hire)
    yield opened
    opened.close()


@pytest.fixture
def works(_works: Rig) -> Rig:
    """A server with the small company, which a file's tests share: each founds groups of its own."""
    return _works
