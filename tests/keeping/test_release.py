"""What a released hold kept goes piece by piece, past what another one keeps."""

from __future__ import annotations

import pytest

from fangyuan import events, groups, keeping, worker
from fangyuan.db import Database, Tx
from tests.kit.company import Company, person, user


@pytest.fixture
def company(db: Database) -> Company:
    return Company(db)


def test_what_another_hold_keeps_stands_in_nobodys_way(company: Company) -> None:
    """Of more than a batch of originals those in the middle stay: the rest goes all the same."""

    def talk(tx: Tx) -> str:
        room = groups.found(
            tx, person("lin"), {"kind": "project", "name": "群", "purpose": "干活", "owner": "lin",
                                "audience": {"include": [{"type": "people", "people": ["li", "he"]}]}, "clauses": []}
        ).room_id  # fmt: skip
        wishes = [keeping.HoldWish(user_id=user(one), reason="调查") for one in ("li", "he")]
        first, _ = [keeping.place(tx, person("lin"), wish) for wish in wishes]
        for number in range(250):
            by = person("he" if 90 <= number < 210 else "li")
            said = groups.send(tx, by, room, "m.room.message", {"msgtype": "m.text", "body": "话"}, None)
            groups.redact(tx, by, room, said.event_id, {}, None)
        return first.hold_id

    hold_id = company.write(talk)
    for by in ("lin", "wu"):
        company.write(lambda tx, by=by: keeping.ask_release(tx, person(by), hold_id, "结案"))
    worker.run_due(company.db)
    assert company.read(lambda tx: _kept(tx, hold_id)) == (120, 0)


def _kept(tx: Tx, released: str) -> tuple[int, int]:
    """How much the hold that is left keeps, and how much would still be there of the other one."""
    by_id = {one.hold_id: one for one in keeping.list_holds(tx, person("lin"), "", 10)}
    gone = by_id.pop(released)
    [left] = by_id.values()
    return len(events.list_held_by(tx, left, 0, 1_000)), len(events.list_held_by(tx, gone, 0, 1_000))
