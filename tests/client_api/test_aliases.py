"""§Room aliases, §Canonical alias, §Listing rooms."""

from __future__ import annotations

import pytest

from tests.kit.client import part
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, people, room_of, verdict

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])


@VERSIONS
@pytest.mark.parametrize("name", ["lunch", "午饭", "a/b c?d#e%2Ff"])
async def test_an_alias_comes_and_goes(server: Rig, version: str, name: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(preset="public_chat")
    alias = f"#{name}{server.suffix}:test.local"
    path = f"/_matrix/client/{version}/directory/room/{part(alias)}"
    assert verdict(await alice.get(path)) == NOT_FOUND
    await alice.ok("PUT", path, {"room_id": room})
    found = await server.client().ok("GET", path)
    assert found == {"room_id": room, "servers": ["test.local"]}
    assert (await alice.ok("GET", f"/_matrix/client/{version}/rooms/{room}/aliases"))["aliases"] == [alias]
    assert await bob.join(alias) == room
    assert (await alice.put(path, {"room_id": room})).status == 409
    await alice.ok("DELETE", path)
    assert verdict(await alice.get(path)) == NOT_FOUND
    assert verdict(await alice.delete(path)) == NOT_FOUND
    assert (await alice.ok("GET", f"/rooms/{room}/aliases"))["aliases"] == []


async def test_names_that_are_no_aliases(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    for name in (
        "lunch",
        "@lunch:test.local",
        "#lunch",
        "#:test.local",
        "#x:elsewhere.example",
        "#" + "x" * 255,
    ):
        answer = await alice.put(f"/directory/room/{part(name)}", {"room_id": room})
        assert verdict(answer) == (400, "M_INVALID_PARAM"), name
    assert verdict(await alice.get("/directory/room/lunch")) == (400, "M_INVALID_PARAM")
    assert verdict(await alice.get("/directory/room/%23x:elsewhere.example")) == NOT_FOUND
    assert verdict(await alice.put("/directory/room/%23x:test.local", {})) == (400, "M_MISSING_PARAM")
    assert verdict(await alice.put("/directory/room/%23x:test.local", {"room_id": 5})) == (400, "M_BAD_JSON")
    nowhere = {"room_id": "!nowhere:test.local"}
    assert verdict(await alice.put("/directory/room/%23x:test.local", nowhere)) == NOT_FOUND
    assert verdict(await server.client().put("/directory/room/%23x:test.local", {})) == (
        401,
        "M_MISSING_TOKEN",
    )


async def test_whose_alias_it_is(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    mine, bobs = (f"#{name}{server.suffix}:test.local" for name in ("mine", "bobs"))
    await alice.ok("PUT", f"/directory/room/{part(mine)}", {"room_id": room})
    await bob.ok("PUT", f"/directory/room/{part(bobs)}", {"room_id": room})
    outside = await carol.put(f"/directory/room/{part(f'#x{server.suffix}:test.local')}", {"room_id": room})
    assert verdict(outside) == FORBIDDEN
    assert verdict(await bob.delete(f"/directory/room/{part(mine)}")) == FORBIDDEN
    assert verdict(await carol.delete(f"/directory/room/{part(bobs)}")) == FORBIDDEN
    assert set((await bob.ok("GET", f"/rooms/{room}/aliases"))["aliases"]) == {mine, bobs}
    assert verdict(await carol.get(f"/rooms/{room}/aliases")) == FORBIDDEN
    await alice.put_state(room, "m.room.canonical_alias", {"alias": mine, "alt_aliases": [bobs]})
    # Who may change the canonical alias may remove any; the state follows.
    await alice.ok("DELETE", f"/directory/room/{part(bobs)}")
    assert await alice.state(room, "m.room.canonical_alias") == {"alias": mine, "alt_aliases": []}
    await alice.ok("DELETE", f"/directory/room/{part(mine)}")
    assert "alias" not in await alice.state(room, "m.room.canonical_alias")
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "world_readable"})
    assert await carol.ok("GET", f"/rooms/{room}/aliases") == {"aliases": []}


async def test_a_canonical_alias_points_to_its_room(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    here, there = f"#here{server.suffix}:test.local", f"#there{server.suffix}:test.local"
    room = await alice.create_room(room_alias_name=here[1:].partition(":")[0])
    await alice.create_room(room_alias_name=there[1:].partition(":")[0])
    path = f"/rooms/{room}/state/m.room.canonical_alias/"
    assert verdict(await alice.put(path, {"alias": there})) == (400, "M_BAD_ALIAS")
    assert verdict(await alice.put(path, {"alias": here, "alt_aliases": [there]})) == (400, "M_BAD_ALIAS")
    await alice.ok("PUT", path, {"alt_aliases": [here]})
    # What stood there already isn't looked at again, even when the alias is gone.
    await alice.ok("PUT", path, {"alias": here, "alt_aliases": [here]})
    await alice.ok("PUT", path, {})


@VERSIONS
async def test_the_room_directory(server: Rig, version: str) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    base = f"/_matrix/client/{version}"
    word = f"directory{server.suffix}"
    big = await room_of(alice, bob, carol, visibility="public", name=f"Big {word}", topic="锅炉")
    small = await room_of(alice, visibility="public", name=f"Small {word}")
    hidden = await room_of(alice, name=f"Hidden {word}")
    search = {"filter": {"generic_search_term": word.upper()}}
    found = await alice.ok("POST", f"{base}/publicRooms", search)
    assert [entry["room_id"] for entry in found["chunk"]] == [big, small], "the largest first"
    first = found["chunk"][0]
    assert (first["num_joined_members"], first["topic"], first["join_rule"]) == (3, "锅炉", "public")
    assert (first["world_readable"], first["guest_can_join"]) == (False, False)
    page = await alice.ok("POST", f"{base}/publicRooms", search | {"limit": 1})
    assert [entry["room_id"] for entry in page["chunk"]] == [big]
    page = await alice.ok("POST", f"{base}/publicRooms", search | {"limit": 1, "since": page["next_batch"]})
    assert [entry["room_id"] for entry in page["chunk"]] == [small]
    assert "next_batch" not in page
    # Off the list, and another one onto it.
    assert verdict(await bob.put(f"{base}/directory/list/room/{big}", {"visibility": "private"})) == FORBIDDEN
    await alice.ok("PUT", f"{base}/directory/list/room/{big}", {"visibility": "private"})
    await alice.ok("PUT", f"{base}/directory/list/room/{hidden}", {"visibility": "public"})
    assert await bob.ok("GET", f"{base}/directory/list/room/{hidden}") == {"visibility": "public"}
    rooms = [entry["room_id"] for entry in (await alice.ok("GET", f"{base}/publicRooms", limit=500))["chunk"]]
    assert small in rooms
    assert hidden in rooms
    assert big not in rooms


async def test_nonsense_about_the_directory(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    assert verdict(await alice.put(f"/directory/list/room/{room}", {"visibility": "x"})) == (
        400,
        "M_INVALID_PARAM",
    )
    assert (await alice.get("/directory/list/room/!nowhere:test.local")).status == 404
    for body in ({"limit": "ten"}, {"limit": -1}, {"limit": True}, {"since": 5}, {"since": "x"}):
        assert verdict(await alice.post("/publicRooms", body)) == (400, "M_INVALID_PARAM"), body
    assert (await alice.get("/publicRooms", limit=-1)).status == 400
