"""Who is in: the rule of an audience worked out over the company, and why somebody is in or not.

Pure. `resolve` works with sets, `explain` asks the rule of one person; a property test holds them together.
Only active people are ever in. Valid exceptions win over the rule, exclusion wins over inclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from fangyuan.charter.audience_words import Missed, explain_nowhere, name_of, predicate
from fangyuan.charter.people import (
    AllOf,
    Audience,
    AudienceClause,
    DatedException,
    Everyone,
    HasRole,
    InDepartment,
    InRanks,
    Leads,
    Named,
    Rank,
    ReportsTo,
)
from fangyuan.charter.words import Words, say, say_both
from fangyuan.directory import Org, Person
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import LANGUAGES

DAY_MS = 86_400_000
Ground = Literal["owner", "exception", "include", "exclude", "nowhere", "inactive", "unknown"]


class Explanation(Struct, frozen=True):
    """Whether a person is in, and what decided it; `clause` is an index of `include` or `exclude`."""

    is_in: bool
    ground: Ground
    words: Words
    clause: int | None = None

    def reasons(self) -> Words:
        """Why, in both languages."""
        return self.words


def resolve(
    org: Org,
    audience: Audience,
    exceptions: Iterable[DatedException],
    now_ms: int,
    owners: Iterable[str] = (),
) -> frozenset[str]:
    """The person ids of all who are in. `owners` (user ids) are in whatever the rest says."""
    people = {person for clause in audience.include for person in _who_meets(org, clause)}
    for clause in audience.exclude:
        people -= _who_meets(org, clause)
    valid = [one for one in exceptions if is_valid(one, now_ms)]
    people |= {one.person_id for one in valid if one.effect == "include"}
    people -= {one.person_id for one in valid if one.effect == "exclude"}
    people |= {localpart_of(owner) for owner in owners if org.find_person(owner) is not None}
    return frozenset(person for person in people if person in org.people and org.people[person].is_active)


def is_valid(exception: DatedException, now_ms: int) -> bool:
    """Whether the exception counts at this time."""
    return exception.until_ts is None or now_ms < exception.until_ts


def meets(org: Org, clause: AudienceClause, person: Person) -> bool:
    """Whether the clause is true of the person, whatever his status."""
    match clause:
        case Everyone():
            return True
        case InDepartment():
            within = org.subtree(clause.department_id) if clause.subtree else (clause.department_id,)
            return person.department_id in within
        case InRanks():
            return _meets_ranks(org, clause, person)
        case Leads(department_id=None):
            return org.is_leader(person.person_id)
        case Leads():
            return not org.subtree(str(clause.department_id)).isdisjoint(org.leads(person.person_id))
        case ReportsTo():
            return person.manager_id is not None and org.user_id(person.manager_id) == clause.manager
        case HasRole():
            return clause.role in person.roles
        case Named():
            return org.user_id(person.person_id) in clause.people
        case AllOf():
            return all(meets(org, part, person) for part in clause.parts)


def level_of(org: Org, rank: Rank | None) -> int | None:
    """The level of a rank that a charter names; None when the company has no such rank."""
    return org.rank_levels.get(rank) if isinstance(rank, str) else rank


def _meets_ranks(org: Org, clause: InRanks, person: Person) -> bool:
    level = person.rank_level
    if level is None:
        return False
    floor, ceiling = level_of(org, clause.floor), level_of(org, clause.ceiling)
    if (clause.floor is not None and floor is None) or (clause.ceiling is not None and ceiling is None):
        return False
    return (floor is None or level <= floor) and (ceiling is None or level >= ceiling)


def _who_meets(org: Org, clause: AudienceClause) -> set[str]:
    """All of whom the clause is true, among them people who aren't active."""
    match clause:
        case InDepartment():
            if clause.subtree:
                return set(org.people_below(clause.department_id))
            return set(org.people_in(clause.department_id))
        case Leads():
            within = org.departments if clause.department_id is None else org.subtree(clause.department_id)
            leaders = (org.departments[department].leader_id for department in within)
            return {leader for leader in leaders if leader is not None and leader in org.people}
        case ReportsTo():
            manager = localpart_of(clause.manager)
            return set(org.direct_reports(manager)) if org.user_id(manager) == clause.manager else set()
        case Named():
            return {localpart_of(user) for user in clause.people if org.find_person(user) is not None}
        case AllOf():
            first, *others = sorted(
                clause.parts, key=lambda part: isinstance(part, InRanks | HasRole | Everyone)
            )
            found = _who_meets(org, first)
            return {one for one in found if all(meets(org, part, org.people[one]) for part in others)}
        case _:
            return {person.person_id for person in org.people.values() if meets(org, clause, person)}


# -- why -----------------------------------------------------------------------------------------------------


def explain(
    org: Org,
    audience: Audience,
    exceptions: Iterable[DatedException],
    person_id: str,
    now_ms: int,
    owners: Iterable[str] = (),
) -> Explanation:
    """Whether this person is in, and the clause, exclusion or exception that decides it, in words."""
    person = org.people.get(person_id)
    if person is None:
        return Explanation(False, "unknown", say_both("explain.out_unknown", person=person_id))
    name = name_of(org, person_id)
    if not person.is_active:
        return Explanation(False, "inactive", say_both(f"explain.out_{person.status}", name=name))
    if org.user_id(person_id) in owners:
        return Explanation(True, "owner", say_both("explain.in_owner", name=name))
    valid = [one for one in exceptions if one.person_id == person_id and is_valid(one, now_ms)]
    if valid:
        return _by_exception(name, valid, now_ms)
    for effect, clauses in (("exclude", audience.exclude), ("include", audience.include)):
        for index, clause in enumerate(clauses):
            if meets(org, clause, person):
                return _by_clause(org, name, effect, index, clause)
    missed = [_missed(org, clause, person) for clause in audience.include]
    return Explanation(False, "nowhere", explain_nowhere(org, person, missed))


def _by_exception(name: str, valid: Sequence[DatedException], now_ms: int) -> Explanation:
    """Of several exceptions one that keeps out wins, and of those the one that lasts longest is told."""
    decisive = [one for one in valid if one.effect == "exclude"] or list(valid)
    told = max(decisive, key=lambda one: one.until_ts if one.until_ts is not None else 2**63)
    way = "in" if told.effect == "include" else "out"
    if told.until_ts is None:
        words = say_both(f"explain.{way}_exception_open", name=name, reason=told.reason)
    else:
        days = -(-(told.until_ts - now_ms) // DAY_MS)
        words = say_both(f"explain.{way}_exception", name=name, reason=told.reason, days=days)
    return Explanation(told.effect == "include", "exception", words)


def _by_clause(org: Org, name: str, effect: str, index: int, clause: AudienceClause) -> Explanation:
    key = "explain.in_include" if effect == "include" else "explain.out_exclude"
    words: Words = {
        language: say(key, language, name=name, why=predicate(org, clause, language))
        for language in LANGUAGES
    }
    return Explanation(effect == "include", "include" if effect == "include" else "exclude", words, index)


def _missed(org: Org, clause: AudienceClause, person: Person) -> Missed:
    parts = clause.parts if isinstance(clause, AllOf) else (clause,)
    met = [part for part in parts if meets(org, part, person)]
    return Missed(tuple(met), tuple(part for part in parts if part not in met))
