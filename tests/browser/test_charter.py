"""The charter beside the conversation: accepted before the first post, again when it asks more, and why one is in."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.kit.browser import Browsing, Device, Language, axe, go, pick, words
from tests.kit.client import Json, part
from tests.kit.company import found, people, sign_in
from tests.kit.rig import Rig

API = "/_fangyuan/v1"
ACCEPT: list[Json] = [{"type": "accept_first"}]


def beside(room: str, panel: str) -> str:
    """The address of the conversation with this panel."""
    return f"/chats/{part(room)}?panel={panel}"


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_accepted_and_accepted_again(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [he] = await sign_in(works, "he")
    say = words(language, "charter")
    room = (await found(he, name=f"群规 {language}", purpose="一起改造三号泵。", clauses=ACCEPT))["room_id"]
    page = await browser.sign_in(works, "li", beside(room, "charter"), language=language, device=device)
    panel = page.get_by_role("complementary", name=words(language, "panel")["charter"])
    await expect(panel.get_by_text("一起改造三号泵。")).to_be_visible()
    await expect(panel.get_by_text(say["acceptFirst"])).to_be_visible()
    await expect(panel.get_by_text("何主任").first).to_be_visible()
    assert await axe(page, within="aside") == []
    await panel.get_by_role("button", name=say["accept"], exact=True).click()
    await expect(panel.get_by_text(say["acceptFirst"])).to_have_count(0)
    stricter = [*ACCEPT, {"type": "message_kinds", "allowed": ["text", "image"]}]
    await he.ok("PUT", f"{API}/groups/{room}/charter", {"clauses": stricter})
    await expect(panel.get_by_text(say["acceptAgain"])).to_be_visible()
    await expect(panel.get_by_text(say["asksMore"]).first).to_be_visible()
    await panel.get_by_role("button", name=say["accept"], exact=True).click()
    await expect(panel.get_by_text(say["acceptAgain"])).to_have_count(0)
    [li] = await sign_in(works, "li")
    await li.send(room, "看过了")


async def test_why_i_am_in(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, name="为什么在", audience=people("li", "wang")))["room_id"]
    reason: Json = {"person_id": "zhao", "effect": "include", "reason": "借调两周"}
    await he.post(f"{API}/groups/{room}/exceptions", reason)
    why = (await he.ok("GET", f"{API}/groups/{room}/members/li/why"))["reason"]["zh-CN"]
    page = await browser.sign_in(works, "li", beside(room, "charter"))
    await expect(page.get_by_role("complementary").get_by_text(why)).to_be_visible()
    say = words("zh-CN", "charter")
    await go(page, beside(room, "members"))
    panel = page.get_by_role("complementary", name=words("zh-CN", "panel")["members"])
    await expect(panel.get_by_text(say["isException"])).to_be_visible()
    assert await axe(page, within="aside") == []
    await panel.get_by_role("searchbox").fill("赵")
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    await panel.get_by_role("button", name=say["moreAbout"].replace("{{person}}", "赵工")).click()
    await page.get_by_role("menuitem", name=say["why"]).click()
    await expect(panel.get_by_text("借调两周").first).to_be_visible()


async def test_the_owner_changes_the_charter_and_sees_what_it_asks(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, name="要改的群", clauses=ACCEPT, audience=people("li")))["room_id"]
    say = words("zh-CN", "charter")
    page = await browser.sign_in(works, "he", beside(room, "charter"))
    await page.get_by_role("button", name=say["edit"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=say["purpose"]).fill("改造，也管备件。")
    await dialog.get_by_role("button", name=say["addClause"]).click()
    await page.get_by_role("menuitem", name=say["type"]["message_kinds"]).click()
    await expect(dialog.get_by_role("checkbox", name=say["messageKind"]["video"])).not_to_be_checked()
    assert await axe(page, within="[role=dialog]") == []
    await dialog.get_by_role("button", name=say["preview"]).click()
    await expect(dialog.get_by_text(say["asksAgain"])).to_be_visible()
    await dialog.get_by_role("button", name=say["amend"]).click()
    await expect(dialog).to_have_count(0)
    panel = page.get_by_role("complementary", name=words("zh-CN", "panel")["charter"])
    await expect(panel.get_by_text("改造，也管备件。")).to_be_visible()
    charter = (await he.ok("GET", f"{API}/groups/{room}"))["charter"]
    assert (charter["version"], charter["purpose"]) == (2, "改造，也管备件。")
    assert "video" not in charter["clauses"][1]["allowed"]


async def choose(page: Page, within: Locator, label: str, choice: str) -> None:
    """One of a few, by keyboard alone."""
    await within.get_by_label(label, exact=True).last.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listbox")).to_be_visible()
    for _ in range(10):
        if await page.get_by_role("option", name=choice, exact=False).first.evaluate(
            "option => option === document.activeElement"
        ):
            break
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_what_a_clause_does_is_chosen_in_words(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    """Verdict, trial, exceptions and hours, without a mouse; the house says beside it what comes of them."""
    [he] = await sign_in(works, "he")
    clauses: list[Json] = [
        {"type": "message_kinds", "allowed": ["text", "file"]},
        {"type": "hours", "hours": [{"start": "08:00", "end": "18:00"}], "verdict": "schedule"},
    ]
    room = (await found(he, name=f"条款 {language}", clauses=clauses, audience=people("li")))["room_id"]
    say = words(language, "charter")
    page = await browser.sign_in(works, "he", beside(room, "charter"), language=language, device=device)
    await page.get_by_role("button", name=say["edit"]).click()
    dialog = page.get_by_role("dialog")
    samples = dialog.get_by_role("region", name=say["samples"])
    await expect(samples.get_by_text(say["sample"]["refuse"], exact=True).first).to_be_visible()
    head = dialog.get_by_role("button", name=say["type"]["message_kinds"]).first
    await head.press("Enter")
    kinds = dialog.get_by_role("region", name=say["type"]["message_kinds"])
    await choose(page, kinds, say["against"], say["becomes"]["hold"])
    await expect(kinds.get_by_role("paragraph").filter(has_text=say["effect"]["hold"])).to_be_visible()
    await expect(samples.get_by_text(say["sample"]["hold"], exact=True).first).to_be_visible()
    await kinds.get_by_role("button", name=say["except"]["add"]).press("Enter")
    await choose(page, kinds, say["except"]["who"], say["except"]["kind"]["anyone"])
    await kinds.get_by_role("button", name=say["except"]["add"]).press("Enter")
    await choose(page, kinds, say["except"]["who"], say["except"]["kind"]["people"])
    await pick(page, kinds, say["except"]["people"], "李工")
    await dialog.get_by_role("button", name=say["type"]["hours"]).first.press("Enter")
    hours = dialog.get_by_role("region", name=say["type"]["hours"])
    await choose(page, hours, say["modeTitle"], say["mode"]["observe"])
    await expect(hours.get_by_role("paragraph").filter(has_text=say["effect"]["observe"])).to_be_visible()
    await hours.get_by_role("button", name=say["hours"]["add"]).press("Enter")
    second = hours.get_by_role("group", name=say["hours"]["span"].replace("{{number}}", "2"))
    await second.get_by_label(say["set"]["from"], exact=True).fill("20:00")
    await second.get_by_label(say["set"]["to"], exact=True).fill("02:00")
    await expect(second.get_by_text(say["hours"]["nextDay"])).to_be_visible()
    for day in ("6", "7"):
        await second.get_by_role("button", name=say["hours"]["dayName"][day]).press(" ")
    assert await axe(page, within="[role=dialog]") == []
    assert await page.evaluate("document.querySelector('[role=dialog]').scrollWidth <= innerWidth")
    await dialog.get_by_role("button", name=say["preview"]).press("Enter")
    await dialog.get_by_role("button", name=say["amend"]).press("Enter")
    await expect(dialog).to_have_count(0)
    kept, timed = (await he.ok("GET", f"{API}/groups/{room}"))["charter"]["clauses"]
    assert (kept["verdict"], kept.get("mode", "enforce")) == ("hold", "enforce")
    noon, named = kept["exceptions"]
    assert noon == {"hours": {"start": "12:00", "end": "13:00"}}
    assert [one.split(":")[0] for one in named["who"]["people"]] == ["@li"]
    assert (timed["mode"], timed["verdict"]) == ("observe", "schedule")
    assert timed["hours"][1] == {"start": "20:00", "end": "02:00", "days": [1, 2, 3, 4, 5]}


async def test_the_owner_restrains_somebody_and_takes_somebody_in(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, name="有分寸的群", audience=people("li", "wang")))["room_id"]
    say = words("zh-CN", "charter")
    page = await browser.sign_in(works, "he", beside(room, "members"), device="phone")
    panel = page.get_by_role("complementary", name=words("zh-CN", "panel")["members"])
    await panel.get_by_role("button", name=say["moreAbout"].replace("{{person}}", "李工")).click()
    await page.get_by_role("menuitem", name=say["restrain"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=say["reason"]).fill("刷屏")
    await dialog.get_by_role("button", name=say["restrain"]).click()
    await expect(dialog).to_have_count(0)
    await expect(panel.get_by_text("慢速到")).to_be_visible()
    await panel.get_by_role("button", name=say["addPerson"]).click()
    dialog = page.get_by_role("dialog")
    await pick(page, dialog, say["findColleague"], "钱工", "qian")
    await dialog.get_by_role("textbox", name=say["reason"]).fill("借调")
    await dialog.get_by_role("button", name=say["addPerson"]).click()
    await expect(dialog).to_have_count(0)
    exceptions = (await he.ok("GET", f"{API}/groups/{room}/exceptions"))["exceptions"]
    assert [(one["person_id"], one["reason"]) for one in exceptions] == [("qian", "借调")]


async def test_the_owner_changes_who_is_in_and_who_helps(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, name="换人的群", audience=people("li", "wang")))["room_id"]
    say, choose = words("zh-CN", "charter"), words("zh-CN", "founding")
    page = await browser.sign_in(works, "he", beside(room, "charter"))
    await page.get_by_role("button", name=say["edit"]).click()
    dialog = page.get_by_role("dialog")
    await pick(page, dialog, say["addDeputy"], "孙班长", "孙")
    await dialog.get_by_role("button", name=say["changeAudience"]).click()
    await dialog.get_by_role("button", name=choose["takeBack"].replace("{{person}}", "王工")).click()
    await pick(page, dialog, choose["addPerson"], "赵工", "赵")
    await dialog.get_by_role("button", name=say["addClause"]).click()
    await page.get_by_role("menuitem", name=say["type"]["link_domains"]).click()
    await dialog.get_by_label(say["set"]["linksAllowed"]).fill("example.com")
    assert await axe(page, within="[role=dialog]") == []
    await dialog.get_by_role("button", name=say["preview"], exact=True).click()
    await dialog.get_by_role("button", name=say["amend"], exact=True).click()
    await expect(dialog).to_have_count(0)
    charter = (await he.ok("GET", f"{API}/groups/{room}"))["charter"]
    assert [one.split(":")[0] for one in charter["deputies"]] == ["@sun"]
    [named] = charter["audience"]["include"]
    assert [one.split(":")[0] for one in named["people"]] == ["@li", "@zhao"]
    assert charter["clauses"][-1]["allow"] == ["example.com"]
