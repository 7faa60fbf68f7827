"""Founding groups of every kind, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import charter, directory, groups, identity, rooms
from fangyuan.groups.model import FREE_KINDS
from fangyuan.kernel.errors import FangyuanError, InvalidParam, MissingParam
from fangyuan.kernel.text import LANGUAGES
from tests.kit.company import EVERYBODY, HOUSE, KINDS, Company, people, person, user, wish


def test_the_kinds_are_these() -> None:
    assert [kind.id for kind in charter.kinds()] == list(KINDS)
    assert set(KINDS) >= FREE_KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_founding_each_kind(company: Company, kind: str) -> None:
    group = company.found(kind)
    assert (group.kind, group.status, group.charter_version, group.owner) == (kind, "open", 1, user("he"))
    assert company.members(group) == {"he", "li", "wang"}
    assert group.charter is not None
    assert [clause.number for clause in group.charter.clauses] == list(
        range(1, len(group.charter.clauses) + 1)
    )
    room = company.read(lambda tx: rooms.get(tx, group.room_id))
    assert room.content("m.room.name") == {"name": "三号泵改造"}
    assert room.content("m.room.topic")["topic"] == "把三号泵换成新型号。"
    assert room.content("m.room.pinned_events") == {"pinned": [group.charter_event_id]}
    assert room.content(rooms.CHARTER_TYPE)["text"].keys() == set(LANGUAGES)
    assert room.powers.users == {HOUSE: 100, user("he"): 90}
    assert company.read(lambda tx: groups.get(tx, group.room_id)) == group
    assert company.acts(group.room_id) == [
        ("group.founded", user("lin")),
        ("membership.by_rule", user("lin")),
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["name", "purpose", "owner", "audience"])
@pytest.mark.parametrize("empty", ["absent", "null", "empty"])
def test_nothing_may_be_missing(company: Company, kind: str, field: str, empty: str) -> None:
    asked = wish(kind)
    if empty == "absent":
        del asked[field]
    else:
        asked[field] = None if empty == "null" else {} if field == "audience" else "  "
    with pytest.raises(MissingParam) as caught:
        company.write(lambda tx: groups.found(tx, person("lin"), asked))
    for language in LANGUAGES:
        body = caught.value.body(language)
        assert (body["field"], body["errcode"]) == (field, "M_MISSING_PARAM")
        assert (body["error"].isascii()) == (language == "en")
    assert company.read(groups.list_open) == []


def test_several_are_missing(company: Company) -> None:
    with pytest.raises(MissingParam) as caught:
        company.write(lambda tx: groups.found(tx, person("lin"), {"kind": "project"}))
    assert caught.value.extra["fields"] == ["name", "purpose", "owner", "audience"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", "nobody"),
        ("owner", HOUSE),
        ("owner", "@he:elsewhere.org"),
        ("deputies", ["nobody"]),
        ("deputies", ["fangyuan"]),
        ("audience", people("nobody")),
        ("audience", {"include": [{"type": "department", "department_id": "none"}]}),
        ("audience", {"include": [{"type": "moon"}]}),
        ("audience", {"include": []}),
        ("audience", {"include": [{"type": "everyone"}], "surprise": 1}),
        ("kind", "secret"),
        ("name", "x" * 101),
        ("name", "two\nlines"),
        ("purpose", "x" * 501),
        ("label", "secret"),
        ("clauses", [{"type": "magic"}]),
        ("clauses", [{"type": "by_people", "words": {"en": "x" * 301}}]),
        ("clauses", [{"type": "keywords", "words": ["x"]}] * 41),
        ("review_date", "someday"),
    ],
)
def test_what_is_not_right_is_named(company: Company, field: str, value: Any) -> None:
    with pytest.raises(FangyuanError) as caught:
        company.found(**{"kind": "project", field: value})
    assert caught.value.status == 400
    assert str(caught.value.extra["field"]).startswith(field)
    assert caught.value.say("zh-CN") != caught.value.say("en")


def test_an_account_that_was_closed_owns_nothing(company: Company) -> None:
    company.write(lambda tx: groups.close_account(tx, HOUSE, user("li")))
    with pytest.raises(InvalidParam):
        company.found(owner="li")


def test_a_size_budget_holds_from_the_beginning(company: Company) -> None:
    budget = [{"type": "size_budget", "members": 3}]
    assert company.members(company.found(clauses=budget)) == {"he", "li", "wang"}
    with pytest.raises(InvalidParam) as caught:
        company.found(clauses=budget, audience=people("li", "wang", "zhao"))  # and the owner
    assert caught.value.extra == {"field": "audience"}
    assert "4" in caught.value.say("en")


MAY = {
    "leadership": {"gu", "lin"},  # the others once their superior has agreed
    "management": {"gu", "he", "sun", "zhou", "chen", "lin"},
    "team_leads": {"gu", "he", "sun", "zhou", "chen", "lin"},
    "department": {"gu", "he", "sun", "zhou", "chen", "lin"},
    "project": EVERYBODY,
    "hr_notice": {"chen", "lin"},
    "all_staff": {"chen", "lin"},
    "urgent": EVERYBODY,
    "social": EVERYBODY,
}


def may_found(company: Company, who: str, kind: str, **more: Any) -> bool:
    try:
        company.found(kind, by=who, **more)
    except charter.MayNotFound:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_found_which_kind(company: Company, kind: str) -> None:
    assert {who for who in sorted(EVERYBODY) if may_found(company, who, kind)} == MAY[kind]


def test_what_everybody_may_found_has_a_limit() -> None:
    """Or anybody could put the whole company into a group of a kind that he may found."""
    everyone = charter.EVERYONE.include[0]
    grants = [grant for grants in charter.default_policy().kinds.values() for grant in grants]
    assert [grant for grant in grants if grant.who == everyone]
    assert all(grant.most_members is not None for grant in grants if grant.who == everyone)


def test_a_policy_of_size_counts_the_people(company: Company) -> None:
    policy = {"kinds": {"project": [{"who": {"type": "everyone"}, "most_members": 3}]}}
    company.write(lambda tx: charter.set_creation_policy(tx, policy))
    assert may_found(company, "li", "project")
    assert not may_found(company, "li", "project", audience={"include": [{"type": "everyone"}]})
    assert not may_found(company, "li", "urgent"), "a kind that the policy doesn't name"
    assert may_found(company, "lin", "urgent", audience={"include": [{"type": "everyone"}]}), (
        "administrators may"
    )


def test_nor_does_a_group_grow_beyond_it_later(company: Company) -> None:
    policy = {"kinds": {"project": [{"who": {"type": "everyone"}, "most_members": 3}]}}
    company.write(lambda tx: charter.set_creation_policy(tx, policy))
    group = company.found(by="he")
    with pytest.raises(charter.MayNotFound):
        company.write(
            lambda tx: groups.amend(
                tx, person("he"), group.room_id, {"audience": people("li", "wang", "zhao")}
            )
        )
    company.write(
        lambda tx: groups.amend(tx, person("he"), group.room_id, {"audience": people("li", "zhao")})
    )
    assert company.members(group) == {"he", "li", "zhao"}


def test_the_register_by_pages_shows_each_his_own(company: Company) -> None:
    mine = {company.found(audience=people("li")).room_id for _ in range(5)}
    others = {company.found(audience=people("wang")).room_id for _ in range(5)}

    def pages(who: str) -> list[str]:
        listed: list[str] = []
        while True:
            after = listed[-1] if listed else ""
            page = company.read(lambda tx, after=after: groups.list_groups(tx, person(who), after, 2))
            listed += [group.room_id for group in page]
            if len(page) < 2:
                return listed

    assert pages("li") == sorted(mine)
    assert pages("qian") == []
    for who in ("chen", "wu", "lin", "he"):
        assert pages(who) == sorted(mine | others)


def test_a_charter_as_long_as_it_may_be_fits_into_the_room(company: Company) -> None:
    clauses: list[dict[str, Any]] = [
        {"type": "by_people", "words": {"zh-CN": "规" * 150, "en": "<&>" * 50}} for _ in range(10)
    ]
    group = company.found(
        name="<" * 100, purpose="&" * 500, clauses=clauses, audience=people(*sorted(EVERYBODY))
    )
    event_id = group.charter_event_id
    assert event_id is not None
    room = company.read(lambda tx: rooms.get(tx, group.room_id))
    assert room.rules is not None


def test_the_house_s_account_is_made_once(company: Company) -> None:
    assert company.write(lambda tx: groups.ensure_house(tx, "other")) == HOUSE
    account = company.read(lambda tx: identity.get_account(tx, HOUSE))
    assert (account.kind, account.displayname) == ("house", "方圆")
    assert "fangyuan" not in company.read(directory.org).people
