"""Planning against the database, and doing what a plan says: in the caller's transaction, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from fangyuan import audit, directory, groups, identity, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.directory import Department, Org, Person, Update
from fangyuan.identity import Account
from fangyuan.kernel.errors import Conflict
from fangyuan.kernel.ids import Ids
from fangyuan.provisioning.model import (
    Applied,
    Field,
    Options,
    PersonChange,
    Plan,
    Problem,
    Row,
    Table,
    Target,
    What,
)
from fangyuan.provisioning.planning import plan
from fangyuan.provisioning.reading import clean
from fangyuan.provisioning.words import PlanRefused

_ACTS: dict[What, Act] = {
    "joins": Act.PERSON_JOINED,
    "returns": Act.PERSON_RETURNED,
    "moves": Act.PERSON_MOVED,
    "changes": Act.PERSON_CHANGED,
    "suspends": Act.PERSON_SUSPENDED,
    "resumes": Act.PERSON_RETURNED,
    "leaves": Act.PERSON_LEFT,
}
# The chain can't forget; so it says that these changed, and not from what to what.
_PRIVATE = ("phone", "email")


def prepare(tx: Tx, table: Table, options: Options) -> Plan:
    """The plan for the company as it is now, accounts that exist already looked up too. Writes nothing."""
    made = plan(directory.org(tx), table, options)
    joining = {tx.ids.user_id(c.target.person_id): c.row for c in made.people if c.what == "joins"}
    problems = list(made.problems)
    for account in identity.list_accounts(tx, list(joining)):
        is_person = account.kind == "person"
        key, severity = ("account_exists", "warning") if is_person else ("account_reserved", "error")
        params = {"account": account.user_id}
        problems.append(Problem(key, severity, joining[account.user_id], "account", params))
    return replace(made, problems=tuple(problems))


def apply(tx: Tx, actor: str, made: Plan, *, codes: bool = False, reason: str = "") -> Applied:
    """Does what the plan says; with `codes`, whoever comes or comes back gets a sign-in code.

    PlanRefused when the plan has an error, Conflict when the directory has changed since it was made. An
    empty plan writes nothing.
    """
    return _apply(tx, actor, made, codes=codes, reason=reason, is_import=True)


def change_person(
    tx: Tx, actor: str, person_id: str, fields: Mapping[Field, str], options: Options, *, reason: str = ""
) -> Applied:
    """Changes one person's fields, written as in a file: a plan of one row, applied."""
    directory.org(tx).get_person(person_id)
    cells: dict[str, str] = {field: clean(value) for field, value in fields.items()}
    row = Row(0, **{**cells, "account": person_id})
    digest = hashlib.sha256(msgspec.json.encode(row)).hexdigest()
    made = prepare(tx, Table([row], digest=digest), options)
    return _apply(tx, actor, made, codes=False, reason=reason, is_import=False)


def _apply(tx: Tx, actor: str, made: Plan, *, codes: bool, reason: str, is_import: bool) -> Applied:
    if made.has_errors:
        raise PlanRefused(made)
    before = directory.org(tx)
    if before.version != made.org_version:
        raise Conflict("The directory has changed since the plan was made", key="provisioning.stale")
    if made.is_empty:
        return Applied(made.counts)
    after = directory.update(tx, as_update(tx.ids, before, made))
    issued = _settle_accounts(tx, before, made, codes=codes)
    if is_import:
        _record_import(tx, actor, before, made, reason)
    _record_people(tx, actor, before, made, reason, with_joins=not is_import)
    _record_leaders(tx, actor, before, after, made, reason)
    groups.follow_directory(tx, actor, _affected(before, made), before=before)
    return Applied(made.counts, len(made.departments), len(made.leaders), issued)


# -- the directory ------------------------------------------------------------------------------------------


def as_update(ids: Ids, org: Org, made: Plan) -> Update:
    """The plan's words as records: paths become departments, names become levels."""
    departments = {each.path: each for each in directory.new_departments(ids, org, made.departments)}
    changed: dict[str, Department] = dict(departments)
    for leader in made.leaders:
        department = changed.get(leader.department) or org.by_path[leader.department]
        changed[leader.department] = replace(department, leader_id=leader.after)
    levels = {name: level for level, name in enumerate(made.ranks or org.rank_levels, 1)}
    people: list[Person] = []
    for change in made.people:
        target = change.target
        old = org.people.get(target.person_id)
        found = departments.get(target.department) or org.by_path.get(target.department)
        # Only somebody who left may have worked in a department that is no more.
        department_id = found.department_id if found else old.department_id if old else ""
        people.append(_person(target, department_id, levels))
    return Update(people, list(changed.values()), ranks=made.ranks)


