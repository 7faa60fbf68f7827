"""§Login, §Refreshing access tokens, §Logging out: as clients see them."""

from __future__ import annotations

import asyncio

import pytest

from tests.kit.client import MatrixClient, Refused
from tests.kit.rig import PASSWORD, Rig

MINUTE = 60_000
DAY = 86_400_000


async def works(client: MatrixClient, token: str | None = None) -> bool:
    """Whether an access token (the client's own unless another is given) is good for anything."""
    headers = {"Authorization": f"Bearer {token}"} if token else None
    answer = await client.request("GET", "/account/whoami", headers=headers)
    if answer.status != 200:
        assert (answer.status, answer.errcode) == (401, "M_UNKNOWN_TOKEN")
    return answer.status == 200


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_signing_in_by_name_or_by_id(rig: Rig, version: str) -> None:
    await rig.user("alice")
    nobody = rig.client()
    path = f"/_matrix/client/{version}/login"
    flows = await nobody.get(path)
    assert flows.body == {"flows": [{"type": "m.login.password"}]}
    bodies = [
        {"identifier": {"type": "m.id.user", "user": "alice"}},
        {"identifier": {"type": "m.id.user", "user": "@alice:test.local"}},
        {"identifier": {"type": "m.id.user", "user": " Alice "}},
        {"user": "alice"},
        {"user": "@alice:test.local"},
    ]
    devices: set[str] = set()
    for body in bodies:
        got = await nobody.post(path, {"type": "m.login.password", "password": PASSWORD, **body})
        assert got.status == 200, got.body
        assert got.body["user_id"] == "@alice:test.local"
        assert "refresh_token" not in got.body
        assert "expires_in_ms" not in got.body
        assert "well_known" not in got.body
        assert await works(nobody, got.body["access_token"])
        devices.add(got.body["device_id"])
    assert len(devices) == len(bodies)


@pytest.mark.parametrize("user", ["nobody", "@alice:elsewhere.example", "@nobody:test.local", "alice", "bob"])
async def test_wrong_passwords_and_unknown_users_look_alike(rig: Rig, user: str) -> None:
    await rig.user("alice")
    await rig.user("bob", password="another password")
    for language, words in (("zh-CN", "账号或密码不对"), ("en", "Wrong user name or password")):
        client = rig.client()
        client.headers["Accept-Language"] = language
        with pytest.raises(Refused) as caught:
            await client.login(user, "not the password")
        answer = caught.value.answer
        assert (answer.status, answer.body) == (403, {"errcode": "M_FORBIDDEN", "error": words})


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        (b"{", "M_NOT_JSON"),
        (b"[]", "M_BAD_JSON"),
        ({}, "M_MISSING_PARAM"),
        ({"type": "m.login.sso"}, "M_UNKNOWN"),
        ({"type": "m.login.token", "token": "x"}, "M_UNKNOWN"),
        ({"type": 5}, "M_BAD_JSON"),
        ({"type": "m.login.password"}, "M_MISSING_PARAM"),
        ({"type": "m.login.password", "user": "alice"}, "M_MISSING_PARAM"),
        ({"type": "m.login.password", "user": "alice", "password": 12345678}, "M_BAD_JSON"),
        ({"type": "m.login.password", "identifier": {"type": "m.id.phone"}, "password": "x"}, "M_UNKNOWN"),
        ({"type": "m.login.password", "identifier": "alice", "password": "x"}, "M_BAD_JSON"),
    ],
)
async def test_what_is_no_sign_in(rig: Rig, body: object, errcode: str) -> None:
    answer = await rig.client().post("/login", body)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_a_device_is_named_once_and_signing_in_again_ends_its_old_session(rig: Rig) -> None:
    alice = await rig.user("alice", device_id="PHONE", initial_device_display_name="手机")
    again = await rig.login("alice", device_id="PHONE", initial_device_display_name="ignored")
    assert again.device_id == alice.device_id == "PHONE"
    assert not await works(alice)
    device = await again.ok("GET", "/devices/PHONE")
    assert device["display_name"] == "手机"


