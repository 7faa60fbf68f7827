"""Placing legal holds, reading what they keep, and releasing them by two signatures."""

from __future__ import annotations

import msgspec

from fangyuan import audit, directory, events, groups, identity, reach, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx, jobs
from fangyuan.events import HeldEvent, Hold
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, Forbidden, InvalidParam, MissingParam, NotFound

_DROP = "keeping.drop_released"
_MOST_REASON = 500


class HoldWish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be kept: of a group, a person, a time (ms UTC, `from_ts` <= ts < `to_ts`), or of all that is named.

    `until_ts`: when the hold ends by itself; None: when it is released.
    """

    room_id: str | None = None
    user_id: str | None = None
    from_ts: int | None = None
    to_ts: int | None = None
    until_ts: int | None = None
    reason: str = ""


def may_hold(tx: Tx, actor: Session, *, reading: bool = False) -> bool:
    """Auditors and administrators place and release; what was said is read by administrators only."""
    org = directory.org(tx)
    is_admin = actor.is_admin or org.acts_as(actor, directory.ADMIN)
    return is_admin or (not reading and org.acts_as(actor, directory.AUDITOR))


def _check_may(tx: Tx, actor: Session, *, reading: bool = False) -> None:
    if not may_hold(tx, actor, reading=reading):
        raise Forbidden("Only auditors and administrators handle legal holds", key="keeping.holds_not_yours")


def place(tx: Tx, actor: Session, wish: HoldWish) -> Hold:
    """A new hold, from now on: nothing that it covers is destroyed, whoever wants it."""
    _check_may(tx, actor)
    _check_wish(tx, wish)
    hold = Hold(
        hold_id=tx.ids.opaque(),
        placed_by=actor.user_id,
        placed_ts=tx.now_ms,
        **msgspec.structs.asdict(wish),
    )
    events.put_hold(tx, hold)
    after = json.decode(json.encode(wish))
    audit.record(tx, actor.user_id, Act.HOLD_PLACED, hold.hold_id, after=after, reason=hold.reason)
    return hold


def _check_wish(tx: Tx, wish: HoldWish) -> None:
    _check_reason(wish.reason)
    if wish.room_id is None and wish.user_id is None and wish.from_ts is None and wish.to_ts is None:
        raise MissingParam("What is to be held?", key="keeping.hold_what", extra={"field": "room_id"})
    if wish.room_id is not None:
        groups.get(tx, wish.room_id)
        rooms.get(tx, wish.room_id)
    if wish.user_id is not None:
        identity.get_account(tx, wish.user_id)
    times = [ts for ts in (wish.from_ts, wish.to_ts, wish.until_ts) if ts is not None]
    is_upside_down = wish.from_ts is not None and wish.to_ts is not None and wish.to_ts <= wish.from_ts
    is_over = wish.until_ts is not None and wish.until_ts <= tx.now_ms
    if is_upside_down or is_over or any(not 0 <= ts < 2**53 for ts in times):
        raise InvalidParam("The times don't fit", key="keeping.hold_times", extra={"field": "to_ts"})


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > _MOST_REASON:
        raise MissingParam("A reason is needed", key="keeping.reason_needed", extra={"field": "reason"})


def get_hold(tx: Tx, actor: Session, hold_id: str) -> Hold:
    """One hold, also of the past; M_NOT_FOUND when there is none."""
    _check_may(tx, actor)
    hold = events.find_hold(tx, hold_id)
    if hold is None:
        raise NotFound("No such hold", key="keeping.no_such_hold")
    return hold


def list_holds(tx: Tx, actor: Session, after: str, most: int) -> list[Hold]:
    """A page of holds of all times, by id."""
    _check_may(tx, actor)
    return events.list_holds(tx, after, most)


def ask_release(tx: Tx, actor: Session, hold_id: str, reason: str) -> Hold:
    """Signs the release of a hold: the first signature asks for it, that of a second person ends it."""
    hold = get_hold(tx, actor, hold_id)
    _check_reason(reason)
    if not hold.is_active(tx.now_ms):
        raise Conflict("The hold is over", key="keeping.hold_is_over")
    if hold.release_asked_by is None:
        hold = msgspec.structs.replace(
            hold, release_asked_by=actor.user_id, release_asked_ts=tx.now_ms, release_reason=reason
        )
        act = Act.HOLD_RELEASE_ASKED
    elif hold.release_asked_by == actor.user_id:
        raise Conflict("A second person has to sign", key="keeping.second_signature")
    else:
        hold = msgspec.structs.replace(hold, released_by=actor.user_id, released_ts=tx.now_ms)
        jobs.schedule(tx, _DROP, None, tx.now_ms, _DROP)
        act = Act.HOLD_RELEASED
    events.put_hold(tx, hold)
    audit.record(tx, actor.user_id, act, hold_id, reason=reason)
    return hold


def read_held(tx: Tx, actor: Session, hold_id: str, after: int, most: int) -> list[HeldEvent]:
    """Originals that this hold covers and that are gone elsewhere; each look is an audit row of its rooms.

    What was said with a protected office is kept, and shown to nobody here: see `groups.offices`.
    """
    _check_may(tx, actor, reading=True)
    hold = get_hold(tx, actor, hold_id)
    found: list[HeldEvent] = []
    while len(found) < most and (page := events.list_held_by(tx, hold, after, most)):
        after = page[-1].position
        protected = reach.list_protected(tx, {one.room_id for one in page})
        found += [one for one in page if one.room_id not in protected]
    found = found[:most]
    for room_id in sorted({one.room_id for one in found}):
        audit.record(tx, actor.user_id, Act.HOLD_READ, room_id, after={"hold": hold_id}, reason=hold.reason)
    return found
