"""Accounts: listing, making, changing, closing, entering."""

from __future__ import annotations

import msgspec

from fangyuan import administration, identity
from fangyuan.administration import AccountWish
from fangyuan.administration.accounts import KINDS
from fangyuan.db import Tx
from fangyuan.http.client.synapse_admin.guard import flag, is_backwards, route
from fangyuan.http.request import Request, Response, answer
from fangyuan.kernel.errors import BadRequest, Conflict, InvalidParam, MissingParam
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.json import JsonObject

_ORDERS = {
    "name": "user_id",
    "is_guest": "kind",
    "user_type": "kind",
    "admin": "is_admin",
    "deactivated": "is_deactivated",
    "locked": "is_locked",
    "displayname": "displayname",
    "avatar_url": "avatar_url",
    "creation_ts": "created_ts",
    "last_seen_ts": "last_seen_ts",
}


def _shown(tx: Tx, account: identity.Account) -> JsonObject:
    """What lists and single accounts have alike."""
    return {
        "name": account.user_id,
        "is_guest": account.kind == "guest",
        "admin": account.is_admin,
        "user_type": "bot" if account.kind in ("bot", "house") else None,
        "deactivated": not account.is_active,
        "locked": account.is_locked,
        "suspended": account.is_suspended,
        "erased": account.user_id in identity.list_erased(tx),
        "shadow_banned": False,
        "displayname": account.displayname,
        "avatar_url": account.avatar_url,
    }


def list_users(tx: Tx, req: Request) -> JsonObject:
    """A page of accounts; tokens are offsets. Closed accounts come only when asked for."""
    order = req.arg("order_by") or "name"
    if order not in _ORDERS:
        raise InvalidParam(f"order_by is one of {', '.join(_ORDERS)}")
    start = req.int_arg("from", 0)
    most = req.int_arg("limit", 100, least=1, most=1_000)
    guests = flag(req, "guests")
    query = identity.AccountQuery(
        start,
        most,
        user_id=req.arg("user_id") or "",
        name=req.arg("name") or "",
        guests=guests is None or guests,
        deactivated=flag(req, "deactivated") or False,
        is_admin=flag(req, "admins"),
        order=_ORDERS[order],
        backwards=is_backwards(req),
    )
    found, total = identity.list_matching(tx, query)
    users = [
        {**_shown(tx, account), "creation_ts": account.created_ts, "last_seen_ts": seen_ts}
        for account, seen_ts in found
    ]
    more: JsonObject = {"next_token": str(start + most)} if start + most < total else {}
    return {"users": users, "total": total, **more}


def get_user(tx: Tx, req: Request) -> JsonObject:
    return _details(tx, administration.get_target(tx, req.path["userId"]))


def _details(tx: Tx, account: identity.Account) -> JsonObject:
    devices = identity.list_devices(tx, account.user_id)
    return {
        **_shown(tx, account),
        "threepids": [],
        "external_ids": [],
        "appservice_id": None,
        "consent_server_notice_sent": None,
        "consent_version": None,
        "consent_ts": None,
        "creation_ts": account.created_ts // 1000,  # in seconds here, in ms in lists: so tools expect it
        "last_seen_ts": max((device.last_seen_ts or 0 for device in devices), default=0) or None,
    }


class _User(msgspec.Struct):
    password: str | None = None
    logout_devices: bool = True
    displayname: str | None = None
    avatar_url: str | None = None
    admin: bool | None = None
    deactivated: bool | None = None
    locked: bool | None = None
    user_type: str | msgspec.UnsetType | None = msgspec.UNSET
    threepids: list[object] | None = None
    external_ids: list[object] | None = None


async def put_user(req: Request) -> Response:
    """Makes an account, 201, or changes one, 200."""
    body, config = req.decode(_User), req.app.config
    if body.threepids or body.external_ids:
        raise InvalidParam("This server keeps no third-party or external IDs")
    if body.user_type is not msgspec.UNSET and body.user_type not in KINDS:
        raise InvalidParam("user_type is null or bot")
    password_hash = None
    if body.password is not None:
        identity.check_password_strength(body.password, config.passwords.minimum_length)
        password_hash = await req.app.passwords.hash(body.password)
    wish = AccountWish(
        body.displayname,
        body.avatar_url,
        body.admin,
        body.deactivated,
        body.locked,
        KINDS[body.user_type] if body.user_type is not msgspec.UNSET else None,
        password_hash,
        body.logout_devices,
    )
    return await req.app.db.write(lambda tx: _put_user(tx, req, wish))


