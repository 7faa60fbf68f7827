"""The cases that look at one operation each."""

from .coming import COMING_CASES
from .encryption import ENCRYPTION_CASES
from .files import FILE_CASES
from .growth import GROWTH_CASES
from .matrix import MatrixError, Polling, User, decode_sync, in_parallel, room_with
from .measure import Sample, Timer
from .world import AnyCase, Case, Sizes, Target, World, one_metric


class PairWorld(World):
    """A room of two."""

    async def prepare(self) -> None:
        self.sender, other = await self.users("pair", 2)
        self.room = await room_with(self.sender, [other])


async def send_one(world: PairWorld, sizes: Sizes) -> Sample:
    async with world.meter.section() as sample:
        for number in range(sizes.messages):
            with Timer(sample):
                await world.sender.send(world.room, number)
    return sample


class CrowdWorld(World):
    """A room whose members all send."""

    async def prepare(self) -> None:
        self.senders = await self.users("crowd", self.sizes.parallel_senders)
        self.room = await room_with(self.senders[0], self.senders[1:])


async def send_16(world: CrowdWorld, sizes: Sizes) -> Sample:
    each = max(1, sizes.parallel_messages // len(world.senders))

    async def send_some(sender: User) -> None:
        for number in range(each):
            with Timer(sample):
                await sender.send(world.room, number)

    async with world.meter.section() as sample:
        await in_parallel([lambda user=user: send_some(user) for user in world.senders], len(world.senders))
    return sample


class AudienceWorld(World):
    """A sender, and members of its room who poll."""

    async def prepare(self) -> None:
        (self.sender,) = await self.users("speaker", 1)
        self.members = await self.users("listener", self.sizes.fanout_members)
        self.room = await room_with(self.sender, self.members)
        self.polling = Polling()


async def fanout_paced(world: AudienceWorld, sizes: Sizes) -> Sample:
    """The next message when all members have the one before; the latency is until the last one has it."""
    async with world.polling.of(world.room, world.members), world.meter.section() as sample:
        for _ in range(sizes.fanout_messages):
            with Timer(sample):
                await world.polling.send_next(world.sender, world.room)
                await world.polling.all_delivered()
    sample.operations = sizes.fanout_messages * len(world.members)
    return sample


async def fanout_burst(world: AudienceWorld, sizes: Sizes) -> Sample:
    """Messages without waiting for delivery; the latency is that of the sending."""
    backfills = world.polling.delivery.backfills
    async with world.polling.of(world.room, world.members), world.meter.section() as sample:
        for _ in range(sizes.burst_messages):
            with Timer(sample):
                await world.polling.send_next(world.sender, world.room)
        await world.polling.all_delivered()
    sample.operations = sizes.burst_messages * len(world.members)
    sample.notes["backfill_requests"] = world.polling.delivery.backfills - backfills
    return sample


class ManyRoomsWorld(World):
    """A user in many rooms, each with two more members and some messages."""

    async def prepare(self) -> None:
        (self.user,) = await self.users("busy", 1)
        others = await self.users("colleague", 10)

        async def one(index: int) -> None:
            pair = [others[index % 10], others[(index + 3) % 10]]
            room = await room_with(self.user, pair, f"room {index}")
            for number in range(self.sizes.room_messages):
                await pair[number % 2].send(room, number)

        await in_parallel([lambda index=index: one(index) for index in range(self.sizes.rooms)])


async def first_sync(world: ManyRoomsWorld, sizes: Sizes) -> Sample:
    """Every sync is the first of a new device, as servers may keep an answer for a device that asks again."""
    devices = [await world.user.new_device() for _ in range(sizes.first_syncs)]
    answers: list[bytes] = []
    async with world.meter.section() as sample:
        for device in devices:
            with Timer(sample):
                answers.append(await device.sync_raw())
    for joined in (len(decode_sync(answer).rooms.join) for answer in answers):
        if joined != world.sizes.rooms:
            raise MatrixError(f"{joined} rooms in the first sync instead of {world.sizes.rooms}")
    sample.notes["response_kilobytes"] = sum(map(len, answers)) / len(answers) / 1024
    return sample


async def idle_sync(world: ManyRoomsWorld, sizes: Sizes) -> Sample:
    await world.user.follow()
    async with world.meter.section() as sample:
        for _ in range(sizes.idle_syncs):
            with Timer(sample):
                answer = await world.user.follow()
            if answer.rooms.join:
                raise MatrixError("an idle sync had something new")
    return sample


class LongRoomWorld(World):
    """A room with a history."""

    async def prepare(self) -> None:
        self.reader, other = await self.users("reader", 2)
        self.room = await room_with(self.reader, [other])
        sends = [lambda number=number: other.send(self.room, number) for number in range(self.sizes.history)]
        await in_parallel(sends)


async def messages_100(world: LongRoomWorld, sizes: Sizes) -> Sample:
    """Walk backwards through the full pages of the room, again and again."""
    full_pages, start = world.sizes.history // 100, ""
    async with world.meter.section() as sample:
        for number in range(sizes.pages):
            if number % full_pages == 0:
                start = ""
            with Timer(sample):
                page = await world.reader.messages(world.room, start)
            if len(page.chunk) != 100:
                raise MatrixError(f"{len(page.chunk)} events in a page of 100")
            start = page.end
    return sample


class FounderWorld(World):
    """Somebody who makes rooms, and two to invite."""

    async def prepare(self) -> None:
        self.founder, *self.invited = await self.users("founder", 3)


async def create_room(world: FounderWorld, sizes: Sizes) -> Sample:
    async with world.meter.section() as sample:
        for number in range(sizes.created_rooms):
            with Timer(sample):
                await world.founder.create_room(f"room {number}", world.invited)
    return sample


class SearchWorld(World):
    """A user in ten rooms that hold a history together."""

    async def prepare(self) -> None:
        self.reader, other = await self.users("finder", 2)
        rooms = [await room_with(self.reader, [other], f"room {number}") for number in range(10)]
        sends = [
            lambda number=number: other.send(rooms[number % 10], number)
            for number in range(self.sizes.search_history)
        ]
        await in_parallel(sends)
        await self.reader.search("bench")  # whoever indexes when somebody asks has done so


async def search(world: SearchWorld, sizes: Sizes) -> Sample:
    """One message out of all, by two words of which one is in every message."""
    async with world.meter.section() as sample:
        for number in range(sizes.searches):
            wanted = world.sizes.search_history - 1 - number
            with Timer(sample):
                found = await world.reader.search(f"message {wanted}")
            if not found.results:
                raise MatrixError(f"message {wanted} was not found")
    return sample


class ParkedWorld(World):
    """Members of one room who poll while nothing happens."""

    async def prepare(self) -> None:
        self.members = await self.users("parked", self.sizes.parked)
        self.room = await room_with(self.members[0], self.members[1:])
        self.polling = Polling()


async def memory(world: ParkedWorld, sizes: Sizes) -> Sample:
    del sizes
    async with world.polling.of(world.room, world.members):
        await world.meter.until_quiet()
        world.polling.check()
        megabytes = world.meter.resident_megabytes()
    return Sample(value=megabytes, notes={"just_started": world.start_megabytes})


CASES: tuple[AnyCase, ...] = (
    Case("send_one", "ms CPU per message", PairWorld, one_metric(send_one), Target(ratio=25)),
    Case("send_16", "ms CPU per message", CrowdWorld, one_metric(send_16), Target(ratio=40)),
    Case(
        "fanout_100", "ms CPU per delivered event", AudienceWorld, one_metric(fanout_paced), Target(ratio=50)
    ),
    Case(
        "fanout_100_burst",
        "ms CPU per delivered event",
        AudienceWorld,
        one_metric(fanout_burst),
        Target(ratio=50),
    ),
    Case("first_sync_500", "ms CPU per sync", ManyRoomsWorld, one_metric(first_sync), Target(ratio=30)),
    Case("idle_sync", "ms CPU per sync", ManyRoomsWorld, one_metric(idle_sync), Target(ratio=15)),
    Case("messages_100", "ms CPU per page", LongRoomWorld, one_metric(messages_100), Target(ratio=40)),
    Case("create_room", "ms CPU per room", FounderWorld, one_metric(create_room), Target(ratio=30)),
    Case("search", "ms CPU per search", SearchWorld, one_metric(search), Target(ratio=8)),
    Case("memory_200", "MB resident", ParkedWorld, one_metric(memory), Target(at_most=110)),
    *COMING_CASES,
    *FILE_CASES,
    *ENCRYPTION_CASES,
    *GROWTH_CASES,
)
