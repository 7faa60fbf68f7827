"""Law 2, acknowledged means durable: after `kill -9` nothing that was acknowledged is gone, and nothing is doubled.

The real server is killed twenty times while several people send and one reads along. Who got no answer asks again
with the same transaction id, as clients do.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.kit.backend import Backend
from tests.kit.client import Json, MatrixClient, part
from tests.laws.process import ServerProcess

LIVES = 21  # killed after each but the last
SENDERS = 6
ANSWERS_OF_A_LIFE = (1, 60)
SLOWEST_KILL_S = 0.01
SETTINGS = {
    "server_name": "test.local",
    "listen": "127.0.0.1:0",
    "log_level": "error",
    "limits": {"enabled": False},
    "registration": {"mode": "open"},
    "passwords": {"cheap": True},
    "groups": {"ungoverned_rooms": True},
}


class Office:
    """People who go on whatever happens to the server: each says 0, 1, 2, … and reads what the others say."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.room = ""
        self.people: list[MatrixClient] = []
        self.said: list[list[str]] = [
            [] for _ in range(SENDERS)
        ]  # event ids that were acknowledged, in order
        self.seen: list[str] = []
        self.tried_again = 0
        self.stopping = False
        self._up = asyncio.Event()
        self._answers = 0
        self._wanted = 0
        self._enough = asyncio.Event()

    async def found(self) -> None:
        for n in range(SENDERS + 1):
            client = self.server.client()
            await client.register(f"person{n}", "correct horse battery")
            self.people.append(client)
        self.room = await self.people[0].create_room(preset="public_chat")
        for client in self.people[1:]:
            await client.join(self.room)
        await self.people[-1].sync()

    async def lives(self, count: int, chance: random.Random) -> None:
        """The server lives, works, and is killed at a moment that nobody chose."""
        for life in range(count):
            if life:
                await self.server.start()
            self._up.set()
            await self._until_answered(chance.randint(*ANSWERS_OF_A_LIFE))
            if life < count - 1:
                await asyncio.sleep(chance.uniform(0, SLOWEST_KILL_S))
                self._up.clear()
                said = await self.server.kill()
                assert "Traceback" not in said, said
        self.stopping = True

    async def _until_answered(self, number: int) -> None:
        self._wanted = self._answers + number
        self._enough.clear()
        await self._enough.wait()

    def _count_answer(self) -> None:
        self._answers += 1
        if self._answers >= self._wanted:
            self._enough.set()

    async def send_all_the_time(self, n: int) -> None:
        """The next message only when the one before is acknowledged; the same transaction id until then."""
        client, number, tries = self.people[n], 0, 0
        while not self.stopping:
            await self._up.wait()
            body = {"msgtype": "m.text", "body": f"{n} {number}"}
            path = f"/rooms/{part(self.room)}/send/m.room.message/txn{number}"
            tries += 1
            try:
                got = await client.ok("PUT", path, body)
            except aiohttp.ClientError:
                continue
            self.said[n].append(got["event_id"])
            self.tried_again += tries > 1
            number, tries = number + 1, 0
            self._count_answer()

    async def read_along(self) -> None:
        reader = self.people[-1]
        while not self.stopping:
            await self._up.wait()
            since = reader.since
            try:
                await self.read(timeout=1_000)
            except aiohttp.ClientError:
                reader.since = since

    async def read(self, *, timeout: int) -> None:  # noqa: ASYNC109 - the server waits
        """One sync of who reads along; it has to bring everything since the one before."""
        reader = self.people[-1]
        query: Json = {"filter": {"room": {"timeline": {"limit": 1_000}}}}
        got = await reader.sync(timeout=timeout, **query)
        room = got.get("rooms", {}).get("join", {}).get(self.room)
        if room is not None:
            assert not room["timeline"]["limited"]
            self.seen += [event["event_id"] for event in room["timeline"]["events"]]

    async def history(self) -> list[Json]:
        """Every message of the room, oldest first."""
        found: list[Json] = []
        start: str | None = None
        while True:
            query = {"dir": "f", "limit": 1_000, "from": start}
            page = await self.people[0].ok("GET", f"/rooms/{part(self.room)}/messages", **query)
            found += [event for event in page["chunk"] if event["type"] == "m.room.message"]
            start = page.get("end")
            if start is None:
                return found


@asynccontextmanager
async def _office(backend: Backend, folder: Path) -> AsyncGenerator[Office]:
    url = backend.fresh()
    server = ServerProcess(folder, SETTINGS | {"database": url})
    try:
        await server.start()
        office = Office(server)
        await office.found()
        yield office
    finally:
        await server.close()
        backend.drop(url)


async def test_killed_twenty_times_nothing_is_lost_and_nothing_doubled(
    backend: Backend, tmp_path: Path
) -> None:
    async with _office(backend, tmp_path) as office:
        async with asyncio.TaskGroup() as everybody:
            for n in range(SENDERS):
                everybody.create_task(office.send_all_the_time(n))
            everybody.create_task(office.read_along())
            everybody.create_task(office.lives(LIVES, random.Random(backend.name)))
        await office.read(timeout=0)
        history = await office.history()
        print(f"start: {max(office.server.start_seconds):.2f} s at most, {office.tried_again} tried again")
    by_sender = {client.user_id: list[Json]() for client in office.people}
    for event in history:
        by_sender[event["sender"]].append(event)
    for n, said in enumerate(office.said):
        there = by_sender[office.people[n].user_id]
        assert [event["event_id"] for event in there] == said, "each acknowledged event once, in order"
        assert [event["content"]["body"] for event in there] == [f"{n} {at}" for at in range(len(there))]
    assert Counter(office.seen) == Counter(event["event_id"] for event in history), "the reader missed some"
    assert office.seen == [event["event_id"] for event in history]
    assert office.tried_again > LIVES / 4, "the kills came when nobody was waiting: they proved little"
