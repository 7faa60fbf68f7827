"""/groups/{roomId}/looks: who looked into a group without being in it, and after how many days its members see that."""

from __future__ import annotations

import msgspec

from fangyuan import audit, charter, directory, groups
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import Look
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import may_manage
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden


class LookList(msgspec.Struct, omit_defaults=True):
    """A page, the newest first; the newest `days` days aren't shown yet. `next` goes into `from`."""

    looks: list[Look]
    days: int
    next: str | None = None


class LooksPolicy(msgspec.Struct):
    """After how many days members see who looked, 0 to 90."""

    days: int


def list_looks(tx: Tx, req: Request) -> LookList:
    limit = pages.limit(req)
    found = groups.list_looks(tx, req.actor, req.path["roomId"], pages.before(req), limit)
    return LookList(found, charter.looks_days(tx), pages.following(found, limit, lambda look: look.seq))


def get_policy(tx: Tx, req: Request) -> LooksPolicy:
    return LooksPolicy(charter.looks_days(tx))


def put_policy(tx: Tx, req: Request) -> LooksPolicy:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")
    wanted, before = req.decode(LooksPolicy).days, charter.looks_days(tx)
    if wanted != before:
        charter.set_looks_days(tx, wanted)
        audit.record(tx, req.actor.user_id, Act.POLICY_CHANGED, "looks", before=before, after=wanted)
    return LooksPolicy(wanted)


ROUTES = [
    Route(
        "GET",
        "/groups/{roomId}/looks",
        read=list_looks,
        answer=LookList,
        summary="Who looked into the group without being in it / 谁从群外查看过本群",
        may="members of the group",
        query=pages.PAGED,
    ),
    Route(
        "GET",
        "/policies/looks",
        read=get_policy,
        answer=LooksPolicy,
        summary="After how many days members see who looked / 多少天后群成员能看到谁查看过",
        may="everybody",
    ),
    Route(
        "PUT",
        "/policies/looks",
        write=put_policy,
        body=LooksPolicy,
        answer=LooksPolicy,
        summary="Set after how many days members see who looked / 设置多少天后群成员能看到谁查看过",
        may="HR, administrators",
    ),
]
