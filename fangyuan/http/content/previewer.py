"""Previews of links. Client-Server API §GET /media/preview_url."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from posixpath import basename
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from fangyuan import identity, media
from fangyuan.http.content.outside import Found, NoAnswerError, Visitor
from fangyuan.kernel import json
from fangyuan.kernel.config_media import Previews
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.json import JsonObject

if TYPE_CHECKING:
    from fangyuan.http.content.content import Content

_AT_ONCE = 8
_HOUR_MS = 3_600_000
_PAGES = ("text/html", "application/xhtml+xml")
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Previewer:
    """Looks at pages for people, each address once in a while."""

    def __init__(self, settings: Previews, content: Content) -> None:
        self._settings = settings
        self._content = content
        self._visitor = Visitor(allow_private=settings.allow_private, timeout_s=settings.timeout_seconds)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._making: dict[str, asyncio.Task[bytes]] = {}

    async def close(self) -> None:
        await self._visitor.close()

    async def get(self, url: str) -> bytes:
        """The encoded OpenGraph data of the address; 502 when it can't be visited."""
        kept = await self._content.db.read(lambda tx: media.find_preview(tx, url))
        if kept is not None:
            return kept.answer
        making = self._making.get(url)
        if making is None:
            making = self._making[url] = asyncio.create_task(self._make(url))
            making.add_done_callback(lambda _: self._making.pop(url, None))
        try:
            return await asyncio.shield(making)
        except NoAnswerError:
            raise FangyuanError(
                "The address can't be previewed", status=502, key="media.no_preview"
            ) from None

    async def _make(self, url: str) -> bytes:
        async with self._turn:
            found = await self._visitor.visit(url, self._settings.page_bytes)
            kind = found.content_type.partition(";")[0].strip().lower()
            fields: JsonObject = {}
            image: media.File | None = None
            if kind in _PAGES:
                page = await asyncio.to_thread(media.read_page, found.body, found.content_type, found.url)
                fields = dict(page.fields)
                if page.image is not None:
                    image = await self._fetch_image(page.image, fields)
            elif kind in _IMAGES:
                name = unquote(basename(urlsplit(found.url).path))
                fields = {"og:title": name} if name else {}
                image = await self._fetch_image(found.url, fields)
        answer = json.encode(fields)
        media_id = image.media_id if image is not None else None
        keep_ms = self._settings.keep_hours * _HOUR_MS
        await self._content.db.write(lambda tx: media.keep_preview(tx, url, answer, media_id, keep_ms))
        return answer

    async def _fetch_image(self, url: str, fields: JsonObject) -> media.File | None:
        """Keeps the picture and tells of it in `fields`; a page whose picture can't be had is previewed without."""
        try:
            found = await self._visitor.visit(url, self._settings.image_bytes)
            kind = media.sniff(io.BytesIO(found.body))
            if not found.is_whole or kind not in _IMAGES:
                return None
            width, height = await asyncio.to_thread(media.measure, found.body)
            house = await self._content.db.read(identity.find_house)
            file = await self._content.upload(house or "", _once(found), kind, None)
        except (NoAnswerError, FangyuanError):
            return None
        fields["og:image"] = await self._content.db.read(lambda tx: media.uri(tx, file.media_id))
        fields |= {"og:image:type": kind, "og:image:width": width, "og:image:height": height}
        fields["matrix:image:size"] = file.size
        return file


async def _once(found: Found) -> AsyncGenerator[bytes]:
    yield found.body
