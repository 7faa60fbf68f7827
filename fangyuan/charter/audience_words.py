"""Audiences in words: the rule itself, and what a person meets or misses."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from fangyuan.charter.people import (
    AllOf,
    Audience,
    AudienceClause,
    Everyone,
    HasRole,
    InDepartment,
    InRanks,
    Leads,
    Named,
    Rank,
    ReportsTo,
)
from fangyuan.charter.words import Param, Terms, Words, enumerate_words, say
from fangyuan.directory import ADMIN, AUDITOR, HR, Org, Person
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import LANGUAGES, Language

_MOST_PEOPLE = 12
_MOST_MISSED = 3
_MOST_CLAUSES = 8
_ROLES = (
    ADMIN,
    AUDITOR,
    HR,
)  # these have names in both languages; others are called as the company calls them


class Missed(Struct, frozen=True):
    """An include clause that a person does not meet: the parts that he meets, and those that he doesn't."""

    met: tuple[AudienceClause, ...]
    missed: tuple[AudienceClause, ...]


def name_of(org: Org, person_id: str) -> str:
    """The person's name, his account name where the directory has none."""
    person = org.people.get(person_id)
    return person.name if person else person_id


def department_name(org: Org, department_id: str) -> str:
    """The department's path, without the company's own name at its top."""
    path = org.department_path(department_id)
    if not path:
        return department_id
    has_one_root = len(org.children.get(None, ())) == 1
    return path.partition("/")[2] or path if has_one_root else path


def rank_word(org: Org, rank: Rank | None) -> str:
    """The rank's name; its number where the company has no name for it."""
    if rank is None or isinstance(rank, str):
        return rank or ""
    return org.rank_name(rank) or str(rank)


# -- the rule ------------------------------------------------------------------------------------------------


def describe(org: Org, audience: Audience) -> Words:
    """The whole rule in words, in both languages."""
    return {language: _describe(org, audience, language) for language in LANGUAGES}


def _describe(org: Org, audience: Audience, language: Language) -> str:
    include = _union(org, audience.include, language)
    if not audience.exclude:
        return include
    exclude = _union(org, audience.exclude, language)
    return say("audience.describe.without", language, include=include, exclude=exclude)


def _union(org: Org, clauses: Sequence[AudienceClause], language: Language) -> str:
    said = [describe_clause(org, clause, language) for clause in clauses[:_MOST_CLAUSES]]
    words = say("list.clauses", language).join(said)
    if len(clauses) > _MOST_CLAUSES:
        return say("list.more_rules", language, first=words, count=len(clauses))
    return words


def describe_clause(org: Org, clause: AudienceClause, language: Language) -> str:
    """One clause in words: "whoever works in plant 2 or below"."""
    match clause:
        case Everyone():
            return say("audience.describe.everyone", language)
        case Named():
            return say(
                "audience.describe.people", language, people=people_words(org, clause.people, language)
            )
        case _:
            return say("audience.describe.who", language, what=predicate(org, clause, language))


def people_words(org: Org, users: Sequence[str], language: Language) -> str:
    """The names of people, the first few of many."""
    names = [name_of(org, localpart_of(user)) for user in users[:_MOST_PEOPLE]]
    if len(users) <= _MOST_PEOPLE:
        return enumerate_words(names, language)
    return say("list.more_people", language, first=say("list.comma", language).join(names), count=len(users))


# -- of a person ---------------------------------------------------------------------------------------------


def predicate(org: Org, clause: AudienceClause, language: Language) -> str:
    """What is true of whoever meets the clause: "works in plant 2 or below"."""
    if isinstance(clause, AllOf):
        return say("list.also", language).join(predicate(org, part, language) for part in clause.parts)
    key, params = _key_and_params(org, clause)
    return say(f"audience.is.{key}", language, **params)


def explain_nowhere(org: Org, person: Person, missed: Sequence[Missed]) -> Words:
    """Why no include clause takes the person in: by the clause he came nearest to, else by the first few."""
    nearest = max(missed, key=lambda one: len(one.met))
    told = [nearest] if nearest.met else missed[:_MOST_MISSED]
    words: Words = {}
    for language in LANGUAGES:
        why = say("list.clauses", language).join(_shortfall(org, person, one, language) for one in told)
        words[language] = say("explain.out_nowhere", language, name=person.name, why=why)
    return words


def _shortfall(org: Org, person: Person, missed: Missed, language: Language) -> str:
    also = say("list.also", language)
    lacks = also.join(_negative(org, person, part, language) for part in missed.missed)
    if not missed.met:
        return lacks
    has = also.join(predicate(org, part, language) for part in missed.met)
    return say("list.but", language).join((has, lacks))


def _negative(org: Org, person: Person, clause: AudienceClause, language: Language) -> str:
    if isinstance(clause, InRanks):
        return _negative_rank(org, person, clause, language)
    key, params = _key_and_params(org, clause)
    return say(f"audience.not.{key}", language, **params)


def _negative_rank(org: Org, person: Person, clause: InRanks, language: Language) -> str:
    for rank in (clause.floor, clause.ceiling):
        if isinstance(rank, str) and rank not in org.rank_levels:
            return say("audience.not.rank_unknown", language, rank=rank)
    level = person.rank_level
    if level is None:
        return say("audience.not.rank_none", language)
    floor = org.rank_levels.get(clause.floor) if isinstance(clause.floor, str) else clause.floor
    if floor is not None and level > floor:
        words = {"rank": rank_word(org, level), "floor": rank_word(org, clause.floor)}
        return say("audience.not.rank_floor", language, **words)
    words = {"rank": rank_word(org, level), "ceiling": rank_word(org, clause.ceiling)}
    return say("audience.not.rank_ceiling", language, **words)


def _key_and_params(org: Org, clause: AudienceClause) -> tuple[str, dict[str, Param]]:
    match clause:
        case InDepartment():
            key = "department_subtree" if clause.subtree else "department"
            return key, {"department": department_name(org, clause.department_id)}
        case InRanks():
            return _rank_key(clause), {
                "floor": rank_word(org, clause.floor),
                "ceiling": rank_word(org, clause.ceiling),
            }
        case Leads(department_id=None):
            return "leaders_any", {}
        case Leads():
            return "leaders", {"department": department_name(org, str(clause.department_id))}
        case ReportsTo():
            return "reports", {"manager": name_of(org, localpart_of(clause.manager))}
        case HasRole():
            return "role", {
                "role": Terms((f"charter.role.{clause.role}",)) if clause.role in _ROLES else clause.role
            }
        case Named():
            return "people", {}
        case _:
            return "everyone", {}


def _rank_key(clause: InRanks) -> str:
    if clause.floor is None:
        return "rank_ceiling"
    return "rank_floor" if clause.ceiling is None else "rank_between"
