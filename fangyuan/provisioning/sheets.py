"""Tables for people to open: CSV and XLSX, in which no cell is a formula, whatever somebody called his group."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

Cell = str | int
_FORMULA = ("=", "+", "-", "@")
# What a spreadsheet's file can't hold, and nobody sees.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_CELL = 32_767  # characters, of any spreadsheet


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets show it right."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _safe(cell: Cell) -> Cell:
    """No cell that a spreadsheet would take for a formula; `reading.clean` takes the quote away again."""
    if isinstance(cell, int):
        return cell
    return f"'{cell}" if cell.lstrip("\t\r\n ").startswith(_FORMULA) else cell


def as_xlsx(title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet, its first row in bold and always in sight. Words are words there, never formulas."""
    from openpyxl import Workbook  # late: a server that exports nothing needs none of its 10 MB
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = cast(Any, Workbook(write_only=True))
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells: list[Any] = []
        for value in row:
            cell = cast(Any, WriteOnlyCell(sheet))
            cell.value = value if isinstance(value, int) else _UNSEEN.sub("", value)[:_MOST_CELL]
            if isinstance(value, str):
                cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
