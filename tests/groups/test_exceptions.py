"""Dated exceptions: who is in, kept out or welcome although the audience says nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import groups, rooms
from fangyuan.charter import Refused
from fangyuan.groups import AudienceException, Group
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import FangyuanError, Forbidden, NotFound
from fangyuan.worker import run_due
from tests.kit.company import HOUSE, Company, people, person, user

DAY_MS = 86_400_000


@pytest.fixture
def group(company: Company) -> Group:
    return company.found("department", audience=company.department("泵厂/二车间"))


def add(
    company: Company, group: Group, who: str, effect: str, by: str = "he", **more: Any
) -> AudienceException:
    reason, until_ts = more.get("reason", "借调"), more.get("until_ts")
    return company.write(
        lambda tx: groups.add_exception(tx, person(by), group.room_id, who, effect, reason, until_ts=until_ts)
    )


@pytest.mark.parametrize(("who", "effect"), [("zhao", "include"), ("li", "exclude")])
def test_it_counts_at_once_and_ends_by_the_clock(
    company: Company, group: Group, clock: ManualClock, who: str, effect: str
) -> None:
    before = company.members(group)
    added = add(company, group, who, effect, until_ts=clock.now_ms() + DAY_MS)
    assert company.members(group) == before ^ {who}
    clock.advance(DAY_MS - 1)
    run_due(company.db)
    assert company.members(group) == before ^ {who}
    clock.advance(1)
    run_due(company.db)
    assert company.members(group) == before
    assert company.read(lambda tx: groups.list_exceptions(tx, group.room_id)) == []
    assert company.acts(group.room_id)[-4:] == [
        ("exception.granted", user("he")),
        ("membership.by_rule", user("he")),
        ("exception.expired", HOUSE),
        ("membership.by_rule", HOUSE),
    ]
    assert added.reason == "借调"


def test_admitted_until_it_ends(company: Company, group: Group, clock: ManualClock) -> None:
    add(company, group, "zhao", "admit", until_ts=clock.now_ms() + DAY_MS)
    assert "zhao" not in company.members(group), "an admission asks nobody in"
    company.write(lambda tx: groups.join(tx, person("zhao"), group.room_id))
    assert "zhao" in company.members(group)
    clock.advance(DAY_MS)
    run_due(company.db)
    assert "zhao" not in company.members(group)


def test_revoked_before_its_time(company: Company, group: Group, clock: ManualClock) -> None:
    added = add(company, group, "zhao", "include", until_ts=clock.now_ms() + DAY_MS)
    company.write(lambda tx: groups.revoke_exception(tx, person("he"), group.room_id, added.exception_id))
    assert "zhao" not in company.members(group)
    with pytest.raises(NotFound):
        company.write(lambda tx: groups.revoke_exception(tx, person("he"), group.room_id, added.exception_id))
    add(company, group, "zhao", "include")
    clock.advance(DAY_MS)
    run_due(company.db)
    assert "zhao" in company.members(group), "the end of the first says nothing of the second"


def test_a_new_one_takes_the_place_of_the_old(company: Company, group: Group) -> None:
    add(company, group, "li", "exclude")
    add(company, group, "li", "include")
    assert [one.effect for one in company.read(lambda tx: groups.list_exceptions(tx, group.room_id))] == [
        "include"
    ]
    assert "li" in company.members(group)


def test_not_of_another_group(company: Company, group: Group) -> None:
    other = company.found(owner="zhou")
    added = add(company, other, "zhao", "include", by="zhou")
    with pytest.raises(NotFound):
        company.write(lambda tx: groups.revoke_exception(tx, person("he"), group.room_id, added.exception_id))
    assert "zhao" in company.members(other)


@pytest.mark.parametrize(
    ("who", "effect", "more", "field"),
    [
        ("zhao", "include", {"reason": ""}, "reason"),
        ("zhao", "include", {"reason": " \n"}, "reason"),
        ("zhao", "include", {"reason": "x" * 501}, "reason"),
        ("zhao", "include", {"until_ts": 1}, "until_ts"),
        ("zhao", "include", {"until_ts": 2**63}, "until_ts"),
        ("zhao", "include", {"until_ts": -(2**70)}, "until_ts"),
        ("zhao", "invite", {}, "effect"),
        ("he", "exclude", {}, "person_id"),
        ("nobody", "include", {}, None),
        ("fangyuan", "exclude", {}, None),
        ("x" * 5_000, "include", {}, None),
    ],
)
def test_what_is_refused(
    company: Company, group: Group, who: str, effect: str, more: dict[str, Any], field: str | None
) -> None:
    before = company.members(group)
    with pytest.raises(FangyuanError) as caught:
        add(company, group, who, effect, **more)
    assert caught.value.status in (400, 404)
    assert caught.value.extra.get("field") == field
    assert caught.value.say("zh-CN") != caught.value.say("en")
    assert company.members(group) == before


def test_the_budget_counts_those_who_come_by_exception(company: Company) -> None:
    group = company.found(clauses=[{"type": "size_budget", "members": 3}])
    with pytest.raises(Refused):
        add(company, group, "zhao", "include")
    add(company, group, "zhao", "admit")
    with pytest.raises(Refused):
        company.write(lambda tx: groups.join(tx, person("zhao"), group.room_id))
    add(company, group, "li", "exclude")
    company.write(lambda tx: groups.join(tx, person("zhao"), group.room_id))
    assert company.members(group) == {"he", "wang", "zhao"}


def test_an_exclusion_is_not_undone_by_a_friend(company: Company) -> None:
    """Only who governs the group brings back whom an exception keeps out."""
    group = company.found()
    add(company, group, "li", "exclude")
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.invite(tx, person("wang"), group.room_id, user("li")))
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.join(tx, person("li"), group.room_id))
    company.write(
        lambda tx: groups.put_state(tx, person("he"), group.room_id, "m.room.join_rules", "", PUBLIC)
    )
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.join(tx, person("li"), group.room_id))
    company.write(lambda tx: groups.invite(tx, person("he"), group.room_id, user("li")))
    assert "li" in company.members(group, "invite")
    company.write(lambda tx: groups.join(tx, person("li"), group.room_id))
    assert "li" in company.members(group)


PUBLIC = {"join_rule": "public"}


def test_banned_is_excluded_and_the_other_way_round(company: Company) -> None:
    group = company.found()
    company.write(lambda tx: groups.ban(tx, person("he"), group.room_id, user("li")))
    company.bring("李工,li,泵厂/三车间,员工,zhou,,")
    assert company.members(group, "ban") == {"li"}
    [exclusion] = company.read(lambda tx: groups.list_exceptions(tx, group.room_id))
    assert exclusion.effect == "exclude"
    company.write(lambda tx: groups.revoke_exception(tx, person("he"), group.room_id, exclusion.exception_id))
    assert company.members(group) == {"he", "li", "wang"}, "law 6 holds: nothing says that he is out"
    company.write(lambda tx: groups.ban(tx, person("he"), group.room_id, user("zhao")))
    company.write(lambda tx: groups.ban(tx, person("he"), group.room_id, user("li")))
    wish = {"audience": people("li", "zhao")}
    company.write(lambda tx: groups.amend(tx, person("he"), group.room_id, wish))
    assert company.members(group) == {"he"}
    company.write(lambda tx: groups.unban(tx, person("he"), group.room_id, user("zhao")))
    assert company.members(group) == {"he", "zhao"}


def test_a_department_s_group_knows_no_bans(company: Company, group: Group) -> None:
    """A ban of somebody who isn't there would keep him out when he is moved in."""
    for who in ("li", "zhao"):
        with pytest.raises(Forbidden):
            company.write(lambda tx, who=who: groups.ban(tx, person("he"), group.room_id, user(who)))


