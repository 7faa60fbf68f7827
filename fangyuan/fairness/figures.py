"""How often strikes were given, appealed and reversed in the last year: published, naming nobody."""

from __future__ import annotations

import msgspec

from fangyuan.db import Tx
from fangyuan.fairness import store

_YEAR_MS = 365 * 86_400_000


class Figures(msgspec.Struct, frozen=True):
    """Of one group, or of the company, in the last 365 days. `strikes` counts those that an appeal deleted, too."""

    strikes: int = 0
    appeals: int = 0
    decided: int = 0
    reversed: int = 0

    @property
    def reversal_rate(self) -> float | None:
        """Reversed of decided appeals; None while none is decided."""
        return round(self.reversed / self.decided, 3) if self.decided else None


def figures_by_group(tx: Tx) -> dict[str, Figures]:
    """Of each group in which there was anything, by room id."""
    since = tx.now_ms - _YEAR_MS
    strikes = store.count_strikes(tx, since)
    appealed = {room_id: counts for room_id, *counts in store.count_appeals(tx, since)}
    found: dict[str, Figures] = {}
    for room_id in sorted(strikes.keys() | appealed.keys()):
        appeals, decided, undone = appealed.get(room_id, (0, 0, 0))
        found[room_id] = Figures(strikes.get(room_id, 0) + undone, appeals, decided, undone)
    return found


def figures(by_group: dict[str, Figures]) -> Figures:
    """Of the whole company."""
    every = by_group.values()
    return Figures(
        sum(one.strikes for one in every),
        sum(one.appeals for one in every),
        sum(one.decided for one in every),
        sum(one.reversed for one in every),
    )
