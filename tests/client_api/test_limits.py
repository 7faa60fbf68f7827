"""§Rate limiting, and the largest size of a request."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.kit.edge import check_error
from tests.kit.rig import Rig
from tests.kit.talk import people, room_of, timeline


async def test_bodies_have_a_largest_size(plain_rig: Rig) -> None:
    await plain_rig.restart(limits={"enabled": False, "request_bytes": 100_000})
    (alice,) = await people(plain_rig, "alice")
    room = await alice.create_room()
    path = f"/rooms/{room}/send/m.room.message/t"
    for size in (100_001, 900_000):
        check_error(await alice.request("PUT", path, b"x" * size), 413, "M_TOO_LARGE")
        check_error(await alice.request("POST", "/createRoom", b"x" * size), 413, "M_TOO_LARGE")

    async def pieces() -> Any:
        for _ in range(200):
            yield b"x" * 1_000

    async with plain_rig.http().put(
        f"{plain_rig.base}/_matrix/client/v3{path}",
        data=pieces(),
        headers={"Authorization": f"Bearer {alice.token}"},
    ) as response:
        assert response.status == 413, "without a declared length too"
        assert (await response.json())["errcode"] == "M_TOO_LARGE"
    assert (await alice.put("/user/x/account_data/y", {"z": "z" * 99_000})).status == 403, (
        "just below is read"
    )
    assert (await alice.get("/joined_rooms")).status == 200


async def test_too_many_messages(plain_rig: Rig) -> None:
    """§Rate limiting: 429 with the time to wait, for that person only."""
    limits = {"enabled": True, "message_per_minute": 30.0, "message_burst": 3}
    await plain_rig.restart(limits=limits)
    alice, bob = await people(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    for number in range(3):
        await alice.send(room, str(number))
    answer = await alice.put(f"/rooms/{room}/send/m.room.message/late", {"body": "x"})
    check_error(answer, 429, "M_LIMIT_EXCEEDED")
    wait_ms = answer.body["retry_after_ms"]
    assert 0 < wait_ms <= 2_001
    assert int(answer.headers["Retry-After"]) * 1_000 >= wait_ms
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    for path in ("state/org.example.x/", "send/org.example.y/t", "redact/$x/t"):
        assert (await alice.put(f"/rooms/{room}/{path}", {})).status == 429
    await bob.send(room, "I may")
    assert (await alice.get("/sync")).status == 200, "reading goes on"
    plain_rig.clock.advance(wait_ms - 10)
    assert (await alice.put(f"/rooms/{room}/send/m.room.message/late", {"body": "x"})).status == 429
    plain_rig.clock.advance(10)
    await alice.send(room, "late", txn="late")
    heard = [event["content"].get("body") for event in timeline(await bob.sync(), room)]
    assert heard.count("late") == 1
    assert "x" not in heard
    plain_rig.clock.advance(600_000)
    for number in range(3):
        await alice.send(room, str(number))
    assert (await alice.put(f"/rooms/{room}/send/m.room.message/z", {"body": "x"})).status == 429


async def test_too_many_rooms_joins_and_invitations(plain_rig: Rig) -> None:
    limits = {
        "enabled": True,
        "create_burst": 2,
        "create_per_minute": 6.0,
        "join_burst": 2,
        "join_per_minute": 6.0,
    }
    await plain_rig.restart(limits=limits)
    alice, bob = await people(plain_rig, "alice", "bob")
    rooms = [await alice.create_room(preset="public_chat") for _ in range(2)]
    check_error(await alice.post("/createRoom", {}), 429, "M_LIMIT_EXCEEDED")
    await bob.join(rooms[0])
    await bob.join(rooms[1])
    for attempt in (f"/join/{rooms[0]}", f"/rooms/{rooms[0]}/join", f"/knock/{rooms[0]}"):
        check_error(await bob.post(attempt, {}), 429, "M_LIMIT_EXCEEDED")
    invitation = {"user_id": alice.user_id}
    assert (await bob.post(f"/rooms/{rooms[0]}/invite", invitation)).status == 429
    await bob.leave(rooms[0])
    plain_rig.clock.advance(10_000)
    await bob.join(rooms[0])


async def test_too_many_sign_ins(plain_rig: Rig) -> None:
    await people(plain_rig, "alice")
    await plain_rig.restart(limits={"enabled": True, "login_burst": 2, "login_per_minute": 6.0})
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "alice"}, "password": "x"}
    stranger = plain_rig.client()
    for _ in range(2):
        assert (await stranger.post("/login", body)).status == 403
    check_error(await stranger.post("/login", body), 429, "M_LIMIT_EXCEEDED")
    plain_rig.clock.advance(10_000)
    assert (await stranger.post("/login", body)).status == 403


async def test_without_limits(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    await asyncio.gather(*(alice.send(room, "x", txn=f"n{number}") for number in range(150)))
