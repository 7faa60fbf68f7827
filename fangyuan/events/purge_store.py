"""The SQL of taking events out of the log for good: what a group's retention does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fangyuan.db import SQL, Tx
from fangyuan.events.model import Event, concerned
from fangyuan.events.store import COLUMNS, as_event

# By time, along an index of its own: what is young isn't looked at.
_OLD = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND ts < :before AND ts >= :from_ts "
    "AND (ts > :from_ts OR position > :from_position) AND state_key IS NULL ORDER BY ts, position LIMIT :most"
)
_HANGING = SQL(
    f"SELECT {COLUMNS} FROM events WHERE relates_to IN :*event_ids AND rel_type IN ('m.replace', 'm.annotation') "
    "AND state_key IS NULL AND redacted_by IS NULL"
)
_HANGING_ON = SQL(
    "SELECT position FROM events WHERE relates_to IN :*event_ids AND rel_type IN ('m.replace', 'm.annotation') "
    "AND redacted_by IS NULL"
)
_REMOVE = SQL("DELETE FROM events WHERE position IN :*positions")
_UNMENTION = SQL(
    "DELETE FROM mentions WHERE user_id = :user_id AND room_id = :room_id AND position = :position"
)
# The first unread message that stays: what stood before it in the main timeline is gone.
_FIRST_LEFT = SQL(
    "SELECT position, main_seq FROM events WHERE room_id = :room_id AND position <= :upto AND notifies = 1 "
    "AND thread_root IS NULL AND NOT (event_id IN :*kept) ORDER BY position LIMIT 1"
)
_COUNTED = SQL(
    "SELECT position FROM events WHERE event_id IN :*event_ids AND room_id = :room_id AND position <= :upto "
    "AND notifies = 1 AND thread_root IS NULL ORDER BY position"
)
# What stays of them (`left`) still counts for who stands before it.
_RAISE = SQL(
    "UPDATE events SET main_seq = :seq - "
    "(SELECT COUNT(*) FROM events k WHERE k.position IN :*left AND k.position > events.position) "
    "WHERE room_id = :room_id AND position <= :upto AND main_seq < :seq"
)
_LEFT_IN_THREAD = SQL(
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN rel_type = 'm.thread' AND redacted_by IS NULL THEN 1 ELSE 0 END), 0) "
    "FROM events WHERE thread_root = :root"
)
_LOWER_THREAD = SQL(
    "UPDATE events SET thread_seq = CASE WHEN thread_seq > :by THEN thread_seq - :by ELSE 0 END "
    "WHERE thread_root = :root"
)


def list_old(tx: Tx, room_id: str, before_ts: int, after: tuple[int, int], most: int) -> list[Event]:
    """At most so many messages of the room from before a time, the oldest first, after (ts, position)."""
    rows = tx.all(
        _OLD, room_id=room_id, before=before_ts, from_ts=after[0], from_position=after[1], most=most
    )
    return [as_event(row) for row in rows]


def list_hanging(tx: Tx, event_ids: Iterable[str]) -> list[Event]:
    """The edits of and reactions to these events: nothing without what they hang on.

    Redacted ones hang on nothing any more, for clients neither.
    """
    return [as_event(row) for row in tx.all(_HANGING, event_ids=list(event_ids))]


def positions_hanging_on(tx: Tx, event_ids: Iterable[str]) -> set[int]:
    """The same as positions."""
    return {row[0] for row in tx.all(_HANGING_ON, event_ids=list(event_ids))}


def remove(tx: Tx, doomed: Sequence[Event]) -> None:
    """The events are gone, and with them whom they named. Their files are the caller's to drop."""
    tx.run(_REMOVE, positions=[event.position for event in doomed])
    tx.many(
        _UNMENTION,
        [
            {"user_id": user_id, "room_id": event.room_id, "position": event.position}
            for event in doomed
            for user_id in concerned(event.type, event.state_key, event.content())
        ],
    )
    for room_id in {event.room_id for event in doomed}:
        gone = frozenset(event.position for event in doomed if event.room_id == room_id)
        # No client sees this by itself: it tells whoever keeps the bytes in memory to drop them.
        tx.note("purged", room_id=room_id, data=gone)


def read_whole(
    tx: Tx, room_id: str, upto: int, upto_seq: int, kept: Sequence[str]
) -> tuple[int, int, list[int]]:
    """How far the main timeline holds nothing to be read but what is `kept`, up to a position numbered `upto_seq`.

    The events that stay there are numbered anew; gives (position, number, positions of what stays and counts).
    """
    row = tx.one(_FIRST_LEFT, room_id=room_id, upto=upto, kept=list(kept))
    position, seq = (upto, upto_seq) if row is None else (row[0] - 1, row[1] - 1)
    left = [one[0] for one in tx.all(_COUNTED, event_ids=list(kept), room_id=room_id, upto=position)]
    tx.run(_RAISE, room_id=room_id, upto=position, seq=seq, left=left)
    return position, seq, left


def shorten_thread(tx: Tx, root: str, gone: int) -> tuple[int, int]:
    """So many notifying events of the thread are gone; gives (events, replies) that are left."""
    tx.run(_LOWER_THREAD, root=root, by=gone)
    row = tx.one(_LEFT_IN_THREAD, root=root)
    return (row[0], row[1]) if row else (0, 0)
