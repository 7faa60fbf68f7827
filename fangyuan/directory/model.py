"""People, departments, ranks, and the company as one immutable picture with its indexes.

People are named by `person_id`, the account name: the localpart of their user id. Whoever has left stays in
`Org.people` (his name is in old messages and in the audit log) and is in none of the other indexes. Whoever
is suspended is still of the company: he is in the indexes, with another status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, TypeVar

import msgspec

from fangyuan.identity.model import Session
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.wording import typed

Status = Literal["active", "suspended", "left"]
STATUSES: tuple[Status, ...] = ("active", "suspended", "left")

# Roles that the house itself knows. A company may grant others; charters name them.
ADMIN = "admin"
HR = "hr"
AUDITOR = "auditor"

MOST_NAME = 100
MOST_WORDS = 200
# What can't stand in a line of words: controls, ends of lines, what turns the writing round or isn't seen.
# Not `str.isprintable`: that refuses rare characters of Chinese names which Python's tables don't know yet.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_NO_ROLES: frozenset[str] = frozenset()
_NOBODY: tuple[str, ...] = ()
_K = TypeVar("_K")


class Person(msgspec.Struct, frozen=True):
    """One person. `rank_level` 1 is the top; None: the company gave him no rank."""

    person_id: str
    name: str
    department_id: str
    employee_no: str | None = None
    rank_level: int | None = None
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    manager_id: str | None = None
    status: Status = "active"
    roles: frozenset[str] = _NO_ROLES

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def has_left(self) -> bool:
        return self.status == "left"


class Department(msgspec.Struct, frozen=True):
    """One department. `path` is the names from the top joined by `/`; `sort` orders it among its siblings."""

    department_id: str
    parent_id: str | None
    name: str
    path: str
    leader_id: str | None = None
    sort: int = 0


class Rank(msgspec.Struct, frozen=True):
    """One rank; level 1 is the top."""

    level: int
    name: str


class Org:
    """The company at one moment; never changes. Ids in, ids out; an unknown id has no people, no departments.

    `version` is drawn anew with each change of the directory: the same version, the same company.
    """

    def __init__(
        self,
        server_name: str,
        people: Iterable[Person] = (),
        departments: Iterable[Department] = (),
        ranks: Iterable[Rank] = (),
        version: str = "",
    ) -> None:
        self.server_name = server_name
        self.version = version
        self.people: Mapping[str, Person] = MappingProxyType({p.person_id: p for p in people})
        ordered = sorted(departments, key=lambda d: (d.sort, d.name))
        self.departments: Mapping[str, Department] = MappingProxyType({d.department_id: d for d in ordered})
        self.ranks: Mapping[int, Rank] = MappingProxyType(
            {rank.level: rank for rank in sorted(ranks, key=lambda r: r.level)}
        )
        self.by_path: Mapping[str, Department] = MappingProxyType({d.path: d for d in ordered})
        self.rank_levels: Mapping[str, int] = MappingProxyType({r.name: r.level for r in self.ranks.values()})
        """Rank names to levels."""
        children: dict[str | None, list[str]] = {}
        leads: dict[str, list[str]] = {}
        for department in ordered:
            children.setdefault(department.parent_id, []).append(department.department_id)
            leader = self.people.get(department.leader_id or "")
            if leader is not None and not leader.has_left:
                leads.setdefault(leader.person_id, []).append(department.department_id)
        self.children = _frozen(children)
        """Departments directly below a department, in order; below None: the top ones."""
        self._leads = _frozen(leads)
        self._members, self._reports = _index(self.people.values())
        self._subtrees: dict[str, frozenset[str]] = {}

    # -- departments ----------------------------------------------------------------------------------------

    def people_in(self, department_id: str) -> tuple[str, ...]:
        """Who works in this very department; not in those below it."""
        return self._members.get(department_id, _NOBODY)

    def people_below(self, department_id: str) -> frozenset[str]:
        """Who works in the department or anywhere below it."""
        return frozenset(p for d in self.subtree(department_id) for p in self.people_in(d))

    def subtree(self, department_id: str) -> frozenset[str]:
        """The department and all below it; empty when there is no such department."""
        found = self._subtrees.get(department_id)
        if found is None:
            seen: set[str] = set()
            todo = [department_id] if department_id in self.departments else []
            while todo:
                current = todo.pop()
                if current not in seen:
                    seen.add(current)
                    todo.extend(self.children.get(current, _NOBODY))
            found = self._subtrees[department_id] = frozenset(seen)
        return found

    # -- reporting lines ------------------------------------------------------------------------------------

    def direct_reports(self, person_id: str) -> tuple[str, ...]:
        """Whose direct superior he is."""
        return self._reports.get(person_id, _NOBODY)

    def path_to_top(self, person_id: str) -> tuple[str, ...]:
        """His superior, that one's superior, and so on to the top."""
        path: list[str] = []
        person = self.people.get(person_id)
        while person is not None and person.manager_id is not None:
            if person.manager_id in path or person.manager_id == person_id:
                break  # imports refuse cycles; a table that somebody edited by hand must not hang the server
            path.append(person.manager_id)
            person = self.people.get(person.manager_id)
        return tuple(path)

    def leads(self, person_id: str) -> tuple[str, ...]:
        """The departments that he leads."""
        return self._leads.get(person_id, _NOBODY)

    def is_leader(self, person_id: str) -> bool:
        """Whether he leads any department."""
        return person_id in self._leads

    # -- accounts and roles ---------------------------------------------------------------------------------

    def user_id(self, person_id: str) -> str:
        """The person's user id, whether there is such a person or not."""
        return f"@{person_id}:{self.server_name}"

    def find_person(self, user_id: str) -> Person | None:
        """Whose user id this is; None for somebody outside the directory. Those who left are found too."""
        if not user_id.endswith(":" + self.server_name):
            return None
        return self.people.get(localpart_of(user_id))

    def get_person(self, person_id: str) -> Person:
        """The person; NotFound when there is none."""
        person = self.people.get(person_id)
        if person is None:
            raise NotFound("No such person", key="directory.no_person", params={"person": person_id})
        return person

    def acts_as(self, actor: Session, role: str) -> bool:
        """Whether what the actor does is done in this role; what a program does in somebody's name never is."""
        return not actor.app_service and self.has_role(actor.user_id, role)

    def has_role(self, user_id: str, role: str) -> bool:
        """Whether this user is an active person who was given the role."""
        person = self.find_person(user_id)
        return person is not None and person.is_active and role in person.roles

    def rank_name(self, level: int | None) -> str | None:
        """The name of a rank; None for a person without one."""
        rank = self.ranks.get(level) if level is not None else None
        return rank.name if rank else None

    def department_path(self, department_id: str) -> str:
        """The department's path; '' for an unknown one."""
        department = self.departments.get(department_id)
        return department.path if department else ""


