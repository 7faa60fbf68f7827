"""All SQL of the directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from fangyuan.db import SQL, Tx
from fangyuan.directory.model import Department, Org, Person, Rank

_COLUMNS = "person_id, name, department_id, employee_no, rank_level, title, phone, email, manager_id, status"
_PEOPLE = SQL(f"SELECT {_COLUMNS} FROM people ORDER BY person_id")
# CROSS-DIALECT: the place of a text in another one has two names. Both engines lower ASCII letters only here.
_NAMED_TEXT = (
    "SELECT person_id FROM people WHERE status = 'active' "
    "AND (instr(lower(name), :low) > 0 OR instr(name, :typed) > 0) "
    "ORDER BY CASE WHEN lower(name) = :low THEN 0 WHEN instr(lower(name), :low) = 1 THEN 1 ELSE 2 END, person_id "
    "LIMIT :most"
)
_NAMED = SQL.either(sqlite=_NAMED_TEXT, postgres=_NAMED_TEXT.replace("instr(", "strpos("))
_ROLES = SQL("SELECT person_id, role FROM person_roles")
_DEPARTMENTS = SQL("SELECT department_id, parent_id, name, path, leader_id, sort FROM departments")
_RANKS = SQL("SELECT level, name FROM ranks")
_VERSION = SQL("SELECT version FROM directory_version WHERE id = 1")
_SET_VERSION = SQL(
    "INSERT INTO directory_version (id, version) VALUES (1, :version) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version"
)
_PUT_PERSON = SQL(
    f"INSERT INTO people ({_COLUMNS}, changed_ts) VALUES (:person_id, :name, :department_id, :employee_no, "
    ":rank_level, :title, :phone, :email, :manager_id, :status, :changed_ts) "
    "ON CONFLICT (person_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS.split(", ")[1:], "changed_ts"))
)
_ADD_ROLE = SQL(
    "INSERT INTO person_roles (person_id, role, granted_ts) VALUES (:person_id, :role, :ts) "
    "ON CONFLICT (person_id, role) DO NOTHING"
)
_DROP_ROLE = SQL("DELETE FROM person_roles WHERE person_id = :person_id AND role = :role")
_PUT_DEPARTMENT = SQL(
    "INSERT INTO departments (department_id, parent_id, name, path, leader_id, sort) "
    "VALUES (:department_id, :parent_id, :name, :path, :leader_id, :sort) "
    "ON CONFLICT (department_id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, "
    "path = excluded.path, leader_id = excluded.leader_id, sort = excluded.sort"
)
_DROP_DEPARTMENTS = SQL("DELETE FROM departments WHERE department_id IN :*department_ids")
_FREE_PATHS = SQL("UPDATE departments SET path = department_id WHERE department_id IN :*department_ids")
_DROP_RANKS = SQL("DELETE FROM ranks")
_ADD_RANK = SQL("INSERT INTO ranks (level, name) VALUES (:level, :name)")


def version(tx: Tx) -> str:
    """The version of the directory as this transaction sees it; '' before the first change."""
    return tx.value(_VERSION) or ""


def set_version(tx: Tx, version: str) -> None:
    tx.run(_SET_VERSION, version=version)


def load(tx: Tx) -> Org:
    """The whole directory as this transaction sees it."""
    roles: dict[str, set[str]] = {}
    for person_id, role in tx.all(_ROLES):
        roles.setdefault(person_id, set()).add(role)
    people = [Person(*row, roles=frozenset(roles.get(row[0], ()))) for row in tx.all(_PEOPLE)]
    departments = [Department(*row) for row in tx.all(_DEPARTMENTS)]
    ranks = [Rank(*row) for row in tx.all(_RANKS)]
    return Org(tx.ids.server_name, people, departments, ranks, version(tx))


def list_named(tx: Tx, word: str, most: int) -> list[str]:
    """The ids of active people whose name holds the word, exact ones and beginnings first."""
    return [row[0] for row in tx.all(_NAMED, low=word.lower(), typed=word, most=most)]


def put_people(tx: Tx, people: Iterable[Person]) -> None:
    """New people and new versions of people; roles aside."""
    rows: list[dict[str, object]] = []
    for person in people:
        row = msgspec.structs.asdict(person)
        del row["roles"]
        row["changed_ts"] = tx.now_ms
        rows.append(row)
    if rows:
        tx.many(_PUT_PERSON, rows)


def add_roles(tx: Tx, granted: Sequence[tuple[str, str]]) -> None:
    """(person id, role) each."""
    if granted:
        tx.many(_ADD_ROLE, [{"person_id": who, "role": role, "ts": tx.now_ms} for who, role in granted])


def drop_roles(tx: Tx, revoked: Sequence[tuple[str, str]]) -> None:
    """(person id, role) each."""
    if revoked:
        tx.many(_DROP_ROLE, [{"person_id": who, "role": role} for who, role in revoked])


def put_departments(tx: Tx, departments: Sequence[Department]) -> None:
    """New departments and new versions of departments, in any order."""
    if departments:
        # Paths are unique at every moment, also while two departments change their names for each other's.
        tx.run(_FREE_PATHS, department_ids=[department.department_id for department in departments])
        tx.many(_PUT_DEPARTMENT, [msgspec.structs.asdict(department) for department in departments])


def drop_departments(tx: Tx, department_ids: Sequence[str]) -> None:
    if department_ids:
        tx.run(_DROP_DEPARTMENTS, department_ids=list(department_ids))


def put_ranks(tx: Tx, ranks: Iterable[Rank]) -> None:
    """These ranks instead of those that there were."""
    tx.run(_DROP_RANKS)
    rows: list[dict[str, object]] = [{"level": rank.level, "name": rank.name} for rank in ranks]
    if rows:
        tx.many(_ADD_RANK, rows)
