"""§Creation: what /createRoom makes of each field and preset, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import by_key, data, people, timeline, verdict

PRESETS = {
    "private_chat": ("invite", "can_join"),
    "trusted_private_chat": ("invite", "can_join"),
    "public_chat": ("public", "forbidden"),
}


async def whole_state(client: MatrixClient, room: str) -> dict[tuple[str, str], Json]:
    events = await client.ok("GET", f"/rooms/{room}/state")
    return {key: event["content"] for key, event in by_key(events).items()}


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_an_empty_request_makes_a_private_room(server: Rig, version: str) -> None:
    (alice,) = await people(server, "alice")
    room = (await alice.ok("POST", f"/_matrix/client/{version}/createRoom", {}))["room_id"]
    assert room.startswith("!")
    assert room.endswith(":test.local")
    state = await whole_state(alice, room)
    assert state["m.room.create", ""] == {"room_version": "11"}
    assert state["m.room.member", alice.user_id] == {"membership": "join"}
    assert state["m.room.power_levels", ""]["users"] == {alice.user_id: 100}
    assert state["m.room.join_rules", ""] == {"join_rule": "invite"}
    assert state["m.room.history_visibility", ""] == {"history_visibility": "shared"}
    assert ("m.room.name", "") not in state
    assert ("m.room.topic", "") not in state
    answer = await alice.ok("GET", f"/_matrix/client/{version}/joined_rooms")
    assert answer == {"joined_rooms": [room]}


@pytest.mark.parametrize("preset", list(PRESETS))
async def test_presets(server: Rig, preset: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(preset=preset, invite=[bob.user_id])
    state = await whole_state(alice, room)
    join_rule, guests = PRESETS[preset]
    assert state["m.room.join_rules", ""] == {"join_rule": join_rule}
    assert state["m.room.guest_access", ""] == {"guest_access": guests}
    assert state["m.room.history_visibility", ""] == {"history_visibility": "shared"}
    power = state["m.room.power_levels", ""]["users"].get(bob.user_id)
    assert power == (100 if preset == "trusted_private_chat" else None)
    assert state["m.room.member", bob.user_id]["membership"] == "invite"


@pytest.mark.parametrize(("visibility", "join_rule"), [("public", "public"), ("private", "invite")])
async def test_visibility_chooses_the_preset_and_the_directory(
    server: Rig, visibility: str, join_rule: str
) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room(visibility=visibility)
    assert await alice.state(room, "m.room.join_rules") == {"join_rule": join_rule}
    assert await alice.ok("GET", f"/directory/list/room/{room}") == {"visibility": visibility}
    # A preset beside it decides about the state, not about the directory.
    mixed = await alice.create_room(visibility=visibility, preset="private_chat")
    assert await alice.state(mixed, "m.room.join_rules") == {"join_rule": "invite"}
    assert await alice.ok("GET", f"/directory/list/room/{mixed}") == {"visibility": visibility}


async def test_every_field_in_the_order_of_the_specification(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    alias = f"town-hall{server.suffix}"
    room = await alice.create_room(
        name="Town hall",
        topic="All hands",
        room_alias_name=alias,
        preset="public_chat",
        visibility="public",
        creation_content={"m.federate": False, "type": "org.example.hall", "creator": "@nobody:test.local"},
        room_version="11",
        initial_state=[
            {"type": "m.room.history_visibility", "content": {"history_visibility": "joined"}},
            {"type": "m.room.name", "state_key": "", "content": {"name": "Overwritten"}},
            {"type": "org.example.thing", "state_key": "a/b", "content": {"x": [1, {"y": None}]}},
        ],
        power_level_content_override={"events": {"m.room.topic": 10}, "invite": 60},
        invite=[bob.user_id, bob.user_id],
        is_direct=True,
    )
    chunk = (await alice.ok("GET", f"/rooms/{room}/messages", dir="f", limit=100))["chunk"]
    order = [event["type"] for event in chunk]
    assert order[:4] == [
        "m.room.create",
        "m.room.member",
        "m.room.power_levels",
        "m.room.canonical_alias",
    ]
    assert set(order[4:6]) == {"m.room.join_rules", "m.room.guest_access"}
    assert order[6:] == [
        "m.room.history_visibility",
        "m.room.name",
        "org.example.thing",
        "m.room.name",
        "m.room.topic",
        "m.room.member",
    ]
    assert all(event["sender"] == alice.user_id for event in chunk)
    state = await whole_state(alice, room)
    create = {"room_version": "11", "m.federate": False, "type": "org.example.hall"}
    assert state["m.room.create", ""] == create
    assert state["m.room.name", ""] == {"name": "Town hall"}
    assert state["m.room.topic", ""]["topic"] == "All hands"
    assert state["m.room.canonical_alias", ""] == {"alias": f"#{alias}:test.local"}
    assert state["m.room.history_visibility", ""] == {"history_visibility": "joined"}
    assert state["org.example.thing", "a/b"] == {"x": [1, {"y": None}]}
    powers = state["m.room.power_levels", ""]
    assert (powers["invite"], powers["events"], powers["users"]) == (
        60,
        {"m.room.topic": 10},
        {alice.user_id: 100},
    )
    invitation = state["m.room.member", bob.user_id]
    assert (invitation["membership"], invitation["is_direct"]) == ("invite", True)
    listed = await alice.ok("GET", "/publicRooms", limit=500)
    assert room in [entry["room_id"] for entry in listed["chunk"]]


async def test_a_profile_stands_in_the_first_member_events(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    for client, name in ((alice, "王芳"), (bob, "李雷")):
        await client.ok("PUT", f"/profile/{client.user_id}/displayname", {"displayname": name})
    room = await alice.create_room(invite=[bob.user_id])
    state = await whole_state(alice, room)
    assert state["m.room.member", alice.user_id] == {"membership": "join", "displayname": "王芳"}
    assert state["m.room.member", bob.user_id]["displayname"] == "李雷"


NONSENSE: list[tuple[Any, int, str | None]] = [
    ({"preset": "secret_chat"}, 400, "M_INVALID_PARAM"),
    ({"visibility": "hidden"}, 400, "M_INVALID_PARAM"),
    ({"room_version": "99"}, 400, "M_UNSUPPORTED_ROOM_VERSION"),
    ({"room_version": 11}, 400, "M_BAD_JSON"),
    ({"name": ["x"]}, 400, "M_BAD_JSON"),
    ({"invite": "@bob:test.local"}, 400, "M_BAD_JSON"),
    ({"invite": ["bob"]}, 400, "M_INVALID_PARAM"),
    ({"invite": ["@nobody-at-all:test.local"]}, 404, "M_NOT_FOUND"),
    ({"invite": ["@a:elsewhere.example"]}, 404, "M_NOT_FOUND"),
    ({"creation_content": []}, 400, "M_BAD_JSON"),
    ({"creation_content": {"x": 1.5}}, 400, "M_BAD_JSON"),
    ({"initial_state": [{"content": {}}]}, 400, "M_MISSING_PARAM"),
    ({"initial_state": [{"type": "org.example.x", "content": {"x": 0.5}}]}, 400, "M_BAD_JSON"),
    ({"initial_state": [{"type": "org.example.x", "content": "x"}]}, 400, "M_BAD_JSON"),
    ({"initial_state": [{"type": "m.room.create", "content": {}}]}, 400, None),
    (
        {"initial_state": [{"type": "m.room.member", "state_key": "@b:test.local", "content": {}}]},
        400,
        None,
    ),
    ({"initial_state": [{"type": "x", "state_key": "@nobody:test.local", "content": {}}]}, 400, None),
    ({"initial_state": [{"type": "", "content": {}}]}, 400, None),
    ({"initial_state": [{"type": "x" * 256, "content": {}}]}, 400, None),
    (
        {"initial_state": [{"type": "m.room.power_levels", "content": {"users": {"a": "b"}}}]},
        400,
        "M_BAD_JSON",
    ),
    ({"power_level_content_override": {"ban": "50"}}, 400, "M_BAD_JSON"),
    ({"power_level_content_override": {"ban": 50.0}}, 400, "M_BAD_JSON"),
    ({"power_level_content_override": {"users": []}}, 400, "M_BAD_JSON"),
    ({"power_level_content_override": {"x": 0.5}}, 400, "M_BAD_JSON"),
    ({"room_alias_name": "a:b"}, 400, "M_INVALID_PARAM"),
    ({"room_alias_name": "a\0b"}, 400, "M_BAD_JSON"),
    ({"room_alias_name": ""}, 400, "M_INVALID_PARAM"),
    ({"room_alias_name": "x" * 256}, 400, "M_INVALID_PARAM"),
    ({"topic": "x" * 70_000}, 413, "M_TOO_LARGE"),
    (b"{", 400, "M_NOT_JSON"),
    (b"[]", 400, "M_BAD_JSON"),
    (b'"x"', 400, "M_BAD_JSON"),
]


@pytest.mark.parametrize(("body", "status", "errcode"), NONSENSE)
async def test_nonsense_makes_no_room(server: Rig, body: Any, status: int, errcode: str | None) -> None:
    (alice,) = await people(server, "alice")
    answer = await alice.post("/createRoom", body)
    assert answer.status == status, answer.body
    assert errcode is None or answer.errcode == errcode, answer.body
    assert await alice.ok("GET", "/joined_rooms") == {"joined_rooms": []}


@pytest.mark.parametrize(
    "override",
    [
        {"users": {}},  # the creator himself may do nothing then
        {"users": {"@somebody:test.local": 100}},
        {"users_default": 0, "events": {"m.room.name": 101}},
    ],
)
async def test_a_creator_who_could_not_write_the_state_is_told_so(server: Rig, override: Json) -> None:
    (alice,) = await people(server, "alice")
    answer = await alice.post("/createRoom", {"name": "x", "power_level_content_override": override})
    assert verdict(answer) == (400, "M_INVALID_ROOM_STATE")


async def test_a_refused_room_leaves_nothing_behind(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    alias = f"half{server.suffix}"
    body = {"room_alias_name": alias, "visibility": "public", "invite": ["@nobody-at-all:test.local"]}
    assert (await alice.post("/createRoom", body)).status == 404
    assert (await alice.get(f"/directory/room/%23{alias}:test.local")).status == 404
    assert "rooms" not in await alice.sync()
    await alice.create_room(room_alias_name=alias)


async def test_a_taken_alias(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    alias = f"once{server.suffix}"
    await alice.create_room(room_alias_name=alias)
    assert verdict(await alice.post("/createRoom", {"room_alias_name": alias})) == (400, "M_ROOM_IN_USE")


async def test_a_direct_chat(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(preset="trusted_private_chat", is_direct=True, invite=[bob.user_id])
    invited = await bob.sync()
    stripped = invited["rooms"]["invite"][room]["invite_state"]["events"]
    own = next(event for event in stripped if event.get("state_key") == bob.user_id)
    assert own["content"]["is_direct"] is True
    assert data(invited).get("m.direct") is None, "the inviter's client says what is direct, each for itself"
    await bob.join(room)
    await bob.put_state(room, "m.room.name", {"name": "Bob may rename it"})
    assert timeline(await alice.sync(), room)[-1]["content"] == {"name": "Bob may rename it"}


async def test_a_space_is_a_room_with_a_type(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room(creation_content={"type": "m.space"}, name="Plant 1")
    assert (await alice.state(room, "m.room.create"))["type"] == "m.space"


async def test_two_rooms_are_two(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    first, second = await alice.create_room(name="same"), await alice.create_room(name="same")
    assert first != second
    assert set((await alice.ok("GET", "/joined_rooms"))["joined_rooms"]) == {first, second}
