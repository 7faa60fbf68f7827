"""Who somebody is: people compared by signs, keys that change, a passphrase, starting anew, and being left in peace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from fangyuan.http.webapp import DIST
from tests.browser.conftest import bring_in
from tests.browser.test_encryption import is_confirmed, security, set_up
from tests.browser.test_settings import prove
from tests.kit.backend import Backend
from tests.kit.browser import Browsing, Chromium, Device, Language, axe, words
from tests.kit.client import part
from tests.kit.company import beside_rig, found, people, sign_in
from tests.kit.rig import PASSWORD, Rig

ABSENT = r"status of 404 .*/dehydrated_device"  # who begins anew asks whether there is one
PHRASE = "七台泵每天早上八点一起响"


@pytest.fixture(scope="module")
def _works(chromium: Chromium, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A house whose clock goes as the browser's: who asks to compare is heard for ten minutes only."""
    opened = Rig(backend, tmp_path_factory.mktemp("identity"), DIST)
    opened.clock.advance(int(time.time() * 1000) - opened.clock.now_ms())
    beside_rig(opened, bring_in)
    yield opened
    opened.close()


async def compare(first: Page, second: Page, languages: tuple[Language, Language]) -> None:
    """Both accept what is asked, see the same signs, and say so."""
    says = [security(language)["verify"] for language in languages]
    await second.get_by_role("button", name=says[1]["accept"]).click()
    pages = (first, second)
    lists = [page.get_by_role("list", name=say["signs"]) for page, say in zip(pages, says, strict=True)]
    for one in lists:
        await expect(one).to_be_visible()
    for page, say in zip(pages, says, strict=True):
        assert await axe(page, within="[role=dialog]") == []
        await page.get_by_role("button", name=say["same"]).click()
    for page, say, language in zip(pages, says, languages, strict=True):
        await expect(page.get_by_text(say["doneTitle"])).to_be_visible()
        close = words(language, "common")["close"]
        await page.get_by_role("dialog").get_by_role("button", name=close).last.click()


async def reset(page: Page, language: Language) -> str:
    """The recovery key is lost: a new one, and new keys with it. Gives the new one."""
    say = security(language)["setUp"]
    part: dict[str, Any] = dict[str, Any](words(language, "settings"))["encryption"]
    await page.goto("/settings/encryption")
    await page.get_by_role("button", name=part["reset"], exact=True).click()
    await page.get_by_role("dialog", name=say["resetTitle"]).wait_for()
    await expect(page.get_by_text(say["resetWarning"])).to_be_visible()
    assert await axe(page, within="[role=dialog]") == []
    await page.get_by_role("button", name=say["make"]).click()
    await page.get_by_role("dialog", name=say["keepTitle"]).wait_for()
    key = await page.get_by_test_id("recovery-key").inner_text()
    await page.get_by_text(say["kept"]).click()
    await page.get_by_role("button", name=say["finish"], exact=True).click()
    await prove(page, language, PASSWORD)
    await expect(page.get_by_text(say["done"])).to_be_visible()
    return key


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_two_people_compare_and_learn_when_one_has_new_keys(
    works: Rig, browser: Browsing, device: Device
) -> None:
    browser.expect_errors("status of 401", ABSENT)  # the password is asked for
    pair = ("he", "li") if device == "desktop" else ("zhou", "zhao")
    names = {"he": "何主任", "li": "李工", "zhou": "周主任", "zhao": "赵工"}
    languages: tuple[Language, Language] = ("zh-CN", "en")
    [founder] = await sign_in(works, pair[0])
    group = await found(founder, name=f"核对 {device}", audience=people(*pair), clauses=[])
    first = await browser.sign_in(works, pair[0], language=languages[0], device=device)
    second = await browser.sign_in(works, pair[1], language=languages[1])
    await set_up(first, languages[0])
    trust = security(languages[0])["trust"]
    name = names[pair[1]]
    await first.goto(f"/people/{pair[1]}")
    await expect(first.get_by_text(trust["keyless"].replace("{{name}}", name))).to_be_visible()
    await set_up(second, languages[1])
    await first.reload()
    await expect(first.get_by_text(trust["plain"])).to_be_visible()
    assert await axe(first, within="main") == []
    if device == "desktop":
        await first.get_by_role("main").get_by_role("button", name=trust["compare"]).click()
    else:
        await first.goto(f"/chats/{part(group['room_id'])}?panel=members")
        more = words(languages[0], "charter")["moreAbout"].replace("{{person}}", name)
        await first.get_by_role("button", name=more).click()
        await first.get_by_role("menuitem", name=trust["compare"]).click()
    await compare(first, second, languages)
    await first.goto(f"/people/{pair[1]}")
    await expect(first.get_by_text(trust["verified"].replace("{{name}}", name))).to_be_visible()
    assert await axe(first, within="main") == []
    await (
        first.get_by_role("main")
        .get_by_role("button", name=words("zh-CN", "people")["write"], exact=True)
        .click()
    )
    await expect(first.get_by_role("heading", level=1).get_by_text(trust["mark"])).to_be_attached()
    asked = first.get_by_role("article").get_by_text(words("zh-CN", "timeline")["comparesOwn"])
    await expect(asked).to_be_visible()
    await reset(second, languages[1])
    await expect(first.get_by_text(trust["brokenTitle"].replace("{{name}}", name))).to_be_visible()
    assert await axe(first, within="main") == []
    await first.get_by_role("button", name=trust["accept"], exact=True).click()
    await expect(first.get_by_text(trust["brokenTitle"].replace("{{name}}", name))).to_be_hidden()
    await first.goto(f"/people/{pair[1]}")
    await expect(first.get_by_text(trust["plain"])).to_be_visible()


