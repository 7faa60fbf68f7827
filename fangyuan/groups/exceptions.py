"""Dated exceptions to a group's audience: who is in, kept out or welcome although the audience says nothing of it."""

from __future__ import annotations

from fangyuan import audit, directory, identity
from fangyuan.audit import Act
from fangyuan.db import Tx, schedule
from fangyuan.groups import store
from fangyuan.groups.audience import admitted, reconcile, wanted
from fangyuan.groups.contacts import check_not_a_chat, does_see
from fangyuan.groups.house import house
from fangyuan.groups.model import EFFECTS, AudienceException, Group
from fangyuan.groups.register import check_admits_programs, check_open, get_governed
from fangyuan.groups.size import check_room_for_more
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual

EXPIRE = "groups.expire_exception"
MAX_REASON = 500
_LATEST = 253_402_300_800_000  # the year 10000, in ms: what is later is a mistake


def add_exception(
    tx: Tx,
    actor: Session,
    room_id: str,
    person: str,
    effect: str,
    reason: str,
    *,
    until_ts: int | None = None,
) -> AudienceException:
    """Files an exception with its reason; members follow at once, and again when it ends.

    `person` is a person id or a user id. It takes the place of any that the person has in this group.
    """
    group = get_governed(tx, actor, room_id)
    check_open(group)
    person_id = localpart_of(person) if person.startswith("@") else person
    _check_wish(tx, actor.user_id, group, person_id, effect, reason, until_ts)
    if effect == "include" and tx.ids.user_id(person_id) not in wanted(tx, group):
        check_room_for_more(tx, group, tx.ids.user_id(person_id))
    if effect != "exclude":
        new = {tx.ids.user_id(person_id)}
        check_not_a_chat(tx, actor.user_id, lambda: wanted(tx, group) | admitted(tx, room_id) | new)
    store.drop_exceptions_for(tx, group.room_id, person_id, list(EFFECTS))
    exception = _file(tx, actor.user_id, group, person_id, effect, reason.strip(), until_ts)
    if until_ts is not None:
        schedule(tx, EXPIRE, {"exception_id": exception.exception_id}, until_ts)
    reconcile(tx, actor.user_id, group, why="groups.by_exception")
    return exception


def _check_wish(
    tx: Tx, actor: str, group: Group, person_id: str, effect: str, reason: str, until_ts: int | None
) -> None:
    if effect not in EFFECTS:
        raise InvalidParam(
            "effect is include, exclude or admit", key="groups.exception_effect", extra={"field": "effect"}
        )
    if not reason.strip() or len(reason) > MAX_REASON:
        raise InvalidParam(
            "An exception needs a reason", key="groups.exception_reason", extra={"field": "reason"}
        )
    if until_ts is not None and not tx.now_ms < until_ts < _LATEST:
        raise InvalidParam(
            "until_ts is not in the future", key="groups.exception_past", extra={"field": "until_ts"}
        )
    user_id = tx.ids.user_id(person_id)
    account = identity.find_account(tx, user_id)
    is_hidden = effect != "exclude" and not does_see(tx, actor, user_id)
    if account is None or account.kind in ("house", "guest") or is_hidden:
        raise NotFound("No such person", key="groups.no_such_person", params={"person": person_id[:100]})
    if account.kind == "bot" and effect != "exclude":
        check_admits_programs(group)
    if account.kind == EXTERNAL_KIND and effect != "exclude":
        _check_dated(group, effect, until_ts)
    if user_id in group.owners and effect != "include":
        raise InvalidParam("Owners are in", key="groups.exception_owner", extra={"field": "person_id"})
    if effect == "include" and person_id not in directory.org(tx).people:
        raise InvalidParam(
            "The org chart doesn't know him", key="groups.not_in_directory", extra={"field": "person_id"}
        )


def _check_dated(group: Group, effect: str, until_ts: int | None) -> None:
    """Who comes from outside is admitted up to a date, and never to what is confidential."""
    if group.is_confidential:
        raise Forbidden("Outsiders don't come into confidential groups", key="reach.not_confidential")
    if effect != "admit" or until_ts is None:
        raise InvalidParam("Outsiders are admitted up to a date", key="reach.admit_dated")


def revoke_exception(tx: Tx, actor: Session, room_id: str, exception_id: str) -> None:
    """Ends an exception before its time."""
    group = get_governed(tx, actor, room_id)
    found = store.find_exception(tx, exception_id)
    if found is None or found.room_id != group.room_id:
        raise NotFound("No such exception", key="groups.no_such_exception")
    _end(tx, actor.user_id, group, found, Act.EXCEPTION_REVOKED)


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


# -- what coming and going leaves behind -----------------------------------------------------------------------------


def admit(tx: Tx, actor: str, group: Group, user_id: str, why: str) -> None:
    """Files that somebody may be in by invitation. `why` is the key of a text.

    An outsider keeps the dated exception that he has, if he needs one.
    """
    account = identity.find_account(tx, user_id)
    if (
        account is not None
        and account.kind == EXTERNAL_KIND
        and find_admission(tx, group, user_id) is not None
    ):
        return
    drop(tx, actor, group, user_id, ["admit"])
    _file(tx, actor, group, localpart_of(user_id), "admit", bilingual(why), None)


def admit_until(tx: Tx, actor: str, group: Group, user_id: str, reason: str, until_ts: int) -> None:
    """Files the same up to a date (ms UTC), instead of what he had, and has the worker end it then."""
    drop(tx, actor, group, user_id, list(EFFECTS))
    exception = _file(tx, actor, group, localpart_of(user_id), "admit", reason, until_ts)
    schedule(tx, EXPIRE, {"exception_id": exception.exception_id}, until_ts)


def exclude(tx: Tx, actor: str, group: Group, user_id: str, reason: str) -> None:
    """Files that somebody is out although the audience may name him."""
    drop(tx, actor, group, user_id, list(EFFECTS))
    _file(tx, actor, group, localpart_of(user_id), "exclude", reason.strip()[:MAX_REASON], None)


def drop(tx: Tx, actor: str, group: Group, user_id: str, effects: list[str]) -> None:
    """Ends what exceptions of these effects the person has; members don't follow yet."""
    person_id = localpart_of(user_id)
    if store.drop_exceptions_for(tx, group.room_id, person_id, effects):
        before = {"person": person_id, "effect": effects}
        audit.record(tx, actor, Act.EXCEPTION_REVOKED, group.room_id, before=before)


def find_exclusion(tx: Tx, group: Group, user_id: str) -> AudienceException | None:
    """The valid exception that keeps this person out."""
    return _find(tx, group, user_id, "exclude")


def find_admission(tx: Tx, group: Group, user_id: str) -> AudienceException | None:
    """The valid exception that lets this person come in."""
    return _find(tx, group, user_id, "admit")


def _find(tx: Tx, group: Group, user_id: str, effect: str) -> AudienceException | None:
    person_id = localpart_of(user_id)
    for found in store.list_exceptions(tx, group.room_id):
        if found.person_id == person_id and found.effect == effect and found.is_valid(tx.now_ms):
            return found
    return None


def _file(
    tx: Tx, actor: str, group: Group, person_id: str, effect: str, reason: str, until_ts: int | None
) -> AudienceException:
    exception = AudienceException(
        tx.ids.opaque(), group.room_id, person_id, effect, reason, actor, tx.now_ms, until_ts
    )
    store.add_exception(tx, exception)
    after = {"person": person_id, "effect": effect, "until_ts": until_ts}
    audit.record(tx, actor, Act.EXCEPTION_GRANTED, group.room_id, after=after, reason=reason)
    return exception
