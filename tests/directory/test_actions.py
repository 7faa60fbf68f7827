"""Changing the directory: what is written is what is read, and no unsound company gets in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from fangyuan import directory
from fangyuan.db import Database, Tx
from fangyuan.directory import Department, Org, Person, Update
from fangyuan.kernel.errors import BadRequest, NotFound
from fangyuan.kernel.text import LANGUAGES
from tests.kit.companies import companies

RANKS = ["总经理", "主管", "员工"]


def found_company(tx: Tx) -> Org:
    """boss > lead > li, in 泵厂/二车间/甲班."""
    made = directory.new_departments(tx.ids, directory.org(tx), ["泵厂/二车间/甲班", "泵厂/一车间"])
    ids = {department.path: department.department_id for department in made}
    people = [
        Person("boss", "顾总", ids["泵厂"], rank_level=1),
        Person(
            "lead", "何主任", ids["泵厂/二车间"], rank_level=2, manager_id="boss", roles=frozenset({"hr"})
        ),
        Person("li", "李工", ids["泵厂/二车间/甲班"], "A1", 3, "铣工", "139", "li@example.com", "lead"),
    ]
    return directory.update(tx, Update(people, made, ranks=RANKS))


@pytest.fixture
def company(db: Database) -> Org:
    return db.write_now(found_company)


def same(one: Org, other: Org) -> bool:
    return (one.people, one.departments, one.ranks) == (other.people, other.departments, other.ranks)


def test_written_is_read(db: Database, company: Org) -> None:
    for seen in (db.read_now(directory.org), db.write_now(directory.org)):
        assert same(seen, company)
        assert seen.version == company.version
    assert company.by_path["泵厂/一车间"].sort == 1
    assert company.people["lead"].roles == {"hr"}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wanted=companies())
def test_any_company_is_kept_as_it_is(db: Database, wanted: Org) -> None:
    def replace_all(tx: Tx) -> Org:
        now = directory.org(tx)
        goes = [person_id for person_id in now.people if person_id not in wanted.people]
        directory.leave(tx, goes)
        # In two steps, for a department can't go while there are people in it.
        gone = [each for each in now.departments if each not in wanted.departments]
        free = [
            Department(d.department_id, None, f"{d.department_id}~", f"{d.department_id}~")
            for d in now.departments.values()
        ]
        directory.update(tx, Update(departments=free))
        people, departments = list(wanted.people.values()), list(wanted.departments.values())
        ranks = list(wanted.rank_levels) or None
        return directory.update(tx, Update(people, departments, gone, ranks))

    after = db.write_now(replace_all)
    seen = db.read_now(directory.org)
    assert same(seen, after)
    assert {p: seen.people[p] for p in wanted.people} == wanted.people
    assert seen.departments == wanted.departments


def test_the_same_again_writes_nothing(db: Database, company: Org) -> None:
    def again(tx: Tx) -> int:
        before = tx.position
        directory.update(
            tx, Update(list(company.people.values()), list(company.departments.values()), ranks=RANKS)
        )
        return tx.position - before

    assert db.write_now(again) == 0


def test_a_failed_transaction_is_forgotten(db: Database, company: Org) -> None:
    def fail(tx: Tx) -> None:
        directory.move(tx, "li", company.by_path["泵厂/一车间"].department_id)
        assert directory.org(tx).people["li"].department_id != company.people["li"].department_id
        raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError):
        db.write_now(fail)
    assert same(db.write_now(directory.org), company)
    assert same(db.read_now(directory.org), company)


def test_readers_share_one_picture_until_it_changes(db: Database, company: Org) -> None:
    first = db.read_now(directory.org)
    assert db.read_now(directory.org) is first
    db.write_now(lambda tx: directory.grant_role(tx, "li", "auditor"))
    second = db.read_now(directory.org)
    assert second.people["li"].roles == {"auditor"}
    assert first.people["li"].roles == frozenset()


def test_leaving(db: Database, company: Org) -> None:
    workshop = company.by_path["泵厂/二车间"].department_id
    db.write_now(lambda tx: directory.set_leader(tx, workshop, "lead"))
    org = db.write_now(lambda tx: directory.leave(tx, ["lead"]))
    assert org.people["lead"].has_left
    assert org.people["lead"].roles == frozenset()
    assert org.people["li"].manager_id is None
    assert org.departments[workshop].leader_id is None
    assert same(db.read_now(directory.org), org)


def test_roles(db: Database, company: Org) -> None:
    assert db.write_now(lambda tx: directory.grant_role(tx, "li", "auditor"))
    assert not db.write_now(lambda tx: directory.grant_role(tx, "li", "auditor"))
    assert db.read_now(directory.org).has_role("@li:test.local", "auditor")
    assert db.write_now(lambda tx: directory.revoke_role(tx, "li", "auditor"))
    assert not db.write_now(lambda tx: directory.revoke_role(tx, "li", "auditor"))
    assert db.read_now(directory.org).people["li"].roles == frozenset()


def test_a_department_moves_with_all_below_it(db: Database, company: Org) -> None:
    workshop = company.by_path["泵厂/二车间"].department_id
    org = db.write_now(lambda tx: directory.move_department(tx, workshop, None, "阀厂"))
    assert set(org.by_path) == {"泵厂", "泵厂/一车间", "阀厂", "阀厂/甲班"}
    assert same(db.read_now(directory.org), org)


def test_departments_swap_names(db: Database, company: Org) -> None:
    one, two = (company.by_path[path] for path in ("泵厂/一车间", "泵厂/二车间"))
    team = company.by_path["泵厂/二车间/甲班"]
    swapped = [
        Department(one.department_id, one.parent_id, two.name, two.path, sort=one.sort),
        Department(two.department_id, two.parent_id, one.name, one.path, sort=two.sort),
        Department(team.department_id, team.parent_id, team.name, "泵厂/一车间/甲班"),
    ]
    org = db.write_now(lambda tx: directory.update(tx, Update(departments=swapped)))
    assert org.by_path["泵厂/二车间"].department_id == one.department_id
    assert same(db.read_now(directory.org), org)


def test_an_empty_department_goes(db: Database, company: Org) -> None:
    empty = company.by_path["泵厂/一车间"].department_id
    org = db.write_now(lambda tx: directory.drop_department(tx, empty))
    assert empty not in org.departments
    assert same(db.read_now(directory.org), org)


def test_a_new_rank_between_moves_the_lower_ones(db: Database, company: Org) -> None:
    org = db.write_now(lambda tx: directory.set_ranks(tx, ["总经理", "总监", "主管", "员工"]))
    assert [org.rank_name(org.people[p].rank_level) for p in ("boss", "lead", "li")] == RANKS
    assert org.people["li"].rank_level == 4
    assert same(db.read_now(directory.org), org)


def test_promotion_and_new_rank_at_once(db: Database, company: Org) -> None:
    """Level 3 is another rank before and after: the same number, another person's rank."""
    people = [Person("li", "李工", company.people["li"].department_id, rank_level=3, manager_id="lead")]
    change = Update(people, ranks=["总经理", "总监", "主管", "员工"])
    org = db.write_now(lambda tx: directory.update(tx, change))
    assert org.rank_name(org.people["li"].rank_level) == "主管"
    assert org.rank_name(org.people["lead"].rank_level) == "主管"
    assert same(db.read_now(directory.org), org)


