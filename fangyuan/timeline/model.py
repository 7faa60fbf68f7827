"""Records of the timeline that are not events."""

from __future__ import annotations

from typing import Literal

import msgspec

ReceiptType = Literal["m.read", "m.read.private"]
SENT = "fangyuan.sent"  # an unseen receipt: who writes in a thread has read it
MAIN = "main"


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """Somebody has read up to an event. `thread_id` is '' for an unthreaded receipt."""

    room_id: str
    user_id: str
    receipt_type: str
    thread_id: str
    event_id: str
    event_position: int
    ts: int
    position: int


class Typing(msgspec.Struct, frozen=True, gc=False):
    """Who is typing in a room now."""

    room_id: str
    user_ids: tuple[str, ...]
    position: int


class Subscription(msgspec.Struct, frozen=True, gc=False):
    """Whether a person follows a thread. `position` is where that changed last. MSC4306."""

    room_id: str
    root_id: str
    is_subscribed: bool
    is_automatic: bool
    ended_position: int
    position: int
