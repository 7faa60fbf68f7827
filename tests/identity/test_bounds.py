"""What of a person is kept is bounded."""

from __future__ import annotations

import pytest

from fangyuan import e2ee, identity
from fangyuan.db import Database
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import InvalidParam

ALICE, BOB = "@alice:test.local", "@bob:test.local"
DAY = 86_400_000


def test_so_many_filters_and_no_more(db: Database) -> None:
    def keep(user_id: str, limit: int) -> str:
        definition = {"room": {"timeline": {"limit": limit}}}
        return db.write_now(lambda tx: identity.create_filter(tx, user_id, definition))

    ids = {limit: keep(ALICE, limit) for limit in range(500)}
    with pytest.raises(InvalidParam):
        keep(ALICE, 500)
    assert keep(ALICE, 7) == ids[7], "what he keeps already he may ask for again"
    assert keep(BOB, 500) not in ids.values()


class Mailbox:
    """Messages that wait for devices of Alice."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.count = 0
        account = db.write_now(lambda tx: identity.create_account(tx, ALICE))
        db.write_now(lambda tx: identity.sign_in(tx, account, device_id="PHONE"))
        self.tablet = db.write_now(lambda tx: identity.sign_in(tx, account, device_id="TABLET"))

    def put(self, *device_ids: str) -> None:
        self.count += 1
        messages = {(ALICE, device_id): {"number": self.count} for device_id in device_ids}
        self.db.write_now(lambda tx: e2ee.send(tx, BOB, "B", "m.room_key", f"t{self.count}", messages))

    def tidy(self, most: int, most_for_absent: int) -> None:
        self.db.write_now(lambda tx: identity.drop_unfetched(tx, most, most_for_absent))

    def waiting(self, device_id: str) -> list[int]:
        """The numbers of the messages, by the order in which they were sent."""
        found = self.db.read_now(lambda tx: e2ee.list_to_device(tx, ALICE, device_id, tx.position, 100))
        return [int(body.partition(b'"number":')[2].rstrip(b"}")) for _, body in found]


def test_who_was_here_lately_loses_nothing(db: Database, clock: ManualClock) -> None:
    box = Mailbox(db)
    for _ in range(5):
        box.put("PHONE")
    clock.advance(29 * DAY)
    box.tidy(most=5, most_for_absent=2)
    assert box.waiting("PHONE") == [1, 2, 3, 4, 5]


def test_who_is_away_keeps_the_newest(db: Database, clock: ManualClock) -> None:
    box = Mailbox(db)
    for _ in range(5):
        box.put("PHONE", "TABLET", "DEHYDRATED")
    box.put("TABLET")
    clock.advance(31 * DAY)
    tablet = db.read_now(lambda tx: identity.find_session(tx, identity.hash_token(box.tablet.access_token)))
    assert tablet is not None
    db.write_now(lambda tx: identity.note_seen(tx, tablet, "127.0.0.1"))
    box.tidy(most=5, most_for_absent=2)
    assert box.waiting("PHONE") == [4, 5]
    assert box.waiting("DEHYDRATED") == [4, 5]
    assert box.waiting("TABLET") == [2, 3, 4, 5, 6], "a device that only sends keeps much, but not all"
    db.write_now(identity.drop_expired)
    assert box.waiting("PHONE") == [4, 5]
