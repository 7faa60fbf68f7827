"""Application Service API: who a service is, what it may do, what it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from fangyuan import identity
from tests.client_api.conftest import PLAIN
from tests.kit.backend import Backend
from tests.kit.bridge import Bridge
from tests.kit.client import Json, MatrixClient
from tests.kit.company import beside_rig, hire, sign_in
from tests.kit.keys import CrossSigning
from tests.kit.rig import PASSWORD, SERVER_NAME, Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, people, room_of, verdict

EXCLUSIVE = (400, "M_EXCLUSIVE")
APP_SERVICE = "m.login.application_service"
_NONE: dict[str, Any] = {}


@pytest.fixture
def house(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A server with plain rooms, to be started again with bridges: `await start(house, bridge)`."""
    opened = Rig(backend, tmp_path_factory.mktemp("rig"), **PLAIN)
    yield opened
    opened.close()


async def start(rig: Rig, *bridges: Bridge, **settings: Any) -> None:
    await rig.restart(app_services=[bridge.file for bridge in bridges], **settings)


# -- who it is -----------------------------------------------------------------------------------------------


async def test_a_service_is_its_own_account_or_one_of_its_users(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        bot = bridge.act(house)
        assert await bot.ok("GET", "/account/whoami") == {"user_id": bridge.user(), "is_guest": False}
        assert verdict(await bridge.act(house, "nobody").get("/account/whoami")) == FORBIDDEN
        ghost = await bridge.register(house, "anna")
        assert (await ghost.ok("GET", "/account/whoami"))["user_id"] == bridge.user("anna")
        alice = await house.user("alice")
        for user_id in (alice.user_id, f"@fangyuan:{SERVER_NAME}", "nonsense"):
            answer = await bot.get("/account/whoami")
            assert answer.status == 200
            mask = bridge.act(house)
            mask._mask = {"user_id": user_id}  # pyright: ignore[reportPrivateUsage] - as a service that lies would
            assert verdict(await mask.get("/account/whoami")) == FORBIDDEN
        # Nobody else becomes another by saying so.
        assert (await alice.ok("GET", "/account/whoami", user_id=ghost.user_id))["user_id"] == alice.user_id
        assert verdict(await ghost.get("/_fangyuan/v1/audit")) == FORBIDDEN


async def test_old_services_say_user_and_no_type(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        made = await bridge.act(house).ok("POST", "/register", {"user": "bridge_anna"})
        assert made["user_id"] == bridge.user("anna")
        assert (await bridge.act(house).post("/register", {"user": "anna"})).errcode == "M_EXCLUSIVE"
        answer = await house.client().post("/register", {"user": "bridge_bert"})
        assert answer.status in (401, 403)


async def test_a_service_on_a_device_of_its_user(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        await bridge.register(house, "anna")
        body = {"type": APP_SERVICE, "identifier": {"type": "m.id.user", "user": "bridge_anna"}}
        given = await bridge.act(house).ok("POST", "/login", {**body, "device_id": "PHONE"})
        assert (given["user_id"], given["device_id"]) == (bridge.user("anna"), "PHONE")
        phone = bridge.act(house, "anna", "PHONE")
        assert (await phone.ok("GET", "/account/whoami"))["device_id"] == "PHONE"
        unknown = await bridge.act(house, "anna", "OTHER").get("/account/whoami")
        assert verdict(unknown) == (400, "M_UNKNOWN_DEVICE")
        # It has no password to be asked for.
        await phone.ok("DELETE", "/devices/PHONE", {})
        assert (await phone.get("/account/whoami")).status == 400
        assert {"type": APP_SERVICE} in (await house.client().ok("GET", "/login"))["flows"]


async def test_a_service_has_nobody_s_office(backend: Backend, tmp_path: Path) -> None:
    rig = Rig(backend, tmp_path / "data")
    try:
        everybody = {"exclusive": False, "regex": f"@.*:{SERVER_NAME}"}
        async with Bridge(tmp_path, namespaces={"users": [everybody]}) as bridge:
            await start(rig, bridge)
            beside_rig(rig, hire)
            [lin] = await sign_in(rig, "lin")
            mask = bridge.act(rig)
            mask._mask = {"user_id": lin.user_id}  # pyright: ignore[reportPrivateUsage] - as it may, by its file
            for path in ("/_fangyuan/v1/audit", "/_fangyuan/v1/reports"):
                assert (await lin.get(path)).status == 200
                assert verdict(await mask.get(path)) == FORBIDDEN, path
            assert (await mask.ok("GET", "/account/whoami"))["user_id"] == lin.user_id
    finally:
        await rig.close_clients()
        rig.close()


async def test_who_may_sign_in_as_a_services_user(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        alice = await house.user("alice")
        body = {"type": APP_SERVICE, "identifier": {"type": "m.id.user", "user": alice.user_id}}
        assert verdict(await bridge.act(house).post("/login", body)) == FORBIDDEN
        assert verdict(await house.client().post("/login", body)) == (401, "M_MISSING_TOKEN")
        assert verdict(await alice.post("/login", body)) == (401, "M_UNKNOWN_TOKEN")
        unknown = {"type": APP_SERVICE, "identifier": {"type": "m.id.user", "user": "bridge_x"}}
        assert verdict(await bridge.act(house).post("/login", unknown)) == FORBIDDEN
        boss = await bridge.register(house, "boss")
        beside_rig(house, lambda tx: identity.set_admin(tx, boss.user_id, is_admin=True))
        body = {"type": APP_SERVICE, "identifier": {"type": "m.id.user", "user": "bridge_boss"}}
        assert verdict(await bridge.act(house).post("/login", body)) == FORBIDDEN


# -- names ---------------------------------------------------------------------------------------------------


async def test_names_in_exclusive_namespaces(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge, Bridge(tmp_path, "other") as other:
        await start(house, bridge, other)
        alice = await house.user("alice")
        dummy = {"type": "m.login.dummy"}
        for name in ("bridge_anna", "Bridge_Anna", "bridgebot"):
            body = {"username": name, "password": PASSWORD, "auth": dummy}
            assert verdict(await house.client().post("/register", body)) == EXCLUSIVE
            assert verdict(await house.client().get("/register/available", username=name)) == EXCLUSIVE
        for bot, name in ((bridge.act(house), "alice2"), (other.act(house), "bridge_anna")):
            body = {"type": APP_SERVICE, "username": name}
            assert verdict(await bot.post("/register", body)) == EXCLUSIVE
        assert verdict(await bridge.act(house).post("/register", {"type": APP_SERVICE})) == (
            400,
            "M_MISSING_PARAM",
        )
        body = {"type": APP_SERVICE, "username": "bridge_anna"}
        assert verdict(await alice.post("/register", body)) == (401, "M_UNKNOWN_TOKEN")
        given = await bridge.act(house).ok("POST", "/register", body)
        assert (given["user_id"], bool(given["access_token"])) == (bridge.user("anna"), True)
        assert verdict(await bridge.act(house).post("/register", body)) == (400, "M_USER_IN_USE")


async def test_services_make_users_where_nobody_else_may(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge, registration={"mode": "closed"})
        await bridge.register(house, "anna")
        given = await bridge.act(house).ok(
            "POST", "/register", {"username": "bridge_old"}
        )  # without the type
        assert given["user_id"] == bridge.user("old")


async def test_aliases_in_exclusive_namespaces(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        alice = await house.user("alice")
        room = await alice.create_room()
        alias = f"/directory/room/{quote(f'#bridge_x:{SERVER_NAME}')}"
        assert verdict(await alice.put(alias, {"room_id": room})) == EXCLUSIVE
        assert verdict(await alice.post("/createRoom", {"room_alias_name": "bridge_y"})) == EXCLUSIVE
        bot = bridge.act(house)
        own = await bot.create_room(room_alias_name="bridge_y", preset="public_chat")
        await bot.ok("PUT", alias, {"room_id": own})
        assert verdict(await alice.delete(alias)) == EXCLUSIVE
        await bot.ok("DELETE", alias)


# -- acting --------------------------------------------------------------------------------------------------


async def test_what_a_ghost_says_may_be_of_another_time(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        alice = await house.user("alice")
        ghost = await bridge.register(house, "anna")
        room = await room_of(ghost, alice)

        async def said_at(client: MatrixClient, ts: Any, path: str) -> int:
            event = await client.ok("PUT", f"/rooms/{room}/{path}", {"body": "x", "msgtype": "m.text"}, ts=ts)
            return (await alice.ok("GET", f"/rooms/{room}/event/{quote(event['event_id'])}"))[
                "origin_server_ts"
            ]

        assert await said_at(ghost, 1_234, "send/m.room.message/1") == 1_234
        assert await said_at(ghost, 5_678, "state/org.example.bridge") == 5_678
        assert await said_at(ghost, None, "send/m.room.message/2") == house.clock.now_ms()
        assert await said_at(alice, 1_234, "send/m.room.message/1") == house.clock.now_ms()
        for ts in ("x", "-1"):
            answer = await ghost.put(f"/rooms/{room}/send/m.room.message/3", {"body": "x"}, ts=ts)
            assert verdict(answer) == (400, "M_INVALID_PARAM")


async def test_a_bot_obeys_the_charter(backend: Backend, tmp_path: Path) -> None:
    rig = Rig(backend, tmp_path / "data")
    try:
        async with Bridge(tmp_path) as bridge:
            await start(rig, bridge)
            alice = await rig.user("alice")
            group = await alice.create_room(name="Plans", topic="Plan the year")
            ghost = await bridge.register(rig, "anna")
            # Not in by itself, whatever its token; in by invitation, and then without power over the charter.
            assert verdict(await ghost.post(f"/join/{group}", {})) == FORBIDDEN
            answer = await ghost.put(
                f"/rooms/{group}/send/m.room.message/1", {"msgtype": "m.text", "body": "x"}
            )
            assert verdict(answer) == FORBIDDEN
            await alice.invite(group, ghost.user_id)
            await ghost.join(group)
            await ghost.send(group, "hello")
            for type in ("m.room.power_levels", "fangyuan.charter", "m.room.name"):
                answer = await ghost.put(f"/rooms/{group}/state/{type}", {"name": "mine"})
                assert answer.status == 403, type
    finally:
        await rig.close_clients()
        rig.close()


async def test_rates_hold_for_services_that_say_so(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as free, Bridge(tmp_path, "slow", rate_limited=True) as slow:
        await start(house, free, slow, limits={"enabled": True, "create_burst": 1, "create_per_minute": 1.0})
        for bridge, expected in ((free, 200), (slow, 429)):
            bot = bridge.act(house)
            await bot.create_room()
            assert (await bot.post("/createRoom", {})).status == expected


async def test_making_users_has_the_rate_of_the_service(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as free, Bridge(tmp_path, "slow", rate_limited=True) as slow:
        await start(house, free, slow, limits={"enabled": True, "login_burst": 2, "login_per_minute": 1.0})
        for bridge, expected in ((free, 200), (slow, 429)):
            body: Json = {"type": "m.login.application_service", "inhibit_login": True}
            answers = [
                await bridge.act(house).post("/register", body | {"username": f"{bridge.name}_{number}"})
                for number in range(3)
            ]
            assert [answer.status for answer in answers] == [200, 200, expected]
        again = await house.client().post("/login", {"type": "m.login.application_service"})
        assert again.status == 429, "who is no service waits"


async def test_a_service_changes_keys_without_a_password(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        ghost = await bridge.register(house, "anna")
        for seed in (0, 1):
            await ghost.ok("POST", "/keys/device_signing/upload", CrossSigning(ghost.user_id, seed).body())


# -- what it is told -----------------------------------------------------------------------------------------


async def test_what_interests_a_service(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge, Bridge(tmp_path, "other") as other:
        await start(house, bridge, other)
        alice, bob = await people(house, "alice", "bob")
        ghost = await bridge.register(house, "anna")
        room = await room_of(alice, bob)
        await alice.send(room, "not for it")
        await alice.invite(room, ghost.user_id)
        await ghost.join(room)
        event = await alice.send(room, "for it")
        own = await ghost.send(room, "its own")
        await bridge.until_told(event, own)
        told = bridge.events()
        kinds = [
            (one["type"], one["content"].get("membership") or one["content"].get("body")) for one in told
        ]
        assert kinds == [
            ("m.room.member", "invite"),
            ("m.room.member", "join"),
            ("m.room.message", "for it"),
            ("m.room.message", "its own"),
        ]
        assert all(one["room_id"] == room for one in told)
        await alice.ok("POST", f"/rooms/{room}/kick", {"user_id": ghost.user_id})
        await bridge.until(lambda: bridge.events()[-1]["content"].get("membership") == "leave")
        await alice.send(room, "not for it any more")
        again = await room_of(ghost, alice)
        last = await alice.send(again, "for it")
        await bridge.until_told(last)
        assert "not for it any more" not in [one["content"].get("body") for one in bridge.events()]
        assert other.transactions == []


async def test_rooms_by_alias_and_by_id(house: Rig, tmp_path: Path) -> None:
    everything: Any = {"users": [], "aliases": [], "rooms": [{"exclusive": False, "regex": "!.*"}]}
    async with Bridge(tmp_path) as bridge, Bridge(tmp_path, "all", namespaces=everything) as auditor:
        await start(house, bridge, auditor)
        alice = await house.user("alice")
        bot = bridge.act(house)
        room = await bot.create_room(room_alias_name="bridge_lobby", preset="public_chat")
        await alice.join(room)
        await bot.leave(room)
        event = await alice.send(room, "hello")
        await bridge.until_told(event)
        elsewhere = await alice.send(await alice.create_room(), "elsewhere")
        await auditor.until_told(event, elsewhere)
        assert elsewhere not in [one["event_id"] for one in bridge.events()]


async def test_receipts_and_typing_for_who_wants_them(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path, receive_ephemeral=True) as bridge, Bridge(tmp_path, "other") as other:
        await start(house, bridge, other)
        alice = await house.user("alice")
        ghost = await bridge.register(house, "anna")
        room = await room_of(ghost, alice)
        silent = await room_of(alice)
        event = await ghost.send(room, "hello")
        elsewhere = await alice.send(silent, "x")
        for where, what in ((room, event), (silent, elsewhere)):
            await alice.ok("POST", f"/rooms/{where}/receipt/m.read/{quote(what)}", {})
        await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True, "timeout": 30_000})
        await bridge.until(lambda: {one["type"] for one in bridge.ephemeral()} == {"m.receipt", "m.typing"})
        found = {one["type"]: one for one in bridge.ephemeral()}
        assert {one["room_id"] for one in bridge.ephemeral()} == {room}
        assert alice.user_id in found["m.receipt"]["content"][event]["m.read"]
        assert found["m.typing"]["content"] == {"user_ids": [alice.user_id]}
        await alice.ok("POST", f"/rooms/{room}/receipt/m.read.private/{quote(event)}", {})
        await bridge.until_told(await alice.send(room, "last"))
        assert "m.read.private" not in str(bridge.ephemeral())


async def test_a_service_with_devices_of_its_own(house: Rig, tmp_path: Path) -> None:
    wants: dict[str, Any] = {"org.matrix.msc3202": True}
    async with Bridge(tmp_path, **wants) as bridge, Bridge(tmp_path, "other") as other:
        await start(house, bridge, other)
        alice = await house.user("alice")
        ghost, otto = await bridge.register(house, "anna"), await other.register(house, "otto")
        answer = await ghost.put("/devices/BRIDGE", {"display_name": "the bridge"})
        assert answer.status == 201
        assert (await ghost.put("/devices/BRIDGE", {"display_name": "the bridge"})).status == 200
        assert (await otto.put("/devices/OTHER", {})).status == 201
        assert verdict(await alice.put("/devices/NEW", {})) == NOT_FOUND
        device = bridge.act(house, "anna", "BRIDGE")
        key = {"signed_curve25519:AAAA": {"key": "k", "signatures": {ghost.user_id: {"ed25519:BRIDGE": "s"}}}}
        await device.ok("POST", "/keys/upload", {"one_time_keys": key})
        await bridge.until(lambda: "device_one_time_keys_count" in str(bridge.transactions))
        for number in range(120):
            message = {"BRIDGE": {"number": number}}
            body = {"messages": {ghost.user_id: message, otto.user_id: {"OTHER": {"number": number}}}}
            await alice.ok("PUT", f"/sendToDevice/org.example.test/{number}", body)

        def numbers() -> list[int]:
            told = [one for _, body in bridge.transactions for one in body.get("to_device", [])]
            assert all((one["to_user_id"], one["to_device_id"]) == (ghost.user_id, "BRIDGE") for one in told)
            assert all(one["sender"] == alice.user_id for one in told)
            return [one["content"]["number"] for one in told]

        await bridge.until(lambda: numbers() == list(range(120)))
        room = await room_of(ghost, alice)
        await bridge.until(lambda: any(one["room_id"] == room for one in bridge.events()))
        await house.login(alice.user_id)
        await bridge.until(
            lambda: any(
                alice.user_id in body.get("device_lists", {}).get("changed", [])
                for _, body in bridge.transactions
            )
        )
        assert numbers() == list(range(120)), "each once"
        # Who didn't ask for it has it still waiting.
        assert all("to_device" not in body for _, body in other.transactions)
        waiting = (await other.act(house, "otto", "OTHER").sync())["to_device"]["events"]
        assert [one["content"]["number"] for one in waiting] == list(range(len(waiting)))
        assert waiting


async def test_a_service_in_trouble_gets_the_same_again_in_order(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge, Bridge(tmp_path, "other") as other:
        await start(house, bridge, other)
        ghost, second = await bridge.register(house, "anna"), await other.register(house, "otto")
        room = await room_of(ghost, second)
        await bridge.until(lambda: any(one.get("state_key") == second.user_id for one in bridge.events()))
        bridge.status = 500
        events = [await second.send(room, "0")]
        await bridge.until(lambda: events[0] in str(bridge.tried))
        events += [await second.send(room, str(number)) for number in range(1, 5)]
        await other.until_told(*events)  # one service's trouble is not another's
        await start(house, bridge, other)
        bridge.status = 200
        await bridge.until_told(*events, clock=house.clock)
        told = [one["event_id"] for one in bridge.events()]
        assert [one for one in told if one in events] == events
        by_number: dict[str, list[str]] = {}
        for number, body in bridge.tried:
            by_number.setdefault(number, []).append(str([one["event_id"] for one in body["events"]]))
        assert all(len(set(bodies)) == 1 for bodies in by_number.values()), "a number is for one content"
        numbers = [int(number) for number, _ in bridge.transactions]
        assert numbers == sorted(set(numbers))


async def test_a_service_that_was_away_misses_nothing(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        alice = await house.user("alice")
        ghost = await bridge.register(house, "anna")
        room = await room_of(ghost, alice)
        await start(house)  # not registered for a while
        events = [await alice.send(room, str(number)) for number in range(120)]
        await start(house, bridge)
        await bridge.until_told(*events, clock=house.clock)
        assert [one["event_id"] for one in bridge.events() if one["event_id"] in events] == events
        assert all(len(body["events"]) <= 100 for _, body in bridge.transactions)


# -- asking it, pinging it -----------------------------------------------------------------------------------


async def test_services_are_asked_for_rooms_and_users(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await start(house, bridge)
        alice = await house.user("alice")
        bot = bridge.act(house)
        alias = f"#bridge_lobby:{SERVER_NAME}"

        async def make() -> None:
            await bot.create_room(room_alias_name="bridge_lobby", preset="public_chat")

        assert (await alice.post(f"/join/{quote(alias)}", {})).status == 404
        assert (await alice.get(f"/directory/room/{quote(alias)}")).status == 404
        assert (await house.client().get(f"/directory/room/{quote(alias)}")).status == 404, (
            "strangers ask nobody"
        )
        bridge.known[alias] = make
        room = await alice.join(alias)
        assert (await alice.ok("GET", f"/directory/room/{quote(alias)}"))["room_id"] == room
        assert bridge.asked == [alias, alias, alias], "what is there is not asked for"

        async def make_anna() -> None:
            await bridge.register(house, "anna")

        bridge.known[bridge.user("anna")] = make_anna
        own = await alice.create_room()
        await alice.invite(own, bridge.user("anna"))
        assert bridge.asked[3:] == [bridge.user("anna")]
        assert (await alice.post(f"/join/{quote(f'#elsewhere:{SERVER_NAME}')}", {})).status == 404
        assert len(bridge.asked) == 4


async def test_pinging(house: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge, Bridge(tmp_path, "mute", url=None) as mute:
        await start(house, bridge, mute)
        alice = await house.user("alice")
        path = "/_matrix/client/v1/appservice/bridge/ping"
        answer = await bridge.act(house).ok("POST", path, {"transaction_id": "meow"})
        assert answer["duration_ms"] >= 0
        assert bridge.pings == [{"transaction_id": "meow"}]
        for who in (alice, mute.act(house)):
            assert verdict(await who.post(path, {})) == FORBIDDEN
        nobody = await mute.act(house).post("/_matrix/client/v1/appservice/nobody/ping", {})
        assert verdict(nobody) == FORBIDDEN
        without = await mute.act(house).post("/_matrix/client/v1/appservice/mute/ping", {})
        assert verdict(without) == (400, "M_URL_NOT_SET")
        bridge.status = 401
        answer = await bridge.act(house).post(path, {})
        assert (verdict(answer), answer.body["status"]) == ((502, "M_BAD_STATUS"), 401)
        await bridge.stop()
        assert verdict(await bridge.act(house).post(path, {})) == (502, "M_CONNECTION_FAILED")


async def test_third_party_networks(house: Rig) -> None:
    alice = await house.user("alice")
    assert await alice.ok("GET", "/thirdparty/protocols") == {}
    assert (await house.client().get("/thirdparty/protocols")).status == 401
