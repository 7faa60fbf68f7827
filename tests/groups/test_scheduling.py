"""What a charter keeps until its time: sent then, once, whatever happens in between; taken back until then."""

from __future__ import annotations

import pytest

from fangyuan import events, groups
from fangyuan.charter import Verdict
from fangyuan.groups import Group, Held, holding
from fangyuan.groups.approvers import get
from fangyuan.groups.held_model import Attempt
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import Conflict
from fangyuan.worker import run_due
from tests.kit.company import Company, people, person, user

HOUR = 3_600_000


class Night:
    """A group at night, and a message of li's that is to go out in nine hours."""

    def __init__(self, company: Company, clock: ManualClock) -> None:
        self.company, self.clock = company, clock
        self.group: Group = company.found(audience=people("he", "li"))
        content = {"msgtype": "m.text", "body": "明早再说"}
        until = clock.now_ms() + 9 * HOUR
        verdict = Verdict("schedule", 1, "hours", "refuse.keywords", {"word": "夜里"}, until_ts=until)
        attempt = Attempt("m.room.message", content, "t1")
        self.held = company.write(
            lambda tx: holding.keep(tx, person("li"), self.group.room_id, verdict, attempt)
        )

    def later(self, hours: float) -> None:
        self.clock.advance(int(hours * HOUR))
        run_due(self.company.db)

    def sent(self) -> list[events.Event]:
        room_id = self.group.room_id
        found = self.company.read(lambda tx: events.list_since(tx, [room_id], 0, tx.position))
        return [one for one in found if one.type == "m.room.message" and one.sender == user("li")]

    def now(self) -> Held:
        return self.company.read(lambda tx: get(tx, self.held.held_id))


@pytest.fixture
def night(company: Company, clock: ManualClock) -> Night:
    return Night(company, clock)


def test_it_goes_out_in_time_and_once(night: Night) -> None:
    night.later(8.9)
    assert night.sent() == []
    night.company.write(lambda tx: tx.memo.clear())
    night.later(0.2)
    [event] = night.sent()
    assert (event.txn_id, event.content()["body"]) == ("t1", "明早再说")
    night.later(48)
    assert len(night.sent()) == 1
    assert (night.now().status, night.now().event_id) == ("sent", event.event_id)


def test_it_is_taken_back(night: Night) -> None:
    night.company.write(lambda tx: groups.withdraw(tx, person("li"), night.held.held_id))
    night.later(10)
    assert night.sent() == []
    with pytest.raises(Conflict):
        night.company.write(lambda tx: groups.withdraw(tx, person("li"), night.held.held_id))


def test_nobody_approves_what_only_waits(night: Night) -> None:
    with pytest.raises(Conflict):
        night.company.write(
            lambda tx: groups.decide_held(tx, person("he"), night.held.held_id, "approved", "")
        )


def test_a_mute_since_then_does_not_stop_it(night: Night) -> None:
    """It was said before; a mute holds for what is said while it lasts."""
    he, room = person("he"), night.group.room_id
    night.company.write(lambda tx: groups.restrain(tx, he, room, user("li"), "mute", 60 * 24, ""))
    night.later(9)
    assert len(night.sent()) == 1


@pytest.mark.parametrize("how", ["removed", "left the company", "closed"])
def test_who_is_gone_says_nothing(night: Night, how: str) -> None:
    room = night.group.room_id
    if how == "removed":
        night.company.write(lambda tx: groups.kick(tx, person("he"), room, user("li")))
    elif how == "left the company":
        night.company.write(lambda tx: groups.close_account(tx, user("chen"), user("li")))
    else:
        night.company.write(lambda tx: groups.dissolve(tx, user("lin"), room))
    night.later(9)
    assert night.sent() == []
    assert night.now().status == "lapsed"
    assert night.now().reason
