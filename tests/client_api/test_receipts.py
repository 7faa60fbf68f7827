"""§Receipts, §Fully read markers, §Typing notifications; unread counts as clients get them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import (
    FORBIDDEN,
    NOT_FOUND,
    data,
    ephemeral,
    joined,
    people,
    room_of,
    timeline,
    unread,
    verdict,
)

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])
BY_THREAD = {"room": {"timeline": {"unread_thread_notifications": True}}}


async def receipt(
    client: MatrixClient, room: str, event_id: str, type: str = "m.read", **body: Any
) -> tuple[int, str | None]:
    return verdict(await client.post(f"/rooms/{room}/receipt/{type}/{event_id}", body))


def in_thread(root: str, body: str = "x", **more: Any) -> Json:
    relation = {"rel_type": "m.thread", "event_id": root}
    return {"msgtype": "m.text", "body": body, "m.relates_to": relation, **more}


# -- receipts --------------------------------------------------------------------------------------------------


@VERSIONS
async def test_a_receipt_is_told_to_everybody(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    first, second = [await alice.send(room, body) for body in "ab"]
    await alice.sync()
    server.clock.advance(5)
    assert await bob.ok("POST", f"/_matrix/client/{version}/rooms/{room}/receipt/m.read/{first}", {}) == {}
    read = {"m.read": {bob.user_id: {"ts": server.clock.now_ms()}}}
    assert ephemeral(await alice.sync(), room, "m.receipt") == {first: read}
    assert ephemeral(await bob.sync(), room, "m.receipt") == {first: read}
    assert "rooms" not in await alice.sync(), "once is enough"
    assert await receipt(bob, room, second) == (200, None)
    heard = ephemeral(await alice.sync(), room, "m.receipt")
    assert heard is not None
    assert list(heard) == [second]
    # It never goes back, and the same again is no news.
    assert await receipt(bob, room, first) == (200, None)
    assert await receipt(bob, room, second) == (200, None)
    assert "rooms" not in await alice.sync()
    fresh = ephemeral(await alice.sync(since=None), room, "m.receipt")
    assert fresh is not None
    assert list(fresh) == [second]


async def test_a_newcomer_gets_the_receipts_too(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "x")
    await receipt(bob, room, event_id)
    await carol.sync()
    await carol.join(room)
    heard = ephemeral(await carol.sync(), room, "m.receipt")
    assert heard is not None
    assert list(heard[event_id]["m.read"]) == [bob.user_id]


async def test_private_receipts_stay_private(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "x")
    for client in (alice, bob):
        await client.sync()
    phone = await server.login("bob")
    assert await receipt(bob, room, event_id, "m.read.private") == (200, None)
    assert "rooms" not in await alice.sync()
    assert ephemeral(await alice.sync(since=None), room, "m.receipt") is None
    for own in (await bob.sync(), await phone.sync()):
        heard = ephemeral(own, room, "m.receipt")
        assert heard is not None
        assert list(heard[event_id]) == ["m.read.private"]
        assert unread(own, room) == (0, 0)


async def test_what_is_read_by_itself_is_not_told_by_its_thread_too(server: Rig) -> None:
    """MSC4102: of two receipts for one event clients count the one without a thread, so it is the one they get."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "a")
    reply = await alice.send(room, in_thread(root))
    assert await receipt(bob, room, reply) == (200, None)
    heard = ephemeral(await alice.sync(), room, "m.receipt")
    assert heard is not None
    assert "thread_id" not in heard[reply]["m.read"][bob.user_id]
    assert await receipt(bob, room, reply, thread_id=root) == (200, None)
    assert "rooms" not in await alice.sync()
    heard = ephemeral(await alice.sync(since=None), room, "m.receipt")
    assert heard is not None
    assert "thread_id" not in heard[reply]["m.read"][bob.user_id]


