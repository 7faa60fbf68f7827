"""Reading the log: pages, filters, words, export."""

from __future__ import annotations

import hashlib
from typing import get_args

import msgspec
import pytest

from fangyuan import audit
from fangyuan.db import Database, Tx
from fangyuan.kernel import json
from fangyuan.kernel.text import LANGUAGES, Language

ALICE, BOB = "@alice:test.local", "@bob:test.local"


@pytest.fixture
def log(db: Database) -> Database:
    """Ten rows: Alice founds and Bob is refused by turns, in two rooms."""

    def write(tx: Tx) -> None:
        for n in range(10):
            actor, act = (ALICE, "group.founded") if n % 2 == 0 else (BOB, "refusal")
            audit.record(tx, actor, act, f"!room{n // 5}:test.local", after={"n": n}, reason="因为")

    db.write_now(write)
    return db


def seqs(entries: list[audit.Entry]) -> list[int]:
    return [entry.seq for entry in entries]


def test_pages_follow_each_other(log: Database) -> None:
    first = log.read_now(lambda tx: audit.list_entries(tx, 0, 4))
    second = log.read_now(lambda tx: audit.list_entries(tx, first[-1].seq, 4))
    assert seqs(first) + seqs(second) == list(range(1, 9))
    newest = log.read_now(lambda tx: audit.list_latest(tx, 11, 4))
    older = log.read_now(lambda tx: audit.list_latest(tx, newest[-1].seq, 4))
    assert seqs(newest) + seqs(older) == [10, 9, 8, 7, 6, 5, 4, 3]


def test_filters_narrow_together(log: Database) -> None:
    room = "!room0:test.local"
    assert seqs(log.read_now(lambda tx: audit.list_entries(tx, 0, 99, actor=BOB))) == [2, 4, 6, 8, 10]
    assert seqs(log.read_now(lambda tx: audit.list_entries(tx, 0, 99, act="refusal", subject=room))) == [2, 4]
    assert seqs(log.read_now(lambda tx: audit.list_latest(tx, 99, 2, subject=room))) == [5, 4]
    assert log.read_now(lambda tx: audit.list_entries(tx, 0, 99, actor=BOB, act="group.founded")) == []


def test_the_export_can_be_checked_without_us(log: Database) -> None:
    """Whoever has the file and the description of the hash can recompute the chain: no code of ours below."""
    previous = "0" * 64
    lines = log.read_now(lambda tx: list(audit.export_lines(tx)))
    assert len(lines) == 10
    for line in lines:
        row = json.decode(line)
        raw = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        parts = [
            row["previous_hash"],
            str(row["seq"]),
            str(row["ts"]),
            row["actor"],
            row["act"],
            row["subject"],
        ]
        fed = b"".join(b"%d:%s" % (len(part.encode()), part.encode()) for part in parts)
        details = bytes(raw["details"])
        fed += b"%d:%s" % (len(details), details)
        assert row["previous_hash"] == previous
        assert row["hash"] == hashlib.sha256(fed).hexdigest()
        previous = row["hash"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_act_and_finding_has_words(log: Database, language: Language) -> None:
    for act in audit.Act:
        assert audit.describe(act, language)
    verified = log.read_now(audit.verify)
    for why in get_args(audit.Flaw):
        said = msgspec.structs.replace(verified, why=why, first_bad_seq=7).say(language)
        assert "10" in said
