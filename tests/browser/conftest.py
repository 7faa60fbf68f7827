"""A browser, and one server with the small company for each file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.http.webapp import DIST
from tests.kit.backend import Backend
from tests.kit.browser import TOUR, Browsing, Chromium, why_not
from tests.kit.company import EVERYBODY, beside_rig, hire, user
from tests.kit.rig import Rig


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A story that fails is told once more, and named in the summary (`-rR`), so that nobody takes it for a good one.

    Not because stories may be loose: on a machine with ten times the work it can do all of them hold. But of 135 in
    a real browser one whose cause nobody knows yet would stop a landing, and is as well known from the summary.
    `--force-reruns 0` shows it at once.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one browser of this run."""
    reason = why_not()
    if reason is not None and os.environ.get("CI"):
        pytest.fail(reason)  # what gates a landing must not pass because nothing was looked at
    if reason is not None:
        pytest.skip(reason)
    opened = Chromium()
    yield opened
    opened.close()


@pytest.fixture
def browser(chromium: Chromium, tmp_path: Path) -> Browsing:
    """This test's windows: `page = await browser.open(works, language="en", device="phone")`."""
    return Browsing(chromium, tmp_path)


def bring_in(tx: Tx) -> None:
    """The company, to which the first-run tour is known: it would lie over what a story is about."""
    hire(tx)
    for person in EVERYBODY:
        identity.set_account_data(tx, user(person), "", TOUR, {"seen": True})


@pytest.fixture(scope="module")
def _works(chromium: Chromium, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("works"), DIST)
    beside_rig(opened, bring_in)
    yield opened
    opened.close()


@pytest.fixture
def works(_works: Rig) -> Rig:
    """A server with the small company, which a file's tests share: each founds groups of its own."""
    return _works
