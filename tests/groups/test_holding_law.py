"""Law of held messages: no sequence of sends, retries, decisions, times and crashes loses or doubles one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fangyuan import charter, events, groups, rooms
from fangyuan.db import Database, Tx
from fangyuan.groups import Held
from fangyuan.groups.approvers import get
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import Conflict, FangyuanError
from fangyuan.worker import JOBS, run_due
from tests.kit.company import Company, people, person, user
from tests.kit.fairly import CLAUSES, HOLD

STEPS = st.one_of(
    st.tuples(st.just("send"), st.integers(0, 5)),
    st.tuples(st.sampled_from(["approved", "refused", "withdraw"]), st.integers(0, 5)),
    st.tuples(st.sampled_from(["wait", "die"]), st.integers(0, 240)),
    st.tuples(st.sampled_from(["restart", "leave", "come"]), st.just(0)),
)


class Death(RuntimeError):
    """The machine stops before the commit."""


def _dies(tx: Tx, payload: Any) -> None:
    groups.due(tx, payload)
    raise Death


DYING = {**JOBS, groups.DUE: _dies}


class Story:
    """A group, messages by transaction id, and how each must have ended."""

    def __init__(self, db: Database, clock: ManualClock, number: int) -> None:
        self.db, self.clock = db, clock
        wish = {"clauses": CLAUSES, "audience": people("he", "li"), "name": f"群{number}"}
        group = db.write_now(lambda tx: groups.found(tx, person("lin"), _wish(wish)))
        self.room = group.room_id
        self.held: dict[int, int] = {}  # which message -> its held id
        self.ended: dict[int, str] = {}

    def send(self, which: int) -> None:
        content = {"msgtype": "m.text", "body": f"{HOLD}{which}"}
        li = person("li")
        try:
            sent = self.db.write_now(
                lambda tx: groups.send(tx, li, self.room, "m.room.message", content, f"t{which}")
            )
        except FangyuanError as error:
            refused = error
        else:
            assert self.ended.get(which) == "sent", "what is sent was approved"
            assert sent.event_id == self.read(which).event_id, "and it is the same event"
            return
        kept = refused.extra.get("fangyuan.held")
        if kept is not None:
            assert self.held.setdefault(which, kept["held_id"]) == kept["held_id"], "held once"
        else:
            assert not isinstance(refused, charter.Refused), "only who is gone hears of no held message"

    def act(self, what: str, which: int) -> None:
        if which not in self.held:
            return
        held_id = self.held[which]
        was = self.read(which)
        try:
            if what == "withdraw":
                done = self.db.write_now(lambda tx: groups.withdraw(tx, person("li"), held_id))
            else:
                done = self.db.write_now(lambda tx: groups.decide_held(tx, person("he"), held_id, what, ""))
        except Conflict:
            assert not was.is_waiting, "what waits obeys"
            return
        assert was.is_waiting
        assert done.status in ("sent", "refused", "withdrawn", "lapsed")
        self.ended[which] = done.status

    def read(self, which: int) -> Held:
        return self.db.read_now(lambda tx: get(tx, self.held[which]))

    def move(self, what: str) -> None:
        def go(tx: Tx) -> None:
            standing = rooms.membership(tx, rooms.get(tx, self.room), user("li"))
            if what == "leave" and standing == "join":
                groups.leave(tx, person("li"), self.room)
            elif what == "come" and standing != "join":
                groups.invite(tx, person("he"), self.room, user("li"))
                groups.join(tx, person("li"), self.room)

        self.db.write_now(go)

    def check(self) -> None:
        said = self.db.read_now(lambda tx: events.list_since(tx, [self.room], 0, tx.position))
        mine = [event for event in said if event.type == "m.room.message" and event.sender == user("li")]
        for which in self.held:
            found = self.read(which)
            if which not in self.ended and not found.is_waiting:
                assert found.status == "lapsed", "only people decide; who is gone has nothing sent"
                self.ended[which] = found.status
            assert found.status == self.ended.get(which, "waiting")
            shown = [event for event in mine if event.txn_id == f"t{which}"]
            assert len(shown) == (found.status == "sent")
            assert [event.event_id for event in shown] == ([found.event_id] if shown else [])
        assert len(mine) == len([one for one in self.ended.values() if one == "sent"])


def _wish(more: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "project", "purpose": "试一试", "owner": "he"} | more


@pytest.fixture
def company(db: Database) -> Company:
    return Company(db)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example([("send", 0), ("send", 0), ("approved", 0), ("send", 0), ("refused", 0)], -1)
@example([("send", 1), ("leave", 0), ("approved", 1), ("come", 0), ("send", 1)], -2)
@given(st.lists(STEPS, max_size=20), st.integers(0, 10**9))
def test_never_lost_never_doubled(
    company: Company, clock: ManualClock, steps: list[tuple[str, int]], number: int
) -> None:
    story = Story(company.db, clock, number)
    for what, amount in steps:
        if what == "send":
            story.send(amount)
        elif what in ("approved", "refused", "withdraw"):
            story.act(what, amount)
        elif what in ("wait", "die"):
            clock.advance(amount * 60_000)
            run_due(story.db, DYING if what == "die" else JOBS)
        elif what == "restart":
            story.db.write_now(lambda tx: tx.memo.clear())
        else:
            story.move(what)
        story.check()
    clock.advance(86_400_000)
    run_due(story.db)
    story.check()
