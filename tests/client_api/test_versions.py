"""§API Versions, §Server Discovery, §Capabilities negotiation."""

from __future__ import annotations

from tests.kit.rig import Rig


async def test_versions_are_told_to_everybody(rig: Rig) -> None:
    got = await rig.client().ok("GET", "/_matrix/client/versions")
    assert {"r0.6.1", "v1.1", "v1.11"} <= set(got["versions"])
    assert isinstance(got["unstable_features"], dict)


async def test_where_the_server_is(rig: Rig) -> None:
    client = rig.client()
    asked = await client.ok("GET", "/.well-known/matrix/client")
    assert asked["m.homeserver"] == {"base_url": rig.base}
    assert asked["io.element.e2ee"] == {"default": True}  # direct chats are encrypted unasked
    await rig.restart(public_baseurl="https://chat.test.local")
    told = await client.ok("GET", "/.well-known/matrix/client")
    assert told["m.homeserver"] == {"base_url": "https://chat.test.local"}
    support = await client.get("/.well-known/matrix/support")
    assert (support.status, support.errcode) == (404, "M_NOT_FOUND")
    assert support.headers["Access-Control-Allow-Origin"] == "*"


async def test_behind_a_proxy_the_address_is_the_proxy_s(rig: Rig) -> None:
    await rig.restart(trust_forwarded_for=True)
    client = rig.client()
    client.headers |= {"Host": "chat.test.local", "X-Forwarded-Proto": "https"}
    told = await client.ok("GET", "/.well-known/matrix/client")
    assert told["m.homeserver"] == {"base_url": "https://chat.test.local"}


async def test_capabilities(rig: Rig) -> None:
    alice = await rig.user("alice")
    for version in ("v3", "r0"):
        got = (await alice.ok("GET", f"/_matrix/client/{version}/capabilities"))["capabilities"]
        assert got["m.room_versions"]["default"] == "11"
        assert got["m.room_versions"]["available"] == {str(number): "stable" for number in range(1, 12)}
        assert got["m.change_password"] == {"enabled": True}
        assert got["m.get_login_token"] == {"enabled": False}
        assert "m.account_moderation" not in got, "she is no administrator"
