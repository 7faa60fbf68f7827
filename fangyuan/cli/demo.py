"""`fangyuan demo`: the demonstration company, ready to sign in to, on SQLite. Its data stays in its folder."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import msgspec

from fangyuan import directory, groups, identity, provisioning
from fangyuan.cli import everyday, logs, story
from fangyuan.cli.lock import server_lock
from fangyuan.cli.words import coloured, terminal_languages
from fangyuan.db import Database, Tx, migrate
from fangyuan.identity import Account
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.config import Config, Groups, Limits
from fangyuan.kernel.ids import Ids, localpart_of
from fangyuan.kernel.text import text

SERVER_NAME = "yuanheng.example"
PASSWORD = "fangyuan-demo"  # noqa: S105 - everybody's, printed on the screen, for invented people on this machine only
RANKS = ("董事长", "总经理", "总监", "经理", "主管", "班组长", "员工")
ADMIN = "cheng.yizhou"
HR = ("shen.huijun", "lin.xiaolei")
SHOWN = ("han.liping", "shen.huijun", "lin.xiaolei", "duan.guoliang", "zhou.yongqiang", "luo.zhiyong", ADMIN)


def say(key: str, **params: object) -> None:
    """A line of the demonstration in the terminal's language, or in both."""
    for language in terminal_languages():
        print(text(f"demo.{key}", language, **params), flush=True)


def run(data_dir: Path, listen: str) -> None:
    """Makes the company where there is none, serves it, and the first time tells what happens in it."""
    settings = config_for(data_dir, listen)
    logs.configure("warning")
    say("title")
    with server_lock(settings):
        say("step_database", folder=data_dir.resolve())
        migrate(settings.database_url())
        config_file = _write_config(settings, data_dir)
        _fill(settings)
        _serve(settings, data_dir, config_file)


def config_for(data_dir: Path, listen: str) -> Config:
    """The demonstration's configuration: what a company would set, but for the name."""
    config = Config(
        server_name=SERVER_NAME,
        company="沅衡泵阀",
        listen=listen,
        data_dir=str(data_dir),
        log_level="warning",
        groups=Groups(),
        limits=Limits(login_burst=100),  # its people all sign in at once, from one address
    )
    return msgspec.convert(msgspec.to_builtins(config), Config)  # checks what the command line gave


def _write_config(settings: Config, data_dir: Path) -> Path:
    """The demonstration's configuration as a file, so that the other commands find its data."""
    chosen = {
        "server_name": settings.server_name,
        "company": settings.company,
        "listen": settings.listen,
        "data_dir": str(data_dir.resolve()),
    }
    file = data_dir / "fangyuan.toml"
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in chosen.items()]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def _fill(settings: Config) -> None:
    """Brings in the people, once: an import that was finished is not made again."""
    db = Database(settings.database_url(), SystemClock(), Ids(settings.server_name))
    try:
        if db.read_now(lambda tx: len(directory.org(tx).people)):
            say("step_kept", people=db.read_now(lambda tx: len(directory.org(tx).people)))
            return
        say("step_people")
        hashed = identity.hash_password(PASSWORD)
        people = db.write_now(lambda tx: _import(tx, settings, hashed))
        say("step_imported", people=people)
    finally:
        db.close()


def _import(tx: Tx, settings: Config, password_hash: str) -> int:
    actor = groups.ensure_house(tx, settings.groups.house_localpart)
    plan = provisioning.prepare(tx, provisioning.demo_table(), provisioning.Options(full=True, ranks=RANKS))
    provisioning.apply(tx, actor, plan)
    for person_id in directory.org(tx).people:
        identity.set_password(tx, tx.ids.user_id(person_id), password_hash)
    identity.set_admin(tx, tx.ids.user_id(ADMIN), is_admin=True)
    for person_id in HR:
        directory.grant_role(tx, person_id, directory.HR)
    return len(directory.org(tx).people)


def _serve(settings: Config, data_dir: Path, config_file: Path) -> None:
    from fangyuan.http.server import serve

    marker = data_dir / "story-told"

    def ready(address: str) -> None:
        _print_sign_ins(settings, address)
        if marker.exists():
            say("told_before")
            _say_what_next(config_file)
        else:
            threading.Thread(
                target=_tell, args=(address, marker, config_file), name="story", daemon=True
            ).start()

    serve(settings, ready)
    say("stopped")


def _tell(address: str, marker: Path, config_file: Path) -> None:
    """The story; Ctrl-C in its middle leaves it to be told by the next start."""
    try:
        company = story.Company(address, SERVER_NAME, PASSWORD)
        everyday.live(company, say, story.tell(company, say))
        marker.touch()
    except story.Interrupted:
        return
    except Exception as error:  # noqa: BLE001 - the server goes on serving, and the person learns why it is quiet
        print(error, file=sys.stderr, flush=True)
    _say_what_next(config_file)


def _say_what_next(config_file: Path) -> None:
    say("look")
    for command in ("audit verify", "audit list", "census export census.xlsx"):
        print(f"    .venv/bin/fangyuan {command} --config {config_file}", flush=True)
    say("stop")


def _print_sign_ins(settings: Config, address: str) -> None:
    db = Database(settings.database_url(), SystemClock(), Ids(settings.server_name))
    try:
        people = db.read_now(lambda tx: _shown(tx))
    finally:
        db.close()
    say("ready", address=coloured(address, "bold"))
    say("sign_ins", password=coloured(PASSWORD, "bold"))
    for account, title in people:
        name = localpart_of(account.user_id)
        print(f"    {name:<16}{account.displayname}  {title}", flush=True)
    say("element", address=address)
    print(flush=True)


def _shown(tx: Tx) -> list[tuple[Account, str]]:
    org = directory.org(tx)
    accounts = {
        account.user_id: account
        for account in identity.list_accounts(tx, [tx.ids.user_id(one) for one in SHOWN])
    }
    return [(accounts[tx.ids.user_id(one)], org.get_person(one).title or "") for one in SHOWN]
