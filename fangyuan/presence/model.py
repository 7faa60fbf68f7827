"""What others see of a person's presence."""

from __future__ import annotations

import msgspec

from fangyuan.kernel.errors import BadJson, InvalidParam
from fangyuan.kernel.json import JsonObject

PRESENCE = "presence"  # the kind of change
ONLINE, UNAVAILABLE, OFFLINE = KINDS = ("online", "unavailable", "offline")
_ACTIVE_MS = 60_000  # so long after he did something a person counts as active
_MOST_STATUS = 1_000


class Presence(msgspec.Struct, frozen=True, gc=False):
    """A person's presence since a position of the stream. `last_active_ts` is in ms UTC."""

    user_id: str
    presence: str
    status_msg: str | None
    last_active_ts: int
    position: int = 0

    def content(self, now_ms: int) -> JsonObject:
        """The content of an m.presence event, and the answer to GET /presence/{userId}/status."""
        content: JsonObject = {"presence": self.presence}
        if self.last_active_ts:
            ago = max(0, now_ms - self.last_active_ts)
            content["last_active_ago"] = ago
            if self.presence == ONLINE:
                content["currently_active"] = ago < _ACTIVE_MS
        if self.status_msg is not None:
            content["status_msg"] = self.status_msg
        return content


def check_kind(kind: str) -> str:
    """`kind` if the spec knows it, else M_INVALID_PARAM."""
    if kind not in KINDS:
        raise InvalidParam("presence is online, unavailable or offline")
    return kind


def check_status(status_msg: str | None) -> str | None:
    """M_BAD_JSON for a word that is a story."""
    if status_msg is not None and len(status_msg) > _MOST_STATUS:
        raise BadJson(f"status_msg has at most {_MOST_STATUS} characters")
    return status_msg
