"""Law 5: no way goes round the charter. Every one that we could think of, against a group that allows text only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import HOUSE, beside_rig, department, found, people, sign_in, user, words_of_the_house
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, verdict

CLAUSES = [
    {"type": "message_kinds", "allowed": ["text"]},
    {"type": "keywords", "words": ["机密"]},
    {"type": "room_mentions", "who": "owner"},
]
VIDEO: Json = {
    "msgtype": "m.video",
    "body": "a.mp4",
    "url": "mxc://test.local/a",
    "info": {"mimetype": "video/mp4"},
}
SECRET: Json = {"msgtype": "m.text", "body": "这是机 密".replace(" ", "\u200b")}
CALL: Json = {"msgtype": "m.text", "body": "@room", "m.mentions": {"room": True}}
NUMBERS = {"video": (VIDEO, 1), "secret": (SECRET, 2), "call": (CALL, 3)}


def clause(answer: Any) -> tuple[int, int]:
    """Status and the number of the clause that refused."""
    return answer.status, answer.body["fangyuan.verdict"]["clause"]


@pytest.mark.parametrize("what", NUMBERS)
async def test_every_way_of_sending(works: Rig, what: str) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, clauses=CLAUSES))["room_id"]
    content, number = NUMBERS[what]
    first = await li.send(room, "好的")
    # A call inside the new content calls nobody; one that does stands outside of it.
    call = {"m.mentions": {"room": True}} if what == "call" else {}
    edit = call | {"m.new_content": content, "m.relates_to": {"rel_type": "m.replace", "event_id": first}}
    ways: list[tuple[str, Json]] = [
        ("send/m.room.message/a", content),
        ("send/m.room.message/b", {"msgtype": "m.text", "body": "* 好的"} | edit),
        ("send/m.room.message/c", content | {"m.relates_to": {"m.in_reply_to": {"event_id": first}}}),
        ("send/m.room.message/d", content | {"m.relates_to": {"rel_type": "m.thread", "event_id": first}}),
        ("send/org.example.made.up/e", content),
    ]
    for path, body in ways:
        for language in ("zh-CN", "en"):
            li.headers = {"Accept-Language": language}
            answer = await li.put(f"/rooms/{room}/{path}", body)
            assert (answer.errcode, clause(answer)) == ("M_FORBIDDEN", (403, number)), path
            assert str(number) in answer.body["error"]
            assert answer.body["error"].isascii() == (language == "en" and what != "secret")
            assert set(answer.body["fangyuan.verdict"]["reason"]) == {"zh-CN", "en"}
    li.headers = {}
    as_state = await he.put(f"/rooms/{room}/state/m.room.message/", content)
    assert (as_state.status, what) == (200, "call") or clause(as_state) == (403, number)
    assert verdict(await li.put(f"/rooms/{room}/send/m.room.encrypted/f", {"ciphertext": "x"})) == FORBIDDEN
    seen = (await he.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100))["chunk"]
    assert not [event for event in seen if event["sender"] == li.user_id and event["event_id"] != first][1:]


async def test_refusals_are_told_and_filed(works: Rig) -> None:
    he, qian, wu = await sign_in(works, "he", "qian", "wu")
    group = await found(he, clauses=CLAUSES, audience=people("qian"))
    room, before = group["room_id"], len(await words_of_the_house(qian))
    for number in range(3):
        for name in ("video", "secret"):
            content = NUMBERS[name][0]
            assert (
                await qian.put(f"/rooms/{room}/send/m.room.message/{name}{number}", content)
            ).status == 403
    told = (await words_of_the_house(qian))[before:]
    assert len(told) == 4, "once for a clause that doesn't count, each time for one that does"
    assert "第 1 条" in told[0]
    assert all("第 2 条" in word for word in told[1:])
    assert "三号泵改造" in told[0]
    page = (await wu.get("/_fangyuan/v1/audit", subject=room, act="refusal")).body["entries"]
    assert [entry["actor"] for entry in page] == [qian.user_id] * 6
    assert (await he.put(f"/_fangyuan/v1/groups/{room}/charter", {"purpose": "新"})).status == 200
    await qian.put(f"/rooms/{room}/send/m.room.message/again", VIDEO)
    assert len((await words_of_the_house(qian))[before:]) == 5, "a new version is new"


async def test_words_beside_messages(works: Rig) -> None:
    """A reason, a name in the room, a reaction's text are read by others, too."""
    he, li, wang = await sign_in(works, "he", "li", "wang")
    room = (await found(he, clauses=CLAUSES))["room_id"]
    event_id = await li.send(room, "好的")
    reaction = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": "机密"}}
    member = f"/rooms/{room}/state/m.room.member/{li.user_id}"
    attempts = [
        await li.put(f"/rooms/{room}/send/m.reaction/r", reaction),
        await li.put(f"/rooms/{room}/redact/{event_id}/x", {"reason": "机密"}),
        await li.put(f"/rooms/{room}/send/m.room.redaction/y", {"redacts": event_id, "reason": "机密"}),
        await li.put(member, {"membership": "join", "displayname": "机密"}),
        await li.put(member, {"membership": "join", "reason": "机密"}),
        await li.post(f"/rooms/{room}/leave", {"reason": "机密"}),
        await li.post(f"/rooms/{room}/join", {"reason": "机密"}),
        await li.post(f"/rooms/{room}/invite", {"user_id": user("zhao"), "reason": "机密"}),
        await he.post(f"/rooms/{room}/kick", {"user_id": wang.user_id, "reason": "机密"}),
        await he.post(f"/rooms/{room}/ban", {"user_id": wang.user_id, "reason": "机密"}),
    ]
    assert [clause(answer) for answer in attempts] == [(403, 2)] * len(attempts)
    await li.ok("PUT", f"/rooms/{room}/redact/{event_id}/z", {"reason": "写错了"})


