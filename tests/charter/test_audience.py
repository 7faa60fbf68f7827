"""Who is in, and why: the rule over a company, and a law that holds words and sets together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.charter import (
    Audience,
    DatedException,
    check_against_org,
    describe,
    explain,
    parse_audience,
    resolve,
)
from fangyuan.directory import Department, Org, Person, Rank
from fangyuan.kernel.errors import InvalidParam
from tests.charter.making import RANKS, SERVER, charter, factory

NOW = 1_000_000
DAY = 86_400_000


def audience(*include: dict[str, Any], exclude: list[dict[str, Any]] | None = None) -> Audience:
    return parse_audience({"include": list(include), "exclude": exclude or []}, SERVER)


def department(department_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "department", "department_id": department_id, **more}


def named(*people: str) -> dict[str, Any]:
    return {"type": "people", "people": list(people)}


def all_of(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "all_of", "parts": list(parts)}


EVERYBODY = {"dong", "zong", "shen", "lin", "duan", "he", "zhou", "luo", "tian", "ma", "gong"}
FLOOR = {"type": "rank", "floor": "班组长"}

RULES: list[tuple[list[dict[str, Any]], list[dict[str, Any]], set[str]]] = [
    ([{"type": "everyone"}], [], EVERYBODY),
    ([department("jijia")], [], {"he", "zhou", "luo", "tian"}),
    ([department("jijia", subtree=False)], [], {"he"}),
    ([department("nowhere")], [], set()),
    ([FLOOR], [], {"dong", "zong", "shen", "duan", "he", "zhou", "ma", "gong"}),
    ([{"type": "rank", "floor": 6, "ceiling": 3}], [], {"shen", "duan", "he", "zhou", "ma", "gong"}),
    ([{"type": "rank", "ceiling": "经理"}], [], {"lin", "he", "zhou", "luo", "gong"}),
    ([{"type": "rank", "floor": "没有的职级"}], [], set()),
    ([{"type": "leaders", "department_id": "p2"}], [], {"duan", "he", "zhou"}),
    ([{"type": "leaders"}], [], {"zong", "shen", "duan", "he", "zhou", "ma"}),
    ([{"type": "reports", "manager": "zong"}], [], {"shen", "duan", "ma"}),
    ([{"type": "reports", "manager": "zhou"}], [], {"luo", "tian"}),
    ([{"type": "role", "role": "hr"}], [], {"shen"}),
    ([named("luo", "qian", "sun", "nobody")], [], {"luo"}),
    ([department("p1"), department("hr")], [], {"ma", "gong", "shen", "lin"}),
    ([department("p2")], [department("jia")], {"duan", "he"}),
    ([department("jia"), named("luo")], [named("luo")], {"zhou", "tian"}),
    # X04: "managers down to team leader under plant 2", on seven ranks: exactly these
    ([all_of(department("p2"), FLOOR)], [], {"duan", "he", "zhou"}),
    ([all_of(department("p2"), {"type": "rank", "floor": "班组长", "ceiling": "经理"})], [], {"he", "zhou"}),
    ([all_of({"type": "leaders"}, {"type": "rank", "floor": 3}, department("p2"))], [], {"duan"}),
]  # fmt: skip


@pytest.mark.parametrize(("include", "exclude", "people"), RULES)
def test_the_rule_gives_exactly_these_people(
    include: list[dict[str, Any]], exclude: list[dict[str, Any]], people: set[str]
) -> None:
    org = factory()
    rule = audience(*include, exclude=exclude)
    assert resolve(org, rule, [], NOW) == people
    assert {person for person in org.people if explain(org, rule, [], person, NOW).is_in} == people


def test_exceptions_win_while_they_are_valid_and_the_owner_is_always_in() -> None:
    org, rule = factory(), audience(department("jia"), exclude=[{"type": "people", "people": ["tian"]}])

    def people(*exceptions: DatedException, now: int = NOW, owners: tuple[str, ...] = ()) -> set[str]:
        return set(resolve(org, rule, exceptions, now, owners))

    lends = DatedException("lin", "include", "借调", NOW + DAY)
    assert people(lends) == {"zhou", "luo", "lin"}
    assert people(lends, now=NOW + DAY - 1) == {"zhou", "luo", "lin"}
    assert people(lends, now=NOW + DAY) == {"zhou", "luo"}
    assert people(DatedException("tian", "include", "代班")) == {"zhou", "luo", "tian"}
    assert people(DatedException("luo", "exclude", "出差")) == {"zhou"}
    assert people(DatedException("luo", "include", "一"), DatedException("luo", "exclude", "二")) == {"zhou"}
    assert people(DatedException("qian", "include", "已离职"), DatedException("sun", "include", "停职")) == {
        "zhou",
        "luo",
    }
    assert people(owners=(f"@he:{SERVER}", "@bot:elsewhere")) == {"zhou", "luo", "he"}
    assert people(DatedException("he", "exclude", "x"), owners=(f"@he:{SERVER}",)) == {"zhou", "luo", "he"}


WHY: list[tuple[str, str, str]] = [
    (
        "zhou",
        "周永强在本群的成员范围内：在二厂/机加车间（含下级部门），且职级不低于班组长。",
        "周永强 is in this group's audience: works in 二厂/机加车间 or below "
        "and is of rank 班组长 or higher.",
    ),
    (
        "luo",
        "罗志勇不在本群的成员范围内：在二厂/机加车间（含下级部门），但职级是员工，低于班组长。",
        "罗志勇 is not in this group's audience: works in 二厂/机加车间 or below, "
        "but is of rank 员工, below 班组长.",
    ),
    (
        "tian",
        "田桂芳不在本群的成员范围内：在二厂/机加车间（含下级部门），但没有登记职级。",
        "田桂芳 is not in this group's audience: works in 二厂/机加车间 or below, but has no rank on record.",
    ),
    (
        "lin",
        "林晓蕾不在本群的成员范围内：不在二厂/机加车间及其下级部门，且职级是员工，低于班组长；没有担任“人事”。",
        "林晓蕾 is not in this group's audience: does not work in 二厂/机加车间 or below and is of rank "
        '员工, below 班组长; does not have the role "HR".',
    ),
    (
        "shen",
        "沈慧君在本群的成员范围内：担任“人事”。",
        '沈慧君 is in this group\'s audience: has the role "HR".',
    ),
    (
        "he",
        "何广林不在本群的成员范围内：在点名名单里，属于不包括的人员。",
        "何广林 is not in this group's audience: is on the list of names, and is left out for that.",
    ),
    (
        "ma",
        "马一在本群：有登记的例外，还有 3 天到期。事由：支援",
        "马一 is in this group by an exception on file, days left: 3. Reason: 支援",
    ),
    (
        "gong",
        "龚班不在本群：有登记的例外，长期有效。事由：回避",
        "龚班 is not in this group, by an exception on file without an end. Reason: 回避",
    ),
    ("duan", "段国梁在本群：是群主或副群主。", "段国梁 is in this group: owner or deputy."),
    (
        "sun",
        "孙停已停职，停职期间不在任何群的成员范围内。",
        "孙停 is suspended, and in no group's audience meanwhile.",
    ),
    ("qian", "钱走已离职。", "钱走 has left the company."),
    ("nobody", "通讯录里没有 nobody。", "There is no nobody in the directory."),
]


@pytest.mark.parametrize(("person", "chinese", "english"), WHY)
def test_each_person_is_told_why(person: str, chinese: str, english: str) -> None:
    rule = audience(
        all_of(department("jijia"), FLOOR),
        {"type": "role", "role": "hr"},
        exclude=[{"type": "people", "people": ["he"]}],
    )
    exceptions = [
        DatedException("ma", "include", "支援", NOW + 2 * DAY + 1),
        DatedException("ma", "include", "短的", NOW + DAY),
        DatedException("ma", "exclude", "过期", NOW),
        DatedException("gong", "exclude", "回避"),
        DatedException("gong", "include", "来过"),
    ]
    found = explain(factory(), rule, exceptions, person, NOW, (f"@duan:{SERVER}",))
    assert found.reasons() == {"zh-CN": chinese, "en": english}


def test_the_rule_in_words() -> None:
    rule = audience(
        all_of(department("p2"), {"type": "rank", "floor": 6, "ceiling": "经理"}),
        {"type": "reports", "manager": "zong"},
        {"type": "people", "people": ["luo", "tian"]},
        exclude=[{"type": "leaders", "department_id": "jijia"}],
    )
    assert describe(factory(), rule) == {
        "zh-CN": "在二厂（含下级部门），且职级在经理到班组长之间的人员；直属上级是韩立平的人员；"
        "点名：罗志勇和田桂芳。不包括：是二厂/机加车间或其下级部门的负责人的人员",
        "en": "whoever works in 二厂 or below and is of a rank from 经理 down to 班组长; "
        "whoever reports directly to 韩立平; by name: 罗志勇 and 田桂芳. "
        "Without: whoever leads 二厂/机加车间 or a department below it",
    }
    many = audience({"type": "people", "people": [f"p{n}" for n in range(40)]})
    assert describe(factory(), many)["zh-CN"].endswith("p11等 40 人")
    clauses = audience(*[department(f"d{n}") for n in range(12)])
    assert describe(factory(), clauses)["en"].endswith("d7 or below and others, 12 rules in all")


# -- the law -------------------------------------------------------------------------------------------------

NAMES = ["a", "b", "c", "d", "e"]
PLACES = ["r", "x", "y", "z"]
people_ids = st.sampled_from(NAMES)
place_ids = st.sampled_from([*PLACES, "gone"])
ranks = st.integers(1, 4) | st.sampled_from([RANKS[0], RANKS[2], "没有"])


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    departments = [
        Department(
            place,
            draw(st.sampled_from(PLACES[:index])) if index else None,
            place,
            place,
            draw(st.none() | people_ids),
        )
        for index, place in enumerate(PLACES)
    ]
    people = [
        Person(
            name,
            name,
            draw(place_ids),
            rank_level=draw(st.none() | st.integers(1, 4)),
            manager_id=draw(st.none() | people_ids),
            status=draw(st.sampled_from(["active", "active", "active", "suspended", "left"])),
            roles=draw(st.frozensets(st.sampled_from(["hr", "x"]))),
        )
        for name in draw(st.lists(people_ids, unique=True, min_size=1))
    ]
    return Org(SERVER, people, departments, [Rank(level, RANKS[level - 1]) for level in range(1, 4)])


def one(**parts: st.SearchStrategy[Any] | str) -> st.SearchStrategy[dict[str, Any]]:
    fixed = {name: st.just(part) if isinstance(part, str) else part for name, part in parts.items()}
    return st.fixed_dictionaries(fixed)


simple = st.one_of(
    one(type="department", department_id=place_ids, subtree=st.booleans()),
    one(type="rank", floor=ranks),
    one(type="rank", floor=ranks, ceiling=ranks),
    one(type="leaders"),
    one(type="leaders", department_id=place_ids),
    one(type="reports", manager=people_ids),
    one(type="role", role=st.sampled_from(["hr", "y"])),
    one(type="people", people=st.lists(people_ids, min_size=1, max_size=3)),
    one(type="everyone"),
)
clauses = simple | one(type="all_of", parts=st.lists(simple, min_size=2, max_size=3))
sides = st.fixed_dictionaries(
    {"include": st.lists(clauses, min_size=1, max_size=3), "exclude": st.lists(clauses, max_size=2)}
)
audiences = sides.map(lambda both: parse_audience(both, SERVER))
exceptions = st.lists(
    st.builds(
        DatedException,
        people_ids,
        st.sampled_from(["include", "exclude"]),
        st.just("事由"),
        st.none() | st.integers(NOW - 2, NOW + 2),
    ),
    max_size=3,
)


@given(orgs(), audiences, exceptions, st.sets(people_ids, max_size=2))
def test_explain_agrees_with_resolve(
    org: Org, rule: Audience, dated: list[DatedException], owning: set[str]
) -> None:
    owners = {org.user_id(person) for person in owning}
    people = resolve(org, rule, dated, NOW, owners)
    for person in NAMES:
        explanation = explain(org, rule, dated, person, NOW, owners)
        assert explanation.is_in == (person in people), explanation
        assert all(explanation.words.values())
    assert all(org.people[person].is_active for person in people)
    assert all(describe(org, rule).values())


@given(orgs(), audiences, exceptions)
def test_exceptions_win_over_exclusion_and_exclusion_over_inclusion(
    org: Org, rule: Audience, dated: list[DatedException]
) -> None:
    by_rule = resolve(org, rule, [], NOW)
    assert by_rule == resolve(org, Audience(rule.include), [], NOW) - (
        resolve(org, Audience(rule.exclude), [], NOW) if rule.exclude else frozenset()
    )
    valid = [one for one in dated if one.until_ts is None or one.until_ts > NOW]
    kept_out = {one.person_id for one in valid if one.effect == "exclude"}
    let_in = {one.person_id for one in valid if one.effect == "include"} - kept_out
    active = {person.person_id for person in org.people.values() if person.is_active}
    assert resolve(org, rule, dated, NOW) == ((by_rule | let_in) - kept_out) & active


# -- against the company -------------------------------------------------------------------------------------

UNKNOWN: list[tuple[dict[str, Any], str, str]] = [
    ({"owner": "qian"}, "owner", "not_active"),
    ({"deputies": ["he", "sun"]}, "deputies", "not_active"),
    (
        {"audience": {"include": [department("nowhere")]}},
        "audience.include[0].department_id",
        "no_department",
    ),
    (
        {"audience": {"include": [department("沅衡泵阀/二厂")]}},
        "audience.include[0].department_id",
        "department_by_path",
    ),
    (
        {
            "audience": {
                "include": [{"type": "everyone"}],
                "exclude": [{"type": "leaders", "department_id": "q"}],
            }
        },
        "audience.exclude[0].department_id",
        "no_department",
    ),
    (
        {"audience": {"include": [all_of({"type": "everyone"}, {"type": "rank", "floor": "科长"})]}},
        "audience.include[0].parts[1].floor",
        "no_rank",
    ),
    ({"audience": {"include": [{"type": "rank", "ceiling": 9}]}}, "audience.include[0].ceiling", "no_rank"),
    (
        {"audience": {"include": [{"type": "rank", "floor": 2, "ceiling": 5}]}},
        "audience.include[0].floor",
        "upside_down",
    ),
    (
        {"audience": {"include": [{"type": "reports", "manager": "nobody"}]}},
        "audience.include[0].manager",
        "no_person",
    ),
    (
        {"audience": {"include": [{"type": "people", "people": ["luo", "x"]}]}},
        "audience.include[0].people",
        "no_person",
    ),
    (
        {"clauses": [{"type": "posting", "who": "listed", "people": ["qian"]}]},
        "clauses[0].people",
        "not_active",
    ),
]


@pytest.mark.parametrize(("fields", "field", "key"), UNKNOWN)
def test_whom_and_what_a_charter_names_must_exist(fields: dict[str, Any], field: str, key: str) -> None:
    given_clauses = fields.pop("clauses", [])
    with pytest.raises(InvalidParam) as caught:
        check_against_org(factory(), charter(*given_clauses, **fields))
    assert caught.value.extra == {"field": field}
    assert caught.value.key == f"charter.field.{key}"
    assert caught.value.say("zh-CN") != caught.value.say("en")


def test_a_good_charter_passes_and_accounts_outside_the_directory_may_own_one() -> None:
    named = {"include": [{"type": "people", "people": ["luo", "robot"]}, all_of(department("p2"), FLOOR)]}
    check_against_org(factory(), charter(owner="robot", deputies=["he"], audience=named))
    check_against_org(Org(SERVER), charter(audience={"include": [{"type": "people", "people": ["anybody"]}]}))
