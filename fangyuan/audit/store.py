"""All SQL of the audit log."""

from __future__ import annotations

from itertools import product
from typing import TypedDict, Unpack

from fangyuan.audit.model import FIRST_HASH, Entry
from fangyuan.db import SQL, Row, Tx

_COLUMNS = "seq, ts, actor, act, subject, details, previous_hash, hash"
_FILTERS = {
    "subject": "subject = :subject",
    "actor": "actor = :actor",
    "act": "act = :act",
    "since": "ts >= :since",
    "until": "ts < :until",
}

_ADD = SQL(f"""
    INSERT INTO audit ({_COLUMNS})
    VALUES (:seq, :ts, :actor, :act, :subject, :details, :previous_hash, :hash)
""")
_HEAD = SQL("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")


def _listing(used: tuple[str, ...], *, newest_first: bool) -> SQL:
    conditions = [
        "seq < :before" if newest_first else "seq > :after",
        *(_FILTERS[name] for name in used),
    ]
    order = "DESC" if newest_first else "ASC"
    return SQL(
        f"SELECT {_COLUMNS} FROM audit WHERE {' AND '.join(conditions)} ORDER BY seq {order} LIMIT :limit"
    )


_COMBINATIONS = [
    tuple(name for name, is_used in zip(_FILTERS, flags, strict=True) if is_used)
    for flags in product((False, True), repeat=len(_FILTERS))
]
_AFTER = {used: _listing(used, newest_first=False) for used in _COMBINATIONS}
_BEFORE = {used: _listing(used, newest_first=True) for used in _COMBINATIONS}


def add(tx: Tx, entry: Entry) -> None:
    tx.run(
        _ADD,
        seq=entry.seq,
        ts=entry.ts,
        actor=entry.actor,
        act=entry.act,
        subject=entry.subject,
        details=entry.details,
        previous_hash=entry.previous_hash,
        hash=entry.hash,
    )


def head(tx: Tx) -> tuple[int, str]:
    """The newest row's number and hash; (0, 64 zeros) for an empty log."""
    row = tx.one(_HEAD)
    return (row[0], row[1]) if row else (0, FIRST_HASH)


class Filters(TypedDict, total=False):
    """What narrows a list; '' and 0 filter nothing. `since` and `until` are ms UTC, `until` itself is out."""

    subject: str
    actor: str
    act: str
    since: int
    until: int


def list_entries(tx: Tx, after_seq: int, limit: int, **filters: Unpack[Filters]) -> list[Entry]:
    """Up to `limit` entries after a number, oldest first."""
    wanted = _wanted(filters)
    rows = tx.all(_AFTER[tuple(wanted)], after=after_seq, limit=limit, **wanted)
    return [_entry(row) for row in rows]


def list_latest(tx: Tx, before_seq: int, limit: int, **filters: Unpack[Filters]) -> list[Entry]:
    """Up to `limit` entries before a number, newest first."""
    wanted = _wanted(filters)
    rows = tx.all(_BEFORE[tuple(wanted)], before=before_seq, limit=limit, **wanted)
    return [_entry(row) for row in rows]


def _wanted(filters: Filters) -> dict[str, object]:
    return {name: filters[name] for name in _FILTERS if filters.get(name)}


def _entry(row: Row) -> Entry:
    return Entry(*row)
