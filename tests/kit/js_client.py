"""A real matrix-js-sdk client in a Node process: `await alice.start(); await alice.call("login", base=…)`.

`js/client.mjs` lists the commands. What npm installs is kept in js/node_modules.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import subprocess
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.kit import node

FOLDER = Path(__file__).resolve().parent / "js"
LONGEST_LINE = 16 * 1024 * 1024
STOP_PATIENCE_S = 10


class JsError(AssertionError):
    """A command failed. What the server said, if it was the server, is in `errcode`, `error` and so on."""

    def __init__(self, command: str, details: dict[str, Any]) -> None:
        super().__init__(f"{command}: {details.get('message')}")
        self.errcode: str | None = details.get("errcode")
        self.error: str | None = details.get("error")
        self.http_status: int | None = details.get("httpStatus")
        self.data: dict[str, Any] = details.get("data") or {}


class JsClient:
    """One client, that is one device; `async with` starts and stops it. Commands may overlap."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0
        self._log: deque[str] = deque(maxlen=50)

    @staticmethod
    def is_available() -> bool:
        return node.is_available()

    async def start(self) -> None:
        """Starts the Node process, after npm has installed the SDK if need be."""
        await asyncio.to_thread(install)
        self._process = await asyncio.create_subprocess_exec(
            node.program("node"),
            "client.mjs",
            cwd=FOLDER,
            env=node.environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        self._readers = [
            asyncio.create_task(self._read_answers(self._process)),
            asyncio.create_task(self._read_log(self._process)),
        ]

    async def call(self, cmd: str, **args: Any) -> Any:
        """Runs one command and gives its result; JsError if it fails or Node dies."""
        process = self._process
        if process is None or self._readers[0].done():
            raise JsError(cmd, {"message": f"the Node process isn't running\n{self.log}"})
        assert process.stdin is not None
        self._asked += 1
        answered = asyncio.get_running_loop().create_future()
        self._waiting[self._asked] = answered
        process.stdin.write(json.dumps({"id": self._asked, "cmd": cmd} | args).encode() + b"\n")
        reply = await answered
        if not reply["ok"]:
            raise JsError(cmd, reply["error"])
        return reply["result"]

    async def stop(self) -> None:
        """Ends the process; does nothing when it isn't running."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()  # which is how it knows
        try:
            await asyncio.wait_for(process.wait(), STOP_PATIENCE_S)
        except TimeoutError:
            process.kill()
            await process.wait()
        await asyncio.gather(*self._readers)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def log(self) -> str:
        """The last lines that the SDK logged."""
        return "\n".join(self._log)

    async def _read_answers(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                reply = json.loads(line)
                waiting = self._waiting.pop(reply["id"], None)
                if waiting is not None and not waiting.done():  # done: who asked was cancelled
                    waiting.set_result(reply)
        finally:
            # Nobody answers any more: whoever waits learns it now rather than never.
            gone = {"ok": False, "error": {"message": f"the Node process ended\n{self.log}"}}
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_result(gone)
            self._waiting.clear()

    async def _read_log(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self._log.append(line.decode(errors="replace").rstrip())


def install() -> None:
    """Has npm install what package-lock.json says, unless that was done; safe in parallel test workers."""
    lock = FOLDER / "package-lock.json"
    installed = FOLDER / "node_modules" / ".installed-lock.json"  # ours, written when npm is done
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if installed.is_file() and installed.read_bytes() == lock.read_bytes():
            return
        done = subprocess.run(
            [node.program("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=FOLDER,
            env=node.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"npm ci: {done.stderr or done.stdout}")
        shutil.copyfile(lock, installed)
    finally:
        os.close(descriptor)
