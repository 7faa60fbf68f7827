"""The SQL of connections' states."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import SQL, Tx
from fangyuan.sync.sliding.state import State, from_bytes, to_bytes

_ADD = SQL(
    "INSERT INTO sliding_states (user_id, device_id, conn_id, state_id, body, ts) "
    "VALUES (:user_id, :device_id, :conn_id, :state_id, :body, :ts)"
)
_FIND = SQL(
    "SELECT body FROM sliding_states WHERE user_id = :user_id AND device_id = :device_id AND conn_id = :conn_id "
    "AND state_id = :state_id"
)
_DROP_OTHERS = SQL(
    "DELETE FROM sliding_states WHERE user_id = :user_id AND device_id = :device_id AND conn_id = :conn_id "
    "AND NOT (state_id IN :*kept)"
)
_CONNECTIONS = SQL(
    "SELECT conn_id FROM sliding_states WHERE user_id = :user_id AND device_id = :device_id "
    "GROUP BY conn_id ORDER BY MAX(ts) DESC, conn_id"
)
_DROP_CONNECTIONS = SQL(
    "DELETE FROM sliding_states WHERE user_id = :user_id AND device_id = :device_id AND conn_id IN :*conn_ids"
)
_DROP_OLD = SQL("DELETE FROM sliding_states WHERE ts < :before")
_DROP_ORPHANS = SQL(
    "DELETE FROM sliding_states WHERE NOT EXISTS (SELECT 1 FROM devices d "
    "WHERE d.user_id = sliding_states.user_id AND d.device_id = sliding_states.device_id)"
)

Name = tuple[str, str, str]  # user id, device id, conn_id


def find(tx: Tx, name: Name, state_id: str) -> State | None:
    user_id, device_id, conn_id = name
    body = tx.value(_FIND, user_id=user_id, device_id=device_id, conn_id=conn_id, state_id=state_id)
    return from_bytes(state_id, body) if body is not None else None


def add(tx: Tx, name: Name, state: State, kept: Iterable[str]) -> None:
    """Keeps the state, and of the others of its connection only those in `kept`."""
    user_id, device_id, conn_id = name
    tx.run(
        _DROP_OTHERS,
        user_id=user_id,
        device_id=device_id,
        conn_id=conn_id,
        kept=[*kept],
    )
    tx.run(
        _ADD,
        user_id=user_id,
        device_id=device_id,
        conn_id=conn_id,
        state_id=state.state_id,
        body=to_bytes(state),
        ts=tx.now_ms,
    )


def drop_beyond(tx: Tx, user_id: str, device_id: str, most: int) -> None:
    """Of a device's connections the latest used stay."""
    conn_ids = [row[0] for row in tx.all(_CONNECTIONS, user_id=user_id, device_id=device_id)]
    if len(conn_ids) > most:
        tx.run(_DROP_CONNECTIONS, user_id=user_id, device_id=device_id, conn_ids=conn_ids[most:])


def drop_old(tx: Tx, before_ts: int) -> None:
    """What was not written for long, and what belongs to devices that are no more."""
    tx.run(_DROP_OLD, before=before_ts)
    tx.run(_DROP_ORPHANS)
