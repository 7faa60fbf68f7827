"""End-to-end encryption with the SDK of Element: the server carries what it can't read."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.company import found, people
from tests.kit.js_client import JsClient
from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.conftest import Team

PATIENCE_MS = 40_000
ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}

pytestmark = pytest.mark.skipif(not JsClient.is_available(), reason="needs Node")


class Device:
    """One device of a person: Element's SDK with its Rust crypto."""

    def __init__(self) -> None:
        self.js = JsClient()
        self.user_id = self.device_id = self.name = ""

    async def call(self, cmd: str, **args: Any) -> Any:
        try:
            async with asyncio.timeout(PATIENCE_MS / 1000):
                return await self.js.call(cmd, **args)
        except TimeoutError:
            raise AssertionError(f"{self.name}: {cmd} {args} had no end\n{self.js.log}") from None

    async def start(self, company: Rig, name: str) -> None:
        await self.js.start()
        given = await self.call("login", base=company.base, user=name, password=PASSWORD)
        self.name, self.user_id, self.device_id = name, given["user_id"], given["device_id"]
        await self.call("start", encryption=True)

    async def set_up(self) -> str:
        """Cross-signing, secret storage and key backup; gives the recovery key."""
        made = await self.call("setUpSecrets", user=self.name, password=PASSWORD)
        assert made["backup"] is not None
        return made["recovery_key"]

    async def say(self, room: str, body: str) -> None:
        await self.call("sendText", room=room, body=body)

    async def reads(self, room: str, body: str) -> Json:
        """Waits until it shows this message; gives what it knows of it."""
        seen = await self.call("waitForClear", room=room, body=body, timeout_ms=PATIENCE_MS)
        assert seen["encrypted"]
        return seen

    async def timeline(self, room: str) -> list[Json]:
        """Of each encrypted message what can be read of it."""
        return await self.call("clearTimeline", room=room)

    async def in_room(self, room: str, membership: str = "join") -> None:
        await self.call("waitForMembership", room=room, membership=membership, timeout_ms=PATIENCE_MS)

    async def trusts(self, other: Device, *, device: bool = False) -> None:
        """Waits until it knows the other person to be verified, or that one device of his."""
        named: Json = {"user": other.user_id} | ({"device": other.device_id} if device else {})
        await self.call("waitForTrust", **named)


async def devices(stack: AsyncExitStack, company: Rig, *names: str) -> list[Device]:
    started = [Device() for _ in names]
    for device in started:
        stack.push_async_callback(device.js.stop)
    await asyncio.gather(*(device.start(company, name) for device, name in zip(started, names, strict=True)))
    return started


async def verify(one: Device, other: Device, **how: Any) -> None:
    """By emoji: both people see the same seven."""
    mine, theirs = await asyncio.gather(
        one.call("beginVerification", user=other.user_id, **how), other.call("acceptVerification")
    )
    assert mine == theirs
    assert len(mine["emoji"]) == 7
    await asyncio.gather(one.call("confirmVerification"), other.call("confirmVerification"))


