"""The kinds of columns and tables that all tables are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

metadata = MetaData()


def table(name: str, *parts: Column[object] | Index) -> Table:
    return Table(name, metadata, *parts)


def keyed_table(name: str, *parts: Column[object] | Index) -> Table:
    """A table whose rows are small and found by their key: SQLite keeps it in one tree instead of two."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


# Text is compared byte by byte on both databases, whatever the PostgreSQL cluster's locale: one order, one behaviour.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def key(name: str) -> Column[object]:
    return Column(name, TEXT, primary_key=True, nullable=False)


def number_key(name: str) -> Column[object]:
    # No autoincrement: every number that we store was given by the stream or by the domain.
    # INTEGER is what makes the key SQLite's own row number, without a second tree; there it holds 64 bits as well.
    number = BigInteger().with_variant(Integer, "sqlite")
    return Column(name, number, primary_key=True, nullable=False, autoincrement=False)


def words(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, TEXT, nullable=null)


def number(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, BigInteger, nullable=null)


def flag(name: str) -> Column[object]:
    return Column(name, SmallInteger, nullable=False, server_default="0")


def json(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, LargeBinary, nullable=null)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
