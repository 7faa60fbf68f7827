"""`fangyuan import`: the plan is shown and nothing is done until somebody says so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fangyuan import audit, directory, identity
from fangyuan.db import Database
from tests.cli.conftest import Terminal

COMPANY = """姓名,账号,部门,职务,直属上级
王芳,wang.fang,总部,总经理,
李雷,li.lei,总部/研发部,工程师,wang.fang
"""


@pytest.fixture
def company(here: Terminal) -> Path:
    file = Path("company.csv")
    file.write_text(COMPANY)
    return file


def people(db: Database) -> set[str]:
    return set(db.read_now(lambda tx: directory.org(tx).people))


def test_without_apply_it_is_only_a_plan(here: Terminal, db: Database, company: Path) -> None:
    done = here.run("import", str(company))
    assert done.code == 0
    assert "王芳" in done.out
    assert "--apply" in done.err
    assert people(db) == set()


def test_applied_people_have_accounts_and_codes(here: Terminal, db: Database, company: Path) -> None:
    done = here.run("import", str(company), "--apply", "--codes", "codes.csv")
    assert done.code == 0
    assert people(db) == {"wang.fang", "li.lei"}
    codes = Path("codes.csv")
    assert codes.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(codes.read_text("utf-8-sig").splitlines()))
    said = done.out + done.err
    assert [(row["account"], row["name"]) for row in rows] == [("wang.fang", "王芳"), ("li.lei", "李雷")]
    for row in rows:
        account = db.read_now(lambda tx, row=row: identity.get_account(tx, f"@{row['account']}:test.local"))
        assert identity.verify_password(account.password_hash, row["code"], cheap=True)
        assert row["code"] not in said
    [entry] = db.read_now(lambda tx: audit.list_entries(tx, 0, 10, act="directory.imported"))
    assert entry.actor.startswith("cli:")


def test_the_same_file_twice_changes_nothing(here: Terminal, db: Database, company: Path) -> None:
    here.run("import", str(company), "--apply")
    before = db.read_now(audit.head)
    done = here.run("import", str(company), "--apply", "--codes", "codes.csv")
    assert done.code == 0
    assert db.read_now(audit.head) == before
    assert not Path("codes.csv").exists()


def test_a_full_list_says_who_has_left(here: Terminal, db: Database, company: Path) -> None:
    here.run("import", str(company), "--apply")
    company.write_text("\n".join(COMPANY.splitlines()[:2]))
    assert here.run("import", str(company), "--apply").code == 0
    assert not db.read_now(lambda tx: directory.org(tx).people["li.lei"].has_left)
    assert here.run("import", str(company), "--apply", "--full").code == 0
    assert db.read_now(lambda tx: directory.org(tx).people["li.lei"].has_left)


def test_a_file_with_errors_does_nothing_and_leaves_no_codes(
    here: Terminal, db: Database, company: Path
) -> None:
    company.write_text(COMPANY + "李雷,li.lei,总部,工程师,nobody\n")
    done = here.run("import", str(company), "--apply", "--codes", "codes.csv")
    assert done.code == 1
    assert done.out
    assert people(db) == set()
    assert not Path("codes.csv").exists()


def test_codes_are_never_written_over_a_file(here: Terminal, db: Database, company: Path) -> None:
    Path("codes.csv").write_text("the last ones")
    done = here.run("import", str(company), "--apply", "--codes", "codes.csv")
    assert done.code == 1
    assert Path("codes.csv").read_text() == "the last ones"
    assert people(db) == set(), "without a place for the codes nobody would ever see them"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", bytes(range(128, 192)), b"a,b\n1,2\n"])
def test_a_file_that_is_none_is_one_clear_error(here: Terminal, db: Database, content: bytes) -> None:
    Path("odd.csv").write_bytes(content)
    done = here.run("import", "odd.csv", "--apply")
    assert done.code == 1
    assert done.err.strip()
    assert people(db) == set()
