"""Reading the whole log, page by page whatever its length: checking the chain, and copying it out."""

from __future__ import annotations

from collections.abc import Iterator

from fangyuan.audit import store
from fangyuan.audit.model import FIRST_HASH, Entry, Flaw, Verified, hash_of, to_json
from fangyuan.db import Tx
from fangyuan.kernel import json

_PAGE = 1000
_BEFORE_ALL = -(2**63) + 1  # so that a row smuggled in below number 1 is read too


def verify(tx: Tx, *, expect: str = "", last: int | None = None) -> Verified:
    """Checks the chain from its beginning, or its `last` rows only; stops at the first flaw.

    `expect` is the hash of a head that was noted down earlier: it must still be in the part that is checked.
    """
    head_seq, head_hash = store.head(tx)
    seq, previous = _start(tx, head_seq, last)
    after = seq if seq else _BEFORE_ALL
    rows = 0
    is_expected_there = not expect or expect == previous
    for entry in _entries(tx, after):
        seq += 1
        why = _flaw(entry, seq, previous)
        if why:
            return Verified(False, rows, seq if why == "missing" else entry.seq, why, head_seq, head_hash)
        rows += 1
        previous = entry.hash
        is_expected_there = is_expected_there or previous == expect
    if not is_expected_there:
        return Verified(False, rows, None, "expected", head_seq, head_hash)
    return Verified(True, rows, None, "", head_seq, head_hash)


def export_lines(tx: Tx, after_seq: int = 0) -> Iterator[bytes]:
    """The log as JSON lines, oldest first, with the details byte for byte as they were hashed."""
    for entry in _entries(tx, after_seq):
        yield json.encode(to_json(entry)) + b"\n"


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
