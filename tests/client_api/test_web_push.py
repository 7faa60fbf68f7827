"""Web Push without a gateway: MSC4174, RFC 8030 (delivery), RFC 8291 (encryption), RFC 8292 (who sends)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fangyuan import push
from fangyuan.db import Database
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.ids import Ids
from tests.client_api.conftest import PLAIN
from tests.client_api.test_pushers import pusher
from tests.kit.backend import Backend
from tests.kit.client import Json
from tests.kit.gateway import Gateway
from tests.kit.rig import SERVER_NAME, Rig
from tests.kit.talk import people, room_of


@pytest.fixture
def house(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("push"), **PLAIN, push={"allow_private_gateways": True})
    yield opened
    opened.close()


def text64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """A browser's subscription: it has the keys, and reads what was encrypted for it."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen bytes it"

    @property
    def point(self) -> bytes:
        return _point(self.key.public_key())

    def pusher(self, gateway: Gateway, **more: Any) -> Json:
        """As our web client asks for it."""
        endpoint = f"{gateway.base}/web-push/browser"
        data = {"endpoint": endpoint, "auth": text64(self.auth), "format": "event_id_only", **more}
        return pusher(kind="org.matrix.msc4174.webpush", pushkey=text64(self.point), data=data)

    def read(self, body: bytes) -> Json:
        """RFC 8188 §2 and RFC 8291 §3.3: one record, encrypted for this browser."""
        salt, size = body[:16], body[20]
        theirs = body[21 : 21 + size]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        secret = _hkdf(self.auth, b"WebPush: info\0" + self.point + theirs, 32, shared)
        key = _hkdf(salt, b"Content-Encoding: aes128gcm\0", 16, secret)
        nonce = _hkdf(salt, b"Content-Encoding: nonce\0", 12, secret)
        text = AESGCM(key).decrypt(nonce, body[21 + size :], None)
        assert text[-1:] == b"\x02", "the last record ends so"
        return msgspec.json.decode(text[:-1])


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _hkdf(salt: bytes, info: bytes, length: int, secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def server_key(rig: Rig) -> str:
    """The key that the web client subscribes with."""
    database = Database(rig.settings["database"], SystemClock(), Ids(SERVER_NAME))
    try:
        return database.read_now(push.vapid_public_key)
    finally:
        database.close()


async def test_a_browser_is_told_what_only_it_can_read(house: Rig) -> None:
    alice, bob = await people(house, "alice", "bob")
    room = await room_of(alice, bob)
    browser = Browser()
    async with Gateway() as service:
        asked = browser.pusher(service, default_payload={"who": bob.user_id, "room_id": "mine"})
        await bob.ok("POST", "/pushers/set", asked)
        assert (await bob.ok("GET", "/pushers"))["pushers"] == [asked]
        event = await alice.send(room, "hello")
        await service.until(lambda: service.messages)
        path, body, headers = service.messages[0]
        assert path == "/web-push/browser"
        assert browser.read(body) == {
            "who": bob.user_id,
            "event_id": event,
            "room_id": room,
            "counts": {"unread": 1},
            "prio": "high",
        }
        assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "high")
        assert int(headers["ttl"]) > 0
        # Reading it elsewhere sends nothing: a browser must show something for each message.
        await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{quote(event)}", {})
        event = await alice.send(room, "again")
        await service.until(lambda: len(service.messages) == 2)
        assert browser.read(service.messages[1][1])["event_id"] == event


async def test_push_services_know_who_sends(house: Rig) -> None:
    alice, bob = await people(house, "alice", "bob")
    room = await room_of(alice, bob)
    async with Gateway() as service:
        await bob.ok("POST", "/pushers/set", Browser().pusher(service))
        await alice.send(room, "hello")
        await service.until(lambda: service.messages)
        scheme, _, parameters = service.messages[0][2]["authorization"].partition(" ")
        given = dict(part.strip().split("=", 1) for part in parameters.split(","))
        assert (scheme, given["k"]) == ("vapid", server_key(house))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes64(given["k"]))
        claims = jwt.decode(given["t"], key, algorithms=["ES256"], audience="http://127.0.0.1")
        assert claims["sub"] == f"mailto:admin@{SERVER_NAME}"
        before = server_key(house)
        await house.restart()
        assert server_key(house) == before, "browsers subscribe with it for years"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_over_ends_the_pusher(house: Rig, status: int) -> None:
    alice, bob = await people(house, "alice", "bob")
    room = await room_of(alice, bob)
    async with Gateway() as service:
        service.web_push_status = status
        await bob.ok("POST", "/pushers/set", Browser().pusher(service))
        await bob.ok("POST", "/pushers/set", pusher(data={"url": service.url}))
        await alice.send(room, "one")
        await service.until(lambda: service.messages)
        last = await alice.send(room, "two")
        await service.until_told(last)
        assert len(service.messages) == 1
        assert [one["kind"] for one in (await bob.ok("GET", "/pushers"))["pushers"]] == ["http"]


async def test_a_push_service_in_trouble_is_asked_again(house: Rig) -> None:
    alice, bob = await people(house, "alice", "bob")
    room = await room_of(alice, bob)
    browser = Browser()
    async with Gateway() as service:
        service.web_push_status = 429
        await bob.ok("POST", "/pushers/set", browser.pusher(service))
        event = await alice.send(room, "one")
        await service.until(lambda: service.messages)
        service.web_push_status = 201
        await service.until(lambda: len(service.messages) == 2, house.clock)
        assert browser.read(service.messages[1][1])["event_id"] == event
