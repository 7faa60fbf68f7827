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
    """Wanted is what `include` names and `exclude` doesn't; "*" stands for any type or any state key.

    `spares_members`: "all state" is all but the members, which the client loads lazily.
    """

    include: frozenset[Pair]
    exclude: frozenset[Pair] = frozenset()
    spares_members: bool = False

    def wants(self, type: str, key: str, me: str) -> bool:
        if not _names(self.include, type, key, me):
            is_all = (ANY, ANY) in self.include and not (self.spares_members and type == MEMBER)
            if not is_all:
                return False
        excluded = self.exclude
        return not (excluded and (_names(excluded, type, key, me) or (ANY, ANY) in excluded))

    @property
    def wants_all_members(self) -> bool:
        return (MEMBER, ANY) in self.include or ((ANY, ANY) in self.include and not self.spares_members)


class Required(msgspec.Struct, frozen=True, array_like=True):
    """What any of the clauses wants. `lazy`: of the members those who are needed to show the timeline."""

    clauses: frozenset[Clause] = frozenset()
    lazy: bool = False

    def wants(self, type: str, key: str, me: str) -> bool:
        """Whether this piece of state is wanted; lazily loaded members apart."""
        return any(clause.wants(type, key, me) for clause in self.clauses)

    def types(self) -> frozenset[str] | None:
        """The types it names; None when any type may be wanted."""
        named = {type for clause in self.clauses for type, _ in clause.include}
        return None if ANY in named else frozenset(named)

    def members(self, me: str) -> frozenset[str] | None:
        """The members it names; None when all of them may be wanted."""
        if any(clause.wants_all_members for clause in self.clauses):
            return None
        keys = {key for clause in self.clauses for type, key in clause.include if type in (MEMBER, ANY)}
        return frozenset(me if key == ME else key for key in keys if key == ME or key.startswith("@"))

    def covers(self, other: Required) -> bool:
        """Whether it surely wants everything that the other one wants."""
        if other.lazy and not self.lazy:
            return False
        return self == other or all(self._covers(clause) for clause in other.clauses)

    def _covers(self, other: Clause) -> bool:
        return any(
            not mine.exclude
            and other.include <= mine.include
            and (other.spares_members or not mine.spares_members)
            for mine in self.clauses
        )

    def plus(self, other: Required) -> Required:
        """Both together."""
        if self == other:
            return self
        found = {clause for clause in self.clauses | other.clauses if clause.exclude}
        for spares in (False, True):
            alike = [c for c in self.clauses | other.clauses if not c.exclude and c.spares_members is spares]
            if alike:
                pairs = frozenset(pair for clause in alike for pair in clause.include)
                found.add(Clause(pairs, frozenset(), spares))
        return Required(frozenset(found), self.lazy or other.lazy)


NOTHING = Required()


def _names(pairs: frozenset[Pair], type: str, key: str, me: str) -> bool:
    if (type, key) in pairs or (type, ANY) in pairs or (ANY, key) in pairs:
        return True
    return key == me and ((type, ME) in pairs or (ANY, ME) in pairs)


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
        return Required(frozenset({Clause(include, exclude, lazy)} if include else ()), lazy)
    pairs = frozenset(_pair(item) for item in _list(value))
    lazy = (MEMBER, LAZY) in pairs
    kept = frozenset(pair for pair in pairs if pair[1] != LAZY)
    return Required(frozenset({Clause(kept, frozenset(), lazy)} if kept else ()), lazy)


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
