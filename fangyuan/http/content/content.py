"""The content repository of one server: the store and everything that works on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from msgspec.structs import replace

from fangyuan import groups, media, timeline
from fangyuan.db import Database, Tx
from fangyuan.http.content.arrivals import Arrivals
from fangyuan.http.content.codereader import CodeReader
from fangyuan.http.content.depot import Depot
from fangyuan.http.content.exporter import Exporter
from fangyuan.http.content.keeper import Keeper
from fangyuan.http.content.previewer import Previewer
from fangyuan.http.content.spool import Spool, spooled
from fangyuan.http.content.thumbnailer import Thumbnailer
from fangyuan.identity.model import Session
from fangyuan.kernel.config import Config


class Announced:
    """An id that waits for its content, and whose session brings it."""

    def __init__(self, session: Session, media_id: str) -> None:
        self.session = session
        self.media_id = media_id


class Content:
    """Uploads and finding files; `thumbnails`, `previews` and the background's `keeper` beside them."""

    def __init__(self, config: Config, db: Database) -> None:
        self.settings = config.media
        self.depot = Depot(config.media, Path(config.data_dir))
        self.codes = CodeReader()
        self.thumbnails = Thumbnailer(db, self.depot)
        self.keeper = Keeper(db, self.depot, config.media)
        self.exporter = Exporter(db, self.depot, Path(config.data_dir) / "exports")
        self.previews = Previewer(config.previews, self)
        self.db = db
        self._arrivals = Arrivals(db.bus)

    async def close(self) -> None:
        await self.previews.close()
        await asyncio.to_thread(self.thumbnails.close)
        await asyncio.to_thread(self.codes.close)

    async def upload(
        self,
        user_id: str,
        chunks: AsyncIterator[bytes],
        content_type: str | None,
        filename: str | None,
        announced: Announced | None = None,
    ) -> media.File:
        """Takes a content in and gives the file that it became, under the announced id if there is one.

        Only when this returns does the file exist, and then for good. A content that is here is not stored again.
        """
        async with spooled(self.depot.incoming) as spool:
            await spool.take(chunks, is_lasting=not self.depot.is_remote)
            upload = media.Upload(
                user_id=user_id,
                sha256=spool.sha256,
                size=spool.size,
                kind=spool.kind,
                content_type=content_type,
                filename=filename,
            )
            return await self._keep(spool, upload, announced)

    async def _keep(self, spool: Spool, upload: media.Upload, announced: Announced | None) -> media.File:
        media_id = announced.media_id if announced is not None else None

        def check(tx: Tx) -> None:
            if announced is not None:  # messages may have been sent before their file
                groups.check_late_file(tx, announced.session, announced.media_id, upload.kind, upload.size)

        def keep(tx: Tx, key: str | None, codes: tuple[str, ...] = ()) -> media.File:
            check(tx)
            arrived = replace(upload, codes=codes)
            return media.keep(tx, arrived, self.settings, key=key, media_id=media_id)

        def keep_known(tx: Tx) -> media.File | str:
            if media.knows(tx, upload.sha256):
                return keep(tx, None)
            check(tx)
            return media.reserve(tx)

        kept = await self.db.write(keep_known)
        if isinstance(kept, media.File):
            return kept
        key = kept
        codes = await self.codes.read(spool.path, upload.kind, upload.size)
        await self.depot.keep(key, spool.path)
        return await self.db.write(lambda tx: keep(tx, key, codes))

    async def find(self, user_id: str | None, media_id: str, timeout_ms: int) -> media.File:
        """A file that the user may have; waits for one that is announced, at most so long.

        M_NOT_FOUND when there is none or it is not for him, M_NOT_YET_UPLOADED when it didn't come. `user_id` None
        asks for nobody in particular, as the deprecated endpoints do.
        """

        def load(tx: Tx) -> media.File:
            return timeline.get_file(tx, user_id, media_id)

        found = await self.db.read(load)
        if found.object_key is not None:
            return found
        with self._arrivals.expected(media_id) as arrived:
            try:
                async with asyncio.timeout(timeout_ms / 1000):
                    while (found := await self.db.read(load)).object_key is None:
                        await arrived.wait()
                        arrived.clear()
            except TimeoutError:
                raise media.NotYetUploaded("Media has not been uploaded yet") from None
        return found
