"""Rooms as an administrator sees them, closing them, bringing people in, and words in the house's name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.administration.talk import ADMIN, acts, admin_of
from tests.kit.client import MatrixClient, part
from tests.kit.rig import Rig


async def test_the_list_and_the_details(house: Rig) -> None:
    admin, alice, bob = await admin_of(house), await house.user("alice"), await house.user("bob")
    mark = f"mark{house.suffix}"
    small = await alice.create_room(name=f"b {mark}", topic="what it is for", room_alias_name=f"al-{mark}")
    large = await alice.create_room(name=f"A {mark}", preset="public_chat", visibility="public")
    await bob.join(large)

    async def listed(**query: Any) -> list[str]:
        got = await admin.ok("GET", f"{ADMIN}/v1/rooms", **({"search_term": mark} | query))
        return [one["room_id"] for one in got["rooms"]]

    assert await listed() == [large, small]
    assert await listed(dir="b") == [small, large]
    assert await listed(order_by="joined_members") == [large, small]
    assert await listed(order_by="joined_members", dir="b") == [small, large]
    assert await listed(order_by="canonical_alias") == [small, large]
    assert await listed(public_rooms="true") == [large]
    assert await listed(public_rooms="false") == [small]
    assert await listed(empty_rooms="true") == []
    assert await listed(search_term=small) == [small]
    for order in (
        "creator",
        "version",
        "public",
        "encryption",
        "join_rules",
        "guest_access",
        "history_visibility",
    ):
        assert sorted(await listed(order_by=order)) == sorted([large, small])
    page = await admin.ok("GET", f"{ADMIN}/v1/rooms", search_term=mark, limit=1)
    assert (page["total_rooms"], page["next_batch"], page["offset"]) == (2, 1, 0)
    last = await admin.ok("GET", f"{ADMIN}/v1/rooms", search_term=mark, limit=1, **{"from": 1})
    assert (last["prev_batch"], "next_batch" in last) == (0, False)
    [entry] = (await admin.ok("GET", f"{ADMIN}/v1/rooms", search_term=small))["rooms"]
    details = await admin.ok("GET", f"{ADMIN}/v1/rooms/{small}")
    assert entry.items() <= details.items()
    expected = {
        "name": f"b {mark}",
        "topic": "what it is for",
        "canonical_alias": f"#al-{mark}:test.local",
        "creator": alice.user_id,
        "joined_members": 1,
        "joined_local_devices": 1,
        "join_rules": "invite",
        "encryption": None,
        "federatable": False,
        "public": False,
        "forgotten": False,
    }
    assert expected.items() <= details.items()
    state = (await admin.ok("GET", f"{ADMIN}/v1/rooms/{small}/state"))["state"]
    assert len(state) == details["state_events"]
    assert {event["type"] for event in state} >= {"m.room.create", "m.room.member", "m.room.name"}
    got = await admin.ok("GET", f"{ADMIN}/v1/rooms/{large}/members")
    assert got == {"members": [alice.user_id, bob.user_id], "total": 2}
    for path in ("", "/members", "/state"):
        assert (await admin.get(f"{ADMIN}/v1/rooms/!nowhere:test.local{path}")).errcode == "M_NOT_FOUND"


@pytest.mark.parametrize(
    "query", [{"order_by": "smell"}, {"dir": "x"}, {"limit": "-1"}, {"public_rooms": "yes"}]
)
async def test_lists_that_can_not_be(house: Rig, query: dict[str, str]) -> None:
    answer = await (await admin_of(house)).get(f"{ADMIN}/v1/rooms", **query)
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def check_closed(room: str, *people: MatrixClient) -> None:
    """Nobody is in, nobody comes in, nobody reads on."""
    for one in people:
        assert room not in (await one.ok("GET", "/joined_rooms"))["joined_rooms"]
        for answer in (
            await one.post(f"/join/{room}"),
            await one.put(f"/rooms/{room}/send/m.room.message/x", {"msgtype": "m.text", "body": "x"}),
            await one.get(f"/rooms/{room}/messages", dir="b"),
        ):
            assert answer.status == 403, answer.body
        got = await one.ok("GET", "/sync")
        assert room not in [one for rooms in got.get("rooms", {}).values() for one in rooms]


async def test_closing_a_room(house: Rig) -> None:
    admin, alice, bob, eve = (
        await admin_of(house),
        await house.user("alice"),
        await house.user("bob"),
        await house.user("eve"),
    )
    alias = f"gone{house.suffix}"
    room = await alice.create_room(preset="public_chat", room_alias_name=alias, visibility="public")
    await bob.join(room)
    await alice.invite(room, eve)
    since = (await bob.ok("GET", "/sync"))["next_batch"]
    got = await admin.request("DELETE", f"{ADMIN}/v1/rooms/{room}", {"block": True, "purge": True})
    assert got.status == 200, got.body
    assert sorted(got.body["kicked_users"]) == sorted([alice.user_id, bob.user_id, eve.user_id])
    assert got.body["local_aliases"] == [f"#{alias}:test.local"]
    assert (got.body["failed_to_kick_users"], got.body["new_room_id"]) == ([], None)
    told = await bob.ok("GET", "/sync", since=since)
    assert room in told["rooms"]["leave"]
    await check_closed(room, alice, bob, eve)
    assert (await bob.get(f"/directory/room/{part(f'#{alias}:test.local')}")).errcode == "M_NOT_FOUND"
    assert room not in [one["room_id"] for one in (await bob.ok("GET", "/publicRooms"))["chunk"]]
    assert await acts(admin, room) == ["room.closed"]
    moved = await admin.delete(f"{ADMIN}/v1/rooms/{room}", {"new_room_user_id": alice.user_id})
    assert (moved.status, moved.errcode) == (400, "M_INVALID_PARAM")


async def test_closing_a_room_later(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    room = await alice.create_room()
    since = (await alice.ok("GET", "/sync"))["next_batch"]
    asked = await admin.ok("DELETE", f"{ADMIN}/v2/rooms/{room}", {})
    told = await alice.ok("GET", "/sync", since=since, timeout=30_000)  # until the worker has done it
    assert room in told["rooms"]["leave"]
    status = await admin.ok("GET", f"{ADMIN}/v2/rooms/delete_status/{asked['delete_id']}")
    assert status["status"] == "complete"
    assert status["shutdown_room"]["kicked_users"] == [alice.user_id]
    by_room = await admin.ok("GET", f"{ADMIN}/v2/rooms/{room}/delete_status")
    assert by_room == {"results": [{"delete_id": asked["delete_id"], "room_id": room} | status]}
    assert (await admin.get(f"{ADMIN}/v2/rooms/delete_status/x")).errcode == "M_NOT_FOUND"
    assert (await admin.get(f"{ADMIN}/v2/rooms/!x:test.local/delete_status")).errcode == "M_NOT_FOUND"
    assert (await admin.delete(f"{ADMIN}/v2/rooms/!x:test.local")).errcode == "M_NOT_FOUND"
    await check_closed(room, alice)


async def test_bringing_somebody_into_a_plain_room(house: Rig) -> None:
    admin, alice, bob = await admin_of(house), await house.user("alice"), await house.user("bob")
    public = await alice.create_room(preset="public_chat", room_alias_name=f"pub{house.suffix}")
    path = f"{ADMIN}/v1/join/{part(f'#pub{house.suffix}:test.local')}"
    for _ in range(2):  # who is in already stays in
        assert await admin.ok("POST", path, {"user_id": bob.user_id}) == {"room_id": public}
    assert public in (await bob.ok("GET", "/joined_rooms"))["joined_rooms"]
    private = await alice.create_room()
    refused = await admin.post(f"{ADMIN}/v1/join/{private}", {"user_id": bob.user_id})
    assert (refused.status, refused.errcode) == (403, "M_FORBIDDEN")
    await alice.invite(private, admin)
    await admin.join(private)
    await admin.ok("POST", f"{ADMIN}/v1/join/{private}", {"user_id": bob.user_id})
    assert private in (await bob.ok("GET", "/joined_rooms"))["joined_rooms"]
    for room, user_id, errcode in (
        (public, "@nobody:test.local", "M_NOT_FOUND"),
        (public, "nobody", "M_INVALID_PARAM"),
        ("!nowhere:test.local", bob.user_id, "M_NOT_FOUND"),
        (public, "@fangyuan:test.local", "M_FORBIDDEN"),
    ):
        assert (await admin.post(f"{ADMIN}/v1/join/{room}", {"user_id": user_id})).errcode == errcode


async def test_the_charter_holds_for_administrators_too(rig: Rig) -> None:
    await rig.restart(registration={"mode": "open", "shared_secret": "a secret of more than twenty letters"})
    admin, alice, bob = await admin_of(rig), await rig.user("alice"), await rig.user("bob")
    group = await alice.create_room(name="Launch", topic="To launch the thing on time")
    refused = await admin.post(f"{ADMIN}/v1/join/{group}", {"user_id": bob.user_id})
    assert (refused.status, refused.errcode) == (403, "M_FORBIDDEN")
    exception = {"person_id": bob.user_id, "effect": "admit", "reason": "He knows how to launch things"}
    await admin.post(f"/_fangyuan/v1/groups/{group}/exceptions", exception)
    await admin.ok("POST", f"{ADMIN}/v1/join/{group}", {"user_id": bob.user_id})
    assert "member.added" in await acts(admin, group)
    await admin.ok("DELETE", f"{ADMIN}/v1/rooms/{group}", {})
    await check_closed(group, alice, bob)
    assert (await acts(admin, group))[-2:] == ["group.closed", "room.closed"]
    assert (await admin.get(f"/_fangyuan/v1/groups/{group}")).status in (200, 404)
    listed = await admin.ok("GET", "/_fangyuan/v1/groups")
    assert group not in [one["room_id"] for one in listed["groups"]]


async def test_a_word_in_the_houses_name(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    since = (await alice.ok("GET", "/sync"))["next_batch"]
    body = {"user_id": alice.user_id, "content": {"msgtype": "m.text", "body": "The canteen is closed"}}
    first = await admin.ok("PUT", f"{ADMIN}/v1/send_server_notice/t1", body)
    assert await admin.ok("PUT", f"{ADMIN}/v1/send_server_notice/t1", body) == first
    second = await admin.ok("POST", f"{ADMIN}/v1/send_server_notice", body)
    assert second != first
    got = await alice.ok("GET", "/sync", since=since)
    [room] = got["rooms"]["join"].values()
    said = [event for event in room["timeline"]["events"] if event["type"] == "m.room.message"]
    assert [event["event_id"] for event in said] == [first["event_id"], second["event_id"]]
    assert {event["sender"] for event in said} == {"@fangyuan:test.local"}
    assert await acts(admin, alice.user_id) == ["notice.sent", "notice.sent"]
    for wrong, errcode in (
        (body | {"state_key": ""}, "M_INVALID_PARAM"),
        (body | {"type": ""}, "M_INVALID_PARAM"),
        (body | {"user_id": "@nobody:test.local"}, "M_NOT_FOUND"),
        ({"user_id": alice.user_id}, "M_MISSING_PARAM"),
    ):
        assert (await admin.post(f"{ADMIN}/v1/send_server_notice", wrong)).errcode == errcode
