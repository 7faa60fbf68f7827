"""Who is here: online, away, or gone, with a word of his own.

Owns the table `presence`: one row for each person who was ever here, written when what others see of him changes, never
for a sign of life. Change kind `presence` (data: `Presence`). Client-Server API §Presence.
"""

from fangyuan.presence.actions import become, find, is_told, list_changed, list_here, list_of
from fangyuan.presence.model import (
    KINDS,
    OFFLINE,
    ONLINE,
    PRESENCE,
    UNAVAILABLE,
    Presence,
    check_kind,
    check_status,
)

__all__ = [
    "KINDS",
    "OFFLINE",
    "ONLINE",
    "PRESENCE",
    "UNAVAILABLE",
    "Presence",
    "become",
    "check_kind",
    "check_status",
    "find",
    "is_told",
    "list_changed",
    "list_here",
    "list_of",
]
