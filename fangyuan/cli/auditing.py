"""`fangyuan audit`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from fangyuan import audit
from fangyuan.cli.place import open_database
from fangyuan.cli.words import coloured, printable, terminal_languages, whisper
from fangyuan.kernel.config import Config


def verify(settings: Config, expect: str) -> int:
    """Checks the whole chain and says what it found; 1 when it is broken."""
    with open_database(settings) as db:
        return _say(db.read_now(lambda tx: audit.verify(tx, expect=expect)))


def verify_file(file: Path, expect: str) -> int:
    """Checks an exported log, without a database and without a configuration."""
    with file.open("rb") as lines:
        return _say(audit.verify_lines(lines, expect=expect))


def compare(settings: Config, file: Path) -> int:
    """Checks an exported log, and that the log here still holds all its rows as they are there."""
    with file.open("rb") as lines:
        exported = audit.verify_lines(lines)
    if not exported.ok:
        return _say(exported)
    return verify(settings, exported.head_hash)


def _say(verified: audit.Verified) -> int:
    for language in terminal_languages():
        print(coloured(verified.say(language), "green" if verified.ok else "red"))
    return 0 if verified.ok else 1


def export(settings: Config, out: Path | None) -> None:
    """Writes the log as JSON lines, oldest first, to a file or to stdout."""
    with open_database(settings) as db:
        if out is None:
            db.read_now(lambda tx: sys.stdout.buffer.writelines(audit.export_lines(tx)))
            return
        with out.open("xb") as file:
            db.read_now(lambda tx: file.writelines(audit.export_lines(tx)))
    whisper("audit.exported", file=out)


def show(settings: Config, limit: int, subject: str, actor: str, act: str) -> None:
    """Prints the newest rows, the oldest of them first."""
    with open_database(settings) as db:
        entries = db.read_now(
            lambda tx: audit.list_latest(tx, 2**62, limit, subject=subject, actor=actor, act=act)
        )
    for entry in reversed(entries):
        when = datetime.fromtimestamp(entry.ts / 1000, UTC).isoformat(sep=" ", timespec="seconds")
        what = " / ".join(audit.describe(entry.act, language) for language in terminal_languages())
        print(
            f"{entry.seq:>7}  {when}  {coloured(what, 'bold')}  {entry.subject}  <- {entry.actor}", end="  "
        )
        print(printable(entry.details.decode()))
