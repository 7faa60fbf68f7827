"""What the web client costs a browser, as JSON: `python -m bench.web [case…]`. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import msgspec
from playwright.async_api import Page

from bench.browser import Figures, Watch
from fangyuan import groups, timeline
from fangyuan.db import Tx
from tests.kit.backend import open_backend
from tests.kit.browser import Browsing, Chromium, Device, enter, why_not, words
from tests.kit.company import beside_rig, bring, hire, person, wish
from tests.kit.rig import PASSWORD, Rig

BATCH = 2_000  # messages in one transaction
FRAMES = 600  # between two looks at what was traced
PATIENCE_MS = 180_000
KEPT_S = 8  # after which the client has written down what it knows
HOUR_MS = 3_600_000
PHONE = 4  # times slower than this machine: a phone of the middle

# -- the cases ---------------------------------------------------------------------------------------------------------


class Case:
    """One server and one browser, with a company in it."""

    def __init__(self, rig: Rig, browser: Browsing, options: argparse.Namespace) -> None:
        self.rig, self.browser, self.options = rig, browser, options

    async def sign_in(self, name: str, path: str = "/chats", *, device: Device = "desktop") -> Watch:
        """A page of this person that has its first sync behind it, and its code in the browser's cache."""
        page = await self.browser.sign_in(self.rig, name, device=device)
        await page.goto(path)
        await page.get_by_role("main").wait_for()
        watch = await self.watch(page)
        await watch.rest()
        return watch

    async def watch(self, page: Page) -> Watch:
        page.set_default_timeout(PATIENCE_MS)
        return await Watch.open(page, self.options.profiles)


async def _go(page: Page, room_id: str, more: str = "") -> None:
    """As a press on a row or a button does."""
    path = f"/chats/{quote(room_id, safe='')}{more}"
    await page.evaluate("path => history.pushState(null, '', path)", path)


async def _show(page: Page, room_id: str) -> None:
    await _go(page, room_id)
    await page.locator("main article").first.wait_for()


def _say(tx: Tx, room_id: str, first: int, count: int) -> None:
    for number in range(first, first + count):
        who = person(("he", "li")[number % 2])
        body = f"第 {number} 条：二号泵的振动是 {number % 7}.{number % 10} 毫米每秒，温度正常。" * (
            1 + number % 4
        )
        timeline.send(tx, who, room_id, "m.room.message", {"msgtype": "m.text", "body": body}, None)


