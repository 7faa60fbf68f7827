"""§Syncing: rooms that one is invited to, knocks at, has left or was removed from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import (
    FORBIDDEN,
    by_key,
    joined,
    people,
    room_of,
    room_state,
    state,
    texts,
    timeline,
    verdict,
)


def section(sync: Json, name: str) -> Json:
    return sync.get("rooms", {}).get(name, {})


async def test_an_invitation_says_where_to(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    await alice.ok("PUT", f"/profile/{alice.user_id}/displayname", {"displayname": "Alice"})
    room = await alice.create_room(
        name="Plant", topic="secret plans", room_alias_name=f"plant{server.suffix}"
    )
    await alice.put_state(room, "m.room.avatar", {"url": "mxc://test.local/x"})
    await alice.put_state(room, "org.example.secret", {"x": "secret"})
    await alice.send(room, "a secret message")
    await bob.sync()
    await alice.ok("POST", f"/rooms/{room}/invite", {"user_id": bob.user_id, "reason": "come"})
    for got in (await bob.sync(), await bob.sync(since=None)):
        stripped = section(got, "invite")[room]["invite_state"]["events"]
        assert all(event.keys() == {"type", "state_key", "sender", "content"} for event in stripped)
        found = by_key(stripped)
        for type in ("create", "name", "avatar", "topic", "join_rules", "canonical_alias"):
            assert (f"m.room.{type}", "") in found
        assert found["m.room.member", bob.user_id]["content"] == {"membership": "invite", "reason": "come"}
        assert found["m.room.member", bob.user_id]["sender"] == alice.user_id
        assert found["m.room.member", alice.user_id]["content"]["displayname"] == "Alice"
        assert "org.example.secret" not in str(got)
        assert "a secret message" not in str(got)
        assert section(got, "join") == {}
    assert "rooms" not in await bob.sync(), "once is enough"
    assert room in section(await bob.sync(full_state=True), "invite")


async def test_from_invited_to_joined(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(invite=[bob.user_id])
    await bob.sync()
    await bob.join(room)
    got = await bob.sync()
    assert (section(got, "invite"), list(section(got, "join"))) == ({}, [room])
    event = room_state(got, room)["m.room.member", bob.user_id]
    assert (event["content"]["membership"], event["unsigned"]["prev_content"]["membership"]) == (
        "join",
        "invite",
    )


async def test_invited_and_joined_between_two_syncs(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room()
    await bob.sync()
    await alice.invite(room, bob)
    await bob.join(room)
    got = await bob.sync()
    assert (section(got, "invite"), list(section(got, "join"))) == ({}, [room])


@pytest.mark.parametrize("how", ["declined", "withdrawn", "banned"])
async def test_an_invitation_that_comes_to_nothing(server: Rig, how: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(name="Plant", invite=[bob.user_id])
    phone = await server.login("bob")
    for client in (bob, phone):
        await client.sync()
    if how == "declined":
        await bob.leave(room)
    else:
        verb = "kick" if how == "withdrawn" else "ban"
        await alice.ok("POST", f"/rooms/{room}/{verb}", {"user_id": bob.user_id})
    await alice.send(room, "secret")
    for client in (bob, phone):
        got = await client.sync()
        heard = timeline(got, room, "leave")
        assert [event["state_key"] for event in heard] == [bob.user_id]
        assert heard[0]["content"]["membership"] == ("ban" if how == "banned" else "leave")
        assert state(got, room, "leave") == {}
        assert "secret" not in str(got)
        assert (section(got, "invite"), section(got, "join")) == ({}, {})
        assert "rooms" not in await client.sync()
    assert "rooms" not in await bob.sync(since=None)


async def test_a_knock_and_its_answers(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await alice.create_room(name="Plant")
    await alice.put_state(room, "m.room.join_rules", {"join_rule": "knock"})
    for client in (alice, bob, carol):
        await client.sync()
    for client in (bob, carol):
        await client.ok("POST", f"/knock/{room}", {"reason": "please"})
        for got in (await client.sync(), await client.sync(since=None)):
            found = by_key(section(got, "knock")[room]["knock_state"]["events"])
            assert found["m.room.name", ""]["content"] == {"name": "Plant"}
            own = found["m.room.member", client.user_id]["content"]
            assert own == {"membership": "knock", "reason": "please"}
        assert "rooms" not in await client.sync()
    heard = timeline(await alice.sync(), room)
    assert [event["content"]["membership"] for event in heard] == ["knock", "knock"]
    await alice.invite(room, bob)
    await alice.ok("POST", f"/rooms/{room}/kick", {"user_id": carol.user_id})
    got = await bob.sync()
    assert (list(section(got, "invite")), section(got, "knock")) == ([room], {})
    got = await carol.sync()
    assert (list(section(got, "leave")), section(got, "knock")) == ([room], {})


@pytest.mark.parametrize("how", ["leave", "kick", "ban"])
async def test_going(server: Rig, how: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    phone = await server.login("bob")
    for client in (alice, bob, phone):
        await client.sync()
    await alice.put_state(room, "m.room.topic", {"topic": "the last"})
    await alice.send(room, "bye")
    if how == "leave":
        await bob.leave(room)
    else:
        await alice.ok("POST", f"/rooms/{room}/{how}", {"user_id": bob.user_id, "reason": "noise"})
    await alice.send(room, "now that he is gone")
    for client in (bob, phone):
        got = await client.sync()
        assert list(got["rooms"]) == ["leave"]
        heard = timeline(got, room, "leave")
        assert [event["type"] for event in heard] == ["m.room.topic", "m.room.message", "m.room.member"]
        assert heard[-1]["content"].get("reason") == (None if how == "leave" else "noise")
        assert section(got, "leave")[room]["timeline"]["limited"] is False
        assert "rooms" not in await client.sync()
    assert texts(timeline(await alice.sync(), room)) == ["bye", "now that he is gone"]


async def test_going_after_a_gap(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="one")
    await bob.sync()
    await alice.put_state(room, "m.room.name", {"name": "two"})
    for number in range(5):
        await alice.send(room, str(number))
    await bob.leave(room)
    got = await bob.sync(filter={"room": {"timeline": {"limit": 3}}})
    left = section(got, "leave")[room]["timeline"]
    assert (texts(left["events"]), left["limited"]) == (["3", "4"], True)
    assert {key: event["content"] for key, event in state(got, room, "leave").items()} == {
        ("m.room.name", ""): {"name": "two"}
    }
    page = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=3, **{"from": left["prev_batch"]})
    assert texts(page["chunk"]) == ["2", "1", "0"]


async def test_forgotten_on_one_device_is_left_on_the_other(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    phone = await server.login("bob")
    await phone.sync()
    await bob.leave(room)
    await bob.ok("POST", f"/rooms/{room}/forget", {})
    got = await phone.sync()
    assert [event["state_key"] for event in timeline(got, room, "leave")] == [bob.user_id]
    assert "rooms" not in await phone.sync()
    full = {"room": {"include_leave": True}}
    assert "rooms" not in await phone.sync(since=None, filter=full)


async def test_removed_and_back(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    for verb in ("ban", "unban"):
        await alice.ok("POST", f"/rooms/{room}/{verb}", {"user_id": bob.user_id})
        got = await bob.sync()
        membership = timeline(got, room, "leave")[-1]["content"]["membership"]
        assert membership == {"ban": "ban", "unban": "leave"}[verb]
    await bob.join(room)
    assert list(section(await bob.sync(), "join")) == [room]


async def test_who_is_out_hears_no_more(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await bob.leave(room)
    await bob.sync()
    event_id = await alice.send(room, "secret")
    await alice.put_state(room, "m.room.name", {"name": "secret"})
    await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True})
    await alice.ok("POST", f"/rooms/{room}/receipt/m.read/{event_id}", {})
    await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{room}/account_data/org.example.x", {})
    assert "rooms" not in await bob.sync()
    assert "rooms" not in await bob.sync(since=None)
    assert verdict(await bob.get(f"/rooms/{room}/joined_members")) == FORBIDDEN


async def set_name(client: MatrixClient, name: str) -> None:
    await client.ok("PUT", f"/profile/{client.user_id}/displayname", {"displayname": name})


async def test_a_new_name_is_told_in_every_room(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    first, second = await room_of(alice, bob), await room_of(alice, bob)
    third = await room_of(bob)
    await alice.sync()
    await set_name(bob, "Bob")
    got = await alice.sync()
    assert set(section(got, "join")) == {first, second}
    for room in (first, second):
        (event,) = timeline(got, room)
        assert event["content"] == {"membership": "join", "displayname": "Bob"}
        assert event["unsigned"]["prev_content"] == {"membership": "join"}
        assert joined(got, room)["summary"]["m.joined_member_count"] == 2
    assert (await bob.state(third, "m.room.member", bob.user_id))["displayname"] == "Bob"
    await set_name(bob, "Bob")
    assert "rooms" not in await alice.sync(), "the same name is no news"


async def test_an_old_invitation_keeps_its_place(server: Rig) -> None:
    """A changed profile or new room state is no second invitation."""
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(invite=[bob.user_id])
    await bob.sync()
    await alice.put_state(room, "m.room.name", {"name": "later"})
    await alice.send(room, "x")
    got: Any = await bob.sync()
    assert "rooms" not in got
    await set_name(bob, "Bob")
    assert "rooms" not in await bob.sync()
    fresh = by_key(section(await bob.sync(since=None), "invite")[room]["invite_state"]["events"])
    assert fresh["m.room.name", ""]["content"] == {"name": "later"}


async def test_a_refused_invitation_with_the_whole_state(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    since = (await bob.sync())["next_batch"]
    await alice.invite(room, bob)
    await bob.sync()
    await bob.leave(room)
    got = await bob.sync(since=since, full_state="true")
    assert list(section(got, "leave")) == [room]
    await bob.join(room)
    got = await bob.sync(full_state="true")
    assert (section(got, "leave"), list(section(got, "join"))) == ({}, [room])


async def test_a_room_that_one_comes_into_does_not_join_on(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    said = [await alice.send(room, str(number)) for number in range(3)]
    await bob.sync()
    await bob.join(room)
    words = {"room": {"timeline": {"types": ["m.room.message"], "limit": 10}}}
    since = bob.since
    part = joined(await bob.sync(filter=words), room)["timeline"]
    assert ([event["event_id"] for event in part["events"]], part["limited"]) == (said, True)
    assert joined(await bob.sync(since=since), room)["timeline"]["limited"] is False, "the room begins in it"
    assert joined(await bob.sync(since=None, filter=words), room)["timeline"]["limited"] is False
