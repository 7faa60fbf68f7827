"""Accounts, profiles, account data and filters, straight on the domain."""

from __future__ import annotations

import pytest

from fangyuan import identity
from fangyuan.db import Database, Tx
from fangyuan.identity import Account
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import BadJson, Conflict, FangyuanError, Forbidden, InvalidParam, NotFound

ALICE = "@alice:test.local"
BOB = "@bob:test.local"


def make(db: Database, *user_ids: str) -> None:
    db.write_now(lambda tx: identity.create_accounts(tx, [Account(user_id) for user_id in user_ids]))


def test_a_name_is_given_once_even_after_its_account_is_closed(db: Database) -> None:
    make(db, ALICE)
    db.write_now(lambda tx: identity.deactivate(tx, ALICE))
    with pytest.raises(Conflict) as caught:
        db.write_now(lambda tx: identity.create_account(tx, ALICE))
    assert (caught.value.errcode, caught.value.status) == ("M_USER_IN_USE", 400)


def test_many_accounts_are_made_at_once_or_not_at_all(db: Database, clock: ManualClock) -> None:
    make(db, BOB)
    with pytest.raises(Conflict):
        make(db, ALICE, BOB)
    assert db.read_now(lambda tx: identity.find_account(tx, ALICE)) is None
    make(db, ALICE)
    account = db.read_now(lambda tx: identity.get_account(tx, ALICE))
    assert (account.created_ts, account.is_active, account.is_admin) == (clock.now_ms(), True, False)


def test_an_account_that_is_not_there(db: Database) -> None:
    assert db.read_now(lambda tx: identity.find_account(tx, ALICE)) is None
    assert db.read_now(lambda tx: identity.get_profile(tx, ALICE)) == identity.Profile()
    for verb in (identity.get_account, identity.deactivate, identity.reactivate, identity.issue_code):
        with pytest.raises(NotFound):
            db.write_now(lambda tx, verb=verb: verb(tx, ALICE))  # pyright: ignore[reportUnknownLambdaType]


def test_what_the_writer_remembers_is_what_is_stored(db: Database) -> None:
    """The account is kept in memory between transactions: each change, and each failed one, must show."""
    make(db, ALICE)
    db.write_now(lambda tx: identity.get_account(tx, ALICE))
    db.write_now(lambda tx: identity.set_profile(tx, ALICE, "displayname", "王芳"))

    def fail(tx: Tx) -> None:
        identity.set_profile(tx, ALICE, "displayname", "nobody")
        assert identity.get_profile(tx, ALICE).displayname == "nobody"
        raise FangyuanError("undo it")

    with pytest.raises(FangyuanError, match="undo it"):
        db.write_now(fail)
    assert db.write_now(lambda tx: identity.get_profile(tx, ALICE)).displayname == "王芳"
    db.write_now(lambda tx: identity.set_admin(tx, ALICE, is_admin=True))
    db.write_now(lambda tx: identity.set_locale(tx, ALICE, "en"))
    account = db.write_now(lambda tx: identity.get_account(tx, ALICE))
    assert (account.is_admin, account.locale) == (True, "en")


def test_profiles_have_two_fields_with_limits(db: Database) -> None:
    make(db, ALICE)
    assert db.write_now(lambda tx: identity.set_profile(tx, ALICE, "avatar_url", "mxc://test.local/a"))
    assert not db.write_now(lambda tx: identity.set_profile(tx, ALICE, "avatar_url", "mxc://test.local/a"))
    assert db.write_now(lambda tx: identity.set_profile(tx, ALICE, "avatar_url", None))
    assert db.read_now(lambda tx: identity.get_profile(tx, ALICE)).avatar_url is None
    with pytest.raises(Forbidden):
        db.write_now(lambda tx: identity.set_profile(tx, ALICE, "m.tz", "Asia/Shanghai"))
    with pytest.raises(InvalidParam):
        db.write_now(lambda tx: identity.set_profile(tx, ALICE, "displayname", "x" * 257))
    with pytest.raises(InvalidParam):
        db.write_now(lambda tx: identity.set_profile(tx, ALICE, "avatar_url", "https://test.local/a.png"))


