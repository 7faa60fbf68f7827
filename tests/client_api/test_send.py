"""§Sending events to a room: once for each transaction id, and only what may be said."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from tests.kit.client import Json
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, ids, people, room_of, texts, timeline, verdict

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])
TEXT = {"msgtype": "m.text", "body": "hi"}


@VERSIONS
@pytest.mark.parametrize("txn", ["t1", "a%2Fb", "a%252Fb", "%20", "x" * 255, "%E4%BD%A0"])
async def test_the_same_transaction_is_the_same_event(server: Rig, version: str, txn: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    path = f"/_matrix/client/{version}/rooms/{room}/send/m.room.message/{txn}"
    first = await alice.ok("PUT", path, TEXT)
    assert await alice.ok("PUT", path, TEXT) == first
    assert await alice.ok("PUT", path, {"msgtype": "m.text", "body": "another"}) == first
    assert texts(timeline(await bob.sync(), room)) == ["hi"]
    assert (await alice.ok("PUT", path + "2", TEXT)) != first


async def test_a_transaction_is_of_one_device_and_one_path(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    phone = await server.login("alice")
    room, other = await room_of(alice, bob), await room_of(alice, bob)
    sent = [
        await alice.send(room, "1", txn="same"),
        await phone.send(room, "2", txn="same"),
        await bob.send(room, "3", txn="same"),
        await alice.send(other, "4", txn="same"),
        await alice.send(room, {"body": "5"}, type="org.example.other", txn="same"),
    ]
    for target in sent[:2]:
        path = f"/rooms/{room}/redact/{target}/same"
        redaction = (await alice.ok("PUT", path, {}))["event_id"]
        assert (await alice.ok("PUT", path, {}))["event_id"] == redaction
        sent.append(redaction)
    assert len(set(sent)) == len(sent)
    assert await alice.send(room, "1", txn="same") == sent[0]


async def test_a_transaction_outlives_the_token_and_the_server(plain_rig: Rig) -> None:
    (alice,) = await people(plain_rig, "alice")
    room = await alice.create_room()
    first = await alice.send(room, "hi", txn="t")
    again = await plain_rig.login("alice", device_id=alice.device_id)
    assert await again.send(room, "hi", txn="t") == first
    await plain_rig.restart()
    assert await again.send(room, "hi", txn="t") == first


async def test_many_at_once_with_one_transaction(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    sent = await asyncio.gather(*(alice.send(room, "hi", txn="t") for _ in range(8)))
    assert len(set(sent)) == 1
    assert texts(timeline(await bob.sync(), room)) == ["hi"]


async def test_only_the_sending_device_sees_the_transaction_id(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    phone = await server.login("alice")
    room = await room_of(alice, bob)
    for client in (alice, phone, bob):
        await client.sync()
    event_id = await alice.send(room, "hi", txn="m1.5")
    expected = {alice.device_id: "m1.5", phone.device_id: None, bob.device_id: None}
    for client in (alice, phone, bob):
        heard = [
            timeline(await client.sync(), room)[-1],
            (await client.ok("GET", f"/rooms/{room}/messages", dir="b"))["chunk"][0],
            await client.ok("GET", f"/rooms/{room}/event/{event_id}"),
        ]
        for event in heard:
            assert event["event_id"] == event_id
            assert event["unsigned"].get("transaction_id") == expected[client.device_id]


async def test_what_was_sent_is_what_is_heard(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    content: Json = {
        "msgtype": "m.text",
        "body": "你好 😀\n\u0007</b>",
        "x": {"y": [None, True, 2**53 - 1, -5, ""]},
    }
    event_id = await alice.send(room, content, txn="t")
    server.clock.advance(1_500)
    event = timeline(await bob.sync(), room)[-1]
    assert event["content"] == content
    assert (event["event_id"], event["sender"], event["type"]) == (event_id, alice.user_id, "m.room.message")
    assert "state_key" not in event
    assert event["unsigned"]["age"] == 1_500
    assert event["origin_server_ts"] == server.clock.now_ms() - 1_500
    assert await bob.ok("GET", f"/rooms/{room}/event/{event_id}") == event | {"room_id": room}
    # What came before somebody is told with what he was then.
    (carol,) = await people(server, "carol")
    await carol.join(room)
    chunk = (await carol.ok("GET", f"/rooms/{room}/messages", dir="b"))["chunk"]
    assert [event["unsigned"].get("membership") for event in chunk[:2]] == ["join", "leave"]


async def test_any_type_may_be_sent(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    for type in ("org.example.a/b", "m.room.name", "班组", "x" * 255, "a b"):
        event_id = await alice.send(room, {"a": 1}, type=type)
        event = await alice.ok("GET", f"/rooms/{room}/event/{event_id}")
        assert (event["type"], event.get("state_key")) == (type, None)
    assert (await alice.get(f"/rooms/{room}/state/m.room.name")).status == 404, "a message is no state"


BAD: list[tuple[Any, int, str]] = [
    (b"", 200, ""),
    (b"{}", 200, ""),
    (b"hello", 400, "M_NOT_JSON"),
    (b"{'body': 'x'}", 400, "M_NOT_JSON"),
    (b'{"body": "x"', 400, "M_NOT_JSON"),
    (b'{"body": NaN}', 400, "M_NOT_JSON"),
    (b'{"body": Infinity}', 400, "M_NOT_JSON"),
    (b'{"body": -Infinity}', 400, "M_NOT_JSON"),
    (b'{"body": "\xe4"}', 400, "M_NOT_JSON"),
    (b'{"body": "\\ud800"}', 400, "M_NOT_JSON"),
    (b'{"body": "\n"}', 400, "M_NOT_JSON"),
    (b'{"body": "\\u0000"}', 400, "M_BAD_JSON"),
    (b"[]", 400, "M_BAD_JSON"),
    (b"null", 400, "M_BAD_JSON"),
    (b'"text"', 400, "M_BAD_JSON"),
    (b"5", 400, "M_BAD_JSON"),
    (b'{"x": 1.1}', 400, "M_BAD_JSON"),
    (b'{"x": [{"y": 0.5}]}', 400, "M_BAD_JSON"),
    (b'{"x": 1e400}', 400, "M_"),
    (b'{"x": -0.0}', 400, "M_BAD_JSON"),
    (b'{"x": 9007199254740992}', 400, "M_BAD_JSON"),
    (b'{"x": -9007199254740992}', 400, "M_BAD_JSON"),
    (b'{"x": 123456789012345678901234567890}', 400, "M_BAD_JSON"),
    (b'{"x": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", 400, "M_"),
    ({"body": "x" * 65_400}, 413, "M_TOO_LARGE"),
    ({"body": "组" * 21_800}, 413, "M_TOO_LARGE"),
    ({"x": ["y"] * 20_000}, 413, "M_TOO_LARGE"),
]


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "", "x", "application/json; charset=utf-8"]
)
@pytest.mark.parametrize(("body", "status", "errcode"), BAD, ids=[str(number) for number in range(len(BAD))])
async def test_bodies(server: Rig, body: Any, status: int, errcode: str, content_type: str) -> None:
    """The content type says nothing: clients send all sorts."""
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    await alice.sync()
    path = f"/rooms/{room}/send/org.example.x/t"
    answer = await alice.request("PUT", path, body, headers={"Content-Type": content_type})
    assert answer.status == status, answer.body
    assert status == 200 or answer.body["errcode"].startswith(errcode)
    assert len(timeline(await alice.sync(), room)) == (status == 200)


async def test_the_largest_event_fits(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    await alice.send(room, "x" * 65_000)
    assert len(timeline(await alice.sync(), room)[-1]["content"]["body"]) == 65_000


async def test_who_may_not_send(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    room = await room_of(alice, bob, carol)
    await bob.leave(room)
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": carol.user_id})
    await alice.invite(room, dave)
    stranger = (await people(server, "eve"))[0]
    for client in (bob, carol, dave, stranger):
        for path in (f"send/m.room.message/t{client.user_id}", "state/org.example.x/"):
            assert verdict(await client.put(f"/rooms/{room}/{path}", TEXT)) == FORBIDDEN
    assert verdict(await alice.put("/rooms/!nowhere:test.local/send/m.room.message/t", TEXT)) == FORBIDDEN
    for type in ("m.room.member", "m.room.create", "m.room.power_levels"):
        assert (await alice.put(f"/rooms/{room}/send/{type}/t", {"membership": "join"})).status == 400
    for type in ("", "x" * 256):
        answer = await alice.put(f"/rooms/{room}/send/{type}/t", TEXT)
        assert verdict(answer) == (400, "M_INVALID_PARAM")
    long = random.Random(1).randbytes(3_000).hex()  # no index takes that, however well it compresses
    assert verdict(await alice.put(f"/rooms/{room}/send/m.room.message/{long}", TEXT))[0] == 400
    await alice.send(
        room, TEXT | {"m.mentions": {"user_ids": [long, f"@{long}:test.local", "@room", "@look", 5]}}
    )
    assert verdict(await alice.put(f"/rooms/{room}/send/m.room.message/a%00b", TEXT))[0] == 400
    assert ids(timeline(await alice.sync(), room)) == ids(
        reversed((await alice.ok("GET", f"/rooms/{room}/messages", dir="b", limit=10))["chunk"])
    )


# -- redactions ------------------------------------------------------------------------------------------------


@VERSIONS
@pytest.mark.parametrize("way", ["redact", "send"])
async def test_a_redaction_takes_the_content_away(server: Rig, version: str, way: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, {"msgtype": "m.text", "body": "secret", "m.mentions": {}})
    await bob.sync()
    base = f"/_matrix/client/{version}/rooms/{room}"
    if way == "redact":
        redaction = (await alice.ok("PUT", f"{base}/redact/{event_id}/r", {"reason": "oops"}))["event_id"]
    else:
        body = {"redacts": event_id, "reason": "oops"}
        redaction = (await alice.ok("PUT", f"{base}/send/m.room.redaction/r", body))["event_id"]
    heard = timeline(await bob.sync(), room)
    assert ids(heard) == [redaction]
    assert heard[0]["content"] == {"redacts": event_id, "reason": "oops"}
    assert heard[0]["redacts"] == event_id, "for older clients at the top too"
    for event in (
        await bob.ok("GET", f"{base}/event/{event_id}"),
        (await bob.ok("GET", f"{base}/messages", dir="b"))["chunk"][1],
        timeline(await bob.sync(since=None), room)[-2],
    ):
        assert (event["event_id"], event["content"]) == (event_id, {})
        because = event["unsigned"]["redacted_because"]
        assert (because["event_id"], because["content"]["reason"]) == (redaction, "oops")


async def test_redacting_what_is_not_there(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await room_of(alice, bob), await room_of(alice)
    elsewhere = await alice.send(other, "x")
    for target in ("$nowhere", elsewhere, "x"):
        assert (await alice.put(f"/rooms/{room}/redact/{target}/{target[1:5]}", {})).status in (400, 404)
    bad: list[Json] = [{}, {"redacts": 5}, {"redacts": None}]
    for number, body in enumerate(bad):
        assert verdict(await alice.put(f"/rooms/{room}/send/m.room.redaction/{number}", body)) == (
            400,
            "M_BAD_JSON",
        )
    event_id = await alice.send(room, "mine")
    answer = await alice.put(f"/rooms/{room}/redact/{event_id}/t", {"reason": 1.5})
    assert verdict(answer) == (400, "M_BAD_JSON")
    assert verdict(await bob.put(f"/rooms/{room}/redact/{event_id}/t", {})) == FORBIDDEN
    assert (await bob.ok("GET", f"/rooms/{room}/event/{event_id}"))["content"]["body"] == "mine"


async def test_redacting_twice(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    event_id = await alice.send(room, "x")
    first = await alice.redact(room, event_id)
    second = await alice.redact(room, event_id)
    assert first != second
    event = await alice.ok("GET", f"/rooms/{room}/event/{event_id}")
    assert event["unsigned"]["redacted_because"]["event_id"] == first
    await alice.redact(room, first, reason="a redaction can be redacted")
    assert (await alice.ok("GET", f"/rooms/{room}/event/{event_id}"))["content"] == {}


async def test_what_room_version_11_keeps(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, creation_content={"type": "org.example.hall"})
    await bob.put_state(room, "m.room.member", {"membership": "join"}, bob.user_id)
    await bob.put_state(room, "m.room.member", {"membership": "join", "displayname": "B"}, bob.user_id)
    levels = await alice.state(room, "m.room.power_levels")
    await alice.put_state(room, "m.room.power_levels", levels | {"notifications": {"room": 5}, "x": 1})
    await alice.put_state(room, "m.room.name", {"name": "Secret"})
    kept = {
        ("m.room.create", ""): {"room_version": "11", "type": "org.example.hall"},
        ("m.room.member", bob.user_id): {"membership": "join"},
        ("m.room.power_levels", ""): levels,
        ("m.room.join_rules", ""): {"join_rule": "public"},
        ("m.room.history_visibility", ""): {"history_visibility": "shared"},
        ("m.room.guest_access", ""): {},
        ("m.room.name", ""): {},
    }
    for (type, key), content in kept.items():
        event = await alice.ok("GET", f"/rooms/{room}/state/{type}/{key}", format="event")
        await alice.redact(room, event["event_id"])
        assert await alice.state(room, type, key) == content, type
    # What survives is still in force, what doesn't is gone.
    assert verdict(await bob.put(f"/rooms/{room}/state/m.room.name/", {"name": "x"})) == FORBIDDEN
    names = await alice.ok("GET", f"/rooms/{room}/joined_members")
    assert names["joined"][bob.user_id] == {"display_name": None, "avatar_url": None}
    summary = (await bob.sync())["rooms"]["join"][room]["summary"]
    assert summary["m.heroes"] == [alice.user_id], "the room has no name any more"


async def test_nothing_of_redacted_state_is_left(server: Rig) -> None:
    """The state that came after remembers what it replaced: that goes too."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    first = await alice.put_state(room, "m.room.topic", {"topic": "the secret"})
    await bob.sync()
    second = await alice.put_state(room, "m.room.topic", {"topic": "harmless"})
    await alice.redact(room, first)
    for read in (
        bob.sync(),
        bob.sync(since=None),
        bob.ok("GET", f"/rooms/{room}/event/{second}"),
        bob.ok("GET", f"/rooms/{room}/messages", dir="b"),
        bob.ok("GET", f"/rooms/{room}/context/{second}"),
        bob.ok("GET", f"/rooms/{room}/state"),
    ):
        assert "the secret" not in str(await read)


async def test_power_by_redacted_levels(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    levels = await alice.state(room, "m.room.power_levels")
    levels["users"][bob.user_id] = 50
    event_id = await alice.put_state(room, "m.room.power_levels", levels)
    await alice.redact(room, event_id)
    await bob.put_state(room, "m.room.topic", {"topic": "still 50"})
    await alice.send(room, "and the creator is still 100")
    levels["users"].pop(bob.user_id)
    await alice.put_state(room, "m.room.power_levels", levels)
    assert verdict(await bob.put(f"/rooms/{room}/state/m.room.topic/", {})) == FORBIDDEN
