"""Client-Server API §Account registration and management."""

from __future__ import annotations

import msgspec

from fangyuan import appservices, groups, identity
from fangyuan.db import Tx
from fangyuan.http.client.guests import register_guest
from fangyuan.http.client.login import APP_SERVICE, is_service, lifetimes_of, service_of, signed_in
from fangyuan.http.interactive import authenticated, by_password
from fangyuan.http.request import Request, decode_as
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import (
    AuthenticationRequired,
    BadRequest,
    Conflict,
    Forbidden,
    InvalidParam,
    MissingParam,
)
from fangyuan.kernel.json import JsonObject


def whoami(tx: Tx, req: Request) -> JsonObject:
    actor = req.actor
    shown: JsonObject = {"user_id": actor.user_id, "is_guest": actor.kind == "guest"}
    return {**shown, "device_id": actor.device_id} if actor.device_id else shown


def third_party_ids(tx: Tx, req: Request) -> JsonObject:
    """We keep none; clients ask before they show their settings."""
    return {"threepids": []}


# -- registration --------------------------------------------------------------------------------------------


class _Register(msgspec.Struct):
    type: str | None = None
    username: str | None = None
    user: str | None = None  # COMPAT: what old bridges call it
    password: str | None = None
    device_id: str | None = None
    initial_device_display_name: str | None = None
    inhibit_login: bool | int | None = None
    refresh_token: bool | None = None
    guest_access_token: str | None = None
    auth: JsonObject | None = None


async def register(req: Request) -> JsonObject:
    """§POST /register; in the test mode what was asked for before holds on, see `Recall`."""
    if not req.app.config.is_lenient:
        return await _register(req, req.decode(_Register))
    recall, asked = req.app.recall, req.json_object()
    done = recall.outcome(asked)
    if done is not None:
        return done
    asked = recall.completed(asked)
    try:
        answer = await _register(req, decode_as(json.encode(asked), _Register))
    except AuthenticationRequired as challenge:
        recall.keep(asked, challenge)
        raise
    recall.finish(asked, answer)
    return answer


async def _register(req: Request, body: _Register) -> JsonObject:
    """Everything that can be wrong is said before the client authenticates."""
    config = req.app.config
    kind = req.arg("kind") or "user"
    if kind == "guest":
        return await register_guest(req, body.initial_device_display_name)
    if kind != "user":
        raise InvalidParam("kind is user or guest")
    if body.type == APP_SERVICE or (body.auth is None and is_service(req)):  # old bridges name no type
        return await _register_by_service(req, body)
    if body.username is not None:
        _check_own_name(body.username)
        req.app.app_services.check_user(_user_id(config, body.username))
    operation = identity.Operation("register", None, _registration_flows(config))
    if body.username is not None:
        await req.app.db.read(lambda tx: _check_wish(tx, config, body))
    if body.password is not None:
        identity.check_password_strength(body.password, config.passwords.minimum_length)
    elif body.auth is not None:
        raise MissingParam("password is missing")
    password_hash = await req.app.passwords.hash(body.password) if body.password and body.auth else None
    return await authenticated(req, operation, body.auth, lambda tx: _create(tx, config, body, password_hash))


def _check_own_name(username: str) -> None:
    """Names that begin with an underscore are the services'. Application Service API §Registration."""
    if username.startswith("_"):
        raise BadRequest(
            "Names that begin with an underscore are kept for application services",
            errcode="M_INVALID_USERNAME",
            key="identity.invalid_username",
        )


async def _register_by_service(req: Request, body: _Register) -> JsonObject:
    """A service makes one of its users, whoever else may register. Application Service API §Registration."""
    service, config = service_of(req), req.app.config
    body.username = body.username if body.username is not None else body.user
    if body.username is None:
        raise MissingParam("username is missing")
    user_id = _user_id(config, body.username)
    if not service.is_user(user_id):
        raise appservices.exclusive("That name is not in this application service's namespace")
    req.app.app_services.check_user(user_id, service.id)
    return await req.app.db.write(lambda tx: _create(tx, config, body, None, kind="bot"))


def _registration_flows(config: Config) -> identity.Flows:
    if config.registration.mode == "closed":
        raise Forbidden("Registration is closed", key="identity.registration_closed")
    return ((identity.REGISTRATION_TOKEN if config.registration.mode == "token" else identity.DUMMY,),)


def _user_id(config: Config, username: str) -> str:
    return f"@{username.lower()}:{config.server_name}"


