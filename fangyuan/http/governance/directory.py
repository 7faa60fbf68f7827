"""/people, /departments, /ranks: the org chart for everybody to read, for HR to change."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from fangyuan import directory, provisioning, reach
from fangyuan.db import Tx
from fangyuan.directory import Org, Person
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import MANAGERS, check_may_manage, is_admin, may_manage
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import NotFound
from fangyuan.provisioning import Field, Options

_EVERYBODY = "Every signed-in person / 每位已登录的同事"


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
    phone: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET


class PeoplePage(msgspec.Struct, omit_defaults=True):
    """People by account; `next` goes into `from` for the page after, absent on the last."""

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
    rank: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    employee_no: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    manager_id: str | UnsetType | None = UNSET
    status: directory.Status | UnsetType = UNSET
    roles: list[str] | UnsetType = UNSET
    reason: str = ""


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
    sight = _Sight(tx, req)
    found = [person for person in found if sight.finds(person.person_id)]
    manager = req.arg("manager")
    if manager:
        found = [person for person in found if sight.shown(person.manager_id) == manager]
    limit = pages.limit(req)
    after = pages.after_name(req)
    page = [person for person in found if person.person_id > after][: limit + 1]
    sees_all = may_manage(org, req)
    views = [_person_view(org, req, person, sight, sees_all=sees_all) for person in page[:limit]]
    return PeoplePage(views, len(found), views[-1].person_id if len(page) > limit else None)


def get_person(tx: Tx, req: Request) -> PersonView:
    org = directory.org(tx)
    sight = _Sight(tx, req)
    person = _find(org, req.path["personId"])
    if not sight.sees(person.person_id):
        raise _no_person(req.path["personId"])
    return _person_view(org, req, person, sight, sees_all=may_manage(org, req))


def find_himself(tx: Tx, req: Request) -> PersonView | None:
    """Who asks, as the directory has him; None for accounts that it doesn't know."""
    org = directory.org(tx)
    person = org.find_person(req.actor.user_id)
    return _person_view(org, req, person, _Sight(tx, req), sees_all=True) if person is not None else None


def get_departments(tx: Tx, req: Request) -> DepartmentTree:
    org = directory.org(tx)
    sight = _Sight(tx, req)
    return DepartmentTree([_department_view(org, top, sight) for top in org.children.get(None, ())])


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
        raise _no_person(name)
    return person


def _no_person(name: str) -> NotFound:
    return NotFound("No such person", key="directory.no_person", params={"person": name})


class _Sight:
    """Of whom the asker may know: whoever is hidden stands in no answer, not as a leader or superior either."""

    def __init__(self, tx: Tx, req: Request) -> None:
        self._viewer = req.actor.user_id
        self._rules = reach.compiled(tx)
        self._is_restricted = reach.is_restricted(tx, self._viewer)

    def sees(self, person_id: str) -> bool:
        return self._may(person_id, "see")

    def finds(self, person_id: str) -> bool:
        return self._may(person_id, "find")

    def shown(self, person_id: str | None) -> str | None:
        """The person, if the asker may know of him."""
        return person_id if person_id is not None and self.sees(person_id) else None

    def _may(self, person_id: str, verb: reach.Verb) -> bool:
        if not self._is_restricted:
            return True
        return self._rules.may(self._viewer, self._rules.org.user_id(person_id), verb)


def _person_view(org: Org, req: Request, person: Person, sight: _Sight, *, sees_all: bool) -> PersonView:
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
        sight.shown(person.manager_id),
        list(org.leads(person.person_id)),
        sorted(person.roles),
        person.phone if sees else UNSET,
        person.email if sees else UNSET,
    )


def _department_view(org: Org, department_id: str, sight: _Sight) -> DepartmentView:
    department = org.departments[department_id]
    children = [_department_view(org, below, sight) for below in org.children.get(department_id, ())]
    own = len(org.people_in(department_id))
    return DepartmentView(
        department_id,
        department.name,
        department.path,
        sight.shown(department.leader_id),
        own,
        own + sum(child.people_below for child in children),
        children,
    )


# -- writing ------------------------------------------------------------------------------------------------


def _no_department(name: str) -> NotFound:
    return NotFound("No such department", key="directory.no_department", params={"department": name})


def put_person(tx: Tx, req: Request) -> PersonView:
    org = directory.org(tx)
    check_may_manage(org, req)
    person = _find(org, req.path["personId"])
    edit = req.decode(PersonEdit)
    provisioning.change_person(
        tx,
        req.actor.user_id,
        person.person_id,
        _fields(org, edit),
        Options(may_grant_roles=is_admin(org, req)),
        reason=edit.reason,
    )
    after = directory.org(tx)
    return _person_view(after, req, after.people[person.person_id], _Sight(tx, req), sees_all=True)


def _fields(org: Org, edit: PersonEdit) -> dict[Field, str]:
    """The edit as the cells of a row."""
    wanted: dict[Field, str | UnsetType | None] = {
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


# -- routes -------------------------------------------------------------------------------------------------

ROUTES = [
    Route(
        "GET",
        "/people",
        read=list_people,
        answer=PeoplePage,
        summary="People by name and department / 按姓名和部门查人",
        may=_EVERYBODY,
        query={
            "q": "Words that the name (pinyin and its initials too), account, title or employee number holds",
            "department": "Only people of this department: its id or its path",
            "subtree": "`false`: not those of the departments below it",
            "manager": "Only who answers to this person directly: his account",
            **pages.PAGED,
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
        may=MANAGERS + "; roles: administrators only",
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
]
