"""Law of push: whatever fails, and however often the server is killed, each message rings at least once, in order."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import aiohttp

from tests.client_api.test_pushers import pusher
from tests.kit.backend import Backend
from tests.kit.client import MatrixClient, part
from tests.kit.gateway import Gateway
from tests.laws.process import ServerProcess
from tests.laws.test_durable import SETTINGS

LIVES = 8
MESSAGES_OF_A_LIFE = (3, 25)


async def _say(client: MatrixClient, room: str, number: int) -> str | None:
    """The event's id; None when the server died meanwhile. Asked again it is the same event."""
    body = {"msgtype": "m.text", "body": str(number)}
    try:
        return (await client.ok("PUT", f"/rooms/{part(room)}/send/m.room.message/txn{number}", body))[
            "event_id"
        ]
    except aiohttp.ClientError:
        return None


async def test_killed_again_and_again_every_message_rings_in_order(backend: Backend, tmp_path: Path) -> None:
    url, chance = backend.fresh(), random.Random(backend.name)
    settings = SETTINGS | {"database": url, "push": {"allow_private_gateways": True}}
    server = ServerProcess(tmp_path, settings)
    said: list[str] = []
    try:
        async with Gateway() as gateway:
            await server.start()
            alice, bob = server.client(), server.client()
            for client, name in ((alice, "alice"), (bob, "bob")):
                await client.register(name, "correct horse battery")
            room = await alice.create_room(preset="public_chat")
            await bob.join(room)
            body = pusher(data={"url": gateway.url})
            await bob.ok("POST", "/pushers/set", body)
            for life in range(LIVES):
                if life:
                    await server.start()
                wanted = len(said) + chance.randint(*MESSAGES_OF_A_LIFE)
                while len(said) < wanted:
                    event_id = await _say(alice, room, len(said))
                    assert event_id is not None
                    said.append(event_id)
                if life < LIVES - 1:
                    dying = asyncio.create_task(_say(alice, room, len(said)))
                    await asyncio.sleep(chance.uniform(0, 0.01))
                    await server.kill()
                    event_id = await dying
                    if event_id is not None:
                        said.append(event_id)
            await gateway.until_told(*said)
            told = gateway.told_of()
            assert list(dict.fromkeys(told)) == said, "in order"
            assert len(told) <= len(said) + LIVES, "twice only what was on its way when the server died"
    finally:
        await server.close()
        backend.drop(url)
