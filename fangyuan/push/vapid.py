"""The key by which push services know this server (VAPID, RFC 8292). Made once; the database keeps it."""

from __future__ import annotations

import base64

from fangyuan.db import Tx
from fangyuan.push import store


def ensure_vapid(tx: Tx) -> None:
    """Makes the key unless there is one."""
    from cryptography.hazmat.primitives import (
        serialization,  # late: it takes a while, once in a server's life
    )
    from cryptography.hazmat.primitives.asymmetric import ec

    if store.find_vapid(tx) is not None:
        return
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    store.set_vapid(tx, private, public)


def get_vapid(tx: Tx) -> tuple[bytes, bytes]:
    """(private key, public key), both PEM."""
    row = store.find_vapid(tx)
    assert row is not None, "a server makes it when it starts"
    return row[0], row[1]


def vapid_public_key(tx: Tx) -> str:
    """The public key as browsers take it (`applicationServerKey`): the uncompressed point in base64url. MSC4174."""
    body = b"".join(get_vapid(tx)[1].splitlines()[1:-1])
    # The last 65 bytes of a P-256 key in DER are its point: what stands before them only says that it is one.
    return base64.urlsafe_b64encode(base64.b64decode(body)[-65:]).rstrip(b"=").decode()
