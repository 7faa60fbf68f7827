"""A law: whatever the rules and wherever people work, no call reveals who is hidden from the caller."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fangyuan import directory, reach
from fangyuan.db import Tx
from tests.kit.backend import Backend
from tests.kit.client import MatrixClient
from tests.kit.company import EVERYBODY, beside_rig, hire, sign_in, user
from tests.kit.rig import Rig
from tests.reach.asking import set_rules
from tests.reach.test_visibility import traces

PLACES = ("泵厂", "泵厂/二车间", "泵厂/二车间/甲班", "泵厂/三车间", "泵厂/人事部")
WORKERS = sorted(EVERYBODY - {"chen", "lin", "wu"})  # without those who keep the rules, or read them


@st.composite
def circles(draw: st.DrawFn) -> dict[str, Any]:
    departments = draw(st.lists(st.sampled_from(PLACES[1:]), min_size=1, max_size=2))
    named = draw(st.lists(st.sampled_from(WORKERS), min_size=1, max_size=4))
    floor = draw(st.integers(2, 4))
    choices: list[dict[str, Any]] = [
        {"departments": departments},
        {"people": named},
        {"floor": floor, "departments": departments},
        {},
        {"leaders": True},
        {"ceiling": 3},
    ]
    return draw(st.sampled_from(choices))


@st.composite
def rules_of_see(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "id": f"r{at}",
            "who": draw(circles()),
            "whom": draw(circles()),
            "see": draw(st.sampled_from([False, False, True])),
            "elsewhere": draw(st.booleans()),
        }
        for at in range(draw(st.integers(1, 3)))
    ]


MOVES = st.dictionaries(st.sampled_from(WORKERS), st.sampled_from(PLACES), max_size=3)


@pytest.fixture(scope="module")
def town(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("law"))
    beside_rig(opened, hire)
    yield opened
    opened.close()


def move(tx: Tx, moves: dict[str, str]) -> None:
    for person_id, path in moves.items():
        directory.move(tx, person_id, directory.org(tx).by_path[path].department_id)


def hidden_pairs(tx: Tx) -> list[tuple[str, str]]:
    """(viewer, hidden) by the rules alone, without the offices' and the line's."""
    return [
        (one, other)
        for one in WORKERS
        for other in sorted(EVERYBODY)
        if not reach.may(tx, user(one), user(other), "see")
    ]


def test_nothing_reveals_a_hidden_person(town: Rig) -> None:
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType] - its metaclass hides the type
    )
    @given(rules=rules_of_see(), moves=MOVES, data=st.data())
    def law(rules: list[dict[str, Any]], moves: dict[str, str], data: st.DataObject) -> None:
        asyncio.run(hold(rules, moves, data))

    clients: dict[str, MatrixClient] = {}
    seen = 0

    async def hold(rules: list[dict[str, Any]], moves: dict[str, str], data: st.DataObject) -> None:
        nonlocal seen
        try:
            beside_rig(town, lambda tx: move(tx, moves))
            if not clients:
                names = ["lin", *WORKERS]
                clients.update(zip(names, await sign_in(town, *names), strict=True))
            await set_rules(clients["lin"], *rules)
            pairs = beside_rig(town, hidden_pairs)
            seen += len(pairs) > 0
            if pairs:
                for viewer, hidden in data.draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=2)):
                    assert await traces(clients[viewer], hidden) == [], (viewer, hidden, rules)
        finally:
            await town.close_clients()

    law()
    assert seen > 5, "rules that hide nobody prove nothing"
