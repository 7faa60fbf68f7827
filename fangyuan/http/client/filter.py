"""Client-Server API §Filtering: filters that clients keep on the server."""

from __future__ import annotations

from fangyuan import identity, sync
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.kernel.json import JsonObject

_MOST_BYTES = 65_536


def _check_own(req: Request) -> str:
    user_id = req.path["userId"]
    if user_id != req.actor.user_id:
        raise Forbidden("That is someone else's account", key="identity.not_yours")
    return user_id


def post_filter(tx: Tx, req: Request) -> JsonObject:
    user_id = _check_own(req)
    definition = req.json_object()
    sync.parse_sync_filter(definition)  # what /sync can't use is refused here already
    return {"filter_id": identity.create_filter(tx, user_id, definition)}


def get_filter(tx: Tx, req: Request) -> JsonObject:
    found = identity.find_filter(tx, _check_own(req), req.path["filterId"])
    if found is None:
        raise NotFound("You have no such filter")
    return found


ROUTES = [
    Route("POST", "/user/{userId}/filter", write=post_filter, max_bytes=_MOST_BYTES),
    Route("GET", "/user/{userId}/filter/{filterId}", read=get_filter),
]
