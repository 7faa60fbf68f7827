"""Jobs: done once, at their time, or tried again; never lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fangyuan.db import SQL, Database, Tx, jobs
from fangyuan.kernel.clock import ManualClock
from fangyuan.worker import JOBS, Worker, run_due
from fangyuan.worker.loop import FIRST_RETRY_MS, LONGEST_RETRY_MS, start_recurring
from fangyuan.worker.table import RECURRING

_EFFECTS = SQL("SELECT COUNT(*) FROM jobs WHERE kind = 'later'")


class Log:
    """A job table of one kind, `write`, that keeps what it was called with, as far as it was committed."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self.broken = False

    def write(self, tx: Tx, payload: Any) -> None:
        self.calls.append(payload)
        jobs.schedule(tx, "later", payload, tx.now_ms + 10**9)  # an effect that a failure must undo
        if self.broken:
            raise RuntimeError("out of order")

    @property
    def table(self) -> dict[str, Any]:
        return {"write": self.write}


@pytest.fixture
def log() -> Log:
    return Log()


def waiting(db: Database) -> int | None:
    return db.read_now(jobs.next_run)


def effects(db: Database) -> int:
    """How many effects of `Log.write` are in the database."""
    return db.read_now(lambda tx: tx.value(_EFFECTS))


def test_a_job_runs_when_its_time_has_come_and_once(db: Database, clock: ManualClock, log: Log) -> None:
    db.write_now(lambda tx: jobs.schedule(tx, "write", {"n": 1}, tx.now_ms + 500))
    assert run_due(db, log.table) == 0
    clock.advance(499)
    assert run_due(db, log.table) == 0
    clock.advance(1)
    assert run_due(db, log.table) == 1
    assert run_due(db, log.table) == 0
    assert log.calls == [{"n": 1}]


def test_jobs_run_in_the_order_of_their_times(db: Database, clock: ManualClock, log: Log) -> None:
    now = clock.now_ms()
    for n, delay in enumerate([30, 10, 20]):
        db.write_now(lambda tx, n=n, delay=delay: jobs.schedule(tx, "write", n, now + delay))
    clock.advance(100)
    assert run_due(db, log.table) == 3
    assert log.calls == [1, 2, 0]


def test_the_same_id_puts_the_job_off_instead_of_doubling_it(
    db: Database, clock: ManualClock, log: Log
) -> None:
    db.write_now(lambda tx: jobs.schedule(tx, "write", "first", tx.now_ms + 10, "alarm"))
    db.write_now(lambda tx: jobs.schedule(tx, "write", "second", tx.now_ms + 20, "alarm"))
    clock.advance(15)
    assert run_due(db, log.table) == 0
    clock.advance(5)
    assert run_due(db, log.table) == 1
    assert log.calls == ["second"]


def test_a_cancelled_job_does_not_run(db: Database, log: Log) -> None:
    job_id = db.write_now(lambda tx: jobs.schedule(tx, "write", 1, tx.now_ms))
    assert db.write_now(lambda tx: jobs.cancel(tx, job_id))
    assert not db.write_now(lambda tx: jobs.cancel(tx, job_id))
    assert run_due(db, log.table) == 0
    assert log.calls == []


def test_a_job_of_a_transaction_that_fails_never_was(db: Database, log: Log) -> None:
    def fail(tx: Tx) -> None:
        jobs.schedule(tx, "write", 1, tx.now_ms)
        raise LookupError

    with pytest.raises(LookupError):
        db.write_now(fail)
    assert waiting(db) is None
    assert run_due(db, log.table) == 0


def test_a_failing_job_undoes_itself_and_is_tried_again_in_effect_once(
    db: Database, clock: ManualClock, log: Log
) -> None:
    db.write_now(lambda tx: jobs.schedule(tx, "write", 1, tx.now_ms))
    log.broken = True
    assert run_due(db, log.table) == 0
    delays: list[int] = []
    for _ in range(13):
        run_ts = waiting(db)
        assert run_ts is not None
        delays.append(run_ts - clock.now_ms())
        clock.advance(delays[-1])
        assert run_due(db, log.table) == 0
    assert delays[0] == FIRST_RETRY_MS
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_RETRY_MS
    log.broken = False
    clock.advance(LONGEST_RETRY_MS)
    assert run_due(db, log.table) == 1
    assert len(log.calls) == 15
    assert effects(db) == 1


