"""A change of the company: what it comes to, and whether that is a company that may be.

The rules of a sound company: everybody works in a department that exists; ranks, superiors and leaders exist;
nobody here reports to, or is led by, somebody who has left; reporting lines and the tree of departments have
no cycle; a department's path is its parent's path and its name, and no two departments have the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from fangyuan.directory.model import (
    MOST_WORDS,
    STATUSES,
    Department,
    Org,
    Person,
    Rank,
    check_department_name,
    is_line,
)
from fangyuan.kernel.errors import BadRequest
from fangyuan.kernel.ids import is_valid_localpart

MOST_ROLE = 60


class Update(msgspec.Struct, frozen=True):
    """What changes: whole records, new or in place of those with the same id.

    `ranks` are names, the top first; None leaves the ranks as they are. Whoever isn't in `people` keeps his
    rank by its name; those in `people` have levels of the new ranks.
    """

    people: Sequence[Person] = ()
    departments: Sequence[Department] = ()
    dropped_departments: Sequence[str] = ()
    ranks: Sequence[str] | None = None


def after(org: Org, update: Update, version: str) -> Org:
    """The company after the change."""
    people = dict(org.people)
    ranks: Iterable[Rank] = org.ranks.values()
    if update.ranks is not None:
        ranks = [Rank(level, name) for level, name in enumerate(update.ranks, 1)]
        people = _reranked(org, {rank.name: rank.level for rank in ranks})
    people.update({person.person_id: person for person in update.people})
    departments = dict(org.departments)
    departments.update({department.department_id: department for department in update.departments})
    for department_id in update.dropped_departments:
        departments.pop(department_id, None)
    return Org(org.server_name, people.values(), departments.values(), ranks, version)


def _reranked(org: Org, levels: Mapping[str, int]) -> dict[str, Person]:
    """Everybody at the new level of his rank; without it, level 0, which `check` refuses for who is here."""
    moved = {old.level: levels.get(old.name, 0) for old in org.ranks.values()}
    people = dict(org.people)
    for person in org.people.values():
        level = moved.get(person.rank_level or 0)
        if level is not None and level != person.rank_level:
            level = None if person.has_left and not level else level
            people[person.person_id] = msgspec.structs.replace(person, rank_level=level)
    return people


def check(old: Org, new: Org) -> None:
    """BadRequest with the reason unless `new` is a sound company; looks only at what differs from `old`."""
    if len(new.rank_levels) != len(new.ranks) or not all(is_line(name) for name in new.rank_levels):
        raise _unsound("ranks")
    changed = [person for person in new.people.values() if old.people.get(person.person_id) is not person]
    for person in changed:
        _check_person(new, person)
    _check_departments(old, new)
    cycles = find_cycles(_superiors(new), [person.person_id for person in changed])
    if cycles:
        raise _unsound("cycle", cycle=" → ".join((*cycles[0], cycles[0][0])))


def _superiors(org: Org) -> dict[str, str]:
    return {p.person_id: p.manager_id for p in org.people.values() if p.manager_id and not p.has_left}


def _check_person(org: Org, person: Person) -> None:
    who = person.person_id
    words = (person.employee_no, person.title, person.phone, person.email)
    if not is_valid_localpart(who) or person.status not in STATUSES:
        raise _unsound("person", person=who)
    if not is_line(person.name) or not all(word is None or is_line(word) for word in words):
        raise _unsound("words", person=who, most=MOST_WORDS)
    if not all(is_line(role, MOST_ROLE) for role in person.roles):
        raise _unsound("role", person=who)
    if person.has_left:  # the house he worked in may have been rebuilt since
        if person.roles or org.direct_reports(who):
            raise _unsound("left", person=who)
        return
    if person.department_id not in org.departments:
        raise _unsound("department", person=who, department=person.department_id)
    if person.rank_level is not None and person.rank_level not in org.ranks:
        raise _unsound("rank", person=who)
    if person.manager_id is not None:
        manager = org.people.get(person.manager_id)
        if manager is None or manager.has_left:
            raise _unsound("manager", person=who, manager=person.manager_id)


def _check_departments(old: Org, new: Org) -> None:
    if len(new.by_path) != len(new.departments):
        raise _unsound("twice")
    for department in new.departments.values():
        if old.departments.get(department.department_id) is not department:
            check_department_name(department.name)
        parent = new.departments.get(department.parent_id or "")
        if department.parent_id is not None and parent is None:
            raise _unsound("parent", department=department.path)
        # Each path is longer than its parent's, so there can be no cycle either.
        if department.path != (f"{parent.path}/{department.name}" if parent else department.name):
            raise _unsound("path", department=department.path)
        leader = new.people.get(department.leader_id or "")
        if department.leader_id is not None and (leader is None or leader.has_left):
            raise _unsound("leader", department=department.path, person=department.leader_id)
    for department_id in old.departments.keys() - new.departments.keys():
        if new.people_in(department_id):
            raise _unsound("not_empty", department=old.departments[department_id].path)


def _unsound(why: str, **params: object) -> BadRequest:
    message = f"The directory can't be so: {why} {params}"
    return BadRequest(message, errcode="M_INVALID_PARAM", key=f"directory.{why}", params=params)


def find_cycles(superior_of: Mapping[str, str], people: Iterable[str]) -> list[tuple[str, ...]]:
    """The cycles that these people's reporting lines lead into: each once, going up, smallest id first."""
    done: set[str] = set()
    cycles: list[tuple[str, ...]] = []
    for start in people:
        line: dict[str, int] = {}
        current: str | None = start
        while current is not None and current not in done and current not in line:
            line[current] = len(line)
            current = superior_of.get(current)
        if current is not None and current in line:
            cycle = list(line)[line[current] :]
            first = cycle.index(min(cycle))
            cycles.append((*cycle[first:], *cycle[:first]))
        done.update(line)
    return cycles
