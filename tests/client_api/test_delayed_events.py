"""MSC4140: events that are sent later, unless their sender calls them back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fangyuan import identity
from tests.kit.client import Json, MatrixClient
from tests.kit.company import beside_rig, found, hire, people, sign_in
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, room_of, texts, timeline, verdict
from tests.kit.talk import people as accounts

BASE = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"
DELAY = "org.matrix.msc4140.delay"
TYPE = "com.example.test"
CONFLICT = (409, "M_UNKNOWN")
OPEN: Json = {"preset": "public_chat", "power_level_content_override": {"events": {TYPE: 0}}}


async def put(
    client: MatrixClient,
    room: str,
    delay: Any,
    *,
    key: str | None = None,
    txn: str = "1",
    body: Json | None = None,
) -> str:
    """Hands a message over, or with `key` state; gives the id."""
    path = f"/rooms/{room}/send/{TYPE}/{txn}" if key is None else f"/rooms/{room}/state/{TYPE}/{key}"
    return (await client.ok("PUT", path, body or {"setter": "later"}, **{DELAY: delay}))["delay_id"]


async def waiting(client: MatrixClient, **query: Any) -> list[Json]:
    return (await client.ok("GET", BASE, **query))["delayed_events"]


async def until_sent(client: MatrixClient, room: str, delay_id: str) -> Json:
    """The event, as its sender gets it."""

    def sent(got: Json) -> list[Json]:
        mine = (event for event in timeline(got, room) if event["type"] == TYPE)
        return [event for event in mine if event["unsigned"].get("org.matrix.msc4140.delay_id") == delay_id]

    return sent(await client.sync_until(sent))[0]


async def until_ended(client: MatrixClient, delay_id: str) -> Json:
    """What the server says of it, as soon as it doesn't wait any more."""
    async with asyncio.timeout(20):
        while True:
            got = await client.ok("GET", f"{BASE}/{delay_id}")
            if "origin_server_ts" in got:
                return got


async def test_messages_are_sent_in_their_order(server: Rig) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.sync()
    await bob.sync()
    ids = [await put(alice, room, 700 + at, txn=f"t{at}", body={"count": at}) for at in range(3)]
    for at in range(3):  # the same transaction again, whatever it says now
        assert await put(alice, room, 700 + at, txn=f"t{at}") == ids[at]
    found = await waiting(alice)
    assert [one["delay_id"] for one in found] == ids
    assert found[0] == {
        "delay_id": ids[0],
        "room_id": room,
        "type": TYPE,
        "delay": 700,
        "running_since": server.clock.now_ms(),
        "content": {"count": 0},
    }
    assert await waiting(bob) == []
    assert timeline(await bob.sync(), room) == []
    server.clock.advance(800)
    event = await until_sent(alice, room, ids[2])
    assert event["origin_server_ts"] == server.clock.now_ms()
    got = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=3)
    assert [event["content"] for event in got["chunk"]] == [{"count": at} for at in (2, 1, 0)]
    assert all("org.matrix.msc4140.delay_id" not in event["unsigned"] for event in got["chunk"])
    assert await waiting(alice) == []
    ended = await alice.ok("GET", f"{BASE}/{ids[2]}")
    assert (ended["event_id"], ended["origin_server_ts"]) == (event["event_id"], server.clock.now_ms())


async def test_state_is_sent_and_membership_too(server: Rig) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob, **OPEN)
    await alice.sync()
    await bob.sync()
    delay_id = await put(alice, room, 900, key="k")
    await alice.ok(
        "PUT", f"/rooms/{room}/state/m.room.member/{bob.user_id}", {"membership": "leave"}, **{DELAY: 900}
    )
    assert (await alice.get(f"/rooms/{room}/state/{TYPE}/k")).status == 404
    server.clock.advance(900)
    event = await until_sent(alice, room, delay_id)
    assert (event["state_key"], event["content"]) == ("k", {"setter": "later"})
    await bob.sync_until(lambda got: room in got.get("rooms", {}).get("leave", {}))
    assert (await alice.state(room, "m.room.member", bob.user_id))["membership"] == "leave"


