"""§Send-to-Device messaging."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.rig import Rig

TYPE = "m.room_key_request"
_txns = itertools.count(1)


async def send(sender: MatrixClient, messages: Json, *, type: str = TYPE, txn: str | None = None) -> None:
    path = f"/sendToDevice/{part(type)}/{txn or f'x{next(_txns)}'}"
    assert await sender.ok("PUT", path, {"messages": messages}) == {}


async def send_number(sender: MatrixClient, to: MatrixClient, number: int) -> None:
    await send(sender, {to.user_id: {to.device_id: {"number": number}}})


def events(answer: Json) -> list[Any]:
    return answer.get("to_device", {}).get("events", [])


def numbers(answer: Json) -> list[int]:
    return [event["content"]["number"] for event in events(answer)]


async def test_a_device_gets_its_message_and_no_other_does(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    phone = await server.login("bob")
    await send(alice, {bob.user_id: {bob.device_id: {"hello": "bob"}}})
    assert events(await bob.sync()) == [{"type": TYPE, "sender": alice.user_id, "content": {"hello": "bob"}}]
    assert "to_device" not in await phone.sync()
    assert "to_device" not in await alice.sync()


async def test_a_star_is_every_device(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    phone = await server.login("bob")
    await send(alice, {bob.user_id: {"*": {"to": "all"}, phone.device_id: {"to": "phone"}}})
    assert [event["content"] for event in events(await bob.sync())] == [{"to": "all"}]
    assert [event["content"] for event in events(await phone.sync())] == [{"to": "phone"}]


async def test_devices_that_do_not_exist_are_passed_over(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await send(
        alice, {"@nobody:test.local": {"*": {}}, "@x:elsewhere.example": {"A": {}}, "nonsense": {"*": {}}}
    )
    await send(alice, {bob.user_id: {"UNKNOWN": {"lost": True}, bob.device_id: {"number": 1}}})
    assert numbers(await bob.sync()) == [1]


async def test_the_same_transaction_id_sends_once(server: Rig) -> None:
    alice, bob, phone = await server.user("alice"), await server.user("bob"), await server.login("alice")
    message = {bob.user_id: {bob.device_id: {"number": 1}}}
    for _ in range(2):
        await send(alice, message, txn="same")
    await send(
        phone, {bob.user_id: {bob.device_id: {"number": 2}}}, txn="same"
    )  # another device's ids are its own
    await send(alice, {bob.user_id: {bob.device_id: {"number": 3}}}, txn="same", type="another.type")
    assert numbers(await bob.sync()) == [1, 2, 3]


async def test_a_message_comes_again_until_the_next_token_proves_it_was_got(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await bob.sync()
    start = bob.since
    await send_number(alice, bob, 1)
    for _ in range(2):
        bob.since = start
        assert numbers(await bob.sync()) == [1]
    assert "to_device" not in await bob.sync()
    got = bob.since
    await send_number(alice, bob, 2)
    for _ in range(2):
        bob.since = got
        assert numbers(await bob.sync()) == [2]
    bob.since = start  # the first was proved to have arrived: it is gone, whatever token comes
    assert numbers(await bob.sync()) == [2]
    bob.since = None
    assert numbers(await bob.sync()) == [2]


async def test_a_waiting_device_is_woken_and_only_that_one(server: Rig) -> None:
    alice, bob, phone = await server.user("alice"), await server.user("bob"), await server.login("bob")
    for device in (bob, phone):
        await device.sync()
    waiting = [asyncio.create_task(device.sync_until(numbers)) for device in (bob, phone)]
    await asyncio.sleep(0)
    await send_number(alice, bob, 1)
    assert numbers(await waiting[0]) == [1]
    assert not waiting[1].done()
    await send_number(alice, phone, 2)
    assert numbers(await waiting[1]) == [2]


async def test_many_messages_come_in_order_a_hundred_at_a_time(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await bob.sync()
    for number in range(250):
        await send_number(alice, bob, number)
    got: list[int] = []
    for most in (100, 100, 50):
        start = bob.since
        first = numbers(await bob.sync_until(numbers))
        assert len(first) == most
        bob.since = start
        assert numbers(await bob.sync()) == first  # the same again, as long as the token is the old one
        got += first
    assert got == list(range(250))
    assert "to_device" not in await bob.sync()


async def test_what_came_meanwhile_stands_behind_what_waited(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    for number in range(150):
        await send_number(alice, bob, number)
    assert numbers(await bob.sync()) == list(range(100))
    for number in range(150, 160):
        await send_number(alice, bob, number)
    assert numbers(await bob.sync()) == list(range(100, 160))


async def test_messages_survive_a_restart(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    for number in range(120):
        await send_number(alice, bob, number)
    assert numbers(await bob.sync()) == list(range(100))
    await rig.restart()
    assert numbers(await bob.sync()) == list(range(100, 120))
    await rig.restart()
    assert numbers(await bob.sync()) == []
    bob.since = None
    assert numbers(await bob.sync()) == []


async def test_a_token_of_another_time_deletes_nothing(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    await send_number(alice, bob, 1)
    bob.since = str(2**53)
    assert numbers(await bob.sync()) == [1]
    bob.since = None
    assert numbers(await bob.sync()) == [1]


async def test_signed_out_nothing_waits_any_more(server: Rig) -> None:
    alice, bob, phone = await server.user("alice"), await server.user("bob"), await server.login("bob")
    await send_number(alice, phone, 1)
    await phone.logout()
    again = await server.login("bob", device_id=phone.device_id)
    assert numbers(await again.sync()) == []
    assert numbers(await bob.sync()) == []


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({}, "M_MISSING_PARAM"),
        ({"messages": []}, "M_BAD_JSON"),
        ({"messages": {"@a:b": []}}, "M_BAD_JSON"),
        ({"messages": {"@a:b": {"X": "text"}}}, "M_BAD_JSON"),
        (b"{", "M_NOT_JSON"),
    ],
)
async def test_messages_have_a_form(server: Rig, body: Any, errcode: str) -> None:
    alice = await server.user("alice")
    answer = await alice.put("/sendToDevice/a.type/t1", body)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_strangers_send_nothing(server: Rig) -> None:
    bob = await server.user("bob")
    body: Json = {"messages": {bob.user_id: {"*": {}}}}
    assert (await server.client().put("/sendToDevice/a.type/t1", body)).errcode == "M_MISSING_TOKEN"
    assert "to_device" not in await bob.sync()
