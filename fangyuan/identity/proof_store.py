"""All SQL of proofs that somebody may: stages of interactive authentication, one-time proofs, invitations."""

from __future__ import annotations

from fangyuan.db import SQL, Row, Tx
from fangyuan.identity.model import RegistrationToken

# -- interactive authentication ------------------------------------------------------------------------------

_FIND_UIA = SQL(
    "SELECT operation, user_id, completed, created_ts FROM uia_sessions WHERE session_id = :session_id"
)
_PUT_UIA = SQL(
    "INSERT INTO uia_sessions (session_id, operation, user_id, completed, created_ts)"
    " VALUES (:session_id, :operation, :user_id, :completed, :ts)"
    " ON CONFLICT (session_id) DO UPDATE SET completed = excluded.completed"
)
_DROP_UIA = SQL("DELETE FROM uia_sessions WHERE session_id = :session_id")
_DROP_OLD_UIA = SQL("DELETE FROM uia_sessions WHERE created_ts < :before")


def find_uia(tx: Tx, session_id: str) -> Row | None:
    """(operation, user or None, stages passed as JSON, created)."""
    return tx.one(_FIND_UIA, session_id=session_id)


def put_uia(tx: Tx, session_id: str, operation: str, user_id: str | None, completed: str) -> None:
    tx.run(
        _PUT_UIA,
        session_id=session_id,
        operation=operation,
        user_id=user_id,
        completed=completed,
        ts=tx.now_ms,
    )


def drop_uia(tx: Tx, session_id: str) -> None:
    tx.run(_DROP_UIA, session_id=session_id)


def drop_old_uia(tx: Tx, before: int) -> int:
    return tx.run(_DROP_OLD_UIA, before=before)


# -- proofs --------------------------------------------------------------------------------------------------

_ADD_PROOF = SQL(
    "INSERT INTO proofs (token_hash, purpose, user_id, expires_ts)"
    " VALUES (:token_hash, :purpose, :user_id, :expires_ts)"
)
_FIND_PROOF = SQL(
    "SELECT user_id, expires_ts FROM proofs WHERE token_hash = :token_hash AND purpose = :purpose"
)
_DROP_PROOF = SQL("DELETE FROM proofs WHERE token_hash = :token_hash")
_DROP_OLD_PROOFS = SQL("DELETE FROM proofs WHERE expires_ts <= :before")


def add_proof(tx: Tx, token_hash: str, purpose: str, user_id: str, expires_ts: int) -> None:
    tx.run(_ADD_PROOF, token_hash=token_hash, purpose=purpose, user_id=user_id, expires_ts=expires_ts)


def find_proof(tx: Tx, token_hash: str, purpose: str) -> Row | None:
    """(user, when it expires)."""
    return tx.one(_FIND_PROOF, token_hash=token_hash, purpose=purpose)


def drop_proof(tx: Tx, token_hash: str) -> None:
    tx.run(_DROP_PROOF, token_hash=token_hash)


def drop_old_proofs(tx: Tx, before: int) -> int:
    return tx.run(_DROP_OLD_PROOFS, before=before)


# -- registration tokens -------------------------------------------------------------------------------------

_TOKEN = "token, uses_allowed, used, expires_ts, created_ts"  # noqa: S105 - column names
_FIND_TOKEN = SQL(f"SELECT {_TOKEN} FROM registration_tokens WHERE token = :token")
_LIST_TOKENS = SQL(f"SELECT {_TOKEN} FROM registration_tokens ORDER BY created_ts, token")
_ADD_TOKEN = SQL(
    f"INSERT INTO registration_tokens ({_TOKEN}) VALUES (:token, :uses_allowed, 0, :expires_ts, :ts)"
)
_USE_TOKEN = SQL("UPDATE registration_tokens SET used = used + 1 WHERE token = :token")
_CHANGE_TOKEN = SQL(
    "UPDATE registration_tokens SET uses_allowed = :uses_allowed, expires_ts = :expires_ts WHERE token = :token"
)
_DROP_TOKEN = SQL("DELETE FROM registration_tokens WHERE token = :token")


def find_registration_token(tx: Tx, token: str) -> RegistrationToken | None:
    row = tx.one(_FIND_TOKEN, token=token)
    return RegistrationToken(*row) if row else None


def list_registration_tokens(tx: Tx) -> list[RegistrationToken]:
    return [RegistrationToken(*row) for row in tx.all(_LIST_TOKENS)]


def add_registration_token(tx: Tx, token: str, uses_allowed: int | None, expires_ts: int | None) -> None:
    tx.run(_ADD_TOKEN, token=token, uses_allowed=uses_allowed, expires_ts=expires_ts, ts=tx.now_ms)


def change_registration_token(tx: Tx, token: str, uses_allowed: int | None, expires_ts: int | None) -> None:
    tx.run(_CHANGE_TOKEN, token=token, uses_allowed=uses_allowed, expires_ts=expires_ts)


def use_registration_token(tx: Tx, token: str) -> None:
    tx.run(_USE_TOKEN, token=token)


def drop_registration_token(tx: Tx, token: str) -> bool:
    return tx.run(_DROP_TOKEN, token=token) > 0
