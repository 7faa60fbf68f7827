"""§Profiles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.rig import Rig

ALICE = "/profile/@alice:test.local"


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_name_and_picture(rig: Rig, version: str) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    path = f"/_matrix/client/{version}{ALICE}"
    assert await bob.ok("GET", path) == {}
    await alice.ok("PUT", f"{path}/displayname", {"displayname": "王芳"})
    await alice.ok("PUT", f"{path}/avatar_url", {"avatar_url": "mxc://test.local/face"})
    assert await bob.ok("GET", path) == {"displayname": "王芳", "avatar_url": "mxc://test.local/face"}
    assert await bob.ok("GET", f"{path}/displayname") == {"displayname": "王芳"}
    await rig.restart()
    assert await bob.ok("GET", f"{path}/avatar_url") == {"avatar_url": "mxc://test.local/face"}
    await alice.ok("DELETE", f"{path}/avatar_url")
    await alice.ok("PUT", f"{path}/displayname", {"displayname": ""})
    assert await bob.ok("GET", path) == {}
    assert (await bob.get(f"{path}/displayname")).errcode == "M_NOT_FOUND"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_else_s_profile_can_be_changed(rig: Rig, method: str) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    await alice.ok("PUT", f"{ALICE}/displayname", {"displayname": "王芳"})
    answer = await bob.request(method, f"{ALICE}/displayname", {"displayname": "someone"})
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    assert await bob.ok("GET", ALICE) == {"displayname": "王芳"}


@pytest.mark.parametrize("path", [ALICE, f"{ALICE}/displayname", "/profile/@nobody:test.local"])
async def test_strangers_see_no_profile_nor_whether_there_is_one(rig: Rig, path: str) -> None:
    await rig.user("alice")
    answer = await rig.client().get(path)
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")


@pytest.mark.parametrize(
    ("user", "status", "errcode"),
    [
        ("@nobody:test.local", 404, "M_NOT_FOUND"),
        ("@a:elsewhere.example", 404, "M_NOT_FOUND"),
        ("alice", 400, "M_INVALID_PARAM"),
    ],
)
async def test_profiles_that_are_not_there(rig: Rig, user: str, status: int, errcode: str) -> None:
    alice = await rig.user("alice")
    answer = await alice.get(f"/profile/{user}")
    assert (answer.status, answer.errcode) == (status, errcode)


@pytest.mark.parametrize(
    ("field", "body", "status", "errcode"),
    [
        ("displayname", {}, 400, "M_MISSING_PARAM"),
        ("displayname", {"displayname": 5}, 400, "M_BAD_JSON"),
        ("displayname", {"displayname": "x" * 257}, 400, "M_INVALID_PARAM"),
        ("avatar_url", {"avatar_url": "https://example.com/x.png"}, 400, "M_INVALID_PARAM"),
        ("M.TZ", {"M.TZ": "x"}, 400, "M_INVALID_PARAM"),
        ("9x", {"9x": "x"}, 400, "M_INVALID_PARAM"),
        ("", {"": "x"}, 400, "M_INVALID_PARAM"),
        ("m.tz", {"m.status": "x"}, 400, "M_MISSING_PARAM"),
        ("m.tz", [], 400, "M_BAD_JSON"),
        ("a" * 256, {"a" * 256: "x"}, 400, "M_KEY_TOO_LARGE"),
        ("org.example.big", {"org.example.big": "x" * 65_536}, 400, "M_PROFILE_TOO_LARGE"),
        ("displayname", b"{", 400, "M_NOT_JSON"),
    ],
)
async def test_what_a_profile_can_not_hold(
    rig: Rig, field: str, body: Any, status: int, errcode: str
) -> None:
    alice = await rig.user("alice")
    answer = await alice.put(f"{ALICE}/{field}", body)
    assert (answer.status, answer.errcode) == (status, errcode)


async def test_a_new_name_appears_in_every_room(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    room = await alice.create_room(preset="trusted_private_chat", is_direct=True, invite=[bob.user_id])
    await bob.join(room)
    await bob.sync()
    await alice.ok("PUT", f"{ALICE}/displayname", {"displayname": "王芳"})
    member = await bob.state(room, "m.room.member", alice.user_id)
    assert (member["membership"], member["displayname"]) == ("join", "王芳")
    got = await bob.sync_until(lambda got: room in got.get("rooms", {}).get("join", {}))
    [event] = got["rooms"]["join"][room]["timeline"]["events"]
    assert (event["type"], event["state_key"]) == ("m.room.member", alice.user_id)
    assert event["content"]["displayname"] == "王芳"
    assert event["unsigned"]["prev_content"].get("displayname") is None
    await alice.ok("PUT", f"{ALICE}/displayname", {"displayname": "王芳"})
    quiet = await bob.sync()
    assert room not in quiet.get("rooms", {}).get("join", {})


async def test_fields_of_the_client_s_choice(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    await alice.ok("PUT", f"{ALICE}/displayname", {"displayname": "王芳"})
    fields: dict[str, Any] = {
        "m.tz": "Asia/Shanghai",
        "org.example.job_title": {"zh": "工程师", "since": 2019.5},
        "a" * 255: [1, None, True],
        "org.example.null": None,
    }
    for name, value in fields.items():
        await alice.ok("PUT", f"{ALICE}/{name}", {name: value})
        assert await bob.ok("GET", f"{ALICE}/{name}") == {name: value}
    await rig.restart()
    assert await bob.ok("GET", ALICE) == {"displayname": "王芳", **fields}
    await alice.ok("PUT", f"{ALICE}/m.tz", {"m.tz": "Europe/Berlin"})
    for name in fields:
        for _ in range(2):
            await alice.ok("DELETE", f"{ALICE}/{name}")
    assert await bob.ok("GET", ALICE) == {"displayname": "王芳"}
    assert (await bob.get(f"{ALICE}/m.tz")).errcode == "M_NOT_FOUND"
    for method in ("PUT", "DELETE"):
        answer = await bob.request(method, f"{ALICE}/m.tz", {"m.tz": "x"})
        assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    assert (await rig.client().get(f"{ALICE}/m.tz")).status == 403


async def test_a_profile_as_a_whole_has_a_limit(rig: Rig) -> None:
    alice = await rig.user("alice")
    await alice.ok("PUT", f"{ALICE}/org.example.a", {"org.example.a": "x" * 40_000})
    answer = await alice.put(f"{ALICE}/org.example.b", {"org.example.b": "x" * 40_000})
    assert (answer.status, answer.errcode) == (400, "M_PROFILE_TOO_LARGE")
    await alice.ok("PUT", f"{ALICE}/org.example.a", {"org.example.a": "y" * 60_000})
