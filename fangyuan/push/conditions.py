"""Rules made ready for judging: each condition becomes a function of the event. §Conditions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.push.defaults import WITHOUT_MENTIONS
from fangyuan.push.facts import EventFacts
from fangyuan.push.glob import Glob, glob, literal
from fangyuan.push.model import Kind, Rule

Test = Callable[[EventFacts], bool]
_MISSING = object()
_COUNT = re.compile(r"(==|<=|>=|<|>)?([0-9]{1,15})")


class ReadyRule:
    """A rule that can be judged."""

    __slots__ = ("_tests", "effect", "rule")

    def __init__(self, rule: Rule, tests: list[Test]) -> None:
        self.rule = rule
        self.effect = rule.effect
        self._tests = tuple(tests)

    def matches(self, facts: EventFacts) -> bool:
        return all(test(facts) for test in self._tests)


def ready(kind: Kind, rule: Rule, displayname: str | None) -> ReadyRule:
    """The rule with its conditions, also those that its kind implies, as functions."""
    tests: list[Test] = []
    if rule.default and rule.rule_id in WITHOUT_MENTIONS:
        tests.append(lambda facts: not facts.has_mentions)
    if kind == "room":
        tests.append(lambda facts: facts.event.room_id == rule.rule_id)
    elif kind == "sender":
        tests.append(lambda facts: facts.event.sender == rule.rule_id)
    elif kind == "content":
        tests.append(_match(("content", "body"), glob(rule.pattern or "")))
    else:
        tests.extend(_condition(condition, displayname) for condition in rule.conditions or ())
    return ReadyRule(rule, tests)


def _condition(condition: JsonObject, displayname: str | None) -> Test:
    kind, key = condition["kind"], condition.get("key")
    if kind == "contains_display_name":
        return _match(("content", "body"), literal(displayname)) if displayname else _never
    if kind == "room_member_count":
        return _member_count(condition.get("is"))
    if not isinstance(key, str):
        return _never
    if kind == "event_match":
        pattern = condition.get("pattern")
        return _match(parse_path(key), glob(pattern)) if isinstance(pattern, str) else _never
    if kind in ("event_property_is", "event_property_contains"):
        value = condition.get("value", _MISSING)
        if not _is_simple(value):
            return _never
        return (
            _is(parse_path(key), value) if kind == "event_property_is" else _contains(parse_path(key), value)
        )
    if kind == "sender_notification_permission" and key == "room":  # the spec knows no other key
        return lambda facts: facts.may_notify_room
    return _never  # unknown conditions never match


def _never(facts: EventFacts) -> bool:
    return False


def parse_path(key: str) -> tuple[str, ...]:
    r"""The parts of a path; `\.` is a dot, `\\` a backslash. Appendix §Dot-separated property paths."""
    parts: list[str] = [""]
    at = 0
    while at < len(key):
        char = key[at]
        if char == "\\" and key[at + 1 : at + 2] in ("\\", "."):
            at += 1
            parts[-1] += key[at]
        elif char == ".":
            parts.append("")
        else:
            parts[-1] += char
        at += 1
    return tuple(parts)


def _find(facts: EventFacts, path: tuple[str, ...]) -> object:
    found: Any = facts.document
    for part in path:
        if not isinstance(found, dict):
            return _MISSING
        found = cast(JsonObject, found).get(part, _MISSING)
    return found


def _match(path: tuple[str, ...], pattern: Glob) -> Test:
    if path == ("content", "body"):

        def is_within(facts: EventFacts) -> bool:
            found = _find(facts, path)
            return isinstance(found, str) and pattern.is_within(found.lower())

        return is_within

    def is_whole(facts: EventFacts) -> bool:
        found = _find(facts, path)
        return isinstance(found, str) and pattern.is_whole(found.lower())

    return is_whole


def _is_simple(value: object) -> bool:
    return value is None or isinstance(value, str | int)  # a bool is an int


def _is_same(found: object, value: object) -> bool:
    return type(found) is type(value) and found == value  # True is not 1


def _is(path: tuple[str, ...], value: object) -> Test:
    return lambda facts: _is_same(_find(facts, path), value)


def _contains(path: tuple[str, ...], value: object) -> Test:
    return lambda facts: any(_is_same(item, value) for item in json.as_list(_find(facts, path)))


def _member_count(wanted: object) -> Test:
    parsed = _COUNT.fullmatch(wanted) if isinstance(wanted, str) else None
    if parsed is None:
        return _never
    sign, number = parsed[1] or "==", int(parsed[2])
    compare: dict[str, Callable[[int], bool]] = {
        "==": lambda count: count == number,
        "<": lambda count: count < number,
        ">": lambda count: count > number,
        "<=": lambda count: count <= number,
        ">=": lambda count: count >= number,
    }
    holds = compare[sign]
    return lambda facts: facts.member_count is not None and holds(facts.member_count)
