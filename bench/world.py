"""What a case is made of: sizes, a world (a running server with users and rooms in it), the case itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from .client import HttpClient
from .matrix import User, register_many
from .measure import Meter, Sample

# What a round repeats, as against what the world holds.
ROUND_SIZES = (
    "messages",
    "parallel_messages",
    "fanout_messages",
    "burst_messages",
    "first_syncs",
    "idle_syncs",
    "pages",
    "created_rooms",
    "logins",
    "joins",
    "key_uploads",
    "key_claims",
    "to_device_messages",
    "searches",
    "growth_messages",
    "files",
    "small_files",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything; each can be set with `--size name=number`."""

    messages: int = 500  # send_one, per round
    parallel_senders: int = 16
    parallel_messages: int = 800  # send_16, per round, all senders together
    fanout_members: int = 100
    fanout_messages: int = 30
    burst_messages: int = 60
    rooms: int = 500
    room_messages: int = 3
    first_syncs: int = 5
    idle_syncs: int = 300
    history: int = 1100  # messages_100
    pages: int = 60
    created_rooms: int = 40
    logins: int = 60
    joins: int = 60
    search_history: int = 5_000
    searches: int = 100
    parked: int = 200
    key_uploads: int = 100  # of 20 keys each
    key_claims: int = 60  # of a key of 10 devices each
    to_device_messages: int = 40  # to 10 devices each
    growth_messages: int = 100  # send_by_*, per round and size; also the number of delta syncs
    growth_polling: int = 200
    file_megabytes: int = 16
    files: int = 6  # media_up and media_down, per round
    small_files: int = 60
    largest_history: int = 100_000
    largest_room: int = 10_000

    def quick(self) -> "Sizes":
        return replace(
            self, messages=60, parallel_messages=96, fanout_members=20, fanout_messages=8, burst_messages=40,
            rooms=20, first_syncs=3, idle_syncs=40, history=220, pages=10, created_rooms=6, logins=6, joins=6,
            key_uploads=10, key_claims=6, to_device_messages=6, parked=40,
            growth_messages=20, growth_polling=20, largest_history=1000, largest_room=100,
            file_megabytes=4, files=3, small_files=20, search_history=300, searches=20,
        )  # fmt: skip

    def warm_up(self) -> "Sizes":
        """The counts of one round made small, the things that exist beforehand left as they are."""
        small = {name: max(1, getattr(self, name) // 5) for name in ROUND_SIZES}
        return replace(self, **small)

    def with_values(self, values: Mapping[str, int]) -> "Sizes":
        known = {field.name for field in fields(self)}
        if unknown := values.keys() - known:
            raise ValueError(
                f"no such size: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}"
            )
        return replace(self, **values)


class World:
    """A running server and what the cases need to exist in it. Made once, used by several cases."""

    def __init__(self, http: HttpClient, meter: Meter, sizes: Sizes, tag: str) -> None:
        self.http = http
        self.meter = meter
        self.sizes = sizes
        self.tag = tag
        self.start_megabytes = meter.resident_megabytes()

    async def prepare(self) -> None:
        """Make users and rooms."""

    async def users(self, kind: str, count: int) -> list[User]:
        """New users; the tag keeps the names apart where several runs share a database."""
        return await register_many(self.http, f"{self.tag}{kind}", count)


W = TypeVar("W", bound=World)
Samples = dict[str, Sample]


@dataclass(frozen=True, slots=True)
class Target:
    """What the case should reach: a ratio to the peer, or a value of our own that isn't exceeded."""

    ratio: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Case(Generic[W]):
    name: str
    unit: str
    world: type[W]
    # One round: the sizes of this round (smaller in the warm-up), a sample per metric.
    round: Callable[[W, Sizes], Awaitable[Samples]]
    target: Target = Target()
    # Cases that look at one thing at several sizes have a stage for each.
    stages: Callable[[Sizes], Sequence[int]] | None = None
    enter: Callable[[W, int], Awaitable[None]] | None = None
    peer_by_default: bool = True


AnyCase = Case[Any]

# The metric of a case that has only one.
ONLY = ""


def one_metric(measure: Callable[[W, Sizes], Awaitable[Sample]]) -> Callable[[W, Sizes], Awaitable[Samples]]:
    """A round with one number."""

    async def round_(world: W, sizes: Sizes) -> Samples:
        return {ONLY: await measure(world, sizes)}

    return round_
