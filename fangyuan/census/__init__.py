"""The register of all groups: should this one exist, is it still needed, who answers for it.

Owns the tables `proposals`, `proposal_approvers`, `founding_overrides`, `cascades`, `cascade_steps`: before a group is
founded, `deciding`, `cascade`, `founding`, `consent`, `proposals`, and below them `advice`, `overlap`, `attention`.
Owns the tables `reviews` (`review*.py`), `activity_days`, `activity_people`, `activity_rooms`,
`activity_state` (`activity.py`). Notes no changes for clients. What is counted of messages is counted by the worker,
behind the log; nothing here is on the path of a message but a look at whether it answers a question of the house.
"""

from fangyuan.census.activity import COUNT, count, list_activity
from fangyuan.census.advice import Advice, Hours, Suggestion
from fangyuan.census.attention import Attention
from fangyuan.census.cascade import answer as answer_cascade
from fangyuan.census.cascade import get as get_cascade
from fangyuan.census.cascade import left_out, list_steps
from fangyuan.census.cascade import list_asked as list_asked_in_cascades
from fangyuan.census.cascade import start as start_cascade
from fangyuan.census.consent import PASS_ON, list_own, list_proposals, list_to_decide, pass_on
from fangyuan.census.consent import get as get_proposal
from fangyuan.census.deciding import decide
from fangyuan.census.founding import GroupExists, create_room, figures, found
from fangyuan.census.hearing import hear
from fangyuan.census.listing import describe, list_groups
from fangyuan.census.model import FLAGS, HEADINGS, ORDERS, Entry, Query, Terms, cells, end_of, select
from fangyuan.census.proposal_model import Cascade, Override, Proposal, Step
from fangyuan.census.proposal_store import list_approvers, list_overrides
from fangyuan.census.proposals import Assessment, assess
from fangyuan.census.review import answer, list_due, restore
from fangyuan.census.reviewing import LOOK, look, schedule_looks

__all__ = [
    "COUNT",
    "FLAGS",
    "HEADINGS",
    "LOOK",
    "ORDERS",
    "PASS_ON",
    "Advice",
    "Assessment",
    "Attention",
    "Cascade",
    "Entry",
    "GroupExists",
    "Hours",
    "Override",
    "Proposal",
    "Query",
    "Step",
    "Suggestion",
    "Terms",
    "answer",
    "answer_cascade",
    "assess",
    "cells",
    "count",
    "create_room",
    "decide",
    "describe",
    "end_of",
    "figures",
    "found",
    "get_cascade",
    "get_proposal",
    "hear",
    "left_out",
    "list_activity",
    "list_approvers",
    "list_asked_in_cascades",
    "list_due",
    "list_groups",
    "list_overrides",
    "list_own",
    "list_proposals",
    "list_steps",
    "list_to_decide",
    "look",
    "pass_on",
    "restore",
    "schedule_looks",
    "select",
    "start_cascade",
]
