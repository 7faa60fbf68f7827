"""A person opens the house's address, signs in and sees the groups."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.kit.browser import Browsing, Device, Language, axe, enter, words
from tests.kit.company import found, sign_in
from tests.kit.rig import PASSWORD, Rig


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_person_signs_in_and_sees_his_groups(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [he] = await sign_in(works, "he")
    name = f"泵房 {language} {device}"
    await found(he, name=name)
    page = await browser.open(works, language=language, device=device)
    await page.get_by_role("button", name=words(language, "signin")["submit"], exact=True).wait_for()
    assert await axe(page) == []
    await enter(page, "he", PASSWORD, language)
    say = words(language, "common")
    await (
        page.get_by_role("navigation", name=say["navigation"]).get_by_role("link", name=say["chats"]).click()
    )
    await expect(page.get_by_text(name).first).to_be_visible()


async def test_who_is_signed_in_stays_so_in_another_tab(works: Rig, browser: Browsing) -> None:
    """One tab at a time: the second one asks, and the first one gives way."""
    page = await browser.sign_in(works, "wang", device="phone")
    second = await page.context.new_page()
    await second.goto("/chats")
    say = words("zh-CN", "security")["elsewhere"]
    await second.get_by_role("button", name=say["here"]).click()
    await second.get_by_role("navigation", name=words("zh-CN", "common")["navigation"]).wait_for()
    await expect(page.get_by_text(say["title"])).to_be_visible()


async def test_a_wrong_password_is_said_in_words(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("status of 403")
    page = await browser.open(works)
    await enter(page, "he", "wrong")
    await expect(page.get_by_text(words("zh-CN", "signin")["wrong"])).to_be_visible()
    await expect(page.get_by_role("button", name="登录", exact=True)).to_be_enabled()


async def test_the_kit_hears_what_a_page_complains_of(works: Rig, browser: Browsing) -> None:
    page = await browser.open(works)
    assert browser.complaints() == []
    async with page.context.expect_event("weberror"):
        await page.evaluate("""() => {
            console.error("said aloud");
            setTimeout(() => { throw new Error("thrown"); });
            const script = document.createElement("script");
            try { script.text = "window.isEvil = true"; } catch {}  // trusted types don't let it
            document.body.append(script);
            document.body.append(Object.assign(new Image(), {src: "http://elsewhere.invalid/pixel.png"}));
        }""")
    await page.goto("/missing.js")
    assert await page.evaluate("window.isEvil ?? null") is None
    found = "\n".join(browser.complaints())
    for pattern in (
        "console: said aloud",
        "exception: .*thrown",
        "requires 'TrustedScript'",
        "Content Security Policy",
        "elsewhere.invalid",
    ):
        assert re.search(pattern, found), found
    browser.expect_errors(
        "said aloud", "thrown", "TrustedScript", "Content Security Policy", "elsewhere", "status of 404"
    )