async def test_the_newest_form(server: Rig) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob, **OPEN)
    path = f"/_matrix/client/unstable/org.matrix.msc4140/rooms/{room}/delayed_event/{TYPE}"
    body: Json = {"delay": 5_000, "content": {"a": 1}, "state_key": ""}
    first = await alice.ok("PUT", f"{path}/1", body)
    assert await alice.ok("PUT", f"{path}/1", body) == first
    [one] = await waiting(alice)
    assert (one["delay_id"], one["state_key"], one["content"]) == (first["delay_id"], "", {"a": 1})
    answer = await alice.put(f"{path}/2", body | {"delay": 2 * 86_400_000})
    assert verdict(answer) == (400, "ORG.MATRIX.MSC4140_MAX_DELAY_EXCEEDED")
    assert answer.body["org.matrix.msc4140.max_delay"] == 86_400_000
    bodies: list[Json] = [
        {"content": {}},
        {"delay": 1},
        {"delay": "x", "content": {}},
        {"delay": 0, "content": {}},
    ]
    for bad in bodies:
        assert (await alice.put(f"{path}/3", bad)).status == 400, bad


@pytest.mark.parametrize("by_body", [True, False])
async def test_who_knows_the_id_may_act(server: Rig, by_body: bool) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.sync()
    stranger = server.client()

    async def act(delay_id: str, action: str) -> tuple[int, str | None]:
        if by_body:
            return verdict(await stranger.post(f"{BASE}/{delay_id}", {"action": action}))
        return verdict(await stranger.post(f"{BASE}/{delay_id}/{action}", {}))

    ok = (200, None)
    called_back, put_off, sent = [await put(alice, room, 10_000, txn=str(at)) for at in range(3)]
    assert await act(called_back, "cancel") == ok == await act(called_back, "cancel")
    assert await act(called_back, "send") == CONFLICT == await act(called_back, "restart")
    assert await act(sent, "send") == ok == await act(sent, "send")
    assert await act(sent, "cancel") == CONFLICT == await act(sent, "restart")
    await until_sent(alice, room, sent)
    server.clock.advance(9_000)
    assert await act(put_off, "restart") == ok
    assert [one["running_since"] for one in await waiting(alice)] == [server.clock.now_ms()]
    server.clock.advance(9_000)
    assert [one["delay_id"] for one in await waiting(alice)] == [put_off]
    server.clock.advance(1_000)
    await until_sent(alice, room, put_off)
    for action in ("cancel", "restart", "send"):
        assert await act("nothing", action) == NOT_FOUND
    ended = await waiting(alice, status="finalised", dir="b", order_by="running_since")
    assert {one["delay_id"] for one in ended} == {called_back, sent, put_off}
    assert [one["delay_id"] for one in await waiting(alice, outcome="cancel")] == [called_back]
    assert [one["delay_id"] for one in await waiting(alice, reason="delay")] == [put_off]
    assert {one["delay_id"] for one in await waiting(alice, outcome="send")} == {sent, put_off}
    assert await waiting(alice, status="finalised", room_id="!other:test.local") == []
    assert await waiting(alice, status="finalised", type="x") == []


