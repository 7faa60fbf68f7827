"""Settings: language and look, sessions, the password, the tour; what is said when a session was ended elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from fangyuan import identity
from tests.kit.browser import TOUR, Browsing, Device, Language, axe, enter, go, words
from tests.kit.company import beside_rig, user
from tests.kit.rig import PASSWORD, Rig

NEW_PASSWORD = "ein-anderes-Wort-2"


def settings(language: Language) -> dict[str, Any]:
    return dict(words(language, "settings"))


async def prove(page: Page, language: Language, password: str) -> None:
    """Types the password that the house asks for."""
    say: dict[str, Any] = dict(words(language, "security"))
    dialog = page.get_by_role("dialog", name=say["password"]["title"])
    await dialog.get_by_role("textbox", name=say["password"]["label"]).fill(password)
    await dialog.get_by_role("button", name=say["password"]["go"], exact=True).click()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_every_part_can_be_used_by_everybody(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    say = settings(language)
    page = await browser.sign_in(works, "zhou", "/settings", language=language, device=device)
    for part in ("general", "profile", "notifications", "sessions", "encryption", "account", "about"):
        await go(page, f"/settings/{part}")
        await page.get_by_role("heading", name=say["parts"][part], level=1).wait_for()
        await expect(page.get_by_role("main").get_by_role("status")).to_have_count(0)
        assert await axe(page) == [], part


async def test_language_and_look_stay_chosen(works: Rig, browser: Browsing) -> None:
    page = await browser.sign_in(works, "zhou", "/settings/general")
    say, english = settings("zh-CN")["general"], settings("en")["general"]
    await page.get_by_role("button", name=say["theme"]).click()
    await page.get_by_role("option", name=say["themes"]["dark"]).click()
    await page.get_by_role("button", name=say["language"]).click()
    await page.get_by_role("option", name="English").click()
    await expect(page.get_by_role("heading", name=english["title"], level=1)).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name=english["title"], level=1)).to_be_visible()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert await page.evaluate("document.documentElement.lang") == "en"
    assert await axe(page) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_others_are_signed_out_and_told_so(works: Rig, browser: Browsing, language: Language) -> None:
    browser.expect_errors("status of 401", "M_UNKNOWN_TOKEN", "Unable to refresh token")
    person = "qian" if language == "zh-CN" else "zhao"
    other = await browser.sign_in(works, person, language=language)
    page = await browser.sign_in(works, person, "/settings/sessions", language=language)
    say = settings(language)["sessions"]
    await page.get_by_role("button", name=say["end"], exact=True).click()
    await prove(page, language, "wrong")
    await expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    await prove(page, language, PASSWORD)
    await expect(page.get_by_text(say["noOthers"])).to_be_visible()
    await expect(other.get_by_text(words(language, "signin")["ended"])).to_be_visible()


async def test_the_password_is_changed(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("status of 40[01]")
    page = await browser.sign_in(works, "sun", "/settings/account")
    say = settings("zh-CN")["account"]
    first, second = (
        page.get_by_role("textbox", name=say[name], exact=True) for name in ("newPassword", "again")
    )
    change = page.get_by_role("button", name=say["change"], exact=True)
    await first.fill("123")
    await second.fill("1234")
    await change.click()
    await expect(page.get_by_text(say["different"])).to_be_visible()
    await second.fill("123")
    await change.click()
    await expect(first).to_have_attribute("aria-invalid", "true")  # too short, in the house's words
    await first.fill(NEW_PASSWORD)
    await second.fill(NEW_PASSWORD)
    await change.click()
    await prove(page, "zh-CN", PASSWORD)
    await expect(page.get_by_text(say["changed"])).to_be_visible()
    again = await browser.open(works)
    await enter(again, "sun", NEW_PASSWORD)
    await again.get_by_role("navigation", name=words("zh-CN", "common")["navigation"]).wait_for()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "phone"), ("en", "desktop")])
async def test_the_tour_is_shown_once(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    person = "gu" if language == "zh-CN" else "wu"
    beside_rig(works, lambda tx: identity.delete_account_data(tx, user(person), "", TOUR))
    say = settings(language)["tour"]
    page = await browser.sign_in(works, person, language=language, device=device, tour=True)
    await page.get_by_role("dialog", name=say["today"]["title"]).wait_for()
    assert await axe(page, within="[role=dialog]") == []
    await page.get_by_role("button", name=say["next"], exact=True).click()
    await page.get_by_role("dialog", name=say["charter"]["title"]).wait_for()
    await page.get_by_role("button", name=say["next"], exact=True).click()
    await page.get_by_role("dialog", name=say["evening"]["title"]).wait_for()
    async with page.expect_response("**/account_data/fangyuan.tour"):
        await page.get_by_role("button", name=say["start"], exact=True).click()
    second = await browser.sign_in(works, person, language=language, device=device, tour=True)
    await second.get_by_role("navigation", name=words(language, "common")["navigation"]).wait_for()
    await expect(second.get_by_role("dialog")).to_have_count(0)


async def test_whoever_signs_out_leaves_nothing_behind(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("status of 401", "M_UNKNOWN_TOKEN", "Unable to refresh token")
    page = await browser.sign_in(works, "chen", "/settings/account", keeps_app=True)
    say = settings("zh-CN")["account"]
    await page.get_by_role("button", name=say["signOut"], exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=say["signOut"], exact=True).click()
    await page.get_by_role("button", name=words("zh-CN", "signin")["submit"], exact=True).wait_for()
    left = """async () => (await indexedDB.databases()).map((one) => one.name)
        .filter((name) => name !== "fangyuan-vault").length"""
    await page.wait_for_function(f"async () => (await ({left})()) === 0")
