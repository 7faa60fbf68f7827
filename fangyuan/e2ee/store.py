"""All SQL of messages to devices, key counts and device lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fangyuan.db import SQL, Tx
from fangyuan.e2ee.model import Address, KeyCounts, ToDevice

# -- messages to devices -------------------------------------------------------------------------------------

_ADD = SQL(
    "INSERT INTO to_device (user_id, device_id, seq, position, json)"
    " VALUES (:user_id, :device_id, :seq, :seq, :json)"
)
_LIST = SQL(
    "SELECT seq, json FROM to_device WHERE user_id = :user_id AND device_id = :device_id"
    " AND seq <= :upto ORDER BY seq LIMIT :most"
)
_LIST_AFTER_SEQ = SQL(
    "SELECT seq, json FROM to_device WHERE user_id = :user_id AND device_id = :device_id"
    " AND seq > :after ORDER BY seq LIMIT :most"
)
_LIST_TOLD = SQL(
    "SELECT seq, json FROM to_device WHERE user_id = :user_id AND device_id = :device_id"
    " AND position > :since AND position <= :upto ORDER BY seq LIMIT :most"
)
_IS_ANY_TOLD = SQL(
    "SELECT 1 FROM to_device WHERE user_id = :user_id AND device_id = :device_id AND position <= :upto LIMIT 1"
)
_PUT_OFF = SQL(
    "UPDATE to_device SET position = :position WHERE user_id = :user_id AND device_id = :device_id"
    " AND seq > :after AND position <= :upto"
)
_DELETE = SQL("DELETE FROM to_device WHERE user_id = :user_id AND device_id = :device_id AND seq <= :upto")
_DELETE_TOLD = SQL(
    "DELETE FROM to_device WHERE user_id = :user_id AND device_id = :device_id AND position <= :upto"
)
_DROP_OF_DEVICES = SQL("DELETE FROM to_device WHERE user_id = :user_id AND device_id IN :*device_ids")
_FULL = SQL("SELECT user_id, device_id FROM to_device GROUP BY user_id, device_id HAVING COUNT(*) > :most")
_NEWEST_OVER = SQL(
    "SELECT seq FROM to_device WHERE user_id = :user_id AND device_id = :device_id"
    " ORDER BY seq DESC LIMIT 1 OFFSET :most"
)
_ADD_TXN = SQL(
    "INSERT INTO to_device_txns (user_id, device_id, type, txn_id, ts)"
    " VALUES (:user_id, :device_id, :type, :txn_id, :ts) ON CONFLICT (user_id, device_id, type, txn_id) DO NOTHING"
)
_DROP_TXNS = SQL("DELETE FROM to_device_txns WHERE ts < :before")


def add_to_device(tx: Tx, messages: Mapping[Address, bytes], seq: int) -> None:
    tx.many(
        _ADD,
        [
            {"user_id": user_id, "device_id": device_id, "seq": seq, "json": json}
            for (user_id, device_id), json in messages.items()
        ],
    )


def list_to_device(tx: Tx, user_id: str, device_id: str, upto: int, most: int) -> list[ToDevice]:
    rows = tx.all(_LIST, user_id=user_id, device_id=device_id, upto=upto, most=most)
    return [ToDevice(*row) for row in rows]


def list_to_device_after(tx: Tx, user_id: str, device_id: str, after: int, most: int) -> list[ToDevice]:
    rows = tx.all(_LIST_AFTER_SEQ, user_id=user_id, device_id=device_id, after=after, most=most)
    return [ToDevice(*row) for row in rows]


def list_told(tx: Tx, user_id: str, device_id: str, since: int, upto: int, most: int) -> list[ToDevice]:
    rows = tx.all(_LIST_TOLD, user_id=user_id, device_id=device_id, since=since, upto=upto, most=most)
    return [ToDevice(*row) for row in rows]


def is_any_told(tx: Tx, user_id: str, device_id: str, upto: int) -> bool:
    return tx.one(_IS_ANY_TOLD, user_id=user_id, device_id=device_id, upto=upto) is not None


def put_off(tx: Tx, user_id: str, device_id: str, after: int, upto: int, position: int) -> int:
    return tx.run(_PUT_OFF, user_id=user_id, device_id=device_id, after=after, upto=upto, position=position)


def delete_to_device(tx: Tx, user_id: str, device_id: str, upto: int) -> int:
    return tx.run(_DELETE, user_id=user_id, device_id=device_id, upto=upto)


def delete_told(tx: Tx, user_id: str, device_id: str, upto: int) -> int:
    return tx.run(_DELETE_TOLD, user_id=user_id, device_id=device_id, upto=upto)


def drop_to_device(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    tx.run(_DROP_OF_DEVICES, user_id=user_id, device_ids=device_ids)


def list_full(tx: Tx, most: int) -> list[Address]:
    """The devices for which more than `most` messages wait."""
    return [(row[0], row[1]) for row in tx.all(_FULL, most=most)]


def drop_oldest(tx: Tx, user_id: str, device_id: str, most: int) -> None:
    """Of the messages that wait for the device its newest `most` are left."""
    newest = tx.value(_NEWEST_OVER, user_id=user_id, device_id=device_id, most=most)
    if newest is not None:
        tx.run(_DELETE, user_id=user_id, device_id=device_id, upto=newest)


def add_txn(tx: Tx, user_id: str, device_id: str, type: str, txn_id: str) -> bool:
    """False when there was one already."""
    return tx.run(_ADD_TXN, user_id=user_id, device_id=device_id, type=type, txn_id=txn_id, ts=tx.now_ms) > 0


def drop_txns(tx: Tx, before: int) -> None:
    tx.run(_DROP_TXNS, before=before)


# -- counts --------------------------------------------------------------------------------------------------

_COUNTS = SQL(
    "SELECT one_time, unused_fallback, position FROM key_counts"
    " WHERE user_id = :user_id AND device_id = :device_id"
)
_COUNTS_OF_USERS = SQL(
    "SELECT user_id, device_id, one_time, unused_fallback, position FROM key_counts WHERE user_id IN :*user_ids"
)
_SET_COUNTS = SQL(
    "INSERT INTO key_counts (user_id, device_id, one_time, unused_fallback, position)"
    " VALUES (:user_id, :device_id, :one_time, :unused_fallback, :position)"
    " ON CONFLICT (user_id, device_id) DO UPDATE SET one_time = excluded.one_time,"
    " unused_fallback = excluded.unused_fallback, position = excluded.position"
)
_DROP_COUNTS = SQL("DELETE FROM key_counts WHERE user_id = :user_id AND device_id IN :*device_ids")


def find_counts(tx: Tx, user_id: str, device_id: str) -> KeyCounts | None:
    row = tx.one(_COUNTS, user_id=user_id, device_id=device_id)
    return KeyCounts(*row) if row else None


def list_counts(tx: Tx, user_ids: Iterable[str]) -> dict[Address, KeyCounts]:
    return {
        (row[0], row[1]): KeyCounts(*row[2:]) for row in tx.all(_COUNTS_OF_USERS, user_ids=list(user_ids))
    }


def set_counts(tx: Tx, counts: Mapping[Address, KeyCounts]) -> None:
    tx.many(
        _SET_COUNTS,
        [
            {
                "user_id": user_id,
                "device_id": device_id,
                "one_time": count.one_time,
                "unused_fallback": count.unused_fallback,
                "position": count.position,
            }
            for (user_id, device_id), count in counts.items()
        ],
    )


def drop_counts(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    tx.run(_DROP_COUNTS, user_id=user_id, device_ids=device_ids)


# -- device lists --------------------------------------------------------------------------------------------

_SET_CHANGED = SQL(
    "INSERT INTO device_lists (viewer_id, user_id, position) VALUES (:viewer_id, :user_id, :position)"
    " ON CONFLICT (viewer_id, user_id) DO UPDATE SET position = excluded.position"
)
_LIST_CHANGED = SQL(
    "SELECT user_id FROM device_lists WHERE viewer_id = :viewer_id AND position > :since AND position <= :upto"
)


def set_changed(tx: Tx, viewer_id: str, user_id: str, position: int) -> None:
    """`viewer_id` '' is everybody who shares a room with the user."""
    tx.run(_SET_CHANGED, viewer_id=viewer_id, user_id=user_id, position=position)


def list_changed(tx: Tx, viewer_id: str, since: int, upto: int) -> set[str]:
    return {row[0] for row in tx.all(_LIST_CHANGED, viewer_id=viewer_id, since=since, upto=upto)}
