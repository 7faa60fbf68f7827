"""matrix-js-sdk in a Node process: the library below Element Web."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.kit.js_client import JsClient, JsError
from tests.real_clients.stock import PATIENCE_S, Json, Refused, Seen, StockClient

PAGE = 10
WAIT = {"timeout_ms": PATIENCE_S * 1000}


class JsSdkClient(StockClient):
    library = "matrix-js-sdk"
    start_with: ClassVar[Json] = {}

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self._js = JsClient()

    async def _do(self, cmd: str, **args: Any) -> Any:
        try:
            return await self._js.call(cmd, **args)
        except JsError as error:
            if error.http_status is None:
                raise
            raise Refused("MatrixError", error.errcode, error.error) from error

    async def sign_in(self, user: str, password: str, *, events: int = 20) -> None:
        await self._js.start()
        given = await self._do("login", base=self.base, user=user, password=password)
        self.user_id = given["user_id"]
        await self._do("start", initialSyncLimit=events, **self.start_with)

    async def stop(self) -> None:
        await self._js.stop()

    # -- rooms -----------------------------------------------------------------------------------------------

    async def _create(self, **options: Any) -> str:
        return (await self._do("createRoom", options=options))["room_id"]

    async def direct_chat(self, user_id: str) -> str:
        """With what Element sends."""
        guests = {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "can_join"}}
        return await self._create(
            preset="trusted_private_chat",
            visibility="private",
            is_direct=True,
            invite=[user_id],
            initial_state=[guests],
        )

    async def create_group(self, name: str, topic: str | None = None) -> str:
        named = {"name": name, "preset": "private_chat", "visibility": "private"}
        return await self._create(**(named | ({"topic": topic} if topic is not None else {})))

    async def invite(self, room: str, user_id: str) -> None:
        await self._do("invite", room=room, user=user_id)

    async def see_invite(self, room: str) -> None:
        await self._do("waitForMembership", room=room, membership="invite", **WAIT)

    async def see_joined(self, room: str) -> None:
        await self._do("waitForMembership", room=room, membership="join", **WAIT)

    async def join(self, room: str) -> None:
        await self._do("joinRoom", room=room)

    async def set_topic(self, room: str, topic: str) -> None:
        await self._do("setTopic", room=room, topic=topic)

    async def state(self, room: str, type: str) -> Json:
        return await self._do("state", room=room, type=type)

    # -- talking ---------------------------------------------------------------------------------------------

    async def send(self, room: str, type: str, content: Json) -> str:
        return (await self._do("sendEvent", room=room, type=type, content=content))["event_id"]

    async def say(self, room: str, body: str) -> str:
        return (await self._do("sendText", room=room, body=body))["event_id"]

    async def react(self, room: str, event_id: str, key: str) -> str:
        return (await self._do("react", room=room, event_id=event_id, key=key))["event_id"]

    async def mark_read(self, room: str, event_id: str) -> None:
        await self._do("markRead", room=room, event_id=event_id, **WAIT)

    async def see(self, room: str, **what: str) -> Seen:
        return Seen(**await self._do("waitForEvent", room=room, what=what, **WAIT))

    async def seen(self, room: str) -> list[Seen]:
        return [Seen(**event) for event in await self._do("timeline", room=room)]

    async def see_receipt(self, room: str, event_id: str, user_id: str) -> None:
        await self._do("waitForReceipt", room=room, event_id=event_id, user=user_id, **WAIT)

    async def history(self, room: str) -> list[Seen]:
        return [Seen(**event) for event in await self._do("history", room=room, page=PAGE)]

    async def shown(self, room: str, event_id: str) -> Json:
        """What the SDK has an interface show of a message: its newest words, the reactions to it."""
        return await self._do("shown", room=room, event_id=event_id)

    async def unread(self, room: str) -> tuple[int, int]:
        """(notifications, highlights)"""
        counts = await self._do("unread", room=room)
        return counts["total"], counts["highlight"]


class SlidingJsSdkClient(JsSdkClient):
    """The same, syncing by windows over the room list: MSC4186."""

    library = "matrix-js-sdk, sliding"
    start_with: ClassVar[Json] = {"sliding": 20}
