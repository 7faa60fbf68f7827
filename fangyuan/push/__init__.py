"""Whom an event concerns: push rules, judging by them, unread counts.

Owns the tables `push_rules`, `pushers`, `push_progress` and `push_keys`. Change kinds: `push_rules` (whose:
`user_id`), and `pusher` (data: its id), which takes no position: only the worker, who sends, listens.
Client-Server API §Push Notifications, Push Gateway API.

Judging is the hot path: `EventFacts(event)` once for each event, `judge.judge(facts)` for each person.
`unread` counts what a person has not read, from the numbers that the log keeps. `list_concerned` and `next_push`
say what is to be pushed; `fangyuan.worker` sends it.
"""

from fangyuan.push.actions import (
    carry_over,
    changed_position,
    changes_judge,
    delete_rule,
    judge_of,
    put_rule,
    ruleset,
    set_actions,
    set_enabled,
)
from fangyuan.push.counts import RoomUnread, Unread, count, unread
from fangyuan.push.delivery import (
    RETRY,
    Concerned,
    Push,
    list_concerned,
    next_push,
    retry,
    set_delivered,
    set_failed,
    set_rejected,
)
from fangyuan.push.facts import EventFacts
from fangyuan.push.judge import Judge, compile
from fangyuan.push.listing import Notification, list_notifications
from fangyuan.push.model import HIGHLIGHT, KINDS, NOTIFY, SILENT, Kind, NewRule, Rule, RuleName
from fangyuan.push.pusher import NewPusher, Pusher
from fangyuan.push.pushers import drop_dead, find_pushers, list_pushers, list_pushers_of, set_pusher
from fangyuan.push.ruleset import Ruleset, rule_to_client, to_client
from fangyuan.push.store import find_progress, has_pushers, list_badged, set_progress
from fangyuan.push.vapid import ensure_vapid, get_vapid, vapid_public_key

__all__ = [
    "HIGHLIGHT",
    "KINDS",
    "NOTIFY",
    "RETRY",
    "SILENT",
    "Concerned",
    "EventFacts",
    "Judge",
    "Kind",
    "NewPusher",
    "NewRule",
    "Notification",
    "Push",
    "Pusher",
    "RoomUnread",
    "Rule",
    "RuleName",
    "Ruleset",
    "Unread",
    "carry_over",
    "changed_position",
    "changes_judge",
    "compile",
    "count",
    "delete_rule",
    "drop_dead",
    "ensure_vapid",
    "find_progress",
    "find_pushers",
    "get_vapid",
    "has_pushers",
    "judge_of",
    "list_badged",
    "list_concerned",
    "list_notifications",
    "list_pushers",
    "list_pushers_of",
    "next_push",
    "put_rule",
    "retry",
    "rule_to_client",
    "ruleset",
    "set_actions",
    "set_delivered",
    "set_enabled",
    "set_failed",
    "set_progress",
    "set_pusher",
    "set_rejected",
    "to_client",
    "unread",
    "vapid_public_key",
]
