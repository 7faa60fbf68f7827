"""Laws of imports, for random companies, random tables and random bytes."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fangyuan import directory, groups, provisioning
from fangyuan.db import Database, Tx
from fangyuan.directory import Org, Person
from fangyuan.directory.soundness import after, check
from fangyuan.kernel.errors import BadRequest
from fangyuan.kernel.ids import Ids, seeded
from fangyuan.kernel.text import LANGUAGES, Language
from fangyuan.provisioning import FIELDS, Field, Options, Plan, Row, Table
from fangyuan.provisioning.actions import as_update
from tests.kit.companies import companies

IDS = Ids("test.local", seeded(7))


def here(org: Org) -> dict[str, Person]:
    return {person.person_id: person for person in org.people.values() if not person.has_left}


@settings(deadline=None)
@given(companies(), st.sampled_from(LANGUAGES))
def test_what_was_exported_changes_nothing(org: Org, language: Language) -> None:
    assume(here(org))
    table = provisioning.read_table(provisioning.export_csv(org, language))
    plan = provisioning.plan(org, table, Options(full=True))
    assert {problem.key for problem in plan.problems} <= {"several_departments"}
    assert plan.is_empty


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(companies())
def test_after_the_import_the_company_is_that_of_the_file(db: Database, wanted: Org) -> None:
    """Whatever company there was before; and a second import of the same file changes nothing."""
    assume(here(wanted))
    table = provisioning.read_table(provisioning.export_csv(wanted))
    options = Options(full=True, ranks=tuple(wanted.rank_levels), may_grant_roles=True)

    def import_it(tx: Tx) -> bool:
        groups.ensure_house(tx, "house")
        plan = provisioning.prepare(tx, table, options)
        provisioning.apply(tx, "cli", plan)
        return plan.is_empty

    db.write_now(import_it)
    org = db.read_now(directory.org)
    assert {who: as_words(org, person) for who, person in here(org).items()} == {
        who: as_words(wanted, person) for who, person in here(wanted).items()
    }
    assert db.write_now(import_it)


def as_words(org: Org, person: Person) -> tuple[object, ...]:
    """All that a file can say of somebody."""
    return (
        person.name,
        person.employee_no,
        person.title,
        person.phone,
        person.email,
        person.manager_id,
        person.status,
        person.roles,
        org.department_path(person.department_id),
        org.rank_name(person.rank_level),
        {org.department_path(led) for led in org.leads(person.person_id)},
    )


# What may stand in each column, most of it in order.
_CELLS: dict[Field, list[str]] = {
    "name": ["李", "王", "张伟"],
    "department": ["泵厂", "泵厂/一车间;泵厂", "新部-二", "a;"],
    "rank": ["员工", "总监", "1", ""],
    "title": ["铣工", ""],
    "phone": ["139", ""],
    "email": ["x@e.com", ""],
    "leader": ["是", "否", "是;是", ""],
    "status": ["在职", "停职", "离职", ""],
    "roles": ["admin", "hr;消防员", ""],
}
_BAD = ["", "A B", "0", "1.2E+11", "长" * 101]


@st.composite
def tables(draw: st.DrawFn, org: Org) -> Table:
    """A table of up to six rows, some of people of the company; one in four has something odd in a cell."""
    columns = {field: draw(st.booleans()) for field in FIELDS} | {"name": True, "department": True}
    accounts = draw(st.lists(st.sampled_from([*org.people, "a", "b", "c"]), max_size=6, unique=True))
    superiors = st.sampled_from(["", *org.people, *accounts])
    rows: list[Row] = []
    for number, account in enumerate(accounts, 2):
        cells: dict[str, str] = {
            name: draw(st.sampled_from(_CELLS[name])) for name in _CELLS if columns[name]
        }
        if columns["manager"]:
            cells["manager"] = draw(superiors)
        if columns["employee_no"]:
            cells["employee_no"] = draw(st.sampled_from(["", f"N{number}", "No000"]))
        rows.append(Row(number, **{**cells, "account": account}))
    if rows and draw(st.integers(0, 3)) == 0:
        field, at = draw(st.sampled_from(FIELDS)), draw(st.integers(0, len(rows) - 1))
        rows[at] = replace(rows[at], **{field: draw(st.sampled_from(_BAD))})
    return Table(rows, hyphens=draw(st.booleans()))


@settings(deadline=None, max_examples=400)
@given(st.data(), companies(most=6), st.booleans())
def test_a_plan_without_errors_makes_a_sound_company(data: st.DataObject, org: Org, full: bool) -> None:
    """Whatever the cells hold there is a plan, in words; and no error that `apply` would meet was overlooked."""
    table = data.draw(tables(org))
    plan = provisioning.plan(org, table, Options(full=full, may_grant_roles=True))
    for language in LANGUAGES:
        assert provisioning.describe(plan, language)
    event(f"errors: {plan.has_errors}, empty: {plan.is_empty}")
    if not plan.has_errors:
        then = changed(org, plan)
        check(org, then)
        again = provisioning.plan(then, table, Options(full=full, may_grant_roles=True))
        assert again.is_empty or any(problem.key == "account_made" for problem in again.problems)


def changed(org: Org, plan: Plan) -> Org:
    return after(org, as_update(IDS, org, plan), "after")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(BadRequest):  # that, and nothing else
        provisioning.read_table(data)


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 80), st.sampled_from(["gbk", "utf-8", "utf-16"]))
def test_no_damage_to_a_file_breaks_reader_or_planner(noise: bytes, at: int, encoding: str) -> None:
    text = "姓名,账号,部门,直属上级\n张伟,zhang.wei,泵厂,\n李娜,li.na,泵厂/一车间,张伟\n".encode(encoding)
    try:
        table = provisioning.read_table(text[:at] + noise + text[at:])
    except BadRequest:
        return
    org = Org("test.local")
    plan = provisioning.plan(org, table)
    if not plan.has_errors:
        check(org, changed(org, plan))
