"""People from outside the company: brought in for named groups up to a date, with a colleague who answers for them.

They have an account of a kind of its own, `external`: a name that says so, a password, and no way to anything but their
groups. On the date their sessions die and they are out of every group, in one transaction.
"""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from fangyuan import audit, directory, identity, reach, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx, schedule
from fangyuan.groups import store
from fangyuan.groups.audience import close_account
from fangyuan.groups.exceptions import admit_until, find_admission
from fangyuan.groups.house import check_name, house, tell
from fangyuan.groups.model import Group
from fangyuan.groups.register import check_open, get, may_govern
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual
from fangyuan.reach import COMPANY_FIELD, DAY_MS, Guest

END_GUEST = "groups.end_guest"
WARN_SPONSOR = "groups.warn_sponsor"
WARN_BEFORE_MS = 7 * DAY_MS
_MOST_NAME = 60
_MOST_GROUPS = 50
_LATER_MS = 1_000  # his exceptions end after himself, so that he goes everywhere at once


class GuestWish(Struct, forbid_unknown_fields=True):
    """Whom to bring in. `until_ts` (ms UTC) left out: as long as the policy allows; `sponsor` left out: who asks."""

    name: str
    company: str
    sponsor: str | None = None
    groups: list[str] = field(default_factory=list[str])
    until_ts: int | None = None


def may_manage(tx: Tx, actor: Session) -> bool:
    """HR and administrators decide about all outsiders."""
    org = directory.org(tx)
    return actor.is_admin or org.acts_as(actor, directory.HR) or org.acts_as(actor, directory.ADMIN)


def welcome(tx: Tx, actor: Session, wish: GuestWish) -> tuple[Guest, str]:
    """Brings somebody in; gives him and the code that he signs in with. He is in the named groups at once.

    HR and administrators may for every group that admits him, owners as the policy says for theirs: they answer then.
    """
    sponsor = _sponsor(tx, wish.sponsor or actor.user_id)
    found = _groups(tx, actor, wish.groups, sponsor)
    name, company = (_line(one, at) for one, at in ((wish.name, "name"), (wish.company, "company")))
    check_name(tx, name)
    until_ts = wish.until_ts if wish.until_ts is not None else _latest(tx)
    reach.check_days(tx, until_ts)
    user_id = tx.ids.user_id(f"ext-{tx.ids.code().lower()}")
    identity.create_account(tx, user_id, kind=EXTERNAL_KIND)
    identity.set_profile(tx, user_id, "displayname", name)
    code = identity.issue_code(tx, user_id)
    guest = Guest(user_id, name, company, sponsor, until_ts, actor.user_id, tx.now_ms)
    _put(tx, guest)
    after = {
        "name": name,
        "company": company,
        "sponsor": sponsor,
        "groups": wish.groups,
        "until_ts": until_ts,
    }
    audit.record(tx, actor.user_id, Act.GUEST_WELCOMED, user_id, after=after)
    for group in found:
        _admit(tx, actor.user_id, group, guest)
        rooms.put_in(tx, group.room_id, [user_id])
    return guest, code


def _admit(tx: Tx, actor: str, group: Group, guest: Guest) -> None:
    reason = bilingual("reach.reason_guest", company=guest.company)
    admit_until(tx, actor, group, guest.user_id, reason, guest.until_ts + _LATER_MS)


def _groups(tx: Tx, actor: Session, room_ids: list[str], sponsor: str) -> list[Group]:
    """The groups that are meant, each of which the actor may open to an outsider."""
    manages = may_manage(tx, actor)
    if not manages and not (reach.policy(tx).guests.owners and room_ids and sponsor == actor.user_id):
        raise Forbidden("Only HR or the owner of the groups may do that", key="reach.guests_not_yours")
    if len(room_ids) > _MOST_GROUPS:
        raise InvalidParam(f"At most {_MOST_GROUPS} groups", extra={"field": "groups"})
    found: list[Group] = []
    for room_id in dict.fromkeys(room_ids):
        group = get(tx, room_id)
        if not may_govern(tx, actor, group):
            raise Forbidden("Only HR or the owner of the groups may do that", key="reach.guests_not_yours")
        check_open(group)
        if group.is_confidential:
            raise Forbidden("Outsiders don't come into confidential groups", key="reach.not_confidential")
        found.append(group)
    return found


def _sponsor(tx: Tx, name: str) -> str:
    """An active person of the company, by user id or account."""
    user_id = name if name.startswith("@") else tx.ids.user_id(name)
    person = directory.org(tx).find_person(user_id)
    if person is None or not person.is_active:
        raise InvalidParam("No such person", key="reach.no_sponsor", extra={"field": "sponsor"})
    return user_id


