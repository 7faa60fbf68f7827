"""The SQL of push: rulesets, and what the numbers of the log say about unread events."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan.db import SQL, Row, Tx
from fangyuan.events import LOOK, ROOM_MENTION, Event

_FIND_RULES = SQL("SELECT ruleset, position FROM push_rules WHERE user_id = :user_id")
_WHO_CHANGED = SQL("SELECT user_id FROM push_rules WHERE user_id IN :*user_ids ORDER BY user_id")
_SET_RULES = SQL(
    "INSERT INTO push_rules (user_id, ruleset, position) VALUES (:user_id, :ruleset, :position) "
    "ON CONFLICT (user_id) DO UPDATE SET ruleset = excluded.ruleset, position = excluded.position"
)
# Where the user stands in each room, and how many notifying events its main timeline has.
_STANDINGS = SQL(
    """
    SELECT m.room_id, m.read_position, m.read_seq, r.joined_count, COALESCE((
        SELECT e.main_seq FROM events e WHERE e.room_id = m.room_id ORDER BY e.position DESC LIMIT 1), 0)
    FROM members m JOIN rooms r ON r.room_id = m.room_id
    WHERE m.user_id = :user_id AND m.room_id IN :*room_ids AND m.membership = 'join'
    """
)
# How these statements stay quick in a long history: MATERIALIZED and CROSS JOIN make either database first
# find from which position on rows are wanted (the newest `most`, none that is read), then fetch just those.

# Of each room the position up to which all is read: by an unthreaded receipt, or by having come later.
_HERE = """
    here AS MATERIALIZED (
        SELECT room_id, CASE WHEN receipt > joined THEN receipt ELSE joined END AS low FROM (
            SELECT m.room_id, m.since_position AS joined, COALESCE((
                SELECT MAX(q.event_position) FROM receipts q
                WHERE q.room_id = m.room_id AND q.user_id = m.user_id AND q.thread_id = ''
                AND q.receipt_type IN ('m.read', 'm.read.private')), 0) AS receipt
            FROM members m
            WHERE m.user_id = :user_id AND m.room_id IN :*room_ids AND m.membership = 'join') marks)
"""
_OF_THREAD = """
    FROM receipts q WHERE q.room_id = b.room_id AND q.user_id = :user_id
    AND q.receipt_type IN :*types AND q.thread_id = t.root_id
"""
_THREADS = SQL(
    f"""
    WITH {_HERE}, bounds AS MATERIALIZED (
        SELECT h.room_id, h.low AS low, COALESCE((
            SELECT x.last_position FROM threads x WHERE x.room_id = h.room_id AND x.last_position > h.low
            ORDER BY x.last_position DESC LIMIT 1 OFFSET :most), h.low) AS active
        FROM here h)
    SELECT b.room_id, t.root_id, t.seq, COALESCE((
            SELECT e.thread_seq FROM events e WHERE e.thread_root = t.root_id AND e.position <= b.low
            ORDER BY e.position DESC LIMIT 1), 0),
        COALESCE((SELECT MAX(q.seq) {_OF_THREAD}), 0),
        COALESCE((SELECT MAX(q.event_position) {_OF_THREAD}), 0),
        b.low
    FROM bounds b CROSS JOIN threads t WHERE t.room_id = b.room_id AND t.last_position > b.active
    """
)
# The event's bytes are fetched only where the row alone doesn't say what the default rules make of it.
_TOLD = f"""
    SELECT n.user_id, n.room_id, n.position, e.thread_root, e.notifies,
        CASE WHEN e.notifies = 1 AND n.user_id <> '{LOOK}' THEN NULL ELSE e.json END,
        e.type, e.state_key, e.sender
"""
# Whom unread events of the main timelines name, the newest of each kind in each room.
_MENTIONS = SQL(
    f"""
    WITH names AS (
        SELECT '{ROOM_MENTION}' AS name UNION ALL SELECT '{LOOK}' UNION ALL SELECT CAST(:user_id AS TEXT)
    ), bounds AS MATERIALIZED (
        SELECT m.room_id, k.name, COALESCE((
            SELECT x.position FROM mentions x
            WHERE x.user_id = k.name AND x.room_id = m.room_id AND x.position > m.read_position
            ORDER BY x.position DESC LIMIT 1 OFFSET :most), m.read_position) AS low
        FROM members m CROSS JOIN names k
        WHERE m.user_id = :user_id AND m.room_id IN :*room_ids)
    {_TOLD} FROM bounds b CROSS JOIN mentions n CROSS JOIN events e
    WHERE n.user_id = b.name AND n.room_id = b.room_id AND n.position > b.low AND e.position = n.position
    AND e.thread_root IS NULL AND e.sender <> :user_id AND e.redacted_by IS NULL
    """
)
# The same for threads: each by its newest events, so that the rest of the room costs nothing.
_THREAD_MENTIONS = SQL(
    f"""
    WITH bounds AS MATERIALIZED (
        SELECT t.root_id, COALESCE((
            SELECT x.position FROM events x WHERE x.thread_root = t.root_id AND x.position > :low
            ORDER BY x.position DESC LIMIT 1 OFFSET :most), :low) AS low
        FROM threads t WHERE t.root_id IN :*roots)
    {_TOLD} FROM bounds b CROSS JOIN events e CROSS JOIN mentions n
    WHERE e.thread_root = b.root_id AND e.position > b.low AND e.sender <> :user_id AND e.redacted_by IS NULL
    AND n.user_id IN :*names AND n.room_id = e.room_id AND n.position = e.position
    """
)
_EVENT = f"""
    SELECT e.position, e.event_id, e.room_id, e.type, e.state_key, e.sender, e.ts, e.json, e.thread_root,
        e.notifies, e.redacted_by, e.unsigned, e.rel_type, e.relates_to, e.device_id, e.txn_id, (
            SELECT COUNT(*) FROM mentions n
            WHERE n.user_id = '{ROOM_MENTION}' AND n.room_id = e.room_id AND n.position = e.position)
