"""Client-Server API §Key management API, as far as a server without end-to-end encryption has one."""

from __future__ import annotations

import msgspec

from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.json import JsonObject


class _Query(msgspec.Struct):
    device_keys: dict[str, list[str]]


async def query(req: Request) -> JsonObject:
    """Nobody has published keys, and that is said of each person asked for.

    Element asks about its own user after signing in: an error keeps it waiting for ever, and an answer in which
    that user is missing makes it ask again at once, without end.
    """
    return {"device_keys": {user_id: {} for user_id in req.decode(_Query).device_keys}, "failures": {}}


ROUTES = [Route("POST", "/keys/query", direct=query)]
