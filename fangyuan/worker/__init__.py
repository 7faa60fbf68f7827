"""The background loop, and the ONE table that says which function a kind of job calls.

Owns no table: `jobs` is the database's, so that every domain may write one. A job's function runs in one
transaction with the removal of its row: a worker that crashes leaves the row, the job runs again, and takes
effect once. `Sender` pushes: it and what else goes out to other servers is the only part of the house that waits for
others, so it holds no transaction meanwhile.
"""

from fangyuan.worker.following import Follower
from fangyuan.worker.lease import Lease
from fangyuan.worker.loop import Worker, run, run_due
from fangyuan.worker.outgoing import PublicResolver
from fangyuan.worker.pushing import Sender
from fangyuan.worker.services import Services, ask, ping
from fangyuan.worker.table import JOBS

__all__ = [
    "JOBS",
    "Follower",
    "Lease",
    "PublicResolver",
    "Sender",
    "Services",
    "Worker",
    "ask",
    "ping",
    "run",
    "run_due",
]
