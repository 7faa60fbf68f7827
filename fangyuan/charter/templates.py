"""Kinds of group: templates of charters, as data files in `kinds/`."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from fangyuan.charter.clauses import Clause, clause_words
from fangyuan.charter.ladder import USUAL, Ladder
from fangyuan.charter.model import Label
from fangyuan.charter.people import Audience
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.text import Language


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind: its names, whom it is usually for, and what a new group of it starts with.

    `audience` where a kind has always the same one; else the founder gives it. `messages_per_day` is what to expect of
    a group of this kind in a company that has too few of them yet to count. `retention_days`: how long messages
    and files are kept where charter and company say nothing; None: without end.
    `ladder`: what comes of breaches.
    """

    id: str = ""
    order: int
    name: dict[Language, str]
    description: dict[Language, str]
    typical_audience: dict[Language, str]
    label: Label = "internal"
    review_months: Annotated[int, Meta(ge=1, le=24)] = 6
    messages_per_day: Annotated[float, Meta(ge=0, le=10_000)] = 20
    audience: Audience | None = None
    retention_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None
    ladder: Ladder = USUAL
    clauses: tuple[Clause, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain values, each clause with its text."""
        plain: dict[str, Any] = json.decode(json.encode(self))
        for clause, shown in zip(self.clauses, plain["clauses"], strict=True):
            shown["text"] = clause_words(clause)
        return plain


@functools.cache
def _all_kinds() -> dict[str, Kind]:
    loaded: list[Kind] = []
    for file in (resources.files("fangyuan") / "charter" / "kinds").iterdir():
        if file.name.endswith(".toml"):
            kind = msgspec.toml.decode(file.read_bytes(), type=Kind)
            clauses = tuple(replace(clause, number=number) for number, clause in enumerate(kind.clauses, 1))
            loaded.append(replace(kind, id=file.name.removesuffix(".toml"), clauses=clauses))
    return {kind.id: kind for kind in sorted(loaded, key=lambda kind: kind.order)}


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which people are shown them."""
    return tuple(_all_kinds().values())


def find_kind(kind_id: str) -> Kind | None:
    return _all_kinds().get(kind_id)


def get_kind(kind_id: str) -> Kind:
    """The kind; M_INVALID_PARAM with the list of kinds when there is none of that id."""
    kind = find_kind(kind_id)
    if kind is None:
        raise InvalidParam(
            f"kind: no kind {kind_id[:60]!r}",
            key="charter.field.unknown_kind",
            params={"value": kind_id[:60], "kinds": ", ".join(_all_kinds())},
            extra={"field": "kind"},
        )
    return kind
