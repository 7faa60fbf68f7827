"""§Forming relationships between events: edits, reactions, references, threads; bundled and listed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, ids, people, room_of, timeline, verdict


LONG = random.Random(1).randbytes(5_000).hex()  # no index takes that, however well it compresses


def relating(kind: str, event_id: str, body: str = "x", **more: Any) -> Json:
    content: Json = {"msgtype": "m.text", "body": body}
    return content | {"m.relates_to": {"rel_type": kind, "event_id": event_id, **more}}


def edit_of(event_id: str, body: str) -> Json:
    new = {"msgtype": "m.text", "body": body}
    return relating("m.replace", event_id, f"* {body}") | {"m.new_content": new}


async def react(client: MatrixClient, room: str, event_id: str, key: str) -> str:
    content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": key}}
    return await client.send(room, content, type="m.reaction")


async def bundled(client: MatrixClient, room: str, event_id: str) -> Json:
    """What is bundled with the event; the same wherever it is read."""
    event = await client.ok("GET", f"/rooms/{room}/event/{event_id}")
    found = event["unsigned"].get("m.relations", {})
    pages = (await client.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100))["chunk"]
    around = (await client.ok("GET", f"/rooms/{room}/context/{event_id}", limit=0))["event"]
    synced = timeline(await client.sync(since=None, filter={"room": {"timeline": {"limit": 100}}}), room)
    for other in ([around], pages, synced):
        event = next(event for event in other if event["event_id"] == event_id)
        assert event.get("unsigned", {}).get("m.relations", {}) == found
    return found


async def related(client: MatrixClient, room: str, event_id: str, kind: str = "", **query: Any) -> Json:
    path = f"/_matrix/client/v1/rooms/{room}/relations/{event_id}{kind}"
    return await client.ok("GET", path, **query)


# -- edits -----------------------------------------------------------------------------------------------------


async def test_the_newest_edit_is_bundled(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "one")
    assert await bundled(bob, room, event_id) == {}
    first = await alice.send(room, edit_of(event_id, "two"))
    second = await alice.send(room, edit_of(event_id, "three"))
    found = (await bundled(bob, room, event_id))["m.replace"]
    assert (found["event_id"], found["content"]["m.new_content"]["body"]) == (second, "three")
    assert found["sender"] == alice.user_id
    original = await bob.ok("GET", f"/rooms/{room}/event/{event_id}")
    assert original["content"]["body"] == "one", "the original stays as it was"
    # A redacted edit no longer counts; what is redacted itself has nothing bundled.
    await alice.redact(room, second)
    assert (await bundled(bob, room, event_id))["m.replace"]["event_id"] == first
    await alice.redact(room, event_id)
    assert await bundled(bob, room, event_id) == {}


async def test_edits_that_count_for_nothing(server: Rig) -> None:
    """§Validity of replacement events: the server ignores what doesn't fit."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "one")
    good = await alice.send(room, edit_of(event_id, "two"))
    for content, type in (
        (edit_of(event_id, "other type"), "org.example.other"),
        (relating("m.replace", event_id, "no new content"), "m.room.message"),
        (relating("m.replace", event_id) | {"m.new_content": "x"}, "m.room.message"),
        (edit_of(good, "an edit of an edit"), "m.room.message"),
    ):
        await alice.put(f"/rooms/{room}/send/{type}/{content['body'].replace(' ', '')}", content)
    assert (
        verdict(await bob.put(f"/rooms/{room}/send/m.room.message/x", edit_of(event_id, "mine"))) == FORBIDDEN
    )
    assert (await bundled(bob, room, event_id))["m.replace"]["event_id"] == good
    assert await bundled(bob, room, good) == {}
    name = await alice.put_state(room, "m.room.name", {"name": "x"})
    await alice.send(room, {"name": "y"} | edit_of(name, "z"), type="m.room.name")
    assert await bundled(bob, room, name) == {}, "state is not edited"


async def test_an_encrypted_edit_shows_nothing_of_its_content(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    secret: Json = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "…"}
    event_id = await alice.send(room, secret, type="m.room.encrypted")
    relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": event_id}}
    edit = await alice.send(room, secret | relation, type="m.room.encrypted")
    assert (await bundled(bob, room, event_id))["m.replace"]["event_id"] == edit


# -- reactions -------------------------------------------------------------------------------------------------


