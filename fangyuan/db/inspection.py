"""What an administrator should know of the database engine, in one record for both kinds."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from fangyuan.db.drivers import DriverConnection, driver_for
from fangyuan.db.statement import SQL

_JOURNAL = SQL("PRAGMA journal_mode")
_SYNCHRONOUS = SQL("PRAGMA synchronous")
# CROSS-DIALECT: only PostgreSQL has settings that somebody else may have changed.
_POSTGRES = SQL("""
    SELECT current_setting('server_version_num')::int, current_setting('server_version'),
        current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit'),
        coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
        (extract(epoch FROM clock_timestamp()) * 1000)::bigint
""")
_FULL = 2


class Engine(msgspec.Struct, frozen=True):
    """The engine as it runs now.

    `is_durable`: what is committed survives a power failure. `may_create`: we may make tables. `clock_ms` is the
    engine's own clock, None when it has none.
    """

    kind: str  # sqlite, postgresql
    version: str
    version_number: int  # 34001 for SQLite's 3.40.1 and 150004 for PostgreSQL's 15.4
    encoding: str
    is_durable: bool
    journal: str
    may_create: bool
    clock_ms: int | None


def inspect(url: str) -> Engine:
    """Opens a connection and asks; raises what the driver raises."""
    connection = driver_for(url).connect(readonly=False)
    try:
        return _sqlite(connection) if url.startswith("sqlite") else _postgres(connection)
    finally:
        connection.close()


def _sqlite(connection: DriverConnection) -> Engine:
    [[journal]] = connection.all(_JOURNAL, {})
    [[synchronous]] = connection.all(_SYNCHRONOUS, {})
    major, minor, patch = sqlite3.sqlite_version_info
    return Engine(
        kind="sqlite",
        version=sqlite3.sqlite_version,
        version_number=major * 10_000 + minor * 100 + patch,
        encoding="UTF8",
        is_durable=int(synchronous) >= _FULL,
        journal=str(journal),
        may_create=True,
        clock_ms=None,
    )


def _postgres(connection: DriverConnection) -> Engine:
    row: tuple[Any, ...] = connection.all(_POSTGRES, {})[0]
    return Engine(
        kind="postgresql",
        version=row[1],
        version_number=row[0],
        encoding=row[2],
        is_durable=row[3] == "on" and row[4] != "off",
        journal="wal",
        may_create=row[5],
        clock_ms=row[6],
    )
