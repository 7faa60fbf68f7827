"""Client-Server API §Sending events, §Getting events for a room, §Redactions."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan import census, events, groups, identity, rooms, timeline
from fangyuan.db import Tx
from fangyuan.delayed import Wish
from fangyuan.http.client import delayed
from fangyuan.http.client.rooms import massaged_ts, parse_token
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam, MissingParam
from fangyuan.kernel.json import JsonObject
from fangyuan.timeline import EventFilter, Reader


def reader_of(tx: Tx, req: Request) -> Reader:
    user_id = req.actor.user_id
    ignored, is_lenient = identity.list_ignored(tx, user_id), req.app.config.is_lenient
    return Reader(user_id, req.actor.device_id, tx.now_ms, ignored, by_old_names=is_lenient)


def encode_all(tx: Tx, req: Request, shown: Sequence[events.Event], room_id: str | None = None) -> bytes:
    """The events of one room (that of the path) as this reader gets them, with what is bundled."""
    reader, room_id = reader_of(tx, req), room_id or req.path["roomId"]
    moves = rooms.moves_before(tx, reader.user_id, {room_id: list(shown)}).get(room_id, rooms.ALWAYS_IN)
    if moves is not rooms.ALWAYS_IN:
        shown = timeline.veil(tx, reader.user_id, shown)
    has_more = any(event.has_relations for event in shown)  # only then is there something to hide
    ranges = rooms.visible_ranges(tx, room_id, reader.user_id) if has_more else None
    bundled = timeline.bundle(tx, reader, shown, ranges)
    return timeline.array(
        [
            timeline.client_event(
                event, reader, bundled.get(event.event_id), rooms.membership_at(moves, event.position)
            )
            for event in shown
        ]
    )


def filter_of(req: Request) -> EventFilter:
    """The `filter` parameter, with `limit` beside it."""
    text = req.arg("filter")
    definition: object = json.parse_request(text.encode()) if text else {}
    limit = req.int_arg("limit", 10, most=1000)
    if not json.is_object(definition):
        raise InvalidParam("filter must be a JSON object")
    if req.arg("limit") is not None or "limit" not in definition:
        definition = {**definition, "limit": limit}
    return timeline.parse_filter(definition)


def send(tx: Tx, req: Request) -> JsonObject:
    path = req.path
    txn_id = path.get("txnId")
    delay = delayed.delay_of(req)
    if delay is not None:
        wish = Wish(path["roomId"], path["eventType"], req.json_object(), delay, txn_id=txn_id)
        return delayed.schedule(tx, req, wish)
    content, ts, before = req.json_object(), massaged_ts(req), tx.position
    event = groups.send(tx, req.actor, path["roomId"], path["eventType"], content, txn_id, ts)
    if event.position > before:  # what is sent again under the same transaction id was heard before
        census.hear(tx, req.actor, event)
    return {"event_id": event.event_id}


def redact(tx: Tx, req: Request) -> JsonObject:
    path = req.path
    txn_id = path.get("txnId")
    event = groups.redact(tx, req.actor, path["roomId"], path["eventId"], req.json_object(), txn_id)
    return {"event_id": event.event_id}


def messages(tx: Tx, req: Request) -> bytes:
    if req.arg("dir") is None:  # who may not read at all is told that first
        rooms.get_ranges(tx, req.path["roomId"], req.actor.user_id)
    direction = _direction(req)
    start, stop = req.arg("from"), req.arg("to")
    page = timeline.messages(
        tx,
        req.actor.user_id,
        req.path["roomId"],
        start=parse_token(start) if start else None,
        stop=parse_token(stop) if stop else None,
        backwards=direction == "b",
        filter=filter_of(req),
    )
    parts = [b'{"start":"%d","chunk":' % page.start, encode_all(tx, req, page.chunk)]
    if page.end is not None:
        parts.append(b',"end":"%d"' % page.end)
    if page.state:
        parts.append(b',"state":' + timeline.array([timeline.state_event(event) for event in page.state]))
    return b"".join([*parts, b"}"])


def _direction(req: Request) -> str:
    direction = req.arg("dir")
    if direction is None:
        raise MissingParam("Query parameter dir is missing")
    if direction not in ("b", "f"):
        raise InvalidParam("dir is b or f")
    return direction


def get_event(tx: Tx, req: Request) -> bytes:
    event = timeline.get_event(tx, req.actor.user_id, req.path["roomId"], req.path["eventId"])
    return encode_all(tx, req, [event])[1:-1]


def context(tx: Tx, req: Request) -> bytes:
    found = timeline.context(tx, req.actor.user_id, req.path["roomId"], req.path["eventId"], filter_of(req))
    return b'{"start":"%d","end":"%d","event":%s,"events_before":%s,"events_after":%s,"state":%s}' % (
        found.start,
        found.end,
        encode_all(tx, req, [found.event])[1:-1],
        encode_all(tx, req, found.before),
        encode_all(tx, req, found.after),
        timeline.array([timeline.state_event(event) for event in found.state]),
    )


def timestamp_to_event(tx: Tx, req: Request) -> JsonObject:
    if req.arg("ts") is None:
        raise MissingParam("Query parameter ts is missing")
    forwards = _direction(req) == "f"
    event = timeline.nearest_event(
        tx, req.actor.user_id, req.path["roomId"], req.int_arg("ts", 0), forwards=forwards
    )
    return {"event_id": event.event_id, "origin_server_ts": event.ts}


ROUTES = [
    Route("PUT", "/rooms/{roomId}/send/{eventType}/{txnId}", write=send, limit="message"),
    Route("PUT", "/rooms/{roomId}/redact/{eventId}/{txnId}", write=redact, limit="message"),
    # COMPAT: from before transaction ids, of scripts and conformance suites. Sent again, it is another event.
    Route("POST", "/rooms/{roomId}/send/{eventType}", write=send, limit="message"),
    Route("POST", "/rooms/{roomId}/redact/{eventId}", write=redact, limit="message"),
    Route(
        "POST", "/rooms/{roomId}/send/{eventType}/{txnId}", write=send, limit="message", is_deprecated=True
    ),
    Route("GET", "/rooms/{roomId}/messages", read=messages),
    Route("GET", "/rooms/{roomId}/event/{eventId}", read=get_event),
    Route("GET", "/rooms/{roomId}/context/{eventId}", read=context),
    Route("GET", "/rooms/{roomId}/timestamp_to_event", read=timestamp_to_event, versions=("v1",)),
]
