"""Law 3 for sliding sync: who follows by windows knows of each room what a new connection is told.

The same stories as for /sync. One device sees all rooms and asks often; one has a window of one room, loses every
answer once before it arrives, has its connection looked up in the database each time, and opens its window in the end.
Where memory says that there is nothing to tell, the database has to say so too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import convert

from fangyuan import e2ee
from fangyuan.sync.sliding import parse_pos
from fangyuan.sync.sliding.answer import compute, from_memory
from fangyuan.sync.sliding.connections import Connections
from fangyuan.sync.sliding.plan import News, is_quiet
from fangyuan.sync.sliding.plan import Plan as SyncPlan
from fangyuan.sync.sliding.request import Body, parse
from fangyuan.timeline import Reader
from tests.kit.client import Json
from tests.laws.house import House
from tests.laws.plan import Plan, plans
from tests.laws.sliding_follower import SlidingFollower
from tests.laws.test_snapshot_delta import NAMES, REMEMBERED, World

NEAR, FAR = 0, 1


class SlidingWorld(World):
    """The people of /sync's law, each with two devices that follow by windows."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.sliding: list[list[SlidingFollower]] = []

    async def found(self, plan: Plan) -> None:
        await super().found(plan)
        for near, far in self.followers:
            ones = [
                SlidingFollower(near.client, limit=20, lazy=bool(plan.filters[0])),
                SlidingFollower(far.client, limit=2, lazy=bool(plan.filters[1])),
            ]
            ones[FAR].reach = 0
            self.sliding.append(ones)
            for one in ones:
                await one.sync()

    async def look(self, who: int, device: int) -> None:
        follower = self.sliding[who][device]
        await self.compare(who, device, 0)
        if device == FAR:
            self.house.app.sliding.connections = Connections()  # as after a restart
        got = await follower.sync(lose=device == FAR)
        await self._check_keys(follower, got)
        if follower.lazy:
            for room_id, told in got["rooms"].items():
                if told["membership"] == "join":
                    follower.check_senders(room_id, told.get("timeline", []))

    async def _check_keys(self, follower: SlidingFollower, got: Json) -> None:
        client = follower.client
        one_time, unused = await self.house.read(
            lambda tx: e2ee.key_counts(tx, client.user_id, client.device_id)
        )
        told = got["extensions"]["e2ee"]
        assert told["device_one_time_keys_count"] == {"signed_curve25519": 0, **one_time}
        assert told["device_unused_fallback_key_types"] == unused

    async def judge(self, who: int) -> None:
        for device, follower in enumerate(self.sliding[who]):
            follower.reach = 99
            await self.look(who, device)
            witness = SlidingFollower(self.witnesses[who], limit=100)
            await witness.sync()
            follower.check_equals(witness)
            assert (await follower.sync())["rooms"] == {}
        self.sliding[who][FAR].reach = 0

    async def compare(self, who: int, device: int, token: int) -> None:
        """What memory calls nothing to tell, the database calls so too."""
        follower, app = self.sliding[who][device], self.house.app
        client, pos = follower.client, follower.view.pos
        assert pos is not None
        reader = Reader(client.user_id, client.device_id, self.house.clock.now_ms())
        body: Json = follower.view.body | {"lists": follower.lists()}
        request = parse(convert(body, Body), stable=False).request
        name = (client.user_id, client.device_id, request.conn_id)
        connection, state = await app.sliding.connections.find(app.db, name, parse_pos(pos))
        _, plan = await app.sliding.plan(connection, reader, request, state, parse_pos(pos).position)
        plan.keys, plan.members, plan.inbox = connection.keys, connection.members, plan.since
        if not is_quiet(plan):
            await self._compare_news(reader, plan)
            return
        self.compared["quiet"] += 1
        plan.news = News()  # memory knows nothing
        plan.is_settled = False
        answer = await self.house.read(lambda tx: compute(tx, reader, plan))
        assert answer.is_empty, (answer.rooms, answer.extras)
        assert answer.state is state

    async def _compare_news(self, reader: Reader, plan: SyncPlan) -> None:
        """What memory tells, the database tells."""
        found = from_memory(reader, plan)
        self.compared["database" if found is None else "memory"] += 1
        if found is None:
            return
        plan.recent, plan.news, plan.is_settled = None, News(), False
        told = await self.house.read(lambda tx: compute(tx, reader, plan))
        ours, theirs = ({one.room_id: one.encode(stable=False) for one in a.rooms} for a in (found, told))
        assert ours == theirs
        assert found.extras.is_news == told.extras.is_news
        assert (found.state.rooms, found.state.marks) == (told.state.rooms, told.state.marks)


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("fangyuan.sync.hub._MOST_CHANGES", REMEMBERED)
    opened = House(database_url, groups={"ungoverned_rooms": True})
    opened.open()
    yield opened
    opened.close()


async def _live_through(world: SlidingWorld, plan: Plan) -> None:
    await world.found(plan)
    for step in plan.steps:
        await step.do(world)
        for who in range(len(NAMES)) if plan.eager else ():
            await world.look(who, NEAR)
    for who in range(len(NAMES)):
        await world.judge(who)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_windows_and_deltas_are_a_fresh_window(house: House, plan: Plan) -> None:
    house.run(_live_through(SlidingWorld(house), plan))
