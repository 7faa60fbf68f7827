"""/census: the register of all groups, to look through and to take along as a file."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec

from fangyuan import census, directory, provisioning
from fangyuan.census import Entry, Query, Terms
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.request import Request, Response
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import InvalidParam
from fangyuan.provisioning import Form

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAY = "HR, administrators, auditors: all groups; everybody: the groups that he owns or is a deputy of"


class CensusPage(msgspec.Struct, omit_defaults=True):
    """Groups in the order that was asked for. `next` goes into `from` for the page after; absent on the last."""

    groups: list[Entry]
    total: int
    next: str | None = None


def list_groups(tx: Tx, req: Request) -> CensusPage:
    found = _found(tx, req)
    page, following = pages.cut(found, req)
    return CensusPage(page, len(found), following)


def export(tx: Tx, req: Request) -> Response:
    form: Form = "xlsx" if req.arg("format") == "xlsx" else "csv"
    if (req.arg("format") or "csv") != form:
        raise InvalidParam("format is csv or xlsx", key="census.format", extra={"field": "format"})
    data = provisioning.export_register(tx, _found(tx, req), form, req.language)
    name = f'attachment; filename="groups.{form}"'
    return Response(data, 200, _TYPES[form], content_disposition=name)


def _found(tx: Tx, req: Request) -> list[Entry]:
    terms = msgspec.convert(req.app.config.census, Terms, from_attributes=True)
    query = _query(tx, req)  # what can't be asked is said before anything is read
    return census.select(census.list_groups(tx, req.actor, terms), query)


def _query(tx: Tx, req: Request) -> Query:
    order, flag = req.arg("order") or "name", req.arg("flag") or ""
    if order not in census.ORDERS:
        params = {"order": order[:40], "orders": ", ".join(census.ORDERS)}
        raise InvalidParam("No such order", key="census.order", params=params, extra={"field": "order"})
    owner = req.arg("owner") or ""
    return Query(
        kind=req.arg("kind") or "",
        status=req.arg("status") or "",
        label=req.arg("label") or "",
        owner=owner if not owner or owner.startswith("@") else tx.ids.user_id(owner),
        departments=_departments(tx, req.arg("department")),
        flag="idle" if req.bool_arg("idle") else flag,
        due=_day(req.arg("review_due")),
        words=req.arg("q") or "",
        order=order,
        backwards=req.arg("dir") == "b",
    )


def _departments(tx: Tx, named: str | None) -> frozenset[str] | None:
    """The department, by id or path, and all below it; none of all departments when there is no such."""
    if not named:
        return None
    org = directory.org(tx)
    found = org.by_path.get(named)
    return org.subtree(found.department_id if found is not None else named)


def _day(value: str | None) -> str:
    if not value:
        return ""
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError as cause:
        extra: dict[str, Any] = {"field": "review_due"}
        raise InvalidParam("Not a day", key="census.not_a_day", extra=extra) from cause


_WHICH = {
    "kind": "Only groups of this kind",
    "status": "draft, open, archived or closed; without it all but closed ones",
    "label": "open, internal or confidential",
    "owner": "Only this owner's: a person id or a user id",
    "department": "Only of owners who work in this department (its id or path) or below it",
    "idle": "`true`: only groups in which nobody has written for long",
    "flag": "Only groups with this mark: " + ", ".join(census.FLAGS),
    "review_due": "Only groups whose review date is this day (YYYY-MM-DD) or an earlier one",
    "q": "Words that name, purpose, owner or department hold, each of them",
    "order": "By what: " + ", ".join(census.ORDERS) + "; `name` without it",
    "dir": "`b` for the other way round",
}
ROUTES = [
    Route(
        "GET",
        "/census",
        read=list_groups,
        answer=CensusPage,
        summary="The register of groups with owners, reviews and activity / 群清册",
        may=_MAY,
        query=_WHICH | pages.PAGED,
    ),
    Route(
        "GET",
        "/census/export",
        read=export,
        answer=bytes,
        summary="The same as a file / 导出群清册",
        may=_MAY,
        query={**_WHICH, "format": "csv (UTF-8 with a byte order mark, the default) or xlsx"},
    ),
]
