"""Groups of label `confidential`: encrypted from their first state on, for good, on every way."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import events, groups, identity
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden
from fangyuan.push import Pusher, payload
from tests.kit.client import Json, MatrixClient, part
from tests.kit.company import beside_rig, found, people, sign_in, user
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, verdict

ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}
ENCRYPTED: Json = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEnAC",
    "session_id": "s",
    "sender_key": "k",
    "device_id": "D",
}
CLAUSES = [
    {"type": "keywords", "words": ["机密"]},
    {"type": "posting", "who": "leaders"},
    {"type": "accept_first"},
]


async def confidential(client: MatrixClient, **more: Any) -> str:
    return (await found(client, label="confidential", **more))["room_id"]


async def send(
    client: MatrixClient, room: str, content: Json, type: str = "m.room.encrypted", txn: str = "t"
) -> Any:
    return await client.put(f"/rooms/{room}/send/{type}/{txn}", content)


async def test_it_is_encrypted_before_anything_is_said(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = await confidential(he)
    assert await li.state(room, "m.room.encryption") == ENCRYPTION
    chunk = (await he.ok("GET", f"/rooms/{room}/messages", dir="f", limit=100))["chunk"]
    types = [event["type"] for event in chunk]
    for later in ("m.room.name", "m.room.topic", "fangyuan.charter", "m.room.message"):
        assert types.index("m.room.encryption") < types.index(later)
    assert (await send(li, room, ENCRYPTED)).status == 200


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("who", ["he", "li"])
async def test_readable_messages_are_refused_with_a_reason(works: Rig, who: str, language: str) -> None:
    he, sender = await sign_in(works, "he", who)
    room = await confidential(he)
    first = (await send(sender, room, ENCRYPTED)).body["event_id"]
    text: Json = {"msgtype": "m.text", "body": "明文"}
    edit = text | {"m.new_content": text, "m.relates_to": {"rel_type": "m.replace", "event_id": first}}
    like = {"rel_type": "m.annotation", "event_id": first}
    ways: list[tuple[str, Json]] = [
        ("m.room.message", text),
        ("m.room.message", edit),
        ("m.sticker", {"body": "x", "url": "mxc://test.local/x", "info": {}}),
        ("org.example.made.up", text),
        ("m.poll.start", {"m.poll": {"question": {}, "answers": []}}),
        ("m.reaction", {"m.relates_to": like | {"key": "x" * 50}}),
    ]
    sender.headers = {"Accept-Language": language}
    for number, (type, content) in enumerate(ways):
        answer = await send(sender, room, content, type, f"w{number}")
        assert verdict(answer) == FORBIDDEN, type
        assert ("加密" in answer.body["error"]) == (language == "zh-CN"), (type, answer.body)
        assert answer.body["error"].isascii() == (language == "en")
    assert verdict(await sender.put(f"/rooms/{room}/state/m.room.message/", text)) == FORBIDDEN
    assert (await send(sender, room, {"m.relates_to": like | {"key": "👍"}}, "m.reaction", "g")).status == 200


async def test_nobody_changes_or_takes_back_the_encryption(works: Rig) -> None:
    lin, he, li = await sign_in(works, "lin", "he", "li")
    room = await confidential(he)
    state = await he.ok("GET", f"/rooms/{room}/state")
    [event_id] = [event["event_id"] for event in state if event["type"] == "m.room.encryption"]
    for client in (he, li):
        for content in ({}, {"algorithm": "m.other"}, ENCRYPTION | {"rotation_period_msgs": 1_000_000}):
            answer = await client.put(f"/rooms/{room}/state/m.room.encryption/", content)
            assert verdict(answer) == FORBIDDEN
        answer = await client.put(f"/rooms/{room}/redact/{part(event_id)}/t", {})
        assert verdict(answer) == FORBIDDEN
    for client in (lin, he):
        for label in ("internal", "open"):
            answer = await client.put(f"/_fangyuan/v1/groups/{part(room)}/charter", {"label": label})
            assert (answer.status, answer.body["field"]) == (400, "label")
    assert await li.state(room, "m.room.encryption") == ENCRYPTION
    assert (await he.put_state(room, "m.room.name", {"name": "新名"})).startswith("$")  # the rest may change


async def test_a_group_becomes_confidential_by_its_charter(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he))["room_id"]
    await li.send(room, "还没有加密")
    for client in (he, li):
        assert verdict(await client.put(f"/rooms/{room}/state/m.room.encryption/", ENCRYPTION)) == FORBIDDEN
    assert (await send(li, room, ENCRYPTED)).status == 403
    amended = await he.put(f"/_fangyuan/v1/groups/{part(room)}/charter", {"label": "confidential"})
    assert amended.status == 200, amended.body
    assert await li.state(room, "m.room.encryption") == ENCRYPTION
    assert (await send(li, room, ENCRYPTED)).status == 200
    assert (await send(li, room, {"msgtype": "m.text", "body": "x"}, "m.room.message", "u")).status == 403


async def test_clauses_that_need_no_content_are_kept_and_the_others_said_to_be_the_clients(
    works: Rig,
) -> None:
    he, sun, li = await sign_in(works, "he", "sun", "li")
    audience = people("he", "sun", "li")
    room = await confidential(he, clauses=CLAUSES, audience=audience)
    group = (await he.get(f"/_fangyuan/v1/groups/{part(room)}")).body
    assert "只能由客户端检查" in str(group) or "只能由客户端检查" in str(
        await he.state(room, "fangyuan.charter")
    )
    refused = await send(li, room, ENCRYPTED)
    assert refused.body["fangyuan.verdict"]["clause"] == 2
    sun.headers = {"Accept-Language": "zh-CN"}
    refused = await send(sun, room, ENCRYPTED)
    assert refused.body["fangyuan.verdict"]["clause"] == 3
    assert "✅" in refused.body["error"]
    assert "!accept" not in refused.body["error"]
    pinned = (await sun.state(room, "m.room.pinned_events"))["pinned"][0]
    tick = {"m.relates_to": {"rel_type": "m.annotation", "event_id": pinned, "key": "✅"}}
    assert (await send(sun, room, tick, "m.reaction", "tick")).status == 200
    assert (await send(sun, room, ENCRYPTED, txn="again")).status == 200


async def test_a_group_made_in_a_stock_client_is_encrypted_by_its_charter_alone(works: Rig) -> None:
    (he,) = await sign_in(works, "he")
    wished = [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}]
    room = await he.create_room(name="换泵", topic="换三号泵", initial_state=wished)
    assert (await he.get(f"/rooms/{room}/state/m.room.encryption/")).status == 404
    await he.send(room, "可以读")


async def test_direct_chats_are_encrypted_by_their_clients(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    wished = [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}]
    room = await he.create_room(
        preset="trusted_private_chat", is_direct=True, invite=[user("li")], initial_state=wished
    )
    await li.join(room)
    assert await li.state(room, "m.room.encryption") == ENCRYPTION
    assert (await send(li, room, ENCRYPTED)).status == 200
    later = await he.create_room(preset="trusted_private_chat", is_direct=True, invite=[user("li")])
    await he.put_state(later, "m.room.encryption", ENCRYPTION)
    assert verdict(await he.put(f"/rooms/{later}/state/m.room.encryption/", {})) == FORBIDDEN


# -- programs ---------------------------------------------------------------------------------------------------------


async def test_no_bot_comes_in_on_any_way(works: Rig) -> None:
    (he,) = await sign_in(works, "he")
    beside_rig(works, lambda tx: identity.create_account(tx, user("bot"), kind="bot"))
    bot = Session("", user("bot"), "", kind="bot")
    room = await confidential(he, kind="project")
    assert verdict(await he.post(f"/rooms/{room}/invite", {"user_id": user("bot")})) == FORBIDDEN
    for verb in (groups.join, groups.knock):
        with pytest.raises(Forbidden, match="Programs"):
            beside_rig(works, lambda tx, verb=verb: verb(tx, bot, room))
    masked = Session("", user("wang"), "", app_service="bridge")
    with pytest.raises(Forbidden, match="Programs"):
        beside_rig(works, lambda tx: groups.join(tx, masked, room))
    wish = {"person_id": "bot", "effect": "admit", "reason": "x"}
    assert verdict(await he.post(f"/_fangyuan/v1/groups/{part(room)}/exceptions", wish)) == FORBIDDEN
    deputies = {"deputies": [user("bot")]}
    answer = await he.put(f"/_fangyuan/v1/groups/{part(room)}/charter", deputies)
    assert (answer.status, answer.body["field"]) == (400, "deputies")


async def test_bots_go_when_a_group_becomes_confidential(works: Rig) -> None:
    (he,) = await sign_in(works, "he")
    beside_rig(works, lambda tx: identity.create_account(tx, user("pump-bot"), kind="bot"))
    room = (await found(he, kind="project", label="open"))["room_id"]
    await he.put_state(room, "m.room.history_visibility", {"history_visibility": "world_readable"})
    await he.ok("POST", f"/rooms/{room}/invite", {"user_id": user("pump-bot")})
    beside_rig(works, lambda tx: groups.join(tx, Session("", user("pump-bot"), "", kind="bot"), room))
    await he.ok("PUT", f"/_fangyuan/v1/groups/{part(room)}/charter", {"label": "confidential"})
    assert (await he.state(room, "m.room.member", user("pump-bot")))["membership"] == "leave"
    assert await he.state(room, "m.room.history_visibility") == {"history_visibility": "shared"}


async def test_gateways_learn_nothing_of_it_but_ids(works: Rig) -> None:
    (he,) = await sign_in(works, "he")
    pusher = Pusher("p", user("li"), "app", "key", "http", "D", "", "", "", None, {"url": "x"}, 0, 0, 0)
    for room, is_told in ((await confidential(he), False), ((await found(he))["room_id"], True)):
        [message] = [
            event for event in await he.ok("GET", f"/rooms/{room}/state") if event["type"] == "m.room.name"
        ]

        def details(tx: Tx, event_id: str = message["event_id"]) -> Json | None:
            event = events.find_event(tx, event_id)
            assert event is not None
            return payload.details(tx, event, pusher)

        assert (beside_rig(works, details) is not None) == is_told
