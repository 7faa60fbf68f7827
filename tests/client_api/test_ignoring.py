"""§Ignoring Users: what somebody writes whom one ignores is not told; his state is."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient
from tests.kit.relations import bundled, related, relating
from tests.kit.rig import Rig
from tests.kit.talk import NOT_FOUND, data, ids, joined, people, room_of, texts, timeline, verdict


async def ignore(who: MatrixClient, *others: MatrixClient) -> None:
    users: Json = {other.user_id: {} for other in others}
    path = f"/user/{who.user_id}/account_data/m.ignored_user_list"
    await who.ok("PUT", path, {"ignored_users": users})


async def both_ways(client: MatrixClient, since: str | None, **query: Any) -> list[Json]:
    """The same sync from memory and from the database (which alone knows how to leave fields out)."""
    fields = {"event_fields": ["type", "content", "sender", "event_id", "state_key", "origin_server_ts"]}
    return [
        await client.sync(since=since, **query),
        await client.sync(since=since, filter=fields, **query),
    ]


async def test_messages_of_the_ignored_are_not_told_and_state_is(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol, power_level_content_override={"users_default": 50})
    await alice.sync()
    await ignore(alice, bob)
    got = await alice.sync()
    assert bob.user_id in data(got)["m.ignored_user_list"]["ignored_users"]
    since = alice.since
    await carol.send(room, "one")
    await bob.send(room, "unwanted")
    await bob.put_state(room, "m.room.topic", {"topic": "theirs"})
    await carol.send(room, "two")
    for told in [*await both_ways(alice, since), await alice.sync(since=None), await alice.sync(since=None)]:
        assert texts(timeline(told, room))[-2:] == ["one", "two"]
        assert "m.room.topic" in [event["type"] for event in timeline(told, room)]
    assert texts(timeline(await carol.sync(since=None), room)) == ["one", "unwanted", "two"]
    # At once when he is ignored no more.
    await ignore(alice)
    assert "unwanted" in texts(timeline(await alice.sync(since=None), room))
    await bob.send(room, "heard again")
    assert texts(timeline(await alice.sync(since=since), room))[-1] == "heard again"


async def test_the_ignored_wake_nobody(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    await ignore(alice, bob)
    since = (await alice.sync())["next_batch"]
    await bob.send(room, "unwanted")
    got = await alice.sync(since=since)
    assert timeline(got, room) == []
    await carol.send(room, "wanted")
    assert texts(timeline(await alice.sync_until(lambda got: timeline(got, room)), room)) == ["wanted"]


async def test_limits_count_what_is_told(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    await ignore(alice, bob)
    since = (await alice.sync())["next_batch"]
    for number in range(3):
        await carol.send(room, f"{number}")
        await bob.send(room, "unwanted")
        await bob.send(room, "unwanted")
    few = {"room": {"timeline": {"limit": 3}}}
    told = joined(await alice.sync(since=since, filter=few), room)["timeline"]
    assert (texts(told["events"]), told["limited"]) == (["0", "1", "2"], False)
    less = {"room": {"timeline": {"limit": 2}}}
    told = joined(await alice.sync(since=since, filter=less), room)["timeline"]
    assert (texts(told["events"]), told["limited"]) == (["1", "2"], True)
    page = await alice.ok("GET", f"/rooms/{room}/messages", dir="b", limit=3)
    assert texts(page["chunk"]) == ["2", "1", "0"]


async def test_no_other_way_to_their_words(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    root = await carol.send(room, "root")
    reply = await carol.send(room, relating("m.thread", root, "wanted"))
    unwanted = await bob.send(room, relating("m.thread", root, "unwanted"))
    reference = await bob.send(room, relating("m.reference", root, "unwanted too"))
    topic = await carol.send(room, "last")
    start = await bob.send(room, "another root")
    await carol.send(room, relating("m.thread", start, "inside"))
    await ignore(alice, bob)
    for event_id in (unwanted, reference):
        assert verdict(await alice.get(f"/rooms/{room}/event/{event_id}")) == NOT_FOUND
        assert verdict(await alice.get(f"/rooms/{room}/context/{event_id}")) == NOT_FOUND
    found = await alice.ok("GET", f"/rooms/{room}/context/{topic}", limit=10)
    assert not {unwanted, reference, start} & set(ids([*found["events_before"], *found["events_after"]]))
    assert ids((await related(alice, room, root))["chunk"]) == [reply]
    found = await bundled(alice, room, root)
    assert "m.reference" not in found
    assert (found["m.thread"]["latest_event"]["event_id"], found["m.thread"]["count"]) == (reply, 1)
    threads = await alice.get(f"/_matrix/client/v1/rooms/{room}/threads")
    assert ids(threads.body["chunk"]) == [root]
    assert len((await related(carol, room, root))["chunk"]) == 3, "only who ignores them"


async def test_invitations_of_the_ignored_do_not_come(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    await ignore(alice, bob)
    since = (await alice.sync())["next_batch"]
    unwanted = await bob.create_room(invite=[alice.user_id])
    wanted = await carol.create_room(invite=[alice.user_id])
    for told in [*await both_ways(alice, since), await alice.sync(since=None)]:
        assert set(told["rooms"]["invite"]) == {wanted}
    # It is there all the same, for who asks for it, and when he is ignored no more.
    await ignore(alice)
    assert set((await alice.sync(since=None))["rooms"]["invite"]) == {wanted, unwanted}
    await alice.join(unwanted)


async def test_nobody_hides_himself_and_any_list_may_stand_there(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await ignore(alice, alice)
    await alice.send(room, "mine")
    assert texts(timeline(await alice.sync(since=None), room)) == ["mine"]
    path = f"/user/{alice.user_id}/account_data/m.ignored_user_list"
    bodies: list[Json] = [{}, {"ignored_users": []}, {"ignored_users": {"": None, "@x": 1}}]
    for body in bodies:
        await alice.ok("PUT", path, body)
        await bob.send(room, "hello")
        assert texts(timeline(await alice.sync(since=None), room))[-1] == "hello"
