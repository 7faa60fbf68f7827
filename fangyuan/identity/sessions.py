"""Signing in and out: sessions, their tokens and devices. Client-Server API §Client Authentication."""

from __future__ import annotations

from fangyuan import e2ee
from fangyuan.db import Tx
from fangyuan.identity import device_store
from fangyuan.identity.actions import drop_devices, get_account
from fangyuan.identity.model import (
    Account,
    Device,
    Lifetimes,
    Session,
    SignIn,
    check_device_words,
    hash_token,
)
from fangyuan.kernel.errors import FangyuanError, Forbidden, NotFound, Unauthorized


def check_active(account: Account) -> None:
    """M_USER_DEACTIVATED when the account is closed."""
    if not account.is_active:
        raise Forbidden(
            "This account has been deactivated", errcode="M_USER_DEACTIVATED", key="identity.deactivated"
        )


def check_unlocked(who: Account | Session) -> None:
    """M_USER_LOCKED when the account is locked: its client keeps what it has and asks again later. §Account locking."""
    if who.is_locked:
        raise Unauthorized(
            "This account is locked",
            errcode="M_USER_LOCKED",
            extra={"soft_logout": True},
            key="identity.locked",
        )


def check_not_suspended(who: Account | Session) -> None:
    """M_USER_SUSPENDED when the account may only read. §Account suspension."""
    if who.is_suspended:
        raise Forbidden("This account is suspended", errcode="M_USER_SUSPENDED", key="identity.suspended")


def sign_in(
    tx: Tx,
    account: Account,
    *,
    device_id: str | None = None,
    display_name: str | None = None,
    lifetimes: Lifetimes | None = None,
) -> SignIn:
    """A new session for the account whose password was checked; `lifetimes` when the client can refresh.

    What was checked is compared with what is stored now: a password changed meanwhile is a wrong one. Earlier
    sessions of the same device end. Client-Server API §POST /login.
    """
    now = get_account(tx, account.user_id)
    check_active(now)
    check_unlocked(now)
    if now.password_hash != account.password_hash:
        raise wrong_password()
    check_device_words("device_id", device_id)
    check_device_words("initial_device_display_name", display_name)
    if device_id is None:
        device_id = tx.ids.device_id()
    else:
        device_store.drop_sessions(tx, account.user_id, [device_id])
        tx.note("session", user_id=account.user_id)
    if device_store.add_device(tx, account.user_id, device_id, display_name, tx.now_ms):
        e2ee.note_changed(tx, account.user_id)
    return _new_session(tx, account.user_id, device_id, lifetimes)[1]


def add_device(tx: Tx, user_id: str, device_id: str, display_name: str | None) -> bool:
    """A device that nobody signs in on: its application service acts on it. False when it was there. MSC4190."""
    check_device_words("device_id", device_id)
    check_device_words("display_name", display_name)
    if not device_store.add_device(tx, user_id, device_id, display_name, tx.now_ms):
        return False
    e2ee.note_changed(tx, user_id)
    return True


def enter(tx: Tx, account: Account, display_name: str, expires_ts: int | None) -> SignIn:
    """A session for somebody else than the account's person; its device shows him who has entered.

    `expires_ts` is milliseconds UTC, None for never.
    """
    check_active(account)
    check_device_words("display_name", display_name)
    device_id = tx.ids.device_id()
    device_store.add_device(tx, account.user_id, device_id, display_name, tx.now_ms)
    token = tx.ids.token()
    session = Session(tx.ids.opaque(), account.user_id, device_id, expires_ts=expires_ts)
    device_store.add_session(
        tx, session, token_hash=hash_token(token), refresh_hash=None, refresh_expires_ts=None
    )
    return SignIn(account.user_id, device_id, token)


def wrong_password() -> FangyuanError:
    """The same for a wrong password and for no such account."""
    return Forbidden("Invalid username or password", key="identity.wrong_password")


def _new_session(tx: Tx, user_id: str, device_id: str, lifetimes: Lifetimes | None) -> tuple[str, SignIn]:
    token = tx.ids.token()
    refresh = tx.ids.token("fyr") if lifetimes else None
    session = Session(
        tx.ids.opaque(),
        user_id,
        device_id,
        expires_ts=tx.now_ms + lifetimes.access_ms if lifetimes else None,
    )
    device_store.add_session(
        tx,
        session,
        token_hash=hash_token(token),
        refresh_hash=hash_token(refresh) if refresh else None,
        refresh_expires_ts=tx.now_ms + lifetimes.refresh_ms if lifetimes else None,
    )
    return session.session_id, SignIn(
        user_id, device_id, token, refresh, lifetimes.access_ms if lifetimes else None
    )


def refresh(tx: Tx, refresh_token: str, lifetimes: Lifetimes) -> SignIn:
    """New tokens for a refresh token; M_UNKNOWN_TOKEN when it is unknown, revoked or too old. §POST /refresh.

    The token stays valid until one of the new ones is used, so that a client which never got the answer can
    ask again; what the lost answer gave is dead then.
    """
    row = device_store.find_refresh(tx, hash_token(refresh_token))
    if row is None:
        raise Unauthorized("Unknown refresh token", extra={"soft_logout": False})
    session_id, user_id, device_id, expires_ts, next_session_id = row
    if expires_ts <= tx.now_ms:
        raise Unauthorized("The refresh token has expired", extra={"soft_logout": True})
    check_unlocked(get_account(tx, user_id))
    device_store.drop_predecessors(tx, user_id, device_id, session_id)
    if next_session_id is not None:
        device_store.drop_session(tx, next_session_id)
    new_id, given = _new_session(tx, user_id, device_id, lifetimes)
    device_store.set_next(tx, session_id, new_id)
    tx.note("session", user_id=user_id)
    return given


def confirm(tx: Tx, session: Session) -> None:
    """The session's access token was used for the first time: what it replaces ends. §POST /refresh."""
    if device_store.drop_predecessors(tx, session.user_id, session.device_id, session.session_id):
        tx.note("session", user_id=session.user_id)


def sign_out(tx: Tx, session: Session) -> None:
    """Ends the session; its device is gone too. §POST /logout."""
    drop_devices(tx, session.user_id, [session.device_id])


def note_seen(tx: Tx, session: Session, client_ip: str) -> None:
    """Remembers when and from where the device was used last."""
    device_store.note_seen(tx, session.user_id, session.device_id, tx.now_ms, client_ip)


def get_device(tx: Tx, user_id: str, device_id: str) -> Device:
    """One device of the user; NotFound when he has no such."""
    found = device_store.find_device(tx, user_id, device_id)
    if found is None:
        raise NotFound("You have no such device")
    return found


def rename_device(tx: Tx, user_id: str, device_id: str, display_name: str | None) -> None:
    """Gives a device another name; None leaves it as it is. §PUT /devices/{deviceId}."""
    get_device(tx, user_id, device_id)
    if display_name is not None:
        check_device_words("display_name", display_name or None)
        device_store.rename_device(tx, user_id, device_id, display_name)
        e2ee.note_changed(tx, user_id)  # the name stands beside its keys
