"""What a service's own devices need for encryption, as a sync would tell it. MSC3202, to-device messages: MSC4203.

For services that say `org.matrix.msc3202: true`, and for users that are theirs alone: people's messages stay theirs.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from fangyuan import e2ee
from fangyuan.appservices import store
from fangyuan.appservices.model import Registration
from fangyuan.db import Tx
from fangyuan.e2ee import Address
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

_MOST = 100  # messages to one device in one transaction


class Keys(msgspec.Struct, frozen=True):
    """Messages to devices with the address of each, whose devices changed, what keys devices have left."""

    messages: list[tuple[Address, int, bytes]] = []
    changed: list[str] = []
    counts: dict[Address, tuple[dict[str, int], list[str]]] = {}
    is_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.messages and not self.changed and not self.counts

    def sections(self) -> JsonObject:
        """The parts of a transaction that have something in them, by their names of today and of the drafts."""
        told: JsonObject = {}
        if self.messages:
            told["to_device"] = told["de.sorunome.msc2409.to_device"] = [
                {**json.decode(body), "to_user_id": user_id, "to_device_id": device_id}
                for (user_id, device_id), _, body in self.messages
            ]
        if self.changed:
            lists: JsonObject = {"changed": self.changed, "left": []}
            told["device_lists"] = told["org.matrix.msc3202.device_lists"] = lists
        if self.counts:
            one_time: dict[str, JsonObject] = {}
            fallback: dict[str, JsonObject] = {}
            for (user_id, device_id), (left, unused) in self.counts.items():
                one_time.setdefault(user_id, {})[device_id] = left
                fallback.setdefault(user_id, {})[device_id] = unused
            for prefix in ("", "org.matrix.msc3202."):
                told[f"{prefix}device_one_time_keys_count"] = one_time
                told[f"{prefix}device_unused_fallback_key_types"] = fallback
        return told


def keys_of(tx: Tx, service: Registration, rooms: Collection[str], after: int, upto: int) -> Keys:
    """What of (after, upto] concerns the service's devices; of messages also what is left of earlier."""
    messages: list[tuple[Address, int, bytes]] = []
    is_more = False
    for address in store.list_addressed(tx):
        if not service.owns_user(address[0]):
            continue
        waiting = e2ee.list_to_device(tx, *address, upto, _MOST + 1)
        is_more |= len(waiting) > _MOST
        messages += [(address, seq, body) for seq, body in waiting[:_MOST]]
    changed, _ = e2ee.list_changed(tx, service.sender, after, upto)
    own = {user_id for user_id in changed if service.is_user(user_id)}
    seen = own | store.list_seen(tx, changed - own, rooms) if changed else own
    counted = [address for address in store.list_recounted(tx, after, upto) if service.owns_user(address[0])]
    counts = {address: e2ee.key_counts(tx, *address) for address in counted}
    return Keys(messages, sorted(seen), counts, is_more)


def forget_told(tx: Tx, keys: Keys) -> None:
    """The service has got these messages."""
    last: dict[Address, int] = {}
    for address, seq, _ in keys.messages:
        last[address] = max(seq, last.get(address, 0))
    for address, seq in last.items():
        e2ee.delete_to_device(tx, *address, seq)
