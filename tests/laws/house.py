"""The whole server in this process, without sockets: quick, and its memory can be looked into."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlencode

import msgspec

from fangyuan import groups, identity, worker
from fangyuan.db import Tx
from fangyuan.http.server import build
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.config import Config
from fangyuan.kernel.ids import Ids, seeded
from tests.kit.client import CLIENT, Answer, MatrixClient

if TYPE_CHECKING:
    from tests.kit.rig import Rig

T = TypeVar("T")
SERVER_NAME = "test.local"
SETTINGS: dict[str, Any] = {
    "server_name": SERVER_NAME,
    "limits": {"enabled": False},
    "passwords": {"cheap": True},
}


class House:
    """A server on one database, on an event loop of its own that runs when it is asked to. No worker: `run_due`."""

    def __init__(self, database_url: str, *, seed: int = 1, **settings: Any) -> None:
        self.clock = ManualClock()
        config = msgspec.convert(SETTINGS | {"database": database_url} | settings, Config)
        self.app = build(config, self.clock, Ids(SERVER_NAME, seeded(seed)))
        self._runner = asyncio.Runner()

    def open(self) -> None:
        async def start() -> None:
            self.app.hub.start(self.app.db.start())
            await self.app.db.write(lambda tx: groups.ensure_house(tx, "fangyuan"))

        self.run(start())

    def close(self) -> None:
        self.run(asyncio.to_thread(self.app.db.close))
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def write(self, function: Callable[[Tx], T]) -> T:
        return await self.app.db.write(function)

    async def read(self, function: Callable[[Tx], T]) -> T:
        return await self.app.db.read(function)

    async def advance(self, ms: int) -> None:
        """Time goes on, and what falls due is done."""
        self.clock.advance(ms)
        await asyncio.to_thread(worker.run_due, self.app.db)
        await self.app.hub.attendance.look()

    async def sign_in(self, user_id: str, device_id: str) -> LocalClient:
        """A device of an account that exists."""
        given = await self.write(
            lambda tx: identity.sign_in(tx, identity.get_account(tx, user_id), device_id=device_id)
        )
        client = LocalClient(self)
        client.user_id, client.device_id, client.token = user_id, device_id, given.access_token
        return client

    async def handle(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """One request through the application: (status, headers, body)."""
        answered: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            answered.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
        }
        await self.app(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in answered[0]["headers"]}
        return answered[0]["status"], found, answered[1]["body"]


class LocalClient(MatrixClient):
    """A client of a House: as those of the rig, without a wire."""

    def __init__(self, house: House) -> None:
        super().__init__(cast("Rig", house))
        self._house = house

    def move(self, house: House) -> None:
        """To a house that goes on with the same data, where its token is good too."""
        self._house = house

    async def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        full = path if path.startswith("/_") else CLIENT + path
        words = {name: _word(value) for name, value in (query or {}).items() if value is not None}
        all_headers = {"Authorization": f"Bearer {self.token}"} | self.headers | dict(headers or {})
        data = b"" if body is None else msgspec.json.encode(body)
        status, found, raw = await self._house.handle(method, full, urlencode(words), all_headers, data)
        return Answer(status, msgspec.json.decode(raw), found)


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
