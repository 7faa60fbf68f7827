"""A group was looked at and is still needed: its charter says when it is looked at again."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import charter
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups.model import Group
from fangyuan.groups.revising import revise


def renew(tx: Tx, actor: str, group: Group, reason: str) -> Group:
    """The next review date of an open group, by its kind's months from now. Nobody has to accept the charter again.

    Whoever calls it has checked that the actor may.
    """
    assert group.charter is not None, "drafts have no review date"
    before, after = group.charter.review_date, charter.next_review(group.kind, tx.now_ms)
    if before == after:
        return group
    return revise(
        tx,
        actor,
        group,
        replace(group.charter, review_date=after),
        Act.REVIEW_KEPT,
        before={"review_date": before},
        after={"review_date": after},
        reason=reason,
    )
