"""What is just arriving: a file in the folder `incoming`, hashed on the way, and gone unless it is taken over."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from fangyuan import media

_PIECE = 1_048_576  # bytes that are gathered before a thread writes and hashes them


class Spool:
    """A content on its way: `path` until the end of `spooled`, its hash, size and what its bytes show."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.size = 0
        self.sha256 = ""
        self.kind = ""
        self._file = file
        self._hash = hashlib.sha256()

    async def take(self, chunks: AsyncIterator[bytes], *, is_lasting: bool) -> None:
        """Writes all of it; when `is_lasting`, it is safe on the disk afterwards."""
        parts: list[bytes] = []
        gathered = 0
        async for chunk in chunks:
            parts.append(chunk)
            gathered += len(chunk)
            if gathered >= _PIECE:
                await asyncio.to_thread(self._write, parts)
                parts, gathered = [], 0
        await asyncio.to_thread(self._finish, parts, is_lasting)

    def _write(self, parts: list[bytes]) -> None:
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def _finish(self, parts: list[bytes], is_lasting: bool) -> None:
        if parts:
            self._write(parts)
        self._file.flush()
        if is_lasting:
            os.fsync(self._file.fileno())
        self.sha256 = self._hash.hexdigest()
        self.kind = media.sniff(self._file)


@asynccontextmanager
async def spooled(folder: Path) -> AsyncGenerator[Spool]:
    """A new spool. A lock on its file says that somebody is at work, until he ends or dies."""
    file, path = await asyncio.to_thread(_create, folder)
    try:
        yield Spool(path, file)
    finally:
        await asyncio.to_thread(_remove, file, path)


def _create(folder: Path) -> tuple[BinaryIO, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix="up-")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.path.exists(name):
            return os.fdopen(handle, "w+b"), Path(name)
        os.close(handle)


def _remove(file: BinaryIO, path: Path) -> None:
    path.unlink(missing_ok=True)  # it was moved away if it is wanted
    file.close()


def clear(folder: Path) -> int:
    """Deletes what processes left behind that died while something arrived; gives how many."""
    cleared = 0
    for path in folder.glob("up-*") if folder.is_dir() else ():
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                cleared += 1
        except (BlockingIOError, FileNotFoundError):
            continue
    return cleared
