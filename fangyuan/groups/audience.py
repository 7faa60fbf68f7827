"""Keeping members true to the charter's audience.

Law 6: after any change of the org chart, members = audience + exceptions.
"""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit, charter, directory, identity, reach, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Charter, DatedException, Explanation
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.events import Event
from fangyuan.groups import offices, spaces, store
from fangyuan.groups.house import house, tell
from fangyuan.groups.model import AudienceException, Group
from fangyuan.groups.succession import pass_on
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.kernel.errors import NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual, both


def wanted(tx: Tx, group: Group) -> set[str]:
    """The user ids that the charter puts into the group: its audience with its exceptions, and its owners."""
    assert group.charter is not None, "drafts have no audience"
    return people_of(tx, group.charter, store.list_exceptions(tx, group.room_id))


def people_of(tx: Tx, of: Charter, exceptions: list[AudienceException]) -> set[str]:
    """The same of a charter that is not in force yet."""
    people = charter.resolve(directory.org(tx), of.audience, _dated(exceptions), tx.now_ms)
    return {tx.ids.user_id(one) for one in people} | {user for user in of.owners if _is_active(tx, user)}


def _dated(exceptions: list[AudienceException]) -> list[DatedException]:
    """The exceptions that put somebody in or keep him out."""
    return [
        DatedException(found.person_id, found.effect, found.reason, found.until_ts)
        for found in exceptions
        if found.effect == "include" or found.effect == "exclude"
    ]


def admitted(tx: Tx, room_id: str) -> set[str]:
    """The user ids that may be in the group without the audience putting them there."""
    return admitted_by(tx, store.list_exceptions(tx, room_id))


def admitted_by(tx: Tx, exceptions: list[AudienceException]) -> set[str]:
    """The same by exceptions that are not on file yet."""
    users = {
        tx.ids.user_id(one.person_id)
        for one in exceptions
        if one.effect == "admit" and one.is_valid(tx.now_ms)
    }
    return {user_id for user_id in users if _is_active(tx, user_id)}


def _is_active(tx: Tx, user_id: str) -> bool:
    """Whether the account is open and, if the directory knows the person, he works here."""
    person = directory.org(tx).people.get(localpart_of(user_id))
    if person is not None and not person.is_active:
        return False
    account = identity.find_account(tx, user_id)
    return account is not None and account.is_active


def count_people(tx: Tx, of: Charter, room_id: str | None = None) -> int:
    """How many people the charter brings in, those counted who are there by invitation."""
    people = people_of(tx, of, store.list_exceptions(tx, room_id) if room_id is not None else [])
    if room_id is not None:
        people |= admitted(tx, room_id) & set(rooms.list_members(tx, room_id, ("join", "invite")))
    return len(people)


def reconcile(tx: Tx, actor: str, group: Group, *, why: str) -> tuple[int, int]:
    """Lets in who is missing and takes out who no longer belongs; (added, removed), in the audit log too."""
    if group.status not in ("open", "archived"):
        return (0, 0)
    room_id = group.room_id
    should = wanted(tx, group)
    may = should | admitted(tx, room_id) | {house(tx).user_id}
    present = set(rooms.list_members(tx, room_id, ("join",)))
    invited = set(rooms.list_members(tx, room_id, ("invite",)))
    if group.is_confidential:
        kept_out = programs_among(tx, may | present | invited)
        should, may = should - kept_out, may - kept_out
    knocking = {one for one in rooms.list_members(tx, room_id, ("knock",)) if not _is_active(tx, one)}
    comes = _with_accounts(tx, sorted(should - present))
    _lift_bans(tx, group, comes)
    added = rooms.put_in(tx, room_id, comes)
    goes = sorted(present - may) + sorted(invited - may) + sorted(knocking)
    removed = _take_out(tx, room_id, goes, why)
    if added or removed:
        after = {
            "added": [event.state_key for event in added],
            "removed": [event.state_key for event in removed],
        }
        audit.record(tx, actor, Act.MEMBERSHIP_BY_RULE, room_id, after=after, reason=why)
    return len(added), len(removed)


def programs_among(tx: Tx, user_ids: set[str]) -> set[str]:
    """Those of the users that have no business in what is confidential: programs, and people from outside."""
    accounts = identity.list_accounts(tx, sorted(user_ids))
    return {one.user_id for one in accounts if one.kind in ("bot", EXTERNAL_KIND)}


