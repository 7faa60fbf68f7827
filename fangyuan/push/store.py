"""The SQL of push: rulesets, what the numbers of the log say about unread events, pushers."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan.db import SQL, Row, Tx
from fangyuan.events import LOOK, ROOM_MENTION, Event
from fangyuan.kernel import json
from fangyuan.push.pusher import Pusher

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


# -- pushers -------------------------------------------------------------------------------------------------

_PUSHER = (
    "p.pusher_id, p.user_id, p.app_id, p.pushkey, p.kind, p.device_id, p.app_display_name, p.device_display_name, "
    "p.lang, p.profile_tag, p.data, p.created_ts, p.changed_ts, p.position, p.badge, p.attempts, p.retry_ts"
)
# A pusher lives as long as the device that set it: one that signs in later under the same id is another device. While
# the account is locked it is silent.
_ALIVE = (
    "JOIN devices d ON d.user_id = p.user_id AND d.device_id = p.device_id AND d.created_ts <= p.created_ts "
    "JOIN accounts a ON a.user_id = p.user_id AND a.deactivated_ts IS NULL AND a.locked_ts IS NULL"
)
_LIST_PUSHERS = SQL(
    f"SELECT {_PUSHER} FROM pushers p {_ALIVE} WHERE p.user_id IN :*user_ids ORDER BY p.created_ts, p.app_id, p.pushkey"
)
_FIND_PUSHER = SQL(f"SELECT {_PUSHER} FROM pushers p {_ALIVE} WHERE p.pusher_id = :pusher_id")
_FIND_BY_KEY = SQL(
    f"SELECT {_PUSHER} FROM pushers p {_ALIVE} "
    "WHERE p.app_id = :app_id AND p.pushkey = :pushkey AND p.user_id = :user_id"
)
_ADD_PUSHER = SQL(
    "INSERT INTO pushers (pusher_id, user_id, app_id, pushkey, kind, device_id, app_display_name, "
    "device_display_name, lang, profile_tag, data, created_ts, changed_ts, position, badge, attempts, retry_ts) "
    "VALUES (:pusher_id, :user_id, :app_id, :pushkey, :kind, :device_id, :app_display_name, "
    ":device_display_name, :lang, :profile_tag, :data, :created_ts, :changed_ts, :position, :badge, 0, NULL)"
)
_DROP_BY_KEY = SQL("DELETE FROM pushers WHERE app_id = :app_id AND pushkey = :pushkey AND user_id = :user_id")
_DROP_OF_OTHERS = SQL(
    "DELETE FROM pushers WHERE app_id = :app_id AND pushkey = :pushkey AND user_id <> :user_id"
)
_DROP_PUSHER = SQL("DELETE FROM pushers WHERE pusher_id = :pusher_id")
_DROP_DEAD = SQL(
    "DELETE FROM pushers WHERE user_id IN :*user_ids AND NOT EXISTS ("
    "SELECT 1 FROM devices d WHERE d.user_id = pushers.user_id AND d.device_id = pushers.device_id "
    "AND d.created_ts <= pushers.created_ts)"
)
_ANY_PUSHER = SQL("SELECT pusher_id FROM pushers LIMIT 1")
_BADGED = SQL(f"SELECT p.user_id FROM pushers p {_ALIVE} WHERE p.badge > 0")
_TOLD_PUSHER = SQL(
    "UPDATE pushers SET position = CASE WHEN position > :position THEN position ELSE :position END, "
    "badge = :badge, attempts = 0, retry_ts = NULL WHERE pusher_id = :pusher_id"
)
_FAILED_PUSHER = SQL(
    "UPDATE pushers SET position = CASE WHEN position > :position THEN position ELSE :position END, "
    "attempts = attempts + 1, retry_ts = :retry_ts WHERE pusher_id = :pusher_id"
)
_PROGRESS = SQL("SELECT position FROM push_progress WHERE id = 1")
_SET_PROGRESS = SQL(
    "INSERT INTO push_progress (id, position) VALUES (1, :position) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position"
)
# What came after a position, whomever it concerns.
_AFTER = SQL(f"{_EVENT} FROM events e WHERE e.position > :after ORDER BY e.position LIMIT :most")
# Who of these rooms can be rung: in, or invited.
_REACHABLE = SQL(
    """
    SELECT m.room_id, m.user_id, m.membership, m.since_position, m.read_position FROM members m
    WHERE m.room_id IN :*room_ids AND m.membership IN ('join', 'invite')
    AND EXISTS (SELECT 1 FROM pushers p WHERE p.user_id = m.user_id)
    """
)
_SIZES = SQL("SELECT room_id, joined_count FROM rooms WHERE room_id IN :*room_ids")
# What came after a position in one person's rooms, by others. The one runs along the log and stops at the first
# `most`; the other looks into his rooms, for when the log has grown long meanwhile.
_FOR_USER = (
    "m.user_id = :user_id AND m.membership IN ('join', 'invite') AND e.room_id = m.room_id "
    "AND e.position > :after AND e.position >= m.since_position AND e.sender <> :user_id AND e.redacted_by IS NULL"
)
_RECENT_FOR = SQL(
    f"{_EVENT}, m.membership FROM events e CROSS JOIN members m WHERE {_FOR_USER} ORDER BY e.position LIMIT :most"
)
_ALL_FOR = SQL(
    f"{_EVENT}, m.membership FROM members m CROSS JOIN events e WHERE {_FOR_USER} ORDER BY e.position LIMIT :most"
)
_LONG = 5_000  # positions
_VAPID = SQL("SELECT private_key, public_key FROM push_keys WHERE id = 1")
_SET_VAPID = SQL("INSERT INTO push_keys (id, private_key, public_key) VALUES (1, :private_key, :public_key)")


def _pusher(row: Row) -> Pusher:
    values = list(row)
    values[10] = json.decode(row[10])
    return Pusher(*values)


def list_pushers(tx: Tx, user_ids: Sequence[str]) -> list[Pusher]:
    """The living pushers of these people, the oldest first."""
    return [_pusher(row) for row in tx.all(_LIST_PUSHERS, user_ids=list(user_ids))]


def find_pusher(tx: Tx, pusher_id: str) -> Pusher | None:
    """The pusher, if it lives."""
    row = tx.one(_FIND_PUSHER, pusher_id=pusher_id)
    return _pusher(row) if row else None


def find_pusher_by_key(tx: Tx, user_id: str, app_id: str, pushkey: str) -> Pusher | None:
    """The user's pusher of this key, if it lives."""
    row = tx.one(_FIND_BY_KEY, user_id=user_id, app_id=app_id, pushkey=pushkey)
    return _pusher(row) if row else None