def _person(target: Target, department_id: str, levels: Mapping[str, int]) -> Person:
    return Person(
        target.person_id,
        target.name,
        department_id,
        target.employee_no,
        levels.get(target.rank or ""),
        target.title,
        target.phone,
        target.email,
        target.manager,
        target.status,
        target.roles,
    )


def _affected(org: Org, made: Plan) -> frozenset[str] | None:
    """Whose groups may change; None: anybody's, for a charter may name ranks by their levels."""
    if made.ranks is not None and org.ranks:
        return None
    people = {change.target.person_id for change in made.people}
    people.update(who for leader in made.leaders for who in (leader.before, leader.after) if who)
    return frozenset(people)


# -- accounts -----------------------------------------------------------------------------------------------


def _settle_accounts(tx: Tx, org: Org, made: Plan, *, codes: bool) -> dict[str, str]:
    """Accounts for who comes, none for who leaves; the codes that were issued."""
    opened = {
        tx.ids.user_id(change.target.person_id): change
        for change in made.people
        if change.what in ("joins", "returns", "resumes")
    }
    existing = {account.user_id for account in identity.list_accounts(tx, list(opened))}
    issued: dict[str, str] = {}
    created: list[Account] = []
    for user_id, change in opened.items():
        if user_id in existing:
            continue
        code = None
        if codes and change.target.status == "active":
            code = issued[change.target.person_id] = tx.ids.code()
        created.append(
            Account(
                user_id,
                password_hash=identity.hash_code(code) if code else None,
                displayname=change.target.name,
                created_ts=tx.now_ms,
            )
        )
    identity.create_accounts(tx, created)
    for change in made.people:
        _settle_account(tx, org, change, tx.ids.user_id(change.target.person_id) in existing)
        if codes and change.what == "returns" and change.target.person_id not in issued:
            issued[change.target.person_id] = identity.issue_code(tx, tx.ids.user_id(change.target.person_id))
    return issued


def _settle_account(tx: Tx, org: Org, change: PersonChange, existed: bool) -> None:
    """The account is open while the person is active, and shows his name unless he chose another."""
    target = change.target
    user_id = tx.ids.user_id(target.person_id)
    if target.status != "active":
        if change.what != "changes" and identity.find_account(tx, user_id) is not None:
            identity.deactivate(tx, user_id)
        return
    if existed:
        identity.reactivate(tx, user_id)
    old = org.people.get(target.person_id)
    if old is not None and old.name != target.name:
        account = identity.find_account(tx, user_id)
        if account is not None and account.displayname in (old.name, None):
            identity.set_profile(tx, user_id, "displayname", target.name)
            rooms.update_profile(tx, user_id)


# -- the audit log ------------------------------------------------------------------------------------------


def _record_import(tx: Tx, actor: str, before: Org, made: Plan, reason: str) -> None:
    """One row for the import as a whole; who came by it is counted here and not listed again."""
    after: dict[str, object] = {
        "file_sha256": made.digest,
        "rows": made.rows,
        "full": made.options.full,
        "people": {what: count for what, count in made.counts.items() if count},
        "departments": len(made.departments),
    }
    ranks = None
    if made.ranks is not None:
        after["ranks"] = made.ranks
        ranks = {"ranks": list(before.rank_levels)}
    audit.record(tx, actor, Act.DIRECTORY_IMPORTED, "directory", before=ranks, after=after, reason=reason)


def _record_people(tx: Tx, actor: str, org: Org, made: Plan, reason: str, *, with_joins: bool) -> None:
    for change in made.people:
        subject = tx.ids.user_id(change.target.person_id)
        old = org.people.get(change.target.person_id)
        had = old.roles if old else frozenset[str]()
        for role in sorted(change.target.roles - had):
            audit.record(tx, actor, Act.ROLE_GRANTED, subject, after=role, reason=reason)
        for role in sorted(had - change.target.roles):
            audit.record(tx, actor, Act.ROLE_REVOKED, subject, before=role, reason=reason)
        fields = [each for each in change.changes if each.field != "roles"]
        if (change.what == "joins" and with_joins) or fields:
            before = {each.field: "…" if each.field in _PRIVATE else each.before for each in fields}
            after = {each.field: "…" if each.field in _PRIVATE else each.after for each in fields}
            audit.record(tx, actor, _ACTS[change.what], subject, before=before, after=after, reason=reason)


def _record_leaders(tx: Tx, actor: str, before: Org, after: Org, made: Plan, reason: str) -> None:
    """Leaders of departments that there were; those of new ones came with the import."""
    for change in made.leaders:
        if change.department in before.by_path:
            subject = after.by_path[change.department].department_id
            old, new = {"leader": change.before}, {"leader": change.after}
            audit.record(tx, actor, Act.DIRECTORY_CHANGED, subject, before=old, after=new, reason=reason)
