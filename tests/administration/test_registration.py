"""Registration by the shared secret, and registration tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.administration.talk import ADMIN, acts, admin_of, mac, register
from tests.kit.rig import PASSWORD, Rig


async def test_an_account_by_the_secret(house: Rig) -> None:
    name = f"Robot{house.suffix}"
    answer = await register(house, name)
    assert answer.status == 200, answer.body
    assert answer.body["user_id"] == f"@{name.lower()}:test.local"
    assert answer.body["home_server"] == "test.local"
    robot = house.client()
    robot.token = answer.body["access_token"]
    assert (await robot.ok("GET", "/account/whoami"))["device_id"] == answer.body["device_id"]
    assert (await robot.get(f"{ADMIN}/v2/users")).errcode == "M_FORBIDDEN"
    await house.login(answer.body["user_id"])
    admin = await admin_of(house)
    assert await acts(admin, answer.body["user_id"]) == ["account.created"]
    assert (await admin.ok("GET", f"{ADMIN}/v1/users/{admin.user_id}/admin")) == {"admin": True}


async def test_a_bot_by_the_secret_under_the_old_path(house: Rig) -> None:
    nobody = house.client()
    path = "/_matrix/client/r0/admin/register"
    nonce = (await nobody.ok("GET", path))["nonce"]
    name = f"bot{house.suffix}"
    body = {"nonce": nonce, "username": name, "password": PASSWORD, "user_type": "bot", "inhibit_login": True}
    body["mac"] = mac(nonce, name, PASSWORD, admin=False, kind="bot")
    got = await nobody.ok("POST", path, body | {"displayname": "Bot"})
    assert "access_token" not in got
    shown = await (await admin_of(house)).ok("GET", f"{ADMIN}/v2/users/{got['user_id']}")
    assert (shown["user_type"], shown["displayname"]) == ("bot", "Bot")


@pytest.mark.parametrize(
    ("more", "status", "errcode"),
    [
        ({"mac": "0" * 40}, 403, "M_FORBIDDEN"),
        ({"mac": "汉"}, 403, "M_FORBIDDEN"),
        ({"admin": True}, 403, "M_FORBIDDEN"),
        ({"password": "another one"}, 403, "M_FORBIDDEN"),
        ({"nonce": "nonsense"}, 403, "M_FORBIDDEN"),
        ({"user_type": "bot"}, 403, "M_FORBIDDEN"),
        ({}, 400, "M_UNKNOWN"),
        ({"username": 5}, 400, "M_BAD_JSON"),
    ],
)
async def test_who_does_not_know_the_secret_gets_nothing(
    house: Rig, more: dict[str, Any], status: int, errcode: str
) -> None:
    body = {"nonce": "unused", "username": "x", "password": PASSWORD}
    body["mac"] = mac("unused", "x", PASSWORD, admin=False)
    answer = await house.client().post(f"{ADMIN}/v1/register", body | more)
    assert (answer.status, answer.errcode) == (status, errcode), answer.body


@pytest.mark.parametrize(
    ("name", "errcode"),
    [("us,er", "M_INVALID_USERNAME"), ("", "M_INVALID_USERNAME"), ("fangyuan", "M_USER_IN_USE")],
)
async def test_names_that_can_not_be(house: Rig, name: str, errcode: str) -> None:
    answer = await register(house, name)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_a_type_that_we_do_not_have(house: Rig) -> None:
    answer = await register(house, f"x{house.suffix}", user_type="support")
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_a_nonce_counts_once_and_for_a_minute(house: Rig) -> None:
    nobody = house.client()

    async def attempt(nonce: str, name: str) -> tuple[int, str | None]:
        body = {"nonce": nonce, "username": name, "password": PASSWORD}
        answer = await nobody.post(
            f"{ADMIN}/v1/register", body | {"mac": mac(nonce, name, PASSWORD, admin=False)}
        )
        return answer.status, answer.errcode

    nonce = (await nobody.ok("GET", f"{ADMIN}/v1/register"))["nonce"]
    assert await attempt(nonce, f"one{house.suffix}") == (200, None)
    assert await attempt(nonce, f"two{house.suffix}") == (400, "M_UNKNOWN")
    late = (await nobody.ok("GET", f"{ADMIN}/v1/register"))["nonce"]
    house.clock.advance(60_001)
    assert await attempt(late, f"three{house.suffix}") == (400, "M_UNKNOWN")


async def test_without_a_secret_there_is_no_such_registration(rig: Rig) -> None:
    nobody = rig.client()
    for answer in (
        await nobody.get(f"{ADMIN}/v1/register"),
        await nobody.post(f"{ADMIN}/v1/register", {"nonce": "", "username": "x", "password": "x", "mac": ""}),
    ):
        assert (answer.status, answer.errcode) == (400, "M_UNKNOWN")


async def test_the_version_is_told_before_anybody_signs_in(house: Rig) -> None:
    got = await house.client().ok("GET", f"{ADMIN}/v1/server_version")
    assert got["server_version"].startswith("Fangyuan ")


# -- registration tokens ---------------------------------------------------------------------------------------------

TOKENS = f"{ADMIN}/v1/registration_tokens"


async def test_tokens_from_beginning_to_end(rig: Rig) -> None:
    await rig.restart(registration={"mode": "token", "shared_secret": "s" * 32})
    nobody = rig.client()
    nonce = (await nobody.ok("GET", f"{ADMIN}/v1/register"))["nonce"]
    body = {"nonce": nonce, "username": "boss", "password": PASSWORD, "admin": True}
    body["mac"] = mac(nonce, "boss", PASSWORD, admin=True, secret="s" * 32)
    admin = rig.client()
    admin.token = (await nobody.ok("POST", f"{ADMIN}/v1/register", body))["access_token"]
    made = await admin.ok("POST", f"{TOKENS}/new", {"token": "welcome", "uses_allowed": 1})
    shown = {"token": "welcome", "uses_allowed": 1, "pending": 0, "completed": 0, "expiry_time": None}
    assert made == shown
    assert (await admin.post(f"{TOKENS}/new", {"token": "welcome"})).errcode == "M_INVALID_PARAM"
    auth = {"type": "m.login.registration_token", "token": "welcome"}
    await nobody.ok("POST", "/register", {"username": "alice", "password": PASSWORD, "auth": auth})
    assert await admin.ok("GET", f"{TOKENS}/welcome") == shown | {"completed": 1}
    assert await admin.ok("GET", TOKENS, valid="true") == {"registration_tokens": []}
    until = rig.clock.now_ms() + 1_000
    changed = await admin.ok("PUT", f"{TOKENS}/welcome", {"uses_allowed": 2, "expiry_time": until})
    assert changed == shown | {"completed": 1, "uses_allowed": 2, "expiry_time": until}
    assert (await admin.ok("PUT", f"{TOKENS}/welcome", {"uses_allowed": None}))["expiry_time"] == until
    assert len((await admin.ok("GET", TOKENS, valid="true"))["registration_tokens"]) == 1
    rig.clock.advance(1_001)
    assert len((await admin.ok("GET", TOKENS, valid="false"))["registration_tokens"]) == 1
    await admin.ok("DELETE", f"{TOKENS}/welcome")
    assert (await admin.get(f"{TOKENS}/welcome")).errcode == "M_NOT_FOUND"
    assert (await admin.delete(f"{TOKENS}/welcome")).errcode == "M_NOT_FOUND"
    assert (await admin.put(f"{TOKENS}/welcome")).errcode == "M_NOT_FOUND"
    expected = ["token.issued", "token.changed", "token.changed", "token.revoked"]
    assert await acts(admin, "welcome") == expected


@pytest.mark.parametrize(
    "body",
    [
        {"token": ""},
        {"token": "a b"},
        {"token": "x" * 65},
        {"token": "汉"},
        {"uses_allowed": -1},
        {"uses_allowed": 2**40},
        {"expiry_time": 5},
        {"expiry_time": 2**60},
        {"length": 0},
        {"length": 65},
    ],
)
async def test_tokens_that_can_not_be(house: Rig, body: dict[str, Any]) -> None:
    answer = await (await admin_of(house)).post(f"{TOKENS}/new", body)
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_a_token_of_a_wished_length(house: Rig) -> None:
    admin = await admin_of(house)
    assert len((await admin.ok("POST", f"{TOKENS}/new", {"length": 64}))["token"]) == 64
    assert len((await admin.ok("POST", f"{TOKENS}/new", {}))["token"]) == 16
    wrong = await admin.put(
        f"{TOKENS}/{(await admin.ok('POST', f'{TOKENS}/new', {}))['token']}", {"expiry_time": "x"}
    )
    assert wrong.errcode == "M_INVALID_PARAM"
