"""What filters of room lists ask of rooms, kept in memory for all viewers: type, encryption, name, children of a space.

A fact is dropped when an event changes it, and loaded when somebody asks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fangyuan import rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.change import Change

TYPE, ENCRYPTION, NAME, CHILD = "m.room.create", "m.room.encryption", "m.room.name", "m.space.child"
_MOST = 200_000  # facts of a kind


class Facts:
    """By the event type that tells it: `room id -> fact`. Types and names are texts or None, encryption is a flag."""

    def __init__(self) -> None:
        self._by_type: dict[str, dict[str, Any]] = {TYPE: {}, ENCRYPTION: {}, NAME: {}, CHILD: {}}
        self.version = 0  # another one when something that was known changed

    def of(self, type: str) -> dict[str, Any]:
        return self._by_type[type]

    def lacking(self, type: str, room_ids: Iterable[str]) -> list[str]:
        known = self._by_type[type]
        return [room_id for room_id in room_ids if room_id not in known]

    def apply(self, change: Change) -> None:
        if change.kind == "event" or change.kind == "redacted":
            event: Event = change.data
            if event.state_key is not None and event.type in self._by_type:
                known = self._by_type[event.type]
                if event.room_id in known:
                    del known[event.room_id]
                    self.version += 1

    def keep(self, type: str, found: dict[str, Any], changed_since: Iterable[Change]) -> None:
        """What a snapshot told, but for what changed after it."""
        known = self._by_type[type]
        if len(known) > _MOST:
            known.clear()
        known.update(found)
        for change in changed_since:
            self.apply(change)

    def clear(self) -> None:
        self.version += 1
        for known in self._by_type.values():
            known.clear()


def load(tx: Tx, type: str, room_ids: list[str]) -> dict[str, Any]:
    """These facts of these rooms."""
    children: dict[str, set[str]] = {room_id: set() for room_id in room_ids}
    found: dict[str, Any] = dict.fromkeys(room_ids, False if type == ENCRYPTION else None)
    for event in rooms.list_state_of_types(tx, room_ids, [type]):
        if type == CHILD:
            if event.state_key and event.content().get("via"):  # without `via` it is no child. §m.space.child
                children[event.room_id].add(event.state_key)
        elif event.state_key == "":
            found[event.room_id] = _fact(type, event)
    return {room_id: frozenset(ids) for room_id, ids in children.items()} if type == CHILD else found


def _fact(type: str, event: Event) -> Any:
    if type == ENCRYPTION:
        return True
    return json.as_str(event.content().get("type" if type == TYPE else "name"))
