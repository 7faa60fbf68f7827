"""User-interactive authentication, straight on the domain."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import identity
from fangyuan.db import Database
from fangyuan.identity import DUMMY, PASSWORD, REGISTRATION_TOKEN, Attempt, Challenge, Operation
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import Forbidden

ALICE = "@alice:test.local"
DELETE = Operation("delete devices 1", ALICE, ((PASSWORD,),))
TOKEN = Operation("register", None, ((REGISTRATION_TOKEN,),))
TWO = Operation("register", None, ((DUMMY, REGISTRATION_TOKEN), (PASSWORD,)))


def advance(db: Database, operation: Operation, attempt: Attempt | None = None) -> Challenge | None:
    return db.write_now(lambda tx: identity.advance(tx, operation, attempt or Attempt()))


def challenge(db: Database, operation: Operation, attempt: Attempt | None = None) -> dict[str, Any]:
    found = advance(db, operation, attempt)
    assert found is not None
    return found.body


def test_first_a_challenge_then_the_password_then_done(db: Database) -> None:
    first = challenge(db, DELETE)
    assert first["flows"] == [{"stages": [PASSWORD]}]
    assert first["params"] == {}
    assert "completed" not in first
    assert "errcode" not in first
    wrong = advance(db, DELETE, Attempt(first["session"], PASSWORD))
    assert wrong is not None
    assert (wrong.failure, wrong.body["errcode"]) == ("identity.wrong_password", "M_FORBIDDEN")
    assert wrong.body["session"] == first["session"]
    assert advance(db, DELETE, Attempt(first["session"], PASSWORD, password_ok=True)) is None


def test_a_session_is_used_up_by_the_operation(db: Database) -> None:
    session = challenge(db, DELETE)["session"]
    done = Attempt(session, PASSWORD, password_ok=True)
    assert advance(db, DELETE, done) is None
    again = challenge(db, DELETE, done)
    assert again["session"] != session
    assert again["errcode"] == "M_UNKNOWN"


@pytest.mark.parametrize(
    "other",
    [
        Operation("delete devices 2", ALICE, DELETE.flows),
        Operation("delete devices 1", "@bob:test.local", DELETE.flows),
    ],
)
def test_a_session_belongs_to_one_operation_of_one_user(db: Database, other: Operation) -> None:
    session = challenge(db, DELETE)["session"]
    with pytest.raises(Forbidden):
        advance(db, other, Attempt(session, PASSWORD, password_ok=True))


def test_a_session_lasts_thirty_minutes(db: Database, clock: ManualClock) -> None:
    session = challenge(db, DELETE)["session"]
    clock.advance(30 * 60_000 - 1)
    assert challenge(db, DELETE, Attempt(session))["session"] == session
    clock.advance(1)
    late = challenge(db, DELETE, Attempt(session, PASSWORD, password_ok=True))
    assert late["session"] != session
    db.write_now(identity.drop_expired)
    assert challenge(db, DELETE, Attempt(late["session"]))["session"] == late["session"]


def test_stages_are_kept_until_one_flow_is_whole(db: Database) -> None:
    token = db.write_now(lambda tx: identity.create_registration_token(tx, uses_allowed=1))
    session = challenge(db, TWO)["session"]
    half = challenge(db, TWO, Attempt(session, DUMMY))
    assert half["completed"] == [DUMMY]
    bad = challenge(db, TWO, Attempt(session, REGISTRATION_TOKEN, token="nonsense"))
    assert (bad["completed"], bad["errcode"]) == ([DUMMY], "M_FORBIDDEN")
    assert advance(db, TWO, Attempt(session, REGISTRATION_TOKEN, token=token)) is None


def test_a_stage_that_no_flow_has_proves_nothing(db: Database) -> None:
    failed = advance(db, DELETE, Attempt(challenge(db, DELETE)["session"], DUMMY))
    assert failed is not None
    assert failed.failure == "identity.uia_unknown_stage"


def test_one_request_is_enough_when_the_client_knows_the_stage(db: Database) -> None:
    assert advance(db, DELETE, Attempt(None, PASSWORD, password_ok=True)) is None


def test_a_registration_token_is_good_for_so_many_uses(db: Database, clock: ManualClock) -> None:
    token = db.write_now(lambda tx: identity.create_registration_token(tx, uses_allowed=2))
    assert advance(db, TOKEN, Attempt(None, REGISTRATION_TOKEN, token=token)) is None
    assert db.read_now(lambda tx: identity.is_registration_token_valid(tx, token))
    assert advance(db, TOKEN, Attempt(None, REGISTRATION_TOKEN, token=token)) is None
    assert not db.read_now(lambda tx: identity.is_registration_token_valid(tx, token))
    assert challenge(db, TOKEN, Attempt(None, REGISTRATION_TOKEN, token=token))["errcode"] == "M_FORBIDDEN"
    [kept] = db.read_now(identity.list_registration_tokens)
    assert (kept.token, kept.uses_allowed, kept.used) == (token, 2, 2)


def test_a_registration_token_ends_in_time_or_by_hand(db: Database, clock: ManualClock) -> None:
    until = clock.now_ms() + 1_000
    db.write_now(lambda tx: identity.create_registration_token(tx, "spring", expires_ts=until))
    assert db.read_now(lambda tx: identity.is_registration_token_valid(tx, "spring"))
    clock.advance(1_000)
    assert not db.read_now(lambda tx: identity.is_registration_token_valid(tx, "spring"))
    db.write_now(lambda tx: identity.create_registration_token(tx, "summer"))
    assert db.write_now(lambda tx: identity.drop_registration_token(tx, "summer"))
    assert not db.write_now(lambda tx: identity.drop_registration_token(tx, "summer"))
    assert not db.read_now(lambda tx: identity.is_registration_token_valid(tx, "summer"))


def test_a_token_that_others_used_up_meanwhile_counts_no_more(db: Database) -> None:
    """Two people pass the token stage before either of them registers: it is good for one."""
    operation = Operation("register", None, ((REGISTRATION_TOKEN, DUMMY),))
    token = db.write_now(lambda tx: identity.create_registration_token(tx, uses_allowed=1))
    sessions = [challenge(db, operation)["session"] for _ in range(2)]
    for session in sessions:
        assert challenge(db, operation, Attempt(session, REGISTRATION_TOKEN, token=token))["completed"]
    assert advance(db, operation, Attempt(sessions[0], DUMMY)) is None
    assert advance(db, operation, Attempt(sessions[1], DUMMY)) is not None
