"""The picture of the company and its indexes."""

from __future__ import annotations

import pytest
from hypothesis import given

from fangyuan.directory import Department, Org, Person, Rank, find_cycles, is_department_name, is_line, search
from fangyuan.kernel.errors import NotFound
from tests.kit.companies import companies


def factory() -> Org:
    departments = [
        Department("d1", None, "泵厂", "泵厂", "boss"),
        Department("d2", "d1", "二车间", "泵厂/二车间", "lead", 2),
        Department("d3", "d1", "一车间", "泵厂/一车间", "left", 1),
        Department("d4", "d2", "甲班", "泵厂/二车间/甲班", "lead"),
    ]
    people = [
        Person("boss", "顾总", "d1", rank_level=1, roles=frozenset({"admin"})),
        Person("lead", "何主任", "d2", rank_level=2, manager_id="boss"),
        Person("li", "李工", "d4", "A1", 3, "铣工", manager_id="lead"),
        Person("out", "小赵", "d4", manager_id="lead", status="suspended", roles=frozenset({"hr"})),
        Person("left", "老钱", "d4", manager_id="lead", status="left"),
    ]
    ranks = [Rank(3, "员工"), Rank(1, "总经理"), Rank(2, "主管")]
    return Org("test.local", people, departments, ranks, "1")


def test_departments() -> None:
    org = factory()
    assert org.children[None] == ("d1",)
    assert org.children["d1"] == ("d3", "d2")  # by their order, not by id
    assert org.subtree("d2") == {"d2", "d4"}
    assert org.subtree("nowhere") == frozenset()
    assert org.people_in("d4") == ("li", "out")
    assert org.people_in("d3") == ()
    assert org.people_below("d2") == {"lead", "li", "out"}
    assert org.by_path["泵厂/二车间/甲班"].department_id == "d4"


def test_lines_and_leaders() -> None:
    org = factory()
    assert org.direct_reports("lead") == ("li", "out")
    assert org.path_to_top("li") == ("lead", "boss")
    assert org.path_to_top("boss") == ()
    assert org.leads("lead") == ("d4", "d2")
    assert org.is_leader("boss")
    assert not org.is_leader("li")
    assert not org.is_leader("left")  # who has left leads nothing, whatever the table says


def test_a_circle_in_the_table_ends() -> None:
    people = [Person("a", "A", "d", manager_id="b"), Person("b", "B", "d", manager_id="a")]
    assert Org("x", people).path_to_top("a") == ("b",)


def test_accounts_roles_ranks() -> None:
    org = factory()
    assert org.user_id("li") == "@li:test.local"
    assert org.find_person("@li:test.local") == org.people["li"]
    assert org.find_person("@li:elsewhere.org") is None
    assert org.find_person("@nobody:test.local") is None
    assert org.has_role("@boss:test.local", "admin")
    assert not org.has_role("@out:test.local", "hr")  # suspended
    assert org.rank_name(2) == "主管"
    assert org.rank_name(None) is None
    assert list(org.rank_levels) == ["总经理", "主管", "员工"]
    with pytest.raises(NotFound):
        org.get_person("nobody")


def test_search() -> None:
    org = factory()

    def found(*args: str, **more: bool) -> list[str]:
        return [person.person_id for person in search(org, *args, **more)]

    assert found("") == ["boss", "lead", "li", "out"]
    assert found("李") == ["li"]
    assert found("a1") == ["li"]
    assert found("铣 LI") == ["li"]
    assert found("老钱") == []
    assert found("LG") == ["li"]  # 李工, by its initials
    assert found("lig") == found("gong") == ["li"]
    assert found("ig") == []
    assert found("", "d2") == ["lead", "li", "out"]
    assert found("", "d2", subtree=False) == ["lead"]


def test_cycles() -> None:
    lines = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e", "f": "g"}
    assert sorted(find_cycles(lines, lines)) == [("a", "b", "c"), ("e",)]
    assert find_cycles(lines, ["d"]) == [("a", "b", "c")]  # d's line leads into it
    assert find_cycles(lines, ["f", "g"]) == []


def test_words_that_fit_a_line() -> None:
    assert is_line("欧阳𠮷 (二)")
    for bad in ("", " a", "a\nb", "a\x00", "a\u202eb", "a\u200bb", "x" * 201, "\ud800"):
        assert not is_line(bad), repr(bad)
    assert is_department_name("一车间")
    assert not is_department_name("一/二")
    assert not is_department_name("一;二")


@given(companies())
def test_every_index_says_what_the_records_say(org: Org) -> None:
    here = [person for person in org.people.values() if not person.has_left]
    for department_id in org.departments:
        below = {
            other
            for other, record in org.departments.items()
            if f"{record.path}/".startswith(f"{org.departments[department_id].path}/")
        }
        assert org.subtree(department_id) == below
        assert set(org.people_in(department_id)) == {
            p.person_id for p in here if p.department_id == department_id
        }
        assert org.people_below(department_id) == {p.person_id for p in here if p.department_id in below}
    for person in here:
        reports = {other.person_id for other in here if other.manager_id == person.person_id}
        assert set(org.direct_reports(person.person_id)) == reports
        led = {d.department_id for d in org.departments.values() if d.leader_id == person.person_id}
        assert set(org.leads(person.person_id)) == led
        assert org.find_person(org.user_id(person.person_id)) is person
        line = org.path_to_top(person.person_id)
        assert line == ((person.manager_id, *org.path_to_top(person.manager_id)) if person.manager_id else ())
