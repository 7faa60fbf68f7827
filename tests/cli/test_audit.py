"""`fangyuan audit` for whoever must be able to trust the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangyuan import audit
from fangyuan.db import SQL, Database
from fangyuan.kernel import json
from tests.cli.conftest import Terminal

_CHANGE = SQL("UPDATE audit SET subject = '!other:test.local' WHERE seq = :seq")
_CUT = SQL("DELETE FROM audit WHERE seq > :seq")


@pytest.fixture
def log(here: Terminal, db: Database) -> Terminal:
    for n in range(5):
        db.write_now(
            lambda tx, n=n: audit.record(tx, "@a:test.local", "refusal", f"!{n}:test.local", reason="视频")
        )
    return here


def test_an_intact_chain_is_said_to_be_so(log: Terminal, db: Database) -> None:
    done = log.run("audit", "verify")
    assert done.code == 0
    assert db.read_now(audit.head)[1] in done.out


def test_an_empty_log_is_said_to_be_empty(here: Terminal) -> None:
    done = here.run("audit", "verify")
    assert done.code == 0
    assert "is empty" in done.out


def test_a_changed_row_is_named_and_the_exit_code_says_so(log: Terminal, db: Database) -> None:
    db.write_now(lambda tx: tx.run(_CHANGE, seq=3))
    done = log.run("audit", "verify")
    assert done.code == 1
    assert "Row 3" in done.out


def test_a_hash_noted_earlier_shows_what_was_cut_off(log: Terminal, db: Database) -> None:
    noted = db.read_now(audit.head)[1]
    assert log.run("audit", "verify", "--expect", noted).code == 0
    db.write_now(lambda tx: tx.run(_CUT, seq=4))
    assert log.run("audit", "verify").code == 0
    assert log.run("audit", "verify", "--expect", noted).code == 1


def test_the_export_is_one_json_object_for_each_row(log: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    assert log.run("audit", "export", "--out", str(file)).code == 0
    rows = [json.decode(line) for line in file.read_bytes().splitlines()]
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0]["details"] == {"reason": "视频"}
    again = log.run("audit", "export", "--out", str(file))
    assert again.code == 1, "a file that is there is evidence, and not written over"
    assert len(again.err.splitlines()) == 1


def broken(lines: list[bytes], how: str) -> list[bytes]:
    """The exported lines with one thing wrong, about the third."""
    third = json.decode(lines[2])
    return {
        "changed": [*lines[:2], json.encode(third | {"actor": "@b:test.local"}) + b"\n", *lines[3:]],
        "details": [*lines[:2], lines[2].replace("视频".encode(), "音频".encode()), *lines[3:]],
        "torn": [*lines[:2], lines[2][:-9] + b"\n", *lines[3:]],
        "no row": [*lines[:2], b"\n", *lines[2:]],
        "missing": [*lines[:2], *lines[3:]],
        "reordered": [*lines[:2], lines[3], lines[2], lines[4]],
        "doubled": [*lines[:2], lines[1], *lines[2:]],
    }[how]


@pytest.mark.parametrize("how", ["changed", "details", "torn", "no row", "missing", "reordered", "doubled"])
def test_an_exported_file_is_checked_without_a_database(log: Terminal, tmp_path: Path, how: str) -> None:
    file, bad = tmp_path / "audit.jsonl", tmp_path / "bad.jsonl"
    log.run("audit", "export", "--out", str(file))
    lines = file.read_bytes().splitlines(keepends=True)
    bad.write_bytes(b"".join(broken(lines, how)))
    whole, wrong = log.run("audit", "verify", str(file)), log.run("audit", "verify", str(bad))
    assert (whole.code, json.decode(lines[-1])["hash"] in whole.out) == (0, True)
    assert (wrong.code, "3" in wrong.out or "2" in wrong.out) == (1, True)


def test_a_file_is_compared_with_the_log(log: Terminal, db: Database, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    log.run("audit", "export", "--out", str(file))
    db.write_now(lambda tx: audit.record(tx, "@a:test.local", "refusal", "!later:test.local"))
    assert log.run("audit", "verify", str(file), "--compare").code == 0
    db.write_now(lambda tx: tx.run(_CUT, seq=4))
    assert log.run("audit", "verify", str(file)).code == 0, "the file itself is whole"
    assert log.run("audit", "verify", str(file), "--compare").code == 1


def test_the_newest_rows_are_shown_with_words(log: Terminal) -> None:
    shown = log.run("audit", "list", "--limit", "2").out.splitlines()
    assert [line.split()[0] for line in shown] == ["4", "5"]
    assert all("refused by the charter" in line and "视频" in line for line in shown)
    assert log.run("audit", "list", "--subject", "!2:test.local").out.split()[0] == "3"
    assert log.run("audit", "list", "--act", "group.founded").out == ""


def test_what_people_wrote_does_not_drive_the_terminal(here: Terminal, db: Database) -> None:
    db.write_now(
        lambda tx: audit.record(tx, "@a:test.local", "refusal", "!a:test.local", reason="\x9b2J\x1b[2J")
    )
    assert here.run("audit", "list").out.rstrip("\n").isprintable()
