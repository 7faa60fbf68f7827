"""MSC4186: what a room's part of an answer says, first and later."""

from __future__ import annotations

import asyncio

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.sliding import Window, a_list, bodies, state_of, window
from tests.kit.talk import people, room_of

NAME, AVATAR, TOPIC, MEMBER = "m.room.name", "m.room.avatar", "m.room.topic", "m.room.member"


async def test_the_first_answer_tells_a_room_whole(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    await alice.put_state(room, AVATAR, {"url": "mxc://test.local/a"})
    said = [await alice.send(room, f"{number}") for number in range(5)]
    got = await window(bob, limit=3, state=[["m.room.create", ""], [TOPIC, ""]]).sync()
    assert got["lists"] == {"all": {"count": 1}}
    found = got["rooms"][room]
    assert found["initial"] is True
    assert (found["name"], found["avatar"]) == ("Plant", "mxc://test.local/a")
    assert (found["joined_count"], found["invited_count"]) == (2, 0)
    assert found["membership"] == "join"
    assert found["lists"] == ["all"]
    assert "heroes" not in found
    assert "is_dm" not in found
    assert [event["event_id"] for event in found["timeline"]] == said[-3:]
    assert found["limited"] is True
    assert found["num_live"] == 0
    assert found["timeline"][0]["unsigned"]["membership"] == "join"
    assert state_of(found).keys() == {("m.room.create", "")}
    assert (found["notification_count"], found["highlight_count"]) == (5, 0)
    page = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", **{"from": found["prev_batch"]})
    assert page["chunk"][0]["event_id"] == said[1]


async def test_later_only_what_changed_is_told(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    view = window(bob, state=[[NAME, ""]])
    await view.sync()
    assert await view.rooms() == {}
    await alice.send(room, "hi")
    found = (await view.rooms())[room]
    assert bodies(found) == ["hi"]
    assert (found["num_live"], found["limited"]) == (1, False)
    assert found["bump_stamp"] > 0
    assert not {"initial", "name", "joined_count", "required_state"} & found.keys()
    await alice.put_state(room, NAME, {"name": "Works"})
    found = (await view.rooms())[room]
    assert found["name"] == "Works"
    assert state_of(found)[NAME, ""]["content"] == {"name": "Works"}
    assert "bump_stamp" not in found
    await alice.put_state(room, NAME, {})
    found = (await view.rooms())[room]
    assert found["name"] is None
    assert [hero["user_id"] for hero in found["heroes"]] == [alice.user_id]
    assert await view.rooms() == {}


async def test_a_gap_is_told_with_the_state_in_it(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, name="Plant")
    view = window(bob, limit=2, state=[[NAME, ""], [TOPIC, ""], [MEMBER, "*"]])
    await view.sync()
    await alice.put_state(room, NAME, {"name": "Works"})
    await carol.join(room)
    sent = [await alice.send(room, f"{number}") for number in range(4)]
    found = (await view.rooms())[room]
    assert [event["event_id"] for event in found["timeline"]] == sent[-2:]
    assert (found["limited"], found["num_live"]) == (True, 2)
    assert "initial" not in found
    assert state_of(found).keys() == {(NAME, ""), (MEMBER, carol.user_id)}
    assert (found["name"], found["joined_count"]) == ("Works", 3)


async def test_a_redacted_name_is_taken_back(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    named = await alice.put_state(room, NAME, {"name": "Plant"})
    view, hasty = window(bob), window(bob, limit=1)
    hasty.body["conn_id"] = "hasty"
    assert (await view.rooms())[room]["name"] == "Plant"
    await hasty.sync()
    await alice.redact(room, named)
    await alice.send(room, "one")
    await alice.send(room, "two")
    assert (await view.rooms())[room]["name"] is None
    found = (await hasty.rooms())[room]
    assert found["limited"] is True
    assert found["name"] is None


async def test_heroes_name_a_room_without_a_name(server: Rig) -> None:
    alice, bob, carol, dora = await people(server, "alice", "bob", "carol", "dora")
    await alice.ok("PUT", f"/profile/{alice.user_id}/displayname", {"displayname": "Alice"})
    room = await room_of(alice, bob)
    await alice.invite(room, carol)
    view = window(bob, limit=1)
    found = (await view.rooms())[room]
    assert "name" not in found
    assert [hero["user_id"] for hero in found["heroes"]] == [alice.user_id, carol.user_id]
    assert found["heroes"][0]["displayname"] == "Alice"
    assert (found["joined_count"], found["invited_count"]) == (2, 1)
    await alice.send(room, "hi")
    assert not {"heroes", "joined_count"} & (await view.rooms())[room].keys()
    await dora.join(room)
    found = (await view.rooms())[room]
    assert {hero["user_id"] for hero in found["heroes"]} == {alice.user_id, carol.user_id, dora.user_id}
    assert found["joined_count"] == 3
    others = await people(server, *(f"other{number}" for number in range(6)))
    for other in others:
        await other.join(room)
    assert len((await view.rooms())[room]["heroes"]) == 5


async def test_bump_stamps_follow_what_people_say(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event_id = await alice.send(room, "hi")
    await alice.send(
        room,
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": "x"}},
        type="m.reaction",
    )
    view = window(bob, limit=2)
    first = (await view.rooms())[room]["bump_stamp"]
    await alice.send(room, {}, type="org.example.other")
    assert "bump_stamp" not in (await view.rooms())[room]
    await alice.send(room, "in the gap")
    for _ in range(3):
        await alice.send(room, {}, type="org.example.other")
    found = (await view.rooms())[room]
    assert bodies(found) == ["org.example.other"] * 2
    assert found["bump_stamp"] > first


async def test_direct_chats_are_marked(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await room_of(alice, bob), await room_of(alice, bob)
    direct = f"/user/{bob.user_id}/account_data/m.direct"
    await bob.put(direct, {alice.user_id: [room]})
    view = window(bob)
    got = await view.rooms()
    assert got[room]["is_dm"] is True
    assert "is_dm" not in got[other]
    await bob.put(direct, {alice.user_id: [other]})
    got = await view.rooms()
    assert got[room]["is_dm"] is False
    assert got[other]["is_dm"] is True


async def test_counts_are_told_when_another_device_has_read(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    phone = await server.login("bob")
    room = await room_of(alice, bob)
    root = await alice.send(
        room, {"msgtype": "m.text", "body": "x", "m.mentions": {"user_ids": [bob.user_id]}}
    )
    view = window(bob)
    found = (await view.rooms())[room]
    assert (found["notification_count"], found["highlight_count"]) == (1, 1)
    await phone.ok("POST", f"/rooms/{room}/receipt/m.read.private/{root}", {})
    found = (await view.rooms())[room]
    assert (found["notification_count"], found["highlight_count"]) == (0, 0)
    assert "timeline" not in found
    relation = {"rel_type": "m.thread", "event_id": root}
    await alice.send(room, {"msgtype": "m.text", "body": "y", "m.relates_to": relation})
    found = (await view.rooms())[room]
    assert found["notification_count"] == 0
    assert found["unread_thread_notifications"] == {root: {"notification_count": 1, "highlight_count": 0}}
    rule = "/pushrules/global/override/.m.rule.master/enabled"
    await phone.ok("PUT", rule, {"enabled": True})
    assert "unread_thread_notifications" not in (await view.rooms())[room]


# -- required state ----------------------------------------------------------------------------------------------


async def _state(client: MatrixClient, room: str, *pairs: list[str]) -> set[tuple[str, str]]:
    got = await window(client, limit=2, state=list(pairs)).rooms()
    return set(state_of(got[room]))


async def test_required_state_by_names_and_wildcards(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, carol, name="Plant")
    await alice.put_state(room, "org.example.x", {}, "one")
    await alice.put_state(room, "org.example.x", {}, "two")
    await alice.put_state(room, "org.example.y", {}, "one")
    await bob.send(room, "I spoke")
    members = {(MEMBER, one.user_id) for one in (alice, bob, carol)}
    everything = await _state(bob, room, ["*", "*"])
    assert members <= everything
    assert {(NAME, ""), ("org.example.x", "two"), ("m.room.create", "")} <= everything
    assert await _state(bob, room, ["org.example.x", "*"]) == {
        ("org.example.x", "one"),
        ("org.example.x", "two"),
    }
    assert await _state(bob, room, ["*", "one"]) == {("org.example.x", "one"), ("org.example.y", "one")}
    assert await _state(bob, room, [MEMBER, "$ME"]) == {(MEMBER, bob.user_id)}
    assert await _state(bob, room, [MEMBER, carol.user_id]) == {(MEMBER, carol.user_id)}
    assert await _state(bob, room, [MEMBER, "*"]) == members
    assert await _state(bob, room, [MEMBER, "$LAZY"]) == {(MEMBER, alice.user_id), (MEMBER, bob.user_id)}
    lazy = await _state(bob, room, [MEMBER, "$LAZY"], ["*", "*"])
    assert everything - lazy == {(MEMBER, carol.user_id)}


async def test_lazily_members_come_when_they_speak_once(server: Rig) -> None:
    alice, bob, carol, dora = await people(server, "alice", "bob", "carol", "dora")
    room = await room_of(alice, bob, carol)
    await carol.send(room, "first")
    view = window(bob, limit=1, state=[[MEMBER, "$LAZY"]])
    assert set(state_of((await view.rooms())[room])) == {(MEMBER, carol.user_id)}
    await carol.send(room, "again")
    assert "required_state" not in (await view.rooms())[room]
    await alice.send(room, "hi")
    assert set(state_of((await view.rooms())[room])) == {(MEMBER, alice.user_id)}
    await dora.join(room)
    assert set(state_of((await view.rooms())[room])) == {(MEMBER, dora.user_id)}
    await carol.ok("PUT", f"/profile/{carol.user_id}/displayname", {"displayname": "Caro"})
    await alice.send(room, "a gap")
    await carol.send(room, "I have another name")
    found = (await view.rooms())[room]
    assert found["limited"] is True
    assert state_of(found)[MEMBER, carol.user_id]["content"]["displayname"] == "Caro"


async def test_more_state_comes_at_once_and_less_stays_silent(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant", topic="Safety")
    view = window(bob, state=[[NAME, ""]])
    await view.sync()
    more = {"all": a_list(state=[[NAME, ""], [TOPIC, ""]])}
    got = await view.rooms(lists=more)
    assert set(state_of(got[room])) == {(TOPIC, "")}
    assert "timeline" not in got[room]
    assert await view.rooms(lists=more) == {}
    assert await view.rooms() == {}
    await alice.put_state(room, TOPIC, {"topic": "Order"})
    assert "required_state" not in (await view.rooms())[room]
    got = await view.rooms(lists=more)
    assert state_of(got[room])[TOPIC, ""]["content"]["topic"] == "Order"


# -- timelines -----------------------------------------------------------------------------------------------------


async def test_a_larger_timeline_is_told_at_once(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    said = [await alice.send(room, f"{number}") for number in range(10)]
    view = window(bob, limit=1)
    await view.sync()
    open_room: Json = {room: {"timeline_limit": 5, "required_state": []}}
    found = (await view.rooms(room_subscriptions=open_room))[room]
    assert [event["event_id"] for event in found["timeline"]] == said[-5:]
    assert found["unstable_expanded_timeline"] is True
    assert (found["limited"], found["num_live"]) == (True, 0)
    assert "initial" not in found
    assert await view.rooms(room_subscriptions=open_room) == {}
    latest = await alice.send(room, "new")
    found = (await view.rooms())[room]  # a smaller limit tells nothing again
    assert [event["event_id"] for event in found["timeline"]] == [latest]
    assert await view.rooms(room_subscriptions=open_room) == {}  # the client has these
    found = (await view.rooms(room_subscriptions={room: {"timeline_limit": 100}}))[room]
    assert found["limited"] is False
    assert found["timeline"][0]["type"] == "m.room.create"
    assert await view.rooms(room_subscriptions={room: {"timeline_limit": 100}}) == {}


async def test_no_timeline_is_no_timeline(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    view = window(bob, limit=0)
    found = (await view.rooms())[room]
    assert "timeline" not in found
    assert found["name"] == "Plant"
    await alice.send(room, "hi")
    found = (await view.rooms())[room]
    assert "timeline" not in found
    assert found["notification_count"] == 1
    found = (await view.rooms(lists={"all": a_list(limit=1)}))[room]
    assert bodies(found) == ["hi"]


async def test_edits_and_threads_are_bundled(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")
    relation = {"rel_type": "m.thread", "event_id": root}
    await bob.send(room, {"msgtype": "m.text", "body": "reply", "m.relates_to": relation})
    found = (await window(bob, limit=2).rooms())[room]
    assert found["timeline"][0]["unsigned"]["m.relations"]["m.thread"]["count"] == 1


async def test_own_messages_bear_their_transaction(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    view = window(alice)
    await view.sync()
    await alice.send(room, "hi", txn="once")
    (event,) = (await view.rooms())[room]["timeline"]
    assert event["unsigned"]["transaction_id"] == "once"


# -- coming and going ------------------------------------------------------------------------------------------------


async def test_an_invitation_shows_stripped_state_only(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await alice.create_room(name="Plant", preset="private_chat")
    await alice.send(room, "secret")
    view = window(bob, state=[["*", "*"]])
    await view.sync()
    await alice.invite(room, bob)
    found = (await view.rooms())[room]
    assert (found["membership"], found["initial"], found["name"]) == ("invite", True, "Plant")
    stripped = {(event["type"], event["state_key"]) for event in found["invite_state"]}
    assert {("m.room.create", ""), (NAME, ""), (MEMBER, alice.user_id), (MEMBER, bob.user_id)} <= stripped
    assert (
        not {"timeline", "required_state", "joined_count", "heroes", "prev_batch", "limited"} & found.keys()
    )
    await alice.send(room, "more")
    assert await view.rooms() == {}
    await bob.join(room)
    found = (await view.rooms())[room]
    assert (found["membership"], found["initial"]) == ("join", True)
    assert "secret" in bodies(found)
    assert await window(carol).rooms() == {}


async def test_a_knock_shows_what_may_be_known(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    rule = {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "knock"}}
    room = await alice.create_room(name="Plant", initial_state=[rule])
    await bob.ok("POST", f"/knock/{room}", {})
    found = (await window(bob).rooms())[room]
    assert found["membership"] == "knock"
    assert found["invite_state"]
    assert "timeline" not in found


async def test_who_is_banned_hears_of_it_and_no_more(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob, name="Plant")
    view = window(bob, limit=4, state=[[MEMBER, "$ME"], [NAME, ""]])
    await view.sync()
    await alice.send(room, "last words")
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": bob.user_id})
    await alice.send(room, "he is gone")
    await alice.put_state(room, NAME, {"name": "Without him"})
    found = (await view.rooms())[room]
    assert found["membership"] == "ban"
    assert bodies(found) == ["last words", MEMBER]
    assert (found["num_live"], found["limited"]) == (2, False)
    assert set(state_of(found)) == {(MEMBER, bob.user_id)}
    assert "name" not in found
    await alice.send(room, "still gone")
    assert await view.rooms() == {}
    fresh = (await window(bob, limit=3, state=[[NAME, ""]]).rooms())[room]  # who was removed is still told
    assert (fresh["name"], bodies(fresh)[-1], fresh["limited"]) == ("Plant", MEMBER, True)
    assert "he is gone" not in bodies(fresh)
    assert not {"joined_count", "heroes"} & fresh.keys()


async def test_who_leaves_hears_of_it_once(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await room_of(alice, bob), await room_of(alice, bob)
    view = window(bob, state=[[MEMBER, "$ME"]])
    await view.sync()
    await bob.leave(room)
    got = await view.sync()
    found = got["rooms"][room]
    assert found["membership"] == "leave"
    assert state_of(found)[MEMBER, bob.user_id]["content"]["membership"] == "leave"
    assert await view.rooms() == {}
    got = await window(bob).sync()
    assert got["rooms"].keys() == {other}  # he knows that he left
    assert got["lists"]["all"]["count"] == 1


async def test_a_declined_invitation_is_gone(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(name="Plant")
    await alice.invite(room, bob)
    view = window(bob, state=[[MEMBER, "$ME"]])
    assert (await view.rooms())[room]["membership"] == "invite"
    await bob.leave(room)
    await bob.ok("POST", f"/rooms/{room}/forget", {})
    found = (await view.rooms())[room]
    assert found["membership"] == "leave"
    assert state_of(found)[MEMBER, bob.user_id]["content"]["membership"] == "leave"
    assert await view.rooms() == {}
    assert await window(bob).rooms() == {}


async def test_coming_back_begins_the_room_anew(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    view = window(bob, limit=3)
    await view.sync()
    await bob.leave(room)
    await view.sync()
    await alice.send(room, "meanwhile")
    await bob.join(room)
    found = (await view.rooms())[room]
    assert (found["membership"], found["initial"]) == ("join", True)
    assert bodies(found)[-2:] == ["meanwhile", MEMBER]


async def test_hidden_history_stays_hidden(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    rule = {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "joined"}}
    room = await alice.create_room(preset="public_chat", initial_state=[rule])
    await alice.send(room, "secret")
    view = window(bob, limit=20)
    await view.sync()
    await bob.join(room)
    await alice.send(room, "welcome")
    found = (await view.rooms())[room]
    assert bodies(found)[-2:] == [MEMBER, "welcome"]
    assert "secret" not in bodies(found)
    assert found["limited"] is True
    fresh = (await window(bob, limit=20).rooms())[room]
    assert bodies(fresh) == bodies(found)


async def test_a_room_of_others_is_nobodys_to_subscribe(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(name="Plant")
    await alice.send(room, "secret")
    wanted = {room: {"timeline_limit": 10, "required_state": [["*", "*"]]}, "!nowhere:test.local": {}}
    view = Window(bob, room_subscriptions=wanted)
    assert await view.rooms() == {}
    await alice.send(room, "more")
    assert await view.rooms() == {}


async def test_a_waiting_client_hears_at_once(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room, other = await room_of(alice, bob), await alice.create_room()
    view = window(bob)
    await view.sync()
    for act in (
        lambda: alice.send(room, "hi"),
        lambda: alice.put_state(room, NAME, {"name": "Works"}),
        lambda: alice.invite(other, bob),
        lambda: bob.join(other),
        lambda: bob.leave(other),
    ):
        waiting = asyncio.create_task(view.rooms(wait_ms=60_000))
        done, _ = await asyncio.wait({waiting}, timeout=0.05)
        assert not done
        await act()
        async with asyncio.timeout(20):
            assert (await waiting).keys() <= {room, other}
