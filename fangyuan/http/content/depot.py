"""The store of contents: a folder or an S3 bucket, by the same library and the same code."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.store import LocalStore, S3Store

from fangyuan.kernel.config_media import Media
from fangyuan.kernel.errors import NotFound

if TYPE_CHECKING:
    from obstore.store import S3Config

CHUNK = 262_144
_PART = 8_388_608  # bytes of one part of a multipart upload
_PARTS_AT_ONCE = 3


class Depot:
    """Contents by name. `incoming` is the folder for what is just arriving."""

    def __init__(self, settings: Media, data_dir: Path) -> None:
        self._store: LocalStore | S3Store | None = None
        self._settings = settings
        is_s3 = settings.store.startswith("s3://")
        self._folder = None if is_s3 else Path(settings.store or data_dir / "media").absolute()
        self.incoming = (self._folder or data_dir / "media").absolute() / ".incoming"

    @property
    def is_remote(self) -> bool:
        """Whether contents are kept by another machine."""
        return self._folder is None

    def open(self) -> LocalStore | S3Store:
        """The store, made when it is first needed."""
        if self._store is None:
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._store = LocalStore(self._folder)
            else:
                self._store = self._s3()
        return self._store

    def _s3(self) -> S3Store:
        bucket, _, prefix = self._settings.store.removeprefix("s3://").partition("/")
        endpoint = self._settings.s3_endpoint
        options: S3Config = {
            "region": self._settings.s3_region,
            "disable_bulk_delete": True,  # not every store of that kind has it
        }
        if endpoint:
            options["endpoint"] = endpoint
        return S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            config=options,
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": "5min"},
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},  # somebody is waiting
        )

    def probe(self) -> str:
        """What is wrong with the store, in its own words; '' when it takes and gives back. For the doctor."""
        name = ".fangyuan-doctor"
        try:
            store = self.open()
            obstore.put(store, name, b"?")
            same = bytes(obstore.get(store, name).bytes()) == b"?"
            obstore.delete(store, name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the administrator wants to read it
            return str(error).partition("\n")[0][:300] or type(error).__name__
        return "" if same else "another content came back"

    async def keep(self, name: str, file: Path) -> None:
        """Takes the file over, under a name that was reserved; when it returns, the content is safe."""
        self.open()
        if self._folder is not None:
            await asyncio.to_thread(_move, file, self._folder / _path(name))
        else:
            await obstore.put_async(
                self.open(), _path(name), file, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE
            )

    async def keep_bytes(self, name: str, content: bytes) -> None:
        """A small content, such as a thumbnail, which can be made anew."""
        await obstore.put_async(self.open(), _path(name), content)

    async def chunks(self, name: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to before `end`, piece by piece."""
        if start >= end:
            return
        if not self.is_remote:  # a folder's stream comes in pieces of 8 kB, each through a thread
            for at in range(start, end, CHUNK):
                yield await self._range(name, at, min(end, at + CHUNK))
            return
        result = await self._get(name, start, end)
        async for chunk in result.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def read(self, name: str, size: int) -> bytes:
        """The whole content, of `size` bytes."""
        return b"".join([chunk async for chunk in self.chunks(name, 0, size)])

    async def _range(self, name: str, start: int, end: int) -> bytes:
        try:
            return bytes(await obstore.get_range_async(self.open(), _path(name), start=start, end=end))
        except FileNotFoundError as cause:
            raise NotFound("No such media") from cause

    async def _get(self, name: str, start: int, end: int) -> obstore.GetResult:
        try:
            return await obstore.get_async(self.open(), _path(name), options={"range": (start, end)})
        except FileNotFoundError as cause:  # deleted between finding its row and opening it
            raise NotFound("No such media") from cause

    async def delete(self, names: Iterable[str]) -> None:
        """Those that are there; the others are gone already."""
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self.open(), _path(name))


def _path(name: str) -> str:
    """Spread over folders: a million files in one would be slow on some disks."""
    return f"{name[:2].lower()}/{name}"


def _move(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file, target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)  # else the name could be lost with the power
        finally:
            os.close(handle)
