"""§Syncing: waiting for news, tokens of any age, and a server that starts anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import (
    data,
    ephemeral,
    ids,
    joined,
    people,
    room_of,
    room_state,
    texts,
    timeline,
    unread,
    verdict,
)

LONG_MS = 60_000
Act = Callable[[], Awaitable[object]]


async def while_waiting(client: MatrixClient, act: Act, **query: object) -> Json:
    """What a sync brings that waits already when it happens."""
    waiting = asyncio.create_task(client.sync(timeout=LONG_MS, **query))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done, "there was something already"
    await act()
    async with asyncio.timeout(20):
        return await waiting


async def test_who_waits_hears_at_once(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    got = await while_waiting(bob, lambda: alice.send(room, "hi"))
    assert texts(timeline(got, room)) == ["hi"]
    assert unread(got, room) == (1, 0)
    got = await while_waiting(bob, lambda: alice.put_state(room, "m.room.name", {"name": "Plant"}))
    assert room_state(got, room)["m.room.name", ""]["content"] == {"name": "Plant"}


async def test_every_kind_of_news_wakes(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room, other = await room_of(alice, bob), await alice.create_room()
    phone = await server.login("bob")
    event_id = await alice.send(room, "x")
    await bob.sync()
    base = f"/user/{bob.user_id}"
    got = await while_waiting(bob, lambda: alice.ok("POST", f"/rooms/{room}/receipt/m.read/{event_id}", {}))
    assert ephemeral(got, room, "m.receipt")
    got = await while_waiting(
        bob, lambda: phone.ok("POST", f"/rooms/{room}/receipt/m.read.private/{event_id}", {})
    )
    assert unread(got, room) == (0, 0)
    typing = {"typing": True, "timeout": 30_000}
    got = await while_waiting(bob, lambda: alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", typing))
    assert ephemeral(got, room, "m.typing") == {"user_ids": [alice.user_id]}
    got = await while_waiting(bob, lambda: phone.ok("PUT", f"{base}/account_data/org.example.a", {"x": 1}))
    assert data(got) == {"org.example.a": {"x": 1}}
    got = await while_waiting(bob, lambda: phone.ok("PUT", f"{base}/rooms/{room}/tags/u.x", {}))
    assert data(joined(got, room)) == {"m.tag": {"tags": {"u.x": {}}}}
    rule = "/pushrules/global/override/.m.rule.master/enabled"
    got = await while_waiting(bob, lambda: phone.ok("PUT", rule, {"enabled": True}))
    assert "m.push_rules" in data(got)
    got = await while_waiting(bob, lambda: carol.join(room))
    assert timeline(got, room)[0]["state_key"] == carol.user_id
    got = await while_waiting(bob, lambda: alice.invite(other, bob))
    assert other in got["rooms"]["invite"]
    got = await while_waiting(bob, lambda: phone.join(other))
    assert other in got["rooms"]["join"]
    got = await while_waiting(bob, lambda: alice.redact(room, event_id))
    assert timeline(got, room)[0]["type"] == "m.room.redaction"
    got = await while_waiting(bob, lambda: alice.ok("POST", f"/rooms/{other}/kick", {"user_id": bob.user_id}))
    assert other in got["rooms"]["leave"]
    name = {"displayname": "Alice"}
    got = await while_waiting(bob, lambda: alice.ok("PUT", f"/profile/{alice.user_id}/displayname", name))
    assert timeline(got, room)[0]["content"]["displayname"] == "Alice"


async def test_what_does_not_concern_one_does_not_wake(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, elsewhere = await room_of(alice, bob), await room_of(alice)
    await bob.sync()

    async def act() -> None:
        await alice.send(elsewhere, "not for bob")
        await alice.ok("PUT", f"/user/{alice.user_id}/account_data/org.example.a", {})
        event_id = await alice.send(elsewhere, "x")
        await alice.ok("POST", f"/rooms/{elsewhere}/receipt/m.read/{event_id}", {})
        await alice.send(room, "for bob")

    got = await while_waiting(bob, act)
    assert list(got["rooms"]["join"]) == [room]
    assert texts(timeline(got, room)) == ["for bob"]


async def test_many_wait_at_once(server: Rig) -> None:
    alice, *others = await people(server, *(f"u{number}" for number in range(12)))
    room = await room_of(alice, *others)
    for client in others:
        await client.sync(set_presence="offline")
    waiting = [asyncio.create_task(client.sync(timeout=LONG_MS, set_presence="offline")) for client in others]
    await asyncio.wait(waiting, timeout=0.05)
    event_id = await alice.send(room, "all of you")
    async with asyncio.timeout(20):
        for got in await asyncio.gather(*waiting):
            assert ids(timeline(got, room)) == [event_id]


async def test_one_person_waits_on_several_devices(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    devices = [bob, await server.login("bob"), await server.login("bob")]
    for client in devices:
        await client.sync()
    waiting = [asyncio.create_task(client.sync(timeout=LONG_MS)) for client in devices]
    await asyncio.wait(waiting, timeout=0.05)
    sent = await devices[1].send(room, "from one of them", txn="own")
    async with asyncio.timeout(20):
        answers = [timeline(got, room)[0] for got in await asyncio.gather(*waiting)]
    assert [event["event_id"] for event in answers] == [sent] * 3
    assert [event["unsigned"].get("transaction_id") for event in answers] == [None, "own", None]


async def test_nothing_new_is_an_answer_too(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    await alice.create_room()
    await alice.sync()
    assert list(await alice.sync(timeout=0)) == ["next_batch"]
    assert list(await alice.sync(timeout=10)) == ["next_batch"]


async def test_exactly_once_and_in_order_while_much_happens(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    await carol.sync()

    async def talk(client: MatrixClient) -> list[str]:
        return [await client.send(room, f"{number}") for number in range(25)]

    async def listen() -> list[str]:
        heard: list[str] = []
        while len(heard) < 50:
            got = await carol.sync(timeout=LONG_MS, filter={"room": {"timeline": {"limit": 100}}})
            heard += ids(timeline(got, room))
        return heard

    async with asyncio.timeout(60):
        heard, *spoken = await asyncio.gather(listen(), talk(alice), talk(bob))
    assert len(heard) == len(set(heard)) == 50
    for sent in spoken:
        assert [event_id for event_id in heard if event_id in sent] == sent
    page = await carol.ok("GET", f"/rooms/{room}/messages", dir="b", limit=50)
    assert ids(page["chunk"]) == heard[::-1]


async def test_a_session_that_ends_while_it_waits(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    phone = await server.login("bob")
    await bob.sync()
    waiting = asyncio.create_task(bob.get("/sync", since=bob.since, timeout=LONG_MS))
    await asyncio.wait({waiting}, timeout=0.05)
    await phone.ok("POST", "/logout/all", {})
    await alice.send(room, "secret")
    async with asyncio.timeout(20):
        assert verdict(await waiting) == (401, "M_UNKNOWN_TOKEN")
    assert (await bob.get("/sync")).status == 401


# -- tokens ----------------------------------------------------------------------------------------------------


async def test_a_token_of_any_age(plain_rig: Rig) -> None:
    alice, bob = await people(plain_rig, "alice", "bob")
    room = await room_of(alice, bob, name="one")
    everything = {"room": {"timeline": {"limit": 200}}}
    tokens = [(await bob.sync(filter=everything))["next_batch"]]
    sent: list[str] = []
    for number in range(6):
        sent.append(await alice.send(room, str(number)))
        tokens.append((await bob.sync(filter=everything))["next_batch"])
    for _ in range(2):
        for age, since in enumerate(tokens):
            got = await bob.sync(since=since, filter=everything)
            assert ids(timeline(got, room)) == sent[age:]
        await plain_rig.restart()


@pytest.mark.parametrize("restarted", [False, True])
async def test_from_zero_is_from_the_beginning(plain_rig: Rig, restarted: bool) -> None:
    alice, bob = await people(plain_rig, "alice", "bob")
    room = await room_of(alice, bob, name="one")
    await alice.send(room, "hi")
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/org.example.a", {"x": 1})
    if restarted:
        await plain_rig.restart()
    got = await bob.sync(since="0")
    fresh = await bob.sync(since=None)
    assert ids(timeline(got, room)) == ids(timeline(fresh, room))
    assert room_state(got, room) == room_state(fresh, room)
    assert data(got) == data(fresh)


async def test_a_token_from_the_future_begins_anew(server: Rig) -> None:
    """After a backup was put back, clients hold tokens that the server never gave: they must not stay deaf."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    event_id = await alice.send(room, "hi")
    real = (await bob.sync())["next_batch"]
    got = await bob.sync(since=str(int(real) + 1_000_000), timeout=LONG_MS)
    assert int(got["next_batch"]) < int(real) + 1_000
    assert ids(timeline(got, room))[-1] == event_id
    assert room_state(got, room)["m.room.name", ""]["content"] == {"name": "Plant"}
    again = await alice.send(room, "still here")
    assert ids(timeline(await bob.sync(), room)) == [again]


