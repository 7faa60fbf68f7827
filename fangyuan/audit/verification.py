"""Reading the whole log, page by page whatever its length: checking the chain, and copying it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from fangyuan.audit import store
from fangyuan.audit.model import FIRST_HASH, Entry, Flaw, Verified, hash_of, to_json
from fangyuan.db import Tx
from fangyuan.kernel import json

_PAGE = 1000
_BEFORE_ALL = -(2**63) + 1  # so that a row smuggled in below number 1 is read too


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    """A row of the export."""

    seq: int
    ts: int
    actor: str
    act: str
    subject: str
    details: msgspec.Raw
    previous_hash: str
    hash: str


_ROW = msgspec.json.Decoder(_Row)


def verify(tx: Tx, *, expect: str = "", last: int | None = None) -> Verified:
    """Checks the chain from its beginning, or its `last` rows only; stops at the first flaw.

    `expect` is the hash of a head that was noted down earlier: it must still be in the part that is checked.
    """
    head = store.head(tx)
    seq, previous = _start(tx, head[0], last)
    after = seq if seq else _BEFORE_ALL
    return _check(_entries(tx, after), seq, previous, expect, head)


def verify_lines(lines: Iterable[bytes], *, expect: str = "") -> Verified:
    """Checks an exported log as `verify` does the log itself, without a database.

    A line that is no row counts as changed. `head_hash` is the file's last row's: `verify` with it as `expect` says
    whether the log still holds all that the file holds, as it is there.
    """
    return _check((_read(line) for line in lines), 0, FIRST_HASH, expect, None)


def _check(
    entries: Iterable[Entry | None], seq: int, previous: str, expect: str, head: tuple[int, str] | None
) -> Verified:
    """`head` is the newest row's number and hash, where that is known before all are read."""
    rows = 0
    is_expected_there = not expect or expect == previous
    for entry in entries:
        seq += 1
        why = _flaw(entry, seq, previous) if entry is not None else "changed"
        if why or entry is None:
            first = entry.seq if entry is not None and why != "missing" else seq
            return Verified(False, rows, first, why, *(head or (seq - 1, previous)))
        rows += 1
        previous = entry.hash
        is_expected_there = is_expected_there or previous == expect
    why = "" if is_expected_there else "expected"
    return Verified(is_expected_there, rows, None, why, *(head or (seq, previous)))


def _read(line: bytes) -> Entry | None:
    try:
        row = _ROW.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return Entry(
        row.seq, row.ts, row.actor, row.act, row.subject, bytes(row.details), row.previous_hash, row.hash
    )


def export_lines(tx: Tx, after_seq: int = 0) -> Iterator[bytes]:
    """The log as JSON lines, oldest first, with the details byte for byte as they were hashed."""
    return (line_of(entry) for entry in _entries(tx, after_seq))


def line_of(entry: Entry) -> bytes:
    """One line of the export."""
    return json.encode(to_json(entry)) + b"\n"


def _start(tx: Tx, head_seq: int, last: int | None) -> tuple[int, str]:
    """The row before the first that is checked: its number and hash."""
    if last is None or last >= head_seq:
        return 0, FIRST_HASH
    [anchor] = store.list_latest(tx, head_seq - last + 1, 1)
    return anchor.seq, anchor.hash


def _entries(tx: Tx, after: int) -> Iterator[Entry]:
    while page := store.list_entries(tx, after, _PAGE):
        yield from page
        after = page[-1].seq


def _flaw(entry: Entry, seq: int, previous: str) -> Flaw:
    if entry.seq != seq:
        return "missing" if entry.seq > seq else "unexpected"
    try:
        is_intact = hash_of(entry) == entry.hash
    except TypeError:
        is_intact = False
    if not is_intact:
        return "changed"
    return "" if entry.previous_hash == previous else "link"
