"""User-interactive authentication: which stages an operation asks for, and which have been passed.

Client-Server API §User-Interactive Authentication API. Whether a password is right is decided at the edge,
where hashing holds up nobody; all else is decided here, in the transaction that does the operation.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.db import Tx
from fangyuan.identity import proof_store
from fangyuan.identity.model import UIA_LIFETIME_MS
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, Forbidden
from fangyuan.kernel.json import JsonObject

PASSWORD = "m.login.password"  # noqa: S105 - the name of a stage
DUMMY = "m.login.dummy"
REGISTRATION_TOKEN = "m.login.registration_token"  # noqa: S105 - the name of a stage

Flows = tuple[tuple[str, ...], ...]


class Attempt(msgspec.Struct, frozen=True):
    """What a client brings: the session it goes on with, the stage it tries.

    `password_ok` is the edge's judgement of an `m.login.password` stage; `token` is the registration token.
    """

    session_id: str | None = None
    stage: str | None = None
    password_ok: bool = False
    token: str | None = None


class Operation(msgspec.Struct, frozen=True):
    """What is to be done, by whom (None while registering), and the flows that would prove it.

    `name` says the operation with its target: a session that was passed for one device can't delete another.
    """

    name: str
    user_id: str | None
    flows: Flows


class Challenge(msgspec.Struct, frozen=True):
    """Not yet: the body of the 401. `failure` is the key of the text that says what went wrong, if any."""

    body: JsonObject
    failure: str | None = None


def advance(tx: Tx, operation: Operation, attempt: Attempt) -> Challenge | None:
    """Tries a stage; None when the operation may be done now, in this transaction: its session is used up.

    Forbidden when the session belongs to another operation or user.
    """
    session_id, passed = _open(tx, operation, attempt)
    if session_id is None:
        session_id = tx.ids.opaque(18)
        proof_store.put_uia(tx, session_id, operation.name, operation.user_id, "{}")
        if attempt.session_id is not None:  # it was ours once, or never; either way the client starts anew
            return Challenge(_body(operation, session_id, {}, "M_UNKNOWN"), "identity.uia_expired")
    failure: str | None = None
    if attempt.stage is not None:
        failure = _try_stage(tx, operation, attempt, passed)
        if failure is None:
            proof_store.put_uia(
                tx, session_id, operation.name, operation.user_id, json.encode(passed).decode()
            )
    if failure is None and any(all(stage in passed for stage in flow) for flow in operation.flows):
        proof_store.drop_uia(tx, session_id)
        if REGISTRATION_TOKEN in passed:
            proof_store.use_registration_token(tx, passed[REGISTRATION_TOKEN])
        return None
    return Challenge(_body(operation, session_id, passed, "M_FORBIDDEN" if failure else None), failure)


def _open(tx: Tx, operation: Operation, attempt: Attempt) -> tuple[str | None, dict[str, str]]:
    """The session that the client goes on with and the stages it passed; None if there is none or too old."""
    row = proof_store.find_uia(tx, attempt.session_id) if attempt.session_id else None
    if row is None or row[3] + UIA_LIFETIME_MS <= tx.now_ms:
        return None, {}
    if (row[0], row[1]) != (operation.name, operation.user_id):
        raise Forbidden("This authentication session belongs to another operation")
    passed: dict[str, str] = json.decode(row[2].encode())
    token = passed.get(REGISTRATION_TOKEN)
    if token is not None and not is_registration_token_valid(tx, token):  # others used it up meanwhile
        del passed[REGISTRATION_TOKEN]
    return attempt.session_id, passed


def _try_stage(tx: Tx, operation: Operation, attempt: Attempt, passed: dict[str, str]) -> str | None:
    """Adds the stage to `passed`; else the key of what is wrong."""
    stage = attempt.stage
    if stage is None or not any(stage in flow for flow in operation.flows):
        return "identity.uia_unknown_stage"
    if stage == PASSWORD and not attempt.password_ok:
        return "identity.wrong_password"
    if stage == REGISTRATION_TOKEN and not is_registration_token_valid(tx, attempt.token or ""):
        return "identity.registration_token_invalid"
    passed[stage] = attempt.token or "" if stage == REGISTRATION_TOKEN else ""
    return None


def _body(
    operation: Operation, session_id: str, passed: dict[str, str], errcode: str | None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "flows": [{"stages": list(flow)} for flow in operation.flows],
        "params": {},
        "session": session_id,
    }
    if passed or errcode is not None:  # whoever failed is told what is done already, even if it is nothing
        body["completed"] = list(passed)
    if errcode is not None:
        body["errcode"] = errcode
    return body


def is_registration_token_valid(tx: Tx, token: str) -> bool:
    """Whether somebody may register with this token now. §GET …/m.login.registration_token/validity."""
    found = proof_store.find_registration_token(tx, token)
    return found is not None and found.is_valid_at(tx.now_ms)


def create_registration_token(
    tx: Tx, token: str | None = None, *, uses_allowed: int | None = None, expires_ts: int | None = None
) -> str:
    """An invitation to register; gives the token. `expires_ts` is milliseconds UTC; None means no limit.

    Conflict when there is one of this name.
    """
    token = token or tx.ids.opaque()
    if proof_store.find_registration_token(tx, token) is not None:
        raise Conflict("There is such a token already", status=400, errcode="M_INVALID_PARAM")
    proof_store.add_registration_token(tx, token, uses_allowed, expires_ts)
    return token
