"""Which files an event refers to: every `mxc://` address of this server anywhere in its content.

Messages, stickers, thumbnails, pictures inside formatted text, packs of emotes and what clients will invent: a file
lives while an event shows it. In encrypted events nothing can be seen.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

MXC = b"mxc://"
MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
PICTURES = frozenset({"m.room.avatar", "m.room.member"})
# A value (or an attribute of HTML) that is an address, and what it has to look like: clients make a URL of it as it is.
_ADDRESS = re.compile(rb'"mxc://((?:[^"\\]|\\.)*?)\\?"')
_WELL_MADE = re.compile(
    rb"[A-Za-z0-9][A-Za-z0-9.:-]*/[A-Za-z0-9_-]{1,255}|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?/[A-Za-z0-9_-]{1,255}"
)


class FileRef(msgspec.Struct, frozen=True):
    """An event that shows a file. `is_picture`: of a room or a member. `dropped_ts`: since when it does no more."""

    position: int
    room_id: str
    sender: str
    is_picture: bool
    dropped_ts: int | None


@lru_cache(maxsize=16)
def _pattern(server_name: str) -> re.Pattern[bytes]:
    return re.compile(MXC + re.escape(server_name.encode()) + rb"/([A-Za-z0-9_-]{1,255})(?![A-Za-z0-9_-])")


def files_of(body: bytes, server_name: str) -> list[str]:
    """The ids of the files that encoded JSON refers to, each once."""
    if MXC not in body:
        return []
    return [found.decode() for found in dict.fromkeys(_pattern(server_name).findall(body))]


def has_odd_address(body: bytes) -> bool:
    """Whether a value in encoded JSON is an mxc:// address that leads to a file only after a browser has read it.

    `mxc://here/x/../ID`, `mxc://here/%49D` and `mxc://here/ID?` show a file that `files_of` doesn't see.
    """
    return MXC in body and any(not _WELL_MADE.fullmatch(found) for found in _ADDRESS.findall(body))
