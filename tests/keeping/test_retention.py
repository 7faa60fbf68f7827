"""M22: a group keeps its messages for as long as its charter says; then they are gone, wherever one looks."""

from __future__ import annotations

from fangyuan.kernel.json import as_object
from tests.keeping.talk import API, EVERYBODY_POSTS, acts, days_pass, finds, keeping_group, said
from tests.kit.client import Json, part
from tests.kit.company import HOUSE, found, sign_in, words_of_the_house
from tests.kit.files import fetch, put_up, shown
from tests.kit.rig import Rig
from tests.kit.talk import joined, texts, verdict


async def test_after_seven_days_message_and_file_are_gone(works: Rig) -> None:
    he, li, wang = await sign_in(works, "he", "li", "wang")
    room = await keeping_group(he, 7)
    await wang.sync()
    old = await li.send(room, "旧消息定期检修")
    edit: Json = {
        "msgtype": "m.text",
        "body": "* 旧消息改",
        "m.new_content": {"msgtype": "m.text", "body": "旧消息改"},
    }
    await li.send(room, edit | {"m.relates_to": {"rel_type": "m.replace", "event_id": old}})
    address = await put_up(li, b"drawing", "text/plain", "drawing.txt")
    await li.send(room, shown(address))
    await li.send(room, "回复", txn="x1")
    await wang.send(
        room, {"m.relates_to": {"rel_type": "m.annotation", "event_id": old, "key": "👍"}}, type="m.reaction"
    )
    await days_pass(works, 6)
    assert (await wang.get(f"/rooms/{part(room)}/event/{old}")).status == 200
    assert (await fetch(wang, address)).status == 200
    young = await li.send(room, "新消息")
    await days_pass(works, 2)

    assert (await wang.get(f"/rooms/{part(room)}/event/{old}")).status == 404
    assert (await wang.get(f"/rooms/{part(room)}/context/{old}")).status == 404
    assert (await wang.get(f"/_matrix/client/v1/rooms/{part(room)}/relations/{old}")).status == 404
    assert (await fetch(wang, address)).status == 404
    assert await finds(wang, room, "定期检修") == 0
    assert await finds(wang, room, "旧消息改") == 0
    now = await said(wang, room)
    bodies = [one for one in texts(now) if "群规" not in str(one)]
    assert bodies == ["新消息"]
    assert any("群规" in str(one) for one in texts(now)), "the charter stays"
    assert {one["type"] for one in now} >= {"m.room.create", "m.room.member", "fangyuan.charter"}
    mark = await wang.state(room, "fangyuan.retention")
    assert mark["days"] == 7
    assert (await wang.state(room, "m.room.retention")) == {"max_lifetime": 7 * 86_400_000}
    assert young in [one["event_id"] for one in now]


async def test_a_client_hears_up_to_when_messages_are_gone_and_counts_stay_right(works: Rig) -> None:
    he, li, wang = await sign_in(works, "he", "li", "wang")
    room = await keeping_group(he, 7)
    await wang.sync()
    for number in range(5):
        await li.send(room, f"旧 {number}")
    root = await li.send(room, "话题")
    for number in range(3):
        await li.send(
            room,
            {
                "msgtype": "m.text",
                "body": f"{number}",
                "m.relates_to": {"rel_type": "m.thread", "event_id": root},
            },
        )
    await days_pass(works, 6)
    await li.send(room, "新 1")
    await li.send(
        room,
        {"msgtype": "m.text", "body": "在话题里", "m.relates_to": {"rel_type": "m.thread", "event_id": root}},
    )
    got = await wang.sync()
    before = joined(got, room)["unread_notifications"]["notification_count"]
    await days_pass(works, 2)
    delta = joined(await wang.sync(), room)
    [mark] = [one for one in delta["timeline"]["events"] if one["type"] == "fangyuan.retention"]
    assert mark["sender"] == HOUSE
    left = delta["unread_notifications"]["notification_count"]
    [fresh] = await sign_in(works, "wang")
    first = joined(await fresh.sync(), room)
    assert before - left == 5 + 1 + 3  # what is gone; the charter's own message stays
    assert first["unread_notifications"]["notification_count"] == left
    old = [
        one for one in first["timeline"]["events"] if one["origin_server_ts"] < mark["content"]["before_ts"]
    ]
    assert all("state_key" in one or one["event_id"] in mark["content"]["kept"] for one in old)
    [newest] = [
        one["event_id"]
        for one in first["timeline"]["events"]
        if as_object(one["content"]).get("body") == "新 1"
    ]
    await fresh.ok("POST", f"/rooms/{part(room)}/receipt/m.read/{newest}", {})
    read = joined(await fresh.sync(), room)
    assert read["unread_notifications"]["notification_count"] == 1  # in the thread
    rows = await acts((await sign_in(works, "wu"))[0], room, "retention.applied")
    assert rows[0]["details"]["after"]["messages"] == 9


