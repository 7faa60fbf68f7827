"""§Account registration, §Account management: register, change the password, deactivate."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import identity
from fangyuan.db import Database
from fangyuan.kernel.ids import Ids
from tests.kit.client import Answer, MatrixClient, Refused
from tests.kit.rig import PASSWORD, SERVER_NAME, Rig

DUMMY = {"type": "m.login.dummy"}


def open_database(rig: Rig) -> Database:
    """The rig's database, for what an administrator does at the command line."""
    return Database(rig.settings["database"], rig.clock, Ids(SERVER_NAME))


def invitation(rig: Rig, *, uses_allowed: int | None = None) -> str:
    db = open_database(rig)
    try:
        return db.write_now(lambda tx: identity.create_registration_token(tx, uses_allowed=uses_allowed))
    finally:
        db.close()


async def challenge(client: MatrixClient, path: str, body: Any = None) -> Answer:
    answer = await client.post(path, body)
    assert answer.status == 401, answer.body
    assert answer.body["session"]
    return answer


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_registering_step_by_step(rig: Rig, version: str) -> None:
    path = f"/_matrix/client/{version}/register"
    client = rig.client()
    first = await challenge(client, path)
    assert first.body["flows"] == [{"stages": ["m.login.dummy"]}]
    body = {"username": "alice", "password": PASSWORD, "auth": DUMMY | {"session": first.body["session"]}}
    got = await client.post(path, body)
    assert got.status == 200, got.body
    assert got.body["user_id"] == "@alice:test.local"
    client.token = got.body["access_token"]
    me = await client.ok("GET", f"/_matrix/client/{version}/account/whoami")
    assert me == {"user_id": "@alice:test.local", "device_id": got.body["device_id"], "is_guest": False}


async def test_registering_without_signing_in_and_with_a_device(rig: Rig) -> None:
    client = rig.client()
    body = {"username": "alice", "password": PASSWORD, "auth": DUMMY, "inhibit_login": True}
    assert await client.ok("POST", "/register", body) == {
        "user_id": "@alice:test.local",
        "home_server": "test.local",
    }
    bob = await rig.user("bob", device_id="B1", initial_device_display_name="Bob's", refresh_token=True)
    assert bob.device_id == "B1"
    assert bob.refresh_token
    assert (await bob.ok("GET", "/devices/B1"))["display_name"] == "Bob's"


async def test_capitals_become_small_and_no_name_becomes_one(rig: Rig) -> None:
    client = rig.client()
    got = await client.register("Zhang.Wei", PASSWORD)
    assert got["user_id"] == "@zhang.wei:test.local"
    nameless = await client.ok("POST", "/register", {"password": PASSWORD, "auth": DUMMY})
    assert nameless["user_id"].endswith(":test.local")


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"username": "王芳", "password": PASSWORD}, "M_INVALID_USERNAME"),
        ({"username": "a b", "password": PASSWORD}, "M_INVALID_USERNAME"),
        ({"username": "", "password": PASSWORD}, "M_INVALID_USERNAME"),
        ({"username": "x" * 250, "password": PASSWORD}, "M_INVALID_USERNAME"),
        ({"username": "taken", "password": PASSWORD}, "M_USER_IN_USE"),
        ({"username": "fangyuan", "password": PASSWORD}, "M_USER_IN_USE"),
        ({"username": "alice", "password": "short"}, "M_WEAK_PASSWORD"),
        ({"username": "alice", "auth": DUMMY}, "M_MISSING_PARAM"),
        ({"username": 5, "password": PASSWORD}, "M_BAD_JSON"),
    ],
)
async def test_what_can_not_be_registered(rig: Rig, body: dict[str, Any], errcode: str) -> None:
    await rig.user("taken")
    answer = await rig.client().post("/register", body)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_names_are_said_to_be_free_or_not(rig: Rig) -> None:
    await rig.user("alice")
    client = rig.client()
    assert await client.ok("GET", "/register/available", username="bob") == {"available": True}
    for name, errcode in (("alice", "M_USER_IN_USE"), ("a b", "M_INVALID_USERNAME")):
        answer = await client.get("/register/available", username=name)
        assert (answer.status, answer.errcode) == (400, errcode)
    assert (await client.get("/register/available")).errcode == "M_MISSING_PARAM"


