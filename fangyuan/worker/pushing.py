"""Sending pushes: wakes with each commit, looks whom it concerns, rings them, each in order and none behind another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

import structlog

from fangyuan import push
from fangyuan.db import Database, Tx
from fangyuan.kernel.change import Change
from fangyuan.kernel.config import Config
from fangyuan.push import Judge, Push, Pusher
from fangyuan.worker.outgoing import Outgoing

AT_ONCE_PER_HOST = 16
_MOST_JUDGES = 20_000
_MOST_HOSTS = 1_000
_PROGRESS_EVERY = 200  # positions: so many events are looked at again after a crash
_AFTER_TROUBLE_S = 1.0

log = structlog.get_logger("push")


class _Lane:
    """One pusher that is being told: from where on, and whether its counts may have fallen."""

    __slots__ = ("after", "again", "counts", "host", "pusher_id", "task")

    def __init__(self, pusher: Pusher, after: int) -> None:
        self.pusher_id = pusher.pusher_id
        self.host = urlsplit(pusher.url).netloc
        self.after = after
        self.counts = False
        self.again = False
        self.task: asyncio.Task[None] | None = None


class Sender:
    """The pushing of one process: `await sender.run()` until it is cancelled.

    What must not be lost is in the database: how far each pusher was told, when one that fails is tried again (a job),
    and up to where events were looked at. After a crash the events since then are looked at once more: each is pushed
    at least once, and a pusher's own position keeps that from being twice, but for what was on its way.
    """

    def __init__(self, db: Database, config: Config) -> None:
        self._db = db
        self._config = config
        self._wake = asyncio.Event()
        self._has_begun = False
        self._is_needed = False  # somebody has a pusher
        self._position = 0  # events up to here were looked at
        self._stored = 0  # the same, as the database has it
        self._vapid = (b"", b"")
        self._judges: dict[str, Judge] = {}
        self._rule_changes = 0
        self._badged: set[str] = set()  # whose devices show a number
        self._lanes: dict[str, _Lane] = {}
        self._gates: dict[str, asyncio.Semaphore] = {}
        # What the next round looks after: pushers, people who read something, people whose sessions changed.
        self._asked: set[str] = set()
        self._readers: set[str] = set()
        self._signed_out: set[str] = set()
        db.bus.subscribe(self)

    # -- hearing of commits ----------------------------------------------------------------------------------

    def committed(self, changes: Sequence[Change], position: int) -> None:
        for change in changes:
            self._hear(change)

    def _hear(self, change: Change) -> None:
        kind = change.kind
        if kind == "pusher":
            if not self._is_needed:
                self._is_needed = True
                if self._has_begun:  # nobody had one before: what was said until now concerned nobody
                    self._position = max(self._position, change.position)
            self._asked.add(change.data)
        elif push.changes_judge(change):
            self._rule_changes += 1
            self._judges.pop(change.user_id, None)
            return
        elif not self._is_needed:
            return
        elif kind == "receipt" and change.user_id in self._badged:
            self._readers.add(change.user_id)
        elif kind == "session":
            self._signed_out.add(change.user_id)
        elif kind != "event":
            return
        self._wake.set()

    def lost(self, position: int) -> None:
        """Another process wrote: rules may be others now. Counts that fell there are told with the next push."""
        self._rule_changes += 1
        self._judges.clear()
        self._is_needed = True
        self._wake.set()

    # -- the loop --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Pushes until it is cancelled."""
        config = self._config.push
        contact = config.contact or f"admin@{self._config.server_name.partition(':')[0]}"
        outgoing = Outgoing(allow_private=config.allow_private_gateways, contact=contact)
        try:
            self._has_begun = False
            await _until_it_works(self._begin)
            while True:
                await self._wake.wait()
                self._wake.clear()
                await _until_it_works(lambda: self._round(outgoing))
        finally:
            tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._lanes.clear()  # a task that had not begun yet has not taken itself away
            await outgoing.close()

    async def _begin(self) -> None:
        def begin(tx: Tx) -> tuple[tuple[bytes, bytes], int, bool, list[str]]:
            push.ensure_vapid(tx)
            progress = push.find_progress(tx)
            if progress is None:  # the first start of all: from now on nothing is left out
                progress = tx.position
                push.set_progress(tx, progress)
            return push.get_vapid(tx), progress, push.has_pushers(tx), push.list_badged(tx)

        self._vapid, self._stored, has_pushers, badged = await self._db.write(begin)
        self._position, self._has_begun = self._stored, True
        self._badged.update(badged)
        self._is_needed |= has_pushers
        if self._is_needed:
            self._wake.set()

    async def _round(self, outgoing: Outgoing) -> None:
        signed_out, self._signed_out = self._signed_out, set()
        if signed_out:
            await self._db.write(lambda tx: push.drop_dead(tx, signed_out))
        await self._look_at_events(outgoing)
        asked, self._asked = self._asked, set()
        readers, self._readers = self._readers, set()
        if asked or readers:
            found = await self._db.read(
                lambda tx: push.find_pushers(tx, asked) + push.list_pushers_of(tx, readers)
            )
            for pusher in found:
                # What was looked at is in the lanes or told: only counts are left. What failed knows where it is.
                after = pusher.position if pusher.pusher_id in asked else self._position
                self._enqueue(outgoing, pusher, after, counts=True)
        await self._store_progress()

    async def _look_at_events(self, outgoing: Outgoing) -> None:
        """All new events, in batches."""
        is_more = True
        while is_more:
            before, after = self._rule_changes, self._position
            found = await self._db.read(lambda tx: push.list_concerned(tx, after, self._judges))  # noqa: B023
            if before == self._rule_changes:  # else what was loaded may be of yesterday's rules
                if len(self._judges) > _MOST_JUDGES:
                    self._judges.clear()
                self._judges.update(found.judges)
            for pusher, position in found.pushers:
                self._enqueue(outgoing, pusher, position - 1)
            self._readers |= found.own & self._badged
            self._position, is_more = found.upto, found.is_more

    async def _store_progress(self) -> None:
        """What no lane has before it any more."""
        done = min([lane.after for lane in self._lanes.values()] + [self._position])
        if done - self._stored >= _PROGRESS_EVERY:
            await self._db.write(lambda tx: push.set_progress(tx, done))
            self._stored = done

    # -- one pusher ------------------------------------------------------------------------------------------

    def _enqueue(self, outgoing: Outgoing, pusher: Pusher, after: int, *, counts: bool = False) -> None:
        lane = self._lanes.get(pusher.pusher_id)
        if lane is None:
            lane = self._lanes[pusher.pusher_id] = _Lane(pusher, after)
            lane.task = asyncio.create_task(self._drive(lane, outgoing))
        lane.again = True
        lane.counts |= counts

    async def _drive(self, lane: _Lane, outgoing: Outgoing) -> None:
        try:
            while lane.again:
                lane.again = False
                async with self._gate(lane.host):
                    await _until_it_works(lambda: self._tell(lane, outgoing))
        finally:
            del self._lanes[lane.pusher_id]

    def _gate(self, host: str) -> asyncio.Semaphore:
        """A dead gateway makes its own pushers wait, nobody else's."""
        if len(self._gates) > _MOST_HOSTS:
            self._gates.clear()
        return self._gates.setdefault(host, asyncio.Semaphore(AT_ONCE_PER_HOST))

    async def _tell(self, lane: _Lane, outgoing: Outgoing) -> None:
        """One push after the other, each looked up right before it is sent: what he has read by then isn't."""
        while (found := await self._find_next(lane)) is not None:
            if not await self._send(lane, found, outgoing):
                return

    async def _find_next(self, lane: _Lane) -> Push | None:
        full = self._config.push.full_content
        counts, lane.counts = lane.counts, False
        return await self._db.read(
            lambda tx: push.next_push(
                tx, lane.pusher_id, lane.after, self._judges, full_content=full, counts=counts
            )
        )

    async def _send(self, lane: _Lane, what: Push, outgoing: Outgoing) -> bool:
        """Whether it got through."""
        outcome = await outgoing.send(what, self._vapid)
        if outcome.verdict == "delivered":
            await self._db.write(lambda tx: push.set_delivered(tx, what))
            lane.after = max(lane.after, what.position)
            (self._badged.add if what.badge else self._badged.discard)(what.pusher.user_id)
            return True
        log.info("not pushed", host=lane.host, verdict=outcome.verdict, why=outcome.why)
        if outcome.verdict == "rejected":
            await self._db.write(lambda tx: push.set_rejected(tx, what))
        else:
            await self._db.write(lambda tx: push.set_failed(tx, what, outcome.retry_after_ms))
        return False


async def _until_it_works(what: Callable[[], Awaitable[None]]) -> None:
    """The database may be away for a while: then once more, a little later."""
    while True:
        try:
            return await what()
        except Exception:
            log.exception("pushing is in trouble")
            await asyncio.sleep(_AFTER_TROUBLE_S)
