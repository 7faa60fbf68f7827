"""/merges: ending a group in another, once both owners have signed."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import groups
from fangyuan.db import Tx
from fangyuan.groups import Merge, Signature
from fangyuan.http.governance import pages
from fangyuan.http.request import Request, answer
from fangyuan.http.routes import Route
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import InvalidParam


class MergeWish(msgspec.Struct):
    """`into` is the room id of the group that stays.

    `audience`: `surviving` keeps that group's audience, `union` widens it by the other one's. `history`: `shared` lets
    all its members read what was said in the group that ends, `own` only those who could before.
    """

    into: str
    reason: str = ""
    audience: str = "surviving"
    history: str = "shared"


class MergeView(msgspec.Struct, omit_defaults=True):
    """A proposal. Times are ms UTC. `status` is open, done, declined, expired or void.

    `plan` names who `gains`, who `loses`, who `stays` and who are new `readers`, as things stand; once it is done, as
    it was carried out. A `problem` in it, in both languages, stands against signing; `withheld` is true while who is in
    a confidential group is not for the reader yet. `signatures` are those that count.
    """

    merge_id: str
    room_id: str
    into: str
    name: str
    into_name: str
    audience: str
    history: str
    reason: str
    status: str
    proposed_by: str
    proposed_ts: int
    decided_by: str | None = None
    decided_ts: int | None = None
    signatures: list[Signature] = []
    plan: dict[str, Any] = {}


class MergeList(msgspec.Struct, omit_defaults=True):
    """A page, the newest first, without plans and signatures. `next` goes into `from` for the page after it."""

    merges: list[MergeView]
    next: str | None = None


class SignatureWish(msgspec.Struct):
    """`answer` is yes or no. In the place of an owner who is away: `side` (ended, surviving) and a `reason`."""

    answer: str = "yes"
    side: str | None = None
    reason: str = ""


def propose(tx: Tx, req: Request) -> Any:
    wish = req.decode(MergeWish)
    merge = groups.propose_merge(
        tx,
        req.actor,
        req.path["roomId"],
        wish.into,
        wish.reason,
        audience=wish.audience,
        history=wish.history,
    )
    return answer(_view(tx, req.actor, merge), 201)


def list_merges(tx: Tx, req: Request) -> MergeList:
    limit = pages.limit(req)
    found = groups.list_merges(tx, req.actor, req.path["roomId"], pages.before_moment(req), limit)
    following = pages.following(found, limit, lambda merge: f"{merge.proposed_ts}.{merge.merge_id}")
    return MergeList([_view(tx, req.actor, merge, whole=False) for merge in found], following)


def show(tx: Tx, req: Request) -> MergeView:
    return _view(tx, req.actor, groups.get_merge(tx, req.actor, req.path["mergeId"]))


def sign(tx: Tx, req: Request) -> MergeView:
    wish, merge_id = req.decode(SignatureWish), req.path["mergeId"]
    if wish.answer not in ("yes", "no"):
        raise InvalidParam("answer is yes or no", key="merging.answer", extra={"field": "answer"})
    if wish.answer == "yes":
        return _view(
            tx, req.actor, groups.sign_merge(tx, req.actor, merge_id, side=wish.side, reason=wish.reason)
        )
    return _view(tx, req.actor, groups.decline_merge(tx, req.actor, merge_id, wish.reason))


def _view(tx: Tx, actor: Session, merge: Merge, *, whole: bool = True) -> MergeView:
    return MergeView(
        merge_id=merge.merge_id,
        room_id=merge.room_id,
        into=merge.into_id,
        name=groups.name_of(tx, merge.room_id),
        into_name=groups.name_of(tx, merge.into_id),
        audience=merge.audience,
        history=merge.history,
        reason=merge.reason,
        status=merge.status,
        proposed_by=merge.proposed_by,
        proposed_ts=merge.proposed_ts,
        decided_by=merge.decided_by,
        decided_ts=merge.decided_ts,
        signatures=groups.valid_signatures(tx, merge) if whole else [],
        plan=groups.plan_of_merge(tx, actor, merge) if whole else {},
    )


_GOVERNORS = "owners and deputies of the two groups, HR, auditors, administrators"
ROUTES = [
    Route(
        "POST",
        "/groups/{roomId}/merge",
        write=propose,
        body=MergeWish,
        answer=MergeView,
        summary="Propose to end this group in another one / 提议把本群并入另一个群",
        may="the owners of the two groups, HR, administrators",
    ),
    Route(
        "GET",
        "/groups/{roomId}/merges",
        read=list_merges,
        answer=MergeList,
        summary="Proposed and past merges of this group, newest first / 本群的合并提议与记录",
        may="owner and deputies of the group, HR, auditors, administrators",
        query=pages.PAGED,
    ),
    Route(
        "GET",
        "/merges/{mergeId}",
        read=show,
        answer=MergeView,
        looks_into=lambda merge: [merge.room_id, merge.into],
        summary="One merge: who gains, who loses, who stays, who has signed / 查看一份合并提议",
        may=_GOVERNORS,
    ),
    Route(
        "POST",
        "/merges/{mergeId}/signature",
        write=sign,
        body=SignatureWish,
        answer=MergeView,
        summary="Sign a merge or decline it / 签字同意或不同意合并",
        may="the two owners; HR and administrators in the place of one of them",
    ),
]
