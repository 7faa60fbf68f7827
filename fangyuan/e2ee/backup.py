"""Keys of rooms that a person's devices keep with the server, encrypted. Client-Server API §Server-side key backups."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import Tx
from fangyuan.e2ee import backup_store
from fangyuan.e2ee.model import Backup, BackupKey
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound

_MOST_VERSIONS = 100  # of one person, those not counted that he has deleted
_MOST_ALGORITHM = 255
_MOST_AUTH_DATA = 65_536  # bytes
_MOST_SESSION_DATA = 65_536
_MOST_ID = 512


def create_backup(tx: Tx, user_id: str, algorithm: str, auth_data: bytes) -> int:
    """A new version, the current one from now on; gives its number. §POST /room_keys/version."""
    if not 0 < len(algorithm) <= _MOST_ALGORITHM:
        raise InvalidParam(f"An algorithm has 1 to {_MOST_ALGORITHM} characters")
    _check_size(auth_data, _MOST_AUTH_DATA, "auth_data")
    if backup_store.count(tx, user_id) >= _MOST_VERSIONS:
        raise InvalidParam(f"You have {_MOST_VERSIONS} backups: delete old ones")
    version = backup_store.newest_version(tx, user_id) + 1
    backup_store.add(tx, user_id, version, algorithm, auth_data)
    return version


def get_backup(tx: Tx, user_id: str, version: str | None = None) -> Backup:
    """This version, or the current one; NotFound when there is none or it was deleted. §GET /room_keys/version."""
    number = None if version is None else _number(version)
    found = (
        backup_store.find_current(tx, user_id)
        if version is None
        else backup_store.find(tx, user_id, number)
        if number is not None
        else None
    )
    if found is None:
        raise NotFound("No such backup")
    return found


def _number(version: str) -> int | None:
    """Versions are numbers to us; to clients they are opaque."""
    is_number = version.isascii() and version.isdigit() and len(version) <= 15
    return int(version) if is_number and str(int(version)) == version else None


def set_auth_data(
    tx: Tx, user_id: str, version: str, algorithm: str, auth_data: bytes, claimed: str | None
) -> None:
    """Changes a version's auth_data, and nothing else: M_INVALID_PARAM when the client says so (`claimed` is the
    version in its body). §PUT /room_keys/version/{version}.
    """
    backup = get_backup(tx, user_id, version)
    if claimed is not None and claimed != version:
        raise InvalidParam("The version in the body is not that of the path")
    if algorithm != backup.algorithm:
        raise InvalidParam("A backup's algorithm can't be changed")
    _check_size(auth_data, _MOST_AUTH_DATA, "auth_data")
    backup_store.set_auth_data(tx, user_id, backup.version, auth_data)


def delete_backup(tx: Tx, user_id: str, version: str) -> None:
    """Deletes a version with all its keys; one that was deleted before is gone already. NotFound when there never was
    such a version. §DELETE /room_keys/version/{version}.
    """
    number = _number(version)
    if number is None or not backup_store.did_exist(tx, user_id, number):
        raise NotFound("No such backup")
    backup_store.delete(tx, user_id, number)


# -- keys ----------------------------------------------------------------------------------------------------


def put_keys(tx: Tx, user_id: str, version: str, keys: Iterable[BackupKey]) -> Backup:
    """Keeps the keys that are better than what is kept; gives the backup as it is now. §PUT /room_keys/keys.

    M_WRONG_ROOM_KEYS_VERSION when the version isn't the current one.
    """
    backup = get_backup(tx, user_id, version)
    current = get_backup(tx, user_id)
    if current.version != backup.version:
        raise Forbidden(
            "This is not the current backup",
            errcode="M_WRONG_ROOM_KEYS_VERSION",
            extra={"current_version": str(current.version)},
        )
    by_room: dict[str, dict[str, BackupKey]] = {}
    for key in keys:
        _check_size(key.session_data, _MOST_SESSION_DATA, "session_data")
        if len(key.room_id.encode()) > _MOST_ID or len(key.session_id.encode()) > _MOST_ID:
            raise InvalidParam(f"Ids have at most {_MOST_ID} bytes")
        by_room.setdefault(key.room_id, {})[key.session_id] = key
    better: list[BackupKey] = []
    new = 0
    for room_id, by_session in by_room.items():
        kept = backup_store.list_ranks(tx, user_id, backup.version, room_id, list(by_session))
        for session_id, key in by_session.items():
            if session_id not in kept or key.rank.is_better_than(kept[session_id]):
                better.append(key)
                new += session_id not in kept
    if not better:
        return backup
    backup_store.put_keys(tx, user_id, backup.version, better)
    return _count(tx, user_id, backup, new)


def _count(tx: Tx, user_id: str, backup: Backup, more: int) -> Backup:
    etag, keys = backup.etag + 1, backup.keys + more
    backup_store.set_counts(tx, user_id, backup.version, etag, keys)
    return Backup(backup.version, backup.algorithm, backup.auth_data, etag, keys)


def list_keys(
    tx: Tx, user_id: str, version: str, room_id: str | None = None, session_id: str | None = None
) -> list[BackupKey]:
    """The keys of a version: all, of a room, or of a session. NotFound without the version. §GET /room_keys/keys."""
    backup = get_backup(tx, user_id, version)
    return backup_store.list_keys(tx, user_id, backup.version, room_id, session_id)


def delete_keys(
    tx: Tx, user_id: str, version: str, room_id: str | None = None, session_id: str | None = None
) -> Backup:
    """Deletes them; gives the backup as it is now. §DELETE /room_keys/keys."""
    backup = get_backup(tx, user_id, version)
    gone = backup_store.drop_keys(tx, user_id, backup.version, room_id, session_id)
    return _count(tx, user_id, backup, -gone) if gone else backup


def _check_size(encoded: bytes, most: int, what: str) -> None:
    if len(encoded) > most:
        raise InvalidParam(f"{what} has at most {most} bytes")
