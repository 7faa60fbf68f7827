"""Registration by a shared secret, registration tokens, the server's version."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import __version__, administration, identity
from fangyuan.administration import SecretWish
from fangyuan.administration.accounts import KINDS
from fangyuan.db import Tx
from fangyuan.http.client.login import signed_in
from fangyuan.http.client.synapse_admin.guard import PREFIX, flag, route
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import BadRequest, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject


def server_version(tx: Tx, req: Request) -> JsonObject:
    """Tools ask before anybody signs in."""
    return {"server_version": f"Fangyuan {__version__}"}


# -- with the shared secret ------------------------------------------------------------------------------------------


def _secret(req: Request) -> str:
    secret = req.app.config.registration.shared_secret
    if not secret:
        raise BadRequest("Shared secret registration is not enabled")
    return secret


def get_nonce(tx: Tx, req: Request) -> JsonObject:
    _secret(req)
    return {"nonce": administration.give_nonce(tx)}


async def register(req: Request) -> JsonObject:
    """A new account, signed in unless the script says otherwise; an administrator's if it says so."""
    secret, config = _secret(req), req.app.config
    wish = req.decode(SecretWish)
    if not administration.is_right_mac(secret, wish):
        raise Forbidden("HMAC incorrect")
    if wish.user_type not in KINDS:
        raise InvalidParam("user_type is null or bot")
    kind = KINDS[wish.user_type]
    identity.check_password_strength(wish.password, config.passwords.minimum_length)
    password_hash = await req.app.passwords.hash(wish.password)

    def create(tx: Tx) -> JsonObject:
        account = administration.register(tx, wish, kind, password_hash)
        if wish.inhibit_login:
            return {"user_id": account.user_id, "home_server": config.server_name}
        return {
            **signed_in(identity.sign_in(tx, account), config),
            "home_server": config.server_name,
        }

    return await req.app.db.write(create)


# -- registration tokens ---------------------------------------------------------------------------------------------


def _shown(token: identity.RegistrationToken) -> JsonObject:
    return {
        "token": token.token,
        "uses_allowed": token.uses_allowed,
        "pending": 0,  # a token is used up in the transaction that makes the account, never before
        "completed": token.used,
        "expiry_time": token.expires_ts,
    }


def list_tokens(tx: Tx, req: Request) -> JsonObject:
    valid = flag(req, "valid")
    found = identity.list_registration_tokens(tx)
    shown = [_shown(one) for one in found if valid is None or one.is_valid_at(tx.now_ms) == valid]
    return {"registration_tokens": shown}


class _NewToken(msgspec.Struct):
    token: str | None = None
    uses_allowed: int | None = None
    expiry_time: int | None = None
    length: int = 16


def new_token(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_NewToken)
    if not 1 <= body.length <= 64:
        raise InvalidParam("length is from 1 to 64")
    token = body.token if body.token is not None else tx.ids.opaque(48)[: body.length]
    return _shown(
        administration.create_token(tx, req.actor.user_id, token, body.uses_allowed, body.expiry_time)
    )


def get_token(tx: Tx, req: Request) -> JsonObject:
    return _shown(_get_token(tx, req.path["token"]))


def _get_token(tx: Tx, token: str) -> identity.RegistrationToken:
    found = identity.find_registration_token(tx, token)
    if found is None:
        raise NotFound("No such registration token")
    return found


class _ChangedToken(msgspec.Struct):
    uses_allowed: Any = msgspec.UNSET
    expiry_time: Any = msgspec.UNSET


def put_token(tx: Tx, req: Request) -> JsonObject:
    """What the body doesn't name stays; null lifts a limit."""
    body, token = req.decode(_ChangedToken), _get_token(tx, req.path["token"])
    limits: list[int | None] = []
    for wished, was in ((body.uses_allowed, token.uses_allowed), (body.expiry_time, token.expires_ts)):
        if not (wished is msgspec.UNSET or wished is None or type(wished) is int):
            raise InvalidParam("uses_allowed and expiry_time are integers or null")
        limits.append(was if wished is msgspec.UNSET else wished)
    return _shown(administration.change_token(tx, req.actor.user_id, token.token, limits[0], limits[1]))


def delete_token(tx: Tx, req: Request) -> JsonObject:
    administration.drop_token(tx, req.actor.user_id, req.path["token"])
    return {}


def _by_secret(path: str) -> list[Route]:
    return [
        Route("GET", path, write=get_nonce, auth="none", limit="login", versions=("",)),
        Route("POST", path, direct=register, auth="none", limit="login", versions=("",)),
    ]


ROUTES = [
    Route("GET", PREFIX + "/v1/server_version", read=server_version, auth="none", versions=("",)),
    *_by_secret(PREFIX + "/v1/register"),
    *_by_secret("/_matrix/client/r0/admin/register"),  # where it was before 2020; old scripts ask there still
    route("GET", "/v1/registration_tokens", read=list_tokens),
    route("POST", "/v1/registration_tokens/new", write=new_token),
    route("GET", "/v1/registration_tokens/{token}", read=get_token),
    route("PUT", "/v1/registration_tokens/{token}", write=put_token),
    route("DELETE", "/v1/registration_tokens/{token}", write=delete_token),
]
