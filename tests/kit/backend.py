"""Fresh databases for tests, cheap: each is a copy of one that was migrated once."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

from fangyuan.db import migrate
from tests.kit.memory import MEMORY, has_room, watch
from tests.kit.postgres import Installation, PostgresServer, find_installations

TEMPLATE = "fangyuan_template"
# Folders where the database itself is spoken to in its own ways, so that a second version of PostgreSQL may differ.
PART = {
    "audit": "the chain under concurrent writers, cursors over a long log",
    "census": "sums and orders over all groups, in the database's own collation",
    "client_api": "the whole API once: nearly every statement that there is",
    "house": "migrations and the schema that they arrive at",
    "keeping": "deleting and exporting in bulk",
    "kit": "starting this very version, emptying its databases",
    "laws": "random plays, several processes, crashes: locks, isolation, what COMMIT promises",
    "rooms": "walks over the log",
    "search": "the index of words",
    "sync": "the one stream: positions that become visible in their order",
    "worker": "leases and queues between processes",
}
# A browser sees no difference, and what it asks for is tested on every database by the folders above.
SQLITE_ONLY = frozenset({"browser"})
_MIGRATED = "test"
# What has no page has no row: most tests leave most tables as they were made.
_USED = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND relname NOT IN ('alembic_version', 'stream') AND pg_relation_size(oid) > 0
"""
_MOST_DEAD_ROWS = 20_000  # nothing vacuums: beyond this a database gets slow


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
        self._watcher: subprocess.Popen[bytes] | None = None
        if has_room():
            self._folder = Path(tempfile.mkdtemp(prefix="fangyuan-sqlite-", dir=MEMORY))
            self._watcher = watch(self._folder)
        self._template = self._folder / "template.sqlite"
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
        if self._watcher is not None:
            self._watcher.communicate()  # closes its input


class PostgresBackend:
    """One server for the whole test process, started by the tests themselves."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._made = 0
        self._clean: list[str] = []  # emptied again after use: making a database takes much longer
        self._worn: dict[str, int] = {}  # rows deleted so far
        self._sweepers: dict[str, psycopg.Connection[Any]] = {}
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
        if self._clean:
            return self._clean.pop()
        self._made += 1
        return self._create(f"{_MIGRATED}{self._made}", TEMPLATE)

    def empty(self) -> str:
        self._made += 1
        return self._create(f"empty{self._made}", "template0")

    def drop(self, url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        if name.startswith(_MIGRATED) and self._is_emptied(url):
            self._clean.append(url)
            return
        sweeper = self._sweepers.pop(url, None)
        if sweeper is not None:
            sweeper.close()
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _is_emptied(self, url: str) -> bool:
        """Makes a used database as good as new; False when it is worn out or still in use."""
        sweeper = self._sweeper(url)
        try:
            with sweeper.transaction():
                used = [row[0] for row in sweeper.execute(_USED).fetchall()]
                sweep = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in used]
                gone = sweeper.execute(sql.SQL(";").join([*sweep, sql.SQL("UPDATE stream SET position = 0")]))
                self._worn[url] = self._worn.get(url, 0) + sum(each.rowcount for each in gone.results())
        except psycopg.errors.LockNotAvailable:
            return False
        return self._worn[url] < _MOST_DEAD_ROWS

    def _sweeper(self, url: str) -> psycopg.Connection[Any]:
        """The connection that empties a database; a new one takes longer than the emptying."""
        kept = self._sweepers.get(url)
        if kept is None or not _is_alive(kept):
            kept = psycopg.connect(url, autocommit=True, prepare_threshold=None)
            kept.execute("SET lock_timeout = '2s'")
            self._sweepers[url] = kept
        return kept

    def close(self) -> None:
        for connection in (*self._sweepers.values(), self._admin):
            connection.close()
        self._server.stop()

    def _create(self, name: str, template: str) -> str:
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return self._server.url(name)


def _is_alive(connection: psycopg.Connection[Any]) -> bool:
    """False where a test has ended all connections of its database."""
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _installations() -> dict[str, Installation]:
    return {f"pg{installation.major}": installation for installation in find_installations()}


def _installation(name: str) -> Installation:
    try:
        return _installations()[name]
    except KeyError as cause:
        raise LookupError(
            f"{name}: this machine has only {', '.join(_installations()) or 'no PostgreSQL'}"
        ) from cause


def chosen_databases(folder: str) -> list[str]:
    """Which databases to run the tests of `tests/<folder>` on: as FANGYUAN_TEST_DATABASES says, else the usual ones.

    It names databases, `pg18:part` one that only the folders of PART run on.
    """
    wanted = os.environ.get("FANGYUAN_TEST_DATABASES", "")
    names = [name.strip() for name in wanted.split(",") if name.strip()] if wanted else usual_databases()
    chosen: list[str] = []
    for name, _, scope in (name.partition(":") for name in names):
        if scope not in ("", "part"):
            raise ValueError(f"FANGYUAN_TEST_DATABASES: {name}:{scope} is unknown; {name} or {name}:part")
        if scope == "part" and folder not in PART:
            continue
        if folder in SQLITE_ONLY and name != "sqlite":
            continue
        chosen.append(name)
    return chosen


def usual_databases() -> list[str]:
    """SQLite and the newest PostgreSQL here."""
    newest = max(find_installations(), key=lambda installation: installation.major, default=None)
    return ["sqlite"] if newest is None else ["sqlite", f"pg{newest.major}"]


def suite_databases() -> list[str]:
    """SQLite and the system's PostgreSQL, which people run; PyPI's beside it for a part only, alone for everything."""
    found = find_installations()
    has_system = any(installation.is_system for installation in found)
    names = [
        f"pg{installation.major}" + (":part" if has_system and not installation.is_system else "")
        for installation in found
    ]
    return ["sqlite", *names]


def open_backend(name: str, folder: Path) -> Backend:
    return SqliteBackend(folder) if name == "sqlite" else PostgresBackend(name)
