"""What is asked of a search, and what it finds."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from fangyuan.kernel.errors import InvalidParam
from fangyuan.search.words import Query
from fangyuan.timeline import OPEN, EventFilter

KEYS = ("content.body", "content.name", "content.topic")
_STATE = {"m.room.name": "content.name", "m.room.topic": "content.topic"}


def key_of(type: str) -> str:
    """Under which key the text of an event of this type is searched."""
    return _STATE.get(type, "content.body")


class Token(msgspec.Struct, frozen=True, array_like=True):
    """Where the next page begins. `upto`: only what was said up to this position, so that pages don't shift.

    `at` is a position by `recent` and a number of results by `rank`. `group` and `value` name one group, if it is the
    next page of that one only.
    """

    order: str
    upto: int
    at: int
    group: str = ""
    value: str = ""

    def to_text(self) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).rstrip(b"=").decode()

    @staticmethod
    def parse(text: str) -> Token:
        """M_INVALID_PARAM for what is none of ours."""
        try:
            raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
            token = msgspec.json.decode(raw, type=Token)
        except (
            msgspec.DecodeError,
            msgspec.ValidationError,
            UnicodeError,
            binascii.Error,
            ValueError,
        ) as cause:
            raise InvalidParam("next_batch is not a token of this server") from cause
        is_sound = token.order in ("rank", "recent") and token.group in ("", "room_id", "sender")
        if not is_sound or not 0 <= token.upto < 2**62 or not 0 <= token.at < 2**62:
            raise InvalidParam("next_batch is not a token of this server")
        return token


@dataclass(frozen=True, slots=True)
class Wish:
    """A search. `token` is where to go on; `group_by` holds `room_id`, `sender`, both or none."""

    query: Query
    keys: frozenset[str] = frozenset(KEYS)
    order: str = "rank"
    limit: int = 10
    filter: EventFilter = OPEN
    group_by: Sequence[str] = ()
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A text that was found: `position` of the event that says it so, `target` of the message (an edit's original)."""

    position: int
    room_id: str
    sender: str
    target: int
    rank: float


@dataclass(slots=True)
class Group:
    """Which of the results belong together; `next` is where the group goes on."""

    order: int
    matches: list[Match] = field(default_factory=list[Match])
    next: Token | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results. `count` is of all pages: exact up to a thousand."""

    count: int
    matches: list[Match]
    next: Token | None
    groups: dict[str, dict[str, Group]]
