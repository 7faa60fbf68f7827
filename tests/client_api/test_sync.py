"""§Syncing: what a first sync tells of a room, and what the next ones add."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json
from tests.kit.rig import Rig
from tests.kit.talk import (
    data,
    ids,
    joined,
    people,
    room_of,
    room_state,
    state,
    texts,
    timeline,
    unread,
    verdict,
)

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])


def limit(most: int, **room: Any) -> Json:
    return {"room": {"timeline": {"limit": most}, **room}}


# -- the first sync --------------------------------------------------------------------------------------------


@VERSIONS
async def test_a_first_sync_of_nobody(server: Rig, version: str) -> None:
    (alice,) = await people(server, "alice")
    got = await alice.ok("GET", f"/_matrix/client/{version}/sync")
    assert got.keys() <= {
        "next_batch",
        "account_data",
        "device_one_time_keys_count",
        "device_unused_fallback_key_types",
        "presence",
    }
    assert "m.push_rules" in data(got)


@VERSIONS
async def test_a_first_sync_tells_all_of_a_room(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    sent = [await alice.send(room, str(number)) for number in range(3)]
    got = await bob.ok("GET", f"/_matrix/client/{version}/sync", filter='{"room":{"timeline":{"limit":3}}}')
    assert ids(timeline(got, room)) == sent
    assert joined(got, room)["timeline"]["limited"] is True
    before = state(got, room)
    assert before["m.room.name", ""]["content"] == {"name": "Plant"}
    assert ("m.room.create", "") in before
    assert {key for type, key in before if type == "m.room.member"} == {alice.user_id, bob.user_id}
    assert joined(got, room)["summary"]["m.joined_member_count"] == 2
    assert joined(got, room)["summary"]["m.invited_member_count"] == 0
    assert unread(got, room) == (3, 0)


async def test_a_short_room_is_told_from_its_beginning(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    got = await bob.sync(filter=limit(50))
    heard = timeline(got, room)
    assert heard[0]["type"] == "m.room.create"
    assert joined(got, room)["timeline"]["limited"] is False
    assert state(got, room) == {}, "all state is in the timeline"
    assert len(heard) == 7


async def test_the_state_is_that_before_the_timeline(server: Rig) -> None:
    """Also when the timeline changes it, several times."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="one", topic="first")
    await alice.put_state(room, "m.room.name", {"name": "two"})
    await alice.send(room, "x")
    await alice.put_state(room, "m.room.name", {"name": "three"})
    await alice.put_state(room, "m.room.topic", {"topic": "second"})
    await alice.put_state(room, "m.room.name", {"name": "four"})
    for most, name, topic in (
        (1, "three", "second"),
        (2, "three", "first"),
        (3, "two", "first"),
        (6, None, "first"),
    ):
        got = await bob.sync(since=None, filter=limit(most))
        before = state(got, room)
        assert before["m.room.topic", ""]["content"]["topic"] == topic
        told = before.get(("m.room.name", ""), {}).get("content", {}).get("name")
        assert told == name or (name is None and told in ("one", None))
        now = room_state(got, room)
        assert (now["m.room.name", ""]["content"], now["m.room.topic", ""]["content"]) == (
            {"name": "four"},
            {"topic": "second"},
        )


