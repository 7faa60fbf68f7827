"""The list of chats: what needs the person comes and goes, is muted, pinned; and everything is found by one search."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_people import go, part
from tests.kit.browser import Browsing, Device, Language, axe, words
from tests.kit.client import MatrixClient
from tests.kit.company import found, sign_in, user
from tests.kit.rig import Rig

OPEN = [{"type": "posting", "who": "all"}]


async def say(client: MatrixClient, room_id: str, body: str, *named: str) -> None:
    content = {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": [user(one) for one in named]}}
    await client.send(room_id, content)


def chats(page: Page, language: Language) -> Locator:
    return page.get_by_role("navigation", name=words(language, "chats")["list"])


def row(page: Page, language: Language, name: str) -> Locator:
    return chats(page, language).get_by_role("link", name=name)


async def choose(page: Page, language: Language, name: str, action: str) -> None:
    """From the menu of a row."""
    await row(page, language, name).hover()
    label = words(language, "chats")["menuOf"].replace("{{name}}", name)
    await chats(page, language).get_by_role("button", name=label).click()
    await page.get_by_role("menuitem", name=words(language, "chats")[action], exact=True).click()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_unread_and_mentions_come_and_go(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [he] = await sign_in(works, "he")
    name = f"二号泵 {language}"
    room_id = (await found(he, name=name, clauses=OPEN))["room_id"]
    page = await browser.sign_in(works, "li", language=language, device=device)
    await go(page, "chats", language)
    there = row(page, language, name)
    await expect(there).to_be_visible()
    await say(he, room_id, "下午停机")
    await expect(there).to_contain_text("下午停机")
    await say(he, room_id, "李工来一下", "li")
    sections = part(language, "chats", "sections")
    await expect(chats(page, language).get_by_role("button", name=sections["needs"])).to_be_visible()
    mention = {"zh-CN": "有 1 条提到您", "en": "1 mention of you"}[language]
    await expect(there).to_contain_text(mention)
    assert await axe(page) == []
    async with page.expect_response(re.compile("/receipt/|/read_markers")):
        await there.click()
    await expect(page.get_by_role("main").get_by_text("李工来一下").last).to_be_visible()
    if device == "phone":
        await page.get_by_role("button", name=words(language, "common")["back"]).click()
    await expect(there).not_to_contain_text(mention)


async def test_a_muted_group_calls_no_more_and_a_pinned_one_is_on_top(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room_id = (await found(he, name="热闹的群", clauses=OPEN))["room_id"]
    await found(he, name="安静的群", purpose="给四号泵换轴承。", clauses=OPEN)
    page = await browser.sign_in(works, "wang")
    await go(page, "chats", "zh-CN")
    text = words("zh-CN", "chats")
    levels = part("zh-CN", "chats", "levels")
    await choose(page, "zh-CN", "热闹的群", "mute")
    there = row(page, "zh-CN", "热闹的群")
    await expect(there).to_contain_text(levels["mentions"])
    await say(he, room_id, "吃了吗")
    await expect(there).to_contain_text("吃了吗")
    await expect(there).not_to_contain_text("条未读")
    await expect(there).to_contain_text(text["news"])
    await choose(page, "zh-CN", "安静的群", "pin")
    await expect(row(page, "zh-CN", "安静的群")).to_contain_text(text["pinned"])
    await page.get_by_role("button", name=text["orderByTime"]).click()
    await expect(chats(page, "zh-CN").get_by_role("link").first).to_contain_text("安静的群")
    await choose(page, "zh-CN", "安静的群", "markRead")  # the house has told of the charter there
    await expect(row(page, "zh-CN", "安静的群")).not_to_contain_text("条未读")
    await choose(page, "zh-CN", "安静的群", "markUnread")
    await expect(row(page, "zh-CN", "安静的群")).to_contain_text(text["markedUnread"])
    await choose(page, "zh-CN", "安静的群", "markRead")
    await expect(row(page, "zh-CN", "安静的群")).not_to_contain_text(text["markedUnread"])


async def test_the_list_is_walked_by_keys(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    for name, purpose in (("甲组", "修一号泵。"), ("乙组", "修五号泵的电机。")):
        await found(he, name=name, purpose=purpose, clauses=OPEN)
    page = await browser.sign_in(works, "he")
    await go(page, "chats", "zh-CN")
    await page.get_by_role("button", name=words("zh-CN", "chats")["orderByTime"]).click()
    links = chats(page, "zh-CN").get_by_role("link")
    await expect(links.nth(1)).to_be_visible()
    await links.first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(links.nth(1)).to_be_focused()
    wanted = await links.nth(1).get_attribute("data-row")
    await page.keyboard.press("Enter")
    await expect(links.nth(1)).to_have_attribute("aria-current", "page")
    assert wanted == unquote(page.url).rpartition("/")[2]


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_a_word_inside_a_sentence_is_found_and_leads_there(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [he] = await sign_in(works, "he")
    word = {"zh-CN": "密封圈", "en": "联轴器"}[language]
    name = f"备件 {language}"
    room_id = (await found(he, name=name, purpose=f"买{word}。", clauses=OPEN))["room_id"]
    await say(he, room_id, f"明天把三号泵的{word}换掉，别忘了。")
    for number in range(30):
        await say(he, room_id, f"第 {number} 件事")
    page = await browser.sign_in(works, "li", language=language, device=device)
    await go(page, "chats", language)
    await row(page, language, name).wait_for()
    text = words(language, "search")
    await page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name=text["title"])
    await dialog.get_by_role("searchbox").fill(word)
    message = dialog.get_by_role("option", name=f"三号泵的{word}换掉")
    await expect(message.locator("mark")).to_have_text(word)
    assert await axe(page) == []
    await page.keyboard.press("ArrowDown")
    while await message.get_attribute("data-focused") is None:
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("main").get_by_text(f"明天把三号泵的{word}换掉").last).to_be_in_viewport()
    await page.keyboard.press("Control+k")
    await expect(dialog.get_by_role("button", name=word)).to_be_visible()  # what was searched before
