"""§POST /login/get_token and m.login.token; what this server has no other way of signing in for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import MatrixClient
from tests.kit.rig import PASSWORD, Rig
from tests.kit.talk import FORBIDDEN, verdict

GET_TOKEN = "/_matrix/client/v1/login/get_token"


async def login_token(client: MatrixClient, password: str = PASSWORD) -> Any:
    """What the client gets when it has given its password."""
    challenge = await client.post(GET_TOKEN)
    assert challenge.status == 401
    auth = {"type": "m.login.password", "session": challenge.body["session"], "password": password}
    return await client.post(GET_TOKEN, {"auth": auth | {"user": client.user_id}})


async def test_a_new_device_signs_in_once(rig: Rig) -> None:
    await rig.restart(login_tokens={"enabled": True})
    alice = await rig.user("alice")
    flows = (await rig.client().ok("GET", "/login"))["flows"]
    assert {"type": "m.login.token", "get_login_token": True} in flows
    given = (await login_token(alice)).body
    assert given["expires_in_ms"] == 120_000
    body = {"type": "m.login.token", "token": given["login_token"], "device_id": "NEW"}
    new = rig.client()
    got = await new.ok("POST", "/login", body)
    assert (got["user_id"], got["device_id"]) == (alice.user_id, "NEW")
    assert verdict(await new.post("/login", body)) == FORBIDDEN, "used"
    late = (await login_token(alice)).body["login_token"]
    rig.clock.advance(120_000)
    assert verdict(await new.post("/login", {"type": "m.login.token", "token": late})) == FORBIDDEN
    assert (await login_token(alice, "wrong password")).status == 401
    assert verdict(await new.post("/login", {"type": "m.login.token", "token": "x"})) == FORBIDDEN
    assert verdict(await new.post("/login", {"type": "m.login.token"})) == (400, "M_MISSING_PARAM")
    assert verdict(await new.post(GET_TOKEN)) == (401, "M_MISSING_TOKEN")
    assert (await alice.post(GET_TOKEN)).status == 401, "it asks each time"


async def test_a_token_for_something_else_signs_nobody_in(rig: Rig) -> None:
    await rig.restart(login_tokens={"enabled": True})
    alice = await rig.user("alice")
    openid = await alice.ok("POST", f"/user/{alice.user_id}/openid/request_token", {})
    body = {"type": "m.login.token", "token": openid["access_token"]}
    assert verdict(await rig.client().post("/login", body)) == FORBIDDEN
    token = (await login_token(alice)).body["login_token"]
    userinfo = "/_matrix/federation/v1/openid/userinfo"
    assert (await rig.client().get(userinfo, access_token=token)).status == 401


async def test_switched_off_as_it_is_by_default(rig: Rig) -> None:
    alice = await rig.user("alice")
    assert (await alice.ok("GET", "/login"))["flows"] == [{"type": "m.login.password"}]
    assert verdict(await alice.post(GET_TOKEN)) == (404, "M_UNRECOGNIZED")
    answer = await alice.post("/login", {"type": "m.login.token", "token": "x"})
    assert verdict(answer) == (400, "M_UNKNOWN")


@pytest.mark.parametrize(
    "path",
    [
        "/_matrix/client/v1/auth_metadata",
        "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
        "/_matrix/client/unstable/org.matrix.msc2965/auth_issuer",
        "/login/sso/redirect",
        "/login/sso/redirect/github",
    ],
)
async def test_what_there_is_not_yet(rig: Rig, path: str) -> None:
    assert verdict(await rig.client().get(path)) == (404, "M_UNRECOGNIZED")
