"""MSC4186: lists with ranges and filters, and connections that remember what they have told."""

from __future__ import annotations

import asyncio

import pytest

from tests.kit.client import Json
from tests.kit.rig import Rig
from tests.kit.sliding import PATH, Window, a_list, bodies, window
from tests.kit.talk import people, room_of, verdict

UNKNOWN_POS = (400, "M_UNKNOWN_POS")


async def test_the_latest_rooms_come_first_and_growing_brings_the_others(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    rooms = [await alice.create_room(name=f"{number}") for number in range(6)]
    await alice.send(rooms[0], "latest")
    view = window(alice, (0, 1), limit=1)
    got = await view.sync()
    assert got["lists"]["all"]["count"] == 6
    assert list(got["rooms"]) == [rooms[0], rooms[5]]
    got = await view.sync(lists={"all": a_list((0, 3), limit=1)})
    assert list(got["rooms"]) == [rooms[4], rooms[3]]
    assert all(room["initial"] for room in got["rooms"].values())
    got = await view.sync(lists={"all": a_list((0, 99), limit=1)})
    assert list(got["rooms"]) == [rooms[2], rooms[1]]
    assert await view.rooms(lists={"all": a_list((0, 99), limit=1)}) == {}
    assert await view.rooms() == {}  # smaller again: nothing to tell


async def test_a_room_that_leaves_the_window_is_told_the_rest_when_it_comes_back(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    one, two = await room_of(alice, bob, name="one"), await room_of(alice, bob, name="two")
    view = window(bob, (0, 0))
    assert (await view.rooms()).keys() == {two}
    await alice.send(one, "a")
    assert (await view.rooms()).keys() == {one}
    await alice.send(two, "b")
    found = await view.rooms()
    assert found.keys() == {two}
    assert "initial" not in found[two]
    assert bodies(found[two]) == ["b"]
    await alice.send(two, "c")
    await alice.send(one, "d")
    found = await view.rooms()
    assert bodies(found[one]) == ["d"]
    found = await view.rooms(lists={"all": a_list((0, 1))})
    assert bodies(found[two]) == ["c"]
    assert found[two]["num_live"] == 0  # it happened before the last answer
    assert found.keys() == {two}


async def test_several_lists_and_subscriptions_are_told_as_one(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room(name="Plant", topic="Safety")
    for number in range(4):
        await alice.send(room, f"{number}")
    view = Window(
        alice,
        lists={
            "a": a_list(limit=1, state=[["m.room.name", ""]]),
            "b": a_list(limit=2),
            "c": a_list(is_invite=True),
        },
        room_subscriptions={room: {"timeline_limit": 3, "required_state": [["m.room.topic", ""]]}},
    )
    got = await view.sync()
    found = got["rooms"][room]
    assert [found["lists"], got["lists"]["c"]["count"]] == [["a", "b"], 0]
    assert bodies(found) == ["1", "2", "3"]
    assert {event["type"] for event in found["required_state"]} == {"m.room.name", "m.room.topic"}


async def _listed(view: Window, **filters: object) -> set[str]:
    view.pos = None
    got = await view.sync(lists={"all": a_list(limit=0, **filters)})
    assert got["lists"]["all"]["count"] == len(got["rooms"])
    return set(got["rooms"])


async def test_filters(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    encrypted = {
        "type": "m.room.encryption",
        "state_key": "",
        "content": {"algorithm": "m.megolm.v1.aes-sha2"},
    }
    plain = await alice.create_room(name="Work in Plant")
    secret = await alice.create_room(name="Secret", initial_state=[encrypted])
    space = await alice.create_room(name="Space", creation_content={"type": "m.space"})
    invited = await bob.create_room(name="Party")
    await bob.invite(invited, alice)
    view = window(alice)
    assert await _listed(view) == {plain, secret, space, invited}
    assert await _listed(view, is_encrypted=True) == {secret}
    assert await _listed(view, is_encrypted=False) == {plain, space, invited}
    assert await _listed(view, is_invite=True) == {invited}
    assert await _listed(view, is_invite=False) == {plain, secret, space}
    assert await _listed(view, room_types=["m.space"]) == {space}
    assert await _listed(view, room_types=[None]) == {plain, secret, invited}
    assert await _listed(view, not_room_types=["m.space"]) == {plain, secret, invited}
    assert await _listed(view, room_types=["m.space", None], not_room_types=[None]) == {space}
    assert await _listed(view, room_name_like="plant") == {plain}
    assert await _listed(view, spaces=[space]) == set()
    await alice.put_state(space, "m.space.child", {"via": ["test.local"]}, plain)
    assert await _listed(view, spaces=[space, "!nowhere:test.local"]) == {plain}
    await alice.put_state(space, "m.space.child", {}, plain)
    assert await _listed(view, spaces=[space]) == set()
    await alice.put(f"/user/{alice.user_id}/account_data/m.direct", {bob.user_id: [secret]})
    assert await _listed(view, is_dm=True) == {secret}
    assert await _listed(view, is_dm=False) == {plain, space, invited}
    for room, tag in ((plain, "m.favourite"), (plain, "u.x"), (secret, "m.favourite")):
        await alice.ok("PUT", f"/user/{alice.user_id}/rooms/{room}/tags/{tag}", {})
    assert await _listed(view, tags=["m.favourite", "m.lowpriority"]) == {plain, secret}
    assert await _listed(view, tags=["m.favourite"], not_tags=["u.x"]) == {secret}
    assert await _listed(view, not_tags=["m.favourite"]) == {space, invited}
    assert await _listed(view, is_encrypted=True, is_dm=False) == set()
    await alice.put_state(plain, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    assert await _listed(view, is_encrypted=True) == {plain, secret}
    await alice.put_state(plain, "m.room.name", {"name": "Office"})
    assert await _listed(view, room_name_like="plant") == set()


async def test_no_ranges_is_all(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    rooms = {await alice.create_room() for _ in range(3)}
    view = Window(alice, lists={"all": {"timeline_limit": 1, "required_state": []}})
    assert (await view.rooms()).keys() == rooms


# -- connections -----------------------------------------------------------------------------------------------------


async def test_connections_are_apart(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    one, two = window(alice), window(alice)
    two.body["conn_id"] = "two"
    await one.sync()
    await two.sync()
    await alice.send(room, "hi")
    assert bodies((await one.rooms())[room]) == bodies((await two.rooms())[room]) == ["hi"]
    phone = await server.login("alice")
    other = Window(phone, **one.body)
    other.pos = one.pos
    assert verdict(await other.ask()) == UNKNOWN_POS


async def test_a_lost_answer_is_given_again(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    rooms = [await room_of(alice, bob) for _ in range(3)]
    view = window(bob, (0, 0), limit=1, state=[["m.room.member", "$LAZY"]])
    lost = (await view.ask()).body
    assert (await view.sync())["rooms"].keys() == lost["rooms"].keys()
    for number in range(3):
        await alice.send(rooms[number], "hi")
        before = view.pos
        first, second = await view.ask(), await view.ask()
        assert _without_age(first.body) == _without_age(second.body)
        view.pos = first.body["pos"]  # either of them may be the one that arrived
        assert (await view.ask()).status == 200
        view.pos = second.body["pos"]
        assert await view.rooms() == {}
        assert view.pos != before


def _without_age(answer: Json) -> Json:
    for room in answer["rooms"].values():
        for event in room.get("timeline", []):
            event["unsigned"].pop("age", None)
    return {key: value for key, value in answer.items() if key != "pos"}


async def test_an_unknown_pos_begins_anew(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    await alice.create_room()
    view = window(alice)
    await view.sync()
    old = view.pos
    assert old is not None
    for wrong in (
        "nonsense",
        "1",
        "_",
        "1_",
        "99999999999999_" + old.partition("_")[2],
        "1_neverseen",
        "x" * 99,
    ):
        assert verdict(await view.ask(pos=wrong)) == UNKNOWN_POS, wrong
    view.pos = None
    await view.sync()
    assert verdict(await view.ask(pos=old)) == UNKNOWN_POS  # another connection has taken its name


async def test_a_connection_survives_a_restart(plain_rig: Rig) -> None:
    alice, bob = await people(plain_rig, "alice", "bob")
    one, two = await room_of(alice, bob), await room_of(alice, bob)
    view = window(bob, (0, 0), limit=2, state=[["m.room.member", "$LAZY"], ["m.room.name", ""]])
    await view.sync()
    await alice.send(two, "before")
    await view.sync()
    await plain_rig.restart()
    await alice.send(two, "after")
    found = await view.rooms()
    assert bodies(found[two]) == ["after"]
    assert "initial" not in found[two]
    await alice.send(one, "new to it")
    assert (await view.rooms())[one]["initial"] is True


async def test_a_device_has_so_many_connections_and_signing_out_ends_them(plain_rig: Rig) -> None:
    (alice,) = await people(plain_rig, "alice")
    first = window(alice)
    first.body["conn_id"] = "first"
    await first.sync()
    for number in range(16):
        plain_rig.clock.advance(1_000)
        await Window(alice, conn_id=f"{number}").sync()
    await plain_rig.restart()  # memory still knew it
    assert verdict(await first.ask()) == UNKNOWN_POS


async def test_a_pos_is_a_token_for_history(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    said = await alice.send(room, "hi")
    view = window(bob)
    await view.sync()
    await alice.send(room, "later")
    page = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=1, **{"from": view.pos})
    assert page["chunk"][0]["event_id"] == said


async def test_the_transaction_id_comes_back(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    view = window(alice)
    assert (await view.sync(txn_id="t1"))["txn_id"] == "t1"
    assert "txn_id" not in await view.sync()


# -- waiting ---------------------------------------------------------------------------------------------------------


async def test_a_room_outside_the_window_wakes_when_it_comes_in(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    one, _ = await room_of(alice, bob), await room_of(alice, bob)
    view = window(bob, (0, 0))
    await view.sync()
    waiting = asyncio.create_task(view.rooms(wait_ms=60_000))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    await alice.send(one, "hi")
    async with asyncio.timeout(20):
        assert (await waiting).keys() == {one}


async def test_what_does_not_concern_a_connection_does_not_end_its_waiting(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    one, two = await room_of(alice, bob), await room_of(alice, bob)
    view = Window(bob, room_subscriptions={one: {"timeline_limit": 1, "required_state": []}})
    await view.sync()
    waiting = asyncio.create_task(view.sync(wait_ms=60_000))
    await alice.send(two, "elsewhere")
    await alice.ok("PUT", f"/rooms/{one}/typing/{alice.user_id}", {"typing": True, "timeout": 30_000})
    await bob.put(f"/user/{bob.user_id}/account_data/org.example", {"x": 1})
    done, _ = await asyncio.wait({waiting}, timeout=0.1)
    assert not done
    await alice.send(one, "here")
    async with asyncio.timeout(20):
        assert bodies((await waiting)["rooms"][one]) == ["here"]


async def test_whose_session_ends_while_he_waits_is_refused(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    phone = await server.login("alice")
    view = window(alice)
    await view.sync()
    waiting = asyncio.create_task(view.ask(wait_ms=60_000))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    await phone.ok("POST", "/logout/all", {})
    async with asyncio.timeout(20):
        assert verdict(await waiting) == (401, "M_UNKNOWN_TOKEN")


# -- bad requests ----------------------------------------------------------------------------------------------------


_SENSELESS: list[Json] = [
    {"lists": {"a": {"ranges": [[5, 1]]}}},
    {"lists": {"a": {"ranges": [[-1, 1]]}}},
    {"lists": {"a": {"timeline_limit": -1}}},
    {"lists": {f"{number}": {} for number in range(101)}},
    {"lists": {"x" * 65: {}}},
    {"conn_id": "x" * 256},
    {"extensions": {"to_device": {"enabled": True, "since": "x"}}},
    {"extensions": {"to_device": {"enabled": True, "limit": 0}}},
]


@pytest.mark.parametrize("body", _SENSELESS)
async def test_what_makes_no_sense_is_an_invalid_parameter(server: Rig, body: Json) -> None:
    (alice,) = await people(server, "alice")
    assert verdict(await alice.post(PATH, body)) == (400, "M_INVALID_PARAM")


@pytest.mark.parametrize(
    "body",
    [
        {"lists": []},
        {"lists": {"a": {"ranges": [[0]]}}},
        {"lists": {"a": {"required_state": [["m.room.name"]]}}},
        {"lists": {"a": {"required_state": [["m.room.name", 1]]}}},
        {"lists": {"a": {"required_state": "all"}}},
        {"lists": {"a": {"required_state": [["x" * 256, ""]]}}},
        {"lists": {"a": {"required_state": [["a", str(number)] for number in range(501)]}}},
        {"lists": {"a": {"filters": {"is_dm": "yes"}}}},
        {"extensions": {"receipts": {"enabled": 1}}},
        {"room_subscriptions": {"!a:b": {"timeline_limit": "many"}}},
    ],
)
async def test_what_has_another_shape_is_bad_json(server: Rig, body: Json) -> None:
    (alice,) = await people(server, "alice")
    assert verdict(await alice.post(PATH, body)) == (400, "M_BAD_JSON")


async def test_a_stranger_gets_nothing(server: Rig) -> None:
    assert verdict(await server.client().post(PATH, {})) == (401, "M_MISSING_TOKEN")
    (alice,) = await people(server, "alice")
    assert verdict(await alice.post(PATH, {}, set_presence="busy")) == (400, "M_INVALID_PARAM")
    assert verdict(await alice.post(PATH, b"{")) == (400, "M_NOT_JSON")


async def test_who_syncs_by_windows_is_online_unless_he_says_otherwise(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    await room_of(alice, bob)
    path = f"/presence/{alice.user_id}/status"
    for kind, told in (("offline", "offline"), ("unavailable", "unavailable"), (None, "online")):
        assert (await alice.post(PATH, {}, set_presence=kind)).status == 200
        assert (await bob.ok("GET", path))["presence"] == told


async def test_the_form_of_the_proposal_has_other_names(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, invited = await room_of(alice, bob, name="Plant", topic="Safety"), await alice.create_room()
    await alice.invite(invited, bob)
    body: Json = {
        "lists": {
            "all": {
                "range": [0, 9],
                "timeline_limit": 2,
                "required_state": {
                    "include": [{}],
                    "exclude": [{"type": "m.room.topic"}],
                    "lazy_members": True,
                },
                "filters": {"is_invited": False},
            }
        },
        "room_subscriptions": {invited: {"timeline_limit": 1, "required_state": {}}},
    }
    path = "/_matrix/client/v4/sync"
    got = await bob.ok("POST", path, body)
    found = got["rooms"][room]
    types = {event["type"] for event in found["required_state"]}
    assert "m.room.name" in types
    assert "m.room.topic" not in types
    assert [event["type"] for event in found["timeline_events"]][-1] == "m.room.member"
    assert got["rooms"][invited]["stripped_state"]
    await alice.send(room, "hi")
    got = await bob.ok("POST", path, body | {"pos": got["pos"], "timeout": 1_000})
    assert [event["content"]["body"] for event in got["rooms"][room]["timeline_events"]] == ["hi"]
    assert verdict(await bob.post(path, body | {"timeout": -1})) == (400, "M_INVALID_PARAM")
