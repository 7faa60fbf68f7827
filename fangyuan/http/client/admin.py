"""Client-Server API §Server Administration: whois, locking, suspension."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from fangyuan import administration, directory, identity
from fangyuan.db import Tx
from fangyuan.http.governance.rights import is_admin
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import check_user_id
from fangyuan.kernel.json import JsonObject


def may_moderate(tx: Tx, req: Request) -> bool:
    """Whether the actor may lock and suspend accounts: the capability `m.account_moderation`."""
    return is_admin(directory.org(tx), req)


def _target(tx: Tx, req: Request) -> identity.Account:
    """The account in the path, of which an administrator asks; his right is looked at before the account is."""
    if not may_moderate(tx, req):
        raise Forbidden("Only administrators of this server may do that", key="identity.admins_only")
    user_id = check_user_id(req.path["userId"])
    if not tx.ids.is_ours(user_id):
        raise InvalidParam(f"{user_id} does not belong to this server")
    account = identity.find_account(tx, user_id)
    if account is None or not account.is_active:
        raise NotFound(f"There is no account {user_id}")
    is_other_admin = account.is_admin or directory.org(tx).has_role(user_id, directory.ADMIN)
    if account.kind == "house" or (is_other_admin and user_id != req.actor.user_id):
        raise Forbidden("Administrators are not locked or suspended", key="identity.not_an_admin")
    return account


def get_lock(tx: Tx, req: Request) -> JsonObject:
    return {"locked": _target(tx, req).is_locked}


def get_suspension(tx: Tx, req: Request) -> JsonObject:
    return {"suspended": _target(tx, req).is_suspended}


class _Lock(msgspec.Struct):
    locked: bool


class _Suspend(msgspec.Struct):
    suspended: bool


def put_lock(tx: Tx, req: Request) -> JsonObject:
    locked = req.decode(_Lock).locked
    administration.set_locked(tx, req.actor.user_id, _target(tx, req).user_id, locked=locked)
    return {"locked": locked}


def put_suspension(tx: Tx, req: Request) -> JsonObject:
    suspended = req.decode(_Suspend).suspended
    administration.set_suspended(tx, req.actor.user_id, _target(tx, req).user_id, suspended=suspended)
    return {"suspended": suspended}


def whois(tx: Tx, req: Request) -> JsonObject:
    """From where somebody's devices were used last; to himself and to administrators. §GET /admin/whois/{userId}."""
    user_id = check_user_id(req.path["userId"])
    if user_id != req.actor.user_id and not may_moderate(tx, req):
        raise Forbidden("Only administrators of this server may do that", key="identity.admins_only")
    if identity.find_account(tx, user_id) is None:
        raise NotFound(f"There is no account {user_id}")
    devices = {device.device_id: _sessions(device) for device in identity.list_devices(tx, user_id)}
    return {"user_id": user_id, "devices": devices}


def _sessions(device: identity.Device) -> JsonObject:
    if device.last_seen_ts is None:
        return {"sessions": [{"connections": []}]}
    connection = {"ip": device.last_seen_ip or "", "last_seen": device.last_seen_ts, "user_agent": ""}
    return {"sessions": [{"connections": [connection]}]}


def _stable_and_not(method: str, what: str, handler: Callable[[Tx, Request], JsonObject]) -> list[Route]:
    """The route as the spec has it since v1.18, and as MSC4323 had it before."""
    read, write = (handler, None) if method == "GET" else (None, handler)
    return [
        Route(method, f"/admin/{what}/{{userId}}", read=read, write=write, versions=("v1",)),
        # COMPAT: clients of before v1.18; may go in 2027.
        Route(
            method,
            f"/uk.timedout.msc4323/admin/{what}/{{userId}}",
            read=read,
            write=write,
            versions=("unstable",),
        ),
    ]


ROUTES = [
    Route("GET", "/admin/whois/{userId}", read=whois),
    *_stable_and_not("GET", "lock", get_lock),
    *_stable_and_not("PUT", "lock", put_lock),
    *_stable_and_not("GET", "suspend", get_suspension),
    *_stable_and_not("PUT", "suspend", put_suspension),
]
