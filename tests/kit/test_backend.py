"""Which databases a folder's tests run on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import backend
from tests.kit.backend import PART, SQLITE_ONLY, chosen_databases, suite_databases
from tests.kit.postgres import SYSTEM, Installation

TESTS = Path(__file__).parents[1]


def test_the_environment_says_which_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGYUAN_TEST_DATABASES", "sqlite, pg15,pg18:part")
    assert chosen_databases("groups") == ["sqlite", "pg15"]
    assert chosen_databases("laws") == ["sqlite", "pg15", "pg18"]
    assert chosen_databases("browser") == ["sqlite"]
    monkeypatch.setenv("FANGYUAN_TEST_DATABASES", "pg18:some")
    with pytest.raises(ValueError, match="pg18:some"):
        chosen_databases("laws")


def test_without_a_word_there_is_sqlite_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FANGYUAN_TEST_DATABASES", raising=False)
    assert chosen_databases("groups")[0] == "sqlite"
    assert chosen_databases("browser") == ["sqlite"]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([SYSTEM / "15" / "bin", Path("/pypi/18")], ["sqlite", "pg15", "pg18:part"]),
        ([Path("/pypi/18")], ["sqlite", "pg18"]),
        ([SYSTEM / "18" / "bin"], ["sqlite", "pg18"]),
        ([], ["sqlite"]),
    ],
)
def test_the_suite_runs_on_all_that_is_here(
    monkeypatch: pytest.MonkeyPatch, folders: list[Path], expected: list[str]
) -> None:
    found = [Installation(15 if "15" in folder.parts else 18, folder) for folder in folders]
    monkeypatch.setattr(backend, "find_installations", lambda: found)
    assert suite_databases() == expected


def test_every_folder_that_is_named_is_there() -> None:
    assert [name for name in (*PART, *SQLITE_ONLY) if not (TESTS / name).is_dir()] == []
