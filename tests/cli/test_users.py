"""Accounts from the command line, beside a running server too."""

from __future__ import annotations

import pytest

from fangyuan import audit, identity
from fangyuan.db import Database
from tests.cli.conftest import Terminal
from tests.kit.rig import Rig

BOB = "@bob:test.local"


def acts(db: Database) -> list[tuple[str, str]]:
    entries = db.read_now(lambda tx: audit.list_entries(tx, 0, 100))
    return [(entry.act, entry.subject) for entry in entries]


def may_sign_in(db: Database, password: str) -> bool:
    account = db.read_now(lambda tx: identity.get_account(tx, BOB))
    return identity.verify_password(account.password_hash, password, cheap=True)


def test_a_new_account_signs_in_with_the_code_that_is_printed(here: Terminal, db: Database) -> None:
    done = here.run("user", "add", "Bob", "--displayname", "鲍勃")
    assert done.code == 0
    code = done.out.splitlines()[-1]
    assert may_sign_in(db, code)
    account = db.read_now(lambda tx: identity.get_account(tx, BOB))
    assert (account.displayname, account.is_admin) == ("鲍勃", False)
    assert acts(db) == [("account.created", BOB)]
    assert "鲍勃" in here.run("user", "list").out


@pytest.mark.parametrize("name", ["bob", "@bob:test.local"])
def test_a_name_is_given_once(here: Terminal, db: Database, name: str) -> None:
    here.run("user", "add", "bob")
    done = here.run("user", "add", name)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert acts(db) == [("account.created", BOB)]


@pytest.mark.parametrize("name", ["", "王芳", "a b", "@bob:elsewhere.org"])
def test_a_name_that_is_none_is_refused(here: Terminal, db: Database, name: str) -> None:
    assert here.run("user", "add", name).code == 1
    assert acts(db) == []


def test_a_password_comes_from_stdin_and_must_be_long_enough(here: Terminal, db: Database) -> None:
    here.run("user", "add", "bob")
    assert here.run("user", "password", "bob", stdin="short\n").code == 1
    assert here.run("user", "password", "bob", stdin="long enough\n").code == 0
    assert may_sign_in(db, "long enough")
    assert not may_sign_in(db, "short")


def test_a_new_code_ends_the_old_password(here: Terminal, db: Database) -> None:
    here.run("user", "add", "bob")
    here.run("user", "password", "bob", stdin="long enough\n")
    code = here.run("user", "code", "bob").out.splitlines()[-1]
    assert may_sign_in(db, code)
    assert not may_sign_in(db, "long enough")


def test_rights_are_given_and_taken_and_filed(here: Terminal, db: Database) -> None:
    here.run("user", "add", "bob", "--admin")
    here.run("user", "admin", "bob", "--revoke")
    assert not db.read_now(lambda tx: identity.get_account(tx, BOB)).is_admin
    here.run("user", "admin", "bob")
    assert db.read_now(lambda tx: identity.get_account(tx, BOB)).is_admin
    assert [act for act, _ in acts(db)] == ["account.created", "admin.revoked", "admin.granted"]


@pytest.mark.parametrize("command", ["password", "code", "admin", "deactivate"])
def test_nobody_is_one_clear_line(here: Terminal, db: Database, command: str) -> None:
    done = here.run("user", command, "nobody", stdin="long enough\n")
    assert done.code == 1
    assert "nobody" in done.err
    assert acts(db) == []


async def test_a_running_server_knows_at_once(terminal: Terminal, rig: Rig) -> None:
    """The command line writes beside the server: the account can sign in, and is out when it is closed."""
    terminal.set(database=rig.settings["database"])
    code = terminal.run("user", "add", "carol").out.splitlines()[-1]
    alice, carol = await rig.user("alice"), await rig.login("carol", code)
    room_id = await alice.create_room(invite=[carol.user_id], is_direct=True, preset="trusted_private_chat")
    await carol.join(room_id)
    assert terminal.run("user", "deactivate", "carol").code == 0
    await alice.send(room_id, "anybody there?")  # the server writes, and so sees that somebody else wrote
    assert (await carol.get("/account/whoami")).status == 401
    members = await alice.get(f"/rooms/{room_id}/joined_members")
    assert set(members.body["joined"]) == {alice.user_id}
