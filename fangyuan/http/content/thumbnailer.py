"""Thumbnails, each made once: off the event loop, few at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from fangyuan import media
from fangyuan.db import Database, Tx
from fangyuan.http.content.depot import Depot
from fangyuan.kernel.errors import TooLarge
from fangyuan.media.thumbnails import MOST_BYTES

_AT_ONCE = 2  # each may hold a decoded picture of MOST_PIXELS
_KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Thumbnailer:
    def __init__(self, db: Database, depot: Depot) -> None:
        self._db = db
        self._depot = depot
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="thumbnails")
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._making: dict[tuple[str, str], asyncio.Task[media.Thumbnail]] = {}

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def get(self, file: media.File, variant: media.Variant) -> media.Thumbnail:
        """The thumbnail, made now if it never was; CannotThumbnail, or M_TOO_LARGE for very large pictures."""
        key = file.object_key
        assert key is not None, "a file that is here"
        found = await self._db.read(lambda tx: media.find_thumbnail(tx, key, variant.name))
        if found is not None:
            return found
        if file.kind not in _KINDS:
            raise media.CannotThumbnail
        if file.size > MOST_BYTES:
            raise TooLarge("The picture is too large to thumbnail", key="media.too_large_to_thumbnail")
        making = self._making.get((key, variant.name))
        if making is None:
            making = asyncio.create_task(self._make(key, file.size, variant))
            self._making[key, variant.name] = making
            making.add_done_callback(lambda _: self._making.pop((key, variant.name), None))
        return await asyncio.shield(making)  # others may wait for it when this client has gone

    async def _make(self, key: str, size: int, variant: media.Variant) -> media.Thumbnail:
        async with self._turn:
            content = await self._depot.read(key, size)
            loop = asyncio.get_running_loop()
            small, content_type = await loop.run_in_executor(
                self._pool, media.make_thumbnail, content, variant
            )
        name = await self._db.write(media.reserve)
        await self._depot.keep_bytes(name, small)
        made = media.Thumbnail(name, content_type, len(small))

        def keep(tx: Tx) -> media.Thumbnail | None:
            media.keep_thumbnail(tx, key, variant.name, made)
            return media.find_thumbnail(tx, key, variant.name)

        return await self._db.write(keep) or made
