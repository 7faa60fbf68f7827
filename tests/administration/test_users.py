"""Other people's accounts: listing, making, changing, closing, entering; what the house keeps from administrators."""

from __future__ import annotations

from typing import Any

import pytest

from tests.administration.talk import ADMIN, acts, admin_of
from tests.kit.client import MatrixClient, Refused
from tests.kit.rig import PASSWORD, Rig

HOUSE = "@fangyuan:test.local"


def user(who: MatrixClient | str, version: str = "v2") -> str:
    return f"{ADMIN}/{version}/users/{who if isinstance(who, str) else who.user_id}"


async def test_making_and_changing_an_account(house: Rig) -> None:
    admin = await admin_of(house)
    new = f"@new{house.suffix}:test.local"
    answer = await admin.put(user(new), {"password": PASSWORD, "displayname": "New", "user_type": None})
    assert answer.status == 201, answer.body
    shown = answer.body
    assert shown == await admin.ok("GET", user(new))
    assert shown["creation_ts"] == house.clock.now_ms() // 1000
    expected: dict[str, Any] = {
        "name": new,
        "displayname": "New",
        "avatar_url": None,
        "admin": False,
        "deactivated": False,
        "is_guest": False,
        "user_type": None,
        "threepids": [],
        "external_ids": [],
        "shadow_banned": False,
    }
    assert expected.items() <= shown.items()
    signed_in = await house.login(new)
    changed = await admin.put(
        user(new), {"displayname": "Newer", "avatar_url": "mxc://a/b", "admin": True, "user_type": "bot"}
    )
    assert changed.status == 200
    assert (changed.body["displayname"], changed.body["admin"], changed.body["user_type"]) == (
        "Newer",
        True,
        "bot",
    )
    assert (await signed_in.ok("GET", f"/profile/{new}"))["avatar_url"] == "mxc://a/b"
    await admin.ok("PUT", user(new), {"password": "another password", "logout_devices": False})
    assert (await signed_in.get("/account/whoami")).status == 200
    await admin.ok("PUT", user(new), {"password": "a third password"})
    assert (await signed_in.get("/account/whoami")).status == 401
    await house.login(new, "a third password")
    assert await acts(admin, new) == [
        "account.created",
        "account.changed",
        "account.changed",
        "admin.granted",
        "password.reset",
        "password.reset",
    ]


