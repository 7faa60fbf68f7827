"""What was said: read from one end to the other, found again, answered, changed and taken back before others."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from fangyuan import events
from fangyuan.db import Tx
from tests.kit.browser import Browsing, Device, Language, axe, enter, go, words
from tests.kit.client import MatrixClient
from tests.kit.company import beside_rig, found, sign_in, user
from tests.kit.files import picture, put_up
from tests.kit.rig import PASSWORD, Rig

DAY_MS = 86_400_000
_BATCH = 5_000
_BOTTOM = "element => element.scrollHeight - element.scrollTop - element.clientHeight < 60"


def talk(rig: Rig, room_id: str, count: int, *, over_days: int = 10) -> None:
    """Puts `count` messages into the group as they would stand there after some days of talk: 第 1 条 to 第 n 条."""
    start = rig.clock.now_ms() - over_days * DAY_MS
    step = over_days * DAY_MS // (count + 1)

    def write(tx: Tx, numbers: range) -> None:
        events.append_all(
            tx,
            [
                events.new_event(
                    position=tx.next_position(),
                    event_id=tx.ids.event_id(),
                    room_id=room_id,
                    type="m.room.message",
                    sender=user("li" if number % 3 else "wang"),
                    content={"msgtype": "m.text", "body": f"第 {number} 条"},
                    ts=start + number * step,
                )
                for number in numbers
            ],
        )

    for first in range(1, count + 1, _BATCH):
        beside_rig(rig, lambda tx, first=first: write(tx, range(first, min(first + _BATCH, count + 1))))


async def group(rig: Rig, name: str, *accepting: MatrixClient, **more: Any) -> str:
    """A new group in which these people may talk at once."""
    [lin] = await sign_in(rig, "lin")
    room_id = (await found(lin, name=name, **more))["room_id"]
    for client in accepting:
        await client.send(room_id, "!accept")
    return room_id


async def visit(page: Page, room_id: str, language: Language = "zh-CN") -> Locator:
    """Opens the group; gives the list of its messages."""
    await go(page, f"/chats/{room_id}")
    return await messages_of(page, language)


async def messages_of(page: Page, language: Language = "zh-CN") -> Locator:
    """The list of the messages of the group that is open."""
    messages = page.get_by_role("region", name=words(language, "timeline")["messages"], exact=True)
    await messages.wait_for()
    return messages


def said(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=re.compile(rf"{re.escape(text)}(?!\d)"))


async def open_menu(page: Page, message: Locator, language: Language = "zh-CN") -> None:
    await message.hover()
    await message.get_by_role("button", name=words(language, "common")["more"], exact=True).click()


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_group_is_read(works: Rig, browser: Browsing, language: Language, device: Device) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, f"读 {language} {device}", he, li)
    await li.send(room_id, "见 https://intra.example/1，谢谢")
    first = await he.send(room_id, "今天 14:00 停机")
    reply = {"m.in_reply_to": {"event_id": first}}
    await li.send(room_id, {"msgtype": "m.text", "body": "备件我去领", "m.relates_to": reply})
    page = await browser.sign_in(works, "he", language=language, device=device)
    await visit(page, room_id, language)
    await expect(said(page, "备件我去领")).to_be_visible()
    await expect(page.get_by_role("link", name="https://intra.example/1")).to_be_visible()
    assert await axe(page, within="main") == []


async def test_a_long_conversation_to_its_start_and_back(works: Rig, browser: Browsing) -> None:
    """Turning the wheel only: what was loaded before is forgotten on the way, and comes again."""
    [he] = await sign_in(works, "he")
    room_id = await group(works, "长谈", he)
    talk(works, room_id, 3_000)
    page = await browser.sign_in(works, "li")
    messages = await visit(page, room_id)
    await expect(said(page, "第 3000 条")).to_be_visible()
    await messages.hover()
    first = said(page, "第 1 条")
    while not await first.is_visible():
        before = await messages.evaluate("element => element.scrollTop")
        await page.mouse.wheel(0, -6_000)
        if before == 0:  # the next page is on its way
            await page.wait_for_function(
                "([element, text]) => element.scrollTop > 0 || element.innerText.includes(text)",
                arg=[await messages.element_handle(), "第 1 条"],
            )
    last = said(page, "第 3000 条")
    assert not await last.is_visible()
    await messages.press("End")
    await expect(last).to_be_visible()
    await messages.press("Home")
    await expect(first).to_be_visible()
    await page.get_by_role("button", name=words("zh-CN", "timeline")["toNewest"]).click()
    await expect(last).to_be_visible()
    await page.wait_for_function(_BOTTOM, arg=await messages.element_handle())


async def test_a_hundred_thousand_messages(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room_id = await group(works, "十万条", he)
    talk(works, room_id, 100_000, over_days=300)
    page = await browser.sign_in(works, "li")
    messages = await visit(page, room_id)
    await expect(said(page, "第 100000 条")).to_be_visible()
    await messages.press("Home")
    await expect(said(page, "第 1 条")).to_be_visible()
    await messages.hover()
    await page.mouse.wheel(0, 20_000)
    await expect(said(page, "第 1 条")).to_have_count(0)
    await messages.press("End")
    await expect(said(page, "第 100000 条")).to_be_visible()


async def test_a_message_is_answered_changed_and_taken_back_in_two_browsers(
    works: Rig, browser: Browsing
) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "两个人看", he, li)
    event_id = await li.send(room_id, "备件周三到")
    his, hers = await browser.sign_in(works, "he"), await browser.sign_in(works, "li")
    for page in (his, hers):
        await visit(page, room_id)
        await expect(said(page, "备件周三到")).to_be_visible()
    say = words("zh-CN", "timeline")

    await said(his, "备件周三到").hover()
    await his.get_by_role("button", name=say["agree"]).click()
    chip = hers.get_by_role("button", name=re.compile("👍"))
    await expect(chip.and_(hers.locator("[aria-pressed=false]"))).to_be_visible()

    edit = {"rel_type": "m.replace", "event_id": event_id}
    new = {"msgtype": "m.text", "body": "备件周四到"}
    await li.send(room_id, {**new, "m.new_content": new, "m.relates_to": edit})
    for page in (his, hers):
        await expect(said(page, "备件周四到")).to_be_visible()
        await expect(said(page, "备件周三到")).to_have_count(0)
    await his.get_by_role("button", name=say["edited"]).click()
    await expect(his.get_by_role("dialog")).to_contain_text("备件周三到")
    await his.keyboard.press("Escape")

    reply = {"m.in_reply_to": {"event_id": event_id}}
    await he.send(room_id, {"msgtype": "m.text", "body": "好", "m.relates_to": reply})
    await expect(said(hers, "好").get_by_role("button", name=re.compile("备件周四到"))).to_be_visible()

    await open_menu(hers, said(hers, "备件周四到").first)
    await hers.get_by_role("menuitem", name=say["recall"]).click()
    await hers.get_by_role("dialog").get_by_role("button", name=say["recall"], exact=True).click()
    await expect(his.get_by_text(say["trace"]["recalled"].replace("{{who}}", "李工"))).to_be_visible()
    await expect(hers.get_by_text(say["trace"]["own"])).to_be_visible()


async def test_a_day_is_gone_to(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room_id = await group(works, "哪一天", he)
    talk(works, room_id, 900, over_days=60)
    page = await browser.window(works)
    await page.clock.set_system_time(works.clock.now_ms() / 1000)
    await page.goto(f"/chats/{room_id}")
    await enter(page, "li", PASSWORD)
    await expect(said(page, "第 900 条")).to_be_visible()
    say = words("zh-CN", "conversation")
    await page.locator("header").get_by_role("button", name=say["openMenu"], exact=True).click()
    await page.get_by_role("menuitem", name=say["jumpDate"]).click()
    await page.get_by_role("button", name=say["previousMonth"]).click()
    await page.get_by_role("gridcell").get_by_text("15", exact=True).click()
    await page.get_by_role("button", name=say["jumpDateGo"]).click()
    await expect(said(page, "第 900 条")).to_have_count(0)
    await expect(page.get_by_text(re.compile("月15日")).first).to_be_visible()


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_the_first_unread_of_many_is_gone_to(works: Rig, browser: Browsing, device: Device) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, f"未读 {device}", he, li)
    await he.send(room_id, "读过的")
    page = await browser.sign_in(works, "li", device=device)
    async with page.expect_response(re.compile("/read_markers")):  # it is read now
        await visit(page, room_id)
        await expect(said(page, "读过的")).to_be_visible()
    await go(page, "/people")
    for number in range(1, 40):
        await he.send(room_id, f"新的 {number} 号")
    await page.goto(f"/chats/{room_id}")  # the page knows the last of them only
    await expect(said(page, "新的 39 号")).to_be_visible()
    say = words("zh-CN", "timeline")
    await page.get_by_role("button", name=say["unreadAbove_other"].replace("{{count}}", "39")).click()
    line = page.get_by_text(say["firstUnread"], exact=True)
    await expect(line).to_be_in_viewport()
    await expect(said(page, "新的 1 号")).to_be_in_viewport()
    assert await axe(page, within="main") == []


async def test_everything_is_unread_for_who_was_never_here(works: Rig, browser: Browsing) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "从没来过", he, li)
    for number in range(1, 40):
        await he.send(room_id, f"新的 {number} 号")
    page = await browser.sign_in(works, "wang")
    await visit(page, room_id)
    await expect(said(page, "新的 39 号")).to_be_visible()
    say = words("zh-CN", "timeline")
    await page.get_by_role(
        "button", name=re.compile(say["unreadAbove_other"].replace("{{count}}", r"\d+"))
    ).click()
    await expect(page.get_by_text(say["firstUnread"], exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_an_invitation_is_accepted_or_declined(works: Rig, browser: Browsing, device: Device) -> None:
    [he] = await sign_in(works, "he")
    kept = await he.create_room(name=f"看球去 {device}", topic="一起去", invite=[user("li")])
    page = await browser.sign_in(works, "li", device=device)
    late = await he.create_room(name=f"不去 {device}", topic="一起去", invite=[user("li")])
    say, chats = words("zh-CN", "conversation"), words("zh-CN", "chats")
    await go(page, "/chats")
    row = page.get_by_role("link", name=re.compile(f"看球去 {device}"))
    await expect(row).to_contain_text(chats["invitedBy"].replace("{{name}}", "何主任"))
    await row.click()
    await expect(page.get_by_text(say["invitedBy"].replace("{{who}}", "何主任"))).to_be_visible()
    assert await axe(page, within="main") == []
    await page.get_by_role("button", name=say["accept"], exact=True).click()
    await page.get_by_role("region", name=words("zh-CN", "timeline")["messages"], exact=True).wait_for()
    await go(page, f"/chats/{late}")
    await page.get_by_role("button", name=say["decline"], exact=True).click()
    await expect(page).to_have_url(re.compile("/chats$"))
    await expect(page.get_by_role("link", name=re.compile(f"不去 {device}"))).to_have_count(0)
    assert kept in (await he.sync())["rooms"]["join"]


async def test_a_reaction_is_seen_far_back(works: Rig, browser: Browsing) -> None:
    """The house doesn't hand reactions over with the messages, and these came long after them."""
    [he] = await sign_in(works, "he")
    room_id = await group(works, "早先的回应", he)
    talk(works, room_id, 1_200)
    page = await browser.sign_in(works, "li")
    messages = await visit(page, room_id)
    await expect(said(page, "第 1200 条")).to_be_visible()
    chunk = (await he.ok("GET", f"/rooms/{room_id}/messages", dir="f", limit=100))["chunk"]
    [first] = [event["event_id"] for event in chunk if event["content"].get("body") == "第 1 条"]
    relation = {"rel_type": "m.annotation", "event_id": first, "key": "👍"}
    await he.send(room_id, {"m.relates_to": relation}, type="m.reaction")
    await page.reload()
    await expect(said(page, "第 1200 条")).to_be_visible()
    await messages.press("Home")
    await expect(said(page, "第 1 条").get_by_role("button", name=re.compile("👍"))).to_be_visible()


