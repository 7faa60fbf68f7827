"""A delayed event, waiting or done with."""

from __future__ import annotations

from typing import Literal

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

Outcome = Literal["send", "cancel", "error"]


class Wish(msgspec.Struct, frozen=True):
    """What a client wants to be sent. `state_key` None: a message. `delay_ms` is counted from now."""

    room_id: str
    type: str
    content: JsonObject
    delay_ms: int
    state_key: str | None = None
    txn_id: str | None = None


class Delayed(msgspec.Struct, frozen=True):
    """One row. Times are milliseconds UTC; `position` is the stream's when it was handed over.

    `outcome` is '' while it waits; `reason` says whether it ended by `action` or by `delay`.
    """

    delay_id: str
    user_id: str
    device_id: str
    txn_id: str | None
    room_id: str
    type: str
    state_key: str | None
    content: bytes
    delay_ms: int
    running_since: int
    position: int
    outcome: str
    reason: str
    finalised_ts: int | None
    event_id: str | None
    error: bytes | None

    @property
    def send_ts(self) -> int:
        """When it is to be sent."""
        return self.running_since + self.delay_ms

    @property
    def is_waiting(self) -> bool:
        return not self.outcome

    def to_json(self) -> JsonObject:
        """As its owner sees it. MSC4140 §Getting delayed events."""
        shown: JsonObject = {
            "delay_id": self.delay_id,
            "room_id": self.room_id,
            "type": self.type,
            "state_key": self.state_key,
            "delay": self.delay_ms,
            "running_since": self.running_since,
            "content": json.decode(self.content),
            "event_id": self.event_id,
            "error": json.decode(self.error) if self.error else None,
            "origin_server_ts": self.finalised_ts,
        }
        return {key: value for key, value in shown.items() if value is not None}