async def test_a_new_name_is_seen_in_rooms(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    room = await alice.create_room()
    await admin.ok("PUT", user(alice), {"displayname": "Alice from accounts"})
    assert (await alice.state(room, "m.room.member", alice.user_id))["displayname"] == "Alice from accounts"


@pytest.mark.parametrize(
    ("name", "body", "status", "errcode"),
    [
        ("@x:elsewhere.example", {}, 400, "M_UNKNOWN"),
        ("x", {}, 400, "M_UNKNOWN"),
        ("@a b:test.local", {}, 400, "M_INVALID_USERNAME"),
        ("@new2:test.local", {"password": "short"}, 400, "M_WEAK_PASSWORD"),
        ("@new2:test.local", {"user_type": "emperor"}, 400, "M_INVALID_PARAM"),
        (
            "@new2:test.local",
            {"threepids": [{"medium": "email", "address": "a@b.c"}]},
            400,
            "M_INVALID_PARAM",
        ),
        ("@new2:test.local", {"avatar_url": "http://x"}, 400, "M_INVALID_PARAM"),
        ("@new2:test.local", {"displayname": "Fangyuan"}, 403, "M_FORBIDDEN"),
        ("@new2:test.local", {"admin": "yes"}, 400, "M_BAD_JSON"),
        (HOUSE, {"displayname": "Somebody"}, 403, "M_FORBIDDEN"),
    ],
)
async def test_what_is_not_made(
    house: Rig, name: str, body: dict[str, Any], status: int, errcode: str
) -> None:
    admin = await admin_of(house)
    answer = await admin.put(user(name.replace(" ", "%20")), body)
    assert (answer.status, answer.errcode) == (status, errcode), answer.body
    assert (await admin.get(user("@new2:test.local"))).errcode == "M_NOT_FOUND"


async def test_the_list(house: Rig) -> None:
    admin = await admin_of(house)
    mark = f"mark{house.suffix}"
    for name in ("c", "a", "b"):
        await admin.put(
            user(f"@{name}-{mark}:test.local"), {"displayname": f"{name.upper()}%_!", "admin": name == "b"}
        )
        house.clock.advance(1_000)

    async def names(**query: Any) -> list[str]:
        got = await admin.ok("GET", f"{ADMIN}/v2/users", **({"name": mark} | query))
        assert got["total"] >= len(got["users"])
        return [one["name"][1] for one in got["users"]]

    assert await names() == ["a", "b", "c"]
    assert await names(dir="b") == ["c", "b", "a"]
    assert await names(order_by="creation_ts") == ["c", "a", "b"]
    assert await names(order_by="displayname", dir="b") == ["c", "b", "a"]
    assert await names(order_by="admin", dir="b") == ["b", "a", "c"]
    assert await names(admins="true") == ["b"]
    assert await names(admins="false") == ["a", "c"]
    assert await names(limit=2) == ["a", "b"]
    assert await names(limit=2, **{"from": 2}) == ["c"]
    assert await names(user_id=f"a-{mark}") == ["a"]
    assert await names(name=f"@a-{mark}") == []  # the name is the localpart, without its @
    page = await admin.ok("GET", f"{ADMIN}/v2/users", name=mark, limit=2)
    assert (page["next_token"], page["total"]) == ("2", 3)
    assert "next_token" not in await admin.ok("GET", f"{ADMIN}/v2/users", name=mark, limit=3)
    await admin.ok("POST", f"{ADMIN}/v1/deactivate/@a-{mark}:test.local")
    assert await names() == ["b", "c"]
    assert await names(deactivated="true") == ["a", "b", "c"]
    for order in ("name", "is_guest", "user_type", "deactivated", "locked", "avatar_url", "last_seen_ts"):
        assert sorted(await names(order_by=order)) == ["b", "c"]
    by_display_name = await admin.ok("GET", f"{ADMIN}/v3/users", name="c%_!")
    assert f"@c-{mark}:test.local" in [one["name"] for one in by_display_name["users"]]
    assert (await admin.ok("GET", f"{ADMIN}/v2/users", name="c%%!"))["users"] == []


async def test_guests_are_listed_when_wanted(house: Rig) -> None:
    admin = await admin_of(house)
    visitor = (await house.client().ok("POST", "/register", {}, kind="guest"))["user_id"]
    for guests, seen in (("true", True), (None, True), ("false", False)):
        got = await admin.ok("GET", f"{ADMIN}/v2/users", user_id=visitor, guests=guests)
        assert [one["is_guest"] for one in got["users"]] == ([True] if seen else [])
    for path, body in (
        (f"{ADMIN}/v1/users/{visitor}/admin", {"admin": True}),
        (user(visitor), {"password": PASSWORD}),
    ):
        assert (await admin.put(path, body)).status in (400, 403)
    kept = await admin.put(user(visitor), {"user_type": None, "displayname": "Visitor"})
    assert (kept.status, kept.body["is_guest"]) == (200, True)


@pytest.mark.parametrize(
    "query",
    [
        {"order_by": "shoe_size"},
        {"dir": "up"},
        {"limit": "0"},
        {"from": "-1"},
        {"deactivated": "maybe"},
        {"from": "x"},
    ],
)
async def test_lists_that_can_not_be(house: Rig, query: dict[str, str]) -> None:
    answer = await (await admin_of(house)).get(f"{ADMIN}/v2/users", **query)
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_names_that_are_free(house: Rig) -> None:
    admin = await admin_of(house)
    path = f"{ADMIN}/v1/username_available"
    assert await admin.ok("GET", path, username=f"free{house.suffix}") == {"available": True}
    assert (await admin.get(path, username=admin.user_id[1:].partition(":")[0])).errcode == "M_USER_IN_USE"
    assert (await admin.get(path, username="a b")).errcode == "M_INVALID_USERNAME"
    assert (await admin.get(path)).errcode == "M_MISSING_PARAM"


async def test_another_password(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    path = f"{ADMIN}/v1/reset_password/{alice.user_id}"
    assert (await admin.post(path, {"new_password": "short"})).errcode == "M_WEAK_PASSWORD"
    await admin.ok("POST", path, {"new_password": "a new password", "logout_devices": False})
    assert (await alice.get("/account/whoami")).status == 200
    await admin.ok("POST", path, {"new_password": "a newer password"})
    assert (await alice.get("/account/whoami")).errcode == "M_UNKNOWN_TOKEN"
    await house.login("alice", "a newer password")
    nobody = await admin.post(f"{ADMIN}/v1/reset_password/@nobody:test.local", {"new_password": PASSWORD})
    assert (nobody.status, nobody.errcode) == (404, "M_NOT_FOUND")


async def test_closing_and_opening_an_account(house: Rig) -> None:
    admin, alice, bob = await admin_of(house), await house.user("alice"), await house.user("bob")
    room = await bob.create_room(preset="public_chat")
    await alice.join(room)
    await admin.ok("PUT", user(alice), {"displayname": "Alice"})
    got = await admin.ok("POST", f"{ADMIN}/v1/deactivate/{alice.user_id}", {"erase": True})
    assert got == {"id_server_unbind_result": "success"}
    assert (await alice.get("/account/whoami")).errcode == "M_UNKNOWN_TOKEN"
    assert (await bob.state(room, "m.room.member", alice.user_id))["membership"] == "leave"
    shown = await admin.ok("GET", user(alice))
    assert (shown["deactivated"], shown["displayname"]) == (True, None)
    with pytest.raises(Refused):
        await house.login("alice")
    await admin.ok("PUT", user(alice), {"deactivated": False})
    await house.login("alice")
    await admin.ok("PUT", user(alice), {"deactivated": True})
    assert (await admin.ok("GET", user(alice)))["deactivated"] is True
    assert await acts(admin, alice.user_id) == [
        "account.changed",
        "account.deactivated",
        "account.changed",
        "account.reactivated",
        "account.deactivated",
    ]


async def test_locking_and_suspending(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    other, path = await admin_of(house, "other"), f"{ADMIN}/v1/suspend/{alice.user_id}"
    assert await admin.ok("PUT", path, {"suspend": True}) == {f"user_{alice.user_id}_suspended": True}
    assert (await alice.post("/createRoom", {})).errcode == "M_USER_SUSPENDED"
    await admin.ok("PUT", path, {"suspend": False})
    locked = await admin.ok("PUT", user(alice), {"locked": True})
    assert (locked["locked"], locked["suspended"]) == (True, False)
    assert (await alice.get("/account/whoami")).errcode == "M_USER_LOCKED"
    await admin.ok("PUT", user(alice), {"locked": False})
    await alice.create_room()
    assert await acts(admin, alice.user_id) == [
        "account.suspended",
        "account.unsuspended",
        "account.locked",
        "account.unlocked",
    ]
    for target in (admin, other):
        assert (await admin.put(user(target), {"locked": True})).errcode == "M_FORBIDDEN"
        assert (await admin.put(f"{ADMIN}/v1/suspend/{target.user_id}", {"suspend": True})).status == 403


async def test_the_last_administrator_stays_one(rig: Rig) -> None:
    await rig.restart(registration={"mode": "open", "shared_secret": "a secret of more than twenty letters"})
    admin = await admin_of(rig)
    for answer in (
        await admin.put(f"{ADMIN}/v1/users/{admin.user_id}/admin", {"admin": False}),
        await admin.put(user(admin), {"admin": False}),
        await admin.put(user(admin), {"deactivated": True}),
        await admin.post(f"{ADMIN}/v1/deactivate/{admin.user_id}"),
    ):
        assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
        assert (await admin.get("/account/whoami")).status == 200
    other = await admin_of(rig, "other")
    await other.ok("PUT", f"{ADMIN}/v1/users/{admin.user_id}/admin", {"admin": False})
    assert (await other.put(f"{ADMIN}/v1/users/{other.user_id}/admin", {"admin": False})).status == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", f"/v1/users/{HOUSE}/admin", {"admin": True}),
        ("POST", f"/v1/reset_password/{HOUSE}", {"new_password": PASSWORD}),
        ("POST", f"/v1/deactivate/{HOUSE}", {}),
        ("POST", f"/v1/users/{HOUSE}/login", {}),
        ("PUT", f"/v2/users/{HOUSE}/devices/x", {"display_name": "x"}),
        ("DELETE", f"/v2/users/{HOUSE}/devices/x", {}),
        ("POST", f"/v2/users/{HOUSE}/delete_devices", {"devices": ["x"]}),
        ("POST", "/v1/send_server_notice", {"user_id": HOUSE, "content": {"body": "x", "msgtype": "m.text"}}),
    ],
)
async def test_the_house_is_not_touched(house: Rig, method: str, path: str, body: Any) -> None:
    answer = await (await admin_of(house)).request(method, ADMIN + path, body)
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")


async def test_entering_somebody_elses_account_is_seen(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    path = f"{ADMIN}/v1/users/{alice.user_id}/login"
    until = house.clock.now_ms() + 5_000
    puppet = house.client()
    puppet.token = (await admin.ok("POST", path, {"valid_until_ms": until}))["access_token"]
    assert (await puppet.ok("GET", "/account/whoami"))["user_id"] == alice.user_id
    names = [
        device["display_name"]
        for device in (await alice.ok("GET", "/devices"))["devices"]
        if "display_name" in device
    ]
    assert names == [f"admin: {admin.user_id}"]
    house.clock.advance(5_000)
    assert (await puppet.get("/account/whoami")).errcode == "M_UNKNOWN_TOKEN"
    assert await acts(admin, alice.user_id) == ["account.entered"]
    assert (await admin.post(path, {"valid_until_ms": until})).errcode == "M_INVALID_PARAM"
    assert (await admin.post(f"{ADMIN}/v1/users/{admin.user_id}/login")).status == 400
    await admin.ok("POST", f"{ADMIN}/v1/deactivate/{alice.user_id}")
    assert (await admin.post(path)).errcode == "M_USER_DEACTIVATED"


async def test_devices(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice", device_id="ONE")
    two, three = await house.login("alice", device_id="TWO"), await house.login("alice", device_id="THREE")
    listed = await admin.ok("GET", f"{user(alice)}/devices")
    assert listed["total"] == 3
    assert {one["device_id"] for one in listed["devices"]} == {"ONE", "TWO", "THREE"}
    await admin.ok("PUT", f"{user(alice)}/devices/ONE", {"display_name": "Her laptop"})
    assert (await alice.ok("GET", "/devices/ONE"))["display_name"] == "Her laptop"
    assert (await admin.ok("GET", f"{user(alice)}/devices/ONE"))["display_name"] == "Her laptop"
    assert (await admin.put(f"{user(alice)}/devices/NONE", {})).errcode == "M_NOT_FOUND"
    await admin.ok("DELETE", f"{user(alice)}/devices/TWO")
    await admin.ok("POST", f"{user(alice)}/delete_devices", {"devices": ["THREE", "THREE", "NONE"]})
    await admin.ok("POST", f"{user(alice)}/delete_devices", {"devices": ["NONE"]})
    for client, status in ((alice, 200), (two, 401), (three, 401)):
        assert (await client.get("/account/whoami")).status == status
    assert await acts(admin, alice.user_id) == ["device.changed", "device.removed", "device.removed"]


async def test_where_somebody_is(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    room = await alice.create_room()
    got = await admin.ok("GET", f"{ADMIN}/v1/users/{alice.user_id}/joined_rooms")
    assert got == {"joined_rooms": [room], "total": 1}
    found = await admin.ok("GET", f"{ADMIN}/v1/whois/{alice.user_id}")
    [connection] = found["devices"][""]["sessions"][0]["connections"]
    assert connection["ip"] == "127.0.0.1"
    assert connection["last_seen"] == house.clock.now_ms()
