"""The register of groups as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from fangyuan import census, charter
from fangyuan.census import Entry
from fangyuan.db import Tx
from fangyuan.kernel.text import Language, text
from fangyuan.provisioning.sheets import Cell, as_csv, as_xlsx

Form = Literal["csv", "xlsx"]


def export_register(tx: Tx, entries: Iterable[Entry], form: Form, language: Language) -> bytes:
    """The groups, one row each under a row of headings, in words of the language."""
    rows: list[list[Cell]] = [[text(f"census.column.{name}", language) for name in census.HEADINGS]]
    zone = charter.time_zone(tx)
    for entry in entries:
        kind = charter.find_kind(entry.kind)
        name = kind.name[language] if kind is not None else entry.kind
        rows.append(census.cells(entry, name, language, zone))
    return as_csv(rows) if form == "csv" else as_xlsx(text("census.sheet", language), rows)
