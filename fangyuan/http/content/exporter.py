"""Making the file of a group's export: a ZIP of pages, lines and files, with the SHA-256 of each in its manifest.

Messages come page by page and files piece by piece: what it takes of memory doesn't grow with the group.
"""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import structlog

from fangyuan import keeping
from fangyuan.db import Database
from fangyuan.events import Event
from fangyuan.http.content.depot import Depot
from fangyuan.keeping import Contents, Export
from fangyuan.kernel import json
from fangyuan.kernel.change import Change
from fangyuan.kernel.errors import NotFound

_LONGEST_S = 3_600.0
_PACKED = zipfile.ZIP_DEFLATED
Progress = Callable[[int, int], Awaitable[None]]

log = structlog.get_logger("export")


class Package:
    """A ZIP that is being written, and what its manifest will say."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", _PACKED, compresslevel=6)
        self.entries: list[dict[str, Any]] = []

    async def add(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        """One entry, piece by piece; each is packed on another thread."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(name, "w", force_zip64=True) as entry:
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                await asyncio.to_thread(entry.write, chunk)
        self.entries.append({"path": name, "size": size, "sha256": digest.hexdigest()})

    def close(self, manifest: bytes | None = None) -> None:
        if manifest is not None:
            self._zip.writestr("manifest.json", manifest)
        self._zip.close()


async def write_export(
    db: Database, depot: Depot, room_id: str, path: Path, progress: Progress
) -> tuple[str, int]:
    """Writes the group's export to `path`, which appears when it is whole; (SHA-256 of its manifest, messages)."""
    contents = await db.read(lambda tx: keeping.contents_of(tx, room_id))
    total = contents.messages + len(contents.files)
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    package = Package(partial)
    counter = _Counter(progress, total)
    try:
        await package.add("charter.json", _once({"versions": contents.charters, "text": contents.text}))
        await package.add("members.json", _once({"members": contents.members}))
        await package.add("messages.jsonl", _lines(db, contents, counter))
        await package.add("index.html", _page(db, contents))
        for media_id, file in contents.files.items():
            await _add_file(package, depot, media_id, file)
            await counter.more(1)
        manifest = json.encode(
            {
                "format": keeping.FORMAT,
                "room_id": room_id,
                "name": contents.name,
                "exported_ts": contents.exported_ts,
                "messages": counter.messages,
                "entries": package.entries,
            }
        )
        await asyncio.to_thread(package.close, manifest)
        await asyncio.to_thread(partial.replace, path)
    except BaseException:
        package.close()
        partial.unlink(missing_ok=True)
        raise
    return hashlib.sha256(manifest).hexdigest(), counter.messages


class _Counter:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self.messages = 0

    async def more(self, count: int) -> None:
        self._done += count
        await self._progress(self._done, max(self._total, self._done))


async def _once(value: Any) -> AsyncIterator[bytes]:
    yield json.encode(value)


async def _pages(db: Database, contents: Contents) -> AsyncIterator[list[Event]]:
    after = 0
    while page := await db.read(lambda tx, at=after: keeping.read_page(tx, contents, at)):
        yield page
        after = page[-1].position


async def _lines(db: Database, contents: Contents, counter: _Counter) -> AsyncIterator[bytes]:
    async for page in _pages(db, contents):
        counter.messages += len(page)
        yield b"".join(event.json + b"\n" for event in page)
        await counter.more(len(page))


async def _page(db: Database, contents: Contents) -> AsyncIterator[bytes]:
    server = db.ids.server_name
    yield keeping.html_start(contents).encode()
    async for page in _pages(db, contents):
        yield "".join(keeping.message_html(contents, event, server) for event in page).encode()
    yield keeping.html_end().encode()


async def _add_file(package: Package, depot: Depot, media_id: str, file: Any) -> None:
    try:
        await package.add(file.path, depot.chunks(file.object_key, 0, file.size))
    except NotFound:  # its time was over meanwhile
        log.warning("a file of an export is gone", media_id=media_id)


class Exporter:
    """A background task: `await exporter.run()` until it is cancelled. What a crash cut off is begun anew."""

    def __init__(self, db: Database, depot: Depot, folder: Path) -> None:
        self._db = db
        self._depot = depot
        self._folder = folder
        self._wake = asyncio.Event()
        db.bus.subscribe(self)

    def path(self, export: Export) -> Path:
        """Where the finished file lies."""
        return self._folder / f"{export.export_id}.zip"

    async def run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.round()
            except Exception:
                log.exception("exports failed; they are tried again")
            try:
                async with asyncio.timeout(_LONGEST_S):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def round(self) -> None:
        """Every export that somebody waits for is made when this returns."""
        for export in await self._db.write(keeping.list_ended):
            await asyncio.to_thread(self.path(export).unlink, missing_ok=True)
        for export in await self._db.read(keeping.list_unfinished):
            await self._make(export)

    async def _make(self, export: Export) -> None:
        async def progress(done: int, total: int) -> None:
            await self._db.write(lambda tx: keeping.set_progress(tx, export.export_id, done, total))

        try:
            manifest, messages = await write_export(
                self._db, self._depot, export.room_id, self.path(export), progress
            )
        except Exception:
            log.exception("an export failed", export_id=export.export_id)
            manifest, messages = "", 0
        await self._db.write(
            lambda tx: keeping.finish_export(tx, export, manifest=manifest, messages=messages)
        )

    def committed(self, changes: Sequence[Change], position: int) -> None:
        if any(change.kind == "export" for change in changes):
            self._wake.set()

    def lost(self, position: int) -> None:
        self._wake.set()
