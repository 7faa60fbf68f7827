"""User-interactive authentication at the edge: reads `auth`, judges the password, asks `identity` the rest.

Client-Server API §User-Interactive Authentication API.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.kernel import json
from fangyuan.kernel.errors import AuthenticationRequired, Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import text

T = TypeVar("T")


def by_password(req: Request, name: str, *targets: str) -> identity.Operation:
    """An operation on the actor's own account that asks for his password again."""
    digest = hashlib.sha256(json.encode(sorted(targets))).hexdigest()[:16] if targets else ""
    return identity.Operation(f"{name} {digest}".strip(), req.actor.user_id, ((identity.PASSWORD,),))


async def authenticated(
    req: Request, operation: identity.Operation, auth: JsonObject | None, act: Callable[[Tx], T]
) -> T:
    """Does `act` in the transaction in which the last stage is passed; AuthenticationRequired until then.

    An application service has no password to be asked for: its own token is what it has.
    """
    if req.session is not None and req.session.app_service:
        return await req.app.db.write(act)
    attempt = await _attempt(req, operation, auth)

    def advance(tx: Tx) -> tuple[identity.Challenge, None] | tuple[None, T]:
        challenge = identity.advance(tx, operation, attempt)
        return (None, act(tx)) if challenge is None else (challenge, None)

    # A challenge is an answer, not an error, to the transaction: the stages that were passed stay passed.
    challenge, done = await req.app.db.write(advance)
    if challenge is None:
        return done  # pyright: ignore[reportReturnType] - act's own result, which may be None
    body = dict(challenge.body)
    if challenge.failure is not None:
        body["error"] = text(challenge.failure, req.language)
    raise AuthenticationRequired(body)


async def _attempt(req: Request, operation: identity.Operation, auth: JsonObject | None) -> identity.Attempt:
    if auth is None:
        return identity.Attempt()
    stage = json.as_str(auth.get("type"))
    password_ok = stage == identity.PASSWORD and await _is_password_right(req, operation, auth)
    return identity.Attempt(
        json.as_str(auth.get("session")), stage, password_ok, json.as_str(auth.get("token"))
    )


async def _is_password_right(req: Request, operation: identity.Operation, auth: JsonObject) -> bool:
    user_id, password = operation.user_id, json.as_str(auth.get("password"))
    if user_id is None or password is None:
        return False
    named = named_user(auth, req.app.config.server_name)
    if named is not None and named != user_id:
        raise Forbidden("That is someone else's account", key="identity.not_yours")
    check_account_limit(req, user_id)
    account = await req.app.db.read(lambda tx: identity.find_account(tx, user_id))
    return await req.app.passwords.verify(account.password_hash if account else None, password)


def named_user(body: JsonObject, server_name: str) -> str | None:
    """The user that a password is given for: `identifier` of type m.id.user, or `user` as before r0.4."""
    identifier = json.as_object(body.get("identifier"))
    named = json.as_str(identifier.get("user")) if identifier.get("type") == "m.id.user" else None
    named = (named or json.as_str(body.get("user")) or "").strip()
    if not named:
        return None
    # We make lower-case names only, so whoever types capitals means the same account.
    return named.lower() if named.startswith("@") else f"@{named.lower()}:{server_name}"


def check_account_limit(req: Request, user_id: str) -> None:
    """Guessing one account's password from many addresses is slow, too."""
    req.app.limiter.check("login", f"account {user_id}", req.app.db.clock.now_ms())
