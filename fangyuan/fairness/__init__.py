"""Fairness: strikes and the ladder they climb, slow mode and mutes of a person or a group, appeals, nudges.

Owns the tables `strikes`, `group_mutes`, `appeals` and `nudges`. It sits below rooms and tells nobody: `groups` says
what came of it. Its writes that change who may speak take a position, of which no client is told, so that no process
goes on remembering what is over. Writes its own audit rows.
"""

from fangyuan.fairness.actions import (
    check_reason,
    drop_old,
    is_nudged,
    lift,
    lift_group,
    move,
    mute,
    mute_group,
    nudge,
    slow,
    strike,
)
from fangyuan.fairness.appeals import appeal, decide_appeal, get_appeal, get_strike
from fangyuan.fairness.figures import Figures, figures, figures_by_group
from fangyuan.fairness.model import OUTCOMES, Appeal, Grounds, GroupMute, Standing, Strike, said_left
from fangyuan.fairness.policy import FairnessPolicy, policy, set_policy
from fangyuan.fairness.standing import Restrained, check, standing
from fangyuan.fairness.store import (
    count_counting,
    find_group_mute,
    find_strike,
    list_appeals,
    list_appeals_of,
    list_in_force,
    list_strikes_in,
    list_strikes_of,
)

__all__ = [
    "OUTCOMES",
    "Appeal",
    "FairnessPolicy",
    "Figures",
    "Grounds",
    "GroupMute",
    "Restrained",
    "Standing",
    "Strike",
    "appeal",
    "check",
    "check_reason",
    "count_counting",
    "decide_appeal",
    "drop_old",
    "figures",
    "figures_by_group",
    "find_group_mute",
    "find_strike",
    "get_appeal",
    "get_strike",
    "is_nudged",
    "lift",
    "lift_group",
    "list_appeals",
    "list_appeals_of",
    "list_in_force",
    "list_strikes_in",
    "list_strikes_of",
    "move",
    "mute",
    "mute_group",
    "nudge",
    "policy",
    "said_left",
    "set_policy",
    "slow",
    "standing",
    "strike",
]
