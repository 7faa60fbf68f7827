"""Statements, written once for both databases and translated once, when the module is loaded.

`:name` is a parameter. `IN :*names` takes a list of any length as ONE parameter, so that the statement's text (and
the database's plan for it) stays the same.
"""

from __future__ import annotations

import re

import msgspec

_LIST = re.compile(r"\bIN\s+:\*(\w+)")
_NAME = re.compile(r"(?<![:\w]):(\w+)")


class SQL:
    """One statement. `lists` are the names of parameters that are lists."""

    __slots__ = ("lists", "postgres", "sqlite")

    def __init__(self, text: str) -> None:
        self.lists = tuple(set(_LIST.findall(text)))
        # CROSS-DIALECT: a list is a JSON array to SQLite and an array to PostgreSQL.
        self.sqlite = _LIST.sub(r"IN (SELECT value FROM json_each(:\1))", text)
        self.postgres = _NAME.sub(r"%(\1)s", _LIST.sub(r"= ANY(:\1)", text.replace("%", "%%")))

    @classmethod
    def either(cls, *, sqlite: str, postgres: str) -> SQL:
        """One statement in two texts, for what the engines do each in its own way, with the same parameters."""
        one, other = cls(sqlite), cls(postgres)
        if set(one.lists) != set(other.lists):
            raise ValueError("both texts take the same lists")
        one.postgres = other.postgres
        return one

    def for_sqlite(self, params: dict[str, object]) -> dict[str, object]:
        """The parameters as SQLite takes them."""
        for name in self.lists:
            params[name] = msgspec.json.encode(params[name]).decode()
        return params
