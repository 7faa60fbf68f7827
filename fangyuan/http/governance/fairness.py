"""Strikes, slow mode and mutes, appeals, and how often they were right."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import directory, fairness, groups, rooms
from fangyuan.db import Tx
from fangyuan.fairness import Appeal, Figures, Strike
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import may_manage
from fangyuan.http.request import Request, answer
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound

EVERYBODY = "everybody"


class StrikeView(msgspec.Struct, omit_defaults=True):
    """A strike. Times are ms UTC. `act` is word, slow or mute; `until_ts` when that ends, absent for a word.

    `fades_ts`: until when it counts for the next one, absent when it doesn't count. `clause` 0: laid on by hand.
    """

    strike_id: int
    room_id: str
    user_id: str
    act: str
    clause: int
    clause_id: str
    reason: dict[str, str]
    ts: int
    author: str
    until_ts: int | None = None
    every_ms: int | None = None
    fades_ts: int | None = None


class StrikeList(msgspec.Struct, omit_defaults=True):
    strikes: list[StrikeView]
    next: str | None = None


class RestraintWish(msgspec.Struct):
    """`act` is mute or slow; without `user` the whole group is muted. `every_seconds` is slow mode's."""

    minutes: int
    user: str | None = None
    act: str = "mute"
    reason: str = ""
    every_seconds: int = 60


class Restraint(msgspec.Struct, omit_defaults=True):
    """What holds now: of one person by a strike, or (without `strike_id`) of the whole group."""

    act: str
    until_ts: int
    author: str
    reason: dict[str, str]
    strike_id: int | None = None
    user_id: str | None = None
    every_ms: int | None = None


class RestraintList(msgspec.Struct, omit_defaults=True):
    """A page. `next` goes into `from` for the page after it."""

    restraints: list[Restraint]
    next: str | None = None


class Lifted(msgspec.Struct):
    """Whether there was anything to lift."""

    lifted: bool


class AppealWish(msgspec.Struct):
    reason: str = ""


class AppealView(msgspec.Struct, omit_defaults=True):
    """An appeal with the strike as it was. `outcome` is upheld or reversed, absent while it is open."""

    appeal_id: int
    strike: StrikeView
    words: str
    ts: int
    outcome: str | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_ts: int | None = None


class AppealList(msgspec.Struct, omit_defaults=True):
    appeals: list[AppealView]
    next: str | None = None


class AppealDecision(msgspec.Struct):
    """`outcome` is `upheld` or `reversed`; the person and the owner are told it with `reason`."""

    outcome: str
    reason: str


class FiguresView(msgspec.Struct, omit_defaults=True):
    """Of 365 days. `reversal_rate` is reversed of decided appeals, absent while none is decided."""

    strikes: int
    appeals: int
    decided: int
    reversed: int
    reversal_rate: float | None = None
    room_id: str | None = None
    name: str | None = None


class FiguresAnswer(msgspec.Struct):
    """The company's figures, and those of the groups that the reader may see in which there was anything."""

    company: FiguresView
    groups: list[FiguresView]


class Policy(msgspec.Struct):
    """`pass_on_minutes`: how long an approver has; `most_held`: how many messages of one person may wait."""

    policy: dict[str, Any]


def _view(strike: Strike) -> StrikeView:
    return StrikeView(
        strike.strike_id,
        strike.room_id,
        strike.user_id,
        strike.act,
        strike.clause,
        strike.clause_id,
        strike.reasons,
        strike.ts,
        strike.author,
        strike.until_ts or None,
        strike.every_ms or None,
        strike.fades_ts or None,
    )


def _appeal_view(appeal: Appeal) -> AppealView:
    return AppealView(
        appeal.appeal_id,
        _view(appeal.strike),
        appeal.words,
        appeal.ts,
        appeal.outcome or None,
        appeal.reason or None,
        appeal.decided_by,
        appeal.decided_ts,
    )