def _line(words: str, at: str) -> str:
    words = words.strip()
    if not directory.is_line(words, _MOST_NAME):
        params = {"field": at, "most": _MOST_NAME}
        raise InvalidParam(f"{at}: one line", key="reach.field.line", params=params, extra={"field": at})
    return words


def _latest(tx: Tx) -> int:
    return tx.now_ms + reach.policy(tx).guests.most_days * DAY_MS


def _put(tx: Tx, guest: Guest) -> None:
    reach.put_guest(tx, guest)
    shown = {"company": guest.company, "until_ts": guest.until_ts}
    identity.set_field(tx, guest.user_id, COMPANY_FIELD, shown)
    schedule(tx, END_GUEST, {"user_id": guest.user_id}, guest.until_ts, f"end {guest.user_id}")
    warn_ts = max(tx.now_ms, guest.until_ts - WARN_BEFORE_MS)
    schedule(tx, WARN_SPONSOR, {"user_id": guest.user_id}, warn_ts, f"warn {guest.user_id}")


# -- while he is here ------------------------------------------------------------------------------------------------


def change_guest(
    tx: Tx, actor: Session, user_id: str, *, until_ts: int | None = None, sponsor: str | None = None
) -> Guest:
    """Another date, from who answers for him, HR and administrators; another sponsor, from the latter two."""
    guest = _get_own(tx, actor, user_id)
    if sponsor is not None and not may_manage(tx, actor):
        raise Forbidden("Only HR names another sponsor", key="reach.guests_not_yours")
    changed = replace(
        guest,
        until_ts=guest.until_ts if until_ts is None else until_ts,
        sponsor=guest.sponsor if sponsor is None else _sponsor(tx, sponsor),
    )
    if changed == guest:
        return guest
    if until_ts is not None:
        reach.check_days(tx, until_ts)
    _put(tx, changed)
    before = {"until_ts": guest.until_ts, "sponsor": guest.sponsor}
    after = {"until_ts": changed.until_ts, "sponsor": changed.sponsor}
    audit.record(tx, actor.user_id, Act.GUEST_CHANGED, user_id, before=before, after=after)
    for found in store.list_exceptions_for(tx, localpart_of(user_id)):
        group = store.find(tx, found.room_id)
        if found.effect == "admit" and group is not None and find_admission(tx, group, user_id) is not None:
            _admit(tx, actor.user_id, group, changed)
    return changed


def end_guest(tx: Tx, actor: Session, user_id: str) -> None:
    """Ends his stay before its date."""
    _end(tx, actor.user_id, _get_own(tx, actor, user_id))


def _get_own(tx: Tx, actor: Session, user_id: str) -> Guest:
    guest = reach.find_guest(tx, user_id)
    manages = may_manage(tx, actor)
    if not manages and (guest is None or guest.sponsor != actor.user_id):
        raise Forbidden("Only HR or who answers for him may do that", key="reach.guests_not_yours")
    if guest is None or guest.ended_ts is not None:
        raise NotFound("No such guest", key="reach.no_such_guest")
    return guest


def _end(tx: Tx, actor: str, guest: Guest) -> None:
    reach.put_guest(tx, replace(guest, ended_ts=tx.now_ms))
    for found in store.list_exceptions_for(tx, localpart_of(guest.user_id)):
        store.drop_exception(tx, found.exception_id)
    close_account(tx, actor, guest.user_id)
    audit.record(tx, actor, Act.GUEST_ENDED, guest.user_id, before={"until_ts": guest.until_ts})


def end_due_guest(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for END_GUEST."""
    guest = reach.find_guest(tx, payload["user_id"])
    if guest is None or guest.ended_ts is not None or guest.until_ts > tx.now_ms:
        return
    _end(tx, house(tx).user_id, guest)
    tell(tx, guest.sponsor, "reach.guest_ended", name=guest.name, company=guest.company)


def warn_sponsor(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for WARN_SPONSOR: a week before the date."""
    guest = reach.find_guest(tx, payload["user_id"])
    if guest is None or guest.ended_ts is not None or guest.until_ts - WARN_BEFORE_MS > tx.now_ms:
        return
    days = max(1, -(-(guest.until_ts - tx.now_ms) // DAY_MS))
    tell(tx, guest.sponsor, "reach.guest_ends", name=guest.name, company=guest.company, days=days)
