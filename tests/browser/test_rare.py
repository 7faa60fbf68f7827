"""What happens more seldom in a conversation: stickers, films, pins, failures, a held microphone."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.test_composer import button, field, say, until_said
from tests.browser.test_encryption import confidential
from tests.browser.test_timeline import group, open_menu, said, visit
from tests.kit.browser import Browsing, Device, axe, words
from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in
from tests.kit.files import picture, put_up
from tests.kit.rig import Rig

TALK = words("zh-CN", "timeline")
COMMON = words("zh-CN", "common")
REFUSED = ("status of 403", "Error sending event")
FAILED = ("status of 400", "Error sending event")

# A second of a film, as this browser itself makes them.
MAKE_FILM = """async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [160, 90];
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((done) => { recorder.onstop = done; });
    recorder.start();
    for (let at = 0; at < 20; at += 1) {
        pen.fillStyle = `hsl(${at * 18} 80% 50%)`;
        pen.fillRect(0, 0, 160, 90);
        await new Promise((done) => setTimeout(done, 50));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
IS_SHOWN = "image => image.complete && image.naturalWidth > 0"


async def shows(page: Page, selector: str) -> None:
    """An image that was fetched and could be read."""
    image = page.locator(selector).last
    await expect(image).to_be_visible()
    await page.wait_for_function(IS_SHOWN, arg=await image.element_handle())


async def test_a_sticker_is_shown_and_looked_at(works: Rig, browser: Browsing) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "贴图", he, li, kind="social")
    mxc = await put_up(he, picture(200, 200), "image/png", "赞.png")
    about = {"mimetype": "image/png", "w": 200, "h": 200}
    await he.send(room_id, {"body": "赞", "url": mxc, "info": about}, type="m.sticker")
    page = await browser.sign_in(works, "li")
    await visit(page, room_id)
    await shows(page, "article button img")
    await expect(page.get_by_role("navigation", name=words("zh-CN", "chats")["list"])).to_contain_text(
        TALK["summary"]["sticker"]
    )
    await page.get_by_role("button", name=TALK["picture"].replace("{{name}}", "赞")).click()
    await shows(page, "[role=dialog] img")


async def test_a_film_is_sent_and_played(works: Rig, browser: Browsing) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "视频", he, li, clauses=[])
    page = await browser.sign_in(works, "li")
    await visit(page, room_id)
    film: FilePayload = {
        "name": "泵.webm",
        "mimeType": "video/webm",
        "buffer": base64.b64decode(await page.evaluate(MAKE_FILM)),
    }
    await page.get_by_test_id("pictures").set_input_files([film])
    await page.get_by_role("textbox", name=say("files.caption")).fill("三号泵试转")
    await button(page, say("files.send", count=1)).click()
    content = await until_said(he, room_id, "三号泵试转")
    assert (content["msgtype"], content["info"]["w"], content["info"]["h"]) == ("m.video", 160, 90)
    theirs = await browser.sign_in(works, "he")
    await visit(theirs, room_id)
    await expect(said(theirs, "三号泵试转")).to_be_visible()
    await theirs.get_by_role("button", name=TALK["playVideo"].replace("{{name}}", "泵.webm")).click()
    player = theirs.locator("video")
    await expect(player).to_be_visible()
    await theirs.wait_for_function("film => film.currentTime > 0", arg=await player.element_handle())


async def test_what_is_said_inside_is_not_forwarded_outside(works: Rig, browser: Browsing) -> None:
    """A group with a lower label refuses it, and the dialog says so beside the group's name."""
    browser.expect_errors(*REFUSED)
    he, li = await sign_in(works, "he", "li")
    inside = await group(works, "内部的群", he, li, label="internal")
    outside = await group(works, "对外的群", he, li, label="open", purpose="与供应商对接。")
    await he.send(inside, "成本价三万二")
    page = await browser.sign_in(works, "li")
    await visit(page, inside)
    await open_menu(page, said(page, "成本价三万二"))
    await page.get_by_role("menuitem", name=TALK["forward"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("searchbox").fill("对外")
    await dialog.get_by_role("list").get_by_text("对外的群").click()
    await button(page, TALK["forwardCount_other"].replace("{{count}}", "1")).click()
    await expect(dialog.get_by_text(re.compile("密级"))).to_be_visible()
    assert await axe(page, within="[role=dialog]") == []
    chunk = (await he.ok("GET", f"/rooms/{outside}/messages", dir="b", limit=50))["chunk"]
    assert "三万二" not in str(chunk)


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_a_message_is_pinned_found_and_unpinned(works: Rig, browser: Browsing, device: Device) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, f"置顶 {device}", he, li)
    await he.send(room_id, "停机挂牌的电话 8120")
    page = await browser.sign_in(works, "he")
    await visit(page, room_id)
    await open_menu(page, said(page, "停机挂牌的电话"))
    await page.get_by_role("menuitem", name=TALK["pin"]).click()
    theirs = await browser.sign_in(works, "li", device=device)
    await visit(theirs, room_id)
    for number in range(30):
        await li.send(room_id, f"第 {number} 件事")
    bar = theirs.get_by_role("button", name=re.compile("1 条置顶"))
    await expect(bar).to_contain_text("停机挂牌的电话")
    await bar.click()
    panel = theirs.get_by_role("complementary", name=words("zh-CN", "panel")["pinned"])
    assert await axe(theirs, within="aside") == []
    await expect(panel.get_by_role("button", name=re.compile("^取消置顶"))).to_have_count(0)  # not his
    await panel.get_by_role("button", name=re.compile("停机挂牌")).click()
    await expect(said(theirs, "停机挂牌的电话").first).to_be_in_viewport()
    await page.get_by_role("button", name=re.compile("1 条置顶")).click()
    await page.get_by_role("button", name=re.compile("^取消置顶：停机挂牌")).click()
    await expect(bar).to_have_count(0)


async def _fail(page: Page) -> None:
    async def answer(route: Route) -> None:
        await route.fulfill(status=400, json={"errcode": "M_UNKNOWN", "error": "出了点问题"})

    await page.route("**/send/m.room.message/**", answer)


async def _bodies(client: MatrixClient, room_id: str) -> list[Json]:
    chunk = (await client.ok("GET", f"/rooms/{room_id}/messages", dir="b", limit=50))["chunk"]
    return [event["content"].get("body") for event in chunk if event["type"] == "m.room.message"]


async def test_what_failed_is_sent_again_or_thrown_away(works: Rig, browser: Browsing) -> None:
    browser.expect_errors(*FAILED)
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "没发出去", he, li)
    page = await browser.sign_in(works, "li")
    await visit(page, room_id)
    await _fail(page)
    for body in ("还要发的", "不要了的"):
        await field(page).fill(body)
        await field(page).press("Enter")
        await expect(said(page, body).get_by_role("alert")).to_contain_text("出了点问题")
    assert await axe(page, within="main") == []
    await page.unroute("**/send/m.room.message/**")
    await said(page, "不要了的").get_by_role("button", name=COMMON["delete"], exact=True).click()
    await expect(said(page, "不要了的")).to_have_count(0)
    await said(page, "还要发的").get_by_role("button", name=COMMON["retry"], exact=True).click()
    await until_said(he, room_id, "还要发的")
    await expect(said(page, "还要发的").get_by_role("alert")).to_have_count(0)
    assert "不要了的" not in await _bodies(he, room_id)


