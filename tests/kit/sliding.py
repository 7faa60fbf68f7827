"""A client of sliding sync: it asks on with the `pos` of its last answer, and looks into what came."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Answer, Json, MatrixClient

PATH = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"


class Window:
    """One connection. `body` is what it asks each time; keyword arguments of `sync` go on top for that time."""

    def __init__(self, client: MatrixClient, **body: Any) -> None:
        self.client = client
        self.body: Json = body
        self.pos: str | None = None

    async def ask(self, *, wait_ms: int = 0, pos: str | None = None, **more: Any) -> Answer:
        """Whatever the server says; nothing is remembered."""
        query = {"timeout": wait_ms or None, "pos": pos if pos is not None else self.pos}
        return await self.client.post(PATH, self.body | more, **query)

    async def sync(self, *, wait_ms: int = 0, pos: str | None = None, **more: Any) -> Json:
        """What is new; the next one goes on from here."""
        answer = await self.ask(wait_ms=wait_ms, pos=pos, **more)
        assert answer.status == 200, answer
        self.pos = answer.body["pos"]
        return answer.body

    async def rooms(self, *, wait_ms: int = 0, **more: Any) -> dict[str, Json]:
        return (await self.sync(wait_ms=wait_ms, **more))["rooms"]


def a_list(*ranges: tuple[int, int], limit: int = 10, state: Any = (), **filters: Any) -> Json:
    """The configuration of a list; without ranges the first hundred rooms."""
    found: Json = {"ranges": ranges or [(0, 99)], "timeline_limit": limit, "required_state": state}
    return found | ({"filters": filters} if filters else {})


def window(client: MatrixClient, *ranges: tuple[int, int], **config: Any) -> Window:
    """A connection with one list, `all`."""
    return Window(client, lists={"all": a_list(*ranges, **config)})


def bodies(room: Json) -> list[str]:
    """The texts of the timeline."""
    return [event["content"].get("body", event["type"]) for event in room.get("timeline", [])]


def state_of(room: Json) -> dict[tuple[str, str], Json]:
    return {(event["type"], event["state_key"]): event for event in room.get("required_state", [])}
