"""Fresh databases for tests, cheap: each is a copy of one that was migrated once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from fangyuan.db import migrate
from tests.kit.postgres import Installation, PostgresServer, find_installations

TEMPLATE = "fangyuan_template"


class Backend(Protocol):
    """One kind of database that tests run on. `name` is `sqlite` or `pg` with the major version."""

    name: str

    def fresh(self) -> str:
        """The URL of a new, migrated, empty database."""
        ...

    def empty(self) -> str:
        """The URL of a new database without any table."""
        ...

    def drop(self, url: str) -> None:
        """The database is needed no more."""
        ...

    def close(self) -> None: ...


class SqliteBackend:
    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite"
        self._made = 0
        migrate(f"sqlite:///{self._template}")

    def fresh(self) -> str:
        url = self.empty()
        shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
        return url

    def empty(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'test{self._made}.sqlite'}"

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


class PostgresBackend:
    """One server for the whole test process, started by the tests themselves."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._made = 0
        self._server = PostgresServer(_installation(name))
        self._server.start()
        try:
            self._admin = psycopg.connect(self._server.url(), autocommit=True)
            self._create(TEMPLATE, "template0")
            migrate(self._server.url(TEMPLATE))
        except BaseException:
            self._server.stop()
            raise

    def fresh(self) -> str:
        return self._create(self._next_name(), TEMPLATE)

    def empty(self) -> str:
        return self._create(self._next_name(), "template0")

    def drop(self, url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        self._admin.close()
        self._server.stop()

    def _next_name(self) -> str:
        self._made += 1
        return f"test{self._made}"

    def _create(self, name: str, template: str) -> str:
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return self._server.url(name)


def _installations() -> dict[str, Installation]:
    return {f"pg{installation.major}": installation for installation in find_installations()}


def _installation(name: str) -> Installation:
    try:
        return _installations()[name]
    except KeyError as cause:
        raise LookupError(
            f"{name}: this machine has only {', '.join(_installations()) or 'no PostgreSQL'}"
        ) from cause


def chosen_databases() -> list[str]:
    """Which databases to test on: FANGYUAN_TEST_DATABASES, else SQLite and the newest PostgreSQL here."""
    wanted = os.environ.get("FANGYUAN_TEST_DATABASES", "")
    if wanted:
        return [name.strip() for name in wanted.split(",") if name.strip()]
    newest = max(find_installations(), key=lambda installation: installation.major, default=None)
    return ["sqlite"] if newest is None else ["sqlite", f"pg{newest.major}"]


def open_backend(name: str, folder: Path) -> Backend:
    return SqliteBackend(folder) if name == "sqlite" else PostgresBackend(name)
