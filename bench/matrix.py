"""The Matrix Client-Server API as far as the benchmarks speak it, and a user who polls /sync."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import msgspec

from .client import HttpClient

PREFIX = "/_matrix/client/v3"
PASSWORD = "bench password"
POLL_TIMEOUT_MS = 30_000
POLL_FILTER = quote('{"room":{"timeline":{"limit":20}}}')
LAZY_FILTER = quote('{"room":{"timeline":{"limit":20},"state":{"lazy_load_members":true}}}')
DELIVERY_SECONDS = 120.0
# Requests in flight while something is set up; more would only queue in the server.
SETUP_CONCURRENCY = 8
# Up to this size a room is private and its members are invited, beyond it everyone may join.
INVITED_MEMBERS = 50


class MatrixError(Exception):
    """The server answered something else than it should have."""


class DeliveryError(Exception):
    """A member got an event twice, out of order, or not at all."""


class Content(msgspec.Struct, gc=False):
    n: int = -1


class Event(msgspec.Struct, gc=False):
    type: str
    content: Content


class Timeline(msgspec.Struct, gc=False):
    events: list[Event] = []
    limited: bool = False
    prev_batch: str = ""


class JoinedRoom(msgspec.Struct, gc=False):
    timeline: Timeline = msgspec.field(default_factory=Timeline)


class Rooms(msgspec.Struct, gc=False):
    join: dict[str, JoinedRoom] = {}


class SyncResponse(msgspec.Struct, gc=False):
    next_batch: str
    rooms: Rooms = msgspec.field(default_factory=Rooms)


class MessagesResponse(msgspec.Struct, gc=False):
    chunk: list[Event]
    end: str = ""


class RoomEvents(msgspec.Struct, gc=False):
    count: int
    results: list[object]


class Categories(msgspec.Struct, gc=False):
    room_events: RoomEvents


class SearchResponse(msgspec.Struct, gc=False):
    search_categories: Categories


class Registered(msgspec.Struct):
    user_id: str
    access_token: str


class Created(msgspec.Struct):
    room_id: str


class Uploaded(msgspec.Struct):
    content_uri: str


decode_sync = msgspec.json.Decoder(SyncResponse).decode
_decode_messages = msgspec.json.Decoder(MessagesResponse).decode
_decode_search = msgspec.json.Decoder(SearchResponse).decode
_encode = msgspec.json.Encoder().encode
_transactions = itertools.count()


def is_numbered(event: Event) -> bool:
    return event.type == "m.room.message" and event.content.n >= 0


@dataclass(slots=True)
class User:
    """One user (strictly: one device of a user) and the requests it makes."""

    http: HttpClient
    user_id: str
    token: str
    since: str = ""  # how far `follow` has come

    async def call(self, method: str, path: str, body: object = None) -> bytes:
        wire = b"" if method == "GET" else _encode({} if body is None else body)
        response = await self.http.request(method, PREFIX + path, self.token, wire)
        if response.status != 200:
            raise MatrixError(f"{method} {path[:120]}: {response.status} {response.body[:300]!r}")
        return response.body

    async def upload(self, content: bytes) -> str:
        """Gives the path under which it is downloaded."""
        response = await self.http.request("POST", "/_matrix/media/v3/upload", self.token, content)
        if response.status != 200:
            raise MatrixError(f"upload: {response.status} {response.body[:300]!r}")
        uri = msgspec.json.decode(response.body, type=Uploaded).content_uri
        return "/_matrix/client/v1/media/download/" + uri.removeprefix("mxc://")

    async def download(self, path: str) -> bytes:
        response = await self.http.request("GET", path, self.token)
        if response.status != 200:
            raise MatrixError(f"{path}: {response.status} {response.body[:300]!r}")
        return response.body

    async def create_room(self, name: str, invite: Sequence["User"] = (), *, public: bool = False) -> str:
        body = {
            "name": name,
            "topic": "bench purpose",
            "preset": "public_chat" if public else "private_chat",
            "invite": [user.user_id for user in invite],
        }
        return msgspec.json.decode(await self.call("POST", "/createRoom", body), type=Created).room_id

    async def join(self, room: str) -> None:
        await self.call("POST", f"/rooms/{quote(room)}/join")

    async def send(self, room: str, number: int = -1) -> None:
        content = {
            "msgtype": "m.text",
            "body": f"bench message {number}, some words as people write",
            "n": number,
        }
        await self.call("PUT", f"/rooms/{quote(room)}/send/m.room.message/b{next(_transactions)}", content)

    async def sync_raw(self, since: str = "", *, timeout_ms: int = 0, filter_json: str = "") -> bytes:
        path = f"/sync?timeout={timeout_ms}"
        if since:
            path += f"&since={quote(since)}"
        if filter_json:
            path += f"&filter={filter_json}"
        return await self.call("GET", path)

    async def sync(self, since: str = "", *, timeout_ms: int = 0, filter_json: str = "") -> SyncResponse:
        return decode_sync(await self.sync_raw(since, timeout_ms=timeout_ms, filter_json=filter_json))

    async def follow(self, *, timeout_ms: int = 0, filter_json: str = "") -> SyncResponse:
        """Sync from where this user's last `follow` ended, as clients do: an initial sync comes only once.

        (A server may answer a repeated initial sync out of a cache, with a token that is long past.)
        """
        answer = await self.sync(self.since, timeout_ms=timeout_ms, filter_json=filter_json)
        self.since = answer.next_batch
        return answer

    async def messages(self, room: str, start: str = "", limit: int = 100) -> MessagesResponse:
        path = f"/rooms/{quote(room)}/messages?dir=b&limit={limit}"
        return _decode_messages(await self.call("GET", f"{path}&from={quote(start)}" if start else path))

    async def search(self, term: str) -> RoomEvents:
        """What clients ask: the newest first, ten of them, with what stood around each."""
        criteria = {
            "search_term": term,
            "order_by": "recent",
            "event_context": {"before_limit": 1, "after_limit": 1, "include_profile": True},
        }
        answer = await self.call("POST", "/search", {"search_categories": {"room_events": criteria}})
        return _decode_search(answer).search_categories.room_events

    async def new_device(self) -> "User":
        """The same user logged in anew: no server can have an answer ready for this device."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self.user_id},
            "password": PASSWORD,
        }
        answer = msgspec.json.decode(await self.call("POST", "/login", body), type=Registered)
        return User(self.http, answer.user_id, answer.access_token)


