"""The rules in force, the offices, who came from outside, and which chats are protected. The caller audits."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import msgspec
from msgspec.structs import replace

from fangyuan import directory, identity
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.identity import EXTERNAL_KIND, Account
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.ids import Ids
from fangyuan.reach import store
from fangyuan.reach.deciding import Compiled, jumps
from fangyuan.reach.model import (
    DAY_MS,
    RULES,
    Answer,
    Contact,
    Guard,
    Office,
    Policy,
    Verb,
    decode_policy,
)
from fangyuan.reach.parse import parse_offices, parse_policy, wrong

_KEY = ("reach",)
_Loaded = tuple[str, Policy, tuple[Office, ...]]
_offices = msgspec.json.Decoder(tuple[Office, ...])
# As with the org chart: readers begin with an empty memory each, so they share what was compiled last.
_shared: WeakKeyDictionary[Ids, tuple[str, str, _Loaded, Compiled]] = WeakKeyDictionary()


def compiled(tx: Tx) -> Compiled:
    """The rules over the company as this transaction sees both; made once for each version of the two."""
    return _current(tx)[3]


def policy(tx: Tx) -> Policy:
    """The company's rules of reach; without any, everybody reaches everybody."""
    return _current(tx)[2][1]


def offices(tx: Tx) -> tuple[Office, ...]:
    """The offices that everybody may always write to."""
    return _current(tx)[2][2]


def _current(tx: Tx) -> tuple[str, str, _Loaded, Compiled]:
    org = directory.org(tx)
    found = tx.memo.get(_KEY)
    if found is not None and found[0] == org.version:
        return found
    version = store.version(tx)
    found = _shared.get(tx.ids)
    if found is None or found[0] != org.version or found[1] != version:
        loaded = _load(tx)
        found = (org.version, version, loaded, Compiled(org, loaded[1], _people_of(loaded[2])))
        if not tx.writable:  # what a writer sees may yet be undone
            _shared[tx.ids] = found
    tx.memo[_KEY] = found
    return found


def _load(tx: Tx) -> _Loaded:
    state = store.find_state(tx)
    if state is None:
        return "", Policy(), ()
    return state[0], decode_policy(state[1]), _offices.decode(state[2])


def _people_of(offices: Iterable[Office]) -> list[str]:
    return [user_id for office in offices for user_id in office.people]


def _write(tx: Tx, policy: Policy, offices: tuple[Office, ...]) -> None:
    tx.forget(_KEY)
    store.set_state(tx, tx.ids.opaque(), json.encode(policy), json.encode(offices))
    tx.note(RULES)  # no client sees it, but whoever remembers what the rules were looks again


# -- asking ----------------------------------------------------------------------------------------------------------


def answer(tx: Tx, viewer: str, other: str, verb: Verb) -> Answer:
    """Whether the one may find, see, mention or write to the other, and why.

    Outsiders are reached by who answers for them and by who shares a room with them, which the caller knows.
    """
    rules = compiled(tx)
    if viewer == other or other in rules.officers or viewer in rules.officers:
        return rules.answer(viewer, other, verb)
    viewing, seen = identity.find_account(tx, viewer), identity.find_account(tx, other)
    if _is_external(viewing) or _is_external(seen):
        if verb == "mention":  # who reads a mention is in the room
            return Answer(True, "guest")
        if viewing is not None and (viewing.is_admin or _manages(rules.org, viewer)):
            return Answer(True, "manages")
        return Answer(_answers_for(tx, viewer, other) or _answers_for(tx, other, viewer), "guest")
    if viewing is not None and viewing.is_admin:
        return Answer(True, "manages")
    return rules.answer(viewer, other, verb)


def may(tx: Tx, viewer: str, other: str, verb: Verb) -> bool:
    """The same as a yes or no."""
    return answer(tx, viewer, other, verb).may


