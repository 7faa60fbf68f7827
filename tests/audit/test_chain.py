"""Law 7's second half: the chain verifies, and no tampering with it goes unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import audit
from fangyuan.audit.model import Entry, hash_of
from fangyuan.db import SQL, Database, Tx
from fangyuan.kernel import json
from fangyuan.kernel.clock import ManualClock

ALICE = "@alice:test.local"
# Words that a database can hold: PostgreSQL's text has no NUL.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
acts = st.tuples(words, st.sampled_from(list(audit.Act)), words, values, values, words)
on_one_database = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def fill(tx: Tx, rows: list[tuple[Any, ...]]) -> None:
    for actor, act, subject, before, after, reason in rows:
        audit.record(tx, actor, act, subject, before=before, after=after, reason=reason)


class Undo(Exception):
    pass


def in_vain(db: Database, function: Callable[[Tx], Any]) -> Any:
    """What `function` gives in a transaction that is then undone: each example starts from an empty log."""
    result: list[Any] = []

    def run(tx: Tx) -> None:
        result.append(function(tx))
        raise Undo

    with pytest.raises(Undo):
        db.write_now(run)
    return result[0]


@given(rows=st.lists(acts, max_size=8))
@on_one_database
def test_what_was_recorded_verifies_and_reads_back(db: Database, rows: list[tuple[Any, ...]]) -> None:
    def story(tx: Tx) -> tuple[audit.Verified, list[audit.Entry]]:
        fill(tx, rows)
        return audit.verify(tx), audit.list_entries(tx, 0, 100)

    verified, entries = in_vain(db, story)
    assert verified.ok
    assert verified.rows == len(rows) == verified.head_seq
    for entry, (actor, act, subject, before, after, reason) in zip(entries, rows, strict=True):
        assert (entry.actor, entry.act, entry.subject) == (actor, act, subject)
        details = json.decode(entry.details)
        assert details.get("before") == before
        assert details.get("after") == after
        assert details.get("reason", "") == reason


# Ways to falsify the table. Each gives the number at which the chain is broken then.
_CHANGE = {
    column: SQL(f"UPDATE audit SET {column} = :value WHERE seq = :seq")
    for column in ("ts", "actor", "act", "subject", "details", "previous_hash", "hash", "seq")
}
_READ = {column: SQL(f"SELECT {column} FROM audit WHERE seq = :seq") for column in _CHANGE}
_DELETE = SQL("DELETE FROM audit WHERE seq = :seq")
_COPY = SQL("""
    INSERT INTO audit (seq, ts, actor, act, subject, details, previous_hash, hash)
    SELECT :value, ts, actor, act, subject, details, previous_hash, hash FROM audit WHERE seq = :seq
