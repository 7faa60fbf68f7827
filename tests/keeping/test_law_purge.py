"""Law: whatever happens around it, a group's retention leaves every client with what a new one is told.

The stories are those of `tests.laws`, with rounds of retention among them, in batches of three messages: what is gone
is gone from every answer, and a client that follows the state `fangyuan.retention` knows no more and no less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import events, keeping
from fangyuan.keeping import Round
from tests.laws.follower import Follower
from tests.laws.house import House
from tests.laws.plan import Plan, Step, plans
from tests.laws.test_snapshot_delta import REMEMBERED, WITNESS, World


@dataclass(frozen=True)
class Purge:
    where: int

    async def do(self, world: World) -> None:
        assert isinstance(world, Forgetting)
        await world.purge(world.rooms[self.where])


class Forgetting(World):
    """Whoever is out of a room isn't told what is gone from it, but gets no more than is there when he asks anew."""

    async def purge(self, room_id: str) -> None:
        await self.house.advance(10)
        round: Round | None = Round(room_id=room_id, before_ts=self.house.clock.now_ms(), days=1)
        await self.house.advance(10)
        while round is not None:
            round = await self.house.write(lambda tx, at=round: keeping.purge_batch(tx, at))
        before = self.house.clock.now_ms() - 10
        assert not await self.house.read(lambda tx: events.list_old(tx, room_id, before, (0, 0), 1))

    async def judge(self, who: int) -> None:
        witness = Follower(self.witnesses[who], WITNESS)
        witness.client.since = None
        await witness.sync()
        for device, follower in enumerate(self.followers[who]):
            await self.look(who, device)
            for room_id, standing in witness.standing.items():
                if standing == "leave":
                    there = set(witness.rooms[room_id].ids())
                    known = follower.rooms[room_id]
                    known.timeline = [one for one in known.timeline if one["event_id"] in there]
            follower.check_equals(witness)


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("fangyuan.sync.hub._MOST_CHANGES", REMEMBERED)
    monkeypatch.setattr("fangyuan.keeping.retention.BATCH", 3)
    opened = House(database_url, groups={"ungoverned_rooms": True})
    opened.open()
    yield opened
    opened.close()


async def _live_through(world: World, plan: Plan) -> None:
    await world.found(plan)
    for step in plan.steps:
        await step.do(world)
        for who in range(3) if plan.eager else ():
            await world.look(who, 0)
    for who in range(3):
        await world.judge(who)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=plans(), purges=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=3)
)
def test_after_retention_every_client_knows_what_a_new_one_is_told(
    house: House, plan: Plan, purges: list[tuple[int, int]]
) -> None:
    steps = list(plan.steps)
    for at, where in purges:
        steps.insert(at % (len(steps) + 1), cast("Step", Purge(where)))
    house.run(_live_through(Forgetting(house), replace(plan, steps=steps)))
