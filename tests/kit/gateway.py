"""A push gateway that writes down what it is told, and answers as the test wants. Push Gateway API.

It is a push service for browsers too: `POST /web-push/…` takes encrypted messages (RFC 8030).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any

from aiohttp import web

from fangyuan.kernel.clock import ManualClock
from tests.kit.client import Json

PATIENCE_S = 20
Answering = Callable[[Json], tuple[int, Any]]


def take(notification: Json) -> tuple[int, Any]:
    """What a gateway answers when all is well."""
    return 200, {"rejected": []}


class Gateway:
    """`async with Gateway() as gateway`: it listens on 127.0.0.1. `told` holds every notification that it took."""

    def __init__(self) -> None:
        self.answering: Answering = take
        self.told: list[Json] = []  # taken
        self.asked: list[Json] = []  # refused ones too
        self.messages: list[tuple[str, bytes, dict[str, str]]] = []  # Web Push: path, body, headers
        self.web_push_status = 201
        self._changed = asyncio.Event()
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Gateway:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listens: on the same port as before when it was stopped."""
        app = web.Application()
        app.router.add_post("/_matrix/push/v1/notify", self._notify)
        app.router.add_post("/web-push/{device}", self._web_push)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        return f"{self.base}/_matrix/push/v1/notify"

    def told_of(self, pushkey: str | None = None) -> list[str]:
        """The events that were pushed, in the order in which they came; of one device if it is named."""
        return [
            told["event_id"]
            for told in self.told
            if "event_id" in told and (pushkey is None or told["devices"][0]["pushkey"] == pushkey)
        ]

    async def until(self, condition: Callable[[], object], clock: ManualClock | None = None) -> None:
        """Waits until the condition holds; it is asked again whenever something came in.

        With a clock, time goes by meanwhile, 10 s at a time, so that what failed is tried again.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():
                    self._changed.clear()
                    try:
                        async with asyncio.timeout(0.5 if clock else None):
                            await self._changed.wait()
                    except TimeoutError:
                        if clock is None:
                            raise
                        clock.advance(10_000)
        except TimeoutError:
            raise AssertionError(f"waited {PATIENCE_S} s in vain; told: {self.told[-3:]}") from None

    async def until_told(self, *event_ids: str, clock: ManualClock | None = None) -> None:
        await self.until(lambda: set(event_ids) <= set(self.told_of()), clock)

    async def _notify(self, request: web.Request) -> web.Response:
        notification = (await request.json())["notification"]
        status, body = self.answering(notification)
        self.asked.append(notification)
        if status == 200:
            self.told.append(notification)
        self._changed.set()
        return web.json_response(body, status=status)

    async def _web_push(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.messages.append((request.path, await request.read(), headers))
        self._changed.set()
        return web.Response(status=self.web_push_status)
