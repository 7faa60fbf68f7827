"""A sync's answer as bytes, joined from what is encoded already. Client-Server API §GET /sync."""

from __future__ import annotations

from dataclasses import dataclass, field

from fangyuan.kernel import json
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


@dataclass(slots=True)
class Answer:
    """A sync's answer in parts; each room is encoded already."""

    position: int
    join: list[bytes] = field(default_factory=list[bytes])
    invite: list[bytes] = field(default_factory=list[bytes])
    knock: list[bytes] = field(default_factory=list[bytes])
    leave: list[bytes] = field(default_factory=list[bytes])
    account_data: list[bytes] = field(default_factory=list[bytes])

    @property
    def is_empty(self) -> bool:
        return not (self.join or self.invite or self.knock or self.leave or self.account_data)

    def encode(self) -> bytes:
        parts = [b'{"next_batch":"%d"' % self.position]
        if self.account_data:
            parts.append(b',"account_data":{"events":' + array(self.account_data) + b"}")
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
        parts.append(b"}")
        return b"".join(parts)


def encode_joined(room: JoinedRoom, *, by_thread: bool) -> bytes:
    """`"!room": {…}`. With `by_thread` the unread counts of threads stand apart from the main timeline's."""
    parts = [
        b'"%s":{"timeline":{"events":' % room.room_id.encode(),
        room.timeline,
        b',"limited":%s,"prev_batch":"%d"},"state":{"events":'
        % (b"true" if room.limited else b"false", room.prev_batch),
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
        threads = b',"unread_thread_notifications":' + json.encode(counts)
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


def ephemeral_event(type: str, content: object) -> bytes:
    return json.encode({"type": type, "content": content})
