"""What the web client costs a browser, as JSON: `python -m bench.web [case…]`. See README.md.

The times are those of the browser's main thread, as it counts them itself: they say nothing of the wall clock.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from playwright.async_api import Page

from fangyuan import groups, timeline
from fangyuan.db import Tx
from tests.kit.backend import open_backend
from tests.kit.browser import Browsing, Chromium, why_not
from tests.kit.company import beside_rig, bring, hire, person, wish
from tests.kit.rig import Rig

Figures = dict[str, Any]
BATCH = 2_000  # messages in one transaction
QUIET_S, QUIET_SHARE = 1.0, 0.02  # the page rests when its main thread was busy for less than this share
LONG_TASKS = """
window.__long = [];
new PerformanceObserver(list => list.getEntries().forEach(one => window.__long.push(Math.round(one.duration))))
    .observe({ type: "longtask", buffered: true });
"""


class Watch:
    """Reads the browser's own counters of one page."""

    def __init__(self, page: Page, devtools: Any) -> None:
        self.page, self._devtools = page, devtools
        self._start: dict[str, float] = {}

    @classmethod
    async def open(cls, page: Page) -> Watch:
        devtools: Any = await page.context.new_cdp_session(page)  # what it answers has no types
        await devtools.send("Performance.enable")
        watch = cls(page, devtools)
        await watch.begin()
        return watch

    async def _metrics(self) -> dict[str, float]:
        found: Figures = await self._devtools.send("Performance.getMetrics")
        return {one["name"]: one["value"] for one in found["metrics"]}

    async def begin(self) -> None:
        """From here on."""
        self._start = await self._metrics()
        await self.page.evaluate("window.__long = []")

    async def rest(self) -> None:
        """Waits until the main thread has nothing more to do."""
        before = (await self._metrics())["TaskDuration"]
        while True:
            await asyncio.sleep(QUIET_S)
            now = (await self._metrics())["TaskDuration"]
            if now - before < QUIET_S * QUIET_SHARE:
                return
            before = now

    async def read(self) -> Figures:
        """Milliseconds of the main thread since `begin`, and the tasks of more than 50 ms in it."""
        now = await self._metrics()
        long: list[int] = await self.page.evaluate("window.__long")

        def spent(name: str) -> int:
            return round((now[name] - self._start[name]) * 1000)

        return {
            "main_thread_ms": spent("TaskDuration"),
            "script_ms": spent("ScriptDuration"),
            "layout_ms": spent("LayoutDuration"),
            "style_ms": spent("RecalcStyleDuration"),
            "heap_mb": round(now["JSHeapUsedSize"] / 1e6, 1),
            "nodes": round(now["Nodes"]),
            "long_tasks": len(long),
            "longest_task_ms": max(long, default=0),
            "tasks_over_200_ms": sum(one > 200 for one in long),
        }


# -- the cases ---------------------------------------------------------------------------------------------------------


async def _signed_in(rig: Rig, browser: Browsing, name: str, path: str = "/chats") -> Watch:
    """A page of this person that has its first sync behind it."""
    page = await browser.sign_in(rig, name)
    await page.context.add_init_script(LONG_TASKS)
    await page.goto(path)
    await page.get_by_role("main").wait_for()
    watch = await Watch.open(page)
    await watch.rest()
    return watch


async def _show(page: Page, room_id: str) -> None:
    """Opens a conversation as a press on its row does."""
    await page.evaluate("path => history.pushState(null, '', path)", f"/chats/{quote(room_id, safe='')}")
    await page.locator("main article").first.wait_for()


def _say(tx: Tx, room_id: str, first: int, count: int) -> None:
    for number in range(first, first + count):
        who = person(("he", "li")[number % 2])
        body = f"第 {number} 条：二号泵的振动是 {number % 7}.{number % 10} 毫米每秒，温度正常。" * (
            1 + number % 4
        )
        timeline.send(tx, who, room_id, "m.room.message", {"msgtype": "m.text", "body": body}, None)


