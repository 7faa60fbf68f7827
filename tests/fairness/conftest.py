"""A server with the small company, for each file of tests one: its clock goes on from test to test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.backend import Backend
from tests.kit.company import beside_rig, hire
from tests.kit.rig import Rig


@pytest.fixture(scope="module")
def works(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("works"))
    beside_rig(opened, hire)
    yield opened
    opened.close()