""")


def change(tx: Tx, data: st.DataObject, rows: int) -> int:
    seq = data.draw(st.integers(1, rows))
    column = data.draw(st.sampled_from(["ts", "actor", "act", "subject", "details", "previous_hash", "hash"]))
    old = tx.value(_READ[column], seq=seq)
    new: st.SearchStrategy[Any] = words
    if column == "ts":
        new = st.integers(0, 2**62)
    elif column == "details":
        new = st.binary(max_size=20)
    tx.run(_CHANGE[column], seq=seq, value=data.draw(new.filter(lambda value: value != old)))
    return seq


def delete(tx: Tx, data: st.DataObject, rows: int) -> int:
    seq = data.draw(st.integers(1, rows - 1))  # the last one leaves no gap: see the test of `expect`
    tx.run(_DELETE, seq=seq)
    return seq


def swap(tx: Tx, data: st.DataObject, rows: int) -> int:
    one = data.draw(st.integers(1, rows))
    other = data.draw(st.integers(1, rows).filter(lambda seq: seq != one))
    for old, new in ((one, 0), (other, one), (0, other)):
        tx.run(_CHANGE["seq"], seq=old, value=new)
    return min(one, other)


def smuggle(tx: Tx, data: st.DataObject, rows: int) -> int:
    new = data.draw(st.integers(-5, 0) | st.integers(rows + 1, rows + 5))
    tx.run(_COPY, seq=data.draw(st.integers(1, rows)), value=new)
    return min(new, rows + 1)


def shift(tx: Tx, data: st.DataObject, rows: int) -> int:
    """Takes a row out and closes the gap by renumbering, as a careful forger would."""
    gone = delete(tx, data, rows)
    for seq in range(gone + 1, rows + 1):
        tx.run(_CHANGE["seq"], seq=seq, value=seq - 1)
    return gone


def reseal(tx: Tx, data: st.DataObject, rows: int) -> int:
    """Rewrites a row as a whole, with a hash that fits its new content, but not the rows after it."""
    seq = data.draw(st.integers(1, rows - 1))
    [entry] = audit.list_entries(tx, seq - 1, 1)
    fake = Entry(
        seq, entry.ts + 1, entry.actor, entry.act, entry.subject, entry.details, entry.previous_hash, ""
    )
    tx.run(_CHANGE["ts"], seq=seq, value=fake.ts)
    tx.run(_CHANGE["hash"], seq=seq, value=hash_of(fake))
    return seq + 1


@pytest.mark.parametrize("tamper", [change, delete, swap, smuggle, shift, reseal])
@given(rows=st.lists(acts, min_size=2, max_size=8, unique_by=repr), data=st.data())
@on_one_database
def test_any_tampering_is_found_where_it_begins(
    db: Database,
    tamper: Callable[[Tx, st.DataObject, int], int],
    rows: list[tuple[Any, ...]],
    data: st.DataObject,
) -> None:
    def story(tx: Tx) -> tuple[int, audit.Verified]:
        fill(tx, rows)
        return tamper(tx, data, len(rows)), audit.verify(tx)

    touched, verified = in_vain(db, story)
    assert not verified.ok
    assert verified.why in ("changed", "missing", "unexpected", "link")
    assert verified.first_bad_seq == touched


def test_rows_cut_off_at_the_end_are_seen_by_a_hash_noted_earlier(db: Database) -> None:
    def act(tx: Tx) -> int:
        return audit.record(tx, ALICE, audit.Act.POLICY_CHANGED, "creation")

    for _ in range(3):
        db.write_now(act)
    noted = db.read_now(audit.head)[1]
    db.write_now(act)
    assert db.read_now(lambda tx: audit.verify(tx, expect=noted)).ok
    db.write_now(lambda tx: [tx.run(_DELETE, seq=seq) for seq in (3, 4)])
    assert db.read_now(audit.verify).ok, "the chain by itself can't show it"
    verified = db.read_now(lambda tx: audit.verify(tx, expect=noted))
    assert (verified.ok, verified.why, verified.first_bad_seq) == (False, "expected", None)


@pytest.mark.parametrize(("last", "seen"), [(1, False), (3, False), (6, True), (10, True), (50, True)])
def test_only_the_last_rows_can_be_checked(db: Database, last: int, *, seen: bool) -> None:
    for n in range(10):
        db.write_now(lambda tx, n=n: audit.record(tx, ALICE, "refusal", f"!room{n}:test.local"))
    db.write_now(lambda tx: tx.run(_CHANGE["subject"], seq=5, value="!other:test.local"))
    verified = db.read_now(lambda tx: audit.verify(tx, last=last))
    assert verified.ok is not seen
    assert verified.head_seq == 10
    if not seen:
        assert verified.rows == last


def test_a_long_log_is_checked_page_by_page(db: Database) -> None:
    def many(tx: Tx) -> None:
        for n in range(2500):
            audit.record(tx, ALICE, "refusal", f"!{n}:test.local")

    db.write_now(many)
    assert db.read_now(audit.verify).rows == 2500
    db.write_now(lambda tx: tx.run(_DELETE, seq=2222))
    verified = db.read_now(audit.verify)
    assert (verified.first_bad_seq, verified.why, verified.rows) == (2222, "missing", 2221)


def test_a_failed_transaction_leaves_no_trace_in_the_chain(db: Database) -> None:
    db.write_now(lambda tx: audit.record(tx, ALICE, "group.founded", "!a:test.local"))

    def fail(tx: Tx) -> None:
        audit.record(tx, ALICE, "group.founded", "!b:test.local")
        raise LookupError

    with pytest.raises(LookupError):
        db.write_now(fail)
    assert db.write_now(lambda tx: audit.record(tx, ALICE, "group.closed", "!a:test.local")) == 2
    assert db.read_now(audit.verify).ok


def test_two_processes_write_one_chain(db: Database) -> None:
    """Each process remembers the head; writing by turns must not fork the chain."""
    other = Database(db.url, ManualClock(), db.ids)
    try:
        for turn in range(6):
            writer = db if turn % 2 else other
            writer.write_now(lambda tx, turn=turn: audit.record(tx, ALICE, "refusal", f"!{turn}:test.local"))
        verified = db.read_now(audit.verify)
    finally:
        other.close()
    assert (verified.ok, verified.rows) == (True, 6)


def test_an_act_without_words_is_no_act(db: Database) -> None:
    with pytest.raises(ValueError, match="moon"):
        db.write_now(lambda tx: audit.record(tx, ALICE, "moon.landed", "!a:test.local"))


def test_an_empty_log_verifies(db: Database) -> None:
    verified = db.read_now(audit.verify)
    assert (verified.ok, verified.rows, verified.head_hash) == (True, 0, "0" * 64)
    assert not db.read_now(lambda tx: audit.verify(tx, expect="1" * 64)).ok
