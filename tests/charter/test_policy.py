"""Who may found which kind, and what is stored: policies and acceptances."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import charter as charters
from fangyuan.charter import MayNotFound, default_policy
from fangyuan.charter.policy import check_allowed, may_found, parse_policy
from fangyuan.db import Database
from fangyuan.identity.model import Session
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import BadRequest, Forbidden
from tests.charter.making import ALICE, OWNER, SERVER, factory

# Who may found what by the policy that we ship, in the company of `factory()`.
MAY: list[tuple[str, set[str]]] = [
    ("leadership", {"dong"}),  # zong once dong has agreed
    ("management", {"zong", "shen", "duan", "he", "zhou", "ma"}),
    ("team_leads", {"zong", "shen", "duan", "he", "zhou", "ma"}),
    ("department", {"zong", "shen", "duan", "he", "zhou", "ma"}),
    ("project", {"dong", "zong", "shen", "lin", "duan", "he", "zhou", "luo", "tian", "ma", "gong"}),
    ("hr_notice", {"shen"}),
    ("all_staff", {"shen"}),
    ("urgent", {"dong", "zong", "shen", "lin", "duan", "he", "zhou", "luo", "tian", "ma", "gong"}),
    ("social", {"dong", "zong", "shen", "lin", "duan", "he", "zhou", "luo", "tian", "ma", "gong"}),
]


def user(person: str) -> str:
    return f"@{person}:{SERVER}"


@pytest.mark.parametrize(("kind", "people"), MAY)
def test_the_default_policy(kind: str, people: set[str]) -> None:
    org = factory()
    assert {p for p in org.people if may_found(default_policy(), org, user(p), kind)} == people


def test_the_refusal_says_who_may() -> None:
    with pytest.raises(MayNotFound) as caught:
        check_allowed(default_policy(), factory(), user("luo"), "hr_notice")
    assert caught.value.say("zh-CN") == (
        "按公司规定，“人事专群”由以下人员发起：担任“人事”的人员；是部门负责人的人员（须经人事同意）。如需建群，请联系他们。"
    )
    assert 'whoever has the role "HR"' in caught.value.say("en")
    body = caught.value.body("en")
    assert body["errcode"] == "M_FORBIDDEN"
    assert body["fangyuan.policy"]["kind"] == "hr_notice"
    assert set(body["fangyuan.policy"]["reason"]) == {"zh-CN", "en"}


def test_a_grant_may_have_a_limit_of_size_and_a_kind_may_be_closed() -> None:
    small = {
        "kinds": {"project": [{"who": {"type": "department", "department_id": "jia"}, "most_members": 20}]}
    }
    policy, org = parse_policy(small, SERVER), factory()
    assert may_found(policy, org, user("luo"), "project", 20)
    assert may_found(policy, org, user("luo"), "project")
    with pytest.raises(MayNotFound, match="at most 20"):
        check_allowed(policy, org, user("luo"), "project", 21)
    with pytest.raises(MayNotFound, match="founded by: whoever works in 二厂/机加车间/甲班 or below"):
        check_allowed(policy, org, user("ma"), "project", 3)
    with pytest.raises(MayNotFound, match="only administrators"):
        check_allowed(policy, org, user("luo"), "social")


def test_accounts_outside_the_directory_are_everyone_or_named() -> None:
    named = {"type": "people", "people": ["robot"]}
    policy = parse_policy(
        {"kinds": {"project": [{"who": {"type": "everyone"}}], "social": [{"who": named}]}}, SERVER
    )
    assert may_found(policy, factory(), user("robot"), "project")
    assert may_found(policy, factory(), user("robot"), "social")
    assert not may_found(policy, factory(), user("other"), "social")
    assert not may_found(default_policy(), factory(), user("robot"), "department")


MISTAKES: list[tuple[Any, str]] = [
    ({}, "kinds"),
    ([], "charter"),
    ({"kinds": {"club": []}}, "kinds.club"),
    ({"kinds": {"project": [{}]}}, "who"),
    ({"kinds": {"project": [{"who": {"type": "rank"}}]}}, "kinds.project[0].floor"),
    (
        {"kinds": {"project": [{"who": {"type": "people", "people": ["@a:b"]}}]}},
        "kinds.project[0].people[0]",
    ),
    ({"kinds": {"project": [{"who": {"type": "everyone"}, "most_members": 1}]}}, "most_members"),
]


@pytest.mark.parametrize(("obj", "field"), MISTAKES)
def test_a_mistake_in_a_policy_is_named(obj: Any, field: str) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_policy(obj, SERVER)
    assert field in caught.value.extra["field"]
    assert caught.value.say("zh-CN") != caught.value.say("en")


def session(user_id: str, **more: Any) -> Session:
    return Session("s", user_id, "d", **more)


def test_the_policy_is_kept_and_takes_effect_at_once(db: Database) -> None:
    org = factory()
    assert db.read_now(charters.creation_policy) == default_policy()
    before = db.read_now(lambda tx: tx.position)
    own = {"kinds": {"department": [{"who": {"type": "role", "role": "hr"}}]}}
    db.write_now(lambda tx: charters.check_may_found(tx, org, session(user("luo")), "project"))
    changed = db.write_now(lambda tx: charters.set_creation_policy(tx, own))
    assert changed.to_json()["kinds"]["department"][0]["who"] == {"type": "role", "role": "hr"}
    assert db.read_now(charters.creation_policy) == db.write_now(charters.creation_policy) == changed
    assert db.read_now(lambda tx: tx.position) > before
    db.write_now(lambda tx: charters.check_may_found(tx, org, session(user("shen")), "department"))
    for person, kind in (("luo", "project"), ("he", "department")):
        with pytest.raises(Forbidden):
            db.write_now(lambda tx, p=person, k=kind: charters.check_may_found(tx, org, session(user(p)), k))
    db.write_now(lambda tx: charters.set_creation_policy(tx, default_policy().to_json()))
    assert db.read_now(charters.creation_policy) == default_policy()


def test_administrators_may_found_everything_and_guests_nothing(db: Database) -> None:
    org = factory()

    def check(actor: Session, kind: str) -> None:
        db.write_now(lambda tx: charters.check_may_found(tx, org, actor, kind))

    for kind in charters.kinds():
        check(session("@root:test.local", is_admin=True), kind.id)
        with pytest.raises(Forbidden):
            check(session("@guest:test.local", kind="guest"), kind.id)


def test_an_undone_policy_is_not_remembered(db: Database) -> None:
    class Undo(Exception):
        pass

    def change(tx: Any) -> None:
        charters.set_creation_policy(tx, {"kinds": {}})
        assert charters.creation_policy(tx).kinds == {}
        raise Undo

    with pytest.raises(Undo):
        db.write_now(change)
    assert db.write_now(charters.creation_policy) == default_policy()


def test_acceptance_counts_for_its_version_and_those_before(db: Database, clock: ManualClock) -> None:
    room = "!group:test.local"

    def accepted(user_id: str, version: int) -> bool:
        written = db.write_now(lambda tx: charters.has_accepted(tx, room, user_id, version))
        assert db.read_now(lambda tx: charters.has_accepted(tx, room, user_id, version)) is written
        return written

    def accept(user_id: str, version: int, via: str = "message") -> bool:
        return db.write_now(lambda tx: charters.accept(tx, room, user_id, version, via))

    assert not accepted(ALICE, 1)
    assert accept(ALICE, 1)
    assert not accept(ALICE, 1, "reaction")
    assert accepted(ALICE, 1)
    assert not accepted(ALICE, 2)
    assert not accepted(OWNER, 1)
    first = clock.now_ms()
    clock.advance(1_000)
    assert accept(OWNER, 1, "api")
    assert accept(ALICE, 2, "reaction")
    assert not accept(ALICE, 1)
    assert accepted(ALICE, 2)
    assert db.read_now(lambda tx: charters.list_acceptances(tx, room)) == [
        (ALICE, 2, first + 1_000, "reaction"),
        (OWNER, 1, first + 1_000, "api"),
    ]
    assert not db.read_now(lambda tx: charters.has_accepted(tx, "!other:test.local", ALICE, 1))
