"""The SQL of administration: nonces, and closings of rooms that the worker does."""

from __future__ import annotations

from fangyuan.db import SQL, Row, Tx

_ADD_NONCE = SQL("INSERT INTO registration_nonces (nonce, created_ts) VALUES (:nonce, :ts)")
_USE_NONCE = SQL("DELETE FROM registration_nonces WHERE nonce = :nonce AND created_ts >= :since")
_DROP_NONCES = SQL("DELETE FROM registration_nonces WHERE created_ts < :before")


def add_nonce(tx: Tx, nonce: str) -> None:
    tx.run(_ADD_NONCE, nonce=nonce, ts=tx.now_ms)


def use_nonce(tx: Tx, nonce: str, since: int) -> bool:
    """False when it was used already, was never given, or is older than `since`."""
    return tx.run(_USE_NONCE, nonce=nonce, since=since) > 0


def drop_old_nonces(tx: Tx, before: int) -> None:
    tx.run(_DROP_NONCES, before=before)


_CLOSING = "closing_id, room_id, actor, status, result, created_ts"
_ADD_CLOSING = SQL(
    f"INSERT INTO room_closings ({_CLOSING}) VALUES (:closing_id, :room_id, :actor, 'scheduled', :result, :ts)"
)
_SET_CLOSING = SQL(
    "UPDATE room_closings SET status = :status, result = :result WHERE closing_id = :closing_id"
)
_FIND_CLOSING = SQL(f"SELECT {_CLOSING} FROM room_closings WHERE closing_id = :closing_id")
_LIST_CLOSINGS = SQL(
    f"SELECT {_CLOSING} FROM room_closings WHERE room_id = :room_id ORDER BY created_ts, closing_id"
)
_WAITING = SQL("SELECT closing_id FROM room_closings WHERE room_id = :room_id AND status = 'scheduled'")


def add_closing(tx: Tx, closing_id: str, room_id: str, actor: str, result: bytes) -> None:
    tx.run(_ADD_CLOSING, closing_id=closing_id, room_id=room_id, actor=actor, result=result, ts=tx.now_ms)


def set_closing(tx: Tx, closing_id: str, status: str, result: bytes) -> None:
    tx.run(_SET_CLOSING, closing_id=closing_id, status=status, result=result)


def find_closing(tx: Tx, closing_id: str) -> Row | None:
    return tx.one(_FIND_CLOSING, closing_id=closing_id)


def list_closings(tx: Tx, room_id: str) -> list[Row]:
    return tx.all(_LIST_CLOSINGS, room_id=room_id)


def find_waiting_closing(tx: Tx, room_id: str) -> str | None:
    """The id of the closing of this room that the worker has not done yet."""
    return tx.value(_WAITING, room_id=room_id)
