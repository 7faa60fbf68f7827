"""§Spaces, §Room summaries, §Mutual rooms, §Restricted rooms."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.rig import Rig
from tests.kit.talk import verdict

VIA = ["test.local"]
WORLD = [{"type": "m.room.history_visibility", "content": {"history_visibility": "world_readable"}}]


async def space_of(client: MatrixClient, name: str = "Space", **more: Any) -> str:
    wish: Json = {"preset": "public_chat", "name": name, "creation_content": {"type": "m.space"}}
    return await client.create_room(**wish | more)


async def link(client: MatrixClient, parent: str, child: str, **more: Any) -> None:
    await client.put_state(parent, "m.space.child", {"via": VIA} | more, child)


async def tree(client: MatrixClient, room: str, **query: Any) -> Json:
    return await client.ok("GET", f"/_matrix/client/v1/rooms/{part(room)}/hierarchy", **query)


async def ids(client: MatrixClient, room: str, **query: Any) -> list[str]:
    return [each["room_id"] for each in (await tree(client, room, **query))["rooms"]]


def links(page: Json) -> set[tuple[str, str]]:
    return {(each["room_id"], one["state_key"]) for each in page["rooms"] for one in each["children_state"]}


class Tree:
    """root -> r1, ss1 -> (ss2 -> (r3, r4)), r2; alice is in all but r4, which can be read by everybody."""

    async def grow(self, alice: MatrixClient, bob: MatrixClient) -> Tree:
        self.alice = alice
        self.root, self.ss1, self.ss2 = [await space_of(alice, name) for name in ("Root", "SS1", "SS2")]
        self.r1, self.r2, self.r3 = [
            await alice.create_room(preset="public_chat", name=name) for name in ("R1", "R2", "R3")
        ]
        self.r4 = await bob.create_room(preset="public_chat", name="R4", initial_state=WORLD)
        self.r5 = await bob.create_room(preset="public_chat", name="R5")
        pairs = [(self.root, self.r1), (self.root, self.ss1), (self.root, self.r2), (self.r2, self.r5)]
        pairs += [(self.ss1, self.ss2), (self.ss2, self.r3), (self.ss2, self.r4)]
        for parent, child in pairs:
            alice.rig.clock.advance(1)
            await link(alice, parent, child, suggested=child in (self.r1, self.r2))
        return self


async def grow(server: Rig) -> Tree:
    return await Tree().grow(await server.user("alice"), await server.user("bob"))


async def test_the_whole_tree_depth_first(server: Rig) -> None:
    it = await grow(server)
    page = await tree(it.alice, it.root)
    assert [each["name"] for each in page["rooms"]] == ["Root", "R1", "SS1", "SS2", "R3", "R4", "R2"]
    assert links(page) == {
        (it.root, it.r1), (it.root, it.ss1), (it.root, it.r2), (it.ss1, it.ss2), (it.ss2, it.r3), (it.ss2, it.r4),
    }  # fmt: skip
    root, first = page["rooms"][:2]
    assert (root["room_type"], root["num_joined_members"], root["join_rule"]) == ("m.space", 1, "public")
    assert "room_type" not in first
    assert set(root["children_state"][0]) >= {"type", "state_key", "content", "sender", "origin_server_ts"}
    assert "next_batch" not in page


async def test_depth_and_suggestions(server: Rig) -> None:
    it = await grow(server)
    page = await tree(it.alice, it.root, max_depth=1)
    assert [each["name"] for each in page["rooms"]] == ["Root", "R1", "SS1", "R2"]
    assert (it.ss1, it.ss2) in links(page)
    assert await ids(it.alice, it.root, max_depth=0) == [it.root]
    page = await tree(it.alice, it.root, suggested_only=True)
    assert [each["name"] for each in page["rooms"]] == ["Root", "R1", "R2"]
    assert links(page) == {(it.root, it.r1), (it.root, it.r2)}


async def test_pages(server: Rig) -> None:
    it = await grow(server)
    page = await tree(it.alice, it.root, limit=4)
    assert [each["name"] for each in page["rooms"]] == ["Root", "R1", "SS1", "SS2"]
    path, token = f"/_matrix/client/v1/rooms/{part(it.root)}/hierarchy", page["next_batch"]
    page = await tree(it.alice, it.root, **{"from": token})
    assert [each["name"] for each in page["rooms"]] == ["R3", "R4", "R2"]
    assert "next_batch" not in page
    assert "next_batch" not in await tree(it.alice, it.root, limit=7)
    for other in ({"max_depth": 2}, {"suggested_only": True}):
        assert verdict(await it.alice.get(path, **{"from": token}, **other)) == (400, "M_INVALID_PARAM")
    for bad in ("x", "1.2", "-1.50.0", "9" * 40):
        assert verdict(await it.alice.get(path, **{"from": bad})) == (400, "M_INVALID_PARAM")
    for wrong in ({"limit": 0}, {"limit": "x"}, {"max_depth": -1}, {"suggested_only": "yes"}):
        assert verdict(await it.alice.get(path, **wrong)) == (400, "M_INVALID_PARAM")


async def test_links_that_are_none(server: Rig) -> None:
    """Removed ones, ones without servers to go by, loops."""
    it = await grow(server)
    await it.alice.put_state(it.root, "m.space.child", {}, it.ss1)
    await it.alice.put_state(it.root, "m.space.child", {"via": "test.local"}, it.r2)
    await it.alice.put_state(it.root, "m.space.child", {"via": VIA}, "nonsense")
    it.alice.rig.clock.advance(1)
    await link(it.alice, it.ss2, it.root)
    await link(it.alice, it.root, "!nowhere:test.local")
    assert await ids(it.alice, it.root) == [it.root, it.r1]
    assert await ids(it.alice, it.ss2) == [it.ss2, it.r3, it.r4, it.root, it.r1]


async def test_order_before_age_before_id(server: Rig) -> None:
    alice = await server.user("alice")
    root = await space_of(alice)
    rooms = [await alice.create_room(preset="public_chat", name=str(number)) for number in range(5)]
    for number, order in ((4, "a"), (3, "\n"), (2, 5), (1, "B"), (0, "x" * 51)):
        alice.rig.clock.advance(1)
        await link(alice, root, rooms[number], order=order)
    assert await ids(alice, root) == [root, rooms[1], rooms[4], rooms[3], rooms[2], rooms[0]]


async def test_what_one_may_not_enter_is_not_shown(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    private: Json = {"preset": "private_chat"}
    root, ss1 = await space_of(alice, "Root"), await space_of(alice, "SS1", **private)
    r1, r3 = await alice.create_room(**private), await alice.create_room(**private)
    r2 = await alice.create_room(preset="public_chat", initial_state=WORLD)
    for parent, child in ((root, r1), (root, ss1), (ss1, r2), (ss1, r3)):
        alice.rig.clock.advance(1)
        await link(alice, parent, child)
    await bob.join(root)
    page = await tree(bob, root)
    assert [each["room_id"] for each in page["rooms"]] == [root]
    assert links(page) == {(root, r1), (root, ss1)}
    await alice.invite(r1, bob)
    await alice.invite(r3, bob)
    assert await ids(bob, root) == [root, r1]
    await alice.invite(ss1, bob)
    assert await ids(bob, root) == [root, r1, ss1, r2, r3]


async def test_who_may_not_see_the_root(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    private, public = await space_of(alice, preset="private_chat"), await space_of(alice)
    await alice.ok("POST", f"/rooms/{part(public)}/ban", {"user_id": bob.user_id})
    for room in (private, public, "!nowhere:test.local"):
        answer = await bob.get(f"/_matrix/client/v1/rooms/{part(room)}/hierarchy")
        assert verdict(answer) == (403, "M_FORBIDDEN")
    answer = await server.client().get(f"/_matrix/client/v1/rooms/{part(public)}/hierarchy")
    assert verdict(answer) == (401, "M_MISSING_TOKEN")


# -- restricted rooms --------------------------------------------------------------------------------------------------


async def restricted(client: MatrixClient, allow: Any, rule: str = "restricted") -> str:
    rules = {"type": "m.room.join_rules", "content": {"join_rule": rule, "allow": allow}}
    return await client.create_room(preset="public_chat", initial_state=[rules])


def members_of(room: str) -> Json:
    return {"type": "m.room_membership", "room_id": room, "via": VIA}


@pytest.mark.parametrize("rule", ["restricted", "knock_restricted"])
async def test_members_of_a_space_come_in(server: Rig, rule: str) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    space = await space_of(alice)
    room = await restricted(alice, [members_of(space)], rule)
    await link(alice, space, room)
    join = f"/join/{part(room)}"
    assert verdict(await bob.post(join)) == (403, "M_FORBIDDEN")
    await bob.join(space)
    [_, child] = (await tree(bob, space))["rooms"]
    assert (child["room_id"], child["allowed_room_ids"]) == (room, [space])
    await bob.join(room)
    content = await bob.state(room, "m.room.member", bob.user_id)
    assert content["join_authorised_via_users_server"] == alice.user_id
    await bob.leave(room)
    await bob.leave(space)
    assert verdict(await bob.post(join)) == (403, "M_FORBIDDEN")
    await alice.invite(room, bob)
    await bob.join(room)
    assert "join_authorised_via_users_server" not in await bob.state(room, "m.room.member", bob.user_id)
    await bob.leave(room)
    await bob.join(space)
    for allow in (
        ["invalid"],
        "invalid",
        [members_of(space) | {"type": "other"}],
        [{"type": "m.room_membership"}],
    ):
        await alice.put_state(room, "m.room.join_rules", {"join_rule": rule, "allow": allow})
        assert verdict(await bob.post(join)) == (403, "M_FORBIDDEN")


async def test_nobody_there_who_might_invite(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    space = await space_of(alice)
    room = await restricted(alice, [members_of(space)])
    await bob.join(space)
    await bob.join(room)
    await bob.leave(room)
    powers = await alice.state(room, "m.room.power_levels")
    await alice.put_state(room, "m.room.power_levels", powers | {"invite": 50})
    await alice.leave(room)
    assert verdict(await bob.post(f"/join/{part(room)}")) == (403, "M_FORBIDDEN")


async def test_a_restricted_room_is_hidden_from_others(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    space = await space_of(alice, initial_state=WORLD)
    room = await restricted(alice, [members_of(space)])
    await link(alice, space, room)
    assert await ids(bob, space) == [space]
    await bob.join(space)
    assert await ids(bob, space) == [space, room]


# -- summaries ---------------------------------------------------------------------------------------------------------

SUMMARIES = (
    "/_matrix/client/v1/room_summary/{}",
    "/_matrix/client/unstable/im.nheko.summary/summary/{}",
    "/_matrix/client/unstable/im.nheko.summary/rooms/{}/summary",
)


@pytest.mark.parametrize("path", SUMMARIES)
async def test_a_summary(server: Rig, path: str) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    name = f"pumps{server.suffix}-{SUMMARIES.index(path)}"
    room = await alice.create_room(
        preset="public_chat",
        room_alias_name=name,
        name="水泵",
        topic="换泵",
        initial_state=[{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}],
    )
    for asked in (part(room), f"%23{name}%3Atest.local"):
        got = await bob.ok("GET", path.format(asked), via="test.local")
        assert (got["room_id"], got["name"], got["topic"]) == (room, "水泵", "换泵")
        assert (got["membership"], got["num_joined_members"], got["join_rule"]) == ("leave", 1, "public")
        assert (got["room_version"], got["encryption"]) == ("11", "m.megolm.v1.aes-sha2")
        assert got["canonical_alias"] == f"#{name}:test.local"
        assert ("im.nheko.summary.encryption" in got) == ("unstable" in path)
    assert (await alice.ok("GET", path.format(part(room))))["membership"] == "join"


async def test_a_summary_is_for_who_might_enter(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    room = await alice.create_room(preset="private_chat")
    path = f"/_matrix/client/v1/room_summary/{part(room)}"
    assert verdict(await bob.get(path)) == (404, "M_NOT_FOUND")
    await alice.invite(room, bob)
    assert (await bob.ok("GET", path))["membership"] == "invite"
    await alice.ok("POST", f"/rooms/{part(room)}/ban", {"user_id": bob.user_id})
    assert verdict(await bob.get(path)) == (404, "M_NOT_FOUND")
    assert verdict(await server.client().get(path)) == (401, "M_MISSING_TOKEN")
    for name in ("!nowhere:test.local", "%23nowhere%3Atest.local"):
        assert verdict(await bob.get(f"/_matrix/client/v1/room_summary/{name}")) == (404, "M_NOT_FOUND")
    assert verdict(await bob.get("/_matrix/client/v1/room_summary/x")) == (400, "M_INVALID_PARAM")


async def test_a_topic_in_several_forms_is_shown_as_plain_text(server: Rig) -> None:
    alice = await server.user("alice")
    room = await alice.create_room()
    forms = [{"mimetype": "text/html", "body": "<b>换泵</b>"}, {"body": "换泵"}]
    await alice.put_state(room, "m.room.topic", {"topic": "old", "m.topic": {"m.text": forms}})
    got = await alice.ok("GET", f"/_matrix/client/v1/room_summary/{part(room)}")
    assert got["topic"] == "换泵"


# -- mutual rooms ------------------------------------------------------------------------------------------------------


async def test_mutual_rooms(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    for path in (
        "/_matrix/client/v1/mutual_rooms",
        "/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms",
    ):
        rooms = [await alice.create_room(preset="public_chat") for _ in range(3)]
        assert await alice.ok("GET", path, user_id="@nobody:test.local") == {"joined": [], "count": 0}
        for room in rooms[:2]:
            await bob.join(room)
        await alice.invite(rooms[2], bob)
        assert await alice.ok("GET", path, user_id=bob.user_id) == {"joined": sorted(rooms[:2]), "count": 2}
        for room in rooms[:2]:
            await bob.leave(room)
        assert (await bob.ok("GET", path, user_id=alice.user_id))["count"] == 0
        for wrong in (
            {"user_id": alice.user_id},
            {},
            {"user_id": "bob"},
            {"user_id": bob.user_id, "from": "x"},
        ):
            assert verdict(await alice.get(path, **wrong)) == (400, "M_INVALID_PARAM")
        assert verdict(await server.client().get(path, user_id=bob.user_id)) == (401, "M_MISSING_TOKEN")


async def test_mutual_rooms_in_pages(server: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangyuan.http.client.spaces._MUTUAL_PER_PAGE", 2)
    alice, bob = await server.user("alice"), await server.user("bob")
    rooms = [await alice.create_room(preset="public_chat") for _ in range(5)]
    for room in rooms:
        await bob.join(room)
    seen, token = list[str](), None
    while True:
        got = await alice.ok(
            "GET", "/_matrix/client/v1/mutual_rooms", user_id=bob.user_id, **{"from": token} if token else {}
        )
        assert got["count"] == 5
        seen += got["joined"]
        token = got.get("next_batch")
        if token is None:
            break
    assert seen == sorted(rooms)