@pytest.mark.parametrize("who", ["he", "sun", "li"])
async def test_what_nobody_in_a_group_may_set(works: Rig, who: str) -> None:
    he, client = await sign_in(works, "he", who)
    group = await found(he, deputies=["sun"], audience=people("li"))
    room = group["room_id"]
    powers = await he.state(room, "m.room.power_levels")
    states: list[tuple[str, Json]] = [
        ("m.room.power_levels", powers | {"users": powers["users"] | {HOUSE: 0}}),
        ("m.room.power_levels", powers | {"users": {client.user_id: 100}}),
        ("m.room.power_levels", powers | {"users_default": 100}),
        ("m.room.power_levels", powers | {"events_default": 50}),
        ("m.room.power_levels", {}),
        ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
        ("m.room.tombstone", {"body": "x", "replacement_room": "!x:test.local"}),
        ("m.room.create", {}),
        ("fangyuan.charter", {"status": "open"}),
        ("fangyuan.charter", {}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.pinned_events", {"pinned": []}),
        ("m.room.pinned_events", {"pinned": "nothing"}),
        ("m.room.server_acl", {"deny": ["*"]}),
    ]
    for type, content in states:
        answer = await client.put(f"/rooms/{room}/state/{type}/", content)
        assert verdict(answer) == FORBIDDEN, type
    chunk = (await he.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100))["chunk"]
    kept = [event for event in chunk if event["sender"] == HOUSE]
    assert {"m.room.message", "m.room.power_levels", "fangyuan.charter", "m.room.topic"} <= {
        e["type"] for e in kept
    }
    for event in kept:
        path = f"/rooms/{room}/redact/{event['event_id']}/{event['event_id'][1:9]}"
        assert verdict(await client.put(path, {})) == FORBIDDEN, event["type"]
        body = {"redacts": event["event_id"]}
        answer = await client.put(f"/rooms/{room}/send/m.room.redaction/s{event['event_id'][1:9]}", body)
        assert verdict(answer) == FORBIDDEN, event["type"]
    assert await he.state(room, "m.room.power_levels") == powers


async def test_pins_cannot_be_redacted_away(works: Rig) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he)
    room = group["room_id"]
    said = await he.send(room, "好的")
    pins = await he.put_state(room, "m.room.pinned_events", {"pinned": [said, group["charter_event_id"]]})
    assert verdict(await he.put(f"/rooms/{room}/redact/{pins}/x", {})) == FORBIDDEN


