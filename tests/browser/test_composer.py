"""Writing in a group whose charter the composer knows: what is sent, what isn't, and every way on."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, Page, Route, expect

from fangyuan.kernel.text import text
from tests.kit.browser import Browsing, Device, Language, axe, words
from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in, user
from tests.kit.rig import Rig

ADVERT = "低价出售进口保健品，限时五折，加微信 abc12345 私聊下单，名额有限！"
REFUSED = ("status of 403", "Error sending event")  # Chromium and the SDK tell of what the house refuses
NO_VIDEO = {"type": "message_kinds", "allowed": ["text", "image", "file", "link", "voice", "poll"]}
FILM: FilePayload = {
    "name": "VID_1203.mp4",
    "mimeType": "video/mp4",
    "buffer": b"\0\0\0\x18ftypmp42" + b"\0" * 5_000,
}

KEPT_DRAFTS = """async () => {
    const open = indexedDB.open("fangyuan-vault");
    const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const keys = db.transaction("kept").objectStore("kept").getAllKeys();
    await new Promise((done) => { keys.onsuccess = done; });
    db.close();
    return keys.result.filter((key) => key.startsWith("text:draft ")).length;
}"""


def say(key: str, language: Language = "zh-CN", **more: object) -> str:
    """The composer's words by their key: `files.caption`."""
    at: Any = words(language, "composer")
    for part in key.split("."):
        at = at[part]
    for name, value in more.items():
        at = at.replace(f"{{{{{name}}}}}", str(value))
    return str(at)


def field(page: Page, language: Language = "zh-CN") -> Locator:
    return page.get_by_role("textbox", name=say("field", language), exact=True)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def chat(group: Json) -> str:
    """The address of its conversation."""
    return f"/chats/{group['room_id']}"


async def said(client: MatrixClient, room_id: str) -> list[Json]:
    """The contents of what was said in a room, the newest first."""
    answer = await client.ok("GET", f"/rooms/{room_id}/messages", dir="b", limit=50)
    return [event["content"] for event in answer["chunk"] if event["type"] == "m.room.message"]


async def until_said(client: MatrixClient, room_id: str, body: str) -> Json:
    """The content of this message, once it is there."""
    while True:
        found = [one for one in await said(client, room_id) if one.get("body") == body]
        if found:
            return found[0]
        await client.sync(timeout=1_000)


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_message_is_written_and_sent(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [he, li] = await sign_in(works, "he", "li")
    group = await found(he, name=f"写消息 {language} {device}")
    page = await browser.sign_in(works, "li", chat(group), language=language, device=device)
    await field(page, language).fill("泵到了")
    if device == "desktop":
        await field(page, language).press("Shift+Enter")
        await page.keyboard.type("三台")
        await field(page, language).press("Enter")
    else:
        await field(page, language).press("Enter")  # on a phone it breaks the line
        await page.keyboard.type("三台")
        assert await axe(page, within=f'section[aria-label="{say("name", language)}"]') == []
        await button(page, words(language, "common")["send"]).click()
    await expect(field(page, language)).to_have_value("")
    await until_said(li, group["room_id"], "泵到了\n三台")
    assert await axe(page, within=f'section[aria-label="{say("name", language)}"]') == []


async def test_an_input_method_keeps_its_enter(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name="输入法")
    page = await browser.sign_in(works, "li", chat(group))
    await page.bring_to_front()
    await field(page).click()
    keys: Any = await page.context.new_cdp_session(page)  # its parameters have no types
    await keys.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    composing = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    await keys.send("Input.dispatchKeyEvent", composing)
    await expect(field(page)).to_have_value("nihao")
    await keys.send("Input.insertText", {"text": "你好"})
    await expect(field(page)).to_have_value("你好")
    assert not [one for one in await said(he, group["room_id"]) if one.get("body") in ("nihao", "你好")]
    await field(page).press("Enter")
    await until_said(he, group["room_id"], "你好")


@pytest.mark.parametrize("typed", ["@wg", "@wanggong", "@王"])
async def test_somebody_is_named_by_the_initials_of_his_pinyin(
    works: Rig, browser: Browsing, typed: str
) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name=f"点名 {typed}")
    page = await browser.sign_in(works, "li", chat(group))
    await field(page).fill("请")
    await field(page).press_sequentially(typed)
    await page.get_by_role("option", name="王工").wait_for()
    await field(page).press("Enter")
    await expect(field(page)).to_have_value("请@王工 ")
    await page.keyboard.type("看一下")
    await field(page).press("Enter")
    content = await until_said(he, group["room_id"], "请@王工 看一下")
    assert content["m.mentions"] == {"user_ids": [user("wang")]}
    assert f'<a href="https://matrix.to/#/{user("wang")}">@王工</a>' in content["formatted_body"]


