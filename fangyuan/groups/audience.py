"""Keeping members true to the charter's audience.

Law 6: after any change of the org chart, members = audience + exceptions.
"""

from __future__ import annotations

from fangyuan import audit, charter, directory, identity, rooms
from fangyuan.audit import Act
from fangyuan.charter import DatedException, Explanation
from fangyuan.db import Tx, schedule
from fangyuan.groups import store
from fangyuan.groups.house import house
from fangyuan.groups.model import AudienceException, Group
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual

EXPIRE = "groups.expire_exception"
MAX_REASON = 500


def wanted(tx: Tx, group: Group) -> set[str]:
    """The user ids that the charter puts into the group: its audience with its exceptions, and its owners."""
    assert group.charter is not None, "drafts have no audience"
    org = directory.org(tx)
    people = charter.resolve(org, group.charter.audience, dated(tx, group.room_id), tx.now_ms)
    members = {tx.ids.user_id(person_id) for person_id in people}
    return members | {user_id for user_id in group.charter.owners if _is_active(tx, user_id)}


def dated(tx: Tx, room_id: str) -> list[DatedException]:
    """The exceptions that put somebody in or keep him out."""
    return [
        DatedException(found.person_id, found.effect, found.reason, found.until_ts)
        for found in store.list_exceptions(tx, room_id)
        if found.effect == "include" or found.effect == "exclude"
    ]


def admitted(tx: Tx, room_id: str) -> set[str]:
    """The user ids that may be in the group by invitation, without the audience putting them there."""
    found = store.list_exceptions(tx, room_id)
    users = {
        tx.ids.user_id(one.person_id)
        for one in found
        if one.effect == "admit" and (one.until_ts is None or one.until_ts > tx.now_ms)
    }
    return {user_id for user_id in users if _is_active(tx, user_id)}


def _is_active(tx: Tx, user_id: str) -> bool:
    """Whether the person works here, or the account is one that the directory does not know (a guest, a bot)."""
    person = directory.org(tx).people.get(localpart_of(user_id))
    if person is not None:
        return person.status == "active"
    account = identity.find_account(tx, user_id)
    return account is not None and account.is_active


def reconcile(tx: Tx, actor: str, group: Group, *, why: str) -> tuple[int, int]:
    """Lets in who is missing and takes out who no longer belongs; (added, removed), in the audit log too."""
    if group.charter is None:
        return (0, 0)
    should = wanted(tx, group)
    house_id = house(tx).user_id
    present = set(rooms.list_members(tx, group.room_id, ("join",)))
    asked = set(rooms.list_members(tx, group.room_id, ("invite", "knock")))
    may = should | admitted(tx, group.room_id) | {house_id}
    goes = sorted(user for user in present - may) + sorted(
        user for user in asked - may if not _is_active(tx, user)
    )
    comes = _with_accounts(tx, sorted(should - present))
    added = rooms.put_in(tx, group.room_id, comes)
    removed = rooms.take_out(tx, house_id, group.room_id, goes, reason=bilingual(why))
    if added or removed:
        after = {
            "added": [event.state_key for event in added],
            "removed": [event.state_key for event in removed],
        }
        audit.record(tx, actor, Act.MEMBERSHIP_BY_RULE, group.room_id, after=after, reason=why)
    return len(added), len(removed)


def _with_accounts(tx: Tx, user_ids: list[str]) -> list[str]:
    """Those who have an account that they have not closed themselves."""
    accounts = identity.list_accounts(tx, user_ids) if user_ids else []
    return [account.user_id for account in accounts if account.is_active]


def follow_directory(tx: Tx, actor: str, changed: frozenset[str] | None = None) -> None:
    """The org chart has changed: every group follows, and who has left the company is out of every room.

    `changed` names the people (person ids) who left or changed; None when it may have been anybody.
    """
    for group in store.list_open(tx):
        reconcile(tx, actor, group, why="groups.by_rule")
    org = directory.org(tx)
    for person_id in org.people if changed is None else changed:
        person = org.people.get(person_id)
        if person is not None and person.status == "left":
            _take_out_everywhere(tx, tx.ids.user_id(person_id))


def close_account(tx: Tx, actor: str, user_id: str) -> bool:
    """Ends an account: its sessions die and it is out of every room, in one transaction. False when it was closed."""
    if not identity.deactivate(tx, user_id):
        return False
    _take_out_everywhere(tx, user_id)
    audit.record(tx, actor, Act.ACCOUNT_DEACTIVATED, user_id)
    return True


def _take_out_everywhere(tx: Tx, user_id: str) -> None:
    for room_id, membership, _, _ in rooms.list_memberships(tx, user_id):
        if membership in ("join", "invite", "knock"):
            reason = bilingual("groups.left_company")
            rooms.take_out(tx, house(tx).user_id, room_id, [user_id], reason=reason)


def explain(tx: Tx, group: Group, person_id: str) -> Explanation:
    """Why this person is in the group, or not."""
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    exceptions, owners = dated(tx, group.room_id), group.charter.owners
    return charter.explain(
        directory.org(tx), group.charter.audience, exceptions, person_id, tx.now_ms, owners
    )


def add_exception(
    tx: Tx, actor: str, group: Group, person_id: str, effect: str, reason: str, until_ts: int | None
) -> AudienceException:
    """Files an exception with its reason; members follow at once, and again when it ends."""
    if not reason.strip() or len(reason) > MAX_REASON:
        raise InvalidParam(
            "An exception needs a reason", key="groups.exception_reason", extra={"field": "reason"}
        )
    if until_ts is not None and until_ts <= tx.now_ms:
        raise InvalidParam("until_ts has passed", key="groups.exception_past", extra={"field": "until_ts"})
    if identity.find_account(tx, tx.ids.user_id(person_id)) is None:
        raise NotFound("No such person", key="groups.no_such_person", params={"person": person_id})
    store.drop_exceptions_for(tx, group.room_id, person_id, ["include", "exclude", "admit"])
    exception = AudienceException(
        tx.ids.opaque(), group.room_id, person_id, effect, reason.strip(), actor, tx.now_ms, until_ts
    )
    store.add_exception(tx, exception)
    audit.record(
        tx,
        actor,
        Act.EXCEPTION_GRANTED,
        group.room_id,
        after={"person": person_id, "effect": effect, "until_ts": until_ts},
        reason=reason,
    )
    if until_ts is not None:
        schedule(tx, EXPIRE, {"exception_id": exception.exception_id}, until_ts)
    reconcile(tx, actor, group, why="groups.by_exception")
    return exception


def revoke_exception(tx: Tx, actor: str, group: Group, exception_id: str) -> None:
    """Ends an exception before its time."""
    found = store.find_exception(tx, exception_id)
    if found is None or found.room_id != group.room_id:
        raise NotFound("No such exception")
    _end(tx, actor, group, found, Act.EXCEPTION_REVOKED)


def expire_exception(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for EXPIRE."""
    found = store.find_exception(tx, payload["exception_id"])
    group = store.find(tx, found.room_id) if found is not None else None
    if found is not None and group is not None:
        _end(tx, house(tx).user_id, group, found, Act.EXCEPTION_EXPIRED)


def _end(tx: Tx, actor: str, group: Group, found: AudienceException, act: Act) -> None:
    store.drop_exception(tx, found.exception_id)
    audit.record(tx, actor, act, group.room_id, before={"person": found.person_id, "effect": found.effect})
    reconcile(tx, actor, group, why="groups.by_exception")
