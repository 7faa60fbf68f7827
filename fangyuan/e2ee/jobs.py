"""What the worker does for e2ee from time to time."""

from __future__ import annotations

from fangyuan.db import Tx
from fangyuan.e2ee import key_store, store

_KEEP_TXNS_MS = 24 * 3_600_000  # no client sends again what it sent a day ago
_KEEP_CLAIMED_MS = 30 * 86_400_000  # nor uploads a one-time key again that was handed out a month ago


def drop_old(tx: Tx) -> None:
    """Forgets old transaction ids of messages to devices, and which one-time keys were handed out long ago."""
    store.drop_txns(tx, tx.now_ms - _KEEP_TXNS_MS)
    key_store.drop_claimed(tx, tx.now_ms - _KEEP_CLAIMED_MS)
