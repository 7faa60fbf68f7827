"""Answers to requests that were done, kept for a day, so that the same request again is answered and not done twice.

Owns the table `answers`. The row is written in the transaction that does what was asked: both are there, or neither.
"""

from __future__ import annotations

from typing import NamedTuple

from fangyuan.db.statement import SQL
from fangyuan.db.tx import Tx

KEPT_MS = 24 * 3_600_000
_MOST_OF_ONE = 1_000

_FIND = SQL("""
    SELECT request_hash, status, body, ts FROM answers
    WHERE user_id = :user_id AND idempotency_key = :key AND ts > :after
""")
_KEEP = SQL("""
    INSERT INTO answers (user_id, idempotency_key, request_hash, status, body, ts)
    VALUES (:user_id, :key, :request_hash, :status, :body, :ts)
    ON CONFLICT (user_id, idempotency_key) DO UPDATE
    SET request_hash = excluded.request_hash, status = excluded.status, body = excluded.body, ts = excluded.ts
""")
_DROP_BEYOND = SQL("""
    DELETE FROM answers WHERE user_id = :user_id AND idempotency_key IN (
        SELECT idempotency_key FROM answers WHERE user_id = :user_id
        ORDER BY ts DESC, idempotency_key LIMIT :most OFFSET :kept
    )
""")
_DROP_OLD = SQL("DELETE FROM answers WHERE ts <= :until")


class Kept(NamedTuple):
    """What was answered to which request. `body` None: it was done, but the answer isn't one to be kept."""

    request_hash: str
    status: int
    body: bytes | None
    ts: int


def find(tx: Tx, user_id: str, key: str) -> Kept | None:
    """What this person's request of the last 24 hours with this key was answered, if it was done."""
    row = tx.one(_FIND, user_id=user_id, key=key, after=tx.now_ms - KEPT_MS)
    return Kept(*row) if row is not None else None


def keep(tx: Tx, user_id: str, key: str, request_hash: str, status: int, body: bytes | None) -> None:
    """Keeps an answer; of one person the newest thousand."""
    tx.run(_KEEP, user_id=user_id, key=key, request_hash=request_hash, status=status, body=body, ts=tx.now_ms)
    tx.run(_DROP_BEYOND, user_id=user_id, most=_MOST_OF_ONE, kept=_MOST_OF_ONE)


def drop_old(tx: Tx) -> None:
    """Drops what is older than a day."""
    tx.run(_DROP_OLD, until=tx.now_ms - KEPT_MS)
