"""Law: a one-time key is never handed out twice, with two processes and a `kill -9` in between.

The real server is killed while several people claim keys of one device; a second process claims on the same database at
the same time. The device uploads all of its keys again after each death, as a client does which got no answer.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from pathlib import Path

import aiohttp

from fangyuan import e2ee
from fangyuan.db import Database, Tx
from fangyuan.kernel import json
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.ids import Ids
from tests.kit.backend import Backend
from tests.kit.client import Json, MatrixClient
from tests.kit.keys import claim, device_keys, one_time_keys
from tests.laws.process import ServerProcess
from tests.laws.test_durable import SETTINGS

LIVES = 6
CLAIMANTS = 4
KEYS = 1_000
USUAL = "signed_curve25519"


class Market:
    """Who claims, and which keys each answer brought."""

    def __init__(self, server: ServerProcess, url: str) -> None:
        self.server = server
        self.url = url
        self.given: list[str] = []
        self.unanswered = 0
        self.up = asyncio.Event()
        self.stopping = threading.Event()
        self.working = threading.Event()  # the second process claims while the first does
        self.enough = asyncio.Event()
        self.wanted = 0
        self.owner: MatrixClient
        self.claimants: list[MatrixClient] = []

    async def open(self) -> None:
        self.owner = self.server.client()
        await self.owner.register("owner", "correct horse battery")
        for n in range(CLAIMANTS):
            client = self.server.client()
            await client.register(f"claimant{n}", "correct horse battery")
            self.claimants.append(client)
        self.stock = one_time_keys(self.owner, *(f"{n:04}" for n in range(KEYS)))
        await self.upload()

    async def upload(self) -> None:
        body: Json = {"device_keys": device_keys(self.owner), "one_time_keys": self.stock}
        await self.owner.ok("POST", "/keys/upload", body)

    async def claim_all_the_time(self, client: MatrixClient) -> None:
        while not self.stopping.is_set():
            await self.up.wait()
            try:
                found = await claim(client, self.owner)
            except aiohttp.ClientError:
                self.unanswered += 1
                continue
            self.given += found[self.owner.user_id][self.owner.device_id]
            if len(self.given) >= self.wanted:
                self.enough.set()

    def claim_beside(self) -> list[str]:
        """In a process of its own, as far as the database can tell: it shares no memory with the server."""
        db = Database(self.url, SystemClock(), Ids("test.local"))
        given: list[str] = []
        wanted = {self.owner.user_id: {self.owner.device_id: USUAL}}
        while not self.stopping.is_set():
            self.working.wait()
            found = db.write_now(lambda tx: e2ee.claim(tx, wanted))
            for keys in found.values():
                given += keys[self.owner.device_id]
            self.stopping.wait(0.005)
        db.close()
        return given

    async def lives(self, chance: random.Random) -> None:
        for life in range(LIVES):
            if life:
                await self.server.start()
                await self.upload()
            self.wanted = len(self.given) + chance.randint(5, 20)
            self.enough.clear()
            self.up.set()
            self.working.set()
            await self.enough.wait()
            if life < LIVES - 1:
                self.up.clear()
                self.working.clear()
                said = await self.server.kill()
                assert "Traceback" not in said, said
        self.stopping.set()


async def test_no_key_is_handed_out_twice(backend: Backend, tmp_path: Path) -> None:
    url = backend.fresh()
    server = ServerProcess(tmp_path, SETTINGS | {"database": url})
    try:
        await server.start()
        market = Market(server, url)
        await market.open()
        beside = asyncio.create_task(asyncio.to_thread(market.claim_beside))
        async with asyncio.TaskGroup() as everybody:
            for client in market.claimants:
                everybody.create_task(market.claim_all_the_time(client))
            everybody.create_task(market.lives(random.Random(backend.name)))
        given = [*market.given, *await beside]
        assert len(given) > 5 * LIVES
        assert [name for name, times in Counter(given).items() if times > 1] == []
        # What is left is what nobody got, but for keys of answers that a kill swallowed.
        left = (await market.owner.ok("POST", "/keys/upload", {}))["one_time_key_counts"][USUAL]
        assert KEYS - len(given) - market.unanswered <= left <= KEYS - len(given)
    finally:
        await server.close()
        backend.drop(url)


def test_the_counts_that_are_kept_are_the_keys_that_are_there(db: Database) -> None:
    """They are counted up and down; counted anew they are the same."""
    chance = random.Random(7)
    devices = [("@a:test.local", f"D{n}") for n in range(4)]

    def step(tx: Tx) -> None:
        user_id, device_id = chance.choice(devices)
        if chance.random() < 0.4:
            keys: Json = {
                f"{chance.choice([USUAL, 'other'])}:{chance.randrange(10_000)}": "key" for _ in range(3)
            }
            fallback: Json = {f"{USUAL}:F{chance.randrange(3)}": "key"} if chance.random() < 0.5 else {}
            e2ee.upload(tx, user_id, device_id, one_time_keys=keys, fallback_keys=fallback)
        else:
            e2ee.claim(tx, {user_id: {device: chance.choice([USUAL, "other"]) for _, device in devices}})

    for _ in range(150):
        db.write_now(step)
    for user_id, device_id in devices:
        kept = db.read_now(lambda tx, u=user_id, d=device_id: e2ee.key_counts(tx, u, d))
        anew = db.write_now(lambda tx, u=user_id, d=device_id: e2ee.upload(tx, u, d))
        assert kept[0] == anew
        assert json.encode(kept)
