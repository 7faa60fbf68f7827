"""§Room upgrades, in plain rooms and in groups with a charter."""

from __future__ import annotations

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import HOUSE, beside_rig, found, hire, people, sign_in, user
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, by_key, data, joined, room_of, timeline, verdict
from tests.kit.talk import people as accounts


async def upgrade(client: MatrixClient, room: str) -> str:
    return (await client.ok("POST", f"/rooms/{room}/upgrade", {"new_version": "11"}))["replacement_room"]


async def state_of(client: MatrixClient, room: str) -> dict[tuple[str, str], Json]:
    return {
        key: event["content"] for key, event in by_key(await client.ok("GET", f"/rooms/{room}/state")).items()
    }


async def test_one_room_points_to_the_other(server: Rig) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.sync()
    new = await upgrade(alice, room)
    got = await alice.sync()
    first, tombstone = timeline(got, new)[0], timeline(got, room)[0]
    assert (tombstone["type"], tombstone["content"]["replacement_room"]) == ("m.room.tombstone", new)
    assert tombstone["content"]["body"]
    assert first["type"] == "m.room.create"
    assert first["content"]["predecessor"] == {"room_id": room, "event_id": tombstone["event_id"]}
    assert first["content"]["room_version"] == "11"
    members = await alice.ok("GET", f"/rooms/{new}/joined_members")
    assert set(members["joined"]) == {alice.user_id}, "the others come when they are asked"
    await bob.join(new)


async def test_what_the_room_is_goes_along(server: Rig) -> None:
    alice, bob, carol = await accounts(server, "alice", "bob", "carol")
    alias, other = f"#a{server.suffix}:test.local", f"#b{server.suffix}:test.local"
    room = await room_of(alice, bob, creation_content={"m.federate": False, "type": "m.space"})
    for name in (alias, other):
        await alice.ok("PUT", f"/directory/room/{name.replace('#', '%23')}", {"room_id": room})
    wanted: dict[tuple[str, str], Json] = {
        ("m.room.topic", ""): {"topic": "topic"},
        ("m.room.name", ""): {"name": "name"},
        ("m.room.join_rules", ""): {"join_rule": "knock"},
        ("m.room.guest_access", ""): {"guest_access": "forbidden"},
        ("m.room.history_visibility", ""): {"history_visibility": "joined"},
        ("m.room.avatar", ""): {"url": "mxc://test.local/face"},
        ("m.room.encryption", ""): {"algorithm": "m.megolm.v1.aes-sha2"},
        ("m.room.server_acl", ""): {"allow": ["*"], "deny": ["evil.com"]},
        ("m.space.child", "!x:test.local"): {"via": ["test.local"]},
        ("m.space.parent", "!y:test.local"): {"via": ["test.local"]},
    }
    for (type, key), content in wanted.items():
        await alice.put_state(room, type, content, key)
    await alice.put_state(room, "m.room.canonical_alias", {"alias": alias, "alt_aliases": [other]})
    await alice.put_state(room, "m.room.pinned_events", {"pinned": ["$x"]})
    await alice.ok("POST", f"/rooms/{room}/ban", {"user_id": carol.user_id, "reason": "noise"})
    await alice.ok("PUT", f"/directory/list/room/{room}", {"visibility": "public"})
    levels = await alice.state(room, "m.room.power_levels")
    levels["events"] |= {type: 80 for type, _ in wanted}
    levels["users"] |= {alice.user_id: 100, bob.user_id: 40}
    await alice.put_state(room, "m.room.power_levels", levels)
    new = await upgrade(alice, room)
    found = await state_of(alice, new)
    assert {key: found[key] for key in wanted} == wanted
    assert found["m.room.power_levels", ""] == levels
    assert found["m.room.canonical_alias", ""] == {"alias": alias, "alt_aliases": [other]}
    assert found["m.room.member", carol.user_id]["membership"] == "ban"
    assert found["m.room.create", ""]["m.federate"] is False
    assert found["m.room.create", ""]["type"] == "m.space"
    assert ("m.room.pinned_events", "") not in found
    assert await alice.state(room, "m.room.canonical_alias") == {}
    for name in (alias, other):
        assert (await bob.ok("GET", f"/directory/room/{name.replace('#', '%23')}"))["room_id"] == new
    for one, listed in ((room, "private"), (new, "public")):
        assert await bob.ok("GET", f"/directory/list/room/{one}") == {"visibility": listed}


