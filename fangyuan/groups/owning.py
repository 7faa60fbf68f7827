"""Handing a group over to somebody else."""

from __future__ import annotations

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.groups.audience import reconcile
from fangyuan.groups.contacts import does_see
from fangyuan.groups.house import tell
from fangyuan.groups.model import Group
from fangyuan.groups.register import check_may_dispose, check_reason, get
from fangyuan.groups.succession import change_owner, may_own, shown
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound


def hand_over(tx: Tx, actor: Session, room_id: str, owner: str, reason: str) -> Group:
    """The group has this owner from now on; both are told. `owner` is a person id or a user id.

    For the owner, HR and administrators. What is so already stays so.
    """
    group = get(tx, room_id)
    check_may_dispose(tx, actor, group)
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    if group.status == "closed":
        raise Forbidden("The group is closed", key="groups.is_closed")
    user_id, before = owner if owner.startswith("@") else tx.ids.user_id(owner), group.owner
    _check_may_own(tx, actor, group, user_id)
    if user_id == before:
        return group
    said = check_reason(reason)
    group = change_owner(tx, actor.user_id, group, user_id, after={"owner": user_id}, reason=said)
    reconcile(tx, actor.user_id, group, why="groups.by_rule")
    assert group.charter is not None, "it had one before"
    words = {"group": group.charter.name, "person": shown(tx, before), "by": shown(tx, actor.user_id)}
    if user_id != actor.user_id:
        tell(tx, user_id, "groups.handed_to_you", **words, reason=said or "-")
    if before != actor.user_id:
        words |= {"person": shown(tx, user_id)}
        tell(tx, before, "groups.handed_on", **words, reason=said or "-")
    return group


def _check_may_own(tx: Tx, actor: Session, group: Group, user_id: str) -> None:
    account = identity.find_account(tx, user_id)
    is_program = account is not None and account.kind == "bot" and group.is_confidential
    if not may_own(tx, user_id) or is_program or not does_see(tx, actor.user_id, user_id):
        raise InvalidParam(
            "The new owner must be somebody who is here",
            key="groups.owner_not_here",
            params={"person": user_id[:255]},
            extra={"field": "owner"},
        )
