"""Done once: whose answers are lost to `kill -9` asks again with his key; each group that he founded is there once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import aiohttp

from fangyuan.kernel.clock import SystemClock
from tests.kit.backend import Backend
from tests.kit.client import MatrixClient
from tests.kit.company import beside, hire, wish
from tests.kit.rig import PASSWORD
from tests.laws.process import ServerProcess

API = "/_fangyuan/v1"
GROUPS, LIVES, SLOWEST_KILL_S = 12, 4, 0.25


async def test_lost_answers_found_no_group_twice(backend: Backend, tmp_path: Path) -> None:
    url = backend.fresh()
    settings = {
        "server_name": "test.local",
        "listen": "127.0.0.1:0",
        "log_level": "error",
        "limits": {"enabled": False},
        "passwords": {"cheap": True},
        "database": url,
    }
    server, chance = ServerProcess(tmp_path, settings), random.Random(25)
    beside(url, SystemClock(), hire)
    await server.start()
    he = server.client()
    await he.login("he", PASSWORD)
    up, rooms = asyncio.Event(), dict[str, str]()
    up.set()

    async def found_all() -> None:
        for number in range(GROUPS):
            name = f"第{number}组"
            while name not in rooms:
                await up.wait()
                try:
                    rooms[name] = await _found(he, name)
                except aiohttp.ClientError:
                    await asyncio.sleep(0.01)

    try:
        founding = asyncio.create_task(found_all())
        for _ in range(LIVES - 1):
            await asyncio.sleep(chance.uniform(0, SLOWEST_KILL_S))
            up.clear()
            await server.kill()
            await server.start()
            up.set()
        await founding
        listed = (await he.get(f"{API}/census", limit=1_000)).body["groups"]
        assert Counter(group["name"] for group in listed) == dict.fromkeys(rooms, 1)
        assert {group["room_id"] for group in listed} == set(rooms.values())
    finally:
        await server.close()
        backend.drop(url)


async def _found(he: MatrixClient, name: str) -> str:
    body = wish(name=name, override={"reason": "测试用"})
    answer = await he.request("POST", f"{API}/groups", body, headers={"Idempotency-Key": name.encode().hex()})
    assert answer.status == 201, answer.body
    return answer.body["room_id"]
