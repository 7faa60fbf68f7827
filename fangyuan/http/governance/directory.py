"""/people, /departments, /ranks: the org chart, for everybody. /directory/imports: files, planned, then applied."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from fangyuan import directory, provisioning
from fangyuan.db import Tx
from fangyuan.directory import Org, Person
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.config import Limits
from fangyuan.kernel.errors import Conflict, Forbidden, InvalidParam, NotFound, TooLarge
from fangyuan.kernel.text import Language
from fangyuan.provisioning import Field, Options, Plan

_PAGE = 100
_MOST = 1_000
_MOST_SHOWN = 1_000
_EVERYBODY = "Every signed-in person / 每位已登录的同事"
_MANAGERS = "Administrators and HR / 管理员和人事"


# -- shapes -------------------------------------------------------------------------------------------------


class PersonView(msgspec.Struct):
    """A person. Phone and e-mail are there for himself, HR and administrators only."""

    person_id: str
    user_id: str
    name: str
    department_id: str
    department: str
    status: directory.Status
    title: str | None = None
    employee_no: str | None = None
    rank_level: int | None = None
    rank: str | None = None
    manager_id: str | None = None
    leads: list[str] = []
    roles: list[str] = []
    phone: str | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET


class PeoplePage(msgspec.Struct):
    """People by account; `next` is `from` of the next page, null on the last."""

    people: list[PersonView]
    total: int
    next: str | None = None


class DepartmentView(msgspec.Struct):
    """A department with those below it. `people` counts its own, `people_below` also theirs."""

    department_id: str
    name: str
    path: str
    leader_id: str | None
    people: int
    people_below: int
    children: list[DepartmentView] = []


class DepartmentTree(msgspec.Struct):
    departments: list[DepartmentView]


class RankView(msgspec.Struct):
    """A rank; level 1 is the top."""

    level: int
    name: str
    people: int


class RankList(msgspec.Struct):
    ranks: list[RankView]


class PersonEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What is to change; what isn't named stays. null takes a value away. `department` is a path: `a/b/c`."""

    name: str | UnsetType = UNSET
    department_id: str | UnsetType = UNSET
    department: str | UnsetType = UNSET
    rank: str | None | UnsetType = UNSET
    title: str | None | UnsetType = UNSET
    employee_no: str | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET
    manager_id: str | None | UnsetType = UNSET
    status: directory.Status | UnsetType = UNSET
    roles: list[str] | UnsetType = UNSET
    reason: str = ""


class ProblemView(msgspec.Struct):
    """What is wrong with the file. `row` 0: the file as a whole."""

    row: int
    column: str
    severity: str
    key: str
    words: str


class ChangeView(msgspec.Struct):
    """What happens to one person. `row` 0: he isn't in the file."""

    person_id: str
    name: str
    what: provisioning.What
    row: int
    changes: tuple[provisioning.FieldChange, ...]
    words: str


class PlanView(msgspec.Struct):
    """What an import would do. Hand `fingerprint` back to apply exactly this; lists are cut at 1,000 entries."""

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


# -- reading ------------------------------------------------------------------------------------------------


def list_people(tx: Tx, req: Request) -> PeoplePage:
    org = directory.org(tx)
    department_id = req.arg("department")
    if department_id and department_id not in org.departments:
        named = org.by_path.get(department_id)
        if named is None:
            raise _no_department(department_id)
        department_id = named.department_id
    subtree = req.arg("subtree") != "false"
    found = directory.search(org, req.arg("q") or "", department_id or None, subtree=subtree)
    limit = req.int_arg("limit", _PAGE, least=1, most=_MOST)
    after = req.arg("from") or ""
    page = [person for person in found if person.person_id > after][: limit + 1]
    sees_all = _may_manage(org, req)
    views = [_person_view(org, req, person, sees_all=sees_all) for person in page[:limit]]
    return PeoplePage(views, len(found), views[-1].person_id if len(page) > limit else None)


def get_person(tx: Tx, req: Request) -> PersonView:
    org = directory.org(tx)
    return _person_view(org, req, _find(org, req.path["personId"]), sees_all=_may_manage(org, req))


