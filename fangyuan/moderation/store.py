"""The SQL of reports."""

from __future__ import annotations

from fangyuan.db import SQL, Tx
from fangyuan.moderation.model import Report

_COLUMNS = (
    "report_id, ts, reporter, kind, room_id, event_id, user_id, reason, score, context, outcome, note, resolved_by, "
    "resolved_ts"
)
_ADD = SQL(
    f"INSERT INTO reports ({_COLUMNS}) VALUES (:report_id, :ts, :reporter, :kind, :room_id, :event_id, :user_id, "
    ":reason, :score, :context, :outcome, :note, :resolved_by, :resolved_ts)"
)
_FIND = SQL(f"SELECT {_COLUMNS} FROM reports WHERE report_id = :report_id")
# A report about the reader is none of his.
_PAGE = (
    f"SELECT {_COLUMNS} FROM reports WHERE report_id < :before AND COALESCE(user_id, '') <> :reader {{}}"
    "ORDER BY report_id DESC LIMIT :most"
)
_ALL = SQL(_PAGE.format(""))
_OPEN = SQL(_PAGE.format("AND outcome = '' "))
_RESOLVED = SQL(_PAGE.format("AND outcome <> '' "))
_RESOLVE = SQL(
    "UPDATE reports SET outcome = :outcome, note = :note, resolved_by = :by, resolved_ts = :ts "
    "WHERE report_id = :report_id"
)


def add(tx: Tx, report: Report) -> None:
    tx.run(_ADD, **{name: getattr(report, name) for name in report.__struct_fields__})


def find(tx: Tx, report_id: int) -> Report | None:
    row = tx.one(_FIND, report_id=report_id)
    return Report(*row) if row else None


def list_page(tx: Tx, reader: str, before: int, most: int, status: str | None) -> list[Report]:
    """Reports that are not about the reader, the newest first; `status` is open, resolved or None for all."""
    statement = {None: _ALL, "open": _OPEN, "resolved": _RESOLVED}[status]
    return [Report(*row) for row in tx.all(statement, reader=reader, before=before, most=most)]


def resolve(tx: Tx, report_id: int, outcome: str, note: str, by: str) -> None:
    tx.run(_RESOLVE, report_id=report_id, outcome=outcome, note=note, by=by, ts=tx.now_ms)
