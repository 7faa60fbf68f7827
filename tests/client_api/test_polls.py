"""Polls, stickers, places and voice messages: carried, counted and judged as what they are. MSC3381, MSC3245."""

from __future__ import annotations

import pytest

from tests.kit.client import Json
from tests.kit.company import beside_rig, found, hire, sign_in
from tests.kit.company import people as audience
from tests.kit.relations import bundled, related
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, ids, people, room_of, unread, verdict

STABLE, UNSTABLE = "m.poll", "org.matrix.msc3381.poll"
TEXT: Json = {"m.text": [{"body": "午饭吃什么？"}]}


def start(prefix: str) -> Json:
    answers = [{"m.id": str(at), "id": str(at), **TEXT} for at in range(2)]
    poll = {"question": TEXT, "kind": f"{prefix}.disclosed", "max_selections": 1, "answers": answers}
    return {"m.poll": poll, "org.matrix.msc3381.poll.start": poll, **TEXT}


def about(poll: str, **more: object) -> Json:
    return {"m.relates_to": {"rel_type": "m.reference", "event_id": poll}, **more}


@pytest.mark.parametrize("prefix", [STABLE, UNSTABLE])
async def test_a_poll_from_its_start_to_its_end(server: Rig, prefix: str) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol)
    for client in (alice, bob, carol):
        await client.sync()
    poll = await alice.send(room, start(prefix), type=f"{prefix}.start")
    assert unread(await bob.sync(), room) == (1, 0)
    votes = [
        await client.send(room, about(poll, **{"m.selections": ["1"]}), type=f"{prefix}.response")
        for client in (bob, carol, bob)
    ]
    assert unread(await carol.sync(), room) == (1, 0), "votes notify nobody"
    assert (await bundled(bob, room, poll))["m.reference"]["chunk"] == [{"event_id": vote} for vote in votes]
    got = await related(carol, room, poll, f"/m.reference/{prefix}.response", dir="f")
    assert ids(got["chunk"]) == votes
    assert all(event["content"]["m.selections"] == ["1"] for event in got["chunk"])
    await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{votes[-1]}")
    assert unread(await bob.sync(), room) == (0, 0)
    end = await alice.send(room, about(poll, **TEXT), type=f"{prefix}.end")
    assert unread(await bob.sync(), room) == (1, 0), "the end notifies"
    got = await related(carol, room, poll, "/m.reference", dir="f")
    assert ids(got["chunk"]) == [*votes, end]
    await bob.redact(room, votes[0])
    got = await related(carol, room, poll, "/m.reference", dir="f")
    assert ids(got["chunk"]) == [*votes[1:], end], "a vote taken back is none"


VOICE: Json = {
    "msgtype": "m.audio",
    "body": "语音.ogg",
    "url": "mxc://test.local/v",
    "org.matrix.msc3245.voice": {},
}
PLACE: Json = {"msgtype": "m.location", "body": "二车间", "geo_uri": "geo:31,121"}
STICKER: Json = {"body": "笑", "url": "mxc://test.local/s", "info": {"mimetype": "image/png"}}
SENT: dict[str, tuple[str, Json]] = {
    "voice": ("m.room.message", VOICE),
    "location": ("m.room.message", PLACE),
    "sticker": ("m.sticker", STICKER),
    "poll": ("m.poll.start", start(STABLE)),
}


@pytest.mark.parametrize("kind", list(SENT))
async def test_the_charter_knows_them_apart(rig: Rig, kind: str) -> None:
    beside_rig(rig, hire)
    he, li = await sign_in(rig, "he", "li")
    for allowed, others in (([kind], [one for one in SENT if one != kind]), (["text"], list(SENT))):
        clauses = [{"type": "message_kinds", "allowed": ["text", *allowed]}]
        room = (await found(he, audience=audience("he", "li"), clauses=clauses))["room_id"]
        for one, (type, content) in SENT.items():
            answer = await li.put(f"/rooms/{room}/send/{type}/{one}", content)
            assert verdict(answer) == (FORBIDDEN if one in others else (200, None)), one
    room = (await found(he, audience=audience("he", "li"), clauses=[]))["room_id"]
    for type, content in SENT.values():
        event_id = await li.send(room, content, type=type)
        assert (await he.ok("GET", f"/rooms/{room}/event/{event_id}"))["content"] == content


async def test_who_may_start_a_poll_may_end_it(rig: Rig) -> None:
    beside_rig(rig, hire)
    he, li = await sign_in(rig, "he", "li")
    for prefix in (STABLE, UNSTABLE):
        clauses = [{"type": "message_kinds", "allowed": ["text", "poll"]}]
        room = (await found(he, audience=audience("he", "li"), clauses=clauses))["room_id"]
        poll = await li.send(room, start(prefix), type=f"{prefix}.start")
        await he.send(room, about(poll, **{"m.selections": ["1"]}), type=f"{prefix}.response")
        await li.send(room, about(poll, **TEXT), type=f"{prefix}.end")
