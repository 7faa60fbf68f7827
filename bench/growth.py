"""The cases that repeat sending and delta syncs at growing sizes of one thing."""

from collections.abc import Sequence

from .matrix import LAZY_FILTER, MatrixError, Polling, User, in_parallel, is_numbered, join_many, room_with
from .measure import Sample, Timer
from .world import AnyCase, Case, Samples, Sizes, World

READERS = 50
HISTORY_READERS = 20


def decades(largest: int, steps: Sequence[int]) -> list[int]:
    """The steps up to the largest, which is always the last."""
    return [step for step in steps if step < largest] + [largest]


async def sends(world: World, sender: User, rooms: Sequence[str], count: int) -> Sample:
    """Messages sent one after the other, to the rooms in turn, while nobody polls."""
    async with world.meter.section() as sample:
        for number in range(count):
            with Timer(sample):
                await sender.send(rooms[number % len(rooms)], number)
    return sample


async def delta_syncs(world: World, sender: User, readers: Sequence[User], room: str, count: int) -> Sample:
    """Incremental syncs with one new message each. Only the syncs are measured."""
    total = Sample()
    for reader in readers:
        await reader.follow(filter_json=LAZY_FILTER)
    while total.operations < count:
        await sender.send(room, total.operations)
        async with world.meter.section() as part:
            for reader in readers:
                with Timer(part):
                    answer = await reader.follow(filter_json=LAZY_FILTER)
                joined = answer.rooms.join.get(room)
                if (
                    joined is None
                    or [is_numbered(event) for event in joined.timeline.events].count(True) != 1
                ):
                    raise MatrixError("a delta sync hadn't exactly the one new message")
        total.add(part)
    return total


class HistoryWorld(World):
    """Rooms with as many messages as the stage says."""

    async def prepare(self) -> None:
        (self.sender,) = await self.users("writer", 1)
        self.readers = await self.users("follower", HISTORY_READERS)
        self.size = 0
        self.rooms: list[str] = []
        self.held = 0

    async def enter(self, size: int) -> None:
        self.size = size
        if self._outgrown(self.sizes.growth_messages):
            self.rooms, self.held = [], 0

    def _outgrown(self, count: int) -> bool:
        """Whether a round would change the size of its rooms by more than half of it."""
        return count * 2 > self.size

    async def rooms_of_size(self, count: int) -> list[str]:
        """Rooms for a round of so many messages: small ones are made for every round, a large one is kept."""
        if self._outgrown(count):
            wanted = -(-count * 2 // self.size)
            rooms = [await room_with(self.sender, self.readers) for _ in range(wanted)]
            for room in rooms:
                await self._fill(room, self.size)
            return rooms
        if not self.rooms:
            self.rooms = [await room_with(self.sender, self.readers)]
        await self._fill(self.rooms[0], self.size - self.held)
        self.held = max(self.held, self.size)
        return self.rooms

    async def _fill(self, room: str, count: int) -> None:
        await in_parallel(lambda number=number: self.sender.send(room, number) for number in range(count))


async def by_history(world: HistoryWorld, sizes: Sizes) -> Samples:
    rooms = await world.rooms_of_size(sizes.growth_messages)
    return {
        "send": await sends(world, world.sender, rooms, sizes.growth_messages),
        "delta_sync": await delta_syncs(world, world.sender, world.readers, rooms[0], sizes.growth_messages),
    }


class MembersWorld(World):
    """One room that gets as many members as the stage says."""

    async def prepare(self) -> None:
        (self.sender,) = await self.users("writer", 1)
        self.room = await self.sender.create_room("growing", public=True)
        self.members: list[User] = []
        self.polling = Polling(filter_json=LAZY_FILTER)

    async def enter(self, size: int) -> None:
        new = await self.users(f"member{size}x", size - 1 - len(self.members))
        await join_many(self.room, new)
        self.members += new


async def by_members(world: MembersWorld, sizes: Sizes) -> Samples:
    readers, pollers = world.members[:READERS], world.members[: sizes.growth_polling]
    return {
        "send": await sends(world, world.sender, [world.room], sizes.growth_messages),
        "send_and_deliver": await _sends_with_pollers(world, pollers, sizes),
        "delta_sync": await delta_syncs(world, world.sender, readers, world.room, sizes.growth_messages),
    }


async def _sends_with_pollers(world: MembersWorld, pollers: Sequence[User], sizes: Sizes) -> Sample:
    """Per message; `polling` says to how many it was delivered."""
    async with world.polling.of(world.room, pollers), world.meter.section() as sample:
        for _ in range(max(1, sizes.growth_messages // 5)):
            with Timer(sample):
                await world.polling.send_next(world.sender, world.room)
                await world.polling.all_delivered()
    sample.notes["polling"] = len(pollers)
    return sample


GROWTH_CASES: tuple[AnyCase, ...] = (
    Case(
        "send_by_history",
        "ms CPU per operation, by messages in the room",
        HistoryWorld,
        by_history,
        stages=lambda sizes: decades(sizes.largest_history, (10, 1000, 100_000)),
        enter=HistoryWorld.enter,
        peer_by_default=False,
    ),
    Case(
        "send_by_members",
        "ms CPU per operation, by members of the room",
        MembersWorld,
        by_members,
        stages=lambda sizes: decades(sizes.largest_room, (10, 100, 1000, 10_000)),
        enter=MembersWorld.enter,
        peer_by_default=False,
    ),
)
