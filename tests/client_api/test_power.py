"""§m.room.power_levels, in full: what each level is for, and that nobody raises himself or those above him."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, people, room_of, unread, verdict

NOT_JSON = (400, "M_BAD_JSON")
DONE = (200, None)


async def powers_of(client: MatrixClient, room: str) -> Json:
    return await client.state(room, "m.room.power_levels")


async def set_powers(client: MatrixClient, room: str, content: Json) -> tuple[int, str | None]:
    return verdict(await client.put(f"/rooms/{room}/state/m.room.power_levels/", content))


async def change(client: MatrixClient, room: str, /, **changes: Any) -> Any:
    """Writes the present levels with some of them changed; None takes one away."""
    now = await powers_of(client, room) | changes
    return await set_powers(client, room, {key: value for key, value in now.items() if value is not None})


async def room_with(levels: Json, *members: tuple[MatrixClient, int]) -> str:
    """A public room of the first, who has 100 whatever his number; the others have these levels."""
    creator = members[0][0]
    room = await room_of(creator, *(client for client, _ in members[1:]))
    users = {creator.user_id: 100} | {client.user_id: level for client, level in members[1:]}
    assert await change(creator, room, users=users, **levels) == DONE
    return room


async def put(client: MatrixClient, room: str, type: str, key: str = "") -> Any:
    return verdict(await client.put(f"/rooms/{room}/state/{type}/{key}", {"x": client.user_id}))


async def send(client: MatrixClient, room: str, type: str, content: Json | None = None) -> Any:
    path = f"/rooms/{room}/send/{type}/{client.user_id}{type}"
    return verdict(await client.put(path, content or {"body": "x", "msgtype": "m.text"}))


@pytest.mark.parametrize(("level", "expected"), [(29, FORBIDDEN), (30, DONE), (31, DONE)])
@pytest.mark.parametrize(
    "verb", ["invite", "kick", "ban", "unban", "redact", "send", "state", "event", "set"]
)
async def test_each_level(server: Rig, verb: str, level: int, expected: Any) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    name = {"send": "events_default", "state": "state_default", "unban": "ban"}.get(verb, verb)
    levels: Json = {name: 30}
    if verb in ("event", "set"):
        levels = {"events": {"org.example.x": 30, "m.room.topic": 30}}
    room = await room_with(levels, (alice, 100), (bob, level), (carol, 0))
    if verb == "unban":
        assert await change(alice, room, kick=0) == DONE
        await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": carol.user_id})
    if verb in ("kick", "ban", "unban"):
        got = verdict(await bob.post(f"/rooms/{room}/{verb}", {"user_id": carol.user_id}))
    elif verb == "invite":
        got = verdict(await bob.post(f"/rooms/{room}/invite", {"user_id": dave.user_id}))
    elif verb == "redact":
        event_id = await carol.send(room, "oops")
        got = verdict(await bob.put(f"/rooms/{room}/redact/{event_id}/t", {}))
    elif verb in ("send", "event"):
        got = await send(bob, room, "org.example.x")
    else:
        got = await put(bob, room, "m.room.topic")
    assert got == expected


async def test_a_type_s_own_level_goes_before_the_default(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    events = {"m.room.message": 10, "org.example.easy": 0, "m.room.topic": 0, "m.room.name": 60}
    room = await room_with(
        {"events_default": 5, "state_default": 50, "events": events}, (alice, 100), (bob, 0)
    )
    assert await send(bob, room, "org.example.easy") == DONE
    assert await send(bob, room, "m.room.message") == FORBIDDEN
    assert await send(bob, room, "org.example.other") == FORBIDDEN
    assert await put(bob, room, "m.room.topic") == DONE
    assert await put(bob, room, "org.example.easy") == DONE, "the same list for messages and state"
    assert await put(bob, room, "org.example.other") == FORBIDDEN
    assert await change(alice, room, users={alice.user_id: 100, bob.user_id: 50}) == DONE
    assert await put(bob, room, "org.example.other") == DONE
    assert await put(bob, room, "m.room.name") == FORBIDDEN


async def test_everybody_s_level(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_with({"users_default": 50}, (alice, 100), (bob, 20))
    assert await put(bob, room, "m.room.topic") == FORBIDDEN, "his own entry goes before the default"
    assert await change(alice, room, users={alice.user_id: 100}) == DONE
    assert await put(bob, room, "m.room.topic") == DONE


async def test_defaults_of_what_is_left_out(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    assert await set_powers(alice, room, {"users": {alice.user_id: 100}}) == DONE
    assert await send(bob, room, "m.room.message") == DONE
    assert verdict(await bob.post(f"/rooms/{room}/invite", {"user_id": carol.user_id})) == DONE
    assert await put(bob, room, "m.room.topic") == FORBIDDEN
    for verb in ("kick", "ban"):
        assert verdict(await bob.post(f"/rooms/{room}/{verb}", {"user_id": carol.user_id})) == FORBIDDEN
    event_id = await alice.send(room, "x")
    assert verdict(await bob.put(f"/rooms/{room}/redact/{event_id}/t", {})) == FORBIDDEN
    assert await change(alice, room, users={alice.user_id: 100, bob.user_id: 50}) == DONE
    assert await put(bob, room, "m.room.topic") == DONE
    assert verdict(await bob.put(f"/rooms/{room}/redact/{event_id}/t2", {})) == DONE
    assert verdict(await bob.post(f"/rooms/{room}/ban", {"user_id": carol.user_id})) == DONE


@pytest.mark.parametrize("verb", ["kick", "ban", "unban"])
@pytest.mark.parametrize(("target", "expected"), [(49, DONE), (50, FORBIDDEN), (51, FORBIDDEN)])
async def test_only_those_below(server: Rig, verb: str, target: int, expected: Any) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_with({}, (alice, 100), (bob, 50), (carol, target))
    if verb == "unban":
        await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": carol.user_id})
    assert verdict(await bob.post(f"/rooms/{room}/{verb}", {"user_id": carol.user_id})) == expected


async def test_redacting_one_s_own_takes_the_level_of_the_redaction_only(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_with({"redact": 100}, (alice, 100), (bob, 0))
    first, second = await bob.send(room, "one"), await bob.send(room, "two")
    assert verdict(await bob.put(f"/rooms/{room}/redact/{first}/t1", {})) == DONE
    assert await change(alice, room, events={"m.room.redaction": 10}) == DONE
    assert verdict(await bob.put(f"/rooms/{room}/redact/{second}/t2", {})) == FORBIDDEN
    assert await send(bob, room, "m.room.redaction", {"redacts": second}) == FORBIDDEN


# -- changing the levels ---------------------------------------------------------------------------------------


async def test_changing_levels_takes_the_level_for_that(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_with({"events": {"m.room.power_levels": 60}}, (alice, 100), (bob, 59))
    assert await change(bob, room, kick=10) == FORBIDDEN
    assert await change(alice, room, users={alice.user_id: 100, bob.user_id: 60}) == DONE
    assert await change(bob, room, kick=10) == DONE


NUMBERS = ("users_default", "events_default", "state_default", "ban", "kick", "redact", "invite")
BOB = 60


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (50, 40, DONE),
        (50, 60, DONE),
        (50, 61, FORBIDDEN),  # the new value is above his own
        (61, 50, FORBIDDEN),  # the old one was
        (61, None, FORBIDDEN),
        (60, None, DONE),
        (None, 60, DONE),
        (None, 61, FORBIDDEN),
        (61, 61, DONE),  # not touched
    ],
)
async def test_a_level_moves_only_below_one_s_own(
    server: Rig, name: str, before: int | None, after: int | None, expected: Any
) -> None:
    alice, bob = await people(server, "alice", "bob")
    events = {"m.room.power_levels": 0}
    room = await room_with({name: before, "events": events}, (alice, 100), (bob, BOB))
    assert await change(bob, room, **{name: after, "org.example.note": 5}) == expected


@pytest.mark.parametrize("table", ["events", "notifications"])
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (50, 60, DONE),
        (50, 61, FORBIDDEN),
        (61, 50, FORBIDDEN),
        (61, None, FORBIDDEN),
        (None, 60, DONE),
        (None, 61, FORBIDDEN),
        (61, 61, DONE),
    ],
)
async def test_an_entry_moves_only_below_one_s_own(
    server: Rig, table: str, before: int | None, after: int | None, expected: Any
) -> None:
    alice, bob = await people(server, "alice", "bob")

    def entries(value: int | None) -> Json:
        rest = {"m.room.power_levels": 0} if table == "events" else {}
        return rest if value is None else rest | {"room": value}

    levels: Json = {"events": {"m.room.power_levels": 0}}
    room = await room_with(levels | {table: entries(before)}, (alice, 100), (bob, BOB))
    assert await change(bob, room, **{table: entries(after), "org.example.note": 5}) == expected


@pytest.mark.parametrize(
    ("who", "before", "after", "expected"),
    [
        ("bob", BOB, BOB + 1, FORBIDDEN),  # nobody raises himself
        ("bob", BOB, BOB - 1, DONE),
        ("bob", BOB, None, DONE),
        ("carol", None, BOB, DONE),
        ("carol", None, BOB + 1, FORBIDDEN),
        ("carol", BOB - 1, BOB, DONE),
        ("carol", BOB - 1, 0, DONE),
        ("carol", BOB - 1, None, DONE),
        ("carol", BOB, 0, FORBIDDEN),  # nor does he lower an equal
        ("carol", BOB, None, FORBIDDEN),
        ("carol", BOB + 1, 0, FORBIDDEN),
        ("carol", BOB + 1, BOB + 2, FORBIDDEN),
        ("alice", 100, None, FORBIDDEN),
        ("alice", 100, 0, FORBIDDEN),
    ],
)
async def test_whose_power_one_may_change(
    server: Rig, who: str, before: int | None, after: int | None, expected: Any
) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_with({"events": {"m.room.power_levels": 0}}, (alice, 100), (bob, BOB), (carol, 0))
    ids = {"alice": alice.user_id, "bob": bob.user_id, "carol": carol.user_id}
    users = {alice.user_id: 100, bob.user_id: BOB}
    users |= {} if before is None else {ids[who]: before}
    assert await change(alice, room, users=users) == DONE
    users.pop(ids[who], None)
    users |= {} if after is None else {ids[who]: after}
    assert await change(bob, room, users=users) == expected


async def test_a_lowered_person_stays_low(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    assert await change(alice, room, users={alice.user_id: 50}, events={"m.room.power_levels": 50}) == DONE
    assert await change(alice, room, users={alice.user_id: 100}) == FORBIDDEN
    assert await put(alice, room, "m.room.topic") == DONE


@pytest.mark.parametrize(
    "content",
    [
        {"ban": "50"},
        {"ban": 50.0},
        {"ban": True},
        {"ban": None},
        {"ban": 2**53},
        {"users": {"@x:test.local": "100"}},
        {"users": {"@x:test.local": None}},
        {"users": {"x": 0}},
        {"users": {"": 0}},
        {"users": ["@x:test.local"]},
        {"events": {"m.room.name": [50]}},
        {"events": 5},
        {"notifications": {"room": "all"}},
        {"notifications": None},
    ],
)
async def test_levels_are_integers(server: Rig, content: Json) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    assert await set_powers(alice, room, {"users": {alice.user_id: 100}} | content) == NOT_JSON


async def test_who_may_call_the_whole_room(server: Rig) -> None:
    """§m.room.power_levels `notifications.room`: below that level @room is only a word."""
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_with({}, (alice, 100), (bob, 0), (carol, 0))
    call = {"msgtype": "m.text", "body": "@room!", "m.mentions": {"room": True}}
    await alice.sync()
    await bob.send(room, call)
    assert unread(await alice.sync(), room) == (1, 0)
    assert await change(alice, room, notifications={"room": 0}) == DONE
    await bob.send(room, call)
    assert unread(await alice.sync(), room) == (2, 1)
    assert unread(await carol.sync(), room) == (2, 1)
