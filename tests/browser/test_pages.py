"""Every main page, in both languages, by day and by night, on a desk and on a phone: fit for all eyes and hands."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Page, TimeoutError

from tests.browser.furnished import Furnished, furnish
from tests.browser.looks import both_themes, settled, sideways, small, tabbing
from tests.kit.browser import Browsing, Device, Language, axe, words
from tests.kit.rig import Rig

PANELS = ("charter", "members", "threads", "search", "files")
Found = dict[str, list[str]]


def addresses(place: Furnished) -> list[str]:
    """The pages that have an address which can be known beforehand."""
    chat = f"/chats/{quote(place.room, safe='')}"
    return [
        "/today",
        "/chats",
        chat,
        *(f"{chat}?panel={panel}" for panel in PANELS),
        f"{chat}?panel=thread&about={quote(place.root)}",
        f"{chat}?panel=readers&about={quote(place.said)}",
        f"/chats/{quote(place.direct, safe='')}",
        "/people",
        "/people/he",
        "/found",
        f"/admin/groups/{quote(place.room, safe='')}",
        "/settings",
        "/nowhere",
    ]


async def go(page: Page, address: str) -> None:
    """To another page of the app, as a link in it leads there; until nothing is loading, and under no pointer.

    What a pointer hovers over shows buttons that lie over its neighbours; which one it is depends on the fonts.
    """
    await page.mouse.move(0, 0)
    await page.evaluate("address => history.pushState(null, '', address)", address)
    await settled(page)


async def ways(page: Page, prefix: str) -> list[str]:
    """The links on this page to others of the same part."""
    found: list[str] = await page.eval_on_selector_all(
        f"a[href^='{prefix}/']", "links => links.map(link => link.getAttribute('href'))"
    )
    return sorted({address for address in found if not urlsplit(address).query and address.count("/") == 2})


async def visit(page: Page, addresses: list[str], language: Language, device: Device) -> Found:
    """Complaints by address; pages that a part links to are visited too."""
    complaints: Found = {}
    waiting = list(addresses)
    visited: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in visited:
            continue
        visited.add(address)
        try:
            await go(page, address)
        except TimeoutError:
            complaints[address] = ["nothing is seen, or something loads for ever"]
            continue
        for part in ("/admin", "/settings"):
            if address.startswith(part):
                waiting += await ways(page, part)
        # What is left of a panel was tabbed through.
        has_panel = "?panel=" in address and "panel=charter" not in address
        if found := await look(page, language, device, with_keys=not has_panel):
            complaints[address] = found
    return complaints


async def look(page: Page, language: Language, device: Device, *, with_keys: bool = True) -> list[str]:
    """The colours of the night and the way of the focus are the same in both languages."""
    is_first = language == "zh-CN"
    found = await both_themes(page) if is_first else await axe(page)
    found += await sideways(page)
    if device == "phone":
        found += await small(page)
    elif with_keys and is_first:
        found += await tabbing(page)
    return found


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_page_is_fit_for_everybody(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    place = await furnish(works, f"三号泵改造 · 现场协调与每日进度 {language} {device}")
    page = await browser.open(works, language=language, device=device)
    await page.get_by_role("button", name=words(language, "signin")["submit"], exact=True).wait_for()
    assert await look(page, language, device) == []
    page = await browser.sign_in(works, "lin", language=language, device=device)
    found = await visit(page, addresses(place), language, device)
    report = [f"{address}: {line}" for address, lines in found.items() for line in lines]
    assert not report, "\n" + "\n".join(report)
