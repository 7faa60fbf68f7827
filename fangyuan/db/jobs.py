"""Work for later, as a row that is written in the transaction that wants it: done or not at all.

Owns the table `jobs`. Any domain may `schedule`; `fangyuan.worker` has the one table that says which function
a kind of job calls. Change kind `job` (data: `run_ts`), which takes no position: only the worker listens.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.db.statement import SQL
from fangyuan.db.tx import Tx
from fangyuan.kernel import json

_SCHEDULE = SQL("""
    INSERT INTO jobs (job_id, kind, payload, run_ts, attempts) VALUES (:job_id, :kind, :payload, :run_ts, 0)
    ON CONFLICT (job_id) DO UPDATE
    SET kind = excluded.kind, payload = excluded.payload, run_ts = excluded.run_ts, attempts = 0
""")
_CANCEL = SQL("DELETE FROM jobs WHERE job_id = :job_id")
_FIND = SQL("SELECT kind FROM jobs WHERE job_id = :job_id")
_NEXT_RUN = SQL("SELECT MIN(run_ts) FROM jobs")
_DUE = SQL("""
    SELECT job_id, kind, payload, attempts FROM jobs WHERE run_ts <= :now ORDER BY run_ts, job_id LIMIT 1
""")
_POSTPONE = SQL("UPDATE jobs SET run_ts = :run_ts, attempts = attempts + 1 WHERE job_id = :job_id")


class Job(msgspec.Struct, frozen=True):
    """A job that is due. `attempts` is how often it has failed so far."""

    job_id: str
    kind: str
    payload: Any
    attempts: int


def schedule(tx: Tx, kind: str, payload: Any, run_ts: int, job_id: str | None = None) -> str:
    """Has the worker call the function of `kind` with `payload` at `run_ts` (ms UTC) or soon after.

    Gives the job's id. A job of the same id that still waits is replaced: an alarm is put off, not doubled.
    """
    job_id = job_id or tx.ids.opaque()
    tx.run(_SCHEDULE, job_id=job_id, kind=kind, payload=json.encode(payload), run_ts=run_ts)
    tx.note("job", data=run_ts, position=tx.position)
    return job_id


def cancel(tx: Tx, job_id: str) -> bool:
    """Takes the job back; False when it has run already or never was."""
    return tx.run(_CANCEL, job_id=job_id) > 0


def is_waiting(tx: Tx, job_id: str) -> bool:
    """Whether the job is still to run."""
    return tx.one(_FIND, job_id=job_id) is not None


def next_run(tx: Tx) -> int | None:
    """When the next job is to run (ms UTC), None when none waits."""
    return tx.value(_NEXT_RUN)


def take_due(tx: Tx) -> Job | None:
    """Takes the job that is due longest off the list, None when none is.

    The row goes in the same transaction in which the job is done; if that fails, the row is still there.
    """
    row = tx.one(_DUE, now=tx.now_ms)
    if row is None:
        return None
    tx.run(_CANCEL, job_id=row[0])
    return Job(row[0], row[1], json.decode(row[2]), row[3])


def postpone(tx: Tx, job_id: str, run_ts: int) -> None:
    """The job failed: it is tried again at `run_ts`."""
    tx.run(_POSTPONE, job_id=job_id, run_ts=run_ts)
    tx.note("job", data=run_ts, position=tx.position)
