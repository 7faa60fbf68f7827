"""An application service that writes down what it is told, and acts as its users. Application Service API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from aiohttp import web

from fangyuan.kernel.clock import ManualClock
from tests.kit.client import Answer, Json, MatrixClient
from tests.kit.rig import SERVER_NAME, Rig

PATIENCE_S = 20


class Ghost(MatrixClient):
    """The service as one of its users: its own token, and who it is in the query."""

    def __init__(self, rig: Rig, token: str, user_id: str | None, device_id: str | None = None) -> None:
        super().__init__(rig)
        self.token = token
        self._mask: Json = {"user_id": user_id, "device_id": device_id}
        self.user_id = user_id or ""

    async def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return await super().request(
            method, path, body, query={**(query or {}), **self._mask}, headers=headers
        )


class Bridge:
    """`async with Bridge(folder) as bridge`: listens on 127.0.0.1. Give `bridge.file` to the server's settings."""

    def __init__(self, folder: Path, name: str = "bridge", **registration: Any) -> None:
        self.name = name
        self.file = str(folder / f"{name}.yaml")
        self.as_token, self.hs_token = f"{name}-as-token", f"{name}-hs-token"
        self.transactions: list[tuple[str, Json]] = []  # that were taken
        self.tried: list[tuple[str, Json]] = []  # others too
        self.status = 200
        self.known: dict[str, Callable[[], Any]] = {}  # users and aliases that it makes when asked
        self.asked: list[str] = []
        self.pings: list[Json] = []
        self._registration = registration
        self._changed = asyncio.Event()
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Bridge:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_put("/_matrix/app/v1/transactions/{txn}", self._transaction)
        app.router.add_get("/_matrix/app/v1/{what}/{name}", self._query)
        app.router.add_post("/_matrix/app/v1/ping", self._ping)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._write()

    def _write(self) -> None:
        Path(self.file).write_bytes(msgspec.yaml.encode(self.registration()))

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def registration(self) -> Json:
        """As its author would write it."""
        users = {"exclusive": True, "regex": f"@{self.name}_.+:{SERVER_NAME}"}
        aliases = {"exclusive": True, "regex": f"#{self.name}_.+:{SERVER_NAME}"}
        return {
            "id": self.name,
            "url": f"http://127.0.0.1:{self._port}",
            "as_token": self.as_token,
            "hs_token": self.hs_token,
            "sender_localpart": f"{self.name}bot",
            "rate_limited": False,
            "namespaces": {"users": [users], "aliases": [aliases], "rooms": []},
            **self._registration,
        }

    def user(self, name: str = "") -> str:
        """The user id of one of its users; of its own account without a name."""
        return f"@{self.name}_{name}:{SERVER_NAME}" if name else f"@{self.name}bot:{SERVER_NAME}"

    def act(self, rig: Rig, name: str | None = None, device_id: str | None = None) -> Ghost:
        """The service as one of its users; as itself without a name."""
        return Ghost(rig, self.as_token, self.user(name) if name else None, device_id)

    async def register(self, rig: Rig, name: str) -> Ghost:
        """Makes one of its users and acts as him."""
        body = {
            "type": "m.login.application_service",
            "username": f"{self.name}_{name}",
            "inhibit_login": True,
        }
        await self.act(rig).ok("POST", "/register", body)
        return self.act(rig, name)

    def events(self) -> list[Json]:
        """All events that it was told, in order."""
        return [event for _, body in self.transactions for event in body["events"]]

    def ephemeral(self) -> list[Json]:
        return [event for _, body in self.transactions for event in body.get("ephemeral", [])]

    async def until(self, condition: Callable[[], object], clock: ManualClock | None = None) -> None:
        """Waits until the condition holds; with a clock, time goes by meanwhile, ten seconds at a time."""
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
            raise AssertionError(f"waited {PATIENCE_S} s in vain; told: {self.transactions[-2:]}") from None

    async def until_told(self, *event_ids: str, clock: ManualClock | None = None) -> None:
        await self.until(lambda: set(event_ids) <= {event["event_id"] for event in self.events()}, clock)

    def _check(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self.hs_token}":
            raise web.HTTPForbidden

    async def _transaction(self, request: web.Request) -> web.Response:
        self._check(request)
        told = (request.match_info["txn"], await request.json())
        self.tried.append(told)
        if self.status == 200 and told[0] not in [txn for txn, _ in self.transactions]:
            self.transactions.append(told)
        self._changed.set()
        return web.json_response({}, status=self.status)

    async def _query(self, request: web.Request) -> web.Response:
        self._check(request)
        name = request.match_info["name"]
        self.asked.append(name)
        if name not in self.known:
            return web.json_response({"errcode": "M_NOT_FOUND"}, status=404)
        await self.known[name]()
        return web.json_response({})

    async def _ping(self, request: web.Request) -> web.Response:
        self._check(request)
        self.pings.append(await request.json())
        return web.json_response({}, status=self.status)
