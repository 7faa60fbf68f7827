"""Short-lived tokens by which a person proves who he is elsewhere: to another service, or to sign in a new device.

Only their hashes are kept. OpenID: Client-Server API §OpenID; login tokens: §POST /login/get_token.
"""

from __future__ import annotations

from typing import Literal

from fangyuan.db import Tx
from fangyuan.identity import proof_store
from fangyuan.identity.actions import find_account
from fangyuan.identity.model import Account, hash_token

Purpose = Literal["openid", "login"]
OPENID_MS = 3_600_000
LOGIN_MS = 120_000  # as the spec recommends
_PREFIX: dict[Purpose, str] = {"openid": "fyo", "login": "fyl"}
_LIFETIME: dict[Purpose, int] = {"openid": OPENID_MS, "login": LOGIN_MS}


def issue_proof(tx: Tx, user_id: str, purpose: Purpose) -> str:
    """A new token for one purpose, good for OPENID_MS or LOGIN_MS."""
    token = tx.ids.token(_PREFIX[purpose])
    proof_store.add_proof(tx, hash_token(token), purpose, user_id, tx.now_ms + _LIFETIME[purpose])
    return token


def find_by_proof(tx: Tx, token: str, purpose: Purpose) -> Account | None:
    """Whose token it is: None when it is unknown, too old or for something else, or when the account may not act."""
    row = proof_store.find_proof(tx, hash_token(token), purpose)
    if row is None or row[1] <= tx.now_ms:
        return None
    account = find_account(tx, row[0])
    return account if account is not None and account.is_active and not account.is_locked else None


def use_proof(tx: Tx, token: str, purpose: Purpose) -> Account | None:
    """The same, and the token is good for nothing any more."""
    account = find_by_proof(tx, token, purpose)
    proof_store.drop_proof(tx, hash_token(token))
    return account
