"""Today, the first page: what is to be done stands there, is done in a click, and is gone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.kit.browser import Browsing, Device, Language, axe, go, words
from tests.kit.client import Json
from tests.kit.company import found, people, sign_in
from tests.kit.fairly import HOLD, put, strict
from tests.kit.rig import Rig

API = "/_fangyuan/v1"


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_a_charter_to_accept_comes_and_goes(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [zhou] = await sign_in(works, "zhou")
    clauses: list[Json] = [{"type": "accept_first"}]
    who = {"zh-CN": "zhao", "en": "qian"}[language]
    page = await browser.sign_in(works, who, language=language, device=device)
    say = words(language, "today")
    await expect(page.get_by_role("paragraph").filter(has_text=say["allDone"]).last).to_be_visible()
    assert await axe(page) == []
    name = f"先读 {language}"
    made = await found(zhou, owner="zhou", name=name, clauses=clauses, audience=people(who))
    await page.reload()
    card = page.get_by_role("listitem").filter(has_text=name)
    await expect(card).to_be_visible()
    assert await axe(page) == []
    await card.get_by_role("link").click()
    charter = words(language, "charter")
    await page.get_by_role("button", name=charter["accept"], exact=True).first.click()
    await expect(page.get_by_text(charter["acceptFirst"])).to_have_count(0)
    await go(page, "/today")
    await expect(page.get_by_role("paragraph").filter(has_text=say["allDone"]).last).to_be_visible()
    [member] = await sign_in(works, who)
    view = await member.ok("GET", f"{API}/groups/{made['room_id']}")
    assert view["accepted_version"] == view["accept_version"]


async def test_a_held_message_is_approved_in_a_click(works: Rig, browser: Browsing) -> None:
    he, li = await sign_in(works, "he", "li")
    room = await strict(he, name="送审的群")
    await put(li, room, f"{HOLD}第一版", "today1")
    await put(li, room, f"{HOLD}第二版", "today2")
    say = words("zh-CN", "today")
    page = await browser.sign_in(works, "he")
    first = page.get_by_role("listitem").filter(has_text="第一版")
    await first.get_by_role("button", name=re.compile(say["yes"]["held"])).click()
    await expect(first).to_have_count(0)
    second = page.get_by_role("listitem").filter(has_text="第二版")
    await second.get_by_role("button", name=re.compile(say["no"]["held"])).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name=say["no"]["held"]).click()
    await expect(dialog.get_by_text(say["reasonMissing"])).to_be_visible()
    assert await axe(page, within="[role=dialog]") == []
    await dialog.get_by_role("textbox", name=say["reason"]).fill("还没签")
    await dialog.get_by_role("button", name=say["no"]["held"]).click()
    await expect(second).to_have_count(0)
    chunk = (await li.ok("GET", f"/rooms/{room}/messages", dir="b", limit=20))["chunk"]
    assert f"{HOLD}第一版" in [event["content"].get("body") for event in chunk]
    mine = await browser.sign_in(works, "li", device="phone")
    news = mine.get_by_role("listitem").filter(has_text="还没签")
    await news.get_by_role("button", name=say["known"]).click()
    await expect(news).to_have_count(0)


async def test_the_administration_is_shown_to_whom_it_is_for(works: Rig, browser: Browsing) -> None:
    admin = words("zh-CN", "common")["admin"]
    wang = await browser.sign_in(works, "wang")
    menu = wang.get_by_role("navigation", name=words("zh-CN", "common")["navigation"])
    await expect(menu.get_by_role("link", name=words("zh-CN", "common")["people"])).to_be_visible()
    await expect(wang.get_by_role("heading", level=1)).to_contain_text("王工")
    await expect(menu.get_by_role("link", name=admin)).to_have_count(0)
    chen = await browser.sign_in(works, "chen")
    await expect(chen.get_by_role("link", name=admin)).to_be_visible()
