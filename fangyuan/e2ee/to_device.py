"""Messages to devices: ordered, never lost, never doubled. Client-Server API §Send-to-Device messaging.

A message has the position at which it was sent, `seq`, and a position from which on syncs tell it. They differ only
when more waited than one answer holds: then the rest is put off to a later position, beyond the token of that answer.
So a token always says exactly what its device has got, and is still one number.
"""

from __future__ import annotations

from collections.abc import Mapping

from fangyuan.db import Tx
from fangyuan.e2ee import store
from fangyuan.e2ee.model import TO_DEVICE, Address, ToDevice
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject


def send(
    tx: Tx, sender: str, device_id: str, type: str, txn_id: str, messages: Mapping[Address, JsonObject]
) -> None:
    """Leaves each device its message; the same transaction id of the same device again does nothing.

    `messages` is by existing devices: who the devices are is the caller's to know.
    """
    if store.add_txn(tx, sender, device_id, type, txn_id):
        put(tx, sender, type, messages)


def put(tx: Tx, sender: str, type: str, messages: Mapping[Address, JsonObject]) -> None:
    """Leaves each device its message, in one position of the stream."""
    if not messages:
        return
    encoded = {
        address: json.encode({"type": type, "sender": sender, "content": content})
        for address, content in messages.items()
    }
    position = tx.note(TO_DEVICE, data=frozenset(encoded))
    store.add_to_device(tx, encoded, position)


def list_to_device(tx: Tx, user_id: str, device_id: str, upto: int, most: int) -> list[tuple[int, bytes]]:
    """The oldest messages sent up to position `upto`, as (position, encoded event), in order."""
    return [
        (message.seq, message.json) for message in store.list_to_device(tx, user_id, device_id, upto, most)
    ]


def delete_to_device(tx: Tx, user_id: str, device_id: str, upto: int) -> int:
    """The device has got everything that was sent up to this position; gives how many were deleted."""
    return store.delete_to_device(tx, user_id, device_id, upto)


def list_full(tx: Tx, most: int) -> list[Address]:
    """The devices, dehydrated ones too, for which more than `most` messages wait."""
    return store.list_full(tx, most)


def drop_oldest(tx: Tx, user_id: str, device_id: str, most: int) -> None:
    """Only the newest `most` of the messages that wait for the device are kept."""
    store.drop_oldest(tx, user_id, device_id, most)


# -- for syncs whose token is the stream's position ----------------------------------------------------------


def list_told(
    tx: Tx, user_id: str, device_id: str, since: int, upto: int, most: int
) -> tuple[list[ToDevice], bool]:
    """(up to `most` messages to be told in (since, upto], whether there are more: then they have to be put off)."""
    found = store.list_told(tx, user_id, device_id, since, upto, most + 1)
    return found[:most], len(found) > most


def put_off(tx: Tx, user_id: str, device_id: str, after: int, upto: int) -> None:
    """Messages sent after `after` that were to be told up to `upto` are told later, from a new position on."""
    position = tx.note(TO_DEVICE, data=frozenset([(user_id, device_id)]))
    store.put_off(tx, user_id, device_id, after, upto, position)


def is_any_received(tx: Tx, user_id: str, device_id: str, token: int) -> bool:
    """Whether messages are kept that a device with this token has got."""
    return store.is_any_told(tx, user_id, device_id, token)


def delete_received(tx: Tx, user_id: str, device_id: str, token: int) -> None:
    """The device came back with this token: what it was told is deleted."""
    store.delete_told(tx, user_id, device_id, token)
