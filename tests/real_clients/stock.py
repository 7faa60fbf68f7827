"""What the tests ask of a real client, whichever library it is: the same words for all, their own behaviour below.

What a client has seen, it has seen by its own sync. What the server refuses, it tells by its own error, which
becomes `Refused` here and is named there.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from fangyuan.kernel.json import as_object

PATIENCE_S = 20
Json = dict[str, Any]
T = TypeVar("T")


class Refused(Exception):
    """The server said no. `by` is the library's own error type, `text` what it has to show."""

    def __init__(self, by: str, errcode: str | None, text: str | None) -> None:
        super().__init__(f"{by}: {errcode} {text}")
        self.by = by
        self.errcode = errcode
        self.text = text or ""


@dataclass(frozen=True)
class Seen:
    """An event in few words. `body` of an edit is what it says now; `key` is a reaction's."""

    event_id: str
    sender: str
    type: str
    body: str | None
    rel_type: str | None
    relates_to: str | None
    key: str | None
    content: Json = field(compare=False)

    @classmethod
    def of(cls, event: Json) -> Seen:
        content = as_object(event.get("content"))
        relation = as_object(content.get("m.relates_to"))
        return cls(
            event_id=event["event_id"],
            sender=event["sender"],
            type=str(event["type"]),
            body=as_object(content.get("m.new_content")).get("body") or content.get("body"),
            rel_type=relation.get("rel_type"),
            relates_to=relation.get("event_id"),
            key=relation.get("key"),
            content=content,
        )

    def fits(self, **what: str) -> bool:
        return all(getattr(self, name) == value for name, value in what.items())


class StockClient(ABC):
    """One device of one person. `async with` signs out of nothing, but ends its sync and connections."""

    library: str
    user_id = ""

    def __init__(self, base: str) -> None:
        self.base = base

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @abstractmethod
    async def sign_in(self, user: str, password: str, *, events: int = 20) -> None:
        """Signs in and syncs from now on, beginning with so many events of each room; returns after the first."""

    @abstractmethod
    async def stop(self) -> None: ...

    # -- rooms -----------------------------------------------------------------------------------------------

    @abstractmethod
    async def direct_chat(self, user_id: str) -> str:
        """Makes a chat of two, as clients of this library do; gives its room id."""

    @abstractmethod
    async def create_group(self, name: str, topic: str | None = None) -> str: ...

    @abstractmethod
    async def invite(self, room: str, user_id: str) -> None: ...

    @abstractmethod
    async def see_invite(self, room: str) -> None:
        """Waits until its sync shows an invitation to the room."""

    @abstractmethod
    async def see_joined(self, room: str) -> None:
        """Waits until its sync shows the room among those it is in."""

    @abstractmethod
    async def join(self, room: str) -> None: ...

    @abstractmethod
    async def set_topic(self, room: str, topic: str) -> None: ...

    @abstractmethod
    async def state(self, room: str, type: str) -> Json:
        """The content of a piece of the room's state."""

    # -- talking ---------------------------------------------------------------------------------------------

    @abstractmethod
    async def send(self, room: str, type: str, content: Json) -> str:
        """Gives the event's id."""

    @abstractmethod
    async def say(self, room: str, body: str) -> str: ...

    @abstractmethod
    async def react(self, room: str, event_id: str, key: str) -> str: ...

    @abstractmethod
    async def mark_read(self, room: str, event_id: str) -> None: ...

    async def edit(self, room: str, event_id: str, body: str) -> str:
        new: Json = {"msgtype": "m.text", "body": body, "m.mentions": {}}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        edit: Json = {**new, "body": f"* {body}", "m.new_content": new, "m.relates_to": relation}
        return await self.send(room, "m.room.message", edit)

    @abstractmethod
    async def see(self, room: str, **what: str) -> Seen:
        """Waits until its sync has brought an event that is such: `sender=…, body=…`."""

    @abstractmethod
    async def seen(self, room: str) -> list[Seen]:
        """What its sync has brought of the room so far."""

    @abstractmethod
    async def see_receipt(self, room: str, event_id: str, user_id: str) -> None:
        """Waits until it knows that this person has read this event."""

    @abstractmethod
    async def history(self, room: str) -> list[Seen]:
        """All that ever happened in the room, the oldest first, fetched in small pages."""


class Watching(StockClient):
    """A client of a Python library: it hands over what its sync brings, and whoever waits looks again."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self._changed = asyncio.Condition()
        self._events: dict[str, dict[str, Seen]] = {}

    async def see(self, room: str, **what: str) -> Seen:
        def look() -> Seen | None:
            return next((seen for seen in self._in(room) if seen.fits(**what)), None)

        return await self._until(f"{what}, saw {self._in(room)}", look)

    async def seen(self, room: str) -> list[Seen]:
        return self._in(room)

    def _in(self, room: str) -> list[Seen]:
        return list(self._events.get(room, {}).values())

    def _add(self, room: str, event: Json) -> None:
        seen = Seen.of(event)
        known = self._events.setdefault(room, {})
        assert seen.event_id not in known, f"{seen} came twice"
        known[seen.event_id] = seen

    async def _look_again(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _until(self, what: str, look: Callable[[], T | None]) -> T:
        """What `look` finds, as soon as that is something."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._changed:
                while not (found := look()):
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{self.user_id} waited {PATIENCE_S} s in vain for {what}") from None
        return found


class Library(Protocol):
    """A class of stock clients."""

    def __call__(self, base: str) -> StockClient: ...