@pytest.mark.parametrize(("users_default", "least"), [(0, 50), (80, 81)])
async def test_the_old_room_falls_silent(server: Rig, users_default: int, least: int) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob)
    levels = await alice.state(room, "m.room.power_levels")
    await alice.put_state(room, "m.room.power_levels", levels | {"users_default": users_default})
    await upgrade(alice, room)
    after = await alice.state(room, "m.room.power_levels")
    assert (after["events_default"], after["invite"]) == (least, least)
    answer = await bob.put(f"/rooms/{room}/send/m.room.message/1", {"msgtype": "m.text", "body": "x"})
    assert verdict(answer) == FORBIDDEN


@pytest.mark.parametrize("by_hand", [False, True])
async def test_what_members_set_for_themselves_goes_along(server: Rig, by_hand: bool) -> None:
    alice, bob, carol = await accounts(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    muted = {"actions": [], "conditions": [{"kind": "event_match", "key": "room_id", "pattern": room}]}
    for client in (alice, bob, carol):
        await client.ok("PUT", f"/pushrules/global/room/{room}", {"actions": ["dont_notify"]})
        await client.ok("PUT", f"/pushrules/global/override/{room}", muted)
        await client.ok("PUT", f"/user/{client.user_id}/rooms/{room}/tags/u.work", {"order": 0.5})
        direct = {alice.user_id: [room], "@x:test.local": ["!x:test.local"]}
        await client.ok("PUT", f"/user/{client.user_id}/account_data/m.direct", direct)
        await client.sync()
    if by_hand:
        predecessor = {"predecessor": {"room_id": room}}
        new = await alice.create_room(preset="public_chat", creation_content=predecessor)
        await alice.put_state(room, "m.room.tombstone", {"body": "", "replacement_room": new})
    else:
        new = await upgrade(alice, room)
    for client in (alice, bob):
        got = await client.sync()
        rules = data(got)["m.push_rules"]["global"]
        for kind in ("room", "override"):
            assert {rule["rule_id"] for rule in rules[kind]} >= {room, new}, kind
        [copied] = [rule for rule in rules["override"] if rule["rule_id"] == new]
        assert copied["conditions"] == [{"kind": "event_match", "key": "room_id", "pattern": new}]
        assert data(got)["m.direct"] == {alice.user_id: [room, new], "@x:test.local": ["!x:test.local"]}
        await client.join(new)
        tags = await client.ok("GET", f"/user/{client.user_id}/rooms/{new}/tags")
        assert tags == {"tags": {"u.work": {"order": 0.5}}}
    assert data(await carol.sync()) == {}, "who is not in the room"


async def test_a_tombstone_that_nobody_answers_carries_nothing(server: Rig) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room, other = await room_of(alice, bob), await room_of(alice)
    await bob.ok("PUT", f"/pushrules/global/room/{room}", {"actions": []})
    await bob.sync()
    for replacement in (other, "!nowhere:test.local", 5, None):
        await alice.put_state(room, "m.room.tombstone", {"body": "", "replacement_room": replacement})
    assert "m.push_rules" not in data(await bob.sync())
    same = {"body": "", "replacement_room": room}
    for path in ("state/m.room.tombstone/", "send/m.room.tombstone/1"):
        assert verdict(await alice.put(f"/rooms/{room}/{path}", same)) == (400, "M_INVALID_PARAM")


async def test_who_may_upgrade_and_what_is_no_request(server: Rig) -> None:
    alice, bob, carol = await accounts(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    body = {"new_version": "11"}
    for client in (bob, carol):
        assert verdict(await client.post(f"/rooms/{room}/upgrade", body)) == FORBIDDEN
    assert verdict(await alice.post("/rooms/!fail:unknown/upgrade", body)) == NOT_FOUND
    for version in ("my_bad_version", "", "99"):
        answer = await alice.post(f"/rooms/{room}/upgrade", {"new_version": version})
        assert verdict(answer) == (400, "M_UNSUPPORTED_ROOM_VERSION")
    assert verdict(await alice.post(f"/rooms/{room}/upgrade", {})) == (400, "M_MISSING_PARAM")
    assert verdict(await alice.post(f"/rooms/{room}/upgrade", {"new_version": 11})) == (400, "M_BAD_JSON")
    assert (await alice.get(f"/rooms/{room}/state/m.room.tombstone")).status == 404


# -- groups ----------------------------------------------------------------------------------------------------


async def test_a_group_moves_as_a_whole(rig: Rig) -> None:
    beside_rig(rig, hire)
    he, li, sun, qian, lin = await sign_in(rig, "he", "li", "sun", "qian", "lin")
    clauses = [{"type": "keywords", "words": ["秘方"]}, {"type": "accept_first"}]
    group = await found(he, audience=people("he", "li"), deputies=["sun"], clauses=clauses)
    room = group["room_id"]
    await li.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance", {})
    await he.invite(room, qian)
    exception = {"person_id": "zhao", "effect": "include", "reason": "借调"}
    assert (await he.post(f"/_fangyuan/v1/groups/{room}/exceptions", exception)).status == 201
    await he.ok("PUT", f"/_fangyuan/v1/groups/{room}/charter", {"purpose": "新用途"})
    await li.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance", {})
    await li.send(room, "before")
    await li.sync()
    before = await li.ok("GET", f"/_fangyuan/v1/groups/{room}")
    new = await upgrade(he, room)
    got = await li.sync()
    assert timeline(got, room)[0]["type"] == "m.room.tombstone"
    assert joined(got, new)
    after = await li.ok("GET", f"/_fangyuan/v1/groups/{new}")
    assert after["charter"] == before["charter"]
    assert after["charter_version"] == before["charter_version"] == 2
    members = await he.ok("GET", f"/rooms/{new}/joined_members")
    assert set(members["joined"]) == {HOUSE, *map(user, ("he", "li", "sun", "zhao"))}
    state = await state_of(he, new)
    assert state["m.room.member", qian.user_id]["membership"] == "invite"
    assert state["m.room.create", ""]["predecessor"]["room_id"] == room
    await li.send(new, "accepted already")
    refused = await li.put(f"/rooms/{new}/send/m.room.message/1", {"msgtype": "m.text", "body": "秘方"})
    assert refused.body["fangyuan.verdict"]["verdict"] == "refuse"
    await qian.join(new)
    answer = await qian.put(f"/rooms/{new}/send/m.room.message/1", {"msgtype": "m.text", "body": "x"})
    assert verdict(answer) == FORBIDDEN, "he has not accepted it"
    pinned = state["m.room.pinned_events", ""]["pinned"]
    await qian.send(
        new,
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": pinned[0], "key": "✅"}},
        type="m.reaction",
    )
    await qian.send(new, "x")
    # The old room is there to be read.
    for client, path, body in (
        (li, "send/m.room.message/9", {"msgtype": "m.text", "body": "x"}),
        (he, "send/m.room.message/9", {"msgtype": "m.text", "body": "x"}),
        (he, "state/m.room.avatar/", {}),
        (he, "state/m.room.name/", {"name": "x"}),
    ):
        assert verdict(await client.put(f"/rooms/{room}/{path}", body)) == FORBIDDEN, path
    assert verdict(await qian.post(f"/join/{room}")) == FORBIDDEN
    assert verdict(await he.post(f"/rooms/{room}/upgrade", {"new_version": "11"})) == FORBIDDEN
    chunk = (await li.ok("GET", f"/rooms/{room}/messages", dir="b", limit=50))["chunk"]
    assert any(event["content"].get("body") == "before" for event in chunk)
    # The charter goes on in the new room only, with its exceptions and its history.
    await he.ok("PUT", f"/_fangyuan/v1/groups/{new}/charter", {"purpose": "再新的用途"})
    versions = await he.ok("GET", f"/_fangyuan/v1/groups/{new}/charter/versions")
    assert [one["version"] for one in versions["versions"]] == [1, 2, 3]
    exceptions = await he.ok("GET", f"/_fangyuan/v1/groups/{new}/exceptions")
    assert "zhao" in [one["person_id"] for one in exceptions["exceptions"]]
    page = await lin.ok("GET", "/_fangyuan/v1/audit", act="room.upgraded", subject=room)
    [entry] = page["entries"]
    assert entry["actor"] == he.user_id
    assert entry["details"]["after"] == {"replacement_room": new, "version": "11"}
    assert (await lin.ok("GET", "/_fangyuan/v1/audit/verify"))["ok"]
    await sun.ok("GET", f"/rooms/{new}/state")


async def test_who_may_move_a_group(rig: Rig) -> None:
    beside_rig(rig, hire)
    he, li, zhao, chen = await sign_in(rig, "he", "li", "zhao", "chen")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    for client in (li, zhao):
        assert verdict(await client.post(f"/rooms/{room}/upgrade", {"new_version": "11"})) == FORBIDDEN
    new = await upgrade(chen, room)
    members = await he.ok("GET", f"/rooms/{new}/joined_members")
    assert set(members["joined"]) == {HOUSE, user("he"), user("li")}, "HR moves it, and is not in it"


async def test_a_draft_is_not_moved(rig: Rig) -> None:
    beside_rig(rig, hire)
    (he,) = await sign_in(rig, "he")
    draft = await he.create_room(name="三号泵")
    assert verdict(await he.post(f"/rooms/{draft}/upgrade", {"new_version": "11"})) == FORBIDDEN
