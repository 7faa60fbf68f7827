"""How far two sets of people are the same, and at what cost that is found out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan import groups
from fangyuan.census import overlap
from fangyuan.census.overlap import Overlap
from fangyuan.db import SQL, Tx
from tests.kit.company import Company, person, user

sets = st.frozensets(st.integers(0, 30))


def of(ours: frozenset[int], theirs: frozenset[int]) -> Overlap:
    return Overlap(len(ours), len(theirs), len(ours & theirs))


@given(ours=sets, theirs=sets)
def test_laws_of_overlap(ours: frozenset[int], theirs: frozenset[int]) -> None:
    found = of(ours, theirs)
    assert found.jaccard == of(theirs, ours).jaccard
    assert 0 <= found.jaccard <= found.containment <= 1
    assert (found.jaccard == 1) == (ours == theirs != frozenset())
    assert (found.containment == 1) == (ours <= theirs and bool(ours))


def statements(company: Company, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many statements it takes to compare a new group with all that there are."""
    asked: list[SQL] = []
    kept = Tx.all

    def counting(self: Tx, statement: SQL, /, **params: object) -> Any:
        asked.append(statement)
        return kept(self, statement, **params)

    def look(tx: Tx) -> int:
        monkeypatch.setattr(Tx, "all", counting)
        people = frozenset(map(user, ("he", "li", "wang")))
        found = overlap.find_similar(tx, person("he"), "三号泵改造", "把三号泵换成新型号。", lambda: people)
        monkeypatch.setattr(Tx, "all", kept)
        return len(found)

    assert company.read(look) > 0
    return len(asked)


def test_one_statement_for_many_groups(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.found()
    statements(company, monkeypatch)  # what is remembered afterwards is loaded now
    few = statements(company, monkeypatch)
    for number in range(12):
        company.found(name=f"三号泵改造{number}组")
    assert statements(company, monkeypatch) == few


def test_what_the_writer_remembers_follows_each_change(company: Company) -> None:
    """A group that was founded, renamed or closed a moment ago is compared as it is now."""

    def names() -> list[str]:
        return [one.name for one in company.write(groups.purposes).groups]

    assert names() == []
    group = company.found()
    assert names() == ["三号泵改造"]
    company.write(lambda tx: groups.amend(tx, person("he"), group.room_id, {"name": "四号泵改造"}))
    assert names() == ["四号泵改造"] == [one.name for one in company.read(groups.purposes).groups]
    company.write(lambda tx: groups.dissolve(tx, user("lin"), group.room_id))
    assert names() == []
