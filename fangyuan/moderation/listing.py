"""Who may look at reports, and looking at them."""

from __future__ import annotations

from fangyuan import directory
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.moderation import store
from fangyuan.moderation.model import Report

STATUSES = ("open", "resolved")


def may_moderate(tx: Tx, actor: Session) -> bool:
    """HR and administrators."""
    org = directory.org(tx)
    return actor.is_admin or any(org.acts_as(actor, role) for role in (directory.HR, directory.ADMIN))


def check_may_moderate(tx: Tx, actor: Session) -> None:
    if not may_moderate(tx, actor):
        raise Forbidden("Only HR and administrators see reports", key="moderation.not_yours")


def get(tx: Tx, actor: Session, report_id: int) -> Report:
    """One report; M_NOT_FOUND also for one about the actor himself, who is not to judge it or know who filed it."""
    check_may_moderate(tx, actor)
    found = store.find(tx, report_id)
    if found is None or found.user_id == actor.user_id:
        raise NotFound("No such report", key="moderation.no_such_report")
    return found


def list_reports(tx: Tx, actor: Session, *, before: int, most: int, status: str | None) -> list[Report]:
    """A page of reports below the number `before`, the newest first; those about the actor are left out."""
    check_may_moderate(tx, actor)
    if status is not None and status not in STATUSES:
        raise InvalidParam("status is open or resolved", extra={"field": "status"})
    return store.list_page(tx, actor.user_id, before, most, status)
