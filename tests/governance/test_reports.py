"""§Reporting content: filing, what is kept, who may look, dealing with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in, words_of_the_house
from tests.kit.fairly import bodies, put, react, reply, strikes
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, texts, timeline, verdict

REPORTS = "/_fangyuan/v1/reports"


async def reports(client: MatrixClient, **query: Any) -> list[Json]:
    return (await client.ok("GET", REPORTS, **query))["reports"]


async def test_a_message_is_kept_as_it_was(own_works: Rig) -> None:
    he, li, wang, chen, lin = await sign_in(own_works, "he", "li", "wang", "chen", "lin")
    room = (await found(he))["room_id"]
    for number in range(7):
        await li.send(room, f"before {number}")
    bad = await wang.send(room, "something bad")
    await li.send(room, "after")
    await li.ok("POST", f"/rooms/{room}/report/{bad}", {"reason": "骂人", "score": -100})
    await wang.redact(room, bad)
    [word] = [word for word in await words_of_the_house(chen) if "骂人" in word]
    assert "something bad" not in word
    assert not [word for word in await words_of_the_house(wang) if "骂人" in word]
    for client in (chen, lin):
        [listed] = await reports(client, status="open")
        assert "context" not in listed
        report = await client.ok("GET", f"{REPORTS}/{listed['report_id']}")
        texts = [event["content"]["body"] for event in report["context"]]
        assert texts == [*(f"before {number}" for number in range(2, 7)), "something bad"]
        assert (report["kind"], report["reporter"], report["user_id"]) == ("event", li.user_id, wang.user_id)
        assert (report["reason"], report["score"], report["event_id"]) == ("骂人", -100, bad)
    assert verdict(await li.post(f"/rooms/{room}/report/{bad}", {})) == (200, None), (
        "nor is it gone for reporting"
    )


async def test_it_is_dealt_with_and_the_reporter_hears_of_it(own_works: Rig) -> None:
    li, wang, chen, lin = await sign_in(own_works, "li", "wang", "chen", "lin")
    await li.ok("POST", f"/users/{wang.user_id}/report", {"reason": ""})
    [report] = await reports(chen)
    path = f"{REPORTS}/{report['report_id']}/resolution"
    for body, code in (
        ({}, "M_MISSING_PARAM"),
        ({"outcome": "x"}, "M_INVALID_PARAM"),
        ({"outcome": "acted", "note": "x" * 2_001}, "M_INVALID_PARAM"),
        ({"outcome": 1}, "M_BAD_JSON"),
    ):
        assert verdict(await chen.post(path, body)) == (400, code)
    done = await chen.ok("POST", path, {"outcome": "acted", "note": "已谈话"})
    assert (done["outcome"], done["note"], done["resolved_by"]) == ("acted", "已谈话", chen.user_id)
    assert any("已谈话" in word for word in await words_of_the_house(li))
    assert not any("已谈话" in word for word in await words_of_the_house(wang))
    assert (await lin.post(path, {"outcome": "dismissed"})).status == 409
    assert await reports(chen, status="open") == []
    assert [one["report_id"] for one in await reports(chen, status="resolved")] == [report["report_id"]]
    page = await lin.ok("GET", "/_fangyuan/v1/audit", act="report.resolved")
    [entry] = page["entries"]
    assert (entry["actor"], entry["subject"]) == (chen.user_id, wang.user_id)
    assert entry["details"]["after"]["outcome"] == "acted"


async def test_nobody_sees_reports_about_himself(own_works: Rig) -> None:
    li, chen, lin = await sign_in(own_works, "li", "chen", "lin")
    await li.ok("POST", f"/users/{chen.user_id}/report", {"reason": "偏心"})
    [report] = await reports(lin)
    assert await reports(chen) == []
    path = f"{REPORTS}/{report['report_id']}"
    assert verdict(await chen.get(path)) == NOT_FOUND
    assert verdict(await chen.post(f"{path}/resolution", {"outcome": "dismissed"})) == NOT_FOUND
    assert not [word for word in await words_of_the_house(chen) if "偏心" in word]
    for number in ("0", "x", "9" * 30, str(report["report_id"] + 1)):
        assert verdict(await lin.get(f"{REPORTS}/{number}")) == NOT_FOUND


async def test_pages(own_works: Rig) -> None:
    li, wang, chen = await sign_in(own_works, "li", "wang", "chen")
    for number in range(5):
        await li.ok("POST", f"/users/{wang.user_id}/report", {"reason": str(number)})
    seen: list[str] = []
    query: Json = {"limit": 2}
    while True:
        page = await chen.ok("GET", REPORTS, **query)
        seen += [one["reason"] for one in page["reports"]]
        if "next" not in page:
            break
        query["from"] = page["next"]
    assert seen == ["4", "3", "2", "1", "0"]
    for bad in ({"status": "x"}, {"from": "x"}, {"limit": 0}):
        assert verdict(await chen.get(REPORTS, **bad)) == (400, "M_INVALID_PARAM")


async def test_what_can_be_reported(works: Rig) -> None:
    he, li, zhao = await sign_in(works, "he", "li", "zhao")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    other = (await found(he, audience=people("he", "zhao")))["room_id"]
    event_id = await he.send(room, "x")
    path = f"/rooms/{room}/report/{event_id}"
    for body in ({}, {"reason": None}, {"reason": "x"}, {"score": -5}, {"score": None}, {"score": 0}):
        assert verdict(await li.post(path, body)) == (200, None), body
    for body in ({"reason": 5}, {"score": "x"}, {"score": 1}, {"score": -101}, {"reason": "x" * 2_001}):
        assert (await li.post(path, body)).status == 400, body
    assert verdict(await zhao.post(path, {})) == NOT_FOUND, "not in the room"
    for place in (
        f"/rooms/{other}/report/{event_id}",
        f"/rooms/{room}/report/$nothing",
        "/rooms/!no:x/report/$x",
    ):
        assert verdict(await he.post(place, {})) == NOT_FOUND
    assert verdict(await zhao.post(f"/rooms/{room}/report", {"reason": "x"})) == (200, None), (
        "from outside too"
    )
    assert verdict(await zhao.post("/rooms/!no:x/report", {"reason": "x"})) == NOT_FOUND
    assert verdict(await zhao.post("/users/@no:test.local/report", {"reason": "x"})) == NOT_FOUND
    assert verdict(await zhao.post("/users/nobody/report", {"reason": "x"})) == (400, "M_INVALID_PARAM")
    for place in (f"/rooms/{room}/report", f"/users/{li.user_id}/report"):
        assert verdict(await zhao.post(place, {})) == (400, "M_MISSING_PARAM")
        assert verdict(await zhao.post(place, {"reason": 5})) == (400, "M_BAD_JSON")
    assert verdict(await zhao.get(REPORTS)) == FORBIDDEN


@pytest.mark.parametrize("place", ["/users/@li:test.local/report"])
async def test_a_limit(own_works: Rig, place: str) -> None:
    await own_works.restart(limits={"enabled": True, "report_burst": 2})
    (zhao,) = await sign_in(own_works, "zhao")
    answers = [await zhao.post(place, {"reason": "x"}) for _ in range(3)]
    assert [verdict(answer)[1] for answer in answers] == [None, None, "M_LIMIT_EXCEEDED"]


async def until(client: MatrixClient, part: str) -> None:
    """Until the house has told this person something of the kind: the worker does it, beside us."""
    client.since = None

    def said(got: Json) -> bool:
        joined = got.get("rooms", {}).get("join", {})
        return any(part in text for room in joined for text in map(str, texts(timeline(got, room))))

    await client.sync_until(said)


async def test_it_is_acted_upon_in_one_step(own_works: Rig) -> None:
    he, li, wang, chen, lin = await sign_in(own_works, "he", "li", "wang", "chen", "lin")
    room = (await found(he))["room_id"]
    bad = await wang.send(room, "something bad")
    await li.ok("POST", f"/rooms/{room}/report/{bad}", {"reason": "骂人"})
    await li.ok("POST", f"/users/{wang.user_id}/report", {"reason": "总骂人"})
    [about_him, report] = await reports(chen)
    path = f"{REPORTS}/{report['report_id']}/resolution"
    wanted = {"outcome": "acted", "note": "不许骂人", "redact": True, "strike": True, "mute_minutes": 10}
    assert verdict(await chen.post(path, wanted | {"outcome": "dismissed"})) == (400, "M_INVALID_PARAM")
    other = f"{REPORTS}/{about_him['report_id']}/resolution"
    assert verdict(await chen.post(other, wanted)) == (400, "M_INVALID_PARAM"), "it is about no message"
    await chen.ok("POST", path, wanted)
    event = await he.ok("GET", f"/rooms/{room}/event/{bad}")
    assert event["content"] == {}
    assert event["unsigned"]["redacted_because"]["content"]["reason"] == "不许骂人"
    assert "10 分钟" in (await put(wang, room, "喂", "1")).body["error"]
    assert [one["act"] for one in await strikes(wang)] == ["word", "mute"]
    assert any("不许骂人" in word for word in await words_of_the_house(wang))
    assert not any("li" in word and "举报" in word for word in await words_of_the_house(wang))
    assert any("已核实处理" in word for word in await words_of_the_house(li))
    acts = (await lin.ok("GET", "/_fangyuan/v1/audit", subject=room))["entries"]
    assert {"message.removed", "strike.given", "restraint.laid"} <= {one["act"] for one in acts}
    await reply(wang, "经核实违规", "!申诉 没骂")
    (gu,) = await sign_in(own_works, "gu")
    [appeal] = (await gu.ok("GET", "/_fangyuan/v1/appeals"))["appeals"]
    place = f"/_fangyuan/v1/appeals/{appeal['appeal_id']}/decision"
    decision = {"outcome": "upheld", "reason": "看过了"}
    assert verdict(await chen.post(place, decision)) == FORBIDDEN, "who acted does not judge it"
    await gu.ok("POST", place, decision)


async def test_from_a_stock_client(own_works: Rig) -> None:
    he, li, wang, chen = await sign_in(own_works, "he", "li", "wang", "chen")
    room = (await found(he))["room_id"]
    await he.send(room, "说正事")
    for number in range(3):
        bad = await wang.send(room, f"bad {number}")
        await li.ok("POST", f"/rooms/{room}/report/{bad}", {"reason": f"第{number}条"})
    await reply(chen, "第0条", "!查看")
    await until(chen, "bad 0")
    shown = [one for one in await words_of_the_house(chen) if "bad 0" in one]
    assert "说正事" in shown[-1]
    await reply(chen, "第0条", "!移除 不许骂人")
    await until(li, "不许骂人")
    assert "bad 0" not in await bodies(he, room)
    await react(chen, "第1条", "❌")
    await until(li, "未发现需要处理的问题")
    await reply(chen, "第2条", "!禁言 15 冷静一下")
    await until(wang, "冷静一下")
    assert (await put(wang, room, "x", "1")).status == 403
    await reply(chen, "第2条", "!mute")
    await until(chen, "没有办成")
    assert await reports(chen, status="open") == []
    assert "bad 1" in await bodies(he, room)
