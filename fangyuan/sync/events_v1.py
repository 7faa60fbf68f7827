"""Following the stream as clients did before /sync: for suites of the test mode, which use it still.

Client-Server API, deprecated: GET /events, GET /initialSync, GET /rooms/{roomId}/initialSync. Always from the database:
nobody who counts its time asks this way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import msgspec

from fangyuan import events, identity, presence, reach, rooms, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.presence import Presence
from fangyuan.sync.encode import account_data_event
from fangyuan.sync.hub import Hub
from fangyuan.timeline import EventFilter, Reader


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the stream: encoded events in order, and the positions between which they lie."""

    start: int
    end: int
    chunk: list[bytes]

    def encode(self) -> bytes:
        return b'{"start":"%d","end":"%d","chunk":%s}' % (self.start, self.end, timeline.array(self.chunk))


# -- GET /events -----------------------------------------------------------------------------------------------------


async def listen(
    hub: Hub,
    reader: Reader,
    since: int | None,
    room_id: str | None,
    *,
    timeout_ms: int,
    check: Callable[[], Awaitable[object]],
) -> bytes:
    """What is new after `since` (None: from now on) in the reader's rooms, and in `room_id` if it is open to the world.

    Waits until there is something. `check` raises if the reader may no longer be answered.
    """
    deadline_ms = hub.db.clock.now_ms() + timeout_ms
    while True:
        viewer = await hub.viewer(reader.user_id)
        with hub.peeking(viewer, room_id):
            found = await hub.db.read(partial(news, reader=reader, since=since, room_id=room_id))
            since, left_ms = found.start, deadline_ms - hub.db.clock.now_ms()
            if found.chunk or left_ms <= 0 or hub.stopping:
                return found.encode()
            await check()
            is_over = False
            if hub.position <= found.end:  # else something came while the database was read
                is_over = not await hub.wait(viewer, reader.device_id, left_ms / 1000)
                await check()
            if is_over:
                return found.encode()


def news(tx: Tx, reader: Reader, since: int | None, room_id: str | None) -> Stretch:
    """Everything after `since` that the reader may hear of; Forbidden for a room that is not open to the world."""
    since = tx.position if since is None else min(since, tx.position)
    joined: dict[str, int] = {}
    moved: list[str] = []
    for one, membership, position, since_position in rooms.list_memberships(tx, reader.user_id, since):
        if membership == "join":
            joined[one] = since_position
        elif position > since:
            moved.append(one)
    heard = {one: began > since for one, began in joined.items()}
    if room_id is not None and room_id not in joined:
        if rooms.get(tx, room_id).history_visibility != "world_readable":
            raise Forbidden("You are not a member of this room")
        heard[room_id] = True
    found = _room_events(tx, reader, heard, since)
    for event in rooms.list_member_events(tx, moved, [reader.user_id]) if moved else ():
        if event.room_id not in heard:  # an invitation, or the end of a stay
            found.append((event.position, timeline.client_event(event, reader, None, timeline.UNSAID)))
    found += _ephemeral(tx, reader, list(heard), since)
    found += _account_data(tx, reader, since)
    changed = presence.list_changed(tx, since, tx.position)
    found += [(one.position, _presence(one, reader)) for one in _met_in(tx, reader, changed, set(heard))]
    found.sort()
    return Stretch(since, tx.position, [encoded for _, encoded in found])


def _room_events(tx: Tx, reader: Reader, heard: dict[str, bool], since: int) -> list[tuple[int, bytes]]:
    """Of the rooms; True marks those of which the reader may not see all that happened since."""
    ranges = {
        room_id: rooms.visible_ranges(tx, room_id, reader.user_id)
        for room_id, is_partly in heard.items()
        if is_partly
    }
    return [
        (event.position, timeline.client_event(event, reader, None, timeline.UNSAID))
        for event in timeline.veil(tx, reader.user_id, events.list_since(tx, heard, since, tx.position))
        if rooms.is_visible(ranges.get(event.room_id, rooms.EVERYTHING), event.position)
    ]


def _ephemeral(tx: Tx, reader: Reader, room_ids: list[str], since: int) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    for receipt in timeline.list_receipts(tx, reader.user_id, room_ids, since, tx.position):
        content = timeline.receipts_content([receipt])
        found.append((receipt.position, _of_room("m.receipt", receipt.room_id, content)))
    for room_id, typing in timeline.typing_now(tx, room_ids).items():
        if typing.position > since:
            content = {"user_ids": list(typing.user_ids)}
            found.append((typing.position, _of_room("m.typing", room_id, content)))
    return found


def _of_room(type: str, room_id: str, content: object) -> bytes:
    return json.encode({"type": type, "room_id": room_id, "content": content})


def _account_data(tx: Tx, reader: Reader, since: int) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    for room_id, type, content, position in identity.list_account_data(
        tx, reader.user_id, since, tx.position
    ):
        event: JsonObject = {"type": type, "content": msgspec.Raw(content)}
        if room_id:
            event["room_id"] = room_id
        found.append((position, json.encode(event)))
    return found


