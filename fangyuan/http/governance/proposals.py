"""/groups/proposals, /proposals, /cascades: should this group exist, who agrees to it, and groups down the line."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fangyuan import census
from fangyuan.census import Assessment, Cascade, Hours, Proposal
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.governance.groups import GroupWish, plain_wish
from fangyuan.http.request import Request, answer
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam, MissingParam

_NEWEST = (2**62, "\U0010ffff")


class HoursWish(msgspec.Struct):
    """When the group is meant to be used: hours of the day, 0 to 24."""

    start: Annotated[int, Meta(ge=0, le=24)]
    end: Annotated[int, Meta(ge=0, le=24)]


class ProposalWish(GroupWish):
    """The group that somebody thinks of founding. `owner` left out is he himself."""

    hours: HoursWish | None = None


class SuggestionView(msgspec.Struct, omit_defaults=True):
    """What to do instead: use_it, join, merge, use_a_thread, direct_chat, urgent_group, kind, notices_only, …"""

    do: str
    reason: dict[str, str]
    kind: str | None = None
    room_id: str | None = None


class AttentionView(msgspec.Struct):
    """What the group will cost. `is_measured`: as the company's own groups of that kind show it."""

    people: int
    messages_per_day: float
    is_measured: bool
    interruptions_per_day: int
    minutes_a_month: int
    minutes_each: float


class SimilarView(msgspec.Struct, omit_defaults=True):
    """A group that is like it. Figures of its members only for who may see them; likeness and shares are 0 to 1."""

    room_id: str
    name: str
    kind: str
    owner: str
    is_same: bool
    is_member: bool
    purpose_likeness: float
    members: int | None = None
    shared: int | None = None
    jaccard: float | None = None
    containment: float | None = None


class AssessmentView(msgspec.Struct):
    """`answer`: found_it, found_otherwise, use_existing. `approval`: whose consent it will take: none, hr, superior."""

    answer: str
    approval: str
    suggestions: list[SuggestionView]
    attention: AttentionView
    similar: list[SimilarView]


class ProposalView(msgspec.Struct, omit_defaults=True):
    """A group that waits for consent, or what became of it. Times are ms UTC."""

    proposal_id: str
    founder: str
    kind: str
    name: str
    people: int
    approval: str
    status: str
    created_ts: int
    expires_ts: int
    wish: dict[str, Any]
    asked: list[str]
    reason: str = ""
    decided_by: str | None = None
    decided_ts: int | None = None
    room_id: str | None = None


class ProposalList(msgspec.Struct, omit_defaults=True):
    """A page, the newest first. `next` goes into `from` for the page after it."""

    proposals: list[ProposalView]
    next: str | None = None


class Decision(msgspec.Struct):
    """approve or refuse; who refuses says why."""

    decision: str
    reason: str = ""


class CascadeWish(msgspec.Struct):
    """What all groups of a cascade share. `floor` and `ceiling` are ranks: the lowest and the highest of who is in."""

    name: str
    purpose: str
    floor: str | int
    ceiling: str | int | None = None
    kind: str | None = None
    label: str | None = None
    clauses: list[dict[str, Any]] | None = None


class LeaderView(msgspec.Struct, omit_defaults=True):
    """One leader: asked, founded, waiting (for consent), declined. `left_out`: whose rank keeps him out, and why."""

    person_id: str
    asked_by: str
    status: str
    ts: int
    left_out: dict[str, dict[str, str]]
    room_id: str | None = None


class CascadeView(msgspec.Struct):
    cascade_id: str
    founder: str
    created_ts: int
    wish: dict[str, Any]
    leaders: list[LeaderView]


class CascadeAnswer(msgspec.Struct):
    """Whether the person who was asked founds the group of his direct reports."""

    founds: bool


def assess(tx: Tx, req: Request) -> AssessmentView:
    body = req.decode(ProposalWish)
    wish = plain_wish(body)
    hours = wish.pop("hours", None)
    wish.pop("override", None)
    wish.setdefault("owner", req.actor.user_id)
    found = census.assess(tx, req.actor, wish, Hours(**hours) if hours else None)
    return _assessment(found)


def _assessment(found: Assessment) -> AssessmentView:
    cost = found.attention
    return AssessmentView(
        found.advice.answer,
        found.approval,
        [SuggestionView(one.do, one.reason, one.kind, one.room_id) for one in found.advice.suggestions],
        AttentionView(
            cost.people,
            cost.messages_per_day,
            cost.is_measured,
            cost.interruptions_per_day,
            cost.minutes_a_month,
            round(cost.minutes_each, 1),
        ),
        [msgspec.convert(census.figures(one), SimilarView) for one in found.similar],
    )


def proposal_view(tx: Tx, proposal: Proposal) -> ProposalView:
    """One proposal with who was asked about it."""
    return _views(tx, [proposal])[0]


