"""Reading and changing a user's push rules."""

from __future__ import annotations

import msgspec

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.push import store
from fangyuan.push.judge import Judge, compile
from fangyuan.push.model import (
    UNCHANGED,
    Adjustment,
    Changes,
    Kind,
    NewRule,
    Rule,
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
    """The user's rules, compiled with the name that he has now."""
    return compile(ruleset(tx, user_id), identity.get_profile(tx, user_id).displayname)


def _changes(tx: Tx, user_id: str) -> tuple[Changes, int]:
    return tx.remember(("push_rules", user_id), lambda: _load(tx, user_id))


def _load(tx: Tx, user_id: str) -> tuple[Changes, int]:
    row = store.find_rules(tx, user_id)
    return (_decoder.decode(row[0]), row[1]) if row else (UNCHANGED, 0)


def put_rule(
    tx: Tx, rules: Ruleset, kind: Kind, rule_id: str, new: NewRule, *, before: str | None, after: str | None
) -> None:
    """Makes a rule of the user's own or changes it. §PUT /pushrules/global/{kind}/{ruleId}."""
    rule = check_new_rule(kind, rule_id, new)
    placed = place(rules.changes.rules(kind), rule, before, after)
    _save(tx, rules, rules.changes.with_rules(kind, placed))


def delete_rule(tx: Tx, rules: Ruleset, kind: Kind, rule_id: str) -> None:
    """Takes one of the user's own rules away; the server's own stay."""
    if rules.get(kind, rule_id).default:
        raise InvalidParam("The server's own push rules can't be deleted; disable the rule instead")
    left = tuple(rule for rule in rules.changes.rules(kind) if rule.rule_id != rule_id)
    _save(tx, rules, rules.changes.with_rules(kind, left))


def set_enabled(tx: Tx, rules: Ruleset, kind: Kind, rule_id: str, enabled: bool) -> None:
    """Turns a rule on or off: any rule, the server's own too."""
    rule = rules.get(kind, rule_id)
    if rule.enabled != enabled:
        _change(tx, rules, kind, rule, msgspec.structs.replace(rule, enabled=enabled))


def set_actions(tx: Tx, rules: Ruleset, kind: Kind, rule_id: str, actions: object) -> None:
    """What a rule does when it matches: of any rule, the server's own too."""
    rule = rules.get(kind, rule_id)
    checked = check_actions(actions)
    if rule.actions != checked:
        _change(tx, rules, kind, rule, msgspec.structs.replace(rule, actions=checked))


def _change(tx: Tx, rules: Ruleset, kind: Kind, old: Rule, new: Rule) -> None:
    changes = rules.changes
    if old.default:
        adjustment = changes.adjusted.get(old.rule_id, Adjustment())
        adjustment = Adjustment(
            enabled=new.enabled if new.enabled != old.enabled else adjustment.enabled,
            actions=new.actions if new.actions != old.actions else adjustment.actions,
        )
        changed = changes.adjusting(old.rule_id, adjustment)
    else:
        same = tuple(new if rule.rule_id == old.rule_id else rule for rule in changes.rules(kind))
        changed = changes.with_rules(kind, same)
    _save(tx, rules, changed)


def _save(tx: Tx, rules: Ruleset, changes: Changes) -> None:
    if changes == rules.changes:
        return
    position = tx.note("push_rules", user_id=rules.user_id)
    store.set_rules(tx, rules.user_id, json.encode(changes), position)
    tx.forget(("push_rules", rules.user_id))
