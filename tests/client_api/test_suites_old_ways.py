"""More of what conformance suites count on; beyond the specification's letter in the test mode only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.backend import Backend
from tests.kit.client import Json, MatrixClient
from tests.kit.rig import PASSWORD, Rig
from tests.kit.talk import joined, people, room_of, verdict

_numbers = itertools.count(1)
RULES: Json = {"room": {"timeline": {"limit": 1}}}


@pytest.fixture(scope="module")
def _lenient(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("old-ways"), test_mode=True)
    yield opened
    opened.close()


@pytest.fixture
def suite(_lenient: Rig) -> Rig:
    """A server in the test mode, for each test with people of its own."""
    _lenient.suffix = f"-{next(_numbers)}"
    return _lenient


async def page(client: MatrixClient, room: str, **query: Any) -> Json:
    return await client.ok("GET", f"/rooms/{room}/messages", **query)


async def back_again(server: Rig, others: int) -> tuple[str, list[Json]]:
    """Who came in, and the timeline, of somebody who was out meanwhile: the room shows newcomers nothing of before."""
    anna, bert, eve = await people(server, "anna", "bert", "eve")
    room = await room_of(anna, bert)
    await anna.put_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
    await bert.sync()
    await bert.leave(room)
    await eve.join(room)
    for number in range(others):
        await anna.send(room, str(number))
    await bert.join(room)
    return eve.user_id, joined(await bert.sync(), room)["timeline"]["events"]


async def test_elsewhere_the_timeline_holds_what_may_be_seen(server: Rig) -> None:
    newcomer, events = await back_again(server, 0)
    assert newcomer not in [event.get("state_key") for event in events]


async def test_elsewhere_history_ends_where_nothing_follows(rig: Rig) -> None:
    (anna,) = await people(rig, "anna")
    room = await room_of(anna)
    assert "end" not in await page(anna, room, dir="b", limit=100)
    prev_batch = joined(await anna.sync(), room)["timeline"]["prev_batch"]
    assert (await page(anna, room, dir="b", **{"from": prev_batch}))["chunk"] == []


async def test_rooms_name_their_creator(suite: Rig, rig: Rig) -> None:
    for server, version, creator in ((suite, "10", True), (rig, "11", False)):
        (anna,) = await people(server, "anna")
        made = await anna.state(await anna.create_room(), "m.room.create")
        assert (made["room_version"], made.get("creator")) == (version, anna.user_id if creator else None)
        offered = (await anna.ok("GET", "/capabilities"))["capabilities"]["m.room_versions"]
        assert offered["default"] == version
        wanted = await anna.create_room(room_version="9")
        assert (await anna.state(wanted, "m.room.create"))["room_version"] == "9"


async def test_under_unstable_there_is_all_that_is_stable_now(suite: Rig) -> None:
    (anna,) = await people(suite, "anna")
    room = await room_of(anna)
    unstable = "/_matrix/client/unstable"
    assert (await anna.ok("GET", f"{unstable}/joined_rooms"))["joined_rooms"] == [room]
    assert anna.user_id in (await anna.ok("GET", f"{unstable}/rooms/{room}/joined_members"))["joined"]


async def test_elsewhere_it_is_not(rig: Rig) -> None:
    (anna,) = await people(rig, "anna")
    assert verdict(await anna.get("/_matrix/client/unstable/joined_rooms")) == (404, "M_UNRECOGNIZED")


async def test_aliases_of_a_room_where_they_were_drafted(server: Rig) -> None:
    anna, bert = await people(server, "anna", "bert")
    room = await anna.create_room(room_alias_name=f"a{server.suffix}")
    path = f"/_matrix/client/unstable/org.matrix.msc2432/rooms/{room}/aliases"
    assert len((await anna.ok("GET", path))["aliases"]) == 1
    assert verdict(await bert.get(path)) == (403, "M_FORBIDDEN")


async def test_device_keys_are_whole(rig: Rig) -> None:
    (anna,) = await people(rig, "anna")
    bare = {"user_id": anna.user_id, "device_id": anna.device_id}
    answer = await anna.post("/keys/upload", {"device_keys": bare, "one_time_keys": {"made_up:1": "base64"}})
    assert verdict(answer) == (400, "M_BAD_JSON")


async def test_all_devices_by_an_empty_object(server: Rig) -> None:
    (anna,) = await people(server, "anna")
    found = await anna.ok("POST", "/keys/query", {"device_keys": {anna.user_id: {}}})
    assert found["device_keys"] == {anna.user_id: {}}
    answer = await anna.post("/keys/query", {"device_keys": {anna.user_id: {"PHONE": True}}})
    assert verdict(answer) == (400, "M_BAD_JSON")


async def test_who_is_gone_hears_of_nobody_who_is_there(suite: Rig) -> None:
    anna, bert = await people(suite, "anna", "bert")
    room = await room_of(anna, bert)
    said = await anna.send(room, "hi")
    await anna.ok("POST", f"/rooms/{room}/receipt/m.read/{said}")
    await bert.leave(room)
    got = await bert.ok("GET", f"/rooms/{room}/initialSync")
    assert (got["membership"], got["presence"], got["receipts"]) == ("leave", [], [])
    there = await anna.ok("GET", f"/rooms/{room}/initialSync")
    assert there["presence"]
    assert there["receipts"]
    assert {event["user_id"] for event in there["state"]} == {anna.user_id, bert.user_id}


async def test_who_begins_by_the_old_call_is_here(suite: Rig) -> None:
    (anna,) = await people(suite, "anna")
    [own] = (await anna.ok("GET", "/initialSync"))["presence"]
    assert own["content"]["presence"] == "online"
    assert own["content"]["last_active_ago"] >= 0


async def test_who_said_that_he_is_away_may_listen_by_the_old_call(suite: Rig) -> None:
    anna, bert = await people(suite, "anna", "bert")
    await room_of(anna, bert)
    start = (await bert.ok("GET", "/events", timeout=0))["end"]
    await anna.ok("GET", "/events", timeout=0)
    await anna.ok("PUT", f"/presence/{anna.user_id}/status", {"presence": "unavailable"})
    await anna.ok("GET", "/events", timeout=0)
    heard = (await bert.ok("GET", "/events", timeout=0, **{"from": start}))["chunk"]
    assert [event["content"]["presence"] for event in heard if event["sender"] == anna.user_id] == [
        "unavailable"
    ]


async def test_coming_in_under_another_name(server: Rig) -> None:
    anna, bert = await people(server, "anna", "bert")
    room = await anna.create_room(preset="public_chat")
    await bert.ok("PUT", f"/profile/{bert.user_id}/displayname", {"displayname": "Bert"})
    shown = {"membership": "join", "displayname": "Bertie", "avatar_url": "mxc://test.local/b"}
    await bert.put_state(room, "m.room.member", shown, bert.user_id)
    assert await anna.state(room, "m.room.member", bert.user_id) == shown
    await bert.leave(room)
    await bert.join(room)
    assert (await anna.state(room, "m.room.member", bert.user_id))["displayname"] == "Bert"


async def test_whois_says_what_it_doesn_t_know(server: Rig) -> None:
    (anna,) = await people(server, "anna")
    found = await anna.ok("GET", f"/admin/whois/{anna.user_id}")
    [session] = found["devices"][anna.device_id]["sessions"]
    assert [connection["user_agent"] for connection in session["connections"]] == [""]


async def test_a_wrong_password_says_what_is_done_already(server: Rig) -> None:
    (anna,) = await people(server, "anna")
    auth = {"type": "m.login.password", "user": anna.user_id, "password": PASSWORD + "!"}
    answer = await anna.post("/account/deactivate", {"auth": auth})
    assert verdict(answer) == (401, "M_FORBIDDEN")
    assert answer.body["completed"] == []


async def test_the_form_of_servers(server: Rig) -> None:
    (anna,) = await people(server, "anna")
    room = await room_of(anna)
    raw: Json = {"event_format": "federation"}
    await anna.sync(filter=raw)
    said = await anna.send(room, "hi")
    for since in (anna.since, None):
        event = joined(await anna.sync(filter=raw, since=since), room)["timeline"]["events"][-1]
        assert (event["event_id"], event["room_id"], event["sender"]) == (said, room, anna.user_id)
        assert {"auth_events", "prev_events", "depth", "hashes", "signatures"} <= event.keys()
    usual = joined(await anna.sync(since=None), room)["timeline"]["events"][-1]
    assert "signatures" not in usual


async def test_what_stands_in_another_room_isn_t_redacted_from_here(server: Rig) -> None:
    anna, bert = await people(server, "anna", "bert")
    said = await anna.send(await room_of(anna), "hi")
    room = await room_of(bert)
    for target in (said, "$nothing"):
        answer = await bert.put(f"/rooms/{room}/redact/{target}/{bert.next_txn()}", {})
        assert verdict(answer) == (400, "M_INVALID_PARAM")