def set_right(company: Rig) -> None:
    """The server's clock shows what the clients' do: they don't listen to who asked to be verified long ago."""
    company.clock.advance(max(0, time.time_ns() // 1_000_000 - company.clock.now_ms()))


async def direct_chat(one: Device, other: Device) -> str:
    """As Element makes it: encrypted from the start."""
    options: Json = {"is_direct": True, "preset": "trusted_private_chat", "invite": [other.user_id]}
    room = (await one.call("createRoom", options=options | {"initial_state": [ENCRYPTION]}))["room_id"]
    await other.in_room(room, "invite")
    await other.call("joinRoom", room=room)
    return room


async def confidential(company: Rig, team: Team, *names: str) -> tuple[MatrixClient, str]:
    """The team's leader, and a confidential group that he has founded for these people."""
    leader = await company.login(team.leader)
    audience = people(team.leader, *names)
    group = await found(leader, label="confidential", owner=leader.user_id, audience=audience, clauses=[])
    return leader, group["room_id"]


async def test_two_people_with_two_devices_each_verify_and_talk(company: Rig, team: Team) -> None:
    anna, ben, _ = team.people
    _, group = await confidential(company, team, anna, ben)
    async with AsyncExitStack() as stack:
        a1, b1 = await devices(stack, company, anna, ben)
        await asyncio.gather(a1.set_up(), b1.set_up())
        a2, b2 = await devices(stack, company, anna, ben)
        await asyncio.gather(verify(a1, a2, device=a2.device_id), verify(b1, b2, device=b2.device_id))
        for sender, body in ((a1, "配方是三比一"), (b2, "收到"), (a2, "明天试"), (b1, "好的")):
            await sender.say(group, body)
            for reader in (a1, a2, b1, b2):
                assert (await reader.reads(group, body))["sender"] == sender.user_id
        set_right(company)
        chat = await direct_chat(a1, b1)
        await a1.say(chat, "在吗")
        await b1.reads(chat, "在吗")
        await verify(a1, b1, room=chat)
        await a1.trusts(b1)
        await b1.trusts(a1)
        await a2.trusts(b2, device=True)  # by signatures alone: these two have never met
        await a2.say(chat, "只有我们知道")
        await b2.in_room(chat)
        assert (await b2.reads(chat, "只有我们知道"))["sender"] == a1.user_id
    witness = await company.login(anna)
    chunk = (await witness.ok("GET", f"/rooms/{part(group)}/messages", dir="b", limit=50))["chunk"]
    assert "配方" not in str([event["content"] for event in chunk])  # the server itself has seen none of it


async def test_a_new_device_restores_its_keys_from_the_backup(company: Rig, team: Team) -> None:
    anna, ben, _ = team.people
    _, group = await confidential(company, team, anna, ben)
    async with AsyncExitStack() as stack:
        a1, b1 = await devices(stack, company, anna, ben)
        recovery_key = await a1.set_up()
        await b1.say(group, "以前的事")
        await a1.say(group, "记下了")
        await a1.reads(group, "以前的事")
        await a1.call("waitForBackup")
        await a1.js.stop()
        (a2,) = await devices(stack, company, anna)
        await a2.in_room(group)
        assert [event["failed"] for event in await a2.timeline(group)] == [True, True]
        restored = await a2.call("restoreSecrets", recovery_key=recovery_key)
        assert restored["imported"] >= 2
        assert [event["body"] for event in await a2.timeline(group)] == ["以前的事", "记下了"]
        await a2.trusts(a2, device=True)
        await b1.say(group, "现在的事")  # a new device of a member reads on
        await a2.reads(group, "现在的事")


async def test_who_is_removed_reads_nothing_newer_who_comes_nothing_older(company: Rig, team: Team) -> None:
    anna, ben, carl = team.people
    leader, group = await confidential(company, team, anna, ben)
    async with AsyncExitStack() as stack:
        a, b, c = await devices(stack, company, anna, ben, carl)
        await a.say(group, "三人之前")
        before = await b.reads(group, "三人之前")
        await leader.ok("POST", f"/rooms/{part(group)}/invite", {"user_id": c.user_id})
        await c.in_room(group, "invite")
        await c.call("joinRoom", room=group)
        await a.say(group, "三人都在")
        for reader in (b, c):
            await reader.reads(group, "三人都在")
        assert [event["failed"] for event in await c.timeline(group)] == [True, False]
        await leader.ok("POST", f"/rooms/{part(group)}/kick", {"user_id": b.user_id})
        await b.in_room(group, "leave")
        await c.say(group, "他走了以后")
        after = await a.reads(group, "他走了以后")
        await a.say(group, "新的钥匙")
        newer = await c.reads(group, "新的钥匙")
        assert newer["session"] != before["session"]  # which he has not
        assert {event["body"] for event in await b.timeline(group)} == {"三人之前", "三人都在"}
        witness = await company.login(ben)
        for event in (after, newer):
            answer = await witness.get(f"/rooms/{part(group)}/event/{part(event['event_id'])}")
            assert answer.status in (403, 404)
