"""Words for tests of rooms: people who come together, and what they read in an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from tests.kit.client import Answer, Json, MatrixClient
from tests.kit.rig import Rig

FORBIDDEN = (403, "M_FORBIDDEN")
NOT_FOUND = (404, "M_NOT_FOUND")


async def people(rig: Rig, *names: str) -> list[MatrixClient]:
    """New accounts, signed in; made at the same time."""
    return list(await asyncio.gather(*(rig.user(name) for name in names)))


async def room_of(creator: MatrixClient, *others: MatrixClient, **body: Any) -> str:
    """A public room that the others have joined, one after the other."""
    room = await creator.create_room(**({"preset": "public_chat"} | body))
    for other in others:
        await other.join(room)
    return room


def verdict(answer: Answer) -> tuple[int, str | None]:
    """Status and errcode."""
    return answer.status, answer.errcode


# -- what stands in answers ------------------------------------------------------------------------------------


def ids(events: Iterable[Json]) -> list[str]:
    return [event["event_id"] for event in events]


def texts(events: Iterable[Json]) -> list[Any]:
    """The bodies of the messages among the events."""
    return [event["content"].get("body") for event in events if event["type"] == "m.room.message"]


def by_key(events: Iterable[Json]) -> dict[tuple[str, str], Json]:
    """State events by type and state key; each may be there once."""
    found: dict[tuple[str, str], Json] = {}
    for event in events:
        key = (event["type"], event["state_key"])
        assert key not in found, f"{key} is there twice"
        found[key] = event
    return found


def joined(sync: Json, room: str) -> Json:
    """The room's part of a sync; an empty one when it is absent."""
    return sync.get("rooms", {}).get("join", {}).get(room, {})


def timeline(sync: Json, room: str, section: str = "join") -> list[Json]:
    return sync.get("rooms", {}).get(section, {}).get(room, {}).get("timeline", {}).get("events", [])


def state(sync: Json, room: str, section: str = "join") -> dict[tuple[str, str], Json]:
    """The state before the timeline."""
    return by_key(sync.get("rooms", {}).get(section, {}).get(room, {}).get("state", {}).get("events", []))


def room_state(sync: Json, room: str, section: str = "join") -> dict[tuple[str, str], Json]:
    """What a new client takes for the room's state: the state, and over it what the timeline changes."""
    changes = [event for event in timeline(sync, room, section) if "state_key" in event]
    return state(sync, room, section) | {(event["type"], event["state_key"]): event for event in changes}


def ephemeral(sync: Json, room: str, type: str) -> Json | None:
    """The content of the room's m.typing or m.receipt, if there is one."""
    found = [
        event["content"]
        for event in joined(sync, room).get("ephemeral", {}).get("events", [])
        if event["type"] == type
    ]
    assert len(found) <= 1
    return found[0] if found else None


def data(section: Mapping[str, Any]) -> dict[str, Json]:
    """Account data by type, of a whole sync or of a room in it."""
    return {event["type"]: event["content"] for event in section.get("account_data", {}).get("events", [])}


def unread(sync: Json, room: str) -> tuple[int, int]:
    """(notifications, highlights) of the room."""
    counts = joined(sync, room)["unread_notifications"]
    return counts["notification_count"], counts["highlight_count"]
