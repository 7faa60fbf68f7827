"""Founding a group, its purpose first, and talking in it."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import unquote

import pytest
from playwright.async_api import Page, expect

from tests.kit.browser import Browsing, Device, Language, axe, pick, words
from tests.kit.company import found, people, sign_in
from tests.kit.rig import Rig

API = "/_fangyuan/v1"


async def go_on(page: Page, language: Language, step: str) -> None:
    say = words(language, "founding")
    await page.get_by_role("button", name=say["next"].replace("{{step}}", say["step"][step])).click()
    if step == "people":  # the org chart comes a moment later, and moves what is below it
        await expect(page.locator("label").filter(has_text="二车间").first).to_be_visible()


async def tell(page: Page, language: Language, name: str, purpose: str) -> None:
    """The first step."""
    say = words(language, "founding")
    await page.get_by_role("textbox", name=say["purpose"]).fill(purpose)
    await page.get_by_role("textbox", name=say["name"], exact=True).fill(name)


async def choose_kind(page: Page, kind: str) -> None:
    await page.locator("label").filter(has=page.get_by_role("radio", name=re.compile(f"^{kind}"))).click()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_founding_a_group_and_talking_in_it(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    say = words(language, "founding")
    name = {"zh-CN": "四号泵大修", "en": "Boiler two"}[language]
    purpose = {"zh-CN": "四号泵停机大修的协调。", "en": "Relining of boiler two, weeks 40 to 42."}[language]
    he = await browser.sign_in(works, "he", "/found", language=language, device=device)
    await tell(he, language, name, purpose)
    await expect(he.get_by_role("complementary", name=say["should"])).to_be_visible()
    assert await axe(he) == []
    await go_on(he, language, "kind")
    await choose_kind(he, {"zh-CN": "项目组", "en": "Project"}[language])
    assert await axe(he) == []
    await go_on(he, language, "people")
    for person in ("李工", "王工"):
        await pick(he, he, say["addPerson"], person)
    total = {"zh-CN": "一共 3 人会进群", "en": "3 people would be in"}[language]
    await expect(he.get_by_role("heading", name=total)).to_be_visible()
    assert await axe(he, within="main") == []  # a tip of the button under the finger may lie over it
    await he.reload()  # nothing is lost
    await expect(he.get_by_role("heading", name=total)).to_be_visible()
    await go_on(he, language, "rules")
    await expect(he.get_by_role("heading", name=say["summary"])).to_be_visible()
    assert await axe(he) == []
    await he.get_by_role("button", name=say["found"], exact=True).click()
    await expect(he).to_have_url(re.compile("/chats/"))
    address = await he.evaluate("location.pathname")
    li, wang = await asyncio.gather(*(browser.sign_in(works, person, address) for person in ("li", "wang")))
    for page, words_said in ((he, "周一停机"), (li, "备件到了"), (wang, "起重机约好了")):
        field = words(language if page is he else "zh-CN", "composer")["field"]
        await page.get_by_role("textbox", name=field, exact=True).fill(words_said)
        await page.keyboard.press(
            "Enter"
        ) if device == "desktop" or page is not he else await page.get_by_role(
            "button", name=words(language, "common")["send"]
        ).last.click()
        for reader in (he, li, wang):
            await expect(reader.get_by_text(words_said).last).to_be_visible()


async def test_a_group_that_there_is_already(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("status of 409")
    [sun] = await sign_in(works, "sun")
    await found(
        sun, owner="sun", name="夜班交接", purpose="甲班夜班的交接事项。", audience=people("li", "wang")
    )
    say = words("zh-CN", "founding")
    page = await browser.sign_in(works, "sun", "/found")
    await tell(page, "zh-CN", "夜班交接群", "甲班夜班的交接事项。")
    aside = page.get_by_role("complementary", name=say["should"])
    await expect(aside.get_by_role("link", name=say["useThat"])).to_be_visible()
    await go_on(page, "zh-CN", "kind")
    await choose_kind(page, "项目组")
    await go_on(page, "zh-CN", "people")
    for person in ("李工", "王工"):
        await pick(page, page, say["addPerson"], person)
    await expect(aside.get_by_text(say["exists"])).to_be_visible()
    await go_on(page, "zh-CN", "rules")
    await page.get_by_role("button", name=say["found"], exact=True).click()
    await page.get_by_role("textbox", name=say["override"]).fill("只谈夜班的事")
    await page.get_by_role("button", name=say["found"], exact=True).click()
    await expect(page).to_have_url(re.compile("/chats/"))


async def test_somebody_has_to_agree_first(works: Rig, browser: Browsing) -> None:
    say = words("zh-CN", "founding")
    page = await browser.sign_in(works, "he", "/found", device="phone")
    await tell(page, "zh-CN", "车间通知", "二车间的通知。")
    await go_on(page, "zh-CN", "kind")
    await choose_kind(page, "人事专群")
    await go_on(page, "zh-CN", "people")
    await page.locator("label").filter(has_text="二车间").first.click()
    await go_on(page, "zh-CN", "rules")
    await page.get_by_role("button", name=say["found"], exact=True).click()
    asked = page.get_by_text(say["hasToAgree"].replace("{{person}}", "陈人事"))
    await expect(asked).to_be_visible()
    await page.reload()  # what was read aloud about the button is still there, though the button isn't
    await expect(asked).to_be_visible()
    assert await axe(page) == []
    chen = await browser.sign_in(works, "chen")
    card = chen.get_by_role("listitem").filter(has_text="车间通知")
    await card.get_by_role("button", name=re.compile(words("zh-CN", "today")["yes"]["proposal"])).click()
    await expect(card).to_have_count(0)
    await page.reload()
    await page.get_by_role("link", name=say["openGroup"]).click()
    await expect(page).to_have_url(re.compile("/chats/"))


async def test_another_owner_deputies_and_approvers_are_chosen(works: Rig, browser: Browsing) -> None:
    say, charter = words("zh-CN", "founding"), words("zh-CN", "charter")
    page = await browser.sign_in(works, "he", device="phone")
    await page.goto("/found")
    await tell(page, "zh-CN", "五号泵选型", "五号泵的选型和比价。")
    await go_on(page, "zh-CN", "kind")
    await choose_kind(page, "项目组")
    await go_on(page, "zh-CN", "people")
    await expect(page.get_by_text(say["youOwn"])).to_be_visible()
    await pick(page, page, say["addPerson"], "李工")
    await page.get_by_role("combobox", name=say["whoOwns"]).fill("")
    await pick(page, page, say["whoOwns"], "孙班长")
    await expect(page.get_by_text(say["otherOwns"])).to_be_visible()
    await pick(page, page, charter["addDeputy"], "何主任")
    await pick(page, page, charter["addApprover"], "王工")
    assert await axe(page, within="main") == []
    await go_on(page, "zh-CN", "rules")
    await page.get_by_role("button", name=say["found"], exact=True).click()
    await expect(page).to_have_url(re.compile("/chats/"))
    [he] = await sign_in(works, "he")
    room = unquote(page.url.rsplit("/", 1)[-1].split("?")[0])
    made = (await he.ok("GET", f"{API}/groups/{room}"))["charter"]
    names = [made["owner"], *made["deputies"], *made["approvers"]]
    assert [name.split(":")[0] for name in names] == ["@sun", "@he", "@wang"]


async def test_a_draft_of_another_client_is_completed_here(works: Rig, browser: Browsing) -> None:
    [sun] = await sign_in(works, "sun")
    room = await sun.create_room(name="随手建的")
    say, today = words("zh-CN", "founding"), words("zh-CN", "today")
    page = await browser.sign_in(works, "sun")
    card = page.get_by_role("listitem").filter(has_text="随手建的")
    await card.get_by_role("link", name=re.compile(today["yes"]["draft"])).click()
    await expect(page.get_by_role("textbox", name=say["name"], exact=True)).to_have_value("随手建的")
    await page.get_by_role("textbox", name=say["purpose"]).fill("甲班的工具借还。")
    await go_on(page, "zh-CN", "kind")
    await choose_kind(page, "项目组")
    await go_on(page, "zh-CN", "people")
    await pick(page, page, say["addPerson"], "李工", "li")
    await go_on(page, "zh-CN", "rules")
    await page.get_by_role("button", name=say["completeIt"]).click()
    await expect(page).to_have_url(re.compile("/chats/"))
    view = await sun.ok("GET", f"{API}/groups/{room}")
    assert (view["status"], view["charter"]["purpose"]) == ("open", "甲班的工具借还。")