def _name(number: int) -> str:
    return (
        "赵钱孙李周吴郑王冯陈"[number % 10]
        + "建国海燕志强秀英文军丽华"[number % 12]
        + "明芳勇敏涛静磊娟"[number // 12 % 8]
    )


async def members(case: Case) -> Figures:
    """From the press on a group of many members until the page rests, then on the list of them, then an @."""
    lines = [f"{_name(n)},p{n},泵厂/三车间,员工,zhou,," for n in range(case.options.members)]

    def fill(tx: Tx) -> str:
        bring(tx, *lines)
        more = {"audience": {"include": [{"type": "everyone"}]}, "owner": "gu"}
        room_id = groups.found(tx, person("lin"), wish("social", **more)).room_id
        for name in ("he", "li", "lin"):
            groups.accept(tx, person(name), room_id, via="api")
        _say(tx, room_id, 0, 200)
        return room_id

    room_id = beside_rig(case.rig, fill)
    watch = await case.sign_in("lin")
    await watch.begin()
    await _show(watch.page, room_id)
    await watch.rest()
    opened = await watch.read("members-open")
    await watch.begin()
    await _go(watch.page, room_id, "?panel=members")
    await watch.page.get_by_role("complementary").wait_for()
    await watch.rest()
    listed = await watch.read("members-list")
    await watch.begin()
    await watch.page.get_by_role("main").locator("textarea").press_sequentially("@li")
    await watch.page.get_by_role("option").first.wait_for()
    await watch.rest()
    return {"open": opened, "list": listed, "mention": await watch.read("members-mention")}


async def history(case: Case) -> Figures:
    """Through a long conversation to its very start and some way back; then by its date, and to the end."""
    many: int = case.options.messages

    def fill(tx: Tx) -> str:
        room_id = groups.found(tx, person("lin"), wish()).room_id
        for name in ("he", "li"):
            groups.accept(tx, person(name), room_id, via="api")
        return room_id

    room_id = beside_rig(case.rig, fill)
    for first in range(0, many, BATCH):
        beside_rig(case.rig, lambda tx, first=first: _say(tx, room_id, first, min(BATCH, many - first)))
        case.rig.clock.advance(HOUR_MS)
    watch = await case.sign_in("he")
    await watch.begin()
    await _show(watch.page, room_id)
    await watch.rest()
    opened = await watch.read("history-open")
    await watch.begin()
    up = await _scroll(watch, -0.8, 20 * many)
    await watch.rest()
    to_start = {"messages": many, "frames": up, **await watch.read("history-up")}
    await watch.begin()
    down = await _scroll(watch, 0.8, FRAMES)
    await watch.rest()
    back = {"frames": down, **await watch.read("history-down")}
    jumps: Figures = {}
    for key in ("End", "Home"):
        await watch.begin()
        await (
            watch.page.locator("main article").first.locator("xpath=ancestor::*[@tabindex='0'][1]").press(key)
        )
        await asyncio.sleep(1)
        await watch.rest()
        jumps[key.lower()] = await watch.read(f"history-{key}")
    return {"open": opened, "to_start": to_start, "back": back, **jumps}


async def _scroll(watch: Watch, share: float, most: int) -> int:
    """By this share of a window at each frame; until it stands at an end for three seconds. Gives the frames."""
    frames = 0
    while frames < most:
        moved = await watch.page.evaluate(_SCROLL, [share, min(FRAMES, most - frames)])
        frames += abs(moved)
        await watch.go_on()
        if moved < 0:
            break
    return frames


# As somebody does who holds the wheel. A negative number: it stood still for long, so this is the end.
_SCROLL = """([share, most]) => new Promise((done) => {
    const box = document.querySelector("main article").closest("[tabindex='0']");
    let frames = 0;
    let still = 0;
    const step = () => {
        const before = box.scrollTop;
        box.scrollTop = before + box.clientHeight * share;
        still = box.scrollTop === before ? still + 1 : 0;
        frames += 1;
        if (still > 180) done(-frames);
        else if (frames >= most) done(frames);
        else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""


async def groups_300(case: Case) -> Figures:
    """From the address to the list of so many groups: on a new device, and on one that has been here before."""
    _found_many(case)
    watch = await case.watch(await case.browser.window(case.rig))
    return {"first": await _enter(watch, case.options.groups), **await _again(watch, "groups")}


async def phone(case: Case) -> Figures:
    """The same on a phone: to the page on which one signs in, to the list for the first time, and on another day."""
    _found_many(case)
    page = await case.browser.window(case.rig, device="phone")
    await page.context.add_init_script(_USABLE)
    watch = await case.watch(page)
    await watch.slow_down(PHONE)
    await watch.begin()
    await page.goto("/")
    await page.get_by_role("button", name=words("zh-CN", "signin")["submit"], exact=True).wait_for()
    await watch.rest()
    signing_in = {**await _loaded(page), **await watch.read("phone-signing-in")}
    return {
        "signing_in": signing_in,
        "first": await _enter(watch, case.options.groups),
        **await _again(watch, "phone"),
    }


def _found_many(case: Case) -> None:
    def fill(tx: Tx) -> None:
        for number in range(case.options.groups):
            more = {"name": f"项目 {number}", "purpose": f"第 {number} 件事"}
            room_id = groups.found(tx, person("lin"), wish(**more)).room_id
            groups.accept(tx, person("he"), room_id, via="api")
            for said in range(5):
                content = {"msgtype": "m.text", "body": f"{number} 号项目，第 {said} 句"}
                timeline.send(tx, person("he"), room_id, "m.room.message", content, None)

    beside_rig(case.rig, fill)


async def _enter(watch: Watch, many: int) -> Figures:
    """From the press on “sign in” until the list is there and the page rests."""
    page = watch.page
    if page.url == "about:blank":
        await page.goto("/chats")
    await watch.rest()
    await watch.begin()
    await enter(page, "li", PASSWORD)
    await page.get_by_role("navigation", name=words("zh-CN", "common")["navigation"]).wait_for()
    await watch.rest()
    return await watch.read(f"first-{many}")


async def _again(watch: Watch, name: str) -> Figures:
    """On a device that has been here before, the list itself, and one of its groups."""
    page = watch.page
    await page.goto("/chats")
    await page.get_by_text("号项目").first.wait_for()
    await asyncio.sleep(KEPT_S)
    await watch.rest()
    await watch.begin()
    await page.goto("/chats")
    await page.get_by_text("号项目").first.wait_for()
    await watch.rest()
    return {"again": {**await _loaded(page), **await watch.read(f"{name}-again")}}


async def _loaded(page: Page) -> Figures:
    """What the page asked for, and when the first thing on it could be pressed or read, by the wall clock."""
    return await page.evaluate(
        """() => {
            const all = performance.getEntriesByType("resource");
            const sum = (some) => some.reduce((bytes, one) => bytes + one.encodedBodySize, 0);
            const scripts = all.filter((one) => /[.]js$/.test(one.name));
            const usable_after_ms = window.__usable;
            return { requests: all.length, bytes: sum(all), script_bytes: sum(scripts), usable_after_ms };
        }"""
    )


# The first page that says something: a form to sign in with, or a row of the list.
_USABLE = """
new MutationObserver((_all, me) => {
    if (!document.querySelector("form button[type='submit'], main li a")) return;
    requestAnimationFrame(() => setTimeout(() => { window.__usable ??= Math.round(performance.now()) }));
    me.disconnect();
}).observe(document, { childList: true, subtree: true });
"""

CASES: dict[str, Callable[[Case], Awaitable[Figures]]] = {
    "members": members,
    "history": history,
    "groups": groups_300,
    "phone": phone,
}


async def measure(options: argparse.Namespace) -> Figures:
    """Each case on a server and in a browser of its own."""
    found: Figures = {}
    for name in options.cases or CASES:
        print(f"{name} …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            backend = open_backend("sqlite", Path(folder))
            rig = await asyncio.to_thread(Rig, backend, Path(folder))
            try:
                beside_rig(rig, hire)
                chromium = Chromium()
                async with Browsing(chromium, Path(folder)) as browser:
                    browser.expect_errors(".")
                    found[name] = await CASES[name](Case(rig, browser, options))
                    print(msgspec.json.encode(found[name]).decode(), file=sys.stderr)
                await chromium.stop()
            finally:
                await rig.close_clients()
                rig.close()
                backend.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help=f"all unless named: {', '.join(CASES)}")
    parser.add_argument("--members", type=int, default=5_000)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--groups", type=int, default=300)
    parser.add_argument("--profiles", type=Path, metavar="FOLDER", help="what the time went to, for DevTools")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    if reason := why_not():
        parser.error(reason)
    print(msgspec.json.format(msgspec.json.encode(asyncio.run(measure(options))), indent=2).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
