"""What the tests of administration say over and over."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from tests.kit.client import Answer, MatrixClient
from tests.kit.rig import PASSWORD, Rig

SECRET = "a secret of more than twenty letters"
ADMIN = "/_synapse/admin"


def mac(
    nonce: str, username: str, password: str, *, admin: bool, secret: str = SECRET, kind: str = ""
) -> str:
    """As `register_new_matrix_user` and every script like it makes it."""
    parts = [nonce, username, password, "admin" if admin else "notadmin", *([kind] if kind else [])]
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()


async def register(rig: Rig, username: str, *, admin: bool = False, **more: Any) -> Answer:
    """Registration by the shared secret, with a nonce of its own; `more` overrides the body."""
    nobody = rig.client()
    nonce = (await nobody.ok("GET", f"{ADMIN}/v1/register"))["nonce"]
    body = {"nonce": nonce, "username": username, "password": PASSWORD, "admin": admin}
    body["mac"] = mac(nonce, username, PASSWORD, admin=admin, kind=more.get("user_type") or "")
    return await nobody.post(f"{ADMIN}/v1/register", body | more)


async def admin_of(rig: Rig, name: str = "admin") -> MatrixClient:
    """A signed-in administrator."""
    answer = await register(rig, name + rig.suffix, admin=True)
    assert answer.status == 200, answer.body
    client = rig.client()
    client.user_id, client.token = answer.body["user_id"], answer.body["access_token"]
    client.device_id = answer.body["device_id"]
    return client


async def acts(admin: MatrixClient, subject: str) -> list[str]:
    """The newest governing acts upon this subject, oldest first."""
    got = await admin.ok("GET", "/_fangyuan/v1/audit", subject=subject)
    return [entry["act"] for entry in reversed(got["entries"])]
