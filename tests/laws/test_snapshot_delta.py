"""Law 3: an old snapshot and the deltas since are a fresh snapshot, for every kind of change and every viewer.

Three people in three rooms do anything in any order. Each has two devices that follow by /sync: one often, so that
memory answers it, one seldom and with small limits, so that the database answers with gaps. What they know in the end
must be what a new device is told. On the way, memory and database are asked the same and must answer the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from fangyuan import e2ee, identity, rooms, sync
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.sync import SyncFilter, parse_sync_filter
from fangyuan.timeline import Reader
from tests.kit.client import Json, MatrixClient, part
from tests.laws.follower import Follower, differences, lasting
from tests.laws.house import SERVER_NAME, House
from tests.laws.plan import Plan, plans

NAMES = ("anna", "ben", "carl")
REMEMBERED = 300  # changes that memory holds: few, so that it forgets while a story goes on
NEAR: list[Json] = [
    {"room": {"include_leave": True, "timeline": {"limit": 20, "unread_thread_notifications": True}}},
    {"room": {"include_leave": True, "state": {"lazy_load_members": True}, "timeline": {"limit": 20}}},
]
FAR: list[Json] = [
    {"room": {"include_leave": True, "timeline": {"limit": 2}}},
    {
        "room": {
            "include_leave": True,
            "state": {"lazy_load_members": True},
            "timeline": {"limit": 3, "unread_thread_notifications": True},
        }
    },
]
WITNESS: Json = {
    "room": {"include_leave": True, "timeline": {"limit": 1_000, "unread_thread_notifications": True}}
}
STRANGER: Json = {  # what another client of the same person may ask for, so that they don't get each other's answers
    "room": {"timeline": {"not_types": ["m.sticker", "m.reaction"]}, "ephemeral": {"not_types": ["m.typing"]}}
}
_POWERS: Json = {"power_level_content_override": {"users_default": 50, "events": {}}}  # all may do nearly all
_tags = count(1)


class World:
    """Three people, three rooms, and what their devices know."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.tag = next(_tags)
        self.users = [f"@{name}{self.tag}:{SERVER_NAME}" for name in NAMES]
        self.rooms: list[str] = []
        self.followers: list[list[Follower]] = []
        self.witnesses: list[MatrixClient] = []
        self.compared: Counter[str] = Counter()
        self.said: dict[str, list[Json]] = {}
        self._txns = count(1)

    async def found(self, plan: Plan) -> None:
        def accounts(tx: Tx) -> None:
            for user_id, name in zip(self.users, NAMES, strict=True):
                identity.create_account(tx, user_id, displayname=name.title())

        await self.house.write(accounts)
        for user_id in self.users:
            devices = [await self.house.sign_in(user_id, name) for name in ("NEAR", "FAR", "WITNESS")]
            near, far = (
                Follower(devices[0], NEAR[plan.filters[0]], state_after=plan.state_after[0]),
                Follower(devices[1], FAR[plan.filters[1]], state_after=plan.state_after[1]),
            )
            self.followers.append([near, far])
            self.witnesses.append(devices[2])
        await self._found_rooms()
        if plan.here:
            self.rooms = self.rooms[:1] * 3
        for followers in self.followers:
            for follower in followers:
                await follower.sync()

    async def _found_rooms(self) -> None:
        anna, ben, _ = self.followers
        for client, others in ((anna[0].client, self.users[1:]), (ben[0].client, [])):
            room = await client.create_room(preset="public_chat", name="大家", **_POWERS)
            self.rooms.append(room)
            for follower in self.followers:
                if follower[0].client.user_id in others:
                    await follower[0].client.join(room)
        pair = await anna[0].client.create_room(
            preset="trusted_private_chat", invite=[self.users[1]], **_POWERS
        )
        await ben[0].client.join(pair)
        self.rooms.append(pair)

    # -- what people do --------------------------------------------------------------------------------------

    async def request(self, method: str, who: int, path: str, body: Json, where: int) -> None:
        """A request of this person about this room; that it is refused is fine, that it breaks is not."""
        client = self.followers[who][0].client
        filled = path.format(room=part(self.rooms[where]), me=part(client.user_id), txn=next(self._txns))
        answer = await client.request(method, filled, body)
        assert answer.status < 500, (filled, answer)
        if "/send/" in path and answer.status == 200:
            said = {"event_id": answer.body["event_id"], "content": body}
            self.said.setdefault(self.rooms[where], []).append(said)

    async def put(self, who: int, path: str, body: Json, where: int) -> None:
        await self.request("PUT", who, path, body, where)

    async def post(self, who: int, path: str, body: Json, where: int) -> None:
        await self.request("POST", who, path, body, where)

    def pick(self, where: int, which: int, *, also_state: bool = False) -> Json | None:
        """One of the newest things that were said in the room, or with `also_state` that somebody's device knows."""
        room = self.rooms[where]
        events = self.said.get(room, [])
        if also_state:
            known = [
                follower.rooms[room] for two in self.followers for follower in two if room in follower.rooms
            ]
            events = [event for each in known for event in each.timeline]
        return events[-1 - which % len(events)] if events else None

    def thread_of(self, event: Json) -> str:
        relation = event["content"].get("m.relates_to", {})
        return relation["event_id"] if relation.get("rel_type") == "m.thread" else "main"

    # -- what their devices know -----------------------------------------------------------------------------

    async def look(self, who: int, device: int) -> None:
        follower = self.followers[who][device]
        await self.compare(who, device, 0)
        got = await follower.sync()
        await self._check_counts(follower.client, got)
        if follower.is_lazy:
            for room_id, told in got.get("rooms", {}).get("join", {}).items():
                senders = {event["sender"] for event in told["timeline"]["events"]}
                await self._check_senders(follower, room_id, senders)

    async def _check_counts(self, client: MatrixClient, got: Json) -> None:
        """Each sync tells a device how many keys it has left."""
        one_time, unused = await self.house.read(
            lambda tx: e2ee.key_counts(tx, client.user_id, client.device_id)
        )
        told = (got.get("device_one_time_keys_count", {}), got.get("device_unused_fallback_key_types", []))
        assert told == (one_time, unused)

    async def _check_senders(self, follower: Follower, room_id: str, senders: set[str]) -> None:
        """Lazily loaded: of whoever speaks, the client has the member event as it is."""
        found = await self.house.read(lambda tx: rooms.list_member_events(tx, [room_id], senders))
        state = follower.rooms[room_id].state
        for event in found:
            mine = state.get(("m.room.member", event.state_key or ""))
            assert mine is not None, f"{follower.client.device_id} doesn't know who {event.state_key} is"
            assert mine["event_id"] == event.event_id

    async def judge(self, who: int) -> None:
        witness = Follower(self.witnesses[who], WITNESS)
        witness.client.since = None
        await witness.sync()
        for device, follower in enumerate(self.followers[who]):
            await self.look(who, device)
            follower.check_equals(witness)

    async def compare(self, who: int, device: int, token: int) -> None:
        """`sync.live` and `sync.delta` for the same device since the same token, now: by its filter, and by another."""
        follower = self.followers[who][device]
        since = follower.tokens[max(0, len(follower.tokens) - 1 - token)]
        for filter in (follower.filter, STRANGER):
            parsed = parse_sync_filter(filter)
            if follower.state_after:
                parsed = replace(parsed, state_name=sync.STATE_AFTER)
            await self._compare(follower.client, since, parsed)

    async def _compare(self, client: MatrixClient, since: int, filter: SyncFilter) -> None:
        hub = self.house.app.hub
        reader = Reader(client.user_id, client.device_id, self.house.clock.now_ms())
        live = sync.live(hub, await hub.viewer(client.user_id), reader, since, filter)
        self.compared["database" if live is None else "nothing" if live.is_empty else "memory"] += 1
        if live is not None:
            if live.awaits_messages:
                await self.house.read(lambda tx: sync.add_messages(tx, reader, since, live))
            found = await self.house.read(lambda tx: sync.delta(tx, reader, since, filter))
            ours, theirs = (normal(one.encode(), lazy=filter.lazy) for one in (live, found.answer))
            assert ours == theirs, list(differences(ours, theirs))


