"""Client-Server API §Forming relationships between events, §Threading."""

from __future__ import annotations

from fangyuan import rooms, timeline
from fangyuan.db import Tx
from fangyuan.http.client.messages import encode_all
from fangyuan.http.client.rooms import parse_token
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import InvalidParam


def relations(tx: Tx, req: Request) -> bytes:
    found = timeline.list_relations(
        tx,
        req.actor.user_id,
        req.path["roomId"],
        req.path["eventId"],
        rel_type=req.path.get("relType"),
        event_type=req.path.get("eventType"),
        recurse=req.bool_arg("recurse"),
    )
    direction = req.arg("dir") or "b"
    if direction not in ("b", "f"):
        raise InvalidParam("dir is b or f")
    start, stop = req.arg("from"), req.arg("to")
    first, last = (parse_token(token) if token else None for token in (start, stop))
    low, high = (last, first) if direction == "b" else (first, last)
    low, high = low or 0, rooms.FOREVER if high is None else high
    kept = [event for event in found if low < event.position <= high]
    if direction == "b":
        kept.reverse()
    limit = req.int_arg("limit", 50, least=1, most=500)
    parts = [b'{"chunk":', encode_all(tx, req, kept[:limit])]
    if len(kept) > limit:
        last = kept[limit - 1].position
        parts.append(b',"next_batch":"%d"' % (last - 1 if direction == "b" else last))
    if start:
        parts.append(b',"prev_batch":"%d"' % parse_token(start))
    if req.bool_arg("recurse"):
        parts.append(b',"recursion_depth":3')
    return b"".join([*parts, b"}"])


def threads(tx: Tx, req: Request) -> bytes:
    include = req.arg("include") or "all"
    if include not in ("all", "participated"):
        raise InvalidParam("include is all or participated")
    start = req.arg("from")
    roots, more = timeline.list_threads(
        tx,
        req.actor.user_id,
        req.path["roomId"],
        before=parse_token(start) if start else rooms.FOREVER,
        limit=req.int_arg("limit", 20, least=1, most=100),
        participated=include == "participated",
    )
    tail = b',"next_batch":"%d"' % more if more is not None else b""
    return b'{"chunk":' + encode_all(tx, req, roots) + tail + b"}"


_BASE = "/rooms/{roomId}/relations/{eventId}"
ROUTES = [
    Route("GET", _BASE, read=relations, versions=("v1",)),
    Route("GET", _BASE + "/{relType}", read=relations, versions=("v1",)),
    Route("GET", _BASE + "/{relType}/{eventType}", read=relations, versions=("v1",)),
    Route("GET", "/rooms/{roomId}/threads", read=threads, versions=("v1",)),
]