def set_pusher(tx: Tx, pusher: Pusher) -> None:
    """Writes the pusher in place of the user's with the same key."""
    drop_by_key(tx, pusher.user_id, pusher.app_id, pusher.pushkey)
    row: dict[str, object] = {name: getattr(pusher, name) for name in Pusher.__struct_fields__}
    for unused in ("attempts", "retry_ts"):
        del row[unused]
    tx.run(_ADD_PUSHER, **{**row, "data": json.encode(pusher.data)})


def drop_by_key(tx: Tx, user_id: str, app_id: str, pushkey: str) -> None:
    tx.run(_DROP_BY_KEY, user_id=user_id, app_id=app_id, pushkey=pushkey)


def drop_of_others(tx: Tx, user_id: str, app_id: str, pushkey: str) -> None:
    tx.run(_DROP_OF_OTHERS, user_id=user_id, app_id=app_id, pushkey=pushkey)


def drop_pusher(tx: Tx, pusher_id: str) -> None:
    tx.run(_DROP_PUSHER, pusher_id=pusher_id)


def drop_dead(tx: Tx, user_ids: Sequence[str]) -> None:
    """Pushers of these people whose device is gone."""
    tx.run(_DROP_DEAD, user_ids=list(user_ids))


def has_pushers(tx: Tx) -> bool:
    return tx.one(_ANY_PUSHER) is not None


def list_badged(tx: Tx) -> list[str]:
    """Who was told last that he has something unread."""
    return [row[0] for row in tx.all(_BADGED)]


def set_told(tx: Tx, pusher_id: str, position: int, badge: int) -> None:
    tx.run(_TOLD_PUSHER, pusher_id=pusher_id, position=position, badge=badge)


def set_failed(tx: Tx, pusher_id: str, position: int, retry_ts: int) -> None:
    tx.run(_FAILED_PUSHER, pusher_id=pusher_id, position=position, retry_ts=retry_ts)


def find_progress(tx: Tx) -> int | None:
    return tx.value(_PROGRESS)


def set_progress(tx: Tx, position: int) -> None:
    tx.run(_SET_PROGRESS, position=position)


def list_after(tx: Tx, after: int, most: int) -> list[tuple[Event, bool]]:
    """The next events of all rooms; whether each counts as @room."""
    return [_event(row) for row in tx.all(_AFTER, after=after, most=most)]


def list_reachable(tx: Tx, room_ids: Sequence[str]) -> list[Row]:
    """(room, user, membership, since position, read position) of members and invited people who have pushers."""
    return tx.all(_REACHABLE, room_ids=list(room_ids))


def list_sizes(tx: Tx, room_ids: Sequence[str]) -> dict[str, int]:
    """How many are in each room."""
    return {row[0]: row[1] for row in tx.all(_SIZES, room_ids=list(room_ids))}


def list_next_for(tx: Tx, user_id: str, after: int, most: int) -> list[tuple[Event, bool, str]]:
    """The next events by others in the user's rooms since he is there: whether it counts as @room, his membership."""
    statement = _RECENT_FOR if tx.position - after <= _LONG else _ALL_FOR
    return [(*_event(row), row[17]) for row in tx.all(statement, user_id=user_id, after=after, most=most)]


def find_vapid(tx: Tx) -> Row | None:
    """(private key, public key), both PEM."""
    return tx.one(_VAPID)


def set_vapid(tx: Tx, private_key: bytes, public_key: bytes) -> None:
    tx.run(_SET_VAPID, private_key=private_key, public_key=public_key)
