"""Runs transactions: one writer with group commit, several readers with a snapshot each."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog

from fangyuan.bus import Bus
from fangyuan.db.drivers import DriverConnection, driver_for
from fangyuan.db.statement import SQL
from fangyuan.db.tx import Tx
from fangyuan.kernel.change import Change
from fangyuan.kernel.clock import Clock
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.ids import Ids

T = TypeVar("T")
BATCH = 256
MEMO_ENTRIES = 20_000
READERS = 3

log = structlog.get_logger("db")

_POSITION = SQL("SELECT position FROM stream")
_MOVE = SQL("UPDATE stream SET position = :position")


class _Job:
    """A write that waits for its turn."""

    __slots__ = ("done", "error", "function", "result")

    def __init__(self, function: Callable[[Tx], Any], done: Callable[[_Job], None]) -> None:
        self.function = function
        self.done = done
        self.result: Any = None
        self.error: BaseException | None = None


class Database:
    """The door. `write` and `read` are for the event loop; `write_now` and `read_now` for the command line."""

    def __init__(self, url: str, clock: Clock, ids: Ids, bus: Bus | None = None) -> None:
        self.url = url
        self.clock = clock
        self.ids = ids
        self.bus = bus or Bus()
        self._driver = driver_for(url)
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._memo: dict[Hashable, Any] = {}
        self._position = -1
        self._writer: DriverConnection | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._local = threading.local()
        self._opened: list[DriverConnection] = []
        self._batch_lock = threading.Lock()

    # -- for the event loop ------------------------------------------------------------------------------------

    def start(self) -> int:
        """Starts the writer on this event loop; gives the stream's position."""
        self._loop = asyncio.get_running_loop()
        self._position = self.read_now(lambda tx: tx.position)
        self._thread = threading.Thread(target=self._write_loop, name="writer", daemon=True)
        self._thread.start()
        return self._position

    async def write(self, function: Callable[[Tx], T]) -> T:
        """Runs `function` in a transaction and returns when it is durable; its error undoes it alone."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def done(job: _Job) -> None:
            if not future.done():
                if isinstance(job.error, StopIteration):  # which no future takes
                    future.set_exception(RuntimeError("a transaction raised StopIteration"))
                elif job.error is not None:
                    future.set_exception(job.error)
                else:
                    future.set_result(job.result)

        self._queue.put(_Job(function, done))
        return await future

    async def read(self, function: Callable[[Tx], T]) -> T:
        """Runs `function` on one consistent snapshot, in a reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, function)

    async def catch_up(self) -> None:
        """If another process wrote, forget what is in memory. A lost wake-up costs latency only."""
        position = await self.read(lambda tx: tx.position)
        if position > self._position:
            await self.write(lambda tx: None)

    # -- without an event loop ---------------------------------------------------------------------------------

    def read_now(self, function: Callable[[Tx], T]) -> T:
        """Runs `function` on one consistent snapshot in this thread."""
        connection: DriverConnection | None = getattr(self._local, "connection", None)
        if connection is None or not connection.is_usable():
            connection = self._local.connection = self._driver.connect(readonly=True)
            self._opened.append(connection)
        try:
            connection.execute(self._driver.begin_read)
        except Exception:
            if connection.is_usable():
                raise
            # It died while idle, as when PostgreSQL was restarted: nothing ran yet, so once more on a new one.
            connection = self._local.connection = self._driver.connect(readonly=True)
            self._opened.append(connection)
            connection.execute(self._driver.begin_read)
        try:
            position = connection.all(_POSITION, {})[0][0]
            return function(Tx(connection, self.ids, self.clock.now_ms(), position, {}, writable=False))
        finally:
            if connection.is_usable():
                connection.execute("ROLLBACK")

    def write_now(self, function: Callable[[Tx], T]) -> T:
        """Runs `function` in a transaction in this thread; moves the stream, so that a running server notices."""
        job = _Job(lambda tx: (function(tx), tx.next_position())[0], lambda _: None)
        self._run([job])
        if job.error is not None:
            raise job.error
        return job.result

    def close(self) -> None:
        """Lets the writer finish what is queued, then closes every connection."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
        self._readers.shutdown(wait=True)
        for connection in [*self._opened, *([self._writer] if self._writer else [])]:
            connection.close()
        self._opened.clear()
        self._writer = None

    # -- the writer --------------------------------------------------------------------------------------------

    def _write_loop(self) -> None:
        stopping = False
        while not stopping:
            jobs: list[_Job] = []
            job = self._queue.get()
            while job is not None:
                jobs.append(job)
                if len(jobs) == BATCH:
                    break
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
            stopping = job is None
            if jobs:
                self._run(jobs)

    def _run(self, jobs: list[_Job]) -> None:
        """One group commit: each job in its savepoint, one COMMIT, then everybody is told."""
        with self._batch_lock:
            lost = False
            changes: list[Change] = []
            try:
                connection, before = self._begin()
                lost = before != self._position
                if lost:  # another process wrote since: nothing remembered is sure
                    self._memo.clear()
                changes, position = self._run_jobs(connection, jobs, before)
                if position != before:
                    connection.run(_MOVE, {"position": position})
                connection.execute("COMMIT")
                self._position = position
            except BaseException as error:  # noqa: BLE001 - whatever it was, nothing was committed and all are told
                self._abandon(jobs, error)
                changes, position = [], self._position
            if len(self._memo) > MEMO_ENTRIES:
                for key in list(self._memo)[: MEMO_ENTRIES // 2]:
                    del self._memo[key]
            if self._loop is not None:  # still under the lock: commits are told in their order
                self._loop.call_soon_threadsafe(self._deliver, jobs, changes, position, lost)
        if self._loop is None:
            for job in jobs:
                job.done(job)

    def _run_jobs(
        self, connection: DriverConnection, jobs: list[_Job], position: int
    ) -> tuple[list[Change], int]:
        changes: list[Change] = []
        now = self.clock.now_ms()
        for job in jobs:
            tx = self._attempt(connection, job, now, position)
            aftermath = job.error.afterwards if isinstance(job.error, FangyuanError) else None
            if aftermath is not None:  # what remains to be written of a refusal, in the same commit
                follow_up = _Job(aftermath, job.done)
                tx = self._attempt(connection, follow_up, now, position)
                if follow_up.error is not None:
                    log.error("the aftermath of a refusal failed", exc_info=follow_up.error)
            if tx is not None:
                position = tx.position
                changes.extend(tx.changes)
        return changes, position

    def _attempt(self, connection: DriverConnection, job: _Job, now: int, position: int) -> Tx | None:
        """Runs one function in its savepoint; None when it failed and was undone, with the error in its job."""
        tx = Tx(connection, self.ids, now, position, self._memo, writable=True)
        connection.execute("SAVEPOINT job")
        try:
            job.result = job.function(tx)
        except Exception as error:  # noqa: BLE001 - it is handed to whoever asked
            job.error = error
            connection.execute("ROLLBACK TO SAVEPOINT job")
            connection.execute("RELEASE SAVEPOINT job")
            for key in tx.touched:
                self._memo.pop(key, None)
            return None
        connection.execute("RELEASE SAVEPOINT job")
        if tx.touched and tx.position == position:
            tx.next_position()  # other processes remember what this one has changed: the position tells them
        return tx

    def _abandon(self, jobs: list[_Job], error: BaseException) -> None:
        self._memo.clear()
        self._position = -1
        for job in jobs:
            job.result, job.error = None, error
        connection, self._writer = self._writer, None
        if connection is not None:
            connection.close()

    def _begin(self) -> tuple[DriverConnection, int]:
        """A transaction that holds the stream, and its position. A connection that died while idle is replaced once."""
        kept = self._writer is not None
        while True:
            connection = self._connection()
            try:
                connection.execute(self._driver.begin_write)
                return connection, connection.all(self._driver.lock_stream, {})[0][0]
            except Exception:
                if not kept or connection.is_usable():
                    raise
                kept, self._writer = False, None
                connection.close()

    def _connection(self) -> DriverConnection:
        if self._writer is None or not self._writer.is_usable():
            self._writer = self._driver.connect(readonly=False)
        return self._writer

    def _deliver(self, jobs: list[_Job], changes: list[Change], position: int, lost: bool) -> None:
        """On the event loop: the writers are answered first, then the readers are woken."""
        for job in jobs:
            try:
                job.done(job)
            except Exception:
                log.exception("a writer could not be answered")
        try:
            if lost:
                self.bus.lose(position)
            else:  # without changes too: readers' tokens may be as new as this position
                self.bus.publish(changes, position)
        except Exception:
            log.exception("a listener failed: memory is dropped, readers ask the database")
            self.bus.lose(position)