def test_a_language_is_one_of_ours(db: Database) -> None:
    make(db, ALICE)
    with pytest.raises(InvalidParam):
        db.write_now(lambda tx: identity.set_locale(tx, ALICE, "de"))


def test_account_data_takes_positions_and_the_same_again_takes_none(db: Database) -> None:
    make(db, ALICE, BOB)
    start = db.read_now(lambda tx: tx.position)
    db.write_now(
        lambda tx: identity.set_account_data(tx, ALICE, "", "m.direct", {"@bob:test.local": ["!r:x"]})
    )
    db.write_now(lambda tx: identity.set_account_data(tx, ALICE, "!r:x", "m.tag", {"tags": {}}))
    db.write_now(lambda tx: identity.set_account_data(tx, BOB, "", "m.direct", {}))

    def list_since(since: int) -> list[tuple[str, str, bytes, int]]:
        return db.read_now(lambda tx: identity.list_account_data(tx, ALICE, since, tx.position))

    first = list_since(start)
    assert [(room, type, content) for room, type, content, _ in first] == [
        ("", "m.direct", b'{"@bob:test.local":["!r:x"]}'),
        ("!r:x", "m.tag", b'{"tags":{}}'),
    ]
    seen = first[-1][3]
    db.write_now(lambda tx: identity.set_account_data(tx, ALICE, "!r:x", "m.tag", {"tags": {}}))
    assert list_since(seen) == []
    db.write_now(lambda tx: identity.set_account_data(tx, ALICE, "", "m.direct", {}))
    assert [row[:3] for row in list_since(seen)] == [("", "m.direct", b"{}")]
    assert db.read_now(lambda tx: identity.find_account_data(tx, ALICE, "", "m.direct")) is None
    assert db.read_now(lambda tx: identity.find_account_data(tx, ALICE, "", "m.other")) is None


@pytest.mark.parametrize("type", ["m.fully_read", "m.push_rules"])
def test_clients_may_not_set_what_the_server_writes(type: str) -> None:
    with pytest.raises(BadJson) as caught:
        identity.check_client_may_set(type)
    assert caught.value.status == 405


def test_tags_come_and_go(db: Database) -> None:
    make(db, ALICE)
    db.write_now(lambda tx: identity.set_tag(tx, ALICE, "!r:x", "m.favourite", {"order": 0.5}))
    db.write_now(lambda tx: identity.set_tag(tx, ALICE, "!r:x", "u.生产", {}))
    assert db.read_now(lambda tx: identity.list_tags(tx, ALICE, "!r:x")) == {
        "m.favourite": {"order": 0.5},
        "u.生产": {},
    }
    db.write_now(lambda tx: identity.set_tag(tx, ALICE, "!r:x", "m.favourite", None))
    assert db.read_now(lambda tx: identity.list_tags(tx, ALICE, "!r:x")) == {"u.生产": {}}
    before = db.read_now(lambda tx: identity.list_account_data(tx, ALICE, 0, tx.position))
    db.write_now(lambda tx: identity.set_tag(tx, ALICE, "!r:x", "never there", None))
    assert db.read_now(lambda tx: identity.list_account_data(tx, ALICE, 0, tx.position)) == before


def test_the_same_filter_has_the_same_id(db: Database) -> None:
    make(db, ALICE, BOB)
    one = db.write_now(
        lambda tx: identity.create_filter(
            tx, ALICE, {"room": {"timeline": {"limit": 5}}, "event_format": "client"}
        )
    )
    same = db.write_now(
        lambda tx: identity.create_filter(
            tx, ALICE, {"event_format": "client", "room": {"timeline": {"limit": 5}}}
        )
    )
    other = db.write_now(lambda tx: identity.create_filter(tx, ALICE, {}))
    assert one == same != other
    assert not one.startswith("{")
    assert db.read_now(lambda tx: identity.find_filter(tx, ALICE, one)) == {
        "room": {"timeline": {"limit": 5}},
        "event_format": "client",
    }
    assert db.read_now(lambda tx: identity.find_filter(tx, BOB, one)) is None
