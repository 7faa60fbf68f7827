"""The two drivers behind the door. What differs between the databases has a name here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from fangyuan.db.statement import SQL
from fangyuan.db.tx import Connection, Row

if TYPE_CHECKING:
    import psycopg

BUSY_TIMEOUT_MS = 30_000


class Driver(Protocol):
    """How to open a connection and what differs around a transaction."""

    begin_write: str
    begin_read: str
    lock_stream: SQL

    def connect(self, *, readonly: bool) -> DriverConnection: ...


class DriverConnection(Connection, Protocol):
    def close(self) -> None: ...
    def is_usable(self) -> bool: ...


def driver_for(url: str) -> Driver:
    """The driver for a database URL: `sqlite:///path` or `postgresql://…`."""
    if url.startswith("sqlite:///"):
        return SqliteDriver(Path(url.removeprefix("sqlite:///")))
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresDriver(url)
    raise ValueError(f"database: {url.partition(':')[0]}: neither sqlite:///… nor postgresql://…")


class SqliteDriver:
    begin_write = "BEGIN IMMEDIATE"
    begin_read = "BEGIN"
    lock_stream = SQL("SELECT position FROM stream")

    def __init__(self, path: Path) -> None:
        self.path = path

    def connect(self, *, readonly: bool) -> SqliteConnection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self.path,
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA cache_size=-{8_000 if readonly else 24_000}")
        if readonly:
            connection.execute("PRAGMA query_only=ON")
        return SqliteConnection(connection)


class SqliteConnection:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, statement: SQL, params: dict[str, object]) -> list[Row]:
        if statement.lists:
            params = statement.for_sqlite(params)
        return self._connection.execute(statement.sqlite, params).fetchall()

    def run(self, statement: SQL, params: dict[str, object]) -> int:
        if statement.lists:
            params = statement.for_sqlite(params)
        return self._connection.execute(statement.sqlite, params).rowcount

    def many(self, statement: SQL, rows: Iterable[dict[str, object]]) -> None:
        self._connection.executemany(statement.sqlite, rows)

    def execute(self, text: str) -> None:
        self._connection.execute(text)

    def is_usable(self) -> bool:
        return True

    def close(self) -> None:
        self._connection.close()


# A connection whose other end is silent is given up after about half a minute, not after the system's many minutes.
_PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class PostgresDriver:
    begin_write = "BEGIN"
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    # The row lock is what keeps positions in the order of their commits when several processes write.
    lock_stream = SQL("SELECT position FROM stream FOR UPDATE")

    def __init__(self, url: str) -> None:
        self.url = url

    def connect(self, *, readonly: bool) -> PostgresConnection:
        import psycopg  # late: who runs on SQLite needs none of its 15 MB

        connection = psycopg.connect(self.url, autocommit=True, prepare_threshold=3, **_PATIENCE)
        connection.prepared_max = 400
        return PostgresConnection(connection)


class PostgresConnection:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursor = connection.cursor(binary=True)

    def all(self, statement: SQL, params: dict[str, object]) -> list[Row]:
        return self._cursor.execute(cast(Any, statement.postgres), params).fetchall()

    def run(self, statement: SQL, params: dict[str, object]) -> int:
        return self._cursor.execute(cast(Any, statement.postgres), params).rowcount

    def many(self, statement: SQL, rows: Iterable[dict[str, object]]) -> None:
        self._cursor.executemany(cast(Any, statement.postgres), rows)

    def execute(self, text: str) -> None:
        self._connection.execute(cast(Any, text))

    def is_usable(self) -> bool:
        return not self._connection.closed and not self._connection.broken

    def close(self) -> None:
        self._connection.close()