def number_in(req: Request, name: str, key: str) -> int:
    """A number in the path; M_NOT_FOUND for what is none."""
    text = req.path[name]
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound("There is none of this number", key=key)
    return int(text)


def list_strikes(tx: Tx, req: Request) -> StrikeList:
    limit = pages.limit(req)
    before, room_id = pages.before(req), req.arg("room")
    if room_id is None:
        found = fairness.list_strikes_of(tx, req.actor.user_id, before, limit)
    else:
        groups.check_may_govern(tx, req.actor, groups.get(tx, room_id))
        found = fairness.list_strikes_in(tx, room_id, before, limit)
    more = pages.following(found, limit, lambda one: one.strike_id)
    return StrikeList([_view(strike) for strike in found], more)


def list_restraints(tx: Tx, req: Request) -> RestraintList:
    room_id = req.path["roomId"]
    groups.check_may_govern(tx, req.actor, groups.get(tx, room_id))
    held = [_restraint(one) for one in fairness.list_in_force(tx) if one.room_id == room_id]
    muted = fairness.find_group_mute(tx, room_id)
    if muted is not None:
        held.append(_of_group(muted))
    return RestraintList(*pages.cut(held, req))


def _restraint(one: Strike) -> Restraint:
    return Restraint(
        one.act, one.until_ts, one.author, one.reasons, one.strike_id, one.user_id, one.every_ms or None
    )


def _of_group(muted: fairness.GroupMute) -> Restraint:
    return Restraint("mute", muted.until_ts, muted.author, {"zh-CN": muted.reason, "en": muted.reason})


def restrain(tx: Tx, req: Request) -> Any:
    wish, room_id = req.decode(RestraintWish), req.path["roomId"]
    if wish.user is None:
        if wish.act != "mute":
            raise InvalidParam("A group is muted, not slowed down", extra={"field": "act"})
        return answer(_of_group(groups.mute_group(tx, req.actor, room_id, wish.minutes, wish.reason)), 201)
    user_id = wish.user if wish.user.startswith("@") else tx.ids.user_id(wish.user)
    laid = groups.restrain(
        tx,
        req.actor,
        room_id,
        user_id,
        wish.act,
        wish.minutes,
        wish.reason,
        every_seconds=wish.every_seconds,
    )
    return answer(_restraint(laid), 201)


def lift(tx: Tx, req: Request) -> Lifted:
    room_id, user_id = req.path["roomId"], req.path["userId"]
    if user_id == EVERYBODY:
        return Lifted(groups.lift_group(tx, req.actor, room_id))
    return Lifted(groups.lift(tx, req.actor, room_id, user_id))


def appeal(tx: Tx, req: Request) -> Any:
    strike_id = number_in(req, "strikeId", "fairness.no_such_strike")
    return answer(_appeal_view(groups.appeal(tx, req.actor, strike_id, req.decode(AppealWish).reason)), 201)


def list_appeals(tx: Tx, req: Request) -> AppealList:
    limit = pages.limit(req)
    status = req.arg("status")
    if status not in (None, "open", "decided"):
        raise InvalidParam("status is open or decided", extra={"field": "status"})
    before = pages.before(req)
    found = groups.list_appeals(tx, req.actor, before=before, most=limit, status=status)
    more = pages.following(found, limit, lambda one: one.appeal_id)
    return AppealList([_appeal_view(one) for one in found], more)


def decide_appeal(tx: Tx, req: Request) -> AppealView:
    body, appeal_id = req.decode(AppealDecision), number_in(req, "appealId", "fairness.no_such_appeal")
    return _appeal_view(groups.decide_appeal(tx, req.actor, appeal_id, body.outcome, body.reason))


