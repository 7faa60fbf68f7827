"""What the worker does for identity from time to time."""

from __future__ import annotations

from fangyuan.db import Tx
from fangyuan.identity import store
from fangyuan.identity.model import UIA_LIFETIME_MS

# Kept so long that a client which comes back late still hears that it is only softly signed out.
_KEEP_EXPIRED_MS = 30 * 86_400_000


def drop_expired(tx: Tx) -> None:
    """Forgets sessions whose tokens are long dead, short-lived tokens, and authentication that nobody finished."""
    store.drop_expired_sessions(tx, tx.now_ms - _KEEP_EXPIRED_MS)
    store.drop_old_uia(tx, tx.now_ms - UIA_LIFETIME_MS)
    store.drop_old_proofs(tx, tx.now_ms)
