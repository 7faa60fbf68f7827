"""Reading QR codes in pictures that arrive: off the event loop, few at a time, never for long."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fangyuan import media
from fangyuan.media.codes import KINDS, MOST_BYTES

_AT_ONCE = 2  # each may hold a decoded picture
_PATIENCE_S = 5.0  # an upload doesn't wait longer: then nothing is known of the picture's codes


class CodeReader:
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="codes")

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def read(self, path: Path, kind: str, size: int) -> tuple[str, ...]:
        """The texts of the codes in the picture that lies there."""
        if kind not in KINDS or size > MOST_BYTES:
            return ()
        reading = asyncio.get_running_loop().run_in_executor(self._pool, _read, path)
        try:
            return tuple(await asyncio.wait_for(reading, _PATIENCE_S))
        except TimeoutError:
            return ()


def _read(path: Path) -> list[str]:
    return media.read_codes(path.read_bytes())
