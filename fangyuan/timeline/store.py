"""The SQL of receipts, typing and threads."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import SQL, Row, Tx
from fangyuan.timeline.model import Receipt, Subscription

_RECEIPT = "room_id, user_id, receipt_type, thread_id, event_id, event_position, ts, position"
_FIND_RECEIPT = SQL(
    f"SELECT {_RECEIPT} FROM receipts WHERE room_id = :room_id AND user_id = :user_id "
    "AND receipt_type = :receipt_type AND thread_id = :thread_id"
)
_SET_RECEIPT = SQL(
    "INSERT INTO receipts (room_id, user_id, receipt_type, thread_id, event_id, event_position, seq, ts, position) "
    "VALUES (:room_id, :user_id, :receipt_type, :thread_id, :event_id, :event_position, :seq, :ts, :position) "
    "ON CONFLICT (room_id, user_id, receipt_type, thread_id) DO UPDATE SET event_id = excluded.event_id, "
    "event_position = excluded.event_position, seq = excluded.seq, ts = excluded.ts, position = excluded.position"
)
# Of the others only what is public, of oneself the private ones too.
_RECEIPTS_SINCE = SQL(
    f"SELECT {_RECEIPT} FROM receipts WHERE room_id IN :*room_ids AND position > :since AND position <= :upto "
    "AND (receipt_type = 'm.read' OR (receipt_type = 'm.read.private' AND user_id = :user_id)) ORDER BY position"
)
_RECEIPTS_OF = SQL(
    f"SELECT {_RECEIPT} FROM receipts WHERE user_id = :user_id AND room_id IN :*room_ids AND position > :since "
    "AND position <= :upto AND receipt_type IN ('m.read', 'm.read.private')"
)
# A room has a row for each person who types, and one of user_id '' for when somebody last stopped.
_SET_TYPING = SQL(
    "INSERT INTO typing (room_id, user_id, until_ts, position) VALUES (:room_id, :user_id, :until_ts, :position) "
    "ON CONFLICT (room_id, user_id) DO UPDATE SET until_ts = excluded.until_ts, position = excluded.position"
)
_PROLONG_TYPING = SQL(
    "UPDATE typing SET until_ts = :until_ts WHERE room_id = :room_id AND user_id = :user_id"
)
_DROP_TYPING = SQL("DELETE FROM typing WHERE room_id = :room_id AND user_id = :user_id")
_TYPING = SQL(
    "SELECT room_id, user_id, until_ts, position FROM typing WHERE room_id IN :*room_ids ORDER BY position"
)
_TYPING_DUE = SQL("SELECT room_id, user_id FROM typing WHERE until_ts > 0 AND until_ts <= :now")
_SUBSCRIPTION = "room_id, root_id, is_subscribed, is_automatic, ended_position, position"
_FIND_SUBSCRIPTION = SQL(
    f"SELECT {_SUBSCRIPTION} FROM thread_subscriptions WHERE user_id = :user_id AND root_id = :root_id"
)
_SET_SUBSCRIPTION = SQL(
    f"INSERT INTO thread_subscriptions (user_id, {_SUBSCRIPTION}) VALUES (:user_id, :room_id, :root_id, "
    ":is_subscribed, :is_automatic, :ended_position, :position) ON CONFLICT (user_id, root_id) DO UPDATE SET "
    "is_subscribed = excluded.is_subscribed, is_automatic = excluded.is_automatic, "
    "ended_position = excluded.ended_position, position = excluded.position"
)
_SUBSCRIPTIONS = SQL(
    f"SELECT {_SUBSCRIPTION} FROM thread_subscriptions WHERE user_id = :user_id AND position > :since "
    "AND position <= :upto ORDER BY position DESC LIMIT :most"
)
_FIND_THREAD = SQL("SELECT seq, replies FROM threads WHERE root_id = :root_id")
_SET_THREAD = SQL(
    "INSERT INTO threads (root_id, room_id, last_position, seq, replies, reply_position) "
    "VALUES (:root_id, :room_id, :last_position, :seq, :replies, :reply_position) ON CONFLICT (root_id) DO UPDATE SET "
    "last_position = excluded.last_position, seq = excluded.seq, replies = excluded.replies, "
    # An edit or a reaction brings no thread to the top of the list.
    "reply_position = CASE WHEN excluded.reply_position = 0 THEN threads.reply_position "
    "ELSE excluded.reply_position END"
)
_SHORTEN_THREAD = SQL(
    "UPDATE threads SET seq = CASE WHEN seq > :gone THEN seq - :gone ELSE 0 END, replies = :replies "
    "WHERE root_id = :root_id"
)
_SHORTEN_RECEIPTS = SQL(
    "UPDATE receipts SET seq = CASE WHEN seq > :gone THEN seq - :gone ELSE 0 END "
    "WHERE room_id = :room_id AND thread_id = :root_id"
)
_DROP_THREAD = SQL("DELETE FROM threads WHERE root_id = :root_id")
_THREADS = SQL("SELECT root_id, replies FROM threads WHERE root_id IN :*roots AND replies > 0")
_OF_ROOM = (
    "SELECT t.root_id, t.reply_position FROM threads t WHERE t.room_id = :room_id AND t.reply_position <= :before "
    "AND t.replies > 0 "
)
_THREADS_OF_ROOM = SQL(_OF_ROOM + "ORDER BY t.reply_position DESC LIMIT :most")
_THREADS_WITH = SQL(
    _OF_ROOM + "AND (EXISTS (SELECT 1 FROM events r WHERE r.event_id = t.root_id AND r.sender = :user_id) "
    "OR EXISTS (SELECT 1 FROM events e WHERE e.thread_root = t.root_id AND e.rel_type = 'm.thread' "
    "AND e.sender = :user_id AND e.redacted_by IS NULL)) ORDER BY t.reply_position DESC LIMIT :most"
)


def find_receipt(tx: Tx, room_id: str, user_id: str, receipt_type: str, thread_id: str) -> Receipt | None:
    row = tx.one(
        _FIND_RECEIPT, room_id=room_id, user_id=user_id, receipt_type=receipt_type, thread_id=thread_id
    )
    return Receipt(*row) if row else None


def set_receipt(tx: Tx, receipt: Receipt, seq: int) -> None:
    tx.run(
        _SET_RECEIPT,
        room_id=receipt.room_id,
        user_id=receipt.user_id,
        receipt_type=receipt.receipt_type,
        thread_id=receipt.thread_id,
        event_id=receipt.event_id,
        event_position=receipt.event_position,
        seq=seq,
        ts=receipt.ts,
        position=receipt.position,
    )


def list_receipts(tx: Tx, room_ids: Iterable[str], since: int, upto: int, user_id: str) -> list[Receipt]:
    """The receipts of the rooms in (since, upto] that this user may see."""
    rows = tx.all(_RECEIPTS_SINCE, room_ids=list(room_ids), since=since, upto=upto, user_id=user_id)
    return [Receipt(*row) for row in rows]


def list_receipts_of(tx: Tx, user_id: str, room_ids: Iterable[str], since: int, upto: int) -> list[Receipt]:
    """The user's own receipts of the rooms in (since, upto]."""
    rows = tx.all(_RECEIPTS_OF, user_id=user_id, room_ids=list(room_ids), since=since, upto=upto)
    return [Receipt(*row) for row in rows]


