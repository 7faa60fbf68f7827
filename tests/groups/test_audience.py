"""Law 6: members equal audience and exceptions, after every change of the org chart, in the same transaction."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import directory, groups, identity, rooms
from fangyuan.db import Tx
from fangyuan.groups import Group
from fangyuan.identity import hash_token
from fangyuan.kernel.text import LANGUAGES
from tests.kit.company import EVERYBODY, HOUSE, Company, bring, people, person, user

WORKSHOP = {"he", "sun", "li", "wang"}


@pytest.fixture
def workshop(company: Company) -> Group:
    """The group of workshop two: he, sun, li, wang."""
    return company.found("department", audience=company.department("泵厂/二车间"))


def seen_inside(company: Company, group: Group, *lines: str, **more: Any) -> set[str]:
    """The members as the importing transaction itself leaves them."""

    def change(tx: Tx) -> set[str]:
        bring(tx, *lines, **more)
        found = rooms.list_members(tx, group.room_id)
        return {one[1:].partition(":")[0] for one in found if one != HOUSE}

    return company.write(change)


def test_moving_between_departments_moves_between_groups(company: Company, workshop: Group) -> None:
    other = company.found("department", owner="zhou", audience=company.department("泵厂/三车间"))
    assert company.members(workshop) == WORKSHOP
    assert company.members(other) == {"zhou", "zhao", "qian"}
    inside = seen_inside(
        company, workshop, "李工,li,泵厂/三车间,员工,zhou,,", "赵工,zhao,泵厂/二车间,员工,he,,"
    )
    assert inside == company.members(workshop) == {"he", "sun", "wang", "zhao"}
    assert company.members(other) == {"zhou", "qian", "li"}
    assert company.acts(workshop.room_id)[-1] == ("membership.by_rule", HOUSE)


def test_a_department_that_is_new_below(company: Company, workshop: Group) -> None:
    company.bring("新人,new,泵厂/二车间/乙班/夜班,员工,sun,,")
    assert company.members(workshop) == WORKSHOP | {"new"}


def test_ranks_up_and_down(company: Company) -> None:
    group = company.found(
        "management",
        owner="gu",
        audience={"include": [{"type": "rank", "floor": "班组长", "ceiling": "主管"}]},
    )
    assert company.members(group) == {"gu", "he", "sun", "zhou", "chen"}
    company.bring("李工,li,泵厂/二车间/甲班,班组长,sun,,", "何主任,he,泵厂/二车间,员工,gu,是,")
    assert company.members(group) == {"gu", "li", "sun", "zhou", "chen"}


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ({"include": [{"type": "leaders"}]}, {"gu", "he", "sun", "zhou", "chen"}),
        ({"include": [{"type": "reports", "manager": "gu"}]}, {"he", "zhou", "chen", "wu", "lin", "gu"}),
        ({"include": [{"type": "role", "role": "hr"}]}, {"chen", "gu"}),
        ({"include": [{"type": "everyone"}], "exclude": [{"type": "rank", "floor": "主管"}]}, None),
        (people("zhao", "qian"), {"zhao", "qian", "gu"}),
    ],
)
def test_other_audiences(company: Company, audience: Any, expected: set[str] | None) -> None:
    group = company.found("project", owner="gu", audience=audience)
    managers = {"gu", "he", "zhou", "chen"}
    assert company.members(group) == (
        (EVERYBODY - managers) | {"gu"} if expected is None else expected | {"gu"}
    )


def test_a_leaver_is_out_of_every_room_and_signed_out_at_once(company: Company, workshop: Group) -> None:
    li = user("li")

    def sign_in(tx: Tx) -> tuple[str, str]:
        token = identity.sign_in(tx, identity.get_account(tx, li)).access_token
        new = rooms.NewRoom(is_direct=True, invite=[li], preset="trusted_private_chat")
        chat = groups.create_room(tx, person("wang"), new, ungoverned=False)
        groups.join(tx, person("li"), chat)
        return token, chat

    token, chat = company.write(sign_in)

    def leave(tx: Tx) -> list[bool]:
        bring(tx, "李工,li,离职", head="姓名,账号,状态")
        inside = [li in rooms.list_members(tx, room) for room in (workshop.room_id, chat)]
        return [*inside, identity.find_session(tx, hash_token(token)) is not None]

    assert company.write(leave) == [False, False, False]
    assert company.read(lambda tx: rooms.list_joined_rooms(tx, li)) == []
    [event] = company.read(lambda tx: rooms.list_member_events(tx, [workshop.room_id], [li]))
    assert (event.sender, event.content()["membership"]) == (HOUSE, "leave")


def test_who_comes_back_is_in_by_rule_and_not_by_what_was(company: Company, workshop: Group) -> None:
    free = company.found(audience=people("he"))
    company.write(
        lambda tx: groups.add_exception(
            tx, person("he"), free.room_id, "li", "include", "帮忙", until_ts=None
        )
    )
    assert company.members(free) == {"he", "li"}
    company.bring("李工,li,离职", head="姓名,账号,状态")
    company.bring("李工,li,泵厂/二车间/甲班,员工,sun,,")
    assert company.members(workshop) == WORKSHOP
    assert company.members(free) == {"he"}
    assert company.read(lambda tx: groups.list_exceptions(tx, free.room_id)) == []


def test_suspended_and_back(company: Company, workshop: Group) -> None:
    company.bring("李工,li,停职", head="姓名,账号,状态")
    assert company.members(workshop) == WORKSHOP - {"li"}
    company.bring("李工,li,在职", head="姓名,账号,状态")
    assert company.members(workshop) == WORKSHOP


def test_nobody_comes_back_by_rule_into_a_closed_account(company: Company, workshop: Group) -> None:
    assert company.write(lambda tx: groups.close_account(tx, user("li"), user("li")))
    assert not company.write(lambda tx: groups.close_account(tx, user("li"), user("li")))
    company.bring("新人,new,泵厂/二车间/甲班,员工,sun,,")
    assert company.members(workshop) == {"he", "sun", "wang", "new"}
    assert company.acts(user("li"))[-1] == ("account.deactivated", user("li"))


def test_an_amended_audience_moves_people_at_once(company: Company, workshop: Group) -> None:
    wish = {"audience": company.department("泵厂/三车间")}
    company.write(lambda tx: groups.amend(tx, person("he"), workshop.room_id, wish))
    assert company.members(workshop) == {"he", "zhou", "zhao", "qian"}


def test_a_change_that_fails_moves_nobody(company: Company, workshop: Group) -> None:
    def fail(tx: Tx) -> None:
        bring(tx, "李工,li,离职", head="姓名,账号,状态")
        raise LookupError

    with pytest.raises(LookupError):
        company.write(fail)
    assert company.members(workshop) == WORKSHOP
    company.bring("新人,new,泵厂/二车间,员工,he,,")
    assert company.members(workshop) == WORKSHOP | {"new"}


def test_why_for_everybody(company: Company, workshop: Group) -> None:
    """The explanation and the members say the same of each person, in both languages."""
    add = groups.add_exception
    company.write(
        lambda tx: add(tx, person("he"), workshop.room_id, "zhao", "include", "借调", until_ts=None)
    )
    company.write(
        lambda tx: add(tx, person("he"), workshop.room_id, "wang", "exclude", "回避", until_ts=None)
    )
    company.write(lambda tx: add(tx, person("he"), workshop.room_id, "qian", "admit", "旁听", until_ts=None))
    for who in (*EVERYBODY, "nobody"):
        why = company.read(lambda tx, who=who: groups.explain(tx, workshop, who))
        assert why.is_in == (who in company.members(workshop))
        assert all(why.reasons()[language] for language in LANGUAGES)
    reasons = {who: company.read(lambda tx, who=who: groups.explain(tx, workshop, who)) for who in EVERYBODY}
    assert "借调" in reasons["zhao"].reasons()["zh-CN"]
    assert "回避" in reasons["wang"].reasons()["en"]
    assert "旁听" in reasons["qian"].reasons()["zh-CN"]
    assert (reasons["he"].ground, reasons["li"].ground) == ("owner", "include")


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["li", "wang", "zhao", "qian", "sun"]),
        st.sampled_from(["泵厂/二车间", "泵厂/三车间", "泵厂/二车间/甲班"]),
        st.sampled_from(["班组长", "员工"]),
        st.sampled_from(["在职", "停职", "离职"]),
    ),
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_law_6(company: Company, moves: list[tuple[str, str, str, str]]) -> None:
    """Whatever happens to whom: members = audience, for a department's group and for one by rank."""
    first = company.found("department", audience=company.department("泵厂/二车间"))
    second = company.found(
        "management", owner="gu", audience={"include": [{"type": "rank", "floor": "班组长"}]}
    )
    for who, path, rank, status in moves:
        company.bring(f"{who},{who},{path},{rank},,{status}", head="姓名,账号,部门,职级,直属上级,状态")
        org = company.read(directory.org)
        active = {one.person_id for one in org.people.values() if one.is_active}
        below = set(org.people_below(org.by_path["泵厂/二车间"].department_id)) & active
        assert company.members(first) == below | {"he"}
        levels = {one for one in active if (org.people[one].rank_level or 9) <= 3}
        assert company.members(second) == levels | {"gu"}
