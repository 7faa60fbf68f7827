"""§Room history visibility: what late joiners, leavers and strangers may read, everywhere alike."""

from __future__ import annotations

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import (
    FORBIDDEN,
    NOT_FOUND,
    ids,
    joined,
    people,
    room_of,
    room_state,
    texts,
    timeline,
    verdict,
)

SETTINGS = ("world_readable", "shared", "invited", "joined")


async def read(client: MatrixClient, room: str, direction: str = "b") -> list[Json]:
    """What /messages shows, oldest first."""
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir=direction, limit=500))["chunk"]
    return chunk[::-1] if direction == "b" else chunk


async def can_read(client: MatrixClient, room: str, event_id: str) -> bool:
    """Whether the event is shown; everywhere alike."""
    answer = await client.get(f"/rooms/{room}/event/{event_id}")
    around = await client.get(f"/rooms/{room}/context/{event_id}")
    related = await client.get(f"/_matrix/client/v1/rooms/{room}/relations/{event_id}")
    assert (answer.status == 200) == (around.status == 200)
    assert (answer.status == 200) == (related.status == 200)
    assert answer.status == 200 or verdict(answer) == NOT_FOUND
    listed = await client.get(f"/rooms/{room}/messages", dir="b", limit=500)
    found = listed.status == 200 and event_id in ids(listed.body["chunk"])
    assert found == (answer.status == 200)
    return found


@pytest.mark.parametrize("setting", SETTINGS)
async def test_a_late_joiner(server: Rig, setting: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, initial_state=[history(setting)])
    first = await alice.send(room, "before the invitation")
    await alice.invite(room, bob)
    second = await alice.send(room, "invited")
    assert await can_read(bob, room, first) == (setting == "world_readable")
    assert await can_read(bob, room, second) == (setting == "world_readable")
    await bob.join(room)
    third = await alice.send(room, "inside")
    expected = {
        "world_readable": [first, second, third],
        "shared": [first, second, third],
        "invited": [second, third],
        "joined": [third],
    }[setting]
    for event_id in (first, second, third):
        assert await can_read(bob, room, event_id) == (event_id in expected)
    for direction in "bf":
        messages = [event for event in await read(bob, room, direction) if event["type"] == "m.room.message"]
        assert ids(messages) == expected
    heard = [event for event in timeline(await bob.sync(), room) if event["type"] == "m.room.message"]
    assert ids(heard) == expected


def history(setting: str) -> Json:
    return {"type": "m.room.history_visibility", "content": {"history_visibility": setting}}


@pytest.mark.parametrize("setting", SETTINGS)
async def test_who_comes_in_has_the_state_in_any_case(server: Rig, setting: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, name="Plant", topic="锅炉", initial_state=[history(setting)])
    await alice.put_state(room, "m.room.topic", {"topic": "newer"})
    await bob.sync()
    await bob.join(room)
    for got in (await bob.sync(), await bob.sync(since=None)):
        whole = room_state(got, room)
        assert whole["m.room.topic", ""]["content"] == {"topic": "newer"}
        assert whole["m.room.name", ""]["content"] == {"name": "Plant"}
        assert {key for type, key in whole if type == "m.room.member"} == {alice.user_id, bob.user_id}
        assert joined(got, room)["timeline"]["limited"] == (setting in ("invited", "joined"))


@pytest.mark.parametrize("how", ["leave", "kick", "ban"])
@pytest.mark.parametrize("setting", SETTINGS)
async def test_a_leaver(server: Rig, setting: str, how: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, initial_state=[history(setting)])
    await bob.sync()
    inside = await alice.send(room, "inside")
    if how == "leave":
        await bob.leave(room)
    else:
        await alice.ok("POST", f"/rooms/{room}/{how}", {"user_id": bob.user_id})
    after = await alice.send(room, "after")
    await alice.put_state(room, "m.room.topic", {"topic": "after"})
    assert await can_read(bob, room, inside)
    assert await can_read(bob, room, after) == (setting == "world_readable")
    got = await read(bob, room)
    if setting != "world_readable":
        assert (got[-1]["type"], got[-1]["state_key"]) == ("m.room.member", bob.user_id)
    synced = await bob.sync()
    assert texts(timeline(synced, room, "leave")) == ["inside"]
    assert timeline(synced, room, "leave")[-1]["state_key"] == bob.user_id
    assert "after" not in str(synced)
    topic = await bob.get(f"/rooms/{room}/state/m.room.topic/")
    assert topic.status == (200 if setting == "world_readable" else 404)


@pytest.mark.parametrize("setting", SETTINGS)
async def test_who_comes_back(server: Rig, setting: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, initial_state=[history(setting)])
    first = await alice.send(room, "first time")
    await bob.leave(room)
    missed = await alice.send(room, "missed")
    await bob.join(room)
    second = await alice.send(room, "second time")
    assert await can_read(bob, room, first)
    assert await can_read(bob, room, second)
    assert await can_read(bob, room, missed) == (setting in ("world_readable", "shared"))


