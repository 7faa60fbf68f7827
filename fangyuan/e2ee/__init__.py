"""End-to-end encryption, as far as a server takes part: keys of devices, backups, messages to devices.

Owns the tables `device_keys`, `one_time_keys`, `fallback_keys`, `key_counts`, `device_lists`, `cross_signing_keys`,
`key_signatures`, `to_device`, `to_device_txns`, `dehydrated_devices`, `backups` and `backup_keys`. Change kinds:
`device_list` (of `user_id`), `to_device` and `device_keys` (both for many devices at once: `concerns` says whether
one of them is yours). Below `identity`, which tells it when devices end.
Client-Server API §End-to-End Encryption, §Send-to-Device messaging.
"""

from fangyuan.e2ee.lists import find_counts, key_counts, list_changed, note_changed
from fangyuan.e2ee.model import (
    DEVICE_KEYS,
    DEVICE_LIST,
    MOST_TO_DEVICE,
    TO_DEVICE,
    Address,
    KeyCounts,
    ToDevice,
    concerns,
)
from fangyuan.e2ee.to_device import (
    delete_received,
    delete_to_device,
    drop_old_txns,
    is_any_received,
    list_to_device,
    list_told,
    put_off,
)

__all__ = [
    "DEVICE_KEYS",
    "DEVICE_LIST",
    "MOST_TO_DEVICE",
    "TO_DEVICE",
    "Address",
    "KeyCounts",
    "ToDevice",
    "concerns",
    "delete_received",
    "delete_to_device",
    "drop_old_txns",
    "find_counts",
    "is_any_received",
    "key_counts",
    "list_changed",
    "list_to_device",
    "list_told",
    "note_changed",
    "put_off",
]
