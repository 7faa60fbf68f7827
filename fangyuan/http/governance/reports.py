"""/reports: what people report about messages, rooms and colleagues, and dealing with it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from fangyuan import moderation
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import NotFound
from fangyuan.moderation import Measures, Report

_MAY = "HR, administrators; nobody reports about himself"


class ReportView(msgspec.Struct, omit_defaults=True):
    """One report. Times are ms UTC. `context` holds the reported event as it was, last, and the few before it.

    `user_id` is whom it concerns; `outcome` is `acted` or `dismissed`, absent while it is open.
    """

    report_id: int
    ts: int
    reporter: str
    kind: str
    reason: str
    room_id: str | None = None
    event_id: str | None = None
    user_id: str | None = None
    score: int | None = None
    outcome: str | None = None
    note: str | None = None
    resolved_by: str | None = None
    resolved_ts: int | None = None
    context: msgspec.Raw | None = None


class ReportList(msgspec.Struct, omit_defaults=True):
    """A page, the newest first, without contexts. `next` goes into `from` for the page after it."""

    reports: list[ReportView]
    next: str | None = None


class Resolution(msgspec.Struct):
    """`outcome` is `acted` or `dismissed`; the reporter is told it with `note`.

    Of a message, with `acted`: `redact` takes it away, `strike` gives its sender a strike, `mute_minutes` mutes him.
    """

    outcome: str
    note: str = ""
    redact: bool = False
    strike: bool = False
    mute_minutes: Annotated[int, msgspec.Meta(ge=0)] = 0


def list_reports(tx: Tx, req: Request) -> ReportList:
    limit = pages.limit(req)
    found = moderation.list_reports(
        tx, req.actor, before=pages.before(req), most=limit, status=req.arg("status")
    )
    following = pages.following(found, limit, lambda report: report.report_id)
    return ReportList([_view(report) for report in found], following)


def get_report(tx: Tx, req: Request) -> ReportView:
    return _view(moderation.get(tx, req.actor, _number(req)), whole=True)


def resolve(tx: Tx, req: Request) -> ReportView:
    body = req.decode(Resolution)
    measures = Measures(body.redact, body.strike, body.mute_minutes)
    report = moderation.resolve(tx, req.actor, _number(req), body.outcome, body.note, measures)
    return _view(report, whole=True)


def _number(req: Request) -> int:
    text = req.path["reportId"]
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound("No such report", key="moderation.no_such_report")
    return int(text)


def _view(report: Report, *, whole: bool = False) -> ReportView:
    return ReportView(
        report.report_id,
        report.ts,
        report.reporter,
        report.kind,
        report.reason,
        report.room_id,
        report.event_id,
        report.user_id,
        report.score,
        report.outcome or None,
        report.note or None,
        report.resolved_by,
        report.resolved_ts,
        msgspec.Raw(report.context) if whole else None,
    )


ROUTES = [
    Route(
        "GET",
        "/reports",
        read=list_reports,
        answer=ReportList,
        summary="What people have reported, newest first / 举报列表，最新的在前",
        may=_MAY,
        query={
            "status": "`open` or `resolved`; both when absent",
            **pages.PAGED,
        },
    ),
    Route(
        "GET",
        "/reports/{reportId}",
        read=get_report,
        answer=ReportView,
        looks_into=lambda report: [report.room_id if report.event_id else None],
        summary="One report with what it is about / 一条举报及其上下文",
        may=_MAY,
    ),
    Route(
        "POST",
        "/reports/{reportId}/resolution",
        write=resolve,
        body=Resolution,
        answer=ReportView,
        summary="Deal with a report; its reporter is told / 处理举报，并告知举报人",
        may=_MAY,
    ),
]
