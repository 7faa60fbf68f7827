"""mautrix for Python, without its end-to-end encryption."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any

from aiohttp import ClientSession
from mautrix.client import Client, InternalEventType
from mautrix.client.syncer import SyncStream
from mautrix.errors import MatrixStandardRequestError
from mautrix.types import (
    EventFilter,
    EventType,
    Filter,
    PaginationDirection,
    ReceiptType,
    RoomCreatePreset,
    RoomEventFilter,
    RoomFilter,
    RoomTopicStateEventContent,
    StateFilter,
)
from mautrix.util.logging import TraceLogger

from tests.real_clients.stock import Json, Refused, Seen, Watching

PAGE = 10


async def answered(asked: Awaitable[Any]) -> Any:
    """mautrix raises an error type of its own for each errcode."""
    try:
        return await asked
    except MatrixStandardRequestError as error:
        raise Refused(type(error).__name__, error.errcode, error.message) from error


class MautrixClient(Watching):
    library = "mautrix"

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self._http = ClientSession()
        self._log = _Complaints()
        self._mautrix: Any = Client(base_url=base, client_session=self._http, log=self._log.logger)
        self._rooms: dict[str, str] = {}  # our membership
        self._receipts: set[tuple[str, str, str]] = set()
        self._synced = False

    async def sign_in(self, user: str, password: str, *, events: int = 20) -> None:
        given = await self._mautrix.login(identifier=user, password=password, device_name="mautrix")
        self.user_id = given.user_id
        self._mautrix.add_event_handler(EventType.ALL, self._on_event, wait_sync=True)
        self._mautrix.add_event_handler(InternalEventType.SYNC_SUCCESSFUL, self._on_sync, wait_sync=True)
        lazy = RoomFilter(
            timeline=RoomEventFilter(limit=events, lazy_load_members=True),
            state=StateFilter(lazy_load_members=True),
        )
        self._mautrix.start(Filter(room=lazy, presence=EventFilter(not_types=[EventType.ALL])))
        await self._until("the first sync", lambda: self._synced)

    async def _on_event(self, event: Any) -> None:
        if event.type == EventType.ROOM_MEMBER and event.state_key == self.user_id:
            self._rooms[event.room_id] = event.content.membership.value
        if event.type == EventType.RECEIPT:
            for event_id, kinds in event.content.items():
                for user_id in kinds.get(ReceiptType.READ, {}):
                    self._receipts.add((event.room_id, event_id, user_id))
        elif event.source & SyncStream.TIMELINE:
            self._add(event.room_id, event.serialize())
        await self._look_again()

    async def _on_sync(self, _: Any) -> None:
        self._synced = True
        await self._look_again()

    async def stop(self) -> None:
        self._mautrix.stop()
        await self._http.close()
        assert not self._log.heard, f"mautrix complained: {self._log.heard}"

    # -- rooms -----------------------------------------------------------------------------------------------

    async def direct_chat(self, user_id: str) -> str:
        preset = RoomCreatePreset.TRUSTED_PRIVATE
        return await answered(self._mautrix.create_room(preset=preset, is_direct=True, invitees=[user_id]))

    async def create_group(self, name: str, topic: str | None = None) -> str:
        return await answered(self._mautrix.create_room(name=name, topic=topic))

    async def invite(self, room: str, user_id: str) -> None:
        await answered(self._mautrix.invite_user(room, user_id))

    async def see_invite(self, room: str) -> None:
        await self._until("an invitation", lambda: self._rooms.get(room) == "invite")

    async def see_joined(self, room: str) -> None:
        await self._until("the room", lambda: self._rooms.get(room) == "join")

    async def join(self, room: str) -> None:
        await answered(self._mautrix.join_room(room))

    async def set_topic(self, room: str, topic: str) -> None:
        content = RoomTopicStateEventContent(topic=topic)
        await answered(self._mautrix.send_state_event(room, EventType.ROOM_TOPIC, content))

    async def state(self, room: str, type: str) -> Json:
        named = EventType.find(type, EventType.Class.STATE)
        content = await answered(self._mautrix.get_state_event(room, named))
        return content.serialize()

    # -- talking ---------------------------------------------------------------------------------------------

    async def send(self, room: str, type: str, content: Json) -> str:
        named = EventType.find(type, EventType.Class.MESSAGE)
        return await answered(self._mautrix.send_message_event(room, named, content))

    async def say(self, room: str, body: str) -> str:
        return await answered(self._mautrix.send_text(room, body))

    async def react(self, room: str, event_id: str, key: str) -> str:
        return await answered(self._mautrix.react(room, event_id, key))

    async def mark_read(self, room: str, event_id: str) -> None:
        await answered(self._mautrix.send_receipt(room, event_id))

    async def see_receipt(self, room: str, event_id: str, user_id: str) -> None:
        await self._until(f"a receipt of {user_id}", lambda: (room, event_id, user_id) in self._receipts)

    async def history(self, room: str) -> list[Seen]:
        found: list[Seen] = []
        start: str | None = None
        while True:
            page = await answered(
                self._mautrix.get_messages(room, PaginationDirection.BACKWARD, from_token=start, limit=PAGE)
            )
            found += [Seen.of(event.serialize()) for event in page.events]
            if page.end is None:
                return found[::-1]
            start = page.end


class _Complaints(logging.Handler):
    """What mautrix logs when it can't read what the server sent."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self.logger = TraceLogger("mautrix of the tests")
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())
