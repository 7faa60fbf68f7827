"""The rooms of one viewer in memory, by recent activity: loaded once, then kept true by the hub. MSC4186 §Lists.

Rooms that he is in stand where their newest event does, others where his own membership changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from fangyuan import events, identity, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.change import Change

_DIRECT, _TAG = "m.direct", "m.tag"
_PRESENT = ("join", "invite", "knock")


class Standing:
    """The viewer's standing in one room. Positions are those of his member event and of where this membership began."""

    __slots__ = ("by", "forgotten", "is_listed", "membership", "position", "since_position", "was_in")

    def __init__(
        self,
        membership: str,
        position: int,
        since_position: int,
        *,
        forgotten: bool,
        was_in: bool,
        by: str | None,
        is_own: bool,
    ) -> None:
        self.membership = membership
        self.position = position
        self.since_position = since_position
        self.forgotten = forgotten
        self.was_in = was_in  # he was in the room at some time
        self.by = by  # who invited him or made him leave
        # Whether the room is among his rooms even for a client that never heard of it.
        self.is_listed = membership in _PRESENT or (was_in and not is_own and not forgotten)


class RoomList:
    """`standings` holds every room that the viewer ever had to do with, `order` the same, the most recent last.

    `version` changes whenever a filter could give something else than before.
    """

    __slots__ = ("direct", "last", "loaded_at", "order", "standings", "tags", "user_id", "version")

    def __init__(self, user_id: str, loaded_at: int) -> None:
        self.user_id = user_id
        self.loaded_at = loaded_at
        self.standings: dict[str, Standing] = {}
        self.order: OrderedDict[str, None] = OrderedDict()
        self.last: dict[str, int] = {}
        self.direct: frozenset[str] = frozenset()
        self.tags: dict[str, frozenset[str]] = {}
        self.version = 0

    def touch(self, room_id: str, position: int) -> None:
        """Something was said in a room that the viewer is in."""
        if position > self.last.get(room_id, 0):
            self.last[room_id] = position
            self.order[room_id] = None
            self.order.move_to_end(room_id)

    def apply(self, change: Change) -> None:
        """A change of any kind, once or again."""
        if change.position <= self.loaded_at:
            return
        if change.kind == "event":
            event: Event = change.data
            if event.type == "m.room.member" and event.state_key == self.user_id:
                self.move(event)
            else:
                standing = self.standings.get(event.room_id)
                if standing is not None and standing.membership == "join":
                    self.touch(event.room_id, event.position)
        elif change.user_id != self.user_id:
            return
        elif change.kind == "account_data":
            self._keep(change.room_id, *change.data)
        elif change.kind == "forgotten":
            standing = self.standings.get(change.data)
            if standing is not None and standing.membership in ("leave", "ban"):
                standing.forgotten, standing.is_listed = True, False
                self.version += 1

    def move(self, event: Event) -> None:
        """The viewer's own member event."""
        old = self.standings.get(event.room_id)
        if old is not None and old.position >= event.position:
            return
        membership = event.membership()
        goes_on = old is not None and old.membership == membership
        self.standings[event.room_id] = Standing(
            membership,
            event.position,
            old.since_position if old is not None and goes_on else event.position,
            forgotten=False,
            was_in=membership == "join" or (old is not None and old.was_in),
            by=event.sender,
            is_own=event.sender == self.user_id,
        )
        if not goes_on:
            self.version += 1
        self.touch(event.room_id, event.position)

    def _keep(self, room_id: str, type: str, content: bytes) -> None:
        if type == _DIRECT and not room_id:
            self.direct = _direct_rooms(content)
            self.version += 1
        elif type == _TAG and room_id:
            self.tags[room_id] = frozenset(json.as_object(json.as_object(json.decode(content)).get("tags")))
            self.version += 1


def _direct_rooms(content: bytes) -> frozenset[str]:
    """§Direct messaging: m.direct holds lists of rooms by user id."""
    by_user = json.as_object(json.decode(content))
    return frozenset(room for ids in by_user.values() for room in json.as_list(ids) if isinstance(room, str))


def load(tx: Tx, user_id: str, known: Mapping[str, int]) -> tuple[RoomList, dict[str, int]]:
    """The list as of this snapshot, and the newest positions that `known` lacked: they are the same for everybody."""
    found = RoomList(user_id, tx.position)
    last: dict[str, int] = {}
    joined: list[str] = []
    for row in rooms.list_standings(tx, user_id):
        room_id, membership, position, since_position, forgotten, was_in, sender = row
        found.standings[room_id] = Standing(
            membership,
            position,
            since_position,
            forgotten=bool(forgotten),
            was_in=bool(was_in),
            by=sender,
            is_own=sender == user_id,
        )
        last[room_id] = position
        if membership == "join":
            joined.append(room_id)
    asked = [room_id for room_id in joined if room_id not in known]
    newest = events.newest_positions(tx, asked) if asked else {}
    for room_id in joined:
        last[room_id] = max(last[room_id], known.get(room_id) or newest.get(room_id, 0))
    for room_id in sorted(last, key=last.__getitem__):
        found.order[room_id] = None
    found.last = last
    for room_id, type, content in identity.list_account_data_of_types(tx, user_id, [_DIRECT, _TAG]):
        found._keep(room_id, type, content)  # pyright: ignore[reportPrivateUsage] - it is this module's own
    return found, newest