def test_leaving_and_coming_back_by_oneself(company: Company) -> None:
    group = company.found()
    company.write(lambda tx: groups.leave(tx, person("li"), group.room_id))
    company.bring("李工,li,泵厂/三车间,员工,zhou,,")
    assert company.members(group) == {"he", "wang"}, (
        "the next change of the org chart does not pull him in again"
    )
    company.write(lambda tx: groups.join(tx, person("li"), group.room_id))
    assert company.members(group) == {"he", "wang", "li"}


def test_the_last_one_closes_the_group(company: Company) -> None:
    group = company.found(audience=people("li"))
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.leave(tx, person("he"), group.room_id))
    company.write(lambda tx: groups.leave(tx, person("li"), group.room_id))
    company.write(lambda tx: groups.leave(tx, person("he"), group.room_id))
    company.bring("李工,li,泵厂/三车间,员工,zhou,,")
    assert company.members(group) == set()
    assert company.read(lambda tx: groups.get(tx, group.room_id)).status == "closed"
    assert ("group.closed", user("he")) in company.acts(group.room_id)
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.join(tx, person("he"), group.room_id))
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.amend(tx, person("lin"), group.room_id, {"name": "again"}))
    with pytest.raises(Forbidden):
        add(company, group, "li", "include", by="lin")
    assert company.read(lambda tx: rooms.list_members(tx, group.room_id)) == [HOUSE]
