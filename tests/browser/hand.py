"""A person's hand at the web client in a group of the matrix: where things are, and what the page says came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.async_api import Locator, Page, Request, Response, TimeoutError, expect

from tests.browser.test_composer import say
from tests.kit.browser import words
from tests.kit.client import MatrixClient, part
from tests.kit.company import user
from tests.matrix.place import ROLES, Place

OUR_WORDS = "zh-CN"
ALLOWED, NO_RIGHT = "✓", "✗"
_CLAUSE = re.compile(r"第 (\d+) 条")
_SIGNS = {"held": "⏸", "refused": "✗"}

SOON_MS = 5_000
_CLOSE_WORDS = """() => {
    for (const one of document.querySelectorAll("[role=alertdialog] [slot=close]")) one.click();
}"""


def told(namespace: str, key: str, **more: object) -> str:
    """The words of the page by their key: `told("timeline", "ask.recall")`."""
    at: Any = words(OUR_WORDS, namespace)
    for step in key.split("."):
        at = at[step]
    for name, value in more.items():
        at = at.replace(f"{{{{{name}}}}}", str(value))
    return str(at)


class Hand:
    """One role in one group, at a page that stays open; `mark` is in what it writes."""

    def __init__(
        self, page: Page, place: Place, role: str, answers: Mapping[str, int], client: MatrixClient
    ) -> None:
        self.page, self.place, self.role = page, place, role
        self.client = client  # an old one of the same person
        self.answers = answers  # path of each request of the page -> its last status
        self.mark = ""
        self.main = page.get_by_role("main")
        self.aside = page.get_by_role("complementary")
        self.dialog = page.get_by_role("dialog")

    @property
    def own(self) -> str | None:
        """The message of one's own that is there from the start."""
        return self.place.own.get(user(ROLES[self.role]))

    @property
    def theirs(self) -> str:
        """A message of somebody else."""
        return next(event for event in self.place.own.values() if event != self.own)

    def button(self, name: str, *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def composer(self, *, thread: bool = False) -> Locator:
        return self.page.get_by_role("region", name=say("nameOfThread" if thread else "name"), exact=True)

    def field(self, *, thread: bool = False) -> Locator:
        return self.composer(thread=thread).get_by_role("textbox", name=say("field"), exact=True)

    def message(self, event_id: str) -> Locator:
        return self.main.locator(f'article[data-message="{event_id}"]').first

    # -- going somewhere -----------------------------------------------------------------------------------------------

    async def go(self, path: str) -> None:
        """Inside the page, as its own links do."""
        await self.page.evaluate("path => history.pushState(null, '', path)", path)

    async def open(self, panel: str | None = None) -> None:
        at = f"/chats/{part(self.place.room)}"
        await self.go(f"{at}?panel={panel}" if panel else at)
        if panel:
            await self.aside.get_by_role("heading", name=told("panel", panel), exact=True).wait_for()

    async def reveal(self, event_id: str) -> Locator:
        """The message, brought to where it can be seen."""
        found = self.message(event_id)
        if not await found.is_visible():
            await self.go(f"/chats/{part(self.place.room)}?event={quote(event_id)}")
        await found.wait_for()
        await found.hover()
        await found.get_by_role("toolbar").wait_for()
        return found

    async def menu_of(self, event_id: str, item: str) -> bool:
        """Chooses this from the message's menu; False: it isn't offered."""
        menu = self.page.get_by_role("menu")
        while True:
            message = await self.reveal(event_id)
            more = message.get_by_role("button", name=told("common", "more"), exact=True)
            try:
                await more.click(timeout=SOON_MS)
            except TimeoutError:  # something came, and the message moved away under the pointer
                await self.page.mouse.move(0, 0)
            else:
                break
        await menu.get_by_role("menuitem").first.wait_for()
        wanted = menu.get_by_role("menuitem", name=told("timeline", item), exact=True)
        is_offered = await wanted.count() > 0
        if is_offered:
            await wanted.click()
        else:
            await self.page.keyboard.press("Escape")
        await expect(menu).to_have_count(0)
        return is_offered

    # -- what the page says --------------------------------------------------------------------------------------------

    def cell(self, text: str, sign: str = NO_RIGHT) -> str:
        """A cell of the table, by the clause that the words name."""
        found = _CLAUSE.search(text)
        return f"{sign} `{self.place.clauses[int(found[1])]}`" if found else sign

    async def gate(self) -> str | None:
        """What stands where the field would be; None where one can write."""
        stands = (
            self.composer()
            .get_by_text(_CLAUSE)
            .or_(self.composer().get_by_text(say("gate.accept"), exact=True))
        )
        await expect(self.field().or_(stands).first).to_be_visible()
        if await self.field().count() > 0:
            return None
        return self.cell(await self.composer().inner_text())

    async def came(self, *, thread: bool = False) -> str:
        """What came of what was sent: it stands there as the house has it, or a clause is named."""
        region = self.aside if thread else self.main
        sent = region.locator("article[data-message^='$']").filter(has_text=self.mark)
        against = self.composer(thread=thread).get_by_text(_CLAUSE)
        await expect(sent.or_(against).first).to_be_visible()
        if await against.count() == 0:
            return ALLOWED
        troubles = self.composer(thread=thread).get_by_role("list", name=say("troubles"), exact=True)
        text = await self.composer(thread=thread).inner_text()
        is_held = say("held.hold") in text
        leave = say("held.withdraw") if is_held else told("common", "close")
        if await troubles.count() > 0:
            await troubles.get_by_role("button", name=leave, exact=True).first.click()
            await expect(troubles).to_have_count(0)
        else:
            await self.field(thread=thread).fill("")
        return self.cell(text, _SIGNS["held" if is_held else "refused"])

    async def write(self, body: str, *, thread: bool = False) -> str:
        await self.field(thread=thread).fill(body)
        await self.field(thread=thread).press("Enter")
        return await self.came(thread=thread)

    async def choose_person(self, typed: str, name: str) -> None:
        """In the dialog that is open."""
        await self.dialog.get_by_role("combobox").fill(typed)
        await self.page.get_by_role("option", name=name).click()

    async def say_elsewhere(self, body: str) -> None:
        """From the old client, which says of nobody whom it calls; whether that comes through is the table's."""
        path = f"/rooms/{part(self.place.room)}/send/m.room.message/{self.client.next_txn()}"
        await self.client.put(path, {"msgtype": "m.text", "body": body})

    async def toast(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def figures(self) -> str:
        """What the clauses did is asked for by whom it is shown to; to be called when what is beside it is there."""
        path = f"/_fangyuan/v1/groups/{self.place.room}/charter/figures"
        if path not in self.answers:
            return NO_RIGHT
        while self.answers[path] == 0:
            await self.page.evaluate("new Promise(requestAnimationFrame)")
        return ALLOWED if self.answers[path] == 200 else NO_RIGHT

    async def is_settled(self) -> None:
        """No dialog is open, and no short word lies over the messages."""
        await expect(self.dialog).to_have_count(0)
        words = self.page.get_by_role("alertdialog")
        await self.page.evaluate(_CLOSE_WORDS)
        await expect(words).to_have_count(0)

    async def clear(self) -> None:
        """Nothing of what was refused stands beside the field any more."""
        if await self.gate() is not None:
            return
        troubles = self.composer().get_by_role("list", name=say("troubles"), exact=True)
        close = troubles.get_by_role("button", name=told("common", "close"), exact=True)
        while await close.count() > 0:
            await close.first.click()
        await self.field().fill("")
        await expect(self.composer().get_by_text(_CLAUSE)).to_have_count(0)


def listen(page: Page) -> dict[str, int]:
    """The answers to what the page asks, by path; the newest counts, and 0 is one that isn't there yet."""
    answers: dict[str, int] = {}

    def ask(request: Request) -> None:
        answers[unquote(urlsplit(request.url).path)] = 0

    def hear(response: Response) -> None:
        answers[unquote(urlsplit(response.url).path)] = response.status

    page.on("request", ask)
    page.on("response", hear)
    return answers