def figures(tx: Tx, req: Request) -> FiguresAnswer:
    by_group = fairness.figures_by_group(tx)
    org = directory.org(tx)
    sees_all = may_manage(org, req) or org.acts_as(req.actor, directory.AUDITOR)
    mine = set(by_group) if sees_all else set(rooms.list_joined_rooms(tx, req.actor.user_id))
    wanted = req.arg("room")
    shown = [
        _figures_view(one, room_id, groups.name_of(tx, room_id))
        for room_id, one in by_group.items()
        if room_id in mine and wanted in (None, room_id)
    ]
    return FiguresAnswer(_figures_view(fairness.figures(by_group)), shown)


def _figures_view(one: Figures, room_id: str | None = None, name: str | None = None) -> FiguresView:
    return FiguresView(one.strikes, one.appeals, one.decided, one.reversed, one.reversal_rate, room_id, name)


def get_policy(tx: Tx, req: Request) -> Policy:
    return Policy(fairness.policy(tx).to_json())


def put_policy(tx: Tx, req: Request) -> Policy:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")
    wanted = fairness.set_policy(tx, req.actor.user_id, req.decode(Policy).policy)
    return Policy(wanted.to_json())


_GOVERNORS = "the group's owner and deputies, HR, administrators"
ROUTES = [
    Route(
        "GET",
        "/strikes",
        read=list_strikes,
        answer=StrikeList,
        summary="Strikes, newest first / 违规记录，最新的在前",
        may=f"everybody: his own; with `room`: {_GOVERNORS}",
        query={"room": "The strikes of this group instead of one's own", **pages.PAGED},
    ),
    Route(
        "POST",
        "/strikes/{strikeId}/appeal",
        write=appeal,
        limit="report",
        body=AppealWish,
        answer=AppealView,
        summary="Appeal against a strike, once / 对一次处理提出申诉",
        may="whom the strike is about",
    ),
    Route(
        "GET",
        "/appeals",
        read=list_appeals,
        answer=AppealList,
        summary="Appeals to decide, and one's own / 待裁定的申诉和自己的申诉",
        may="everybody: his own, and those that are his to decide",
        query={"status": "`open` or `decided`; both when absent", **pages.PAGED},
    ),
    Route(
        "POST",
        "/appeals/{appealId}/decision",
        write=decide_appeal,
        body=AppealDecision,
        answer=AppealView,
        summary="Decide an appeal; a reversal deletes the strike and ends what it caused / 裁定申诉",
        may="HR, else the owner's superior, else administrators; never who appeals, the owner, deputies or who did it",
    ),
    Route(
        "GET",
        "/groups/{roomId}/restraints",
        read=list_restraints,
        answer=RestraintList,
        summary="Who is muted or slowed down now / 正在生效的发言限制",
        may=_GOVERNORS,
        query=pages.PAGED,
    ),
    Route(
        "POST",
        "/groups/{roomId}/restraints",
        write=restrain,
        body=RestraintWish,
        answer=Restraint,
        summary="Mute or slow down a member, or mute the group, for some minutes / 禁言、慢速、全员禁言",
        may=f"{_GOVERNORS}; about a deputy the owner, HR, administrators; about the owner HR, administrators",
    ),
    Route(
        "DELETE",
        "/groups/{roomId}/restraints/{userId}",
        write=lift,
        answer=Lifted,
        summary="Let somebody write again, or with `everybody` the group / 解除发言限制",
        may=_GOVERNORS,
    ),
    Route(
        "GET",
        "/fairness/figures",
        read=figures,
        answer=FiguresAnswer,
        summary="Strikes, appeals and how many were reversed, by group / 违规、申诉与撤销率",
        may="everybody: the company and his own groups; HR, auditors, administrators: all groups",
        query={"room": "This group only"},
    ),
    Route(
        "GET",
        "/policies/fairness",
        read=get_policy,
        answer=Policy,
        summary="How long approvers have, how much may wait / 送审设置",
        may="everybody",
    ),
    Route(
        "PUT",
        "/policies/fairness",
        write=put_policy,
        body=Policy,
        answer=Policy,
        summary="Change how long approvers have, how much may wait / 修改送审设置",
        may="HR, administrators",
    ),
]
