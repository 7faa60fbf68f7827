"""End-to-end encryption, as far as a server takes part: keys of devices, backups, messages to devices.

Owns the tables `device_keys`, `one_time_keys`, `fallback_keys`, `key_counts`, `device_lists`, `cross_signing_keys`,
`key_signatures`, `to_device`, `to_device_txns`, `dehydrated_devices`, `backups` and `backup_keys`. Change kinds:
`device_list` (of `user_id`; with data it is for `user_id` alone, and of the user in data), `to_device` and
`device_keys` (both for many devices at once: `concerns` says whether one of them is yours).
Below `identity`, which tells it when devices end and knows which there are.
Client-Server API §End-to-End Encryption, §Send-to-Device messaging, §Server-side key backups; MSC3814.
"""

from fangyuan.e2ee.backup import (
    create_backup,
    delete_backup,
    delete_keys,
    get_backup,
    list_keys,
    put_keys,
    set_auth_data,
)
from fangyuan.e2ee.cross_signing import upload_cross_signing, upload_signatures
from fangyuan.e2ee.dehydration import (
    drop_dehydrated,
    end_dehydrated,
    get_dehydrated,
    list_dehydrated_names,
    list_events,
    put_dehydrated,
)
from fangyuan.e2ee.jobs import drop_old
from fangyuan.e2ee.keys import claim, drop_devices, query, upload
from fangyuan.e2ee.lists import find_counts, key_counts, list_changed, note_changed
from fangyuan.e2ee.model import (
    DEVICE_KEYS,
    DEVICE_LIST,
    MOST_TO_DEVICE,
    TO_DEVICE,
    Address,
    Backup,
    BackupKey,
    KeyCounts,
    ToDevice,
    concerns,
)
from fangyuan.e2ee.shapes import MASTER, SELF_SIGNING, USER_SIGNING
from fangyuan.e2ee.to_device import (
    delete_received,
    delete_to_device,
    drop_oldest,
    is_any_received,
    list_full,
    list_to_device,
    list_told,
    put_off,
    send,
)

__all__ = [
    "DEVICE_KEYS",
    "DEVICE_LIST",
    "MASTER",
    "MOST_TO_DEVICE",
    "SELF_SIGNING",
    "TO_DEVICE",
    "USER_SIGNING",
    "Address",
    "Backup",
    "BackupKey",
    "KeyCounts",
    "ToDevice",
    "claim",
    "concerns",
    "create_backup",
    "delete_backup",
    "delete_keys",
    "delete_received",
    "delete_to_device",
    "drop_dehydrated",
    "drop_devices",
    "drop_old",
    "drop_oldest",
    "end_dehydrated",
    "find_counts",
    "get_backup",
    "get_dehydrated",
    "is_any_received",
    "key_counts",
    "list_changed",
    "list_dehydrated_names",
    "list_events",
    "list_full",
    "list_keys",
    "list_to_device",
    "list_told",
    "note_changed",
    "put_dehydrated",
    "put_keys",
    "put_off",
    "query",
    "send",
    "set_auth_data",
    "upload",
    "upload_cross_signing",
    "upload_signatures",
]