async def test_whoever_has_no_keys_himself_is_led_to_them_first(works: Rig, browser: Browsing) -> None:
    """From the menu of a direct chat."""
    page = await browser.sign_in(works, "chen")
    say = security("zh-CN")
    await page.goto("/people/gu")
    await (
        page.get_by_role("main")
        .get_by_role("button", name=words("zh-CN", "people")["write"], exact=True)
        .click()
    )
    await page.get_by_role("button", name=words("zh-CN", "conversation")["openMenu"], exact=True).click()
    await page.get_by_role("menuitem", name=say["trust"]["compare"]).click()
    await expect(page.get_by_text(say["trust"]["setUpFirst"])).to_be_visible()
    await expect(page).to_have_url(f"{works.base}/settings/encryption")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_passphrase_recovers_and_a_lost_one_is_replaced(
    works: Rig, browser: Browsing, language: Language
) -> None:
    browser.expect_errors("status of 401", ABSENT)
    person = "wang" if language == "zh-CN" else "sun"
    say = security(language)
    first = await browser.sign_in(works, person, language=language)
    await first.get_by_role("button", name=say["notices"]["setUp"]).click()
    await first.get_by_text(say["setUp"]["withPhrase"]).click()
    make = first.get_by_role("button", name=say["setUp"]["make"])
    phrase = first.get_by_role("textbox", name=say["setUp"]["phrase"], exact=True)
    await phrase.fill("太短")
    await expect(make).to_be_disabled()
    await phrase.fill(PHRASE)
    await make.click()
    await first.get_by_text(say["setUp"]["kept"]).click()
    await first.get_by_role("button", name=say["setUp"]["finish"], exact=True).click()
    await expect(first.get_by_text(say["setUp"]["done"])).to_be_visible()
    second = await browser.sign_in(works, person, language=language)
    await second.get_by_role("button", name=say["notices"]["recover"]).click()
    await second.get_by_role("textbox", name=say["recover"]["label"]).fill(PHRASE)
    await second.get_by_role("button", name=say["recover"]["go"], exact=True).click()
    await expect(second.get_by_role("dialog")).to_be_hidden()
    await is_confirmed(second, language)
    assert await reset(second, language)
    part: dict[str, Any] = dict[str, Any](words(language, "settings"))["encryption"]
    await first.goto("/settings/encryption")
    await expect(first.get_by_text(part["unconfirmed"])).to_be_visible()
    await first.get_by_role("main").get_by_role("button", name=part["recover"], exact=True).last.click()
    await first.get_by_role("textbox", name=say["recover"]["label"]).fill(PHRASE)
    await first.get_by_role("button", name=say["recover"]["go"], exact=True).click()
    await expect(first.get_by_text(say["recover"]["wrong"])).to_be_visible()


async def test_a_reminder_that_is_put_off_comes_back_the_next_day(works: Rig, browser: Browsing) -> None:
    say = security("zh-CN")["notices"]
    page = await browser.sign_in(works, "wu")
    await expect(page.get_by_text(say["newTitle"])).to_be_visible()
    await page.get_by_role("button", name=say["tomorrow"]).click()
    await expect(page.get_by_text(say["newTitle"])).to_be_hidden()
    await page.reload()
    await page.get_by_role("navigation", name=words("zh-CN", "common")["navigation"]).wait_for()
    await page.goto("/settings/encryption")
    part: dict[str, Any] = dict[str, Any](words("zh-CN", "settings"))["encryption"]
    await expect(page.get_by_text(part["new"])).to_be_visible()  # it is known how things are
    await expect(page.get_by_text(say["newTitle"])).to_have_count(0)
    await page.evaluate("""() => {
        const kept = JSON.parse(localStorage.getItem("fangyuan.person.later"));
        for (const name of Object.keys(kept)) kept[name] -= 24 * 3_600_000;
        localStorage.setItem("fangyuan.person.later", JSON.stringify(kept));
    }""")
    await page.reload()
    await expect(page.get_by_text(say["newTitle"])).to_be_visible()
