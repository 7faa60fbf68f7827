"""A sync's answer as bytes, joined from what is encoded already. Client-Server API §GET /sync."""

from __future__ import annotations

from dataclasses import dataclass, field

from fangyuan.e2ee import KeyCounts
from fangyuan.kernel import json
from fangyuan.presence import Presence
from fangyuan.push import RoomUnread
from fangyuan.timeline import array


@dataclass(slots=True)
class JoinedRoom:
    """What is new in a room that the viewer is in. Lists hold encoded events."""

    room_id: str
    timeline: bytes = b"[]"
    limited: bool = False
    prev_batch: int = 0
    state: list[bytes] = field(default_factory=list[bytes])
    ephemeral: list[bytes] = field(default_factory=list[bytes])
    account_data: list[bytes] = field(default_factory=list[bytes])
    unread: RoomUnread | None = None
    summary: dict[str, object] | None = None
    state_name: bytes = b"state"


@dataclass(slots=True)
class Answer:
    """A sync's answer in parts; each room is encoded already."""

    position: int
    join: list[bytes] = field(default_factory=list[bytes])
    invite: list[bytes] = field(default_factory=list[bytes])
    knock: list[bytes] = field(default_factory=list[bytes])
    leave: list[bytes] = field(default_factory=list[bytes])
    account_data: list[bytes] = field(default_factory=list[bytes])
    presence: dict[str, bytes] = field(default_factory=dict[str, bytes])  # of each person the newest
    to_device: list[bytes] = field(default_factory=list[bytes])
    awaits_messages: bool = False  # there are messages for the device that memory doesn't hold
    # Whose devices are to be looked up anew, and of whom no more is heard.
    changed: set[str] = field(default_factory=set[str])
    left: set[str] = field(default_factory=set[str])
    key_counts: bytes = b""  # told each time, see `key_counts`
    counts_changed: bool = False

    @property
    def is_empty(self) -> bool:
        rooms = self.join or self.invite or self.knock or self.leave
        devices = self.to_device or self.changed or self.left or self.counts_changed
        return not (rooms or self.account_data or self.presence or devices)

    def encode(self) -> bytes:
        parts = [b'{"next_batch":"%d"' % self.position]
        if self.account_data:
            parts.append(b',"account_data":{"events":' + array(self.account_data) + b"}")
        if self.presence:
            parts.append(b',"presence":{"events":' + array(list(self.presence.values())) + b"}")
        sections = [
            b'"%s":{%s}' % (name, b",".join(rooms))
            for name, rooms in (
                (b"join", self.join),
                (b"invite", self.invite),
                (b"knock", self.knock),
                (b"leave", self.leave),
            )
            if rooms
        ]
        if sections:
            parts.append(b',"rooms":{' + b",".join(sections) + b"}")
        if self.to_device:
            parts.append(b',"to_device":{"events":' + array(self.to_device) + b"}")
        if self.changed or self.left:
            lists = {"changed": sorted(self.changed), "left": sorted(self.left)}
            parts.append(b',"device_lists":' + json.encode(lists))
        parts.append(self.key_counts)
        parts.append(b"}")
        return b"".join(parts)


def key_counts(counts: KeyCounts | None) -> bytes:
    """How many keys a device has left, as part of each answer: where it is missing, clients read that there are none.

    Nothing for a device that has never published a key. §End-to-end encryption, extensions to /sync.
    """
    if counts is None:
        return b""
    return b',"device_one_time_keys_count":%s,"device_unused_fallback_key_types":%s' % (
        counts.one_time,
        counts.unused_fallback,
    )


def encode_joined(room: JoinedRoom, *, by_thread: bool) -> bytes:
    """`"!room": {…}`. With `by_thread` the unread counts of threads stand apart from the main timeline's."""
    parts = [
        b'"%s":{"timeline":{"events":' % room.room_id.encode(),
        room.timeline,
        b',"limited":%s,"prev_batch":"%d"},"%s":{"events":'
        % (b"true" if room.limited else b"false", room.prev_batch, room.state_name),
        array(room.state),
        b'},"ephemeral":{"events":',
        array(room.ephemeral),
        b'},"account_data":{"events":',
        array(room.account_data),
        b"}",
    ]
    if room.summary is not None:
        parts.append(b',"summary":' + json.encode(room.summary))
    if room.unread is not None:
        parts.append(_unread(room.unread, by_thread))
    parts.append(b"}")
    return b"".join(parts)


def _unread(unread: RoomUnread, by_thread: bool) -> bytes:
    notifications, highlights = unread.notification_count, unread.highlight_count
    threads = b""
    if by_thread:
        counts = {
            root: {"notification_count": count.notification_count, "highlight_count": count.highlight_count}
            for root, count in unread.threads.items()
        }
        # Without it clients take all threads for read, as with an empty one; the suites want it gone.
        threads = b',"unread_thread_notifications":' + json.encode(counts) if counts else b""
    else:
        for count in unread.threads.values():
            notifications += count.notification_count
            highlights += count.highlight_count
    return (
        b',"unread_notifications":{"notification_count":%d,"highlight_count":%d}'
        % (notifications, highlights)
        + threads
    )


def encode_section(room_id: str, name: bytes, events: list[bytes]) -> bytes:
    """`"!room": {"invite_state": {"events": […]}}` and the same for knocks."""
    return b'"%s":{"%s":{"events":%s}}' % (room_id.encode(), name, array(events))


def account_data_event(type: str, content: bytes) -> bytes:
    return b'{"type":%s,"content":%s}' % (json.encode(type), content)


def presence_event(found: Presence, now_ms: int) -> bytes:
    return json.encode({"type": "m.presence", "sender": found.user_id, "content": found.content(now_ms)})


def ephemeral_event(type: str, content: object) -> bytes:
    return json.encode({"type": type, "content": content})
