"""§Room membership: who comes in, who goes, who may not. Room version 11 §Authorization rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, people, room_of, texts, verdict

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])
RULES = ("public", "invite", "knock", "restricted", "private", "knock_restricted")


async def standing(reader: MatrixClient, room: str, who: MatrixClient) -> Json:
    """The content of somebody's member event."""
    return await reader.state(room, "m.room.member", who.user_id)


async def act(
    client: MatrixClient, room: str, verb: str, target: MatrixClient | None = None, **more: Any
) -> Any:
    body = more if target is None else {"user_id": target.user_id, **more}
    return verdict(await client.post(f"/rooms/{room}/{verb}", body))


async def bring_to(room: str, owner: MatrixClient, who: MatrixClient, membership: str) -> None:
    """Somebody's membership becomes this in a public room of the owner."""
    if membership in ("join", "left"):
        await who.join(room)
    if membership == "left":
        await who.leave(room)
    if membership == "invite":
        await owner.invite(room, who)
    if membership == "ban":
        assert await act(owner, room, "ban", who) == (200, None)
    if membership == "knock":
        await owner.put_state(room, "m.room.join_rules", {"join_rule": "knock"})
        assert verdict(await who.post(f"/knock/{room}", {})) == (200, None)


@VERSIONS
async def test_invited_joined_left(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    base = f"/_matrix/client/{version}"
    room = await alice.create_room()
    assert verdict(await bob.post(f"{base}/join/{room}", {})) == FORBIDDEN
    await alice.ok("POST", f"{base}/rooms/{room}/invite", {"user_id": bob.user_id, "reason": "lunch"})
    assert await standing(alice, room, bob) == {"membership": "invite", "reason": "lunch"}
    assert await bob.ok("POST", f"{base}/rooms/{room}/join", {"reason": "hungry"}) == {"room_id": room}
    assert await standing(alice, room, bob) == {"membership": "join", "reason": "hungry"}
    assert await bob.ok("POST", f"{base}/join/{room}") == {"room_id": room}, "again is no error"
    assert await bob.ok("POST", f"{base}/rooms/{room}/leave", {"reason": "full"}) == {}
    assert await standing(alice, room, bob) == {"membership": "leave", "reason": "full"}
    assert await bob.ok("POST", f"{base}/rooms/{room}/leave") == {}, "again is no error"
    assert await bob.ok("GET", f"{base}/joined_rooms") == {"joined_rooms": []}
    assert verdict(await bob.post(f"{base}/join/{room}", {})) == FORBIDDEN, "an invitation is for once"


async def test_joining_twice_is_one_event(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await bob.join(room)
    assert "rooms" not in await bob.sync()


@pytest.mark.parametrize("membership", ["none", "left", "invite", "ban", "knock"])
@pytest.mark.parametrize("rule", RULES)
async def test_who_may_join(server: Rig, rule: str, membership: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await bring_to(room, alice, bob, membership)
    await alice.put_state(room, "m.room.join_rules", {"join_rule": rule, "allow": []})
    allowed = membership != "ban" and (rule == "public" or membership == "invite")
    answer = verdict(await bob.post(f"/join/{room}", {}))
    assert answer == ((200, None) if allowed else FORBIDDEN)


@pytest.mark.parametrize("membership", ["none", "left", "invite", "join", "ban", "knock"])
@pytest.mark.parametrize("rule", RULES)
@VERSIONS
async def test_who_may_knock(server: Rig, rule: str, membership: str, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await bring_to(room, alice, bob, membership)
    await alice.put_state(room, "m.room.join_rules", {"join_rule": rule, "allow": []})
    allowed = rule in ("knock", "knock_restricted") and membership in ("none", "left", "knock")
    answer = await bob.post(f"/_matrix/client/{version}/knock/{room}", {"reason": "let me in"})
    assert verdict(answer) == ((200, None) if allowed else FORBIDDEN)
    if allowed:
        assert await standing(alice, room, bob) == {"membership": "knock", "reason": "let me in"}


async def test_a_knock_is_answered(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    alias = f"door{server.suffix}"
    room = await alice.create_room(room_alias_name=alias, preset="public_chat")
    await alice.put_state(room, "m.room.join_rules", {"join_rule": "knock"})
    for client in (bob, carol, dave):
        assert await client.ok("POST", f"/knock/%23{alias}:test.local", {}) == {"room_id": room}
    assert (await bob.post("/knock/%23nowhere:test.local", {})).status == 404
    assert verdict(await bob.get(f"/rooms/{room}/messages", dir="b")) == FORBIDDEN, (
        "a knock opens nothing yet"
    )
    await alice.invite(room, bob)  # let in
    await bob.join(room)
    assert await act(alice, room, "kick", carol, reason="no") == (200, None)  # refused
    assert await standing(alice, room, carol) == {"membership": "leave", "reason": "no"}
    await dave.leave(room)  # taken back
    assert (await standing(alice, room, dave))["membership"] == "leave"


async def test_a_restricted_room_lets_in_who_is_in_the_other(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    plant = await room_of(alice, bob, carol)
    await carol.leave(plant)
    allow = [
        {"type": "m.room_membership", "room_id": plant},
        {"type": "org.example.other"},
        "x",
        {"room_id": 5},
    ]
    room = await alice.create_room()
    await alice.put_state(room, "m.room.join_rules", {"join_rule": "restricted", "allow": allow})
    assert verdict(await carol.post(f"/join/{room}", {})) == FORBIDDEN
    assert await bob.join(room) == room


@pytest.mark.parametrize("membership", ["none", "left", "invite", "join", "ban", "knock"])
async def test_who_may_be_invited(server: Rig, membership: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await bring_to(room, alice, bob, membership)
    allowed = membership not in ("join", "ban")
    assert await act(alice, room, "invite", bob) == ((200, None) if allowed else FORBIDDEN)


async def test_invitations_that_can_not_be(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await alice.create_room()
    assert await act(bob, room, "invite", carol) == FORBIDDEN, "only who is in may invite"
    await alice.invite(room, bob)
    assert await act(bob, room, "invite", carol) == FORBIDDEN, "an invitation is no membership"
    assert await act(alice, room, "invite", alice) == FORBIDDEN
    for user_id, expected in (
        ("@nobody-at-all:test.local", NOT_FOUND),
        ("@a:elsewhere.example", NOT_FOUND),
        ("bob", (400, "M_INVALID_PARAM")),
        ("", (400, "M_INVALID_PARAM")),
        (5, (400, "M_BAD_JSON")),
    ):
        answer = await alice.post(f"/rooms/{room}/invite", {"user_id": user_id})
        assert verdict(answer) == expected, user_id
    assert verdict(await alice.post(f"/rooms/{room}/invite", {})) == (400, "M_MISSING_PARAM")
    nowhere = await alice.post("/rooms/!nowhere:test.local/invite", {"user_id": bob.user_id})
    assert verdict(nowhere) == FORBIDDEN


async def test_an_invitation_declined_and_withdrawn(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await alice.create_room(invite=[bob.user_id, carol.user_id])
    await bob.leave(room)
    assert verdict(await bob.post(f"/join/{room}", {})) == FORBIDDEN
    assert await act(alice, room, "kick", carol) == (200, None)
    assert verdict(await carol.post(f"/join/{room}", {})) == FORBIDDEN
    for client in (bob, carol):
        assert verdict(await client.get(f"/rooms/{room}/messages", dir="b")) == FORBIDDEN
        assert verdict(await client.get(f"/rooms/{room}/state")) == FORBIDDEN


@pytest.mark.parametrize("membership", ["none", "left", "invite", "join", "ban", "knock"])
async def test_who_may_be_removed_and_banned(server: Rig, membership: str) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, carol)
    await bring_to(room, alice, bob, membership)
    for verb in ("kick", "ban", "unban"):
        assert await act(carol, room, verb, bob) == FORBIDDEN, "without power"
    expected = (200, None) if membership in ("invite", "join", "knock") else FORBIDDEN
    assert await act(alice, room, "kick", bob, reason="noise") == expected
    if expected == (200, None):
        assert await standing(alice, room, bob) == {"membership": "leave", "reason": "noise"}
    if membership != "ban":
        assert await act(alice, room, "unban", bob) == FORBIDDEN, "he is not banned"
    assert await act(alice, room, "ban", bob, reason="for good") == (200, None)
    assert await standing(alice, room, bob) == {"membership": "ban", "reason": "for good"}
    for attempt in (bob.post(f"/join/{room}", {}), bob.post(f"/rooms/{room}/leave", {})):
        assert verdict(await attempt) == FORBIDDEN
    assert await act(alice, room, "unban", bob) == (200, None)
    assert await standing(alice, room, bob) == {"membership": "leave"}


async def test_what_nobody_does_to_himself(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    assert await act(alice, room, "ban", alice) == FORBIDDEN
    assert await act(alice, room, "unban", alice) == FORBIDDEN
    assert (await standing(alice, room, alice))["membership"] == "join"
    assert await act(alice, room, "kick", alice) == (200, None), "that is leaving"
    assert await alice.ok("GET", "/joined_rooms") == {"joined_rooms": []}


async def test_outsiders_do_nothing(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    for verb in ("kick", "ban", "unban", "invite"):
        assert await act(carol, room, verb, bob) == FORBIDDEN
    assert verdict(await carol.post(f"/rooms/{room}/leave", {})) == FORBIDDEN
    for verb in ("kick", "ban", "unban"):
        nowhere = await carol.post(f"/rooms/!nowhere:test.local/{verb}", {"user_id": bob.user_id})
        assert verdict(nowhere) == FORBIDDEN
        assert verdict(await carol.post(f"/rooms/{room}/{verb}", {})) == (400, "M_MISSING_PARAM")
        bad = await carol.post(f"/rooms/{room}/{verb}", {"user_id": bob.user_id, "reason": ["x"]})
        assert verdict(bad) == (400, "M_BAD_JSON")


async def test_rooms_that_are_not_there(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    for room in ("!nowhere:test.local", "%23nowhere:test.local"):
        assert (await alice.post(f"/join/{room}", {})).status == 404
        assert (await alice.post(f"/knock/{room}", {})).status == 404
    for name in ("nowhere", "@alice:test.local", "%23", "$x"):
        assert verdict(await alice.post(f"/join/{name}", {})) == (400, "M_INVALID_PARAM")
    for verb in ("join", "forget"):
        assert (await alice.post(f"/rooms/!nowhere:test.local/{verb}", {})).status == 404


async def test_a_room_that_one_is_not_in_is_told_from_none_by_nobody(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    hidden = await alice.create_room()
    event_id = await alice.send(hidden, "hello")
    content, target = {"msgtype": "m.text", "body": "x"}, {"user_id": alice.user_id}
    for method, path, body in (
        ("PUT", "send/m.room.message/1", content),
        ("PUT", f"redact/{event_id}/2", {}),
        ("PUT", "state/m.room.topic/", {"topic": "x"}),
        ("PUT", f"state/m.room.member/{bob.user_id}", {"membership": "leave"}),
        ("PUT", f"typing/{bob.user_id}", {"typing": True}),
        ("POST", f"receipt/m.read/{event_id}", {}),
        ("POST", "read_markers", {"m.read": event_id}),
        ("GET", "joined_members", None),
        ("GET", "aliases", None),
        ("GET", "members", None),
        ("GET", "state", None),
        ("GET", "messages?dir=b", None),
        ("POST", "leave", {}),
        ("POST", "invite", target),
        ("POST", "kick", target),
        ("POST", "ban", target),
        ("POST", "unban", target),
    ):
        there = await bob.request(method, f"/rooms/{hidden}/{path}", body)
        nowhere = await bob.request(method, f"/rooms/!nowhere:test.local/{path}", body)
        assert (verdict(there), there.body) == (FORBIDDEN, nowhere.body), path
    there, nowhere = [await bob.post(f"/rooms/{room}/forget", {}) for room in (hidden, "!nowhere:test.local")]
    assert (verdict(there), there.body) == (NOT_FOUND, nowhere.body)


@VERSIONS
async def test_a_forgotten_room_is_gone(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.send(room, "before")
    path = f"/_matrix/client/{version}/rooms/{room}/forget"
    assert verdict(await bob.post(path, {})) == (400, "M_UNKNOWN"), "first leave"
    await bob.leave(room)
    assert texts((await bob.ok("GET", f"/rooms/{room}/messages", dir="b"))["chunk"]) == ["before"]
    assert await bob.ok("POST", path, {}) == {}
    assert await bob.ok("POST", path, {}) == {}, "again is no error"
    for forgotten in ("messages?dir=b", "state", "members", "state/m.room.create"):
        answer = await bob.request("GET", f"/rooms/{room}/{forgotten}")
        assert verdict(answer) == FORBIDDEN, forgotten
    left = {"room": {"include_leave": True}}
    assert "rooms" not in await bob.sync(filter=left)
    # Whoever comes back has the history again.
    await bob.join(room)
    assert texts((await bob.ok("GET", f"/rooms/{room}/messages", dir="b"))["chunk"]) == ["before"]
    await bob.leave(room)
    assert room in (await bob.sync(since=None, filter=left))["rooms"]["leave"]


async def test_forgetting_while_invited_or_knocking(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(invite=[bob.user_id])
    assert (await bob.post(f"/rooms/{room}/forget", {})).status == 400
    await bob.leave(room)
    await bob.ok("POST", f"/rooms/{room}/forget", {})
    await alice.invite(room, bob)
    assert room in (await bob.sync())["rooms"]["invite"], "a new invitation is a new start"


async def test_joined_members_and_their_names(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    await alice.invite(room, carol)
    await bob.ok("PUT", f"/profile/{bob.user_id}/displayname", {"displayname": "Bob"})
    await bob.ok("PUT", f"/profile/{bob.user_id}/avatar_url", {"avatar_url": "mxc://test.local/face"})
    found = await alice.ok("GET", f"/rooms/{room}/joined_members")
    assert found["joined"] == {
        alice.user_id: {"display_name": None, "avatar_url": None},
        bob.user_id: {"display_name": "Bob", "avatar_url": "mxc://test.local/face"},
    }
    assert verdict(await carol.get(f"/rooms/{room}/joined_members")) == FORBIDDEN
    await bob.leave(room)
    assert verdict(await bob.get(f"/rooms/{room}/joined_members")) == FORBIDDEN


async def test_joining_nothing(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    for path in ("/join/", "/rooms//join", "/knock/"):
        answer = await alice.post(path)
        assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM"), path
