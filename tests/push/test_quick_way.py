"""The laws of judging: the quick way is the exact one, and the log's numbers follow the default rules."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from fangyuan import push
from fangyuan.events import LOOK, Event
from fangyuan.push import EventFacts
from fangyuan.push.model import Changes
from tests.push.generators import CHANGES, COMMON_CHANGES, EVENTS, ME, MEMBERS, NAMES, judge


@given(of=EVENTS, name=NAMES, members=MEMBERS, at_room=st.booleans())
def test_default_rules_the_quick_way(of: Event, name: str | None, members: int, at_room: bool) -> None:
    quick = judge(name=name)
    assert quick.is_plain
    facts = EventFacts(of, members, at_room)
    assert quick.judge(facts) == quick.judge_by_rules(facts)


@given(of=EVENTS, changes=st.one_of(COMMON_CHANGES, CHANGES), members=MEMBERS, at_room=st.booleans())
def test_changed_rules_the_quick_way(of: Event, changes: Changes, members: int, at_room: bool) -> None:
    quick = judge(changes)
    facts = EventFacts(of, members, at_room)
    assert quick.judge(facts) == quick.judge_by_rules(facts)


@given(of=EVENTS, changes=CHANGES, members=MEMBERS, at_room=st.booleans())
def test_members_count_only_for_who_needs_them(
    of: Event, changes: Changes, members: int, at_room: bool
) -> None:
    quick = judge(changes)
    if not quick.needs_member_count:
        assert quick.judge(EventFacts(of, None, at_room)) == quick.judge(EventFacts(of, members, at_room))


@given(of=EVENTS)
def test_the_log_counts_what_the_default_rules_notify_of(of: Event) -> None:
    """`Event.notifies` is the default rules' verdict on what names nobody; else there is a mention."""
    stranger = push.compile(push.Ruleset("@nobody:test.local"), None)
    if LOOK not in of.mentions:
        assert of.notifies == stranger.judge(EventFacts(of, 3, False))
    mine = judge().judge(EventFacts(of, 3, True))
    if mine != of.notifies and of.sender != ME and of.type != "m.room.member":
        assert of.mentions, "whoever counts by numbers must be told to look at this event"


@given(changes=CHANGES)
def test_changes_survive_storage(changes: Changes) -> None:
    assert msgspec.json.decode(msgspec.json.encode(changes), type=Changes) == changes
