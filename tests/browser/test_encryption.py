"""Encrypted talk between the web and other clients, and what a person does for it: set-up, recovery, emoji."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Response, expect

from tests.browser.test_offline import GONE, everything
from tests.kit.browser import Browsing, Device, Language, axe, enter, go, words
from tests.kit.client import Json
from tests.kit.company import found, people, sign_in, user
from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.test_encryption_with_nio import nio_devices


def security(language: Language) -> dict[str, Any]:
    return words(language, "security")


async def confidential(works: Rig, name: str, **more: Any) -> str:
    [he] = await sign_in(works, "he")
    group = await found(
        he, name=name, label="confidential", audience=people("he", "li", "wang"), clauses=[], **more
    )
    return group["room_id"]


def _is_backed_up(answer: Response) -> bool:
    """Whether this is the answer to keys that were put into the backup."""
    return "/room_keys/keys" in answer.url and answer.request.method == "PUT" and answer.ok


async def say(page: Page, language: Language, body: str) -> None:
    field = page.get_by_role("textbox", name=words(language, "composer")["field"], exact=True)
    await field.fill(body)
    await page.get_by_role("button", name=words(language, "common")["send"], exact=True).click()


async def reads(page: Page, body: str) -> None:
    await expect(page.get_by_text(body, exact=True).first).to_be_visible()


async def set_up(page: Page, language: Language) -> str:
    """The two screens; gives the recovery key."""
    say = security(language)
    await page.get_by_role("button", name=say["notices"]["setUp"]).click()
    await page.get_by_role("dialog", name=say["setUp"]["title"]).wait_for()
    assert await axe(page, within="[role=dialog]") == []
    await page.get_by_role("button", name=say["setUp"]["make"]).click()
    await page.get_by_role("dialog", name=say["setUp"]["keepTitle"]).wait_for()
    assert await axe(page, within="[role=dialog]") == []
    key = await page.get_by_test_id("recovery-key").inner_text()
    finish = page.get_by_role("button", name=say["setUp"]["finish"], exact=True)
    await expect(finish).to_be_disabled()
    await page.get_by_text(say["setUp"]["kept"]).click()
    await finish.click()
    await expect(page.get_by_text(say["setUp"]["done"])).to_be_visible()
    return key


async def is_confirmed(page: Page, language: Language) -> None:
    say: dict[str, Any] = dict(words(language, "settings"))
    await page.get_by_role("link", name=words(language, "common")["settings"]).click()
    await page.get_by_role("link", name=say["parts"]["encryption"], exact=True).click()
    await expect(page.get_by_text(say["encryption"]["ready"])).to_be_visible()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_the_web_and_nio_read_each_other_in_a_confidential_group(
    works: Rig, browser: Browsing, tmp_path: Path, language: Language, device: Device
) -> None:
    room = await confidential(works, f"配方 {language}")
    page = await browser.sign_in(works, "he", language=language, device=device)
    async with AsyncExitStack() as stack:
        [bot] = await nio_devices(stack, works, tmp_path, user("li"))
        await bot.in_room(room)
        await go(page, f"/chats/{room}")
        await say(page, language, "配方是三比一")
        await bot.reads(room, "配方是三比一")
        await bot.say(room, "收到，明天试")
        await reads(page, "收到，明天试")
        assert bot.unreadable(room) == 0


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_recovery_key_brings_old_messages_to_a_new_browser(
    works: Rig, browser: Browsing, language: Language
) -> None:
    person = "li" if language == "zh-CN" else "wang"
    browser.expect_errors("status of 401")  # the password is asked for
    room = await confidential(works, f"恢复 {language}")
    first = await browser.sign_in(works, person, language=language)
    key = await set_up(first, language)
    await go(first, f"/chats/{room}")
    async with first.expect_response(_is_backed_up):  # that takes its time
        await say(first, language, "只有我们知道")
    await reads(first, "只有我们知道")
    second = await browser.sign_in(works, person, language=language)
    say_ = security(language)
    await second.get_by_role("button", name=say_["notices"]["recover"]).click()
    await second.get_by_role("textbox", name=say_["recover"]["label"]).fill("EsTx wrong")
    await second.get_by_role("button", name=say_["recover"]["go"], exact=True).click()
    await expect(second.get_by_text(say_["recover"]["wrong"])).to_be_visible()
    assert await axe(second, within="[role=dialog]") == []
    await second.get_by_role("textbox", name=say_["recover"]["label"]).fill(key)
    await second.get_by_role("button", name=say_["recover"]["go"], exact=True).click()
    await expect(second.get_by_role("dialog")).to_be_hidden()
    await go(second, f"/chats/{room}")
    await reads(second, "只有我们知道")
    await is_confirmed(second, language)


async def test_two_sessions_compare_emoji(works: Rig, browser: Browsing) -> None:
    language: Language = "zh-CN"
    say_ = security(language)
    first = await browser.sign_in(works, "lin", language=language)
    await set_up(first, language)
    second = await browser.open(works, language=language, device="phone")
    await enter(second, "lin", PASSWORD)
    await second.get_by_role("button", name=say_["notices"]["verify"]).click()
    await first.get_by_role("button", name=say_["verify"]["accept"]).click()
    signs = [page.get_by_role("list", name=say_["verify"]["signs"]) for page in (first, second)]
    texts = await asyncio.gather(*(one.inner_text() for one in signs))
    assert texts[0] == texts[1]
    assert await axe(second, within="[role=dialog]") == []
    for page in (first, second):
        await page.get_by_role("button", name=say_["verify"]["same"]).click()
    for page in (first, second):
        await expect(page.get_by_text(say_["verify"]["done"]["own"])).to_be_visible()
        await (
            page.get_by_role("dialog")
            .get_by_role("button", name=words(language, "common")["close"])
            .last.click()
        )
    await is_confirmed(second, language)


async def test_signs_that_differ_end_it_with_a_warning(works: Rig, browser: Browsing) -> None:
    language: Language = "en"
    say_ = security(language)
    first = await browser.sign_in(works, "zhao", language=language)
    await set_up(first, language)
    second = await browser.sign_in(works, "zhao", language=language)
    await second.get_by_role("button", name=say_["notices"]["verify"]).click()
    await first.get_by_role("button", name=say_["verify"]["accept"]).click()
    await first.get_by_role("button", name=say_["verify"]["differ"]).click()
    for page in (first, second):
        await expect(page.get_by_text(say_["verify"]["mismatchTitle"])).to_be_visible()


async def test_without_webassembly_the_rest_works(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("ERR_FAILED", "Failed to load resource", "WebAssembly")
    say_ = security("zh-CN")
    room = await confidential(works, "没有加密")
    page = await browser.window(works)
    await page.context.route("**/*.wasm", lambda route: route.abort())
    await page.goto("/")
    await enter(page, "he", PASSWORD)
    await expect(page.get_by_text(say_["notices"]["failed"])).to_be_visible()
    await go(page, f"/chats/{room}")
    await expect(page.get_by_text(say_["closed"]["hint"])).to_be_visible()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_a_confidential_group_wears_a_watermark_that_comes_back(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    room = await confidential(works, f"水印 {language}")
    [he] = await sign_in(works, "he")
    plain = await found(he, name=f"无水印 {language}", clauses=[])
    page = await browser.sign_in(works, "he", f"/chats/{room}", language=language, device=device)
    layer = "[class*=layer][data-react-aria-top-layer]"
    await page.locator("main h1").wait_for()
    await page.locator(layer).wait_for(state="attached")
    await page.evaluate(f"document.querySelector('{layer}').remove()")
    await page.locator(layer).wait_for(state="attached")
    await page.evaluate(f"document.querySelector('{layer}').style.display = 'none'")
    await expect(page.locator(layer)).to_have_css("display", "block")
    assert await page.locator(layer).evaluate("one => getComputedStyle(one).pointerEvents") == "none"
    blocked = """name => !document.querySelector("main h1").dispatchEvent(
        new Event(name, {bubbles: true, cancelable: true}))"""
    for name in ("copy", "contextmenu", "dragstart"):
        assert await page.evaluate(blocked, name)
    await go(page, f"/chats/{plain['room_id']}")
    await page.get_by_role("textbox", name=words(language, "composer")["field"], exact=True).wait_for()
    await expect(page.locator(layer)).to_have_count(0)
    assert not await page.evaluate(blocked, "copy")


async def test_what_is_written_offline_is_not_lost_before_it_can_be_encrypted(
    works: Rig, browser: Browsing
) -> None:
    """Nothing was said in the group yet, so the other's keys are unknown, and the page is closed before they come."""
    language: Language = "zh-CN"
    browser.expect_errors(GONE)
    room = await confidential(works, "断网加密")
    page = await browser.sign_in(works, "he", f"/chats/{room}", language=language, keeps_app=True)
    field = page.get_by_role("textbox", name=words(language, "composer")["field"], exact=True)
    await expect(field).to_be_visible()
    await everything(page)
    await page.context.set_offline(True)
    await expect(page.get_by_text(words(language, "common")["offline"])).to_be_visible()
    await field.fill("断网时写的")
    await page.get_by_role("button", name=words(language, "common")["send"], exact=True).click()
    await expect(page.get_by_text("断网时写的", exact=True).first).to_be_visible()
    context = page.context
    await page.close()
    await context.set_offline(False)
    page = await context.new_page()
    await page.goto(f"/chats/{room}")
    await expect(page.get_by_text("断网时写的", exact=True).first).to_be_visible()
    [he] = await sign_in(works, "he")

    def arrived(seen: Json) -> bool:
        events = seen["rooms"]["join"].get(room, {}).get("timeline", {}).get("events", [])
        return any(event["type"] == "m.room.encrypted" for event in events)

    await he.sync_until(arrived)
    chunk = (await he.ok("GET", f"/rooms/{room}/messages", dir="b", limit=100))["chunk"]
    mine = [event for event in chunk if event["type"] == "m.room.encrypted" and event["sender"] == he.user_id]
    assert len(mine) == 1, "once, and never twice"
