"""/today: what this person has to do now, of everything that may wait for him, in one list from one read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from fangyuan import census, fairness, groups, identity, moderation, reach, rooms
from fangyuan.charter import time_zone
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.identity.model import Session
from fangyuan.kernel import json

_NEWEST, _MOST = 2**62, pages.MOST
_NEWS_MS = 3 * 86_400_000  # for how long it is news what was decided about one's own
Kind = Literal[
    "accept",
    "review",
    "proposal",
    "cascade",
    "held",
    "divert",
    "appeal",
    "merge",
    "report",
    "contact",
    "draft",
    "own_proposal",
    "own_held",
    "own_appeal",
]


class TodayItem(msgspec.Struct):
    """One thing. `subject` is what it is about: a room, a proposal, a held message, … by id. Times are ms UTC.

    `is_news`: nothing to do, only to know. `person` is who asks for it or whom it is about; `text` is in his words: a
    purpose, the name of a group to be, a reason. `status` says how one's own stands, or why a review is due (date,
    idle). No message is in it: who looks at one looks into the group.
    """

    kind: Kind
    subject: str
    since_ts: int
    due_ts: int | None = None
    is_news: bool = False
    room_id: str | None = None
    room_name: str = ""
    into_id: str | None = None
    into_name: str = ""
    person: str | None = None
    person_name: str = ""
    text: str = ""
    status: str = ""
    version: int = 0
    reason: dict[str, str] = {}


class Today(msgspec.Struct):
    """Everything, the kinds in the order in which they are worth doing, in each what waits longest first."""

    items: list[TodayItem]


def show(tx: Tx, req: Request) -> Today:
    actor = req.actor
    found = [
        *_to_accept(tx, actor),
        *_held(tx, actor),
        *_to_decide(tx, actor),
        *_reviews(tx, actor),
        *_own(tx, actor),
    ]
    order = {kind: at for at, kind in enumerate(Kind.__args__)}
    found.sort(key=lambda item: (order[item.kind], item.since_ts))
    return Today(_named(tx, found))


def _to_accept(tx: Tx, actor: Session) -> Iterable[TodayItem]:
    for group in groups.list_to_accept(tx, actor.user_id):
        purpose = group.charter.purpose if group.charter is not None else ""
        yield TodayItem(
            "accept",
            group.room_id,
            group.founded_ts,
            room_id=group.room_id,
            text=purpose,
            version=group.charter_version,
        )


def _held(tx: Tx, actor: Session) -> Iterable[TodayItem]:
    for held in groups.list_asked(tx, actor):
        yield TodayItem(
            "held",
            str(held.held_id),
            held.ts,
            held.due_ts,
            room_id=held.room_id,
            person=held.user_id,
            reason=held.reasons,
        )


def _to_decide(tx: Tx, actor: Session) -> Iterable[TodayItem]:
    """What others ask of him: groups to agree to and to found, merges, appeals, reports, who wants to write to him."""
    for one in census.list_to_decide(tx, actor):
        purpose = str(json.as_object(json.decode(one.wish)).get("purpose") or "")
        yield TodayItem(
            "proposal",
            one.proposal_id,
            one.created_ts,
            one.expires_ts,
            room_name=one.name,
            person=one.founder,
            text=purpose,
        )
    for step, cascade in census.list_asked_in_cascades(tx, actor):
        wish = json.as_object(json.decode(cascade.wish))
        asker = tx.ids.user_id(step.asked_by) if step.asked_by else cascade.founder
        yield TodayItem(
            "cascade",
            cascade.cascade_id,
            step.ts,
            room_name=str(wish.get("name") or ""),
            person=asker,
            text=str(wish.get("purpose") or ""),
        )
    for merge in groups.list_to_sign(tx, actor):
        yield TodayItem(
            "merge",
            merge.merge_id,
            merge.proposed_ts,
            room_id=merge.room_id,
            into_id=merge.into_id,
            person=merge.proposed_by,
            text=merge.reason,
        )
    for appeal in groups.list_to_decide(tx, actor):
        yield TodayItem(
            "appeal",
            str(appeal.appeal_id),
            appeal.ts,
            room_id=appeal.room_id,
            person=appeal.user_id,
            text=appeal.words,
        )
    if moderation.may_moderate(tx, actor):
        for report in moderation.list_reports(tx, actor, before=_NEWEST, most=_MOST, status="open"):
            yield TodayItem(
                "report",
                str(report.report_id),
                report.ts,
                room_id=report.room_id,
                person=report.user_id,
                text=report.reason,
                status=report.kind,
            )
    for contact in reach.list_contacts(tx, actor.user_id, "", _MOST):
        yield TodayItem("contact", contact.contact_id, contact.created_ts, person=contact.writer)


def _reviews(tx: Tx, actor: Session) -> Iterable[TodayItem]:
    for group, review in census.list_due(tx, actor):
        date = group.charter.review_date if group.charter is not None else None
        due_ts = census.end_of(date, time_zone(tx)) if date is not None else None
        yield TodayItem(
            "review",
            group.room_id,
            review.asked_ts or due_ts or group.founded_ts,
            review.archive_ts or review.due_ts or due_ts,
            room_id=group.room_id,
            text=group.charter.purpose if group.charter is not None else "",
            status=review.why or "date",
        )


def _own(tx: Tx, actor: Session) -> Iterable[TodayItem]:
    """Drafts without a purpose, messages that belong elsewhere, and what was decided about his own of late."""
    for group in groups.list_own(tx, actor.user_id):
        if group.status == "draft":
            yield TodayItem("draft", group.room_id, group.founded_ts, room_id=group.room_id)
    for one in census.list_own(tx, actor):
        is_new = one.is_pending or (one.decided_ts or 0) > tx.now_ms - _NEWS_MS
        if is_new:
            yield TodayItem(
                "own_proposal",
                one.proposal_id,
                one.decided_ts or one.created_ts,
                one.expires_ts if one.is_pending else None,
                is_news=True,
                room_id=one.room_id,
                room_name=one.name,
                person=one.decided_by,
                text=one.reason,
                status=one.status,
            )
    for held in groups.list_own_held(tx, actor.user_id, tx.now_ms - _NEWS_MS):
        yield TodayItem(
            "divert" if held.verdict == "divert" and held.status == "waiting" else "own_held",
            str(held.held_id),
            held.decided_ts or held.ts,
            held.due_ts if held.status == "waiting" else None,
            is_news=not (held.verdict == "divert" and held.status == "waiting"),
            room_id=held.room_id,
            into_id=held.to,
            person=held.decided_by,
            text=held.reason,
            status=held.status,
            reason=held.reasons,
        )
    for appeal in fairness.list_appeals_of(tx, actor.user_id):
        if (appeal.decided_ts or 0) > tx.now_ms - _NEWS_MS:
            yield TodayItem(
                "own_appeal",
                str(appeal.appeal_id),
                appeal.decided_ts or appeal.ts,
                is_news=True,
                room_id=appeal.room_id,
                person=appeal.decided_by,
                text=appeal.reason,
                status=appeal.outcome,
            )


def _named(tx: Tx, found: list[TodayItem]) -> list[TodayItem]:
    """The items with the names of their groups and people, which are read at once."""
    room_ids = {room_id for one in found for room_id in (one.room_id, one.into_id) if room_id}
    contents = rooms.list_contents(tx, ["m.room.name"], sorted(room_ids)) if room_ids else {}
    user_ids = {one.person for one in found if one.person}
    accounts = identity.list_accounts(tx, sorted(user_ids)) if user_ids else []
    people = {one.user_id: one.displayname or one.user_id for one in accounts}

    def name(room_id: str | None) -> str:
        return str(contents.get(room_id or "", {}).get("m.room.name", {}).get("name") or "")

    return [
        replace(
            one,
            room_name=one.room_name or name(one.room_id),
            into_name=name(one.into_id),
            person_name=people.get(one.person or "", one.person or ""),
        )
        for one in found
    ]


ROUTES = [
    Route(
        "GET",
        "/today",
        read=show,
        answer=Today,
        summary="What I have to do now / 今日待办",
        may="everybody",
    )
]
