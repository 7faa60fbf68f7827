"""What is to be pushed, to whom, and what became of it. Push Gateway API.

Two steps, so that an event costs what it concerns: `list_concerned` judges new events once for everybody who is
there and has a pusher; `next_push` looks anew, right before something is sent, at what one pusher is to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from fangyuan.db import Row, Tx, cancel, schedule
from fangyuan.events import Event
from fangyuan.kernel.json import JsonObject
from fangyuan.push import payload, store
from fangyuan.push.actions import judge_of
from fangyuan.push.counts import read_positions, unread
from fangyuan.push.facts import EventFacts
from fangyuan.push.judge import Judge
from fangyuan.push.pusher import Pusher
from fangyuan.push.pushers import tell

RETRY = "push.retry"
FIRST_RETRY_MS = 10_000
LONGEST_RETRY_MS = 3_600_000
STALE_MS = 86_400_000  # nobody wants to be rung for what was said yesterday: the badge tells of it
_MOST_EVENTS = 500
_PAGE = 100


class Concerned(NamedTuple):
    """Whom events concern: pushers with the first event of each, all up to a position."""

    upto: int
    is_more: bool
    pushers: list[tuple[Pusher, int]]
    own: set[str]  # who wrote something himself, and so has read what stood before
    judges: dict[str, Judge]  # that had to be loaded


def list_concerned(tx: Tx, after: int, judges: Mapping[str, Judge]) -> Concerned:
    """The next events after a position, at most 500, judged for those who are in their rooms and have pushers.

    `judges` are those known already; what had to be loaded comes back.
    """
    events = store.list_after(tx, after, _MOST_EVENTS)
    is_more = len(events) == _MOST_EVENTS
    upto = events[-1][0].position if is_more else tx.position
    if not events:
        return Concerned(upto, False, [], set(), {})
    rooms = sorted({event.room_id for event, _ in events})
    sizes = store.list_sizes(tx, rooms)
    reachable: dict[str, list[Row]] = {}
    for row in store.list_reachable(tx, rooms):
        reachable.setdefault(row[0], []).append(row)
    loaded: dict[str, Judge] = {}
    first: dict[str, int] = {}
    for event, may_notify_room in events:
        there = reachable.get(event.room_id)
        if not there or event.redacted_by is not None:
            continue
        facts = EventFacts(event, sizes.get(event.room_id), may_notify_room)
        for _, user_id, membership, since, read in there:
            if user_id in first or not _is_there(event, user_id, membership, since):
                continue
            if event.thread_root is None and event.position <= read:
                continue
            judge = judges.get(user_id) or loaded.get(user_id)
            if judge is None:
                judge = loaded[user_id] = judge_of(tx, user_id)
            if judge.judge(facts):
                first[user_id] = event.position
    found = (
        [(pusher, first[pusher.user_id]) for pusher in store.list_pushers(tx, list(first))] if first else []
    )
    own = {event.sender for event, _ in events if event.notifies}
    return Concerned(upto, is_more, found, own, loaded)


def _is_there(event: Event, user_id: str, membership: str, since: int) -> bool:
    """Whether the event is for this person: since he is in the room, or his invitation to it."""
    if membership == "join":
        return event.position > since
    return event.type == "m.room.member" and event.state_key == user_id and event.position >= since


class Push(msgspec.Struct, frozen=True):
    """One thing to send: `body` is JSON to be, for a gateway the request's, for Web Push the message's.

    When it is delivered, all up to `position` has been pushed, and the device shows `badge` unread.
    """

    pusher: Pusher
    body: JsonObject
    position: int
    badge: int
    is_urgent: bool = False


def next_push(
    tx: Tx,
    pusher_id: str,
    after: int,
    judges: Mapping[str, Judge] | None = None,
    *,
    full_content: bool = False,
    counts: bool = False,
) -> Push | None:
    """What this pusher is to be told next, after this position; None when there is nothing, or not now.

    Not what he has read meanwhile, what was redacted, what is older than a day. `counts`: if nothing happened but
    he has read something, the new counts. `full_content`: for gateways that want it (no `format` in their data).
    `judges` are those known already, as for `list_concerned`.
    """
    pusher = store.find_pusher(tx, pusher_id)
    if pusher is None or (pusher.retry_ts is not None and pusher.retry_ts > tx.now_ms):
        return None
    judge = (judges or {}).get(pusher.user_id) or judge_of(tx, pusher.user_id)
    # What failed is still to be told, however new the event is that woke us.
    after = pusher.position if pusher.attempts else max(after, pusher.position)
    found = _next_event(tx, judge, pusher.user_id, after)
    if found is None and (not counts or pusher.is_web_push or pusher.counts_itself or not pusher.badge):
        return None
    badge = _count_unread(tx, pusher, judge)
    if found is not None:
        facts, position = found, found.event.position
        actions = judge.actions(facts)
        content = payload.details(tx, facts.event, pusher) if full_content else None
        body = payload.of_event(pusher, facts.event, actions, badge, content)
        return Push(pusher, body, position, badge, is_urgent=payload.is_urgent(facts.event, actions))
    return Push(pusher, payload.of_counts(pusher, badge), 0, badge) if badge < pusher.badge else None


def _next_event(tx: Tx, judge: Judge, user_id: str, after: int) -> EventFacts | None:
    sizes: dict[str, int] = {}
    while True:
        page = store.list_next_for(tx, user_id, after, _PAGE)
        for event, may_notify_room, membership in page:
            if not _is_there(event, user_id, membership, 0) or event.ts < tx.now_ms - STALE_MS:
                continue
            if event.room_id not in sizes:
                sizes |= store.list_sizes(tx, [event.room_id])
            facts = EventFacts(event, sizes[event.room_id], may_notify_room)
            if judge.judge(facts) and not _is_read(tx, user_id, event, membership):
                return facts
        if len(page) < _PAGE:
            return None
        after = page[-1][0].position


def _is_read(tx: Tx, user_id: str, event: Event, membership: str) -> bool:
    if membership != "join":
        return False
    return event.position <= read_positions(tx, user_id, [event.room_id]).at(event.room_id, event.thread_root)


def _count_unread(tx: Tx, pusher: Pusher, judge: Judge) -> int:
    """Unread messages of all rooms that the user is in, threads included."""
    if pusher.counts_itself:
        return 0
    rooms = unread(tx, pusher.user_id, store.list_joined(tx, pusher.user_id), judge).values()
    return sum(
        room.notification_count + sum(thread.notification_count for thread in room.threads.values())
        for room in rooms
    )


# -- what became of it ---------------------------------------------------------------------------------------


def set_delivered(tx: Tx, push: Push) -> None:
    """The gateway took it."""
    store.set_told(tx, push.pusher.pusher_id, push.position, push.badge)
    if push.pusher.attempts:
        cancel(tx, _alarm(push.pusher.pusher_id))


def set_failed(tx: Tx, push: Push, retry_after_ms: int = 0) -> None:
    """It did not get through: once more after 10 s, then after twice as long each time, at most an hour.

    What stands before it is not looked at again. `retry_after_ms` is what the other side asked for.
    """
    pusher = push.pusher
    delay = min(LONGEST_RETRY_MS, max(FIRST_RETRY_MS << min(pusher.attempts, 20), retry_after_ms))
    store.set_failed(tx, pusher.pusher_id, push.position - 1, tx.now_ms + delay)
    schedule(tx, RETRY, pusher.pusher_id, tx.now_ms + delay, _alarm(pusher.pusher_id))


def retry(tx: Tx, pusher_id: str) -> None:
    """The worker's function for RETRY."""
    tell(tx, pusher_id)


def set_rejected(tx: Tx, push: Push) -> None:
    """The other side knows no such device any more: the pusher ends."""
    store.drop_pusher(tx, push.pusher.pusher_id)
    cancel(tx, _alarm(push.pusher.pusher_id))


def _alarm(pusher_id: str) -> str:
    return f"push {pusher_id}"
