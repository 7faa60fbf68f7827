"""Reading and changing a user's push rules."""

from __future__ import annotations

import msgspec

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.change import Change
from fangyuan.kernel.errors import InvalidParam
from fangyuan.push import store
from fangyuan.push.judge import Judge, compile
from fangyuan.push.model import (
    UNCHANGED,
    Adjustment,
    Changes,
    NewRule,
    Rule,
    RuleName,
    check_actions,
    check_new_rule,
    place,
)
from fangyuan.push.ruleset import Ruleset

_decoder = msgspec.json.Decoder(Changes)


def ruleset(tx: Tx, user_id: str) -> Ruleset:
    """The user's rules: the default ones with what he changed."""
    return Ruleset(user_id, _changes(tx, user_id)[0])


def changed_position(tx: Tx, user_id: str) -> int:
    """The position at which the user last changed his rules; 0 when he never did."""
    return _changes(tx, user_id)[1]


def judge_of(tx: Tx, user_id: str) -> Judge:
    """The user's rules, compiled with the name that he has now and with whom he ignores now."""
    name = identity.get_profile(tx, user_id).displayname
    return compile(ruleset(tx, user_id), name, identity.list_ignored(tx, user_id))


def changes_judge(change: Change) -> bool:
    """Whether `judge_of` the change's user gives another one from this change on."""
    if change.kind == "account_data":
        return not change.room_id and change.data[0] == identity.IGNORED_USERS
    return change.kind in ("push_rules", "profile")


def _changes(tx: Tx, user_id: str) -> tuple[Changes, int]:
    return tx.remember(("push_rules", user_id), lambda: _load(tx, user_id))


def _load(tx: Tx, user_id: str) -> tuple[Changes, int]:
    row = store.find_rules(tx, user_id)
    return (_decoder.decode(row[0]), row[1]) if row else (UNCHANGED, 0)


def put_rule(
    tx: Tx, user_id: str, name: RuleName, new: NewRule, before: str | None = None, after: str | None = None
) -> None:
    """Makes a rule of the user's own or changes it. §PUT /pushrules/global/{kind}/{ruleId}."""
    changes = ruleset(tx, user_id).changes
    rule = check_new_rule(name, new)
    placed = place(changes.rules(name.kind), rule, before, after)
    _save(tx, user_id, changes, changes.with_rules(name.kind, placed))


def delete_rule(tx: Tx, user_id: str, name: RuleName) -> None:
    """Takes one of the user's own rules away; the server's own stay."""
    rules = ruleset(tx, user_id)
    if rules.get(name).default:
        raise InvalidParam("The server's own push rules can't be deleted; disable the rule instead")
    left = tuple(rule for rule in rules.changes.rules(name.kind) if rule.rule_id != name.rule_id)
    _save(tx, user_id, rules.changes, rules.changes.with_rules(name.kind, left))


def set_enabled(tx: Tx, user_id: str, name: RuleName, enabled: bool) -> None:
    """Turns a rule on or off: any rule, the server's own too."""
    rules = ruleset(tx, user_id)
    rule = rules.get(name)
    _change(tx, rules, name, msgspec.structs.replace(rule, enabled=enabled), Adjustment(enabled=enabled))


def set_actions(tx: Tx, user_id: str, name: RuleName, actions: object) -> None:
    """What a rule does when it matches: of any rule, the server's own too."""
    rules = ruleset(tx, user_id)
    rule = rules.get(name)
    checked = check_actions(actions)
    _change(tx, rules, name, msgspec.structs.replace(rule, actions=checked), Adjustment(actions=checked))


def carry_over(tx: Tx, user_ids: list[str], room_id: str, new_id: str) -> None:
    """A room goes on in another: what these users set for the one holds for the other too. §Room upgrades."""
    for user_id in store.list_who_changed(tx, user_ids):
        changes = ruleset(tx, user_id).changes
        _save(tx, user_id, changes, changes.carried_over(room_id, new_id))


def _change(tx: Tx, rules: Ruleset, name: RuleName, new: Rule, adjustment: Adjustment) -> None:
    if rules.get(name) == new:
        return
    changes = rules.changes
    if new.default:
        changed = changes.adjusting(name.rule_id, adjustment)
    else:
        same = tuple(new if rule.rule_id == name.rule_id else rule for rule in changes.rules(name.kind))
        changed = changes.with_rules(name.kind, same)
    _save(tx, rules.user_id, changes, changed)


def _save(tx: Tx, user_id: str, old: Changes, new: Changes) -> None:
    if new == old:
        return
    position = tx.note("push_rules", user_id=user_id)
    store.set_rules(tx, user_id, json.encode(new), position)
    tx.forget(("push_rules", user_id))
