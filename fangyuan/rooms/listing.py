"""The company's room directory. Client-Server API §Listing rooms."""

from __future__ import annotations

from typing import Any

from fangyuan.db import Tx
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.state import get


def list_public(tx: Tx, *, start: int, limit: int, term: str | None) -> JsonObject:
    """A page of listed rooms, the largest first; tokens are offsets."""
    listed = [_entry(tx, room_id, joined) for room_id, joined in store.list_listed(tx)]
    if term:
        wanted = term.casefold()
        listed = [entry for entry in listed if _matches(entry, wanted)]
    answer: JsonObject = {"chunk": listed[start : start + limit], "total_room_count_estimate": len(listed)}
    if start + limit < len(listed):
        answer["next_batch"] = str(start + limit)
    if start > 0:
        answer["prev_batch"] = str(max(0, start - limit))
    return answer


def _matches(entry: JsonObject, wanted: str) -> bool:
    return any(wanted in str(entry.get(key, "")).casefold() for key in ("name", "topic", "canonical_alias"))


def _entry(tx: Tx, room_id: str, joined: int) -> JsonObject:
    room = get(tx, room_id)
    entry: dict[str, Any] = {
        "room_id": room_id,
        "num_joined_members": joined,
        "world_readable": room.history_visibility == "world_readable",
        "guest_can_join": room.lets_guests_in,
        "join_rule": room.join_rule,
    }
    fields = {
        "name": room.content("m.room.name").get("name"),
        "topic": room.content("m.room.topic").get("topic"),
        "canonical_alias": room.content("m.room.canonical_alias").get("alias"),
        "avatar_url": room.content("m.room.avatar").get("url"),
        "room_type": room.content("m.room.create").get("type"),
    }
    return {**entry, **{key: value for key, value in fields.items() if value}}
