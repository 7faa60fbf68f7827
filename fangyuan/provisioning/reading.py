"""Files to tables: encodings, separators, finding the header, cleaning cells. `xlsx` reads spreadsheets."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from fangyuan.directory import is_line
from fangyuan.provisioning import xlsx
from fangyuan.provisioning.columns import Header, find_header
from fangyuan.provisioning.model import FIELDS, Grid, Problem, Row, Table, unreadable

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_CELL = 1_000
MOST_COLUMNS = 200
HEADER_WITHIN = 15

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",\t;"
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what Excel wraps around a file with a password
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


def read_table(data: bytes, filename: str = "") -> Table:
    """The table in a CSV or XLSX file; BadRequest, with words, when it can't be read as one.

    What is wrong with single cells is in the table's `problems`. Formulas and macros are never run.
    """
    if len(data) > MOST_BYTES:
        raise unreadable("too_large", most=MOST_BYTES // (1024 * 1024))
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf\xfe\xff"):
        raise unreadable("empty")
    if data.startswith(_OLD_EXCEL):
        raise unreadable("old_excel")
    grids = xlsx.grids(data) if data.startswith(_ZIP) else _csv_grids(decode(data))
    best: tuple[Header, int, Grid] | None = None
    for grid in grids:
        found = _find_header(grid)
        if found is not None and (best is None or found[0].recognized > best[0].recognized):
            best = (*found, grid)
    if best is None:
        raise unreadable("no_header", file=filename or "?", within=HEADER_WITHIN)
    return _read(*best, hashlib.sha256(data).hexdigest())


# -- text ---------------------------------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """The text of a file, whichever of UTF-8, UTF-16 and GB18030 (so GBK too) it was written in.

    BadRequest names the row where it is none of them. UTF-8 with a few broken bytes is not taken for GB18030,
    in which almost anything means something.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, encoding)
    start = data[:4096]
    if start.count(0) * 20 > len(start):
        return _decode_as(data, "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, "utf-8" if _is_mostly_utf8(data) else "gb18030")


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as cause:
        row = data.count(b"\n", 0, cause.start) + 1
        name = encoding.removesuffix("-sig").upper()
        raise unreadable("encoding", row=row, encoding=name) from cause


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text))
    return foreign > 5 * broken


def _csv_grids(text: str) -> list[Grid]:
    """The same text, split at each separator that it may have been written with."""

    def grid(separator: str) -> Grid:
        return lambda _columns: csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    return [grid(separator) for separator in _SEPARATORS]


# -- tables -------------------------------------------------------------------------------------------------


def _find_header(grid: Grid) -> tuple[Header, int] | None:
    """The header that names most fields within the first rows, and its row's number."""
    best: tuple[Header, int] | None = None
    rows = grid(MOST_COLUMNS)
    try:
        for number, cells in enumerate(islice(rows, HEADER_WITHIN), 1):
            header = find_header(cells[:MOST_COLUMNS])
            if header is not None and (best is None or header.recognized > best[0].recognized):
                best = (header, number)
    except csv.Error:  # it will be met again, and reported, if this is the right separator
        pass
    return best


def _read(header: Header, header_row: int, grid: Grid, digest: str) -> Table:
    problems: list[Problem] = []
    if header.unknown:
        names = ", ".join(_shorten(name) for name in header.unknown[:20])
        problems.append(Problem("ignored_columns", "warning", params={"columns": names}))
    rows: list[Row] = []
    number = 0
    reader = grid(1 + max(column for slot in header.slots for column in slot))
    try:
        for number, cells in enumerate(reader, 1):
            if number <= header_row:
                continue
            values = [_value(cells, slot) for slot in header.slots]
            if not any(values):
                continue
            if len(rows) == MOST_ROWS:
                raise unreadable("too_many_rows", most=MOST_ROWS)
            if any(value is not None and not _is_plain(value) for value in values):
                values = _without_bad(number, values, problems)
            rows.append(Row(number, *values))
    except csv.Error as cause:
        raise unreadable("quotes", row=number + 1) from cause
    hyphens = header.is_dingtalk and not any("/" in (row.department or "") for row in rows)
    if not rows:
        problems.append(Problem("no_rows", "warning"))
    return Table(rows, problems, digest, hyphens)


def _value(cells: Sequence[str], slot: tuple[int, ...]) -> str | None:
    """The first of the columns that isn't empty; '' when all are, None when there is none."""
    value = None
    for column in slot:
        value = clean(cells[column]) if column < len(cells) else ""
        if value:
            break
    return value


def clean(cell: str) -> str:
    """A cell without what nobody sees: spaces around it, line ends inside, odd forms of the same letter."""
    cell = cell.strip()
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell)
    if not cell.isprintable():
        cell = " ".join(_UNSEEN.sub("", cell).split())
    # A quote before a formula is how a careful program keeps a spreadsheet from running it.
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _is_plain(value: str) -> bool:
    return not value or (
        len(value) <= MOST_CELL and value[0] != "#" and (value.isprintable() or is_line(value, MOST_CELL))
    )


def _without_bad(number: int, values: Iterable[str | None], problems: list[Problem]) -> list[str | None]:
    """The values with those that can't be used emptied, and reported."""
    kept: list[str | None] = []
    for field, value in zip(FIELDS, values, strict=True):
        why = None
        if value and len(value) > MOST_CELL:
            why = Problem("too_long", row=number, column=field, params={"most": MOST_CELL})
        elif value in _SPREADSHEET_ERRORS:
            why = Problem("spreadsheet_error", row=number, column=field, params={"value": value})
        elif value and not is_line(value, MOST_CELL):
            why = Problem("unseen", row=number, column=field)
        if why is not None:
            problems.append(why)
        kept.append("" if why else value)
    return kept


def _shorten(words: str) -> str:
    return words if len(words) <= 30 else words[:29] + "…"
