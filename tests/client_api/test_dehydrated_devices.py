"""MSC3814: a device that receives keys while its owner has none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client_api.test_to_device import events, send
from tests.kit.client import Json, MatrixClient
from tests.kit.keys import claim, device_keys, fallback_keys, one_time_keys, query
from tests.kit.rig import Rig

PATH = "/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device"


def as_device(owner: MatrixClient, device_id: str) -> MatrixClient:
    device = MatrixClient(owner.rig)
    device.user_id, device.device_id = owner.user_id, device_id
    return device


def body(owner: MatrixClient, device_id: str = "DRY") -> Json:
    device = as_device(owner, device_id)
    return {
        "device_id": device_id,
        "device_data": {"algorithm": "m.dehydration.v1.olm", "device_pickle": "secret"},
        "initial_device_display_name": "Dehydrated",
        "device_keys": device_keys(device),
        "one_time_keys": one_time_keys(device, "A"),
        "fallback_keys": fallback_keys(device, "F"),
    }


async def page(client: MatrixClient, batch: str | None = None, device_id: str = "DRY") -> Json:
    return await client.ok("POST", f"{PATH}/{device_id}/events", {"next_batch": batch} if batch else {})


async def test_a_dehydrated_device_has_keys_and_gets_messages(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    assert (await alice.get(PATH)).errcode == "M_NOT_FOUND"
    assert await alice.ok("PUT", PATH, body(alice)) == {"device_id": "DRY"}
    assert await alice.ok("GET", PATH) == {"device_id": "DRY", "device_data": body(alice)["device_data"]}
    found = (await query(bob, alice))["device_keys"][alice.user_id]["DRY"]
    assert found == device_keys(as_device(alice, "DRY")) | {"unsigned": {"device_display_name": "Dehydrated"}}
    assert list((await claim(bob, as_device(alice, "DRY")))[alice.user_id]) == ["DRY"]
    await send(bob, {alice.user_id: {"*": {"number": 1}}})
    assert [event["content"] for event in (await page(alice))["events"]] == [{"number": 1}]
    assert [event["content"] for event in events(await alice.sync())] == [{"number": 1}]


async def test_its_messages_come_in_pages_and_stay(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await alice.ok("PUT", PATH, body(alice))
    for number in range(150):
        await send(bob, {alice.user_id: {"DRY": {"number": number}}})
    for _ in range(2):  # who was interrupted begins again
        got: list[int] = []
        batch: str | None = None
        while found := (answer := await page(alice, batch))["events"]:
            assert len(found) <= 100
            got += [event["content"]["number"] for event in found]
            batch = answer["next_batch"]
        assert got == list(range(150))


async def test_a_new_one_takes_the_place_of_the_old(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await alice.ok("PUT", PATH, body(alice))
    await send(bob, {alice.user_id: {"DRY": {"number": 1}}})
    await alice.ok("PUT", PATH, body(alice, "DRY2"))
    assert list((await query(bob, alice))["device_keys"][alice.user_id]) == ["DRY2"]
    assert (await page(alice, device_id="DRY2"))["events"] == []
    answer = await alice.post(f"{PATH}/DRY/events", {})
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")


async def test_it_is_deleted_with_all_that_is_its(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await alice.ok("PUT", PATH, body(alice))
    assert await alice.ok("DELETE", PATH) == {"device_id": "DRY"}
    assert (await alice.delete(PATH)).status == 404
    assert (await query(bob, alice))["device_keys"] == {alice.user_id: {}}
    assert await claim(bob, as_device(alice, "DRY")) == {}


async def test_who_signs_out_everywhere_leaves_none(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await alice.ok("PUT", PATH, body(alice))
    await alice.ok("POST", "/logout/all", {})
    assert (await query(bob, alice))["device_keys"] == {alice.user_id: {}}
    again = await server.login("alice")
    assert (await again.get(PATH)).status == 404


async def test_it_stays_when_its_maker_signs_out(server: Rig) -> None:
    alice = await server.user("alice")
    await alice.ok("PUT", PATH, body(alice))
    await alice.logout()
    again = await server.login("alice")
    assert (await again.ok("GET", PATH))["device_id"] == "DRY"


async def test_it_is_none_that_is_in_use(server: Rig) -> None:
    alice = await server.user("alice")
    answer = await alice.put(PATH, body(alice, alice.device_id))
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"device_id": None}, "M_MISSING_PARAM"),
        ({"device_id": "x" * 300}, "M_INVALID_PARAM"),
        ({"device_data": None}, "M_MISSING_PARAM"),
        ({"device_data": []}, "M_BAD_JSON"),
        ({"device_data": {"x": "x" * 300_000}}, "M_INVALID_PARAM"),
        ({"device_keys": None}, "M_MISSING_PARAM"),
        ({"device_keys": {"user_id": "@mallory:test.local", "device_id": "DRY"}}, "M_INVALID_PARAM"),
        ({"initial_device_display_name": "x" * 300}, "M_INVALID_PARAM"),
    ],
)
async def test_it_has_a_form(server: Rig, change: Json, errcode: str) -> None:
    alice = await server.user("alice")
    wrong: dict[str, Any] = {
        name: value for name, value in (body(alice) | change).items() if value is not None
    }
    answer = await alice.put(PATH, wrong)
    assert (answer.status, answer.errcode) == (400, errcode)
    assert (await alice.get(PATH)).status == 404


async def test_a_page_is_asked_for_by_what_was_given(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await alice.ok("PUT", PATH, body(alice))
    assert (await alice.post(f"{PATH}/DRY/events", {"next_batch": "yesterday"})).errcode == "M_INVALID_PARAM"
    assert (await bob.post(f"{PATH}/DRY/events", {})).errcode == "M_FORBIDDEN"
    assert (await bob.get(PATH)).errcode == "M_NOT_FOUND"
    assert (await server.client().get(PATH)).errcode == "M_MISSING_TOKEN"
