"""What the rules of reach are made of: frozen records with their limits. Pure.

People are named by user id, departments by id, ranks by name or level (1 is the top), as in charters.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from fangyuan.kernel import json
from fangyuan.kernel.text import Language

Verb = Literal["find", "see", "mention", "write"]
RULES = "reach"  # a kind of change, for whoever remembers who sees whom: it may be another matter now
VERBS: tuple[Verb, ...] = ("find", "see", "mention", "write")
Way = Literal["ask", "superior"]
OfficeKind = Literal["hr", "union", "ombudsman", "other"]

MOST_RULES = 100
MOST_OFFICES = 20
DAY_MS = 86_400_000
COMPANY_FIELD = "fangyuan.external"  # of his profile; the server alone writes it

Name = Annotated[str, Meta(min_length=1, max_length=255)]
Identifier = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,40}\Z")]
Line = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
Rank = Annotated[int, Meta(ge=1, le=1_000)] | Annotated[str, Meta(min_length=1, max_length=60)]


# -- visibility ------------------------------------------------------------------------------------------------------


class Circle(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Some people: who meets everything that is said. A circle of which nothing is said is everybody.

    `departments` with all below them; rank `floor` or higher, `ceiling` or lower; one of the `roles`; on the list
    `people`; `leaders`: who leads a department.
    """

    departments: Annotated[tuple[Name, ...], Meta(max_length=200)] = ()
    floor: Rank | None = None
    ceiling: Rank | None = None
    roles: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()
    people: Annotated[tuple[Name, ...], Meta(max_length=5_000)] = ()
    leaders: bool = False


class Rule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What people of `who` may do as to people of `whom`; None says nothing of it.

    `elsewhere`: only as to people who work in none of the departments that he works in or leads, those below them
    counted.
    """

    id: Identifier
    who: Circle = Circle()
    whom: Circle = Circle()
    find: bool | None = None
    see: bool | None = None
    mention: bool | None = None
    write: bool | None = None
    elsewhere: bool = False
    note: Annotated[str, Meta(max_length=300)] = ""


class Guard(Struct, frozen=True, forbid_unknown_fields=True):
    """A direct chat may go at most so many `levels` up the writer's reporting line; None: as many as there are.

    Beyond that the receiver is asked (`ask`), or first the writer's direct superior (`superior`).
    """

    levels: Annotated[int, Meta(ge=1, le=50)] | None = None
    way: Way = "ask"


class GuestPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether group owners may bring outsiders in, for how long at most, and whether these may chat with members."""

    owners: bool = True
    most_days: Annotated[int, Meta(ge=1, le=3_650)] = 180
    chats: bool = False


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """The company's rules of reach. Of the rules the first one that says something about a verb decides it."""

    rules: Annotated[tuple[Rule, ...], Meta(max_length=MOST_RULES)] = ()
    guard: Guard = Guard()
    guests: GuestPolicy = GuestPolicy()

    def to_json(self) -> dict[str, Any]:
        """As plain values: what `parse_policy` reads."""
        return json.decode(json.encode(self))


# -- offices ---------------------------------------------------------------------------------------------------------


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """An office that everybody may always write to, and nobody learns who did. `people` are user ids."""

    id: Identifier
    kind: OfficeKind
    name: dict[Language, Line]
    people: Annotated[tuple[Name, ...], Meta(max_length=50)] = ()


# -- outsiders and requests ------------------------------------------------------------------------------------------


class Guest(Struct, frozen=True):
    """Somebody from outside. `sponsor` answers for him; at `until_ts` (ms UTC) he is out. `ended_ts`: since when."""

    user_id: str
    name: str
    company: str
    sponsor: str
    until_ts: int
    created_by: str
    created_ts: int
    ended_ts: int | None = None


class Contact(Struct, frozen=True):
    """That somebody wants to write up the line. `asked` decides: the receiver or the writer's superior."""

    contact_id: str
    writer: str
    receiver: str
    asked: str
    status: str  # open, agreed, declined
    created_ts: int
    decided_ts: int | None = None


class Answer(Struct, frozen=True):
    """Whether somebody may, and what decided it. `ground` is a text of `reach.why.*`."""

    may: bool
    ground: Literal["open", "himself", "office", "line", "manages", "rule", "unseen", "guest"]
    rule: Rule | None = None


def decode_policy(stored: bytes) -> Policy:
    """A policy that we stored ourselves."""
    return msgspec.json.decode(stored, type=Policy)
