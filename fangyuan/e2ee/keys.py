"""Keys that devices publish: uploading, claiming, asking for them. Client-Server API §Key management API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fangyuan.db import Tx
from fangyuan.e2ee import key_store, store
from fangyuan.e2ee.lists import note_changed, set_counts
from fangyuan.e2ee.model import Address
from fangyuan.e2ee.shapes import check_device_keys, check_keys, signed_part
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject

_USUAL = "signed_curve25519"  # clients wait to be told that there are none of these, so it is always counted
_MOST_KEPT = 5_000  # one-time keys of a device; clients keep about fifty
_MOST_ALGORITHMS = 10


def upload(
    tx: Tx,
    user_id: str,
    device_id: str,
    *,
    device_keys: JsonObject | None = None,
    one_time_keys: JsonObject | None = None,
    fallback_keys: JsonObject | None = None,
) -> dict[str, int]:
    """Publishes a device's keys; gives how many one-time keys it has now, by algorithm. §POST /keys/upload.

    A one-time key that was handed out once never is again: uploading it once more does nothing. M_INVALID_PARAM
    when the id of another one-time key is used again.
    """
    one_time = check_keys(one_time_keys or {}, "one_time_keys")
    fallback = check_keys(fallback_keys or {}, "fallback_keys")
    if len({algorithm for algorithm, _ in fallback}) < len(fallback):
        raise InvalidParam("There is one fallback key of each algorithm at most")
    if device_keys is not None:
        _set_device_keys(tx, user_id, device_id, check_device_keys(device_keys, user_id, device_id))
    if one_time:
        _add_one_time_keys(tx, user_id, device_id, one_time)
    stored = key_store.list_fallback_keys(tx, user_id, device_id)
    for (algorithm, key_id), encoded in fallback.items():
        if stored.get(algorithm, ("", b"", False))[:2] != (key_id, encoded):
            key_store.set_fallback_key(tx, user_id, device_id, algorithm, key_id, encoded)
            stored[algorithm] = (key_id, encoded, False)
    if len(stored) > _MOST_ALGORITHMS:
        raise InvalidParam(f"A device has fallback keys of at most {_MOST_ALGORITHMS} algorithms")
    unused = sorted(algorithm for algorithm, (_, _, is_used) in stored.items() if not is_used)
    before = store.find_counts(tx, user_id, device_id)
    known, known_unused = before.decoded() if before else ({}, [])
    counts = {_USUAL: 0, **dict.fromkeys(known, 0), **key_store.count_one_time_keys(tx, user_id, device_id)}
    if one_time and sum(counts.values()) > _MOST_KEPT:
        raise InvalidParam(f"A device has at most {_MOST_KEPT} one-time keys")
    if before is None or counts != known or unused != known_unused:
        set_counts(tx, {(user_id, device_id): (counts, unused)})
    return counts


def _set_device_keys(tx: Tx, user_id: str, device_id: str, new: JsonObject) -> None:
    """Signatures that came later, as by the self-signing key, stay as long as what they sign does."""
    stored = key_store.find_device_keys(tx, user_id, device_id)
    if stored is not None:
        old = json.decode(stored)
        if signed_part(old) == signed_part(new):
            signatures = {**json.as_object(old.get("signatures"))}
            for signer, given in json.as_object(new.get("signatures")).items():
                signatures[signer] = {**json.as_object(signatures.get(signer)), **given}
            new = {**new, "signatures": signatures}
            if new == old:
                return
    key_store.set_device_keys(tx, user_id, device_id, json.encode(new))
    note_changed(tx, user_id)


def _add_one_time_keys(tx: Tx, user_id: str, device_id: str, keys: Mapping[tuple[str, str], bytes]) -> None:
    known = key_store.list_one_time_keys(tx, user_id, device_id, [key_id for _, key_id in keys])
    new: dict[tuple[str, str], bytes] = {}
    for (algorithm, key_id), encoded in keys.items():
        if (algorithm, key_id) not in known:
            new[algorithm, key_id] = encoded
        elif known[algorithm, key_id] not in (None, encoded):
            # The words are those by which clients recognise that their own store is out of step.
            raise InvalidParam(f"One time key {algorithm}:{key_id} already exists with other content")
    if new:
        key_store.add_one_time_keys(tx, user_id, device_id, tx.next_position(), new)


def claim(tx: Tx, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, JsonObject]]:
    """One key for each device: user -> device -> algorithm gives user -> device -> {algorithm:key id -> key}.

    The oldest one-time key, which nobody else ever gets; where none is left the fallback key. Devices without any
    are left out. §POST /keys/claim.
    """
    by_algorithm: dict[str, set[Address]] = {}
    for user_id, devices in wanted.items():
        for device_id, algorithm in devices.items():
            by_algorithm.setdefault(algorithm, set()).add((user_id, device_id))
    found: dict[str, dict[str, JsonObject]] = {}
    counts = {address: count.decoded() for address, count in store.list_counts(tx, wanted).items()}
    changed: set[Address] = set()
    for algorithm, addresses in by_algorithm.items():
        for user_id, device_id, key_id, key in _claim_all(tx, algorithm, addresses):
            name = f"{algorithm}:{key_id}"
            found.setdefault(user_id, {}).setdefault(device_id, {})[name] = json.decode(key)
            address = (user_id, device_id)
            one_time, unused = counts[address]
            if one_time.get(algorithm, 0) > 0:
                one_time[algorithm] -= 1
                changed.add(address)
            elif algorithm in unused:
                unused.remove(algorithm)
                changed.add(address)
    set_counts(tx, {address: counts[address] for address in changed})
    return found


def _claim_all(tx: Tx, algorithm: str, addresses: set[Address]) -> list[tuple[str, str, str, bytes]]:
    """(user id, device id, key id, key) of one algorithm, taken out of what is left."""
    users = {user_id for user_id, _ in addresses}
    taken: list[tuple[str, str, str, bytes]] = [
        (user_id, device_id, key_id, key)
        for user_id, device_id, key_id, key in key_store.list_next_keys(tx, users, algorithm)
        if (user_id, device_id) in addresses
    ]
    key_store.claim(tx, [(user_id, device_id, algorithm, key_id) for user_id, device_id, key_id, _ in taken])
    left = addresses - {(user_id, device_id) for user_id, device_id, _, _ in taken}
    if left:
        used: list[tuple[str, str, str]] = []
        for user_id, device_id, key_id, key, is_used in key_store.list_fallback_keys_of(
            tx, {user_id for user_id, _ in left}, algorithm
        ):
            if (user_id, device_id) in left:
                taken.append((user_id, device_id, key_id, key))
                if not is_used:
                    used.append((user_id, device_id, algorithm))
        key_store.use_fallback_keys(tx, used)
    return taken


def query(
    tx: Tx,
    asker: str,
    wanted: Mapping[str, Iterable[str]],
    names: Mapping[Address, str | None],
    absent: Iterable[str] = (),
) -> bytes:
    """The published keys of people, as the fields of the answer without its braces. §POST /keys/query.

    `wanted` holds device ids by user, none for all; `names` are what devices are called. Of the signatures the asker
    sees his own and those of each key's owner. The `absent` are in the answer, as if they had no keys.
    """
    only = {user_id: set(device_ids) for user_id, device_ids in wanted.items()}
    devices: dict[str, list[bytes]] = {user_id: [] for user_id in (*wanted, *absent)}
    for user_id, device_id, stored in key_store.list_device_keys(tx, wanted):
        if not only[user_id] or device_id in only[user_id]:
            name = names.get((user_id, device_id))
            unsigned = json.encode({} if name is None else {"device_display_name": name})
            devices[user_id].append(b'%s:%s,"unsigned":%s}' % (json.encode(device_id), stored[:-1], unsigned))
    shown = [b"%s:{%s}" % (json.encode(user_id), b",".join(own)) for user_id, own in devices.items()]
    parts = [b'"device_keys":{%s}' % b",".join(shown)]
    for name, keys in _cross_signing(tx, asker, wanted).items():
        members = [b"%s:%s" % (json.encode(user_id), key) for user_id, key in keys.items()]
        parts.append(b'"%s":{%s}' % (name.encode(), b",".join(members)))
    return b",".join(parts)


def _cross_signing(tx: Tx, asker: str, users: Iterable[str]) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {"master_keys": {}, "self_signing_keys": {}, "user_signing_keys": {}}
    given: dict[tuple[str, str], dict[str, str]] = {}
    for user_id, public_key, key_id, signature in key_store.list_signatures(tx, asker, users):
        given.setdefault((user_id, public_key), {})[key_id] = signature
    for (user_id, usage), (public_key, stored) in key_store.list_cross_signing_keys(tx, users).items():
        if usage == "user_signing" and user_id != asker:
            continue
        mine = given.get((user_id, public_key))
        if mine:
            key = json.decode(stored)
            signatures = {**json.as_object(key.get("signatures")), asker: mine}
            stored = json.encode({**key, "signatures": signatures})
        found[f"{usage}_keys"][user_id] = stored
    return found


def drop_devices(tx: Tx, user_id: str, device_ids: Iterable[str]) -> None:
    """These devices are gone: their keys, what waited for them, and the dehydrated one if it is among them."""
    gone = list(device_ids)
    key_store.drop_device_keys(tx, user_id, gone)
    key_store.drop_dehydrated(tx, user_id, gone)
    store.drop_counts(tx, user_id, gone)
    store.drop_to_device(tx, user_id, gone)
    note_changed(tx, user_id)
