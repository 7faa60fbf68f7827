"""Who looks after the company: importing people, the census, merging, held messages, appeals, the audit log."""

from __future__ import annotations

import time
import zipfile
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.kit.browser import Browsing, Device, Language, axe, go, pick, words
from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, reports_of, sign_in, user, wish, words_of_the_house
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
    page = await browser.sign_in(works, "chen", "/admin/import", language=language, device=device)
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
    page = await browser.sign_in(works, "chen", "/admin/groups", language=language, device=device)
    text, table = say(language), page.get_by_role("grid")
    await expect(table.get_by_role("row", name=name)).to_be_visible()
    await whole(page)
    await page.get_by_role("searchbox", name=text["census"]["search"]).fill(name)
    await expect(table.get_by_role("row")).to_have_count(2)
    for department, rows in (("三车间", 0), ("二车间", 1)):
        await page.get_by_role("button", name=text["census"]["department"]).click()
        await page.get_by_role("option", name=department).click()
        await expect(table.get_by_role("row", name=name)).to_have_count(rows)
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
    his = await browser.sign_in(works, "he", "/admin/groups")
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
    hers = await browser.sign_in(works, "zhou", "/" + his.url.split("/", 3)[3])
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
    page = await browser.sign_in(works, "he", "/admin/queues/held", language=language, device=device)
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
    page = await browser.sign_in(works, "chen", "/admin/queues/appeals", language=language, device=device)
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
    page = await browser.sign_in(works, "wu", "/admin/audit", language=language, device=device)
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
    page = await browser.sign_in(works, "lin", f"/admin{place}", language=language, device=device)
    await whole_when(page, page.get_by_role("heading", level=1).first)


async def test_who_has_no_rights_is_told_so(works: Rig, browser: Browsing) -> None:
    page = await browser.sign_in(works, "qian")
    menu = page.get_by_role("navigation", name=words("zh-CN", "common")["navigation"])
    await expect(menu.get_by_role("link", name=words("zh-CN", "common")["chats"])).to_be_visible()
    await expect(menu.get_by_role("link", name=words("zh-CN", "common")["admin"])).to_have_count(0)
    await go(page, "/admin/policies")
    await whole_when(page, page.get_by_text(say("zh-CN")["notYours"]))


def section(page: Page, title: str) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True)).last


