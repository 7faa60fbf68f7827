"""The clauses of measure as stock clients meet them, the company's word lists, and what calling everybody costs."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in, user, words_of_the_house
from tests.kit.files import mp4, put_up, send_bytes
from tests.kit.rig import Rig

LISTS = "/_fangyuan/v1/word-lists"
ALL = people("he", "li", "wang")


async def say(client: MatrixClient, room: str, content: str | Json, txn: str) -> tuple[str, str]:
    """(event id, "") when it was sent; ("", the refusal's words) when not."""
    body = {"msgtype": "m.text", "body": content} if isinstance(content, str) else content
    answer = await client.put(f"/rooms/{room}/send/m.room.message/{txn}", body)
    if answer.status == 200:
        return answer.body["event_id"], ""
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN"), answer
    assert set(answer.body["fangyuan.verdict"]["reason"]) == {"zh-CN", "en"}
    return "", answer.body["error"]


async def audited(rig: Rig, act: str, subject: str) -> list[Json]:
    """The audit rows of this act about this, newest first."""
    [lin] = await sign_in(rig, "lin")
    entries = (await lin.get("/_fangyuan/v1/audit", act=act, limit=100)).body["entries"]
    return [entry for entry in entries if entry["subject"] == subject]


# -- word lists ------------------------------------------------------------------------------------------------------


async def test_a_list_of_the_company_holds_in_every_group_that_names_it(works: Rig) -> None:
    he, li, chen = await sign_in(works, "he", "li", "chen")
    made = await chen.put(f"{LISTS}/ads", {"words": ["代开发票", {"word": "打赌", "severity": "nudge"}]})
    assert (made.status, made.body["count"], made.body["version"]) == (200, 2, 1)
    clause = {"type": "keywords", "lists": ["ads"]}
    first = (await found(he, audience=ALL, clauses=[clause]))["room_id"]
    second = (await found(he, audience=ALL, clauses=[{**clause, "mode": "observe"}]))["room_id"]
    assert (await say(li, first, "要的话代 开 发 票", "a"))[1]
    assert (await say(li, second, "要的话代 开 发 票", "a"))[0]
    nudged = await li.put(f"/rooms/{first}/send/m.room.message/b", {"msgtype": "m.text", "body": "打赌吗"})
    assert nudged.body["fangyuan.verdict"]["verdict"] == "nudge"
    # a new version holds at once, without a new charter
    assert (await chen.put(f"{LISTS}/ads", {"words": ["返利"]})).body["version"] == 2
    assert (await say(li, first, "代开发票", "c"))[0]
    assert (await say(li, first, "返*利", "d"))[1]
    [changed, founded] = await audited(works, "policy.changed", "words/ads")
    assert (changed["actor"], changed["details"]["after"]["added"]) == (chen.user_id, ["返利"])
    assert (founded["details"].get("before"), founded["details"]["after"]["count"]) == (None, 2)


async def test_lists_that_charters_name_are_there(works: Rig) -> None:
    he, chen, li = await sign_in(works, "he", "chen", "li")
    clause = {"type": "keywords", "lists": ["名单"]}
    wished = {
        "kind": "project",
        "name": "x",
        "purpose": "x",
        "owner": "he",
        "audience": ALL,
        "clauses": [clause],
    }
    answer = await he.post("/_fangyuan/v1/groups", wished)
    assert (answer.status, answer.body["field"]) == (400, "clauses[0].lists")
    assert (await chen.put(f"{LISTS}/%E5%90%8D%E5%8D%95", {"words": ["返利"]})).status == 200
    room = (await found(he, audience=ALL, clauses=[clause]))["room_id"]
    used = await chen.delete(f"{LISTS}/%E5%90%8D%E5%8D%95")
    assert used.status == 409
    assert (await li.get(f"{LISTS}/%E5%90%8D%E5%8D%95")).status == 403
    assert "名单" in [one["name"] for one in (await li.get(LISTS)).body["lists"]]
    await he.put(f"/_fangyuan/v1/groups/{room}/charter", {"clauses": []})
    assert (await chen.delete(f"{LISTS}/%E5%90%8D%E5%8D%95")).status == 200
    assert (await chen.delete(f"{LISTS}/%E5%90%8D%E5%8D%95")).status == 404


async def test_a_list_from_a_file(works: Rig) -> None:
    [chen] = await sign_in(works, "chen")
    table = "词,处置,范围,变体,除外\n返利,送审,,,\n赌,拒绝,整词,否,打赌|赌气\n在吗,提醒,整句,,\n"
    made = await chen.post(f"{LISTS}/table/import", table.encode("gb18030"))
    assert (made.status, made.body["count"]) == (200, 3)
    page = (await chen.get(f"{LISTS}/table", limit=2)).body
    assert page["next"] == "2"
    assert page["words"][1] == {
        "word": "赌", "severity": "refuse", "context": "word", "evasions": False, "unless": ["打赌", "赌气"],
    }  # fmt: skip
    [last] = (await chen.get(f"{LISTS}/table", **{"from": page["next"]})).body["words"]
    assert last == {"word": "在吗", "severity": "nudge", "context": "exact"}
    plain = await chen.post(f"{LISTS}/plain/import", "# 推销\n返利\n\n加微信\n返利\n".encode("utf-8-sig"))
    assert plain.body["count"] == 2
    for body in ("词,处置\n返利,砍头\n".encode(), b"\xff\xfe\x00\xff", b"# nothing\n"):
        assert (await chen.post(f"{LISTS}/bad/import", body)).status == 400
    assert (await chen.put(f"{LISTS}/a%2Fb", {"words": ["x"]})).status == 400


# -- clauses ---------------------------------------------------------------------------------------------------------


async def test_files_by_type_size_and_length(works: Rig) -> None:
    """M19: also when the file comes after the message that shows it."""
    he, li = await sign_in(works, "he", "li")
    clause = {"type": "files", "deny": ["exe"], "max_bytes": 50_000, "max_video_seconds": 60}
    room = (await found(he, audience=ALL, clauses=[clause]))["room_id"]
    small, large = (
        await put_up(li, b"%PDF-1.7", "application/pdf"),
        await put_up(li, b"x" * 50_001, "text/plain"),
    )
    film = await put_up(li, mp4(b"vide"), "video/mp4")

    def file(uri: str, name: str, msgtype: str = "m.file", **info: Any) -> Json:
        return {"msgtype": msgtype, "body": name, "url": uri, "info": info}

    assert (await say(li, room, file(small, "图纸.pdf"), "a"))[0]
    assert (await say(li, room, file(small, "图纸.pdf.exe"), "b"))[1]
    assert (await say(li, room, file(large, "日志.txt", size=5), "c"))[1]
    assert (await say(li, room, file(film, "a.mp4", "m.video", duration=59_000), "d"))[0]
    assert (await say(li, room, file(film, "a.mp4", "m.video", duration=61_000), "e"))[1]
    later = (await li.ok("POST", "/_matrix/media/v1/create"))["content_uri"]
    assert (await say(li, room, file(later, "日志.txt"), "f"))[0]
    path = f"/_matrix/media/v3/upload/{later.removeprefix('mxc://')}"
    assert (await send_bytes(li, b"y" * 50_001, path, method="PUT")).status == 403
    assert (await send_bytes(li, b"y" * 50_000, path, method="PUT")).status == 200


async def test_no_file_hides_from_the_clause(works: Rig) -> None:
    """Behind another name for it, behind other files, behind an address that only a browser understands."""
    he, li = await sign_in(works, "he", "li")
    clause = {"type": "files", "deny": ["exe"], "max_bytes": 50_000}
    room = (await found(he, audience=ALL, clauses=[clause]))["room_id"]
    large = await put_up(li, b"x" * 50_001, "text/plain")
    small = await put_up(li, b"MZ", "application/octet-stream")
    file: Json = {"msgtype": "m.file", "body": "a.exe", "url": small}
    for number, more in enumerate(({"name": "a.pdf"}, {"org.example": {"name": "a.pdf", "url": small}})):
        assert (await say(li, room, more | file, f"n{number}"))[1], more
    decoys = [f"mxc://test.local/x{number}" for number in range(60)]
    hidden: Json = {"org.example": {"name": "a.pdf", "list": decoys}, **file, "url": large, "body": "b.txt"}
    assert (await say(li, room, hidden, "d"))[1]
    media_id = large.rpartition("/")[2]
    for number, address in enumerate(
        (
            f"{large}?",
            f"{large}#a",
            f"mxc://x\\..\\test.local/{media_id}",
            f"mxc://x/../test.local/{media_id}",
            f"mxc://test.local/%{ord(media_id[0]):x}{media_id[1:]}",
        )
    ):
        content = {"msgtype": "m.file", "body": "b.txt", "url": address}
        answer = await li.put(f"/rooms/{room}/send/m.room.message/o{number}", content)
        assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM"), address
    many = [f"mxc://test.local/x{number}" for number in range(101)]
    answer = await li.put(f"/rooms/{room}/send/org.example.many/m", {"list": many})
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")
    assert (await say(li, room, {"msgtype": "m.text", "body": f"地址是 {large}?"}, "t"))[0]


async def test_slow_mode_counts_along_and_from_the_log(own_works: Rig) -> None:
    he, li, wang = await sign_in(own_works, "he", "li", "wang")
    clauses = [{"type": "pace", "every_seconds": 30, "per_hour": 3, "exceptions": [{"who": "owner"}]}]
    room = (await found(he, audience=ALL))["room_id"]
    first = await li.send(room, "一")
    await he.put(f"/_fangyuan/v1/groups/{room}/charter", {"clauses": clauses})  # the first came before it
    assert "30" in (await say(li, room, "二", "a"))[1]
    assert (await say(wang, room, "一", "a"))[0]
    edit = {"msgtype": "m.text", "body": "* 1", "m.new_content": {"msgtype": "m.text", "body": "1"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": first}}  # fmt: skip
    assert (await say(li, room, edit, "b"))[0]
    for number in range(2):
        own_works.clock.advance(30_000)
        assert (await say(li, room, "再", f"c{number}"))[0]
    own_works.clock.advance(30_000)
    assert "3" in (await say(li, room, "再", "d"))[1]
    assert (await say(he, room, "一", "a"))[0]
    assert (await say(he, room, "二", "b"))[0]
    own_works.clock.advance(3_600_000)
    assert (await say(li, room, "再", "e"))[0]


async def test_reactions_that_are_sentences_are_slowed_down_like_messages(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, audience=ALL, clauses=[{"type": "pace", "every_seconds": 60}]))["room_id"]
    on = await he.send(room, "各位辛苦")
    statuses: list[int] = []
    for number in range(3):
        key = f"第 {number} 句：" + "这么长的一句话，谁也不会当它只是一个表情。" * 2
        relation = {"m.relates_to": {"rel_type": "m.annotation", "event_id": on, "key": key}}
        statuses.append((await li.put(f"/rooms/{room}/send/m.reaction/{number}", relation)).status)
    assert statuses == [200, 403, 403]


async def test_editing_and_recalling_in_time(own_works: Rig) -> None:
    """M16: recall works at first, not later; what an owner removes leaves who and why."""
    he, li = await sign_in(own_works, "he", "li")
    clauses = [{"type": "edits", "edit_minutes": 5, "recall_minutes": 2}]
    room = (await found(he, audience=ALL, clauses=clauses))["room_id"]
    early, late = await li.send(room, "错了"), await li.send(room, "也错了")
    own_works.clock.advance(60_000)
    await li.redact(room, early)
    own_works.clock.advance(60_000)
    answer = await li.put(f"/rooms/{room}/redact/{late}/x", {})
    assert (answer.status, "2" in answer.body["error"]) == (403, True)
    relation = {"m.new_content": {"msgtype": "m.text", "body": "改"},
                "m.relates_to": {"rel_type": "m.replace", "event_id": late}}  # fmt: skip
    change: Json = {"msgtype": "m.text", "body": "* 改", **relation}
    assert (await say(li, room, change, "a"))[0]
    own_works.clock.advance(180_000)
    assert (await say(li, room, change, "b"))[1]
    await he.redact(room, late, reason="含客户电话")
    [row] = await audited(own_works, "message.removed", room)
    assert (row["actor"], row["details"]["after"]["sender"]) == (he.user_id, li.user_id)
    assert row["details"]["reason"] == "含客户电话"
    assert "含客户电话" in (await words_of_the_house(li))[-1]


async def test_rates_and_hours_hold_where_nobody_can_read(own_works: Rig) -> None:
    he, li = await sign_in(own_works, "he", "li")
    clauses = [{"type": "pace", "every_seconds": 30}, {"type": "length", "characters": 10},
               {"type": "edits", "edit_minutes": 0}]  # fmt: skip
    group = await found(he, audience=ALL, label="confidential", clauses=clauses)
    room, secret = group["room_id"], {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x" * 50, "device_id": "D",
                                      "sender_key": "k", "session_id": "s"}  # fmt: skip

    async def send(txn: str, **more: Any) -> int:
        path = f"/rooms/{room}/send/m.room.encrypted/{txn}"
        return (await li.put(path, {**secret, **more})).status

    sent = (await li.put(f"/rooms/{room}/send/m.room.encrypted/a", secret)).body["event_id"]
    assert await send("b") == 403
    assert await send("c", **{"m.relates_to": {"rel_type": "m.replace", "event_id": sent}}) == 403
    own_works.clock.advance(30_000)
    assert await send("d") == 200


async def test_naming_many_and_what_it_costs(own_works: Rig) -> None:
    he, li = await sign_in(own_works, "he", "li")
    clauses = [{"type": "room_mentions", "who": "owner", "per_day": 2, "people": 1}]
    room = (await found(he, audience=ALL, clauses=clauses))["room_id"]
    both: Json = {"msgtype": "m.text", "body": "看", "m.mentions": {"user_ids": [user("he"), user("wang")]}}
    assert (await say(li, room, both, "a"))[1]
    assert (await say(li, room, {**both, "m.mentions": {"user_ids": [user("he")]}}, "b"))[0]
    named: Json = {**both, "m.mentions": {"user_ids": [user("li"), user("wang")]}}
    assert (await say(he, room, named, "a"))[0]
    assert (await say(he, room, {**both, "m.mentions": {"room": True}}, "b"))[0]
    assert (await say(he, room, named, "c"))[1], "the third of two"
    assert (await say(he, room, "没点谁", "d"))[0]
    cost = (await he.get(f"/_fangyuan/v1/groups/{room}/mention-cost")).body
    assert (cost["people"], cost["minutes"]) == (2, 2)
    assert cost["off_hours_share"] in (0.0, 1.0)
    assert set(cost["text"]) == {"zh-CN", "en"}
    assert (await he.get(f"/_fangyuan/v1/groups/{room}/mention-cost", people=1)).body["people"] == 1


async def test_a_call_that_nobody_hears_is_told_to_who_called(own_works: Rig) -> None:
    """M08, in a group without a clause about it: the message is sent, nobody is called, the author hears why."""
    he, li = await sign_in(own_works, "he", "li")
    observed = {"type": "room_mentions", "who": "nobody", "mode": "observe"}
    room = ""
    for number, clauses in enumerate(([], [observed])):
        room = (await found(he, audience=ALL, clauses=clauses))["room_id"]
        call: Json = {"msgtype": "m.text", "body": "@room 看", "m.mentions": {"room": True}}
        before = len(await words_of_the_house(li))
        assert (await say(li, room, call, f"a{number}"))[0]
        assert (await say(li, room, call, f"b{number}"))[0]
        told = (await words_of_the_house(li))[before:]
        assert len(told) == 1
        assert "@所有人" in told[0]
    levels = await he.state(room, "m.room.power_levels")
    assert levels["notifications"] == {"room": 50}, "what only observes changes nothing"
    free = {"type": "room_mentions", "who": "owner", "exceptions": [{"who": "leaders"}]}
    room = (await found(he, audience=ALL, clauses=[free]))["room_id"]
    assert (await he.state(room, "m.room.power_levels"))["notifications"] == {"room": 0}
