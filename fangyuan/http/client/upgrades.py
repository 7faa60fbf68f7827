"""Client-Server API §Room upgrades."""

from __future__ import annotations

import msgspec

from fangyuan import groups
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.json import JsonObject


class _Upgrade(msgspec.Struct):
    """`additional_creators` is ignored, as the spec says for room versions that don't know them: ours are such."""

    new_version: str
    additional_creators: list[str] = []


def upgrade(tx: Tx, req: Request) -> JsonObject:
    version = req.decode(_Upgrade).new_version
    return {"replacement_room": groups.upgrade(tx, req.actor, req.path["roomId"], version)}


ROUTES = [Route("POST", "/rooms/{roomId}/upgrade", write=upgrade, limit="create")]
