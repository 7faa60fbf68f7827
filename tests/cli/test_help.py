"""The command line explains itself, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

import fangyuan.cli.app as cli
from fangyuan.kernel import json
from tests.cli.conftest import Terminal
from tests.kit.backend import Backend
from tests.kit.rig import Rig

COMMANDS = [
    "serve",
    "demo",
    "user",
    "import",
    "audit",
    "search",
    "charter",
    "census",
    "group",
    "doctor",
    "config",
    "openapi",
]
EVERY_COMMAND = [
    (),
    *[(name,) for name in COMMANDS],
    *[("user", name) for name in ("add", "password", "code", "admin", "list", "deactivate")],
    *[("audit", name) for name in ("verify", "export", "list")],
    ("search", "rebuild"),
    ("charter", "lint"),
    ("census", "export"),
    ("group", "export"),
    ("group", "verify"),
]


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=" ".join)
def test_help_is_in_both_languages(terminal: Terminal, command: tuple[str, ...]) -> None:
    done = terminal.run(*command, "--help")
    assert done.code == 0
    assert re.search(r"[\u4e00-\u9fff].* / .*[a-z]", done.out.replace("\n", " "))
    described = re.findall(r"--[a-z-]+[^│]*?  +(.*?) *│", done.out)
    assert described, "it has at least --config or --help"


def test_every_command_is_in_the_list_above(terminal: Terminal) -> None:
    listed = re.findall(r"^│ ([a-z]+) ", terminal.run("--help").out, re.MULTILINE)
    assert set(listed) == set(COMMANDS)
    for group in (cli.user, cli.log, cli.index, cli.charters, cli.register, cli.group):
        names = {name for name in group if not name.startswith("-")}
        assert names == {parts[1] for parts in EVERY_COMMAND if len(parts) == 2 and parts[0] in group.name}


def test_wrong_arguments_are_said_so(terminal: Terminal) -> None:
    assert terminal.run("sreve").code == 2
    assert terminal.run("user", "add").code == 2
    assert terminal.run("user", "list", "--nonsense").code == 2


def test_config_prints_a_file_that_config_reads(terminal: Terminal) -> None:
    done = terminal.run("config")
    assert "server_name" in done.out
    Path("fangyuan.toml").write_text(done.out)
    assert terminal.run("audit", "verify").code == 0


async def test_openapi_prints_what_a_server_serves(terminal: Terminal, rig: Rig) -> None:
    done = terminal.run("openapi")
    assert done.code == 0
    assert json.decode(done.out.encode()) == (await rig.client().get("/_fangyuan/v1/openapi.json")).body
    assert done.out == terminal.run("openapi").out
    assert len(done.out.splitlines()) > 1_000, "people read it, and compare it line by line"


def test_a_configuration_file_is_found_where_it_is_said_to_be(terminal: Terminal) -> None:
    Path("fangyuan.toml").write_text("company = 1")
    assert "company" in terminal.run("user", "list").err
    Path("other.toml").write_text("languag = 'en'")
    for done in (
        terminal.run("--config", "other.toml", "user", "list"),
        terminal.run("user", "list", "--config=other.toml"),
    ):
        assert done.code == 1
        assert "languag" in done.err
        assert len(done.err.splitlines()) == 1
    terminal.set(config="missing.toml")
    assert "missing.toml" in terminal.run("user", "list").err


def test_a_database_that_is_not_there_is_one_clear_line_without_the_password(terminal: Terminal) -> None:
    terminal.set(database="postgresql://fangyuan:secret@127.0.0.1:1/none")
    done = terminal.run("user", "list")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "127.0.0.1:1" in done.err
    assert "secret" not in done.err


def test_a_database_in_which_we_may_not_make_tables_is_one_clear_line(
    terminal: Terminal, backend: Backend
) -> None:
    url = backend.empty()
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).write_text(
            "no database at all, but long enough to be read as one"
        )
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public")
    terminal.set(database=url)
    for command in (("user", "list"), ("serve",)):
        done = terminal.run(*command)
        assert done.code == 1
        assert "Can't open the database" in done.err.splitlines()[-1]
    assert terminal.run("doctor").code == 1
    backend.drop(url)


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh_CN.UTF-8", ["管理员"]), ("en_GB", ["administrator"]), ("C", ["管理员", "administrator"])],
)
def test_messages_are_in_the_terminals_language(terminal: Terminal, locale: str, words: list[str]) -> None:
    terminal.speak(locale)
    terminal.run("user", "add", "bob")
    said = terminal.run("user", "admin", "bob").out
    assert [word for word in ("管理员", "administrator") if word in said] == words
