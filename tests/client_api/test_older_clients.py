"""What older clients and conformance suites ask for, beside or before the present specification."""

from __future__ import annotations

import pytest

from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, ids, joined, people, room_of, texts, timeline, verdict


async def test_messages_without_a_transaction_id(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    path = f"/rooms/{room}/send/m.room.message"
    body = {"msgtype": "m.text", "body": "hello"}
    first = (await alice.ok("POST", path, body))["event_id"]
    second = (await alice.ok("POST", path, body))["event_id"]
    assert first != second, "without an id nothing says that it is the same message"
    await alice.ok("POST", f"/rooms/{room}/redact/{first}", {"reason": "twice"})
    chunk = (await bob.ok("GET", f"/rooms/{room}/messages", dir="b"))["chunk"]
    assert texts(chunk) == ["hello", None]
    assert verdict(await carol.post(path, body)) == FORBIDDEN
    assert verdict(await carol.post(f"/rooms/{room}/redact/{second}")) == FORBIDDEN
    assert (await alice.post(path, b"[]")).errcode == "M_BAD_JSON"


async def test_what_signing_in_and_making_a_room_also_say(server: Rig) -> None:
    alice = await server.user("alice")
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": alice.user_id}}
    got = await server.client().ok("POST", "/login", login | {"password": "correct horse battery"})
    assert got["home_server"] == "test.local"
    made = await alice.ok("POST", "/createRoom", {"room_alias_name": f"hall{server.suffix}"})
    assert made["room_alias"] == f"#hall{server.suffix}:test.local"


@pytest.mark.parametrize("version", [str(number) for number in range(1, 12)])
async def test_rooms_of_every_version(server: Rig, version: str) -> None:
    """§Room versions: what a client of one server sees of them."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, room_version=version)
    await alice.invite(room, bob)
    await bob.join(room)
    create = await bob.state(room, "m.room.create")
    assert create["room_version"] == version
    assert ("creator" in create) == (int(version) < 11)
    event_id = await bob.send(room, "hello")
    redaction = await bob.redact(room, event_id)
    got = await alice.sync()
    assert ids(timeline(got, room))[-2:] == [event_id, redaction]
    assert timeline(got, room)[-1]["redacts"] == timeline(got, room)[-1]["content"]["redacts"] == event_id
    levels = {"users": {alice.user_id: 100}, "invite": 7, "kick": 8}
    sent = await alice.put_state(room, "m.room.power_levels", levels)
    await alice.redact(room, sent)
    kept = await alice.state(room, "m.room.power_levels")
    assert kept == {key: value for key, value in levels.items() if key != "invite" or version == "11"}


async def test_join_rules_that_a_version_does_not_know(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    for version, status in (("6", 403), ("7", 200)):
        room = await alice.create_room(room_version=version)
        await alice.put_state(room, "m.room.join_rules", {"join_rule": "knock"})
        assert (await bob.post(f"/knock/{room}")).status == status
    hall = await room_of(alice, bob)
    rule = {"allow": [{"type": "m.room_membership", "room_id": hall}]}
    for version, name, status in (
        ("7", "restricted", 403),
        ("8", "restricted", 200),
        ("9", "knock_restricted", 403),
    ):
        room = await alice.create_room(room_version=version)
        await alice.put_state(room, "m.room.join_rules", rule | {"join_rule": name})
        assert (await bob.post(f"/join/{room}")).status == status, (version, name)


async def test_words_of_one_s_own_in_a_join(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    body = {"foo": "bar", "reason": "curious", "membership": "ban", "displayname": "Alice"}
    await bob.ok("POST", f"/join/{room}", body)
    assert await alice.state(room, "m.room.member", bob.user_id) == {
        "membership": "join",
        "foo": "bar",
        "reason": "curious",
    }
    assert (await bob.post(f"/rooms/{room}/join", {"foo": 1.5})).errcode == "M_BAD_JSON"
    await bob.ok("POST", f"/rooms/{room}/join", {})
    assert (await alice.state(room, "m.room.member", bob.user_id))["foo"] == "bar", "nothing new is nothing"


async def test_governed_groups_take_no_such_words(rig: Rig) -> None:
    """There a reason is read by the charter's clauses; nobody reads the rest."""
    alice, bob = await people(rig, "alice", "bob")
    room = await room_of(alice, topic="A group with a purpose", name="Project")
    await alice.invite(room, bob)
    await bob.ok("POST", f"/join/{room}", {"foo": "bar"})
    assert "foo" not in await alice.state(room, "m.room.member", bob.user_id)


async def test_empty_power_levels_are_power_levels(server: Rig) -> None:
    """With them even the creator has nothing: what was there before can't be had back."""
    (alice,) = await people(server, "alice")
    room = await room_of(alice)
    await alice.put_state(room, "m.room.power_levels", {"users": {alice.user_id: 100}})
    await alice.put_state(room, "m.room.power_levels", {})
    path = f"/rooms/{room}/state/m.room.power_levels/"
    assert verdict(await alice.put(path, {"users": {}})) == FORBIDDEN
    assert await alice.state(room, "m.room.power_levels") == {}


async def test_rooms_that_do_not_exist_are_like_rooms_of_others(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room()
    for path in ("messages?dir=b", "state", "members"):
        for room_id in (room, "!nowhere:test.local"):
            assert verdict(await bob.get(f"/rooms/{room_id}/{path}")) == FORBIDDEN, (room_id, path)


async def test_filters_by_kind_of_relation(server: Rig) -> None:
    """MSC3874."""
    (alice,) = await people(server, "alice")
    room = await room_of(alice)
    since = (await alice.sync())["next_batch"]
    root = await alice.send(room, "root")
    sent: dict[str | None, str] = {None: root}
    for kind in ("m.thread", "m.reference"):
        relation = {"rel_type": kind, "event_id": root}
        sent[kind] = await alice.send(room, {"msgtype": "m.text", "body": kind, "m.relates_to": relation})
    for filter, kinds in (
        ('{"org.matrix.msc3874.rel_types":["m.thread"]}', ["m.thread"]),
        ('{"org.matrix.msc3874.rel_types":["m.thread","m.reference"]}', ["m.thread", "m.reference"]),
        ('{"org.matrix.msc3874.not_rel_types":["m.thread"]}', [None, "m.reference"]),
        ('{"rel_types":["m.thread"]}', ["m.thread"]),
        ('{"not_rel_types":["m.thread"]}', [None, "m.reference"]),
        ('{"rel_types":["m.reference"],"org.matrix.msc3874.rel_types":["m.thread"]}', ["m.reference"]),
    ):
        got = await alice.ok("GET", f"/rooms/{room}/messages", dir="f", **{"from": since, "filter": filter})
        assert ids(got["chunk"]) == [sent[kind] for kind in kinds], filter


async def test_a_receipt_in_the_thread_and_one_by_itself(server: Rig) -> None:
    """One event of receipts can't tell both of the same event and person: there are two then."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    root = await alice.send(room, "root")
    relation = {"rel_type": "m.thread", "event_id": root}
    reply = await alice.send(room, {"msgtype": "m.text", "body": "reply", "m.relates_to": relation})
    path = f"/rooms/{room}/receipt/m.read/{reply}"
    await alice.ok("POST", path, {"thread_id": root})
    await alice.ok("POST", path, {})
    for since in (bob.since, None):  # from memory, and from the database
        got = await bob.ok("GET", "/sync", since=since)
        events = [e for e in joined(got, room)["ephemeral"]["events"] if e["type"] == "m.receipt"]
        told = [event["content"][reply]["m.read"][alice.user_id].get("thread_id") for event in events]
        assert sorted(told, key=str) == sorted([root, None], key=str)


async def test_a_receipt_in_a_thread_by_way_of_relations(server: Rig) -> None:
    """What relates to something that relates to the root may mark the thread as read, too."""
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    root = await alice.send(room, "root")

    async def relate(kind: str, target: str, **more: str) -> str:
        body = {"msgtype": "m.text", "body": kind}
        relation = {"rel_type": kind, "event_id": target, **more}
        return await alice.send(room, body | {"m.relates_to": relation})

    await relate("m.thread", root)
    reference = await relate("m.reference", root)
    annotation = await relate("m.annotation", reference, key="x")
    other = await alice.send(room, "elsewhere")
    path = f"/rooms/{room}/receipt/m.read"
    assert (await bob.post(f"{path}/{annotation}", {"thread_id": root})).status == 200
    assert (await bob.post(f"{path}/{other}", {"thread_id": root})).errcode == "M_INVALID_PARAM"
