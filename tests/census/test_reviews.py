"""Is this group still needed? Asked ahead of the date, answered from any client; else a warning, then the archive."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

import pytest

from fangyuan import audit, census, events, groups, worker
from fangyuan.census import Terms
from fangyuan.kernel.clock import ManualClock
from tests.kit.client import PATIENCE_S, Json, MatrixClient
from tests.kit.company import HOUSE, Company, found, people, person, sign_in, user, words_of_the_house
from tests.kit.rig import Rig

GROUPS = "/_fangyuan/v1/groups"
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
QUESTION, WARNING = "还需要吗", "将于"


def day(clock: ManualClock, days: int) -> str:
    later = clock.now_ms() + days * DAY_MS
    return datetime.datetime.fromtimestamp(later / 1000, datetime.UTC).date().isoformat()


def in_three_months(rig: Rig) -> str:
    """The next review of a project group."""
    today = datetime.datetime.fromtimestamp(rig.clock.now_ms() / 1000, datetime.UTC).date()
    years, month = divmod(today.month + 2, 12)
    return today.replace(year=today.year + years, month=month + 1, day=min(today.day, 28)).isoformat()


async def hears(client: MatrixClient, words: str) -> tuple[str, str]:
    """(room, event id) of the newest word of the house that says this; waits for it."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            direct = await client.get(f"/user/{client.user_id}/account_data/m.direct")
            room = direct.body.get(HOUSE, [""])[0]
            page: Json = await client.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100) if room else {}
            for event in page.get("chunk", []):
                if event["sender"] == HOUSE and words in event["content"].get("body", ""):
                    return room, event["event_id"]
            await client.sync(timeout=200)


async def sign(client: MatrixClient, at: tuple[str, str], key: str) -> None:
    relation = {"rel_type": "m.annotation", "event_id": at[1], "key": key}
    await client.send(at[0], {"m.relates_to": relation}, type="m.reaction")


async def standing(client: MatrixClient, group: Json) -> tuple[str, str]:
    now = (await client.get(f"{GROUPS}/{group['room_id']}")).body
    return now["status"], now["charter"]["review_date"]


async def acts(rig: Rig, group: Json) -> list[str]:
    [lin] = await sign_in(rig, "lin")
    rows = (await lin.get("/_fangyuan/v1/audit", subject=group["room_id"], dir="f")).body["entries"]
    return [row["act"] for row in rows if row["act"].startswith(("review.", "group."))]


async def test_a_sign_keeps_it(works: Rig) -> None:
    he, sun, li = await sign_in(works, "he", "sun", "li")
    clauses = [{"type": "accept_first"}]
    group = await found(he, deputies=["sun"], clauses=clauses, review_date=day(works.clock, 20))
    room = group["room_id"]
    await li.send(room, "!accept")
    works.clock.advance(2 * HOUR_MS)
    await li.send(room, "还没到时候")
    works.clock.advance(7 * DAY_MS)
    asked = await hears(he, QUESTION)
    assert await hears(sun, QUESTION) != asked
    await sign(he, asked, "🎉")  # says nothing
    await sign(he, asked, "✅")
    status, date = await standing(he, group)
    assert (status, date) == ("open", in_three_months(works))
    await hears(sun, f"确认保留，下次复审日期 {date}")
    await li.send(room, "不用再接受群规")
    assert (await li.state(room, "fangyuan.charter"))["charter"]["review_date"] == date
    await sign(sun, await hears(sun, QUESTION), "❌")  # too late, and said so
    await hears(sun, "已经有人答复过了")
    assert await standing(he, group) == ("open", date)
    assert await acts(works, group) == ["group.founded", "review.asked", "review.kept"]
    [entry] = (await he.get("/_fangyuan/v1/census")).body["groups"]
    assert (entry["last_reviewed_by"], entry["review_date"], entry["flags"]) == (user("he"), date, [])