def normal(answer: bytes, *, lazy: bool) -> Json:
    """Without what may differ: tokens, order of rooms, the age to the millisecond, repeated members."""
    body: Json = json.decode(answer)
    found: Json = {"account_data": _by_type(body, "account_data")}
    people = body.get("presence", {}).get("events", [])
    found["presence"] = {event["sender"]: lasting(event["content"]) for event in people}
    for name in (
        "device_lists",
        "to_device",
        "device_one_time_keys_count",
        "device_unused_fallback_key_types",
    ):
        found[name] = body.get(name)
    for section, rooms_of in body.get("rooms", {}).items():
        for room_id, room in rooms_of.items():
            found[f"{section} {room_id}"] = _normal_room(room, lazy=lazy)
    return {key: value for key, value in found.items() if value}


def _normal_room(room: Json, *, lazy: bool) -> Json:
    timeline = _events(room, "timeline")
    for event in timeline:
        event["unsigned"].pop("age", None)
        for bundled in event["unsigned"].get("m.relations", {}).values():
            assert bundled is not None
    found = _events(room, "state") + _events(room, "state_after")
    state = [event for event in found if not (lazy and event["type"] == "m.room.member")]
    return {
        "timeline": timeline,
        "prev_batch": room["timeline"]["prev_batch"] if timeline else None,
        "limited": room["timeline"]["limited"],
        "state": sorted(state, key=str),
        "ephemeral": _by_type(room, "ephemeral"),
        "account_data": _by_type(room, "account_data"),
        "unread": (room.get("unread_notifications"), room.get("unread_thread_notifications")),
        "summary": room.get("summary"),
    }


def _by_type(section: Json, name: str) -> Json:
    """Of what comes twice the later counts."""
    return {event["type"]: event["content"] for event in _events(section, name)}


def _events(section: Json, name: str) -> list[Any]:
    return section.get(name, {}).get("events", [])


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("fangyuan.sync.hub._MOST_CHANGES", REMEMBERED)
    opened = House(database_url, groups={"ungoverned_rooms": True})
    opened.open()
    yield opened
    opened.close()


async def _live_through(world: World, plan: Plan) -> None:
    await world.found(plan)
    for step in plan.steps:
        await step.do(world)
        for who in range(len(NAMES)) if plan.eager else ():
            await world.look(who, 0)
    for who in range(len(NAMES)):
        await world.judge(who)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_old_snapshot_and_deltas_are_a_fresh_snapshot(house: House, plan: Plan) -> None:
    house.run(_live_through(World(house), plan))