def test_one_bad_job_does_not_hold_up_the_others(db: Database, log: Log) -> None:
    db.write_now(lambda tx: jobs.schedule(tx, "unheard of", 1, tx.now_ms))
    db.write_now(lambda tx: jobs.schedule(tx, "write", 2, tx.now_ms))
    assert run_due(db, log.table) == 1
    assert log.calls == [2]
    assert waiting(db) is not None


def test_a_job_that_dies_with_its_process_runs_again(db: Database, log: Log) -> None:
    """A crash before COMMIT leaves the row. Here the process 'dies' by an error that nobody handles."""

    class Killed(BaseException):
        pass

    def die(tx: Tx, payload: Any) -> None:
        log.write(tx, payload)
        raise Killed

    db.write_now(lambda tx: jobs.schedule(tx, "write", 1, tx.now_ms))
    with pytest.raises(Killed):
        run_due(db, {"write": die})
    assert run_due(db, log.table) == 1
    assert effects(db) == 1


def test_a_job_may_schedule_itself_again(db: Database, clock: ManualClock) -> None:
    ran: list[int] = []

    def daily(tx: Tx, payload: Any) -> None:
        ran.append(tx.now_ms)
        jobs.schedule(tx, "daily", payload, tx.now_ms + 1000, "daily")

    db.write_now(lambda tx: jobs.schedule(tx, "daily", None, tx.now_ms, "daily"))
    for _ in range(3):
        assert run_due(db, {"daily": daily}) == 1
        clock.advance(1000)
    assert len(ran) == 3


async def test_the_worker_runs_a_job_as_soon_as_it_is_scheduled(db: Database) -> None:
    loop, ran = asyncio.get_running_loop(), asyncio.Event()

    def tell(tx: Tx, payload: Any) -> None:
        loop.call_soon_threadsafe(ran.set)

    db.start()
    worker = asyncio.create_task(Worker(db, {"tell": tell}).run())
    await db.write(lambda tx: jobs.schedule(tx, "tell", None, tx.now_ms))
    async with asyncio.timeout(30):
        await ran.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert waiting(db) is None


async def test_the_worker_sees_what_another_process_wrote(db: Database) -> None:
    loop, ran = asyncio.get_running_loop(), asyncio.Event()

    def tell(tx: Tx, payload: Any) -> None:
        loop.call_soon_threadsafe(ran.set)

    db.start()
    worker = asyncio.create_task(Worker(db, {"tell": tell}).run())
    other = Database(db.url, db.clock, db.ids)
    await asyncio.to_thread(other.write_now, lambda tx: jobs.schedule(tx, "tell", None, tx.now_ms))
    async with asyncio.timeout(30):
        await ran.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    other.close()


async def test_a_minutely_word_is_said_at_the_start_and_each_minute(db: Database, clock: ManualClock) -> None:
    loop, ran = asyncio.get_running_loop(), asyncio.Event()
    said: list[int] = []

    def tell(tx: Tx, payload: Any) -> None:
        loop.call_soon_threadsafe(ran.set)

    async def a_round() -> None:
        """The worker has looked at the clock: it has run a job."""
        ran.clear()
        await db.write(lambda tx: jobs.schedule(tx, "tell", None, tx.now_ms))
        async with asyncio.timeout(30):
            await ran.wait()

    db.start()
    running = Worker(db, {"tell": tell}, each_minute=lambda: said.append(clock.now_ms()))
    worker = asyncio.create_task(running.run())
    start = clock.now_ms()
    await a_round()
    clock.advance(59_999)
    await a_round()
    assert said == [start]
    clock.advance(1)
    await a_round()
    assert said == [start, start + 60_000]
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker


_WAITING = SQL("SELECT kind FROM jobs")


def test_recurring_jobs_start_once_and_go_on_by_themselves(db: Database, clock: ManualClock) -> None:
    for _ in range(2):  # a restart finds them waiting
        db.write_now(start_recurring)
    for _ in range(3):
        assert run_due(db) >= len(RECURRING)  # some find work at once and do it in jobs of their own
        waiting = db.read_now(lambda tx: [kind for (kind,) in tx.all(_WAITING)])
        assert sorted(waiting) == sorted(RECURRING)
        clock.advance(86_400_000)


def test_each_job_kind_has_a_function_and_a_name_with_a_domain() -> None:
    for kind, function in JOBS.items():
        assert "." in kind
        assert callable(function)