def _check_username(tx: Tx, config: Config, user_id: str) -> None:
    localpart = user_id[1:].removesuffix(f":{config.server_name}")
    identity.check_localpart(localpart, user_id)
    if localpart == config.groups.house_localpart or identity.find_account(tx, user_id) is not None:
        raise Conflict("User ID already taken", errcode="M_USER_IN_USE", status=400, key="identity.in_use")


def _check_wish(tx: Tx, config: Config, body: _Register) -> identity.Account | None:
    """The guest who wants to become a full account, None for a newcomer; else what is wrong with the name."""
    user_id = _user_id(config, body.username or "")
    if body.guest_access_token is not None:
        guest = identity.find_guest(tx, body.guest_access_token)
        if guest is None or guest.user_id != user_id:
            raise Forbidden("Only the guest himself may take his name")
        return guest
    _check_username(tx, config, user_id)
    return None


def _create(
    tx: Tx, config: Config, body: _Register, password_hash: str | None, *, kind: str = "person"
) -> JsonObject:
    if body.username is None:
        body.username = f"u{tx.ids.opaque(9)}"
    user_id = _user_id(config, body.username)
    if _check_wish(tx, config, body) is not None:
        account = identity.promote_guest(tx, user_id, password_hash)
    else:
        account = identity.create_account(tx, user_id, kind=kind, password_hash=password_hash)
    if body.inhibit_login:
        return {"user_id": user_id, "home_server": config.server_name}
    given = identity.sign_in(
        tx,
        account,
        device_id=body.device_id,
        display_name=body.initial_device_display_name,
        lifetimes=lifetimes_of(config) if body.refresh_token else None,
    )
    return signed_in(given, config)


def is_available(tx: Tx, req: Request) -> JsonObject:
    config = req.app.config
    _registration_flows(config)
    username = req.arg("username")
    if username is None:
        raise MissingParam("username is missing")
    _check_own_name(username)
    req.app.app_services.check_user(_user_id(config, username))
    _check_username(tx, config, _user_id(config, username))
    return {"available": True}


def token_validity(tx: Tx, req: Request) -> JsonObject:
    token = req.arg("token")
    if token is None:
        raise MissingParam("token is missing")
    if req.app.config.registration.mode != "token":
        raise Forbidden(
            "This server does not take registration tokens", key="identity.no_registration_tokens"
        )
    return {"valid": identity.is_registration_token_valid(tx, token)}


# -- one's own account ---------------------------------------------------------------------------------------


class _ChangePassword(msgspec.Struct):
    new_password: str
    logout_devices: bool = True
    auth: JsonObject | None = None


async def change_password(req: Request) -> JsonObject:
    """§POST /account/password. This device stays signed in; the others only if the client says so."""
    body = req.decode(_ChangePassword)
    identity.check_password_strength(body.new_password, req.app.config.passwords.minimum_length)
    # Without `auth` the answer is a challenge, for which nothing needs hashing.
    password_hash = await req.app.passwords.hash(body.new_password) if body.auth is not None else None

    def change(tx: Tx) -> JsonObject:
        identity.set_password(tx, req.actor.user_id, password_hash)
        if body.logout_devices:
            identity.end_sessions(tx, req.actor.user_id, but_device=req.actor.device_id)
        return {}

    return await authenticated(req, by_password(req, "password"), body.auth, change)


class _Deactivate(msgspec.Struct):
    auth: JsonObject | None = None
    erase: bool = False


async def deactivate(req: Request) -> JsonObject:
    """§POST /account/deactivate. He is out of every room in the same transaction; `erase` takes his profile away."""
    user_id = req.actor.user_id
    body = req.decode(_Deactivate)

    def close(tx: Tx) -> JsonObject:
        groups.close_account(tx, user_id, user_id)
        if body.erase:
            identity.erase(tx, user_id)
        return {"id_server_unbind_result": "no-support"}

    return await authenticated(req, by_password(req, "deactivate"), body.auth, close)


ROUTES = [
    Route("GET", "/account/whoami", read=whoami),
    Route("GET", "/account/3pid", read=third_party_ids),
    Route("POST", "/account/password", direct=change_password),
    Route("POST", "/account/deactivate", direct=deactivate),
    Route("POST", "/register", direct=register, auth="none", limit="login"),
    Route("GET", "/register/available", read=is_available, auth="none", limit="login"),
    Route(
        "GET",
        "/register/m.login.registration_token/validity",
        read=token_validity,
        auth="none",
        limit="login",
        versions=("v1",),
    ),
]
