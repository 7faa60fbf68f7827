"""Hashing off the event loop, in a few threads: each hash takes some 70 ms and 19 MiB, on purpose."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from fangyuan import identity
from fangyuan.kernel.errors import LimitExceeded

T = TypeVar("T")

_THREADS = min(4, os.cpu_count() or 1)
# Beyond this many the last would wait for seconds: better to say "later" at once.
_MOST_WAITING = 32 * _THREADS
_COME_BACK_MS = 2_000


class Passwords:
    """`cheap` is config.passwords.cheap: for tests."""

    def __init__(self, *, cheap: bool) -> None:
        self._cheap = cheap
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="password")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """How the password is stored."""
        return await self._run(partial(identity.hash_password, password, cheap=self._cheap))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the right one; a wrong one takes as long when there is no account at all."""
        return await self._run(partial(identity.verify_password, password_hash, password, cheap=self._cheap))

    async def _run(self, function: Callable[[], T]) -> T:
        if self._waiting >= _MOST_WAITING:
            raise LimitExceeded(_COME_BACK_MS)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, function)
        finally:
            self._waiting -= 1
