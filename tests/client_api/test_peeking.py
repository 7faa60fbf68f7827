"""§Room history visibility: what somebody reads who is not in the room, wherever he asks."""

from __future__ import annotations

import pytest

from tests.kit.client import MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, ids, people, room_of, verdict

V1 = "/_matrix/client/v1"


def readings(room: str, event_id: str) -> dict[str, str]:
    """Every way of reading a room."""
    return {
        "messages": f"/rooms/{room}/messages?dir=b",
        "event": f"/rooms/{room}/event/{event_id}",
        "context": f"/rooms/{room}/context/{event_id}",
        "state": f"/rooms/{room}/state",
        "name": f"/rooms/{room}/state/m.room.name/",
        "members": f"/rooms/{room}/members",
        "relations": f"{V1}/rooms/{room}/relations/{event_id}",
        "threads": f"{V1}/rooms/{room}/threads",
        "time": f"{V1}/rooms/{room}/timestamp_to_event?ts=0&dir=f",
        "aliases": f"/rooms/{room}/aliases",
    }


async def refused(client: MatrixClient, room: str, event_id: str) -> set[str]:
    """The readings that are refused, as they should be when they are."""
    found: set[str] = set()
    for name, path in readings(room, event_id).items():
        answer = await client.get(path)
        if answer.status != 200:
            assert verdict(answer) in (FORBIDDEN, NOT_FOUND), (name, answer.body)
            found.add(name)
    return found


EVERYWHERE = set(readings("", ""))


@pytest.mark.parametrize("setting", ["world_readable", "shared", "invited", "joined"])
async def test_a_stranger_reads_what_is_open_to_the_world(server: Rig, setting: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await alice.put_state(room, "m.room.name", {"name": "x"})
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": setting})
    event_id = await alice.send(room, "x")
    is_open = setting == "world_readable"
    assert await refused(bob, room, event_id) == (set() if is_open else EVERYWHERE)
    for method, path, body in (
        ("PUT", f"/rooms/{room}/send/m.room.message/1", {}),
        ("PUT", f"/rooms/{room}/typing/{bob.user_id}", {"typing": True}),
        ("POST", f"/rooms/{room}/receipt/m.read/{event_id}", {}),
        ("PUT", f"/rooms/{room}/redact/{event_id}/1", {}),
        ("PUT", f"/rooms/{room}/state/m.room.name/", {"name": "y"}),
    ):
        answer = await bob.request(method, path, body)
        assert verdict(answer) in (FORBIDDEN, NOT_FOUND), path
    if is_open:
        await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
        hidden = await alice.send(room, "hidden")
        found = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=50)
        assert event_id in ids(found["chunk"])
        assert hidden not in ids(found["chunk"])
        assert (await bob.get(f"/rooms/{room}/event/{hidden}")).status == 404
        assert (await bob.get(f"/rooms/{room}/state")).status == 403


@pytest.mark.parametrize(
    ("setting", "seen"),
    [
        ("world_readable", {"before", "invited", "joined"}),
        ("shared", {"before", "invited", "joined"}),
        ("invited", {"invited", "joined"}),
        ("joined", {"joined"}),
    ],
)
async def test_what_a_newcomer_reads_of_the_past(server: Rig, setting: str, seen: set[str]) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(preset="private_chat")
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": setting})
    sent = {"before": await alice.send(room, "1")}
    await alice.invite(room, bob)
    sent["invited"] = await alice.send(room, "2")
    await bob.join(room)
    sent["joined"] = await alice.send(room, "3")
    await bob.leave(room)
    sent["after"] = await alice.send(room, "4")
    for when, event_id in sent.items():
        may = when in seen or setting == "world_readable"
        assert (await bob.get(f"/rooms/{room}/event/{event_id}")).status == (200 if may else 404), when


async def test_a_closed_account_is_erased_if_it_is_asked(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    said = await bob.send(room, "hi")
    profile = f"/profile/{bob.user_id}"
    await bob.ok("PUT", f"{profile}/displayname", {"displayname": "Bob"})
    await bob.ok("PUT", f"{profile}/m.tz", {"m.tz": "Asia/Shanghai"})
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/x", {"secret": 1})
    challenge = await bob.post("/account/deactivate", {"erase": True})
    auth = {
        "type": "m.login.password",
        "session": challenge.body["session"],
        "password": "correct horse battery",
    }
    answer = await bob.post("/account/deactivate", {"erase": True, "auth": auth | {"user": bob.user_id}})
    assert verdict(answer) == (200, None)
    assert await alice.ok("GET", profile) == {}
    assert "Bob" not in str(await alice.state(room, "m.room.member", bob.user_id))
    assert (await alice.ok("GET", f"/rooms/{room}/event/{said}"))["content"]["body"] == "hi"
    for bad in ({"erase": "yes"}, {"erase": 1}):
        assert (await alice.post("/account/deactivate", bad)).status == 400