async def test_what_is_no_request(server: Rig) -> None:
    (alice,) = await accounts(server, "alice")
    room = await room_of(alice)
    assert verdict(await server.client().get(BASE)) == (401, "M_MISSING_TOKEN")
    assert verdict(await alice.request("POST", f"{BASE}/")) == NOT_FOUND
    assert verdict(await alice.request("POST", f"{BASE}/abc")) == (400, "M_NOT_JSON")
    assert verdict(await alice.post(f"{BASE}/abc", {})) == (400, "M_MISSING_PARAM")
    assert verdict(await alice.post(f"{BASE}/abc", {"action": "oops"})) == (400, "M_INVALID_PARAM")
    assert verdict(await alice.post(f"{BASE}/abc/oops", {})) == (404, "M_UNRECOGNIZED")
    assert verdict(await alice.get(f"{BASE}/abc")) == NOT_FOUND
    path = f"/rooms/{room}/send/{TYPE}/1"
    for delay in ("x", "0", "-1", "", "9" * 40, "1.5"):
        assert verdict(await alice.put(path, {}, **{DELAY: delay})) == (400, "M_INVALID_PARAM"), delay
    answer = await alice.put(path, {}, **{DELAY: 86_400_001})
    assert verdict(answer) == (400, "M_UNKNOWN")
    assert answer.body["org.matrix.msc4140.errcode"] == "M_MAX_DELAY_EXCEEDED"
    assert answer.body["org.matrix.msc4140.max_delay"] == 86_400_000
    for query in (
        {"status": "x"},
        {"dir": "x"},
        {"outcome": "x"},
        {"reason": "x"},
        {"order_by": "x"},
        {"from": "x"},
    ):
        assert verdict(await alice.get(BASE, **query)) == (400, "M_INVALID_PARAM"), query


async def test_only_its_owner_sees_it_and_only_members_hand_over(server: Rig) -> None:
    alice, bob, carol = await accounts(server, "alice", "bob", "carol")
    room = await room_of(alice, bob)
    delay_id = await put(alice, room, 10_000)
    assert verdict(await bob.get(f"{BASE}/{delay_id}")) == NOT_FOUND
    assert verdict(await carol.put(f"/rooms/{room}/send/{TYPE}/1", {}, **{DELAY: 1})) == FORBIDDEN
    assert verdict(await carol.put(f"/rooms/!no:x/send/{TYPE}/1", {}, **{DELAY: 1})) == FORBIDDEN


