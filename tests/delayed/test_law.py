"""Laws of delayed events: each is sent once or not at all, never before its time, never after it was called back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import delayed, events, groups, identity
from fangyuan.db import Database, Tx
from fangyuan.delayed import Wish
from fangyuan.identity.model import Session
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import Conflict
from fangyuan.rooms import NewRoom
from fangyuan.worker import JOBS, run_due

ALICE = Session("", "@alice:test.local", "PHONE")
TYPE = "com.example.test"


def _dies(tx: Tx, payload: Any) -> None:
    delayed.send_due(tx, payload)
    raise RuntimeError("the machine stops before the commit")


DYING = {**JOBS, delayed.SEND: _dies}
STEPS = st.one_of(
    st.tuples(st.just("hand over"), st.integers(1, 5_000)),
    st.tuples(st.sampled_from(["restart", "cancel", "send"]), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(0, 4_000)),
    st.tuples(st.just("die"), st.integers(0, 4_000)),
)


class Story:
    """A room, what was handed over, and what was promised of it."""

    def __init__(self, db: Database, clock: ManualClock) -> None:
        self.db, self.clock = db, clock
        if db.read_now(lambda tx: identity.find_account(tx, ALICE.user_id)) is None:
            db.write_now(lambda tx: groups.ensure_house(tx, "fangyuan"))
            db.write_now(lambda tx: identity.create_account(tx, ALICE.user_id))
        self.room = db.write_now(lambda tx: groups.create_room(tx, ALICE, NewRoom(), ungoverned=True))
        self.ids: list[str] = []
        self.not_before: dict[str, int] = {}
        self.called_back: set[str] = set()

    def hand_over(self, delay: int) -> None:
        wish = Wish(self.room, TYPE, {"number": len(self.ids)}, delay)
        delay_id = self.db.write_now(lambda tx: delayed.schedule(tx, ALICE, wish, most=1_000))
        self.ids.append(delay_id)
        self.not_before[delay_id] = self.clock.now_ms() + delay

    def act(self, what: str, which: int) -> None:
        if not self.ids:
            return
        delay_id = self.ids[which % len(self.ids)]
        verbs: dict[str, Callable[[Tx, str], None]] = {
            "restart": delayed.restart,
            "cancel": delayed.cancel,
            "send": delayed.send_now,
        }
        found = self.db.read_now(lambda tx: delayed.find(tx, ALICE.user_id, delay_id))
        try:
            self.db.write_now(lambda tx: verbs[what](tx, delay_id))
        except Conflict:
            assert found.outcome, "what waits obeys"
            return
        if what == "cancel":
            self.called_back.add(delay_id)
        elif found.is_waiting:
            self.not_before[delay_id] = self.clock.now_ms() + (found.delay_ms if what == "restart" else 0)

    def sent(self) -> list[events.Event]:
        found = self.db.read_now(lambda tx: events.list_since(tx, [self.room], 0, tx.position))
        return [event for event in found if event.type == TYPE]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=25))
def test_once_or_not_at_all_and_in_time(
    db: Database, clock: ManualClock, steps: list[tuple[str, int]]
) -> None:
    story = Story(db, clock)
    for what, number in steps:
        if what == "hand over":
            story.hand_over(number)
        elif what in ("wait", "die"):
            clock.advance(number)
            run_due(db, DYING if what == "die" else JOBS)
        else:
            story.act(what, number)
    clock.advance(86_400_000)
    run_due(db)
    sent = story.sent()
    names = [event.txn_id or "" for event in sent]
    assert sorted(names) == sorted(set(story.ids) - story.called_back)
    for event in sent:
        assert event.txn_id is not None
        assert event.ts >= story.not_before[event.txn_id]
        assert event.content() == {"number": story.ids.index(event.txn_id)}
