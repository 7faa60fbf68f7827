"""Whose devices or cross-signing keys changed, and how many keys a device has left.

Client-Server API §Tracking the device list for a user, §One-time and fallback keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from fangyuan.db import Tx
from fangyuan.e2ee import store
from fangyuan.e2ee.model import DEVICE_KEYS, DEVICE_LIST, Address, KeyCounts
from fangyuan.kernel import json


def note_changed(tx: Tx, user_id: str) -> None:
    """The person's devices, their names or his cross-signing keys changed: all who share a room with him hear of it."""
    position = tx.note(DEVICE_LIST, user_id=user_id)
    store.set_changed(tx, "", user_id, position)


def note_changed_for(tx: Tx, viewer_id: str, user_id: str) -> None:
    """What only the viewer sees of the user's keys changed: his own user-signing key, or his signature of theirs."""
    position = tx.note(DEVICE_LIST, user_id=viewer_id, data=user_id)
    store.set_changed(tx, viewer_id, user_id, position)


def list_changed(tx: Tx, viewer_id: str, since: int, upto: int) -> tuple[set[str], set[str]]:
    """(whose devices changed for all who share a room with them, whose keys changed for the viewer alone).

    Within (since, upto], where `upto` is the transaction's newest position: only the newest change is kept.
    """
    return store.list_changed(tx, "", since, upto), store.list_changed(tx, viewer_id, since, upto)


def find_counts(tx: Tx, user_id: str, device_id: str) -> KeyCounts | None:
    """The device's counts, encoded; None when it has never published a key."""
    return store.find_counts(tx, user_id, device_id)


def key_counts(tx: Tx, user_id: str, device_id: str) -> tuple[dict[str, int], list[str]]:
    """(unclaimed one-time keys by algorithm, algorithms of unused fallback keys). §POST /keys/upload, §GET /sync."""
    found = store.find_counts(tx, user_id, device_id)
    return found.decoded() if found else ({}, [])


def set_counts(tx: Tx, counts: Mapping[Address, tuple[dict[str, int], list[str]]]) -> None:
    """New counts of devices; they and only they are told. The algorithms stay when none of their keys is left."""
    if not counts:
        return
    position = tx.next_position()
    new = {
        address: KeyCounts(json.encode(one_time), json.encode(sorted(unused)), position)
        for address, (one_time, unused) in counts.items()
    }
    tx.note(DEVICE_KEYS, data=new, position=position)
    store.set_counts(tx, new)