async def test_a_restart_in_the_middle(plain_rig: Rig) -> None:
    alice, bob = await people(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    first = await alice.send(room, "before")
    waiting = asyncio.create_task(bob.sync())
    assert ids(timeline(await waiting, room)) == [first]
    second = await alice.send(room, "unheard")
    await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True})
    await alice.ok("POST", f"/rooms/{room}/receipt/m.read/{second}", {})
    await plain_rig.restart()
    third = await alice.send(room, "after")
    got = await bob.sync()
    assert ids(timeline(got, room)) == [second, third]
    assert list(ephemeral(got, room, "m.receipt") or {}) == [second]
    assert unread(got, room) == (3, 0)
    assert "rooms" not in await bob.sync()


async def test_a_server_that_stops_answers_who_waits(plain_rig: Rig) -> None:
    (alice,) = await people(plain_rig, "alice")
    await alice.sync()
    waiting = asyncio.create_task(alice.sync(timeout=LONG_MS))
    await asyncio.wait({waiting}, timeout=0.1)
    await asyncio.to_thread(plain_rig.stop)
    async with asyncio.timeout(10):
        assert list(await waiting) == ["next_batch"]
    await asyncio.to_thread(plain_rig.start)


async def test_full_state(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    busy, quiet = await room_of(alice, bob, carol, name="busy"), await room_of(alice, bob, name="quiet")
    await bob.sync()
    event_id = await alice.send(busy, "x")
    got = await bob.sync(full_state=True, timeout=LONG_MS)
    assert ids(timeline(got, busy)) == [event_id], "the timeline is since the token"
    assert timeline(got, quiet) == []
    for room, people_in in ((busy, 3), (quiet, 2)):
        found = room_state(got, room)
        assert found["m.room.name", ""]["content"] == {"name": "busy" if room == busy else "quiet"}
        assert len([1 for type, _ in found if type == "m.room.member"]) == people_in
    async with asyncio.timeout(20):
        got = await bob.sync(full_state=True, timeout=LONG_MS)
    assert timeline(got, busy) == []
    assert set(got["rooms"]["join"]) == {busy, quiet}
    lazy = {"room": {"state": {"lazy_load_members": True}}}
    got = await bob.sync(full_state=True, filter=lazy)
    assert [key for type, key in room_state(got, busy) if type == "m.room.member"] == [bob.user_id]
