"""What the worker does for delayed events from time to time."""

from __future__ import annotations

from fangyuan.db import Tx
from fangyuan.delayed import store

SEND = "delayed.send"
_KEEP_MS = 7 * 86_400_000


def drop_old(tx: Tx) -> None:
    """Forgets what ended a week ago. MSC4140 §Retention of finalised delayed events."""
    store.drop_old(tx, tx.now_ms - _KEEP_MS)
