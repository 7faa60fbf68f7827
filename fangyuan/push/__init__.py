"""Whom an event concerns: push rules, judging by them, unread counts.

Owns the table `push_rules`. Change kind `push_rules` (whose: `user_id`).
Client-Server API §Push Notifications.

Judging is the hot path: `EventFacts(event)` once for each event, `judge.judge(facts)` for each person.
`unread` counts what a person has not read, from the numbers that the log keeps.
"""

from fangyuan.push.actions import (
    carry_over,
    changed_position,
    delete_rule,
    judge_of,
    put_rule,
    ruleset,
    set_actions,
    set_enabled,
)
from fangyuan.push.counts import RoomUnread, Unread, count, unread
from fangyuan.push.facts import EventFacts
from fangyuan.push.judge import Judge, compile
from fangyuan.push.listing import Notification, list_notifications
from fangyuan.push.model import HIGHLIGHT, KINDS, NOTIFY, SILENT, Kind, NewRule, Rule, RuleName
from fangyuan.push.ruleset import Ruleset, rule_to_client, to_client

__all__ = [
    "HIGHLIGHT",
    "KINDS",
    "NOTIFY",
    "SILENT",
    "EventFacts",
    "Judge",
    "Kind",
    "NewRule",
    "Notification",
    "RoomUnread",
    "Rule",
    "RuleName",
    "Ruleset",
    "Unread",
    "carry_over",
    "changed_position",
    "compile",
    "count",
    "delete_rule",
    "judge_of",
    "list_notifications",
    "put_rule",
    "rule_to_client",
    "ruleset",
    "set_actions",
    "set_enabled",
    "to_client",
    "unread",
]
