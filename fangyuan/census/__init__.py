"""The register of all groups: should this one exist, is it still needed, who answers for it.

Owns the tables `reviews`, `review_questions` (`review*.py`), `activity_days`, `activity_people`, `activity_rooms`,
`activity_state` (`activity.py`). Notes no changes for clients. What is counted of messages is counted by the worker,
behind the log; nothing here is on the path of a message but a look at whether it answers a question of the house.
"""

from fangyuan.census.activity import COUNT, count, list_activity
from fangyuan.census.hearing import hear
from fangyuan.census.listing import describe, list_groups
from fangyuan.census.model import FLAGS, HEADINGS, ORDERS, Entry, Query, Terms, cells, select
from fangyuan.census.review import answer, restore
from fangyuan.census.reviewing import LOOK, look, schedule_looks

__all__ = [
    "COUNT",
    "FLAGS",
    "HEADINGS",
    "LOOK",
    "ORDERS",
    "Entry",
    "Query",
    "Terms",
    "answer",
    "cells",
    "count",
    "describe",
    "hear",
    "list_activity",
    "list_groups",
    "look",
    "restore",
    "schedule_looks",
    "select",
]