async def test_guests_are_not_admitted(rig: Rig) -> None:
    answer = await rig.client().post("/register", {}, kind="guest")
    assert (answer.status, answer.errcode) == (403, "M_GUEST_ACCESS_FORBIDDEN")


async def test_closed_registration_says_where_accounts_come_from(rig: Rig) -> None:
    await rig.restart(registration={"mode": "closed"})
    client = rig.client()
    client.headers["Accept-Language"] = "zh-CN"
    for answer in (
        await client.post("/register", {"username": "alice", "password": PASSWORD, "auth": DUMMY}),
        await client.get("/register/available", username="alice"),
    ):
        assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
        assert "通讯录" in answer.body["error"]
    validity = "/_matrix/client/v1/register/m.login.registration_token/validity"
    assert (await client.get(validity, token="x")).errcode == "M_FORBIDDEN"


async def test_registering_with_a_token(rig: Rig) -> None:
    token = invitation(rig, uses_allowed=1)
    await rig.restart(registration={"mode": "token"})
    client = rig.client()
    validity = "/_matrix/client/v1/register/m.login.registration_token/validity"
    assert (await client.ok("GET", validity, token=token)) == {"valid": True}
    assert (await client.ok("GET", validity, token="nonsense")) == {"valid": False}
    body = {"username": "alice", "password": PASSWORD}
    first = await challenge(client, "/register", body)
    assert first.body["flows"] == [{"stages": ["m.login.registration_token"]}]
    auth = {"type": "m.login.registration_token", "session": first.body["session"]}
    wrong = await challenge(client, "/register", body | {"auth": auth | {"token": "nonsense"}})
    assert wrong.errcode == "M_FORBIDDEN"
    dummy = await challenge(client, "/register", body | {"auth": DUMMY})
    assert dummy.errcode == "M_FORBIDDEN"
    got = await client.ok("POST", "/register", body | {"auth": auth | {"token": token}})
    assert got["user_id"] == "@alice:test.local"
    assert (await client.ok("GET", validity, token=token)) == {"valid": False}
    again = await client.post("/register", body | {"username": "bob", "auth": auth | {"token": token}})
    assert again.status == 401


async def test_a_session_of_another_operation_opens_nothing(rig: Rig) -> None:
    alice = await rig.user("alice")
    session = (await challenge(alice, "/register")).body["session"]
    auth = {"type": "m.login.password", "password": PASSWORD, "session": session}
    answer = await alice.post("/account/password", {"new_password": "a new password", "auth": auth})
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")


async def test_an_authentication_session_ends_after_half_an_hour(rig: Rig) -> None:
    client = rig.client()
    client.headers["Accept-Language"] = "en"
    session = (await challenge(client, "/register")).body["session"]
    rig.clock.advance(30 * 60_000)
    body = {"username": "alice", "password": PASSWORD, "auth": DUMMY | {"session": session}}
    late = await challenge(client, "/register", body)
    assert late.body["session"] != session
    assert "too long" in late.body["error"]
    body["auth"] = DUMMY | {"session": late.body["session"]}
    assert (await client.post("/register", body)).status == 200


# -- one's own account ---------------------------------------------------------------------------------------


async def test_changing_the_password(rig: Rig) -> None:
    alice, other, bob = await rig.user("alice"), await rig.login("alice"), await rig.user("bob")
    first = await challenge(alice, "/account/password", {"new_password": "a new password"})
    assert first.body["flows"] == [{"stages": ["m.login.password"]}]
    auth = {
        "type": "m.login.password",
        "session": first.body["session"],
        "identifier": {"type": "m.id.user", "user": "alice"},
        "password": PASSWORD,
    }
    await alice.ok("POST", "/account/password", {"new_password": "a new password", "auth": auth})
    for client, status in ((alice, 200), (other, 401), (bob, 200)):
        assert (await client.get("/account/whoami")).status == status
    with pytest.raises(Refused):
        await rig.login("alice")
    await rig.login("alice", "a new password")
    await rig.restart()
    await rig.login("alice", "a new password")


async def test_changing_the_password_can_leave_other_devices(rig: Rig) -> None:
    alice, other = await rig.user("alice"), await rig.login("alice")
    auth = {"type": "m.login.password", "password": PASSWORD}
    body = {"new_password": "a new password", "logout_devices": False, "auth": auth}
    await alice.ok("POST", "/account/password", body)
    assert (await other.get("/account/whoami")).status == 200


