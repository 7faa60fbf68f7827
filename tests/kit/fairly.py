"""A group whose clauses do something of each sort, and answering the house, for tests of fairness."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient
from tests.kit.company import HOUSE, found, people, sign_in
from tests.kit.rig import Rig

API = "/_fangyuan/v1"
HOLD, NUDGE, DIVERT, BAD = "合同", "吵架", "瓜子", "赌博"
CLAUSES: list[Json] = [
    {"type": "keywords", "id": "bad", "words": [BAD]},
    {"type": "keywords", "id": "hold", "words": [HOLD], "verdict": "hold"},
    {"type": "keywords", "id": "nudge", "words": [NUDGE], "verdict": "nudge"},
    {"type": "keywords", "id": "divert", "words": [DIVERT], "verdict": "divert"},
]


async def strict(he: MatrixClient, **more: Any) -> str:
    """A project group with these clauses, of Mr He with li and wang, and sun as deputy; its room."""
    more = {"clauses": CLAUSES, "deputies": ["sun"], "audience": people("he", "li", "wang", "sun"), **more}
    return (await found(he, **more))["room_id"]


async def put(client: MatrixClient, room: str, body: str | Json, txn: str) -> Any:
    """The answer to a message under this transaction id."""
    content = {"msgtype": "m.text", "body": body} if isinstance(body, str) else body
    return await client.put(f"/rooms/{room}/send/m.room.message/{txn}", content)


async def bodies(client: MatrixClient, room: str) -> list[str]:
    """What was said in the room, the first first, redacted ones left out."""
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir="f", limit=500))["chunk"]
    said = [event for event in chunk if event["type"] == "m.room.message"]
    return [event["content"]["body"] for event in said if "body" in event["content"]]


async def chat(client: MatrixClient) -> str:
    """The room of a person's chat with the house."""
    direct = await client.ok("GET", f"/user/{client.user_id}/account_data/m.direct")
    [room] = direct[HOUSE]
    return room


async def word(client: MatrixClient, part: str) -> Json:
    """The newest word of the house to this person that holds this."""
    room = await chat(client)
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100))["chunk"]
    said = [one for one in chunk if one["sender"] == HOUSE and one["type"] == "m.room.message"]
    return next(one for one in said if part in one["content"]["body"])


async def react(client: MatrixClient, part: str, key: str) -> None:
    """Reacts to that word."""
    event = await word(client, part)
    relation = {"rel_type": "m.annotation", "event_id": event["event_id"], "key": key}
    await client.send(await chat(client), {"m.relates_to": relation}, type="m.reaction")


async def reply(client: MatrixClient, part: str, text: str) -> None:
    """Replies to that word, as older clients do it: with what it answers quoted before."""
    event = await word(client, part)
    content = {
        "msgtype": "m.text",
        "body": f"> <{HOUSE}> {part}\n> …\n\n{text}",
        "m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}},
    }
    await client.send(await chat(client), content)


async def strikes(client: MatrixClient, **query: Any) -> list[Json]:
    return (await client.ok("GET", f"{API}/strikes", **query))["strikes"]


async def held(client: MatrixClient, **query: Any) -> list[Json]:
    return (await client.ok("GET", f"{API}/held", **query))["held"]


async def four(rig: Rig) -> list[MatrixClient]:
    """Mr He who owns groups, li, his colleague wang, and chen of HR."""
    return await sign_in(rig, "he", "li", "wang", "chen")
