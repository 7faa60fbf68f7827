"""收到 chains: a message that only says so becomes a reaction on what it answers, which every client counts."""

from __future__ import annotations

import re
from typing import NamedTuple

from fangyuan import charter, events
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

_MOST_BACK = 30  # events that are looked through for what is answered
_OLDEST_MS = 24 * 3_600_000
_HAN = re.compile("[\u4e00-\u9fff]")


class Turned(NamedTuple):
    """What is sent instead; or `sent`, when the person had said so before."""

    type: str
    content: JsonObject
    sent: Event | None


def turn(tx: Tx, room: Room, user_id: str, type: str, content: JsonObject) -> Turned | None:
    """The reaction that such a message becomes; None for any other, and where there is nothing that it answers."""
    rules = room.rules
    if rules is None or not rules.collapses_acknowledgements or not charter.says_received(type, content):
        return None
    answered = _answered(tx, room, user_id, content)
    if answered is None:
        return None
    key = "收到" if _HAN.search(str(content["body"])) else "Noted"
    for other in events.list_annotations_by(tx, answered.event_id, user_id):
        if json.as_object(other.content().get("m.relates_to")).get("key") == key:
            return Turned(other.type, content, other)
    relation = {"rel_type": "m.annotation", "event_id": answered.event_id, "key": key}
    return Turned("m.reaction", {"m.relates_to": relation}, None)


def _answered(tx: Tx, room: Room, user_id: str, content: JsonObject) -> Event | None:
    """What it replies to; else the newest message of somebody else, of the last day, that isn't such a word itself."""
    relation = json.as_object(content.get("m.relates_to"))
    if relation.get("rel_type") == "m.replace":
        return None
    named = json.as_str(json.as_object(relation.get("m.in_reply_to")).get("event_id"))
    if named is None:
        named = json.as_str(relation.get("event_id"))
    if named is not None:
        found = events.find_event(tx, named)
        return found if found is not None and _is_answerable(found, room, user_id) else None
    for event in events.list_history(tx, room.room_id, 0, tx.position, _MOST_BACK, backwards=True):
        if event.ts >= tx.now_ms - _OLDEST_MS and _is_answerable(event, room, user_id):
            return event
    return None


def _is_answerable(event: Event, room: Room, user_id: str) -> bool:
    if event.room_id != room.room_id or event.sender == user_id or event.redacted_by is not None:
        return False
    if event.type != "m.room.message" or event.rel_type == "m.replace":
        return False
    return not charter.says_received(event.type, event.content())
