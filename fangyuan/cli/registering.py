"""`fangyuan census`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from fangyuan import census, provisioning
from fangyuan.census import Query, Terms
from fangyuan.cli.place import open_database
from fangyuan.cli.words import terminal_languages, whisper
from fangyuan.kernel.config import Config
from fangyuan.provisioning import Form


def export(settings: Config, file: Path, status: str) -> None:
    """Writes the register of groups to a new file: a workbook if its name ends in .xlsx, else CSV."""
    form: Form = "xlsx" if file.suffix.lower() == ".xlsx" else "csv"
    terms = msgspec.convert(settings.census, Terms, from_attributes=True)
    with open_database(settings) as db:
        entries = db.read_now(lambda tx: census.list_groups(tx, None, terms))
    found = census.select(entries, Query(status=status))
    data = provisioning.export_register(found, form, terminal_languages()[0])
    with file.open("xb") as out:
        out.write(data)
    whisper("census.exported", count=len(found), file=file)
