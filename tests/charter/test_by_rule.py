"""Never by adding people one by one; consent as data in the creation policy."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.charter import MayNotFound, NamedOneByOne, NeedsApproval, default_policy, superiors
from fangyuan.charter.by_rule import check_by_rule, suggest_rule
from fangyuan.charter.people import InDepartment, Leads, ReportsTo
from fangyuan.charter.policy import Approval, check_allowed, needed_approval, parse_policy
from fangyuan.kernel.errors import BadRequest
from tests.charter.making import SERVER, charter, factory

HE = f"@he:{SERVER}"
PEOPLE = {"type": "people", "people": ["zhou", "luo", "tian"]}
TEAM = {"type": "department", "department_id": "jia"}


def user(person: str) -> str:
    return f"@{person}:{SERVER}"


def check(*include: Any, kind: str = "department", policy: Any = None) -> None:
    found = charter(kind=kind, audience={"include": list(include)})
    check_by_rule(policy or default_policy(), factory(), found, 0)


@pytest.mark.parametrize("kind", default_policy().by_rule)
def test_a_list_of_names_is_refused_and_a_rule_is_named(kind: str) -> None:
    check(TEAM, kind=kind)
    with pytest.raises(NamedOneByOne) as caught:
        check(PEOPLE, kind=kind)
    assert "不能一个个点名" in caught.value.say("zh-CN")
    assert "甲班" in caught.value.say("zh-CN")
    assert "one by one" in caught.value.say("en")
    body = caught.value.body("en")
    assert (body["errcode"], body["field"]) == ("M_INVALID_PARAM", "audience")
    assert body["fangyuan.by_rule"]["rule"]["type"] in ("department", "reports")


@pytest.mark.parametrize("kind", ["project", "urgent", "social"])
def test_where_people_are_invited_they_may_be_named(kind: str) -> None:
    check(PEOPLE, kind=kind)


def test_names_beside_a_rule_are_few() -> None:
    """A rule that brings in nobody, or one person, is no way round it; nor is "everybody who is on this list"."""
    check(TEAM, {"type": "people", "people": ["ma"]})
    for way_round in (
        [{"type": "role", "role": "nobody"}, PEOPLE],
        [{"type": "reports", "manager": "luo"}, PEOPLE],
        [{"type": "all_of", "parts": [{"type": "everyone"}, PEOPLE]}],
        [{"type": "role", "role": "hr"}, PEOPLE],
    ):
        with pytest.raises(NamedOneByOne):
            check(*way_round)


def test_a_company_may_want_it_otherwise() -> None:
    own = default_policy().to_json() | {"by_rule": ["project"]}
    policy = parse_policy(own, SERVER)
    check(PEOPLE, policy=policy)
    with pytest.raises(NamedOneByOne):
        check(PEOPLE, kind="project", policy=policy)
    with pytest.raises(BadRequest):
        parse_policy(own | {"by_rule": ["club"]}, SERVER)


@pytest.mark.parametrize(
    ("people", "rule"),
    [
        ({"luo", "tian"}, ReportsTo(user("zhou"))),
        ({"zhou", "luo", "tian"}, InDepartment("jia")),
        ({"duan", "he", "zhou"}, Leads("p2")),
        ({"luo", "gong", "shen"}, None),
        (set[str](), None),
    ],
)
def test_the_rule_that_comes_nearest(people: set[str], rule: Any) -> None:
    assert suggest_rule(factory(), frozenset(people), 0) == rule


@pytest.mark.parametrize(
    ("person", "kind", "expected"),
    [
        ("zong", "leadership", "superior"),
        ("dong", "leadership", "none"),  # nobody is above him
        ("duan", "leadership", None),
        ("duan", "all_staff", "hr"),
        ("duan", "hr_notice", "hr"),
        ("shen", "all_staff", "none"),  # HR agrees with itself
        ("luo", "all_staff", None),
        ("luo", "project", "none"),
    ],
)
def test_whose_consent_it_takes(person: str, kind: str, expected: Approval | None) -> None:
    org, policy = factory(), default_policy()
    assert needed_approval(policy, org, user(person), kind) == expected
    if expected == "none":
        check_allowed(policy, org, user(person), kind)
        return
    with pytest.raises(MayNotFound) as caught:
        check_allowed(policy, org, user(person), kind)
    assert isinstance(caught.value, NeedsApproval) == (expected is not None)
    assert caught.value.body("en")["fangyuan.policy"].get("approval") == expected


def test_the_easiest_grant_counts_and_sizes_too() -> None:
    everyone = {"type": "everyone"}
    grants = [{"who": everyone, "most_members": 10}, {"who": everyone, "approval": "superior"}]
    policy, org = parse_policy({"kinds": {"project": grants}}, SERVER), factory()
    assert needed_approval(policy, org, user("luo"), "project", 10) == "none"
    assert needed_approval(policy, org, user("luo"), "project", 11) == "superior"
    assert policy.pass_on_hours == 24
    assert parse_policy(policy.to_json(), SERVER) == policy


def test_superiors_who_are_away_for_good_are_not_asked() -> None:
    assert superiors(factory(), "luo") == ["zhou", "he", "duan", "zong", "dong"]
    assert superiors(factory(), "dong") == []