async def register(http: HttpClient, name: str) -> User:
    body = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
    answer = await User(http, "", "").call("POST", "/register", body)
    registered = msgspec.json.decode(answer, type=Registered)
    return User(http, registered.user_id, registered.access_token)


async def in_parallel(
    jobs: Iterable[Callable[[], Awaitable[object]]], width: int = SETUP_CONCURRENCY
) -> None:
    """Run the jobs, at most `width` at a time."""
    queue = iter(jobs)

    async def worker() -> None:
        for job in queue:
            await job()

    async with asyncio.TaskGroup() as group:
        for _ in range(width):
            group.create_task(worker())


async def register_many(http: HttpClient, prefix: str, count: int) -> list[User]:
    users: list[User | None] = [None] * count

    async def one(index: int) -> None:
        users[index] = await register(http, f"{prefix}{index}")

    await in_parallel([lambda index=index: one(index) for index in range(count)])
    return [user for user in users if user is not None]


async def join_many(room: str, users: Sequence[User]) -> None:
    await in_parallel([lambda user=user: user.join(room) for user in users])


async def room_with(owner: User, members: Sequence[User], name: str = "bench") -> str:
    public = len(members) > INVITED_MEMBERS
    room = await owner.create_room(name, () if public else members, public=public)
    await join_many(room, members)
    return room


class Delivery:
    """What every member must have seen: the numbers from 0 upwards, each once, in order."""

    def __init__(self) -> None:
        self.sent = 0
        self.backfills = 0
        self._seen: dict[str, int] = {}
        self._changed = asyncio.Event()

    def add(self, member: str) -> None:
        self._seen[member] = self.sent - 1

    def remove(self, member: str) -> None:
        self._seen.pop(member, None)

    def last_seen(self, member: str) -> int:
        return self._seen[member]

    def deliver(self, member: str, numbers: Sequence[int]) -> None:
        last = self._seen[member]
        for number in numbers:
            if number != last + 1:
                raise DeliveryError(f"{member} got message {number} after {last}")
            last = number
        self._seen[member] = last
        if last == self.sent - 1:
            self._changed.set()

    async def wait_for_all(self, failed: Callable[[], None]) -> None:
        """Until every member has everything sent so far; `failed` raises when a poller has died."""
        async with asyncio.timeout(DELIVERY_SECONDS):
            while any(seen < self.sent - 1 for seen in self._seen.values()):
                failed()
                self._changed.clear()
                try:
                    await asyncio.wait_for(self._changed.wait(), 5)
                except TimeoutError:
                    continue


@dataclass(slots=True)
class Poller:
    """A member who long-polls /sync with chained tokens and checks what arrives in one room."""

    user: User
    room: str
    delivery: Delivery
    filter_json: str

    async def run(self) -> None:
        while True:
            answer = await self.user.follow(timeout_ms=POLL_TIMEOUT_MS, filter_json=self.filter_json)
            joined = answer.rooms.join.get(self.room)
            if joined is not None:
                await self._take(joined.timeline)

    async def _take(self, timeline: Timeline) -> None:
        numbers = [event.content.n for event in timeline.events if is_numbered(event)]
        last = self.delivery.last_seen(self.user.user_id)
        if timeline.limited and (not numbers or numbers[0] > last + 1):
            numbers = await self._backfill(timeline.prev_batch, last) + numbers
        self.delivery.deliver(self.user.user_id, numbers)

    async def _backfill(self, start: str, last: int) -> list[int]:
        """The part of a limited timeline that was left out, as a client fetches it."""
        found: list[int] = []
        while start:
            self.delivery.backfills += 1
            page = await self.user.messages(self.room, start)
            numbers = [event.content.n for event in page.chunk if is_numbered(event)]
            found += [number for number in numbers if number > last]
            start = page.end if page.chunk and all(number > last for number in numbers) else ""
        return found[::-1]


@dataclass(slots=True)
class Polling:
    """Members parked in long polls on one room."""

    filter_json: str = POLL_FILTER
    delivery: Delivery = field(default_factory=Delivery)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list["asyncio.Task[None]"])

    @asynccontextmanager
    async def of(self, room: str, users: Sequence[User]):
        """Park the users; on leaving, end their polls."""
        await in_parallel([lambda user=user: user.follow(filter_json=self.filter_json) for user in users])
        for user in users:
            self.delivery.add(user.user_id)
        pollers = [Poller(user, room, self.delivery, self.filter_json) for user in users]
        self.tasks = [asyncio.create_task(poller.run()) for poller in pollers]
        try:
            yield self
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            for user in users:
                self.delivery.remove(user.user_id)

    def check(self) -> None:
        for task in self.tasks:
            if task.done():
                task.result()

    async def send_next(self, sender: User, room: str) -> None:
        number = self.delivery.sent
        self.delivery.sent += 1
        await sender.send(room, number)

    async def all_delivered(self) -> None:
        await self.delivery.wait_for_all(self.check)
