"""§Listing rooms: pages both ways, filters, who lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient, part
from tests.kit.rig import Rig
from tests.kit.talk import verdict


async def listed(client: MatrixClient, count: int, word: str, **more: Any) -> list[str]:
    """So many listed rooms, one member each, by id: the order of the directory."""
    wish: Json = {"visibility": "public", "name": f"Room {word}"} | more
    return sorted([await client.create_room(**wish) for _ in range(count)])


async def query(client: MatrixClient, **body: Any) -> Json:
    return await client.ok("POST", "/publicRooms", body)


def ids(page: Json) -> list[str]:
    return [each["room_id"] for each in page["chunk"]]


async def test_pages_both_ways(server: Rig) -> None:
    alice = await server.user("alice")
    word = f"pages{server.suffix}"
    rooms = await listed(alice, 7, word)
    filter: Json = {"generic_search_term": word}
    pages = [await query(alice, limit=3, filter=filter)]
    while "next_batch" in pages[-1]:
        pages.append(await query(alice, limit=3, filter=filter, since=pages[-1]["next_batch"]))
    assert [ids(page) for page in pages] == [rooms[:3], rooms[3:6], rooms[6:]]
    assert ["prev_batch" in page for page in pages] == [False, True, True]
    back = await query(alice, limit=3, filter=filter, since=pages[-1]["prev_batch"])
    assert ids(back) == rooms[3:6]
    first = await query(alice, limit=3, filter=filter, since=back["prev_batch"])
    assert (ids(first), "prev_batch" in first) == (rooms[:3], False)
    again = await query(alice, limit=3, filter=filter, since=first["next_batch"])
    assert ids(again) == rooms[3:6]


async def test_all_of_them_one_by_one(server: Rig) -> None:
    """GET without a filter walks the same order, larger rooms first."""
    alice, bob = await server.user("alice"), await server.user("bob")
    small, large = [await alice.create_room(visibility="public") for _ in range(2)]
    await bob.join(large)
    seen, since = list[Json](), None
    while True:
        page = await alice.ok("GET", "/publicRooms", limit=1, since=since)
        seen += page["chunk"]
        since = page.get("next_batch")
        if since is None:
            break
    assert page["total_room_count_estimate"] == len(seen)
    order = [(-each["num_joined_members"], each["room_id"]) for each in seen]
    assert order == sorted(order)
    assert {small, large} <= {each["room_id"] for each in seen}


async def test_types(server: Rig) -> None:
    alice = await server.user("alice")
    word = f"types{server.suffix}"
    [plain] = await listed(alice, 1, word)
    [space] = await listed(alice, 1, word, creation_content={"type": "m.space"})
    [other] = await listed(alice, 1, word, creation_content={"type": "org.example"})
    for types, expected in (
        (None, {plain, space, other}),
        ([None], {plain}),
        (["m.space"], {space}),
        ([None, "m.space"], {plain, space}),
        ([], set[str]()),
    ):
        page = await query(alice, filter={"generic_search_term": word, "room_types": types})
        assert set(ids(page)) == expected, types
    [entry] = (await query(alice, filter={"generic_search_term": word, "room_types": ["m.space"]}))["chunk"]
    assert entry["room_type"] == "m.space"


async def test_found_by_name_topic_and_alias_whatever_the_case(server: Rig) -> None:
    alice = await server.user("alice")
    word = f"wombles{server.suffix}"
    [by_topic] = await listed(alice, 1, "x", topic=f"Test Topic {word.title()}")
    [by_alias] = await listed(alice, 1, "x", room_alias_name=f"a-{word}")
    [by_name] = await listed(alice, 1, word.upper())
    page = await query(alice, filter={"generic_search_term": word})
    assert set(ids(page)) == {by_topic, by_alias, by_name}


async def test_other_servers_and_networks(server: Rig) -> None:
    alice = await server.user("alice")
    await listed(alice, 1, "x")
    for method in ("GET", "POST"):
        body: Json | None = {} if method == "POST" else None
        foreign = await alice.request(method, "/publicRooms", body, query={"server": "elsewhere.org"})
        assert verdict(foreign) == (404, "M_NOT_FOUND")
        assert (await alice.ok(method, "/publicRooms", body, server="test.local"))["chunk"]
    assert (await query(alice, include_all_networks=True))["chunk"]
    assert (await query(alice, third_party_instance_id="irc"))["chunk"] == []
    both = await alice.post("/publicRooms", {"include_all_networks": True, "third_party_instance_id": "irc"})
    assert verdict(both) == (400, "M_INVALID_PARAM")


@pytest.mark.parametrize(
    "since", ["x", "f", "f!", "f1", "fx!a:b", "g1!a:b", "f" + "9" * 30 + "!a:b", "f-1!a:b"]
)
async def test_tokens_that_are_none(server: Rig, since: str) -> None:
    alice = await server.user("alice")
    assert verdict(await alice.get("/publicRooms", since=since)) == (400, "M_INVALID_PARAM")


async def test_who_lists_a_room(server: Rig) -> None:
    alice, bob, carol = [await server.user(name) for name in ("alice", "bob", "carol")]
    room = await alice.create_room(preset="public_chat")
    await bob.join(room)
    path = f"/directory/list/room/{part(room)}"
    for who in (bob, carol):
        assert verdict(await who.put(path, {"visibility": "public"})) == (403, "M_FORBIDDEN")
    assert await alice.ok("PUT", path, {}) == {}
    assert await carol.ok("GET", path) == {"visibility": "public"}
    assert await server.client().ok("GET", path) == {"visibility": "public"}
    nowhere = "/directory/list/room/!nowhere:test.local"
    assert verdict(await alice.put(nowhere, {"visibility": "public"})) == (403, "M_FORBIDDEN")
    assert verdict(await server.client().put(path, {"visibility": "public"})) == (401, "M_MISSING_TOKEN")
