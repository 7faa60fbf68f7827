"""Who people are in a charter: clauses of audiences, the same in every language, and their limits.

People are named by user id everywhere, departments by department id, ranks by name or level (1 is the top).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

UserId = Annotated[str, Meta(min_length=1, max_length=255)]
Identifier = Annotated[str, Meta(min_length=1, max_length=255)]
Rank = Annotated[int, Meta(ge=1, le=1_000)] | Annotated[str, Meta(min_length=1, max_length=60)]
"""A rank's name (better: it stays true when the company puts in another rank) or its level."""


class _Part(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """One thing that is true of a person or not."""


class InDepartment(_Part, frozen=True, tag="department"):
    """Who works in the department; with `subtree`, also in any below it."""

    department_id: Identifier
    subtree: bool = True


class InRanks(_Part, frozen=True, tag="rank"):
    """Who is of rank `floor` or higher, and of rank `ceiling` or lower. One of the two at least."""

    floor: Rank | None = None
    ceiling: Rank | None = None


class Leads(_Part, frozen=True, tag="leaders"):
    """Who leads a department: the given one or one below it; without an id any one of the company."""

    department_id: Identifier | None = None


class ReportsTo(_Part, frozen=True, tag="reports"):
    """Whose direct superior is this person."""

    manager: UserId


class HasRole(_Part, frozen=True, tag="role"):
    """Who was given the role (`hr`, `auditor`, …)."""

    role: Annotated[str, Meta(min_length=1, max_length=60)]


class Named(_Part, frozen=True, tag="people"):
    """Who is on the list."""

    people: Annotated[tuple[UserId, ...], Meta(min_length=1, max_length=5_000)]


class Everyone(_Part, frozen=True, tag="everyone"):
    """Everybody in the company."""


Simple = InDepartment | InRanks | Leads | ReportsTo | HasRole | Named | Everyone


class AllOf(_Part, frozen=True, tag="all_of"):
    """Who meets every one of these: "in plant 2, and of rank team leader or higher"."""

    parts: Annotated[tuple[Simple, ...], Meta(min_length=2, max_length=5)]


AudienceClause = InDepartment | InRanks | Leads | ReportsTo | HasRole | Named | Everyone | AllOf


class Audience(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is in: the union of `include` without whoever meets a clause of `exclude`."""

    include: Annotated[tuple[AudienceClause, ...], Meta(min_length=1, max_length=30)]
    exclude: Annotated[tuple[AudienceClause, ...], Meta(max_length=30)] = ()


class DatedException(Struct, frozen=True):
    """A dated exception to an audience. Valid while now < `until_ts` (ms UTC); None: until revoked."""

    person_id: str
    effect: Literal["include", "exclude"]
    reason: str
    until_ts: int | None = None


EVERYONE = Audience((Everyone(),))
