"""Calls that only the conformance suites of the test mode get: deprecated ones (/events, /initialSync), and two of the
federation API, which they ask any server.
"""

from __future__ import annotations

from importlib.metadata import version

from fangyuan import events, presence, rooms, sync, timeline
from fangyuan.db import Tx
from fangyuan.http.client.rooms import parse_token
from fangyuan.http.client.sync import MAX_TIMEOUT_MS
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.timeline import Reader

_TIMEOUT_MS = 30_000
_PAGE, _MOST = 10, 1_000


def _reader(req: Request) -> Reader:
    now_ms = req.app.db.clock.now_ms()
    return Reader(req.actor.user_id, req.actor.device_id, now_ms, by_old_names=True)


def _limit(req: Request) -> int:
    return req.int_arg("limit", _PAGE, most=_MOST)


async def _stays(req: Request) -> str:
    """What somebody is who listens: online, unless he said that he is away. Unlike a sync, these calls don't say it."""
    found = await req.app.db.read(lambda tx: presence.find(tx, req.actor.user_id))
    is_away = found is not None and found.presence == presence.UNAVAILABLE
    return presence.UNAVAILABLE if is_away else presence.ONLINE


async def get_events(req: Request) -> bytes:
    """§GET /events. With `dir=b` what happened in one room before, as suites ask."""
    room_id, start, direction = req.arg("room_id"), req.arg("from"), req.arg("dir") or "f"
    limit = _limit(req)
    reader, since = _reader(req), parse_token(start) if start else None
    if direction not in ("f", "b"):
        raise InvalidParam("dir is f or b")
    if req.actor.kind == "guest" and room_id is None:
        raise Forbidden("Guests name the room", errcode="M_GUEST_ACCESS_FORBIDDEN")
    timeout_ms = req.int_arg("timeout", _TIMEOUT_MS, most=MAX_TIMEOUT_MS)
    await req.app.hub.attendance.seen(req.actor.user_id, req.actor.device_id, await _stays(req), timeout_ms)
    if direction == "b" and room_id is not None:
        found = await req.app.db.read(lambda tx: sync.latest(tx, reader, room_id, since, limit))
        if found.chunk:
            return found.encode()
    return await sync.listen(
        req.app.hub,
        reader,
        since,
        room_id,
        timeout_ms=timeout_ms,
        check=lambda: req.app.authenticate(req),
    )


def get_event(tx: Tx, req: Request) -> bytes:
    """§GET /events/{eventId}: the room is looked up, whether the reader may see it is asked as everywhere."""
    event = events.find_event(tx, req.path["eventId"])
    if event is None:
        raise NotFound("No such event")
    found = timeline.get_event(tx, req.actor.user_id, event.room_id, event.event_id)
    [seen] = timeline.veil(tx, req.actor.user_id, [found])
    return timeline.client_event(seen, _reader(req), None, timeline.UNSAID)


async def initial_sync(req: Request) -> bytes:
    """§GET /initialSync. Who asks is here, and is told so."""
    reader, limit, archived = _reader(req), _limit(req), req.bool_arg("archived")
    await req.app.hub.attendance.seen(req.actor.user_id, req.actor.device_id, await _stays(req), 0)
    return await req.app.db.read(lambda tx: sync.initial(tx, reader, limit, archived=archived))


def room_initial_sync(tx: Tx, req: Request) -> bytes:
    rooms.get(tx, req.path["roomId"])
    return sync.initial_room(tx, _reader(req), req.path["roomId"], _limit(req))


def server_version(tx: Tx, req: Request) -> JsonObject:
    """Server-Server API §Server implementation."""
    return {"server": {"name": "Fangyuan", "version": version("fangyuan")}}


def vouched_keys(tx: Tx, req: Request) -> JsonObject:
    """Server-Server API §Querying keys through another server: without federation this one knows no other's."""
    return {"server_keys": []}


ROUTES = [
    Route("GET", "/events", direct=get_events, is_deprecated=True),
    Route("GET", "/events/{eventId}", read=get_event, is_deprecated=True),
    Route("GET", "/initialSync", direct=initial_sync, is_deprecated=True),
    Route("GET", "/rooms/{roomId}/initialSync", read=room_initial_sync, is_deprecated=True),
    Route(
        "GET",
        "/_matrix/federation/v1/version",
        read=server_version,
        auth="none",
        versions=("",),
        is_deprecated=True,
    ),
    Route(
        "POST", "/_matrix/key/v2/query", read=vouched_keys, auth="none", versions=("",), is_deprecated=True
    ),
]
