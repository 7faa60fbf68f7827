"""MSC4186 and its extensions: what comes beside the rooms."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.sliding import Window, a_list, window
from tests.kit.talk import people, room_of, verdict

THREADS = "io.element.msc4308.thread_subscriptions"


def _with(view: Window, **extensions: Any) -> Window:
    view.body["extensions"] = extensions
    return view


ON = {"enabled": True}


async def test_account_data_whole_then_what_changed(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    base = f"/user/{alice.user_id}"
    room, other = await alice.create_room(), await alice.create_room()
    await alice.put(f"{base}/account_data/org.example", {"x": 1})
    await alice.put(f"{base}/rooms/{room}/account_data/org.example", {"y": 1})
    await alice.put(f"{base}/rooms/{other}/account_data/org.example", {"y": 2})
    view = _with(Window(alice, room_subscriptions={room: {"timeline_limit": 0}}), account_data=ON)
    got = (await view.sync())["extensions"]["account_data"]
    assert {"org.example", "m.push_rules"} <= {event["type"] for event in got["global"]}
    assert got["rooms"] == {room: [{"type": "org.example", "content": {"y": 1}}]}
    assert (await view.sync())["extensions"]["account_data"] == {"global": [], "rooms": {}}
    await alice.put(f"{base}/account_data/org.example", {"x": 2})
    await alice.put(f"{base}/rooms/{room}/account_data/org.more", {})
    await alice.put(f"{base}/rooms/{other}/account_data/org.more", {})
    got = (await view.sync())["extensions"]["account_data"]
    assert got["global"] == [{"type": "org.example", "content": {"x": 2}}]
    assert got["rooms"] == {room: [{"type": "org.more", "content": {}}]}
    both = {room: {"timeline_limit": 0}, other: {"timeline_limit": 0}}
    got = (await view.sync(room_subscriptions=both))["extensions"]["account_data"]
    assert [event["type"] for event in got["rooms"][other]] == ["org.example", "org.more"]
    await alice.ok("PUT", "/pushrules/global/override/.m.rule.master/enabled", {"enabled": True})
    got = (await view.sync())["extensions"]["account_data"]
    assert [event["type"] for event in got["global"]] == ["m.push_rules"]


async def test_an_extension_that_is_asked_for_later_is_told_whole(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.put(f"/user/{bob.user_id}/account_data/org.example", {"x": 1})
    event_id = await alice.send(room, "hi")
    await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{event_id}", {})
    view = window(bob)
    await view.sync()
    got = (await view.sync(extensions={"account_data": ON, "receipts": ON}))["extensions"]
    assert "org.example" in {event["type"] for event in got["account_data"]["global"]}
    assert bob.user_id in got["receipts"]["rooms"][room]["content"][event_id]["m.read"]


async def _read(client: MatrixClient, room: str, event_id: str, kind: str = "m.read") -> None:
    await client.ok("POST", f"/rooms/{room}/receipt/{kind}/{event_id}", {})


async def test_receipts_of_what_is_shown_then_all_that_come(server: Rig) -> None:
    alice, bob, carol, dora = await people(server, "alice", "bob", "carol", "dora")
    room = await room_of(alice, bob, carol, dora)
    old, new = await alice.send(room, "old"), await alice.send(room, "new")
    await _read(carol, room, old)
    await _read(alice, room, new)
    await _read(dora, room, new, "m.read.private")
    await _read(bob, room, old)
    view = _with(window(bob, limit=1), receipts=ON)
    got = (await view.sync())["extensions"]["receipts"]["rooms"][room]
    assert got["type"] == "m.receipt"
    assert got["content"][new]["m.read"].keys() == {alice.user_id}
    assert "m.read.private" not in got["content"][new]
    assert got["content"][old]["m.read"].keys() == {bob.user_id}  # one's own always
    assert (await view.sync())["extensions"]["receipts"] == {"rooms": {}}
    await _read(carol, room, new)
    got = await view.sync()
    assert got["rooms"] == {}
    assert got["extensions"]["receipts"]["rooms"][room]["content"][new]["m.read"].keys() == {carol.user_id}
    await _read(dora, room, new, "m.read.private")
    assert (await view.sync())["extensions"]["receipts"] == {"rooms": {}}


async def test_who_types(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    view = _with(window(bob), typing=ON)
    assert (await view.sync())["extensions"]["typing"] == {"rooms": {}}
    path = f"/rooms/{room}/typing/{alice.user_id}"
    await alice.ok("PUT", path, {"typing": True, "timeout": 30_000})
    told = {"type": "m.typing", "content": {"user_ids": [alice.user_id]}}
    assert (await view.sync())["extensions"]["typing"]["rooms"] == {room: told}
    assert (await view.sync())["extensions"]["typing"]["rooms"] == {}
    fresh = _with(window(bob), typing=ON)
    assert (await fresh.sync())["extensions"]["typing"]["rooms"] == {room: told}
    waiting = asyncio.create_task(fresh.sync(wait_ms=60_000))
    await alice.ok("PUT", path, {"typing": False})
    async with asyncio.timeout(20):
        got = (await waiting)["extensions"]["typing"]["rooms"]
    assert got == {room: {"type": "m.typing", "content": {"user_ids": []}}}


@pytest.mark.parametrize("name", ["account_data", "receipts", "typing"])
async def test_extensions_are_for_lists_and_rooms(server: Rig, name: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    rooms = [await room_of(alice, bob) for _ in range(5)]
    for room in rooms:
        await bob.put(f"/user/{bob.user_id}/rooms/{room}/account_data/org.example", {"kept": True})
        await _read(bob, room, await alice.send(room, "hi"))
        await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True, "timeout": 30_000})
    body: Json = {
        "lists": {"two": a_list((0, 1)), "three": a_list((0, 2))},
        "room_subscriptions": {rooms[0]: {"timeline_limit": 0}},
    }

    async def told(**scope: Any) -> set[int]:
        got = await Window(bob, **body, extensions={name: ON | scope}).sync()
        return {rooms.index(room) for room in got["extensions"][name]["rooms"]}

    assert await told(lists=["two", "none"], rooms=[rooms[0], rooms[1], "!x:y"]) == {0, 3, 4}
    assert await told() == {0, 2, 3, 4}
    assert await told(lists=["*"], rooms=["*"]) == {0, 2, 3, 4}
    assert await told(lists=[], rooms=[]) == set()
    assert await told(lists=["*"], rooms=[]) == {2, 3, 4}
    assert await told(lists=[], rooms=[rooms[4]]) == {4}


async def test_keys_and_device_lists(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    await room_of(alice, bob)
    view = _with(Window(bob), e2ee=ON)
    got = (await view.sync())["extensions"]["e2ee"]
    assert got == {
        "device_one_time_keys_count": {"signed_curve25519": 0},
        "device_unused_fallback_key_types": [],
    }
    got = (await view.sync())["extensions"]["e2ee"]
    assert got["device_lists"] == {"changed": [], "left": []}
    waiting = asyncio.create_task(view.sync(wait_ms=60_000))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    await alice.ok("PUT", f"/devices/{alice.device_id}", {"display_name": "phone"})
    async with asyncio.timeout(20):
        got = (await waiting)["extensions"]["e2ee"]
    assert got["device_lists"]["changed"] == [alice.user_id]


async def test_messages_to_the_device_come_once_and_in_order(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")

    async def whisper(number: int) -> None:
        body = {"messages": {bob.user_id: {bob.device_id: {"n": number}}}}
        await alice.ok("PUT", f"/sendToDevice/org.example/{number}", body)

    def numbers(answer: Json) -> list[int]:
        return [event["content"]["n"] for event in answer["extensions"]["to_device"]["events"]]

    async def ask(view: Window, since: str | None, limit: int = 100, **more: Any) -> Json:
        return await view.sync(extensions={"to_device": ON | {"since": since, "limit": limit}}, **more)

    view = Window(bob, conn_id="encryption")
    got = await ask(view, None)
    assert numbers(got) == []
    for number in range(3):
        await whisper(number)
    since = got["extensions"]["to_device"]["next_batch"]
    got = await ask(view, since, limit=2)
    assert numbers(got) == [0, 1]
    assert numbers(await ask(view, since, limit=2)) == [0, 1]  # the answer was lost
    since = got["extensions"]["to_device"]["next_batch"]
    got = await ask(view, since, limit=2, wait_ms=60_000)  # what is left is told at once
    assert numbers(got) == [2]
    since = got["extensions"]["to_device"]["next_batch"]
    waiting = asyncio.create_task(ask(view, since, wait_ms=60_000))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    await whisper(3)
    async with asyncio.timeout(20):
        assert numbers(await waiting) == [3]
    assert numbers(await ask(Window(bob, conn_id="new"), None)) == [3]  # it has not been proved yet
    last = (await ask(view, since))["extensions"]["to_device"]["next_batch"]
    assert numbers(await ask(view, last)) == []
    assert numbers(await ask(Window(bob, conn_id="new"), None)) == []
    assert "to_device" not in (await bob.sync())


# -- thread subscriptions --------------------------------------------------------------------------------------------


def _path(room: str, root: str) -> str:
    return f"/_matrix/client/unstable/io.element.msc4306/rooms/{room}/thread/{root}/subscription"


async def _thread(server: Rig) -> tuple[MatrixClient, MatrixClient, str, str, list[str]]:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    relation = {"rel_type": "m.thread", "event_id": root}
    replies = [
        await bob.send(room, {"msgtype": "m.text", "body": "x", "m.relates_to": relation}) for _ in range(2)
    ]
    return alice, bob, room, root, replies


async def test_following_a_thread(server: Rig) -> None:
    alice, _, room, root, replies = await _thread(server)
    path = _path(room, root)
    assert verdict(await alice.get(path)) == (404, "M_NOT_FOUND")
    await alice.ok("PUT", path, {"automatic": replies[0]})
    assert await alice.ok("GET", path) == {"automatic": True}
    await alice.ok("PUT", path, {})
    assert await alice.ok("GET", path) == {"automatic": False}
    await alice.ok("PUT", path, {"automatic": replies[0]})
    assert await alice.ok("GET", path) == {"automatic": False}  # what a person asked for stays
    await alice.ok("DELETE", path)
    await alice.ok("DELETE", path)
    assert verdict(await alice.get(path)) == (404, "M_NOT_FOUND")
    for reply in replies:
        answer = await alice.put(path, {"automatic": reply})
        assert verdict(answer) == (409, "IO.ELEMENT.MSC4306.M_CONFLICTING_UNSUBSCRIPTION")
    relation = {"rel_type": "m.thread", "event_id": root}
    later = await alice.send(room, {"msgtype": "m.text", "body": "y", "m.relates_to": relation})
    await alice.ok("PUT", path, {"automatic": later})
    assert await alice.ok("GET", path) == {"automatic": True}


async def test_who_may_not_follow_a_thread(server: Rig) -> None:
    alice, _, room, root, _ = await _thread(server)
    (carol,) = await people(server, "carol")
    path, nothing = _path(room, root), _path(room, "$nothing")
    hidden = await alice.create_room()
    there = await alice.send(hidden, "x")
    for answer in (
        await carol.get(_path(hidden, there)),
        await carol.put(_path(hidden, there), {}),
        await carol.delete(_path(hidden, there)),
        await alice.put(nothing, {}),
        await alice.get(nothing),
        await alice.delete(nothing),
        await alice.put(_path(hidden, root), {}),
    ):
        assert verdict(answer) == (404, "M_NOT_FOUND")
    unrelated = await alice.send(room, "elsewhere")
    for cause in (unrelated, "$malformed", there, root):  # a thread's root is no reply in it
        answer = await alice.put(path, {"automatic": cause})
        assert verdict(answer) == (400, "IO.ELEMENT.MSC4306.M_NOT_IN_THREAD")
    assert verdict(await alice.put(path, {"automatic": True})) == (400, "M_BAD_JSON")


async def test_devices_hear_of_subscriptions(server: Rig) -> None:
    alice, _, room, root, _ = await _thread(server)
    view = _with(Window(alice), **{THREADS: ON})
    assert THREADS not in (await view.sync())["extensions"]
    await alice.ok("PUT", _path(room, root), {})
    told = (await view.sync())["extensions"][THREADS]
    stamp = told["subscribed"][room][root].pop("bump_stamp")
    assert told == {"subscribed": {room: {root: {"automatic": False}}}}
    assert THREADS not in (await view.sync())["extensions"]
    waiting = asyncio.create_task(view.sync(wait_ms=60_000))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    await alice.ok("DELETE", _path(room, root))
    async with asyncio.timeout(20):
        told = (await waiting)["extensions"][THREADS]
    assert told["unsubscribed"][room][root]["bump_stamp"] > stamp


async def test_many_subscriptions_are_paged_through(server: Rig) -> None:
    alice, _, room, first, _ = await _thread(server)
    await alice.ok("PUT", _path(room, first), {})
    view = _with(Window(alice), **{THREADS: ON | {"limit": 2}})
    await view.sync()
    start = view.pos
    roots = [await alice.send(room, "root") for _ in range(5)]
    for root in roots:
        await alice.ok("PUT", _path(room, root), {})
    told = (await view.sync())["extensions"][THREADS]
    assert list(told["subscribed"][room]) == roots[3:]
    pages = "/_matrix/client/unstable/io.element.msc4308/thread_subscriptions"
    query = {"dir": "b", "to": start, "limit": 2}
    page = await alice.ok("GET", pages, **query, **{"from": told["prev_batch"]})
    assert list(page["subscribed"][room]) == roots[1:3]
    page = await alice.ok("GET", pages, **query, **{"from": page["end"]})
    assert list(page["subscribed"][room]) == roots[:1]
    assert "end" not in page
    for query in ({}, {"dir": "f"}, {"dir": "b", "from": "x"}, {"dir": "b", "limit": 0}):
        assert verdict(await alice.get(pages, **query)) == (400, "M_INVALID_PARAM")
