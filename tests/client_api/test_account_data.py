"""§Client Config and §Room Tagging."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json
from tests.kit.rig import Rig

ALICE = "/user/@alice:test.local"
ROOM = f"{ALICE}/rooms/!room:test.local"
DELETING = "/_matrix/client/unstable/org.matrix.msc3391"


@pytest.mark.parametrize("version", ["v3", "r0"])
@pytest.mark.parametrize("base", [ALICE, ROOM])
async def test_what_is_put_is_what_is_got(rig: Rig, base: str, version: str) -> None:
    alice = await rig.user("alice")
    path = f"/_matrix/client/{version}{base}/account_data/com.example%2Fa%20b"
    missing = await alice.get(path)
    assert (missing.status, missing.errcode) == (404, "M_NOT_FOUND")
    content = {"数": [1, 2.5, None, True, {"深": "值"}]}
    assert await alice.ok("PUT", path, content) == {}
    assert await alice.ok("GET", path) == content
    await rig.restart()
    assert await alice.ok("GET", path) == content


async def test_global_and_room_are_apart(rig: Rig) -> None:
    alice = await rig.user("alice")
    await alice.ok("PUT", f"{ALICE}/account_data/x", {"where": "global"})
    await alice.ok("PUT", f"{ROOM}/account_data/x", {"where": "room"})
    assert await alice.ok("GET", f"{ALICE}/account_data/x") == {"where": "global"}
    assert await alice.ok("GET", f"{ROOM}/account_data/x") == {"where": "room"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{ALICE}/account_data/x", None),
        ("PUT", f"{ALICE}/account_data/x", {"mine": True}),
        ("GET", f"{ROOM}/account_data/x", None),
        ("PUT", f"{ROOM}/account_data/x", {"mine": True}),
        ("GET", f"{ROOM}/tags", None),
        ("PUT", f"{ROOM}/tags/u.x", {}),
        ("DELETE", f"{ROOM}/tags/u.x", None),
        ("POST", f"{ALICE}/filter", {}),
        ("GET", f"{ALICE}/filter/x", None),
    ],
)
async def test_nobody_else_may(rig: Rig, method: str, path: str, body: Any) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    for base in (ALICE, ROOM):
        await alice.ok("PUT", f"{base}/account_data/x", {"mine": False})
    answer = await bob.request(method, path, body)
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    for base in (ALICE, ROOM):
        assert await alice.ok("GET", f"{base}/account_data/x") == {"mine": False}


@pytest.mark.parametrize("base", [ALICE, ROOM])
@pytest.mark.parametrize("type", ["m.fully_read", "m.push_rules"])
async def test_what_the_server_writes_itself_is_not_put(rig: Rig, base: str, type: str) -> None:
    alice = await rig.user("alice")
    answer = await alice.put(f"{base}/account_data/{type}", {})
    assert (answer.status, answer.errcode) == (405, "M_BAD_JSON")


async def test_push_rules_are_account_data_to_read(rig: Rig) -> None:
    alice = await rig.user("alice")
    assert await alice.ok("GET", f"{ALICE}/account_data/m.push_rules") == await alice.ok("GET", "/pushrules/")


@pytest.mark.parametrize(
    ("body", "errcode"), [(b"[]", "M_BAD_JSON"), (b"{", "M_NOT_JSON"), (b'"x"', "M_BAD_JSON")]
)
async def test_content_is_an_object(rig: Rig, body: bytes, errcode: str) -> None:
    alice = await rig.user("alice")
    answer = await alice.put(f"{ALICE}/account_data/x", body)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_a_room_is_a_room_id(rig: Rig) -> None:
    alice = await rig.user("alice")
    answer = await alice.put(f"{ALICE}/rooms/nonsense/account_data/x", {})
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")
    long = await alice.put(f"{ALICE}/account_data/{'x' * 256}", {})
    assert (long.status, long.errcode) == (400, "M_INVALID_PARAM")


async def test_tags(rig: Rig) -> None:
    alice = await rig.user("alice")
    assert await alice.ok("GET", f"{ROOM}/tags") == {"tags": {}}
    await alice.ok("PUT", f"{ROOM}/tags/m.favourite", {"order": 0.25})
    await alice.ok("PUT", f"{ROOM}/tags/u.%E7%94%9F%E4%BA%A7%2F1", {})
    expected = {"m.favourite": {"order": 0.25}, "u.生产/1": {}}
    assert await alice.ok("GET", f"{ROOM}/tags") == {"tags": expected}
    assert await alice.ok("GET", f"{ROOM}/account_data/m.tag") == {"tags": expected}
    await alice.ok("DELETE", f"{ROOM}/tags/m.favourite")
    await alice.ok("DELETE", f"{ROOM}/tags/never.there")
    assert await alice.ok("GET", f"{ROOM}/tags") == {"tags": {"u.生产/1": {}}}
    assert (await alice.put(f"{ROOM}/tags/u.x", {"order": "first"})).errcode == "M_BAD_JSON"


async def test_sync_tells_of_account_data(rig: Rig) -> None:
    alice = await rig.user("alice")
    await alice.sync()
    await alice.ok("PUT", f"{ALICE}/account_data/m.direct", {"@bob:test.local": ["!r:test.local"]})
    got = await alice.sync_until(lambda got: got.get("account_data", {}).get("events"))
    assert {"type": "m.direct", "content": {"@bob:test.local": ["!r:test.local"]}} in got["account_data"][
        "events"
    ]


@pytest.mark.parametrize("type", ["m.marked_unread", "com.famedly.marked_unread"])
async def test_a_room_marked_as_unread_is_so_on_every_device(rig: Rig, type: str) -> None:
    alice = await rig.user("alice")
    phone = await rig.login("alice")
    room = await alice.create_room(is_direct=True)
    await phone.sync()
    for unread in (True, False):
        path = f"/user/{alice.user_id}/rooms/{room}/account_data/{type}"
        await alice.ok("PUT", path, {"unread": unread})
        got = await phone.sync()
        events = got["rooms"]["join"][room]["account_data"]["events"]
        assert events == [{"type": type, "content": {"unread": unread}}]
        assert await phone.ok("GET", path) == {"unread": unread}


@pytest.mark.parametrize("base", [ALICE, ROOM])
async def test_deleting(rig: Rig, base: str) -> None:
    """MSC3391: gone for whoever asks, `{}` for who may have it still; an empty object deletes, too."""
    alice, bob = await rig.user("alice"), await rig.user("bob")
    path = f"{base}/account_data/com.example"
    ways: tuple[tuple[str, str, Json | None], ...] = (
        ("DELETE", f"{DELETING}{path}", None),
        ("PUT", path, {}),
    )
    for method, where, body in ways:
        await alice.ok("PUT", path, {"value": 1})
        assert (await bob.request(method, where, body)).errcode == "M_FORBIDDEN"
        assert await alice.ok("GET", path) == {"value": 1}
        assert await alice.ok(method, where, body) == {}
        for _ in range(2):  # from memory, and from the database
            assert (await alice.get(path)).errcode == "M_NOT_FOUND"
            await rig.restart()
    assert await alice.ok("DELETE", f"{DELETING}{path}") == {}  # it is gone already
    assert (await alice.request("DELETE", f"{DELETING}{base}/account_data/m.fully_read")).status == 405


async def test_who_may_have_it_hears_that_it_was_deleted(rig: Rig) -> None:
    alice = await rig.user("alice")
    room = await alice.create_room()
    bases = (ALICE, f"{ALICE}/rooms/{room}")
    for base in bases:
        await alice.ok("PUT", f"{base}/account_data/com.example", {"value": 1})
    before = (await alice.ok("GET", "/sync"))["next_batch"]
    for base in bases:
        await alice.ok("DELETE", f"{DELETING}{base}/account_data/com.example")
    gone: Json = {"type": "com.example", "content": {}}
    for _ in range(2):
        told = await alice.ok("GET", "/sync", since=before)
        assert gone in told["account_data"]["events"]
        assert gone in told["rooms"]["join"][room]["account_data"]["events"]
        first = await alice.ok("GET", "/sync")
        assert "com.example" not in str([first["account_data"], first["rooms"]])
        await rig.restart()
