"""Rooms that stock clients make: a direct chat stays one, anything else is a group, closed until it has a purpose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import HOUSE, found, sign_in, words_of_the_house
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, verdict

CHARTER = "fangyuan.charter"


async def status(client: MatrixClient, room: str) -> str | None:
    """Of its charter; None for a room without one."""
    answer = await client.get(f"/rooms/{room}/state/{CHARTER}/")
    return answer.body["status"] if answer.status == 200 else None


async def memberships(client: MatrixClient, room: str) -> dict[str, str]:
    chunk = (await client.ok("GET", f"/rooms/{room}/members"))["chunk"]
    return {event["state_key"]: event["content"]["membership"] for event in chunk}


@pytest.mark.parametrize(
    "body",
    [
        {"is_direct": True},
        {"is_direct": True, "preset": "trusted_private_chat"},
        {"preset": "trusted_private_chat"},
        {"is_direct": True, "initial_state": [{"type": "m.room.encryption", "content": {"algorithm": "x"}}]},
    ],
)
async def test_a_direct_chat_works_as_always(works: Rig, body: Json) -> None:
    li, zhao = await sign_in(works, "li", "zhao")
    room = await li.create_room(invite=[zhao.user_id], **body)
    assert await status(li, room) is None
    await zhao.join(room)
    await li.send(room, {"msgtype": "m.video", "body": "a.mp4", "url": "mxc://test.local/a"})
    assert await memberships(li, room) == {li.user_id: "join", zhao.user_id: "join"}


@pytest.mark.parametrize("rule", ["invite", "public", "knock", "restricted"])
async def test_a_direct_chat_stays_two(works: Rig, rule: str) -> None:
    li, zhao, wang, he = await sign_in(works, "li", "zhao", "wang", "he")
    other = (await found(he))["room_id"]
    allow = [{"type": "m.room_membership", "room_id": other}]
    rules = {"type": "m.room.join_rules", "content": {"join_rule": rule, "allow": allow}}
    room = await li.create_room(invite=[zhao.user_id], is_direct=True, initial_state=[rules])
    third = f"/rooms/{room}/state/m.room.member/{wang.user_id}"
    for _ in range(2):
        assert verdict(await li.post(f"/rooms/{room}/invite", {"user_id": wang.user_id})) == FORBIDDEN
        assert verdict(await li.put(third, {"membership": "invite"})) == FORBIDDEN
        assert verdict(await wang.post(f"/join/{room}", {})) == FORBIDDEN
        assert verdict(await wang.put(third, {"membership": "join"})) == FORBIDDEN
        assert verdict(await wang.post(f"/knock/{room}", {})) == FORBIDDEN
        if await memberships(li, room) != {li.user_id: "join", zhao.user_id: "join"}:
            await zhao.join(room)
    await zhao.leave(room)
    await li.invite(room, zhao)
    await zhao.join(room)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "新项目"},
        {"is_direct": True, "invite": ["@zhao:test.local", "@wang:test.local"]},
        {"is_direct": True, "visibility": "public"},
        {"is_direct": True, "creation_content": {"type": "m.space"}},
        {"creation_content": {"type": "m.space"}, "name": "空间"},
        {"preset": "public_chat", "invite": ["@zhao:test.local"]},
        {"preset": "trusted_private_chat", "name": "x", "invite": ["@zhao:test.local"]},
        {"topic": "  ", "name": "x"},
    ],
)
async def test_anything_else_is_a_draft_closed_to_others(works: Rig, body: Json) -> None:
    li, zhao, wang, lin = await sign_in(works, "li", "zhao", "wang", "lin")
    room = await li.create_room(**body)
    assert await status(li, room) == "draft"
    assert await memberships(li, room) == {li.user_id: "join", HOUSE: "join"}
    for other in (zhao, wang, lin):
        invite = {"user_id": other.user_id}
        for language, word in (("zh-CN", "用途"), ("en", "topic")):
            li.headers = {"Accept-Language": language}
            answer = await li.post(f"/rooms/{room}/invite", invite)
            assert verdict(answer) == FORBIDDEN
            assert word in answer.body["error"]
        li.headers = {}
        member = f"/rooms/{room}/state/m.room.member/{other.user_id}"
        assert verdict(await li.put(member, {"membership": "invite"})) == FORBIDDEN
        assert verdict(await other.put(member, {"membership": "join"})) == FORBIDDEN
        assert verdict(await other.post(f"/join/{room}", {})) == FORBIDDEN
        assert verdict(await other.post(f"/knock/{room}", {})) == FORBIDDEN
    await li.put_state(room, "m.room.topic", {"topic": "换泵"})
    assert await status(li, room) == "open"
    assert (await words_of_the_house(li))[-1].startswith("群规已生效")
    invited = dict.fromkeys(body.get("invite", []), "invite")
    assert await memberships(li, room) == {li.user_id: "join", HOUSE: "join"} | invited


async def test_a_topic_makes_it_a_group_at_once(works: Rig) -> None:
    li, zhao = await sign_in(works, "li", "zhao")
    room = await li.create_room(name="换泵", topic="把泵换了。", invite=[zhao.user_id])
    charter = (await li.state(room, CHARTER))["charter"]
    assert (charter["kind"], charter["purpose"], charter["owner"]) == ("project", "把泵换了。", li.user_id)
    await zhao.join(room)
    await zhao.send(room, "来了")
    audit = (await sign_in(works, "wu"))[0]
    entries = (await audit.get("/_fangyuan/v1/audit", subject=room, dir="f")).body["entries"]
    acts = [entry["act"] for entry in entries]
    assert acts[:2] == ["group.founded", "group.completed"]


async def test_the_topic_may_come_as_initial_state(works: Rig) -> None:
    [li] = await sign_in(works, "li")
    topic = {"type": "m.room.topic", "content": {"topic": "换泵"}}
    assert await status(li, await li.create_room(initial_state=[topic])) == "open"


async def test_a_draft_completed_over_the_api(works: Rig) -> None:
    li, zhao = await sign_in(works, "li", "zhao")
    room = await li.create_room(name="换泵")
    path = f"/_fangyuan/v1/groups/{room}"
    assert (await li.get(path)).body["status"] == "draft"
    assert (await zhao.put(f"{path}/charter", {"purpose": "mine"})).status == 403
    assert (await li.post(f"{path}/charter/acceptance")).status == 404
    assert (await li.put(f"{path}/charter", {"name": "x"})).body["field"] == "purpose"
    done = await li.put(f"{path}/charter", {"purpose": "换泵"})
    assert (done.body["status"], done.body["charter"]["name"]) == ("open", "换泵")


@pytest.mark.parametrize(
    "more",
    [
        {"initial_state": [{"type": CHARTER, "content": {"status": "open"}}]},
        {"initial_state": [{"type": "m.room.tombstone", "content": {"replacement_room": "!x:test.local"}}]},
        {
            "initial_state": [
                {"type": "m.room.history_visibility", "content": {"history_visibility": "world_readable"}}
            ]
        },
        {"power_level_content_override": {"users": {"@li:test.local": 1_000}}},
        {"invite": ["@nobody:test.local"]},
        {"topic": "x" * 501},
        {"topic": "换泵", "name": "x" * 101},
    ],
)
async def test_what_is_not_founded(works: Rig, more: dict[str, Any]) -> None:
    [li] = await sign_in(works, "li")
    before = await li.ok("GET", "/joined_rooms")
    answer = await li.post("/createRoom", {"name": "x"} | more)
    assert 400 <= answer.status < 500
    assert await li.ok("GET", "/joined_rooms") == before


async def test_whatever_powers_its_maker_wished_the_charter_s_hold(works: Rig) -> None:
    [li] = await sign_in(works, "li")
    wished = {
        "users": {li.user_id: 100, "@zhao:test.local": 100},
        "users_default": 100,
        "state_default": 0,
        "events_default": 50,
        "kick": 0,
        "ban": 0,
        "redact": 0,
        "invite": 50,
        "events": {"m.room.power_levels": 0, "m.room.message": 90, "org.matrix.msc3401.call.member": 0},
    }
    room = await li.create_room(topic="换泵", power_level_content_override=wished)
    powers = await li.state(room, "m.room.power_levels")
    assert powers["users"] == {li.user_id: 90, HOUSE: 100}
    assert (powers["users_default"], powers["state_default"], powers["events_default"]) == (0, 50, 0)
    assert (powers["kick"], powers["ban"], powers["redact"], powers["invite"]) == (50, 50, 50, 50)
    assert powers["events"]["m.room.power_levels"] == 100
    assert powers["events"]["org.matrix.msc3401.call.member"] == 0
    assert "m.room.message" not in powers["events"]
