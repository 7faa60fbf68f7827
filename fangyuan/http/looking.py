"""What somebody reads of a group that he isn't in is filed: the answer leaves when the row is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from fangyuan import groups
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.ids import localpart_of

_OWN = frozenset({"/groups/{roomId}/looks"})  # members only
Rooms = Callable[[Any], Iterable[str | None]]


def filed(route: Route) -> Route:
    """The route with its looks filed: of the room in its path, or of those that it finds in its answer."""
    reader = route.read
    if reader is None or route.path in _OWN or not ("{roomId}" in route.path or route.looks_into):
        return route
    _, is_of_room, rest = route.path.partition("{roomId}")
    what = (rest.strip("/") or "group") if is_of_room else route.path.split("/")[1]

    async def read(req: Request) -> Any:
        def on_snapshot(tx: Tx) -> tuple[Any, list[str]]:
            answer = reader(tx, req)
            seen = [] if _is_about_himself(req) else _rooms(route, req, answer)
            return answer, [room_id for room_id in seen if groups.is_look(tx, req.actor, room_id, what)]

        answer, new = await req.app.db.read(on_snapshot)
        if new:
            await file(req, new, what)
        return answer

    return replace(route, read=None, direct=read)


async def file(req: Request, room_ids: Iterable[str], what: str) -> None:
    """Files that the caller looked at `what` of these rooms, where he isn't in them."""

    def write(tx: Tx) -> None:
        for room_id in room_ids:
            groups.file_look(tx, req.actor, room_id, what)

    await req.app.db.write(write)


def _rooms(route: Route, req: Request, answer: Any) -> list[str]:
    if route.looks_into is None:
        return [req.path["roomId"]]
    return sorted({room_id for room_id in route.looks_into(answer) if room_id})


def _is_about_himself(req: Request) -> bool:
    """`why` he himself is in or not."""
    named = req.path.get("personId", "")
    return named in (req.actor.user_id, localpart_of(req.actor.user_id))
