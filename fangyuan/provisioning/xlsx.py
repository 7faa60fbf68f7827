"""Spreadsheets, row by row. Only what is stored in cells is read: no formula is worked out, no macro run."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, cast

from fangyuan.provisioning.model import Grid, unreadable

_MB = 1024 * 1024
# A small file may unpack to a huge one: these are limits of the unpacked parts. 200,000 rows need about 170 MB.
MOST_UNPACKED = 256 * _MB
MOST_STRINGS = 100 * _MB  # the table of strings is kept in memory as a whole
MOST_PART = 16 * _MB  # so are styles and whatever else is no sheet
MOST_PARTS = 2_000
_LAST_ROW = 1_048_576  # of any spreadsheet; a file may claim others


def grids(data: bytes) -> list[Grid]:
    """A reader for each sheet that can be seen; BadRequest when the file is broken or larger than it looks.

    A reader takes the number of columns that it is to give.
    """
    import openpyxl  # late: a server that imports nothing needs none of its 10 MB

    _check_size(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and rules that it leaves out
            book = cast(Any, openpyxl).load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as cause:
        raise unreadable("broken_xlsx") from cause

    def grid(sheet: Any) -> Grid:
        return lambda columns: _rows(sheet, columns)

    return [grid(sheet) for sheet in sheets]


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise unreadable("unpacks_too_large")
            for part in parts:
                name = part.filename.lower()
                if not name.endswith((".xml", ".rels")) or "worksheets/sheet" in name:
                    continue
                if part.file_size > (MOST_STRINGS if "sharedstrings" in name else MOST_PART):
                    raise unreadable("unpacks_too_large")
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as cause:
        raise unreadable("broken_xlsx") from cause


def _rows(sheet: Any, columns: int) -> Iterator[Sequence[str]]:
    try:
        sheet.reset_dimensions()  # what programs write there is often wrong, and would hide rows
        for cells in sheet.iter_rows(max_row=_LAST_ROW, max_col=columns, values_only=True):
            yield [_text(value) for value in cells]
    except Exception as cause:
        raise unreadable("broken_xlsx") from cause


def _text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)
