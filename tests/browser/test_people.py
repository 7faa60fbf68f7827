"""People: found by name, pinyin or on the org chart; written to; and not found where a rule hides them."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.kit.browser import Browsing, Device, Language, axe, words
from tests.kit.company import sign_in, user
from tests.kit.rig import Rig
from tests.reach.asking import API, UNION, set_offices, set_rules

BOTH: list[tuple[Language, Device]] = [("zh-CN", "desktop"), ("en", "phone")]


def part(language: Language, namespace: str, key: str) -> dict[str, str]:
    """Words that stand together under one key."""
    return words(language, namespace)[key]


async def go(page: Page, place: str, language: Language) -> None:
    """By the main menu, as people do."""
    say = words(language, "common")
    await page.get_by_role("navigation", name=say["navigation"]).get_by_role("link", name=say[place]).click()


async def send(page: Page, text: str, language: Language) -> None:
    field = page.get_by_role("textbox", name=words(language, "composer")["field"], exact=True)
    await field.fill(text)
    await page.get_by_role("button", name=words(language, "common")["send"], exact=True).click()


@pytest.mark.parametrize(("language", "device"), BOTH)
async def test_a_colleague_is_found_by_his_initials_and_written_to(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    writer, reader, initials, name = {
        "zh-CN": ("li", "wang", "wg", "王工"),
        "en": ("zhao", "qian", "qg", "钱工"),
    }[language]
    say = words(language, "people")
    page = await browser.sign_in(works, writer, language=language, device=device)
    other = await browser.sign_in(works, reader)
    await go(page, "people", language)
    await page.get_by_role("searchbox", name=say["find"]).fill(initials)
    await page.get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    assert await axe(page) == []
    await page.get_by_role("button", name=say["write"]).click()
    await expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    await send(page, "三号泵好了吗", language)
    await go(other, "chats", "zh-CN")
    await other.get_by_role("link", name="三号泵好了吗").click()
    await expect(other.get_by_role("main").get_by_text("三号泵好了吗").last).to_be_visible()
    await send(other, "好了", "zh-CN")
    await expect(page.get_by_text("好了", exact=True).last).to_be_visible()


async def test_the_chart_is_walked_by_keys(works: Rig, browser: Browsing) -> None:
    say = words("zh-CN", "people")
    page = await browser.sign_in(works, "li")
    await go(page, "people", "zh-CN")
    chart = page.get_by_role("treegrid", name=say["chart"])
    await expect(chart.get_by_role("row", name="李工")).to_be_visible()  # it opens where the person works
    assert await axe(page) == []
    await chart.get_by_role("row", name="泵厂").first.focus()
    row = chart.get_by_role("row", name="三车间")
    while not await row.evaluate("row => row === document.activeElement"):
        before = await page.evaluate("document.activeElement.getAttribute('data-key')")
        await page.keyboard.press("ArrowDown")
        await page.wait_for_function(
            "before => document.activeElement.getAttribute('data-key') !== before", arg=before
        )
    await expect(row).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("ArrowRight")
    await expect(chart.get_by_role("row", name="周主任")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(chart.get_by_role("row", name="周主任")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="周主任", level=1)).to_be_visible()
    superiors = page.get_by_role("list", name=say["superiors"])
    await expect(superiors.get_by_role("link", name="顾总")).to_be_visible()
    reports = page.get_by_role("list", name=say["reportsList"])
    await expect(reports.get_by_role("link")).to_have_count(2)
    await reports.get_by_role("link", name="赵工").click()
    await expect(page.get_by_role("heading", name="赵工", level=1)).to_be_visible()


async def test_hr_changes_a_title(works: Rig, browser: Browsing) -> None:
    say = words("zh-CN", "people")
    page = await browser.sign_in(works, "chen")
    await go(page, "people", "zh-CN")
    await page.get_by_role("searchbox", name=say["find"]).fill("钱工")
    await page.get_by_role("link", name="钱工").click()
    edit, facts = part("zh-CN", "people", "edit"), part("zh-CN", "people", "facts")
    await page.get_by_role("button", name=edit["open"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=facts["title"]).fill("装配组长")
    save = dialog.get_by_role("button", name=words("zh-CN", "common")["save"])
    await expect(save).to_be_disabled()  # there is no reason yet
    await dialog.get_by_role("textbox", name=edit["reason"]).fill("提拔")
    assert await axe(page) == []
    await save.click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("article").get_by_text("装配组长").first).to_be_visible()


async def test_whoever_a_rule_hides_is_not_found_and_whoever_it_bars_is_explained(
    works: Rig, browser: Browsing
) -> None:
    browser.expect_errors("status of 404")
    [lin] = await sign_in(works, "lin")
    second, third = {"departments": ["泵厂/二车间"]}, {"departments": ["泵厂/三车间"]}
    audit = {"departments": ["泵厂/审计部"]}
    await set_rules(
        lin,
        {"id": "workshops", "who": second, "whom": third, "see": False},
        {"id": "audit", "who": second, "whom": audit, "write": False},
    )
    try:
        say = words("zh-CN", "people")
        page = await browser.sign_in(works, "sun")
        await go(page, "people", "zh-CN")
        find = page.get_by_role("searchbox", name=say["find"])
        await find.fill("zhao")
        await expect(page.get_by_text(say["nobody"])).to_be_visible()
        await find.fill("吴审计")
        await page.get_by_role("link", name="吴审计").click()
        await expect(page.get_by_text(say["mayNotWrite"])).to_be_visible()
        await expect(page.get_by_role("button", name=say["write"])).to_have_count(0)
        await page.evaluate("path => history.pushState(null, '', path)", f"/people/{user('zhao')}")
        await expect(page.get_by_role("main").get_by_text(say["nobody"])).to_be_visible()
        await page.keyboard.press("Control+k")
        await page.get_by_role("dialog").get_by_role("searchbox").fill("zhao")
        nothing = words("zh-CN", "search")["nothing"].replace("{{words}}", "zhao")
        await expect(page.get_by_text(nothing)).to_be_visible()
    finally:
        await set_rules(lin)


async def test_who_writes_far_up_the_line_asks_first(works: Rig, browser: Browsing) -> None:
    """The house asks only once the person wants it, and says in its own words what it did."""
    browser.expect_errors("status of 403")
    [lin, gu] = await sign_in(works, "lin", "gu")
    await set_offices(lin, UNION)
    await set_rules(lin, guard={"levels": 1, "way": "ask"})
    try:
        say = words("zh-CN", "people")
        page = await browser.sign_in(works, "wang")
        await go(page, "people", "zh-CN")
        await page.get_by_role("searchbox", name=say["find"]).fill("顾总")
        await page.get_by_role("link", name="顾总").click()
        await page.get_by_role("button", name=say["askFirst"]).click()
        assert (await gu.ok("GET", f"{API}/reach/requests"))["requests"] == []
        await page.get_by_role("dialog").get_by_role("button", name=say["askIt"]).click()
        await expect(page.get_by_role("article").get_by_text("孙班长").first).to_be_visible()
        notice = page.get_by_role("article").get_by_role("status")
        await expect(notice.or_(page.get_by_role("alert"))).to_contain_text("顾总")
        assert await axe(page) == []
        [request] = (await gu.ok("GET", f"{API}/reach/requests"))["requests"]
        assert request["writer"] == user("wang")
        await gu.ok("POST", f"{API}/reach/requests/{request['contact_id']}", {"agrees": True})
        await page.reload()
        await page.get_by_role("button", name=say["write"], exact=True).click()
        await expect(page.get_by_role("textbox", name=words("zh-CN", "composer")["field"])).to_be_visible()
    finally:
        await set_rules(lin)