async def test_calling_everybody_says_what_it_costs(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name="所有人", clauses=[{"type": "room_mentions", "who": "owner"}])
    page = await browser.sign_in(works, "he", chat(group))
    await field(page).press_sequentially("@suoyou")
    await page.get_by_role("option", name=say("mention.everybody")).wait_for()
    await field(page).press("Enter")
    cost = await he.get(f"/_fangyuan/v1/groups/{group['room_id']}/mention-cost")
    await expect(page.get_by_text(cost.body["text"]["zh-CN"])).to_be_visible()
    await page.keyboard.type("开会")
    await field(page).press("Enter")
    content = await until_said(he, group["room_id"], f"@{say('mention.everybody')} 开会")
    assert content["m.mentions"] == {"room": True}

    theirs = await browser.sign_in(works, "li", chat(group))
    await field(theirs).press_sequentially("@suoyou")
    option = theirs.get_by_role("option", name=say("mention.everybody"))
    await expect(option).to_have_attribute("aria-disabled", "true")
    await expect(option).to_contain_text("第 1 条")


async def test_a_draft_survives_a_reload(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    group, other = await found(he, name="草稿"), await found(he, name="没有草稿")
    page = await browser.sign_in(works, "li", chat(group))
    await field(page).fill("还没写完")
    while not await page.evaluate(KEPT_DRAFTS):
        pass
    await page.goto(chat(other))
    await expect(field(page)).to_have_value("")
    await page.goto(chat(group))
    await expect(field(page)).to_have_value("还没写完")
    await field(page).press("Enter")
    await until_said(he, group["room_id"], "还没写完")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_refused_video_goes_to_the_social_group_with_one_click(
    works: Rig, browser: Browsing, language: Language
) -> None:
    [he, wang] = await sign_in(works, "he", "wang")
    name = f"闲聊 {language}"
    social = await found(he, "social", name=name, audience=people("he", "li", "wang"))
    group = await found(he, name=f"不发视频 {language}", clauses=[NO_VIDEO], social=social["room_id"])
    page = await browser.sign_in(works, "li", chat(group), language=language)
    await page.get_by_test_id("pictures").set_input_files([FILM])
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text(re.compile(r"第 1 条：本群不发|Clause 1: No videos"))).to_be_visible()
    await expect(button(page, say("files.send", language, count=0))).to_be_disabled()
    assert await axe(page, within='[role="dialog"]') == []
    await button(page, say("files.divert", language, group=name)).click()
    content = await until_said(wang, social["room_id"], FILM["name"])
    assert content["msgtype"] == "m.video"
    assert FILM["name"] not in [one.get("body") for one in await said(he, group["room_id"])]
    theirs = await browser.sign_in(works, "wang", chat(social), language=language)
    await expect(theirs.get_by_role("button", name=re.compile("VID_1203")).first).to_be_visible()


