"""A real browser for stories of people at the web client: `page = await browser.open(works)`, then click like them.

One headless Chromium serves the whole run; each `open` gives a context of its own, as isolated as another computer.
A test fails at its end if a page logged an error, threw one, broke its content security policy, or asked another host.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, cast
from urllib.parse import urlsplit

from fangyuan.http.webapp import DIST
from fangyuan.kernel import json
from tests.kit.rig import PASSWORD

if TYPE_CHECKING:  # only who needs a browser waits for it to be loaded
    from playwright.async_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Locator,
        Page,
        Playwright,
        WebError,
    )
    from playwright.async_api import Request as PageRequest

    from tests.kit.rig import Rig

Language = Literal["zh-CN", "en"]
Device = Literal["desktop", "phone"]
Permission = Literal["clipboard-read", "clipboard-write", "microphone", "camera", "notifications"]

_TRACES = (
    "FANGYUAN_TEST_TRACES" in os.environ
)  # a story that fails leaves what Playwright's trace viewer opens
TOUR = "fangyuan.tour"  # the account data of who has seen the first-run tour
PATIENCE_MS = 60_000  # a browser among others on two cores that are busy; only what fails waits so long
_WEB = Path(__file__).resolve().parents[2] / "web"
_AXE = _WEB / "node_modules" / "axe-core" / "axe.min.js"
_ALWAYS_RIGHT = (
    r"status of 404 .*/rtc/transports",  # MSC4143: there are no media servers for calls, which the SDK asks for once
    r"status of 404 .*/room_keys/",  # the SDK asks whether keys are backed up by asking for them
    r"status of 404 .*/account_data/m\.",  # and whether there are secrets
)
_DEVICES: dict[Device, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}
_BROWSERS = ("chromium", "chromium-browser")  # its headless shell is faster, but denies notifications
_ARGUMENTS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-dev-shm-usage",  # a container's is often too small
    "--font-render-hinting=none",
]
_INSIDE = ("about", "blob", "data", "chrome-extension")


def find_chromium() -> str | None:
    return next((path for path in map(shutil.which, _BROWSERS) if path), None)


def why_not() -> str | None:
    """Why there can be no story in a browser here."""
    if find_chromium() is None:
        return "there is no Chromium: apt install chromium fonts-noto-cjk"
    if not (DIST / "index.html").is_file():
        return "the web client isn't built: make setup"
    return None


class Chromium:
    """The browser of a test run, started by the first test that opens a page.

    Playwright's objects live in the event loop in which it was started. So the tests that use it run in one loop,
    `runner`, one after the other, not each in a loop of its own: with a loop in another thread every call would have
    to be handed over to it, and a start for each test takes a second.
    """

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def get(self) -> Browser:
        """The browser, running; a new one if the last has crashed."""
        if self._playwright is None:
            from playwright.async_api import async_playwright, expect

            expect.set_options(timeout=PATIENCE_MS)

            self._playwright = await async_playwright().start()
        if self._browser is None or not self._browser.is_connected():
            arguments = [*_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else _ARGUMENTS
            self._browser = await self._playwright.chromium.launch(
                executable_path=find_chromium(), args=arguments
            )
        return self._browser

    def close(self) -> None:
        self.runner.run(self.stop())
        self.runner.close()

    async def stop(self) -> None:
        """Ends the browser, for who runs it in a loop of his own."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()


