"""§Tracking the device list for a user: who is told that somebody's devices changed, and who is not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.keys import CrossSigning, publish, query
from tests.kit.rig import PASSWORD, Rig

AUTH = {"type": "m.login.password", "password": PASSWORD}


async def together(server: Rig, *names: str) -> tuple[str, list[MatrixClient]]:
    """A public room with these people, who have synced."""
    clients = [await server.user(name) for name in names]
    room = await clients[0].create_room(preset="public_chat")
    for client in clients[1:]:
        await client.join(room)
    for client in clients:
        await client.sync()
    return room, clients


def changed(answer: Json) -> set[str]:
    return set(answer.get("device_lists", {}).get("changed", ()))


def left(answer: Json) -> set[str]:
    return set(answer.get("device_lists", {}).get("left", ()))


async def change(client: MatrixClient, how: str) -> None:
    """One of the things that everybody who shares a room hears of."""
    if how == "keys":
        await publish(client, generation=1)
    elif how == "name":
        await client.ok("PUT", f"/devices/{client.device_id}", {"display_name": "another"})
    elif how == "login":
        await client.rig.login(client.user_id)
    elif how == "cross-signing":
        await client.ok("POST", "/keys/device_signing/upload", CrossSigning(client.user_id).body())
    elif how == "deletion":
        other = await client.rig.login(client.user_id)
        await client.ok("DELETE", f"/devices/{other.device_id}", {"auth": AUTH})
    else:
        assert how == "logout"
        await client.logout()


HOW = ["keys", "name", "login", "cross-signing", "deletion", "logout"]


@pytest.mark.parametrize("how", HOW)
async def test_who_shares_a_room_hears_of_a_change_and_nobody_else(server: Rig, how: str) -> None:
    _, (alice, bob) = await together(server, "alice", "bob")
    carl = await server.user("carl")
    await carl.sync()
    waiting = asyncio.create_task(alice.sync_until(changed))
    await change(bob, how)
    assert changed(await waiting) == {bob.user_id}
    while how in ("deletion", "login") and (more := changed(await alice.sync())):
        assert more == {bob.user_id}
    assert changed(await alice.sync()) == set()
    assert changed(await carl.sync()) == set()


async def test_one_s_own_changes_reach_one_s_other_devices(server: Rig) -> None:
    alice = await server.user("alice")
    await alice.sync()
    phone = await server.login("alice")
    assert changed(await alice.sync_until(changed)) == {alice.user_id}
    await publish(phone)
    assert changed(await alice.sync_until(changed)) == {alice.user_id}


async def test_the_same_keys_again_are_no_change(server: Rig) -> None:
    _, (alice, bob) = await together(server, "alice", "bob")
    await publish(bob, "A")
    assert changed(await alice.sync()) == {bob.user_id}
    await publish(bob, "A", "B")
    assert changed(await alice.sync()) == set()


async def test_only_its_owner_hears_of_a_user_signing_key(server: Rig) -> None:
    _, (alice, bob) = await together(server, "alice", "bob")
    hers, his = CrossSigning(alice.user_id), CrossSigning(bob.user_id)
    for client, keys in ((alice, hers), (bob, his)):
        await client.ok("POST", "/keys/device_signing/upload", keys.body())
    phone = await server.login("alice")
    for client in (alice, bob, phone):
        await client.sync()
    other = CrossSigning(alice.user_id, 1)
    plain = {name: value for name, value in other.key("user_signing").items() if name != "signatures"}
    body = {"user_signing_key": hers.by(hers.master, plain), "auth": AUTH}
    await alice.ok("POST", "/keys/device_signing/upload", body)
    assert changed(await phone.sync_until(changed)) == {alice.user_id}
    assert changed(await bob.sync()) == set()
    # Her signature of his key is news to her own devices alone.
    signed = {bob.user_id: {his.master.public: other.by(other.user_signing, his.key("master"))}}
    assert (await alice.ok("POST", "/keys/signatures/upload", signed))["failures"] == {}
    assert changed(await phone.sync_until(changed)) == {bob.user_id}
    assert changed(await bob.sync()) == set()


async def test_who_comes_is_new_and_who_goes_has_left(server: Rig) -> None:
    room, (alice, bob) = await together(server, "alice", "bob")
    carl = await server.user("carl")
    await carl.sync()
    await carl.join(room)
    assert changed(await alice.sync()) == {carl.user_id}
    assert changed(await carl.sync()) == {alice.user_id, bob.user_id}
    assert changed(await bob.sync()) == {carl.user_id}
    await bob.leave(room)
    assert left(await alice.sync()) == {bob.user_id}
    assert left(await bob.sync()) == {alice.user_id, carl.user_id}
    await publish(bob)
    assert changed(await alice.sync()) == set()


async def test_with_another_room_in_common_nobody_comes_or_goes(server: Rig) -> None:
    room, (alice, bob) = await together(server, "alice", "bob")
    other = await alice.create_room(preset="public_chat")
    await bob.join(other)
    got = await alice.sync()
    assert (changed(got), left(got)) == (set(), set())
    await bob.leave(room)
    await alice.leave(room)
    for client in (alice, bob):
        got = await client.sync()
        assert (changed(got), left(got)) == (set(), set())


@pytest.mark.parametrize("who", [0, 1])
async def test_a_change_while_somebody_was_out_is_told_when_he_is_back(server: Rig, who: int) -> None:
    room, (alice, bob) = await together(server, "alice", "bob")
    mover = (alice, bob)[who]
    since = alice.since
    await mover.leave(room)
    await publish(bob)
    await mover.join(room)
    got = await alice.sync()
    assert (changed(got), left(got)) == ({bob.user_id}, set())
    changes = await alice.ok("GET", "/keys/changes", **{"from": since, "to": alice.since})
    assert changes == {"changed": [bob.user_id], "left": []}


async def test_there_and_back_without_a_change_is_nothing(server: Rig) -> None:
    room, (alice, bob) = await together(server, "alice", "bob")
    await bob.leave(room)
    await bob.join(room)
    got = await alice.sync()
    assert (changed(got), left(got)) == (set(), set())


async def test_changes_between_two_tokens_are_listed(server: Rig) -> None:
    room, (alice, bob, carl) = await together(server, "alice", "bob", "carl")
    since = alice.since
    await publish(bob)
    await carl.leave(room)
    await alice.sync()
    changes = await alice.ok("GET", "/keys/changes", **{"from": since, "to": alice.since})
    assert changes == {"changed": [bob.user_id], "left": [carl.user_id]}
    assert await alice.ok("GET", "/keys/changes", **{"from": alice.since}) == {"changed": [], "left": []}


async def test_changes_are_asked_for_with_tokens(server: Rig) -> None:
    alice = await server.user("alice")
    missing = await alice.get("/keys/changes")
    assert (missing.status, missing.errcode) == (400, "M_MISSING_PARAM")
    query: dict[str, Any]
    for query in ({"from": "yesterday"}, {"from": "1", "to": "tomorrow"}):
        answer = await alice.get("/keys/changes", **query)
        assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_a_first_sync_tells_no_changes(server: Rig) -> None:
    _, (alice, bob) = await together(server, "alice", "bob")
    await publish(bob)
    alice.since = None
    assert "device_lists" not in await alice.sync()


async def test_who_leaves_the_company_has_left(server: Rig) -> None:
    _, (alice, bob) = await together(server, "alice", "bob")
    await publish(bob)
    await alice.sync()
    await bob.ok("POST", "/account/deactivate", {"auth": AUTH})
    assert left(await alice.sync()) == {bob.user_id}
    assert (await query(alice, bob))["device_keys"] == {bob.user_id: {}}


async def test_a_ban_ends_it_an_invitation_does_not_begin_it(server: Rig) -> None:
    room, (alice, bob) = await together(server, "alice", "bob")
    await alice.ok("POST", f"/rooms/{part(room)}/ban", {"user_id": bob.user_id})
    assert left(await alice.sync()) == {bob.user_id}
    await alice.ok("POST", f"/rooms/{part(room)}/unban", {"user_id": bob.user_id})
    await alice.invite(room, bob)
    assert changed(await alice.sync()) == set()
    await bob.join(room)
    assert changed(await alice.sync()) == {bob.user_id}


async def test_memory_asks_where_somebody_is_whom_it_does_not_know(rig: Rig) -> None:
    """After a restart only Alice has synced; she is woken by Bob's change nevertheless."""
    alice, bob = await rig.user("alice"), await rig.user("bob")
    room = await alice.create_room(preset="trusted_private_chat", is_direct=True, invite=[bob.user_id])
    await bob.join(room)
    await alice.sync()
    await rig.restart()
    await alice.sync()
    waiting = asyncio.create_task(alice.sync_until(changed))
    await asyncio.sleep(0)
    await publish(bob)
    assert changed(await waiting) == {bob.user_id}
