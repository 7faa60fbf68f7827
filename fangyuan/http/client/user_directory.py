"""Client-Server API §User Directory."""

from __future__ import annotations

import msgspec

from fangyuan import search
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject

_MOST_FOUND = 50


class _Body(msgspec.Struct):
    search_term: str
    limit: int = 10


def post_search(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Body)
    if body.limit < 1:
        raise InvalidParam("limit is a positive integer")
    config = req.app.config
    found, is_limited = search.find_people(
        tx,
        req.actor.user_id,
        body.search_term,
        min(body.limit, _MOST_FOUND),
        with_strangers=config.registration.mode == "open" or config.test_mode,
    )
    return {
        "limited": is_limited,
        "results": [
            {"user_id": one.user_id}
            | ({"display_name": one.displayname} if one.displayname is not None else {})
            | ({"avatar_url": one.avatar_url} if one.avatar_url is not None else {})
            for one in found
        ],
    }


ROUTES = [
    # COMPAT: `unstable` is where clients asked before the spec had it; until no suite asks there.
    Route("POST", "/user_directory/search", read=post_search, versions=("v3", "r0", "unstable"))
]
