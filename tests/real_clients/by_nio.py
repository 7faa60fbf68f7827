"""matrix-nio, without its end-to-end encryption."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import nio  # pyright: ignore[reportMissingTypeStubs] - it has no types, so what comes of it is Any here
from nio.api import RoomPreset  # pyright: ignore[reportMissingTypeStubs]

from tests.real_clients.stock import Json, Refused, Seen, Watching

PAGE = 10


class NioClient(Watching):
    library = "matrix-nio"

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self._nio: Any = nio.AsyncClient(base)
        self._misread: list[Any] = []
        self._syncing: asyncio.Task[None] | None = None

    async def sign_in(self, user: str, password: str, *, events: int = 20) -> None:
        self._nio.user = user
        given = checked(await self._nio.login(password, device_name="nio"))
        self.user_id = given.user_id
        self._nio.add_event_callback(self._on_event, nio.Event)
        self._nio.add_event_callback(self._on_bad_event, (nio.BadEvent, nio.UnknownBadEvent))
        self._nio.add_response_callback(self._on_sync, (nio.SyncResponse, nio.SyncError))
        only = {"room": {"timeline": {"limit": events}, "state": {"lazy_load_members": True}}}
        self._syncing = asyncio.create_task(self._nio.sync_forever(timeout=30_000, sync_filter=only))
        await self._until("the first sync", lambda: self._nio.next_batch)

    async def _on_event(self, room: Any, event: Any) -> None:
        self._add(room.room_id, event.source)

    async def _on_bad_event(self, _room: Any, event: Any) -> None:
        self._misread.append(event.source)

    async def _on_sync(self, response: Any) -> None:
        if isinstance(response, nio.ErrorResponse):
            self._misread.append(response)
        await self._look_again()

    async def stop(self) -> None:
        if self._syncing is not None:
            self._syncing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._syncing
        await self._nio.close()
        assert not self._misread, f"nio could not read {self._misread}"

    # -- rooms -----------------------------------------------------------------------------------------------

    async def direct_chat(self, user_id: str) -> str:
        preset = RoomPreset.trusted_private_chat
        created = await self._nio.room_create(is_direct=True, preset=preset, invite=[user_id])
        return checked(created).room_id

    async def create_group(self, name: str, topic: str | None = None) -> str:
        return checked(await self._nio.room_create(name=name, topic=topic)).room_id

    async def invite(self, room: str, user_id: str) -> None:
        checked(await self._nio.room_invite(room, user_id))

    async def see_invite(self, room: str) -> None:
        await self._until("an invitation", lambda: room in self._nio.invited_rooms)

    async def see_joined(self, room: str) -> None:
        await self._until("the room", lambda: room in self._nio.rooms)

    async def join(self, room: str) -> None:
        checked(await self._nio.join(room))

    async def set_topic(self, room: str, topic: str) -> None:
        checked(await self._nio.update_room_topic(room, topic))

    async def state(self, room: str, type: str) -> Json:
        return checked(await self._nio.room_get_state_event(room, type)).content

    # -- talking ---------------------------------------------------------------------------------------------

    async def send(self, room: str, type: str, content: Json) -> str:
        return checked(await self._nio.room_send(room, type, content)).event_id

    async def say(self, room: str, body: str) -> str:
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": body})

    async def react(self, room: str, event_id: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def mark_read(self, room: str, event_id: str) -> None:
        checked(await self._nio.room_read_markers(room, event_id, event_id))

    async def see_receipt(self, room: str, event_id: str, user_id: str) -> None:
        def read() -> bool:
            known = self._nio.rooms.get(room)
            receipt = known.read_receipts.get(user_id) if known else None
            return receipt is not None and receipt.event_id == event_id

        await self._until(f"a receipt of {user_id}", read)

    async def history(self, room: str) -> list[Seen]:
        found: list[Seen] = []
        start: str | None = ""
        while start is not None:
            page = checked(await self._nio.room_messages(room, start or None, limit=PAGE))
            found += [Seen.of(event.source) for event in page.chunk]
            start = page.end
        return found[::-1]


def checked(response: Any) -> Any:
    """nio gives its errors back instead of raising them."""
    if isinstance(response, nio.ErrorResponse):
        raise Refused(type(response).__name__, response.status_code, response.message)
    return response
