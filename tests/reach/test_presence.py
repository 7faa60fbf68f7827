"""Who hides from somebody isn't shown to him as being here either, though they share a group."""

from __future__ import annotations

from tests.kit.client import Json, MatrixClient
from tests.kit.company import sign_in
from tests.kit.rig import Rig
from tests.reach.asking import set_rules

TWO, THREE = {"departments": ["泵厂/二车间"]}, {"departments": ["泵厂/三车间"]}
BLIND: Json = {"id": "shops", "who": TWO, "whom": THREE, "see": False, "note": "车间之间互不可见"}


def here(sync: Json) -> set[str]:
    return {event["sender"] for event in sync.get("presence", {}).get("events", [])}


async def shared_room(*people: MatrixClient) -> None:
    first, *others = people
    room = await first.create_room(topic="一起", name="一起", invite=[one.user_id for one in others])
    for one in others:
        await one.join(room)


async def become(client: MatrixClient, kind: str) -> None:
    await client.ok("PUT", f"/presence/{client.user_id}/status", {"presence": kind})


async def test_from_memory_and_from_the_database(works: Rig) -> None:
    li, wang, zhao, lin = await sign_in(works, "li", "wang", "zhao", "lin")
    await shared_room(zhao, li, wang)
    await set_rules(lin)
    for one in (li, zhao):
        await one.sync(set_presence="offline")
    await become(zhao, "online")
    got = await li.sync(set_presence="offline")
    assert zhao.user_id in here(got), "without rules people who share a group see each other"

    await set_rules(lin, BLIND)
    await become(zhao, "unavailable")
    await become(wang, "unavailable")
    got = await li.sync(set_presence="offline")
    assert wang.user_id in here(got)
    assert zhao.user_id not in here(got)
    fresh = here(await li.ok("GET", "/sync", set_presence="offline"))
    assert wang.user_id in fresh
    assert zhao.user_id not in fresh
    await set_rules(lin)
    await become(zhao, "online")
    assert zhao.user_id in here(await li.sync(set_presence="offline"))
