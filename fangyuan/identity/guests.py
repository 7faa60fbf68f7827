"""Guests: accounts without a name of their own and without a password. Client-Server API §Guest Access."""

from __future__ import annotations

from fangyuan.db import Tx
from fangyuan.identity import device_store, store
from fangyuan.identity.actions import create_account, end_sessions, get_account
from fangyuan.identity.model import Account, SignIn, hash_token
from fangyuan.identity.sessions import sign_in


def admit_guest(tx: Tx, display_name: str | None) -> SignIn:
    """A new guest, signed in on a device of this display name."""
    account = create_account(tx, tx.ids.user_id(f"guest-{tx.ids.code().lower()}"), kind="guest")
    return sign_in(tx, account, display_name=display_name)


def find_guest(tx: Tx, token: str) -> Account | None:
    """The guest whose access token this is."""
    session = device_store.find_session(tx, hash_token(token))
    return get_account(tx, session.user_id) if session is not None and session.kind == "guest" else None


def promote_guest(tx: Tx, user_id: str, password_hash: str | None) -> Account:
    """The guest becomes a person with a password; what he was signed in with as a guest ends. He keeps his rooms."""
    tx.forget(("account", user_id))
    store.set_kind(tx, user_id, "person")
    store.set_password(tx, user_id, password_hash)
    end_sessions(tx, user_id)
    return get_account(tx, user_id)
