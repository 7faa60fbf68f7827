"""Other people's devices."""

from __future__ import annotations

import msgspec

from fangyuan import administration, identity
from fangyuan.db import Tx
from fangyuan.http.client.synapse_admin.guard import route
from fangyuan.http.request import Request
from fangyuan.kernel.json import JsonObject


def _shown(device: identity.Device) -> JsonObject:
    return {
        "user_id": device.user_id,
        "device_id": device.device_id,
        "display_name": device.display_name,
        "last_seen_ip": device.last_seen_ip,
        "last_seen_ts": device.last_seen_ts,
        "last_seen_user_agent": None,
        "dehydrated": False,
    }


def list_devices(tx: Tx, req: Request) -> JsonObject:
    account = administration.get_target(tx, req.path["userId"])
    found = [_shown(device) for device in identity.list_devices(tx, account.user_id)]
    return {"devices": found, "total": len(found)}


def get_device(tx: Tx, req: Request) -> JsonObject:
    account = administration.get_target(tx, req.path["userId"])
    return _shown(identity.get_device(tx, account.user_id, req.path["deviceId"]))


class _Rename(msgspec.Struct):
    display_name: str | None = None


def put_device(tx: Tx, req: Request) -> JsonObject:
    name = req.decode(_Rename).display_name
    administration.rename_device(tx, req.actor.user_id, req.path["userId"], req.path["deviceId"], name)
    return {}


def delete_device(tx: Tx, req: Request) -> JsonObject:
    administration.drop_devices(tx, req.actor.user_id, req.path["userId"], [req.path["deviceId"]])
    return {}


class _Devices(msgspec.Struct):
    devices: list[str]


def delete_devices(tx: Tx, req: Request) -> JsonObject:
    device_ids = req.decode(_Devices).devices
    administration.drop_devices(tx, req.actor.user_id, req.path["userId"], device_ids)
    return {}


ROUTES = [
    route("GET", "/v2/users/{userId}/devices", read=list_devices),
    route("GET", "/v2/users/{userId}/devices/{deviceId}", read=get_device),
    route("PUT", "/v2/users/{userId}/devices/{deviceId}", write=put_device),
    route("DELETE", "/v2/users/{userId}/devices/{deviceId}", write=delete_device),
    route("POST", "/v2/users/{userId}/delete_devices", write=delete_devices),
]
