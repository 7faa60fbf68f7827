"""A new version of the client on a house that has been updated: offered in words, taken by one press, nothing lost."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from fangyuan.http.webapp import DIST
from tests.browser.conftest import bring_in
from tests.browser.test_offline import GONE, said, say
from tests.kit.backend import Backend
from tests.kit.browser import Browsing, Chromium, Device, Language, axe, words
from tests.kit.company import beside_rig, found, sign_in
from tests.kit.rig import Rig

NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.js")


def _free_port() -> int:
    """The page stays open while the house is away, so it comes back at the same address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _old_version(folder: Path) -> None:
    """The client as it is built, but that all its scripts have other names, as after any change."""
    shutil.copytree(DIST, folder, ignore=shutil.ignore_patterns("*.br", "*.gz", "*.map"))
    scripts = {path.name: path for path in (folder / "assets").glob("*.js")}
    for path in (*scripts.values(), folder / "sw.js", folder / "index.html"):
        text = NAME.sub(
            lambda found: _old_name(found[0]) if found[0] in scripts else found[0], path.read_text()
        )
        path.write_text(text)
    for name, path in scripts.items():
        path.rename(path.with_name(_old_name(name)))


def _old_name(name: str) -> str:
    return f"{name.removesuffix('.js')}old.js"


@pytest.fixture
def house(chromium: Chromium, backend: Backend, tmp_path: Path) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path / "data", listen=f"127.0.0.1:{_free_port()}")
    beside_rig(opened, bring_in)
    opened.stop()
    _old_version(tmp_path / "old")
    opened.web_folder = tmp_path / "old"
    opened.start()
    yield opened
    opened.close()


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "phone"), ("en", "desktop")])
async def test_a_new_version_is_taken_with_one_press(
    house: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    browser.expect_errors(GONE, "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "status of 50")
    [he] = await sign_in(house, "he")
    group = await found(he, name="更新", clauses=[])
    room = group["room_id"]
    page = await browser.sign_in(house, "he", language=language, device=device, keeps_app=True)
    await page.goto(f"/chats/{room}")
    await say(page, language, "第零句")
    await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    script = "document.querySelector('script[type=module]')?.src ?? 'old.js'"
    old: str = await page.evaluate(script)
    assert "old.js" in old
    house.web_folder = DIST
    field = page.get_by_role("textbox", name=words(language, "composer")["field"], exact=True)
    await house.close_clients()
    house.stop()
    await say(page, language, "第一句")
    await field.fill("写了一半")
    house.start()
    update: dict[str, str] = words(language, "common")["update"]
    take = page.get_by_role("button", name=update["take"], exact=True)
    await expect(take).to_be_visible(timeout=120_000)  # once the page has found out that the house is back
    assert await axe(page, within="main") == []
    await take.click()
    await page.wait_for_function(f"() => !({script}).includes('old.js')", timeout=60_000)
    await expect(field).to_have_value("写了一半")
    await expect(said(page, "第一句")).to_be_visible()
    await expect(take).to_have_count(0)
    await page.wait_for_function(
        "async () => (await navigator.serviceWorker.getRegistration()).waiting === null"
    )
    await he.sync_until(lambda seen: "第一句" in str(seen))
    chunk = (await he.ok("GET", f"/rooms/{room}/messages", dir="f", limit=500))["chunk"]
    bodies = [event["content"].get("body") for event in chunk if event["type"] == "m.room.message"]
    assert [body for body in bodies if body in ("第零句", "第一句")] == ["第零句", "第一句"]


async def test_whoever_loads_the_page_anew_is_not_asked(house: Rig, browser: Browsing) -> None:
    """He has the new version already: the worker takes over by itself."""
    browser.expect_errors(GONE, "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "status of 50")
    page = await browser.sign_in(house, "li", keeps_app=True)
    await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    house.web_folder = DIST
    await house.close_clients()
    house.stop()
    house.start()
    await page.reload()
    await page.get_by_role("navigation", name=words("zh-CN", "common")["navigation"]).wait_for()
    await page.wait_for_function(
        """async () => {
            const { waiting, installing, active } = await navigator.serviceWorker.getRegistration();
            const names = (await caches.keys()).filter((name) => name.startsWith("fangyuan-"));
            return !waiting && !installing && active?.state === "activated" && names.length === 1;
        }"""
    )
    update: dict[str, str] = words("zh-CN", "common")["update"]
    await expect(page.get_by_role("button", name=update["take"], exact=True)).to_have_count(0)