async def test_unread_from_here_and_who_writes(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room_id = await group(works, "以后再看", he)
    for number in range(1, 4):
        await he.send(room_id, f"第 {number} 件事")
    page = await browser.sign_in(works, "li")
    await visit(page, room_id)
    say = words("zh-CN", "timeline")
    here = page.get_by_role("region", name=say["name"], exact=True)
    await he.ok("PUT", f"/rooms/{room_id}/typing/{he.user_id}", {"typing": True, "timeout": 20_000})
    await expect(here.get_by_text(say["typing"].replace("{{who}}", "何主任"))).to_be_visible()
    await open_menu(page, said(page, "第 2 件事"))
    await page.get_by_role("menuitem", name=say["markUnread"]).click()
    line = page.get_by_text(say["firstUnread"], exact=True)
    await expect(line).to_be_visible()
    await page.get_by_role("link", name="通讯录").click()
    await expect(line).to_have_count(0)
    await page.go_back()
    await expect(line).to_be_visible()


# Where a message is painted in each frame. Observers of intersections are told after the list has put its rows in their
# places, as the person sees them; asked at another moment, the page may be half-way through that.
_FOLLOW = """(element) => {
    const id = element.dataset.message;
    window.tops = [];
    const look = () => {
        const now = document.querySelector(`[data-message="${id}"]`);
        if (!now) return void window.tops.push(null);
        new IntersectionObserver(([seen], me) => {
            me.disconnect();
            window.tops.push(Math.round(seen.boundingClientRect.top));
            requestAnimationFrame(look);
        }).observe(now);
    };
    requestAnimationFrame(look);
}"""
_PLACES = """async () => {
    const from = window.tops.length;
    while (window.tops.length < from + 5 && window.tops.at(-1) !== null) await new Promise(requestAnimationFrame);
    return [...new Set(window.tops)];
}"""
_STILL = """async (box) => {
    const before = box.scrollTop;
    for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
    return box.scrollTop === before;
}"""
_READING = """(box) => {
    const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
    return [...box.querySelectorAll("[data-message]")].find((one) => one.getBoundingClientRect().top > middle);
}"""


async def test_what_is_read_never_jumps(works: Rig, browser: Browsing) -> None:
    """A message stays where it is, to the pixel, whatever comes above and below it."""
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "不动", he, li)
    talk(works, room_id, 600)
    url = await put_up(he, picture(400, 300), type="image/png")
    told = await he.send(room_id, {"msgtype": "m.image", "body": "不知大小.png", "url": url})
    for number in range(1, 16):
        await he.send(room_id, f"往后 {number} 号\n" + "一二三\n" * 6)
    page = await browser.sign_in(works, "li")
    may_come = asyncio.Event()

    async def hold(route: Route) -> None:
        await may_come.wait()
        await route.continue_()

    await page.route(re.compile("/media/|/messages[?]"), hold)
    messages = await visit(page, room_id)
    await expect(said(page, "往后 15 号")).to_be_visible()
    image = page.locator(f'[data-message="{told}"]')

    async def stays(until: Callable[[], Awaitable[None]]) -> None:
        reading = (await messages.evaluate_handle(_READING)).as_element()
        assert reading is not None
        await reading.evaluate(_FOLLOW)
        await until()
        places = await page.evaluate(_PLACES)
        assert len(places) == 1, places

    # a picture gets its bytes just above the window, and older messages load, both at once
    await messages.hover()
    while not await image.count():
        await page.mouse.wheel(0, -200)
    await page.wait_for_function(_STILL, arg=await messages.element_handle())
    height = await messages.evaluate("box => box.scrollHeight")

    async def all_comes() -> None:
        may_come.set()
        await image.locator("img").wait_for()
        await page.wait_for_function(
            "([box, height]) => box.scrollHeight > height + 2000",
            arg=[await messages.element_handle(), height],
        )

    await stays(all_comes)

    news = words("zh-CN", "timeline")["newMessages_other"].replace("{{count}}", "1")

    async def somebody_writes() -> None:
        await he.send(room_id, "新来的")
        await page.get_by_role("button", name=news).wait_for()

    await stays(somebody_writes)

    async def somebody_reacts() -> None:
        relation = {"rel_type": "m.annotation", "event_id": told, "key": "👍"}
        await li.send(room_id, {"m.relates_to": relation}, type="m.reaction")
        await image.get_by_role("button", name=re.compile("👍")).wait_for()

    await stays(somebody_reacts)