class Browsing:
    """One test's windows. `expect_errors` says which complaints of theirs are right."""

    def __init__(self, chromium: Chromium, pictures: Path) -> None:
        self.chromium = chromium
        self._pictures = pictures
        self._contexts: list[BrowserContext] = []
        self._hosts: set[str] = set()
        self._complaints: list[str] = []
        self._expected = [re.compile(pattern) for pattern in _ALWAYS_RIGHT]

    async def open(
        self,
        rig: Rig,
        path: str = "/",
        *,
        language: Language = "zh-CN",
        device: Device = "desktop",
        permissions: Sequence[Permission] = (),
        dark: bool = False,
        keeps_app: bool = False,
        **more: Any,
    ) -> Page:
        """A page of the rig's web client on a computer or phone of its own; `more` is for `Browser.new_context`.

        `rig` needs a fixed address for as long as the page is open: no `rig.restart` meanwhile.
        """
        page = await self.window(
            rig,
            language=language,
            device=device,
            permissions=permissions,
            dark=dark,
            keeps_app=keeps_app,
            **more,
        )
        await page.goto(path)
        return page

    async def window(
        self,
        rig: Rig,
        *,
        language: Language = "zh-CN",
        device: Device = "desktop",
        permissions: Sequence[Permission] = (),
        dark: bool = False,
        keeps_app: bool = False,
        **more: Any,
    ) -> Page:
        """The same, still empty: for what is set before the page loads. `page.context.new_page()` is a new tab.

        `keeps_app`: with the service worker, which fetches the whole app once somebody has signed in; without it
        a page loads the same from the house, and the machine has half as much to do.
        """
        browser = await self.chromium.get()
        context = await browser.new_context(
            base_url=rig.base,
            locale=language,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            permissions=list[str](permissions),
            reduced_motion="reduce",
            service_workers="allow" if keeps_app else "block",
            **(_DEVICES[device] | more),
        )
        self._contexts.append(context)
        if _TRACES:
            await context.tracing.start(screenshots=True, snapshots=True)
        self._hosts.add(urlsplit(rig.base).netloc)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        context.on("request", self._watch)
        return await context.new_page()

    async def sign_in(
        self,
        rig: Rig,
        person: str,
        path: str = "/",
        *,
        password: str = PASSWORD,
        language: Language = "zh-CN",
        device: Device = "desktop",
        tour: bool = False,
        **more: Any,
    ) -> Page:
        """A page of this path on which this person of the company has just signed in; `more` is for `open`.

        With `tour` the person meets the first-run tour, and this waits for nothing.
        """
        page = await self.open(rig, path, language=language, device=device, **more)
        await enter(page, person, password, language)
        if tour:
            return page
        # There, though a phone doesn't show it beside a conversation.
        menu = words(language, "common")["navigation"]
        await page.get_by_role("navigation", name=menu, include_hidden=True).wait_for(state="attached")
        return page

    def expect_errors(self, *patterns: str) -> None:
        """Complaints in which one of these regular expressions is found are right, before this line too.

        Chromium logs each answer of 400 and more: `browser.expect_errors("status of 403")` where something is refused.
        """
        self._expected += [re.compile(pattern) for pattern in patterns]

    def complaints(self) -> list[str]:
        """What pages complained of so far and nobody expected."""
        return [words for words in self._complaints if not any(one.search(words) for one in self._expected)]

    # -- what pages say ----------------------------------------------------------------------------------------------

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location
            self._complaints.append(f"console: {message.text} ({place.get('url')}:{place.get('lineNumber')})")

    def _catch(self, error: WebError) -> None:
        self._complaints.append(f"exception: {error.error.stack or error.error.message}")

    def _watch(self, request: PageRequest) -> None:
        url = urlsplit(request.url)
        if url.scheme not in _INSIDE and url.netloc not in self._hosts:
            self._complaints.append(f"another host: {request.method} {request.url}")

    # -- the end -----------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes everything; a test that failed says where its pages are to be seen."""
        if error is not None:
            for words in await self._photograph():
                error.add_note(words)
        for number, context in enumerate(self._contexts, 1):
            if _TRACES:
                with contextlib.suppress(Exception):  # the story may have closed it itself
                    await context.tracing.stop(path=self._pictures / f"trace{number}.zip" if error else None)
            await context.close()
        found = self.complaints()
        if error is not None:
            for words in found:
                error.add_note(words)
        elif found:
            raise AssertionError("the page complained:\n" + "\n".join(found))

    async def _photograph(self) -> list[str]:
        words: list[str] = []
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            picture = self._pictures / f"page{number}.png"
            try:
                await page.screenshot(path=picture, timeout=PATIENCE_MS)
            except Exception as error:  # noqa: BLE001 - the test's own error is the one to tell
                words.append(f"{page.url}: no picture: {error}")
            else:
                words.append(f"{page.url}: {picture}")
        return words


@cache
def words(language: Language, namespace: str) -> dict[str, Any]:
    """The web client's words of one part, by their keys: tests look for what people read."""
    return json.decode((_WEB / "src" / "locales" / language / f"{namespace}.json").read_bytes())


async def enter(page: Page, account: str, password: str, language: Language = "zh-CN") -> None:
    """Fills in the page of signing in, and sends it."""
    say = words(language, "signin")
    await page.get_by_role("textbox", name=say["account"], exact=True).fill(account)
    await page.get_by_role("textbox", name=say["password"], exact=True).fill(password)
    await page.get_by_role("button", name=say["submit"], exact=True).click()
    await page.mouse.move(0, 0)


async def go(page: Page, address: str) -> None:
    """To another page of the app, as a link in it leads there: nothing is loaded anew."""
    await page.evaluate("address => history.pushState(null, '', address)", address)


async def pick(page: Page, within: Page | Locator, label: str, name: str, written: str = "") -> None:
    """Somebody by name in a field for one person; `written` is what is typed to find him, if not the name."""
    await within.get_by_role("combobox", name=label).press_sequentially(written or name)
    from playwright.async_api import expect

    option = page.get_by_role("option", name=name)
    await expect(option).to_be_visible()
    # The list is drawn out of sight first, to be measured.
    await expect(page.locator("[data-trigger=ComboBox]")).to_have_css("opacity", "1")
    await option.click()


async def axe(
    page: Page, *, within: str | None = None, without: Sequence[str] = (), only: Sequence[str] = ()
) -> list[str]:
    """What of the page people with disabilities can't use, by WCAG 2.2 AA: a line for each rule and element.

    `within` is a selector of the part to look at; `without` names rules to leave out, `only` the only ones to ask.
    The pointer lies over nothing: a message under it shows buttons that cover its neighbours, a button its tip.
    """
    await page.mouse.move(0, 0)
    # The debugger's evaluation is not the page's: its content security policy stays as it is.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text() + ";null")
    options = {
        "runOnly": list(only) or ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "rules": {name: {"enabled": False} for name in without},
        "resultTypes": ["violations"],
    }
    result = cast(
        "dict[str, Any]",
        await page.evaluate("([within, options]) => axe.run(within ?? document, options)", [within, options]),
    )
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: "
        f"{' '.join(str(node['failureSummary']).split())}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