async def test_reactions_once_each(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "hi")
    first = await react(bob, room, event_id, "👍")
    content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": "👍"}}
    again = await bob.put(f"/rooms/{room}/send/m.reaction/again", content)
    assert verdict(again) == (400, "M_DUPLICATE_ANNOTATION")
    await react(alice, room, event_id, "👍")
    await react(bob, room, event_id, "🎉")
    await bob.redact(room, first)
    await react(bob, room, event_id, "👍")
    # The same request again is no duplicate.
    retry = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": "❤"}}
    path = f"/rooms/{room}/send/m.reaction/retry"
    assert await bob.ok("PUT", path, retry) == await bob.ok("PUT", path, retry)
    found = await related(bob, room, event_id, "/m.annotation/m.reaction")
    keys = sorted((event["sender"], event["content"]["m.relates_to"]["key"]) for event in found["chunk"])
    assert keys == sorted(
        [(alice.user_id, "👍"), (bob.user_id, "❤"), (bob.user_id, "🎉"), (bob.user_id, "👍")]
    )
    assert await bundled(bob, room, event_id) == {}, "annotations are no longer bundled since v1.7"


async def test_reactions_to_nothing(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room, other = await alice.create_room(), await alice.create_room()
    elsewhere = await alice.send(other, "x")
    here = await alice.send(room, "x")
    bad: list[Json] = [
        {"rel_type": "m.annotation", "event_id": "$nowhere", "key": "x"},
        {"rel_type": "m.annotation", "event_id": elsewhere, "key": "x"},
        {"rel_type": "m.annotation", "event_id": here},
        {"rel_type": "m.annotation", "event_id": here, "key": 5},
    ]
    for number, relation in enumerate(bad):
        answer = await alice.put(f"/rooms/{room}/send/m.reaction/{number}", {"m.relates_to": relation})
        assert answer.status == 400, relation


@pytest.mark.parametrize(
    "relation",
    [
        "x",
        [],
        None,
        {},
        {"event_id": 5, "rel_type": "m.thread"},
        {"event_id": "$x", "rel_type": ["m.thread"]},
        {"rel_type": "m.replace"},
        {"m.in_reply_to": "x"},
        {"event_id": "$" + LONG, "rel_type": "org.example.long"},
        {"event_id": "$x", "rel_type": LONG},
        {"event_id": "$nowhere", "rel_type": "org.example.unknown"},
    ],
)
async def test_relations_that_are_none(server: Rig, relation: Any) -> None:
    """Whatever stands there, the message goes through and is read again; clients put all sorts of things there."""
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    event_id = await alice.send(room, {"msgtype": "m.text", "body": "x", "m.relates_to": relation})
    event = await alice.ok("GET", f"/rooms/{room}/event/{event_id}")
    assert event["content"]["m.relates_to"] == relation
    assert timeline(await alice.sync(), room)[-1]["event_id"] == event_id


# -- references and replies ------------------------------------------------------------------------------------


async def test_references_are_bundled_by_id(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "question")
    sent = [await bob.send(room, relating("m.reference", event_id)) for _ in range(2)]
    found = (await bundled(bob, room, event_id))["m.reference"]
    assert [one["event_id"] for one in found["chunk"]] == sent
    await bob.redact(room, sent[0])
    found = (await bundled(bob, room, event_id))["m.reference"]
    assert [one["event_id"] for one in found["chunk"]] == sent[1:]


async def test_a_plain_reply_is_no_relation(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "question")
    reply: Json = {
        "msgtype": "m.text",
        "body": "answer",
        "m.relates_to": {"m.in_reply_to": {"event_id": event_id}},
    }
    await bob.send(room, reply)
    assert await bundled(alice, room, event_id) == {}
    assert (await related(alice, room, event_id))["chunk"] == []


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


# -- the list of relations -------------------------------------------------------------------------------------


async def test_relations_by_kind_and_type(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    edit = await alice.send(room, edit_of(root, "better"))
    reaction = await react(bob, room, root, "👍")
    reply = await bob.send(room, relating("m.thread", root))
    odd = await bob.send(room, relating("m.thread", root), type="org.example.x")
    reference = await bob.send(room, relating("m.reference", root))
    on_reply = await react(alice, room, reply, "🎉")
    assert ids((await related(bob, room, root))["chunk"]) == [reference, odd, reply, reaction, edit]
    assert ids((await related(bob, room, root, dir="f"))["chunk"]) == [edit, reaction, reply, odd, reference]
    assert ids((await related(bob, room, root, "/m.thread"))["chunk"]) == [odd, reply]
    assert ids((await related(bob, room, root, "/m.thread/m.room.message"))["chunk"]) == [reply]
    assert ids((await related(bob, room, root, "/m.annotation"))["chunk"]) == [reaction]
    assert ids((await related(bob, room, root, "/org.example.none"))["chunk"]) == []
    assert ids((await related(bob, room, reply))["chunk"]) == [on_reply]
    await bob.redact(room, reaction)
    assert ids((await related(bob, room, root, "/m.annotation"))["chunk"]) == []


async def test_relations_of_relations(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    root = await alice.send(room, "root")
    reply = await alice.send(room, relating("m.thread", root))
    on_reply = await react(alice, room, reply, "🎉")
    deep = await alice.send(room, relating("m.reference", on_reply))
    got = await related(alice, room, root, recurse=True)
    assert ids(got["chunk"]) == [deep, on_reply, reply]
    assert got["recursion_depth"] >= 3
    assert ids((await related(alice, room, root, recurse=False))["chunk"]) == [reply]
    assert ids((await related(alice, room, root, "/m.annotation", recurse=True))["chunk"]) == [on_reply]
    got = await related(alice, room, root, "/m.annotation/m.reaction", recurse=True, dir="f")
    assert ids(got["chunk"]) == [on_reply]


@pytest.mark.parametrize("direction", ["b", "f"])
async def test_pages_of_relations(server: Rig, direction: str) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    root = await alice.send(room, "root")
    sent: list[str] = []
    for number in range(7):
        sent.append(await alice.send(room, relating("m.thread", root, str(number))))
        await alice.send(room, "between")
    found: list[str] = []
    query: Json = {"limit": 3, "dir": direction}
    for _ in range(5):
        page = await related(alice, room, root, "/m.thread", **query)
        found += ids(page["chunk"])
        if "next_batch" not in page:
            break
        query["from"] = page["next_batch"]
    assert found == (sent if direction == "f" else sent[::-1])


async def test_relations_between_two_points(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    root = await alice.send(room, "root")
    sent: list[str] = []
    tokens: list[str] = []
    for number in range(3):
        sent.append(await alice.send(room, relating("m.thread", root, str(number))))
        tokens.append((await alice.sync())["next_batch"])
    assert ids((await related(alice, room, root, **{"from": tokens[1]}))["chunk"]) == sent[1::-1]
    assert ids((await related(alice, room, root, to=tokens[0]))["chunk"]) == sent[:0:-1]
    assert ids((await related(alice, room, root, **{"from": tokens[1], "to": tokens[0]}))["chunk"]) == [
        sent[1]
    ]
    got = await related(alice, room, root, dir="f", **{"from": tokens[0], "to": tokens[1]})
    assert ids(got["chunk"]) == [sent[1]]


async def test_relations_of_what_is_not_there(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await alice.create_room(), await alice.create_room()
    event_id = await alice.send(room, "x")
    elsewhere = await alice.send(other, "x")
    base = f"/_matrix/client/v1/rooms/{room}/relations"
    for target in ("$nowhere", elsewhere):
        assert verdict(await alice.get(f"{base}/{target}")) == NOT_FOUND
    assert (await bob.get(f"{base}/{event_id}")).status in (403, 404)
    for query in ({"dir": "x"}, {"from": "x"}, {"to": "x"}, {"limit": "x"}, {"limit": -1}):
        assert (await alice.request("GET", f"{base}/{event_id}", query=query)).status == 400, query
    assert (await related(alice, room, event_id))["chunk"] == []


async def test_what_comes_live_comes_bundled_where_it_has_to(server: Rig) -> None:
    """An edit in the same answer as its original: the client needs nothing else."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    event_id = await alice.send(room, "one")
    edit = await alice.send(room, edit_of(event_id, "two"))
    heard = timeline(await bob.sync(), room)
    assert ids(heard) == [event_id, edit]
    assert heard[0]["unsigned"]["m.relations"]["m.replace"]["event_id"] == edit
    later = await alice.send(room, edit_of(event_id, "three"))
    heard = timeline(await bob.sync(), room)
    assert ids(heard) == [later]
