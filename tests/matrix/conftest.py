"""A server with the small company for each kind and client: what one holds or is told weighs on no other."""

from __future__ import annotations

import pytest

from tests.kit.backend import chosen_databases
from tests.kit.company import beside_rig, hire
from tests.kit.rig import Rig


@pytest.fixture
def town_rig(rig: Rig) -> Rig:
    beside_rig(rig, hire)
    return rig


@pytest.fixture
def is_first_database(request: pytest.FixtureRequest) -> bool:
    return request.node.callspec.params["backend"] == chosen_databases("matrix")[0]
