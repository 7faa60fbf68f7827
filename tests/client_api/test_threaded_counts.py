"""§Threaded read receipts, §Receiving notifications: how receipts of both kinds lower the counts of both kinds."""

from __future__ import annotations

from urllib.parse import quote

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import joined, people, room_of, verdict

BY_THREAD = '{"room":{"timeline":{"unread_thread_notifications":true}}}'


async def counts(client: MatrixClient, room: str) -> tuple[tuple[int, int], tuple[int, int], Json]:
    """(all, main timeline alone, threads): (notifications, highlights) for who knows no threads and who does."""
    old = joined(await client.sync(since=None), room)
    new = joined(await client.sync(since=None, filter=BY_THREAD), room)
    assert "unread_thread_notifications" not in old
    both = [
        (part["unread_notifications"]["notification_count"], part["unread_notifications"]["highlight_count"])
        for part in (old, new)
    ]
    threads = new.get("unread_thread_notifications", {})
    assert (
        threads or "unread_thread_notifications" not in new
    )  # nothing unread in threads goes without saying
    return both[0], both[1], threads


async def test_receipts_of_both_kinds(server: Rig) -> None:
    """a <- b <- c <- e is a thread; d stands in the main timeline; f refers to a, g is an annotation of f."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    hello = {"msgtype": "m.text", "body": f"Hello {bob.user_id}!"}
    a = await alice.send(room, "root")
    thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": a}}
    b = await alice.send(room, {"msgtype": "m.text", "body": "Start", **thread})
    await alice.send(room, {**hello, **thread})
    d = await alice.send(room, hello)
    await alice.send(room, {"msgtype": "m.text", "body": "End", **thread})
    reference = {"m.relates_to": {"rel_type": "m.reference", "event_id": a}}
    f = await alice.send(room, {"msgtype": "m.text", "body": "See above", **reference})
    annotation = {"m.relates_to": {"rel_type": "m.annotation", "event_id": f, "key": "test"}}
    g = await alice.send(room, annotation, type="m.room.reaction")

    async def read(event_id: str, **body: str) -> None:
        await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{quote(event_id)}", body)

    def of_thread(notifications: int, highlights: int) -> Json:
        return {a: {"notification_count": notifications, "highlight_count": highlights}}

    assert await counts(bob, room) == ((6, 2), (3, 1), of_thread(3, 1))
    await read(a, thread_id="main")
    assert await counts(bob, room) == ((5, 2), (2, 1), of_thread(3, 1))
    await read(b, thread_id=a)
    assert await counts(bob, room) == ((4, 2), (2, 1), of_thread(2, 1))
    await read(d)
    assert await counts(bob, room) == ((2, 0), (1, 0), of_thread(1, 0))
    # g relates to f, which relates to the thread's root: a client that shows it in the thread reads the thread by it.
    await read(g, thread_id=a)
    assert await counts(bob, room) == ((1, 0), (1, 0), {})


async def test_a_receipt_names_a_thread_that_the_event_is_in(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": root}}
    reply = await alice.send(room, {"msgtype": "m.text", "body": "in it", **thread})
    other = await alice.send(room, "main")
    path = f"/rooms/{room}/receipt/m.read/"
    for event, thread_id in ((reply, "main"), (other, root), (reply, other), (other, "$nothing")):
        answer = await bob.post(path + quote(event), {"thread_id": thread_id})
        assert verdict(answer) == (400, "M_INVALID_PARAM")
    for event, thread_id in ((reply, root), (root, "main"), (root, root), (other, "main")):
        assert (await bob.post(path + quote(event), {"thread_id": thread_id})).status == 200