def _index(people: Iterable[Person]) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Who works where, and who reports to whom."""
    members: dict[str, list[str]] = {}
    reports: dict[str, list[str]] = {}
    for person in people:
        if person.status != "left":
            members.setdefault(person.department_id, []).append(person.person_id)
            if person.manager_id is not None:
                reports.setdefault(person.manager_id, []).append(person.person_id)
    return _frozen(members), _frozen(reports)


def _frozen(lists: dict[_K, list[str]]) -> Mapping[_K, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in lists.items()})


def search(org: Org, words: str, department_id: str | None = None, *, subtree: bool = True) -> list[Person]:
    """People who haven't left, by person id, whose name, account, title or employee number hold each word.

    A Chinese name is found by its pinyin and its initials, too: zhouyongqiang, yongq, zyq.
    """
    if department_id is None:
        found = (person for person in org.people.values() if person.status != "left")
    else:
        ids = org.people_below(department_id) if subtree else org.people_in(department_id)
        found = (org.people[person_id] for person_id in ids)
    wanted = words.casefold().split()
    matching = (person for person in found if all(_holds(person, word) for word in wanted))
    return sorted(matching, key=lambda person: person.person_id)


def _holds(person: Person, word: str) -> bool:
    if any(word in part for part in _searched(person)):
        return True
    return word.isascii() and word.isalpha() and any(way.startswith(word) for way in typed(person.name))


def _searched(person: Person) -> tuple[str, ...]:
    return (
        person.name.casefold(),
        person.person_id,
        (person.title or "").casefold(),
        (person.employee_no or "").casefold(),
    )


def is_line(words: str, most: int = MOST_WORDS) -> bool:
    """Whether these are words for one line: something, not too much, nothing in them that isn't seen."""
    return 0 < len(words) <= most and words == words.strip() and _UNFIT.search(words) is None


def is_department_name(name: str) -> bool:
    """Whether a department may be called so: `/` and `;` separate names in paths and lists."""
    return is_line(name, MOST_NAME) and "/" not in name and ";" not in name


def check_department_name(name: str) -> None:
    """M_INVALID_PARAM unless a department may be called so."""
    if not is_department_name(name):
        params = {"name": name[:MOST_NAME], "most": MOST_NAME}
        raise InvalidParam("Not a department's name", key="directory.department_name", params=params)