async def test_what_is_pinned_stays_with_its_edits_and_reactions(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = await keeping_group(he, 7)
    notice = await he.send(room, "公告：周五停机")
    pinned = (await he.state(room, "m.room.pinned_events"))["pinned"]
    await he.put_state(room, "m.room.pinned_events", {"pinned": [*pinned, notice]})
    await li.send(
        room,
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": notice, "key": "👍"}},
        type="m.reaction",
    )
    await li.send(room, "闲话")
    await days_pass(works, 9)
    now = await said(li, room)
    assert "公告：周五停机" in texts(now)
    assert "闲话" not in texts(now)
    assert [one["type"] for one in now].count("m.reaction") == 1
    assert notice in (await li.state(room, "fangyuan.retention"))["kept"]
    await days_pass(works, 3)
    again = await said(li, room)
    assert [one["type"] for one in again].count("fangyuan.retention") == 1, "nothing to do, nothing said"


async def test_the_company_bounds_what_charters_say_and_tells_the_groups(works: Rig) -> None:
    he, lin, chen, li = await sign_in(works, "he", "lin", "chen", "li")
    room = await keeping_group(he, None)
    assert (await li.get(f"{API}/groups/{room}/retention")).body == {"days": None}
    await li.send(room, "留不留")
    refused = await he.put(f"{API}/policies/retention", {"policy": {"max_days": 30}})
    assert verdict(refused) == (403, "M_FORBIDDEN")
    wrong = await chen.put(f"{API}/policies/retention", {"policy": {"max_days": 3, "min_days": 5}})
    assert verdict(wrong) == (400, "M_INVALID_PARAM")
    try:
        set_ = await chen.put(f"{API}/policies/retention", {"policy": {"max_days": 30, "min_days": 10}})
        assert set_.status == 200, set_
        assert (await li.get(f"{API}/groups/{room}/retention")).body == {"days": 30}
        assert any("只保留 30 天" in str(one) for one in texts(await said(li, room)))
        assert (await li.state(room, "m.room.retention"))["max_lifetime"] == 30 * 86_400_000
        short = await keeping_group(he, 7)
        assert (await li.get(f"{API}/groups/{short}/retention")).body == {"days": 10}
        text = (await li.get(f"{API}/groups/{short}")).body["text"]["zh-CN"]
        assert "保留 10 天" in text
        await days_pass(works, 31)
        assert "留不留" not in texts(await said(li, room))
    finally:
        await lin.put(f"{API}/policies/retention", {"policy": {}})


async def test_nobody_but_the_house_says_how_long_messages_are_kept(works: Rig) -> None:
    he, *_ = await sign_in(works, "he")
    room = await keeping_group(he, 7)
    for type in ("m.room.retention", "fangyuan.retention"):
        answer = await he.put(f"/rooms/{part(room)}/state/{type}/", {"before_ts": 2**52, "max_lifetime": 1})
        assert verdict(answer) == (403, "M_FORBIDDEN")


async def test_a_shorter_time_is_told_but_not_accepted_again(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    clauses = [EVERYBODY_POSTS, {"type": "accept_first"}, {"type": "retention", "days": 90}]
    room = (await found(he, clauses=clauses))["room_id"]
    await li.send(room, "!accept")
    clauses[2] = {"type": "retention", "days": 30}
    assert (await he.put(f"{API}/groups/{room}/charter", {"clauses": clauses})).status == 200
    await li.send(room, "照发")
    assert "保留 30 天" in (await li.get(f"{API}/groups/{room}")).body["text"]["zh-CN"]
    assert not [one for one in await words_of_the_house(li) if "重新" in one]


async def test_a_group_that_moved_forgets_in_its_old_room_too(works: Rig) -> None:
    he, li, lin = await sign_in(works, "he", "li", "lin")
    room = await keeping_group(he, 7)
    old = await li.send(room, "搬家以前")
    moved = await lin.post(f"/rooms/{part(room)}/upgrade", {"new_version": "11"})
    if moved.status == 403:
        moved = await he.post(f"/rooms/{part(room)}/upgrade", {"new_version": "11"})
    await li.send(moved.body["replacement_room"], "搬家以后")
    await days_pass(works, 9)
    assert (await li.get(f"/rooms/{part(room)}/event/{old}")).status == 404
    assert "搬家以后" not in texts(await said(li, moved.body["replacement_room"]))
