"""Versions of a charter, who holds power by it, who has accepted it."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import charter, groups, rooms
from fangyuan.charter import Refused
from fangyuan.db import Tx
from fangyuan.groups import Group
from fangyuan.kernel.errors import FangyuanError, Forbidden, InvalidParam
from tests.kit.company import HOUSE, Company, people, person, reports_of, user

ACCEPT = [{"type": "accept_first"}]
TEXT = {"msgtype": "m.text", "body": "早上好"}


def amend(company: Company, group: Group, by: str = "he", **wish: Any) -> Group:
    return company.write(lambda tx: groups.amend(tx, person(by), group.room_id, wish))


def content(company: Company, group: Group, type: str) -> dict[str, Any]:
    return company.read(lambda tx: rooms.get(tx, group.room_id).content(type))


def say(company: Company, group: Group, who: str, body: str = "早上好", txn: str | None = None) -> str:
    message = TEXT | {"body": body}
    return company.write(
        lambda tx: groups.send(tx, person(who), group.room_id, "m.room.message", message, txn)
    ).event_id


def test_a_new_version_is_everywhere(company: Company) -> None:
    group = company.found()
    after = amend(company, group, name="新名", purpose="新用途", clauses=ACCEPT)
    assert (after.charter_version, after.charter_event_id != group.charter_event_id) == (2, True)
    assert content(company, group, "m.room.name") == {"name": "新名"}
    assert content(company, group, "m.room.topic")["topic"] == "新用途"
    assert content(company, group, rooms.CHARTER_TYPE)["version"] == 2
    assert content(company, group, "m.room.pinned_events") == {"pinned": [after.charter_event_id]}
    versions = company.read(lambda tx: groups.list_versions(tx, group.room_id))
    assert [(found.version, found.name, author) for found, author, _ in versions] == [
        (1, "三号泵改造", user("lin")),
        (2, "新名", user("he")),
    ]
    assert company.acts(group.room_id)[-1] == ("charter.changed", user("he"))


def test_the_same_again_is_no_new_version(company: Company) -> None:
    group = company.found()
    for wish in ({}, {"name": "三号泵改造"}, group.charter.to_json() if group.charter else {}):
        assert amend(company, group, **wish) == group
    assert len(company.read(lambda tx: groups.list_versions(tx, group.room_id))) == 1


def test_what_people_have_pinned_stays(company: Company) -> None:
    group = company.found()
    event_id = say(company, group, "li")
    pins = {"pinned": [event_id, group.charter_event_id]}
    company.write(
        lambda tx: groups.put_state(tx, person("he"), group.room_id, "m.room.pinned_events", "", pins)
    )
    after = amend(company, group, name="新名")
    assert content(company, group, "m.room.pinned_events") == {"pinned": [after.charter_event_id, event_id]}


def test_a_new_owner_has_the_power_and_the_old_one_not(company: Company) -> None:
    group = company.found(deputies=["li"])
    assert content(company, group, "m.room.power_levels")["users"] == {
        HOUSE: 100,
        user("he"): 90,
        user("li"): 50,
    }
    amend(company, group, owner="wang", deputies=["zhao"])
    assert content(company, group, "m.room.power_levels")["users"] == {
        HOUSE: 100,
        user("wang"): 90,
        user("zhao"): 50,
    }
    assert company.members(group) == {"he", "li", "wang", "zhao"}
    with pytest.raises(Forbidden):
        amend(company, group, by="he", name="mine")
    assert amend(company, group, by="zhao", name="ours").charter_version == 3


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("he", True),
        ("li", True),
        ("chen", True),
        ("lin", True),
        ("wang", False),
        ("zhao", False),
        ("wu", False),
    ],
)
def test_who_may_amend(company: Company, who: str, may: bool) -> None:
    group = company.found(deputies=["li"])
    if may:
        assert amend(company, group, by=who, name="新名").charter_version == 2
    else:
        with pytest.raises(Forbidden):
            amend(company, group, by=who, name="新名")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"owner": "nobody"}, "owner"),
        ({"purpose": ""}, "purpose"),
        ({"audience": {}}, "audience"),
        ({"audience": people("nobody")}, "audience"),
        ({"label": "secret"}, "label"),
        ({"clauses": [{"type": "size_budget", "members": 2}]}, "audience"),
    ],
)
def test_a_version_that_is_not_right_changes_nothing(
    company: Company, wish: dict[str, Any], field: str
) -> None:
    group = company.found()
    with pytest.raises(FangyuanError) as caught:
        amend(company, group, **wish)
    assert str(caught.value.extra["field"]).startswith(field)
    assert company.read(lambda tx: groups.get(tx, group.room_id)) == group


def test_another_kind_takes_the_policy_s_leave(company: Company) -> None:
    group = company.found(owner="li")
    with pytest.raises(charter.MayNotFound):
        amend(company, group, by="li", kind="all_staff")
    rule = reports_of("sun")
    assert amend(company, group, by="chen", kind="all_staff", audience=rule).kind == "all_staff"


def test_a_charter_that_names_a_leaver_can_still_be_amended(company: Company) -> None:
    group = company.found(clauses=[{"type": "posting", "who": "listed", "people": ["li"]}])
    company.bring("李工,li,离职", head="姓名,账号,状态")
    assert amend(company, group, name="新名").charter_version == 2
    with pytest.raises(InvalidParam):
        amend(company, group, audience=people("li", "zhao"))


# -- acceptance --------------------------------------------------------------------------------------------------------


def react(tx: Tx, group: Group, who: str, key: str = "✅") -> str:
    relation = {"rel_type": "m.annotation", "event_id": group.charter_event_id, "key": key}
    content = {"m.relates_to": relation}
    return groups.send(tx, person(who), group.room_id, "m.reaction", content, None).event_id


@pytest.mark.parametrize("way", ["message", "chinese", "reaction", "api"])
def test_accepted_before_the_first_post_and_again_after_a_new_version(company: Company, way: str) -> None:
    group = company.found(clauses=ACCEPT)
    room_id = group.room_id
    for number in (1, 2):
        with pytest.raises(Refused):
            say(company, group, "li")
        if way == "api":
            company.write(lambda tx: groups.accept(tx, person("li"), room_id, via="api"))
        elif way == "reaction":
            company.write(lambda tx, group=group: react(tx, group, "li"))
        else:
            say(company, group, "li", "!accept" if way == "message" else "!接受")
        say(company, group, "li")
        with pytest.raises(Refused):
            say(company, group, "wang")
        accepted = company.read(lambda tx: charter.list_acceptances(tx, room_id))
        assert [(who, version) for who, version, _, _ in accepted] == [(user("li"), number)]
        group = amend(company, group, purpose="新用途")
    assert company.acts(group.room_id).count(("charter.accepted", user("li"))) == 2


def test_what_is_no_acceptance(company: Company) -> None:
    group = company.found(clauses=ACCEPT)
    company.write(lambda tx: react(tx, group, "li", "👍"))
    after = amend(company, group, purpose="新用途")
    company.write(lambda tx: react(tx, group, "li"))  # on the old version's message
    with pytest.raises(Refused):
        say(company, after, "li", "!accept and more")
    with pytest.raises(Refused):
        say(company, after, "li")


def test_an_old_acceptance_sent_again_accepts_nothing_new(company: Company) -> None:
    """A client that repeats a transaction after a lost answer has not read what came in between."""
    group = company.found(clauses=ACCEPT)
    first = say(company, group, "li", "!accept", txn="t1")
    amend(company, group, purpose="新用途")
    assert say(company, group, "li", "!accept", txn="t1") == first
    with pytest.raises(Refused):
        say(company, group, "li")


def test_strangers_accept_nothing(company: Company) -> None:
    group = company.found(clauses=ACCEPT)
    with pytest.raises(Forbidden):
        company.write(lambda tx: groups.accept(tx, person("zhao"), group.room_id, via="api"))


def test_whom_the_charter_lets_call_everybody_is_heard(company: Company) -> None:
    """@room needs power in Matrix: it is there for whom the charter allows it."""
    for who, level in (("all", 0), ("leaders", 0), ("owner", 50), ("nobody", 100)):
        group = company.found(clauses=[{"type": "room_mentions", "who": who}])
        assert content(company, group, "m.room.power_levels")["notifications"] == {"room": level}
