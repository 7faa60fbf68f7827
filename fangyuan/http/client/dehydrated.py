"""MSC3814: dehydrated devices."""

from __future__ import annotations

import msgspec

from fangyuan import e2ee, identity
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject

_PATH = "/org.matrix.msc3814.v1/dehydrated_device"
_MOST_EVENTS = 100
_MOST_NAME = 255


class _Device(msgspec.Struct):
    device_id: str
    device_data: JsonObject
    device_keys: JsonObject
    one_time_keys: JsonObject | None = None
    fallback_keys: JsonObject | None = None
    initial_device_display_name: str | None = None


def put(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Device)
    name = body.initial_device_display_name
    if not 0 < len(body.device_id.encode()) <= _MOST_NAME or (name and len(name) > _MOST_NAME):
        raise InvalidParam(f"A device's id and name have at most {_MOST_NAME} characters")
    identity.put_dehydrated(
        tx,
        req.actor.user_id,
        body.device_id,
        body.device_data,
        name,
        device_keys=body.device_keys,
        one_time_keys=body.one_time_keys,
        fallback_keys=body.fallback_keys,
    )
    return {"device_id": body.device_id}


def get(tx: Tx, req: Request) -> JsonObject:
    device_id, data = e2ee.get_dehydrated(tx, req.actor.user_id)
    return {"device_id": device_id, "device_data": msgspec.Raw(data)}


def delete(tx: Tx, req: Request) -> JsonObject:
    return {"device_id": e2ee.drop_dehydrated(tx, req.actor.user_id)}


class _Events(msgspec.Struct):
    next_batch: str | None = None


def events(tx: Tx, req: Request) -> JsonObject:
    """A page of what was sent to the device. Nothing is deleted: another device may have to begin again."""
    batch = req.decode(_Events).next_batch
    if batch is not None and not (batch.isascii() and batch.isdigit() and len(batch) <= 16):
        raise InvalidParam("next_batch was not given by this server")
    after = int(batch or 0)
    found = e2ee.list_events(tx, req.actor.user_id, req.path["device_id"], after, _MOST_EVENTS)
    last = found[-1].seq if found else after
    return {"events": [msgspec.Raw(message.json) for message in found], "next_batch": str(last)}


ROUTES = [
    Route("PUT", _PATH, write=put, versions=("unstable",)),
    Route("GET", _PATH, read=get, versions=("unstable",)),
    Route("DELETE", _PATH, write=delete, versions=("unstable",)),
    Route("POST", _PATH + "/{device_id}/events", read=events, versions=("unstable",)),
]
