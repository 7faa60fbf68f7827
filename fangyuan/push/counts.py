"""How much is unread, from numbers: what it costs doesn't grow with what was said.

Each event carries how many notifying events its timeline had with it, each reader how many he has read:
unread is the difference. Only events that name somebody are looked at one by one, the newest of each room,
and the newest unread events where a person made rules of another kind. §Receiving notifications.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from fangyuan.db import Row, Tx
from fangyuan.events import LOOK, Event
from fangyuan.push import store
from fangyuan.push.actions import judge_of
from fangyuan.push.facts import EventFacts
from fangyuan.push.judge import Judge, Mode
from fangyuan.push.model import HIGHLIGHT

MOST_THREADS = 100  # of a room: the latest active
MOST_EVENTS = 10_000  # looked at one by one in one call, shared out among the rooms
_MOST_OF_ROOM, _LEAST_OF_ROOM = 1_000, 20


class Unread(msgspec.Struct, frozen=True, gc=False):
    """Unread notifications, and how many of them are highlights."""

    notification_count: int = 0
    highlight_count: int = 0


class RoomUnread(msgspec.Struct, frozen=True):
    """Of a room: its main timeline, and its threads (by root event id) that have something unread."""

    notification_count: int = 0
    highlight_count: int = 0
    threads: dict[str, Unread] = {}


def count(unread: RoomUnread, judge: Judge, facts: EventFacts, user_id: str) -> RoomUnread | None:
    """The counts after one more event; None when only the database can tell.

    That is when his rules count members and `facts` has no `member_count`.
    """
    event = facts.event
    if event.sender == user_id:
        return _after_own(unread, event)
    if judge.needs_member_count and facts.member_count is None:
        return None
    verdict = judge.judge(facts)
    if not verdict:
        return unread
    highlight = verdict == HIGHLIGHT
    root = event.thread_root
    if root is None:
        return RoomUnread(unread.notification_count + 1, unread.highlight_count + highlight, unread.threads)
    old = unread.threads.get(root) or Unread()
    new = Unread(old.notification_count + 1, old.highlight_count + highlight)
    return RoomUnread(unread.notification_count, unread.highlight_count, {**unread.threads, root: new})


def _after_own(unread: RoomUnread, event: Event) -> RoomUnread:
    """Who writes a message has read what stood before it, in that timeline."""
    if not event.notifies:
        return unread
    if event.thread_root is None:
        return RoomUnread(0, 0, unread.threads)
    if event.thread_root not in unread.threads:
        return unread
    others = {root: counts for root, counts in unread.threads.items() if root != event.thread_root}
    return RoomUnread(unread.notification_count, unread.highlight_count, others)


@dataclass(slots=True)
class _Timeline:
    """A main timeline (`root` None) or a thread while it is being counted."""

    room_id: str
    root: str | None
    mode: Mode
    members: int
    read_position: int
    notifications: int  # what the default rules notify of by kind of event, unread
    highlights: int = 0

    def take(self, verdict: int, *, counted: bool) -> None:
        """One event that was looked at; `counted` when it is in `notifications` already."""
        self.highlights += verdict == HIGHLIGHT
        self.notifications += verdict > 0 and not counted


def unread(
    tx: Tx, user_id: str, room_ids: Iterable[str], judge: Judge | None = None
) -> dict[str, RoomUnread]:
    """The counts of those of the rooms that the user is in: a few statements for any number of rooms.

    `judge` is his, where the caller has it already.
    """
    ids = list(room_ids)
    judge = judge or judge_of(tx, user_id)
    mains = {timeline.room_id: timeline for timeline in _main_timelines(tx, judge, ids)}
    threads = _threads(tx, user_id, mains)
    by_numbers = [
        timeline for timeline in mains.values() if timeline.mode in (Mode.DEFAULT, Mode.QUIET, Mode.MENTIONS)
    ]
    _add_mentions(tx, judge, by_numbers, threads)
    _add_judged(tx, judge, [timeline for timeline in mains.values() if timeline.mode is Mode.FULL], threads)
    by_room: dict[str, dict[str, Unread]] = {}
    for thread in threads.values():
        if thread.notifications:
            by_room.setdefault(thread.room_id, {})[str(thread.root)] = Unread(
                thread.notifications, thread.highlights
            )
    return {
        room_id: RoomUnread(main.notifications, main.highlights, by_room.get(room_id, {}))
        for room_id, main in mains.items()
    }


def _main_timelines(tx: Tx, judge: Judge, room_ids: list[str]) -> list[_Timeline]:
    found: list[_Timeline] = []
    for room_id, read_position, read_seq, members, seq in store.list_standings(tx, judge.user_id, room_ids):
        mode = judge.counting_mode(room_id, members)
        notifications = max(0, seq - read_seq) if mode is Mode.DEFAULT else 0
        found.append(_Timeline(room_id, None, mode, members, read_position, notifications))
    return found


def _threads(tx: Tx, user_id: str, mains: dict[str, _Timeline]) -> dict[str, _Timeline]:
    """The threads with something unread, by root; those that are only to be judged come too."""
    wanted = [main.room_id for main in mains.values() if main.mode is not Mode.MUTED]
    found: dict[str, _Timeline] = {}
    if not wanted:
        return found
    rows = store.list_threads(tx, user_id, wanted, MOST_THREADS)
    for room_id, root, seq, seq_whole, seq_receipt, position_receipt, low in rows:
        main = mains[room_id]
        fresh = max(0, seq - max(seq_whole, seq_receipt)) if main.mode is Mode.DEFAULT else 0
        found[root] = _Timeline(room_id, root, main.mode, main.members, max(low, position_receipt), fresh)
    return found


def _share(timelines: int) -> int:
    return min(_MOST_OF_ROOM, max(_LEAST_OF_ROOM, MOST_EVENTS // max(1, timelines)))


def _add_mentions(tx: Tx, judge: Judge, mains: list[_Timeline], threads: dict[str, _Timeline]) -> None:
    """Looks at the unread events that name somebody."""
    if not mains:
        return
    by_room = {main.room_id: main for main in mains}
    rows = store.list_mentions(tx, judge.user_id, list(by_room), _share(len(by_room)))
    roots = {root: thread for root, thread in threads.items() if thread.room_id in by_room}
    if roots:
        low = min(thread.read_position for thread in roots.values())
        rows += store.list_thread_mentions(tx, judge.user_id, list(roots), low, _share(len(roots)))
    by_position: dict[int, list[Row]] = {}
    for row in rows:
        by_position.setdefault(row[2], []).append(row)
    for position, named in by_position.items():
        _, room_id, _, root, notifies, *_ = named[0]
        timeline = by_room[room_id] if root is None else threads.get(root)
        if timeline is not None and position > timeline.read_position:
            counted = bool(notifies) and timeline.mode is Mode.DEFAULT
            timeline.take(_verdict(judge, timeline, named), counted=counted)


def _verdict(judge: Judge, timeline: _Timeline, named: list[Row]) -> int:
    """What the rows of one event come to: its bytes are read only when no row says it alone."""
    if any(row[5] is None for row in named):
        return HIGHLIGHT
    name, room_id, position, root, notifies, json, type, state_key, sender = named[0]
    if name == LOOK and notifies and len(named) == 1 and not judge.may_be_named(json):
        return 0 if timeline.mode is not Mode.DEFAULT else 1
    event = Event(
        position, "", room_id, type, state_key, sender, 0, json, thread_root=root, notifies=notifies
    )
    may_notify_room = any(row[0] not in (LOOK, judge.user_id) for row in named)
    return judge.judge(EventFacts(event, timeline.members, may_notify_room))


def _add_judged(tx: Tx, judge: Judge, mains: list[_Timeline], threads: dict[str, _Timeline]) -> None:
    """Rooms in which only the rules themselves can tell: judges their newest unread events."""
    if not mains:
        return
    by_room = {main.room_id: main for main in mains}
    for event, may_notify_room in store.list_unread(tx, judge.user_id, list(by_room), _share(len(by_room))):
        timeline = by_room[event.room_id] if event.thread_root is None else threads.get(event.thread_root)
        if timeline is not None and event.position > timeline.read_position:
            verdict = judge.judge(EventFacts(event, timeline.members, may_notify_room))
            timeline.take(verdict, counted=False)


@dataclass(frozen=True, slots=True)
class ReadPositions:
    """How far a person has read: main timelines by room, threads in which something was unread by root."""

    mains: dict[str, int]
    threads: dict[str, int]

    def at(self, room_id: str, root: str | None) -> int:
        if root is None:
            return self.mains.get(room_id, 0)
        return self.threads.get(root, _READ)


_READ = 2**62


def read_positions(tx: Tx, user_id: str, room_ids: list[str]) -> ReadPositions:
    """Where the person has read up to, in those of the rooms that he is in."""
    mains = {row[0]: row[1] for row in store.list_standings(tx, user_id, room_ids)}
    rows = store.list_threads(tx, user_id, list(mains), MOST_THREADS) if mains else []
    return ReadPositions(mains, {row[1]: max(row[5], row[6]) for row in rows})
