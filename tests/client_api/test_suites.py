"""What conformance suites do that clients don't: in the test mode it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.kit.backend import Backend
from tests.kit.bridge import Bridge
from tests.kit.client import Json
from tests.kit.rig import PASSWORD, SERVER_NAME, Rig
from tests.kit.talk import FORBIDDEN, people, room_of, timeline, verdict

DUMMY = {"type": "m.login.dummy"}


@pytest.fixture
def suite(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A server in the test mode."""
    opened = Rig(backend, tmp_path_factory.mktemp("suite"), test_mode=True)
    yield opened
    opened.close()


async def begin(rig: Rig, **wish: object) -> str:
    answer = await rig.client().post("/register", wish)
    assert answer.status == 401
    return answer.body["session"]


async def test_a_registration_goes_on_with_its_session_alone(suite: Rig) -> None:
    wish: Json = {"username": "anna", "password": "übers3kr1t", "device_id": "xyzzy"}
    session = await begin(suite, **wish, initial_device_display_name="mine")
    client = suite.client()
    got = await client.ok("POST", "/register", {"auth": DUMMY | {"session": session}})
    assert (got["user_id"], got["device_id"]) == ("@anna:test.local", "xyzzy")
    again = await client.ok("POST", "/register", {"auth": DUMMY | {"session": session}})
    assert again == got, "and asked again, it is the same"
    client.token = got["access_token"]
    device = await client.ok("GET", "/devices/xyzzy")
    assert (device["display_name"], device["user_id"]) == ("mine", "@anna:test.local")
    await suite.login("anna", "übers3kr1t")


async def test_without_signing_in(suite: Rig) -> None:
    session = await begin(suite, username="anna", password=PASSWORD, inhibit_login=1)
    got = await suite.client().ok("POST", "/register", {"auth": DUMMY | {"session": session}})
    assert got == {"user_id": "@anna:test.local", "home_server": "test.local"}


async def test_elsewhere_nothing_is_remembered(rig: Rig) -> None:
    session = await begin(rig, username="anna", password=PASSWORD)
    answer = await rig.client().post("/register", {"auth": DUMMY | {"session": session}})
    assert answer.errcode == "M_MISSING_PARAM"
    body = {"username": "anna", "password": PASSWORD, "auth": DUMMY | {"session": session}}
    await rig.client().ok("POST", "/register", body)
    assert (await rig.client().post("/register", body)).errcode == "M_USER_IN_USE"


async def test_profiles_are_public_there_only(suite: Rig) -> None:
    anna = await suite.user("anna")
    path = f"/profile/{anna.user_id}/displayname"
    await anna.ok("PUT", path, {"displayname": "Anna"})
    assert (await suite.client().get(path)).body == {"displayname": "Anna"}
    await suite.restart(test_mode=False)
    assert verdict(await suite.client().get(path)) == FORBIDDEN


async def test_names_of_services(server: Rig) -> None:
    body = {"username": "_bot", "password": PASSWORD, "auth": DUMMY}
    assert (await server.client().post("/register", body)).errcode == "M_INVALID_USERNAME"
    answer = await server.client().get("/register/available", username="_bot")
    assert answer.errcode == "M_INVALID_USERNAME"


async def test_bytes_that_are_no_text(server: Rig) -> None:
    answer = await server.client().post("/register", b'{"test": "a\x81"}')
    assert (answer.status, answer.errcode) == (400, "M_NOT_JSON")


async def test_a_stolen_session_and_another_s_password(server: Rig) -> None:
    alice, eve = await people(server, "alice", "eve")
    await server.login("alice", device_id="PHONE")
    auth = {"type": "m.login.password", "user": eve.user_id, "password": PASSWORD}
    assert verdict(await alice.delete("/devices/PHONE", {"auth": auth})) == FORBIDDEN
    await alice.ok("GET", "/devices/PHONE")


async def test_who_may_not_read_is_told_that_first(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "hello")
    await bob.leave(room)
    await bob.ok("POST", f"/rooms/{room}/forget", {})
    for path in ("messages", f"context/{event_id}"):
        assert verdict(await bob.get(f"/rooms/{room}/{path}")) == FORBIDDEN, path
    assert (await alice.get(f"/rooms/{room}/messages")).errcode == "M_MISSING_PARAM"


async def test_events_call_their_sender_as_of_old(suite: Rig) -> None:
    """Where events are asked for by a request of their own; not in sync, nor without the test mode."""
    anna, bert = await people(suite, "anna", "bert")
    room = await room_of(anna, bert)
    said = await anna.send(room, "hi")
    page = (await bert.ok("GET", f"/rooms/{room}/messages", dir="b", limit=1))["chunk"]
    found = [*page, await bert.ok("GET", f"/rooms/{room}/event/{said}")]
    found.append((await bert.ok("GET", "/initialSync"))["rooms"][0]["messages"]["chunk"][-1])
    for event in found:
        assert (event["event_id"], event["sender"], event["user_id"]) == (said, anna.user_id, anna.user_id)
        assert event["unsigned"]["age"] >= 0
    assert all("user_id" not in event for event in timeline(await bert.sync(), room))


