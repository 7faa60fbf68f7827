"""What a page costs its browser: the processor time of its main thread, task by task, whatever else the machine does.

A task's time is that of the thread's own clock, as the browser's tracing has it: a task that waits for a processor
which others use is no longer for that.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Page

Figures = dict[str, Any]
QUIET_S, QUIET_SHARE = 1.0, 0.02  # the page rests when its main thread was busy for less than this share
LONG_MS, TOO_LONG_MS = 50, 200
_CATEGORY = "disabled-by-default-devtools.timeline"
_BUFFER_KB = 400_000


class Watch:
    """Reads the counters of one page. With `profiles`, writes what the time went to there, for DevTools."""

    def __init__(self, page: Page, devtools: Any, profiles: Path | None = None) -> None:
        self.page, self._devtools, self._profiles = page, devtools, profiles
        self._start: dict[str, float] = {}
        self._main: set[tuple[int, int]] = set()
        self._tasks: dict[tuple[int, int], list[float]] = {}  # milliseconds, by thread
        self._ended = asyncio.Event()
        devtools.on("Tracing.dataCollected", self._collect)
        devtools.on("Tracing.tracingComplete", self._end)

    @classmethod
    async def open(cls, page: Page, profiles: Path | None = None) -> Watch:
        devtools: Any = await page.context.new_cdp_session(page)  # what it answers has no types
        await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        await devtools.send("Profiler.enable")
        return cls(page, devtools, profiles)

    async def slow_down(self, times: int) -> None:
        """As on a phone, whose processor is so many times slower."""
        await self._devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})

    async def begin(self) -> None:
        """From here on."""
        if self._profiles:
            await self._devtools.send("Profiler.setSamplingInterval", {"interval": 500})
            await self._devtools.send("Profiler.start")
        self._start = await self._metrics()
        self._tasks = {}
        await self._trace()

    async def go_on(self) -> None:
        """Takes in what was traced so far, before there is too much of it."""
        await self._stop_trace()
        await self._trace()

    async def read(self, name: str) -> Figures:
        """Milliseconds of the main thread since `begin`, and what its tasks took."""
        await self._stop_trace()
        now = await self._metrics()
        if self._profiles:
            found = await self._devtools.send("Profiler.stop")
            self._profiles.mkdir(parents=True, exist_ok=True)
            (self._profiles / f"{name}.cpuprofile").write_bytes(msgspec.json.encode(found["profile"]))
        # Chromium keeps a process in reserve, whose main thread does next to nothing.
        tasks = max((self._tasks.get(thread, []) for thread in self._main), key=sum, default=list[float]())
        # Another page counts from nothing again.
        before = self._start if now["NavigationStart"] == self._start["NavigationStart"] else {}

        def spent(counter: str) -> int:
            return round((now[counter] - before.get(counter, 0)) * 1000)

        return {
            "main_thread_ms": round(sum(tasks)),
            "script_ms": spent("ScriptDuration"),
            "layout_ms": spent("LayoutDuration"),
            "style_ms": spent("RecalcStyleDuration"),
            "longest_task_ms": round(max(tasks, default=0)),
            "tasks_over_50_ms": sum(one > LONG_MS for one in tasks),
            "tasks_over_200_ms": sum(one > TOO_LONG_MS for one in tasks),
            "heap_mb": round(now["JSHeapUsedSize"] / 1e6, 1),
            "nodes": round(now["Nodes"]),
        }

    async def rest(self) -> None:
        """Waits until the main thread has nothing more to do."""
        before = (await self._metrics())["TaskDuration"]
        while True:
            await asyncio.sleep(QUIET_S)
            now = (await self._metrics())["TaskDuration"]
            if now - before < QUIET_S * QUIET_SHARE:
                return
            before = now

    async def _metrics(self) -> dict[str, float]:
        found: Figures = await self._devtools.send("Performance.getMetrics")
        return {one["name"]: one["value"] for one in found["metrics"]}

    async def _trace(self) -> None:
        only = {"includedCategories": [_CATEGORY, "__metadata"], "excludedCategories": ["*"]}
        config = {"recordMode": "recordUntilFull", "traceBufferSizeInKb": _BUFFER_KB, **only}
        await self._devtools.send("Tracing.start", {"traceConfig": config, "transferMode": "ReportEvents"})

    async def _stop_trace(self) -> None:
        self._ended.clear()
        await self._devtools.send("Tracing.end")
        await self._ended.wait()

    def _end(self, _found: Figures) -> None:
        self._ended.set()

    def _collect(self, found: Figures) -> None:
        for one in found["value"]:
            thread = (one["pid"], one["tid"])
            if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain":
                self._main.add(thread)
            elif one["name"] == "RunTask":
                self._tasks.setdefault(thread, []).append(one.get("tdur", 0) / 1000)
