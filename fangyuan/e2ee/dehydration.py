"""A device without a session that receives keys while its owner has none: MSC3814."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import Tx
from fangyuan.e2ee import key_store, keys, store
from fangyuan.e2ee.model import Address, ToDevice
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject

_MOST_DATA = 262_144  # bytes


def put_dehydrated(
    tx: Tx,
    user_id: str,
    device_id: str,
    device_data: JsonObject,
    display_name: str | None,
    *,
    device_keys: JsonObject,
    one_time_keys: JsonObject | None,
    fallback_keys: JsonObject | None,
) -> None:
    """The person's one dehydrated device, in place of the one before, with its keys."""
    encoded = json.encode(device_data)
    if len(encoded) > _MOST_DATA:
        raise InvalidParam(f"device_data have at most {_MOST_DATA} bytes")
    before = key_store.find_dehydrated(tx, user_id)
    if before is not None:
        keys.drop_devices(tx, user_id, [before[0]])
    key_store.set_dehydrated(tx, user_id, device_id, encoded, display_name)
    keys.upload(
        tx,
        user_id,
        device_id,
        device_keys=device_keys,
        one_time_keys=one_time_keys,
        fallback_keys=fallback_keys,
    )


def get_dehydrated(tx: Tx, user_id: str) -> tuple[str, bytes]:
    """(device id, device data, encoded); NotFound when there is none."""
    found = key_store.find_dehydrated(tx, user_id)
    if found is None:
        raise NotFound("You have no dehydrated device")
    return found


def drop_dehydrated(tx: Tx, user_id: str) -> str:
    """Deletes it with all that is its; gives its id. NotFound when there is none."""
    device_id, _ = get_dehydrated(tx, user_id)
    keys.drop_devices(tx, user_id, [device_id])
    return device_id


def end_dehydrated(tx: Tx, user_id: str) -> None:
    """The same, whether there is one or not."""
    found = key_store.find_dehydrated(tx, user_id)
    if found is not None:
        keys.drop_devices(tx, user_id, [found[0]])


def list_dehydrated_names(tx: Tx, user_ids: Iterable[str]) -> dict[Address, str | None]:
    """The dehydrated devices of these people, and what they are called."""
    return {(row[0], row[1]): row[2] for row in key_store.list_dehydrated_names(tx, user_ids)}


def list_events(tx: Tx, user_id: str, device_id: str, after: int, most: int) -> list[ToDevice]:
    """Messages to the dehydrated device, in order; none is deleted. Forbidden when it isn't the dehydrated one."""
    found = key_store.find_dehydrated(tx, user_id)
    if found is None or found[0] != device_id:
        raise Forbidden("This is not your dehydrated device")
    return store.list_to_device_after(tx, user_id, device_id, after, most)
