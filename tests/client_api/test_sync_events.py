"""What stands beside an event for its reader: his membership when it was sent, his own transaction id."""

from __future__ import annotations

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import people, room_of, timeline


def memberships(events: list[Json]) -> list[str]:
    return [event["unsigned"]["membership"] for event in events]


async def _moves(alice: MatrixClient, bob: MatrixClient) -> str:
    """Bob comes, goes, is invited and comes back, and each time something is said."""
    room = await room_of(alice)
    await alice.send(room, "before")
    await bob.join(room)
    await alice.send(room, "inside")
    await bob.leave(room)
    await alice.send(room, "outside")
    await alice.invite(room, bob)
    await alice.send(room, "invited")
    await bob.join(room)
    await alice.send(room, "back")
    return room


TOLD = ["leave", "join", "join", "leave", "leave", "invite", "invite", "join", "join"]


async def test_membership_at_the_time_of_the_event(server: Rig) -> None:
    """§Room event format, MSC4115; the same from memory kept for newcomers and freshly computed."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await _moves(alice, bob)
    for _ in range(2):  # the second time the room is kept encoded
        assert memberships(timeline(await bob.sync(since=None), room)[-9:]) == TOLD
        assert set(memberships(timeline(await alice.sync(since=None), room))) == {"join"}
    back = (await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=9))["chunk"]
    assert memberships(back) == TOLD[::-1]
    event_id = timeline(await bob.sync(since=None), room)[-4]["event_id"]
    found = await bob.ok("GET", f"/rooms/{room}/context/{event_id}", limit=4)
    assert memberships([found["event"], *found["events_before"]]) == ["invite", "leave", "leave"]
    await carol.join(room)
    since = (await carol.sync())["next_batch"]
    await carol.leave(room)
    gone = timeline(await carol.sync(since=since), room, "leave")
    assert memberships(gone) == ["leave"]


async def test_own_transaction_ids_in_a_first_sync(server: Rig) -> None:
    """Only the device that used one is told of it, however the room comes to it."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "mine", txn="once")
    phone = await server.login("alice")
    for client, expected in ((bob, None), (alice, "once"), (phone, None), (alice, "once")):
        last = timeline(await client.sync(since=None), room)[-1]
        assert (last["event_id"], last["unsigned"].get("transaction_id")) == (event_id, expected)
