"""What the rules say of an event, condition by condition, and whose counts are numbers."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.events import Event
from fangyuan.push import EventFacts
from fangyuan.push.judge import Mode
from fangyuan.push.model import Adjustment, Changes, Rule
from tests.push.generators import ME, OTHER, ROOM, event, judge, muting, text


def verdict(of: Event, changes: Changes | None = None, members: int = 3, at_room: bool = False) -> int:
    return judge(changes).judge(EventFacts(of, members, at_room))


# -- what the default rules say ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "at_room", "expected"),
    [
        (event(text("hello")), False, 1),
        (event(text("hello"), sender=ME), False, 0),
        (event(text("hello anna")), False, 2),
        (event(text("hello 安娜 a.")), False, 2),
        (event(text("hello annabel")), False, 1),
        (event(text("hello anna", **{"m.mentions": {}})), False, 1),
        (event(text("hello", **{"m.mentions": {"user_ids": [OTHER, ME]}})), False, 2),
        (event(text("hello", **{"m.mentions": {"room": True}})), True, 2),
        (event(text("hello", **{"m.mentions": {"room": True}})), False, 1),
        (event(text("hello", **{"m.mentions": {"room": 1}})), True, 1),
        (event(text("@room hello")), True, 2),
        (event(text("@room hello", **{"m.mentions": {}})), True, 1),
        (event({"msgtype": "m.notice", "body": "anna", "m.mentions": {"user_ids": [ME]}}), True, 0),
        (event(text("* x", **{"m.relates_to": {"rel_type": "m.replace"}, "m.mentions": {}})), False, 0),
        (
            event(
                text("* x", **{"m.relates_to": {"rel_type": "m.replace"}, "m.mentions": {"user_ids": [ME]}})
            ),
            False,
            2,
        ),
        (event({"algorithm": "a", "ciphertext": "c"}, "m.room.encrypted"), False, 1),
        (event({}, "org.matrix.msc3381.poll.start"), False, 1),
        (event({}, "m.poll.response"), False, 0),
        (event({}, "m.call.invite"), False, 1),
        (event({"m.relates_to": {"rel_type": "m.annotation"}}, "m.reaction"), False, 0),
        (event({"body": "anna"}, "m.sticker"), False, 2),
        (event({"body": "cat"}, "m.sticker"), False, 0),
        (event({"replacement_room": "!x"}, "m.room.tombstone", state_key=""), False, 2),
        (event({"replacement_room": "!x"}, "m.room.tombstone"), False, 0),
        (event({"membership": "invite"}, "m.room.member", state_key=ME), False, 1),
        (event({"membership": "invite"}, "m.room.member", state_key=OTHER), False, 0),
        (event({"name": "n"}, "m.room.name", state_key=""), False, 0),
    ],
)
def test_default_rules(of: Event, at_room: bool, expected: int) -> None:
    facts = EventFacts(of, 3, at_room)
    assert judge().judge(facts) == expected
    assert judge().judge_by_rules(facts) == expected


def test_a_name_with_wildcards_is_only_itself() -> None:
    facts = EventFacts(event(text("anything goes")), 3, False)
    assert judge(name="*").judge(facts) == judge(name="*").judge_by_rules(facts) == 1


def test_actions_are_those_of_the_deciding_rule() -> None:
    assert judge().actions(EventFacts(event(text("hi")), 3, False)) == ["notify"]
    sound = {"set_tweak": "sound", "value": "default"}
    assert judge().actions(EventFacts(event(text("hi")), 2, False)) == ["notify", sound]
    assert judge().actions(EventFacts(event({}, "m.reaction"), 2, False)) == []


# -- conditions ----------------------------------------------------------------------------------------------


def condition(of: Event, **fields: Any) -> bool:
    rule = Rule("mine", ["notify", {"set_tweak": "highlight"}], conditions=[fields])
    return verdict(of, Changes(override=(rule,))) == 2


TOPIC = event({"topic": "Lunch plans", "n": 1, "yes": True, "none": None}, "m.room.topic", state_key="")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "event_match", "key": "content.topic", "pattern": "lunc?*"}, True),
        ({"kind": "event_match", "key": "content.topic", "pattern": "lunch"}, False),
        ({"kind": "event_match", "key": "content.n", "pattern": "*"}, False),
        ({"kind": "event_match", "key": "content.missing", "pattern": "*"}, False),
        ({"kind": "event_match", "key": "content.topic"}, False),
        ({"kind": "event_match", "key": "content.topic.deeper", "pattern": "*"}, False),
        ({"kind": "event_match", "key": "state_key", "pattern": ""}, True),
        ({"kind": "event_match", "key": "room_id", "pattern": ROOM}, True),
        ({"kind": "event_property_is", "key": "content.n", "value": 1}, True),
        ({"kind": "event_property_is", "key": "content.n", "value": True}, False),
        ({"kind": "event_property_is", "key": "content.n", "value": "1"}, False),
        ({"kind": "event_property_is", "key": "content.yes", "value": True}, True),
        ({"kind": "event_property_is", "key": "content.yes", "value": 1}, False),
        ({"kind": "event_property_is", "key": "content.none", "value": None}, True),
        ({"kind": "event_property_is", "key": "content.missing", "value": None}, False),
        ({"kind": "event_property_is", "key": "content.n"}, False),
        ({"kind": "contains_display_name"}, False),
        ({"kind": "sender_notification_permission", "key": "room"}, False),
        ({"kind": "nobody_knows"}, False),
        ({"kind": "room_member_count", "is": "3"}, True),
        ({"kind": "room_member_count", "is": "==3"}, True),
        ({"kind": "room_member_count", "is": "<3"}, False),
        ({"kind": "room_member_count", "is": "<=3"}, True),
        ({"kind": "room_member_count", "is": ">2"}, True),
        ({"kind": "room_member_count", "is": ">=4"}, False),
        ({"kind": "room_member_count", "is": "three"}, False),
        ({"kind": "room_member_count", "is": 3}, False),
    ],
)
def test_conditions(fields: dict[str, Any], expected: bool) -> None:
    assert condition(TOPIC, **fields) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (r"content.m\.relates_to.rel_type", True),
        ("content.m.relates_to.rel_type", False),
        (r"content.back\\slash", True),
        (r"content.odd\x", True),
    ],
)
def test_dots_and_backslashes_in_keys(key: str, expected: bool) -> None:
    content = {"m.relates_to": {"rel_type": "here"}, "back\\slash": "here", "odd\\x": "here"}
    assert condition(event(content), kind="event_property_is", key=key, value="here") is expected


def test_property_contains_takes_whole_values_of_the_same_type() -> None:
    of = event({"list": ["#room:a", 1, {"x": 1}], "text": "#room:a"})
    contains = {"kind": "event_property_contains", "key": "content.list"}
    assert condition(of, **contains, value="#room:a")
    assert condition(of, **contains, value=1)
    assert not condition(of, **contains, value=":a")
    assert not condition(of, **contains, value=True)
    assert not condition(of, kind="event_property_contains", key="content.text", value="#room:a")


def test_own_rules_stand_above_the_defaults_but_below_the_master() -> None:
    quiet = Rule("quiet", [], conditions=[])
    mention = event(text("hi", **{"m.mentions": {"user_ids": [ME]}}))
    assert verdict(mention, Changes(override=(quiet,))) == 0
    loud = Changes(override=(Rule("loud", ["notify"], conditions=[]),))
    assert verdict(event({}, "m.reaction"), loud) == 1
    assert verdict(event({}, "m.reaction"), loud.adjusting(".m.rule.master", Adjustment(enabled=True))) == 0


def test_content_rules_need_a_body_and_sender_rules_a_sender() -> None:
    cake = Changes(content=(Rule("cake", ["notify", {"set_tweak": "highlight"}], pattern="cake*lie"),))
    assert verdict(event(text("the cake is a lie")), cake) == 2
    assert verdict(event(text("the cake")), cake) == 1
    spam = Changes(sender=(Rule(OTHER, ["dont_notify"]),))
    assert verdict(event(text("buy")), spam) == 0
    assert verdict(event(text("buy"), sender="@carl:test.local"), spam) == 1


# -- modes: who is judged by numbers -------------------------------------------------------------------------

_SOUND = {"set_tweak": "sound", "value": "ring"}


@pytest.mark.parametrize(
    ("changes", "group", "pair"),
    [
        (Changes(), Mode.DEFAULT, Mode.DEFAULT),
        (
            Changes().adjusting(".m.rule.message", Adjustment(actions=["notify", _SOUND])),
            Mode.DEFAULT,
            Mode.DEFAULT,
        ),
        (Changes().adjusting(".m.rule.master", Adjustment(enabled=True)), Mode.MUTED, Mode.MUTED),
        (Changes().adjusting(".m.rule.message", Adjustment(actions=[])), Mode.FULL, Mode.DEFAULT),
        (Changes().adjusting(".m.rule.suppress_notices", Adjustment(enabled=False)), Mode.FULL, Mode.FULL),
        (Changes(content=(Rule("w", ["notify"], pattern="w"),)), Mode.FULL, Mode.FULL),
        (Changes(content=(Rule("w", ["notify"], enabled=False, pattern="w"),)), Mode.DEFAULT, Mode.DEFAULT),
    ],
)
def test_modes(changes: Changes, group: Mode, pair: Mode) -> None:
    outline = judge(changes).outline
    assert (outline.mode(ROOM, 3), outline.mode(ROOM, 2)) == (group, pair)


def test_muting_a_room_leaves_the_others_alone() -> None:
    changes = Changes(override=(muting(ROOM),), room=(Rule("!b:test.local", []),))
    outline = judge(changes).outline
    assert outline.mode(ROOM, 3) is Mode.MUTED
    assert outline.mode("!b:test.local", 3) is Mode.MENTIONS
    assert outline.mode("!c:test.local", 3) is Mode.DEFAULT
