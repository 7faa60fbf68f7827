"""What clients upload as keys, held against the forms of the spec: pure rules.

Client-Server API §Key algorithms, §Device keys, §One-time and fallback keys, §Cross-signing.
"""

from __future__ import annotations

from typing import Any, cast

from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, BadRequest, InvalidParam
from fangyuan.kernel.json import JsonObject

MASTER, SELF_SIGNING, USER_SIGNING = "master", "self_signing", "user_signing"
ED25519 = "ed25519:"

_MOST_DEVICE_KEYS = 32_768  # bytes
_MOST_KEY = 4_096
_MOST_NAME = 255
MOST_ONE_TIME_KEYS = 1_000  # in one request


def signed_part(value: JsonObject) -> JsonObject:
    """What of an object a signature covers. Appendix §Signing JSON."""
    return {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}


def signatures_by(value: JsonObject, user_id: str) -> dict[str, str]:
    """The signatures that a user gave, by key id."""
    found = json.as_object(json.as_object(value.get("signatures")).get(user_id))
    return {key_id: signature for key_id, signature in found.items() if isinstance(signature, str)}


def with_signatures(value: JsonObject, user_id: str, more: dict[str, str]) -> JsonObject:
    """The object with these signatures of a user added."""
    signatures = json.as_object(value.get("signatures"))
    mine = json.as_object(signatures.get(user_id)) | more
    return {**value, "signatures": {**signatures, user_id: mine}} if mine else value


def check_device_keys(value: JsonObject, user_id: str, device_id: str) -> JsonObject:
    """A device's own keys, without `unsigned`; M_INVALID_PARAM when they are another's. §POST /keys/upload."""
    for name in ("user_id", "device_id"):
        if not isinstance(value.get(name), str):
            raise BadJson(f"device_keys.{name} must be a string")
    if value["user_id"] != user_id or value["device_id"] != device_id:
        raise InvalidParam("device_keys must be of the user and the device that upload them")
    algorithms = value.get("algorithms")
    if not isinstance(algorithms, list) or not _are_strings(cast(list[Any], algorithms)):
        raise BadJson("device_keys.algorithms must be a list of strings")
    keys = value.get("keys")
    if not json.is_object(keys) or not _are_strings(list(keys.values())):
        raise BadJson("device_keys.keys must be an object of strings")
    _check_signatures(value, "device_keys")
    json.check_event_content(value)
    checked = {name: part for name, part in value.items() if name != "unsigned"}
    if len(json.encode(checked)) > _MOST_DEVICE_KEYS:
        raise InvalidParam(f"device_keys have at most {_MOST_DEVICE_KEYS} bytes")
    return checked


def check_keys(value: JsonObject, what: str) -> dict[tuple[str, str], bytes]:
    """(algorithm, key id) -> the key, canonically encoded, of one-time or fallback keys as they are uploaded."""
    if len(value) > MOST_ONE_TIME_KEYS:
        raise InvalidParam(f"At most {MOST_ONE_TIME_KEYS} {what} at once")
    found: dict[tuple[str, str], bytes] = {}
    for name, key in value.items():
        algorithm, colon, key_id = name.partition(":")
        if not (algorithm and colon and key_id) or len(name.encode()) > _MOST_NAME:
            raise InvalidParam(f"{what}: {name!r:.80} is not of the form algorithm:key_id")
        if not isinstance(key, str):
            if not json.is_object(key):
                raise BadJson(f"{what}: a key is a string or an object")
            if not isinstance(key.get("key"), str):
                raise BadJson(f"{what}: {name:.80} has no key")
            _check_signatures(key, what)
            json.check_event_content(key)
        encoded = json.canonical(key)
        if len(encoded) > _MOST_KEY:
            raise InvalidParam(f"{what}: a key has at most {_MOST_KEY} bytes")
        found[algorithm, key_id] = encoded
    return found


def check_cross_signing_key(value: JsonObject, user_id: str, usage: str) -> str:
    """The public key in it. §POST /keys/device_signing/upload."""
    if value.get("user_id") != user_id:
        raise InvalidParam(f"The {usage} key must be of the user who uploads it")
    usages = value.get("usage")
    if not isinstance(usages, list) or usage not in usages:
        raise InvalidParam(f"The usage of the {usage} key must be {usage}")
    keys = json.as_object(value.get("keys"))
    if len(keys) != 1:
        raise InvalidParam(f"The {usage} key must have exactly one key")
    ((name, public_key),) = keys.items()
    if not isinstance(public_key, str) or name != ED25519 + public_key or len(name) > _MOST_NAME:
        raise InvalidParam(f"The {usage} key must be named ed25519: and its public key")
    _check_signatures(value, usage)
    json.check_event_content(value)
    if len(json.encode(value)) > _MOST_DEVICE_KEYS:
        raise InvalidParam(f"A key has at most {_MOST_DEVICE_KEYS} bytes")
    return public_key


def _check_signatures(value: JsonObject, what: str) -> None:
    signatures = value.get("signatures", {})
    if not json.is_object(signatures):
        raise BadJson(f"{what}: signatures must be an object")
    for by_user in signatures.values():
        if not json.is_object(by_user) or not _are_strings(list(by_user.values())):
            raise BadJson(f"{what}: signatures are strings by user and key")


def _are_strings(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


class InvalidSignature(BadRequest):
    errcode = "M_INVALID_SIGNATURE"


def check_signature(value: JsonObject, user_id: str, public_key: str, key_id: str) -> str:
    """The signature that a key gave the object; M_INVALID_SIGNATURE when there is none or it is wrong."""
    signature = signatures_by(value, user_id).get(key_id)
    if signature is None:
        raise InvalidSignature(f"There is no signature by {key_id:.100}")
    if not is_signed(signed_part(value), public_key, signature):
        raise InvalidSignature(f"The signature by {key_id:.100} is wrong")
    return signature


def is_signed(value: JsonObject, public_key: str, signature: str) -> bool:
    """Whether an Ed25519 key signed the object; both are in unpadded base64. Appendix §Signing JSON."""
    from cryptography.exceptions import (
        InvalidSignature as WrongSignature,  # late: some MB that few requests need
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(_unbase64(public_key))
        key.verify(_unbase64(signature), json.canonical(value))
    except (ValueError, WrongSignature):
        return False
    return True


def _unbase64(text: str) -> bytes:
    import base64

    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
