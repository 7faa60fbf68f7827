"""What calling everybody costs, before it is done: how many people, how many of their minutes, off work or not."""

from __future__ import annotations

from msgspec import Struct

from fangyuan import charter, rooms
from fangyuan.charter import PostingHours
from fangyuan.charter.hours import Hours, is_within
from fangyuan.db import Tx
from fangyuan.groups.house import house
from fangyuan.groups.model import Group

MINUTES_EACH = 1  # to notice, to read, to come back to what one was doing: a cautious figure
_WORKING = (Hours("08:30", "17:30", (1, 2, 3, 4, 5)),)  # where the group's charter names no hours


class MentionCost(Struct, frozen=True):
    """`people` are called, which takes `minutes` of them together; for this share of them (0 to 1) it is off-hours."""

    people: int
    minutes: int
    off_hours_share: float


def mention_cost(tx: Tx, group: Group, user_id: str, people: int | None = None) -> MentionCost:
    """What it costs that this person calls `people` of the group's members now, all of them when None.

    Off-hours is what is outside the hours of the group's charter, else of an office, in the company's time.
    """
    room = rooms.get(tx, group.room_id)
    uncalled = sum(rooms.membership(tx, room, one) == "join" for one in {user_id, house(tx).user_id})
    others = room.joined_count - uncalled
    called = max(0, others if people is None else min(people, others))
    clauses = group.charter.clauses if group.charter is not None else ()
    hours = [
        one for clause in clauses if isinstance(clause, PostingHours) for one in clause.hours
    ] or _WORKING
    spans = tuple(span for one in hours for span in one.spans())
    is_off = not is_within(spans, charter.minute_of_week(tx, tx.now_ms))
    return MentionCost(called, called * MINUTES_EACH, 1.0 if is_off and called else 0.0)
