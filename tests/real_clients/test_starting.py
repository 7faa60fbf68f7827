"""What Element Web and its library ask for when they start: what is there, and what they do without."""

from __future__ import annotations

import pytest

from tests.kit.client import Answer, Json, MatrixClient
from tests.kit.js_client import JsClient
from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.conftest import Team

C = "/_matrix/client"
ME = "{me}"
# Element Web's requests from the start page until the first room is shown, in their usual order.
ANSWERED = [
    ("GET", f"{C}/v3/voip/turnServer"),
    ("GET", "/.well-known/matrix/client"),
    ("GET", f"{C}/versions"),
    ("GET", f"{C}/v3/login"),
    ("GET", f"{C}/v3/account/whoami"),
    ("GET", f"{C}/v3/capabilities"),
    ("GET", f"{C}/v3/pushrules/"),
    ("GET", f"{C}/v3/profile/{ME}"),
    ("GET", f"{C}/v3/devices"),
    ("GET", f"{C}/v3/pushers"),
    ("GET", f"{C}/v3/account/3pid"),
    ("GET", f"{C}/v3/joined_rooms"),
    ("GET", f"{C}/v3/publicRooms"),
    ("GET", f"{C}/v3/sync"),
    ("POST", f"{C}/v3/user/{ME}/filter"),
    ("POST", f"{C}/v3/keys/query"),
    ("POST", f"{C}/v3/keys/upload"),
    ("POST", f"{C}/v3/keys/device_signing/upload"),
    ("PUT", f"{C}/v3/sendToDevice/m.room_key_request/t1"),
    ("GET", f"{C}/v3/thirdparty/protocols"),
    ("PUT", f"{C}/v3/presence/{ME}/status"),
    ("POST", f"{C}/v3/user_directory/search"),
    ("POST", f"{C}/v3/search"),
    ("POST", f"{C}/unstable/org.matrix.simplified_msc3575/sync"),
    ("GET", f"{C}/v1/media/config"),
    ("GET", "/_matrix/media/v3/config"),
    ("POST", "/_matrix/media/v3/upload"),
]
NOTHING_THERE = [  # the answer of a server that has the function, to a person or a company without the thing
    ("GET", f"{C}/unstable/org.matrix.msc3814.v1/dehydrated_device"),
    ("GET", f"{C}/v3/room_keys/version"),
]
NOT_HERE = [
    ("GET", f"{C}/v1/auth_metadata"),
    ("GET", f"{C}/unstable/org.matrix.msc2965/auth_metadata"),
    ("GET", f"{C}/unstable/org.matrix.msc4143/rtc/transports"),
    ("GET", f"{C}/r0/joined_groups"),
]
BODIES: dict[str, Json] = {
    f"{C}/v3/keys/query": {"device_keys": {"@alice:test.local": []}},
    f"{C}/v3/sendToDevice/m.room_key_request/t1": {"messages": {}},
    f"{C}/v3/presence/{ME}/status": {"presence": "online"},
    f"{C}/v3/user_directory/search": {"search_term": "组长"},
    f"{C}/v3/search": {"search_categories": {"room_events": {"search_term": "泵"}}},
}


async def ask(client: MatrixClient, method: str, path: str) -> Answer:
    body = BODIES.get(path, {}) if method != "GET" else None
    return await client.request(method, path.replace(ME, client.user_id), body)


@pytest.mark.parametrize(("method", "path"), [*ANSWERED, *NOTHING_THERE, *NOT_HERE])
async def test_what_element_asks_for(company: Rig, method: str, path: str) -> None:
    """There with 200, or with 404 as clients expect it: JSON that a browser may read in either case."""
    client = await company.login("director")
    answer = await ask(client, method, path)
    if (method, path) not in ANSWERED:
        errcode = "M_NOT_FOUND" if (method, path) in NOTHING_THERE else "M_UNRECOGNIZED"
        assert (answer.status, answer.errcode) == (404, errcode)
    else:
        assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    allowed = await client.request("OPTIONS", path.replace(ME, client.user_id))
    assert allowed.status in (200, 204)
    assert method in allowed.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]


async def test_element_gets_past_its_encryption_set_up(company: Rig, team: Team) -> None:
    """After signing in Element waits until it knows whether its user has keys, and the SDK asks on until it knows."""
    async with JsClient() as element:
        await element.call("login", base=company.base, user=team.people[0], password=PASSWORD)
        await element.call("start", encryption=True)
        assert await element.call("hasCrossSigningKeys") is False
        other = await company.login(team.people[1])
        options = {"is_direct": True, "preset": "trusted_private_chat", "invite": [other.user_id]}
        room = (await element.call("createRoom", options=options))["room_id"]
        await other.join(room)
        await element.call("sendText", room=room, body="在吗？")
        await other.send(room, "在。")
        await element.call("waitForEvent", room=room, what={"body": "在。"}, timeout_ms=20_000)
        refusals = await element.call("refusals")
        # No backup, no secrets, no key of mine yet, and some things that the SDK can do without.
        assert {refusal["errcode"] for refusal in refusals} <= {"M_NOT_FOUND", "M_UNRECOGNIZED"}
        assert len(refusals) < 20  # it tries again with each sync, and not on and on
