"""Accounts for scripts that hold the shared secret, and tokens with which people register themselves."""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from fangyuan import audit, identity
from fangyuan.administration import store
from fangyuan.administration.accounts import AccountWish, create
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.identity import Account, RegistrationToken
from fangyuan.kernel.errors import BadRequest, InvalidParam, NotFound

NONCE_LIFETIME_MS = 60_000
MOST_TOKEN = 64
_MOST_TIME = 2**53
# How the audit log calls who registers with the secret: it has no account.
SECRET_HOLDER = "shared_secret"  # noqa: S105 - a word, not a secret


class SecretWish(msgspec.Struct):
    """What a script asks for. `mac` proves that it knows the secret and that nobody changed the rest."""

    nonce: str
    username: str
    password: str
    mac: str
    admin: bool = False
    user_type: str | None = None
    displayname: str | None = None
    inhibit_login: bool = False


def give_nonce(tx: Tx) -> str:
    """A number to be used once, within a minute."""
    store.drop_old_nonces(tx, tx.now_ms - NONCE_LIFETIME_MS)
    nonce = tx.ids.opaque(32)
    store.add_nonce(tx, nonce)
    return nonce


def is_right_mac(secret: str, wish: SecretWish) -> bool:
    """HMAC-SHA1 over nonce, user name, password, `admin` or `notadmin`, and the type if there is one.

    The parts are joined by NUL and the result is hexadecimal; that is how every provisioning tool makes it.
    """
    parts = [wish.nonce, wish.username, wish.password, "admin" if wish.admin else "notadmin"]
    if wish.user_type:
        parts.append(wish.user_type)
    digest = hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
    return hmac.compare_digest(digest.encode(), wish.mac.lower().encode())


def register(tx: Tx, wish: SecretWish, kind: str, password_hash: str) -> Account:
    """The account that was asked for; the nonce is used up, by its first use and by a minute's time."""
    if not store.use_nonce(tx, wish.nonce, tx.now_ms - NONCE_LIFETIME_MS):
        raise BadRequest("unrecognised nonce")
    new = AccountWish(wish.displayname, kind=kind, is_admin=wish.admin, password_hash=password_hash)
    return create(tx, SECRET_HOLDER, tx.ids.user_id(wish.username.lower()), new)


# -- registration tokens ---------------------------------------------------------------------------------------------


def create_token(
    tx: Tx, actor: str, token: str | None, uses_allowed: int | None, expires_ts: int | None
) -> RegistrationToken:
    """An invitation to register; `expires_ts` is milliseconds UTC, None means no limit."""
    if token is not None and not _is_token(token):
        raise InvalidParam(f"A token has 1 to {MOST_TOKEN} characters of A-Z a-z 0-9 . _ ~ -")
    _check_limits(tx, uses_allowed, expires_ts)
    given = identity.create_registration_token(tx, token, uses_allowed=uses_allowed, expires_ts=expires_ts)
    audit.record(tx, actor, Act.TOKEN_ISSUED, given, after=_limits(uses_allowed, expires_ts))
    return RegistrationToken(given, uses_allowed, 0, expires_ts, tx.now_ms)


def _is_token(token: str) -> bool:
    return 0 < len(token) <= MOST_TOKEN and all(
        letter.isascii() and (letter.isalnum() or letter in "._~-") for letter in token
    )


def _limits(uses_allowed: int | None, expires_ts: int | None) -> dict[str, int | None]:
    return {"uses_allowed": uses_allowed, "expires_ts": expires_ts}


def _check_limits(tx: Tx, uses_allowed: int | None, expires_ts: int | None) -> None:
    if uses_allowed is not None and not 0 <= uses_allowed < 2**31:
        raise InvalidParam("uses_allowed is a non-negative integer or null")
    if expires_ts is not None and not tx.now_ms <= expires_ts < _MOST_TIME:
        raise InvalidParam("expiry_time is in the past, or later than time goes")


def change_token(
    tx: Tx, actor: str, token: str, uses_allowed: int | None, expires_ts: int | None
) -> RegistrationToken:
    """Other limits for a token; M_NOT_FOUND when there is no such."""
    was = identity.find_registration_token(tx, token)
    if was is None:
        raise NotFound("No such registration token")
    _check_limits(tx, uses_allowed, None if expires_ts == was.expires_ts else expires_ts)
    identity.change_registration_token(tx, token, uses_allowed, expires_ts)
    before, after = _limits(was.uses_allowed, was.expires_ts), _limits(uses_allowed, expires_ts)
    audit.record(tx, actor, Act.TOKEN_CHANGED, token, before=before, after=after)
    return msgspec.structs.replace(was, uses_allowed=uses_allowed, expires_ts=expires_ts)


def drop_token(tx: Tx, actor: str, token: str) -> None:
    """Nobody registers with this token any more; M_NOT_FOUND when there is no such."""
    if not identity.drop_registration_token(tx, token):
        raise NotFound("No such registration token")
    audit.record(tx, actor, Act.TOKEN_REVOKED, token)
