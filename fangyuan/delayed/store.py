"""The SQL of delayed events."""

from __future__ import annotations

from fangyuan.db import SQL, Tx
from fangyuan.delayed.model import Delayed

_COLUMNS = (
    "delay_id, user_id, device_id, txn_id, room_id, type, state_key, content, delay_ms, running_since, position, "
    "outcome, reason, finalised_ts, event_id, error"
)
_ADD = SQL(
    f"INSERT INTO delayed_events ({_COLUMNS}) VALUES (:delay_id, :user_id, :device_id, :txn_id, :room_id, :type, "
    ":state_key, :content, :delay_ms, :running_since, :position, :outcome, :reason, :finalised_ts, :event_id, :error)"
)
_FIND = SQL(f"SELECT {_COLUMNS} FROM delayed_events WHERE delay_id = :delay_id")
_BY_TXN = SQL(
    f"SELECT {_COLUMNS} FROM delayed_events WHERE user_id = :user_id AND device_id = :device_id "
    "AND room_id = :room_id AND type = :type AND txn_id = :txn_id"
)
_OF_USER = SQL(
    f"SELECT {_COLUMNS} FROM delayed_events WHERE user_id = :user_id ORDER BY running_since DESC, delay_id LIMIT :most"
)
_WAITING = SQL(
    "SELECT COUNT(*), MIN(running_since + delay_ms) FROM delayed_events WHERE user_id = :user_id AND outcome = ''"
)
_RESTART = SQL("UPDATE delayed_events SET running_since = :ts WHERE delay_id = :delay_id")
_FINALISE = SQL(
    "UPDATE delayed_events SET outcome = :outcome, reason = :reason, finalised_ts = :ts, event_id = :event_id, "
    "error = :error WHERE delay_id = :delay_id"
)
_DROP_OLD = SQL("DELETE FROM delayed_events WHERE outcome <> '' AND finalised_ts < :before")
# A state event of somebody else under the same key, later than the delayed one was handed over.
_OVERTAKEN = SQL(
    "SELECT d.delay_id, MIN(e.ts) FROM delayed_events d JOIN events e ON e.room_id = d.room_id AND e.type = d.type "
    "AND e.state_key = d.state_key AND e.position > d.position AND e.sender <> d.user_id "
    "WHERE d.delay_id IN :*delay_ids AND d.state_key IS NOT NULL AND e.state_key IS NOT NULL GROUP BY d.delay_id"
)


def add(tx: Tx, delayed: Delayed) -> None:
    tx.run(_ADD, **{name: getattr(delayed, name) for name in delayed.__struct_fields__})


def find(tx: Tx, delay_id: str) -> Delayed | None:
    row = tx.one(_FIND, delay_id=delay_id)
    return Delayed(*row) if row else None


def find_by_transaction(
    tx: Tx, user_id: str, device_id: str, room_id: str, type: str, txn_id: str
) -> Delayed | None:
    row = tx.one(_BY_TXN, user_id=user_id, device_id=device_id, room_id=room_id, type=type, txn_id=txn_id)
    return Delayed(*row) if row else None


def list_of_user(tx: Tx, user_id: str, most: int) -> list[Delayed]:
    """The user's delayed events, waiting and done with, the newest first."""
    return [Delayed(*row) for row in tx.all(_OF_USER, user_id=user_id, most=most)]


def count_waiting(tx: Tx, user_id: str) -> tuple[int, int | None]:
    """(how many of the user's wait, when the next of them is due)."""
    row = tx.one(_WAITING, user_id=user_id)
    return (row[0], row[1]) if row else (0, None)


def overtaken(tx: Tx, delay_ids: list[str]) -> dict[str, int]:
    """Those of them whose state somebody else has written since, and when."""
    return {row[0]: row[1] for row in tx.all(_OVERTAKEN, delay_ids=delay_ids)} if delay_ids else {}


def restart(tx: Tx, delay_id: str, ts: int) -> None:
    tx.run(_RESTART, delay_id=delay_id, ts=ts)


def finalise(
    tx: Tx,
    delay_id: str,
    outcome: str,
    reason: str,
    *,
    event_id: str | None = None,
    error: bytes | None = None,
) -> None:
    tx.run(
        _FINALISE,
        delay_id=delay_id,
        outcome=outcome,
        reason=reason,
        ts=tx.now_ms,
        event_id=event_id,
        error=error,
    )


def drop_old(tx: Tx, before: int) -> int:
    return tx.run(_DROP_OLD, before=before)
