"""The law of pushing: in order, each at least once, nothing that was read before, whatever fails in between."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import identity, push
from fangyuan.db import Database, Tx
from fangyuan.identity import Session
from fangyuan.kernel.clock import ManualClock
from fangyuan.push import NewPusher, Push
from tests.push.company import Company, text

URL = "https://push.example.org/_matrix/push/v1/notify"
_RETRY_MS = 3_600_000


@dataclass
class Phone:
    """Ben's phone, and the server's memory of it, which is gone when the server dies."""

    company: Company
    pusher_id: str = ""
    looked_at: int = 0
    waits_since: int | None = None
    rung: list[str] = field(default_factory=list[str])  # events that got through, in order
    written: int = 0  # how many of them the database knows of

    def set_up(self) -> None:
        def write(tx: Tx) -> None:
            user_id = self.company.users[1]
            identity.sign_in(tx, identity.get_account(tx, user_id), device_id="PHONE")
            new = NewPusher("app", "key", "http", "A", "B", "en", data={"url": URL})
            push.set_pusher(tx, Session("s", user_id, "PHONE"), new)

        self.company.db.write_now(write)
        (pusher,) = self.company.db.read_now(lambda tx: push.list_pushers(tx, self.company.users[1]))
        self.pusher_id, self.looked_at = pusher.pusher_id, pusher.position

    def look(self) -> None:
        """What the sender does when it wakes."""
        found = self.company.db.read_now(lambda tx: push.list_concerned(tx, self.looked_at, {}))
        self.looked_at = found.upto
        for pusher, position in found.pushers:
            assert pusher.pusher_id == self.pusher_id
            if self.waits_since is None:
                self.waits_since = position - 1

    def next(self) -> Push | None:
        after = self.waits_since
        if after is None:
            return None
        found = self.company.db.read_now(lambda tx: push.next_push(tx, self.pusher_id, after))
        if found is None:
            self.waits_since = None
        return found

    def ring(self, outcome: str) -> None:
        self.look()
        found = self.next()
        if found is None:
            return
        event_id: str = found.body["notification"]["event_id"]
        if outcome == "fails":
            self.company.db.write_now(lambda tx: push.set_failed(tx, found))
            self.waits_since = None  # the alarm brings it back
            return
        self.rung.append(event_id)
        if outcome == "taken, then we die":
            self.die()
            return
        self.company.db.write_now(lambda tx: push.set_delivered(tx, found))
        self.waits_since = found.position

    def die(self) -> None:
        """Only what the database has is left; it looks at everything again from far back."""
        self.waits_since = None
        self.looked_at = 0

    def alarm(self, clock: ManualClock) -> None:
        clock.advance(_RETRY_MS)
        (pusher,) = self.company.db.read_now(lambda tx: push.list_pushers(tx, self.company.users[1]))
        if pusher.attempts and self.waits_since is None:
            self.waits_since = pusher.position


_SAY = st.tuples(st.just("say"), st.integers(0, 2), st.integers(0, 1))
_OUTCOMES = st.sampled_from(["gets through", "gets through", "fails", "taken, then we die"])
_STEPS = st.one_of(
    _SAY,
    _SAY,
    st.tuples(st.just("ring"), _OUTCOMES),
    st.tuples(st.sampled_from(["read", "die", "alarm", "look"])),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEPS, min_size=1, max_size=25))
def test_whatever_fails(db: Database, clock: ManualClock, steps: list[tuple[object, ...]]) -> None:
    company = Company.found(db)
    phone = Phone(company)
    phone.set_up()
    read: set[str] = set()
    for step in steps:
        if step[0] == "say":
            company.say(int(str(step[1])), int(str(step[2])), text("hello"))
        elif step[0] == "ring":
            phone.ring(str(step[1]))
        elif step[0] == "read" and company.said:
            newest = company.said[-1]
            company.has_read(1, company.room_ids.index(newest.room_id), newest, thread="", private=False)
        elif step[0] == "die":
            phone.die()
        elif step[0] == "alarm":
            phone.alarm(clock)
        elif step[0] == "look":
            phone.look()
        read |= _read_by_ben(company) - set(phone.rung)
    phone.alarm(clock)
    while phone.looked_at < db.read_now(lambda tx: tx.position) or phone.waits_since is not None:
        phone.ring("gets through")
    order = [event.event_id for event in company.said]
    for_ben = [event.event_id for event in company.said if event.sender != company.users[1]]
    once = list(dict.fromkeys(phone.rung))
    assert once == [event_id for event_id in order if event_id in once], "in order"
    assert set(once) == set(for_ben) - read, (
        "all that he had not read when it could have rung, and nothing else"
    )


def _read_by_ben(company: Company) -> set[str]:
    """What he has read: by a receipt, or by having written after it."""
    ben = company.users[1]
    found: set[str] = set()
    for event in company.said:
        marks = [company.read.get((ben, event.room_id, timeline), 0) for timeline in ("", "main")]
        if event.sender != ben and event.position <= max(marks):
            found.add(event.event_id)
    return found
