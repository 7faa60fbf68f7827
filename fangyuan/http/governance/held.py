"""/held: messages that wait for an approver, for their time, or for their author to say where they should go."""

from __future__ import annotations

import msgspec

from fangyuan import groups
from fangyuan.db import Tx
from fangyuan.groups import Held
from fangyuan.http.governance import pages
from fangyuan.http.governance.fairness import number_in
from fangyuan.http.request import Request
from fangyuan.http.routes import Route

_KEY = "fairness.no_such_held"


class HeldView(msgspec.Struct, omit_defaults=True):
    """A held message with the few messages before it. Times are ms UTC.

    `verdict` is hold, schedule or divert; `status` waiting, sent, refused, withdrawn or lapsed. `due_ts`: when it is
    passed on, sent or given up. `asked` are those who were asked to decide; `to` is the group where it belongs.
    """

    held_id: int
    room_id: str
    user_id: str
    type: str
    content: msgspec.Raw
    context: msgspec.Raw
    verdict: str
    clause: int
    clause_id: str
    reason: dict[str, str]
    ts: int
    status: str
    due_ts: int
    asked: tuple[str, ...] = ()
    to: str | None = None
    decided_by: str | None = None
    decided_ts: int | None = None
    decision: str | None = None
    event_id: str | None = None


class HeldList(msgspec.Struct, omit_defaults=True):
    held: list[HeldView]
    next: str | None = None


class HeldDecision(msgspec.Struct):
    """`outcome` is `approved` or `refused`; the author is told, of a refusal with `reason`."""

    outcome: str
    reason: str = ""


def _view(held: Held) -> HeldView:
    return HeldView(
        held_id=held.held_id,
        room_id=held.room_id,
        user_id=held.user_id,
        type=held.type,
        content=msgspec.Raw(held.content),
        context=msgspec.Raw(held.context),
        verdict=held.verdict,
        clause=held.clause,
        clause_id=held.clause_id,
        reason=held.reasons,
        ts=held.ts,
        status=held.status,
        due_ts=held.due_ts,
        asked=held.asked,
        to=held.to,
        decided_by=held.decided_by,
        decided_ts=held.decided_ts,
        decision=held.reason or None,
        event_id=held.event_id,
    )


def list_held(tx: Tx, req: Request) -> HeldList:
    limit = pages.limit(req)
    found = groups.list_held(
        tx,
        req.actor,
        before=pages.before(req),
        most=limit,
        room_id=req.arg("room"),
        status=req.arg("status") or "",
    )
    more = pages.following(found, limit, lambda one: one.held_id)
    return HeldList([_view(held) for held in found], more)


def decide(tx: Tx, req: Request) -> HeldView:
    body = req.decode(HeldDecision)
    return _view(groups.decide_held(tx, req.actor, number_in(req, "heldId", _KEY), body.outcome, body.reason))


def divert(tx: Tx, req: Request) -> HeldView:
    return _view(groups.divert(tx, req.actor, number_in(req, "heldId", _KEY)))


def withdraw(tx: Tx, req: Request) -> HeldView:
    return _view(groups.withdraw(tx, req.actor, number_in(req, "heldId", _KEY)))


ROUTES = [
    Route(
        "GET",
        "/held",
        read=list_held,
        answer=HeldList,
        looks_into=lambda found: [one.room_id for one in found.held],
        summary="Held messages: one's own, and those to decide about / 送审、定时与待改发的消息",
        may="everybody: his own, and those about which he was asked; owners, deputies, HR, administrators: the group's",
        query={
            "room": "This group only",
            "status": "`waiting` or `ended`; both when absent",
            **pages.PAGED,
        },
    ),
    Route(
        "POST",
        "/held/{heldId}/decision",
        write=decide,
        body=HeldDecision,
        answer=HeldView,
        summary="Approve a held message, which sends it, or refuse it / 审核送审消息",
        may="who was asked; the owner, deputies, HR, administrators; never the author",
    ),
    Route(
        "POST",
        "/held/{heldId}/divert",
        write=divert,
        answer=HeldView,
        summary="Have one's message sent to the group where it belongs / 改发到合适的群",
        may="its author",
    ),
    Route(
        "DELETE",
        "/held/{heldId}",
        write=withdraw,
        answer=HeldView,
        summary="Withdraw a message that waits / 撤回等待中的消息",
        may="its author",
    ),
]
