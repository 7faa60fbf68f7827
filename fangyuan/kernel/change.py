"""What a commit tells the rest of the process: one record for each position of the stream that it took."""

from __future__ import annotations

from typing import Any

import msgspec


class Change(msgspec.Struct, frozen=True, gc=False):
    """One visible change.

    `kind` is one of `event`, `receipt`, `typing`, `account_data`, `push_rules`, `session` (a log-out), `profile`,
    `charter`, `forgotten` (a room), `thread_subscription`, `device_list`, `to_device` and `device_keys` (the last two
    of many devices at once). `room_id` and `user_id` say whom it concerns: all who are in the room, or only this user.
    `data` is the domain's own record of it, so that readers in memory need no database.
    """

    position: int
    kind: str
    room_id: str = ""
    user_id: str = ""
    data: Any = None
