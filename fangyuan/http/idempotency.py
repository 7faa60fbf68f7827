"""`Idempotency-Key`: the same request again is answered as before and not done twice.

A client that lost the answer sends the request once more, with the same key. What was done is kept for 24 hours in the
transaction that did it. A request that was refused did nothing and is not kept: sent again, it is asked afresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fangyuan.db import Tx, answers
from fangyuan.http.request import Request, Response
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, InvalidParam

HEADER = "Idempotency-Key"
_MOST_KEY, _MOST_BODY = 255, 65_536


def opened(route: Route) -> Route:
    """The route with its key minded, if it writes; what a `direct` handler writes it minds itself, by `once`."""
    handler = route.write
    if handler is None:
        return route

    def write(tx: Tx, req: Request) -> Any:
        return once(tx, req, lambda: handler(tx, req), is_kept=route.is_repeatable)

    return replace(route, write=write)


def once(tx: Tx, req: Request, act: Callable[[], Any], *, is_kept: bool = True) -> Any:
    """What `act` answers, or what it answered to the same request before. Inside the transaction that acts.

    InvalidParam (422) when the key came with another request, Conflict when it was done but its answer isn't kept:
    one of more than 64 KiB, or with secrets (not `is_kept`).
    """
    key = _key(req)
    if not key:
        return act()
    before = find(tx, req)
    if before is not None:
        return before
    result = act()
    response = result if isinstance(result, Response) else Response(json.encode(result))
    body = response.body if is_kept and len(response.body) <= _MOST_BODY else None
    answers.keep(tx, req.actor.user_id, key, _hash(req), response.status, body)
    return response


def find(tx: Tx, req: Request) -> Response | None:
    """What the same request was answered before; the errors of `once`."""
    key = _key(req)
    kept = answers.find(tx, req.actor.user_id, key) if key else None
    if kept is None:
        return None
    if kept.request_hash != _hash(req):
        raise InvalidParam(
            "This idempotency key was used for another request", status=422, key="http.key_of_another_request"
        )
    if kept.body is None:
        raise Conflict("This was done already; its answer isn't kept", key="http.done_already")
    return Response(kept.body, kept.status, Idempotency_Replayed="true")


def _key(req: Request) -> str:
    key = req.header(HEADER.lower().encode()) or ""
    if len(key) > _MOST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidParam(f"{HEADER} has at most {_MOST_KEY} printable ASCII characters", key="http.bad_key")
    return key


def _hash(req: Request) -> str:
    """Of all that makes the request what it is; each part with its length before it."""
    digest = hashlib.sha256()
    for part in (req.method.encode(), req.raw_path.encode("latin-1"), req.raw_query, req.body):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
