"""Offices that everybody may always write to (HR, the union, an ombudsman), and the protected chats with them.

Who wrote to an office is nobody's business. A protected chat appears to its two people only: no list of rooms, no
report, no export and no administrator's call knows it, no row of the audit log speaks of it. As an administrator may
give himself access to an account, whoever's access somebody else changes is out of his protected chats in the same
transaction, and nothing of them is left to be found there.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit, directory, identity, reach, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import spaces, store
from fangyuan.groups.house import house, tell
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.kernel.text import bilingual
from fangyuan.reach import Office, Policy


def set_offices(tx: Tx, actor: Session, wish: object, reason: str = "") -> tuple[Office, ...]:
    """Replaces the offices. The chats that their people have already are protected from now on; past ones stay so."""
    before, after = reach.set_offices(tx, wish)
    if before == after:
        return after
    old = {user_id for office in before for user_id in office.people}
    for user_id in sorted({user_id for office in after for user_id in office.people} - old):
        _protect_chats(tx, user_id)
    shown: list[Any] = [[msgspec.to_builtins(office) for office in each] for each in (before, after)]
    audit.record(
        tx, actor.user_id, Act.POLICY_CHANGED, "offices", before=shown[0], after=shown[1], reason=reason
    )
    settle(tx)
    return after


def set_reach_policy(tx: Tx, actor: Session, wish: object, reason: str = "") -> Policy:
    """Replaces the rules of reach; the spaces of the org chart follow, where everybody sees everybody."""
    before, after = reach.set_policy(tx, wish)
    if before != after:
        audit.record(
            tx,
            actor.user_id,
            Act.POLICY_CHANGED,
            "reach",
            before=before.to_json(),
            after=after.to_json(),
            reason=reason,
        )
        spaces.wake(tx, None)
    return after


def _protect_chats(tx: Tx, user_id: str) -> None:
    for room_id, membership, _, _ in rooms.list_memberships(tx, user_id):
        room = rooms.find(tx, room_id)
        is_chat = room is not None and not room.is_governed and store.find(tx, room_id) is None
        if is_chat and membership in ("join", "invite", "leave") and store.find_chat(tx, user_id) != room_id:
            reach.protect(tx, room_id)


def settle(tx: Tx) -> None:
    """Without an office that can answer there is no guard: it is off in this very transaction, and HR is told."""
    if not reach.settle_guard(tx):
        return
    audit.record(tx, house(tx).user_id, Act.GUARD_ENDED, "reach", reason=bilingual("reach.guard_ended"))
    org = directory.org(tx)
    managers = {
        org.user_id(one.person_id)
        for one in org.people.values()
        if one.is_active and one.roles & {directory.HR, directory.ADMIN}
    }
    for user_id in sorted(managers | set(identity.list_admins(tx))):
        tell(tx, user_id, "reach.guard_ended")


def seal(tx: Tx, user_id: str) -> None:
    """Takes somebody out of his protected chats, so that whoever has access to his account finds none of them.

    He is out and has forgotten them; the other one sees that he left, and either may open a new chat.
    """
    # Those too that he left and has forgotten: a late sync would tell of them.
    known = [room_id for room_id, *_ in rooms.list_memberships(tx, user_id, since=0)]
    sealed = sorted(reach.list_protected(tx, known))
    for room_id in sealed:
        rooms.seal(tx, house(tx).user_id, room_id, user_id, reason=bilingual("reach.sealed"))
    direct = identity.find_account_data(tx, user_id, "", "m.direct") if sealed else None
    if direct is None:
        return
    kept = {
        other: [one for one in json.as_list(chats) if one not in sealed] for other, chats in direct.items()
    }
    left = {other: chats for other, chats in kept.items() if chats}
    if left != direct:
        identity.set_account_data(tx, user_id, "", "m.direct", left)


def check_not_protected(tx: Tx, room_id: str) -> None:
    """M_NOT_FOUND, as without such a room, for chats with an office: for the calls of administrators."""
    if reach.is_protected(tx, room_id):
        raise NotFound("No such room")


def check_reportable(tx: Tx, room_id: str) -> None:
    """Forbidden in a chat with an office: a report would show it to HR and administrators."""
    if reach.is_protected(tx, room_id):
        raise Forbidden("What is said with an office is not reported", key="reach.not_reported")
