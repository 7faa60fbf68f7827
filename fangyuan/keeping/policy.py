"""The company's rule on how long messages and files are kept, and telling the groups of it."""

from __future__ import annotations

from fangyuan import audit, charter, directory, groups, rooms
from fangyuan.audit import Act
from fangyuan.charter import RetentionPolicy
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.text import bilingual

_PAGE = 200


def set_policy(tx: Tx, actor: Session, wish: object) -> RetentionPolicy:
    """Replaces the rule; groups that keep their messages for less than before are told in them. HR, administrators."""
    org = directory.org(tx)
    if not (actor.is_admin or org.acts_as(actor, directory.HR) or org.acts_as(actor, directory.ADMIN)):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")
    before = charter.retention_policy(tx)
    after = charter.set_retention_policy(tx, wish)
    audit.record(
        tx,
        actor.user_id,
        Act.POLICY_CHANGED,
        "retention",
        before=before.to_json(),
        after=after.to_json(),
    )
    _tell_groups(tx, before, after)
    return after


def _tell_groups(tx: Tx, before: RetentionPolicy, after: RetentionPolicy) -> None:
    at = ""
    while page := groups.list_after(tx, at, _PAGE):
        at = page[-1].room_id
        for group in page:
            old = charter.days_kept(before, group.kind, group.charter)
            new = charter.days_kept(after, group.kind, group.charter)
            if old == new or group.status != "open":
                continue
            room = rooms.get(tx, group.room_id)
            groups.write_retention(tx, room, new)
            if new is not None and (old is None or new < old):
                groups.post(tx, room, bilingual("keeping.shortened", days=new))
