"""How much is said in which group: counted by the worker behind the log, so that the register can show it at once."""

from __future__ import annotations

from fangyuan import identity
from fangyuan.census import store
from fangyuan.census.model import ACTIVE_DAYS, DAY_MS, Activity
from fangyuan.db import Tx, schedule

COUNT = "census.count"
_EVERY_MS = 300_000
_AT_ONCE = 5_000  # positions for one transaction of the writer: some ten milliseconds
_KEPT_DAYS = ACTIVE_DAYS + 1


def count(tx: Tx, _payload: object) -> None:
    """The worker's function for COUNT: counts on from where it was, and comes again, at once while it is behind."""
    is_up_to_date = count_on(tx)
    schedule(tx, COUNT, None, tx.now_ms + (_EVERY_MS if is_up_to_date else 0), COUNT)


def count_on(tx: Tx) -> bool:
    """Counts what was said since; False when there is so much that more is left for the next time."""
    low, now = store.counted(tx), tx.now_ms
    high = min(tx.position, low + _AT_ONCE)
    if high > low:
        store.count_up_to(tx, low, high, now - _KEPT_DAYS * DAY_MS, identity.find_house(tx) or "")
    if high < tx.position:
        return False
    store.drop_days(tx, now // DAY_MS - _KEPT_DAYS)
    return True


def list_activity(tx: Tx, room_ids: list[str]) -> dict[str, Activity]:
    """Of the last ACTIVE_DAYS, in three statements for all the rooms; it is minutes behind at most."""
    return store.list_activity(tx, room_ids, tx.now_ms - ACTIVE_DAYS * DAY_MS)
