"""Running what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from fangyuan.db import Database, Tx, jobs
from fangyuan.kernel.change import Change
from fangyuan.kernel.errors import FangyuanError
from fangyuan.worker.table import JOBS, RECURRING, JobFunction

TICK_S = 1.0
FIRST_RETRY_MS = 1_000
LONGEST_RETRY_MS = 3_600_000
_MINUTE_MS = 60_000

log = structlog.get_logger("worker")


def run_due(db: Database, table: Mapping[str, JobFunction] = JOBS) -> int:
    """Runs every job that is due by the database's clock; gives how many took effect.

    A job that fails undoes itself and is tried again: after a second, then after twice as long each time,
    at most an hour. A kind that the table doesn't have waits in the same way for a program that knows it.
    """
    done = 0
    while _is_due(db):
        done += _run_one(db, table)
    return done


def start_recurring(tx: Tx) -> None:
    """Schedules the jobs that come round by themselves, those which don't wait already."""
    for kind in RECURRING:
        if not jobs.is_waiting(tx, kind):
            jobs.schedule(tx, kind, None, tx.now_ms, kind)


def _is_due(db: Database) -> bool:
    run_ts = db.read_now(jobs.next_run)
    return run_ts is not None and run_ts <= db.clock.now_ms()


def _run_one(db: Database, table: Mapping[str, JobFunction]) -> int:
    taken: jobs.Job | None = None

    def run(tx: Tx) -> int:
        nonlocal taken
        taken = jobs.take_due(tx)
        if taken is None:  # another process was faster
            return 0
        table[taken.kind](tx, taken.payload)
        return 1

    try:
        return db.write_now(run)
    except Exception as error:
        if taken is None:
            raise
        job: jobs.Job = taken
        if isinstance(error, FangyuanError) and error.afterwards is not None:
            # An answer, not a fault: what remains of it is written, and took the row away. If that failed, later again.
            db.write_now(lambda tx: jobs.postpone(tx, job.job_id, tx.now_ms + FIRST_RETRY_MS))
            return 1
        delay = min(LONGEST_RETRY_MS, FIRST_RETRY_MS << min(job.attempts, 20))
        log.exception(
            "job failed", job_id=job.job_id, kind=job.kind, attempts=job.attempts + 1, retry_in_ms=delay
        )
        db.write_now(lambda tx: jobs.postpone(tx, job.job_id, tx.now_ms + delay))
        return 0


async def run(
    db: Database,
    table: Mapping[str, JobFunction] = JOBS,
    *,
    each_minute: Callable[[], None] | None = None,
    may_work: Callable[[], bool] = lambda: True,
) -> None:
    """The background of a server, until it is cancelled; `each_minute` is called at the start and then each minute.

    Jobs are run while `may_work` says so, by one process of several.
    """
    await Worker(db, table, start_recurring, each_minute, may_work).run()


class Worker:
    """The loop of one process: `await worker.run()` until it is cancelled.

    It wakes when a job falls due, when one is scheduled in this process, and each second to see what other
    processes wrote.
    """

    def __init__(
        self,
        db: Database,
        table: Mapping[str, JobFunction] = JOBS,
        begin: Callable[[Tx], None] | None = None,
        each_minute: Callable[[], None] | None = None,
        may_work: Callable[[], bool] = lambda: True,
    ) -> None:
        self._db = db
        self._table = table
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="worker")
        self._begin = begin  # to be done once, when the database answers
        self._each_minute = each_minute
        self._may_work = may_work
        self._next_minute_ts = 0
        db.bus.subscribe(self)

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                wait_s = await self._round()
                try:
                    async with asyncio.timeout(wait_s):
                        await self._wake.wait()
                except TimeoutError:
                    pass
        finally:
            self._thread.shutdown(wait=True)  # the job that runs now is finished or undone, never cut in two

    async def _round(self) -> float:
        """One look at the clock; gives the seconds until the next."""
        if self._each_minute is not None and self._db.clock.now_ms() >= self._next_minute_ts:
            self._next_minute_ts = self._db.clock.now_ms() + _MINUTE_MS
            self._each_minute()
        try:
            await self._db.catch_up()
            if self._begin is not None:
                await self._db.write(self._begin)
                self._begin = None
            if not self._may_work():
                return TICK_S
            run_ts = await self._db.read(jobs.next_run)
            if run_ts is not None and run_ts <= self._db.clock.now_ms():
                await asyncio.get_running_loop().run_in_executor(self._thread, run_due, self._db, self._table)
                run_ts = await self._db.read(jobs.next_run)
        except Exception:
            log.exception("the worker's round failed")
            return TICK_S
        if run_ts is None:
            return TICK_S
        return min(TICK_S, max(0.0, (run_ts - self._db.clock.now_ms()) / 1000))

    def committed(self, changes: Sequence[Change], position: int) -> None:
        if any(change.kind == "job" for change in changes):
            self._wake.set()

    def lost(self, position: int) -> None:
        self._wake.set()
