"""The rules as tables: who, whom, which rule, and what follows."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.directory import Department, Org, Person, Rank
from fangyuan.kernel.errors import InvalidParam
from fangyuan.reach import VERBS, Circle, Compiled, Guard, Policy, Rule, Verb, levels_up
from fangyuan.reach.deciding import jumps
from fangyuan.reach.parse import parse_offices, parse_policy
from tests.kit.companies import companies

ORG = Org(
    "test.local",
    [
        Person("gu", "顾总", "top", rank_level=1),
        Person("he", "何主任", "two", rank_level=2, manager_id="gu"),
        Person("sun", "孙班长", "crew", rank_level=3, manager_id="he"),
        Person("li", "李工", "crew", rank_level=4, manager_id="sun"),
        Person("wang", "王工", "crew", rank_level=4, manager_id="sun"),
        Person("zhou", "周主任", "three", rank_level=2, manager_id="gu"),
        Person("zhao", "赵工", "three", rank_level=4, manager_id="zhou", roles=frozenset({"secret"})),
        Person("chen", "陈人事", "top", rank_level=2, manager_id="gu", roles=frozenset({"hr"})),
    ],
    [
        Department("top", None, "泵厂", "泵厂", "gu"),
        Department("two", "top", "二车间", "泵厂/二车间", "he"),
        Department("crew", "two", "甲班", "泵厂/二车间/甲班", "sun"),
        Department("three", "top", "三车间", "泵厂/三车间", "zhou"),
    ],
    [Rank(1, "总经理"), Rank(2, "主管"), Rank(3, "班组长"), Rank(4, "员工")],
)
TWO, THREE = Circle(departments=("two",)), Circle(departments=("three",))


def user(name: str) -> str:
    return f"@{name}:test.local"


def may(rules: tuple[Rule, ...], viewer: str, other: str, officers: tuple[str, ...] = ()) -> set[Verb]:
    compiled = Compiled(ORG, Policy(rules), [user(one) for one in officers])
    return {verb for verb in VERBS if compiled.may(user(viewer), user(other), verb)}


ALL: set[Verb] = {"find", "see", "mention", "write"}
BLIND = (Rule("r", TWO, THREE, see=False),)


@pytest.mark.parametrize(
    ("rules", "viewer", "other", "expected"),
    [
        ((), "li", "zhao", ALL),
        (BLIND, "li", "zhao", set[Verb]()),
        (BLIND, "zhao", "li", ALL),
        (BLIND, "gu", "zhao", ALL),
        (BLIND, "li", "li", ALL),
        (BLIND, "stranger", "zhao", ALL),
        ((Rule("r", TWO, THREE, find=False),), "li", "zhao", ALL - {"find"}),
        ((Rule("r", TWO, THREE, write=False, mention=False),), "li", "zhao", {"find", "see"}),
        ((Rule("a", Circle(people=(user("li"),)), THREE, see=True), *BLIND), "li", "zhao", ALL),
        ((*BLIND, Rule("a", Circle(people=(user("li"),)), THREE, see=True)), "li", "zhao", set[Verb]()),
        ((Rule("r", elsewhere=True, see=False),), "li", "wang", ALL),
        ((Rule("r", elsewhere=True, see=False),), "li", "zhao", set[Verb]()),
        ((Rule("r", elsewhere=True, see=False),), "he", "li", ALL),
        ((Rule("r", elsewhere=True, see=False),), "li", "sun", ALL),
        ((Rule("r", elsewhere=True, see=False),), "zhou", "gu", ALL),
        (
            (Rule("r", Circle(floor="员工", ceiling="员工"), Circle(floor=2), write=False),),
            "li",
            "zhou",
            ALL - {"write"},
        ),
        ((Rule("r", Circle(ceiling=4), Circle(floor=2), write=False),), "sun", "zhou", ALL),
        ((Rule("r", whom=Circle(roles=("secret",)), see=False),), "wang", "zhao", set[Verb]()),
        ((Rule("r", whom=Circle(leaders=True), find=False),), "wang", "he", ALL - {"find"}),
        ((Rule("r", whom=Circle(people=(user("bot"),)), see=False),), "wang", "bot", set[Verb]()),
        ((Rule("r", see=False),), "stranger", "bot", set[Verb]()),
        ((Rule("r", see=False),), "chen", "zhao", ALL),
    ],
)
def test_who_may_what(rules: tuple[Rule, ...], viewer: str, other: str, expected: set[Verb]) -> None:
    assert may(rules, viewer, other) == expected


def test_offices_are_always_reached_and_answer() -> None:
    rules = (Rule("r", see=False, find=False, write=False),)
    assert may(rules, "li", "zhao") == set()
    assert may(rules, "li", "zhao", officers=("zhao",)) == ALL
    assert may(rules, "zhao", "li", officers=("zhao",)) == ALL


@pytest.mark.parametrize(
    ("writer", "receiver", "levels", "up", "jump"),
    [
        ("li", "sun", 1, 1, False),
        ("li", "he", 1, 2, True),
        ("li", "he", 2, 2, False),
        ("li", "gu", 2, 3, True),
        ("li", "gu", None, 3, False),
        ("gu", "li", 1, 0, False),
        ("li", "zhou", 1, 0, False),
        ("zhao", "gu", 1, 2, True),
        ("stranger", "gu", 1, 0, False),
    ],
)
def test_levels(writer: str, receiver: str, levels: int | None, up: int, jump: bool) -> None:
    compiled = Compiled(ORG, Policy(guard=Guard(levels)))
    assert levels_up(ORG, user(writer), user(receiver)) == up
    assert jumps(compiled, user(writer), user(receiver)) is jump
    office = Compiled(ORG, Policy(guard=Guard(levels)), [user(receiver)])
    assert not jumps(office, user(writer), user(receiver))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"rules": [{"id": "a"}]}, "policy.rules[0]"),
        ({"rules": [{"id": "a", "see": False}, {"id": "a", "see": False}]}, "policy.rules"),
        ({"rules": [{"id": "a", "see": "no"}]}, "policy.rules[0].see"),
        ({"rules": [{"id": "a", "sea": False}]}, "policy.rules[0]"),
        (
            {"rules": [{"id": "a", "see": False, "who": {"departments": ["月球"]}}]},
            "policy.rules[0].who.departments",
        ),
        ({"rules": [{"id": "a", "see": False, "whom": {"floor": "皇帝"}}]}, "policy.rules[0].whom.floor"),
        ({"guard": {"levels": 0}}, "policy.guard.levels"),
        ("x", "policy"),
    ],
)
def test_wrong_rules_are_named(wish: Any, field: str) -> None:
    with pytest.raises(InvalidParam) as caught:
        parse_policy(wish, ORG)
    assert caught.value.extra["field"] == field
    assert caught.value.say("zh-CN") != caught.value.say("en")


def test_names_become_ids() -> None:
    wish = {"rules": [{"id": "a", "see": False, "who": {"departments": ["泵厂/二车间"], "people": ["li"]}}]}
    [rule] = parse_policy(wish, ORG).rules
    assert (rule.who.departments, rule.who.people) == (("two",), (user("li"),))
    with pytest.raises(InvalidParam):
        parse_offices([{"id": "u", "kind": "union", "name": {"en": "Union"}}], ORG)


# -- held against the slow way ---------------------------------------------------------------------------------------


@st.composite
def policies(draw: st.DrawFn, org: Org) -> Policy:
    departments = st.sampled_from(sorted(org.departments) or ["none"])
    people = st.sampled_from(sorted(org.people) or ["nobody"])
    circles = st.builds(
        Circle,
        departments=st.lists(departments, max_size=2).map(tuple),
        people=st.lists(people.map(org.user_id), max_size=3).map(tuple),
        floor=st.none() | st.sampled_from(sorted(org.ranks) or [1]),
        leaders=st.booleans(),
    )
    say = st.none() | st.booleans()
    rules = st.builds(
        Rule,
        id=st.just("r"),
        who=circles,
        whom=circles,
        find=say,
        see=say,
        mention=say,
        write=say,
        elsewhere=st.booleans(),
    )
    return Policy(tuple(draw(st.lists(rules, max_size=4))))


def is_in(org: Org, circle: Circle, user_id: str) -> bool:
    """One person and one circle, as its documentation says."""
    person = org.find_person(user_id)
    if circle == Circle():
        return True
    if circle == Circle(people=circle.people):
        return user_id in circle.people
    if person is None or (person.has_left and circle.departments):
        return False
    level = person.rank_level
    return (
        (
            not circle.departments
            or any(person.department_id in org.subtree(one) for one in circle.departments)
        )
        and (circle.floor is None or (level is not None and level <= int(circle.floor)))
        and (not circle.people or user_id in circle.people)
        and (not circle.leaders or org.is_leader(person.person_id))
    )


def slowly(org: Org, policy: Policy, viewer: str, other: str, verb: Verb) -> bool:
    one, two = org.find_person(viewer), org.find_person(other)
    if viewer == other or org.has_role(viewer, "hr") or org.has_role(viewer, "admin"):
        return True
    if (
        one
        and two
        and one.is_active
        and two.is_active
        and (one.manager_id == two.person_id or two.manager_id == one.person_id)
    ):
        return True

    def decided(wanted: Verb) -> bool:
        for rule in policy.rules:
            said = getattr(rule, wanted)
            if said is None or not is_in(org, rule.who, viewer) or not is_in(org, rule.whom, other):
                continue
            homes = {one.department_id, *org.leads(one.person_id)} if one else set[str]()
            is_near = (
                two is not None
                and not two.has_left
                and any(two.department_id in org.subtree(home) for home in homes)
            )
            if not (rule.elsewhere and is_near):
                return bool(said)
        return True

    return decided(verb) and decided("see")


@settings(max_examples=60, deadline=None)
@given(companies(), st.data())
def test_compiled_rules_say_what_the_rules_say(org: Org, data: st.DataObject) -> None:
    policy = data.draw(policies(org))
    compiled = Compiled(org, policy)
    everybody = [*map(org.user_id, sorted(org.people)[:8]), "@stranger:elsewhere.org"]
    for viewer in everybody:
        for other in everybody:
            for verb in VERBS:
                assert compiled.may(viewer, other, verb) == slowly(org, policy, viewer, other, verb)
                if verb != "see" and compiled.may(viewer, other, verb):
                    assert compiled.may(viewer, other, "see")
    assert msgspec.json.decode(msgspec.json.encode(policy), type=Policy) == policy