def get_departments(tx: Tx, req: Request) -> DepartmentTree:
    org = directory.org(tx)
    return DepartmentTree([_department_view(org, top) for top in org.children.get(None, ())])


def list_ranks(tx: Tx, req: Request) -> RankList:
    org = directory.org(tx)
    held = dict.fromkeys(org.ranks, 0)
    for person in org.people.values():
        if person.rank_level in held and not person.has_left:
            held[person.rank_level] += 1
    return RankList([RankView(rank.level, rank.name, held[rank.level]) for rank in org.ranks.values()])


def _find(org: Org, name: str) -> Person:
    """The person by account or user id."""
    person = org.find_person(name) if name.startswith("@") else org.people.get(name)
    if person is None:
        raise NotFound("No such person", key="directory.no_person", params={"person": name})
    return person


def _person_view(org: Org, req: Request, person: Person, *, sees_all: bool) -> PersonView:
    user_id = org.user_id(person.person_id)
    sees = sees_all or user_id == req.actor.user_id
    return PersonView(
        person.person_id,
        user_id,
        person.name,
        person.department_id,
        org.department_path(person.department_id),
        person.status,
        person.title,
        person.employee_no,
        person.rank_level,
        org.rank_name(person.rank_level),
        person.manager_id,
        list(org.leads(person.person_id)),
        sorted(person.roles),
        person.phone if sees else UNSET,
        person.email if sees else UNSET,
    )


def _department_view(org: Org, department_id: str) -> DepartmentView:
    department = org.departments[department_id]
    children = [_department_view(org, below) for below in org.children.get(department_id, ())]
    own = len(org.people_in(department_id))
    return DepartmentView(
        department_id,
        department.name,
        department.path,
        department.leader_id,
        own,
        own + sum(child.people_below for child in children),
        children,
    )


# -- writing ------------------------------------------------------------------------------------------------


def _is_admin(org: Org, req: Request) -> bool:
    return req.actor.is_admin or org.has_role(req.actor.user_id, directory.ADMIN)


def _may_manage(org: Org, req: Request) -> bool:
    return _is_admin(org, req) or org.has_role(req.actor.user_id, directory.HR)


def _check_may_manage(org: Org, req: Request) -> None:
    if not _may_manage(org, req):
        raise Forbidden("Only HR and administrators change the directory", key="directory.managers_only")


def _no_department(name: str) -> NotFound:
    return NotFound("No such department", key="directory.no_department", params={"department": name})


def put_person(tx: Tx, req: Request) -> PersonView:
    org = directory.org(tx)
    _check_may_manage(org, req)
    person = _find(org, req.path["personId"])
    edit = req.decode(PersonEdit)
    provisioning.change_person(
        tx,
        req.actor.user_id,
        person.person_id,
        _fields(org, edit),
        Options(may_grant_roles=_is_admin(org, req)),
        reason=edit.reason,
    )
    after = directory.org(tx)
    return _person_view(after, req, after.people[person.person_id], sees_all=True)


def _fields(org: Org, edit: PersonEdit) -> dict[Field, str]:
    """The edit as the cells of a row."""
    wanted: dict[Field, str | None | UnsetType] = {
        "name": edit.name,
        "department": edit.department,
        "rank": edit.rank,
        "title": edit.title,
        "employee_no": edit.employee_no,
        "phone": edit.phone,
        "email": edit.email,
        "manager": edit.manager_id,
        "status": edit.status,
    }
    if edit.department_id is not UNSET:
        department = org.departments.get(edit.department_id)
        if department is None:
            raise _no_department(edit.department_id)
        wanted["department"] = department.path
    if edit.roles is not UNSET:
        wanted["roles"] = ";".join(edit.roles)
    return {field: value or "" for field, value in wanted.items() if value is not UNSET}


def plan_import(tx: Tx, req: Request) -> PlanView:
    return _plan_view(_plan(tx, req), req.language)


