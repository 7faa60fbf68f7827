"""matrix-nio, mautrix and matrix-js-sdk in the same rooms: each sees by its own sync what the others do."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.by_js import JsSdkClient
from tests.real_clients.by_mautrix import MautrixClient
from tests.real_clients.by_nio import NioClient
from tests.real_clients.conftest import Team
from tests.real_clients.stock import Library, Refused, Seen, StockClient

LIBRARIES: list[Library] = [NioClient, MautrixClient, JsSdkClient]


async def test_three_clients_in_one_group(company: Rig, team: Team) -> None:
    async with AsyncExitStack() as stack:
        clients = await _three(stack, company, team)
        founder = clients[0]
        room = await founder.create_group("周会", topic="每周一的碰头会")
        for other in clients[1:]:
            await founder.invite(room, other.user_id)
            await other.see_invite(room)
            await other.join(room)
            await other.see_joined(room)
        said = await _all_speak(clients, room)
        await _all_answer(clients, room, said)
        for client in clients:
            events = [seen.event_id for seen in await client.seen(room)]
            assert len(events) == len(set(events))


async def _three(stack: AsyncExitStack, company: Rig, team: Team) -> list[StockClient]:
    clients = [await stack.enter_async_context(library(company.base)) for library in LIBRARIES]
    await asyncio.gather(
        *(client.sign_in(name, PASSWORD) for client, name in zip(clients, team.people, strict=True))
    )
    return clients


async def _all_speak(clients: list[StockClient], room: str) -> dict[str, str]:
    """Everybody says something, and sees what everybody said; by sender, the events' ids."""
    said = {client.user_id: await client.say(room, f"我是 {client.library}") for client in clients}
    for client in clients:
        for other in clients:
            seen = await client.see(room, sender=other.user_id, body=f"我是 {other.library}")
            assert seen.event_id == said[other.user_id]
            assert seen.type == "m.room.message"
    return said


async def _all_answer(clients: list[StockClient], room: str, said: dict[str, str]) -> None:
    """Each reads, reacts to the next one's message and edits his own; all the others see it."""
    for client, other in zip(clients, clients[1:] + clients[:1], strict=True):
        target = said[other.user_id]
        reaction = await client.react(room, target, "👍")
        edit = await client.edit(room, said[client.user_id], f"{client.library} 改过了")
        await client.mark_read(room, edit)
        for watcher in clients:
            seen = await watcher.see(room, sender=client.user_id, key="👍")
            assert (seen.event_id, seen.relates_to) == (reaction, target)
            seen = await watcher.see(room, sender=client.user_id, rel_type="m.replace")
            assert (seen.body, seen.relates_to) == (f"{client.library} 改过了", said[client.user_id])
            if watcher is not client:
                await watcher.see_receipt(room, edit, client.user_id)


async def test_direct_chats(company: Rig, team: Team) -> None:
    """Each opens a chat of two with the next one; it needs no charter, and nobody else comes in."""
    async with AsyncExitStack() as stack:
        clients = await _three(stack, company, team)
        for number, client in enumerate(clients):
            friend, third = clients[(number + 1) % 3], clients[(number + 2) % 3]
            room = await client.direct_chat(friend.user_id)
            await friend.see_invite(room)
            await friend.join(room)
            await client.say(room, "在吗？")
            await friend.see(room, body="在吗？", sender=client.user_id)
            answer = await friend.say(room, "在。")
            assert (await client.see(room, body="在。")).event_id == answer
            levels = await friend.state(room, "m.room.power_levels")
            assert levels["users"][friend.user_id] == 100  # equals, as the preset has it
            with pytest.raises(Refused, match="M_FORBIDDEN"):
                await client.invite(room, third.user_id)


@pytest.mark.parametrize("library", LIBRARIES)
async def test_history(company: Rig, team: Team, library: Library) -> None:
    """Who comes later reads all that was said, page by page."""
    writer = await company.login(team.people[0])
    room = await writer.create_room(name="日志", topic="记录")
    lines = [f"第 {number} 条" for number in range(47)]
    for line in lines:
        await writer.send(room, line)
    async with library(company.base) as reader:
        await writer.invite(room, f"@{team.people[1]}:test.local")
        await reader.sign_in(team.people[1], PASSWORD, events=5)
        await reader.join(room)
        await reader.see(room, body=lines[-1])
        found = await reader.history(room)
        assert found[0].type == "m.room.create"
        assert _said(found, writer.user_id) == lines
        assert len({seen.event_id for seen in found}) == len(found)
        await writer.send(room, "新的")
        await reader.see(room, body="新的")


async def test_what_element_shows(company: Rig, team: Team) -> None:
    """The SDK below Element puts edits, reactions and unread counts together, also for who signs in later."""
    writer = await company.login(team.people[0])
    async with JsSdkClient(company.base) as early, JsSdkClient(company.base) as late:
        await early.sign_in(team.people[1], PASSWORD)
        room = await writer.create_room(is_direct=True, invite=[early.user_id], preset="trusted_private_chat")
        await early.join(room)
        first = await writer.send(room, "明天八点")
        await early.see(room, event_id=first)
        edit = {"body": "明天九点", "msgtype": "m.text"}
        relation = {"rel_type": "m.replace", "event_id": first}
        await writer.send(room, edit | {"m.new_content": edit, "m.relates_to": relation})
        await early.react(room, first, "👍")
        last = await writer.send(room, "别忘了")
        await late.sign_in(team.people[1], PASSWORD)
        for device in (early, late):
            await device.see(room, event_id=last)
            assert await device.shown(room, first) == {"body": "明天九点", "reactions": [["👍", 1]]}
            assert await device.unread(room) == (2, 0)
        await late.mark_read(room, last)
        await early.see_receipt(room, last, early.user_id)
        assert await early.unread(room) == (0, 0)


def _said(found: list[Seen], sender: str) -> list[str | None]:
    return [seen.body for seen in found if seen.type == "m.room.message" and seen.sender == sender]
