"""§Receiving notifications, Push Gateway API §POST /_matrix/push/v1/notify: what rings, what doesn't, what it says."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest

from tests.client_api.conftest import PLAIN
from tests.client_api.test_account_moderation import act, admin_of
from tests.client_api.test_pushers import pusher
from tests.kit.backend import Backend
from tests.kit.client import Json, MatrixClient
from tests.kit.gateway import Gateway
from tests.kit.rig import Rig
from tests.kit.talk import people, room_of

INSIDE = {"push": {"allow_private_gateways": True}}
FULL = {"push": {"allow_private_gateways": True, "full_content": True}}


@pytest.fixture(scope="module")
def _shared(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("push"), **PLAIN, **INSIDE)
    yield opened
    opened.close()


@pytest.fixture
def house(_shared: Rig, request: pytest.FixtureRequest) -> Rig:
    """A server that may push to 127.0.0.1, shared by the tests of this file; each has accounts of its own."""
    _shared.suffix = f"-{abs(hash(request.node.name)) % 10**9}"
    return _shared


@pytest.fixture
def own_house(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """The same for one test alone: it may be restarted, and its clock moved."""
    opened = Rig(backend, tmp_path_factory.mktemp("push"), **PLAIN, **INSIDE)
    yield opened
    opened.close()


async def ring(client: MatrixClient, gateway: Gateway, pushkey: str = "", **more: Any) -> str:
    """Has the gateway ring for this device; gives the pushkey."""
    pushkey = pushkey or client.device_id
    data = {"url": gateway.url, "format": "event_id_only"}
    await client.ok("POST", "/pushers/set", pusher(**{"pushkey": pushkey, "data": data, **more}))
    return pushkey


@asynccontextmanager
async def pair(rig: Rig, **room: Any) -> AsyncGenerator[tuple[MatrixClient, MatrixClient, str, Gateway]]:
    """Alice and Bob in a room, and a gateway that rings for Bob."""
    alice, bob = await people(rig, "alice", "bob")
    room_id = await room_of(alice, bob, **room)
    async with Gateway() as gateway:
        await ring(bob, gateway)
        yield alice, bob, room_id, gateway


async def read(client: MatrixClient, room: str, event_id: str, **body: Any) -> None:
    await client.ok("POST", f"/rooms/{room}/receipt/m.read/{quote(event_id)}", body)


# -- what it says --------------------------------------------------------------------------------------------


async def test_a_message_rings(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        event = await alice.send(room, "hello")
        await gateway.until_told(event)
        data = {"format": "event_id_only"}
        device = {
            "app_id": "com.example.app.ios",
            "pushkey": bob.device_id,
            "pushkey_ts": house.clock.now_ms() // 1000,
            "data": data,
            "tweaks": {"sound": "default"},
        }
        assert gateway.told == [
            {"event_id": event, "room_id": room, "counts": {"unread": 1}, "prio": "high", "devices": [device]}
        ]


async def test_without_a_format_it_is_still_only_the_event_id(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        await ring(bob, gateway, data={"url": gateway.url, "custom": {"a": [1]}})
        event = await alice.send(room, "secret")
        await gateway.until_told(event)
        (told,) = gateway.told
        assert set(told) == {"event_id", "room_id", "counts", "prio", "devices"}
        assert told["devices"][0]["data"] == {"custom": {"a": [1]}}


async def test_what_gateways_get_that_may_know_more(own_house: Rig) -> None:
    await own_house.restart(**FULL)
    async with pair(own_house, name="Plans") as (alice, bob, room, gateway):
        await alice.ok("PUT", f"/profile/{alice.user_id}/displayname", {"displayname": "Alice 李"})
        await ring(bob, gateway, data={"url": gateway.url})
        event = await alice.send(room, "lunch?")
        secret = await alice.send(room, {"algorithm": "a", "ciphertext": "c"}, type="m.room.encrypted")
        await gateway.until_told(secret)
        told = {one["event_id"]: one for one in gateway.told}
        assert told[event]["content"] == {"msgtype": "m.text", "body": "lunch?"}
        assert (told[event]["type"], told[event]["sender"]) == ("m.room.message", alice.user_id)
        assert (told[event]["room_name"], told[event]["sender_display_name"]) == ("Plans", "Alice 李")
        assert told[event]["id"] == event
        assert "content" not in told[secret]
        assert told[secret]["type"] == "m.room.encrypted"
        # Who asks for ids only gets ids only.
        await ring(bob, gateway)
        event = await alice.send(room, "dinner?")
        await gateway.until_told(event)
        assert "content" not in gateway.told[-1]
        assert "type" not in gateway.told[-1]


async def test_how_loud(house: Rig) -> None:
    alice, bob, carol = await people(house, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    async with Gateway() as gateway:
        await ring(bob, gateway)
        quiet = await alice.send(room, "hello all")
        mention = {"msgtype": "m.text", "body": "hello", "m.mentions": {"user_ids": [bob.user_id]}}
        loud = await alice.send(room, mention)
        call = await alice.send(room, {"call_id": "c", "version": "1", "lifetime": 1}, type="m.call.invite")
        await gateway.until_told(quiet, loud, call)
        told = [(one["event_id"], one["prio"], one["devices"][0]["tweaks"]) for one in gateway.told]
        assert told == [
            (quiet, "low", {}),
            (loud, "high", {"sound": "default", "highlight": True}),
            (call, "high", {"sound": "ring"}),
        ]
        assert gateway.told[-1]["counts"] == {"unread": 3}


async def test_an_invitation_and_a_room_that_has_only_an_alias(own_house: Rig) -> None:
    await own_house.restart(**FULL)
    alice, bob = await people(own_house, "alice", "bob")
    async with Gateway() as gateway:
        await ring(bob, gateway, data={"url": gateway.url})
        room = await alice.create_room(preset="private_chat", room_alias_name="plans")
        await alice.invite(room, bob)
        await gateway.until(lambda: gateway.told)
        told = gateway.told[0]
        assert (told["type"], told["membership"], told["user_is_target"]) == ("m.room.member", "invite", True)
        assert told["room_name"] == told["room_alias"] == "#plans:test.local"


async def test_an_invitation_rings(house: Rig) -> None:
    alice, bob = await people(house, "alice", "bob")
    async with Gateway() as gateway:
        await ring(bob, gateway)
        room = await alice.create_room(preset="private_chat", invite=[bob.user_id])
        await gateway.until(lambda: gateway.told)
        assert gateway.told[0]["room_id"] == room
        # What is said there before he comes is not for him.
        await alice.send(room, "before")
        await bob.join(room)
        event = await alice.send(room, "after")
        await gateway.until_told(event)
        assert len(gateway.told) == 2


# -- what doesn't ring ---------------------------------------------------------------------------------------


async def test_what_rings_nobody(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        await bob.send(room, "my own")
        first = await alice.send(room, {"msgtype": "m.notice", "body": "beep"})
        relation = {"rel_type": "m.annotation", "event_id": first, "key": "👍"}
        await alice.send(room, {"m.relates_to": relation}, type="m.reaction")
        await alice.put_state(room, "m.room.topic", {"topic": "x"})
        other = await room_of(alice)
        await alice.send(other, "elsewhere")
        event = await alice.send(room, "this does")
        edit = {"msgtype": "m.text", "body": "* so", "m.new_content": {"msgtype": "m.text", "body": "so"}}
        await alice.send(room, edit | {"m.relates_to": {"rel_type": "m.replace", "event_id": event}})
        last = await alice.send(room, "this too")
        await gateway.until_told(event, last)
        assert gateway.told_of() == [event, last]


async def test_muted_rooms_and_the_master_switch(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        loud = await room_of(alice, bob)
        await bob.ok("PUT", f"/pushrules/global/room/{room}", {"actions": []})
        await alice.send(room, "muted")
        mention = {"msgtype": "m.text", "body": "you!", "m.mentions": {"user_ids": [bob.user_id]}}
        named = await alice.send(room, mention)
        other = await alice.send(loud, "not muted")
        await gateway.until_told(named, other)
        assert gateway.told_of() == [named, other]
        master = "/pushrules/global/override/.m.rule.master/enabled"
        await bob.ok("PUT", master, {"enabled": True})
        await alice.send(loud, mention)
        async with Gateway() as another:  # where carol is rung: then what came before has been looked at
            carol = await house.user("carol")
            await carol.join(loud)
            await ring(carol, another)
            await another.until_told(await alice.send(loud, "hello carol"))
        await bob.ok("PUT", master, {"enabled": False})
        last = await alice.send(loud, "loud again")
        await gateway.until_told(last)
        assert gateway.told_of() == [named, other, last]


async def test_whom_one_ignores_rings_never_and_counts_nowhere(house: Rig) -> None:
    alice, bob, carol = await people(house, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    async with Gateway() as gateway:
        await ring(bob, gateway)
        ignored = f"/user/{bob.user_id}/account_data/m.ignored_user_list"
        before = await carol.send(room, "before")
        await gateway.until_told(before)
        await bob.ok("PUT", ignored, {"ignored_users": {carol.user_id: {}}})
        mention = {"msgtype": "m.text", "body": "psst", "m.mentions": {"user_ids": [bob.user_id]}}
        await carol.send(room, mention)
        await carol.create_room(invite=[bob.user_id])
        event = await alice.send(room, "hello")
        await gateway.until_told(event)
        assert gateway.told_of() == [before, event]
        assert gateway.told[-1]["counts"] == {"unread": 1}
        got = await bob.sync()
        counts = got["rooms"]["join"][room]["unread_notifications"]
        assert counts == {"notification_count": 1, "highlight_count": 0}
        shown = (await bob.ok("GET", "/notifications"))["notifications"]
        assert [one["event"]["event_id"] for one in shown] == [event]
        await bob.ok("PUT", ignored, {"ignored_users": {}})
        event = await carol.send(room, "again")
        await gateway.until_told(event)
        assert gateway.told[-1]["counts"] == {"unread": 4}


async def test_what_was_said_before_the_pusher_was_set(house: Rig) -> None:
    alice, bob = await people(house, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.send(room, "before")
    async with Gateway() as gateway:
        await ring(bob, gateway)
        event = await alice.send(room, "after")
        await gateway.until_told(event)
        assert gateway.told_of() == [event]
        assert gateway.told[0]["counts"] == {"unread": 2}


# -- nobody else's phone -------------------------------------------------------------------------------------


async def test_who_is_signed_out_is_never_rung_again(house: Rig) -> None:
    alice, bob = await people(house, "alice", "bob")
    phone = await house.login(bob.user_id)
    room = await room_of(alice, bob)
    async with Gateway() as gateway:
        await ring(phone, gateway, "phone")
        await ring(bob, gateway, "own")
        await gateway_told(gateway, alice, room, 2)
        await phone.logout()
        event = await alice.send(room, "after")
        await gateway.until_told(event)
        last = await alice.send(room, "and after")
        await gateway.until_told(last)
        assert [one["devices"][0]["pushkey"] for one in gateway.told[2:]] == ["own", "own"]


async def gateway_told(gateway: Gateway, by: MatrixClient, room: str, times: int) -> None:
    event = await by.send(room, "before")
    await gateway.until(lambda: gateway.told_of().count(event) == times)


async def test_who_left_the_room_or_was_kicked_is_not_rung(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        other = await room_of(alice, bob)
        await gateway_told(gateway, alice, room, 1)
        await alice.ok("POST", f"/rooms/{room}/kick", {"user_id": bob.user_id})
        await alice.send(room, "he is gone")
        event = await alice.send(other, "here he is not")
        await gateway.until_told(event)
        assert len(gateway.told) == 2


async def test_a_closed_account_rings_nowhere(house: Rig) -> None:
    alice, bob, carol = await people(house, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    async with Gateway() as gateway:
        await ring(bob, gateway, "bob")
        await ring(carol, gateway, "carol")
        auth = {"type": "m.login.password", "user": bob.user_id, "password": "correct horse battery"}
        await bob.ok("POST", "/account/deactivate", {"auth": auth})
        event = await alice.send(room, "after")
        await gateway.until_told(event)
        assert [one["devices"][0]["pushkey"] for one in gateway.told] == ["carol"]


async def test_a_locked_account_is_silent(own_house: Rig) -> None:
    async with pair(own_house) as (alice, bob, room, gateway):
        root, carol = await admin_of(own_house), await own_house.user("carol")
        await carol.join(room)
        await ring(carol, gateway, "carol")
        await act(root, "lock", bob)
        event = await alice.send(room, "while he is locked")
        await gateway.until_told(event)
        await act(root, "lock", bob, on=False)
        last = await alice.send(room, "and after")
        await gateway.until(lambda: gateway.told_of().count(last) == 2)
        assert gateway.told_of("carol") == [event, last]
        assert gateway.told_of(bob.device_id) == [last]


# -- badges --------------------------------------------------------------------------------------------------


async def test_reading_elsewhere_lowers_the_badge(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        first = await alice.send(room, "one")
        second = await alice.send(room, "two")
        await gateway.until_told(first, second)
        await read(bob, room, first)
        await gateway.until(lambda: len(gateway.told) == 3)
        counts = gateway.told[-1]
        assert counts == {"counts": {"unread": 1}, "devices": [{**counts["devices"][0], "tweaks": {}}]}
        await bob.send(room, "my answer")
        await gateway.until(lambda: len(gateway.told) == 4)
        assert gateway.told[-1]["counts"] == {"unread": 0}
        # Nothing to lower any more.
        event = await alice.send(room, "three")
        await gateway.until_told(event)
        assert len(gateway.told) == 5


async def test_who_counts_by_himself_gets_no_counts(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        data = {"url": gateway.url, "org.matrix.msc4076.disable_badge_count": True}
        await ring(bob, gateway, data=data)
        event = await alice.send(room, "one")
        await gateway.until_told(event)
        await read(bob, room, event)
        last = await alice.send(room, "two")
        await gateway.until_told(last)
        assert gateway.told_of() == [event, last]
        assert all("counts" not in told for told in gateway.told)


async def test_threads_count_too_and_ring_until_they_are_read(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        root = await alice.send(room, "root")
        relation = {"m.relates_to": {"rel_type": "m.thread", "event_id": root}}
        reply = await alice.send(room, {"msgtype": "m.text", "body": "in it", **relation})
        await gateway.until_told(root, reply)
        assert gateway.told[-1]["counts"] == {"unread": 2}
        await read(bob, room, reply, thread_id=root)
        await gateway.until(lambda: len(gateway.told) == 3)
        assert gateway.told[-1]["counts"] == {"unread": 1}


# -- trouble -------------------------------------------------------------------------------------------------


async def test_a_rejected_device_is_taken_off(house: Rig) -> None:
    async with pair(house) as (alice, bob, room, gateway):
        await ring(bob, gateway, "other")

        def reject(notification: Json) -> tuple[int, Any]:
            is_other = notification["devices"][0]["pushkey"] == "other"
            return 200, {"rejected": ["other"] if is_other else []}

        gateway.answering = reject
        event = await alice.send(room, "one")
        await gateway.until(lambda: gateway.told_of().count(event) == 2)
        last = await alice.send(room, "two")
        await gateway.until_told(last)
        assert [one["pushkey"] for one in (await bob.ok("GET", "/pushers"))["pushers"]] == [bob.device_id]
        assert gateway.told_of("other") == [event]


async def test_a_gateway_in_trouble_gets_all_of_it_later_in_order(own_house: Rig) -> None:
    async with pair(own_house) as (alice, _bob, room, gateway):
        carol = await own_house.user("carol")
        await carol.join(room)
        gateway.answering = lambda notification: (503, {})
        events = [await alice.send(room, "0")]
        await gateway.until(lambda: gateway.asked)
        for number in range(1, 4):
            events.append(await alice.send(room, str(number)))
        redacted = await alice.send(room, "never mind")
        await alice.redact(room, redacted)
        async with Gateway() as other:
            await ring(carol, other)
            event = await alice.send(room, "one gateway's trouble is not another's")
            events.append(event)
            await other.until_told(event)
        assert {one["event_id"] for one in gateway.asked} == {events[0]}
        before = len(gateway.asked)
        await gateway.until(lambda: len(gateway.asked) > before, own_house.clock)
        gateway.answering = lambda notification: (200, {"rejected": []})
        await gateway.until_told(*events, clock=own_house.clock)
        assert gateway.told_of() == events


async def test_what_was_read_meanwhile_does_not_ring_any_more(own_house: Rig) -> None:
    async with pair(own_house) as (alice, bob, room, gateway):
        gateway.answering = lambda notification: (500, {})
        await alice.send(room, "one")
        await gateway.until(lambda: gateway.asked)
        await read(bob, room, await alice.send(room, "two"))
        gateway.answering = lambda notification: (200, {})
        event = await alice.send(room, "three")
        await gateway.until_told(event, clock=own_house.clock)
        assert gateway.told_of() == [event]


async def test_nobody_is_rung_for_yesterday(own_house: Rig) -> None:
    async with pair(own_house) as (alice, _bob, room, gateway):
        gateway.answering = lambda notification: (500, {})
        await alice.send(room, "old")
        await gateway.until(lambda: gateway.asked)
        gateway.answering = lambda notification: (200, {})
        own_house.clock.advance(86_400_001)
        event = await alice.send(room, "new")
        await gateway.until_told(event, clock=own_house.clock)
        assert gateway.told_of() == [event]
        assert gateway.told[0]["counts"] == {"unread": 2}


async def test_a_restart_loses_nothing(own_house: Rig) -> None:
    async with pair(own_house) as (alice, _bob, room, gateway):
        first = await alice.send(room, "one")
        await gateway.until_told(first)
        await gateway.stop()
        second = await alice.send(room, "two")
        third = await alice.send(room, "three")
        await own_house.restart()
        await gateway.start()
        await gateway.until_told(second, third, clock=own_house.clock)
        assert list(dict.fromkeys(gateway.told_of())) == [first, second, third]


async def test_a_new_address_is_tried_at_once(own_house: Rig) -> None:
    async with pair(own_house) as (alice, bob, room, gateway):
        gateway.answering = lambda notification: (500, {})
        event = await alice.send(room, "one")
        await gateway.until(lambda: gateway.asked)
        async with Gateway() as better:
            await ring(bob, better)
            await better.until_told(event)


async def test_no_redirection_is_followed_and_no_private_address_reached(own_house: Rig) -> None:
    async with pair(own_house) as (alice, _bob, room, gateway):
        await own_house.restart(push={"allow_private_gateways": False})
        await alice.send(room, "to nobody")
        carol = await own_house.user("carol")
        # The pusher that was set before is kept, and fails; who asks for one anew is told so.
        answer = await carol.post("/pushers/set", pusher(data={"url": gateway.url}))
        assert answer.errcode == "M_INVALID_PARAM"
        await own_house.restart(**INSIDE)
        event = await alice.send(room, "now")
        await gateway.until_told(event, clock=own_house.clock)
        assert len(gateway.asked) == 2