def _views(tx: Tx, proposals: list[Proposal]) -> list[ProposalView]:
    asked = census.list_approvers(tx, [one.proposal_id for one in proposals])
    return [
        ProposalView(
            one.proposal_id,
            one.founder,
            one.kind,
            one.name,
            one.people,
            one.approval,
            one.status,
            one.created_ts,
            one.expires_ts,
            json.as_object(json.decode(one.wish)),
            asked[one.proposal_id],
            one.reason,
            one.decided_by,
            one.decided_ts,
            one.room_id,
        )
        for one in proposals
    ]


def list_proposals(tx: Tx, req: Request) -> ProposalList:
    limit, before = pages.limit(req), pages.before_moment(req) or _NEWEST
    found = census.list_proposals(tx, req.actor, status=req.arg("status"), before=before, most=limit)
    following = pages.following(found, limit, lambda one: f"{one.created_ts}.{one.proposal_id}")
    return ProposalList(_views(tx, found), following)


def get_proposal(tx: Tx, req: Request) -> ProposalView:
    return proposal_view(tx, census.get_proposal(tx, req.actor, req.path["proposalId"]))


def decide(tx: Tx, req: Request) -> ProposalView:
    body = req.decode(Decision)
    if body.decision not in ("approve", "refuse"):
        raise InvalidParam(
            "decision is approve or refuse", key="census.proposal.decision", extra={"field": "decision"}
        )
    approves = body.decision == "approve"
    if not approves and not body.reason.strip():
        raise MissingParam("reason is missing", key="census.proposal.why", extra={"field": "reason"})
    decided = census.decide(tx, req.actor, req.path["proposalId"], approves=approves, reason=body.reason)
    return proposal_view(tx, decided)


def start_cascade(tx: Tx, req: Request) -> Any:
    started = census.start_cascade(tx, req.actor, plain_wish(req.decode(CascadeWish)))
    return answer(_cascade(tx, started), 201)


def get_cascade(tx: Tx, req: Request) -> CascadeView:
    return _cascade(tx, census.get_cascade(tx, req.actor, req.path["cascadeId"]))


def answer_cascade(tx: Tx, req: Request) -> CascadeView:
    founds = req.decode(CascadeAnswer).founds
    return _cascade(tx, census.answer_cascade(tx, req.actor, req.path["cascadeId"], founds=founds))


def _cascade(tx: Tx, found: Cascade) -> CascadeView:
    leaders = [
        LeaderView(
            step.person_id,
            step.asked_by,
            step.status,
            step.ts,
            census.left_out(tx, found, step.person_id),
            step.room_id,
        )
        for step in census.list_steps(tx, found)
    ]
    wish = json.as_object(json.decode(found.wish))
    return CascadeView(found.cascade_id, found.founder, found.created_ts, wish, leaders)


_SEES = "the founder, who was asked, HR, auditors, administrators"
ROUTES = [
    Route(
        "POST",
        "/groups/proposals",
        read=assess,
        limit="create",
        body=ProposalWish,
        answer=AssessmentView,
        summary="Should this group exist? Nothing is founded yet / 这个群该不该建",
        may="who the creation policy lets found or propose this kind",
    ),
    Route(
        "GET",
        "/proposals",
        read=list_proposals,
        answer=ProposalList,
        summary="Groups that wait for consent, newest first / 建群申请，最新的在前",
        may="everybody: one's own and those one was asked about; HR, auditors, administrators: all",
        query={
            "status": "pending, approved, refused or expired; all when absent",
            **pages.PAGED,
        },
    ),
    Route(
        "GET",
        "/proposals/{proposalId}",
        read=get_proposal,
        answer=ProposalView,
        summary="One proposal / 一份建群申请",
        may=_SEES,
    ),
    Route(
        "POST",
        "/proposals/{proposalId}/decision",
        write=decide,
        limit="create",
        body=Decision,
        answer=ProposalView,
        summary="Approve or refuse; approved, the group is founded / 同意或不同意建群",
        may="who was asked of the line above, or HR where HR agrees; administrators; never the founder",
    ),
    Route(
        "POST",
        "/groups/cascade",
        write=start_cascade,
        limit="create",
        body=CascadeWish,
        answer=CascadeView,
        summary="Found the group of one's direct reports, who found theirs / 按汇报关系逐级建群",
        may="leaders whom the creation policy lets found this kind",
    ),
    Route(
        "GET",
        "/cascades/{cascadeId}",
        read=get_cascade,
        answer=CascadeView,
        summary="How far a cascade is / 逐级建群的进展",
        may=_SEES,
    ),
    Route(
        "POST",
        "/cascades/{cascadeId}/answer",
        write=answer_cascade,
        limit="create",
        body=CascadeAnswer,
        answer=CascadeView,
        summary="Found one's own group in a cascade, or decline / 建下一级的群，或不建",
        may="who was asked",
    ),
]
