"""What a group costs in attention: people × messages that each of them is told of, and the minutes that this takes."""

from __future__ import annotations

from msgspec import Struct

from fangyuan import charter, events, groups
from fangyuan.db import Tx
from fangyuan.groups import Group

DAY_MS = 86_400_000
_WINDOW_DAYS = 28
_ENOUGH_GROUPS = 3
_MOST_GROUPS = 40  # counted; more would say the same
SECONDS_PER_MESSAGE = 15  # to notice, to read, to come back to what one was doing: a cautious figure
WORKING_DAYS = 22  # a month


class Attention(Struct, frozen=True):
    """`messages_per_day` as each member hears of them; `is_measured`: in the company's own groups of that kind."""

    people: int
    messages_per_day: float
    is_measured: bool

    @property
    def interruptions_per_day(self) -> int:
        """Of all members together."""
        return round(self.people * self.messages_per_day)

    @property
    def minutes_a_month(self) -> int:
        """Of all members together, in working days."""
        return round(self.people * self.minutes_each)

    @property
    def minutes_each(self) -> float:
        """Of each member, a month."""
        return self.messages_per_day * SECONDS_PER_MESSAGE / 60 * WORKING_DAYS


def expect(tx: Tx, kind_id: str, people: int) -> Attention:
    """What a new group of this kind and size will cost: as the company's own show it, if there are enough of them."""
    old_enough = tx.now_ms - _WINDOW_DAYS * DAY_MS
    counted = [
        group for group in groups.list_open(tx) if group.kind == kind_id and group.founded_ts <= old_enough
    ]
    if len(counted) < _ENOUGH_GROUPS:
        return Attention(people, charter.get_kind(kind_id).messages_per_day, is_measured=False)
    return Attention(people, _measured(tx, counted[-_MOST_GROUPS:], old_enough), is_measured=True)


def _measured(tx: Tx, counted: list[Group], since_ts: int) -> float:
    """The median group: one that never rests says nothing of the next."""
    found = events.count_notifying(tx, [group.room_id for group in counted], since_ts)
    figures = sorted(found.get(group.room_id, 0) / (_WINDOW_DAYS * 5 / 7) for group in counted)
    middle = len(figures) // 2
    median = figures[middle] if len(figures) % 2 else (figures[middle - 1] + figures[middle]) / 2
    return round(median, 1)
