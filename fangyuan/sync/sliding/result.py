"""A room's part of an answer, and its bytes. MSC4186 §Room results."""

from __future__ import annotations

from dataclasses import dataclass, field

from fangyuan.kernel import json
from fangyuan.push import RoomUnread
from fangyuan.timeline import array

# Where the names that clients use today differ from those of the proposal.
_NAMES = {
    False: {
        b"timeline": b"timeline",
        b"stripped": b"invite_state",
        b"expanded": b"unstable_expanded_timeline",
    },
    True: {
        b"timeline": b"timeline_events",
        b"stripped": b"stripped_state",
        b"expanded": b"expanded_timeline",
    },
}


@dataclass(slots=True)
class Result:
    """What is told of one room; None and empty is not told."""

    room_id: str
    membership: str
    initial: bool = False
    lists: tuple[str, ...] = ()
    bump_stamp: int | None = None
    meta: dict[str, object] = field(default_factory=dict[str, object])  # name, avatar, heroes, counts, is_dm
    state: list[bytes] = field(default_factory=list[bytes])
    timeline: list[bytes] | None = None
    limited: bool = False
    expanded: bool = False
    num_live: int = 0
    prev_batch: int = 0
    unread: RoomUnread | None = None
    stripped: list[bytes] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the client knows all that already."""
        told = self.initial or self.meta or self.state or self.timeline or self.unread or self.stripped
        return not told and self.bump_stamp is None and not self.limited

    def encode(self, *, stable: bool) -> bytes:
        names = _NAMES[stable]
        head: dict[str, object] = {"membership": self.membership, **self.meta}
        if self.lists:
            head["lists"] = self.lists
        if self.initial:
            head["initial"] = True
        if self.bump_stamp is not None:
            head["bump_stamp"] = self.bump_stamp
        if self.unread is not None:
            head |= _counts(self.unread)
        parts = [json.encode(head)[:-1]]
        if self.state:
            parts += [b',"required_state":', array(self.state)]
        if self.stripped is not None:
            parts += [b',"', names[b"stripped"], b'":', array(self.stripped)]
        if self.timeline is not None:
            parts += [b',"', names[b"timeline"], b'":', array(self.timeline)]
            parts.append(
                b',"limited":%s,"num_live":%d,"prev_batch":"%d"'
                % (b"true" if self.limited else b"false", self.num_live, self.prev_batch)
            )
            if self.expanded:
                parts += [b',"', names[b"expanded"], b'":true']
        parts.append(b"}")
        return b"".join(parts)


def _counts(unread: RoomUnread) -> dict[str, object]:
    """Of the main timeline; those of threads stand apart, as in /v3/sync when a client asks for it."""
    found: dict[str, object] = {
        "notification_count": unread.notification_count,
        "highlight_count": unread.highlight_count,
    }
    if unread.threads:
        found["unread_thread_notifications"] = {
            root: {"notification_count": count.notification_count, "highlight_count": count.highlight_count}
            for root, count in unread.threads.items()
        }
    return found
