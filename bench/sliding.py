"""The cases of sliding sync (MSC4186), as Element X asks: a window of 20 rooms first, all rooms later."""

import msgspec

from .cases import ManyRoomsWorld
from .matrix import MatrixError, User
from .measure import Sample, Timer
from .world import AnyCase, Case, Sizes, Target, one_metric

PATH = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"
FIRST_WINDOW = 20
DEVICES = 20
_STATE = [
    ["m.room.name", ""],
    ["m.room.encryption", ""],
    ["m.room.member", "$LAZY"],
    ["m.room.member", "$ME"],
    ["m.room.topic", ""],
    ["m.room.avatar", ""],
    ["m.room.canonical_alias", ""],
    ["m.room.power_levels", ""],
    ["m.room.create", ""],
    ["m.room.history_visibility", ""],
    ["m.room.join_rules", ""],
    ["m.room.tombstone", ""],
    ["m.room.pinned_events", ""],
]
_EXTENSIONS: dict[str, dict[str, object]] = {
    name: {"enabled": True} for name in ("account_data", "receipts", "typing", "e2ee", "to_device")
}


class Told(msgspec.Struct, gc=False):
    timeline: list[msgspec.Raw] = []


class Inbox(msgspec.Struct, gc=False):
    next_batch: str


class Extensions(msgspec.Struct, gc=False):
    to_device: Inbox


class Answer(msgspec.Struct, gc=False):
    pos: str
    rooms: dict[str, Told]
    extensions: Extensions


_decode = msgspec.json.Decoder(Answer).decode
_encode = msgspec.json.Encoder().encode


def _body(rooms: int, inbox: str = "") -> bytes:
    config = {
        "ranges": [[0, rooms - 1]],
        "timeline_limit": 1,
        "required_state": _STATE,
        "filters": {"not_room_types": ["m.space"]},
    }
    extensions = dict(_EXTENSIONS)
    if inbox:
        extensions["to_device"] = {"enabled": True, "since": inbox}
    return _encode({"conn_id": "room-list", "lists": {"all_rooms": config}, "extensions": extensions})


async def ask(user: User, rooms: int) -> Answer:
    """One request, from where the user's last one ended."""
    pos, _, inbox = user.since.partition(" ")
    path, body = f"{PATH}?timeout=0" + (f"&pos={pos}" if pos else ""), _body(rooms, inbox)
    response = await user.http.request("POST", path, user.token, body)
    if response.status != 200:
        raise MatrixError(f"sliding sync: {response.status} {response.body[:300]!r}")
    answer = _decode(response.body)
    user.since = f"{answer.pos} {answer.extensions.to_device.next_batch}"
    return answer


async def first_window(world: ManyRoomsWorld, sizes: Sizes) -> Sample:
    """The first window of a device that has just logged in."""
    devices = [await world.user.new_device() for _ in range(sizes.first_syncs)]
    expected = min(FIRST_WINDOW, world.sizes.rooms)
    async with world.meter.section() as sample:
        for device in devices:
            with Timer(sample):
                answer = await ask(device, FIRST_WINDOW)
            if len(answer.rooms) != expected:
                raise MatrixError(f"{len(answer.rooms)} rooms in the first window")
    return sample


class FollowedWorld(ManyRoomsWorld):
    """The user's devices follow all of the rooms."""

    async def prepare(self) -> None:
        await super().prepare()
        (self.writer,) = await self.users("writer", 1)
        self.room = await self.writer.create_room("talk", [self.user])
        await self.user.join(self.room)
        self.window = self.sizes.rooms + 1
        self.devices = [await self.user.new_device() for _ in range(DEVICES)]
        for device in self.devices:
            await ask(device, self.window)


async def increment(world: FollowedWorld, sizes: Sizes) -> Sample:
    """A request that brings one new message. Only the syncs are measured."""
    total = Sample()
    for device in world.devices:
        await ask(device, world.window)
    while total.operations < sizes.idle_syncs:
        await world.writer.send(world.room, total.operations)
        async with world.meter.section() as part:
            for device in world.devices:
                with Timer(part):
                    answer = await ask(device, world.window)
                if [len(told.timeline) for told in answer.rooms.values()] != [1]:
                    raise MatrixError("an increment hadn't exactly the one new message")
        total.add(part)
    return total


async def idle(world: FollowedWorld, sizes: Sizes) -> Sample:
    """A request with nothing new."""
    device = world.devices[0]
    await ask(device, world.window)
    async with world.meter.section() as sample:
        for _ in range(sizes.idle_syncs):
            with Timer(sample):
                answer = await ask(device, world.window)
            if answer.rooms:
                raise MatrixError("an idle request had something new")
    return sample


SLIDING_CASES: tuple[AnyCase, ...] = (
    Case(
        "sliding_first_500", "ms CPU per window", ManyRoomsWorld, one_metric(first_window), Target(at_most=15)
    ),
    Case("sliding_increment_500", "ms CPU per sync", FollowedWorld, one_metric(increment), Target(ratio=8)),
    Case("sliding_idle_500", "ms CPU per sync", FollowedWorld, one_metric(idle), Target(ratio=8)),
)
