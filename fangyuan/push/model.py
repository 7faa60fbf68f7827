"""Records of push, and the pure rules of which rule stands where. Client-Server API §Push Rules."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, cast, get_args

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, BadRequest, InvalidParam, MissingParam
from fangyuan.kernel.json import JsonObject

Kind = Literal["override", "content", "room", "sender", "underride"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # the order in which they are checked
MAX_RULES = 1_000
MAX_ID_BYTES = 255
MAX_PATTERN_BYTES = 1_024
MAX_CONDITIONS = 50
MAX_RULE_BYTES = 16_384

SILENT, NOTIFY, HIGHLIGHT = 0, 1, 2
_KNOWN_ACTIONS = ("notify", "dont_notify", "coalesce")  # the last two do nothing; old clients send them


class Rule(msgspec.Struct, frozen=True):
    """One push rule. `conditions` belong to override and underride rules, `pattern` to content rules."""

    rule_id: str
    actions: list[Any]
    enabled: bool = True
    default: bool = False
    conditions: list[dict[str, Any]] | None = None
    pattern: str | None = None

    @property
    def effect(self) -> int:
        """SILENT, NOTIFY or HIGHLIGHT when it matches."""
        if "notify" not in self.actions:
            return SILENT
        for action in self.actions:
            if (
                json.is_object(action)
                and action.get("set_tweak") == "highlight"
                and action.get("value", True) is True
            ):
                return HIGHLIGHT
        return NOTIFY


class Adjustment(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a user changed of a default rule; None where he left it."""

    enabled: bool | None = None
    actions: list[Any] | None = None


