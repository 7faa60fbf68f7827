"""A user's rules: the defaults with what he changed."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.kernel.errors import NotFound
from fangyuan.push.defaults import DEFAULTS, MASTER, default_rules
from fangyuan.push.model import KINDS, UNCHANGED, Changes, Kind, Rule, RuleName


class Ruleset(msgspec.Struct, frozen=True):
    """All rules of a user. Cheap to keep for everybody: the rules themselves are made when asked for."""

    user_id: str
    changes: Changes = UNCHANGED

    def rules(self, kind: Kind) -> tuple[Rule, ...]:
        """The rules of this kind, the most important first; disabled ones too."""
        defaults = [self._adjusted(rule) for rule in default_rules(kind, self.user_id)]
        own = self.changes.rules(kind)
        # The master switch stands above the user's own rules, all other defaults below them.
        master = [rule for rule in defaults[:1] if rule.rule_id == MASTER]
        return (*master, *own, *defaults[len(master) :])

    def get(self, name: RuleName) -> Rule:
        """The rule, or M_NOT_FOUND."""
        for rule in self.rules(name.kind):
            if rule.rule_id == name.rule_id:
                return rule
        raise NotFound("The push rule was not found")

    def list_adjusted(self) -> list[tuple[Rule, Rule]]:
        """(default rule, what the user made of it) of each default rule that he changed."""
        return [
            (rule, self._adjusted(rule))
            for rules in DEFAULTS.values()
            for rule_id, rule in rules.items()
            if rule_id in self.changes.adjusted
        ]

    def _adjusted(self, rule: Rule) -> Rule:
        change = self.changes.adjusted.get(rule.rule_id)
        if change is None:
            return rule
        return msgspec.structs.replace(
            rule,
            enabled=rule.enabled if change.enabled is None else change.enabled,
            actions=rule.actions if change.actions is None else change.actions,
        )


def to_client(ruleset: Ruleset) -> dict[str, Any]:
    """The content of m.push_rules. §Push Rules: Events."""
    return {"global": {kind: [rule_to_client(rule) for rule in ruleset.rules(kind)] for kind in KINDS}}


def rule_to_client(rule: Rule) -> dict[str, Any]:
    """One rule as clients get it: only the fields that its kind has."""
    shown: dict[str, Any] = {
        "rule_id": rule.rule_id,
        "default": rule.default,
        "enabled": rule.enabled,
        "actions": rule.actions,
    }
    if rule.conditions is not None:
        shown["conditions"] = rule.conditions
    if rule.pattern is not None:
        shown["pattern"] = rule.pattern
    return shown
