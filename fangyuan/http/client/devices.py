"""Client-Server API §Device Management."""

from __future__ import annotations

import msgspec

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.http.interactive import authenticated, by_password
from fangyuan.http.request import Request, Response, answer
from fangyuan.http.routes import Route
from fangyuan.kernel.json import JsonObject


def _shown(device: identity.Device) -> JsonObject:
    shown: JsonObject = {
        "device_id": device.device_id,
        "user_id": device.user_id,  # COMPAT: not in the spec, in every other server's answer
        "display_name": device.display_name,
        "last_seen_ts": device.last_seen_ts,
        "last_seen_ip": device.last_seen_ip,
    }
    return {key: value for key, value in shown.items() if value is not None}


def list_devices(tx: Tx, req: Request) -> JsonObject:
    return {"devices": [_shown(device) for device in identity.list_devices(tx, req.actor.user_id)]}


def get_device(tx: Tx, req: Request) -> JsonObject:
    return _shown(identity.get_device(tx, req.actor.user_id, req.path["deviceId"]))


class _Rename(msgspec.Struct):
    display_name: str | None = None


def put_device(tx: Tx, req: Request) -> JsonObject | Response:
    """Gives a device another name. An application service makes one so, without signing in (MSC4190)."""
    if req.actor.app_service:
        name = req.decode(_Rename).display_name
        if identity.add_device(tx, req.actor.user_id, req.path["deviceId"], name):
            return answer({}, 201)
    identity.rename_device(tx, req.actor.user_id, req.path["deviceId"], req.decode(_Rename).display_name)
    return {}


class _Auth(msgspec.Struct):
    auth: JsonObject | None = None


async def delete_device(req: Request) -> JsonObject:
    return await _delete(req, [req.path["deviceId"]], req.decode(_Auth).auth)


class _Devices(msgspec.Struct):
    devices: list[str]
    auth: JsonObject | None = None


async def delete_devices(req: Request) -> JsonObject:
    body = req.decode(_Devices)
    return await _delete(req, body.devices, body.auth)


async def _delete(req: Request, device_ids: list[str], auth: JsonObject | None) -> JsonObject:
    def delete(tx: Tx) -> JsonObject:
        identity.drop_devices(tx, req.actor.user_id, device_ids)
        return {}

    return await authenticated(req, by_password(req, "delete devices", *device_ids), auth, delete)


ROUTES = [
    Route("GET", "/devices", read=list_devices),
    Route("GET", "/devices/{deviceId}", read=get_device),
    Route("PUT", "/devices/{deviceId}", write=put_device),
    Route("DELETE", "/devices/{deviceId}", direct=delete_device),
    Route("POST", "/delete_devices", direct=delete_devices),
]
