"""§GET /sync `use_state_after` (MSC4222): the state after a timeline, instead of before it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import by_key, joined, people, room_of, texts, timeline

WISH = {"use_state_after": True}
FIELDS = {"event_fields": ["type", "content", "sender", "event_id", "state_key", "origin_server_ts"]}


def after(sync: Json, room: str, section: str = "join") -> dict[tuple[str, str], Json]:
    found = sync["rooms"][section][room]
    assert "state" not in found
    return by_key(found["state_after"]["events"])


async def both_ways(client: MatrixClient, since: str, **query: Any) -> list[Json]:
    """From memory, and from the database (which alone knows how to leave fields out)."""
    return [
        await client.sync(since=since, **WISH, **query),
        await client.sync(since=since, filter=FIELDS, **WISH, **query),
    ]


async def test_state_after_the_timeline(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    first = await bob.sync(since=None, **WISH)
    kinds = {type for type, _ in after(first, room)}
    assert {"m.room.create", "m.room.member", "m.room.power_levels"} <= kinds, (
        "though the timeline has them too"
    )
    await bob.sync()
    since = bob.since
    assert since is not None
    await alice.put_state(room, "m.room.topic", {"topic": "one"})
    await alice.send(room, "hello")
    await alice.put_state(room, "m.room.topic", {"topic": "two"})
    for got in await both_ways(bob, since):
        assert [event["type"] for event in timeline(got, room)] == [
            "m.room.topic",
            "m.room.message",
            "m.room.topic",
        ]
        told = after(got, room)
        assert set(told) == {("m.room.topic", "")}
        assert told["m.room.topic", ""]["content"] == {"topic": "two"}
    await alice.send(room, "nothing but words")
    await bob.sync(**WISH)
    await alice.send(room, "once more")
    got = await bob.sync(**WISH)
    assert (texts(timeline(got, room)), after(got, room)) == (["once more"], {}), "empty, and there"


async def test_without_the_wish_nothing_changes(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync(**WISH)
    since = bob.since
    await alice.put_state(room, "m.room.topic", {"topic": "one"})
    for query in ({}, {"use_state_after": False}):
        told = joined(await bob.sync(since=since, **query), room)
        assert "state_after" not in told
        assert told["state"]["events"] == []
    unstable = joined(await bob.sync(since=since, **{"org.matrix.msc4222.use_state_after": True}), room)
    assert len(unstable["org.matrix.msc4222.state_after"]["events"]) == 1
    assert "state" not in unstable
    assert "state_after" not in unstable


@pytest.mark.parametrize("limit", [1, 2, 20])
async def test_gaps_and_filters(server: Rig, limit: int) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    since = bob.since
    for number in range(3):
        await alice.put_state(room, "org.example.state", {"number": number})
        await alice.put_state(room, "org.example.other", {"number": number})
    timeline_of = {"limit": limit, "not_types": ["org.example.other"]}
    got = await bob.sync(since=since, filter={"room": {"timeline": timeline_of}}, **WISH)
    told = after(got, room)
    assert {key[0]: event["content"]["number"] for key, event in told.items()} == {
        "org.example.state": 2,
        "org.example.other": 2,
    }
    only = {"room": {"state": {"types": ["org.example.other"]}, "timeline": {"limit": limit}}}
    assert {key[0] for key in after(await bob.sync(since=since, filter=only, **WISH), room)} == {
        "org.example.other"
    }


async def test_rooms_that_one_has_left(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    since = bob.since
    await alice.put_state(room, "m.room.topic", {"topic": "before"})
    await bob.leave(room)
    await alice.put_state(room, "m.room.topic", {"topic": "afterwards"})
    got = await bob.sync(since=since, **WISH)
    told = after(got, room, "leave")
    assert told["m.room.topic", ""]["content"] == {"topic": "before"}
    assert told["m.room.member", bob.user_id]["content"]["membership"] == "leave"


async def test_a_room_that_one_never_was_in(server: Rig) -> None:
    """Who is banned without ever having been inside is told just that."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await bob.sync()
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": bob.user_id})
    told = after(await bob.sync(**WISH), room, "leave")
    assert [event["content"]["membership"] for event in told.values()] == ["ban"]


async def test_lazily_loaded_members(server: Rig) -> None:
    alice, bob, carol, dora = await people(server, "alice", "bob", "carol", "dora")
    room = await room_of(alice, bob, carol, dora, name="Hall")
    await carol.send(room, "hello")
    lazy = {"room": {"state": {"lazy_load_members": True}, "timeline": {"limit": 1}}}
    got = await bob.sync(since=None, filter=lazy, **WISH)
    known = {key for type, key in after(got, room) if type == "m.room.member"}
    assert known == {bob.user_id, carol.user_id}
    await dora.send(room, "hello too")
    got = await bob.sync(filter=lazy, **WISH)
    assert {key for _, key in after(got, room)} == {dora.user_id}


async def test_heroes_of_a_room_without_a_name_are_known(server: Rig) -> None:
    """§RoomSummary: "the membership events for the heroes MUST be included in the `state`"."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    await carol.join(room)
    for number in range(3):
        await alice.send(room, f"{number}")
    lazy = {"room": {"state": {"lazy_load_members": True}, "timeline": {"limit": 1}}}
    for wish in ({}, WISH):
        got = joined(await bob.sync(since=None, filter=lazy, **wish), room)
        assert set(got["summary"]["m.heroes"]) == {alice.user_id, carol.user_id}
        section = got.get("state_after") or got["state"]
        known = {event["state_key"] for event in section["events"] if event["type"] == "m.room.member"}
        assert known == {alice.user_id, bob.user_id, carol.user_id}
