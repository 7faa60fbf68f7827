"""`fangyuan serve` as a process of its own, to be killed; the clients of `tests.kit` talk to it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import msgspec

from fangyuan.kernel.config import ENVIRONMENT_PREFIX
from tests.kit.client import MatrixClient

if TYPE_CHECKING:
    from tests.kit.rig import Rig


def _toml(settings: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Lines of TOML; its scalars look like JSON's."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _toml(cast("dict[str, Any]", value), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name} = {msgspec.json.encode(value).decode()}"


class ServerProcess:
    """One server on one set of data, in as many lives as a test gives it. `base` is its address, new in each life."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.base = ""
        self.start_seconds: list[float] = []
        self.config = folder / "fangyuan.toml"
        self.config.write_text("\n".join(_toml({"data_dir": str(folder / "data")} | dict(settings))))
        self._process: subprocess.Popen[str] | None = None
        self._http: aiohttp.ClientSession | None = None

    def client(self) -> MatrixClient:
        """A client of this server; of a Rig it uses only what this class has too."""
        return MatrixClient(cast("Rig", self))

    async def start(self) -> None:
        """Returns when the server answers."""
        began = time.monotonic()
        environ = {key: value for key, value in os.environ.items() if not key.startswith(ENVIRONMENT_PREFIX)}
        self._process = subprocess.Popen(  # noqa: ASYNC220 - starting takes a millisecond, and nothing else waits
            [sys.executable, "-m", "fangyuan.cli", "serve", "--config", str(self.config)],
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.base = await asyncio.to_thread(self._read_address, self._process)
        self.start_seconds.append(time.monotonic() - began)

    @staticmethod
    def _read_address(process: subprocess.Popen[str]) -> str:
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise AssertionError("the server ended: " + "".join(said))

    async def kill(self) -> str:
        """The process is gone at once, without a chance to finish anything; gives what it said at the end."""
        process, self._process = self._process, None
        if process is None:
            return ""
        process.send_signal(signal.SIGKILL)
        _, said = await asyncio.to_thread(process.communicate)
        return said

    def http(self) -> aiohttp.ClientSession:
        """The connections of this server's clients."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        return self._http

    async def close(self) -> None:
        await self.kill()
        if self._http is not None:
            await self._http.close()
            self._http = None
