"""Keys as clients make them, signed as the spec says: of devices, one-time keys, cross-signing keys."""

from __future__ import annotations

import base64
import hashlib

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.kit.client import Json, MatrixClient

ALGORITHMS = ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"]
_canonical = msgspec.json.Encoder(order="sorted").encode


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()


class SigningKey:
    """An Ed25519 key that follows from its name."""

    def __init__(self, name: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self.public = unpadded(self._key.public_key().public_bytes_raw())

    def sign(self, value: Json, user_id: str, key_id: str) -> Json:
        """The object with this key's signature added."""
        covered = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
        signatures: Json = dict(value.get("signatures", {}))
        signature = unpadded(self._key.sign(_canonical(covered)))
        signatures[user_id] = {**signatures.get(user_id, {}), key_id: signature}
        return {**value, "signatures": signatures}


def device_key(client: MatrixClient, generation: int = 0) -> SigningKey:
    """The key that a client's device signs with."""
    return SigningKey(f"{client.user_id} {client.device_id} {generation}")


def device_keys(client: MatrixClient, generation: int = 0) -> Json:
    """What a device publishes of itself; another `generation` has other keys."""
    device_id, key = client.device_id, device_key(client, generation)
    value: Json = {
        "user_id": client.user_id,
        "device_id": device_id,
        "algorithms": ALGORITHMS,
        "keys": {
            f"ed25519:{device_id}": key.public,
            f"curve25519:{device_id}": SigningKey(key.public).public,
        },
    }
    return key.sign(value, client.user_id, f"ed25519:{device_id}")


def one_time_key(client: MatrixClient, name: str, *, fallback: bool = False) -> Json:
    value: Json = {"key": SigningKey(f"{client.user_id} {name}").public} | (
        {"fallback": True} if fallback else {}
    )
    return device_key(client).sign(value, client.user_id, f"ed25519:{client.device_id}")


def one_time_keys(client: MatrixClient, *names: str) -> Json:
    """`signed_curve25519:name` -> key."""
    return {f"signed_curve25519:{name}": one_time_key(client, name) for name in names}


def fallback_keys(client: MatrixClient, name: str) -> Json:
    return {f"signed_curve25519:{name}": one_time_key(client, name, fallback=True)}


async def publish(client: MatrixClient, *names: str, generation: int = 0) -> Json:
    """Uploads the device's keys and one-time keys of these names."""
    body = {"device_keys": device_keys(client, generation), "one_time_keys": one_time_keys(client, *names)}
    return await client.ok("POST", "/keys/upload", body)


async def query(client: MatrixClient, *users: MatrixClient | str) -> Json:
    names = [user if isinstance(user, str) else user.user_id for user in users]
    return await client.ok("POST", "/keys/query", {"device_keys": {name: [] for name in names}})


async def claim(client: MatrixClient, *devices: MatrixClient) -> Json:
    """user -> device -> keys, of one-time keys claimed for these devices."""
    wanted: dict[str, dict[str, str]] = {}
    for device in devices:
        wanted.setdefault(device.user_id, {})[device.device_id] = "signed_curve25519"
    return (await client.ok("POST", "/keys/claim", {"one_time_keys": wanted}))["one_time_keys"]


class CrossSigning:
    """A person's three keys; another `generation` has other ones."""

    def __init__(self, user_id: str, generation: int = 0) -> None:
        self.user_id = user_id
        self.master, self.self_signing, self.user_signing = (
            SigningKey(f"{user_id} {usage} {generation}")
            for usage in ("master", "self_signing", "user_signing")
        )

    def body(self) -> Json:
        """As it is uploaded."""
        return {
            "master_key": self.key("master"),
            "self_signing_key": self.key("self_signing"),
            "user_signing_key": self.key("user_signing"),
        }

    def key(self, usage: str) -> Json:
        public = getattr(self, usage).public
        value = {"user_id": self.user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}}
        return value if usage == "master" else self.by(self.master, value)

    def by(self, key: SigningKey, value: Json) -> Json:
        """Signed by one of the three."""
        return key.sign(value, self.user_id, f"ed25519:{key.public}")
