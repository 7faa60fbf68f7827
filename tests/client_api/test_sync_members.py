"""§Syncing: names, counts and heroes of a room, and members loaded lazily."""

from __future__ import annotations

from tests.kit.client import Json
from tests.kit.rig import Rig
from tests.kit.talk import joined, people, room_of, room_state, state

LAZY = {"room": {"state": {"lazy_load_members": True}, "timeline": {"limit": 2}}}


# -- names, counts, heroes -------------------------------------------------------------------------------------


async def test_the_summary_follows_who_comes_and_goes(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    room = await room_of(alice)
    first = joined(await alice.sync(), room)["summary"]
    assert (first["m.joined_member_count"], first["m.heroes"]) == (1, [])
    await alice.invite(room, bob)
    got = joined(await alice.sync(), room)["summary"]
    assert (got["m.joined_member_count"], got["m.invited_member_count"]) == (1, 1)
    assert got["m.heroes"] == [bob.user_id]
    await bob.join(room)
    await carol.join(room)
    got = joined(await alice.sync(), room)["summary"]
    assert (got["m.joined_member_count"], got["m.invited_member_count"]) == (3, 0)
    assert got["m.heroes"] == [bob.user_id, carol.user_id]
    await alice.send(room, "x")
    assert "summary" not in joined(await alice.sync(), room), "nothing of it has changed"
    await bob.leave(room)
    await carol.leave(room)
    got = joined(await alice.sync(), room)["summary"]
    assert got["m.joined_member_count"] == 1
    assert set(got["m.heroes"]) == {bob.user_id, carol.user_id}, "who was here, when nobody else is"
    await dave.join(room)
    await alice.put_state(room, "m.room.name", {"name": "Plant"})
    assert "m.heroes" not in joined(await alice.sync(), room)["summary"]
    await alice.put_state(room, "m.room.name", {"name": ""})
    got = joined(await alice.sync(), room)["summary"]
    assert got["m.heroes"] == [dave.user_id], "an empty name is none"
    assert joined(await dave.sync(), room)["summary"]["m.heroes"] == [alice.user_id]


async def test_at_most_five_heroes(server: Rig) -> None:
    everybody = await people(server, *"abcdefgh")
    room = await room_of(*everybody)
    heroes = joined(await everybody[7].sync(), room)["summary"]["m.heroes"]
    assert heroes == [client.user_id for client in everybody[:5]]


# -- lazily loaded members -------------------------------------------------------------------------------------


def members(sync: Json, room: str) -> set[str]:
    return {key for type, key in state(sync, room) if type == "m.room.member"}


async def test_only_the_members_who_write(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    room = await room_of(alice, bob, carol, dave, name="Plant")
    for client in (bob, alice, alice):
        await client.send(room, "x")
    got = await dave.sync(filter=LAZY)
    assert members(got, room) == {alice.user_id, dave.user_id}, "and one's own"
    assert ("m.room.name", "") in state(got, room)
    assert joined(got, room)["summary"]["m.joined_member_count"] == 4
    await bob.send(room, "y")
    assert members(await dave.sync(filter=LAZY), room) >= {bob.user_id}
    await carol.send(room, "z")
    got = await dave.sync(filter=LAZY)
    assert members(got, room) >= {carol.user_id}
    # Each device has its own memory, and a first sync begins anew.
    phone = await server.login("dave")
    for _ in range(2):
        await alice.send(room, "only alice")
    assert bob.user_id not in members(await phone.sync(filter=LAZY), room)
    await bob.send(room, "again")
    assert bob.user_id in members(await phone.sync(filter=LAZY), room)
    for _ in range(2):
        await alice.send(room, "only alice")
    assert bob.user_id not in members(await dave.sync(since=None, filter=LAZY), room)
    await bob.send(room, "again")
    assert bob.user_id in members(await dave.sync(filter=LAZY), room), "his new start doesn't know Bob"


async def test_a_name_that_changes_after_the_message(server: Rig) -> None:
    """The state holds the member as he was before the timeline, lazily or not."""
    alice, bob = await people(server, "alice", "bob")
    await bob.ok("PUT", f"/profile/{bob.user_id}/displayname", {"displayname": "Old"})
    room = await room_of(alice, bob)
    since = (await alice.sync())["next_batch"]
    await alice.send(room, "x")
    await bob.send(room, "as Old")
    await bob.ok("PUT", f"/profile/{bob.user_id}/displayname", {"displayname": "New"})
    for start in (None, since):
        got = await alice.sync(filter=LAZY, since=start)
        assert state(got, room)["m.room.member", bob.user_id]["content"]["displayname"] == "Old"
        assert room_state(got, room)["m.room.member", bob.user_id]["content"]["displayname"] == "New"


async def test_who_moved_in_a_gap_is_told_lazily_too(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    room = await room_of(alice, bob, carol)
    await alice.sync(filter=LAZY)
    await bob.leave(room)
    await dave.join(room)
    await carol.ok("PUT", f"/profile/{carol.user_id}/displayname", {"displayname": "C"})
    for _ in range(3):
        await alice.send(room, "x")
    got = await alice.sync(filter=LAZY)
    assert joined(got, room)["timeline"]["limited"] is True
    assert members(got, room) >= {bob.user_id, carol.user_id, dave.user_id}
    assert state(got, room)["m.room.member", bob.user_id]["content"]["membership"] == "leave"


async def test_lazily_and_new_to_a_room(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, name="Hall")
    for _ in range(3):
        await alice.send(room, "x")
    await carol.sync(filter=LAZY)
    await carol.join(room)
    got = await carol.sync(filter=LAZY)
    assert alice.user_id in members(got, room)
    assert bob.user_id not in members(got, room)
    assert ("m.room.member", carol.user_id) in room_state(got, room)


async def test_members_are_not_sent_again_unless_asked_for(server: Rig) -> None:
    """Whatever answers, memory or database: and what a token doesn't prove counts as not sent."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Hall")
    for text in ("zero", "one"):
        await bob.send(room, text)
    fields = {"event_fields": ["type", "content", "sender", "event_id", "state_key", "origin_server_ts"]}
    again = {"room": {"state": {"lazy_load_members": True, "include_redundant_members": True}}}
    assert bob.user_id in members(await alice.sync(since=None, filter=LAZY), room)
    since = alice.since
    await bob.send(room, "two")
    for filter, expected in ((LAZY, False), (LAZY | fields, False), (again, True), (again | fields, True)):
        got = await alice.sync(since=since, filter=filter)
        assert (bob.user_id in members(got, room)) is expected, filter
    (carol,) = await people(server, "carol")
    await carol.join(room)
    since = (await alice.sync(filter=LAZY))["next_batch"]
    phone = await server.login("alice")
    await phone.sync(since=None, filter=LAZY | {"room": {"timeline": {"limit": 1}, **LAZY["room"]}})
    since = phone.since
    await bob.send(room, "three")
    lost = await phone.sync(since=since, filter=LAZY)
    once_more = await phone.sync(since=since, filter=LAZY)
    assert members(lost, room) == members(once_more, room)
