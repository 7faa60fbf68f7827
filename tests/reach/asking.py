"""What the tests of reach say over and over."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Answer, Json, MatrixClient
from tests.kit.company import user

API = "/_fangyuan/v1"
UNION: Json = {
    "id": "union",
    "kind": "union",
    "name": {"zh-CN": "工会", "en": "Union"},
    "people": ["qian"],
}


async def set_rules(admin: MatrixClient, *rules: Json, **policy: Any) -> None:
    body = {"policy": {"rules": list(rules), **policy}, "reason": "试行"}
    await admin.ok("PUT", f"{API}/policies/reach", body)


async def set_offices(admin: MatrixClient, *offices: Json) -> Answer:
    return await admin.put(f"{API}/offices", {"offices": list(offices)})


async def chat(writer: MatrixClient, receiver: str, **more: Any) -> Answer:
    """Opens a direct chat as a stock client does."""
    body = {"is_direct": True, "invite": [user(receiver)], "preset": "trusted_private_chat"}
    return await writer.post("/createRoom", body | more)


async def found_people(client: MatrixClient, term: str) -> set[str]:
    got = await client.ok("POST", "/user_directory/search", {"search_term": term})
    return {one["user_id"] for one in got["results"]}


async def house_chat(client: MatrixClient) -> str:
    direct = await client.ok("GET", f"/user/{client.user_id}/account_data/m.direct")
    return direct["@fangyuan:test.local"][0]


async def last_word(client: MatrixClient) -> Json:
    """The newest message of the house to this person, as an event."""
    room = await house_chat(client)
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir="b", limit=20))["chunk"]
    return next(
        one for one in chunk if one["type"] == "m.room.message" and one["sender"] == "@fangyuan:test.local"
    )


async def react(client: MatrixClient, key: str, event_id: str | None = None) -> None:
    """Answers the house's newest word, or that one."""
    on = event_id or (await last_word(client))["event_id"]
    content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": on, "key": key}}
    await client.send(await house_chat(client), content, type="m.reaction")
