"""/me: who is signed in, and what he may do beyond what everybody may; the guards of those routes say it."""

from __future__ import annotations

import msgspec

from fangyuan import charter, directory, groups, keeping, moderation
from fangyuan.charter import Approval
from fangyuan.db import Tx
from fangyuan.http.governance.directory import PersonView, find_himself
from fangyuan.http.governance.rights import is_admin, may_audit, may_manage, may_see_reach
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.identity import find_account


class Rights(msgspec.Struct):
    """What a client shows the person. `found`: kind to whose consent it takes (none, hr, superior); others he may not.

    `approve_held` and `decide_appeals` hold too while something waits for him. `owns_groups`: is owner or deputy.
    """

    manage_directory: bool
    grant_roles: bool
    change_policies: bool
    see_reach_rules: bool
    manage_guests: bool
    handle_reports: bool
    read_audit: bool
    place_holds: bool
    govern_all_groups: bool
    see_all_groups: bool
    owns_groups: bool
    approve_held: bool
    decide_appeals: bool
    found: dict[str, Approval]


class Me(msgspec.Struct):
    """The account with its name, and the person, where the directory knows one: no bot, nobody from outside."""

    user_id: str
    name: str
    kind: str
    rights: Rights
    person: PersonView | None = None


def show(tx: Tx, req: Request) -> Me:
    account = find_account(tx, req.actor.user_id)
    name = account.displayname if account is not None else None
    return Me(
        req.actor.user_id, name or req.actor.user_id, req.actor.kind, _rights(tx, req), find_himself(tx, req)
    )


def _rights(tx: Tx, req: Request) -> Rights:
    org, actor = directory.org(tx), req.actor
    owns = bool(groups.list_own(tx, actor.user_id))
    governs_all = groups.may_govern_all(tx, actor)
    return Rights(
        manage_directory=may_manage(org, req),
        grant_roles=is_admin(org, req),
        change_policies=may_manage(org, req),
        see_reach_rules=may_see_reach(org, req),
        manage_guests=groups.may_manage(tx, actor),
        handle_reports=moderation.may_moderate(tx, actor),
        read_audit=may_audit(org, req),
        place_holds=keeping.may_hold(tx, actor),
        govern_all_groups=governs_all,
        see_all_groups=groups.may_see_all(tx, actor),
        owns_groups=owns,
        approve_held=owns or governs_all or bool(groups.list_asked(tx, actor)),
        decide_appeals=org.acts_as(actor, directory.HR) or bool(groups.list_to_decide(tx, actor)),
        found=charter.kinds_to_found(tx, org, actor),
    )


ROUTES = [
    Route(
        "GET",
        "/me",
        read=show,
        answer=Me,
        summary="Who I am and what I may do / 我是谁、我能做什么",
        may="everybody",
    )
]
