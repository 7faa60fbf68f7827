"""One town for all that is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.town import Town
from tests.kit.backend import Backend


@pytest.fixture(scope="module")
def town(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    url = backend.fresh()
    opened = Town.build(url, tmp_path_factory.mktemp("town"))
    yield opened
    opened.close()
    backend.drop(url)