async def test_name_and_topic_in_a_stock_client_amend_the_charter(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he))["room_id"]
    assert verdict(await li.put(f"/rooms/{room}/state/m.room.name/", {"name": "x"})) == FORBIDDEN
    event_id = await he.put_state(room, "m.room.name", {"name": "新名"})
    assert (await he.ok("GET", f"/rooms/{room}/event/{event_id}"))["content"] == {"name": "新名"}
    await he.put_state(room, "m.room.topic", {"topic": "新用途"})
    assert await he.put_state(room, "m.room.name", {"name": "新名"}) == event_id, "again is no new version"
    shown = (await he.get(f"/_fangyuan/v1/groups/{room}")).body
    assert (shown["charter"]["name"], shown["charter"]["purpose"], shown["charter_version"]) == (
        "新名",
        "新用途",
        3,
    )
    for content in ({"name": ""}, {}, {"name": 5}, {"name": "x" * 101}):
        assert (await he.put(f"/rooms/{room}/state/m.room.name/", content)).status == 400
    assert (await he.put(f"/rooms/{room}/state/m.room.topic/", {"topic": ""})).status == 400


async def act(client: MatrixClient, room: str, verb: str, who: str, way: str) -> tuple[int, str | None]:
    if way == "post":
        return verdict(await client.post(f"/rooms/{room}/{verb}", {"user_id": user(who)}))
    membership = {"kick": "leave", "ban": "ban", "invite": "invite"}[verb]
    path = f"/rooms/{room}/state/m.room.member/{user(who)}"
    return verdict(await client.put(path, {"membership": membership}))


@pytest.mark.parametrize("way", ["post", "state"])
@pytest.mark.parametrize("verb", ["kick", "ban"])
async def test_who_stays(works: Rig, way: str, verb: str) -> None:
    he, sun = await sign_in(works, "he", "sun")
    room = (await found(he, deputies=["sun"]))["room_id"]
    for actor, target in (
        (sun, "he"),
        (he, "sun"),
        (he, "fangyuan"),
        (sun, "fangyuan"),
        (he, "he"),
        (sun, "sun"),
    ):
        if actor.user_id == user(target) and way == "state":
            assert verdict(await actor.post(f"/rooms/{room}/leave", {})) == FORBIDDEN
        else:
            assert await act(actor, room, verb, target, way) == FORBIDDEN, (actor.user_id, target)
    assert len((await he.ok("GET", f"/rooms/{room}/joined_members"))["joined"]) == 5


@pytest.mark.parametrize("way", ["post", "state"])
async def test_a_department_s_group_is_not_for_picking(works: Rig, way: str) -> None:
    """No inviting, joining, leaving, removing where the org chart says who is in."""
    he, li, zhao, lin = await sign_in(works, "he", "li", "zhao", "lin")
    id = beside_rig(works, lambda tx: department(tx, "泵厂/二车间"))
    audience = {"include": [{"type": "department", "department_id": id}]}
    room = (await found(he, "department", audience=audience))["room_id"]
    for actor in (he, li):
        assert await act(actor, room, "invite", "zhao", way) == FORBIDDEN
    for actor, target in ((he, "li"), (he, "zhao"), (li, "he"), (li, "wang"), (lin, "li")):
        for verb in ("kick", "ban"):
            assert await act(actor, room, verb, target, way) == FORBIDDEN
    leave = await li.post(f"/rooms/{room}/leave", {})
    assert verdict(leave) == FORBIDDEN
    assert "组织关系" in leave.body["error"]
    member = f"/rooms/{room}/state/m.room.member/"
    assert verdict(await li.put(member + li.user_id, {"membership": "leave"})) == FORBIDDEN
    assert verdict(await zhao.put(member + zhao.user_id, {"membership": "join"})) == FORBIDDEN