def start_typing(tx: Tx, room_id: str, user_id: str, until_ts: int, position: int) -> None:
    tx.run(_SET_TYPING, room_id=room_id, user_id=user_id, until_ts=until_ts, position=position)


def prolong_typing(tx: Tx, room_id: str, user_id: str, until_ts: int) -> None:
    tx.run(_PROLONG_TYPING, room_id=room_id, user_id=user_id, until_ts=until_ts)


def stop_typing(tx: Tx, room_id: str, user_id: str, position: int) -> None:
    tx.run(_DROP_TYPING, room_id=room_id, user_id=user_id)
    tx.run(_SET_TYPING, room_id=room_id, user_id="", until_ts=0, position=position)


def list_typing(tx: Tx, room_ids: Iterable[str]) -> list[Row]:
    """(room_id, user_id, until_ts, position); until_ts 0 tells when somebody last stopped."""
    return tx.all(_TYPING, room_ids=list(room_ids))


def list_typing_due(tx: Tx) -> list[Row]:
    """(room_id, user_id) of those whose time is over."""
    return tx.all(_TYPING_DUE, now=tx.now_ms)


def _subscription(row: Row) -> Subscription:
    room_id, root_id, is_subscribed, is_automatic, ended_position, position = row
    return Subscription(room_id, root_id, bool(is_subscribed), bool(is_automatic), ended_position, position)