"""
# The newest events after what is read whole, of rooms whose rules have to be asked event by event.
_UNREAD = SQL(
    f"""
    WITH {_HERE}, bounds AS MATERIALIZED (
        SELECT h.room_id, COALESCE((
            SELECT x.position FROM events x WHERE x.room_id = h.room_id AND x.position > h.low
            ORDER BY x.position DESC LIMIT 1 OFFSET :most), h.low) AS low
        FROM here h)
    {_EVENT} FROM bounds b CROSS JOIN events e
    WHERE e.room_id = b.room_id AND e.position > b.low AND e.sender <> :user_id
    """
)
# The newest events of all rooms that the user is in, since he is there.
_HISTORY = SQL(
    f"""
    WITH bounds AS MATERIALIZED (
        SELECT m.room_id, COALESCE((
            SELECT x.position FROM events x
            WHERE x.room_id = m.room_id AND x.position > m.since_position AND x.position < :before
            ORDER BY x.position DESC LIMIT 1 OFFSET :most), m.since_position) AS low
        FROM members m WHERE m.user_id = :user_id AND m.membership = 'join'
    ), newest AS MATERIALIZED (
        SELECT x.position FROM bounds b CROSS JOIN events x
        WHERE x.room_id = b.room_id AND x.position > b.low AND x.position < :before
        ORDER BY x.position DESC LIMIT :most)
    {_EVENT} FROM newest p CROSS JOIN events e WHERE e.position = p.position ORDER BY e.position DESC
    """
)
_JOINED = SQL("SELECT room_id FROM members WHERE user_id = :user_id AND membership = 'join'")
_RECEIPT_TYPES = ["m.read", "m.read.private", "fangyuan.sent"]


def find_rules(tx: Tx, user_id: str) -> Row | None:
    """(changes as JSON, position of the newest change)."""
    return tx.one(_FIND_RULES, user_id=user_id)


def list_who_changed(tx: Tx, user_ids: list[str]) -> list[str]:
    """Those of the users who have rules of their own."""
    return [row[0] for row in tx.all(_WHO_CHANGED, user_ids=user_ids)]


def set_rules(tx: Tx, user_id: str, changes: bytes, position: int) -> None:
    tx.run(_SET_RULES, user_id=user_id, ruleset=changes, position=position)


def list_standings(tx: Tx, user_id: str, room_ids: Sequence[str]) -> list[Row]:
    """(room, read position, read seq, joined members, seq) of those of the rooms that the user is in."""
    return tx.all(_STANDINGS, user_id=user_id, room_ids=list(room_ids))


def list_threads(tx: Tx, user_id: str, room_ids: Sequence[str], most: int) -> list[Row]:
    """The latest active threads, at most `most` a room, that had something after what was read whole.

    (room, root, seq, seq read whole, seq by receipt, position by receipt, position read whole).
    """
    return tx.all(_THREADS, user_id=user_id, room_ids=list(room_ids), types=_RECEIPT_TYPES, most=most)


def list_mentions(tx: Tx, user_id: str, room_ids: Sequence[str], most: int) -> list[Row]:
    """Unread events of the main timelines that name the user, everybody, or whoever stands in their text.

    (name, room, position, thread root, notifies, json or None, type, state key, sender).
    """
    return tx.all(_MENTIONS, user_id=user_id, room_ids=list(room_ids), most=most)


def list_thread_mentions(tx: Tx, user_id: str, roots: Sequence[str], low: int, most: int) -> list[Row]:
    """The same as `list_mentions` of events in these threads after `low`."""
    names = [user_id, ROOM_MENTION, LOOK]
    return tx.all(_THREAD_MENTIONS, user_id=user_id, roots=list(roots), names=names, low=low, most=most)


def list_unread(tx: Tx, user_id: str, room_ids: Sequence[str], most: int) -> list[tuple[Event, bool]]:
    """Of each room at most `most` events by others after what is read whole; whether each counts as @room."""
    return [_event(row) for row in tx.all(_UNREAD, user_id=user_id, room_ids=list(room_ids), most=most)]


def list_history(tx: Tx, user_id: str, before: int, most: int) -> list[tuple[Event, bool]]:
    """The newest events before a position in all his rooms, also his own; whether each counts as @room."""
    return [_event(row) for row in tx.all(_HISTORY, user_id=user_id, before=before, most=most)]


def list_joined(tx: Tx, user_id: str) -> list[str]:
    return [row[0] for row in tx.all(_JOINED, user_id=user_id)]


def _event(row: Row) -> tuple[Event, bool]:
    event = Event(
        position=row[0],
        event_id=row[1],
        room_id=row[2],
        type=row[3],
        state_key=row[4],
        sender=row[5],
        ts=row[6],
        json=row[7],
        thread_root=row[8],
        notifies=row[9],
        redacted_by=row[10],
        unsigned=row[11],
        rel_type=row[12],
        relates_to=row[13],
        device_id=row[14],
        txn_id=row[15],
    )
    return event, bool(row[16])
