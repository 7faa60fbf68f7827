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
    span = _span(req)
    found, following = timeline.list_relations(
        tx,
        req.actor.user_id,
        req.path["roomId"],
        req.path["eventId"],
        span,
        rel_type=req.path.get("relType"),
        event_type=req.path.get("eventType"),
        recurse=req.bool_arg("recurse"),
    )
    parts = [b'{"chunk":', encode_all(tx, req, found)]
    if following is not None:
        parts.append(b',"next_batch":"%d"' % following)
    if start := req.arg("from"):
        parts.append(b',"prev_batch":"%d"' % parse_token(start))
    if req.arg("recurse") is not None:
        parts.append(b',"recursion_depth":%d' % (timeline.MOST_RECURSION if req.bool_arg("recurse") else 1))
    return b"".join([*parts, b"}"])


def _span(req: Request) -> timeline.Span:
    direction = req.arg("dir") or "b"
    if direction not in ("b", "f"):
        raise InvalidParam("dir is b or f")
    first, last = (parse_token(token) if token else None for token in (req.arg("from"), req.arg("to")))
    low, high = (last, first) if direction == "b" else (first, last)
    limit = req.int_arg("limit", 50, least=1, most=500)
    return timeline.Span(low or 0, rooms.FOREVER if high is None else high, limit, direction == "b")


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