def _person(company: Org, **fields: object) -> Update:
    return Update([replace(company.people["li"], **fields)])


UNSOUND: dict[str, Callable[[Org], Update]] = {
    "cycle": lambda o: Update([Person("boss", "顾总", o.people["boss"].department_id, manager_id="li")]),
    "department": lambda o: _person(o, department_id="nowhere"),
    "rank": lambda o: _person(o, rank_level=9),
    "manager": lambda o: _person(o, manager_id="nobody"),
    "person": lambda o: _person(o, person_id="Li Gong"),
    "words": lambda o: _person(o, title="铣\n工"),
    "role": lambda o: _person(o, roles=frozenset({"x" * 61})),
    "left": lambda o: Update([Person("lead", "何主任", o.people["lead"].department_id, status="left")]),
    "ranks": lambda _: Update(ranks=[*RANKS, "员工"]),
    "twice": lambda _: Update(departments=[Department("x", None, "泵厂", "泵厂")]),
    "parent": lambda _: Update(departments=[Department("x", "nowhere", "a", "a")]),
    "path": lambda o: Update(departments=[Department("x", o.by_path["泵厂"].department_id, "a", "a")]),
    "leader": lambda _: Update(departments=[Department("x", None, "a", "a", "nobody")]),
    "not_empty": lambda o: Update(dropped_departments=[o.by_path["泵厂/二车间/甲班"].department_id]),
    "department_name": lambda _: Update(departments=[Department("x", None, "a;b", "a;b")]),
}


@pytest.mark.parametrize("why", UNSOUND)
def test_no_unsound_company_gets_in(db: Database, company: Org, why: str) -> None:
    with pytest.raises(BadRequest) as caught:
        db.write_now(lambda tx: directory.update(tx, UNSOUND[why](company)))
    assert caught.value.key == f"directory.{why}"
    assert all(caught.value.say(language) for language in LANGUAGES)
    assert same(db.read_now(directory.org), company)


def test_a_held_rank_stays(db: Database, company: Org) -> None:
    with pytest.raises(BadRequest):
        db.write_now(lambda tx: directory.set_ranks(tx, ["总经理", "员工"]))
    db.write_now(lambda tx: directory.leave(tx, ["lead"]))
    org = db.write_now(lambda tx: directory.set_ranks(tx, ["总经理", "员工"]))
    assert org.people["lead"].rank_level is None


def test_unknown_ids(db: Database, company: Org) -> None:
    verbs: list[Callable[[Tx], Org]] = [
        lambda tx: directory.move(tx, "nobody", "x"),
        lambda tx: directory.set_leader(tx, "nowhere", None),
        lambda tx: directory.leave(tx, ["nobody"]),
    ]
    for verb in verbs:
        with pytest.raises(NotFound):
            db.write_now(verb)
