"""A session that the house ends, softly or for good; its name; the picture of a person; what is left in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.test_encryption import confidential, say
from tests.kit.browser import Browsing, Device, Language, axe, words
from tests.kit.client import Json
from tests.kit.company import sign_in, user
from tests.kit.files import picture
from tests.kit.rig import PASSWORD, Rig

FIELD = "composer"


def settings(language: Language, part: str) -> dict[str, Any]:
    return dict[str, Any](words(language, "settings"))[part]


async def reads(page: Page, body: str) -> None:
    """In the conversation: the list of chats, hidden on phones, has the last message too."""
    message = page.get_by_role("article").get_by_text(body, exact=True)
    await expect(message).to_be_visible()


async def log_out_softly(page: Page) -> None:
    """The house wants the password again, as it does when a token has only expired."""

    async def answer(route: Route) -> None:
        body: Json = {"errcode": "M_UNKNOWN_TOKEN", "error": "expired", "soft_logout": True}
        await route.fulfill(status=401, json=body)

    await page.route("**/_matrix/client/v3/sync**", answer)


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "phone"), ("en", "desktop")])
async def test_whoever_gives_the_password_again_goes_on_with_keys_and_drafts(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    # The SDK says so of a message that it was just encrypting when the session ended; the vault keeps the message.
    browser.expect_errors(
        "status of 401", "M_UNKNOWN_TOKEN", "Unable to refresh token", "null pointer passed to rust"
    )
    room = await confidential(works, f"软退出 {language}")
    page = await browser.sign_in(works, "he", language=language, device=device)
    await page.goto(f"/chats/{room}")
    await say(page, language, "配方还是三比一")
    await reads(page, "配方还是三比一")
    field = page.get_by_role("textbox", name=words(language, FIELD)["field"], exact=True)
    await field.fill("写了一半")
    [he] = await sign_in(works, "he")
    before = {one["device_id"] for one in (await he.ok("GET", "/devices"))["devices"]}
    await log_out_softly(page)
    entry = words(language, "signin")
    await expect(page.get_by_text(entry["expired"])).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("textbox", name=entry["account"], exact=True)).to_have_value("he")
    assert await axe(page) == []
    await page.unroute("**/_matrix/client/v3/sync**")
    await page.get_by_role("textbox", name=entry["password"], exact=True).fill(PASSWORD)
    await page.get_by_role("button", name=entry["submit"], exact=True).click()
    await expect(field).to_have_value("写了一半")
    await reads(page, "配方还是三比一")
    assert {one["device_id"] for one in (await he.ok("GET", "/devices"))["devices"]} == before


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_session_gets_another_name(works: Rig, browser: Browsing, language: Language) -> None:
    page = await browser.sign_in(works, "wu", language=language)
    await page.goto("/settings/sessions")
    part = settings(language, "sessions")
    await page.get_by_role("button", name=part["rename"], exact=True).first.click()
    name = page.get_by_role("textbox", name=part["name"], exact=True)
    await name.fill(f"三楼的电脑 {language}")
    assert await axe(page) == []
    await page.get_by_role("button", name=words(language, "common")["save"], exact=True).click()
    await expect(page.get_by_text(f"三楼的电脑 {language}")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text(f"三楼的电脑 {language}")).to_be_visible()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_a_picture_is_set_and_removed(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    person = "gu" if language == "zh-CN" else "qian"
    [other] = await sign_in(works, "he")
    page = await browser.sign_in(works, person, language=language, device=device)
    await page.goto("/settings/profile")
    part = settings(language, "profile")
    await page.get_by_role("button", name=part["picture"], exact=True).wait_for()
    chosen = page.locator("main input[type=file]")
    await chosen.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"not a picture"})
    await expect(page.get_by_text(part["noPicture"])).to_be_visible()
    await chosen.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture(64, 48)})
    await expect(page.get_by_text(part["pictureDone"])).to_be_visible()
    await expect(page.locator("main img[src^='blob:']")).to_be_visible()
    assert (await other.ok("GET", f"/profile/{user(person)}"))["avatar_url"].startswith("mxc://")
    await page.get_by_role("button", name=part["remove"], exact=True).click()
    await expect(page.get_by_text(part["removed"])).to_be_visible()
    await expect(page.get_by_role("button", name=part["remove"], exact=True)).to_have_count(0)
    await expect(page.locator("main img[src^='blob:']")).to_have_count(0)
    assert "avatar_url" not in await other.ok("GET", f"/profile/{user(person)}")


async def test_the_next_person_at_a_browser_finds_nothing_of_the_last(works: Rig, browser: Browsing) -> None:
    """Neither what was searched, nor drafts, nor keys; only how the browser is set up stays."""
    browser.expect_errors("status of 401", "M_UNKNOWN_TOKEN", "Unable to refresh token")
    language: Language = "zh-CN"
    room = await confidential(works, "交接")
    page = await browser.sign_in(works, "wang", language=language)
    await page.goto(f"/chats/{room}")
    await say(page, language, "只有我们知道")
    await reads(page, "只有我们知道")
    await page.get_by_role("textbox", name=words(language, FIELD)["field"], exact=True).fill("写了一半")
    await page.evaluate("""() => {
        localStorage.setItem("fangyuan.searches", '["裁员"]');
        localStorage.setItem("fangyuan.founding @wang:test.local ", '{"name": "密谈"}');
    }""")
    part = settings(language, "account")
    await page.goto("/settings/account")
    await page.get_by_role("button", name=part["signOut"], exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=part["signOut"], exact=True).click()
    await page.get_by_role("button", name=words(language, "signin")["submit"], exact=True).wait_for()
    left = """async () => {
        const databases = (await indexedDB.databases()).map((one) => one.name);
        const vault = await new Promise((resolve, reject) => {
            const opening = indexedDB.open("fangyuan-vault");
            opening.onerror = reject;
            opening.onsuccess = () => {
                const asked = opening.result.transaction("kept").objectStore("kept").getAllKeys();
                asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
            };
        });
        const files = await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
        return {
            databases: databases.filter((name) => name !== "fangyuan-vault"),
            vault,
            storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort(),
            files: files.flat().filter((path) => path.startsWith("/_")),
        };
    }"""
    await page.wait_for_function(
        f"async () => {{ const {{databases, vault, storage}} = await ({left})(); "
        "return databases.length + vault.length === 0 && !storage.includes('fangyuan.searches'); }"
    )
    found: Json = await page.evaluate(left)
    assert found["files"] == []
    assert set(found["storage"]) <= {"fangyuan.language", "fangyuan.theme"}


async def test_it_is_said_where_the_house_could_not_be_told(works: Rig, browser: Browsing) -> None:
    browser.expect_errors(
        "ERR_FAILED", "fetch", "status of 401", "M_UNKNOWN_TOKEN", "Unable to refresh token"
    )
    page = await browser.sign_in(works, "sun")
    await page.goto("/settings/account")
    part = settings("zh-CN", "account")
    await page.get_by_role("button", name=part["signOut"], exact=True).click()
    await page.route("**/_matrix/client/v3/logout", lambda route: route.abort())
    await page.get_by_role("dialog").get_by_role("button", name=part["signOut"], exact=True).click()
    await expect(page.get_by_text(words("zh-CN", "signin")["unheard"])).to_be_visible()
