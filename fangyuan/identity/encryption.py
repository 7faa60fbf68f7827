"""What of end-to-end encryption asks who the devices are: messages to them, the names they go by.

Keys and messages themselves are `e2ee`'s. Client-Server API §Send-to-Device messaging, §POST /keys/query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fangyuan import e2ee
from fangyuan.db import Tx
from fangyuan.e2ee import Address
from fangyuan.identity import device_store
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject

EVERY_DEVICE = "*"


def device_names(tx: Tx, user_ids: Iterable[str]) -> dict[Address, str | None]:
    """All devices of these people, the dehydrated ones too, and what they are called."""
    users = list(user_ids)
    return {**device_store.list_device_names(tx, users), **e2ee.list_dehydrated_names(tx, users)}


def send_to_device(
    tx: Tx,
    sender: Session,
    type: str,
    txn_id: str,
    messages: Mapping[str, Mapping[str, JsonObject]],
) -> None:
    """Leaves messages for devices, user -> device or `*` -> content; devices that don't exist get none.

    The same transaction id again does nothing. §PUT /sendToDevice/{eventType}/{txnId}.
    """
    known: dict[str, list[str]] = {}
    for user_id, device_id in device_names(tx, messages):
        known.setdefault(user_id, []).append(device_id)
    found: dict[Address, JsonObject] = {}
    for user_id, by_device in messages.items():
        for device_id in known.get(user_id, ()):
            content = by_device.get(device_id, by_device.get(EVERY_DEVICE))
            if content is not None:
                found[user_id, device_id] = content
    e2ee.send(tx, sender.user_id, sender.device_id, type, txn_id, found)


def query_keys(tx: Tx, asker: str, wanted: Mapping[str, Iterable[str]], absent: Iterable[str] = ()) -> bytes:
    """The published keys of people, as the fields of the answer; of the `absent` that there are none.

    §POST /keys/query.
    """
    return e2ee.query(tx, asker, wanted, device_names(tx, wanted), absent)


def upload_cross_signing(tx: Tx, user_id: str, keys: Mapping[str, JsonObject], *, confirmed: bool) -> bool:
    """Publishes cross-signing keys; False when he has to prove first who he is. See `e2ee.upload_cross_signing`."""
    device_ids = {device_id for _, device_id in device_names(tx, [user_id])}
    return e2ee.upload_cross_signing(tx, user_id, keys, device_ids, confirmed=confirmed)


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
    """The person's dehydrated device; M_INVALID_PARAM when it is called like one that is in use. MSC3814."""
    if device_store.find_device(tx, user_id, device_id) is not None:
        raise InvalidParam("This device is in use")
    e2ee.put_dehydrated(
        tx,
        user_id,
        device_id,
        device_data,
        display_name,
        device_keys=device_keys,
        one_time_keys=one_time_keys,
        fallback_keys=fallback_keys,
    )