async def test_an_upload_shows_how_far_it_is_and_can_be_called_off(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("ERR_FAILED", "ERR_ABORTED")
    [he] = await sign_in(works, "he")
    group = await found(he, name="传文件")
    page = await browser.sign_in(works, "li", chat(group))
    gate = asyncio.Event()

    async def wait(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await page.route("**/_matrix/media/v3/upload*", wait)
    plan: FilePayload = {
        "name": "排产.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.4" + b"x" * 200_000,
    }
    photo: FilePayload = {"name": "照片.txt", "mimeType": "text/plain", "buffer": b"a note"}
    await page.get_by_test_id("files").set_input_files([plan, photo])
    await page.get_by_role("textbox", name=say("files.caption")).fill("下周的")
    await button(page, say("files.send", count=2)).click()
    waiting = page.get_by_role("list", name=say("uploads.list"))
    await expect(waiting.get_by_role("progressbar")).to_have_count(2)
    assert await axe(page, within=f'section[aria-label="{say("name")}"]') == []
    await button(page, say("uploads.cancel", name="照片.txt")).click()
    await expect(waiting.get_by_role("progressbar")).to_have_count(1)
    gate.set()
    content = await until_said(he, group["room_id"], "下周的")
    assert (content["filename"], content["msgtype"]) == ("排产.pdf", "m.file")
    await expect(waiting).to_have_count(0)
    assert "照片.txt" not in [one.get("body") for one in await said(he, group["room_id"])]


async def test_a_held_advert_waits_in_place_and_its_approval_is_seen(works: Rig, browser: Browsing) -> None:
    browser.expect_errors(*REFUSED)
    [he] = await sign_in(works, "he")
    group = await found(he, name="推销", clauses=[{"type": "adverts", "score": 50}])
    page = await browser.sign_in(works, "li", chat(group))
    await field(page).fill(ADVERT)
    await field(page).press("Enter")
    await expect(page.get_by_text(say("held.hold"), exact=True)).to_be_visible()
    await page.reload()  # it waits at the house, not in this page
    await expect(page.get_by_text(say("held.hold"), exact=True)).to_be_visible()
    [held] = (await he.get("/_fangyuan/v1/held", room=group["room_id"])).body["held"]
    await he.post(f"/_fangyuan/v1/held/{held['held_id']}/decision", {"outcome": "approved"})
    await expect(page.get_by_text(say("held.hold"), exact=True)).to_have_count(0)
    await expect(page.get_by_text(say("held.approved"))).to_be_visible()

    await field(page).fill(ADVERT + "快来")
    await field(page).press("Enter")
    await button(page, say("held.withdraw")).click()
    await expect(page.get_by_text(say("held.hold"), exact=True)).to_have_count(0)


async def test_what_is_refused_is_put_back_and_can_be_appealed(works: Rig, browser: Browsing) -> None:
    browser.expect_errors(*REFUSED)
    [he] = await sign_in(works, "he")
    group = await found(he, name="禁用词", clauses=[{"type": "keywords", "words": ["磨洋工"]}])
    page = await browser.sign_in(works, "wang", chat(group))
    await field(page).fill("有人磨洋工")
    await field(page).press("Enter")
    await expect(page.get_by_role("region", name=say("name"))).to_contain_text("第 1 条")
    await button(page, say("appeal.open")).click()
    await page.get_by_role("textbox", name=say("appeal.reason")).fill("我在引用别人的话")
    assert await axe(page, within='[role="dialog"]') == []
    await button(page, say("appeal.send")).click()
    await expect(page.get_by_text(say("appeal.done"))).to_be_visible()
    await button(page, say("refusal.putBack")).click()
    await expect(field(page)).to_have_value("有人磨洋工")
    await expect(page.get_by_text(say("refusal.notSent"), exact=True)).to_have_count(0)


async def test_a_nudge_asks_once_more(works: Rig, browser: Browsing) -> None:
    browser.expect_errors(*REFUSED)
    [he] = await sign_in(works, "he")
    group = await found(
        he, name="先想一想", clauses=[{"type": "length", "characters": 10, "verdict": "nudge"}]
    )
    page = await browser.sign_in(works, "li", chat(group))
    long = "这一条消息比十个字长一些"
    await field(page).fill(long)
    await expect(page.get_by_text(say("becomes.nudge"))).to_be_visible()  # before it is sent
    await field(page).press("Enter")
    await button(page, say("refusal.sendAnyway")).click()
    await until_said(he, group["room_id"], long)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_where_only_the_owner_posts_the_clause_stands_in_the_place_of_the_field(
    works: Rig, browser: Browsing, language: Language
) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name=f"只看 {language}", clauses=[{"type": "posting", "who": "owner"}])
    page = await browser.sign_in(works, "li", chat(group), language=language)
    composer = page.get_by_role("region", name=say("name", language))
    await expect(composer).to_contain_text(text("charter.clause.posting_owner", language))
    await expect(field(page, language)).to_have_count(0)
    assert await axe(page, within=f'section[aria-label="{say("name", language)}"]') == []


async def test_the_charter_comes_before_the_first_word(works: Rig, browser: Browsing) -> None:
    [he, li] = await sign_in(works, "he", "li")
    group = await found(he, name="先接受", clauses=[{"type": "accept_first"}])
    page = await browser.sign_in(works, "li", chat(group))
    await expect(page.get_by_text(say("gate.accept"))).to_be_visible()
    await button(page, say("gate.readAndAccept")).click()
    await expect(page).to_have_url(re.compile("panel=charter"))
    await li.post(f"/_fangyuan/v1/groups/{group['room_id']}/charter/acceptance", {})
    await page.reload()
    await expect(field(page)).to_be_visible()


async def test_the_last_message_is_edited_by_arrow_up(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name="改消息")
    page = await browser.sign_in(works, "li", chat(group))
    await field(page).fill("三太泵")
    await field(page).press("Enter")
    await until_said(he, group["room_id"], "三太泵")
    await expect(field(page)).to_have_value("")
    while await field(page).input_value() != "三太泵":  # as soon as it has come back from the house
        await field(page).press("ArrowUp")
    await field(page).press("Escape")
    await expect(field(page)).to_have_value("")
    await field(page).press("ArrowUp")
    await expect(field(page)).to_have_value("三太泵")
    await field(page).fill("三台泵")
    await field(page).press("Enter")
    await expect(
        page.get_by_role("log").or_(page.get_by_role("list")).get_by_text("三台泵").first
    ).to_be_visible()
    content = await until_said(he, group["room_id"], "* 三台泵")
    assert content["m.new_content"]["body"] == "三台泵"


async def test_a_message_waits_for_the_time_that_its_author_chose(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name="定时")
    page = await browser.sign_in(works, "li", chat(group))
    await field(page).fill("明天的计划")
    await button(page, say("later.menu")).click()
    await page.get_by_role("menuitem", name=say("later.choose")).click()
    await page.get_by_role("dialog").get_by_role("button", name=say("later.times.tomorrow")).click()
    await expect(field(page)).to_have_value("")
    await button(page, say("later.menuWaiting", count=1)).click()
    await page.get_by_role("menuitem", name=say("later.list", count=1)).click()
    await expect(page.get_by_role("dialog").get_by_text("明天的计划")).to_be_visible()
    assert await axe(page, within='[role="dialog"]') == []
    await button(page, say("later.cancel")).click()
    await expect(page.get_by_role("dialog").get_by_text("明天的计划")).to_have_count(0)


async def test_a_voice_message_can_be_played_by_every_client(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    group = await found(he, name="语音")
    page = await browser.sign_in(works, "li", chat(group), permissions=["microphone"])
    await button(page, say("voice.start")).click()
    await expect(page.get_by_role("timer")).to_have_text(re.compile("0:0[1-9]"))
    await button(page, say("voice.send")).click()
    content: Json = {}
    while not content:
        found_here = [one for one in await said(he, group["room_id"]) if one.get("msgtype") == "m.audio"]
        content = found_here[0] if found_here else {}
        await he.sync(timeout=500)
    assert "org.matrix.msc3245.voice" in content
    assert content["info"]["duration"] >= 1_000
    assert 0 < len(content["org.matrix.msc1767.audio"]["waveform"]) <= 100
