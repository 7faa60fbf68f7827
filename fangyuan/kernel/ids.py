"""Ids: made from chance that is handed in, and parsed with limits. Matrix spec appendix §Identifiers."""

from __future__ import annotations

import base64
import random
import re
import secrets
from collections.abc import Callable

from fangyuan.kernel.errors import InvalidParam

MAX_ID_BYTES = 255
_LOCALPART = re.compile(r"[a-z0-9._=/+-]+")
# The historical grammar: any printable ASCII but ':'. Old clients may mention such users; we never make one.
_HISTORICAL = re.compile(r"[\x21-\x39\x3B-\x7E]+")


class Ids:
    """Makes ids. `draw(n)` gives n random bytes; the default is the operating system's chance."""

    def __init__(self, server_name: str, draw: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.server_name = server_name
        self._draw = draw

    def event_id(self) -> str:
        """An opaque event id in room version 11's form: `$` and 43 characters of URL-safe base64."""
        return "$" + self._text(32)

    def room_id(self) -> str:
        return f"!{self._letters(18)}:{self.server_name}"

    def device_id(self) -> str:
        return self._letters(10).upper()

    def token(self, prefix: str = "fy") -> str:
        """A secret of 192 bits, to be stored only as its hash."""
        return f"{prefix}_{self._text(24)}"

    def opaque(self, size: int = 12) -> str:
        """A short unguessable name: filter ids, sessions, job ids."""
        return self._text(size)

    def code(self) -> str:
        """A sign-in code that a person can type: 12 of 32 characters, no 0/O/1/I, 60 bits."""
        alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        letters = "".join(alphabet[b & 31] for b in self._draw(12))
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"

    def user_id(self, localpart: str) -> str:
        return f"@{localpart}:{self.server_name}"

    def alias(self, localpart: str) -> str:
        return f"#{localpart}:{self.server_name}"

    def is_ours(self, identifier: str) -> bool:
        """Whether the id's server part is this server."""
        return identifier.partition(":")[2] == self.server_name

    def _text(self, size: int) -> str:
        return base64.urlsafe_b64encode(self._draw(size)).rstrip(b"=").decode()

    def _letters(self, size: int) -> str:
        alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        out: list[str] = []
        while len(out) < size:  # rejection sampling, so that each letter is as likely as the others
            out.extend(alphabet[b] for b in self._draw(size) if b < 52)
        return "".join(out[:size])


def seeded(seed: int) -> Callable[[int], bytes]:
    """Chance that repeats: for tests and for the demonstration company."""
    return random.Random(seed).randbytes  # noqa: S311 - repeatable on purpose


def is_valid_localpart(localpart: str) -> bool:
    """Whether we may make an account of this name."""
    return bool(_LOCALPART.fullmatch(localpart)) and len(localpart) <= 200


def is_user_id(text: str) -> bool:
    local, colon, server = text[1:].partition(":")
    return (
        text.startswith("@")
        and bool(colon and server)
        and bool(_HISTORICAL.fullmatch(local))
        and len(text.encode()) <= MAX_ID_BYTES
    )


def check_user_id(text: object) -> str:
    """`text` if it is a user id, else M_INVALID_PARAM."""
    if not isinstance(text, str) or not is_user_id(text):
        raise InvalidParam(f"{text!r:.80} is not a user ID")
    return text


def localpart_of(user_id: str) -> str:
    return user_id[1:].partition(":")[0]
