"""The stream in memory: the newest changes, who waits for what, and each online viewer's unread counts.

A bus listener. Everything here happens on the event loop's thread. What is lost here costs latency only: `live` says so
when memory does not reach far enough back, and the database answers instead.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from fangyuan import e2ee, identity, push, reach, rooms, timeline
from fangyuan.db import Database, Tx
from fangyuan.events import Event
from fangyuan.kernel.change import Change
from fangyuan.presence import PRESENCE
from fangyuan.push import RoomUnread
from fangyuan.sync import facts, roomlist
from fangyuan.sync.attendance import Attendance
from fangyuan.sync.blocks import Blocks
from fangyuan.sync.encode import key_counts
from fangyuan.sync.facts import Facts
from fangyuan.sync.roomlist import RoomList
from fangyuan.timeline import Receipt

_MOST_CHANGES = 20_000
_MOST_VIEWERS = 20_000
_MOST_FRAGMENTS = 5_000
_FEW, _GATHER_S = 20, 10.0
_MOST_WAITING = 4  # polls of one device at a time


class Viewer:
    """A person who syncs: where he is in, what he has not read, who waits on his behalf."""

    __slots__ = (
        "ignored",
        "joined",
        "judge",
        "kept_messages",
        "key_counts",
        "loaded_at",
        "members_sent",
        "rooms",
        "unread",
        "user_id",
        "waiting",
    )

    def __init__(
        self,
        user_id: str,
        joined: set[str],
        judge: push.Judge,
        loaded_at: int,
        ignored: frozenset[str] = frozenset(),
    ) -> None:
        self.user_id = user_id
        self.ignored = ignored  # whose messages he does not want
        self.joined = joined
        self.judge = judge
        self.loaded_at = (
            loaded_at  # the position of the snapshot that `joined` is of: memory may still be behind
        )
        self.unread: dict[str, RoomUnread] = {}
        # (device, room) -> whose member events it was sent, and at which position
        self.members_sent: dict[tuple[str, str], dict[str, int]] = {}
        self.waiting: dict[asyncio.Future[None], str] = {}  # who waits, and on which device
        self.rooms: RoomList | None = None  # for who syncs by sliding windows
        self.key_counts: dict[str, bytes] = {}  # of each device, encoded
        # Of each device (position of the last answer that brought it messages, 0 when none of them is kept any more;
        # the newest token up to which they were deleted). Missing when only the database knows.
        self.kept_messages: dict[str, tuple[int, int]] = {}

    def forget_members(self, device_id: str) -> None:
        """The device begins anew: it has no member events any more."""
        for key in [key for key in self.members_sent if key[0] == device_id]:
            del self.members_sent[key]

    def known_members(self, device_id: str, room_id: str, since: int) -> set[str]:
        """Whose member events the device has for certain: its token proves that it got what was sent up to it."""
        sent = self.members_sent.get((device_id, room_id))
        # Asked from readers' threads: the copy is of one moment.
        return {user_id for user_id, position in list(sent.items()) if position <= since} if sent else set()

    def wake(self) -> None:
        for future in self.waiting:
            if not future.done():
                future.set_result(None)
        self.waiting.clear()

    def wake_device(self, device_id: str) -> None:
        for future, device in self.waiting.items():
            if device == device_id and not future.done():
                future.set_result(None)


class Hub:
    def __init__(self, db: Database, *, presence: bool = True) -> None:
        self.db = db
        self.attendance = Attendance(db, enabled=presence)
        self._gathered: set[Viewer] = set()  # to be woken together, in a moment
        self.position = 0
        self.hides_anybody = True  # whether people share a room and yet one doesn't see the other
        self.floor = 0  # changes after this position are all in `log`
        self.log: list[Change] = []
        self._positions: list[int] = []
        self._viewers: OrderedDict[str, Viewer] = OrderedDict()
        self._online: dict[str, set[Viewer]] = {}  # room -> viewers who are in it
        self._peeking: dict[str, list[Viewer]] = {}  # room -> who waits for what happens there from outside
        self.last_event: dict[str, int] = {}
        # room -> (span of events and second, counts -> the encoded room): what many readers get alike
        self.fragments: dict[str, tuple[tuple[int, int, int], dict[tuple[int, int, bool, bytes], bytes]]] = {}
        self.stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.blocks = Blocks()
        self.facts = Facts()

    def start(self, position: int) -> None:
        """The stream stands here; nothing before is in memory."""
        self.position = self.floor = position

    # -- changes come in -----------------------------------------------------------------------------------------

    def committed(self, changes: Sequence[Change], position: int) -> None:
        self.log.extend(changes)
        self._positions.extend([change.position for change in changes])
        self.position = position
        woken: set[Viewer] = set()
        for change in changes:
            self._apply(change, woken)
            if self._peeking:  # presence names no room: whoever peeks looks whether it concerns him
                peeked = (
                    self._peeking.values()
                    if change.kind == PRESENCE
                    else [self._peeking.get(change.room_id, ())]
                )
                woken.update(*peeked)
        if len(self.log) > _MOST_CHANGES:
            half = len(self.log) // 2
            self.floor = self._positions[half - 1]
            del self.log[:half], self._positions[:half]
        if len(self.fragments) > _MOST_FRAGMENTS:
            self.fragments.clear()
        for viewer in woken:
            viewer.wake()

    def lost(self, position: int) -> None:
        """Somebody else wrote: forget everything and let everybody ask the database."""
        self.log.clear()
        self._positions.clear()
        self.position = self.floor = position
        viewers = list(self._viewers.values())
        self._viewers.clear()
        self._online.clear()
        self.last_event.clear()
        self.facts.clear()
        self.fragments.clear()
        for viewer in viewers:
            viewer.wake()

    def _apply(self, change: Change, woken: set[Viewer]) -> None:
        kind = change.kind
        if kind == "event":
            self._apply_event(change.data, woken)
            if change.data.state_key is not None:
                self.facts.apply(change)
        elif kind == "redacted":
            self.facts.apply(change)
            self._forget_content(change.data)
            for viewer in self._online.get(change.room_id, ()):
                viewer.unread.pop(change.room_id, None)  # what is taken back highlights no more
        elif kind == "purged":
            self._forget_purged(change)
        elif push.changes_judge(change):
            self._drop(change.user_id)  # by his rules, by the name he has, without whom he ignores now
        elif kind == "receipt":
            self._apply_receipt(change.data)
            self.attendance.acted(change.user_id, change.data.ts)
        elif kind == reach.RULES:
            self.hides_anybody = True  # until the next viewer comes and it is looked up
        elif kind == PRESENCE:
            self._apply_presence(change.user_id, woken)
        elif kind in (e2ee.TO_DEVICE, e2ee.DEVICE_KEYS):
            self._apply_to_devices(change)
        elif kind == e2ee.DEVICE_LIST and change.data is None:
            self._apply_device_list(change.user_id, woken)
        if change.room_id and kind not in ("event", "account_data", "purged"):
            woken.update(self._online.get(change.room_id, ()))
        if change.user_id:
            viewer = self._viewers.get(change.user_id)
            if viewer is not None:
                woken.add(viewer)
                if viewer.rooms is not None and kind != "event":
                    viewer.rooms.apply(change)

    def _apply_to_devices(self, change: Change) -> None:
        """Of each device only those wake who wait for it."""
        for user_id, device_id in change.data:
            viewer = self._viewers.get(user_id)
            if viewer is not None:
                if change.kind == e2ee.DEVICE_KEYS:
                    viewer.key_counts[device_id] = key_counts(change.data[user_id, device_id])
                viewer.wake_device(device_id)

    def _apply_device_list(self, user_id: str, woken: set[Viewer]) -> None:
        """Those wake who share a room with the user. If memory doesn't know where he is, it looks that up first."""
        viewer = self._viewers.get(user_id)
        if viewer is not None:
            for room_id in viewer.joined:
                woken |= self._online.get(room_id, set())
        elif self._online and not self.stopping:
            task = asyncio.get_running_loop().create_task(self._wake_sharers(user_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _apply_presence(self, user_id: str, woken: set[Viewer]) -> None:
        """Few are told at once, many a moment later: then who comes at the same time is told of together."""
        viewer = self._viewers.get(user_id)
        if viewer is None:
            self._apply_device_list(user_id, woken)  # looks up where he is
            return
        sharers = set[Viewer]().union(*(self._online.get(room_id, ()) for room_id in viewer.joined))
        if len(sharers) <= _FEW:
            woken |= sharers
            return
        if not self._gathered:
            asyncio.get_running_loop().call_later(_GATHER_S, self._wake_gathered)
        self._gathered |= sharers

    def _wake_gathered(self) -> None:
        gathered, self._gathered = self._gathered, set()
        for viewer in gathered:
            viewer.wake()

    async def _wake_sharers(self, user_id: str) -> None:
        viewer = await self.viewer(user_id)
        woken: set[Viewer] = {viewer}
        for room_id in viewer.joined:
            woken |= self._online.get(room_id, set())
        for other in woken:
            other.wake()

    def _apply_event(self, event: Event, woken: set[Viewer]) -> None:
        room_id = event.room_id
        if event.type == "m.room.member" and event.state_key is not None:
            self._apply_member(event, woken)
        self.attendance.acted(event.sender, event.ts)
        self.last_event[room_id] = event.position
        online = self._online.get(room_id)
        if not online:
            return
        woken |= online
        is_silent = not event.notifies and not event.mentions  # by the default rules, to everybody
        facts = push.EventFacts(event)
        for viewer in online:
            if viewer.rooms is not None:
                viewer.rooms.touch(room_id, event.position)
            unread = viewer.unread.get(room_id)
            if unread is not None and (not is_silent or viewer.judge.is_full):
                counted = push.count(unread, viewer.judge, facts, viewer.user_id)
                if counted is None:
                    del viewer.unread[room_id]
                elif counted is not unread:
                    viewer.unread[room_id] = counted

    def _apply_member(self, event: Event, woken: set[Viewer]) -> None:
        viewer = self._viewers.get(event.state_key or "")
        if viewer is None:
            return
        woken.add(viewer)
        if viewer.rooms is not None:
            viewer.rooms.move(event)
        if event.membership() == "join":
            viewer.joined.add(event.room_id)
            self._online.setdefault(event.room_id, set()).add(viewer)
        else:
            self._leave(viewer, event.room_id)
            viewer.unread.pop(event.room_id, None)

    def _leave(self, viewer: Viewer, room_id: str) -> None:
        viewer.joined.discard(room_id)
        online = self._online.get(room_id)
        if online is not None:
            online.discard(viewer)
            if not online:
                del self._online[room_id]

    def _apply_receipt(self, receipt: Receipt) -> None:
        """Own receipts change own counts: at the newest event they are none, else the database counts."""
        viewer = self._viewers.get(receipt.user_id)
        if viewer is None:
            return
        unread = viewer.unread.pop(receipt.room_id, None)
        newest = self.last_event.get(receipt.room_id, 0)
        reads_main = receipt.thread_id in ("", timeline.MAIN)
        if unread is not None and reads_main and receipt.event_position >= newest > 0 and not unread.threads:
            viewer.unread[receipt.room_id] = RoomUnread()

    def _forget_content(self, stripped: Event) -> None:
        """The content of a redacted event leaves memory too."""
        at = bisect_right(self._positions, stripped.position) - 1
        while at >= 0 and self._positions[at] == stripped.position:
            change = self.log[at]
            if change.kind == "event" and change.data.event_id == stripped.event_id:
                self.log[at] = Change(change.position, "event", change.room_id, change.user_id, stripped)
            at -= 1
        self.fragments.pop(stripped.room_id, None)

    def _forget_purged(self, change: Change) -> None:
        """Events that are gone from the log are gone from memory, and count as unread no more."""
        room_id, gone = change.room_id, change.data
        if self._positions and max(gone) >= self._positions[0]:
            self.log = [
                one
                for one in self.log
                if one.kind != "event" or one.data.position not in gone or one.room_id != room_id
            ]
            self._positions = [one.position for one in self.log]
        self.fragments.pop(room_id, None)
        for viewer in self._online.get(room_id, ()):
            viewer.unread.pop(room_id, None)

    # -- viewers -------------------------------------------------------------------------------------------------

    async def viewer(self, user_id: str) -> Viewer:
        """The viewer, loaded when he is new."""
        found = self._viewers.get(user_id)
        if found is not None:
            self._viewers.move_to_end(user_id)
            return found
        joined, judge, ignored, hides, position = await self.db.read(lambda tx: _load(tx, user_id))
        self.hides_anybody = hides or any(change.kind == reach.RULES for change in self.since(position))
        found = self._viewers.get(user_id)
        if found is not None:
            return found
        viewer = Viewer(user_id, joined, judge, position, ignored)
        if position < self.floor or any(
            change.user_id == user_id and push.changes_judge(change) for change in self.since(position)
        ):  # the snapshot is older than memory reaches, or than the rules he has now: once more
            return await self.viewer(user_id)
        self._viewers[user_id] = viewer
        for room_id in joined:
            self._online.setdefault(room_id, set()).add(viewer)
        nobody: set[Viewer] = set()
        for change in self.since(position):
            event = change.data
            if change.kind == "event" and event.type == "m.room.member" and event.state_key == user_id:
                self._apply_member(event, nobody)
        while len(self._viewers) > _MOST_VIEWERS:
            self._drop(next(iter(self._viewers)))
        return viewer

    async def room_list(self, user_id: str) -> tuple[Viewer, RoomList]:
        """The viewer with his rooms in their order, loaded when he is new to sliding windows."""
        while True:
            viewer = await self.viewer(user_id)
            if viewer.rooms is not None:
                return viewer, viewer.rooms
            found, newest = await self.db.read(lambda tx: roomlist.load(tx, user_id, self.last_event))
            if self._viewers.get(user_id) is not viewer or found.loaded_at < self.floor:
                continue  # the snapshot is older than memory reaches
            for change in self.since(found.loaded_at):
                found.apply(change)
            for room_id, position in newest.items():
                self.last_event.setdefault(room_id, position)
            viewer.rooms = viewer.rooms or found

    async def load_facts(self, type: str, room_ids: list[str]) -> None:
        """What filters ask of these rooms is in memory afterwards, unless it changed meanwhile."""
        found, position = await self.db.read(lambda tx: (facts.load(tx, type, room_ids), tx.position))
        if position >= self.floor:
            self.facts.keep(type, found, self.since(position))

    def _drop(self, user_id: str) -> None:
        viewer = self._viewers.pop(user_id, None)
        if viewer is not None:
            for room_id in list(viewer.joined):
                self._leave(viewer, room_id)
            viewer.wake()

    @contextmanager
    def peeking(self, viewer: Viewer, room_id: str | None) -> Generator[None]:
        """While this lasts the viewer is woken by what happens in the room, without being in it."""
        if room_id is None:
            yield
            return
        peekers = self._peeking.setdefault(room_id, [])
        peekers.append(viewer)
        try:
            yield
        finally:
            peekers.remove(viewer)
            if not peekers:
                self._peeking.pop(room_id, None)

    def wake_all(self) -> None:
        """Everybody who waits is answered now: the server stops."""
        self.stopping = True
        for viewer in self._viewers.values():
            viewer.wake()

    def keep_unread(self, viewer: Viewer, unread: dict[str, RoomUnread], position: int) -> None:
        """Counts that the database gave at a position; those of rooms where something came since are not kept."""
        if self._viewers.get(viewer.user_id) is viewer and self.floor <= position <= self.position:
            read_since = {
                change.data.room_id
                for change in self.since(position)
                if change.kind == "receipt" and change.user_id == viewer.user_id
            }
            for room_id, count in unread.items():
                if self.last_event.get(room_id, 0) <= position and room_id not in read_since:
                    viewer.unread[room_id] = count

    def keep_counts(self, viewer: Viewer, device_id: str, counts: bytes, position: int) -> None:
        """A device's key counts that the database gave at a position, unless they changed since."""
        if self._viewers.get(viewer.user_id) is not viewer or not self.floor <= position <= self.position:
            return
        changed = (change for change in self.since(position) if change.kind == e2ee.DEVICE_KEYS)
        if not any(e2ee.concerns(change, viewer.user_id, device_id) for change in changed):
            viewer.key_counts[device_id] = counts

    def do_share_room(self, viewer: Viewer, user_id: str) -> bool | None:
        """Whether the viewer and this user are in a room together, or are the same; None when memory can't tell."""
        if user_id == viewer.user_id:
            return True
        other = self._viewers.get(user_id)
        if other is None or other.loaded_at > self.position:
            return None
        return not viewer.joined.isdisjoint(other.joined)

    # -- reading -------------------------------------------------------------------------------------------------

    def reaches(self, since: int) -> bool:
        """Whether memory holds every change after `since`."""
        return since >= self.floor

    def since(self, since: int) -> list[Change]:
        """The changes after `since`, in order."""
        if not self._positions or self._positions[-1] <= since:
            return []
        return self.log[bisect_right(self._positions, since) :]

    async def wait(self, viewer: Viewer, device_id: str, seconds: float) -> bool:
        """Until something concerns the viewer; False when the time is over. To be called right after reading.

        Of one device a few may wait at a time; one more ends the oldest, whose client has most likely gone.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        waiting = [other for other, device in viewer.waiting.items() if device == device_id]
        for other in waiting[: max(0, len(waiting) - _MOST_WAITING + 1)]:
            _time_is_over(other)
        viewer.waiting[future] = device_id
        timer = loop.call_later(seconds, _time_is_over, future)
        try:
            await future
            return True
        except TimeoutError:
            return False
        finally:
            timer.cancel()
            viewer.waiting.pop(future, None)


def _time_is_over(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())


def _load(tx: Tx, user_id: str) -> tuple[set[str], push.Judge, frozenset[str], bool, int]:
    joined = set(rooms.list_joined_rooms(tx, user_id))
    hides = reach.hides_anybody(tx)
    return joined, push.judge_of(tx, user_id), identity.list_ignored(tx, user_id), hides, tx.position
