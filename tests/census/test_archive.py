"""An archived group: read and searched by its members, written by nobody, on every path, until it is restored."""

from __future__ import annotations

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import beside_rig, department, found, sign_in, user, words_of_the_house
from tests.kit.rig import Rig

GROUPS = "/_fangyuan/v1/groups"
ROOMS = "/_matrix/client/v3/rooms"


async def archived(client: MatrixClient, room: str, reason: str = "项目已验收") -> None:
    answer = await client.post(f"{GROUPS}/{room}/archive", {"reason": reason})
    assert (answer.status, answer.body["status"]) == (200, "archived"), answer.body


async def test_nobody_writes_in_an_archived_group(works: Rig) -> None:
    he, li, lin = await sign_in(works, "he", "li", "lin")
    room = (await found(he, deputies=["sun"]))["room_id"]
    said = await li.send(room, "泵已装好")
    await archived(he, room)
    edit: Json = {
        "msgtype": "m.text",
        "body": "* 改了",
        "m.new_content": {"msgtype": "m.text", "body": "改了"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": said},
    }
    sign = {"m.relates_to": {"rel_type": "m.annotation", "event_id": said, "key": "👍"}}
    tries: tuple[tuple[str, Json], ...] = (
        ("send/m.room.message/a1", {"msgtype": "m.text", "body": "还在吗"}),
        ("send/m.room.message/a2", edit),
        ("send/m.reaction/a3", sign),
        ("send/m.sticker/a4", {"body": "x", "url": "mxc://test.local/x", "info": {}}),
        (f"redact/{said}/a5", {}),
        ("send/m.room.redaction/a6", {"redacts": said}),
        ("state/m.room.topic/", {"topic": "新用途"}),
        ("state/org.example.x/", {"x": 1}),
    )
    for client in (he, li):
        renamed: Json = {"membership": "join", "displayname": "别名"}
        for path, body in (*tries, (f"state/m.room.member/{client.user_id}", renamed)):
            answer = await client.put(f"/rooms/{room}/{path}", body)
            assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN"), (path, answer.body)
    chinese = await li.put(f"/rooms/{room}/send/m.room.message/b", {"msgtype": "m.text", "body": "x"})
    assert "何主任" in chinese.body["error"]
    told = chinese.body["fangyuan.archived"]
    assert (told["by"], set(told["reason"])) == (user("he"), {"zh-CN", "en"})
    assert "archived by 何主任" in told["reason"]["en"]
    for path, body in (
        ("charter", {"purpose": "x"}),
        ("exceptions", {"person_id": "gu", "effect": "include"}),
    ):
        verb = lin.put if path == "charter" else lin.post
        assert (await verb(f"{GROUPS}/{room}/{path}", {"reason": "x"} | body)).status == 403
    assert (await he.post(f"/rooms/{room}/upgrade", {"new_version": "11"})).status == 403
    assert (await he.post(f"/rooms/{room}/invite", {"user_id": user("gu")})).status == 403
    for verb in ("kick", "ban", "unban"):
        answer = await he.post(f"/rooms/{room}/{verb}", {"user_id": user("wang")})
        assert (answer.status, "fangyuan.archived" in answer.body) == (403, True), answer.body


async def test_it_is_read_searched_and_shown_as_archived(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he))["room_id"]
    await li.send(room, "还有可能是定期检修")
    await archived(he, room)
    state = await li.state(room, "fangyuan.charter")
    assert (state["status"], state["archived"]["by"]) == ("archived", he.user_id)
    assert (await li.state(room, "m.room.power_levels"))["events_default"] == 100
    chunk = (await li.ok("GET", f"/rooms/{room}/messages", dir="b", limit=10))["chunk"]
    assert any("归档" in event["content"].get("body", "") for event in chunk)
    body = {"search_categories": {"room_events": {"search_term": "定期检修"}}}
    assert (await li.ok("POST", "/search", body))["search_categories"]["room_events"]["count"] == 1
    assert (await li.get(f"{GROUPS}/{room}")).body["status"] == "archived"
    await li.ok("POST", f"/rooms/{room}/receipt/m.read/{chunk[0]['event_id']}", {})


