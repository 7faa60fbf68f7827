"""Handing an event over, putting it off, calling it back, sending it."""

from __future__ import annotations

from typing import Any

from fangyuan import db, events, groups, identity, rooms
from fangyuan.db import Tx, jobs
from fangyuan.delayed import store
from fangyuan.delayed.jobs import SEND
from fangyuan.delayed.listing import CANCELLED_BY_STATE, get_current
from fangyuan.delayed.model import Delayed, Wish
from fangyuan.events import Event
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, FangyuanError, InvalidParam, LimitExceeded
from fangyuan.kernel.text import DEFAULT_LANGUAGE, choose_language


def schedule(tx: Tx, actor: Session, wish: Wish, *, most: int) -> str:
    """Hands an event over; gives the id by which it can be called back. The same transaction again is the same.

    `most` is how many of one person's may wait; M_LIMIT_EXCEEDED beyond. Whether it may be sent is asked when it is.
    """
    same = _find_same(tx, actor, wish)
    if same is not None:
        return same.delay_id
    if wish.delay_ms <= 0:
        raise InvalidParam("delay is a positive number of milliseconds")
    if not wish.type or any(len(name.encode()) > 255 for name in (wish.type, wish.state_key or "")):
        raise InvalidParam("An event type has 1 to 255 bytes, a state key at most 255")
    rooms.get_joined(tx, wish.room_id, actor.user_id)
    content = json.encode(json.check_event_content(wish.content))
    if len(content) > events.MAX_EVENT_BYTES:
        raise InvalidParam(f"The event is larger than {events.MAX_EVENT_BYTES} bytes")
    waiting, next_ts = store.count_waiting(tx, actor.user_id)
    if waiting >= most:
        raise LimitExceeded(max(1, (next_ts or tx.now_ms) - tx.now_ms))
    delayed = Delayed(
        delay_id=tx.ids.opaque(18),
        user_id=actor.user_id,
        device_id=actor.device_id,
        txn_id=wish.txn_id,
        room_id=wish.room_id,
        type=wish.type,
        state_key=wish.state_key,
        content=content,
        delay_ms=wish.delay_ms,
        running_since=tx.now_ms,
        position=tx.position,
        outcome="",
        reason="",
        finalised_ts=None,
        event_id=None,
        error=None,
    )
    store.add(tx, delayed)
    _wind_up(tx, delayed, delayed.send_ts)
    return delayed.delay_id


def _find_same(tx: Tx, actor: Session, wish: Wish) -> Delayed | None:
    if wish.txn_id is None:
        return None
    return store.find_by_transaction(tx, actor.user_id, actor.device_id, wish.room_id, wish.type, wish.txn_id)


def _wind_up(tx: Tx, delayed: Delayed, run_ts: int) -> None:
    db.schedule(tx, SEND, {"delay_id": delayed.delay_id}, run_ts, _job_of(delayed))


def _job_of(delayed: Delayed) -> str:
    return f"delayed {delayed.delay_id}"


def restart(tx: Tx, delay_id: str) -> None:
    """The delay begins anew. MSC4140 §Managing delayed events."""
    delayed = get_current(tx, delay_id)
    _check_open(delayed)
    store.restart(tx, delay_id, tx.now_ms)
    _wind_up(tx, delayed, tx.now_ms + delayed.delay_ms)


def cancel(tx: Tx, delay_id: str) -> None:
    """It is never sent; what was called back already stays so."""
    delayed = get_current(tx, delay_id)
    if delayed.outcome == "send":
        raise Conflict("The delayed event has been sent already")
    if delayed.is_waiting:
        jobs.cancel(tx, _job_of(delayed))
        store.finalise(tx, delay_id, "cancel", "action")


def send_now(tx: Tx, delay_id: str) -> None:
    """It is sent before its time; an error is the caller's to see, and the event goes on waiting."""
    delayed = get_current(tx, delay_id)
    if delayed.outcome == "send":
        return
    _check_open(delayed)
    event = _send(tx, delayed)
    jobs.cancel(tx, _job_of(delayed))
    store.finalise(tx, delay_id, "send", "action", event_id=event.event_id)


def _check_open(delayed: Delayed) -> None:
    if not delayed.is_waiting:
        raise Conflict(f"The delayed event has ended: {delayed.outcome}")


def send_due(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for SEND. What can't be sent ends with its error, which the owner can read."""
    delayed = store.find(tx, payload["delay_id"])
    if delayed is None or not delayed.is_waiting:
        return
    if store.overtaken(tx, [delayed.delay_id]):
        store.finalise(tx, delayed.delay_id, "error", "delay", error=json.encode(CANCELLED_BY_STATE))
        return
    try:
        event = _send(tx, delayed)
    except FangyuanError as error:
        error.afterwards = _filing(delayed, error)
        raise
    store.finalise(tx, delayed.delay_id, "send", "delay", event_id=event.event_id)


def _filing(delayed: Delayed, error: FangyuanError) -> Any:
    """What remains of a failure: the error in the row, no job any more, and what the failure itself leaves behind."""
    before = error.afterwards

    def file(tx: Tx) -> None:
        owner = identity.find_account(tx, delayed.user_id)
        language = choose_language(owner.locale if owner else None, DEFAULT_LANGUAGE)
        jobs.cancel(tx, _job_of(delayed))
        store.finalise(tx, delayed.delay_id, "error", "delay", error=json.encode(error.body(language)))
        if before is not None:
            before(tx)

    return file


def _send(tx: Tx, delayed: Delayed) -> Event:
    """As the owner's client would send it now."""
    account = identity.get_account(tx, delayed.user_id)
    identity.check_active(account)
    identity.check_unlocked(account)
    identity.check_not_suspended(account)
    actor, content, before = account.as_actor(), json.decode(delayed.content), tx.position
    if delayed.state_key is None:
        event = groups.send(tx, actor, delayed.room_id, delayed.type, content, None)
    else:
        event = groups.put_state(tx, actor, delayed.room_id, delayed.type, delayed.state_key, content)
    if event.position > before:
        events.set_transaction(tx, event, events.DELAYED, delayed.delay_id)
    return event
