"""Law 12: a database that came by the migrations is the database that the code describes."""

from __future__ import annotations

import re
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from fangyuan.db import check_schema, migrate
from fangyuan.db.migration import alembic_config, sqlalchemy_engine
from fangyuan.db.schema import ENGINES_OWN, metadata
from tests.kit.backend import Backend


def shape(engine: Engine) -> dict[str, Any]:
    """What the database itself says of each table: columns, key, indexes."""
    inspector = inspect(engine)
    tables: dict[str, Any] = {}
    for table in inspector.get_table_names():
        columns = {
            column["name"]: (str(column["type"]), column["nullable"], _plain(column["default"]))
            for column in inspector.get_columns(table)
        }
        indexes = {
            index["name"]: (index["column_names"], bool(index["unique"]), _plain(_condition(index)))
            for index in inspector.get_indexes(table)
        }
        tables[table] = (columns, inspector.get_pk_constraint(table)["constrained_columns"], indexes)
    tables.pop("alembic_version", None)
    return tables


def _condition(index: Any) -> Any:
    options = index.get("dialect_options", {})
    return options.get("sqlite_where", options.get("postgresql_where"))


def _plain(words: object) -> str:
    return re.sub(r"[()\s']|::\w+", "", str(words)).lower()


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the picture knows it by name: not what the engine keeps in a way of its own."""
    return kind != "table" or name is None or not name.startswith(ENGINES_OWN)


def test_migrated_is_fresh(backend: Backend) -> None:
    migrated_url, fresh_url = backend.fresh(), backend.empty()
    migrated, fresh = sqlalchemy_engine(migrated_url), sqlalchemy_engine(fresh_url)
    try:
        metadata.create_all(fresh)
        with migrated.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_server_default": True, "include_name": _is_ours}
            )
            assert compare_metadata(context, metadata) == []
        assert shape(migrated) == shape(fresh)
        assert ENGINES_OWN in shape(fresh)
        assert {name for name in shape(fresh) if not name.startswith(ENGINES_OWN)} == set(metadata.tables)
    finally:
        migrated.dispose()
        fresh.dispose()
        backend.drop(migrated_url)
        backend.drop(fresh_url)


def test_migrating_twice_does_nothing(backend: Backend) -> None:
    url = backend.empty()
    try:
        assert check_schema(url) == "empty"
        assert migrate(url)
        assert check_schema(url) == "ok"
        assert not migrate(url)
    finally:
        backend.drop(url)


def test_what_the_house_had_asked_is_still_asked_when_its_questions_move_into_one_table(
    backend: Backend,
) -> None:
    url = backend.empty()
    engine = sqlalchemy_engine(url)
    try:
        with engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "0020")
            connection.execute(text("INSERT INTO reviews (room_id, why, asked_ts) VALUES ('!a', 'idle', 7)"))
            connection.execute(text("INSERT INTO review_questions VALUES ('$q', '!a', '@he')"))
            contact = "'c', '@li', '@boss', '@he', '$c', 'open', 9"
            connection.execute(
                text(
                    "INSERT INTO contacts (contact_id, writer, receiver, asked, event_id, status, created_ts) "
                    f"VALUES ({contact})"
                )
            )
        assert migrate(url)
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT event_id, user_id, about, subject, ts FROM house_questions ORDER BY ts")
            )
            assert [tuple(row) for row in rows] == [
                ("$q", "@he", "review", "!a", 7),
                ("$c", "@he", "contact", "c", 9),
            ]
    finally:
        engine.dispose()
        backend.drop(url)
