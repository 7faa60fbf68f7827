"""The cases of coming: signing in, and walking into a room."""

from itertools import count

from .matrix import MatrixError
from .measure import Sample, Timer
from .world import AnyCase, Case, Sizes, Target, World, one_metric


class DoorWorld(World):
    """Somebody who signs in again and again, and one who opens rooms to who walks in and out."""

    async def prepare(self) -> None:
        self.host, self.guest = await self.users("door", 2)
        self.numbers = count()


async def login(world: DoorWorld, sizes: Sizes) -> Sample:
    """With a password; both servers are set to hash it cheaply, so that the rest is seen."""
    async with world.meter.section() as sample:
        for _ in range(sizes.logins):
            with Timer(sample):
                device = await world.guest.new_device()
            if device.user_id != world.guest.user_id:
                raise MatrixError("somebody else was signed in")
    return sample


async def join(world: DoorWorld, sizes: Sizes) -> Sample:
    """Into a room of two; the rooms are made before."""
    rooms = [
        await world.host.create_room(f"open {next(world.numbers)}", public=True) for _ in range(sizes.joins)
    ]
    async with world.meter.section() as sample:
        for room in rooms:
            with Timer(sample):
                await world.guest.join(room)
    return sample


COMING_CASES: tuple[AnyCase, ...] = (
    Case("login", "ms CPU per log-in", DoorWorld, one_metric(login), Target(ratio=8)),
    Case("join", "ms CPU per join", DoorWorld, one_metric(join), Target(ratio=8)),
)
