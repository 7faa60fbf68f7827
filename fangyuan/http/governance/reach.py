"""/policies/reach, /reach and /offices: who may find, see, mention and write to whom, and whom everybody may reach."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import directory, groups, identity, reach
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import MANAGERS, may_manage, may_see_reach
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.reach import Contact, Office


class ReachPolicy(msgspec.Struct):
    """The rules as data. `rules`: the first that says something about a verb decides; `guard` of the reporting line;
    `guests`: people from outside.
    """

    policy: dict[str, Any]
    reason: str = ""


class Explained(msgspec.Struct):
    """What one person may do as to another, and why. `levels_up`: how far up his reporting line, 0: not in it."""

    person: str
    other: str
    may: dict[str, bool]
    why: dict[str, dict[str, str]]
    levels_up: int
    is_asked_first: bool


class OfficeList(msgspec.Struct):
    """The offices; `people` are user ids. Who writes to them nobody learns."""

    offices: list[Office]


class OfficesWish(msgspec.Struct):
    """All offices from now on."""

    offices: list[dict[str, Any]]
    reason: str = ""


class RequestList(msgspec.Struct, omit_defaults=True):
    """Who asks to write up the line and waits for the asker's word; `next` goes into `from`."""

    requests: list[Contact]
    next: str | None = None


class Decision(msgspec.Struct):
    agrees: bool


def _check_may_manage(tx: Tx, req: Request) -> None:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may do that", key="reach.managers_only")


def get_policy(tx: Tx, req: Request) -> ReachPolicy:
    if not may_see_reach(directory.org(tx), req):
        _check_may_manage(tx, req)
    return ReachPolicy(reach.policy(tx).to_json())


def put_policy(tx: Tx, req: Request) -> ReachPolicy:
    _check_may_manage(tx, req)
    body = req.decode(ReachPolicy)
    return ReachPolicy(groups.set_reach_policy(tx, req.actor, body.policy, body.reason).to_json())


def explain(tx: Tx, req: Request) -> Explained:
    """Between any two for who keeps the rules; others ask about themselves, and whoever is hidden isn't there."""
    org = directory.org(tx)
    one, other = (_user(tx, req, name) for name in ("from", "to"))
    sees_all = may_see_reach(org, req)
    if not sees_all:
        if one != req.actor.user_id:
            raise Forbidden("You may ask about yourself", key="reach.explain_yours")
        groups.check_seen(tx, one, other)
    elif identity.find_account(tx, other) is None or identity.find_account(tx, one) is None:
        raise NotFound(f"There is no account {other}")
    answers: dict[reach.Verb, reach.Answer] = {
        verb: reach.answer(tx, one, other, verb) for verb in reach.VERBS
    }
    return Explained(
        one,
        other,
        {verb: found.may for verb, found in answers.items()},
        {verb: reach.explain(found, verb, names_rule=sees_all) for verb, found in answers.items()},
        reach.levels_up(org, one, other),
        reach.is_jump(tx, one, other),
    )


def _user(tx: Tx, req: Request, name: str) -> str:
    given = req.arg(name) or req.actor.user_id
    return given if given.startswith("@") else tx.ids.user_id(given)


def get_offices(tx: Tx, req: Request) -> OfficeList:
    return OfficeList(list(reach.offices(tx)))


def put_offices(tx: Tx, req: Request) -> OfficeList:
    _check_may_manage(tx, req)
    body = req.decode(OfficesWish)
    return OfficeList(list(groups.set_offices(tx, req.actor, body.offices, body.reason)))


def list_requests(tx: Tx, req: Request) -> RequestList:
    limit = pages.limit(req)
    found = reach.list_contacts(tx, req.actor.user_id, pages.after_name(req), limit)
    return RequestList(found, pages.following(found, limit, lambda one: one.contact_id))


def decide(tx: Tx, req: Request) -> Contact:
    body = req.decode(Decision)
    return groups.answer_contact(tx, req.actor, req.path["requestId"], agrees=body.agrees)


_EVERYBODY = "Every signed-in person / 每位已登录的同事"
ROUTES = [
    Route(
        "GET",
        "/policies/reach",
        read=get_policy,
        answer=ReachPolicy,
        summary="Who may find, see, mention and write to whom / 可见与联系规则",
        may="HR, auditors, administrators",
    ),
    Route(
        "PUT",
        "/policies/reach",
        write=put_policy,
        body=ReachPolicy,
        answer=ReachPolicy,
        summary="Change these rules / 修改可见与联系规则",
        may=MANAGERS,
    ),
    Route(
        "GET",
        "/reach/explain",
        read=explain,
        answer=Explained,
        summary="Why one person may reach another or not / 为什么能或不能联系某人",
        may="Everybody about himself; HR, auditors and administrators about anybody",
        query={"from": "Who: a person id or user id; oneself by default", "to": "Whom"},
    ),
    Route(
        "GET",
        "/reach/requests",
        read=list_requests,
        answer=RequestList,
        summary="Who asks to write to you up the line / 等您答复的越级联系申请",
        may=_EVERYBODY,
        query=pages.PAGED,
    ),
    Route(
        "POST",
        "/reach/requests/{requestId}",
        write=decide,
        body=Decision,
        answer=Contact,
        summary="Agree to a request or decline it / 同意或谢绝申请",
        may="Who was asked",
    ),
    Route(
        "GET",
        "/offices",
        read=get_offices,
        answer=OfficeList,
        summary="Offices that everybody may always write to / 受保护的部门",
        may=_EVERYBODY,
    ),
    Route(
        "PUT",
        "/offices",
        write=put_offices,
        body=OfficesWish,
        answer=OfficeList,
        summary="Name the offices and their people / 设置受保护的部门",
        may=MANAGERS,
    ),
]
