"""Who looks after the company: importing people, the census, merging, held messages, appeals, the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.kit.browser import Browsing, Device, Language, axe, words
from tests.kit.client import MatrixClient
from tests.kit.company import found, people, sign_in
from tests.kit.fairly import API, HOLD, bodies, put, strict, strikes
from tests.kit.rig import Rig

HEAD = "账号,姓名,部门,职务\n"
WRONG = HEAD + "{0},周新,泵厂/二车间,钳工\n,吴名,泵厂/二车间,钳工\nli,李工,泵厂/三车间,\n"
RIGHT = HEAD + "{0},周新,泵厂/二车间,钳工\nli,李工,泵厂/三车间,\n"


def say(language: Language) -> dict[str, Any]:
    return words(language, "admin")


async def whole(page: Page) -> None:
    """Nobody is shut out, and nothing is wider than the window."""
    # React Aria's announcer keeps names of rows that it has read aloud after their page is gone.
    assert await axe(page, without=["role-img-alt"]) == []
    assert await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


async def choose(page: Page, button: str, name: str, content: str) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button, exact=True).click()
    await (await chooser.value).set_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode("gb18030")}
    )


@pytest.mark.parametrize(
    ("language", "device", "account"), [("zh-CN", "desktop", "zhou.xin"), ("en", "phone", "xin.zhou")]
)
async def test_a_file_is_corrected_and_imported(
    works: Rig, browser: Browsing, language: Language, device: Device, account: str
) -> None:
    page = await browser.sign_in(works, "chen", language=language, device=device)
    await page.goto("/admin/import")
    text = say(language)["import"]
    await whole_when(page, page.get_by_text(text["drop"]))
    await choose(page, text["choose"], "people.csv", WRONG.format(account))
    problem = page.get_by_role("region", name="1 ").get_by_text("吴名")
    await expect(problem).to_be_visible()
    await expect(page.get_by_text(text["blocked"])).to_be_visible()
    await expect(page.get_by_role("button", name=text["apply"], exact=True)).to_have_count(0)
    await whole(page)
    await page.get_by_role("button", name=text["chooseAgain"], exact=True).click()
    await choose(page, text["choose"], "people.csv", RIGHT.format(account))
    await page.get_by_role("button", name=text["apply"], exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=text["apply"], exact=True).click()
    await expect(page.get_by_text(text["applied"])).to_be_visible()
    await whole(page)
    async with page.expect_download() as download:
        await page.get_by_role("button", name=text["saveCodes"], exact=True).click()
    assert account in (await (await download.value).path()).read_text("utf-8-sig")
    [chen] = await sign_in(works, "chen")
    assert (await chen.ok("GET", f"{API}/people/{account}"))["name"] == "周新"


async def whole_when(page: Page, shown: Any) -> None:
    await shown.first.wait_for()
    await whole(page)


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_the_census_is_filtered_exported_and_cleaned_up(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    name = f"清册{language}"
    he, chen = await sign_in(works, "he", "chen")
    await found(he, name=f"另一个 {language}", purpose="不相干的事。")
    room = (await found(he, name=name, purpose="量一量清册。"))["room_id"]
    page = await browser.sign_in(works, "chen", language=language, device=device)
    await page.goto("/admin/groups")
    text, table = say(language), page.get_by_role("grid")
    await expect(table.get_by_role("row", name=name)).to_be_visible()
    await whole(page)
    await page.get_by_role("searchbox", name=text["census"]["search"]).fill(name)
    await expect(table.get_by_role("row")).to_have_count(2)
    await page.get_by_role("button", name=text["census"]["export"], exact=True).click()
    async with page.expect_download() as download:
        await page.get_by_role("menuitem", name=text["census"]["asCsv"]).click()
    lines = (await (await download.value).path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert name in lines[1]
    for act, status in (("archive", "archived"), ("restore", "open")):
        await table.get_by_role("row", name=name).get_by_role("checkbox").check(force=True)
        act_text = text["acts"][act]["name"]
        await page.get_by_role("button", name=act_text, exact=True).click()
        await page.get_by_role("dialog").get_by_role("button", name=act_text, exact=True).click()
        await expect(
            table.get_by_role("row", name=name).get_by_text(text["statuses"][status], exact=True)
        ).to_be_visible()
        assert (await chen.ok("GET", f"{API}/groups/{room}"))["status"] == status
    await table.get_by_role("row", name=name).get_by_text(name).click()
    await whole_when(page, page.get_by_role("heading", name=name))


async def test_two_owners_sign_a_merge_in_two_browsers(works: Rig, browser: Browsing) -> None:
    [lin] = await sign_in(works, "lin")
    await found(lin, name="泵房旧群", owner="he", audience=people("li", "wang"))
    into = await found(lin, name="泵房新群", owner="zhou", audience=people("he", "li", "zhao"))
    text = say("zh-CN")["merge"]
    his = await browser.sign_in(works, "he")
    await his.goto("/admin/groups")
    await his.get_by_role("row", name="泵房旧群").get_by_role("checkbox").check(force=True)
    await his.get_by_role("button", name=text["name"], exact=True).click()
    dialog = his.get_by_role("dialog")
    await dialog.get_by_role("button", name="泵房旧群").click()
    await his.get_by_role("option", name="泵房新群").click()
    await dialog.locator("label").filter(has_text="泵房新群").last.click()
    await dialog.get_by_role("textbox", name=say("zh-CN")["reason"]).fill("两个群说的是同一件事")
    await whole(his)
    await dialog.get_by_role("button", name=text["propose"], exact=True).click()
    await expect(his.get_by_text(text["statuses"]["open"])).to_be_visible()
    await his.get_by_role("button", name=text["yes"], exact=True).click()
    await expect(his.get_by_text("何主任").first).to_be_visible()
    await whole(his)
    hers = await browser.sign_in(works, "zhou")
    await hers.goto("/" + his.url.split("/", 3)[3])
    await hers.get_by_role("button", name=text["yes"], exact=True).click()
    for page in (hers, his):
        await expect(page.get_by_text(text["statuses"]["done"], exact=True)).to_be_visible()
    shown = await lin.ok("GET", f"{API}/groups/{into['room_id']}")
    assert len(shown["predecessors"]) == 1


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "phone"), ("en", "desktop")])
async def test_a_held_message_goes_out_by_a_click(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    he, li = await sign_in(works, "he", "li")
    room = await strict(he, name=f"送审 {language}")
    body = f"{HOLD} 见附件 {language}"
    await put(li, room, body, "h1")
    page = await browser.sign_in(works, "he", language=language, device=device)
    await page.goto("/admin/queues/held")
    text = say(language)["queues"]
    card = page.get_by_role("article").filter(has_text=body)
    await whole_when(page, card)
    await card.get_by_role("button", name=text["approve"], exact=True).click()
    await expect(card).to_have_count(0)
    assert body in await bodies(li, room)


async def appealed(works: Rig, name: str) -> MatrixClient:
    """Mr Wang, who was muted by mistake and says so."""
    he, wang = await sign_in(works, "he", "wang")
    room = await strict(he, name=name)
    await he.post(f"{API}/groups/{room}/restraints", {"user": "wang", "minutes": 60, "reason": "误会"})
    [strike, *_] = await strikes(wang)
    await wang.post(f"{API}/strikes/{strike['strike_id']}/appeal", {"reason": f"不是我 {name}"})
    return wang


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_an_appeal_is_reversed(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    wang = await appealed(works, f"申诉 {language}")
    before = len(await strikes(wang))
    page = await browser.sign_in(works, "chen", language=language, device=device)
    await page.goto("/admin/queues/appeals")
    text = say(language)
    card = page.get_by_role("article").filter(has_text=f"不是我 申诉 {language}")
    await whole_when(page, card)
    await card.get_by_role("button", name=text["queues"]["reverse"], exact=True).click()
    await card.get_by_role("textbox", name=text["reason"]).fill("确是误会")
    await whole(page)
    await card.get_by_role("button", name=text["queues"]["reverse"], exact=True).click()
    await expect(card).to_have_count(0)
    assert len(await strikes(wang)) == before - 1


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "phone"), ("en", "desktop")])
async def test_the_audit_chain_is_whole(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    [he] = await sign_in(works, "he")
    await found(he, name=f"审计 {language}")
    page = await browser.sign_in(works, "wu", language=language, device=device)
    await page.goto("/admin/audit")
    text = say(language)["audit"]
    await page.get_by_role("button", name=text["check"], exact=True).click()
    said = text["whole_other"].split("{{")[0].strip()
    await whole_when(page, page.get_by_text(said))
    await expect(page.get_by_role("listitem").filter(has_text=f"审计 {language}").first).to_be_visible()


@pytest.mark.parametrize("place", ["", "/policies", "/words", "/guests", "/keeping", "/queues/reports"])
@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_every_part_is_there_for_everybody(
    works: Rig, browser: Browsing, language: Language, device: Device, place: str
) -> None:
    page = await browser.sign_in(works, "lin", language=language, device=device)
    await page.goto(f"/admin{place}")
    await whole_when(page, page.get_by_role("heading", level=1).first)


async def test_who_has_no_rights_is_told_so(works: Rig, browser: Browsing) -> None:
    page = await browser.sign_in(works, "qian")
    menu = page.get_by_role("navigation", name=words("zh-CN", "common")["navigation"])
    await expect(menu.get_by_role("link", name=words("zh-CN", "common")["chats"])).to_be_visible()
    await expect(menu.get_by_role("link", name=words("zh-CN", "common")["admin"])).to_have_count(0)
    await page.goto("/admin/policies")
    await whole_when(page, page.get_by_text(say("zh-CN")["notYours"]))
