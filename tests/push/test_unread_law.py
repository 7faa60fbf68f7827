"""The law of unread counts: by numbers, followed live, and by judging every event, they are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan.db import Database
from fangyuan.events import Event
from fangyuan.kernel.json import JsonObject
from fangyuan.push import NewRule, RuleName
from tests.push.company import Company


@dataclass(frozen=True)
class Say:
    """`mentions` are places in the list of users, None without `m.mentions`; `which` picks a target."""

    who: int
    where: int
    which: int
    type: str
    msgtype: str
    body: str
    mentions: tuple[int, ...] | None
    at_room: bool
    relation: str | None

    def do(self, company: Company) -> None:
        content: JsonObject = {"msgtype": self.msgtype, "body": self.body}
        if self.mentions is not None:
            content["m.mentions"] = {
                "user_ids": [company.users[at] for at in self.mentions],
                "room": self.at_room,
            }
        target = _pick(company, self.where, self.which)
        if target is not None and self._may_relate(company, target):
            content["m.relates_to"] = {"rel_type": self.relation, "event_id": target.event_id}
        company.say(self.who, self.where, content, self.type)

    def _may_relate(self, company: Company, target: Event) -> bool:
        if self.relation == "m.thread":
            return target.rel_type is None
        if self.relation == "m.replace":
            return target.sender == company.member(self.who, self.where)
        return self.relation is not None


@dataclass(frozen=True)
class Read:
    who: int
    where: int
    which: int
    threaded: bool
    private: bool

    def do(self, company: Company) -> None:
        event = _pick(company, self.where, self.which)
        if event is not None:
            thread = (event.thread_root or "main") if self.threaded else ""
            company.has_read(self.who, self.where, event, thread=thread, private=self.private)


@dataclass(frozen=True)
class Turn:
    who: int
    rule_id: str
    enabled: bool

    def do(self, company: Company) -> None:
        company.turn(self.who, self.rule_id, self.enabled)


@dataclass(frozen=True)
class Make:
    who: int
    what: str
    where: int

    def do(self, company: Company) -> None:
        room_id = company.room_ids[self.where]
        here = [{"kind": "event_match", "key": "room_id", "pattern": room_id}]
        pair = [{"kind": "room_member_count", "is": "2"}]
        loud: list[Any] = ["notify", {"set_tweak": "highlight"}]
        name, new = {
            "mute": (RuleName("override", room_id), NewRule(actions=[], conditions=here)),
            "mentions": (RuleName("room", room_id), NewRule(actions=[])),
            "all": (RuleName("room", room_id), NewRule(actions=["notify"])),
            "keyword": (RuleName("content", "w"), NewRule(actions=loud, pattern="look")),
            "no pairs": (RuleName("underride", "s"), NewRule(actions=[], conditions=pair)),
        }[self.what]
        company.change_rule(self.who, name, new)


def _pick(company: Company, where: int, which: int) -> Event | None:
    there = [event for event in company.said if event.room_id == company.room_ids[where]]
    return there[which % len(there)] if there else None


_WHO, _WHERE, _WHICH = st.integers(0, 2), st.integers(0, 1), st.integers(0, 40)
_OTHER_TYPES = ["m.room.encrypted", "m.sticker", "m.call.invite", "m.reaction"]
_MENTIONS: list[tuple[int, ...] | None] = [None, None, (), (0,), (1, 2)]
_SAY = st.builds(
    Say,
    _WHO,
    _WHERE,
    _WHICH,
    st.sampled_from([*["m.room.message"] * 6, *_OTHER_TYPES]),
    st.sampled_from(["m.text", "m.text", "m.text", "m.notice"]),
    st.sampled_from(["hello", "Ben 王, look", "anna_", "@room look", ""]),
    st.sampled_from(_MENTIONS),
    st.booleans(),
    st.sampled_from([None, None, "m.thread", "m.replace", "m.reference"]),
)
_READ = st.builds(Read, _WHO, _WHERE, _WHICH, st.booleans(), st.booleans())
_TURNED = [".m.rule.message", ".m.rule.master", ".m.rule.is_room_mention", ".m.rule.suppress_notices"]
_TURN = st.builds(Turn, _WHO, st.sampled_from(_TURNED), st.booleans())
_MAKE = st.builds(Make, _WHO, st.sampled_from(["mute", "mentions", "all", "keyword", "no pairs"]), _WHERE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rules=st.lists(_TURN | _MAKE, max_size=2),
    steps=st.lists(st.one_of(_SAY, _SAY, _SAY, _READ), min_size=1, max_size=25),
    later=st.lists(_TURN | _MAKE, max_size=1),
)
def test_counting_by_numbers_is_judging_every_event(
    db: Database, rules: list[Turn | Make], steps: list[Say | Read], later: list[Turn | Make]
) -> None:
    company = Company.found(db)
    for step in [*rules, *steps, *later]:
        step.do(company)
    for user_id in company.users:
        for room_id, counts in company.cold(user_id).items():
            assert counts == company.naive(user_id, room_id)
            live = company.live[user_id, room_id]
            assert live is None or live == counts
