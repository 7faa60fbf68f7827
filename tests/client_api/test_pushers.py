"""§GET /pushers, §POST /pushers/set."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import PASSWORD, Rig
from tests.kit.talk import people, verdict

INVALID = (400, "M_INVALID_PARAM")
MISSING = (400, "M_MISSING_PARAM")
BAD_JSON = (400, "M_BAD_JSON")
URL = "https://push.example.org/_matrix/push/v1/notify"
POINT = "BCbvzr0O6eNKZpGH4Ys6kSKy9zOUW2Scyfn5Ien52tgSkCOL3pzHuzMNFQxncE3SWucFUgV0S28xv0BwdFhy0OY"


def pusher(**more: Any) -> Json:
    """A pusher as a phone asks for it."""
    return {
        "kind": "http",
        "app_id": "com.example.app.ios",
        "pushkey": "key",
        "app_display_name": "Mat Rix",
        "device_display_name": "iPhone 9",
        "lang": "en",
        "data": {"url": URL, "format": "event_id_only"},
        **more,
    }


async def keys(client: MatrixClient) -> list[str]:
    return sorted(one["pushkey"] for one in (await client.ok("GET", "/pushers"))["pushers"])


async def test_a_pusher_comes_changes_and_goes(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    assert await alice.ok("GET", "/pushers") == {"pushers": []}
    body = pusher(profile_tag="tag", data={"url": URL, "format": "event_id_only", "own": [1, {"x": True}]})
    assert (await alice.post("/pushers/set", body)).body == {}
    assert (await alice.ok("GET", "/pushers"))["pushers"] == [body]
    changed = pusher(lang="zh-CN")
    await alice.ok("POST", "/pushers/set", changed)
    assert (await alice.ok("GET", "/pushers"))["pushers"] == [changed]
    await alice.ok("POST", "/pushers/set", pusher(pushkey="other"))
    assert await keys(alice) == ["key", "other"]
    gone: Json = {"kind": None, "app_id": body["app_id"], "pushkey": "key"}
    assert (await alice.post("/pushers/set", gone)).body == {}
    assert (await alice.post("/pushers/set", gone)).body == {}
    assert await keys(alice) == ["other"]


async def test_pushers_are_for_who_signed_in(server: Rig) -> None:
    assert verdict(await server.client().get("/pushers")) == (401, "M_MISSING_TOKEN")
    assert verdict(await server.client().post("/pushers/set", pusher())) == (401, "M_MISSING_TOKEN")


async def test_nobody_touches_the_pushers_of_others(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    await alice.ok("POST", "/pushers/set", pusher())
    await bob.ok("POST", "/pushers/set", {"kind": None, "app_id": pusher()["app_id"], "pushkey": "key"})
    assert (await keys(alice), await keys(bob)) == (["key"], [])


@pytest.mark.parametrize("append", [True, False])
async def test_a_phone_that_changed_hands(server: Rig, append: bool) -> None:
    alice, bob = await people(server, "alice", "bob")
    key = f"{server.suffix} {append}"
    await alice.ok("POST", "/pushers/set", pusher(pushkey=key))
    await alice.ok("POST", "/pushers/set", pusher(pushkey=key, app_id="another.app"))
    await bob.ok("POST", "/pushers/set", pusher(pushkey=key, append=append))
    assert await keys(bob) == [key]
    assert len(await keys(alice)) == (2 if append else 1)


REFUSED: list[tuple[Json, tuple[int, str]]] = [
    ({"kind": "email", "app_id": "m.email", "pushkey": "a@example.org"}, INVALID),
    ({"kind": "pigeon"}, INVALID),
    ({"kind": 1}, BAD_JSON),
    ({"app_id": "x" * 65}, INVALID),
    ({"app_id": ""}, INVALID),
    ({"pushkey": "钥" * 171}, INVALID),
    ({"pushkey": ""}, INVALID),
    ({"lang": None}, MISSING),
    ({"data": None}, MISSING),
    ({"app_display_name": None}, MISSING),
    ({"device_display_name": None}, MISSING),
    ({"device_display_name": "x" * 256}, INVALID),
    ({"data": {}}, MISSING),
    ({"data": {"url": 1}}, BAD_JSON),
    ({"data": {"url": URL, "x": 0.5}}, BAD_JSON),
    ({"data": {"url": URL, "x": "y" * 5_000}}, INVALID),
    ({"data": {"url": "http://push.example.org/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://push.example.org/other"}}, INVALID),
    ({"data": {"url": f"{URL}?x=1"}}, INVALID),
    ({"data": {"url": "https:///_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://push.example.org:port/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://[::1/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://user:pass@push.example.org/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://127.0.0.1/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://[::1]/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://10.1.2.3:8443/_matrix/push/v1/notify"}}, INVALID),
    ({"data": {"url": "https://localhost./_matrix/push/v1/notify"}}, INVALID),
    ({"kind": "webpush", "pushkey": POINT, "data": {"auth": "a" * 22}}, MISSING),
    ({"kind": "webpush", "pushkey": POINT, "data": {"endpoint": "https://e.org/x"}}, MISSING),
    (
        {"kind": "webpush", "pushkey": POINT, "data": {"endpoint": "https://e.org/x", "auth": "short"}},
        INVALID,
    ),
    (
        {"kind": "webpush", "pushkey": "key", "data": {"endpoint": "https://e.org/x", "auth": "a" * 22}},
        INVALID,
    ),
    (
        {"kind": "webpush", "pushkey": "钥", "data": {"endpoint": "https://e.org/x", "auth": "a" * 22}},
        INVALID,
    ),
    (
        {"kind": "webpush", "pushkey": POINT, "data": {"endpoint": "http://e.org/x", "auth": "a" * 22}},
        INVALID,
    ),
]


@pytest.mark.parametrize(("more", "expected"), REFUSED)
async def test_pushers_that_are_refused(server: Rig, more: Json, expected: tuple[int, str]) -> None:
    (alice,) = await people(server, "alice")
    body = {name: value for name, value in pusher(**more).items() if value is not None}
    assert verdict(await alice.post("/pushers/set", body)) == expected
    assert await keys(alice) == []


@pytest.mark.parametrize("name", ["kind", "app_id", "pushkey"])
async def test_what_a_pusher_can_not_be_without(server: Rig, name: str) -> None:
    (alice,) = await people(server, "alice")
    body = pusher()
    del body[name]
    assert verdict(await alice.post("/pushers/set", body)) == MISSING


async def test_a_person_has_a_limited_number(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    for number in range(50):
        await alice.ok("POST", "/pushers/set", pusher(pushkey=f"k{number}"))
    assert verdict(await alice.post("/pushers/set", pusher())) == (400, "M_UNKNOWN")
    await alice.ok("POST", "/pushers/set", pusher(pushkey="k7", lang="de"))


# -- a pusher ends with its device ---------------------------------------------------------------------------


async def test_changing_the_password_leaves_only_ones_own_pusher(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    phone = await server.login(alice.user_id)
    await phone.ok("POST", "/pushers/set", pusher(pushkey="phone"))
    await alice.ok("POST", "/pushers/set", pusher(pushkey="own"))
    assert await keys(alice) == ["own", "phone"]
    auth = {"type": "m.login.password", "user": alice.user_id, "password": PASSWORD}
    await alice.ok("POST", "/account/password", {"new_password": "something else 1", "auth": auth})
    assert await keys(alice) == ["own"]


async def test_without_logging_the_others_out_they_keep_their_pushers(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    phone = await server.login(alice.user_id)
    await phone.ok("POST", "/pushers/set", pusher(pushkey="phone"))
    auth = {"type": "m.login.password", "user": alice.user_id, "password": PASSWORD}
    body = {"new_password": "something else 1", "auth": auth, "logout_devices": False}
    await alice.ok("POST", "/account/password", body)
    assert await keys(alice) == ["phone"]


@pytest.mark.parametrize("how", ["logout", "delete", "all"])
async def test_a_device_takes_its_pusher_with_it(server: Rig, how: str) -> None:
    (alice,) = await people(server, "alice")
    phone = await server.login(alice.user_id)
    await phone.ok("POST", "/pushers/set", pusher(pushkey="phone"))
    if how == "logout":
        await phone.logout()
    elif how == "all":
        await alice.ok("POST", "/logout/all", {})
        alice = await server.login(alice.user_id)
    else:
        auth = {"type": "m.login.password", "user": alice.user_id, "password": PASSWORD}
        await alice.ok("DELETE", f"/devices/{phone.device_id}", {"auth": auth})
    assert await keys(alice) == []
    # Nor does it come back with a new device of the same name.
    server.clock.advance(1)
    await server.login(alice.user_id, device_id=phone.device_id)
    assert await keys(alice) == []


async def test_setting_a_pusher_again_takes_it_to_the_device_that_does(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    phone = await server.login(alice.user_id)
    await phone.ok("POST", "/pushers/set", pusher())
    await alice.ok("POST", "/pushers/set", pusher())
    await phone.logout()
    assert await keys(alice) == ["key"]
