"""§Server-side key backups."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.rig import Rig

ALGORITHM = "m.megolm_backup.v1.curve25519-aes-sha2"
ROOM, OTHER = "!room:test.local", "!other:test.local"
SLASHED = "a/b+c/=%2F"


def key(first: int = 1, forwarded: int = 0, *, verified: bool = False, data: str = "secret") -> Json:
    return {
        "first_message_index": first,
        "forwarded_count": forwarded,
        "is_verified": verified,
        "session_data": {"ciphertext": data},
    }


async def new_version(client: MatrixClient, auth: str = "key") -> str:
    body = {"algorithm": ALGORITHM, "auth_data": {"public_key": auth}}
    return (await client.ok("POST", "/room_keys/version", body))["version"]


async def put(client: MatrixClient, version: str, session: str, value: Json, room: str = ROOM) -> Json:
    path = f"/room_keys/keys/{part(room)}/{part(session)}"
    return await client.ok("PUT", path, value, version=version)


async def test_versions_are_made_found_changed_and_deleted(server: Rig) -> None:
    alice = await server.user("alice")
    assert (await alice.get("/room_keys/version")).errcode == "M_NOT_FOUND"
    first, second = await new_version(alice, "one"), await new_version(alice, "two")
    current = await alice.ok("GET", "/room_keys/version")
    assert current == {
        "version": second,
        "algorithm": ALGORITHM,
        "auth_data": {"public_key": "two"},
        "count": 0,
        "etag": current["etag"],
    }
    assert (await alice.ok("GET", f"/room_keys/version/{first}"))["auth_data"] == {"public_key": "one"}
    changed = {"algorithm": ALGORITHM, "auth_data": {"public_key": "1"}}
    assert await alice.ok("PUT", f"/room_keys/version/{first}", changed) == {}
    assert await alice.ok("PUT", f"/room_keys/version/{first}", changed | {"version": first}) == {}
    assert (await alice.ok("GET", f"/room_keys/version/{first}"))["auth_data"] == {"public_key": "1"}
    for _ in range(2):
        assert await alice.ok("DELETE", f"/room_keys/version/{second}") == {}
    assert (await alice.get(f"/room_keys/version/{second}")).status == 404
    assert (await alice.ok("GET", "/room_keys/version"))["version"] == first
    assert await new_version(alice) not in (first, second)


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"algorithm": ALGORITHM}, "M_MISSING_PARAM"),
        ({"auth_data": {}}, "M_MISSING_PARAM"),
        ({"algorithm": "", "auth_data": {}}, "M_INVALID_PARAM"),
        ({"algorithm": 5, "auth_data": {}}, "M_BAD_JSON"),
        ({"algorithm": ALGORITHM, "auth_data": {"x": "x" * 70_000}}, "M_INVALID_PARAM"),
    ],
)
async def test_a_version_has_a_form(server: Rig, body: Json, errcode: str) -> None:
    alice = await server.user("alice")
    answer = await alice.post("/room_keys/version", body)
    assert (answer.status, answer.errcode) == (400, errcode)


async def test_only_auth_data_of_a_version_change(server: Rig) -> None:
    alice = await server.user("alice")
    version = await new_version(alice)
    path = f"/room_keys/version/{version}"
    body: Json = {"algorithm": ALGORITHM, "auth_data": {}}
    for wrong in (body | {"algorithm": "another"}, body | {"version": version + "0"}):
        answer = await alice.put(path, wrong)
        assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")
    for unknown in ("99", "bogus", "01", "٣"):
        answer = await alice.put(f"/room_keys/version/{part(unknown)}", body)
        assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")
        assert (await alice.delete(f"/room_keys/version/{part(unknown)}")).status == 404


async def test_keys_are_kept_by_session_room_and_all(server: Rig) -> None:
    alice = await server.user("alice")
    version = await new_version(alice)
    first = await put(alice, version, SLASHED, key())
    assert first["count"] == 1
    room = {"sessions": {"two": key(2), "three": key(3)}}
    second = await alice.ok("PUT", f"/room_keys/keys/{part(ROOM)}", room, version=version)
    everything = {"rooms": {OTHER: {"sessions": {SLASHED: key(4)}}, ROOM: room}}
    third = await alice.ok("PUT", "/room_keys/keys", everything, version=version)
    assert (second["count"], third["count"]) == (3, 4)
    assert len({first["etag"], second["etag"], third["etag"]}) == 3
    info = await alice.ok("GET", "/room_keys/version")
    assert (info["count"], info["etag"]) == (4, third["etag"])
    of_room = {"sessions": {SLASHED: key(), "two": key(2), "three": key(3)}}
    assert await alice.ok("GET", f"/room_keys/keys/{part(ROOM)}", version=version) == of_room
    assert await alice.ok("GET", "/room_keys/keys", version=version) == {
        "rooms": {ROOM: of_room, OTHER: {"sessions": {SLASHED: key(4)}}}
    }
    path = f"/room_keys/keys/{part(ROOM)}/{part(SLASHED)}"
    assert await alice.ok("GET", path, version=version) == key()
    for some, left in ((path, 3), (f"/room_keys/keys/{part(ROOM)}", 1), ("/room_keys/keys", 0)):
        gone = await alice.ok("DELETE", some, version=version)
        assert gone["count"] == left
        assert await alice.ok("DELETE", some, version=version) == gone  # nothing there, nothing changed


async def test_an_empty_backup_has_no_keys(server: Rig) -> None:
    alice = await server.user("alice")
    version = await new_version(alice)
    assert await alice.ok("GET", "/room_keys/keys", version=version) == {"rooms": {}}
    assert await alice.ok("GET", f"/room_keys/keys/{part(ROOM)}", version=version) == {"sessions": {}}
    answer = await alice.get(f"/room_keys/keys/{part(ROOM)}/s", version=version)
    assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")


@pytest.mark.parametrize("path", ["", f"/{part(ROOM)}", f"/{part(ROOM)}/s"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_keys_need_a_version_that_exists(server: Rig, method: str, path: str) -> None:
    alice = await server.user("alice")
    bodies: dict[str, Json] = {
        "": {"rooms": {}},
        f"/{part(ROOM)}": {"sessions": {}},
        f"/{part(ROOM)}/s": key(),
    }
    body = bodies[path] if method == "PUT" else None
    missing = await alice.request(method, "/room_keys/keys" + path, body)
    assert (missing.status, missing.errcode) == (400, "M_MISSING_PARAM")
    version = await new_version(alice)
    for unknown in (version + "1", "bogus"):
        answer = await alice.request(method, "/room_keys/keys" + path, body, query={"version": unknown})
        assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")
    await alice.ok("DELETE", f"/room_keys/version/{version}")
    answer = await alice.request(method, "/room_keys/keys" + path, body, query={"version": version})
    assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")


async def test_keys_go_into_the_current_version_only(server: Rig) -> None:
    alice = await server.user("alice")
    old, new = await new_version(alice), await new_version(alice)
    path = f"/room_keys/keys/{part(ROOM)}/s"
    answer = await alice.put(path, key(), version=old)
    assert (answer.status, answer.errcode) == (403, "M_WRONG_ROOM_KEYS_VERSION")
    assert answer.body["current_version"] == new
    assert await alice.ok("GET", "/room_keys/keys", version=old) == {"rooms": {}}


async def test_a_new_version_is_empty(server: Rig) -> None:
    alice = await server.user("alice")
    version = await new_version(alice)
    await put(alice, version, "s", key())
    await alice.ok("DELETE", f"/room_keys/version/{version}")
    again = await new_version(alice)
    assert await alice.ok("GET", "/room_keys/keys", version=again) == {"rooms": {}}


# From the worst to the best: verified first, then what reads more, then what came more directly.
RANKS = [
    key(11, 6),
    key(11, 5),
    key(10, 6),
    key(10, 5),
    key(11, 6, verified=True),
    key(11, 5, verified=True),
    key(10, 6, verified=True),
    key(10, 5, verified=True),
]


async def test_a_better_key_takes_the_place_of_a_worse_one(server: Rig) -> None:
    alice = await server.user("alice")
    version = await new_version(alice)
    path = f"/room_keys/keys/{part(ROOM)}/s"
    for number, better in enumerate(RANKS):
        before = await alice.ok("GET", "/room_keys/version")
        after = await put(alice, version, "s", better)
        assert after["etag"] != before["etag"]
        for worse in RANKS[: number + 1]:  # the same is not better
            changed = {**worse, "session_data": {"ciphertext": "worse"}}
            assert await put(alice, version, "s", changed) == after
            assert await alice.ok("GET", path, version=version) == better


async def test_two_devices_at_once_keep_all_their_keys(server: Rig) -> None:
    alice, phone = await server.user("alice"), await server.login("alice")
    version = await new_version(alice)
    uploads = [
        put(device, version, f"{device.device_id}{number % 10}", key(20 - number))
        for device in (alice, phone)
        for number in range(20)
    ]
    await asyncio.gather(*uploads)
    info = await alice.ok("GET", "/room_keys/version")
    kept = (await alice.ok("GET", "/room_keys/keys", version=version))["rooms"][ROOM]["sessions"]
    assert info["count"] == len(kept) == 20
    assert {session["first_message_index"] for session in kept.values()} == set(range(1, 11))


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"first_message_index": -1}, "M_BAD_JSON"),
        ({"first_message_index": 1.5}, "M_BAD_JSON"),
        ({"forwarded_count": 2**60}, "M_BAD_JSON"),
        ({"is_verified": 1}, "M_BAD_JSON"),
        ({"session_data": None}, "M_MISSING_PARAM"),
        ({"session_data": {"x": "x" * 70_000}}, "M_INVALID_PARAM"),
    ],
)
async def test_a_key_has_a_form(server: Rig, change: Json, errcode: str) -> None:
    alice = await server.user("alice")
    version = await new_version(alice)
    body: dict[str, Any] = {name: value for name, value in (key() | change).items() if value is not None}
    answer = await alice.put(f"/room_keys/keys/{part(ROOM)}/s", body, version=version)
    assert (answer.status, answer.errcode) == (400, errcode)
    everything = {"rooms": {ROOM: {"sessions": {"s": body}}}}
    assert (await alice.put("/room_keys/keys", everything, version=version)).errcode == errcode


async def test_backups_are_their_owner_s(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    version = await new_version(alice)
    await put(alice, version, "s", key())
    for path in ("/room_keys/keys", f"/room_keys/keys/{part(ROOM)}/s"):
        assert (await bob.get(path, version=version)).status == 404
        assert (await bob.delete(path, version=version)).status == 404
        assert (await server.client().get(path, version=version)).errcode == "M_MISSING_TOKEN"
    assert (await bob.delete(f"/room_keys/version/{version}")).status == 404
    assert (await alice.ok("GET", "/room_keys/version"))["count"] == 1


async def test_secret_storage_is_account_data(server: Rig) -> None:
    """§Secrets: clients keep them as account data; another device finds them there."""
    alice, phone = await server.user("alice"), await server.login("alice")
    await phone.sync()
    secret: dict[str, Json] = {
        "m.secret_storage.default_key": {"key": "K"},
        "m.secret_storage.key.K": {"algorithm": "m.secret_storage.v1.aes-hmac-sha2", "iv": "i", "mac": "m"},
        "m.cross_signing.master": {"encrypted": {"K": {"iv": "i", "ciphertext": "c", "mac": "m"}}},
        "m.megolm_backup.v1": {"encrypted": {"K": {"iv": "i", "ciphertext": "c", "mac": "m"}}},
    }
    for type, content in secret.items():
        await alice.ok("PUT", f"/user/{part(alice.user_id)}/account_data/{part(type)}", content)
    told = (await phone.sync())["account_data"]["events"]
    assert {event["type"]: event["content"] for event in told} == secret
    for type, content in secret.items():
        assert await phone.ok("GET", f"/user/{part(alice.user_id)}/account_data/{part(type)}") == content


async def test_a_person_has_only_so_many_backups(server: Rig) -> None:
    alice = await server.user("alice")
    versions = [await new_version(alice) for _ in range(100)]
    body: Json = {"algorithm": ALGORITHM, "auth_data": {}}
    assert (await alice.post("/room_keys/version", body)).errcode == "M_INVALID_PARAM"
    await alice.ok("DELETE", f"/room_keys/version/{versions[0]}")
    await new_version(alice)
