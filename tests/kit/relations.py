"""Words for tests of relations: contents that relate to another event, and what is read of them."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient
from tests.kit.talk import timeline


def relating(kind: str, event_id: str, body: str = "x", **more: Any) -> Json:
    content: Json = {"msgtype": "m.text", "body": body}
    return content | {"m.relates_to": {"rel_type": kind, "event_id": event_id, **more}}


def edit_of(event_id: str, body: str) -> Json:
    new = {"msgtype": "m.text", "body": body}
    return relating("m.replace", event_id, f"* {body}") | {"m.new_content": new}


async def react(client: MatrixClient, room: str, event_id: str, key: str) -> str:
    content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": key}}
    return await client.send(room, content, type="m.reaction")


async def bundled(client: MatrixClient, room: str, event_id: str) -> Json:
    """What is bundled with the event; the same wherever it is read."""
    event = await client.ok("GET", f"/rooms/{room}/event/{event_id}")
    found = event["unsigned"].get("m.relations", {})
    pages = (await client.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100))["chunk"]
    around = (await client.ok("GET", f"/rooms/{room}/context/{event_id}", limit=0))["event"]
    synced = timeline(await client.sync(since=None, filter={"room": {"timeline": {"limit": 100}}}), room)
    for other in ([around], pages, synced):
        event = next(event for event in other if event["event_id"] == event_id)
        assert event.get("unsigned", {}).get("m.relations", {}) == found
    return found


async def related(client: MatrixClient, room: str, event_id: str, kind: str = "", **query: Any) -> Json:
    path = f"/_matrix/client/v1/rooms/{room}/relations/{event_id}{kind}"
    return await client.ok("GET", path, **query)