async def apply_import(req: Request) -> AppliedView:
    # Read and planned on a snapshot, so that nobody's message waits for a large file; `apply` sees to it that the
    # company is still the one that the plan was made for.
    made = await req.app.db.read(lambda tx: _plan(tx, req))
    if not req.arg("fingerprint"):
        raise InvalidParam("fingerprint is missing: plan the import first, and hand back the plan's")
    if req.arg("fingerprint") != made.fingerprint:
        raise Conflict("The plan is not the one that was approved", key="provisioning.stale")
    codes, reason = req.bool_arg("codes"), req.arg("reason") or ""
    done = await req.app.db.write(
        lambda tx: provisioning.apply(tx, req.actor.user_id, made, codes=codes, reason=reason)
    )
    return AppliedView({**done.counts}, done.departments, done.leaders, done.codes)


def _plan(tx: Tx, req: Request) -> Plan:
    org = directory.org(tx)
    _check_may_manage(org, req)
    if len(req.body) > req.app.config.limits.import_bytes:
        raise TooLarge(f"The file is larger than {req.app.config.limits.import_bytes} bytes")
    ranks = tuple(name.strip() for name in (req.arg("ranks") or "").split(",") if name.strip())
    options = Options(full=req.bool_arg("full"), ranks=ranks, may_grant_roles=_is_admin(org, req))
    return provisioning.prepare(tx, provisioning.read_table(req.body, req.arg("filename") or ""), options)


def _plan_view(made: Plan, language: Language) -> PlanView:
    problems: list[dict[str, Any]] = [
        provisioning.problem_to_json(problem, language) for problem in made.problems[:_MOST_SHOWN]
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


# -- routes -------------------------------------------------------------------------------------------------

_IMPORT_QUERY = {
    "filename": "The file's name, for the words about it",
    "full": "`true`: the file is the whole company, so whoever isn't in it leaves",
    "ranks": "The company's ranks from now on, the top first, separated by commas",
}
_IMPORT_BYTES = Limits().import_bytes

ROUTES = [
    Route(
        "GET",
        "/people",
        read=list_people,
        answer=PeoplePage,
        summary="People by name and department / 按姓名和部门查人",
        may=_EVERYBODY,
        query={
            "q": "Words that the name, account, title or employee number holds",
            "department": "Only people of this department: its id or its path",
            "subtree": "`false`: not those of the departments below it",
            "from": "Where the page begins: `next` of the page before it",
            "limit": f"How many people, at most {_MOST}",
        },
    ),
    Route(
        "GET",
        "/people/{personId}",
        read=get_person,
        answer=PersonView,
        summary="One person / 一个人",
        may=_EVERYBODY,
    ),
    Route(
        "PUT",
        "/people/{personId}",
        write=put_person,
        body=PersonEdit,
        answer=PersonView,
        summary="Changes one person; his groups follow / 调动或修改一个人,群组随之调整",
        may=_MANAGERS + "; roles: administrators only",
    ),
    Route(
        "GET",
        "/departments",
        read=get_departments,
        answer=DepartmentTree,
        summary="The tree of departments / 部门树",
        may=_EVERYBODY,
    ),
    Route(
        "GET",
        "/ranks",
        read=list_ranks,
        answer=RankList,
        summary="The ranks, the top first / 职级,从高到低",
        may=_EVERYBODY,
    ),
    Route(
        "POST",
        "/directory/imports",
        read=plan_import,
        max_bytes=_IMPORT_BYTES,
        body=bytes,
        answer=PlanView,
        summary="What importing a CSV or XLSX file would do; changes nothing / 导入前的方案,不做改动",
        may=_MANAGERS,
        query=_IMPORT_QUERY,
    ),
    Route(
        "POST",
        "/directory/imports/apply",
        direct=apply_import,
        max_bytes=_IMPORT_BYTES,
        body=bytes,
        answer=AppliedView,
        summary="Imports the same file as it was planned, all or nothing / 按方案导入,要么全做要么不做",
        may=_MANAGERS,
        query=_IMPORT_QUERY
        | {
            "fingerprint": "The plan's fingerprint",
            "codes": "`true`: sign-in codes for whoever comes or comes back",
            "reason": "For the audit log",
        },
    ),
]
