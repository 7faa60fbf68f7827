"""/directory/imports: a file becomes a plan in words; the plan that was approved is applied as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from fangyuan import directory, provisioning
from fangyuan.db import Tx
from fangyuan.http import idempotency
from fangyuan.http.governance.rights import MANAGERS, check_may_manage, is_admin
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Conflict, InvalidParam, TooLarge
from fangyuan.kernel.text import Language
from fangyuan.provisioning import FIELDS, Options, Plan, Problem, Table

_MOST_SHOWN = 1_000


class ProblemView(msgspec.Struct):
    """What is wrong with the file. `row` 0: the file as a whole. `cells`: what stands in that row, by column."""

    row: int
    column: str
    severity: str
    key: str
    words: str
    cells: dict[str, str] = {}


class ChangeView(msgspec.Struct):
    """What happens to one person. `row` 0: he isn't in the file."""

    person_id: str
    name: str
    what: provisioning.What
    row: int
    changes: tuple[provisioning.FieldChange, ...]
    words: str


class PlanView(msgspec.Struct):
    """What an import would do. Hand `fingerprint` back to apply just this; lists end after 1,000 entries."""

    fingerprint: str
    can_apply: bool
    is_empty: bool
    summary: str
    rows: int
    counts: dict[str, int]
    errors: int
    problems: list[ProblemView]
    people: list[ChangeView]
    departments: list[str]
    leaders: list[provisioning.LeaderChange]
    ranks: list[str] | None


class AppliedView(msgspec.Struct):
    """What was done. `codes` are sign-in codes by account, shown this once."""

    counts: dict[str, int]
    departments: int
    leaders: int
    codes: dict[str, str]


def plan_import(tx: Tx, req: Request) -> PlanView:
    table = _table(tx, req)
    return _plan_view(_plan(tx, req, table), table, req.language)


async def apply_import(req: Request) -> Any:
    if (before := await req.app.db.read(lambda tx: idempotency.find(tx, req))) is not None:
        return before  # the company isn't any more the one that the plan was made for
    # Read and planned on a snapshot, so that nobody's message waits for a large file; `apply` sees to it that
    # the company is still the one that the plan was made for.
    made = await req.app.db.read(lambda tx: _plan(tx, req, _table(tx, req)))
    if not req.arg("fingerprint"):
        raise InvalidParam("fingerprint is missing: plan the import first, and hand back the plan's")
    if req.arg("fingerprint") != made.fingerprint:
        raise Conflict("The plan is not the one that was approved", key="provisioning.stale")
    codes, reason = req.bool_arg("codes"), req.arg("reason") or ""

    def apply(tx: Tx) -> AppliedView:
        done = provisioning.apply(tx, req.actor.user_id, made, codes=codes, reason=reason)
        return AppliedView({**done.counts}, done.departments, done.leaders, done.codes)

    return await req.app.db.write(lambda tx: idempotency.once(tx, req, lambda: apply(tx), is_kept=not codes))


def _table(tx: Tx, req: Request) -> Table:
    check_may_manage(directory.org(tx), req)
    if len(req.body) > req.app.config.limits.import_bytes:
        raise TooLarge(f"The file is larger than {req.app.config.limits.import_bytes} bytes")
    return provisioning.read_table(req.body, req.arg("filename") or "")


def _plan(tx: Tx, req: Request, table: Table) -> Plan:
    org = directory.org(tx)
    ranks = tuple(name.strip() for name in (req.arg("ranks") or "").split(",") if name.strip())
    options = Options(full=req.bool_arg("full"), ranks=ranks, may_grant_roles=is_admin(org, req))
    return provisioning.prepare(tx, table, options)


def _cells(table: Table, problems: Iterable[Problem]) -> dict[int, dict[str, str]]:
    """What stands in the rows that something is wrong with, so that whoever reads it need not look into the file."""
    wanted = {problem.row for problem in problems}
    return {
        row.number: {name: cell for name in FIELDS if (cell := getattr(row, name))}
        for row in table.rows
        if row.number in wanted
    }


def _plan_view(made: Plan, table: Table, language: Language) -> PlanView:
    cells = _cells(table, made.problems[:_MOST_SHOWN])
    problems: list[dict[str, Any]] = [
        provisioning.problem_to_json(problem, language) | {"cells": cells.get(problem.row, {})}
        for problem in made.problems[:_MOST_SHOWN]
    ]
    people = [
        ChangeView(
            change.target.person_id,
            change.target.name,
            change.what,
            change.row,
            change.changes,
            provisioning.person_line(change, language),
        )
        for change in made.people[:_MOST_SHOWN]
    ]
    return PlanView(
        fingerprint=made.fingerprint,
        can_apply=not made.has_errors,
        is_empty=made.is_empty,
        summary=provisioning.summary(made, language),
        rows=made.rows,
        counts={**made.counts},
        errors=sum(1 for problem in made.problems if problem.severity == "error"),
        problems=[ProblemView(**problem) for problem in problems],
        people=people,
        departments=list(made.departments[:_MOST_SHOWN]),
        leaders=list(made.leaders[:_MOST_SHOWN]),
        ranks=None if made.ranks is None else list(made.ranks),
    )


_IMPORT_QUERY = {
    "filename": "The file's name, for the words about it",
    "full": "`true`: the file is the whole company, so whoever isn't in it leaves",
    "ranks": "The company's ranks from now on, the top first, separated by commas",
}

ROUTES = [
    Route(
        "POST",
        "/directory/imports",
        read=plan_import,
        is_import=True,
        body=bytes,
        answer=PlanView,
        summary="What importing a CSV or XLSX file would do; changes nothing / 导入前的方案,不做改动",
        may=MANAGERS,
        query=_IMPORT_QUERY,
    ),
    Route(
        "POST",
        "/directory/imports/apply",
        direct=apply_import,
        is_import=True,
        body=bytes,
        answer=AppliedView,
        summary="Imports the same file as it was planned, all or nothing / 按方案导入,要么全做要么不做",
        may=MANAGERS,
        query=_IMPORT_QUERY
        | {
            "fingerprint": "The plan's fingerprint",
            "codes": "`true`: sign-in codes for whoever comes or comes back",
            "reason": "For the audit log",
        },
    ),
]
