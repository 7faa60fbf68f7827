"""The enforcement matrix: the same verdict in every client, as docs/enforcement.md says."""

from __future__ import annotations

import pytest

from tests.kit.js_client import JsClient
from tests.kit.rig import Rig
from tests.matrix.actions import ACTIONS
from tests.matrix.doers import DOERS, ByHttp, ByJs, Doer
from tests.matrix.place import ROLES, Town
from tests.matrix.playing import KINDS, NAMES, play
from tests.matrix.table import FILE, read, render


def test_the_table_is_complete_and_reads_as_it_is_written() -> None:
    tables = read(FILE.read_text())
    assert sorted(tables) == sorted(KINDS)
    expected = {(action.name, role) for action in ACTIONS for role in ROLES}
    assert all(set(cells) == expected for cells in tables.values())
    assert render(tables, [action.name for action in ACTIONS], NAMES) == FILE.read_text()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("library", DOERS, ids=lambda one: one.library)
async def test_every_client_gets_the_verdict_of_the_table(
    town_rig: Rig, is_first_database: bool, library: type[Doer], kind: str
) -> None:
    if library is ByJs and not JsClient.is_available():
        pytest.skip("needs Node")
    if library is not ByHttp and not is_first_database:
        pytest.skip("clients know nothing of databases: one is enough for them")
    expected = read(FILE.read_text())[kind]
    found = await play(await Town.open(town_rig), library, kind)
    differing = {key: (found[key], said) for key, said in expected.items() if found[key] != said}
    assert not differing
