"""The small company on a server of the test's own, and in a database."""

from __future__ import annotations

import pytest

from fangyuan.db import Database
from tests.kit.company import Company, beside_rig, hire
from tests.kit.rig import Rig


@pytest.fixture
def works(rig: Rig) -> Rig:
    beside_rig(rig, hire)
    return rig


@pytest.fixture
def company(db: Database) -> Company:
    return Company(db)
