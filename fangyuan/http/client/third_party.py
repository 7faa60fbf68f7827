"""Client-Server API §Third-party Networks; Application Service API §Pinging."""

from __future__ import annotations

import msgspec

from fangyuan import worker
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadRequest, FangyuanError, Forbidden
from fangyuan.kernel.json import JsonObject


async def protocols(req: Request) -> JsonObject:
    """Services' networks are not searched here: people are found in the directory."""
    return {}


class _Ping(msgspec.Struct):
    transaction_id: str | None = None


async def ping(req: Request) -> JsonObject:
    """§POST /appservice/{appserviceId}/ping."""
    service = req.app.app_services.find(req.path["appserviceId"])
    if service is None or req.actor.app_service != service.id:
        raise Forbidden("The access token is not that application service's")
    transaction_id = req.decode(_Ping).transaction_id
    if service.url is None:
        raise BadRequest("The application service has no URL", errcode="M_URL_NOT_SET")
    pong = await worker.ping(service, transaction_id)
    if pong.is_late:
        raise FangyuanError(
            "The application service took too long", errcode="M_CONNECTION_TIMEOUT", status=504
        )
    if pong.status == 0:
        raise FangyuanError(
            "The application service was not reached", errcode="M_CONNECTION_FAILED", status=502
        )
    if pong.status != 200:
        raise FangyuanError(
            f"Ping returned status {pong.status}",
            errcode="M_BAD_STATUS",
            status=502,
            extra={"status": pong.status, "body": pong.body},
        )
    return {"duration_ms": pong.duration_ms}


ROUTES = [
    Route("GET", "/thirdparty/protocols", direct=protocols),
    Route("POST", "/appservice/{appserviceId}/ping", direct=ping, versions=("v1",)),
]
