"""What the worker does for identity from time to time."""

from __future__ import annotations

from fangyuan import e2ee
from fangyuan.db import Tx
from fangyuan.identity import device_store, proof_store
from fangyuan.identity.model import UIA_LIFETIME_MS

# Kept so long that a client which comes back late still hears that it is only softly signed out.
_KEEP_EXPIRED_MS = 30 * 86_400_000

# Messages that wait for a device: who is away for weeks finds all that he missed, the rest has an end.
_MOST_WAITING = 100_000
_MOST_WAITING_FOR_ABSENT = 10_000
_ABSENT_MS = 30 * 86_400_000


def drop_expired(tx: Tx) -> None:
    """Forgets sessions whose tokens are long dead, short-lived tokens, and authentication that nobody finished."""
    device_store.drop_expired_sessions(tx, tx.now_ms - _KEEP_EXPIRED_MS)
    proof_store.drop_old_uia(tx, tx.now_ms - UIA_LIFETIME_MS)
    proof_store.drop_old_proofs(tx, tx.now_ms)
    drop_unfetched(tx)


def drop_unfetched(
    tx: Tx, most: int = _MOST_WAITING, most_for_absent: int = _MOST_WAITING_FOR_ABSENT
) -> None:
    """Forgets the oldest messages to devices that don't fetch them.

    A device that was seen in the last 30 days keeps `most`, far more than it misses in that time: only one that never
    syncs, as programs that only send, has as many. One that wasn't, or a dehydrated one, keeps `most_for_absent`.
    """
    for user_id, device_id in e2ee.list_full(tx, most_for_absent):
        device = device_store.find_device(tx, user_id, device_id)
        seen_ts = (device.last_seen_ts or device.created_ts) if device else 0
        is_absent = seen_ts < tx.now_ms - _ABSENT_MS
        e2ee.drop_oldest(tx, user_id, device_id, most_for_absent if is_absent else most)
