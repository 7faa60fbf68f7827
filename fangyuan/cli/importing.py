"""`fangyuan import`: the plan first, in words; then, when asked, the plan is done."""

from __future__ import annotations

import csv
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fangyuan import groups, provisioning
from fangyuan.cli.place import open_database
from fangyuan.cli.users import actor
from fangyuan.cli.words import coloured, printable, say, terminal_languages, whisper
from fangyuan.db import Database
from fangyuan.kernel.config import Config
from fangyuan.kernel.text import Language
from fangyuan.provisioning import Applied, Options, Plan, What

_MOST_LINES = 40
_COLOURS: dict[What, str] = {
    "joins": "green",
    "returns": "green",
    "resumes": "green",
    "moves": "yellow",
    "changes": "yellow",
    "suspends": "red",
    "leaves": "red",
}


def run(settings: Config, file: Path, *, is_full: bool, do_apply: bool, codes_file: Path | None) -> int:
    """Shows what the file would change, and with `do_apply` changes it; 1 when the file has errors."""
    table = provisioning.read_table(file.read_bytes(), file.name)
    options = Options(full=is_full, may_grant_roles=True)
    with open_database(settings) as db:
        plan = db.read_now(lambda tx: provisioning.prepare(tx, table, options))
        _show(plan, terminal_languages()[0])
        if plan.has_errors:
            whisper("import.has_errors")
            return 1
        if plan.is_empty:
            return 0
        if not do_apply:
            whisper("import.not_applied")
            return 0
        db.write_now(lambda tx: groups.ensure_house(tx, settings.groups.house_localpart))
        _apply(db, plan, codes_file)
    say("import.applied")
    return 0


def _show(plan: Plan, language: Language) -> None:
    colours = {provisioning.person_line(each, language): _COLOURS[each.what] for each in plan.people}
    for problem in plan.problems:
        colours[problem.say(language)] = "red" if problem.severity == "error" else "yellow"
    head, *lines = provisioning.describe(plan, language, _MOST_LINES)
    print(coloured(printable(head), "bold"))
    for line in lines:
        colour = colours.get(line)
        print(" ", coloured(printable(line), colour) if colour else printable(line))


def _apply(db: Database, plan: Plan, codes_file: Path | None) -> None:
    if codes_file is None:
        db.write_now(lambda tx: provisioning.apply(tx, actor(), plan))
        return
    names = {change.target.person_id: change.target.name for change in plan.people}
    with _new_private_file(codes_file) as file:
        applied: Applied = db.write_now(lambda tx: provisioning.apply(tx, actor(), plan, codes=True))
        rows = csv.writer(file)
        rows.writerow(("account", "name", "code"))
        rows.writerows((person, names[person], code) for person, code in applied.codes.items())
    whisper("import.codes", count=len(applied.codes), file=codes_file)


@contextmanager
def _new_private_file(path: Path) -> Generator[TextIO]:
    """A file that only we can read, open before anything is done: codes are seen once and kept nowhere else.

    It is gone again when what it was opened for fails.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(
        descriptor, "w", encoding="utf-8-sig", newline=""
    ) as file:  # Excel needs the mark to read Chinese
        try:
            yield file
        except BaseException:
            path.unlink()
            raise