async def test_a_cross_archives_it(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    group = await found(he, review_date=day(works.clock, 3))
    works.clock.advance(HOUR_MS)
    await sign(he, await hears(he, QUESTION), "❌")
    assert (await standing(he, group))[0] == "archived"
    await hears(he, "归档")
    assert (await li.state(group["room_id"], "fangyuan.charter"))["status"] == "archived"
    answer = await he.post(f"{GROUPS}/{group['room_id']}/restore", {})
    assert answer.body["review_date"] == day(works.clock, 3)  # not over yet
    works.clock.advance(5 * DAY_MS)
    await hears(he, QUESTION)
    assert (await he.post(f"{GROUPS}/{group['room_id']}/archive", {})).status == 200
    answer = await he.post(f"{GROUPS}/{group['room_id']}/restore", {})
    assert answer.body["review_date"] == in_three_months(works)


@pytest.mark.parametrize(
    ("words", "status"),
    [("!keep", "open"), ("！保留 还有尾款", "open"), ("!归档", "archived"), ("!ARCHIVE", "archived")],
)
async def test_a_command_in_the_group_or_to_the_house(works: Rig, words: str, status: str) -> None:
    he, li = await sign_in(works, "he", "li")
    first = await found(he, name="甲", review_date=day(works.clock, 3))
    await li.send(first["room_id"], words)  # not his to say
    assert await standing(he, first) == ("open", day(works.clock, 3))
    await he.send(first["room_id"], words)
    assert (await standing(he, first))[0] == status
    second = await found(he, name="乙", review_date=day(works.clock, 3))
    works.clock.advance(HOUR_MS)
    chat, _ = await hears(he, "“乙”")
    await he.send(chat, words)
    assert (await standing(he, second))[0] == status
    await he.send(chat, words)
    await hears(he, "不需要您答复")


async def test_which_one_is_meant(works: Rig) -> None:
    [he] = await sign_in(works, "he")
    one = await found(he, name="一号", review_date=day(works.clock, 3))
    two = await found(he, name="二号", review_date=day(works.clock, 3))
    works.clock.advance(HOUR_MS)
    chat, asked = await hears(he, "“二号”")
    await hears(he, "“一号”")
    await he.send(chat, "!保留")
    await hears(he, "有 2 个群在等您答复")
    relation = {"m.in_reply_to": {"event_id": asked}}
    await he.send(chat, {"msgtype": "m.text", "body": "!归档", "m.relates_to": relation})
    assert [(await standing(he, each))[0] for each in (one, two)] == ["open", "archived"]


async def test_no_answer(works: Rig) -> None:
    """A warning when it is due, the archive after that; a restart in between; each step once."""
    he, sun, li = await sign_in(works, "he", "sun", "li")
    group = await found(he, deputies=["sun"], review_date=day(works.clock, 13))
    works.clock.advance(HOUR_MS)
    await hears(he, QUESTION)
    await works.restart()
    works.clock.advance(12 * DAY_MS)
    await hears(he, QUESTION)
    works.clock.advance(3 * DAY_MS)
    await hears(he, WARNING)
    await hears(sun, WARNING)
    [entry] = (await he.get("/_fangyuan/v1/census", flag="asked")).body["groups"]
    assert entry["flags"] == ["overdue", "asked"]
    assert entry["archive_ts"] is not None
    await works.restart()
    works.clock.advance(13 * DAY_MS)
    await he.send(group["room_id"], "还能写")
    works.clock.advance(2 * DAY_MS)
    await li.sync_until(lambda got: "自动归档" in str(got))
    await hears(he, "到期没有答复，已自动归档")
    assert (await standing(he, group))[0] == "archived"
    works.clock.advance(DAY_MS)
    told = [one for one in await words_of_the_house(he) if "三号泵改造" in one]
    assert len(told) == 3
    assert await acts(works, group) == ["group.founded", "review.asked", "review.warned", "group.archived"]


async def test_a_sign_on_the_warning_counts_too(works: Rig) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, review_date=day(works.clock, 1))
    works.clock.advance(HOUR_MS)
    await hears(he, QUESTION)
    works.clock.advance(15 * DAY_MS)
    await sign(he, await hears(he, WARNING), "✔️")
    assert await standing(he, group) == ("open", in_three_months(works))


async def test_who_comes_to_own_it_is_asked_too(works: Rig) -> None:
    he, li, chen = await sign_in(works, "he", "li", "chen")
    group = await found(he, review_date=day(works.clock, 5))
    works.clock.advance(HOUR_MS)
    await hears(he, QUESTION)
    assert (await chen.post(f"{GROUPS}/{group['room_id']}/owner", {"owner": "li"})).status == 200
    works.clock.advance(HOUR_MS)
    await sign(li, await hears(li, QUESTION), "✅")
    assert await standing(li, group) == ("open", in_three_months(works))


async def test_by_the_api(works: Rig) -> None:
    he, chen, li = await sign_in(works, "he", "chen", "li")
    group = await found(he)
    path = f"{GROUPS}/{group['room_id']}/review"
    assert (await li.post(path, {"needed": True})).status == 403
    assert (await he.post(path, {})).errcode == "M_MISSING_PARAM"
    works.clock.advance(40 * DAY_MS)
    kept = await chen.post(path, {"needed": True, "note": "半年后再看"})
    assert (kept.status, kept.body["review_date"]) == (200, in_three_months(works))
    assert (await chen.post(path, {"needed": True})).body["charter_version"] == kept.body["charter_version"]
    gone = await he.post(path, {"needed": False, "note": "做完了"})
    assert (gone.status, gone.body["status"]) == (200, "archived")
    assert (await he.post(path, {"needed": True})).status == 403