async def test_a_limit_of_nothing(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    await alice.send(room, "x")
    got = await bob.sync(filter=limit(0))
    assert timeline(got, room) == []
    assert state(got, room)["m.room.name", ""]["content"] == {"name": "Plant"}
    assert joined(got, room)["timeline"]["limited"] is True
    await alice.send(room, "y")
    got = await bob.sync(filter=limit(0))
    assert (timeline(got, room), joined(got, room)["timeline"]["limited"]) == ([], True)


async def test_many_rooms_each_with_its_own(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    rooms = [await room_of(alice, bob, name=str(number)) for number in range(12)]
    for number, room in enumerate(rooms):
        for _ in range(number):
            await alice.send(room, f"in {number}")
    got = await bob.sync(filter=limit(5))
    assert set(got["rooms"]["join"]) == set(rooms)
    for number, room in enumerate(rooms):
        assert room_state(got, room)["m.room.name", ""]["content"] == {"name": str(number)}
        assert texts(timeline(got, room)) == [f"in {number}"] * min(number, 5)
        assert unread(got, room) == (number, 0)
    # Another one later sees the same; what was made ready for one fits the other.
    fresh = await alice.sync(filter=limit(5))
    for room in rooms:
        assert ids(timeline(fresh, room)) == ids(timeline(got, room))
        assert state(fresh, room).keys() == state(got, room).keys()


# -- what comes next -------------------------------------------------------------------------------------------


@VERSIONS
async def test_each_next_sync_tells_what_is_new_and_only_that(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, quiet = await room_of(alice, bob), await room_of(alice, bob)
    path = f"/_matrix/client/{version}/sync"
    since = (await bob.ok("GET", path))["next_batch"]
    for number in range(3):
        event_id = await alice.send(room, str(number))
        got = await bob.ok("GET", path, since=since)
        assert ids(timeline(got, room)) == [event_id]
        assert (joined(got, room)["timeline"]["limited"], state(got, room)) == (False, {})
        assert quiet not in got["rooms"]["join"]
        assert "account_data" not in got
        assert timeline(await bob.ok("GET", path, since=since), room) == timeline(got, room), "asked again"
        since = got["next_batch"]
    got = await bob.ok("GET", path, since=since)
    assert list(got) == ["next_batch"]


async def test_a_gap_comes_with_the_state_that_changed_in_it(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, name="one", topic="first")
    await bob.sync()
    await alice.put_state(room, "m.room.name", {"name": "two"})
    await carol.join(room)
    await alice.put_state(room, "m.room.name", {"name": "three"})
    sent = [await alice.send(room, str(number)) for number in range(4)]
    got = await bob.sync(filter=limit(3))
    assert (ids(timeline(got, room)), joined(got, room)["timeline"]["limited"]) == (sent[1:], True)
    before = state(got, room)
    assert before["m.room.name", ""]["content"] == {"name": "three"}
    assert ("m.room.member", carol.user_id) in before
    assert set(before) == {("m.room.name", ""), ("m.room.member", carol.user_id)}, "and nothing else"
    assert joined(got, room)["summary"]["m.joined_member_count"] == 3


async def test_a_gap_whose_end_changes_the_same_state(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="one", topic="first")
    await bob.sync()
    await alice.put_state(room, "m.room.name", {"name": "in the gap"})
    for number in range(3):
        await alice.send(room, str(number))
    await alice.put_state(room, "m.room.name", {"name": "told"})
    await alice.put_state(room, "m.room.topic", {"topic": "told"})
    got = await bob.sync(filter=limit(3))
    assert {key: event["content"] for key, event in state(got, room).items()} == {
        ("m.room.name", ""): {"name": "in the gap"}
    }
    assert room_state(got, room)["m.room.name", ""]["content"] == {"name": "told"}


async def test_state_without_a_gap_is_in_the_timeline(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="one")
    await bob.sync()
    await alice.put_state(room, "m.room.name", {"name": "two"})
    got = await bob.sync()
    assert state(got, room) == {}
    event = timeline(got, room)[0]
    assert event["content"] == {"name": "two"}
    assert event["unsigned"]["prev_content"] == {"name": "one"}


async def test_who_comes_in_gets_the_whole_room(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, name="Plant", topic="锅炉")
    sent = [await alice.send(room, str(number)) for number in range(4)]
    await bob.sync()
    await bob.join(room)
    got = await bob.sync(filter=limit(3))
    assert ids(timeline(got, room))[:2] == sent[2:]
    assert timeline(got, room)[-1]["state_key"] == bob.user_id
    assert joined(got, room)["timeline"]["limited"] is True
    assert state(got, room)["m.room.topic", ""]["content"]["topic"] == "锅炉"
    assert ("m.room.member", alice.user_id) in state(got, room)
    assert ("m.room.member", bob.user_id) not in state(got, room), "that is in the timeline"


async def test_one_s_own_new_room(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    await alice.sync()
    room = await alice.create_room(name="Plant")
    got = await alice.sync(filter=limit(50))
    assert timeline(got, room)[0]["type"] == "m.room.create"
    assert "rooms" not in await alice.sync()


async def test_left_and_back_between_two_syncs(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="one")
    await bob.sync()
    await bob.leave(room)
    await alice.put_state(room, "m.room.name", {"name": "two"})
    missed = await alice.send(room, "missed")
    await bob.join(room)
    got = await bob.sync()
    assert room not in got["rooms"].get("leave", {})
    assert missed in ids(timeline(got, room))
    assert room_state(got, room)["m.room.name", ""]["content"] == {"name": "two"}
    assert room_state(got, room)["m.room.member", bob.user_id]["content"]["membership"] == "join"


async def test_in_and_out_between_two_syncs(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await bob.sync()
    await bob.join(room)
    await alice.send(room, "hello and goodbye")
    await bob.leave(room)
    got = await bob.sync()
    assert room not in got["rooms"].get("join", {})
    left = timeline(got, room, "leave")
    assert (texts(left), left[-1]["content"]["membership"]) == (["hello and goodbye"], "leave")


# -- account data ----------------------------------------------------------------------------------------------


async def test_account_data_and_tags(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room, other = await alice.create_room(), await alice.create_room()
    phone = await server.login("alice")
    await phone.sync()
    base = f"/user/{alice.user_id}"
    await alice.ok("PUT", f"{base}/account_data/org.example.a", {"x": 1})
    await alice.ok("PUT", f"{base}/rooms/{room}/account_data/org.example.b", {"y": 2})
    await alice.ok("PUT", f"{base}/rooms/{room}/tags/m.favourite", {"order": 0.5})
    got = await phone.sync()
    assert data(got) == {"org.example.a": {"x": 1}}
    assert data(joined(got, room)) == {
        "org.example.b": {"y": 2},
        "m.tag": {"tags": {"m.favourite": {"order": 0.5}}},
    }
    assert (timeline(got, room), other in got["rooms"]["join"]) == ([], False)
    fresh = await phone.sync(since=None)
    assert data(fresh)["org.example.a"] == {"x": 1}
    assert data(joined(fresh, room))["m.tag"]["tags"] == {"m.favourite": {"order": 0.5}}
    await alice.ok("DELETE", f"{base}/rooms/{room}/tags/m.favourite")
    got = await phone.sync()
    assert data(joined(got, room)) == {"m.tag": {"tags": {}}}
    assert data(got) == {}
    # What belongs to a room that one left stays silent until one is back.
    await alice.leave(other)
    await alice.ok("PUT", f"{base}/rooms/{other}/account_data/org.example.c", {"z": 3})
    assert other not in (await phone.sync())["rooms"].get("join", {})


async def test_old_account_data_comes_with_a_room_that_is_new(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{room}/tags/u.work", {})
    await bob.leave(room)
    await bob.sync()
    await bob.join(room)
    assert data(joined(await bob.sync(), room))["m.tag"] == {"tags": {"u.work": {}}}


async def test_nobody_else_s_account_data(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await alice.ok("PUT", f"/user/{alice.user_id}/account_data/org.example.a", {"x": 1})
    await alice.ok("PUT", f"/user/{alice.user_id}/rooms/{room}/account_data/org.example.b", {})
    assert "org.example" not in str(await bob.sync())
    assert "org.example" not in str(await bob.sync(since=None))


@pytest.mark.parametrize(
    "query",
    [
        {"since": "x"},
        {"since": "-1"},
        {"since": "s72594_4483_1934"},
        {"since": "9" * 40},
        {"timeout": "x"},
        {"timeout": "-1"},
        {"set_presence": "dancing"},
        {"filter": "{"},
        {"filter": '{"room":5}'},
        {"filter": '{"room":{"timeline":{"limit":"x"}}}'},
        {"filter": '{"room":{"include_leave":"x"}}'},
        {"filter": "no-such-filter"},
        {"filter": "%00"},
    ],
)
async def test_nonsense(server: Rig, query: Json) -> None:
    (alice,) = await people(server, "alice")
    answer = await alice.request("GET", "/sync", query=query)
    assert answer.status in (400, 404), answer.body
    assert answer.errcode in ("M_INVALID_PARAM", "M_BAD_JSON", "M_NOT_JSON", "M_NOT_FOUND")
    assert verdict(await server.client().get("/sync")) == (401, "M_MISSING_TOKEN")
