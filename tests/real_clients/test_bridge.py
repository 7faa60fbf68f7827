"""A bridge made of mautrix's own framework: ghosts that speak, a bot that is asked in, rooms made when asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mautrix.appservice import AppService
from mautrix.appservice.state_store import ASStateStore
from mautrix.client.state_store import MemoryStateStore
from mautrix.errors import MForbidden
from mautrix.types import EventType, Membership, RoomAlias, UserID

from tests.kit.backend import Backend
from tests.kit.rig import SERVER_NAME, Rig
from tests.kit.talk import people, texts, timeline

PATIENCE_S = 20
# mautrix hands aiohttp its event loop, as it was done once.
pytestmark = pytest.mark.filterwarnings(
    "ignore:loop argument:DeprecationWarning", "ignore::DeprecationWarning:mautrix"
)


@pytest.fixture
def house(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("rig"), groups={"ungoverned_rooms": True})
    yield opened
    opened.close()


class Memory(ASStateStore, MemoryStateStore):
    """What the bridge remembers of rooms, for as long as it runs."""

    def __init__(self) -> None:
        ASStateStore.__init__(self)
        MemoryStateStore.__init__(self)


class Heard:
    """What the bridge heard, and waiting for it."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self._changed = asyncio.Event()

    async def __call__(self, event: Any) -> None:
        self.events.append(event)
        self._changed.set()

    async def until(self, type: EventType, **content: Any) -> Any:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for event in self.events:
                    if event.type == type and all(
                        getattr(event.content, name, None) == value for name, value in content.items()
                    ):
                        return event
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def bridged(house: Rig, folder: Path) -> AsyncGenerator[tuple[Any, Heard]]:
    """The server with a registered bridge, and the bridge that runs."""
    logging.getLogger("mau").setLevel(logging.CRITICAL)
    service: Any = AppService(
        server=house.base,
        domain=SERVER_NAME,
        as_token="secret-of-the-bridge",
        hs_token="secret-of-the-server",
        bot_localpart="otherbot",
        id="other",
        state_store=Memory(),
        log="mau.as",
        ephemeral_events=True,
    )
    await service.start("127.0.0.1", 0)
    port = service.runner.addresses[0][1]
    registration = {
        "id": "other",
        "url": f"http://127.0.0.1:{port}",
        "as_token": "secret-of-the-bridge",
        "hs_token": "secret-of-the-server",
        "sender_localpart": "otherbot",
        "rate_limited": False,
        "receive_ephemeral": True,
        "de.sorunome.msc2409.push_ephemeral": True,
        "namespaces": {
            "users": [{"exclusive": True, "regex": f"^@other_.*:{SERVER_NAME}$"}],
            "aliases": [{"exclusive": True, "regex": f"^#other_.*:{SERVER_NAME}$"}],
        },
    }
    file = folder / "registration.yaml"
    await asyncio.to_thread(file.write_bytes, msgspec.yaml.encode(registration))
    await house.restart(app_services=[str(file)])
    await service.stop()
    service.server = house.base
    await service.start("127.0.0.1", port)
    heard = Heard()
    service.matrix_event_handler(heard)
    try:
        yield service, heard
    finally:
        await service.stop()


async def test_a_bridge_at_work(house: Rig, tmp_path: Path) -> None:
    async with bridged(house, tmp_path) as (service, heard):
        (alice,) = await people(house, "alice")
        assert await service.ping_self("hello") >= 0
        # A ghost founds a room, asks alice in, and speaks.
        ghost: Any = service.intent.user(UserID(f"@other_anna:{SERVER_NAME}"))
        await ghost.set_displayname("Anna (other network)")
        room = await ghost.create_room(name="From elsewhere", invitees=[UserID(alice.user_id)])
        await alice.join(room)
        await ghost.send_text(room, "hello from elsewhere", timestamp=1_600_000_000_000)
        got = await alice.sync_until(lambda got: "hello from elsewhere" in texts(timeline(got, room)))
        said = next(event for event in timeline(got, room) if event["type"] == "m.room.message")
        assert (said["sender"], said["origin_server_ts"]) == (ghost.mxid, 1_600_000_000_000)
        # What alice says comes to the bridge, who she is too.
        joined = await heard.until(EventType.ROOM_MEMBER, membership=Membership.JOIN)
        assert joined.room_id == room
        await alice.send(room, "hello you")
        event = await heard.until(EventType.ROOM_MESSAGE, body="hello you")
        assert event.sender == alice.user_id
        await ghost.mark_read(room, event.event_id)
        await alice.ok("PUT", f"/rooms/{room}/typing/{alice.user_id}", {"typing": True, "timeout": 30_000})
        await heard.until(EventType.TYPING)
        await ghost.set_typing(room, timeout=5_000)
        # The bot is a member like others: it can't enter where nobody asked it in.
        own = await alice.create_room(preset="private_chat")
        with pytest.raises(MForbidden):
            await service.intent.join_room_by_id(own)
        await alice.invite(own, service.bot_mxid)
        await heard.until(EventType.ROOM_MEMBER, membership=Membership.INVITE)
        await service.intent.join_room_by_id(own)
        await service.intent.send_text(own, "at your service")
        await alice.sync_until(lambda got: "at your service" in texts(timeline(got, own)))


async def test_rooms_that_come_when_they_are_asked_for(house: Rig, tmp_path: Path) -> None:
    async with bridged(house, tmp_path) as (service, _):
        (alice,) = await people(house, "alice")

        async def query_alias(alias: RoomAlias) -> dict[str, Any]:
            await service.intent.create_room(alias_localpart=alias[1:].partition(":")[0], is_direct=False)
            return {}

        made: list[str] = []

        async def query(alias: RoomAlias) -> dict[str, Any] | None:
            made.append(alias)
            return await query_alias(alias) or {"made": True}

        service.query_alias = query
        answer = await alice.get(f"/directory/room/%23other_lobby:{SERVER_NAME}")
        assert answer.status == 200
        assert made == [f"#other_lobby:{SERVER_NAME}"]