async def test_it_survives_a_restart_and_comes_back(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he))["room_id"]
    powers = await he.state(room, "m.room.power_levels")
    await archived(he, room)
    await archived(he, room)  # twice is once
    await works.restart()
    assert (
        await li.put(f"/rooms/{room}/send/m.room.message/x", {"msgtype": "m.text", "body": "x"})
    ).status == 403
    answer = await he.post(f"{GROUPS}/{room}/restore", {"reason": "还有尾款"})
    assert (answer.status, answer.body["status"]) == (200, "open")
    await li.send(room, "好")
    assert await he.state(room, "m.room.power_levels") == powers
    assert (await he.state(room, "fangyuan.charter"))["status"] == "open"
    [lin] = await sign_in(works, "lin")
    rows = (await lin.get("/_fangyuan/v1/audit", subject=room)).body["entries"]
    acts = [(row["act"], row["details"].get("reason")) for row in rows if row["act"].startswith("group.")]
    assert acts[:2] == [("group.restored", "还有尾款"), ("group.archived", "项目已验收")]


async def test_members_still_follow_the_org_chart(works: Rig) -> None:
    he, chen, li, zhao = await sign_in(works, "he", "chen", "li", "zhao")
    two = beside_rig(works, lambda tx: department(tx, "泵厂/二车间"))
    audience = {"include": [{"type": "department", "department_id": two}]}
    room = (await found(he, "department", audience=audience))["room_id"]
    await archived(he, room)
    for person, path in ((li, "泵厂/三车间"), (zhao, "泵厂/二车间")):
        place = f"/_fangyuan/v1/people/{person.user_id}"
        assert (await chen.put(place, {"department": path, "reason": "轮岗"})).status == 200
    joined = (await he.ok("GET", f"/rooms/{room}/joined_members"))["joined"]
    assert user("li") not in joined
    assert user("zhao") in joined


async def test_delayed_messages_and_bridges_find_it_archived(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he))["room_id"]
    delayed = await li.put(
        f"/rooms/{room}/send/m.room.message/d",
        {"msgtype": "m.text", "body": "晚点说"},
        **{"org.matrix.msc4140.delay": 60_000},
    )
    assert delayed.status == 200
    await archived(he, room)
    path = f"/_matrix/client/unstable/org.matrix.msc4140/delayed_events/{delayed.body['delay_id']}"
    works.clock.advance(61_000)
    got: Json = {}
    for _ in range(50):
        got = (await li.get(path)).body
        if got.get("outcome") or got.get("error"):
            break
        await li.sync(timeout=100)
    assert got["error"]["errcode"] == "M_FORBIDDEN", got


async def test_closing_tells_members_why(works: Rig) -> None:
    he, li, sun = await sign_in(works, "he", "li", "sun")
    room = (await found(he, deputies=["sun"]))["room_id"]
    assert (await sun.post(f"{GROUPS}/{room}/close", {"reason": "x"})).status == 403
    await archived(sun, room)
    answer = await he.post(f"{GROUPS}/{room}/close", {"reason": "项目结束"})
    assert (answer.status, answer.body["status"]) == (200, "closed")
    assert (await he.post(f"{GROUPS}/{room}/close", {"reason": "项目结束"})).status == 200
    assert room not in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]
    await li.sync_until(lambda got: "项目结束" in str(got))
    assert any("何主任" in words and "项目结束" in words for words in await words_of_the_house(li))
    for path in ("restore", "archive"):
        assert (await he.post(f"{GROUPS}/{room}/{path}", {})).status == 403


@pytest.mark.parametrize("path", ["archive", "close", "review", "owner"])
async def test_what_can_t_be_is_said(works: Rig, path: str) -> None:
    [he] = await sign_in(works, "he")
    draft = await he.create_room(name="没写用途")
    body: Json = {"review": {"needed": True}, "owner": {"owner": "li"}}.get(path, {"reason": "字" * 1_001})
    answer = await he.post(f"{GROUPS}/{draft}/{path}", body)
    assert answer.status in (400, 403, 404), answer.body