async def members(rig: Rig, browser: Browsing, sizes: argparse.Namespace) -> Figures:
    """The main thread's time from the press on a group of many members until the page rests."""
    lines = [f"员工{n},p{n},泵厂/三车间,员工,zhou,," for n in range(sizes.members)]

    def fill(tx: Tx) -> str:
        bring(tx, *lines)
        more = {"audience": {"include": [{"type": "everyone"}]}, "owner": "gu"}
        room_id = groups.found(tx, person("lin"), wish("social", **more)).room_id
        for name in ("he", "li"):
            groups.accept(tx, person(name), room_id, via="api")
        _say(tx, room_id, 0, 200)
        return room_id

    room_id = beside_rig(rig, fill)
    watch = await _signed_in(rig, browser, "lin")
    await watch.begin()
    await _show(watch.page, room_id)
    await watch.rest()
    opened = await watch.read()
    await watch.begin()
    path = f"/chats/{quote(room_id, safe='')}?panel=members"
    await watch.page.evaluate("path => history.pushState(null, '', path)", path)
    await watch.page.get_by_role("complementary").wait_for()
    await watch.rest()
    return {"open": opened, "list_of_members": await watch.read()}


async def history(rig: Rig, browser: Browsing, sizes: argparse.Namespace) -> Figures:
    """Scrolling through a long conversation to its very start: the tasks of the main thread meanwhile."""

    def fill(tx: Tx) -> str:
        room_id = groups.found(tx, person("lin"), wish()).room_id
        for name in ("he", "li"):
            groups.accept(tx, person(name), room_id, via="api")
        return room_id

    room_id = beside_rig(rig, fill)
    for first in range(0, sizes.messages, BATCH):
        beside_rig(rig, lambda tx, first=first: _say(tx, room_id, first, min(BATCH, sizes.messages - first)))
    watch = await _signed_in(rig, browser, "he")
    await _show(watch.page, room_id)
    await watch.rest()
    await watch.begin()
    steps = await watch.page.evaluate(_SCROLL_TO_START, 20 * sizes.messages)
    await watch.rest()
    return {"messages": sizes.messages, "steps": steps, **await watch.read()}


# Up by most of a window at each frame, as somebody does who holds the wheel; at the start for two seconds: done.
_SCROLL_TO_START = """most => new Promise((done) => {
    const box = document.querySelector("main article").closest("[tabindex='0']");
    let steps = 0;
    let waiting = 0;
    const step = () => {
        const before = box.scrollTop;
        box.scrollTop = before - box.clientHeight * 0.8;
        waiting = before === 0 ? waiting + 1 : 0;
        steps += 1;
        if (waiting > 180 || steps > most) done(steps);
        else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""


async def groups_300(rig: Rig, browser: Browsing, sizes: argparse.Namespace) -> Figures:
    """From the address to the list of so many groups, on a device that has been here before."""

    def fill(tx: Tx) -> None:
        for number in range(sizes.groups):
            more = {"name": f"项目 {number}", "purpose": f"第 {number} 件事"}
            room_id = groups.found(tx, person("lin"), wish(**more)).room_id
            groups.accept(tx, person("he"), room_id, via="api")
            for said in range(5):
                content = {"msgtype": "m.text", "body": f"{number} 号项目，第 {said} 句"}
                timeline.send(tx, person("he"), room_id, "m.room.message", content, None)

    beside_rig(rig, fill)
    page = await browser.sign_in(rig, "li")
    await page.get_by_role("main").wait_for()
    await page.context.add_init_script(LONG_TASKS)
    watch = await Watch.open(page)
    loaded: list[int] = []
    page.on("requestfinished", lambda request: loaded.append(len(request.url)))
    await page.goto("/chats")
    await page.get_by_role("main").get_by_text("号项目").first.wait_for()
    await watch.rest()
    weight = (
        """() => performance.getEntriesByType("resource").reduce((sum, one) => sum + one.transferSize, 0)"""
    )
    cold = {"requests": len(loaded), "bytes": await page.evaluate(weight)}
    return await watch.read() | cold


Case = Callable[[Rig, Browsing, argparse.Namespace], Awaitable[Figures]]
CASES: dict[str, Case] = {"members": members, "history": history, "groups": groups_300}


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
                    found[name] = await CASES[name](rig, browser, options)
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
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    if reason := why_not():
        parser.error(reason)
    print(msgspec.json.format(msgspec.json.encode(asyncio.run(measure(options))), indent=2).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