async def test_a_device_id_has_limits(rig: Rig) -> None:
    await rig.user("alice")
    for device_id in ("", "x" * 256):
        with pytest.raises(Refused) as caught:
            await rig.login("alice", device_id=device_id)
        assert caught.value.answer.errcode == "M_INVALID_PARAM"


async def test_clients_are_told_where_the_server_is_once_it_knows(rig: Rig) -> None:
    await rig.user("alice")
    await rig.restart(public_baseurl="https://chat.test.local")
    got = await rig.client().login("alice", PASSWORD)
    assert got["well_known"] == {"m.homeserver": {"base_url": "https://chat.test.local"}}


async def test_a_session_survives_a_restart_and_a_log_out_does_too(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    await bob.logout()
    await rig.restart()
    assert await works(alice)
    assert not await works(bob)


async def test_logging_out_ends_this_device_only(rig: Rig) -> None:
    phone, laptop = await rig.user("alice"), await rig.login("alice")
    assert await works(phone)
    await phone.logout()
    assert not await works(phone)
    assert [device["device_id"] for device in (await laptop.ok("GET", "/devices"))["devices"]] == [
        laptop.device_id
    ]


async def test_logging_out_everywhere(rig: Rig) -> None:
    phone, laptop, bob = await rig.user("alice"), await rig.login("alice"), await rig.user("bob")
    await laptop.ok("POST", "/logout/all", {})
    assert [await works(client) for client in (phone, laptop, bob)] == [False, False, True]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/account/whoami"),
        ("POST", "/logout"),
        ("POST", "/logout/all"),
        ("POST", "/account/password"),
        ("POST", "/account/deactivate"),
        ("GET", "/account/3pid"),
        ("GET", "/devices"),
        ("GET", "/devices/X"),
        ("PUT", "/devices/X"),
        ("DELETE", "/devices/X"),
        ("POST", "/delete_devices"),
        ("PUT", "/profile/@alice:test.local/displayname"),
        ("DELETE", "/profile/@alice:test.local/displayname"),
        ("GET", "/user/@alice:test.local/account_data/m.direct"),
        ("PUT", "/user/@alice:test.local/account_data/m.direct"),
        ("GET", "/user/@alice:test.local/rooms/!r:test.local/tags"),
        ("POST", "/user/@alice:test.local/filter"),
        ("GET", "/user/@alice:test.local/filter/x"),
        ("GET", "/capabilities"),
    ],
)
async def test_nothing_of_an_account_without_its_token(rig: Rig, method: str, path: str) -> None:
    await rig.user("alice")
    nobody = rig.client()
    missing = await nobody.request(method, path, {} if method != "GET" else None)
    assert (missing.status, missing.errcode) == (401, "M_MISSING_TOKEN")
    wrong = await nobody.request(
        method, path, {} if method != "GET" else None, headers={"Authorization": "Bearer fy_wrong"}
    )
    assert (wrong.status, wrong.errcode, wrong.body["soft_logout"]) == (401, "M_UNKNOWN_TOKEN", False)


async def test_refreshing(rig: Rig) -> None:
    alice = await rig.user("alice", refresh_token=True)
    old, old_refresh = alice.token, alice.refresh_token
    got = await alice.refresh()
    assert set(got) == {"access_token", "refresh_token", "expires_in_ms"}
    assert got["expires_in_ms"] == 60 * MINUTE
    assert await works(alice, old), "the old token lives until a new one is used"
    assert await works(alice)
    assert not await works(alice, old)
    used = await alice.post("/refresh", {"refresh_token": old_refresh})
    assert (used.status, used.errcode, used.body["soft_logout"]) == (401, "M_UNKNOWN_TOKEN", False)


async def test_a_lost_answer_can_be_asked_for_again(rig: Rig) -> None:
    alice = await rig.user("alice", refresh_token=True)
    lost = await alice.ok("POST", "/refresh", {"refresh_token": alice.refresh_token})
    await alice.refresh()
    assert not await works(alice, lost["access_token"])
    assert await works(alice)


