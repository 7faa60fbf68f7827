"""Client-Server API §Login, §Refreshing access tokens, §Logging out."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import identity
from fangyuan.appservices import Registration
from fangyuan.db import Tx
from fangyuan.http.interactive import authenticated, by_password, check_account_limit, named_user
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import BadRequest, Forbidden, MissingParam, Unauthorized, Unrecognized
from fangyuan.kernel.json import JsonObject

APP_SERVICE = "m.login.application_service"
_DAY_MS = 86_400_000
_MINUTE_MS = 60_000


_TOKEN = "m.login.token"  # noqa: S105 - the name of a way to sign in


def get_login(tx: Tx, req: Request) -> JsonObject:
    flows: list[JsonObject] = [{"type": identity.PASSWORD}]
    if req.app.config.login_tokens.enabled:
        flows.append({"type": _TOKEN, "get_login_token": True})
    if req.app.app_services.services:
        flows.append({"type": APP_SERVICE})
    return {"flows": flows}


class _Login(msgspec.Struct):
    type: str
    identifier: JsonObject | None = None
    user: str | None = None
    password: str | None = None
    device_id: str | None = None
    initial_device_display_name: str | None = None
    refresh_token: bool | None = None
    token: str | None = None


async def post_login(req: Request) -> JsonObject:
    """§POST /login. Unknown user, wrong password, account without one: alike, and as slow."""
    body = req.decode(_Login)
    if body.type == _TOKEN and req.app.config.login_tokens.enabled:
        return await _login_by_token(req, body)
    user_id = _who(req, body)
    if body.type == APP_SERVICE:
        return await _sign_in_by_service(req, body, user_id)
    if body.password is None:
        raise MissingParam("password is missing")
    check_account_limit(req, user_id)
    account = await req.app.db.read(lambda tx: identity.find_account(tx, user_id))
    right = await req.app.passwords.verify(account.password_hash if account else None, body.password)
    if account is None or not right:
        raise identity.wrong_password()
    return await req.app.db.write(lambda tx: _sign_in(tx, req, account, body))


def _sign_in(tx: Tx, req: Request, account: identity.Account, body: _Login) -> JsonObject:
    given = identity.sign_in(
        tx,
        account,
        device_id=body.device_id,
        display_name=body.initial_device_display_name,
        lifetimes=lifetimes_of(req.app.config) if body.refresh_token else None,
    )
    return signed_in(given, req.app.config)


async def _login_by_token(req: Request, body: _Login) -> JsonObject:
    """A token that another device of the person got for this; it is good for one time."""
    token = body.token
    if token is None:
        raise MissingParam("token is missing")

    def sign_in(tx: Tx) -> JsonObject:
        account = identity.use_proof(tx, token, "login")
        if account is None:
            raise Forbidden("Invalid login token", key="identity.login_token_invalid")
        return _sign_in(tx, req, account, body)

    return await req.app.db.write(sign_in)


class _Auth(msgspec.Struct):
    auth: JsonObject | None = None


async def get_token(req: Request) -> JsonObject:
    """§POST /login/get_token, which always asks for the password again."""
    if not req.app.config.login_tokens.enabled:
        raise Unrecognized("This server gives no login tokens")
    user_id = req.actor.user_id

    def issue(tx: Tx) -> JsonObject:
        return {
            "login_token": identity.issue_proof(tx, user_id, "login"),
            "expires_in_ms": identity.LOGIN_MS,
        }

    return await authenticated(req, by_password(req, "login token"), req.decode(_Auth).auth, issue)


async def _sign_in_by_service(req: Request, body: _Login, user_id: str) -> JsonObject:
    """A service signs in as one of its users. Application Service API §Server admin style permissions."""
    service = service_of(req)
    if not service.is_user(user_id):
        raise Forbidden("This application service does not manage that user")

    def sign_in(tx: Tx) -> JsonObject:
        account = identity.find_account(tx, user_id)
        if account is None:
            raise Forbidden("This application service has not registered that user")
        if account.is_admin:  # as in `masks`: what a program does is never an administrator's doing
            raise Forbidden("Administrators sign in by themselves")
        return _sign_in(tx, req, account, body)

    return await req.app.db.write(sign_in)


def service_of(req: Request) -> Registration:
    """The application service that asks; M_MISSING_TOKEN or M_UNKNOWN_TOKEN when none does."""
    token = req.bearer()
    if not token:
        raise Unauthorized("Missing access token", errcode="M_MISSING_TOKEN")
    service = req.app.app_services.find_by_token(token)
    if service is None:
        raise Unauthorized("This is no application service's token")
    return service


def is_service(req: Request) -> bool:
    """Whether an application service asks."""
    return req.app.app_services.find_by_token(req.bearer() or "") is not None


def _who(req: Request, body: _Login) -> str:
    if body.type not in (identity.PASSWORD, APP_SERVICE):
        raise BadRequest(f"Unsupported login type {body.type:.80}", errcode="M_UNKNOWN")
    kind = json.as_object(body.identifier).get("type", "m.id.user")
    if kind != "m.id.user":
        raise BadRequest("Only identifiers of type m.id.user are supported", errcode="M_UNKNOWN")
    user_id = named_user({"identifier": body.identifier, "user": body.user}, req.app.config.server_name)
    if user_id is None:
        raise MissingParam("identifier.user is missing")
    return user_id


def lifetimes_of(config: Config) -> identity.Lifetimes:
    return identity.Lifetimes(
        config.sessions.access_token_minutes * _MINUTE_MS, config.sessions.refresh_token_days * _DAY_MS
    )


def signed_in(given: identity.SignIn, config: Config) -> JsonObject:
    """What a client is told when it has signed in."""
    body: JsonObject = {"user_id": given.user_id, "device_id": given.device_id, **_tokens(given)}
    body["home_server"] = config.server_name  # deprecated in the spec, and still read by old clients
    if config.public_baseurl:
        body["well_known"] = {"m.homeserver": {"base_url": config.public_baseurl}}
    return body


def _tokens(given: identity.SignIn) -> dict[str, Any]:
    tokens: dict[str, Any] = {"access_token": given.access_token}
    if given.refresh_token is not None:
        tokens |= {"refresh_token": given.refresh_token, "expires_in_ms": given.expires_in_ms}
    return tokens


class _Refresh(msgspec.Struct):
    refresh_token: str


def post_refresh(tx: Tx, req: Request) -> JsonObject:
    return _tokens(identity.refresh(tx, req.decode(_Refresh).refresh_token, lifetimes_of(req.app.config)))


def post_logout(tx: Tx, req: Request) -> JsonObject:
    identity.sign_out(tx, req.actor)
    return {}


def post_logout_all(tx: Tx, req: Request) -> JsonObject:
    identity.end_sessions(tx, req.actor.user_id)
    return {}


ROUTES = [
    Route("GET", "/login", read=get_login, auth="none"),
    Route("POST", "/login", direct=post_login, auth="none", limit="login"),
    Route("POST", "/login/get_token", direct=get_token, limit="login", versions=("v1",)),
    # Guessing a refresh token is hopeless, and a whole office may come back from one address: no limit.
    Route("POST", "/refresh", write=post_refresh, auth="none"),
    Route("POST", "/logout", write=post_logout),
    Route("POST", "/logout/all", write=post_logout_all),
]
