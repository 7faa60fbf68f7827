"""§Key management API: what devices publish, and how it is handed out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.keys import (
    claim,
    device_keys,
    fallback_keys,
    one_time_key,
    one_time_keys,
    publish,
    query,
)
from tests.kit.rig import PASSWORD, Rig

AUTH = {"type": "m.login.password", "password": PASSWORD}
USUAL = "signed_curve25519"


async def counts(client: MatrixClient) -> tuple[Json, list[str]]:
    got = await client.sync()
    return got["device_one_time_keys_count"], got["device_unused_fallback_key_types"]


async def test_published_keys_are_found_by_everybody_with_the_device_s_name(server: Rig) -> None:
    alice = await server.user("alice", initial_device_display_name="手机")
    bob = await server.user("bob")
    uploaded = await publish(alice, "A", "B")
    assert uploaded == {"one_time_key_counts": {USUAL: 2}}
    found = await query(bob, alice)
    expected = device_keys(alice) | {"unsigned": {"device_display_name": "手机"}}
    assert found["device_keys"] == {alice.user_id: {alice.device_id: expected}}
    assert found["failures"] == {}


async def test_who_has_no_keys_is_in_the_answer_nevertheless(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    nobody = f"@nobody{server.suffix}:test.local"
    found = await query(alice, bob, nobody)
    assert found["device_keys"] == {bob.user_id: {}, nobody: {}}
    assert found["master_keys"] == found["self_signing_keys"] == found["user_signing_keys"] == {}


async def test_other_servers_are_failures(server: Rig) -> None:
    alice = await server.user("alice")
    found = await query(alice, "@carl:elsewhere.example", alice)
    assert (list(found["device_keys"]), list(found["failures"])) == ([alice.user_id], ["elsewhere.example"])
    body = {"one_time_keys": {"@carl:elsewhere.example": {"PHONE": USUAL}}}
    claimed = await alice.ok("POST", "/keys/claim", body)
    assert (claimed["one_time_keys"], list(claimed["failures"])) == ({}, ["elsewhere.example"])


async def test_single_devices_are_asked_for(server: Rig) -> None:
    alice, other = await server.user("alice"), await server.login("alice")
    for device in (alice, other):
        await publish(device)
    asked = {"device_keys": {alice.user_id: [other.device_id, "UNKNOWN"]}}
    found = (await alice.ok("POST", "/keys/query", asked))["device_keys"]
    assert list(found[alice.user_id]) == [other.device_id]


@pytest.mark.parametrize("wrong", [{"PHONE": True}, "PHONE", [1]])
async def test_devices_are_asked_for_as_a_list(server: Rig, wrong: Any) -> None:
    alice = await server.user("alice")
    answer = await alice.post("/keys/query", {"device_keys": {alice.user_id: wrong}})
    assert (answer.status, answer.errcode) == (400, "M_BAD_JSON")


async def test_nobody_publishes_keys_of_others(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    answer = await bob.post("/keys/upload", {"device_keys": device_keys(alice)})
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")
    mine = device_keys(bob) | {"device_id": "OTHER"}
    assert (await bob.post("/keys/upload", {"device_keys": mine})).errcode == "M_INVALID_PARAM"
    assert (await query(bob, alice, bob))["device_keys"] == {alice.user_id: {}, bob.user_id: {}}


@pytest.mark.parametrize(
    "change",
    [
        {"algorithms": None},
        {"algorithms": "m.olm"},
        {"keys": None},
        {"keys": {"ed25519:X": 5}},
        {"signatures": []},
        {"signatures": {"@a:b": {"ed25519:X": 5}}},
        {"user_id": None},
        {"more": 1.5},
    ],
)
async def test_device_keys_have_a_form(server: Rig, change: Json) -> None:
    alice = await server.user("alice")
    body = {name: part for name, part in (device_keys(alice) | change).items() if part is not None}
    answer = await alice.post("/keys/upload", {"device_keys": body})
    assert (answer.status, answer.errcode) == (400, "M_BAD_JSON")


@pytest.mark.parametrize(
    ("keys", "errcode"),
    [
        ({"signed_curve25519": "x"}, "M_INVALID_PARAM"),
        ({":x": "x"}, "M_INVALID_PARAM"),
        ({"a:" + "x" * 255: "x"}, "M_INVALID_PARAM"),
        ({"a:x": 5}, "M_BAD_JSON"),
        ({"a:x": {"signatures": {}}}, "M_BAD_JSON"),
        ({"a:x": "x" * 5_000}, "M_INVALID_PARAM"),
        ({f"a:{number}": "x" for number in range(1_001)}, "M_INVALID_PARAM"),
        ([], "M_BAD_JSON"),
    ],
)
@pytest.mark.parametrize("what", ["one_time_keys", "fallback_keys"])
async def test_one_time_keys_have_a_form(server: Rig, what: str, keys: Any, errcode: str) -> None:
    alice = await server.user("alice")
    answer = await alice.post("/keys/upload", {what: keys})
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_unsigned_is_the_server_s(server: Rig) -> None:
    alice = await server.user("alice", initial_device_display_name="Laptop")
    body = device_keys(alice) | {"unsigned": {"device_display_name": "Mallory"}}
    await alice.ok("POST", "/keys/upload", {"device_keys": body})
    found = (await query(alice, alice))["device_keys"][alice.user_id][alice.device_id]
    assert found["unsigned"] == {"device_display_name": "Laptop"}


async def test_new_keys_of_a_device_take_the_place_of_the_old(server: Rig) -> None:
    alice = await server.user("alice")
    await publish(alice)
    await publish(alice, generation=1)
    found = (await query(alice, alice))["device_keys"][alice.user_id][alice.device_id]
    assert found["keys"] == device_keys(alice, 1)["keys"]


# -- one-time keys -------------------------------------------------------------------------------------------


async def test_one_time_keys_are_handed_out_once_and_the_oldest_first(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await publish(alice, "B")
    await alice.ok("POST", "/keys/upload", {"one_time_keys": one_time_keys(alice, "A")})
    for name in ("B", "A"):
        got = await claim(bob, alice)
        assert got == {alice.user_id: {alice.device_id: one_time_keys(alice, name)}}
    assert await claim(bob, alice) == {}


async def test_what_was_handed_out_does_not_come_back(server: Rig) -> None:
    """A client which never got the answer to its upload sends the same keys again."""
    alice, bob = await server.user("alice"), await server.user("bob")
    await publish(alice, "A", "B")
    assert await claim(bob, alice) != {}
    assert await publish(alice, "A", "B") == {"one_time_key_counts": {USUAL: 1}}
    assert await claim(bob, alice) != {}
    assert await claim(bob, alice) == {}


async def test_the_same_keys_again_are_fine_others_of_the_same_name_are_not(server: Rig) -> None:
    alice = await server.user("alice")
    await publish(alice, "A", "B", "C")
    overlapping = await alice.ok(
        "POST", "/keys/upload", {"one_time_keys": one_time_keys(alice, "B", "C", "D")}
    )
    assert overlapping["one_time_key_counts"] == {USUAL: 4}
    other = {f"{USUAL}:A": one_time_key(alice, "something else")}
    answer = await alice.post("/keys/upload", {"one_time_keys": other})
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")
    assert "already exists" in answer.body["error"]
    assert (await alice.ok("POST", "/keys/upload", {}))["one_time_key_counts"] == {USUAL: 4}


async def test_keys_are_claimed_of_many_devices_at_once(server: Rig) -> None:
    alice, phone, bob = await server.user("alice"), await server.login("alice"), await server.user("bob")
    for device in (alice, phone, bob):
        await publish(device, "A")
    got = await claim(bob, alice, phone, bob)
    assert {user: set(devices) for user, devices in got.items()} == {
        alice.user_id: {alice.device_id, phone.device_id},
        bob.user_id: {bob.device_id},
    }


async def test_other_algorithms_have_keys_of_their_own(server: Rig) -> None:
    alice = await server.user("alice")
    await publish(alice, "A")
    body = {"one_time_keys": {"my_algorithm:1": "a+b"}, "fallback_keys": {"my_algorithm:F": "c+d"}}
    uploaded = await alice.ok("POST", "/keys/upload", body)
    assert uploaded["one_time_key_counts"] == {USUAL: 1, "my_algorithm": 1}
    wanted = {"one_time_keys": {alice.user_id: {alice.device_id: "my_algorithm"}}}
    for key in ({"my_algorithm:1": "a+b"}, {"my_algorithm:F": "c+d"}, {"my_algorithm:F": "c+d"}):
        claimed = await alice.ok("POST", "/keys/claim", wanted)
        assert claimed["one_time_keys"][alice.user_id][alice.device_id] == key
    assert await counts(alice) == ({USUAL: 1, "my_algorithm": 0}, [])


async def test_the_fallback_key_is_given_when_none_is_left(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await publish(alice, "A")
    await alice.ok("POST", "/keys/upload", {"fallback_keys": fallback_keys(alice, "F")})
    assert await counts(alice) == ({USUAL: 1}, [USUAL])
    assert await claim(bob, alice) == {alice.user_id: {alice.device_id: one_time_keys(alice, "A")}}
    assert await counts(alice) == ({USUAL: 0}, [USUAL])
    for _ in range(2):
        assert await claim(bob, alice) == {alice.user_id: {alice.device_id: fallback_keys(alice, "F")}}
    assert await counts(alice) == ({USUAL: 0}, [])
    # The same again is not a new one; another one takes its place.
    await alice.ok("POST", "/keys/upload", {"fallback_keys": fallback_keys(alice, "F")})
    assert await counts(alice) == ({USUAL: 0}, [])
    await alice.ok("POST", "/keys/upload", {"fallback_keys": fallback_keys(alice, "G")})
    assert await counts(alice) == ({USUAL: 0}, [USUAL])
    assert await claim(bob, alice) == {alice.user_id: {alice.device_id: fallback_keys(alice, "G")}}


async def test_one_fallback_key_of_each_algorithm(server: Rig) -> None:
    alice = await server.user("alice")
    two = fallback_keys(alice, "F") | fallback_keys(alice, "G")
    answer = await alice.post("/keys/upload", {"fallback_keys": two})
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_a_sync_always_tells_the_counts_of_a_device_with_keys(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    assert "device_one_time_keys_count" not in await alice.sync()
    await publish(alice, "A", "B")
    for _ in range(3):
        assert await counts(alice) == ({USUAL: 2}, [])
    await claim(bob, alice)
    told = asyncio.create_task(alice.sync_until(lambda got: got["device_one_time_keys_count"] == {USUAL: 0}))
    await claim(bob, alice)  # a waiting device is told at once
    await told
    alice.since = None
    assert (await alice.sync())["device_one_time_keys_count"] == {USUAL: 0}


async def test_signed_out_a_device_has_no_keys(server: Rig) -> None:
    alice, phone, bob = await server.user("alice"), await server.login("alice"), await server.user("bob")
    for device in (alice, phone):
        await publish(device, "A")
        await device.ok("POST", "/keys/upload", {"fallback_keys": fallback_keys(device, "F")})
    await phone.logout()
    assert list((await query(bob, alice))["device_keys"][alice.user_id]) == [alice.device_id]
    assert phone.device_id not in (await claim(bob, alice, phone))[alice.user_id]
    again = await server.login("alice", device_id=phone.device_id)
    assert "device_one_time_keys_count" not in await again.sync()
    assert await publish(again, "A") == {"one_time_key_counts": {USUAL: 1}}


@pytest.mark.parametrize("how", ["delete", "delete_devices", "password", "logout_all"])
async def test_however_a_device_ends_its_keys_do(server: Rig, how: str) -> None:
    alice, phone, bob = await server.user("alice"), await server.login("alice"), await server.user("bob")
    await publish(phone, "A")
    if how == "delete":
        await alice.ok("DELETE", f"/devices/{phone.device_id}", {"auth": AUTH})
    elif how == "delete_devices":
        await alice.ok("POST", "/delete_devices", {"devices": [phone.device_id], "auth": AUTH})
    elif how == "password":
        await alice.ok("POST", "/account/password", {"new_password": "another horse battery", "auth": AUTH})
    else:
        await alice.ok("POST", "/logout/all", {})
    assert (await query(bob, alice))["device_keys"] == {alice.user_id: {}}
    assert await claim(bob, phone) == {}


async def test_only_who_is_signed_in_has_to_do_with_keys(server: Rig) -> None:
    stranger = server.client()
    for path in ("upload", "query", "claim", "device_signing/upload", "signatures/upload"):
        assert (await stranger.post(f"/keys/{path}", {})).errcode == "M_MISSING_TOKEN"
    assert (await stranger.get("/keys/changes")).errcode == "M_MISSING_TOKEN"


async def test_a_device_has_only_so_many_keys(server: Rig) -> None:
    alice = await server.user("alice")
    answers = [
        await alice.post(
            "/keys/upload", {"one_time_keys": {f"curve25519:{part}-{n}": "x" for n in range(1_000)}}
        )
        for part in range(6)
    ]
    assert [answer.status for answer in answers] == [200] * 5 + [400]
    many = {f"algorithm{n}:x": {"key": "x", "fallback": True} for n in range(11)}
    assert (await alice.post("/keys/upload", {"fallback_keys": many})).errcode == "M_INVALID_PARAM"
