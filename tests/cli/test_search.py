"""`fangyuan search rebuild`: the index is what the log says, whatever it was before."""

from __future__ import annotations

from fangyuan import identity, rooms, search
from fangyuan.db import SQL, Database, Tx
from tests.cli.conftest import Terminal

ANNA = "@anna:test.local"
_SPOIL = SQL("DELETE FROM search_texts")


def name_rooms(tx: Tx) -> None:
    identity.create_account(tx, ANNA)
    for number in range(search.BATCH + 1):
        rooms.create(tx, ANNA, rooms.NewRoom(name=f"水泵 {number}"), {})
    while search.advance(tx):
        pass


def test_rebuilding(here: Terminal, db: Database) -> None:
    db.write_now(name_rooms)
    wish = search.Wish(search.parse("水泵"))
    before = db.read_now(lambda tx: search.find(tx, ANNA, wish))
    db.write_now(lambda tx: tx.run(_SPOIL))
    assert db.read_now(lambda tx: search.find(tx, ANNA, wish)).count == 0
    done = here.run("search", "rebuild")
    assert (done.code, "complete" in done.out) == (0, True)
    after = db.read_now(lambda tx: search.find(tx, ANNA, wish))
    assert after.matches == before.matches
    assert after.count == before.count == search.BATCH + 1