def save(scope: Page | Locator, language: Language = "zh-CN") -> Locator:
    return scope.get_by_role("button", name=words(language, "common")["save"], exact=True)


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_who_reaches_whom_is_written_in_words(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    """A rule by its form: two workshops that don't see each other, and a second rule that is moved above it."""
    [lin] = await sign_in(works, "lin")
    text = say(language)["policies"]["reach"]
    page = await browser.sign_in(works, "lin", language=language, device=device)
    try:
        await page.goto("/admin/policies")
        reach = section(page, text["title"])
        await reach.get_by_role("button", name=text["addRule"]).press("Enter")
        for side, place in (("who", "甲班"), ("whom", "三车间")):
            circle = reach.get_by_role("group", name=text[side], exact=True)
            await circle.get_by_role("combobox", name=text["addDepartment"]).press_sequentially(place)
            await expect(page.get_by_role("option", name=place)).to_be_visible()
            for key in ("ArrowDown", "Enter"):
                await page.keyboard.press(key)
            await expect(
                circle.get_by_role("button", name=text["takeOff"].replace("{{name}}", place))
            ).to_be_visible()
        await reach.get_by_label(text["verb"]["see"], exact=True).click()
        await page.get_by_role("option", name=text["answer"]["no"]).click()
        sentence = text["sentence"].replace("{{who}}", "甲班").replace("{{whom}}", "三车间")
        await expect(reach.get_by_text(sentence.replace("{{says}}", text["mayNot"]["see"]))).to_be_visible()
        await whole(page)
        await save(reach, language).click()
        await expect(save(reach, language)).to_be_disabled()
        [rule] = (await lin.ok("GET", f"{API}/policies/reach"))["policy"]["rules"]
        assert (rule["see"], rule.get("find")) == (False, None)
        assert len(rule["who"]["departments"]) == len(rule["whom"]["departments"]) == 1
    finally:
        await lin.ok("PUT", f"{API}/policies/reach", {"policy": {"rules": []}, "reason": "-"})


async def test_the_rules_of_the_company_are_saved(works: Rig, browser: Browsing) -> None:
    browser.expect_errors("status of 400 .*/policies/looks")
    page = await browser.sign_in(works, "lin", "/admin/policies")
    text = say("zh-CN")["policies"]
    looks = section(page, text["looks"]["title"])
    await looks.get_by_label(text["looks"]["days"]).fill("900")
    await save(looks).click()
    await expect(looks.get_by_text("90").last).to_be_visible()
    await whole(page)
    await looks.get_by_role("button", name=words("zh-CN", "common")["cancel"], exact=True).click()
    await expect(looks.get_by_role("alert")).to_have_count(0)
    domains = section(page, text["domains"]["title"])
    await domains.get_by_label(text["domains"]["list"]).fill("oa.example.com\n\nmail.example.com\n")
    ladder = section(page, text["fairness"]["title"])
    await ladder.get_by_label(text["fairness"]["passOn"]).fill("45")
    keeping = section(page, text["retention"]["title"])
    await keeping.get_by_label(text["retention"]["max"]).fill("900")
    founding = section(page, text["creation"]["title"])
    await founding.get_by_text("闲聊群").click()
    await founding.get_by_role("button", name=text["creation"]["add"]).last.click()
    for part in (domains, ladder, keeping, founding):
        await save(part).click()
        await expect(save(part)).to_be_disabled()
    office = section(page, text["offices"]["title"])
    await office.get_by_role("button", name=text["offices"]["add"]).click()
    await office.get_by_label(text["offices"]["chinese"]).fill("工会")
    await office.get_by_label(text["offices"]["english"]).fill("Union")
    await pick(page, office, text["offices"]["person"], "钱工")
    await whole(page)
    await save(office).click()
    await expect(save(office)).to_be_disabled()
    [lin] = await sign_in(works, "lin")
    own = (await lin.ok("GET", f"{API}/policies/own-domains"))["domains"]
    assert {"oa.example.com", "mail.example.com"} <= set(own)
    assert (await lin.ok("GET", f"{API}/policies/fairness"))["policy"]["pass_on_minutes"] == 45
    assert (await lin.ok("GET", f"{API}/policies/retention"))["policy"]["max_days"] == 900
    [union] = (await lin.ok("GET", f"{API}/offices"))["offices"]
    assert union["name"] == {"zh-CN": "工会", "en": "Union"}


async def test_a_word_list_from_its_first_word_to_its_last(works: Rig, browser: Browsing) -> None:
    page = await browser.sign_in(works, "lin", "/admin/words")
    text, common = say("zh-CN")["wordLists"], words("zh-CN", "common")
    await page.get_by_role("button", name=text["make"], exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(text["name"]).fill("rude")
    await dialog.get_by_label(text["words"]).fill("甲词\n乙词")
    await save(dialog).click()
    await expect(page.get_by_role("heading", name="rude")).to_be_visible()
    await page.get_by_label(text["add"]).fill("丙词")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=text["severityOf"].replace("{{word}}", "丙词")).click()
    await page.get_by_role("option", name=text["severities"]["hold"]).click()
    await whole(page)
    await save(page).click()
    await expect(save(page)).to_have_count(0)
    [lin] = await sign_in(works, "lin")
    found = (await lin.ok("GET", f"{API}/word-lists/rude"))["words"]
    assert {one["word"]: one.get("severity") for one in found} == {"甲词": None, "乙词": None, "丙词": "hold"}
    await choose(page, text["import"], "rude.csv", "词,处置\n丁词,送审\n")
    await page.get_by_role("dialog").get_by_role("button", name=text["importIt"], exact=True).click()
    listed = page.get_by_role("region", name=text["words"])
    await expect(listed.get_by_text("丁词", exact=True)).to_be_visible()
    await expect(listed.get_by_text("甲词", exact=True)).to_have_count(0)
    await page.get_by_role("button", name=common["delete"], exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=common["delete"], exact=True).click()
    await expect(page.get_by_role("heading", name=say("zh-CN")["places"]["words"])).to_be_visible()
    await expect(page.get_by_role("grid").get_by_text("rude")).to_have_count(0)


async def test_a_guest_comes_stays_longer_and_goes(works: Rig, browser: Browsing) -> None:
    [he] = await sign_in(works, "he")
    await found(he, name="轴承攻关")
    page = await browser.sign_in(works, "lin", "/admin/guests")
    text = say("zh-CN")["guests"]
    await page.get_by_role("button", name=text["invite"], exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(text["name"], exact=True).fill("马工")
    await dialog.get_by_label(text["company"]).fill("江南轴承厂")
    await pick(page, dialog, text["sponsorField"], "何主任")
    await dialog.locator("label").filter(has_text="轴承攻关").click()
    await whole(page)
    await dialog.get_by_role("button", name=text["invite"], exact=True).click()
    await expect(page.get_by_text(text["codeOnce"].replace("{{name}}", "马工"))).to_be_visible()
    card = page.get_by_role("article").filter(has_text="马工")
    until = await card.get_by_text("停留至").inner_text()
    await card.get_by_role("button", name=text["extend"], exact=True).click()
    day = works.clock.now_ms() // 1000 + 100 * 86_400
    await dialog.get_by_label(text["until"]).fill(time.strftime("%Y-%m-%d", time.gmtime(day)))
    await save(dialog).click()
    await expect(dialog).to_have_count(0)
    await expect(card.get_by_text(until, exact=True)).to_have_count(0)
    await card.get_by_role("button", name=text["end"], exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=text["end"], exact=True).click()
    await expect(card.get_by_role("button")).to_have_count(0)
    await whole(page)


async def test_a_hold_ends_when_two_have_signed(works: Rig, browser: Browsing) -> None:
    text, reason = say("zh-CN")["holds"], say("zh-CN")["reason"]
    hers = await browser.sign_in(works, "lin", "/admin/keeping")
    await hers.get_by_role("button", name=text["place"], exact=True).click()
    dialog = hers.get_by_role("dialog")
    await pick(hers, dialog, text["person"], "赵工")
    await dialog.get_by_label(reason).fill("劳动仲裁")
    await whole(hers)
    await dialog.get_by_role("button", name=text["place"], exact=True).click()
    card = hers.get_by_role("article").filter(has_text="劳动仲裁")
    await card.get_by_role("button", name=text["release"], exact=True).click()
    await dialog.get_by_label(reason).fill("案子结了")
    await dialog.get_by_role("button", name=text["release"], exact=True).click()
    await expect(card.get_by_text("案子结了")).to_be_visible()
    await expect(card.get_by_role("button")).to_have_count(0)  # the second is somebody else
    his = await browser.sign_in(works, "wu", "/admin/keeping")
    card = his.get_by_role("article").filter(has_text="劳动仲裁")
    await card.get_by_role("button", name=text["sign"], exact=True).click()
    await his.get_by_role("dialog").get_by_label(reason).fill("同意")
    await his.get_by_role("dialog").get_by_role("button", name=text["sign"], exact=True).click()
    await expect(card.get_by_text("解除").last).to_be_visible()
    await expect(card.get_by_role("button")).to_have_count(0)
    await whole(his)


async def test_a_group_is_handed_over_and_exported(works: Rig, browser: Browsing) -> None:
    he, chen = await sign_in(works, "he", "chen")
    room = (await found(he, name="要移交的群"))["room_id"]
    await he.send(room, "交接清单")
    page = await browser.sign_in(works, "chen", f"/admin/groups/{room}")
    text = say("zh-CN")
    await page.get_by_role("button", name=text["handOver"]["name"], exact=True).click()
    dialog = page.get_by_role("dialog")
    await pick(page, dialog, text["handOver"]["owner"], "李工")
    await dialog.get_by_role("button", name=text["handOver"]["name"], exact=True).click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("definition").filter(has_text="李工").first).to_be_visible()
    assert (await chen.ok("GET", f"{API}/groups/{room}"))["owner"].startswith("@li:")
    part = section(page, text["exports"]["title"])
    await part.get_by_label(text["reason"]).fill("外部审计")
    await part.get_by_role("button", name=text["exports"]["start"], exact=True).click()
    ready = part.get_by_role("button", name=text["exports"]["save"], exact=True)
    await whole_when(page, ready)
    async with page.expect_download() as download:
        await ready.click()
    with zipfile.ZipFile(await (await download.value).path()) as packed:
        assert any("交接清单" in packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())


async def test_a_report_is_resolved_and_its_reporter_told(works: Rig, browser: Browsing) -> None:
    he, li, wang = await sign_in(works, "he", "li", "wang")
    room = (await found(he, name="举报的群"))["room_id"]
    bad = await wang.send(room, "难听的话")
    await li.ok("POST", f"/rooms/{room}/report/{bad}", {"reason": "骂人"})
    page = await browser.sign_in(works, "chen", "/today")
    text = say("zh-CN")["queues"]
    await page.locator("a[href='/admin/queues/reports']").first.click()
    card = page.get_by_role("article").filter(has_text="骂人")
    await card.get_by_role("button", name=text["lookAndDecide"], exact=True).click()
    await expect(card.get_by_text("难听的话")).to_be_visible()
    await card.locator("label").filter(has_text=text["redact"]).click()
    await card.get_by_label(text["note"]).fill("已经谈过话")
    await whole(page)
    await card.get_by_role("button", name=text["act"], exact=True).click()
    await expect(card).to_have_count(0)
    assert "难听的话" not in await bodies(li, room)
    assert any("已经谈过话" in one for one in await words_of_the_house(li))


async def test_a_proposal_and_a_contact_are_answered(works: Rig, browser: Browsing) -> None:
    li, lin = await sign_in(works, "li", "lin")
    rules: Json = {"rules": [], "guard": {"levels": 1, "way": "ask"}}
    office: Json = {"id": "u", "kind": "union", "name": {"zh-CN": "工会", "en": "Union"}, "people": ["qian"]}
    await lin.ok("PUT", f"{API}/offices", {"offices": [office]})
    await lin.ok("PUT", f"{API}/policies/reach", {"policy": rules, "reason": "试行"})
    await li.post(
        "/createRoom", {"is_direct": True, "invite": [user("he")], "preset": "trusted_private_chat"}
    )
    text = say("zh-CN")["queues"]
    page = await browser.sign_in(works, "he", "/admin/queues/contacts")
    card = page.get_by_role("article").filter(has_text="李工")
    await whole_when(page, card)
    await card.get_by_role("button", name=text["agree"], exact=True).click()
    await expect(card).to_have_count(0)
    talk: Json = {"name": "经营例会", "purpose": "每月的经营分析。", "audience": reports_of("gu")}
    [he] = await sign_in(works, "he")
    asked = await he.post(f"{API}/groups", wish("leadership", **talk))
    assert asked.status == 202, asked.body
    his = await browser.sign_in(works, "gu", "/admin/queues/proposals")
    card = his.get_by_role("article").filter(has_text="经营例会")
    await whole_when(his, card)
    await card.get_by_role("button", name=text["agree"], exact=True).click()
    await expect(card).to_have_count(0)
    assert (await he.ok("GET", f"{API}/proposals/{asked.body['proposal_id']}"))["status"] == "approved"
    await lin.ok("PUT", f"{API}/policies/reach", {"policy": {"rules": []}, "reason": "到此为止"})
