"""One server for all these tests, with a small company of many teams: each test takes a team of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from fangyuan import directory, groups, identity, provisioning
from fangyuan.db import Database, Tx
from fangyuan.kernel.ids import Ids
from tests.kit.backend import Backend
from tests.kit.rig import PASSWORD, SERVER_NAME, Rig

TEAMS = 40


@dataclass(frozen=True)
class Team:
    """A department with a leader and three people; all have the password of the rig."""

    department_id: str
    leader: str
    people: tuple[str, str, str]


@pytest.fixture(scope="session")
def _company(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Rig, Iterator[Team]]]:
    opened = Rig(backend, tmp_path_factory.mktemp("company"))
    opened.stop()
    db = Database(opened.settings["database"], opened.clock, Ids(SERVER_NAME))
    try:
        teams = db.write_now(_hire)
    finally:
        db.close()
    opened.start()
    yield opened, iter(teams)
    opened.close()


def _hire(tx: Tx) -> list[Team]:
    lines = ["姓名,账号,部门,职务,部门负责人", "厂长,director,机械厂,厂长,是"]
    for number in range(TEAMS):
        lines.append(f"{number}组组长,lead{number},机械厂/{number}组,组长,是")
        lines += [f"{number}组{who},{who}{number},机械厂/{number}组,工人,否" for who in "abc"]
    actor = groups.ensure_house(tx, "fangyuan")
    table = provisioning.read_table("\n".join(lines).encode(), "company.csv")
    provisioning.apply(tx, actor, provisioning.prepare(tx, table, provisioning.Options(full=True)))
    hashed = identity.hash_password(PASSWORD, cheap=True)
    for person_id in directory.org(tx).people:
        identity.set_password(tx, tx.ids.user_id(person_id), hashed)
    ids = {found.name: found.department_id for found in directory.org(tx).departments.values()}
    return [
        Team(ids[f"{number}组"], f"lead{number}", (f"a{number}", f"b{number}", f"c{number}"))
        for number in range(TEAMS)
    ]


@pytest.fixture
def company(_company: tuple[Rig, Iterator[Team]]) -> Rig:
    """The company's server. Its director is nobody's team."""
    return _company[0]


@pytest.fixture
def team(_company: tuple[Rig, Iterator[Team]]) -> Team:
    """A team that no other test has."""
    return next(_company[1])
