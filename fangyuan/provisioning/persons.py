"""Step two: how each person of the file is to be, superiors included."""

from __future__ import annotations

import re

from msgspec.structs import replace

from fangyuan.directory import find_cycles
from fangyuan.provisioning.draft import NO_ROLES, Draft
from fangyuan.provisioning.model import Row, Target

_NAME_AND_ACCOUNT = re.compile(r".+?[(\uff08]([^()\uff08\uff09]+)[)\uff09]")
_MOST_NAMED = 8


def settle(draft: Draft) -> None:
    """Fills `targets` and `departments`; reports what is wrong with single people."""
    superiors = _Superiors(draft)
    for person_id, row in draft.rows.items():
        if person_id in draft.here:
            draft.targets[person_id] = _target(draft, superiors, person_id, row)
        elif person_id in draft.gone:
            draft.targets[person_id] = _leaver(draft, person_id)
    for person_id, number in draft.gone.items():
        if not number:
            draft.targets[person_id] = _leaver(draft, person_id)
    _settle_reports_of_leavers(draft)
    _check_employee_numbers(draft)
    _check_cycles(draft)


def _target(draft: Draft, superiors: _Superiors, person_id: str, row: Row) -> Target:
    person = draft.org.people.get(person_id)
    old = draft.now(person) if person else None
    name = row.name or (old.name if old else "")
    if not name:
        draft.report("no_name", row.number, "name")
    words = draft.words
    email = words(row, "email", row.email, old and old.email)
    if email is not None and email != (old and old.email) and "@" not in email[1:-1]:
        draft.report("email_odd", row.number, "email", "warning", value=email)
    return Target(
        person_id,
        words(row, "name", name, None) or person_id,
        _department(draft, person_id, row, old),
        words(row, "employee_no", row.employee_no, old and old.employee_no),
        _rank(draft, row, old),
        words(row, "title", row.title, old and old.title),
        words(row, "phone", row.phone, old and old.phone),
        email,
        superiors.of(person_id, row, old),
        draft.status[person_id],
        draft.roles_of(row, old.roles if old else NO_ROLES),
    )


def _leaver(draft: Draft, person_id: str) -> Target:
    old = draft.now(draft.org.people[person_id])
    return replace(old, status="left", manager=None, roles=NO_ROLES)


def _department(draft: Draft, person_id: str, row: Row, old: Target | None) -> str:
    paths = draft.paths(row)
    if len(paths) > 1:
        draft.count("several_departments", row.number)
    if not paths and old is not None and old.department:
        paths = (old.department,)
    if not paths:
        draft.report("no_department", row.number, "department")
    draft.departments[person_id] = paths
    return paths[0] if paths else ""


def _rank(draft: Draft, row: Row, old: Target | None) -> str | None:
    if row.rank is None:
        return old.rank if old else None
    rank = draft.words(row, "rank", row.rank, None)
    if rank is None or rank in draft.org.rank_levels or rank in draft.options.ranks:
        return rank
    level = int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 5 else 0
    return draft.org.rank_name(level) or rank


# -- superiors ----------------------------------------------------------------------------------------------


class _Superiors:
    """Finds whom a cell means: an account, `name(account)`, or a name that only one person has."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._found: dict[str, str] = {}
        self._names: dict[str, list[str]] | None = None

    def of(self, person_id: str, row: Row, old: Target | None) -> str | None:
        draft = self._draft
        if row.manager is None:  # whoever reported to a leaver reports to nobody
            return old.manager if old and old.manager in draft.here else None
        if not row.manager:
            return None
        found = self._found.get(row.manager) or self._find(row)
        if found:
            self._found[row.manager] = found
        return found

    def _find(self, row: Row) -> str | None:
        draft, cell = self._draft, row.manager or ""
        bracketed = _NAME_AND_ACCOUNT.fullmatch(cell)
        for account in (cell.lower(), bracketed.group(1).strip().lower() if bracketed else ""):
            if account in draft.here:
                return account
        if self._names is None:
            self._names = {}
            for person_id in draft.here:
                self._names.setdefault(draft.name(person_id), []).append(person_id)
        named = self._names.get(cell, [])
        if len(named) == 1:
            return named[0]
        if named:
            accounts = ", ".join(sorted(named)[:_MOST_NAMED])
            draft.report("manager_ambiguous", row.number, "manager", value=cell, accounts=accounts)
        elif cell.lower() in draft.gone or cell.lower() in draft.org.people:
            draft.report("manager_left", row.number, "manager", value=cell)
        else:
            draft.report("manager_missing", row.number, "manager", value=cell)
        return None


def _settle_reports_of_leavers(draft: Draft) -> None:
    """Whoever isn't in the file and reports to a leaver has no superior from then on."""
    for person_id, number in draft.gone.items():
        lost = 0
        for report in draft.org.direct_reports(person_id):
            if report in draft.here and (report not in draft.rows or draft.rows[report].manager is None):
                lost += 1
                if report not in draft.rows:
                    draft.targets[report] = replace(draft.now(draft.org.people[report]), manager=None)
        if lost:
            draft.report("leaves_reports", number, None, "warning", person=draft.label(person_id), count=lost)


def _check_employee_numbers(draft: Draft) -> None:
    owners: dict[str, str] = {}
    for person in draft.org.people.values():
        if person.employee_no and person.person_id in draft.here and person.person_id not in draft.targets:
            owners[person.employee_no] = person.person_id
    for person_id, target in draft.targets.items():
        if target.employee_no and target.status != "left":
            other = owners.setdefault(target.employee_no, person_id)
            row = draft.rows.get(person_id)
            if other != person_id and row is not None:
                label = draft.label(other)
                draft.report(
                    "employee_no_twice", row.number, "employee_no", value=target.employee_no, other=label
                )


def _check_cycles(draft: Draft) -> None:
    superior_of = {
        person.person_id: person.manager_id
        for person in draft.org.people.values()
        if person.manager_id and person.person_id in draft.here
    }
    for target in draft.targets.values():
        superior_of.pop(target.person_id, None)
        if target.manager:
            superior_of[target.person_id] = target.manager
    for cycle in find_cycles(superior_of, draft.targets):
        rows = sorted(draft.rows[each].number for each in cycle if each in draft.rows)
        names = [draft.label(each) for each in cycle[:_MOST_NAMED]]
        names += ["…"] if len(cycle) > _MOST_NAMED else []
        names.append(draft.label(cycle[0]))
        draft.report("cycle", rows[0] if rows else 0, "manager", cycle=" → ".join(names), count=len(cycle))