def _met_in(tx: Tx, reader: Reader, found: list[Presence], room_ids: set[str]) -> list[Presence]:
    """Those of whom the reader may hear: himself, and who is in one of these rooms."""
    people = [one.user_id for one in found]
    met = {user_id for room_id, user_id, _ in rooms.list_joined_of_users(tx, people) if room_id in room_ids}
    return [
        one
        for one in found
        if one.user_id == reader.user_id
        or (one.user_id in met and reach.may(tx, reader.user_id, one.user_id, "see"))
    ]


def _presence(found: Presence, reader: Reader) -> bytes:
    """As before /sync: the content says whose presence it is."""
    content = {"user_id": found.user_id, **found.content(reader.now_ms)}
    return json.encode({"type": "m.presence", "sender": found.user_id, "content": content})


def _presences(tx: Tx, reader: Reader, room_ids: set[str]) -> msgspec.Raw:
    """Who is here of the people in these rooms, and the reader himself in any case."""
    found = _met_in(tx, reader, presence.list_here(tx), room_ids)
    if all(one.user_id != reader.user_id for one in found):
        found.append(presence.find(tx, reader.user_id) or Presence(reader.user_id, presence.OFFLINE, None, 0))
    return msgspec.Raw(timeline.array([_presence(one, reader) for one in found]))


def latest(tx: Tx, reader: Reader, room_id: str, upto: int | None, limit: int) -> Stretch:
    """The newest visible events of a room up to a position, in the order in which they happened."""
    filter = EventFilter(limit=limit)
    page = timeline.messages(
        tx, reader.user_id, room_id, start=upto, stop=None, backwards=True, filter=filter
    )
    shown = timeline.veil(tx, reader.user_id, page.chunk)
    chunk = [timeline.client_event(event, reader, None, timeline.UNSAID) for event in reversed(shown)]
    first = page.chunk[-1].position - 1 if page.chunk else page.start
    return Stretch(first, page.start, chunk)


# -- GET /initialSync ------------------------------------------------------------------------------------------------


def initial(tx: Tx, reader: Reader, limit: int, *, archived: bool) -> bytes:
    """Every room that the reader is in or invited to, with `archived` those that he left too, and his account data."""
    found: list[bytes] = []
    receipts: list[bytes] = []
    for room_id, membership, _, _ in rooms.list_memberships(tx, reader.user_id):
        if membership == "invite":
            found.append(json.encode(_invitation(tx, reader, room_id)))
        elif membership == "join" or (archived and membership in ("leave", "ban")):
            found.append(initial_room(tx, reader, room_id, limit))
            receipts += _receipts(tx, reader, room_id) if membership == "join" else []
    own = identity.list_account_data(tx, reader.user_id, 0, tx.position)
    body: JsonObject = {
        "end": str(tx.position),
        "rooms": msgspec.Raw(timeline.array(found)),
        "presence": _presences(tx, reader, set(rooms.list_joined_rooms(tx, reader.user_id))),
        "receipts": msgspec.Raw(timeline.array(receipts)),
        "account_data": msgspec.Raw(
            timeline.array([account_data_event(type, content) for room, type, content, _ in own if not room])
        ),
    }
    return json.encode(body)


def _invitation(tx: Tx, reader: Reader, room_id: str) -> JsonObject:
    [own] = rooms.list_member_events(tx, [room_id], [reader.user_id])
    return {
        "room_id": room_id,
        "membership": "invite",
        "inviter": own.sender,
        "invite": msgspec.Raw(timeline.client_event(own, reader, None, timeline.UNSAID)),
        "visibility": "public" if rooms.is_listed(tx, room_id) else "private",
    }


def initial_room(tx: Tx, reader: Reader, room_id: str, limit: int) -> bytes:
    """The room's state and newest events as the reader may see them; Forbidden when he may see nothing."""
    state: list[Event] = timeline.state_for(tx, reader.user_id, room_id)
    member = rooms.member(tx, rooms.get(tx, room_id), reader.user_id)
    messages = latest(tx, reader, room_id, None, limit)
    own = identity.list_account_data(tx, reader.user_id, 0, tx.position)
    is_gone = member is not None and member.membership != "join"  # who is there now is none of his business
    body: JsonObject = {
        "room_id": room_id,
        "messages": msgspec.Raw(messages.encode()),
        "state": msgspec.Raw(
            timeline.array([timeline.client_event(event, reader, None, timeline.UNSAID) for event in state])
        ),
        "visibility": "public" if rooms.is_listed(tx, room_id) else "private",
        "presence": [] if is_gone else _presences(tx, reader, {room_id}),
        "receipts": msgspec.Raw(timeline.array([] if is_gone else _receipts(tx, reader, room_id))),
        "account_data": msgspec.Raw(
            timeline.array(
                [account_data_event(type, content) for room, type, content, _ in own if room == room_id]
            )
        ),
    }
    if member is not None:
        body["membership"] = member.membership
    return json.encode(body)


def _receipts(tx: Tx, reader: Reader, room_id: str) -> list[bytes]:
    found = timeline.list_receipts(tx, reader.user_id, [room_id], 0, tx.position)
    return [_of_room("m.receipt", room_id, timeline.receipts_content(found))] if found else []