async def test_a_picture_in_a_confidential_group_is_seen_by_the_other(works: Rig, browser: Browsing) -> None:
    room = await confidential(works, "机密图片")
    mine, theirs = await browser.sign_in(works, "he"), await browser.sign_in(works, "li")
    await visit(theirs, room)
    await visit(mine, room)
    await button(mine, say("later.sealed")).click()
    await expect(mine.get_by_text(say("later.sealedWhy"))).to_be_visible()
    photo: FilePayload = {"name": "图纸.png", "mimeType": "image/png", "buffer": picture(320, 200)}
    await mine.get_by_test_id("pictures").set_input_files([photo])
    await mine.get_by_role("textbox", name=say("files.caption")).fill("新图纸")
    await button(mine, say("files.send", count=1)).click()
    await expect(said(theirs, "新图纸")).to_be_visible()
    await shows(theirs, "article button img")
    await theirs.get_by_role("button", name=TALK["picture"].replace("{{name}}", "图纸.png")).click()
    await shows(theirs, "[role=dialog] img")
    [he] = await sign_in(works, "he")
    chunk = (await he.ok("GET", f"/rooms/{room}/messages", dir="b", limit=20))["chunk"]
    assert "图纸" not in str([event["content"] for event in chunk if event["type"] == "m.room.encrypted"])


async def test_an_answer_in_a_thread_waits_for_its_time(works: Rig, browser: Browsing) -> None:
    he, li = await sign_in(works, "he", "li")
    room_id = await group(works, "话题定时", he, li)
    root = await he.send(room_id, "周五开会吗")
    page = await browser.sign_in(works, "li")
    await visit(page, room_id)
    await page.goto(f"/chats/{room_id}?panel=thread&about={root}")
    thread = page.get_by_role("region", name=say("nameOfThread"), exact=True)
    await thread.get_by_role("textbox", name=say("field"), exact=True).fill("明天再说")
    await thread.get_by_role("button", name=say("later.menu"), exact=True).click()
    await page.get_by_role("menuitem", name=say("later.choose")).click()
    await page.get_by_role("dialog").get_by_role("button", name=say("later.times.tomorrow")).click()
    await expect(thread.get_by_role("button", name=say("later.menuWaiting", count=1))).to_be_visible()
    main = page.get_by_role("region", name=say("name"), exact=True)
    await expect(main.get_by_role("button", name=say("later.menu"), exact=True)).to_be_visible()  # not there
    base = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"
    [waiting] = (await li.ok("GET", base, status="scheduled"))["delayed_events"]
    relation = waiting["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", root)


@pytest.mark.parametrize("slides", [False, True], ids=["lets go", "slides off"])
async def test_a_thumb_holds_the_microphone(works: Rig, browser: Browsing, *, slides: bool) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, name=f"按住说 {slides}", audience=people("he", "li")))["room_id"]
    page = await browser.sign_in(works, "li", device="phone", permissions=["microphone"])
    await visit(page, room)
    box = await button(page, say("voice.start")).bounding_box()
    assert box is not None
    touch: Any = await page.context.new_cdp_session(page)  # its parameters have no types
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    await touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    await expect(page.get_by_role("timer")).to_have_text("0:01")
    await expect(page.get_by_text(say("voice.letGo"))).to_be_visible()
    if slides:
        for lift in (10, 120):
            moved = {**at, "y": at["y"] - lift}
            await touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
        await expect(page.get_by_text(say("voice.letGoOff"))).to_be_visible()
    await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(field(page)).to_be_visible()
    play = page.get_by_role("button", name=TALK["play"].replace("{{name}}", TALK["voice"]))
    await expect(play).to_have_count(0 if slides else 1)
