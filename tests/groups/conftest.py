"""The small company, in each database."""

from __future__ import annotations

import pytest

from fangyuan.db import Database
from tests.kit.company import Company


@pytest.fixture
def company(db: Database) -> Company:
    return Company(db)
