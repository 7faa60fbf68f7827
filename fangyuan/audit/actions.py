"""Writing the log: one verb."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.audit import store
from fangyuan.audit.model import Act, Entry, details_of, hash_of
from fangyuan.db import Tx

_HEAD = ("audit", "head")


def record(
    tx: Tx, actor: str, act: str, subject: str, *, before: Any = None, after: Any = None, reason: str = ""
) -> int:
    """Adds a governing act to the chain in the transaction that does it; gives the row's number.

    `actor` is a user id, or a word such as `cli` for who sits at the machine. `act` is one of `Act`:
    ValueError when it isn't. `subject` is the id of what it was done to. `before` and `after` are anything
    that JSON can hold.
    """
    seq, previous_hash = tx.remember(_HEAD, lambda: store.head(tx))
    unsealed = Entry(
        seq=seq + 1,
        ts=tx.now_ms,
        actor=actor,
        act=str(Act(act)),
        subject=subject,
        details=details_of(before, after, reason),
        previous_hash=previous_hash,
        hash="",
    )
    entry = msgspec.structs.replace(unsealed, hash=hash_of(unsealed))
    tx.touch(_HEAD)
    store.add(tx, entry)
    tx.memo[_HEAD] = (entry.seq, entry.hash)
    return entry.seq
