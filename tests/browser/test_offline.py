"""Without a network the app opens, shows what it has and takes messages; they go out once, in order, later."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_composer import until_said
from tests.kit.browser import Browsing, Device, Language, words
from tests.kit.client import MatrixClient
from tests.kit.company import found, sign_in
from tests.kit.rig import Rig

GONE = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|fetch failed|Failed to fetch|ConnectionError"


def said(page: Page, body: str) -> Locator:
    """In the conversation; the list of chats, hidden on phones, has the last message too."""
    return page.get_by_role("article").get_by_text(body, exact=True).first


async def say(page: Page, language: Language, *bodies: str) -> None:
    field = page.get_by_role("textbox", name=words(language, "composer")["field"], exact=True)
    for body in bodies:
        await field.fill(body)
        await page.get_by_role("button", name=words(language, "common")["send"], exact=True).click()
        await expect(said(page, body)).to_be_visible()


async def everything(page: Page) -> None:
    """Waits until the service worker keeps the whole app."""
    await page.wait_for_function(
        """async () => {
            const files = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname)
                .filter((path) => path.startsWith("/assets/"));
            const kept = await Promise.all(files.map((path) => caches.match(path)));
            return files.length > 5 && kept.every(Boolean) && Boolean(await caches.match("/index.html"));
        }"""
    )


async def bodies(client: MatrixClient, room: str) -> list[str]:
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir="f", limit=500))["chunk"]
    said: list[Any] = [event["content"].get("body") for event in chunk if event["type"] == "m.room.message"]
    return [body for body in said if body and body.startswith("第")]


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_offline_and_back(works: Rig, browser: Browsing, language: Language, device: Device) -> None:
    browser.expect_errors(GONE)
    [he] = await sign_in(works, "he")
    group = await found(he, name=f"断网 {language}", clauses=[])
    room = group["room_id"]
    page = await browser.sign_in(
        works, "he", f"/chats/{room}", language=language, device=device, keeps_app=True
    )
    await say(page, language, "第零句")
    await until_said(he, room, "第零句")  # it is shown before it has gone out
    await everything(page)
    await page.context.set_offline(True)
    await expect(page.get_by_text(words(language, "common")["offline"])).to_be_visible()
    await say(page, language, "第一句", "第二句")
    await page.reload()
    await expect(said(page, "第零句")).to_be_visible()
    await expect(said(page, "第一句")).to_be_visible()
    await say(page, language, "第三句")
    context = page.context
    await page.close()
    page = await context.new_page()
    await page.goto(f"/chats/{room}")
    await expect(said(page, "第三句")).to_be_visible()
    assert await bodies(he, room) == ["第零句"]
    await context.set_offline(False)
    await expect(page.get_by_text(words(language, "common")["offline"])).to_be_hidden()
    await say(page, language, "第四句")
    want = ["第零句", "第一句", "第二句", "第三句", "第四句"]
    await until_said(he, room, "第四句")
    assert await bodies(he, room) == want
