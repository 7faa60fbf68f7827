"""Sessions, devices and the law of refresh tokens, straight on the domain."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import identity
from fangyuan.db import Database, Tx
from fangyuan.identity import Account, Lifetimes, Session, SignIn, hash_token
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import FangyuanError, Forbidden, InvalidParam, NotFound, Unauthorized

ALICE = "@alice:test.local"
HOUR = 3_600_000
LIFETIMES = Lifetimes(access_ms=HOUR, refresh_ms=24 * HOUR)


def account(db: Database, user_id: str = ALICE) -> Account:
    return db.write_now(
        lambda tx: identity.create_account(tx, user_id, password_hash=identity.hash_code("one"))
    )


def sign_in(
    db: Database, who: Account, device: str | None = None, lifetimes: Lifetimes | None = None
) -> SignIn:
    return db.write_now(lambda tx: identity.sign_in(tx, who, device_id=device, lifetimes=lifetimes))


def find(db: Database, token: str) -> Session | None:
    return db.read_now(lambda tx: identity.find_session(tx, hash_token(token)))


def use(db: Database, token: str) -> bool:
    """What the edge does with an access token: whether it is good."""
    session = find(db, token)
    if session is None:
        return False
    if session.replaces is not None:
        db.write_now(lambda tx: identity.confirm(tx, session))
    return session.expires_ts is None or db.clock.now_ms() < session.expires_ts


def refresh(db: Database, token: str) -> SignIn | None:
    try:
        return db.write_now(lambda tx: identity.refresh(tx, token, LIFETIMES))
    except Unauthorized:
        return None


def test_a_session_says_who_asks(db: Database) -> None:
    alice = account(db)
    db.write_now(lambda tx: identity.set_admin(tx, ALICE, is_admin=True))
    db.write_now(lambda tx: identity.set_locale(tx, ALICE, "en"))
    given = sign_in(db, alice, "PHONE")
    session = find(db, given.access_token)
    assert session is not None
    assert (session.user_id, session.device_id, session.kind) == (ALICE, "PHONE", "person")
    assert (session.is_admin, session.locale, session.expires_ts, session.replaces) == (
        True,
        "en",
        None,
        None,
    )
    assert given.refresh_token is None
    assert find(db, given.access_token + "x") is None


def test_no_token_is_stored_in_the_clear(db: Database) -> None:
    given = sign_in(db, account(db), "PHONE", LIFETIMES)
    assert given.refresh_token is not None
    assert find(db, hash_token(given.access_token)) is None
    assert given.access_token.startswith("fy_")
    assert given.refresh_token.startswith("fyr_")


def test_signing_in_again_on_a_device_ends_its_old_session_and_no_other(db: Database) -> None:
    alice = account(db)
    old, other = sign_in(db, alice, "PHONE"), sign_in(db, alice, "LAPTOP")
    new = sign_in(db, alice, "PHONE")
    assert find(db, old.access_token) is None
    assert find(db, other.access_token) is not None
    assert find(db, new.access_token) is not None
    assert len(db.read_now(lambda tx: identity.list_devices(tx, ALICE))) == 2


def test_a_password_that_was_changed_after_it_was_checked_signs_nobody_in(db: Database) -> None:
    checked = account(db)
    db.write_now(lambda tx: identity.set_password(tx, ALICE, identity.hash_code("two")))
    with pytest.raises(Forbidden):
        sign_in(db, checked)


def test_closing_an_account_ends_every_session_at_once(db: Database) -> None:
    alice = account(db)
    given = [sign_in(db, alice, "PHONE"), sign_in(db, alice, "LAPTOP", LIFETIMES)]
    assert db.write_now(lambda tx: identity.deactivate(tx, ALICE))
    assert not db.write_now(lambda tx: identity.deactivate(tx, ALICE))
    assert [find(db, each.access_token) for each in given] == [None, None]
    assert refresh(db, given[1].refresh_token or "") is None
    assert db.read_now(lambda tx: identity.list_devices(tx, ALICE)) == []
    with pytest.raises(FangyuanError) as caught:
        sign_in(db, alice)
    assert caught.value.errcode == "M_USER_DEACTIVATED"
    assert db.write_now(lambda tx: identity.reactivate(tx, ALICE))
    assert not db.write_now(lambda tx: identity.reactivate(tx, ALICE))
    assert find(db, sign_in(db, alice).access_token) is not None


def test_ending_sessions_tells_whoever_keeps_them_in_memory(db: Database) -> None:
    alice = account(db)
    given = sign_in(db, alice, "PHONE")
    session = find(db, given.access_token)
    assert session is not None

    def sign_out(tx: Tx) -> list[tuple[str, str]]:
        identity.sign_out(tx, session)
        return [(change.kind, change.user_id) for change in tx.changes]

    assert ("session", ALICE) in db.write_now(sign_out)


def test_devices_can_be_named_and_seen(db: Database, clock: ManualClock) -> None:
    given = sign_in(db, account(db), "PHONE")
    session = find(db, given.access_token)
    assert session is not None
    clock.advance(5_000)
    db.write_now(lambda tx: identity.note_seen(tx, session, "127.0.0.9"))
    db.write_now(lambda tx: identity.rename_device(tx, ALICE, "PHONE", "老王的手机"))
    db.write_now(lambda tx: identity.rename_device(tx, ALICE, "PHONE", None))
    device = db.read_now(lambda tx: identity.get_device(tx, ALICE, "PHONE"))
    assert (device.display_name, device.last_seen_ip) == ("老王的手机", "127.0.0.9")
    assert (device.created_ts, device.last_seen_ts) == (clock.now_ms() - 5_000, clock.now_ms())
    with pytest.raises(NotFound):
        db.write_now(lambda tx: identity.rename_device(tx, ALICE, "NOPE", "x"))
    with pytest.raises(InvalidParam):
        db.write_now(lambda tx: identity.rename_device(tx, ALICE, "PHONE", "x" * 256))


@dataclass
class Model:
    """The law in words: there is the session in use, and perhaps its successor, which nobody has used yet."""

    current: SignIn
    pending: SignIn | None = None
    issued: list[SignIn] = field(default_factory=list[SignIn])
    born: dict[str, int] = field(default_factory=dict[str, int])

    def take(self, given: SignIn, now: int) -> None:
        self.issued.append(given)
        self.born[given.access_token] = now

    def is_fresh(self, given: SignIn, now: int, ms: int) -> bool:
        return now < self.born[given.access_token] + ms

    def promote(self) -> None:
        assert self.pending is not None
        self.current, self.pending = self.pending, None


_fresh_user = itertools.count()
_STEPS = st.lists(
    st.tuples(st.sampled_from(["use", "refresh", "wait"]), st.integers(0, 30)), min_size=1, max_size=25
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_law_of_refresh_tokens(db: Database, clock: ManualClock, steps: list[tuple[str, int]]) -> None:
    """§Refreshing access tokens: the old tokens die when a new one is first used, and not before."""
    who = account(db, f"@u{next(_fresh_user)}:test.local")
    model = Model(sign_in(db, who, lifetimes=LIFETIMES))
    model.take(model.current, clock.now_ms())
    for step, number in steps:
        now = clock.now_ms()
        if step == "wait":
            clock.advance(number * HOUR // 8)
            continue
        picked = model.issued[-1 - number % len(model.issued)]
        alive = picked is model.current or picked is model.pending
        if step == "use":
            if alive and picked is model.pending:
                model.promote()
            assert use(db, picked.access_token) == (
                alive and model.is_fresh(picked, now, LIFETIMES.access_ms)
            )
        else:
            given = refresh(db, picked.refresh_token or "")
            assert (given is not None) == (alive and model.is_fresh(picked, now, LIFETIMES.refresh_ms))
            if given is not None:
                if picked is model.pending:
                    model.promote()
                model.pending = given
                model.take(given, now)


def test_expired_refresh_tokens_sign_out_softly_and_unknown_ones_don_t(
    db: Database, clock: ManualClock
) -> None:
    given = sign_in(db, account(db), lifetimes=LIFETIMES)
    clock.advance(24 * HOUR)
    for token, soft in ((given.refresh_token or "", True), ("fyr_unknown", False)):
        with pytest.raises(Unauthorized) as caught:
            db.write_now(lambda tx, token=token: identity.refresh(tx, token, LIFETIMES))  # pyright: ignore[reportUnknownLambdaType]
        assert caught.value.errcode == "M_UNKNOWN_TOKEN"
        assert caught.value.extra == {"soft_logout": soft}


def test_what_is_long_dead_is_forgotten(db: Database, clock: ManualClock) -> None:
    alice = account(db)
    gone, forever = sign_in(db, alice, lifetimes=LIFETIMES), sign_in(db, alice)
    clock.advance(24 * HOUR)
    db.write_now(identity.drop_expired)
    assert find(db, gone.access_token) is not None  # expired, but it is still told so
    clock.advance(31 * 24 * HOUR)
    db.write_now(identity.drop_expired)
    assert find(db, gone.access_token) is None
    assert find(db, forever.access_token) is not None
