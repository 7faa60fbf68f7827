"""§Filtering, as /sync applies it: the same from memory (a short while after) and from the database."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import (
    data,
    ephemeral,
    joined,
    people,
    room_of,
    room_state,
    state,
    texts,
    timeline,
    unread,
)

FIELDS = ["type", "content", "sender", "event_id", "origin_server_ts"]  # what an event can't be without


def of_timeline(**fields: Any) -> Json:
    return {"room": {"timeline": fields}}


async def heard_after(client: MatrixClient, filter: Json, since: str | None, room: str) -> list[list[Json]]:
    """The room's timeline since a token: told at once from memory, and once more with a filter by id."""
    path = f"/user/{client.user_id}/filter"
    filter_id = (await client.ok("POST", path, filter))["filter_id"]
    answers = [
        await client.sync(since=since, filter=filter),
        await client.sync(since=since, filter=filter_id),
        await client.sync(since=since, filter=filter | {"event_fields": FIELDS}),
    ]
    return [timeline(answer, room) for answer in answers]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"types": ["m.room.message"]}, "abcde"),
        ({"types": ["m.room.*"], "not_types": ["m.room.topic"]}, "abcde"),
        ({"not_types": ["m.room.message"]}, ""),
        ({"types": []}, ""),
        ({"senders": ["ALICE"], "types": ["m.room.message"]}, "ace"),
        ({"not_senders": ["ALICE"]}, "bd"),
        ({"senders": ["ALICE", "BOB"], "not_senders": ["ALICE"]}, "bd"),
        ({"contains_url": True}, "e"),
        ({"contains_url": False, "types": ["*"]}, "abcd"),
        ({"rooms": ["ROOM"]}, "abcde"),
        ({"not_rooms": ["ROOM"]}, ""),
        ({"rooms": ["!other:test.local"]}, ""),
        ({"limit": 2}, "de"),
        ({"limit": 2, "types": ["m.room.message"], "senders": ["ALICE"]}, "ce"),
        ({"limit": 1, "contains_url": False, "types": ["m.room.message"]}, "d"),
    ],
)
async def test_what_of_the_timeline(server: Rig, fields: Json, expected: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    names = {"ALICE": alice.user_id, "BOB": bob.user_id, "ROOM": room}
    text = msgspec.json.encode(fields).decode()
    for name, real in names.items():
        text = text.replace(f'"{name}"', f'"{real}"')
    fields = msgspec.json.decode(text)
    since = (await bob.sync())["next_batch"]
    await alice.send(room, "a")
    await bob.send(room, "b")
    await alice.send(room, "c")
    await alice.put_state(room, "m.room.topic", {"topic": "t"})
    await bob.send(room, "d")
    await alice.send(room, {"msgtype": "m.image", "body": "e", "url": "mxc://test.local/x"})
    for start in (since, None):
        for heard in await heard_after(bob, of_timeline(**fields), start, room):
            assert "".join(texts(heard)) == expected
            assert len(heard) <= fields.get("limit", 100)


async def test_the_limit_counts_what_passes(server: Rig) -> None:
    """A page of nothing but other events between is no reason to say nothing."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    since = (await bob.sync())["next_batch"]
    only = of_timeline(types=["m.room.message"], limit=2)
    first = await alice.send(room, "first")
    for number in range(15):
        await alice.send(room, {"n": number}, type="org.example.filler")
    for start in (since, None):
        got = await bob.sync(filter=only, since=start)
        assert texts(timeline(got, room)) == ["first"]
        assert joined(got, room)["timeline"]["limited"] is False, "nothing that passes is left out"
    for body in ("second", "third"):
        await alice.send(room, body)
    for start in (since, None):
        got = await bob.sync(filter=only, since=start)
        assert texts(timeline(got, room)) == ["second", "third"]
        assert joined(got, room)["timeline"]["limited"] is True
    batch = joined(got, room)["timeline"]["prev_batch"]
    page = await bob.ok(
        "GET", f"/rooms/{room}/messages", dir="b", filter='{"types":["m.room.message"]}', **{"from": batch}
    )
    assert [event["event_id"] for event in page["chunk"]] == [first]


async def test_state_that_the_timeline_s_filter_takes_out_is_told_beside_it(server: Rig) -> None:
    """Else the client would never learn of it."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="one")
    only = of_timeline(types=["m.room.message"])
    await bob.sync(filter=only)
    await alice.send(room, "a")
    await alice.put_state(room, "m.room.name", {"name": "two"})
    await alice.put_state(room, "org.example.x", {"x": 1}, "k")
    await alice.send(room, "b")
    got = await bob.sync(filter=only)
    assert texts(timeline(got, room)) == ["a", "b"]
    assert {key: event["content"] for key, event in state(got, room).items()} == {
        ("m.room.name", ""): {"name": "two"},
        ("org.example.x", "k"): {"x": 1},
    }
    await alice.put_state(room, "org.example.x", {"x": 2}, "k")
    got = await bob.sync(filter=only)
    assert (timeline(got, room), list(state(got, room))) == ([], [("org.example.x", "k")])
    fresh = await bob.sync(filter=only, since=None)
    assert texts(timeline(fresh, room)) == ["a", "b"]
    assert room_state(fresh, room)["m.room.name", ""]["content"] == {"name": "two"}
    assert room_state(fresh, room)["org.example.x", "k"]["content"] == {"x": 2}
    await bob.leave(room)
    gone = await bob.sync(filter=of_timeline(types=[]))
    assert state(gone, room, "leave")["m.room.member", bob.user_id]["content"]["membership"] == "leave"


async def test_what_of_the_state(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant", topic="锅炉")
    cases: list[tuple[Json, set[str]]] = [
        ({"types": ["m.room.name"]}, {"m.room.name"}),
        ({"types": []}, set()),
        ({"types": ["m.room.t*", "*.name"], "not_types": ["m.room.topic"]}, {"m.room.name"}),
        ({"types": ["m.room.[nt]*", "m.room.nam?"]}, set()),  # only * is a wildcard
        ({"not_senders": [alice.user_id]}, {"m.room.member"}),
        ({"not_rooms": [room]}, set()),
    ]
    for definition, expected in cases:
        got = await bob.sync(filter={"room": {"state": definition, "timeline": {"limit": 0}}}, since=None)
        assert {type for type, _ in state(got, room)} == expected


async def test_which_rooms(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    first, second = await room_of(alice, bob), await room_of(alice, bob)
    invited = await alice.create_room(invite=[bob.user_id])
    cases: list[tuple[Json, set[str]]] = [
        ({"rooms": [first]}, {first}),
        ({"not_rooms": [first]}, {second}),
        ({"rooms": [first, second], "not_rooms": [first]}, {second}),
        ({"rooms": []}, set()),
    ]
    for definition, expected in cases:
        got = await bob.sync(filter={"room": definition}, since=None)
        assert set(got.get("rooms", {}).get("join", {})) == expected
        assert (invited in got.get("rooms", {}).get("invite", {})) == ("rooms" not in definition)
    since = (await bob.sync())["next_batch"]
    for room in (first, second):
        event_id = await alice.send(room, "x")
        await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{room}/tags/u.x", {})
        await alice.ok("POST", f"/rooms/{room}/receipt/m.read/{event_id}", {})
    got = await bob.sync(filter={"room": {"not_rooms": [first]}}, since=since)
    assert set(got["rooms"]["join"]) == {second}


async def test_account_data_and_ephemeral_events(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await room_of(alice, bob), await room_of(alice, bob)
    since = (await bob.sync())["next_batch"]
    event_id = await alice.send(room, "x")
    await alice.ok("POST", f"/rooms/{room}/receipt/m.read/{event_id}", {})
    for place in (room, other):
        await alice.ok("PUT", f"/rooms/{place}/typing/{alice.user_id}", {"typing": True})
        await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{place}/account_data/org.example.b", {"n": 1})
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/org.example.a", {"n": 1})
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/org.example.c", {"n": 1})
    for start in (since, None):

        async def with_(definition: Json, start: str | None = start) -> Json:
            return await bob.sync(filter=definition, since=start)

        got = await with_({"account_data": {"types": ["org.example.a"]}})
        assert list(data(got)) == ["org.example.a"]
        got = await with_({"account_data": {"not_types": ["*"]}})
        assert data(got) == {}
        got = await with_({"room": {"account_data": {"types": []}}})
        assert data(joined(got, room)) == {}
        got = await with_({"room": {"account_data": {"not_rooms": [other]}, "ephemeral": {"rooms": [room]}}})
        assert data(joined(got, room)) == {"org.example.b": {"n": 1}}
        assert data(joined(got, other)) == {}
        assert ephemeral(got, room, "m.typing") == {"user_ids": [alice.user_id]}
        assert ephemeral(got, other, "m.typing") is None
        got = await with_({"room": {"ephemeral": {"types": ["m.typing"]}}})
        assert ephemeral(got, room, "m.receipt") is None
        assert ephemeral(got, room, "m.typing") is not None
        got = await with_({"room": {"ephemeral": {"not_types": ["m.*"]}}})
        assert joined(got, room)["ephemeral"]["events"] == []


async def test_nothing_that_passes_is_no_reason_to_answer(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    nothing: Json = {"types": []}
    quiet = {"room": {"timeline": nothing, "ephemeral": nothing, "account_data": nothing}}
    await bob.sync(filter=quiet)
    await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True})
    await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{room}/account_data/org.example.b", {"n": 1})
    assert "rooms" not in await bob.sync(filter=quiet)


async def test_some_fields_only(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await alice.send(
        room, {"msgtype": "m.text", "body": "x", "a.b": {"c": 1, "d": 2}, "info": {"w": 1, "h": 2}}
    )
    fields = [field for field in FIELDS if field != "content"]
    fields += ["content.body", "content.a\\.b.c", "content.info.w", "content.nothing.here"]
    for since in (bob.since, None):
        got = await bob.sync(filter={"event_fields": fields}, since=since)
        event = timeline(got, room)[-1]
        expected = {"type": "m.room.message", "content": {"body": "x", "a.b": {"c": 1}, "info": {"w": 1}}}
        assert {key: event[key] for key in expected} == expected
        assert event["content"] == expected["content"]
        assert "unsigned" not in event


async def test_two_filters_do_not_mix(server: Rig) -> None:
    """Answers that are shared among readers are shared only among those who want the same."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    only = of_timeline(not_types=["org.example.x"])
    for client in (bob, carol):
        await client.sync()
    await alice.send(room, "a")
    await alice.send(room, {}, type="org.example.x")
    await alice.send(room, "c")
    assert len(timeline(await bob.sync(), room)) == 3
    assert len(timeline(await carol.sync(filter=only), room)) == 2
    await alice.send(room, "a")
    await alice.send(room, {}, type="org.example.x")
    await alice.send(room, "c")
    assert len(timeline(await carol.sync(filter=only), room)) == 2
    assert len(timeline(await bob.sync(), room)) == 3
    assert unread(await bob.sync(since=None), room) == (4, 0)


async def test_left_rooms_only_if_asked_for(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, never = await room_of(alice, bob, name="Plant"), await alice.create_room(invite=[bob.user_id])
    await alice.send(room, "inside")
    await bob.leave(room)
    await bob.leave(never)
    await alice.send(room, "after")
    assert "rooms" not in await bob.sync()
    got = await bob.sync(since=None, filter={"room": {"include_leave": True, "timeline": {"limit": 2}}})
    left = timeline(got, room, "leave")
    assert (texts(left), left[-1]["content"]["membership"]) == (["inside"], "leave")
    assert state(got, room, "leave")["m.room.name", ""]["content"] == {"name": "Plant"}
    assert "after" not in str(got)
    since = bob.since
    again = await bob.sync(since=since, filter={"room": {"include_leave": True}})
    assert "rooms" not in again
