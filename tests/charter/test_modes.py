"""What holds for every clause: modes, verdicts, exceptions by role, rank and time; the difference of two versions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.charter import Charter, Verdict, Who, asks_more, difference, texts
from fangyuan.charter.hours import Hours, is_within, minutes_until
from fangyuan.kernel.errors import InvalidParam, MissingParam
from tests.charter.making import ALICE, OWNER, ask, charter, factory, message, rules

NO_VIDEO: dict[str, Any] = {"type": "message_kinds", "id": "kinds", "allowed": ["text", "image", "link"]}
VIDEO = message("a.mp4", "m.video", url="mxc://test.local/x")
WORDS: dict[str, Any] = {"type": "keywords", "id": "words", "words": ["加微信"]}
FIRST = "clauses[0].exceptions[0]"
MONDAY_NOON, SATURDAY_NOON = 12 * 60, 5 * 1_440 + 12 * 60


# -- modes ---------------------------------------------------------------------------------------------------


def test_a_clause_that_only_observes_changes_nothing_but_is_counted() -> None:
    asked = rules({**NO_VIDEO, "mode": "observe"}, {**WORDS, "mode": "observe", "verdict": "hold"})
    verdict = ask(asked, message("a.mp4 加微信", "m.video", url="mxc://test.local/x"))
    assert verdict.allowed
    assert [(one.clause_id, one.verdict) for one in verdict.observed] == [
        ("kinds", "refuse"),
        ("words", "hold"),
    ]
    assert ask(asked, message()).observed == ()


@given(st.sets(st.sampled_from(["kinds", "words", "posting", "first", "room"])), st.booleans())
def test_observing_never_changes_what_the_others_say(observed: set[str], accepted: bool) -> None:
    clauses: list[dict[str, Any]] = [
        NO_VIDEO,
        WORDS,
        {"type": "posting", "id": "posting", "who": "owner"},
        {"type": "accept_first", "id": "first"},
        {"type": "room_mentions", "id": "room", "who": "nobody"},
    ]
    content = message("@room 加微信 a.mp4", "m.video", url="mxc://test.local/x")
    marked = [{**one, "mode": "observe"} if one["id"] in observed else one for one in clauses]
    left = [one for one in clauses if one["id"] not in observed]
    mine, without = (ask(rules(*some), content, accepted=accepted) for some in (marked, left))
    assert (mine.verdict, mine.clause_id, mine.key) == (without.verdict, without.clause_id, without.key)


# -- verdicts ------------------------------------------------------------------------------------------------


def test_the_strongest_verdict_holds_and_of_equals_the_first() -> None:
    content = message("加微信 a.mp4", "m.video", url="mxc://test.local/x")

    def said(*words: str) -> Verdict:
        return ask(rules({**NO_VIDEO, "verdict": words[0]}, {**WORDS, "verdict": words[1]}), content)

    assert (said("nudge", "hold").verdict, said("nudge", "hold").number) == ("hold", 2)
    assert (said("hold", "nudge").verdict, said("hold", "nudge").number) == ("hold", 1)
    assert (said("hold", "hold").number, said("nudge", "refuse").number) == (1, 2)


def test_a_verdict_says_what_becomes_of_the_message() -> None:
    held = ask(rules({**WORDS, "verdict": "hold"}), message("加微信"))
    assert held.say("zh-CN").endswith("这条消息已送审，通过后会自动发出，不用重发。")
    assert held.to_json()["fangyuan.verdict"]["verdict"] == "hold"
    assert held.counts
    assert not ask(rules(NO_VIDEO), VIDEO).counts


@pytest.mark.parametrize(
    ("clause", "field"),
    [
        ({**WORDS, "verdict": "schedule"}, "clauses[0].verdict"),
        ({**WORDS, "verdict": "allow"}, "clauses[0].verdict"),
        ({**WORDS, "verdict": "punish"}, "clauses[0].verdict"),
        ({**WORDS, "mode": "perhaps"}, "clauses[0].mode"),
        ({**WORDS, "exceptions": [{"hours": {"start": "9:00", "end": "10:00"}}]}, f"{FIRST}.hours.start"),
        ({**WORDS, "exceptions": [{"hours": {"start": "09:00", "end": "09:00"}}]}, f"{FIRST}.hours.end"),
        ({**WORDS, "exceptions": [{"who": "everybody"}]}, f"{FIRST}.who"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named(clause: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidParam) as caught:
        charter(clause)
    assert caught.value.body("zh-CN")["field"] == field


def test_an_exception_needs_somebody_or_some_time() -> None:
    with pytest.raises(MissingParam):
        charter({**WORDS, "exceptions": [{}]})


# -- exceptions ----------------------------------------------------------------------------------------------

NOON = {"start": "12:00", "end": "13:00", "days": [1, 2, 3, 4, 5]}
EXEMPT: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({"who": "owner"}, {}, False),
    ({"who": "owner"}, {"actor": OWNER, "is_owner": True}, True),
    ({"who": "leaders"}, {"is_leader": True}, True),
    ({"who": "leaders"}, {}, False),
    ({"hours": NOON}, {"minute": MONDAY_NOON}, True),
    ({"hours": NOON}, {"minute": MONDAY_NOON + 60}, False),
    ({"hours": NOON}, {"minute": SATURDAY_NOON}, False),
    ({"who": "leaders", "hours": NOON}, {"minute": MONDAY_NOON}, False),
    ({"who": "leaders", "hours": NOON}, {"minute": MONDAY_NOON, "is_leader": True}, True),
    ({"who": {"type": "role", "role": "hr"}}, {"person": "shen"}, True),
    ({"who": {"type": "role", "role": "hr"}}, {"person": "luo"}, False),
    ({"who": {"type": "rank", "floor": "主管"}}, {"person": "he"}, True),
    ({"who": {"type": "rank", "floor": "主管"}}, {"person": "zhou"}, False),
    ({"who": {"type": "department", "department_id": "p2"}}, {"person": "luo"}, True),
    ({"who": {"type": "everyone"}}, {"person": "nobody"}, False),
]


@pytest.mark.parametrize(("exempt", "facts", "allowed"), EXEMPT)
def test_a_clause_does_not_hold_for_its_exceptions(
    exempt: dict[str, Any], facts: dict[str, Any], *, allowed: bool
) -> None:
    org = factory()
    given = {"actor": ALICE, **facts}
    if "person" in given:
        given["who"] = Who(org, org.people.get(given.pop("person")))
    asked = rules({**NO_VIDEO, "exceptions": [exempt]})
    assert ask(asked, VIDEO, **given).allowed is allowed
    both = rules({**NO_VIDEO, "exceptions": [{"who": "owner", "hours": NOON}, exempt]})
    assert ask(both, VIDEO, **given).allowed is allowed


def test_a_night_goes_over_midnight_and_over_the_week() -> None:
    night = Hours("22:00", "06:00").spans()
    assert is_within(night, 22 * 60)
    assert is_within(night, 5 * 60 + 59)
    assert not is_within(night, 6 * 60)
    sunday = Hours("22:00", "06:00", (7,)).spans()
    assert is_within(sunday, 0)
    assert not is_within(sunday, 1_440)
    assert minutes_until(Hours("08:30", "17:30", (1, 2, 3, 4, 5)).spans(), 5 * 1_440) == 2 * 1_440 + 510


# -- versions ------------------------------------------------------------------------------------------------

BASE: list[dict[str, Any]] = [NO_VIDEO, WORDS]
MORE: list[tuple[list[dict[str, Any]], dict[str, Any], bool]] = [
    (BASE, {}, False),
    (BASE[::-1], {}, False),
    (BASE[:1], {}, False),
    ([*BASE, {"type": "posting", "who": "leaders"}], {}, True),
    ([*BASE, {"type": "posting", "who": "leaders", "mode": "observe"}], {}, False),
    ([{**NO_VIDEO, "allowed": ["text"]}, WORDS], {}, True),
    ([{**NO_VIDEO, "allowed": ["text", "image", "link", "poll"]}, WORDS], {}, False),
    ([{**NO_VIDEO, "mode": "observe"}, WORDS], {}, False),
    ([{**NO_VIDEO, "exceptions": [{"who": "leaders"}]}, WORDS], {}, False),
    ([NO_VIDEO, {**WORDS, "words": ["加微信", "兼职"]}], {}, True),
    ([NO_VIDEO, {**WORDS, "verdict": "nudge"}], {}, False),
    (BASE, {"purpose": "另一件事"}, True),
    (BASE, {"label": "open"}, False),
    (BASE, {"label": "confidential"}, True),
    (BASE, {"name": "另一个名字", "deputies": [], "review_date": "2027-01-31"}, False),
]


@pytest.mark.parametrize(("clauses", "fields", "more"), MORE)
def test_members_accept_again_only_what_asks_more(
    clauses: list[dict[str, Any]], fields: dict[str, Any], *, more: bool
) -> None:
    before, after = charter(*BASE), charter(*clauses, **fields)
    assert asks_more(before, after) is more
    changes = difference(factory(), before, after)
    assert any(change.asks_more for change in changes) is more
    assert asks_more(charter({**NO_VIDEO, "mode": "observe"}, WORDS), before)


def test_a_difference_reads_like_a_colleagues_note() -> None:
    before: Charter = charter({"type": "accept_first", "id": "first"}, *BASE)
    after = charter({"type": "accept_first", "id": "first"}, {**NO_VIDEO, "allowed": ["text"]}, version=2)
    lines = [change.text["zh-CN"] for change in difference(factory(), before, after)]
    assert lines == [
        "第 2 条改为：本群只发文字。（原来：本群只发文字、图片和链接。）",
        "删去原第 3 条：消息里不得出现：加微信。",
    ]
    text = texts(factory(), after, before)["zh-CN"]
    assert "与第 1 版相比" in text
    assert "这一版要求更多，请重新接受。" in text
    assert "与第 1 版相比" not in texts(factory(), after)["zh-CN"]


def test_exceptions_and_trial_stand_in_the_text() -> None:
    shown = charter(
        {**NO_VIDEO, "verdict": "nudge", "mode": "observe", "exceptions": [{"who": "leaders", "hours": NOON}]}
    )
    chinese = texts(factory(), shown)["zh-CN"]
    assert "（会先提醒，再发一次就发出）" in chinese
    assert "例外：群主、副群主和各级负责人，周一至周五 12:00–13:00。" in chinese
    assert "（试行：只统计，不拦截）" in chinese
