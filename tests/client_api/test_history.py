"""§Getting events for a room: /messages, /context, /event, /members, /timestamp_to_event."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import (
    FORBIDDEN,
    NOT_FOUND,
    by_key,
    ids,
    joined,
    people,
    room_of,
    texts,
    timeline,
    verdict,
)

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])
MESSAGES = {"types": ["m.room.message"]}


def as_filter(definition: Json) -> str:
    return msgspec.json.encode(definition).decode()


async def page(client: MatrixClient, room: str, direction: str = "b", **query: Any) -> Json:
    if "filter" in query:
        query["filter"] = as_filter(query["filter"])
    return await client.ok("GET", f"/rooms/{room}/messages", dir=direction, **query)


async def walk(
    client: MatrixClient, room: str, direction: str, start: str | None, **query: Any
) -> list[Json]:
    """All events from a token on, page by page."""
    found: list[Json] = []
    for _ in range(200):
        got = await page(client, room, direction, **{"from": start}, **query)
        found += got["chunk"]
        if "end" not in got:
            return found
        assert got["end"] != start, "no page leads nowhere"
        start = got["end"]
    raise AssertionError("there is no end")


@VERSIONS
async def test_both_directions(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    sent = [await alice.send(room, str(number)) for number in range(5)]
    path = f"/_matrix/client/{version}/rooms/{room}/messages"
    back = await bob.ok("GET", path, dir="b", limit=3)
    assert ids(back["chunk"]) == sent[:1:-1]
    further = await bob.ok("GET", path, dir="b", limit=3, **{"from": back["end"]})
    assert ids(further["chunk"])[:2] == sent[1::-1]
    assert further["chunk"][2]["state_key"] == bob.user_id
    # And forward again from the same token.
    ahead = await bob.ok("GET", path, dir="f", limit=2, **{"from": back["end"]})
    assert ids(ahead["chunk"]) == sent[2:4]
    last = await bob.ok("GET", path, dir="f", limit=2, **{"from": ahead["end"]})
    assert ids(last["chunk"]) == sent[4:]
    assert "end" not in last
    assert (await bob.ok("GET", path, dir="f", limit=1))["chunk"][0]["type"] == "m.room.create"
    assert all(event["room_id"] == room and "unsigned" in event for event in back["chunk"])


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
async def test_pages_leave_nothing_out_and_repeat_nothing(server: Rig, limit: int) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    for number in range(9):
        await alice.send(room, str(number))
    forward = ids(await walk(alice, room, "f", None, limit=limit))
    assert forward == ids(await walk(alice, room, "b", None, limit=limit))[::-1]
    assert len(forward) == len(set(forward)) == 15
    only = [texts(await walk(alice, room, way, None, limit=limit, filter=MESSAGES)) for way in "fb"]
    assert only[0] == only[1][::-1] == [str(number) for number in range(9)]


async def test_tokens_of_sync_and_of_pages_fit_together(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    first = [await alice.send(room, f"a{number}") for number in range(4)]
    synced = await bob.sync(filter={"room": {"timeline": {"limit": 2}}})
    batch = joined(synced, room)["timeline"]["prev_batch"]
    assert ids((await page(bob, room, "b", **{"from": batch, "limit": 2}))["chunk"]) == first[1::-1]
    assert ids((await page(bob, room, "f", **{"from": batch}))["chunk"]) == first[2:]
    second = [await alice.send(room, f"b{number}") for number in range(3)]
    since = synced["next_batch"]
    assert ids((await page(bob, room, "f", **{"from": since}))["chunk"]) == second
    assert ids((await page(bob, room, "b", **{"from": since, "limit": 4}))["chunk"]) == first[::-1]
    now = (await bob.sync())["next_batch"]
    assert ids((await page(bob, room, "b", **{"from": now, "to": since}))["chunk"]) == second[::-1]
    assert ids((await page(bob, room, "f", **{"from": batch, "to": since}))["chunk"]) == first[2:]
    assert ids((await page(bob, room, "b", **{"from": since, "to": since}))["chunk"]) == []
    start = (await page(bob, room, "b", limit=1))["start"]
    assert ids((await page(bob, room, "b", **{"from": start, "limit": 1}))["chunk"]) == second[-1:]


async def test_a_gap_is_filled_from_prev_batch(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    since = (await bob.sync())["next_batch"]
    sent = [await alice.send(room, str(number)) for number in range(7)]
    got = joined(await bob.sync(filter={"room": {"timeline": {"limit": 3}}}), room)["timeline"]
    assert (got["limited"], ids(got["events"])) == (True, sent[4:])
    filled = await page(bob, room, "b", **{"from": got["prev_batch"], "to": since, "limit": 50})
    assert ids(filled["chunk"]) == sent[3::-1]
    assert "end" not in filled


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({"types": ["m.room.message"]}, "abcd"),
        ({"types": ["m.room.*"], "not_types": ["m.room.message"], "limit": 100}, "states"),
        ({"types": ["m.*"], "not_senders": ["BOB"], "not_types": ["*.member"], "limit": 2}, "ca"),
        ({"senders": ["BOB"], "types": ["m.room.message"]}, "bd"),
        ({"senders": []}, ""),
        ({"types": []}, ""),
        ({"contains_url": True}, "d"),
        ({"contains_url": False, "types": ["m.room.message"]}, "abc"),
        ({"rooms": ["!other:test.local"]}, ""),
        ({"not_rooms": ["ROOM"]}, ""),
        ({"rooms": ["ROOM"], "types": ["m.room.message"], "limit": 1}, "d"),
        ({"types": ["m.room.messag?", "m.room.[m]essage"]}, ""),
    ],
)
async def test_filters(server: Rig, definition: Json, expected: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    for client, body in ((alice, "a"), (bob, "b"), (alice, "c")):
        await client.send(room, body)
    await bob.send(room, {"msgtype": "m.image", "body": "d", "url": "mxc://test.local/x"})
    text = as_filter(definition).replace("BOB", bob.user_id).replace("ROOM", room)
    if expected == "states":
        found = await alice.ok("GET", f"/rooms/{room}/messages", dir="b", filter=text)
        assert len(found["chunk"]) == 7
        assert not texts(found["chunk"])
        return
    found = await alice.ok("GET", f"/rooms/{room}/messages", dir="b", filter=text)
    order = sorted(texts(found["chunk"])) if "limit" not in definition else texts(found["chunk"])
    assert "".join(order) == expected


async def test_a_narrow_filter_in_a_long_room_still_gets_on(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    await alice.send(room, {"x": 1}, type="org.example.rare")
    for number in range(60):
        await alice.send(room, str(number))
    found = await walk(alice, room, "b", None, limit=2, filter={"types": ["org.example.rare"]})
    assert [event["type"] for event in found] == ["org.example.rare"]


async def test_lazily_loaded_members(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    for client in (alice, bob, carol, bob):
        await client.send(room, client.user_id)
    lazy = {"lazy_load_members": True, "limit": 3}
    got = await page(carol, room, filter=lazy)
    assert {key for _, key in by_key(got["state"])} == {bob.user_id, carol.user_id}
    assert "state" not in await page(carol, room)
    event_id = got["chunk"][0]["event_id"]
    context = await carol.ok(
        "GET", f"/rooms/{room}/context/{event_id}", limit=0, filter=as_filter(lazy | {"limit": 0})
    )
    members = {event["state_key"] for event in context["state"] if event["type"] == "m.room.member"}
    assert members == {bob.user_id}


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ({}, "M_MISSING_PARAM"),
        ({"dir": "x"}, "M_INVALID_PARAM"),
        ({"dir": "b", "from": "x"}, "M_INVALID_PARAM"),
        ({"dir": "b", "from": "-1"}, "M_INVALID_PARAM"),
        ({"dir": "b", "from": "9" * 30}, "M_INVALID_PARAM"),
        ({"dir": "b", "to": "s1_2"}, "M_INVALID_PARAM"),
        ({"dir": "b", "limit": "x"}, "M_INVALID_PARAM"),
        ({"dir": "b", "limit": "-5"}, "M_INVALID_PARAM"),
        ({"dir": "b", "filter": "{"}, "M_NOT_JSON"),
        ({"dir": "b", "filter": "[]"}, "M_INVALID_PARAM"),
        ({"dir": "b", "filter": '{"types":"x"}'}, "M_BAD_JSON"),
        ({"dir": "b", "filter": '{"limit":-1}'}, "M_BAD_JSON"),
        ({"dir": "b", "filter": '{"senders":[5]}'}, "M_BAD_JSON"),
    ],
)
async def test_nonsense(server: Rig, query: Json, errcode: str) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    answer = await alice.request("GET", f"/rooms/{room}/messages", query=query)
    assert verdict(answer) == (400, errcode)


async def test_strangers(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await alice.create_room(invite=[carol.user_id])
    event_id = await alice.send(room, "secret")
    for client in (bob, carol):
        for path in (
            "messages?dir=b",
            "messages?dir=f",
            "state",
            "members",
            "members?at=1",
            f"context/{event_id}",
        ):
            assert verdict(await client.request("GET", f"/rooms/{room}/{path}")) == FORBIDDEN, path
        assert verdict(await client.request("GET", f"/rooms/{room}/event/{event_id}")) == NOT_FOUND
        for path in ("timestamp_to_event?ts=0&dir=f", "threads", f"relations/{event_id}"):
            answer = await client.request("GET", f"/_matrix/client/v1/rooms/{room}/{path}")
            assert answer.status in (403, 404), path
    for path in ("messages?dir=b", "state", "members"):
        assert (await bob.request("GET", f"/rooms/!nowhere:test.local/{path}")).status in (403, 404)


# -- single events ---------------------------------------------------------------------------------------------


@VERSIONS
async def test_an_event_and_what_stood_around_it(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.put_state(room, "m.room.name", {"name": "before"})
    sent = [await alice.send(room, str(number)) for number in range(7)]
    await alice.put_state(room, "m.room.name", {"name": "after"})
    base = f"/_matrix/client/{version}/rooms/{room}"
    event = await bob.ok("GET", f"{base}/event/{sent[3]}")
    assert (event["event_id"], event["room_id"], event["content"]["body"]) == (sent[3], room, "3")
    got = await bob.ok("GET", f"{base}/context/{sent[3]}", limit=4)
    assert got["event"] == event
    assert ids(got["events_before"]) == [sent[2], sent[1]]
    assert ids(got["events_after"]) == [sent[4], sent[5]]
    assert by_key(got["state"])["m.room.name", ""]["content"] == {"name": "before"}
    assert (bob.user_id) in {key for _, key in by_key(got["state"])}
    back = await page(bob, room, "b", **{"from": got["start"], "limit": 1})
    assert ids(back["chunk"]) == [sent[0]]
    ahead = await page(bob, room, "f", **{"from": got["end"], "limit": 1})
    assert ids(ahead["chunk"]) == [sent[6]]
    alone = await bob.ok("GET", f"{base}/context/{sent[3]}", limit=0)
    assert (alone["events_before"], alone["events_after"]) == ([], [])
    assert ids((await page(bob, room, "b", **{"from": alone["start"], "limit": 1}))["chunk"]) == [sent[2]]
    assert ids((await page(bob, room, "f", **{"from": alone["end"], "limit": 1}))["chunk"]) == [sent[4]]
    for limit in (1, 2, 3, 5):
        got = await bob.ok("GET", f"{base}/context/{sent[3]}", limit=limit)
        assert len(got["events_before"]) + len(got["events_after"]) == limit
    edge = await bob.ok("GET", f"{base}/context/{sent[6]}", limit=100)
    assert by_key(edge["state"])["m.room.name", ""]["content"] == {"name": "after"}
    assert len(edge["events_before"]) + len(edge["events_after"]) == 15


async def test_a_filter_around_an_event_spares_the_event_itself(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "1")
    await bob.send(room, "2")
    only_bob = as_filter({"senders": [bob.user_id]})
    got = await bob.ok("GET", f"/rooms/{room}/context/{event_id}", filter=only_bob, limit=20)
    assert got["event"]["sender"] == alice.user_id
    assert {event["sender"] for event in got["events_before"] + got["events_after"]} == {bob.user_id}


async def test_events_that_are_not_there(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room, other = await alice.create_room(), await alice.create_room()
    elsewhere = await alice.send(other, "x")
    for event_id in ("$nowhere", elsewhere, "nonsense", "$" + "x" * 400):
        for path in ("event", "context"):
            assert verdict(await alice.get(f"/rooms/{room}/{path}/{event_id}")) == NOT_FOUND
    assert verdict(await alice.get(f"/rooms/{room}/context/{elsewhere}", limit="x")) == (
        400,
        "M_INVALID_PARAM",
    )
    assert verdict(await alice.get("/rooms/!nowhere:test.local/event/$x")) == NOT_FOUND


async def test_the_event_at_a_time(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    start = server.clock.now_ms()
    sent: list[tuple[int, str]] = []
    for number in range(3):
        server.clock.advance(1_000)
        sent.append((server.clock.now_ms(), await alice.send(room, str(number))))
    path = f"/_matrix/client/v1/rooms/{room}/timestamp_to_event"

    async def at(ts: int, direction: str) -> Any:
        answer = await bob.get(path, ts=ts, dir=direction)
        return answer.body.get("event_id") if answer.status == 200 else verdict(answer)

    middle, event_id = sent[1]
    found = await bob.ok("GET", path, ts=middle, dir="f")
    assert found == {"event_id": event_id, "origin_server_ts": middle}
    assert await at(middle, "b") == event_id
    assert await at(middle - 1, "f") == event_id
    assert await at(middle + 1, "b") == event_id
    assert await at(middle + 1, "f") == sent[2][1]
    assert await at(middle - 1, "b") == sent[0][1]
    assert await at(sent[2][0] + 1, "f") == NOT_FOUND
    assert await at(start - 1, "b") == NOT_FOUND
    assert await at(0, "f") == (await page(alice, room, "f", limit=1))["chunk"][0]["event_id"]
    for query in (
        {"ts": 5},
        {"ts": "x", "dir": "f"},
        {"dir": "f"},
        {"ts": -1, "dir": "f"},
        {"ts": 5, "dir": "x"},
    ):
        assert (await bob.request("GET", path, query=query)).status == 400


# -- members ---------------------------------------------------------------------------------------------------


async def members(client: MatrixClient, room: str, **query: Any) -> dict[str, str]:
    chunk = (await client.ok("GET", f"/rooms/{room}/members", **query))["chunk"]
    return {key: event["content"]["membership"] for (_, key), event in by_key(chunk).items()}


@VERSIONS
async def test_members_by_membership_and_at_a_point(server: Rig, version: str) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    a, b, c, d = (client.user_id for client in (alice, bob, carol, dave))
    room = await room_of(alice, bob)
    early = (await alice.sync())["next_batch"]
    await alice.invite(room, carol)
    await dave.join(room)
    between = (await alice.sync())["next_batch"]
    await bob.leave(room)
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": d})
    whole = {a: "join", b: "leave", c: "invite", d: "ban"}
    path = f"/_matrix/client/{version}/rooms/{room}/members"
    assert len((await alice.ok("GET", path))["chunk"]) == 4
    assert await members(alice, room) == whole
    assert await members(alice, room, membership="join") == {a: "join"}
    assert await members(alice, room, membership="ban") == {d: "ban"}
    assert await members(alice, room, membership="knock") == {}
    assert await members(alice, room, not_membership="leave") == {a: "join", c: "invite", d: "ban"}
    # Both together are an "or".
    assert await members(alice, room, membership="join", not_membership="leave") == {
        a: "join",
        c: "invite",
        d: "ban",
    }
    assert await members(alice, room, membership="leave", not_membership="join") == {
        b: "leave",
        c: "invite",
        d: "ban",
    }
    assert await members(alice, room, at=early) == {a: "join", b: "join"}
    assert await members(alice, room, at=between) == {a: "join", b: "join", c: "invite", d: "join"}
    assert await members(alice, room, at=between, membership="invite") == {c: "invite"}
    assert await members(alice, room, at="1") == {a: "join"}, "before the room began there is its founder"
    assert verdict(await alice.get(path, at="x")) == (400, "M_INVALID_PARAM")


async def test_members_as_they_were_when_one_left(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    await bob.leave(room)
    await carol.join(room)
    now = (await alice.sync())["next_batch"]
    expected = {alice.user_id: "join", bob.user_id: "leave"}
    assert await members(bob, room) == expected
    assert await members(bob, room, at=now) == expected
    await alice.put_state(room, "m.room.topic", {"topic": "later"})
    assert verdict(await bob.get(f"/rooms/{room}/state/m.room.topic")) == NOT_FOUND
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": bob.user_id})
    assert await members(bob, room) == expected, "a ban afterwards opens nothing"
    assert verdict(await bob.get(f"/rooms/{room}/state/m.room.topic")) == NOT_FOUND
    got = await page(bob, room, limit=100)
    assert carol.user_id not in {event["sender"] for event in got["chunk"]}
    assert timeline(await alice.sync(since=None), room)
