"""/kinds and /policies: which kinds of group there are, and who may found them."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit, charter, directory
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.http.governance.rights import may_manage
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden


class KindList(msgspec.Struct):
    """The kinds with their names, descriptions and the clauses that a new group of that kind starts with."""

    kinds: list[dict[str, Any]]


class CreationPolicy(msgspec.Struct):
    """Who may found which kind, as data."""

    policy: dict[str, Any]


class OwnDomains(msgspec.Struct):
    """The company's own sites besides the server's: links there are no hooks of an advert."""

    domains: list[str]


def list_kinds(tx: Tx, req: Request) -> KindList:
    return KindList([kind.to_json() for kind in charter.kinds()])


def get_policy(tx: Tx, req: Request) -> CreationPolicy:
    return CreationPolicy(charter.creation_policy(tx).to_json())


def put_policy(tx: Tx, req: Request) -> CreationPolicy:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")
    before = charter.creation_policy(tx)
    after = charter.set_creation_policy(tx, req.decode(CreationPolicy).policy)
    audit.record(
        tx, req.actor.user_id, Act.POLICY_CHANGED, "creation", before=before.to_json(), after=after.to_json()
    )
    return CreationPolicy(after.to_json())


def get_own_domains(tx: Tx, req: Request) -> OwnDomains:
    return OwnDomains(sorted(charter.own_domains(tx)))


def put_own_domains(tx: Tx, req: Request) -> OwnDomains:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")
    before = sorted(charter.own_domains(tx))
    charter.set_own_domains(tx, req.decode(OwnDomains).domains)
    after = sorted(charter.own_domains(tx))
    audit.record(tx, req.actor.user_id, Act.POLICY_CHANGED, "own_domains", before=before, after=after)
    return OwnDomains(after)


ROUTES = [
    Route(
        "GET", "/kinds", read=list_kinds, answer=KindList, summary="Kinds of group / 群类型", may="everybody"
    ),
    Route(
        "GET",
        "/policies/creation",
        read=get_policy,
        answer=CreationPolicy,
        summary="Who may found which kind / 建群权限",
        may="everybody",
    ),
    Route(
        "PUT",
        "/policies/creation",
        write=put_policy,
        body=CreationPolicy,
        answer=CreationPolicy,
        summary="Change who may found which kind / 修改建群权限",
        may="HR, administrators",
    ),
    Route(
        "GET",
        "/policies/own-domains",
        read=get_own_domains,
        answer=OwnDomains,
        summary="The company's own sites / 公司自己的网站",
        may="everybody",
    ),
    Route(
        "PUT",
        "/policies/own-domains",
        write=put_own_domains,
        body=OwnDomains,
        answer=OwnDomains,
        summary="Name the company's own sites / 登记公司自己的网站",
        may="HR, administrators",
    ),
]