async def test_receipts_by_thread(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root, other = [await alice.send(room, body) for body in "ab"]
    reply = await alice.send(room, in_thread(root))
    edit = await alice.send(
        room, {"body": "x", "m.relates_to": {"rel_type": "m.reference", "event_id": reply}}
    )
    bad = (400, "M_INVALID_PARAM")
    assert await receipt(bob, room, reply, thread_id="main") == bad
    assert await receipt(bob, room, other, thread_id=root) == bad
    assert await receipt(bob, room, reply, thread_id=other) == bad
    assert await receipt(bob, room, reply, thread_id="$nowhere") == bad
    assert await receipt(bob, room, reply, thread_id="") == bad
    assert (await receipt(bob, room, reply, thread_id=5))[0] == 400
    assert (await receipt(bob, room, reply, "m.fully_read", thread_id=root))[0] == 400
    await alice.sync()
    assert await receipt(bob, room, reply, thread_id=root) == (200, None)
    assert await receipt(bob, room, other, thread_id="main") == (200, None)
    heard = ephemeral(await alice.sync(), room, "m.receipt")
    assert heard is not None
    assert heard[reply]["m.read"][bob.user_id]["thread_id"] == root
    assert heard[other]["m.read"][bob.user_id]["thread_id"] == "main"
    # What refers to a message of a thread is in the thread.
    assert await receipt(bob, room, edit, thread_id=root) == (200, None)
    # Without a thread it is a third one beside them.
    assert await receipt(bob, room, reply) == (200, None)
    fresh = ephemeral(await alice.sync(since=None), room, "m.receipt")
    assert fresh is not None
    assert {
        event_id: next(iter(by.values()))[bob.user_id].get("thread_id") for event_id, by in fresh.items()
    } == {
        edit: root,
        other: "main",
        reply: None,
    }


async def test_receipts_that_can_not_be(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await room_of(alice), await room_of(alice)
    event_id, elsewhere = await alice.send(room, "x"), await alice.send(other, "x")
    assert await receipt(bob, room, event_id) == FORBIDDEN
    assert await receipt(alice, room, "$nowhere") == NOT_FOUND
    assert await receipt(alice, room, elsewhere) == NOT_FOUND
    assert await receipt(alice, room, event_id, "m.unknown") == (400, "M_INVALID_PARAM")
    assert await receipt(alice, "!nowhere:test.local", event_id) == FORBIDDEN
    assert verdict(await alice.post(f"/rooms/{room}/receipt/m.read/{event_id}", b"x")) == (400, "M_NOT_JSON")
    assert verdict(await alice.post(f"/rooms/{room}/read_markers", {"m.read": 5})) == (400, "M_BAD_JSON")
    assert verdict(await bob.post(f"/rooms/{room}/read_markers", {"m.read": event_id})) == FORBIDDEN
    # A receipt without a body at all is what many clients send.
    assert (await alice.request("POST", f"/rooms/{room}/receipt/m.read/{event_id}")).status == 200


@VERSIONS
async def test_read_markers(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    first, second, third = [await alice.send(room, body) for body in "abc"]
    for client in (alice, bob):
        await client.sync()
    path = f"/_matrix/client/{version}/rooms/{room}/read_markers"
    await bob.ok("POST", path, {"m.fully_read": first, "m.read": second, "m.read.private": third})
    heard = await bob.sync()
    assert data(joined(heard, room)) == {"m.fully_read": {"event_id": first}}
    receipts = ephemeral(heard, room, "m.receipt")
    assert receipts is not None
    assert (list(receipts[second]), list(receipts[third])) == (["m.read"], ["m.read.private"])
    assert unread(heard, room) == (0, 0)
    theirs = await alice.sync()
    assert data(joined(theirs, room)) == {}
    assert list(ephemeral(theirs, room, "m.receipt") or {}) == [second]
    # The marker alone, by the other way; it is account data and may go back.
    assert await receipt(bob, room, third, "m.fully_read") == (200, None)
    assert data(joined(await bob.sync(), room)) == {"m.fully_read": {"event_id": third}}
    assert "rooms" not in await alice.sync()
    assert await bob.ok("POST", path, {}) == {}


# -- unread counts ---------------------------------------------------------------------------------------------


async def test_messages_count_until_they_are_read(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    assert unread(await bob.sync(), room) == (0, 0)
    sent: list[str] = []
    for number in range(3):
        sent.append(await alice.send(room, str(number)))
        assert unread(await bob.sync(), room) == (number + 1, 0)
    assert unread(await bob.sync(since=None), room) == (3, 0)
    assert unread(await alice.sync(since=None), room) == (0, 0), "one's own are read"
    await receipt(bob, room, sent[0])
    assert unread(await bob.sync(), room) == (2, 0)
    await receipt(bob, room, sent[2], "m.read.private")
    assert unread(await bob.sync(), room) == (0, 0)
    await alice.send(room, "more")
    await alice.send(room, {"msgtype": "m.notice", "body": "a machine says"})
    await alice.put_state(room, "m.room.topic", {"topic": "x"})
    assert unread(await bob.sync(), room) == (1, 0)
    await bob.send(room, "who answers has read")
    assert unread(await bob.sync(), room) == (0, 0)


async def test_names_are_highlights(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    for client in (bob, carol):
        await client.sync()
    named = {"msgtype": "m.text", "body": "hey", "m.mentions": {"user_ids": [bob.user_id]}}
    event_id = await alice.send(room, named)
    assert unread(await bob.sync(), room) == (1, 1)
    assert unread(await carol.sync(), room) == (1, 0)
    await alice.send(room, {"msgtype": "m.text", "body": "all", "m.mentions": {"room": True}})
    assert unread(await bob.sync(), room) == (2, 2)
    await receipt(bob, room, event_id)
    assert unread(await bob.sync(), room) == (1, 1)
    assert unread(await bob.sync(since=None), room) == (1, 1)
    assert unread(await carol.sync(since=None), room) == (2, 1)


async def test_a_newcomer_has_read_what_was_before(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await alice.send(room, "before")
    await bob.join(room)
    assert unread(await bob.sync(), room) == (0, 0)
    await alice.send(room, "after")
    assert unread(await bob.sync(), room) == (1, 0)
    await bob.leave(room)
    await alice.send(room, "missed")
    await bob.join(room)
    assert unread(await bob.sync(), room) == (0, 0)


async def test_a_receipt_on_another_device_clears_both(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    phone = await server.login("bob")
    for client in (bob, phone):
        await client.sync()
    event_id = await alice.send(room, "x")
    for client in (bob, phone):
        assert unread(await client.sync(), room) == (1, 0)
    await receipt(phone, room, event_id)
    for client in (bob, phone):
        assert unread(await client.sync(), room) == (0, 0)


async def test_threads_count_apart_for_who_asks_for_it(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    await receipt(bob, room, root)
    await bob.sync(filter=BY_THREAD)
    old = await server.login("bob")
    await old.sync()
    await alice.send(room, "main")
    await alice.send(room, in_thread(root))
    mention: Json = {"m.mentions": {"user_ids": [bob.user_id]}}
    reply = await alice.send(room, in_thread(root, **mention))
    for since in (bob.since, None):
        got = await bob.sync(filter=BY_THREAD, since=since)
        assert unread(got, room) == (1, 0)
        assert joined(got, room)["unread_thread_notifications"] == {
            root: {"notification_count": 2, "highlight_count": 1}
        }
    for since in (old.since, None):
        got = await old.sync(since=since)
        assert unread(got, room) == (3, 1), "who knows no threads gets the sum"
        assert "unread_thread_notifications" not in joined(got, room)
    # Reading the thread leaves the main timeline alone, and the other way round.
    await receipt(bob, room, reply, thread_id=root)
    got = await bob.sync(filter=BY_THREAD)
    assert (unread(got, room), joined(got, room).get("unread_thread_notifications", {})) == ((1, 0), {})
    await alice.send(room, in_thread(root))
    last = await alice.send(room, "main again")
    await receipt(bob, room, last, thread_id="main")
    got = await bob.sync(filter=BY_THREAD)
    assert unread(got, room) == (0, 0)
    assert joined(got, room)["unread_thread_notifications"][root]["notification_count"] == 1
    # Without a thread, everything up to there is read.
    await receipt(bob, room, last)
    got = await bob.sync(filter=BY_THREAD)
    assert (unread(got, room), joined(got, room).get("unread_thread_notifications", {})) == ((0, 0), {})


async def test_who_writes_in_a_thread_has_read_the_thread(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    await bob.sync(filter=BY_THREAD)
    await alice.send(room, "main")
    await alice.send(room, in_thread(root))
    await bob.send(room, in_thread(root))
    for since in (bob.since, None):
        got = await bob.sync(filter=BY_THREAD, since=since)
        assert joined(got, room).get("unread_thread_notifications", {}) == {}
        assert unread(got, room) == (2, 0), "the main timeline is not"


# -- typing ----------------------------------------------------------------------------------------------------


async def set_typing(client: MatrixClient, room: str, **body: Any) -> tuple[int, str | None]:
    return verdict(await client.put(f"/rooms/{room}/typing/{client.user_id}", body))


def who_types(sync: Json, room: str) -> list[str] | None:
    found = ephemeral(sync, room, "m.typing")
    return None if found is None else found["user_ids"]


@VERSIONS
async def test_typing_and_stopping(server: Rig, version: str) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    await alice.sync()
    path = f"/_matrix/client/{version}/rooms/{room}/typing"
    assert await bob.ok("PUT", f"{path}/{bob.user_id}", {"typing": True, "timeout": 30_000}) == {}
    assert who_types(await alice.sync(), room) == [bob.user_id]
    assert await set_typing(carol, room, typing=True, timeout=30_000) == (200, None)
    assert sorted(who_types(await alice.sync(), room) or []) == [bob.user_id, carol.user_id]
    assert await set_typing(bob, room, typing=True, timeout=30_000) == (200, None)
    assert "rooms" not in await alice.sync(), "he only goes on"
    assert sorted(who_types(await alice.sync(since=None), room) or []) == [bob.user_id, carol.user_id]
    assert await set_typing(bob, room, typing=False) == (200, None)
    assert who_types(await alice.sync(), room) == [carol.user_id]
    assert await set_typing(bob, room, typing=False) == (200, None)
    assert "rooms" not in await alice.sync()
    assert await set_typing(carol, room, typing=False) == (200, None)
    assert who_types(await alice.sync(), room) == []
    assert who_types(await alice.sync(since=None), room) is None


async def test_typing_ends_by_itself(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.sync()
    await set_typing(bob, room, typing=True, timeout=5_000)
    await alice.sync()
    server.clock.advance(4_000)
    await set_typing(bob, room, typing=True, timeout=5_000)
    server.clock.advance(4_000)
    await set_typing(alice, room, typing=True)  # the worker looks at its clock
    await alice.sync_until(lambda got: alice.user_id in (who_types(got, room) or []))
    assert bob.user_id in (who_types(await alice.sync(since=None), room) or []), "it was made longer"
    server.clock.advance(1_000)
    await alice.sync_until(lambda got: who_types(got, room) == [alice.user_id])
    assert who_types(await alice.sync(since=None), room) == [alice.user_id]


async def test_typing_is_limited(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.sync()
    assert await set_typing(bob, room, typing=True, timeout=10**12) == (200, None)
    server.clock.advance(300_000)
    await set_typing(alice, room, typing=True)
    await alice.sync_until(lambda got: who_types(got, room) == [alice.user_id])


async def test_who_leaves_types_no_more(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    room = await room_of(alice, bob, carol, dave)
    for client in (bob, carol, dave):
        await set_typing(client, room, typing=True, timeout=30_000)
    assert len(who_types(await alice.sync(), room) or []) == 3
    await bob.leave(room)
    assert sorted(who_types(await alice.sync(), room) or []) == [carol.user_id, dave.user_id]
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": carol.user_id})
    assert who_types(await alice.sync(), room) == [dave.user_id]
    await alice.ok("POST", f"/rooms/{room}/kick", {"user_id": dave.user_id})
    assert who_types(await alice.sync(), room) == []
    assert who_types(await alice.sync(since=None), room) is None


async def test_typing_that_can_not_be(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    assert verdict(await alice.put(f"/rooms/{room}/typing/{bob.user_id}", {"typing": True})) == FORBIDDEN
    assert await set_typing(bob, room, typing=True) == FORBIDDEN
    assert await set_typing(alice, "!nowhere:test.local", typing=True) == FORBIDDEN
    assert await set_typing(alice, room) == (400, "M_MISSING_PARAM")
    assert await set_typing(alice, room, typing="yes") == (400, "M_BAD_JSON")
    assert await set_typing(alice, room, typing=True, timeout="long") == (400, "M_BAD_JSON")
    assert who_types(await alice.sync(), room) is None
    assert timeline(await alice.sync(since=None), room)
