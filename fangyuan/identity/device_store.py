"""All SQL of devices and sessions."""

from __future__ import annotations

from fangyuan.db import SQL, Row, Tx
from fangyuan.identity.model import Device, Session

# -- devices -------------------------------------------------------------------------------------------------

_DEVICE = "user_id, device_id, display_name, last_seen_ts, last_seen_ip, created_ts"
_LIST_DEVICES = SQL(f"SELECT {_DEVICE} FROM devices WHERE user_id = :user_id ORDER BY created_ts, device_id")
_DEVICE_NAMES = SQL(
    "SELECT user_id, device_id, display_name FROM devices WHERE user_id IN :*user_ids ORDER BY user_id, device_id"
)
_FIND_DEVICE = SQL(f"SELECT {_DEVICE} FROM devices WHERE user_id = :user_id AND device_id = :device_id")
_ADD_DEVICE = SQL(
    "INSERT INTO devices (user_id, device_id, display_name, created_ts)"
    " VALUES (:user_id, :device_id, :display_name, :ts) ON CONFLICT (user_id, device_id) DO NOTHING"
)
_RENAME_DEVICE = SQL(
    "UPDATE devices SET display_name = :display_name WHERE user_id = :user_id AND device_id = :device_id"
)
_NOTE_SEEN = SQL(
    "UPDATE devices SET last_seen_ts = :ts, last_seen_ip = :ip"
    " WHERE user_id = :user_id AND device_id = :device_id"
)
_COUNT_DEVICES = SQL("SELECT COUNT(*) FROM devices WHERE user_id IN :*user_ids")
_DROP_DEVICES = SQL("DELETE FROM devices WHERE user_id = :user_id AND device_id IN :*device_ids")


def list_devices(tx: Tx, user_id: str) -> list[Device]:
    return [Device(*row) for row in tx.all(_LIST_DEVICES, user_id=user_id)]


def list_device_names(tx: Tx, user_ids: list[str]) -> dict[tuple[str, str], str | None]:
    """(user id, device id) -> what it is called."""
    return {(row[0], row[1]): row[2] for row in tx.all(_DEVICE_NAMES, user_ids=user_ids)}


def find_device(tx: Tx, user_id: str, device_id: str) -> Device | None:
    row = tx.one(_FIND_DEVICE, user_id=user_id, device_id=device_id)
    return Device(*row) if row else None


def count_devices(tx: Tx, user_ids: list[str]) -> int:
    """How many devices these users have together."""
    return tx.value(_COUNT_DEVICES, user_ids=user_ids)


def add_device(tx: Tx, user_id: str, device_id: str, display_name: str | None, ts: int) -> bool:
    """False when it was there already."""
    return tx.run(_ADD_DEVICE, user_id=user_id, device_id=device_id, display_name=display_name, ts=ts) > 0


def rename_device(tx: Tx, user_id: str, device_id: str, display_name: str | None) -> None:
    tx.run(_RENAME_DEVICE, user_id=user_id, device_id=device_id, display_name=display_name)


def note_seen(tx: Tx, user_id: str, device_id: str, ts: int, ip: str) -> None:
    tx.run(_NOTE_SEEN, user_id=user_id, device_id=device_id, ts=ts, ip=ip)


def drop_devices(tx: Tx, user_id: str, device_ids: list[str]) -> bool:
    """Whether there were any."""
    return tx.run(_DROP_DEVICES, user_id=user_id, device_ids=device_ids) > 0


# -- sessions ------------------------------------------------------------------------------------------------

# The session that it replaces, while it has not been used, is found by the index on user and device.
_FIND_SESSION = SQL(
    "SELECT s.session_id, s.user_id, s.device_id, a.kind, a.is_admin, a.locale, s.expires_ts,"
    " a.locked_ts, a.suspended_ts,"
    " (SELECT p.session_id FROM sessions p WHERE p.user_id = s.user_id AND p.device_id = s.device_id"
    "   AND p.next_session_id = s.session_id)"
    " FROM sessions s JOIN accounts a ON a.user_id = s.user_id"
    " WHERE s.token_hash = :token_hash AND a.deactivated_ts IS NULL"
)
_FIND_REFRESH = SQL(
    "SELECT session_id, user_id, device_id, refresh_expires_ts, next_session_id FROM sessions"
    " WHERE refresh_hash = :refresh_hash"
)
_ADD_SESSION = SQL(
    "INSERT INTO sessions (session_id, user_id, device_id, token_hash, expires_ts, refresh_hash,"
    " refresh_expires_ts, created_ts) VALUES (:session_id, :user_id, :device_id, :token_hash, :expires_ts,"
    " :refresh_hash, :refresh_expires_ts, :ts)"
)
_SET_NEXT = SQL("UPDATE sessions SET next_session_id = :next_session_id WHERE session_id = :session_id")
_DROP_SESSION = SQL("DELETE FROM sessions WHERE session_id = :session_id")
_DROP_PREDECESSORS = SQL(
    "DELETE FROM sessions"
    " WHERE user_id = :user_id AND device_id = :device_id AND next_session_id = :session_id"
)
_DROP_SESSIONS = SQL("DELETE FROM sessions WHERE user_id = :user_id AND device_id IN :*device_ids")
_DROP_EXPIRED = SQL(
    "DELETE FROM sessions WHERE refresh_expires_ts IS NOT NULL AND refresh_expires_ts < :before"
    " AND (expires_ts IS NULL OR expires_ts < :before)"
)


def find_session(tx: Tx, token_hash: str) -> Session | None:
    row = tx.one(_FIND_SESSION, token_hash=token_hash)
    if row is None:
        return None
    session_id, user_id, device_id, kind, is_admin, locale, expires_ts, locked_ts, suspended_ts, replaces = (
        row
    )
    return Session(
        session_id,
        user_id,
        device_id,
        kind,
        bool(is_admin),
        locale,
        expires_ts,
        replaces,
        locked_ts is not None,
        suspended_ts is not None,
    )


def find_refresh(tx: Tx, refresh_hash: str) -> Row | None:
    """(session, user, device, when its refresh token expires, the session that it gave already or None)."""
    return tx.one(_FIND_REFRESH, refresh_hash=refresh_hash)


def add_session(
    tx: Tx, session: Session, *, token_hash: str, refresh_hash: str | None, refresh_expires_ts: int | None
) -> None:
    tx.run(
        _ADD_SESSION,
        session_id=session.session_id,
        user_id=session.user_id,
        device_id=session.device_id,
        token_hash=token_hash,
        expires_ts=session.expires_ts,
        refresh_hash=refresh_hash,
        refresh_expires_ts=refresh_expires_ts,
        ts=tx.now_ms,
    )


def set_next(tx: Tx, session_id: str, next_session_id: str) -> None:
    tx.run(_SET_NEXT, session_id=session_id, next_session_id=next_session_id)


def drop_session(tx: Tx, session_id: str) -> None:
    tx.run(_DROP_SESSION, session_id=session_id)


def drop_predecessors(tx: Tx, user_id: str, device_id: str, session_id: str) -> int:
    return tx.run(_DROP_PREDECESSORS, user_id=user_id, device_id=device_id, session_id=session_id)


def drop_sessions(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    tx.run(_DROP_SESSIONS, user_id=user_id, device_ids=device_ids)


def drop_expired_sessions(tx: Tx, before: int) -> int:
    return tx.run(_DROP_EXPIRED, before=before)
