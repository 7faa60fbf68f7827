"""Changing the directory. Every verb ends in `update`, which lets no unsound company through.

These verbs record nothing in the audit log, which lies above; whoever calls them does.
"""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import msgspec

from fangyuan.db import Tx
from fangyuan.directory import store
from fangyuan.directory.model import Department, Org, Person, check_department_name
from fangyuan.directory.soundness import Update, after, check
from fangyuan.kernel.errors import NotFound
from fangyuan.kernel.ids import Ids

_KEY = ("org",)
# Readers begin with an empty memory each; loading a large company for each of them would cost more than all
# else they do, so they share the last one loaded. Two databases of one process may be at the same version if
# their ids come from two `Ids`, so that is the key here.
_committed: WeakKeyDictionary[Ids, Org] = WeakKeyDictionary()


def org(tx: Tx) -> Org:
    """The company as this transaction sees it; a look-up in memory unless it changed since the last time."""
    return tx.remember(_KEY, lambda: _shared(tx))


def _shared(tx: Tx) -> Org:
    found = _committed.get(tx.ids)
    if found is None or found.version != store.version(tx):
        found = store.load(tx)
        if not tx.writable:  # what a writer sees may yet be undone
            _committed[tx.ids] = found
    return found


def update(tx: Tx, changes: Update) -> Org:
    """Makes the changes and gives the company after them; BadRequest when that would not be a sound one.

    Changes that change nothing write nothing.
    """
    old = org(tx)
    departments = [each for each in changes.departments if old.departments.get(each.department_id) != each]
    dropped = [each for each in changes.dropped_departments if each in old.departments]
    ranks = changes.ranks if changes.ranks and [*changes.ranks] != [*old.rank_levels] else None
    people = changes.people
    if ranks is None:  # with other ranks, a level that looks the same isn't
        people = [person for person in people if old.people.get(person.person_id) != person]
    if not people and not departments and not dropped and ranks is None:
        return old
    new = after(old, Update(people, departments, dropped, ranks), tx.ids.opaque())
    check(old, new)
    tx.touch(_KEY)
    store.set_version(tx, new.version)
    if ranks is not None:
        store.put_ranks(tx, new.ranks.values())
    store.drop_departments(tx, dropped)
    store.put_departments(tx, departments)
    written = [each for each in new.people.values() if old.people.get(each.person_id) is not each]
    store.put_people(tx, written)
    _write_roles(tx, old, written)
    tx.memo[_KEY] = new
    return new


def _write_roles(tx: Tx, old: Org, people: Iterable[Person]) -> None:
    granted: list[tuple[str, str]] = []
    revoked: list[tuple[str, str]] = []
    for person in people:
        before = old.people.get(person.person_id)
        had = before.roles if before else frozenset[str]()
        if had != person.roles:
            granted.extend((person.person_id, role) for role in sorted(person.roles - had))
            revoked.extend((person.person_id, role) for role in sorted(had - person.roles))
    store.add_roles(tx, granted)
    store.drop_roles(tx, revoked)


# -- people -------------------------------------------------------------------------------------------------


def put_people(tx: Tx, people: Iterable[Person]) -> Org:
    """New people, and new versions of people who are there."""
    return update(tx, Update(people=list(people)))


def move(tx: Tx, person_id: str, department_id: str) -> Org:
    """The person works in another department now."""
    person = org(tx).get_person(person_id)
    return put_people(tx, [msgspec.structs.replace(person, department_id=department_id)])


def leave(tx: Tx, person_ids: Iterable[str]) -> Org:
    """These people are of the company no more: they lead nothing, have no roles, and nobody reports to them.

    Sessions and groups are the caller's: `identity.deactivate` and `groups.follow_directory` belong to the
    same transaction.
    """
    return update(tx, without(org(tx), person_ids))


