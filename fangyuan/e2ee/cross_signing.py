"""A person's three cross-signing keys, and signatures by them. Client-Server API §Cross-signing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fangyuan.db import Tx
from fangyuan.e2ee import key_store
from fangyuan.e2ee.lists import note_changed, note_changed_for
from fangyuan.e2ee.shapes import (
    ED25519,
    MASTER,
    SELF_SIGNING,
    USER_SIGNING,
    check_cross_signing_key,
    check_signature,
    signatures_by,
    signed_part,
    with_signatures,
)
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, FangyuanError, Forbidden, InvalidParam, MissingParam, NotFound
from fangyuan.kernel.json import JsonObject

USAGES = (MASTER, SELF_SIGNING, USER_SIGNING)


def upload_cross_signing(
    tx: Tx, user_id: str, keys: Mapping[str, JsonObject], device_ids: Collection[str], *, confirmed: bool
) -> bool:
    """Publishes keys, by usage; False when the person has to prove first who he is (`confirmed`) and nothing was done.

    The first keys and the same keys again need no proof. M_MISSING_PARAM without a master key, M_INVALID_SIGNATURE
    when it did not sign the others, Forbidden when a key is called like one of his devices (`device_ids`).
    §POST /keys/device_signing/upload.
    """
    stored = _stored(tx, user_id)
    new = {usage: check_cross_signing_key(key, user_id, usage) for usage, key in keys.items()}
    master = new.get(MASTER) or (stored[MASTER][0] if MASTER in stored else None)
    if new and master is None:
        raise MissingParam("No master signing key is available")
    if not set(new.values()).isdisjoint(device_ids):
        raise Forbidden("A key can't have the name of a device")
    for usage in new.keys() - {MASTER}:
        check_signature(keys[usage], user_id, master or "", ED25519 + (master or ""))
    changed = {
        usage
        for usage in new
        if usage not in stored or signed_part(stored[usage][1]) != signed_part(keys[usage])
    }
    if changed and MASTER in stored and not confirmed:
        return False
    if MASTER in changed and MASTER in stored:  # what the old one signed is worth nothing any more
        key_store.drop_cross_signing_keys(tx, user_id, [usage for usage in stored if usage not in new])
    for usage in changed:
        key_store.set_cross_signing_key(tx, user_id, usage, new[usage], json.encode(keys[usage]))
    if changed & {MASTER, SELF_SIGNING}:
        note_changed(tx, user_id)
    elif changed:
        note_changed_for(tx, user_id, user_id)
    return True


def _stored(tx: Tx, user_id: str) -> dict[str, tuple[str, JsonObject]]:
    """usage -> (public key, the key)."""
    found = key_store.list_cross_signing_keys(tx, [user_id])
    return {usage: (public_key, json.decode(key)) for (_, usage), (public_key, key) in found.items()}


# -- signatures ----------------------------------------------------------------------------------------------


def upload_signatures(
    tx: Tx, user_id: str, signed: Mapping[str, JsonObject]
) -> dict[str, dict[str, JsonObject]]:
    """Adds signatures, user -> device id or public key -> signed object; gives those that failed, with the error.

    Of his own keys a person may sign his devices (by the self-signing key) and his master key (by a device), of
    others' their master keys (by the user-signing key). §POST /keys/signatures/upload.
    """
    failures: dict[str, dict[str, JsonObject]] = {}
    mine_changed = False
    stored = _stored(tx, user_id)
    for owner, by_key in signed.items():
        for key_id, value in by_key.items():
            try:
                if not json.is_object(value):
                    raise BadJson("A signed key is an object")
                if owner != user_id:
                    _sign_other(tx, user_id, stored, owner, key_id, value)
                elif MASTER in stored and key_id == stored[MASTER][0]:
                    mine_changed |= _sign_own_master(tx, user_id, stored[MASTER], value)
                else:
                    mine_changed |= _sign_own_device(tx, user_id, stored, key_id, value)
            except FangyuanError as error:
                failure = {"errcode": error.errcode, "error": error.message}
                failures.setdefault(owner, {})[key_id] = failure
    if mine_changed:
        note_changed(tx, user_id)
    return failures


def _check_same(value: JsonObject, stored: JsonObject) -> None:
    if signed_part(value) != signed_part(stored):
        raise InvalidParam("The signed object is not the key as it is published")


def _sign_own_device(
    tx: Tx, user_id: str, stored: Mapping[str, tuple[str, JsonObject]], device_id: str, value: JsonObject
) -> bool:
    published = key_store.find_device_keys(tx, user_id, device_id)
    if published is None:
        raise NotFound("You have no such device or key")
    device = json.decode(published)
    _check_same(value, device)
    if SELF_SIGNING not in stored:
        raise NotFound("You have no self-signing key")
    public_key = stored[SELF_SIGNING][0]
    signature = check_signature(value, user_id, public_key, ED25519 + public_key)
    signed = with_signatures(device, user_id, {ED25519 + public_key: signature})
    if signed == device:
        return False
    key_store.set_device_keys(tx, user_id, device_id, json.encode(signed))
    return True


def _sign_own_master(tx: Tx, user_id: str, master: tuple[str, JsonObject], value: JsonObject) -> bool:
    """By devices of his: each signature that is new is checked with the device's own key."""
    public_key, stored = master
    _check_same(value, stored)
    known = signatures_by(stored, user_id)
    new = {
        key_id: signature
        for key_id, signature in signatures_by(value, user_id).items()
        if known.get(key_id) != signature
    }
    if not new and not known:
        raise InvalidParam("There is no signature")
    for key_id in new:
        published = key_store.find_device_keys(tx, user_id, key_id.removeprefix(ED25519))
        device_key = json.as_object(json.decode(published).get("keys")).get(key_id) if published else None
        if not isinstance(device_key, str):
            raise NotFound("You have no device with this key")
        check_signature(value, user_id, device_key, key_id)
    if not new:
        return False
    signed = with_signatures(stored, user_id, new)
    key_store.set_cross_signing_key(tx, user_id, MASTER, public_key, json.encode(signed))
    return True


def _sign_other(
    tx: Tx,
    user_id: str,
    stored: Mapping[str, tuple[str, JsonObject]],
    owner: str,
    public_key: str,
    value: JsonObject,
) -> None:
    master = _stored(tx, owner).get(MASTER)
    if master is None or master[0] != public_key:
        raise NotFound("This person has no such master key")
    _check_same(value, master[1])
    if USER_SIGNING not in stored:
        raise NotFound("You have no user-signing key")
    mine = stored[USER_SIGNING][0]
    signature = check_signature(value, user_id, mine, ED25519 + mine)
    key_store.add_signature(tx, user_id, owner, public_key, ED25519 + mine, signature)
    note_changed_for(tx, user_id, owner)