async def test_using_the_new_refresh_token_ends_the_old_tokens_too(rig: Rig) -> None:
    alice = await rig.user("alice", refresh_token=True)
    old, old_refresh = alice.token, alice.refresh_token
    await alice.refresh()
    await alice.refresh()
    assert not await works(alice, old)
    assert (await alice.post("/refresh", {"refresh_token": old_refresh})).status == 401
    assert await works(alice)


async def test_access_tokens_that_can_be_refreshed_expire_softly(rig: Rig) -> None:
    alice, forever = await rig.user("alice", refresh_token=True), await rig.login("alice")
    rig.clock.advance(60 * MINUTE - 1)
    assert await works(alice)
    rig.clock.advance(1)
    expired = await alice.get("/account/whoami")
    assert (expired.status, expired.errcode, expired.body["soft_logout"]) == (401, "M_UNKNOWN_TOKEN", True)
    await alice.refresh()
    assert await works(alice)
    rig.clock.advance(90 * DAY)
    late = await alice.post("/refresh", {"refresh_token": alice.refresh_token})
    assert (late.status, late.errcode, late.body["soft_logout"]) == (401, "M_UNKNOWN_TOKEN", True)
    assert await works(forever)


async def test_refreshed_tokens_survive_a_restart(rig: Rig) -> None:
    alice = await rig.user("alice", refresh_token=True)
    old = alice.token
    await alice.refresh()
    await rig.restart()
    assert await works(alice)
    assert not await works(alice, old)


async def test_logging_out_ends_the_refresh_token(rig: Rig) -> None:
    alice = await rig.user("alice", refresh_token=True)
    await alice.logout()
    assert (await alice.post("/refresh", {"refresh_token": alice.refresh_token})).status == 401
    assert (await alice.post("/refresh", {})).errcode == "M_MISSING_PARAM"


async def test_a_token_used_by_many_at_once_is_one_session(rig: Rig) -> None:
    """The first use of a refreshed token ends the old one; many first uses at once must not collide."""
    alice = await rig.user("alice", refresh_token=True)
    old = alice.token
    await alice.refresh()
    assert all(await asyncio.gather(*(works(alice) for _ in range(20))))
    assert not await works(alice, old)


async def test_guessing_is_slowed_down_by_address_and_by_account(rig: Rig) -> None:
    await rig.user("alice")
    limits = {"login_burst": 3, "login_per_minute": 1.0}
    await rig.restart(limits=limits, trust_forwarded_for=True)

    async def attempt(address: str, user: str) -> int:
        client = rig.client()
        client.headers["X-Forwarded-For"] = address
        answer = await client.post("/login", {"type": "m.login.password", "user": user, "password": "guess"})
        if answer.status == 429:
            assert answer.errcode == "M_LIMIT_EXCEEDED"
            assert 0 < answer.body["retry_after_ms"] <= MINUTE + 1
            assert int(answer.headers["Retry-After"]) * 1000 >= answer.body["retry_after_ms"]
        return answer.status

    assert [await attempt(f"10.0.0.{n}", "alice") for n in range(4)] == [403, 403, 403, 429]
    assert [await attempt("10.0.1.1", f"nobody{n}") for n in range(4)] == [403, 403, 403, 429]
    assert await attempt("10.0.2.1", "bob") == 403
    rig.clock.advance(MINUTE)
    assert await attempt("10.0.3.1", "alice") == 403


async def test_a_closed_account_says_so_to_its_owner_only(rig: Rig) -> None:
    alice = await rig.user("alice")
    auth = {"type": "m.login.password", "password": PASSWORD}
    await alice.ok("POST", "/account/deactivate", {"auth": auth})
    with pytest.raises(Refused) as caught:
        await rig.login("alice")
    assert (caught.value.answer.status, caught.value.answer.errcode) == (403, "M_USER_DEACTIVATED")
    with pytest.raises(Refused) as caught:
        await rig.login("alice", "a guess")
    assert (caught.value.answer.status, caught.value.answer.errcode) == (403, "M_FORBIDDEN")