def _put_user(tx: Tx, req: Request, wish: AccountWish) -> Response:
    actor, user_id = req.actor.user_id, req.path["userId"]
    if not tx.ids.is_ours(user_id) or not user_id.startswith("@"):
        raise BadRequest("Only accounts of this server can be administered here")
    known = identity.find_account(tx, user_id)
    if known is None:
        account = administration.create(tx, actor, user_id, wish)
        return answer(_details(tx, account), 201)
    if wish.kind == "person" and known.kind in ("guest", identity.EXTERNAL_KIND):
        wish.kind = None  # no type is what a guest has, too
    return answer(_details(tx, administration.change(tx, actor, user_id, wish)), 200)


def is_available(tx: Tx, req: Request) -> JsonObject:
    name = req.arg("username")
    if name is None:
        raise MissingParam("username is missing")
    user_id = tx.ids.user_id(name.lower())
    identity.check_localpart(localpart_of(user_id), user_id)
    if identity.find_account(tx, user_id) is not None:
        raise Conflict("User ID already taken", errcode="M_USER_IN_USE", status=400, key="identity.in_use")
    return {"available": True}


def get_admin(tx: Tx, req: Request) -> JsonObject:
    return {"admin": administration.get_target(tx, req.path["userId"]).is_admin}


class _Admin(msgspec.Struct):
    admin: bool


def put_admin(tx: Tx, req: Request) -> JsonObject:
    is_admin = req.decode(_Admin).admin
    administration.set_admin(tx, req.actor.user_id, req.path["userId"], is_admin=is_admin)
    return {}


class _Password(msgspec.Struct):
    new_password: str
    logout_devices: bool = True


async def reset_password(req: Request) -> JsonObject:
    body = req.decode(_Password)
    identity.check_password_strength(body.new_password, req.app.config.passwords.minimum_length)
    password_hash = await req.app.passwords.hash(body.new_password)

    def reset(tx: Tx) -> JsonObject:
        administration.reset_password(
            tx, req.actor.user_id, req.path["userId"], password_hash, logout_devices=body.logout_devices
        )
        return {}

    return await req.app.db.write(reset)


class _Erase(msgspec.Struct):
    erase: bool = False


def deactivate(tx: Tx, req: Request) -> JsonObject:
    administration.deactivate(tx, req.actor.user_id, req.path["userId"], erase=req.decode(_Erase).erase)
    return {"id_server_unbind_result": "success"}  # nothing is bound anywhere; tools wait for this word


class _Suspend(msgspec.Struct):
    suspend: bool


def suspend(tx: Tx, req: Request) -> JsonObject:
    user_id, suspended = req.path["userId"], req.decode(_Suspend).suspend
    administration.set_suspended(tx, req.actor.user_id, user_id, suspended=suspended)
    return {f"user_{user_id}_suspended": suspended}


class _Until(msgspec.Struct):
    valid_until_ms: int | None = None


def login_as(tx: Tx, req: Request) -> JsonObject:
    until = req.decode(_Until).valid_until_ms
    given = administration.enter(tx, req.actor.user_id, req.path["userId"], until)
    return {"access_token": given.access_token}


def joined_rooms(tx: Tx, req: Request) -> JsonObject:
    found = administration.list_joined(tx, req.path["userId"])
    return {"joined_rooms": found, "total": len(found)}


def whois(tx: Tx, req: Request) -> JsonObject:
    account = administration.get_target(tx, req.path["userId"])
    connections = [
        {"ip": device.last_seen_ip or "", "last_seen": device.last_seen_ts, "user_agent": ""}
        for device in identity.list_devices(tx, account.user_id)
        if device.last_seen_ts is not None
    ]
    return {"user_id": account.user_id, "devices": {"": {"sessions": [{"connections": connections}]}}}


ROUTES = [
    route("GET", "/v2/users", read=list_users),
    route("GET", "/v3/users", read=list_users),
    route("GET", "/v2/users/{userId}", read=get_user),
    route("PUT", "/v2/users/{userId}", direct=put_user),
    route("GET", "/v1/username_available", read=is_available),
    route("GET", "/v1/users/{userId}/admin", read=get_admin),
    route("PUT", "/v1/users/{userId}/admin", write=put_admin),
    route("POST", "/v1/reset_password/{userId}", direct=reset_password),
    route("POST", "/v1/deactivate/{userId}", write=deactivate),
    route("PUT", "/v1/suspend/{userId}", write=suspend),
    route("POST", "/v1/users/{userId}/login", write=login_as),
    route("GET", "/v1/users/{userId}/joined_rooms", read=joined_rooms),
    route("GET", "/v1/whois/{userId}", read=whois),
]