def without(company: Org, person_ids: Iterable[str]) -> Update:
    """What changes when people leave: themselves, who reports to them, the departments that they lead."""
    gone = set(person_ids)
    people: dict[str, Person] = {}
    departments: dict[str, Department] = {}
    for person_id in sorted(gone):
        person = company.get_person(person_id)
        people[person_id] = msgspec.structs.replace(person, status="left", manager_id=None, roles=frozenset())
        for report in company.direct_reports(person_id):
            if report not in gone:
                people[report] = msgspec.structs.replace(company.people[report], manager_id=None)
        for department_id in company.leads(person_id):
            department = company.departments[department_id]
            departments[department_id] = msgspec.structs.replace(department, leader_id=None)
    return Update(list(people.values()), list(departments.values()))


def grant_role(tx: Tx, person_id: str, role: str) -> bool:
    """False when he had it already."""
    person = org(tx).get_person(person_id)
    if role in person.roles:
        return False
    put_people(tx, [msgspec.structs.replace(person, roles=person.roles | {role})])
    return True


def revoke_role(tx: Tx, person_id: str, role: str) -> bool:
    """False when he didn't have it."""
    person = org(tx).get_person(person_id)
    if role not in person.roles:
        return False
    put_people(tx, [msgspec.structs.replace(person, roles=person.roles - {role})])
    return True


# -- departments and ranks ----------------------------------------------------------------------------------


def new_departments(ids: Ids, company: Org, paths: Iterable[str]) -> list[Department]:
    """Records, not written yet, of the paths (`a/b/c`) that are new and of what is missing above them."""
    made: dict[str, Department] = {}
    last_sort: dict[str | None, int] = {}
    for path in paths:
        names = path.split("/")
        parent: Department | None = None
        for depth, name in enumerate(names, 1):
            here = "/".join(names[:depth])
            found = company.by_path.get(here) or made.get(here)
            if found is None:
                parent_id = parent.department_id if parent else None
                if parent_id not in last_sort:
                    siblings = company.children.get(parent_id, ())
                    last_sort[parent_id] = max((company.departments[s].sort for s in siblings), default=-1)
                last_sort[parent_id] += 1
                department_id = f"d_{ids.opaque(9)}"
                found = Department(department_id, parent_id, name, here, None, last_sort[parent_id])
                made[here] = found
            parent = found
    return list(made.values())


def add_department(tx: Tx, path: str) -> Department:
    """The department of this path (`a/b/c`), made with all that is missing above it."""
    company = update(tx, Update(departments=new_departments(tx.ids, org(tx), [path])))
    return company.by_path[path]


def move_department(tx: Tx, department_id: str, parent_id: str | None, name: str) -> Org:
    """Gives a department another name, another parent, or both; everything below it moves along."""
    check_department_name(name)
    company = org(tx)
    department = _get_department(company, department_id)
    parent = _get_department(company, parent_id) if parent_id is not None else None
    path = f"{parent.path}/{name}" if parent else name
    changed = [msgspec.structs.replace(department, parent_id=parent_id, name=name, path=path)]
    for below in company.subtree(department_id) - {department_id}:
        each = company.departments[below]
        changed.append(msgspec.structs.replace(each, path=path + each.path[len(department.path) :]))
    return update(tx, Update(departments=changed))


def drop_department(tx: Tx, department_id: str) -> Org:
    """The department is no more; BadRequest while anybody works in it, or a department is below it."""
    _get_department(org(tx), department_id)
    return update(tx, Update(dropped_departments=[department_id]))


def set_leader(tx: Tx, department_id: str, person_id: str | None) -> Org:
    """Who leads the department; None for nobody."""
    department = _get_department(org(tx), department_id)
    return update(tx, Update(departments=[msgspec.structs.replace(department, leader_id=person_id)]))


def set_ranks(tx: Tx, names: Iterable[str]) -> Org:
    """The company's ranks, the top first. People keep theirs by name; BadRequest when one would lose his."""
    return update(tx, Update(ranks=list(names)))


def _get_department(company: Org, department_id: str) -> Department:
    department = company.departments.get(department_id)
    if department is None:
        params = {"department": department_id}
        raise NotFound("No such department", key="directory.no_department", params=params)
    return department
