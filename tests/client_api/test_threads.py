"""§Threading: what hangs on a message as a conversation of its own; summed up, listed."""

from __future__ import annotations

from tests.kit.client import Json
from tests.kit.relations import bundled, edit_of, react, relating
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, ids, people, room_of, verdict

# -- threads ---------------------------------------------------------------------------------------------------


async def test_a_thread_is_summed_up(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    root = await alice.send(room, "topic")
    sent = [await bob.send(room, relating("m.thread", root, str(number))) for number in range(3)]
    for client, took_part in ((alice, True), (bob, True), (carol, False)):
        found = (await bundled(client, room, root))["m.thread"]
        assert (found["count"], found["latest_event"]["event_id"]) == (3, sent[2])
        assert found["current_user_participated"] == took_part
    # An edit of the newest reply is bundled with it and is no reply itself.
    await bob.send(room, edit_of(sent[2], "better"))
    await react(carol, room, sent[2], "👍")
    found = (await bundled(carol, room, root))["m.thread"]
    assert (found["count"], found["latest_event"]["event_id"]) == (3, sent[2])
    newest = found["latest_event"]["unsigned"]["m.relations"]["m.replace"]
    assert newest["content"]["m.new_content"]["body"] == "better"
    # A redacted reply counts no more.
    await bob.redact(room, sent[2])
    found = (await bundled(alice, room, root))["m.thread"]
    assert (found["count"], found["latest_event"]["event_id"]) == (2, sent[1])
    for event_id in sent[:2]:
        await bob.redact(room, event_id)
    assert await bundled(alice, room, root) == {}


async def test_threads_are_one_level_deep(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "topic")
    reply = await bob.send(room, relating("m.thread", root))
    reaction = await react(bob, room, root, "👍")
    edit = await alice.send(room, edit_of(root, "better topic"))
    for event_id in (reply, reaction, edit, "$nowhere"):
        answer = await alice.put(
            f"/rooms/{room}/send/m.room.message/{event_id[1:]}", relating("m.thread", event_id)
        )
        assert answer.status == 400
    answered: Json = relating("m.thread", root)
    answered["m.relates_to"] |= {"is_falling_back": False, "m.in_reply_to": {"event_id": reply}}
    await alice.send(room, answered)
    assert (await bundled(bob, room, root))["m.thread"]["count"] == 2
    plain = await alice.send(
        room, {"msgtype": "m.text", "body": "x", "m.relates_to": {"m.in_reply_to": {"event_id": root}}}
    )
    await bob.send(room, relating("m.thread", plain))


async def test_the_list_of_threads(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    path = f"/_matrix/client/v1/rooms/{room}/threads"
    assert await alice.ok("GET", path) == {"chunk": []}
    first, second, third = [await client.send(room, "root") for client in (alice, bob, carol)]
    await carol.send(room, relating("m.thread", first))
    await carol.send(room, relating("m.thread", second))
    await carol.send(room, relating("m.thread", third))
    last = await bob.send(room, relating("m.thread", first, "newest"))
    got = await alice.ok("GET", path)
    assert ids(got["chunk"]) == [first, third, second], "the latest active first"
    assert got["chunk"][0]["unsigned"]["m.relations"]["m.thread"]["latest_event"]["event_id"] == last
    assert "next_batch" not in got
    page = await alice.ok("GET", path, limit=2)
    assert ids(page["chunk"]) == [first, third]
    page = await alice.ok("GET", path, limit=2, **{"from": page["next_batch"]})
    assert (ids(page["chunk"]), "next_batch" in page) == ([second], False)
    assert ids((await alice.ok("GET", path, include="participated"))["chunk"]) == [first]
    assert ids((await bob.ok("GET", path, include="participated"))["chunk"]) == [first, second]
    assert ids((await carol.ok("GET", path, include="participated"))["chunk"]) == [first, third, second]
    for query in ({"limit": 0}, {"limit": -1}, {"limit": "x"}, {"from": "x"}, {"include": "x"}):
        assert (await alice.request("GET", path, query=query)).status == 400, query
    (stranger,) = await people(server, "dave")
    assert verdict(await stranger.get(path)) == FORBIDDEN


async def test_pages_of_threads_in_which_one_took_part(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    mine: list[str] = []
    for number in range(12):
        root = await alice.send(room, "root")
        await alice.send(room, relating("m.thread", root))
        if number % 4 == 0:
            await bob.send(room, relating("m.thread", root))
            mine.append(root)
    found: list[str] = []
    query: Json = {"include": "participated", "limit": 2}
    for _ in range(12):
        page = await bob.ok("GET", f"/_matrix/client/v1/rooms/{room}/threads", **query)
        found += ids(page["chunk"])
        if "next_batch" not in page:
            break
        query["from"] = page["next_batch"]
    assert found == mine[::-1]
