"""§Presence: who is online, away or gone, and who is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, people, room_of, verdict

PATH = "/presence/{}/status"
FIELDS = {"event_fields": ["type", "content", "sender", "event_id", "state_key", "origin_server_ts"]}


def told(sync: Json) -> dict[str, Json]:
    """The content of each person's presence in a sync."""
    found: dict[str, Json] = {}
    for event in sync.get("presence", {}).get("events", []):
        assert event["type"] == "m.presence"
        assert event["sender"] not in found
        found[event["sender"]] = event["content"]
    return found


def kinds(sync: Json) -> dict[str, str]:
    return {user_id: content["presence"] for user_id, content in told(sync).items()}


async def status(client: MatrixClient, of: MatrixClient) -> Json:
    return await client.ok("GET", PATH.format(part(of.user_id)))


async def say(client: MatrixClient, kind: str, **more: Any) -> None:
    await client.ok("PUT", PATH.format(part(client.user_id)), {"presence": kind, **more})


async def test_who_syncs_is_online(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    await room_of(alice, bob)
    assert (await status(bob, alice))["presence"] == "offline"
    got = told(await alice.sync())
    assert got[alice.user_id] == {"presence": "online", "last_active_ago": 0, "currently_active": True}
    assert (await status(bob, alice))["presence"] == "online"
    assert kinds(await bob.sync()) == {alice.user_id: "online", bob.user_id: "online"}
    assert kinds(await alice.sync()) == {bob.user_id: "online"}, "and later only what changes"
    assert kinds(await alice.sync()) == {}


async def test_set_presence_in_a_sync(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    await room_of(alice, bob)
    await bob.sync(set_presence="offline")
    assert (await status(alice, bob))["presence"] == "offline"
    await alice.sync(set_presence="unavailable")
    for filter in (None, FIELDS):  # from memory, and from the database
        got = await bob.sync(since=bob.since, set_presence="offline", filter=filter)
        assert kinds(got).get(alice.user_id, "unavailable") == "unavailable"
    assert (await status(bob, alice))["presence"] == "unavailable"
    await alice.sync(set_presence="online")
    await alice.sync(set_presence="offline")
    assert (await status(bob, alice))["presence"] == "online", "such a sync says nothing"
    assert (await alice.get("/sync", set_presence="busy")).errcode == "M_INVALID_PARAM"


async def test_a_word_about_oneself(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    await room_of(alice, bob)
    await bob.sync()
    await carol.sync()
    await say(alice, "online", status_msg="在车间")
    got = told(await bob.sync())
    assert got[alice.user_id] == {
        "presence": "online",
        "status_msg": "在车间",
        "last_active_ago": 0,
        "currently_active": True,
    }
    await say(alice, "unavailable")
    assert "status_msg" not in told(await bob.sync())[alice.user_id], "no word is none"
    await say(alice, "unavailable")
    assert told(await bob.sync()) == {}, "the same again is nothing new"
    assert alice.user_id not in told(await carol.sync()), "who shares no room is not told"


async def test_who_may_see_and_say_it(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    path = PATH.format(part(alice.user_id))
    assert verdict(await bob.get(path)) == FORBIDDEN
    assert verdict(await bob.put(path, {"presence": "online"})) == FORBIDDEN
    assert (await alice.get(path)).body == {"presence": "offline"}
    assert verdict(await alice.get(PATH.format(part("@nobody:test.local")))) == NOT_FOUND
    assert (await server.client().get(path)).status == 401


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({}, "M_MISSING_PARAM"),
        ({"presence": "busy"}, "M_INVALID_PARAM"),
        ({"presence": 1}, "M_BAD_JSON"),
        ({"presence": "online", "status_msg": 5}, "M_BAD_JSON"),
        ({"presence": "online", "status_msg": "x" * 1_001}, "M_BAD_JSON"),
    ],
)
async def test_what_can_not_be_said(server: Rig, body: Json, errcode: str) -> None:
    alice = await server.user("alice")
    answer = await alice.put(PATH.format(part(alice.user_id)), body)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_time_makes_idle_and_gone(plain_rig: Rig) -> None:
    alice, bob = await people(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    watching: Json = {"set_presence": "offline"}
    await bob.sync(**watching)
    await alice.sync()

    async def until(kind: str) -> Json:
        got = await bob.sync_until(lambda got: kinds(got).get(alice.user_id) == kind, **watching)
        return told(got)[alice.user_id]

    await until("online")
    plain_rig.clock.advance(70_000)
    await alice.sync()
    assert not (await status(bob, alice))["currently_active"]
    for _ in range(6):
        plain_rig.clock.advance(50_000)
        await alice.sync()
    assert (await until("unavailable"))["last_active_ago"] >= 300_000
    await alice.send(room, "back again")
    assert (await until("online"))["currently_active"]
    plain_rig.clock.advance(31_000)
    await until("offline")
    assert kinds(await bob.sync(since=None, **watching)) == {}, "a first sync tells of those who are here"


async def test_who_was_here_when_the_server_stopped(plain_rig: Rig) -> None:
    alice, bob, carol = await people(plain_rig, "alice", "bob", "carol")
    await room_of(alice, bob, carol)
    for client in (alice, bob):
        await client.sync()
    await carol.sync(set_presence="offline")
    await plain_rig.restart()
    assert (await status(carol, alice))["presence"] == "online"
    await alice.sync()
    plain_rig.clock.advance(31_000)
    await alice.sync()
    got = await carol.sync_until(lambda got: bob.user_id in kinds(got), set_presence="offline")
    assert kinds(got)[bob.user_id] == "offline"
    assert (await status(carol, alice))["presence"] == "online"


async def test_people_whom_one_meets(server: Rig) -> None:
    """Who comes into a room hears who is there, and they hear of him."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    await room_of(alice, carol)
    room = await room_of(alice)
    for client in (alice, bob, carol):
        await client.sync()
    await bob.join(room)
    assert kinds(await bob.sync()) == {alice.user_id: "online"}
    assert kinds(await alice.sync())[bob.user_id] == "online"
    assert kinds(await alice.sync()) == {}
    assert bob.user_id not in kinds(await carol.sync())


async def test_filters(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    await room_of(alice, bob, carol)
    for client in (alice, bob, carol):
        await client.sync()
    cases: list[tuple[Json, set[str]]] = [
        ({"types": []}, set[str]()),
        ({"not_types": ["m.*"]}, set[str]()),
        ({"types": ["m.presence"]}, {alice.user_id, bob.user_id, carol.user_id}),
        ({"senders": [bob.user_id]}, {bob.user_id}),
        ({"not_senders": [bob.user_id]}, {alice.user_id, carol.user_id}),
    ]
    for presence, expected in cases:
        assert set(kinds(await alice.sync(since=None, filter={"presence": presence}))) == expected, presence


async def test_presence_switched_off(plain_rig: Rig) -> None:
    alice, bob = await people(plain_rig, "alice", "bob")
    await room_of(alice, bob)
    await say(alice, "online", status_msg="here")
    await plain_rig.restart(presence={"enabled": False})
    assert await status(bob, alice) == {"presence": "offline"}
    await say(alice, "online", status_msg="here")
    await alice.sync()
    assert await status(bob, alice) == {"presence": "offline"}
    await alice.sync(since=None)
    assert kinds(await bob.sync(since=None)) == {}
