"""§Forming relationships between events: edits, reactions, references, threads; bundled and listed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.kit.client import Json
from tests.kit.relations import bundled, edit_of, react, related, relating
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, ids, people, room_of, timeline, verdict

LONG = random.Random(1).randbytes(5_000).hex()  # no index takes that, however well it compresses


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


async def test_an_edit_of_nothing(server: Rig) -> None:
    """It would be a message that counts for nothing: clients show it nowhere, or as one of its own."""
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    edit = relating("m.replace", "$nowhere", "x") | {"m.new_content": {"msgtype": "m.text", "body": "x"}}
    answer = await alice.put(f"/rooms/{room}/send/m.room.message/1", edit)
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


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


@pytest.mark.parametrize(
    "rel_type", ["m.replace", "m.reference", "m.thread", "m.annotation", "org.example.other"]
)
async def test_nothing_relates_to_another_room(server: Rig, rel_type: str) -> None:
    """Else a text of one room would be bundled with a message of another, past its members and its charter."""
    alice, bob = await people(server, "alice", "bob")
    theirs = await alice.create_room()
    said = await alice.send(theirs, "ours only")
    own = await bob.create_room()
    content = {
        "msgtype": "m.text",
        "body": "x",
        "m.relates_to": {"rel_type": rel_type, "event_id": said, "key": "k"},
    }
    answer = await bob.put(f"/rooms/{own}/send/m.room.message/away", content)
    assert answer.status == 400, answer.body
    assert (await alice.ok("GET", f"/rooms/{theirs}/event/{said}"))["unsigned"].get("m.relations") is None


async def test_a_reaction_or_an_edit_brings_no_thread_to_the_top(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    roots = [await alice.send(room, "root") for _ in range(2)]
    replies = [await alice.send(room, relating("m.thread", root)) for root in roots]
    await react(bob, room, replies[0], "👍")
    await alice.send(room, edit_of(replies[0], "better"))
    path = f"/_matrix/client/v1/rooms/{room}/threads"
    assert ids((await bob.ok("GET", path))["chunk"]) == roots[::-1]
    await bob.redact(room, await bob.send(room, relating("m.thread", roots[0])))
    assert ids((await bob.ok("GET", path))["chunk"]) == roots[::-1], "nor one that is gone"


@pytest.mark.parametrize("direction", ["b", "f"])
@pytest.mark.parametrize("recurse", [True, False])
async def test_pages_of_relations_have_everything_once(server: Rig, direction: str, recurse: bool) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    direct: list[str] = []
    deep: list[str] = []
    for number in range(7):
        direct.append(await alice.send(room, relating("m.thread", root, str(number))))
        if number % 2:
            deep.append(await react(bob, room, direct[-1], str(number)))
            deep.append(await alice.send(room, relating("m.reference", deep[-1])))
        await alice.send(room, "something else")
    gone = await alice.send(room, relating("m.thread", root, "gone"))
    await alice.redact(room, gone)
    wanted = {*direct, *(deep if recurse else ())}
    found: list[str] = []
    query: Json = {"dir": direction, "limit": 2, "recurse": recurse}
    for _ in range(20):
        page = await related(bob, room, root, **query)
        assert page["recursion_depth"] == (3 if recurse else 1)
        assert len(page["chunk"]) <= 2
        found += ids(page["chunk"])
        if "next_batch" not in page:
            break
        query["from"] = page["next_batch"]
    assert (set(found), len(found)) == (wanted, len(wanted))
    everything = ids((await related(bob, room, root, dir=direction, recurse=recurse))["chunk"])
    assert found == everything
    only = ids((await related(bob, room, root, "/m.annotation/m.reaction", recurse=recurse))["chunk"])
    assert set(only) == (set(deep[::2]) if recurse else set())


async def test_only_what_one_may_see_is_related(server: Rig) -> None:
    """Of a history that opened and closed, each part that was open, in the order of the pages."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
    root = await alice.send(room, "root")
    seen = [await alice.send(room, relating("m.thread", root, "1"))]
    await bob.leave(room)
    await alice.send(room, relating("m.thread", root, "unseen"))
    await bob.join(room)
    seen += [await alice.send(room, relating("m.thread", root, str(number))) for number in (2, 3)]
    for direction, wanted in (("f", seen), ("b", seen[::-1])):
        page = await related(bob, room, root, dir=direction, limit=2)
        assert ids(page["chunk"]) == wanted[:2]
        page = await related(bob, room, root, dir=direction, limit=2, **{"from": page["next_batch"]})
        assert (ids(page["chunk"]), "next_batch" in page) == (wanted[2:], False)


async def test_who_left_sees_no_later_edit_of_a_threads_newest_reply(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    reply = await alice.send(room, relating("m.thread", root, "before"))
    await bob.ok("POST", f"/rooms/{room}/leave", {})
    await alice.send(room, edit_of(reply, "behind his back"))
    for client, sees in ((bob, False), (alice, True)):
        event = await client.ok("GET", f"/rooms/{room}/event/{root}")
        latest = event["unsigned"]["m.relations"]["m.thread"]["latest_event"]
        assert latest["event_id"] == reply
        assert ("behind his back" in str(latest)) == sees