async def test_the_setting_at_the_time_counts(server: Rig) -> None:
    """Not the present one: events keep the visibility under which they were sent."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice)
    sent: dict[str, str] = {}
    changed: dict[str, str] = {}
    for setting in ("joined", "world_readable", "shared", "invited", "nonsense", "shared"):
        changed[setting] = await alice.put_state(
            room, "m.room.history_visibility", {"history_visibility": setting}
        )
        sent[setting] = await alice.send(room, setting)
    strangers = [setting for setting, event_id in sent.items() if await can_read(carol, room, event_id)]
    assert strangers == ["world_readable"]
    assert await can_read(carol, room, changed["world_readable"])
    await bob.join(room)
    seen = [setting for setting, event_id in sent.items() if await can_read(bob, room, event_id)]
    assert seen == ["world_readable", "shared", "nonsense"], "what is not understood is as if shared"
    # The change itself is seen by whoever may see before or after it.
    assert await can_read(bob, room, changed["joined"])
    assert await can_read(bob, room, changed["invited"])


async def test_a_stranger_reads_a_world_readable_room(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, initial_state=[history("world_readable")], name="Canteen")
    event_id = await alice.send(room, "menu")
    assert texts(await read(bob, room)) == ["menu"]
    assert await bob.state(room, "m.room.name") == {"name": "Canteen"}
    assert (await bob.ok("GET", f"/rooms/{room}/members"))["chunk"]
    assert await can_read(bob, room, event_id)
    assert verdict(await bob.put(f"/rooms/{room}/send/m.room.message/t", {"body": "x"})) == FORBIDDEN
    assert verdict(await bob.post(f"/rooms/{room}/receipt/m.read/{event_id}", {})) == FORBIDDEN
    assert verdict(await bob.get(f"/rooms/{room}/joined_members")) == FORBIDDEN
    assert "rooms" not in await bob.sync()
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
    later = await alice.send(room, "not for you")
    assert not await can_read(bob, room, later)
    assert await can_read(bob, room, event_id)
    assert verdict(await bob.get(f"/rooms/{room}/state")) == FORBIDDEN


async def test_a_banned_person_in_a_world_readable_room(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, initial_state=[history("world_readable")])
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": bob.user_id})
    event_id = await alice.send(room, "for all the world")
    assert await can_read(bob, room, event_id)


async def test_pages_of_a_late_joiner_end_where_his_history_begins(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, initial_state=[history("joined")])
    for number in range(30):
        await alice.send(room, f"hidden {number}")
    await bob.join(room)
    await alice.send(room, "shown")
    got = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=5)
    found = list(got["chunk"])
    for _ in range(20):
        if "end" not in got:
            break
        got = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=5, **{"from": got["end"]})
        found += got["chunk"]
    assert "end" not in got
    assert texts(found) == ["shown"]
    # Before the setting stood, the history was shared.
    assert found[-1]["type"] == "m.room.create"


async def test_the_event_at_a_time_is_one_that_can_be_seen(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, initial_state=[history("joined")])
    path = f"/_matrix/client/v1/rooms/{room}/timestamp_to_event"
    await bob.leave(room)
    server.clock.advance(1_000)
    hidden = server.clock.now_ms()
    await alice.send(room, "hidden")
    server.clock.advance(1_000)
    await bob.join(room)
    shown = await alice.send(room, "shown")
    forward = await bob.ok("GET", path, ts=hidden, dir="f")
    assert forward["origin_server_ts"] == server.clock.now_ms()
    back = await bob.ok("GET", path, ts=hidden, dir="b")
    assert back["origin_server_ts"] == hidden - 1_000
    assert (await bob.ok("GET", path, ts=2**52, dir="b"))["event_id"] == shown


async def test_nothing_said_later_is_bundled_for_a_leaver(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "draft")
    await bob.leave(room)
    new = {"msgtype": "m.text", "body": "the secret"}
    edit = {**new, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event_id}}
    await alice.send(room, edit)
    reply = {**new, "m.relates_to": {"rel_type": "m.thread", "event_id": event_id}}
    await alice.send(room, reply)
    reference = {**new, "m.relates_to": {"rel_type": "m.reference", "event_id": event_id}}
    referring = await alice.send(room, reference)
    v1 = f"/_matrix/client/v1/rooms/{room}"
    for path in (
        f"/rooms/{room}/event/{event_id}",
        f"/rooms/{room}/context/{event_id}",
        f"/rooms/{room}/messages?dir=b",
        f"{v1}/relations/{event_id}",
        f"{v1}/threads",
    ):
        answer = await bob.request("GET", path)
        assert answer.status == 200, path
        assert "the secret" not in str(answer.body), path
        assert referring not in str(answer.body), path
    for got in (await bob.sync(), await bob.sync(since=None, filter={"room": {"include_leave": True}})):
        if "rooms" in got:
            assert "the secret" not in str(got)
    seen = await alice.ok("GET", f"/rooms/{room}/event/{event_id}")
    assert set(seen["unsigned"]["m.relations"]) == {"m.replace", "m.thread", "m.reference"}