@pytest.mark.parametrize("rule", ["public", "knock", "restricted", "knock_restricted", "invite"])
@pytest.mark.parametrize("kind", ["department", "project"])
async def test_join_rules_are_no_door(works: Rig, rule: str, kind: str) -> None:
    """Only a group that lives by invitation can be public, or open to a room's members; then it files who came."""
    he, zhao = await sign_in(works, "he", "zhao")
    room = (await found(he, kind))["room_id"]
    mine = await zhao.create_room(topic="x")
    allow = [{"type": "m.room_membership", "room_id": mine}]
    await he.put_state(room, "m.room.join_rules", {"join_rule": rule, "allow": allow})
    alias = f"#{kind}-{rule}:test.local"
    await he.ok("PUT", f"/directory/room/{alias.replace('#', '%23')}", {"room_id": room})
    is_door = kind == "project" and rule in ("public", "restricted", "knock_restricted")
    for where in (room, alias.replace("#", "%23")):
        answer = await zhao.post(f"/join/{where}", {})
        assert answer.status == (200 if is_door else 403)
    assert (await zhao.post(f"/knock/{room}", {})).status == (
        200 if (kind, rule) == ("project", "knock") else 403
    )
    exceptions = (await he.get(f"/_fangyuan/v1/groups/{room}/exceptions")).body["exceptions"]
    assert [one["effect"] for one in exceptions] == (["admit"] if is_door else [])


async def test_a_project_s_size_budget_holds_for_invitations(works: Rig) -> None:
    he, li, zhao = await sign_in(works, "he", "li", "zhao")
    room = (await found(he, clauses=[{"type": "size_budget", "members": 4}]))["room_id"]
    await li.invite(room, zhao)
    for way in ("post", "state"):
        assert await act(he, room, "invite", "qian", way) == FORBIDDEN
    await he.put_state(room, "m.room.join_rules", {"join_rule": "public"})
    [qian] = await sign_in(works, "qian")
    assert clause(await qian.post(f"/join/{room}", {})) == (403, 1)
    await zhao.leave(room)
    await qian.join(room)
    await act(he, room, "kick", "qian", "post")
    await he.put_state(room, "m.room.join_rules", {"join_rule": "invite"})
    assert verdict(await qian.post(f"/join/{room}", {})) == FORBIDDEN


async def test_nobody_takes_the_house_s_name(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he))["room_id"]
    for name in ("方圆", " 方 圆 ", "方\u200b圆", "Fangyuan", "FANGYUAN", "【方圆】", "Ｆａｎｇｙｕａｎ"):
        profile = await li.put(f"/profile/{li.user_id}/displayname", {"displayname": name})
        assert verdict(profile) == FORBIDDEN
        member = {"membership": "join", "displayname": name}
        answer = await li.put(f"/rooms/{room}/state/m.room.member/{li.user_id}", member)
        assert verdict(answer) == FORBIDDEN
    assert verdict(await works.client().post("/register", REGISTER)) == (400, "M_USER_IN_USE")
    await li.ok("PUT", f"/profile/{li.user_id}/displayname", {"displayname": "方圆圆"})
    await li.ok("PUT", f"/profile/{li.user_id}/displayname", {"displayname": "李工"})


REGISTER = {"username": "fangyuan", "password": "x" * 12, "auth": {"type": "m.login.dummy"}}


async def test_how_often_everybody_may_be_called(works: Rig) -> None:
    he, li, wang = await sign_in(works, "he", "li", "wang")
    clauses = [{"type": "room_mentions", "who": "all", "per_day": 2}]
    room = (await found(he, clauses=clauses))["room_id"]
    await wang.sync()
    for number in range(2):
        await li.send(room, CALL | {"body": f"@room {number}"})
    assert clause(await li.put(f"/rooms/{room}/send/m.room.message/third", CALL)) == (403, 1)
    await he.send(room, CALL)
    counts = (await wang.sync())["rooms"]["join"][room]["unread_notifications"]
    assert counts["highlight_count"] == 3


async def test_a_member_event_carries_nothing_that_no_clause_reads(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, clauses=CLAUSES))["room_id"]
    more = {
        "membership": "join",
        "displayname": "小李",
        "org.example.text": "机密",
        "avatar_url": {"x": "机密"},
    }
    await li.ok("PUT", f"/rooms/{room}/state/m.room.member/{li.user_id}", more)
    assert await he.state(room, "m.room.member", li.user_id) == {"membership": "join", "displayname": "小李"}


async def test_a_redaction_carries_nothing_that_no_clause_reads(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, clauses=CLAUSES))["room_id"]
    message = await li.send(room, "好的")
    redaction = await li.redact(room, message, reason={"x": "机密"}, body="机密")
    event = await he.ok("GET", f"/rooms/{room}/event/{redaction}")
    assert event["content"] == {"redacts": message}
