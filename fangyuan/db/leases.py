"""What only one process of several may do at a time: it says so for a while, and goes on saying so.

Owns the table `leases`. A process that dies says nothing more, and another takes over when its time has passed.
"""

from __future__ import annotations

from fangyuan.db.statement import SQL
from fangyuan.db.tx import Tx

_TAKE = SQL("""
    INSERT INTO leases (name, owner, until_ts) VALUES (:name, :owner, :until_ts)
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_ts = excluded.until_ts
    WHERE leases.owner = excluded.owner OR leases.until_ts <= :now
""")
_RELEASE = SQL("DELETE FROM leases WHERE name = :name AND owner = :owner")


def take(tx: Tx, name: str, owner: str, until_ts: int) -> bool:
    """Whether the owner has it, from now until `until_ts` (ms UTC): it was his, nobody's, or its time had passed."""
    return tx.run(_TAKE, name=name, owner=owner, until_ts=until_ts, now=tx.now_ms) > 0


def release(tx: Tx, name: str, owner: str) -> None:
    """The owner, if it is his, needs it no more."""
    tx.run(_RELEASE, name=name, owner=owner)