def find_subscription(tx: Tx, user_id: str, root_id: str) -> Subscription | None:
    row = tx.one(_FIND_SUBSCRIPTION, user_id=user_id, root_id=root_id)
    return _subscription(row) if row else None


def set_subscription(tx: Tx, user_id: str, subscription: Subscription) -> None:
    tx.run(
        _SET_SUBSCRIPTION,
        user_id=user_id,
        room_id=subscription.room_id,
        root_id=subscription.root_id,
        is_subscribed=int(subscription.is_subscribed),
        is_automatic=int(subscription.is_automatic),
        ended_position=subscription.ended_position,
        position=subscription.position,
    )


def list_subscriptions(tx: Tx, user_id: str, since: int, upto: int, most: int) -> list[Subscription]:
    """What changed of the user's subscriptions in (since, upto], the newest first."""
    rows = tx.all(_SUBSCRIPTIONS, user_id=user_id, since=since, upto=upto, most=most)
    return [_subscription(row) for row in rows]


def find_thread(tx: Tx, root_id: str) -> tuple[int, int] | None:
    """(notifying events, replies)."""
    row = tx.one(_FIND_THREAD, root_id=root_id)
    return (row[0], row[1]) if row else None


def set_thread(
    tx: Tx, room_id: str, root_id: str, last_position: int, seq: int, replies: int, *, reply_position: int
) -> None:
    """`last_position` is of its newest event of any kind, `reply_position` of its newest reply; 0 leaves that alone."""
    tx.run(
        _SET_THREAD,
        root_id=root_id,
        room_id=room_id,
        last_position=last_position,
        seq=seq,
        replies=replies,
        reply_position=reply_position,
    )


def shorten_thread(tx: Tx, room_id: str, root_id: str, gone: int, replies: int) -> None:
    """So many of its notifying events are gone, and were read by whoever had read further."""
    tx.run(_SHORTEN_THREAD, root_id=root_id, gone=gone, replies=replies)
    tx.run(_SHORTEN_RECEIPTS, room_id=room_id, root_id=root_id, gone=gone)


def drop_thread(tx: Tx, root_id: str) -> None:
    tx.run(_DROP_THREAD, root_id=root_id)


def list_threads(tx: Tx, roots: Iterable[str]) -> dict[str, int]:
    """Replies of those of the events that are roots of threads."""
    return {row[0]: row[1] for row in tx.all(_THREADS, roots=list(roots))}


def list_room_threads(
    tx: Tx, room_id: str, before: int, most: int, *, of: str | None = None
) -> list[tuple[str, int]]:
    """(root, position of its newest reply) of a room's threads, the latest first; or those in which `of` took part."""
    if of is None:
        rows = tx.all(_THREADS_OF_ROOM, room_id=room_id, before=before, most=most)
    else:
        rows = tx.all(_THREADS_WITH, room_id=room_id, before=before, most=most, user_id=of)
    return [(row[0], row[1]) for row in rows]