@pytest.mark.parametrize(
    "auth",
    [
        {"type": "m.login.password", "password": "wrong"},
        {"type": "m.login.password"},
        {"type": "m.login.dummy"},
        {},
    ],
)
async def test_a_token_alone_changes_no_password(rig: Rig, auth: dict[str, Any]) -> None:
    alice = await rig.user("alice")
    await rig.user("bob")
    await challenge(alice, "/account/password", {"new_password": "a new password", "auth": auth})
    await rig.login("alice")


async def test_another_ones_password_changes_no_password(rig: Rig) -> None:
    alice = await rig.user("alice")
    await rig.user("bob")
    theirs = {
        "type": "m.login.password",
        "password": PASSWORD,
        "identifier": {"type": "m.id.user", "user": "bob"},
    }
    answer = await alice.post("/account/password", {"new_password": "a new password", "auth": theirs})
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    await rig.login("alice")


async def test_a_weak_new_password_is_refused_with_the_rule(rig: Rig) -> None:
    await rig.restart(passwords={"cheap": True, "minimum_length": 12})
    alice = await rig.user("alice")
    alice.headers["Accept-Language"] = "zh-CN"
    answer = await alice.post("/account/password", {"new_password": "elevenchars"})
    assert (answer.status, answer.errcode) == (400, "M_WEAK_PASSWORD")
    assert "12" in answer.body["error"]


async def test_a_sign_in_code_is_the_password_until_there_is_one(rig: Rig) -> None:
    await rig.user("alice")
    db = open_database(rig)
    code = db.write_now(lambda tx: identity.issue_code(tx, "@alice:test.local"))
    db.close()
    with pytest.raises(Refused):
        await rig.login("alice", PASSWORD)
    alice = await rig.login("alice", code.lower().replace("-", " "))
    await rig.login("alice", code)
    auth = {"type": "m.login.password", "password": code}
    await alice.ok("POST", "/account/password", {"new_password": PASSWORD, "auth": auth})
    with pytest.raises(Refused):
        await rig.login("alice", code)
    await rig.login("alice", PASSWORD)


async def test_a_code_from_the_command_line_ends_sessions_of_the_running_server(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    assert (await alice.get("/account/whoami")).status == 200
    done = rig.run("user", "code", "alice")
    assert done.returncode == 0, done.stderr
    code = done.stdout.split()[-1]
    await bob.ok(
        "PUT", "/user/@bob:test.local/account_data/x", {}
    )  # by now the server has seen the other's write
    assert (await alice.get("/account/whoami")).errcode == "M_UNKNOWN_TOKEN"
    with pytest.raises(Refused):
        await rig.login("alice", PASSWORD)
    assert (await rig.login("alice", code)).user_id == alice.user_id


async def test_deactivating(rig: Rig) -> None:
    alice, other = await rig.user("alice"), await rig.login("alice")
    first = await challenge(alice, "/account/deactivate")
    auth = {"type": "m.login.password", "password": "wrong", "session": first.body["session"]}
    await challenge(alice, "/account/deactivate", {"auth": auth})
    got = await alice.ok("POST", "/account/deactivate", {"auth": auth | {"password": PASSWORD}})
    assert got == {"id_server_unbind_result": "no-support"}
    assert "account deactivated" in rig.run("audit", "list").stdout
    for client in (alice, other):
        assert (await client.get("/account/whoami")).errcode == "M_UNKNOWN_TOKEN"
    taken = await rig.client().get("/register/available", username="alice")
    assert taken.errcode == "M_USER_IN_USE"


async def test_who_deactivates_is_out_of_every_room(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    rooms = [
        await bob.create_room(preset="trusted_private_chat", is_direct=True, invite=[alice.user_id]),
        await bob.create_room(preset="trusted_private_chat", is_direct=True, invite=[alice.user_id]),
    ]
    await alice.join(rooms[0])  # the other one stays an invitation
    await alice.ok(
        "POST", "/account/deactivate", {"auth": {"type": "m.login.password", "password": PASSWORD}}
    )
    for room in rooms:
        assert (await bob.state(room, "m.room.member", alice.user_id))["membership"] == "leave"


async def test_there_are_no_third_party_ids(rig: Rig) -> None:
    alice = await rig.user("alice")
    assert await alice.ok("GET", "/account/3pid") == {"threepids": []}
