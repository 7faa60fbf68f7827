"""All SQL of keys: of devices, one-time and fallback keys, cross-signing keys and signatures, dehydrated devices."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import SQL, Row, Tx

# -- device keys ---------------------------------------------------------------------------------------------

_DEVICE = SQL("SELECT json FROM device_keys WHERE user_id = :user_id AND device_id = :device_id")
_DEVICES_OF = SQL(
    "SELECT user_id, device_id, json FROM device_keys WHERE user_id IN :*user_ids ORDER BY user_id, device_id"
)
_SET_DEVICE = SQL(
    "INSERT INTO device_keys (user_id, device_id, json) VALUES (:user_id, :device_id, :json)"
    " ON CONFLICT (user_id, device_id) DO UPDATE SET json = excluded.json"
)
_DROP_DEVICES = SQL("DELETE FROM device_keys WHERE user_id = :user_id AND device_id IN :*device_ids")


def find_device_keys(tx: Tx, user_id: str, device_id: str) -> bytes | None:
    return tx.value(_DEVICE, user_id=user_id, device_id=device_id)


def list_device_keys(tx: Tx, user_ids: Iterable[str]) -> list[tuple[str, str, bytes]]:
    return [(row[0], row[1], row[2]) for row in tx.all(_DEVICES_OF, user_ids=list(user_ids))]


def set_device_keys(tx: Tx, user_id: str, device_id: str, json: bytes) -> None:
    tx.run(_SET_DEVICE, user_id=user_id, device_id=device_id, json=json)


# -- one-time keys -------------------------------------------------------------------------------------------

_ONE_TIME = SQL(
    "SELECT algorithm, key_id, json FROM one_time_keys"
    " WHERE user_id = :user_id AND device_id = :device_id AND key_id IN :*key_ids"
)
_ADD_ONE_TIME = SQL(
    "INSERT INTO one_time_keys (user_id, device_id, algorithm, key_id, position, json)"
    " VALUES (:user_id, :device_id, :algorithm, :key_id, :position, :json)"
)
_COUNT = SQL(
    "SELECT algorithm, COUNT(*) FROM one_time_keys"
    " WHERE user_id = :user_id AND device_id = :device_id AND claimed_ts IS NULL GROUP BY algorithm"
)
# Of every device of these users the key that is next: one statement for any number of devices.
_NEXT = SQL(
    "SELECT k.user_id, k.device_id, k.key_id, k.json FROM key_counts c JOIN one_time_keys k"
    " ON k.user_id = c.user_id AND k.device_id = c.device_id AND k.algorithm = :algorithm AND k.key_id = ("
    "SELECT o.key_id FROM one_time_keys o WHERE o.user_id = c.user_id AND o.device_id = c.device_id"
    " AND o.algorithm = :algorithm AND o.claimed_ts IS NULL ORDER BY o.position, o.key_id LIMIT 1)"
    " WHERE c.user_id IN :*user_ids"
)
_CLAIM = SQL(
    "UPDATE one_time_keys SET json = NULL, claimed_ts = :ts WHERE user_id = :user_id AND device_id = :device_id"
    " AND algorithm = :algorithm AND key_id = :key_id"
)
_DROP_ONE_TIME = SQL("DELETE FROM one_time_keys WHERE user_id = :user_id AND device_id IN :*device_ids")
_DROP_CLAIMED = SQL("DELETE FROM one_time_keys WHERE claimed_ts IS NOT NULL AND claimed_ts < :before")


def list_one_time_keys(
    tx: Tx, user_id: str, device_id: str, key_ids: list[str]
) -> dict[tuple[str, str], bytes | None]:
    """(algorithm, key id) -> the key, None when it was claimed already."""
    rows = tx.all(_ONE_TIME, user_id=user_id, device_id=device_id, key_ids=key_ids)
    return {(row[0], row[1]): row[2] for row in rows}


def add_one_time_keys(
    tx: Tx, user_id: str, device_id: str, position: int, keys: dict[tuple[str, str], bytes]
) -> None:
    tx.many(
        _ADD_ONE_TIME,
        [
            {
                "user_id": user_id,
                "device_id": device_id,
                "algorithm": algorithm,
                "key_id": key_id,
                "position": position,
                "json": json,
            }
            for (algorithm, key_id), json in keys.items()
        ],
    )


def count_one_time_keys(tx: Tx, user_id: str, device_id: str) -> dict[str, int]:
    return {row[0]: row[1] for row in tx.all(_COUNT, user_id=user_id, device_id=device_id)}


def list_next_keys(tx: Tx, user_ids: Iterable[str], algorithm: str) -> list[Row]:
    """(user id, device id, key id, json) of the key that each device hands out next."""
    return tx.all(_NEXT, user_ids=list(user_ids), algorithm=algorithm)


def claim(tx: Tx, keys: Iterable[tuple[str, str, str, str]]) -> None:
    """`keys` are (user id, device id, algorithm, key id)."""
    tx.many(
        _CLAIM,
        [
            {"ts": tx.now_ms, "user_id": user, "device_id": device, "algorithm": algorithm, "key_id": key_id}
            for user, device, algorithm, key_id in keys
        ],
    )


def drop_claimed(tx: Tx, before: int) -> None:
    tx.run(_DROP_CLAIMED, before=before)


# -- fallback keys -------------------------------------------------------------------------------------------

_FALLBACK = SQL(
    "SELECT algorithm, key_id, json, is_used FROM fallback_keys WHERE user_id = :user_id AND device_id = :device_id"
)
_FALLBACK_OF = SQL(
    "SELECT user_id, device_id, key_id, json, is_used FROM fallback_keys"
    " WHERE user_id IN :*user_ids AND algorithm = :algorithm"
)
_SET_FALLBACK = SQL(
    "INSERT INTO fallback_keys (user_id, device_id, algorithm, key_id, json, is_used)"
    " VALUES (:user_id, :device_id, :algorithm, :key_id, :json, 0)"
    " ON CONFLICT (user_id, device_id, algorithm) DO UPDATE SET key_id = excluded.key_id, json = excluded.json,"
    " is_used = 0"
)
_USE_FALLBACK = SQL(
    "UPDATE fallback_keys SET is_used = 1"
    " WHERE user_id = :user_id AND device_id = :device_id AND algorithm = :algorithm"
)
_DROP_FALLBACK = SQL("DELETE FROM fallback_keys WHERE user_id = :user_id AND device_id IN :*device_ids")


def list_fallback_keys(tx: Tx, user_id: str, device_id: str) -> dict[str, tuple[str, bytes, bool]]:
    """algorithm -> (key id, the key, whether somebody has got it)."""
    rows = tx.all(_FALLBACK, user_id=user_id, device_id=device_id)
    return {row[0]: (row[1], row[2], bool(row[3])) for row in rows}


def list_fallback_keys_of(tx: Tx, user_ids: Iterable[str], algorithm: str) -> list[Row]:
    """(user id, device id, key id, json, is used)."""
    return tx.all(_FALLBACK_OF, user_ids=list(user_ids), algorithm=algorithm)


def set_fallback_key(tx: Tx, user_id: str, device_id: str, algorithm: str, key_id: str, json: bytes) -> None:
    tx.run(_SET_FALLBACK, user_id=user_id, device_id=device_id, algorithm=algorithm, key_id=key_id, json=json)


def use_fallback_keys(tx: Tx, keys: Iterable[tuple[str, str, str]]) -> None:
    """`keys` are (user id, device id, algorithm)."""
    tx.many(
        _USE_FALLBACK,
        [{"user_id": user, "device_id": device, "algorithm": algorithm} for user, device, algorithm in keys],
    )


def drop_device_keys(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    """Everything that these devices published."""
    for statement in (_DROP_DEVICES, _DROP_ONE_TIME, _DROP_FALLBACK):
        tx.run(statement, user_id=user_id, device_ids=device_ids)


# -- cross-signing -------------------------------------------------------------------------------------------

_CROSS = SQL("SELECT user_id, usage, public_key, json FROM cross_signing_keys WHERE user_id IN :*user_ids")
_SET_CROSS = SQL(
    "INSERT INTO cross_signing_keys (user_id, usage, public_key, json)"
    " VALUES (:user_id, :usage, :public_key, :json)"
    " ON CONFLICT (user_id, usage) DO UPDATE SET public_key = excluded.public_key, json = excluded.json"
)
_DROP_CROSS = SQL("DELETE FROM cross_signing_keys WHERE user_id = :user_id AND usage IN :*usages")
_SIGNATURES = SQL(
    "SELECT user_id, public_key, key_id, signature FROM key_signatures"
    " WHERE signer = :signer AND user_id IN :*user_ids"
)
_ADD_SIGNATURE = SQL(
    "INSERT INTO key_signatures (signer, user_id, public_key, key_id, signature)"
    " VALUES (:signer, :user_id, :public_key, :key_id, :signature)"
    " ON CONFLICT (signer, user_id, public_key, key_id) DO UPDATE SET signature = excluded.signature"
)


def list_cross_signing_keys(tx: Tx, user_ids: Iterable[str]) -> dict[tuple[str, str], tuple[str, bytes]]:
    """(user id, usage) -> (public key, json)."""
    return {(row[0], row[1]): (row[2], row[3]) for row in tx.all(_CROSS, user_ids=list(user_ids))}


def set_cross_signing_key(tx: Tx, user_id: str, usage: str, public_key: str, json: bytes) -> None:
    tx.run(_SET_CROSS, user_id=user_id, usage=usage, public_key=public_key, json=json)


def drop_cross_signing_keys(tx: Tx, user_id: str, usages: list[str]) -> None:
    tx.run(_DROP_CROSS, user_id=user_id, usages=usages)


def list_signatures(tx: Tx, signer: str, user_ids: Iterable[str]) -> list[Row]:
    """(whose key, public key, signing key's id, signature) of what this person signed of others."""
    return tx.all(_SIGNATURES, signer=signer, user_ids=list(user_ids))


def add_signature(tx: Tx, signer: str, user_id: str, public_key: str, key_id: str, signature: str) -> None:
    tx.run(
        _ADD_SIGNATURE,
        signer=signer,
        user_id=user_id,
        public_key=public_key,
        key_id=key_id,
        signature=signature,
    )


# -- dehydrated devices --------------------------------------------------------------------------------------

_DEHYDRATED = SQL("SELECT device_id, device_data FROM dehydrated_devices WHERE user_id = :user_id")
_DEHYDRATED_NAMES = SQL(
    "SELECT user_id, device_id, display_name FROM dehydrated_devices WHERE user_id IN :*user_ids"
)
_SET_DEHYDRATED = SQL(
    "INSERT INTO dehydrated_devices (user_id, device_id, device_data, display_name)"
    " VALUES (:user_id, :device_id, :device_data, :display_name)"
)
_DROP_DEHYDRATED = SQL(
    "DELETE FROM dehydrated_devices WHERE user_id = :user_id AND device_id IN :*device_ids"
)


def find_dehydrated(tx: Tx, user_id: str) -> tuple[str, bytes] | None:
    """(device id, device data)."""
    row = tx.one(_DEHYDRATED, user_id=user_id)
    return (row[0], row[1]) if row else None


def list_dehydrated_names(tx: Tx, user_ids: Iterable[str]) -> list[tuple[str, str, str | None]]:
    return [(row[0], row[1], row[2]) for row in tx.all(_DEHYDRATED_NAMES, user_ids=list(user_ids))]


def set_dehydrated(
    tx: Tx, user_id: str, device_id: str, device_data: bytes, display_name: str | None
) -> None:
    tx.run(
        _SET_DEHYDRATED,
        user_id=user_id,
        device_id=device_id,
        device_data=device_data,
        display_name=display_name,
    )


def drop_dehydrated(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    tx.run(_DROP_DEHYDRATED, user_id=user_id, device_ids=device_ids)
