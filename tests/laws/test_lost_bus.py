"""Law 4, a lost bus message costs latency, never data: what another process writes reaches who waits."""

from __future__ import annotations

import asyncio
from typing import Any

from fangyuan import groups, timeline
from fangyuan.db import Database
from fangyuan.identity import Session
from fangyuan.kernel.ids import Ids, seeded
from tests.kit.client import MatrixClient
from tests.kit.rig import SERVER_NAME, Rig


def another_process(rig: Rig) -> Database:
    """A second writer on the server's database that shares no memory with it, as the command line is."""
    return Database(rig.settings["database"], rig.clock, Ids(SERVER_NAME, seeded(99)))


async def _room_of_two(rig: Rig) -> tuple[MatrixClient, MatrixClient, str]:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    room = await alice.create_room(topic="what two processes write", invite=[bob.user_id])
    await bob.join(room)
    return alice, bob, room


async def test_a_waiting_reader_hears_what_another_process_sent(rig: Rig) -> None:
    alice, bob, room = await _room_of_two(rig)
    before = await alice.sync()
    since, unread = (
        before["next_batch"],
        before["rooms"]["join"][room]["unread_notifications"]["notification_count"],
    )
    waiting = asyncio.create_task(alice.sync(since=since, timeout=30_000))
    other = another_process(rig)
    sender = Session("", bob.user_id, "ELSEWHERE")
    content: dict[str, Any] = {"msgtype": "m.text", "body": "from elsewhere", "m.mentions": {}}
    await asyncio.to_thread(
        other.write_now, lambda tx: timeline.send(tx, sender, room, "m.room.message", content, "one")
    )
    joined = (await waiting)["rooms"]["join"][room]
    assert [event["content"]["body"] for event in joined["timeline"]["events"]] == ["from elsewhere"]
    assert joined["unread_notifications"]["notification_count"] == unread + 1
    await alice.send(room, "and the server goes on")
    other.close()


async def test_what_another_process_ends_has_ended(rig: Rig) -> None:
    """A session and a membership that the server remembers end when an account is closed on the command line."""
    alice, bob, room = await _room_of_two(rig)
    since = (await alice.sync())["next_batch"]
    other = another_process(rig)
    assert await asyncio.to_thread(
        other.write_now, lambda tx: groups.close_account(tx, "cli:test", bob.user_id)
    )
    left = await alice.sync(since=since, timeout=30_000)
    events = left["rooms"]["join"][room]["timeline"]["events"]
    assert [event["content"]["membership"] for event in events if event["type"] == "m.room.member"] == [
        "leave"
    ]
    answer = await bob.get("/account/whoami")
    for _ in range(
        30
    ):  # what alice read may have come from the database before the server noticed: latency, no more
        if answer.status != 200:
            break
        await alice.sync(timeout=1_000)
        answer = await bob.get("/account/whoami")
    assert (answer.status, answer.errcode) == (401, "M_UNKNOWN_TOKEN")
    other.close()
