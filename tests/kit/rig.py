"""A real server over real HTTP for black-box tests: `alice = await rig.user("alice")`, then talk like her.

The server runs in a thread with an event loop of its own, put together as `fangyuan serve` does it, but
the clock moves by `rig.clock.advance(ms)`, ids come from a fixed seed, and the port is any free one.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import aiohttp
import msgspec

from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.config import ENVIRONMENT_PREFIX as PREFIX
from fangyuan.kernel.config import Config
from fangyuan.kernel.ids import Ids, seeded
from tests.kit.backend import Backend
from tests.kit.client import MatrixClient

SERVER_NAME = "test.local"
PASSWORD = "correct horse battery"
SETTINGS: dict[str, Any] = {
    "server_name": SERVER_NAME,
    "listen": "127.0.0.1:0",
    "log_level": "error",
    "limits": {"enabled": False},
    "registration": {"mode": "open"},
    "passwords": {"cheap": True},
}
NO_WEB = Path("/nonexistent/web")  # reading and hashing the client's 400 files would be a third of a start
PATIENCE_S = 30  # for the server's start and stop; nothing waits this long unless it hangs


class Rig:
    """One server on one database of its own; stopped and dropped by `close`. `settings` go on top of SETTINGS.

    It serves no web client unless `web_folder` says where one was built.

    Tests that share a server give each its own `suffix`: it ends the names of the accounts that they make.
    """

    def __init__(
        self, backend: Backend, folder: Path, web_folder: Path | None = None, /, **settings: Any
    ) -> None:
        self.clock = ManualClock()
        self.settings = SETTINGS | {"data_dir": str(folder), "database": backend.fresh()} | settings
        self.suffix = ""
        self.web_folder = NO_WEB if web_folder is None else web_folder  # read at each start
        self._backend = backend
        self._ids = Ids(SERVER_NAME, seeded(1))
        self._http: aiohttp.ClientSession | None = None
        self._thread: _ServerThread | None = None
        self.start()

    # -- the server ------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The server's address; another one after each restart."""
        assert self._thread is not None, "the server is stopped"
        return self._thread.base

    def start(self) -> None:
        config = msgspec.convert(self.settings, Config)
        self._thread = _ServerThread(config, self.clock, self._ids, self.web_folder)
        self._thread.start_and_wait()

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.stop_and_wait()
            self._thread = None

    async def restart(self, **settings: Any) -> None:
        """Stops the server and starts it on the same data, with these settings changed."""
        await self.close_clients()
        await asyncio.to_thread(self.stop)
        self.settings = self.settings | settings
        await asyncio.to_thread(self.start)

    def close(self) -> None:
        self.stop()
        self._backend.drop(self.settings["database"])

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`fangyuan …` in a process of its own beside the running server; it speaks English."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
        return subprocess.run(
            [sys.executable, "-m", "fangyuan.cli", *arguments],
            env=inherited | {"LC_ALL": "en_US.UTF-8"} | dict(_as_environment(self.settings, PREFIX)),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    # -- its users -------------------------------------------------------------------------------------------

    def client(self) -> MatrixClient:
        """A client that is not signed in."""
        return MatrixClient(self)

    async def user(self, localpart: str, *, password: str = PASSWORD, **login: Any) -> MatrixClient:
        """A signed-in client of a new account; `login` goes into the body of the registration."""
        client = self.client()
        await client.register(localpart + self.suffix, password, **login)
        return client

    async def login(self, user: str, password: str = PASSWORD, **login: Any) -> MatrixClient:
        """A new device of an account that exists; `user` is a localpart as in `user()`, or a user id."""
        client = self.client()
        await client.login(user if user.startswith("@") else user + self.suffix, password, **login)
        return client

    def http(self) -> aiohttp.ClientSession:
        """The connections of this test's clients."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120), auto_decompress=True)
        return self._http

    async def close_clients(self) -> None:
        """Ends all connections; the clients open new ones when they are used again."""
        if self._http is not None:
            await self._http.close()
            self._http = None


def _as_environment(settings: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _as_environment(cast("dict[str, Any]", value), f"{prefix}{name.upper()}__")
        else:
            is_list = isinstance(value, list | tuple)
            yield prefix + name.upper(), msgspec.json.encode(value).decode() if is_list else str(value)


class _ServerThread(threading.Thread):
    """Runs one server; what goes wrong while it starts or stops is raised to who waits for it."""

    def __init__(self, config: Config, clock: ManualClock, ids: Ids, web_folder: Path) -> None:
        super().__init__(name="server", daemon=True)
        self.base = ""
        self._parts = (config, clock, ids)
        self._web_folder = web_folder
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked_to_stop: asyncio.Event | None = None

    def start_and_wait(self) -> None:
        self.start()
        if not self._ready.wait(PATIENCE_S):
            raise TimeoutError("the server didn't start")
        if self._error is not None:
            raise self._error

    def stop_and_wait(self) -> None:
        assert self._loop is not None
        assert self._asked_to_stop is not None
        self._loop.call_soon_threadsafe(self._asked_to_stop.set)
        self.join(PATIENCE_S)
        if self.is_alive():
            raise TimeoutError("the server didn't stop")
        if self._error is not None:
            raise self._error

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that waits
            self._error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._asked_to_stop = asyncio.Event()
        # Late, so that tests of one domain stand without the rest of the house.
        from fangyuan.http.server import RunningServer, build

        server = RunningServer(build(*self._parts, self._web_folder))
        await server.start()
        self.base = server.base
        self._ready.set()
        try:
            await self._asked_to_stop.wait()
        finally:
            await server.stop()
