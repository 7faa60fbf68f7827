"""Keys and messages of devices: frozen records and what of them is a pure rule."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.change import Change

DEVICE_LIST = "device_list"
TO_DEVICE = "to_device"
DEVICE_KEYS = "device_keys"

# A sync brings so many messages at most; what is left comes with the next one.
MOST_TO_DEVICE = 100

Address = tuple[str, str]  # (user id, device id)


class KeyCounts(msgspec.Struct, frozen=True):
    """What a sync tells a device of its keys; `position` is when that changed last. Both are encoded."""

    one_time: bytes = b"{}"
    unused_fallback: bytes = b"[]"
    position: int = 0

    def decoded(self) -> tuple[dict[str, int], list[str]]:
        """(algorithm -> unclaimed one-time keys, algorithms whose fallback key nobody has got yet)."""
        return json.decode(self.one_time), json.decode(self.unused_fallback)


class ToDevice(msgspec.Struct, frozen=True):
    """A message that waits for a device. `seq` is the position at which it was sent, `json` the encoded event."""

    seq: int
    json: bytes


def concerns(change: Change, user_id: str, device_id: str) -> bool:
    """Whether a change of kind `to_device` or `device_keys` is of this device."""
    data: Any = change.data
    return (user_id, device_id) in data


class Backup(msgspec.Struct, frozen=True):
    """A version of a person's key backup. `etag` counts its changes, `keys` its keys; `auth_data` is encoded."""

    version: int
    algorithm: str
    auth_data: bytes
    etag: int
    keys: int


class KeyRank(msgspec.Struct, frozen=True):
    """How good a backed-up key is."""

    is_verified: bool
    first_message_index: int
    forwarded_count: int

    def is_better_than(self, other: KeyRank) -> bool:
        """Whether it takes the other's place. Client-Server API §PUT /room_keys/keys."""
        return (not self.is_verified, self.first_message_index, self.forwarded_count) < (
            not other.is_verified,
            other.first_message_index,
            other.forwarded_count,
        )


class BackupKey(msgspec.Struct, frozen=True):
    """A session's key in a backup; `session_data` is encoded and none of our business."""

    room_id: str
    session_id: str
    first_message_index: int
    forwarded_count: int
    is_verified: bool
    session_data: bytes

    @property
    def rank(self) -> KeyRank:
        return KeyRank(self.is_verified, self.first_message_index, self.forwarded_count)