def hides_anybody(tx: Tx) -> bool:
    """Whether there may be two people of whom one doesn't see the other: rules, or people from outside."""
    return not compiled(tx).is_open or store.has_guests(tx)


def is_restricted(tx: Tx, viewer: str) -> bool:
    """Whether any rule speaks of this viewer: only then is there anything to hold against him."""
    account = identity.find_account(tx, viewer)
    if _is_external(account):
        return True
    return not (account is not None and account.is_admin) and not compiled(tx).sees_all(viewer)


def _is_external(account: Account | None) -> bool:
    return account is not None and account.kind == EXTERNAL_KIND


def _manages(org: Org, user_id: str) -> bool:
    return org.has_role(user_id, directory.HR) or org.has_role(user_id, directory.ADMIN)


def _answers_for(tx: Tx, user_id: str, other: str) -> bool:
    guest = store.find_guest(tx, other)
    return guest is not None and guest.sponsor == user_id


def is_jump(tx: Tx, writer: str, receiver: str) -> bool:
    """Whether a direct chat would jump more levels up the line than the guard allows, and nobody agreed to it."""
    if not jumps(compiled(tx), writer, receiver):
        return False
    contact = store.find_contact(tx, writer, receiver)
    return contact is None or contact.status != "agreed"


# -- changing --------------------------------------------------------------------------------------------------------


def set_policy(tx: Tx, wish: object) -> tuple[Policy, Policy]:
    """Replaces the rules as a whole; (before, after). A guard without an office that can answer is refused."""
    before, after = policy(tx), parse_policy(wish, directory.org(tx))
    if after.guard.levels is not None and not list_active_officers(tx):
        raise wrong("policy.guard.levels", "no_office")
    if after != before:
        _write(tx, after, offices(tx))
    return before, after


def set_offices(tx: Tx, wish: object) -> tuple[tuple[Office, ...], tuple[Office, ...]]:
    """Replaces the offices as a whole; (before, after). Call `settle_guard` afterwards."""
    before, after = offices(tx), parse_offices(wish, directory.org(tx))
    for index, office in enumerate(after):
        found = {one.user_id: one for one in identity.list_accounts(tx, list(office.people))}
        for user_id in office.people:
            account = found.get(user_id)
            if account is None or not account.is_active or account.kind != "person":
                raise wrong(f"offices[{index}].people", "no_person", name=user_id)
    if after != before:
        _write(tx, policy(tx), after)
    return before, after


def list_active_officers(tx: Tx) -> set[str]:
    """The people of offices who can answer: their account is open and they work here."""
    org, people = directory.org(tx), _people_of(offices(tx))
    open_accounts = {
        one.user_id
        for one in (identity.list_accounts(tx, people) if people else ())
        if one.is_active and not one.is_locked
    }
    known = {user_id: org.find_person(user_id) for user_id in open_accounts}
    return {user_id for user_id, person in known.items() if person is None or person.is_active}


def settle_guard(tx: Tx) -> bool:
    """The guard is off when no office can answer any more; True when this turned it off."""
    now = policy(tx)
    if now.guard.levels is None or list_active_officers(tx):
        return False
    _write(tx, replace(now, guard=Guard(None, now.guard.way)), offices(tx))
    return True


def get_contact(tx: Tx, contact_id: str, asked: str) -> Contact:
    """The open request that this person decides; Forbidden otherwise, whether there is one or not."""
    found = store.find_contact_by_id(tx, contact_id)
    if found is None or found.asked != asked or found.status != "open":
        raise Forbidden("No such request of yours", key="reach.no_such_request")
    return found


def check_days(tx: Tx, until_ts: int) -> None:
    """M_INVALID_PARAM unless an outsider may stay until then (ms UTC)."""
    most = policy(tx).guests.most_days
    if not tx.now_ms < until_ts <= tx.now_ms + most * DAY_MS:
        raise InvalidParam(
            "until_ts", key="reach.field.until", params={"most": most}, extra={"field": "until_ts"}
        )