class Changes(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a user made of the default rules: stored, so that later default rules come in by themselves."""

    override: tuple[Rule, ...] = ()
    content: tuple[Rule, ...] = ()
    room: tuple[Rule, ...] = ()
    sender: tuple[Rule, ...] = ()
    underride: tuple[Rule, ...] = ()
    adjusted: dict[str, Adjustment] = {}

    def rules(self, kind: Kind) -> tuple[Rule, ...]:
        """The user's own rules of this kind, the most important first."""
        return cast(tuple[Rule, ...], getattr(self, kind))

    def with_rules(self, kind: Kind, rules: tuple[Rule, ...]) -> Changes:
        return msgspec.structs.replace(self, **{kind: rules})

    def adjusting(self, rule_id: str, new: Adjustment) -> Changes:
        """With a default rule changed; what `new` leaves open stays as it was changed before."""
        old = self.adjusted.get(rule_id, Adjustment())
        both = Adjustment(
            enabled=old.enabled if new.enabled is None else new.enabled,
            actions=old.actions if new.actions is None else new.actions,
        )
        return msgspec.structs.replace(self, adjusted={**self.adjusted, rule_id: both})

    def carried_over(self, room_id: str, new_id: str) -> Changes:
        """With each rule that is named for a room once more for the room that follows it."""
        changed = self
        for kind in KINDS:
            rules = self.rules(kind)
            names = {rule.rule_id for rule in rules}
            if room_id in names and new_id not in names:
                named = next(rule for rule in rules if rule.rule_id == room_id)
                changed = changed.with_rules(kind, (_renamed(named, room_id, new_id), *rules))
        return changed


def _renamed(rule: Rule, room_id: str, new_id: str) -> Rule:
    conditions = [
        {**condition, "pattern": new_id} if condition.get("pattern") == room_id else condition
        for condition in rule.conditions or ()
    ]
    return msgspec.structs.replace(
        rule, rule_id=new_id, conditions=conditions if rule.conditions else rule.conditions
    )


UNCHANGED = Changes()


class RuleName(NamedTuple):
    """What a rule is called: ids are unique within a kind."""

    kind: Kind
    rule_id: str

    @staticmethod
    def of(kind: str, rule_id: str) -> RuleName:
        """From a request's path; M_INVALID_PARAM for an unknown kind."""
        return RuleName(check_kind(kind), rule_id)


class NewRule(msgspec.Struct):
    """The body of PUT /pushrules/…; `actions` is checked by `check_new_rule`, which knows the kind."""

    actions: list[Any] | None = None
    conditions: list[Any] | None = None
    pattern: str | None = None


def check_kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise InvalidParam(f"Unknown kind of push rule {kind!r:.80}")
    return kind


def check_own_id(rule_id: str) -> None:
    """Ids of users' rules: neither the server's own nor ones that break paths."""
    if rule_id.startswith("."):
        raise InvalidParam("Rule IDs that start with '.' are the server's own")
    if "/" in rule_id or "\\" in rule_id:
        raise InvalidParam("Rule IDs can't contain '/' or '\\'")
    if not rule_id or len(rule_id.encode()) > MAX_ID_BYTES:
        raise InvalidParam(f"Rule IDs have 1 to {MAX_ID_BYTES} bytes")


def check_actions(actions: object) -> list[Any]:
    """The actions if they are known ones, else M_INVALID_PARAM."""
    if actions is None:
        raise MissingParam("A push rule needs `actions`")
    if not isinstance(actions, list):
        raise BadJson("`actions` must be a list")
    checked: list[Any] = json.as_list(cast(object, actions))
    for action in checked:
        is_tweak = json.is_object(action) and isinstance(action.get("set_tweak"), str)
        if not is_tweak and action not in _KNOWN_ACTIONS:
            raise InvalidParam(f"Unknown action {action!r:.80}")
    return checked


def check_new_rule(name: RuleName, new: NewRule) -> Rule:
    """The rule that a client asks for, or what is wrong with it."""
    kind, rule_id = name
    check_own_id(rule_id)
    conditions, pattern = None, None
    if kind in ("override", "underride"):
        conditions = _check_conditions(new.conditions or [])
    elif kind == "content":
        pattern = new.pattern
        if pattern is None:
            raise MissingParam("A content rule needs a `pattern`")
        if len(pattern.encode()) > MAX_PATTERN_BYTES:
            raise InvalidParam(f"A pattern has at most {MAX_PATTERN_BYTES} bytes")
    rule = Rule(rule_id, check_actions(new.actions), conditions=conditions, pattern=pattern)
    json.check_event_content(
        msgspec.to_builtins(rule)
    )  # no floats, no depths: the rule goes out in account data
    if len(json.encode(rule)) > MAX_RULE_BYTES:
        raise BadRequest(f"A push rule has at most {MAX_RULE_BYTES} bytes")
    return rule


def _check_conditions(conditions: list[Any]) -> list[JsonObject]:
    if len(conditions) > MAX_CONDITIONS:
        raise InvalidParam(f"A push rule has at most {MAX_CONDITIONS} conditions")
    for condition in conditions:
        if not json.is_object(condition):
            raise BadJson("A condition must be a JSON object")
        if not isinstance(condition.get("kind"), str):
            raise MissingParam("A condition needs a `kind`")
        pattern = condition.get("pattern")
        if isinstance(pattern, str) and len(pattern.encode()) > MAX_PATTERN_BYTES:
            raise InvalidParam(f"A pattern has at most {MAX_PATTERN_BYTES} bytes")
    return conditions


def place(rules: tuple[Rule, ...], rule: Rule, before: str | None, after: str | None) -> tuple[Rule, ...]:
    """The rules with this one added or changed. `before` wins over `after`; else a new rule comes first.

    M_UNKNOWN when the rule that the place refers to isn't one of the user's.
    """
    old = next((at for at, other in enumerate(rules) if other.rule_id == rule.rule_id), None)
    if old is not None:
        rule = msgspec.structs.replace(rule, enabled=rules[old].enabled)
        if before is None and after is None:
            return (*rules[:old], rule, *rules[old + 1 :])
    elif len(rules) >= MAX_RULES:
        raise BadRequest(f"There can be at most {MAX_RULES} push rules of one kind")
    others = tuple(other for other in rules if other.rule_id != rule.rule_id)
    neighbour = before if before is not None else after
    if neighbour is None:
        return (rule, *others)
    at = next((at for at, other in enumerate(others) if other.rule_id == neighbour), None)
    if at is None:
        raise BadRequest(f"before/after rule not found: {neighbour:.255}")
    if before is None:
        at += 1
    return (*others[:at], rule, *others[at:])
