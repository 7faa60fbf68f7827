"""Who may change the directory (administrators, people with the role HR) and who reads the audit log."""

from __future__ import annotations

from fangyuan import directory
from fangyuan.directory import Org
from fangyuan.http.request import Request
from fangyuan.kernel.errors import Forbidden

MANAGERS = "Administrators and HR / 管理员和人事"


def is_admin(org: Org, req: Request) -> bool:
    return req.actor.is_admin or org.acts_as(req.actor, directory.ADMIN)


def may_manage(org: Org, req: Request) -> bool:
    return is_admin(org, req) or org.acts_as(req.actor, directory.HR)


def may_audit(org: Org, req: Request) -> bool:
    """Administrators and auditors read the audit log."""
    return is_admin(org, req) or org.acts_as(req.actor, directory.AUDITOR)


def may_see_reach(org: Org, req: Request) -> bool:
    """Who keeps the rules of reach, or audits, sees them."""
    return may_manage(org, req) or org.acts_as(req.actor, directory.AUDITOR)


def check_may_manage(org: Org, req: Request) -> None:
    if not may_manage(org, req):
        raise Forbidden("Only HR and administrators change the directory", key="directory.managers_only")
