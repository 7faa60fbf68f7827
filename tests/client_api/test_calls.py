"""§Voice over IP, MSC4143, §OpenID: what calls and other services ask of the server."""

from __future__ import annotations

import base64
import hashlib
import hmac

from fangyuan import identity
from tests.kit.company import beside_rig
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, people, verdict

USERINFO = "/_matrix/federation/v1/openid/userinfo"
TRANSPORTS = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports"


async def test_turn_credentials(rig: Rig) -> None:
    voip = {"turn_uris": "turn:a.example?transport=udp, turns:b.example:443", "turn_shared_secret": "geheim"}
    await rig.restart(voip=voip)
    (alice,) = await people(rig, "alice")
    got = await alice.ok("GET", "/voip/turnServer")
    assert (got["ttl"], got["uris"]) == (86_400, ["turn:a.example?transport=udp", "turns:b.example:443"])
    expires, _, user_id = got["username"].partition(":")
    assert (int(expires), user_id) == (rig.clock.now_ms() // 1000 + 86_400, alice.user_id)
    mac = hmac.new(b"geheim", got["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(got["password"]) == mac
    assert verdict(await rig.client().get("/voip/turnServer")) == (401, "M_MISSING_TOKEN")


async def test_without_media_servers(rig: Rig) -> None:
    (alice,) = await people(rig, "alice")
    assert await alice.ok("GET", "/voip/turnServer") == {}
    assert verdict(await alice.get(TRANSPORTS)) == (404, "M_UNRECOGNIZED")
    assert "org.matrix.msc4143.rtc_foci" not in (await alice.get("/.well-known/matrix/client")).body


async def test_group_calls(rig: Rig) -> None:
    await rig.restart(voip={"livekit_url": "https://calls.example/livekit/jwt"})
    (alice,) = await people(rig, "alice")
    focus = {"type": "livekit", "livekit_service_url": "https://calls.example/livekit/jwt"}
    assert await alice.ok("GET", TRANSPORTS) == {"rtc_transports": [focus]}
    assert verdict(await rig.client().get(TRANSPORTS)) == (401, "M_MISSING_TOKEN")
    found = (await rig.client().get("/.well-known/matrix/client")).body
    assert found["org.matrix.msc4143.rtc_foci"] == [focus]


async def test_another_service_learns_who_somebody_is(rig: Rig) -> None:
    alice, bob = await people(rig, "alice", "bob")
    path = f"/user/{alice.user_id}/openid/request_token"
    got = await alice.ok("POST", path, {})
    assert (got["token_type"], got["matrix_server_name"], got["expires_in"]) == (
        "Bearer",
        "test.local",
        3_600,
    )
    token, stranger = got["access_token"], rig.client()
    for _ in range(2):
        assert (await stranger.get(USERINFO, access_token=token)).body == {"sub": alice.user_id}
        await rig.restart()
    assert verdict(await bob.post(path, {})) == FORBIDDEN
    assert verdict(await stranger.get(USERINFO)) == (401, "M_MISSING_TOKEN")
    assert verdict(await stranger.get(USERINFO, access_token="x")) == (401, "M_UNKNOWN_TOKEN")
    assert verdict(await stranger.get(USERINFO, access_token=alice.token)) == (401, "M_UNKNOWN_TOKEN")
    alice.token, own = token, alice.token
    assert verdict(await alice.get("/account/whoami")) == (401, "M_UNKNOWN_TOKEN"), "good for nothing else"
    alice.token = own
    beside_rig(rig, lambda tx: identity.set_locked(tx, alice.user_id, locked=True))
    assert verdict(await stranger.get(USERINFO, access_token=token)) == (401, "M_UNKNOWN_TOKEN")
    beside_rig(rig, lambda tx: identity.set_locked(tx, alice.user_id, locked=False))
    rig.clock.advance(3_600_000)
    assert verdict(await stranger.get(USERINFO, access_token=token)) == (401, "M_UNKNOWN_TOKEN")
