"""Law: whatever is uploaded, sent, redacted, replaced, purged: what is needed, or in its grace, is stored; no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan import events, identity, media, rooms, timeline
from fangyuan.db import SQL, Database, Tx
from fangyuan.http.content import Content
from fangyuan.identity.model import Session
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.config import Config
from fangyuan.kernel.config_media import Media
from fangyuan.kernel.ids import Ids, seeded
from fangyuan.rooms import NewRoom
from tests.kit.backend import Backend
from tests.kit.rig import SERVER_NAME

HOUR = 3_600_000
GRACE, UNUSED = 24 * HOUR, 14 * 24 * HOUR
ALICE = Session("", f"@alice:{SERVER_NAME}", "PHONE")
STORED = SQL("SELECT object_key FROM media_blobs UNION ALL SELECT thumbnail_key FROM media_thumbnails")
RESERVED = SQL("SELECT object_key FROM media_doomed")
USED = SQL("SELECT COALESCE(SUM(size), 0), COUNT(*) FROM media WHERE object_key IS NOT NULL")
HELD = SQL("SELECT COALESCE(SUM(size), 0), COUNT(*) FROM media_blobs")


@dataclass
class Model:
    """What should be true of one file."""

    file: media.File
    live: set[str] = field(default_factory=set[str])  # events that show it
    was_shown: bool = False
    last_dropped: int = 0
    was_picture: bool = False
    deleted: bool = False


class World:
    """One person, two rooms, and her files; the edge's own code stores them."""

    def __init__(self, db: Database, clock: ManualClock, folder: Path) -> None:
        self.db, self.clock, self.folder = db, clock, folder
        self.content = Content(Config(data_dir=str(folder), media=Media()), db)
        self.files: list[Model] = []
        self.rooms: list[str] = []
        self.picture: str | None = None

    async def begin(self) -> None:
        self.db.start()

        def build(tx: Tx) -> list[str]:
            identity.create_account(tx, ALICE.user_id)
            return [rooms.create(tx, ALICE.user_id, NewRoom(), {}).room_id for _ in range(2)]

        self.rooms = await self.db.write(build)

    async def upload(self, number: int, octets: bool) -> None:
        async def chunks() -> AsyncGenerator[bytes]:
            yield b"content %d" % (number % 3)

        type = media.OCTETS if octets else "text/plain"
        self.files.append(Model(await self.content.upload(ALICE.user_id, chunks(), type, None)))

    async def send(self, number: int, room: int) -> None:
        model = self.files[number % len(self.files)]
        if model.deleted or not await self.exists(model):
            return
        address = f"mxc://{SERVER_NAME}/{model.file.media_id}"
        content = {"msgtype": "m.file", "body": "x", "file": {"url": address}, "again": [address]}
        event = await self.db.write(
            lambda tx: timeline.send(tx, ALICE, self.rooms[room], "m.room.message", content, None)
        )
        model.live.add(event.event_id)
        model.was_shown = True

    async def redact(self, number: int) -> None:
        shown = sorted(event_id for model in self.files for event_id in model.live)
        if not shown:
            return
        event_id = shown[number % len(shown)]
        found = await self.db.read(lambda tx: events.find_event(tx, event_id))
        assert found is not None
        await self.db.write(lambda tx: timeline.redact(tx, ALICE, found.room_id, event_id, {}, None))
        for model in self.files:
            if event_id in model.live:
                model.live.discard(event_id)
                model.last_dropped = self.clock.now_ms()

    async def set_picture(self, number: int) -> None:
        model = self.files[number % len(self.files)]
        if model.deleted or not await self.exists(model):
            return
        self.picture = model.file.media_id
        model.was_picture = True
        address = f"mxc://{SERVER_NAME}/{self.picture}"

        def change(tx: Tx) -> None:
            if identity.set_profile(tx, ALICE.user_id, "avatar_url", address):
                rooms.update_profile(tx, ALICE.user_id)

        await self.db.write(change)

    async def purge(self, room: int) -> None:
        before = self.clock.now_ms()

        def release(tx: Tx) -> list[str]:
            old = events.list_history(tx, self.rooms[room], 0, tx.position, 1_000, backwards=False)
            positions = [event.position for event in old if event.ts < before]
            return media.release(tx, self.rooms[room], positions)

        gone = await self.db.write(release)
        for model in self.files:
            for event_id in list(model.live):
                found = await self.db.read(lambda tx, id=event_id: events.find_event(tx, id))
                assert found is not None
                if found.room_id == self.rooms[room] and found.ts < before:
                    model.live.discard(event_id)
                    model.last_dropped = before
            if model.file.media_id in gone:
                assert not model.live
                model.deleted = True

    async def delete(self, number: int) -> None:
        model = self.files[number % len(self.files)]
        await self.db.write(lambda tx: media.delete(tx, model.file.media_id))
        model.deleted = True

    async def wait(self, hours: int) -> None:
        self.clock.advance(hours * HOUR)
        await self.content.keeper.round()

    async def exists(self, model: Model) -> bool:
        return await self.db.read(lambda tx: media.find(tx, model.file.media_id)) is not None

    async def check(self) -> None:
        """What must be here is here and readable; the store holds what rows name, and nothing else."""
        now = self.clock.now_ms()
        for model in self.files:
            is_here = await self.exists(model)
            if model.deleted:
                assert not is_here
            elif model.live or self.picture == model.file.media_id:
                assert is_here
            elif model.was_shown and not model.was_picture:
                assert is_here or now >= model.last_dropped + GRACE
            elif not model.was_shown and not model.was_picture:
                assert is_here == (model.file.says_nothing or now < model.file.created_ts + UNUSED)
            if is_here:
                key = model.file.object_key
                assert key is not None
                found = await self.db.read(lambda tx, id=model.file.media_id: media.get(tx, id))
                assert found.sha256 == model.file.sha256
                assert await self.content.depot.read(found.object_key or "", found.size)
        await self.check_store()

    async def check_store(self) -> None:
        stored, reserved, used, held, told, whole = await self.db.read(
            lambda tx: (
                {row[0] for row in tx.all(STORED)},
                {row[0] for row in tx.all(RESERVED)},
                tx.one(USED),
                tx.one(HELD),
                media.usage(tx, ALICE.user_id),
                media.usage(tx, ""),
            )
        )
        on_disk = {path.name for path in (self.folder / "media").glob("??/*")}
        assert stored <= on_disk <= stored | reserved
        assert not stored & reserved
        assert (tuple(used or ()), tuple(held or ())) == (told, whole)
        assert not list((self.folder / "media" / ".incoming").glob("*"))

    async def end(self) -> None:
        """After twice the grace: exactly what is needed."""
        for _ in range(3):
            await self.wait(2 * GRACE // HOUR)
        await self.check()
        for model in self.files:
            needed = bool(model.live) or self.picture == model.file.media_id
            never = not model.was_shown and not model.was_picture
            kept = needed or (never and model.file.says_nothing)
            young = never and self.clock.now_ms() < model.file.created_ts + UNUSED
            assert await self.exists(model) == (not model.deleted and (kept or young))


STEPS = st.one_of(
    st.tuples(st.just("upload"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("send"), st.integers(0, 9), st.integers(0, 1)),
    st.tuples(st.just("send"), st.integers(0, 9), st.integers(0, 1)),
    st.tuples(st.just("redact"), st.integers(0, 9)),
    st.tuples(st.just("set_picture"), st.integers(0, 9)),
    st.tuples(st.just("purge"), st.integers(0, 1)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.sampled_from([1, 23, 24, 25, 200, 336])),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(STEPS, max_size=25))
def test_exactly_what_is_needed_is_stored(backend: Backend, steps: list[tuple[object, ...]]) -> None:
    async def live(world: World) -> None:
        await world.begin()
        await world.upload(0, octets=False)
        for name, *arguments in steps:
            await getattr(world, str(name))(*arguments)
            await world.check()
        await world.end()
        await world.content.close()

    url, clock = backend.fresh(), ManualClock()
    db = Database(url, clock, Ids(SERVER_NAME, seeded(1)))
    try:
        with TemporaryDirectory() as folder:
            asyncio.run(live(World(db, clock, Path(folder))))
    finally:
        db.close()
        backend.drop(url)
