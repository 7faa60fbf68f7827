"""Which state of a room a client wants: `required_state` of MSC4186, as clients write it today and as it is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson

ANY = "*"
LAZY, ME = "$LAZY", "$ME"
MEMBER = "m.room.member"
_MOST_PAIRS = 500
_MOST_NAME = 255

Pair = tuple[str, str]


class Clause(msgspec.Struct, frozen=True, array_like=True):
    """Wanted is what `include` names and `exclude` doesn't; "*" stands for any type or any state key."""

    include: frozenset[Pair]
    exclude: frozenset[Pair] = frozenset()


class Required(msgspec.Struct, frozen=True, array_like=True):
    """What any of the clauses wants. `lazy`: of the members those who are needed to show the timeline."""

    clauses: frozenset[Clause] = frozenset()
    lazy: bool = False

    def wants(self, type: str, key: str, me: str) -> bool:
        """Whether this piece of state is wanted; lazily loaded members apart."""
        return any(_wants(clause, type, key, me, self.lazy) for clause in self.clauses)

    def types(self) -> frozenset[str] | None:
        """The types it names; None when any type may be wanted."""
        named = {type for clause in self.clauses for type, _ in clause.include}
        return None if ANY in named else frozenset(named)

    def members(self, me: str) -> frozenset[str] | None:
        """The members it names; None when all of them may be wanted."""
        named: set[str] = set()
        for clause in self.clauses:
            for type, key in clause.include:
                if type == MEMBER or (type == ANY and not (self.lazy and key == ANY)):
                    if key == ANY:
                        return None
                    named.add(me if key == ME else key)
        return frozenset(name for name in named if name.startswith("@"))

    def covers(self, other: Required) -> bool:
        """Whether it surely wants everything that the other one wants."""
        if self == other or (not other.clauses and (self.lazy or not other.lazy)):
            return True
        if any(clause.exclude for clause in self.clauses) or (self.lazy and not other.lazy):
            return False  # laziness takes members out of what a "*" wants
        mine = {pair for clause in self.clauses for pair in clause.include}
        theirs = {pair for clause in other.clauses for pair in clause.include}
        return theirs <= mine and (self.lazy or not other.lazy)

    def plus(self, other: Required) -> Required:
        """Both together."""
        if self == other:
            return self
        together = self.clauses | other.clauses
        plain = frozenset(pair for clause in together if not clause.exclude for pair in clause.include)
        kept = {clause for clause in together if clause.exclude}
        return Required(frozenset(kept | {Clause(plain)} if plain else kept), self.lazy or other.lazy)


NOTHING = Required()


def _wants(clause: Clause, type: str, key: str, me: str, lazy: bool) -> bool:
    return _names(clause.include, type, key, me, lazy) and not (
        clause.exclude and _names(clause.exclude, type, key, me, False)
    )


def _names(pairs: frozenset[Pair], type: str, key: str, me: str, lazy: bool) -> bool:
    if (type, key) in pairs or (type, ANY) in pairs or (ANY, key) in pairs:
        return True
    if key == me and ((type, ME) in pairs or (ANY, ME) in pairs):
        return True
    # "All state, members lazily" is how a client asks for all state but the members.
    return (ANY, ANY) in pairs and not (lazy and type == MEMBER)


def parse_required(value: Any) -> Required:
    """From the request: a list of [type, state key], or an object with include, exclude and lazy_members."""
    if value is None:
        return NOTHING
    if json.is_object(value):
        lazy = value.get("lazy_members", False)
        if not isinstance(lazy, bool):
            raise BadJson("required_state.lazy_members must be a boolean")
        include = frozenset(_element(item) for item in _list(value.get("include", [])))
        exclude = frozenset(_element(item) for item in _list(value.get("exclude", [])))
        return Required(frozenset({Clause(include, exclude)} if include else ()), lazy)
    pairs = frozenset(_pair(item) for item in _list(value))
    lazy = (MEMBER, LAZY) in pairs
    kept = frozenset(pair for pair in pairs if pair[1] != LAZY)
    return Required(frozenset({Clause(kept)} if kept else ()), lazy)


def _list(value: Any) -> Iterable[Any]:
    if not isinstance(value, list):
        raise BadJson("required_state must be a list, or an object with lists include and exclude")
    items = json.as_list(cast(object, value))
    if len(items) > _MOST_PAIRS:
        raise BadJson(f"required_state has at most {_MOST_PAIRS} elements")
    return items


def _pair(value: Any) -> Pair:
    items = json.as_list(value)
    if len(items) != 2:
        raise BadJson("An element of required_state is a pair of an event type and a state key")
    return _name(items[0]), _name(items[1])


def _element(value: Any) -> Pair:
    if not json.is_object(value):
        raise BadJson("An element of required_state is an object")
    return _name(value.get("type", ANY)), _name(value.get("state_key", ANY))


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value.encode()) > _MOST_NAME:
        raise BadJson(f"Event types and state keys are texts of at most {_MOST_NAME} bytes")
    return value
