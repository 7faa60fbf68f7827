"""The enforcement matrix through the web client: what each role writes by hand comes out as docs/enforcement.md says.

One page for each role stays signed in; the groups are those of `tests/matrix`, whose table holds for every client.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_composer import REFUSED, field
from tests.kit.browser import Browsing, words
from tests.kit.client import part
from tests.kit.rig import Rig
from tests.matrix.actions import ADVERT
from tests.matrix.place import MEMBERS, ROLES, Place, Town
from tests.matrix.playing import KINDS, NAMES
from tests.matrix.table import BY_WEB, FILE, read

WRITTEN = dict(zip(BY_WEB, ("{mark}", f"{ADVERT} {{mark}}"), strict=True))


@pytest.mark.parametrize("kinds", [KINDS[:3], KINDS[3:6], KINDS[6:]], ids=" ".join)
async def test_the_web_client_gets_the_verdict_of_the_table(
    works: Rig, browser: Browsing, kinds: list[str]
) -> None:
    browser.expect_errors(*REFUSED)
    tables = read(FILE.read_text())
    town = await Town.open(works)
    places = [await town.found(kind) for kind in kinds]
    shown: dict[str, tuple[Place, bool]] = {}
    for role, name in ROLES.items():
        page = await browser.sign_in(works, name)
        for place in places:
            await _open(page, place, is_member=role in MEMBERS)
            for number, (action, body) in enumerate(WRITTEN.items()):
                cell = tables[place.kind][action, role]
                mark = f"web-{place.kind}-{role}-{number}"
                shown[mark] = (place, cell == "✓")
                if role in MEMBERS:
                    await _write(page, place, body.format(mark=mark), cell)
                else:
                    assert cell == "✗", (action, role)
        await page.context.close()
    for place in places:
        seen = await town.visible(place)
        wrong = [
            mark for mark, (where, is_shown) in shown.items() if where is place and (mark in seen) != is_shown
        ]
        assert not wrong, f"shown though refused, or not shown though allowed: {wrong}"


async def _open(page: Page, place: Place, *, is_member: bool) -> None:
    """The conversation of the group; for who isn't in it, there is none."""
    await page.evaluate("path => history.pushState(null, '', path)", f"/chats/{part(place.room)}")
    if is_member:
        await page.get_by_role("main").locator("article").first.wait_for()
    else:
        await expect(page.get_by_text(words("zh-CN", "common")["notFound"])).to_be_visible()
        await expect(field(page)).to_have_count(0)


async def _write(page: Page, place: Place, body: str, cell: str) -> None:
    """Writes it where one can write, and reads what the page says of it."""
    clause = re.search(r"`(\w+)`", cell)
    number = next((number for number, id in place.clauses.items() if clause and id == clause[1]), None)
    said = page.get_by_role("main").get_by_text(re.compile(rf"第 {number} 条"))
    gate = page.get_by_text(words("zh-CN", "composer")["gate"]["accept"])
    await expect(field(page).or_(gate).or_(said).first).to_be_visible()
    if await field(page).count() > 0:
        await field(page).fill(body)
        await field(page).press("Enter")
    if cell == "✓":
        await expect(page.locator("article").get_by_text(body.split(" ")[-1])).to_be_visible()
        await expect(field(page)).to_have_value("")
    else:
        assert number is not None, f"{NAMES[place.kind]}: a member is refused by a clause: {cell}"
        await expect(said.or_(gate).first).to_be_visible()
        if await field(page).count() > 0:
            await field(page).fill("")
