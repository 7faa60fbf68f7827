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
