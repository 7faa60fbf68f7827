"""From JSON to a charter: every mistake names its field, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.charter import (
    Charter,
    decode_charter,
    draft,
    encode_charter,
    parse_audience,
    parse_charter,
)
from fangyuan.kernel.errors import BadRequest, MissingParam
from tests.charter.making import SERVER, charter, wish


def error_of(obj: object) -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        parse_charter(obj, SERVER)
    assert caught.value.say("zh-CN") != caught.value.say("en")
    return caught.value


@pytest.mark.parametrize("field", ["kind", "name", "purpose", "owner", "audience"])
@pytest.mark.parametrize("empty", [None, "", "  "])
def test_what_a_charter_must_have_is_asked_for_by_name(field: str, empty: str | None) -> None:
    if field == "audience" and empty:
        empty = ""
    error = error_of({**wish(), field: empty})
    assert isinstance(error, MissingParam)
    assert error.extra == {"field": field, "fields": [field]}
    assert field in error.say("zh-CN")
    assert field in error.say("en")


def test_all_missing_fields_are_listed_in_the_order_of_the_form() -> None:
    error = error_of({})
    assert error.extra["fields"] == ["kind", "name", "purpose", "owner", "audience"]
    with pytest.raises(MissingParam) as caught:
        draft({"purpose": "x", "owner": "a"}, SERVER)
    assert caught.value.extra["fields"] == ["kind", "name", "audience"]


def clause(**parts: Any) -> dict[str, Any]:
    return wish(clauses=[parts])


def audience(*include: Any, **more: Any) -> dict[str, Any]:
    return wish(audience={"include": list(include), **more})


EVERYONE = {"type": "everyone"}
WRONG: list[tuple[object, str]] = [
    (wish(kind="club"), "kind"),
    (wish(kind=7), "kind"),
    (wish(name="a\nb"), "name"),
    (wish(name="长" * 101), "name"),
    (wish(purpose="长" * 501), "purpose"),
    (wish(purpose="a\0b"), "purpose"),
    (wish(owner=["a"]), "owner"),
    (wish(owner="@alice:elsewhere.org"), "owner"),
    (wish(owner="Alice Wang"), "owner"),
    (wish(deputies=["ok", "@x:y"]), "deputies[1]"),
    (wish(deputies=["a"] * 21), "deputies"),
    (wish(version=0), "version"),
    (wish(label="secret"), "label"),
    (wish(review_date="2026-02-30"), "review_date"),
    (wish(review_date="soon"), "review_date"),
    (wish(colour="red"), "colour"),
    (audience(), "audience.include"),
    (wish(audience=[1]), "audience"),
    (wish(audience={"exclude": [EVERYONE]}), "audience.include"),
    (audience({}), "audience.include[0].type"),
    (audience({"type": "planet"}), "audience.include[0].type"),
    (audience({"type": "department"}), "audience.include[0].department_id"),
    (audience({"type": "rank"}), "audience.include[0].floor"),
    (audience({"type": "rank", "floor": 0}), "audience.include[0].floor"),
    (audience({"type": "people", "people": []}), "audience.include[0].people"),
    (audience({"type": "people", "people": ["a"] * 5_001}), "audience.include[0].people"),
    (audience({"type": "people", "people": ["a", "B C"]}), "audience.include[0].people[1]"),
    (audience({"type": "reports", "manager": "@x:y"}), "audience.include[0].manager"),
    (audience(EVERYONE, exclude=[{"type": "role"}]), "audience.exclude[0].role"),
    (audience({"type": "all_of", "parts": [EVERYONE]}), "audience.include[0].parts"),
    (
        audience({"type": "all_of", "parts": [EVERYONE, {"type": "all_of"}]}),
        "audience.include[0].parts[1].type",
    ),
    (
        audience({"type": "all_of", "parts": [EVERYONE, {"type": "rank"}]}),
        "audience.include[0].parts[1].floor",
    ),
    (audience(*[EVERYONE] * 31), "audience.include"),
    (wish(clauses={}), "clauses"),
    (wish(clauses=["no video"]), "clauses[0]"),
    (wish(clauses=[{"type": "accept_first"}] * 41), "clauses"),
    (
        wish(clauses=[{"type": "accept_first", "id": "a"}, {"type": "posting", "who": "all", "id": "a"}]),
        "clauses",
    ),
    (clause(type="accept_first", id="Bad Id"), "clauses[0].id"),
    (clause(type="accept_first", extra=1), "clauses[0].extra"),
    (clause(type="message_kinds"), "clauses[0].allowed"),
    (clause(type="message_kinds", allowed=[]), "clauses[0].allowed"),
    (clause(type="message_kinds", allowed=["movie"]), "clauses[0].allowed[0]"),
    (clause(type="posting", who="friends"), "clauses[0].who"),
    (clause(type="posting", who="listed"), "clauses[0].people"),
    (clause(type="posting", who="listed", people=["@x:y"]), "clauses[0].people[0]"),
    (clause(type="link_domains"), "clauses[0].allow"),
    (clause(type="link_domains", allow=["localhost"]), "clauses[0].allow[0]"),
    (clause(type="link_domains", deny=["a.com", " "]), "clauses[0].deny[1]"),
    (clause(type="keywords", words=[]), "clauses[0].words"),
    (clause(type="keywords", words=["\u200b"]), "clauses[0].words"),
    (clause(type="keywords", words=["长" * 51]), "clauses[0].words[0]"),
    (clause(type="keywords", words=["a"] * 1_001), "clauses[0].words"),
    (clause(type="room_mentions", who="all", per_day=0), "clauses[0].per_day"),
    (clause(type="size_budget", members=1), "clauses[0].members"),
    (clause(type="size_budget", members="many"), "clauses[0].members"),
    (clause(type="size_budget", members=2.5), "clauses[0].members"),
    (wish(clauses=[{"type": "size_budget", "members": 9}, {"type": "size_budget", "members": 8}]), "clauses"),
    (clause(type="by_people", words={}), "clauses[0].words"),
    (clause(type="by_people", words={"zh-CN": "  "}), "clauses[0].words"),
    (clause(type="by_people", words={"fr": "non"}), "clauses[0].words"),
    (wish(clauses=[{"type": "by_people", "words": {"en": "x" * 300}}] * 11), "clauses"),
    (clause(type="keywords", words=[f"词{n}" + "长" * 40 for n in range(900)]), "clauses"),
    (wish(size_budget=0), "clauses[0].members"),
]


@pytest.mark.parametrize(("obj", "field"), WRONG)
def test_what_is_wrong_is_named(obj: object, field: str) -> None:
    error = error_of(obj)
    assert error.extra["field"] == field
    assert field in error.say("zh-CN")
    assert field in error.say("en")


@pytest.mark.parametrize("obj", [None, [], "charter", 3, [wish()]])
def test_a_charter_is_an_object(obj: object) -> None:
    assert error_of(obj).errcode == "M_BAD_JSON"


def test_people_may_be_named_by_account_and_clauses_are_numbered() -> None:
    parsed = charter(
        {"type": "posting", "who": "listed", "people": ["alice", "@bob:test.local", "alice"], "number": 9},
        {"type": "accept_first", "text": {"en": "for readers"}},
        {"type": "accept_first"},
        {"type": "by_people", "id": "quiet", "words": {"zh-CN": " 轻声 "}},
        {"type": "link_domains", "allow": ["*.Example.COM", "例子.中国"]},
        audience={
            "include": [
                {
                    "type": "all_of",
                    "parts": [{"type": "reports", "manager": "boss"}, {"type": "rank", "floor": "班组长"}],
                }
            ]
        },
        name="  机加 ",
        text={"en": "for readers"},
    )
    assert parsed.owner == "@owner:test.local"
    assert parsed.owners == ("@owner:test.local", "@deputy:test.local")
    assert parsed.name == "机加"
    assert [(one.number, one.id) for one in parsed.clauses] == [
        (1, "posting"),
        (2, "accept_first"),
        (3, "accept_first-2"),
        (4, "quiet"),
        (5, "link_domains"),
    ]
    plain = parsed.to_json()
    assert plain["clauses"][0]["people"] == ["@alice:test.local", "@bob:test.local"]
    assert plain["clauses"][3]["words"] == {"zh-CN": "轻声"}
    assert plain["clauses"][4]["allow"] == ["example.com", "xn--fsqu00a.xn--fiqs8s"]
    assert plain["audience"]["include"][0]["parts"][0]["manager"] == "@boss:test.local"


def test_a_size_budget_may_be_given_as_a_number() -> None:
    parsed = parse_charter(wish(size_budget=30, clauses=[{"type": "size_budget", "members": 500}]), SERVER)
    assert parsed.size_budget == 30
    assert [one.id for one in parsed.clauses] == ["size_budget"]
    assert charter().size_budget is None


def test_a_draft_has_its_kind_s_defaults_and_a_review_date() -> None:
    parsed = draft(wish(clauses=None), SERVER, now_ms=1_772_000_000_000)  # 2026-02-25
    assert parsed.review_date == "2026-08-25"
    assert len(parsed.clauses) == 9
    own = draft(
        wish(clauses=[{"type": "accept_first"}], label="open", review_date="2027-01-01"), SERVER, now_ms=0
    )
    assert (len(own.clauses), own.label, own.review_date) == (1, "open", "2027-01-01")
    assert draft(wish(kind="all_staff", audience=None), SERVER).audience == parse_audience(
        {"include": [{"type": "everyone"}]}, SERVER
    )


def one(**parts: st.SearchStrategy[Any] | str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of these fields; a word stands for itself."""
    return st.fixed_dictionaries(
        {n: st.just(part) if isinstance(part, str) else part for n, part in parts.items()}
    )


