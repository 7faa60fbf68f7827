"""`fangyuan user`: accounts, for whoever sits at the machine. Each act leaves a row in the audit log."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime

from fangyuan import audit, groups, identity
from fangyuan.audit import Act
from fangyuan.cli.place import open_database
from fangyuan.cli.words import coloured, printable, say, terminal_languages, whisper
from fangyuan.db import Tx
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.ids import Ids
from fangyuan.kernel.text import text


def actor() -> str:
    """How the audit log calls who sits at the machine."""
    return f"cli:{getpass.getuser()}"


def add(settings: Config, name: str, displayname: str | None, *, is_admin: bool) -> None:
    """A new account outside the directory, with a sign-in code, which is printed once."""
    user_id = _user_id(settings, name)
    identity.check_localpart(user_id[1:].partition(":")[0], user_id)

    def create(tx: Tx) -> str:
        identity.create_account(tx, user_id, displayname=displayname, is_admin=is_admin)
        audit.record(tx, actor(), Act.ACCOUNT_CREATED, user_id, after={"is_admin": is_admin})
        return identity.issue_code(tx, user_id)

    with open_database(settings) as db:
        code = db.write_now(create)
    say("user.added", user=user_id)
    _hand_over(code)


def set_password(settings: Config, name: str) -> None:
    """A password of the administrator's choice; asked for at a terminal, else the first line of stdin."""
    user_id = _user_id(settings, name)
    password = _read_password()
    identity.check_password_strength(password, settings.passwords.minimum_length)
    password_hash = identity.hash_password(password, cheap=settings.passwords.cheap)

    def change(tx: Tx) -> None:
        identity.set_password(tx, user_id, password_hash)
        identity.end_sessions(tx, user_id)
        audit.record(tx, actor(), Act.PASSWORD_RESET, user_id)

    with open_database(settings) as db:
        db.write_now(change)
    say("user.password_set", user=user_id)


def issue_code(settings: Config, name: str) -> None:
    """A new sign-in code instead of the password; printed once."""
    user_id = _user_id(settings, name)

    def issue(tx: Tx) -> str:
        code = identity.issue_code(tx, user_id)
        identity.end_sessions(tx, user_id)
        audit.record(tx, actor(), Act.CODE_ISSUED, user_id)
        return code

    with open_database(settings) as db:
        code = db.write_now(issue)
    say("user.code_issued", user=user_id)
    _hand_over(code)


def set_admin(settings: Config, name: str, *, is_admin: bool) -> None:
    """Gives or takes the administrator's rights."""
    user_id = _user_id(settings, name)
    act = Act.ADMIN_GRANTED if is_admin else Act.ADMIN_REVOKED

    def change(tx: Tx) -> None:
        identity.set_admin(tx, user_id, is_admin=is_admin)
        audit.record(tx, actor(), act, user_id)

    with open_database(settings) as db:
        db.write_now(change)
    say("user.admin_granted" if is_admin else "user.admin_revoked", user=user_id)


def deactivate(settings: Config, name: str) -> None:
    """Closes an account: its sessions end and it is out of every room, in one transaction."""
    user_id = _user_id(settings, name)

    with open_database(settings) as db:
        closed = db.write_now(lambda tx: groups.close_account(tx, actor(), user_id))
    say("user.deactivated" if closed else "user.deactivated_already", user=user_id)


def show(settings: Config) -> None:
    """One line for each account."""
    with open_database(settings) as db:
        accounts = db.read_now(identity.list_all_accounts)
    [language, *_] = terminal_languages()
    for account in accounts:
        marks = [
            account.kind,
            *([text("cli.user.is_admin", language)] if account.is_admin else []),
            *([text("cli.user.is_closed", language)] if account.deactivated_ts is not None else []),
        ]
        since = datetime.fromtimestamp(account.created_ts / 1000, UTC).date().isoformat()
        print(account.user_id, printable(account.displayname or "-"), since, ",".join(marks), sep="\t")


def _user_id(settings: Config, name: str) -> str:
    """The account that is meant: `zhang.wei`, or in full `@zhang.wei:server`."""
    ids = Ids(settings.server_name)
    if not name.startswith("@"):
        return ids.user_id(name.lower())
    if not ids.is_ours(name):
        raise FangyuanError("Not an account of this server", key="cli.error.not_ours", params={"user": name})
    return name


def _hand_over(code: str) -> None:
    """The code on stdout by itself, so that it can be piped; the advice beside it on stderr."""
    print(coloured(code, "bold"))
    whisper("user.code_advice")


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    [ask, *_] = [text("cli.user.ask_password", language) for language in terminal_languages()]
    [again, *_] = [text("cli.user.ask_again", language) for language in terminal_languages()]
    password = getpass.getpass(ask)
    if getpass.getpass(again) != password:
        raise FangyuanError("The passwords differ", key="cli.error.passwords_differ")
    return password