async def test_without_the_test_mode_events_have_one_name_for_it(server: Rig) -> None:
    (anna,) = await people(server, "anna")
    room = await room_of(anna)
    said = await anna.send(room, "hi")
    assert "user_id" not in await anna.ok("GET", f"/rooms/{room}/event/{said}")


async def test_strangers_see_the_list_of_rooms_there_only(suite: Rig) -> None:
    (anna,) = await people(suite, "anna")
    room = await anna.create_room(visibility="public", name="Plant")
    listed = (await suite.client().ok("GET", "/publicRooms"))["chunk"]
    assert [found["room_id"] for found in listed] == [room]
    assert (await suite.client().post("/publicRooms", {})).errcode == "M_MISSING_TOKEN"


async def test_elsewhere_the_list_of_rooms_is_the_company_s(server: Rig) -> None:
    assert (await server.client().get("/publicRooms")).errcode == "M_MISSING_TOKEN"


async def test_a_colon_ends_no_name(suite: Rig) -> None:
    for name in ("user-:-x", "anna:test.local", ":"):
        answer = await suite.client().post("/register", {"username": name, "password": "p", "auth": DUMMY})
        assert verdict(answer) == (400, "M_INVALID_USERNAME")
        assert verdict(await suite.client().get("/register/available", username=name)) == (
            400,
            "M_INVALID_USERNAME",
        )


async def test_pictures_from_anywhere_there_only(suite: Rig) -> None:
    (anna,) = await people(suite, "anna")
    path, url = f"/profile/{anna.user_id}/avatar_url", {"avatar_url": "http://somewhere/my-pic.jpg"}
    await anna.ok("PUT", path, url)
    assert await suite.client().ok("GET", path) == url
    await suite.restart(test_mode=False)
    assert verdict(await anna.put(path, {"avatar_url": "http://elsewhere/x"})) == (400, "M_INVALID_PARAM")


async def test_services_there_name_rooms_and_show_their_token_in_the_url(suite: Rig, tmp_path: Path) -> None:
    async with Bridge(tmp_path) as bridge:
        await suite.restart(app_services=[bridge.file])
        token = bridge.act(suite).token
        made = await suite.client().post("/register", {"user": "bridge_anna"}, access_token=token)
        assert made.body["user_id"] == bridge.user("anna")
        (bert,) = await people(suite, "bert")
        room, alias = await bert.create_room(), f"/directory/room/{quote(f'#bridge_x:{SERVER_NAME}')}"
        await bridge.act(suite).ok("PUT", alias, {"room_id": room})
        await suite.restart(test_mode=False)
        refused = await suite.client().post("/register", {"user": "bridge_b"}, access_token=token)
        assert refused.status in (401, 403)
        other = alias.replace("_x", "_y")
        assert verdict(await bridge.act(suite).put(other, {"room_id": room})) == FORBIDDEN


UNKNOWN = (
    "/_matrix/unknown",
    "/_matrix/client/unknown",
    "/_matrix/client/v1/unknown",
    "/_matrix/client/v3/room/unknown",
    "/_matrix/federation/unknown",
    "/_matrix/federation/v1/unknown",
    "/_matrix/key/unknown",
    "/_matrix/key/v2/unknown",
    "/_matrix/media/unknown",
    "/_matrix/media/v3/unknown",
)
KNOWN = (
    "/_matrix/client/v3/login",
    "/_matrix/federation/v1/version",
    "/_matrix/key/v2/query",
    "/_matrix/media/v3/upload",
)


async def test_unknown_paths_and_methods(suite: Rig) -> None:
    client = suite.client()
    for path in UNKNOWN:
        assert verdict(await client.get(path)) == (404, "M_UNRECOGNIZED"), path
    for path in KNOWN:
        assert verdict(await client.put(path, {})) == (405, "M_UNRECOGNIZED"), path
    server = await client.ok("GET", "/_matrix/federation/v1/version")
    assert server["server"]["name"] == "Fangyuan"
    assert await client.ok("POST", "/_matrix/key/v2/query", {"server_keys": {}}) == {"server_keys": []}


async def test_elsewhere_nobody_hears_which_version_runs(rig: Rig) -> None:
    for path in ("/_matrix/federation/v1/version", "/_matrix/key/v2/query"):
        assert verdict(await rig.client().get(path)) == (404, "M_UNRECOGNIZED")


async def test_nonsense_by_post_with_a_transaction_id(suite: Rig) -> None:
    (anna,) = await people(suite, "anna")
    room = await room_of(anna)
    path = f"/rooms/{room}/send/m.room.message/t1"
    assert verdict(await anna.post(path, b'{"body": NaN}')) == (400, "M_NOT_JSON")
    await suite.restart(test_mode=False)
    assert verdict(await anna.post(path, {"msgtype": "m.text", "body": "hi"})) == (405, "M_UNRECOGNIZED")
