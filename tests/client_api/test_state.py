"""§Sending events to a room, §Getting events for a room: state, by type and state key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, by_key, people, room_of, verdict

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])


@VERSIONS
@pytest.mark.parametrize("put_end", ["", "/"])
@pytest.mark.parametrize("get_end", ["", "/"])
async def test_the_slash_before_an_empty_state_key_is_optional(
    server: Rig, version: str, put_end: str, get_end: str
) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    path = f"/_matrix/client/{version}/rooms/{room}/state/m.room.name"
    event_id = (await alice.ok("PUT", path + put_end, {"name": "Plant 1"}))["event_id"]
    assert await alice.ok("GET", path + get_end) == {"name": "Plant 1"}
    event = await alice.ok("GET", path + get_end, format="event")
    assert (event["event_id"], event["state_key"], event["sender"]) == (event_id, "", alice.user_id)
    assert event["content"] == {"name": "Plant 1"}


@pytest.mark.parametrize(
    ("on_the_wire", "key"),
    [
        ("a%2Fb", "a/b"),
        ("%2F", "/"),
        ("a%252Fb", "a%2Fb"),
        ("a+b", "a+b"),
        ("a%20b", "a b"),
        ("%E7%8F%AD%E7%BB%84", "班组"),
        ("a%3Fb%23c", "a?b#c"),
        ("..", ".."),
        ("x" * 255, "x" * 255),
        ("%E7%BB%84" * 85, "组" * 85),  # 255 bytes
    ],
)
@VERSIONS
async def test_state_keys_are_decoded_once(server: Rig, on_the_wire: str, key: str, version: str) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    path = f"/_matrix/client/{version}/rooms/{room}/state/org.example.thing/{on_the_wire}"
    await alice.ok("PUT", path, {"it": key})
    assert await alice.ok("GET", path) == {"it": key}
    state = by_key(await alice.ok("GET", f"/rooms/{room}/state"))
    assert state["org.example.thing", key]["content"] == {"it": key}
    assert [found for type, found in state if type == "org.example.thing"] == [key]


async def test_event_types_and_room_ids_are_decoded_too(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    encoded = room.replace("!", "%21").replace(":", "%3A")
    await alice.ok("PUT", f"/rooms/{encoded}/state/org.example%2Fa%20b/k", {"x": 1})
    assert await alice.state(room, "org.example/a b", "k") == {"x": 1}


async def test_state_is_by_type_and_key_and_the_last_one_counts(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    first = await alice.put_state(room, "org.example.a", {"n": 1}, "k")
    await alice.put_state(room, "org.example.a", {"n": 2}, "")
    await alice.put_state(room, "org.example.b", {"n": 3}, "k")
    second = await alice.put_state(room, "org.example.a", {"n": 4}, "k")
    assert first != second
    assert await alice.state(room, "org.example.a", "k") == {"n": 4}
    assert await alice.state(room, "org.example.a") == {"n": 2}
    assert await alice.state(room, "org.example.b", "k") == {"n": 3}
    event = await alice.ok("GET", f"/rooms/{room}/event/{second}")
    assert event["unsigned"]["prev_content"] == {"n": 1}
    assert event["unsigned"]["replaces_state"] == first
    assert "prev_content" not in (await alice.ok("GET", f"/rooms/{room}/event/{first}"))["unsigned"]
    # The same again is the same event: nothing happened.
    assert await alice.put_state(room, "org.example.a", {"n": 4}, "k") == second


async def test_content_is_kept_as_it_was_written(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    content: dict[str, Any] = {
        "text": '\u0001😀 " \\ </script> \u2028',
        "ints": [0, -1, 2**53 - 1, -(2**53) + 1],
        "nested": {"a": {"b": [None, True, False, [], {}]}},
        "": "an empty key",
        "literally": "\\u0000 is only six characters here",
    }
    await alice.put_state(room, "org.example.any", content)
    assert await alice.state(room, "org.example.any") == content


@pytest.mark.parametrize(
    ("path", "body", "status", "errcode"),
    [
        ("org.example.x/" + "k" * 256, {}, 400, "M_INVALID_PARAM"),
        ("org.example.x/" + "%E7%BB%84" * 86, {}, 400, "M_INVALID_PARAM"),
        ("x" * 256 + "/", {}, 400, "M_INVALID_PARAM"),
        ("/", {}, 400, "M_INVALID_PARAM"),
        ("", {}, 400, "M_INVALID_PARAM"),
        ("org.example.x/a%00b", {}, 400, "M_INVALID_PARAM"),
        ("org.example.x/k/l", {}, 404, "M_UNRECOGNIZED"),
        ("org.example.x/k", {"x": 1.5}, 400, "M_BAD_JSON"),
        ("org.example.x/k", {"x": 1.0}, 400, "M_BAD_JSON"),
        ("org.example.x/k", {"x": [{"y": 2**53}]}, 400, "M_BAD_JSON"),
        ("org.example.x/k", {"x": -(2**53)}, 400, "M_BAD_JSON"),
        ("org.example.x/k", b'{"x": 1e3}', 400, "M_BAD_JSON"),
        ("org.example.x/k", b'{"x": NaN}', 400, "M_NOT_JSON"),
        ("org.example.x/k", b'{"x": "\\u0000"}', 400, "M_BAD_JSON"),
        ("org.example.x/k", b'{"x": "\xff"}', 400, "M_NOT_JSON"),
        ("org.example.x/k", b'{"x": 1} trailing', 400, "M_NOT_JSON"),
        ("org.example.x/k", b"[1]", 400, "M_BAD_JSON"),
        ("org.example.x/k", b"null", 400, "M_BAD_JSON"),
        ("org.example.x/k", b"[" * 100_000, 400, "M_NOT_JSON"),
        ("org.example.x/k", {"x": "y" * 65_536}, 413, "M_TOO_LARGE"),
        ("m.room.create/", {"room_version": "11", "x": 1}, 403, "M_FORBIDDEN"),
        ("m.room.member/@nobody:test.local", {}, 400, "M_MISSING_PARAM"),
        ("m.room.power_levels/", {"users": {"bob": 50}}, 400, "M_BAD_JSON"),
        ("m.room.canonical_alias/", {"alias": "no alias"}, 400, "M_INVALID_PARAM"),
        ("m.room.canonical_alias/", {"alias": 5}, 400, "M_INVALID_PARAM"),
        ("m.room.canonical_alias/", {"alias": "#nowhere:test.local"}, 400, "M_BAD_ALIAS"),
        ("m.room.canonical_alias/", {"alt_aliases": ["#nowhere:test.local"]}, 400, "M_BAD_ALIAS"),
    ],
)
async def test_state_that_can_not_be(server: Rig, path: str, body: Any, status: int, errcode: str) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    before = by_key(await alice.ok("GET", f"/rooms/{room}/state"))
    assert verdict(await alice.put(f"/rooms/{room}/state/{path}", body)) == (status, errcode)
    assert by_key(await alice.ok("GET", f"/rooms/{room}/state")) == before


async def test_nested_too_deeply(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    for depth in (200, 1_500):
        body = b'{"x":' + b"[" * depth + b"]" * depth + b"}"
        answer = await alice.put(f"/rooms/{room}/state/org.example.deep/", body)
        assert answer.status == 400
        assert answer.errcode in ("M_BAD_JSON", "M_NOT_JSON")


async def test_a_key_that_is_somebody_else_s_user_id(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    path = f"/rooms/{room}/state/org.example.mine"
    assert verdict(await alice.put(f"{path}/{bob.user_id}", {})) == FORBIDDEN
    assert verdict(await alice.put(f"{path}/@", {})) == FORBIDDEN
    await alice.put_state(room, "org.example.mine", {"x": 1}, alice.user_id)


async def test_state_that_is_not_there(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room()
    assert verdict(await alice.get(f"/rooms/{room}/state/m.room.topic/")) == NOT_FOUND
    assert verdict(await alice.get(f"/rooms/{room}/state/m.room.create/x")) == NOT_FOUND
    assert verdict(await alice.get(f"/rooms/{room}/state/m.room.member/{bob.user_id}")) == NOT_FOUND
    assert (await alice.get("/rooms/!nowhere:test.local/state/m.room.topic/")).status in (403, 404)
    assert (await alice.put("/rooms/!nowhere:test.local/state/m.room.topic/", {})).status in (403, 404)
    for path in ("state", "state/m.room.create", "members", "joined_members", "aliases"):
        assert verdict(await bob.get(f"/rooms/{room}/{path}")) == FORBIDDEN
    assert verdict(await bob.put(f"/rooms/{room}/state/org.example.x", {})) == FORBIDDEN
    assert (await alice.request("POST", f"/rooms/{room}/state/m.room.topic/", {})).status == 405


async def test_a_member_s_own_standing_by_state(server: Rig) -> None:
    """Clients may write m.room.member as state: it is the membership verb that it means."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await alice.create_room()
    await alice.put_state(room, "m.room.member", {"membership": "invite", "reason": "come"}, bob.user_id)
    assert (await alice.state(room, "m.room.member", bob.user_id))["reason"] == "come"
    await bob.put_state(room, "m.room.member", {"membership": "join"}, bob.user_id)
    # In one room only, under another name.
    own = {"membership": "join", "displayname": "Bob at work"}
    await bob.put_state(room, "m.room.member", own, bob.user_id)
    assert await alice.state(room, "m.room.member", bob.user_id) == own
    path = f"/rooms/{room}/state/m.room.member"
    assert verdict(await bob.put(f"{path}/{alice.user_id}", {"membership": "leave"})) == FORBIDDEN
    assert verdict(await bob.put(f"{path}/{alice.user_id}", own)) == FORBIDDEN
    assert verdict(await bob.put(f"{path}/{bob.user_id}", {"membership": "ban"})) == FORBIDDEN
    assert verdict(await carol.put(f"{path}/{carol.user_id}", {"membership": "join"})) == FORBIDDEN
    assert (await bob.put(f"{path}/{bob.user_id}", {"membership": "dance"})).status in (400, 403)
    assert (await alice.put(f"{path}/not-a-user", {"membership": "invite"})).status in (400, 403, 404)
    await alice.put_state(room, "m.room.member", {"membership": "ban"}, bob.user_id)
    await alice.put_state(room, "m.room.member", {"membership": "leave"}, bob.user_id)
    assert (await alice.state(room, "m.room.member", bob.user_id))["membership"] == "leave"
    await alice.put_state(room, "m.room.member", {"membership": "leave"}, alice.user_id)
    assert await alice.ok("GET", "/joined_rooms") == {"joined_rooms": []}