async def test_a_limit_for_each_person(plain_rig: Rig) -> None:
    await plain_rig.restart(delayed_events={"most_per_person": 2, "longest_delay_minutes": 1})
    alice, bob = await accounts(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    first = await put(alice, room, 30_000, txn="1")
    await put(alice, room, 60_000, txn="2")
    answer = await alice.put(f"/rooms/{room}/send/{TYPE}/3", {}, **{DELAY: 10})
    assert (verdict(answer), answer.headers["retry-after"]) == ((429, "M_LIMIT_EXCEEDED"), "30")
    assert (await alice.put(f"/rooms/{room}/send/{TYPE}/4", {}, **{DELAY: 60_001})).status == 400
    await put(bob, room, 10)
    await alice.ok("POST", f"{BASE}/{first}/cancel")
    await put(alice, room, 10, txn="3")


async def test_state_that_somebody_else_has_written_since(server: Rig) -> None:
    alice, bob = await accounts(server, "alice", "bob")
    room = await room_of(alice, bob, **OPEN)
    await alice.sync()
    mine, other = await put(alice, room, 900, key="mine"), await put(alice, room, 900, key="other")
    for client, key in ((alice, "mine"), (bob, "other")):
        await client.put_state(room, TYPE, {"setter": "now"}, key)
    assert [one["delay_id"] for one in await waiting(alice)] == [mine]
    assert verdict(await alice.post(f"{BASE}/{other}/restart")) == CONFLICT
    assert verdict(await alice.post(f"{BASE}/{other}/send")) == CONFLICT
    server.clock.advance(900)
    await until_sent(alice, room, mine)
    ended = await until_ended(alice, other)
    assert ended["error"]["org.matrix.msc4140.errcode"] == "M_CANCELLED_BY_STATE_UPDATE"
    assert await alice.state(room, TYPE, "other") == {"setter": "now"}
    assert await alice.state(room, TYPE, "mine") == {"setter": "later"}
    assert await waiting(alice) == []


async def test_they_survive_a_restart(plain_rig: Rig) -> None:
    alice, bob = await accounts(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.sync()
    ids = [await put(alice, room, delay, txn=str(delay)) for delay in (900, 9_900, 99_000)]
    await alice.sync()
    await asyncio.to_thread(plain_rig.stop)
    plain_rig.clock.advance(10_000)
    await plain_rig.close_clients()
    await asyncio.to_thread(plain_rig.start)
    for delay_id in ids[:2]:
        await until_ended(alice, delay_id)
    assert [one["delay_id"] for one in await waiting(alice)] == ids[2:]
    got = await bob.ok("GET", f"/rooms/{room}/messages", dir="b", limit=20)
    assert sum(event["type"] == TYPE for event in got["chunk"]) == 2, "each once"


async def test_power_and_account_are_those_of_the_moment(plain_rig: Rig) -> None:
    alice, bob = await accounts(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    early = await put(bob, room, 900, key="k")
    later = await put(bob, room, 9_000, txn="x")
    plain_rig.clock.advance(900)
    ended = await until_ended(bob, early)
    assert ended["error"]["errcode"] == "M_FORBIDDEN", "state takes power"
    root = await plain_rig.user("root")
    beside_rig(plain_rig, lambda tx: identity.set_admin(tx, root.user_id, is_admin=True))
    await root.ok("PUT", f"/_matrix/client/v1/admin/suspend/{bob.user_id}", {"suspended": True})
    assert verdict(await bob.put(f"/rooms/{room}/send/{TYPE}/9", {}, **{DELAY: 9})) == (
        403,
        "M_USER_SUSPENDED",
    )
    assert verdict(await plain_rig.client().post(f"{BASE}/{later}/send")) == (403, "M_USER_SUSPENDED")
    assert [one["delay_id"] for one in await waiting(bob)] == [later], "it goes on waiting"
    plain_rig.clock.advance(9_000)
    assert (await until_ended(bob, later))["error"]["errcode"] == "M_USER_SUSPENDED"
    got = await alice.ok("GET", f"/rooms/{room}/messages", dir="b")
    assert not [event for event in got["chunk"] if event["type"] == TYPE]


async def test_the_charter_judges_when_it_is_sent(rig: Rig) -> None:
    beside_rig(rig, hire)
    he, li, lin = await sign_in(rig, "he", "li", "lin")
    group = await found(he, audience=people("he", "li"), clauses=[{"type": "keywords", "words": ["秘方"]}])
    room = group["room_id"]
    await li.sync()
    path = f"/rooms/{room}/send/m.room.message"
    bad, good = ({"msgtype": "m.text", "body": body} for body in ("配料秘方", "下班了"))
    refused = (await li.ok("PUT", f"{path}/1", bad, **{DELAY: 900}))["delay_id"]
    allowed = (await li.ok("PUT", f"{path}/2", good, **{DELAY: 900}))["delay_id"]
    rig.clock.advance(900)
    error = (await until_ended(li, refused))["error"]
    assert error["errcode"] == "M_FORBIDDEN"
    assert error["fangyuan.verdict"]["verdict"] == "refuse"
    await until_ended(li, allowed)
    got = await he.ok("GET", f"/rooms/{room}/messages", dir="b", limit=20)
    assert [text for text in texts(got["chunk"]) if text in ("配料秘方", "下班了")] == ["下班了"]
    page = await lin.get("/_fangyuan/v1/audit", act="refusal", subject=room)
    assert [entry["actor"] for entry in page.body["entries"]] == [li.user_id]


async def test_what_ended_is_forgotten_after_a_week(plain_rig: Rig) -> None:
    (alice,) = await accounts(plain_rig, "alice")
    room = await room_of(alice)
    delay_id = await put(alice, room, 10_000)
    await alice.ok("POST", f"{BASE}/{delay_id}/cancel")
    await alice.ok("GET", f"{BASE}/{delay_id}")
    plain_rig.clock.advance(8 * 86_400_000)
    async with asyncio.timeout(20):
        while (await alice.get(f"{BASE}/{delay_id}")).status == 200:
            pass