def _lift_bans(tx: Tx, group: Group, user_ids: list[str]) -> None:
    """Who belongs here by rule is not kept out by a ban: whoever is to stay out has an exception that says so."""
    banned = set(rooms.list_members(tx, group.room_id, ("ban",))).intersection(user_ids)
    for user_id in sorted(banned):
        rooms.append_member(
            tx, rooms.get(tx, group.room_id), house(tx).user_id, user_id, {"membership": "leave"}
        )


def _with_accounts(tx: Tx, user_ids: list[str]) -> list[str]:
    """Those whose account is open: nobody comes back by rule into an account that was closed."""
    accounts = identity.list_accounts(tx, user_ids) if user_ids else []
    return sorted(account.user_id for account in accounts if account.is_active)


def follow_directory(
    tx: Tx, actor: str, changed: frozenset[str] | None = None, *, before: Org | None = None
) -> None:
    """The org chart has changed: every group follows, and who has left the company is out of every room.

    `changed` names the people (person ids) who left or changed; None when it may have been anybody. `before` is the
    company before the change, which knows to whom the groups of a leaver pass.
    """
    org = directory.org(tx)
    people = [org.people.get(person_id) for person_id in (org.people if changed is None else changed)]
    gone = [person.person_id for person in people if person is not None and person.has_left]
    for person_id in gone:
        _end_welcome(tx, actor, person_id)
    pass_on(tx, actor, why="groups.owner_gone", before=before)
    for group in store.list_open(tx):
        reconcile(tx, actor, group, why="groups.by_rule")
    for person_id in gone:
        _take_out_everywhere(tx, tx.ids.user_id(person_id), "groups.left_company")
    offices.settle(tx)
    _tell_of_guests(tx, {tx.ids.user_id(person_id) for person_id in gone})
    spaces.wake(tx, changed)


def _tell_of_guests(tx: Tx, gone: set[str]) -> None:
    """Whose sponsor has left stays up to his date; HR hears that somebody else must answer for him."""
    org = directory.org(tx)
    for guest in reach.list_guests_of(tx, gone):
        for person in org.people.values():
            if person.is_active and directory.HR in person.roles:
                tell(tx, org.user_id(person.person_id), "reach.guest_without_sponsor", name=guest.name)


def _end_welcome(tx: Tx, actor: str, person_id: str) -> None:
    """What let him in beyond his place in the company ends with it; if he comes back, he starts without it."""
    for found in store.list_exceptions_for(tx, person_id):
        if found.effect != "exclude":
            store.drop_exception(tx, found.exception_id)
            before = {"person": person_id, "effect": found.effect}
            audit.record(
                tx, actor, Act.EXCEPTION_REVOKED, found.room_id, before=before, reason="groups.left_company"
            )


def close_account(tx: Tx, actor: str, user_id: str) -> bool:
    """Ends an account: its sessions die and it is out of every room, in one transaction. False when it was closed."""
    if not identity.deactivate(tx, user_id):
        return False
    _take_out_everywhere(tx, user_id, "groups.account_closed")
    audit.record(tx, actor, Act.ACCOUNT_DEACTIVATED, user_id)
    replace_absent_owners(tx, actor)
    offices.settle(tx)
    return True


def replace_absent_owners(tx: Tx, actor: str) -> None:
    """An account was closed or suspended: what it owned passes on, and the new owners are in."""
    for group in pass_on(tx, actor, why="groups.owner_gone"):
        reconcile(tx, actor, group, why="groups.by_rule")


def _take_out_everywhere(tx: Tx, user_id: str, why: str) -> None:
    offices.seal(tx, user_id)
    for room_id, membership, _, _ in rooms.list_memberships(tx, user_id):
        if membership in ("join", "invite", "knock"):
            _take_out(tx, room_id, [user_id], why)


def _take_out(tx: Tx, room_id: str, user_ids: list[str], why: str) -> list[Event]:
    timeline.stop_typing(tx, room_id, user_ids)
    return rooms.take_out(tx, house(tx).user_id, room_id, user_ids, reason=bilingual(why))


def explain(tx: Tx, group: Group, person_id: str) -> Explanation:
    """Why this person is in the group, or not. `is_in` speaks of the audience and exceptions that put people in."""
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    exceptions, org = store.list_exceptions(tx, group.room_id), directory.org(tx)
    answer = charter.explain(
        org, group.charter.audience, _dated(exceptions), person_id, tx.now_ms, group.owners
    )
    if answer.is_in or answer.ground in ("exception", "inactive"):
        return answer
    for found in exceptions:
        if found.effect == "admit" and found.person_id == person_id and found.is_valid(tx.now_ms):
            person = org.people.get(person_id)
            words = both(
                "groups.explain_admitted", name=person.name if person else person_id, reason=found.reason
            )
            return replace(answer, ground="exception", words=words)
    return answer
