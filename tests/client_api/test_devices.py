"""§Device Management."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import MatrixClient
from tests.kit.rig import PASSWORD, Rig

AUTH = {"type": "m.login.password", "password": PASSWORD}


async def device_ids(client: MatrixClient) -> set[str]:
    return {device["device_id"] for device in (await client.ok("GET", "/devices"))["devices"]}


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_devices_are_listed_with_when_and_where(rig: Rig, version: str) -> None:
    alice = await rig.user("alice", device_id="PHONE", initial_device_display_name="手机")
    rig.clock.advance(1_000)
    listed = (await alice.ok("GET", f"/_matrix/client/{version}/devices"))["devices"]
    assert listed == [
        {
            "device_id": "PHONE",
            "display_name": "手机",
            "last_seen_ts": rig.clock.now_ms(),
            "last_seen_ip": "127.0.0.1",
            "user_id": alice.user_id,
        }
    ]
    assert await alice.ok("GET", f"/_matrix/client/{version}/devices/PHONE") == listed[0]


async def test_last_seen_follows_within_minutes(rig: Rig) -> None:
    alice = await rig.user("alice", device_id="PHONE")
    await alice.get("/account/whoami")
    rig.clock.advance(600_000)
    assert (await alice.ok("GET", "/devices/PHONE"))["last_seen_ts"] == rig.clock.now_ms()


async def test_a_device_gets_another_name(rig: Rig) -> None:
    alice = await rig.user("alice", device_id="a/b 手机")
    path = "/devices/a%2Fb%20%E6%89%8B%E6%9C%BA"
    await alice.ok("PUT", path, {"display_name": "老王的手机"})
    await alice.ok("PUT", path, {})
    assert (await alice.ok("GET", path))["display_name"] == "老王的手机"
    assert (await alice.put(path, {"display_name": "x" * 256})).errcode == "M_INVALID_PARAM"
    assert (await alice.put(path, {"display_name": 5})).errcode == "M_BAD_JSON"


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", {"display_name": "mine"})])
async def test_other_people_s_devices_are_not_there(rig: Rig, method: str, body: Any) -> None:
    alice, bob = await rig.user("alice", device_id="PHONE"), await rig.user("bob")
    answer = await bob.request(method, "/devices/PHONE", body)
    assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")
    assert await device_ids(alice) == {"PHONE"}


async def test_deleting_a_device_asks_for_the_password(rig: Rig) -> None:
    alice, other = await rig.user("alice"), await rig.login("alice", device_id="OLD")
    first = await alice.delete("/devices/OLD")
    assert (first.status, first.body["flows"]) == (401, [{"stages": ["m.login.password"]}])
    wrong = await alice.delete(
        "/devices/OLD", {"auth": AUTH | {"session": first.body["session"], "password": "no"}}
    )
    assert (wrong.status, wrong.errcode) == (401, "M_FORBIDDEN")
    assert await device_ids(alice) == {alice.device_id, "OLD"}
    await alice.ok("DELETE", "/devices/OLD", {"auth": AUTH | {"session": first.body["session"]}})
    assert await device_ids(alice) == {alice.device_id}
    assert (await other.get("/account/whoami")).errcode == "M_UNKNOWN_TOKEN"
    await alice.ok("DELETE", "/devices/OLD", {"auth": AUTH})


async def test_what_was_proved_for_one_device_deletes_no_other(rig: Rig) -> None:
    alice = await rig.user("alice")
    for device in ("ONE", "TWO"):
        await rig.login("alice", device_id=device)
    session = (await alice.delete("/devices/ONE")).body["session"]
    answer = await alice.delete("/devices/TWO", {"auth": AUTH | {"session": session}})
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    assert await device_ids(alice) == {alice.device_id, "ONE", "TWO"}


async def test_deleting_many_devices(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob", device_id="ONE")
    for device in ("ONE", "TWO", "THREE"):
        await rig.login("alice", device_id=device)
    body = {"devices": ["ONE", "TWO", "NEVER"]}
    first = await alice.post("/delete_devices", body)
    assert first.status == 401
    body |= {"devices": ["TWO", "ONE", "NEVER"], "auth": AUTH | {"session": first.body["session"]}}
    await alice.ok("POST", "/delete_devices", body)
    assert await device_ids(alice) == {alice.device_id, "THREE"}
    assert await device_ids(bob) == {"ONE"}
    assert (await alice.post("/delete_devices", {"auth": AUTH})).errcode == "M_MISSING_PARAM"


async def test_deleted_devices_stay_deleted_over_a_restart(rig: Rig) -> None:
    alice, other = await rig.user("alice"), await rig.login("alice", device_id="OLD")
    await alice.ok("DELETE", "/devices/OLD", {"auth": AUTH})
    await rig.restart()
    assert await device_ids(alice) == {alice.device_id}
    assert (await other.get("/account/whoami")).status == 401
