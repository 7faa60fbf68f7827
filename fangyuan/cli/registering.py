"""`fangyuan census`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from fangyuan import census, provisioning
from fangyuan.census import Query, Terms
from fangyuan.cli.place import open_database
from fangyuan.cli.words import terminal_languages, whisper
from fangyuan.db import Tx
from fangyuan.kernel.config import Config
from fangyuan.provisioning import Form


def export(settings: Config, file: Path, status: str) -> None:
    """Writes the register of groups to a new file: a workbook if its name ends in .xlsx, else CSV."""
    form: Form = "xlsx" if file.suffix.lower() == ".xlsx" else "csv"
    terms = msgspec.convert(settings.census, Terms, from_attributes=True)

    def read(tx: Tx) -> tuple[int, bytes]:
        found = census.select(census.list_groups(tx, None, terms), Query(status=status))
        return len(found), provisioning.export_register(tx, found, form, terminal_languages()[0])

    with open_database(settings) as db:
        count, data = db.read_now(read)
    with file.open("xb") as out:
        out.write(data)
    whisper("census.exported", count=count, file=file)
