"""All SQL of key backups."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from fangyuan.db import SQL, Row, Tx
from fangyuan.e2ee.model import Backup, BackupKey, KeyRank

_ROW = "version, algorithm, auth_data, etag, keys"
_FIND = SQL(f"SELECT {_ROW} FROM backups WHERE user_id = :user_id AND version = :version AND is_deleted = 0")
_CURRENT = SQL(
    f"SELECT {_ROW} FROM backups WHERE user_id = :user_id AND is_deleted = 0 ORDER BY version DESC LIMIT 1"
)
_NEWEST = SQL("SELECT MAX(version) FROM backups WHERE user_id = :user_id")
_COUNT = SQL("SELECT COUNT(*) FROM backups WHERE user_id = :user_id AND is_deleted = 0")
_EXISTED = SQL("SELECT 1 FROM backups WHERE user_id = :user_id AND version = :version")
_ADD = SQL(
    "INSERT INTO backups (user_id, version, algorithm, auth_data, etag, keys)"
    " VALUES (:user_id, :version, :algorithm, :auth_data, 0, 0)"
)
_SET_AUTH = SQL("UPDATE backups SET auth_data = :auth_data WHERE user_id = :user_id AND version = :version")
_SET_COUNTS = SQL(
    "UPDATE backups SET etag = :etag, keys = :keys WHERE user_id = :user_id AND version = :version"
)
_DELETE = SQL(
    "UPDATE backups SET is_deleted = 1, keys = 0, auth_data = :nothing"
    " WHERE user_id = :user_id AND version = :version"
)


def find(tx: Tx, user_id: str, version: int) -> Backup | None:
    row = tx.one(_FIND, user_id=user_id, version=version)
    return Backup(*row) if row else None


def find_current(tx: Tx, user_id: str) -> Backup | None:
    row = tx.one(_CURRENT, user_id=user_id)
    return Backup(*row) if row else None


def newest_version(tx: Tx, user_id: str) -> int:
    """Deleted ones count: a version's number is never used again."""
    return tx.value(_NEWEST, user_id=user_id) or 0


def count(tx: Tx, user_id: str) -> int:
    """How many the user has."""
    return tx.value(_COUNT, user_id=user_id)


def did_exist(tx: Tx, user_id: str, version: int) -> bool:
    return tx.one(_EXISTED, user_id=user_id, version=version) is not None


def add(tx: Tx, user_id: str, version: int, algorithm: str, auth_data: bytes) -> None:
    tx.run(_ADD, user_id=user_id, version=version, algorithm=algorithm, auth_data=auth_data)


def set_auth_data(tx: Tx, user_id: str, version: int, auth_data: bytes) -> None:
    tx.run(_SET_AUTH, user_id=user_id, version=version, auth_data=auth_data)


def set_counts(tx: Tx, user_id: str, version: int, etag: int, keys: int) -> None:
    tx.run(_SET_COUNTS, user_id=user_id, version=version, etag=etag, keys=keys)


def delete(tx: Tx, user_id: str, version: int) -> None:
    tx.run(_DELETE, user_id=user_id, version=version, nothing=b"{}")
    drop_keys(tx, user_id, version)


# -- keys ----------------------------------------------------------------------------------------------------

_OF_VERSION = "user_id = :user_id AND version = :version"
_KEY = "room_id, session_id, first_message_index, forwarded_count, is_verified, session_data"
_KEYS = SQL(f"SELECT {_KEY} FROM backup_keys WHERE {_OF_VERSION} ORDER BY room_id, session_id")
_KEYS_OF_ROOM = SQL(
    f"SELECT {_KEY} FROM backup_keys WHERE {_OF_VERSION} AND room_id = :room_id ORDER BY session_id"
)
_ONE_KEY = SQL(
    f"SELECT {_KEY} FROM backup_keys WHERE {_OF_VERSION} AND room_id = :room_id AND session_id = :session_id"
)
_RANKS = SQL(
    "SELECT session_id, is_verified, first_message_index, forwarded_count FROM backup_keys"
    f" WHERE {_OF_VERSION} AND room_id = :room_id AND session_id IN :*session_ids"
)
_PUT = SQL(
    f"INSERT INTO backup_keys (user_id, version, {_KEY}) VALUES (:user_id, :version, :room_id, :session_id,"
    " :first_message_index, :forwarded_count, :is_verified, :session_data)"
    " ON CONFLICT (user_id, version, room_id, session_id) DO UPDATE SET"
    " first_message_index = excluded.first_message_index, forwarded_count = excluded.forwarded_count,"
    " is_verified = excluded.is_verified, session_data = excluded.session_data"
)
_DROP = SQL(f"DELETE FROM backup_keys WHERE {_OF_VERSION}")
_DROP_OF_ROOM = SQL(f"DELETE FROM backup_keys WHERE {_OF_VERSION} AND room_id = :room_id")
_DROP_ONE = SQL(
    f"DELETE FROM backup_keys WHERE {_OF_VERSION} AND room_id = :room_id AND session_id = :session_id"
)


def _key(row: Row) -> BackupKey:
    room_id, session_id, first, forwarded, is_verified, data = row
    return BackupKey(room_id, session_id, first, forwarded, bool(is_verified), data)


def list_keys(
    tx: Tx, user_id: str, version: int, room_id: str | None = None, session_id: str | None = None
) -> list[BackupKey]:
    """All keys of a backup, or those of a room, or the one of a session."""
    if room_id is None:
        rows = tx.all(_KEYS, user_id=user_id, version=version)
    elif session_id is None:
        rows = tx.all(_KEYS_OF_ROOM, user_id=user_id, version=version, room_id=room_id)
    else:
        rows = tx.all(_ONE_KEY, user_id=user_id, version=version, room_id=room_id, session_id=session_id)
    return [_key(row) for row in rows]


def list_ranks(
    tx: Tx, user_id: str, version: int, room_id: str, session_ids: list[str]
) -> dict[str, KeyRank]:
    """session id -> how good the key is that is kept."""
    rows = tx.all(_RANKS, user_id=user_id, version=version, room_id=room_id, session_ids=session_ids)
    return {row[0]: KeyRank(bool(row[1]), row[2], row[3]) for row in rows}


def put_keys(tx: Tx, user_id: str, version: int, keys: Iterable[BackupKey]) -> None:
    tx.many(
        _PUT,
        [
            {
                **msgspec.structs.asdict(key),
                "is_verified": int(key.is_verified),
                "user_id": user_id,
                "version": version,
            }
            for key in keys
        ],
    )


def drop_keys(
    tx: Tx, user_id: str, version: int, room_id: str | None = None, session_id: str | None = None
) -> int:
    """How many were deleted."""
    if room_id is None:
        return tx.run(_DROP, user_id=user_id, version=version)
    if session_id is None:
        return tx.run(_DROP_OF_ROOM, user_id=user_id, version=version, room_id=room_id)
    return tx.run(_DROP_ONE, user_id=user_id, version=version, room_id=room_id, session_id=session_id)
