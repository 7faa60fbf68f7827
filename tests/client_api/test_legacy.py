"""Deprecated ways of following the stream, in the test mode: /events, /initialSync, and the same of one room."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.backend import Backend
from tests.kit.client import MatrixClient
from tests.kit.rig import Rig

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def _lenient(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("legacy"), test_mode=True)
    yield opened
    opened.close()


@pytest.fixture
def house(_lenient: Rig) -> Rig:
    _lenient.suffix = f"-{next(_numbers)}"
    return _lenient


async def guest(rig: Rig) -> MatrixClient:
    visitor = rig.client()
    got = await visitor.ok("POST", "/register", {}, kind="guest")
    visitor.user_id, visitor.token = got["user_id"], got["access_token"]
    return visitor


async def now(client: MatrixClient) -> str:
    return (await client.ok("GET", "/events", timeout=0))["end"]


async def open_room(host: MatrixClient, **more: Any) -> str:
    room = await host.create_room(preset="public_chat", **more)
    await host.put_state(room, "m.room.history_visibility", {"history_visibility": "world_readable"})
    return room


def bodies(chunk: list[dict[str, Any]]) -> list[str]:
    return [event["content"]["body"] for event in chunk if event["type"] == "m.room.message"]


@pytest.mark.parametrize(
    "path", ["/events", "/events/$e", "/initialSync", "/rooms/!r:test.local/initialSync"]
)
async def test_without_the_test_mode_there_is_no_such_call(rig: Rig, path: str) -> None:
    for client in (rig.client(), await rig.user("alice")):
        answer = await client.get(path)
        assert (answer.status, answer.errcode) == (404, "M_UNRECOGNIZED")


async def test_from_now_on_nothing_has_happened(house: Rig) -> None:
    alice = await house.user("alice")
    await alice.create_room()
    got = await alice.ok("GET", "/events", timeout=0)
    assert got == {"start": got["end"], "end": got["end"], "chunk": []}
    assert (await house.client().get("/events")).errcode == "M_MISSING_TOKEN"
    for wrong in ({"from": "nonsense"}, {"dir": "x"}, {"timeout": "x"}):
        assert (await alice.get("/events", **wrong)).errcode == "M_INVALID_PARAM"


async def test_everything_that_concerns_somebody_is_told_in_order(house: Rig) -> None:
    alice, bob = await house.user("alice"), await house.user("bob")
    room = await alice.create_room(preset="public_chat")
    await bob.join(room)
    elsewhere = await alice.create_room()
    start = await now(bob)
    first = await alice.send(room, "one")
    await alice.send(elsewhere, "not for Bob")
    await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True, "timeout": 5_000})
    await alice.ok("POST", f"/rooms/{room}/receipt/m.read/{first}")
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/my.type", {"a": 1})
    await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{room}/tags/x", {"order": 0.5})
    await alice.invite(elsewhere, bob)
    got = await bob.ok("GET", "/events", timeout=0, **{"from": start})
    assert got["start"] == start
    assert [event["type"] for event in got["chunk"]] == [
        "m.room.message",
        "m.typing",
        "m.receipt",
        "my.type",
        "m.tag",
        "m.room.member",
    ]
    message, typing, receipt, mine, tag, invitation = got["chunk"]
    assert message["event_id"] == first
    assert typing == {"type": "m.typing", "room_id": room, "content": {"user_ids": [alice.user_id]}}
    assert alice.user_id in receipt["content"][first]["m.read"]
    assert mine == {"type": "my.type", "content": {"a": 1}}
    assert tag == {"type": "m.tag", "room_id": room, "content": {"tags": {"x": {"order": 0.5}}}}
    assert (invitation["room_id"], invitation["content"]["membership"]) == (elsewhere, "invite")
    assert await bob.ok("GET", "/events", timeout=0, **{"from": got["end"]}) == {
        "start": got["end"],
        "end": got["end"],
        "chunk": [],
    }


async def test_who_comes_in_and_goes_hears_what_he_may(house: Rig) -> None:
    alice, bob = await house.user("alice"), await house.user("bob")
    room = await alice.create_room(preset="public_chat")
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
    start = await now(bob)
    await alice.send(room, "before he came")
    await bob.join(room)
    await alice.send(room, "while he was there")
    got = await bob.ok("GET", "/events", timeout=0, **{"from": start})
    assert bodies(got["chunk"]) == ["while he was there"]
    await bob.leave(room)
    await alice.send(room, "after he went")
    gone = await bob.ok("GET", "/events", timeout=0, **{"from": got["end"]})
    assert [event["content"].get("membership") for event in gone["chunk"]] == ["leave"]


async def test_waiting_until_something_happens(house: Rig) -> None:
    alice, bob = await house.user("alice"), await house.user("bob")
    room = await alice.create_room(preset="public_chat")
    await bob.join(room)
    start = await now(bob)
    waiting = asyncio.ensure_future(bob.ok("GET", "/events", **{"from": start}))
    await alice.send(room, "hi")
    assert bodies((await waiting)["chunk"]) == ["hi"]


async def test_who_signs_out_while_he_waits_is_not_answered(house: Rig) -> None:
    alice, other = await house.user("alice"), await house.login("alice")
    waiting = asyncio.ensure_future(other.get("/events"))
    await alice.ok("PUT", f"/rooms/{await alice.create_room()}/state/x", {})
    await waiting
    start = await now(alice)
    waiting = asyncio.ensure_future(other.get("/events", timeout=30_000, **{"from": start}))
    await other.logout()
    assert (await waiting).errcode == "M_UNKNOWN_TOKEN"


@pytest.mark.parametrize("who", ["guest", "stranger"])
async def test_following_a_room_that_is_open_to_the_world(house: Rig, who: str) -> None:
    alice = await house.user("alice")
    watcher = await guest(house) if who == "guest" else await house.user("stranger")
    closed, room = await alice.create_room(preset="public_chat"), await open_room(alice)
    for asked in (closed, "!nowhere:test.local"):
        refused = await watcher.get("/events", room_id=asked)
        assert refused.status in (403, 404)
    start = (await watcher.ok("GET", f"/rooms/{room}/initialSync"))["messages"]["end"]
    waiting = asyncio.ensure_future(watcher.ok("GET", "/events", room_id=room, **{"from": start}))
    event_id = await alice.send(room, "mice")
    got = await waiting
    assert bodies(got["chunk"]) == ["mice"]
    for path in (f"typing/{alice.user_id}", f"receipt/m.read/{event_id}"):
        waiting = asyncio.ensure_future(watcher.ok("GET", "/events", room_id=room, **{"from": got["end"]}))
        if path.startswith("typing"):
            await alice.ok("PUT", f"/rooms/{room}/{path}", {"typing": True, "timeout": 5_000})
        else:
            await alice.ok("POST", f"/rooms/{room}/{path}")
        got = await waiting
        assert [event["type"] for event in got["chunk"]] == ["m." + path.partition("/")[0]]
    quiet = await watcher.ok("GET", "/events", room_id=room, timeout=0, **{"from": got["end"]})
    assert quiet["chunk"] == []


@pytest.mark.parametrize("is_member", [True, False])
async def test_presence_of_who_is_in_the_room(house: Rig, is_member: bool) -> None:
    alice, bob, eve = await house.user("alice"), await house.user("bob"), await house.user("eve")
    room = await open_room(alice)
    if is_member:
        await bob.join(room)
    asked = {"room_id": room} if not is_member else {}
    start = await now(bob)
    waiting = asyncio.ensure_future(bob.ok("GET", "/events", **asked, **{"from": start}))
    busy = {"presence": "unavailable", "status_msg": "counting sheep"}
    await eve.ok("PUT", f"/presence/{eve.user_id}/status", busy)  # shares no room with him
    await alice.ok("PUT", f"/presence/{alice.user_id}/status", busy)
    [event] = (await waiting)["chunk"]
    assert (event["type"], event["content"]["user_id"]) == ("m.presence", alice.user_id)
    assert busy.items() <= event["content"].items()
    seen = (await bob.ok("GET", f"/rooms/{room}/initialSync"))["presence"]
    assert {one["content"]["user_id"] for one in seen} == {alice.user_id, bob.user_id}


async def test_a_guest_names_the_room(house: Rig) -> None:
    answer = await (await guest(house)).get("/events", timeout=0)
    assert (answer.status, answer.errcode) == (403, "M_GUEST_ACCESS_FORBIDDEN")
    assert (await (await guest(house)).get("/initialSync")).errcode == "M_GUEST_ACCESS_FORBIDDEN"


async def test_a_stranger_sees_nothing_from_before_the_room_opened(house: Rig) -> None:
    alice, eve = await house.user("alice"), await house.user("eve")
    room = await alice.create_room(preset="public_chat")
    await alice.send(room, "private")
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "world_readable"})
    await alice.send(room, "public")
    got = await eve.ok("GET", f"/rooms/{room}/initialSync")
    assert "membership" not in got
    assert [event["type"] for event in got["messages"]["chunk"]] == [
        "m.room.history_visibility",
        "m.room.message",
    ]
    back = await eve.ok("GET", "/events", room_id=room, dir="b", limit=3)
    assert bodies(back["chunk"]) == ["public"]
    assert len(back["chunk"]) == 2
    closed = await alice.create_room(preset="public_chat")
    assert (await eve.get(f"/rooms/{closed}/initialSync")).errcode == "M_FORBIDDEN"
    assert (await eve.get("/rooms/!nowhere:test.local/initialSync")).errcode == "M_NOT_FOUND"


async def test_numbers_that_are_none(house: Rig) -> None:
    alice = await house.user("alice")
    for path in ("/events", "/initialSync"):
        for limit in ("hello", "-2"):
            assert (await alice.get(path, limit=limit)).errcode == "M_INVALID_PARAM", path
    assert (await alice.get("/events", timeout="hello")).errcode == "M_INVALID_PARAM"


async def test_one_event(house: Rig) -> None:
    alice, eve = await house.user("alice"), await house.user("eve")
    event_id = await alice.send(await alice.create_room(), "hi")
    assert (await alice.ok("GET", f"/events/{event_id}"))["content"]["body"] == "hi"
    for client, asked in ((eve, event_id), (alice, "$nothing")):
        assert (await client.get(f"/events/{asked}")).errcode == "M_NOT_FOUND"


async def test_all_rooms_at_once(house: Rig) -> None:
    alice, bob = await house.user("alice"), await house.user("bob")
    room = await alice.create_room(preset="public_chat", visibility="public", topic="what it is about")
    left, asked = await alice.create_room(preset="public_chat"), await alice.create_room(name="secret")
    await bob.join(room)
    await bob.join(left)
    await alice.send(left, "before he went")
    await bob.leave(left)
    await alice.send(left, "after he went")
    await alice.invite(asked, bob)
    event_id = await alice.send(room, "hi")
    await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{event_id}")
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/my.type", {"a": 1})
    await bob.ok("PUT", f"/user/{bob.user_id}/rooms/{room}/account_data/my.type", {"a": 2})
    got = await bob.ok("GET", "/initialSync", limit=1)
    found = {one["room_id"]: one for one in got["rooms"]}
    assert {one: entry["membership"] for one, entry in found.items()} == {room: "join", asked: "invite"}
    assert found[asked]["inviter"] == alice.user_id
    assert found[asked]["invite"]["content"]["membership"] == "invite"
    assert found[room]["visibility"] == "public"
    assert bodies(found[room]["messages"]["chunk"]) == ["hi"]
    assert len(found[room]["messages"]["chunk"]) == 1
    assert {"m.room.create", "m.room.topic", "m.room.member"} <= {
        event["type"] for event in found[room]["state"]
    }
    assert found[room]["account_data"] == [{"type": "my.type", "content": {"a": 2}}]
    assert {"type": "my.type", "content": {"a": 1}} in got["account_data"]
    [receipts] = got["receipts"]
    assert (receipts["room_id"], bob.user_id in receipts["content"][event_id]["m.read"]) == (room, True)
    assert [one["content"]["user_id"] for one in got["presence"]] == [bob.user_id]
    none = (await bob.ok("GET", "/initialSync", limit=0))["rooms"]
    assert [one["messages"]["chunk"] for one in none if one["room_id"] == room] == [[]]
    archived = await bob.ok("GET", "/initialSync", archived="true")
    [old] = [one for one in archived["rooms"] if one["room_id"] == left]
    assert old["membership"] == "leave"
    assert bodies(old["messages"]["chunk"]) == ["before he went"]
    following = await bob.ok("GET", "/events", timeout=0, **{"from": got["end"]})
    assert following["chunk"] == []  # that he is here now was told with the rest
    earlier = await bob.ok(
        "GET", f"/rooms/{room}/messages", dir="b", **{"from": found[room]["messages"]["start"]}
    )
    assert event_id not in [event["event_id"] for event in earlier["chunk"]]


async def test_one_room(house: Rig) -> None:
    alice = await house.user("alice")
    room = await alice.create_room()
    sent = [await alice.send(room, f"{number}") for number in range(12)]
    got = await alice.ok("GET", f"/rooms/{room}/initialSync")
    assert (got["room_id"], got["membership"], got["visibility"]) == (room, "join", "private")
    assert [event["event_id"] for event in got["messages"]["chunk"]] == sent[-10:]
    back = await alice.ok(
        "GET", f"/rooms/{room}/messages", dir="b", limit=2, **{"from": got["messages"]["start"]}
    )
    assert [event["event_id"] for event in back["chunk"]] == [sent[1], sent[0]]