# -- in a database -----------------------------------------------------------------------------------------------------


def asked(company: Company) -> list[tuple[str, Any]]:
    """(act, subject) of what was asked, warned and archived."""
    rows = company.read(lambda tx: audit.list_entries(tx, 0, 10_000))
    return [
        (row.act, row.subject) for row in rows if row.act.startswith("review.") or row.act == "group.archived"
    ]


def test_idle_groups_are_asked_about_too(company: Company, clock: ManualClock) -> None:
    quiet = company.found(review_date="2099-01-01").room_id
    busy = company.found(review_date="2099-01-01").room_id
    terms = Terms(notice_days=7, grace_days=7, idle_days=30)
    company.write(lambda tx: census.schedule_looks(tx, terms))
    company.write(lambda tx: census.count(tx, None))
    for _ in range(29):
        clock.advance(DAY_MS)
        company.write(
            lambda tx: groups.send(
                tx, person("li"), busy, "m.room.message", {"msgtype": "m.text", "body": "x"}, None
            )
        )
    worker.run_due(company.db)
    assert asked(company) == []
    clock.advance(2 * DAY_MS)
    worker.run_due(company.db)
    assert asked(company) == [("review.asked", quiet)]
    clock.advance(60_000)
    body = {"msgtype": "m.text", "body": "又有事了"}
    company.write(lambda tx: groups.send(tx, person("li"), quiet, "m.room.message", body, None))
    for _ in range(40):  # writing there is an answer
        clock.advance(DAY_MS)
        company.write(lambda tx: groups.send(tx, person("li"), busy, "m.room.message", body, None))
        worker.run_due(company.db)
    assert asked(company)[1:] == [("review.asked", quiet), ("review.warned", quiet)]
    company.write(lambda tx: census.answer(tx, person("he"), quiet, "", needed=True))
    clock.advance(20 * DAY_MS)
    worker.run_due(company.db)
    assert len(asked(company)) == 4  # kept: nothing more
    [entry] = company.read(lambda tx: census.describe(tx, [groups.get(tx, quiet)], terms))
    assert (entry.flags, entry.messages) == (("idle",), 0)


def test_each_step_once_however_often_it_is_looked(company: Company, clock: ManualClock) -> None:
    room = company.found(audience=people("li"), review_date=day(clock, 3)).room_id
    terms = {"notice_days": 14, "grace_days": 14, "idle_days": 0}
    for hours, count in ((0, 1), (14 * 24 - 1, 1), (1, 2), (14 * 24 - 1, 2), (1, 3), (1_000, 3)):
        clock.advance(hours * HOUR_MS)
        for _ in range(3):
            company.write(lambda tx: census.look(tx, terms))
        assert len(asked(company)) == count, hours
    assert company.read(lambda tx: groups.get(tx, room)).status == "archived"


def test_many_groups_are_taken_a_few_at_a_time(company: Company, clock: ManualClock) -> None:
    for _ in range(55):
        company.found(audience=people("li"), review_date=day(clock, 3))
    company.write(lambda tx: census.look(tx, {"notice_days": 14, "grace_days": 14, "idle_days": 0}))
    assert len(asked(company)) == 50
    clock.advance(1)
    worker.run_due(company.db)
    assert len(asked(company)) == 55


def test_activity_is_counted_once(company: Company, clock: ManualClock) -> None:
    room = company.found().room_id
    company.write(lambda tx: census.count(tx, None))

    def say(who: str, content: Json) -> events.Event:
        return company.write(lambda tx: groups.send(tx, person(who), room, "m.room.message", content, None))

    first = say("li", {"msgtype": "m.text", "body": "一"})
    clock.advance(40 * DAY_MS)
    for who in ("li", "wang", "wang"):
        second = say(who, {"msgtype": "m.text", "body": "二"})
    edit = {
        "msgtype": "m.text",
        "body": "* 三",
        "m.new_content": {"msgtype": "m.text", "body": "三"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": second.event_id},
    }
    say("wang", edit)
    for _ in range(3):
        company.write(lambda tx: census.count(tx, None))
    found = company.read(lambda tx: census.list_activity(tx, [room]))[room]
    assert (found.messages, found.posters, found.last_ts) == (3, 2, clock.now_ms())
    assert first.ts < clock.now_ms()
