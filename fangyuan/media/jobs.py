"""What the worker calls."""

from __future__ import annotations

from fangyuan.db import Tx

SWEEP = "media.sweep"


def ask_for_sweep(tx: Tx) -> None:
    """Has the edge's keeper look what is over: deleting from the store waits for disks and networks."""
    tx.note("media", data="", position=tx.position)
