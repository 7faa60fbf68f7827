"""A table and the company as it is: what an import would change, what stands in its way. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from fangyuan.directory import Org
from fangyuan.provisioning import chart
from fangyuan.provisioning.draft import Draft
from fangyuan.provisioning.matching import match
from fangyuan.provisioning.model import (
    Field,
    FieldChange,
    Options,
    PersonChange,
    Plan,
    Table,
    Target,
    What,
)
from fangyuan.provisioning.persons import settle

_PLAIN = Options()
_COMPARED: tuple[Field, ...] = (
    "name",
    "employee_no",
    "department",
    "rank",
    "title",
    "phone",
    "email",
    "manager",
    "status",
)


def plan(org: Org, table: Table, options: Options = _PLAIN) -> Plan:
    """What importing the table would do; with an error among its problems, it can't be applied at all."""
    draft = Draft(org, table, options)
    match(draft)
    settle(draft)
    ranks = chart.ladder(draft)
    departments = chart.departments(draft)
    leaders = chart.leaders(draft)
    draft.report_counted()
    return Plan(
        org.version,
        table.digest,
        options,
        len(table.rows),
        tuple(_changes(draft)),
        departments,
        leaders,
        ranks,
        tuple(sorted(draft.problems, key=lambda problem: (problem.severity, problem.row))),
    )


def _changes(draft: Draft) -> Iterator[PersonChange]:
    for person_id, target in draft.targets.items():
        person = draft.org.people.get(person_id)
        row = draft.rows.get(person_id)
        number = row.number if row else 0
        if person is None:
            yield PersonChange("joins", number, target)
            continue
        old = draft.now(person)
        if old != target:
            yield PersonChange(_what(old, target), number, target, tuple(_fields(old, target)))


def _what(old: Target, new: Target) -> What:
    if old.status != new.status:
        if new.status == "left":
            return "leaves"
        if old.status == "left":
            return "returns"
        return "suspends" if new.status == "suspended" else "resumes"
    return "moves" if old.department != new.department else "changes"


def _fields(old: Target, new: Target) -> Iterator[FieldChange]:
    for field in _COMPARED:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield FieldChange(field, before, after)
    if old.roles != new.roles:
        yield FieldChange("roles", in_words(old.roles), in_words(new.roles))


def in_words(roles: frozenset[str]) -> str | None:
    """Roles as a file has them."""
    return ";".join(sorted(roles)) or None