def some(elements: st.SearchStrategy[Any], least: int = 1, most: int = 4) -> st.SearchStrategy[list[Any]]:
    return st.lists(elements, min_size=least, max_size=most)


users = st.sampled_from(["alice", "bob", "@carol:test.local"])
ids = st.text("abc123", min_size=1, max_size=6)
ranks = st.integers(1, 9) | st.sampled_from(["班组长", "经理"])
simple = st.one_of(
    one(type="department", department_id=ids, subtree=st.booleans()),
    one(type="rank", floor=ranks),
    one(type="reports", manager=users),
    one(type="people", people=some(users)),
    one(type="leaders"),
    one(type="everyone"),
)
wholes = simple | one(type="all_of", parts=some(simple, 2))
clauses = st.one_of(
    one(type="posting", who=st.sampled_from(["all", "listed"]), people=some(users)),
    one(type="keywords", words=some(st.text("词abc", min_size=1, max_size=5))),
    one(type="room_mentions", who="leaders", per_day=st.none() | st.integers(1, 9)),
    one(type="by_people", words=one(en=st.text("abc", min_size=1, max_size=9))),
    one(type="accept_first"),
)


@st.composite
def charters(draw: st.DrawFn) -> dict[str, Any]:
    inside, outside = draw(some(wholes)), draw(some(wholes, 0))
    return wish(audience={"include": inside, "exclude": outside}, clauses=draw(some(clauses, 0, 6)))


@given(charters())
def test_a_charter_survives_json_and_storage(obj: dict[str, Any]) -> None:
    parsed = parse_charter(obj, SERVER)
    assert parse_charter(parsed.to_json(), SERVER) == parsed
    assert decode_charter(encode_charter(parsed)) == parsed
    assert [one.number for one in parsed.clauses] == list(range(1, len(parsed.clauses) + 1))
    assert len({one.id for one in parsed.clauses}) == len(parsed.clauses)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(charters(), st.sampled_from(sorted(Charter.__struct_fields__)), values)
def test_whatever_comes_is_a_charter_or_a_named_mistake(obj: dict[str, Any], field: str, value: Any) -> None:
    mistake: BadRequest | None = None
    try:
        parse_charter({**obj, field: value}, SERVER)
    except BadRequest as error:
        mistake = error
    assert mistake is None or (mistake.extra["field"] and mistake.say("zh-CN") and mistake.say("en"))
