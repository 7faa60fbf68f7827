"""Events as bytes for one reader: the stored bytes with `unsigned` put behind them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fangyuan import rooms
from fangyuan.events import DELAYED, Event
from fangyuan.kernel import json


class Reader(msgspec.Struct, frozen=True):
    """For whom an event is encoded: his own transaction ids are shown to the device that used them.

    `now_ms` 0 leaves the age out. What those wrote whom he ignores (`ignored`) is not bundled for him. `by_old_names`:
    COMPAT with the first Matrix API, which called the sender `user_id`; SyTest and old bridges read it still.
    """

    user_id: str
    device_id: str
    now_ms: int
    ignored: frozenset[str] = frozenset()
    by_old_names: bool = False


ANYBODY = Reader("", "", 0)
UNSAID = ""
_MEMBERSHIPS = {
    UNSAID: b"",
    **{name: b',"membership":"%s"' % name.encode() for name in ("join", "invite", "knock", "leave", "ban")},
}


def is_hidden(event: Event, ignored: frozenset[str]) -> bool:
    """Whether the event is kept from who ignores these people: their state is told. §Ignoring Users."""
    return event.sender in ignored and event.state_key is None


def is_shown(event: Event, ignored: frozenset[str], ranges: Sequence[rooms.Range] | None) -> bool:
    """Whether it is seen by who may see these ranges of the room (None: all of it) and ignores these people."""
    return not is_hidden(event, ignored) and (ranges is None or rooms.is_visible(ranges, event.position))


def client_event(
    event: Event, reader: Reader, relations: bytes | None = None, membership: str = "join"
) -> bytes:
    """The event with `age`, the reader's membership, what is bundled, and for its sender's device `transaction_id`.

    `membership` is the reader's when it was sent, this event included; UNSAID where that would be costly to know,
    as the spec allows. Client-Server API §Room event format.
    """
    unsigned = _MEMBERSHIPS[membership]
    if reader.now_ms:
        unsigned += b',"age":%d' % max(0, reader.now_ms - event.ts)
    if event.unsigned is not None:
        unsigned += b"," + event.unsigned[1:-1]
    if relations is not None:
        unsigned += b',"m.relations":' + relations
    if event.txn_id is not None and event.sender == reader.user_id:
        if event.device_id == reader.device_id:
            unsigned += b',"transaction_id":' + json.encode(event.txn_id)
        elif event.device_id == DELAYED:
            unsigned += b',"org.matrix.msc4140.delay_id":' + json.encode(event.txn_id)
    if reader.by_old_names:
        unsigned += b'},"user_id":' + json.encode(event.sender)
        return event.json[:-1] + b',"unsigned":{' + unsigned[1:] + b"}"
    return event.json[:-1] + b',"unsigned":{' + unsigned[1:] + b"}}"


def state_event(event: Event) -> bytes:
    """A state event as it stands in a sync's `state`: its previous content, but no age."""
    return event.json if event.unsigned is None else event.json[:-1] + b',"unsigned":' + event.unsigned + b"}"


def stripped(event: Event) -> bytes:
    """Stripped state for invitations and knocks. §Stripped state."""
    body = json.decode(event.json)
    return json.encode({key: body[key] for key in ("type", "state_key", "sender", "content")})


def array(items: list[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]"
