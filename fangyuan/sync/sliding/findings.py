"""What is found of rooms while an answer is made, and who stands for a room without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fangyuan import rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.push import RoomUnread
from fangyuan.sync.sliding.plan import Ask
from fangyuan.sync.sliding.result import Result

_MOST_HEROES = 5

Key = tuple[str, str]


@dataclass(slots=True)
class Room:
    """One room while its result is made. `whole`: `shown` tells everything that happened after `low`."""

    ask: Ask
    shown: list[Event] = field(default_factory=list[Event])
    limited: bool = False
    whole: bool = False
    state: dict[Key, Event] = field(default_factory=dict[Key, Event])  # what may be told of it
    moved: bool = False  # somebody came, went, or is called otherwise
    ranges: list[rooms.Range] | None = None  # what the viewer sees of a room that hides some of its history

    def put(self, event: Event) -> None:
        """State: the newest of a kind is told."""
        key = (event.type, event.state_key or "")
        old = self.state.get(key)
        if old is None or old.position <= event.position:
            self.state[key] = event


@dataclass(slots=True)
class Findings:
    """The results, and what has to be remembered of them.

    `unread` holds counts that were read for them; `members` whose member events they bring, by room, and `gaps` the
    rooms of which the client knows no others any more; `timelines` how many of the newest events the client has.
    """

    results: dict[str, Result] = field(default_factory=dict[str, Result])
    unread: dict[str, RoomUnread] = field(default_factory=dict[str, RoomUnread])
    members: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    gaps: set[str] = field(default_factory=set[str])
    timelines: dict[str, int] = field(default_factory=dict[str, int])
    shown: dict[str, list[Event]] = field(default_factory=dict[str, list[Event]])


def list_heroes(tx: Tx, room_ids: Sequence[str], me: str) -> dict[str, list[dict[str, str]]]:
    """Of each room up to five others: who is in, then who is invited, and if there is nobody who was there before."""
    found: dict[str, list[dict[str, str]]] = {room_id: [] for room_id in room_ids}
    for memberships in (("join", "invite"), ("leave", "ban")):
        asked = [room_id for room_id in room_ids if not found[room_id]]
        for membership in memberships if asked else ():
            for room_id, user_id, body in rooms.list_first_members(tx, asked, membership, _MOST_HEROES):
                if user_id != me and len(found[room_id]) < _MOST_HEROES:
                    found[room_id].append(_hero(user_id, body))
    return found


def _hero(user_id: str, body: bytes) -> dict[str, str]:
    content = json.as_object(json.decode(body).get("content"))
    hero = {"user_id": user_id}
    for key in ("displayname", "avatar_url"):
        value = json.as_str(content.get(key))
        if value is not None:
            hero[key] = value
    return hero
