"""Who is told of an event, and how loudly: quick for who kept the default rules, exact for everybody."""

from __future__ import annotations

import functools
from enum import IntEnum
from typing import Any

from fangyuan.kernel import json
from fangyuan.kernel.ids import localpart_of
from fangyuan.push.conditions import ReadyRule, ready
from fangyuan.push.defaults import DEFAULTS, MASTER, MESSAGE_RULES, PERSONAL
from fangyuan.push.facts import EventFacts
from fangyuan.push.glob import Glob, glob, literal
from fangyuan.push.model import HIGHLIGHT, KINDS, NOTIFY, SILENT, Kind, Rule, RuleName
from fangyuan.push.ruleset import Ruleset

_NOBODY: frozenset[str] = frozenset()


class Mode(IntEnum):
    """What a person's rules come to in a room."""

    DEFAULT = 0
    QUIET = 1  # messages don't notify, mentions do: the underride rules are off
    MENTIONS = 2  # the same by a rule for the room, which comes before calls too
    MUTED = 3
    FULL = 4  # only judging rule by rule tells


class Outline:
    """A ruleset boiled down to modes: of single rooms, of rooms of two (`pair`), of the others (`group`)."""

    __slots__ = ("group", "pair", "rooms")

    def __init__(self, ruleset: Ruleset) -> None:
        self.rooms: dict[str, Mode] = {}
        self.group = self.pair = Mode.DEFAULT
        if ruleset.changes.adjusted:
            self.group, self.pair = _adjusted_modes(ruleset)
        changes = ruleset.changes
        own = [
            rule
            for kind in ("content", "sender", "underride")
            for rule in changes.rules(kind)
            if rule.enabled
        ]
        overrides = [(_only_room(rule), rule) for rule in changes.override if rule.enabled]
        if self.group is self.pair is Mode.MUTED:
            return  # the master switch
        if own or any(room_id is None for room_id, _ in overrides):
            self.group = self.pair = Mode.FULL
            return
        for room_id, rule in overrides:
            self.rooms.setdefault(str(room_id), Mode.FULL if rule.effect else Mode.MUTED)
        for rule in changes.room:
            if rule.enabled:
                self.rooms.setdefault(rule.rule_id, Mode.FULL if rule.effect else Mode.MENTIONS)
        if Mode.FULL in (
            self.group,
            self.pair,
        ):  # other default rules were changed: they may matter in these rooms too
            self.rooms = {
                room: mode if mode is Mode.MUTED else Mode.FULL for room, mode in self.rooms.items()
            }

    def mode(self, room_id: str, member_count: int | None) -> Mode:
        """What holds in this room."""
        mode = self.rooms.get(room_id)
        if mode is not None:
            return mode
        return self.pair if member_count == 2 else self.group


def _only_room(rule: Rule) -> str | None:
    """The room, when the rule's one condition is that the event is in it: how clients mute."""
    conditions = rule.conditions or ()
    if (
        len(conditions) == 1
        and conditions[0]["kind"] == "event_match"
        and conditions[0].get("key") == "room_id"
    ):
        pattern = conditions[0].get("pattern")
        if isinstance(pattern, str) and "*" not in pattern and "?" not in pattern:
            return pattern
    return None


def _adjusted_modes(ruleset: Ruleset) -> tuple[Mode, Mode]:
    """(group, pair) from what the user changed of the default rules; another sound changes nothing here."""
    now = {new.rule_id: _effect(new) for old, new in ruleset.list_adjusted() if _effect(new) != _effect(old)}
    if MASTER in now:
        return (Mode.FULL, Mode.FULL) if now[MASTER] else (Mode.MUTED, Mode.MUTED)
    if not now:
        return Mode.DEFAULT, Mode.DEFAULT
    known = {rule_id for both in MESSAGE_RULES.values() for rule_id in both}
    if not now.keys() <= known:
        return Mode.FULL, Mode.FULL
    group = {now.get(rule_id, NOTIFY) or SILENT for _, rule_id in MESSAGE_RULES.values()}
    pair: set[int] = set()
    for of_pair, of_all in MESSAGE_RULES.values():
        effect = now.get(of_pair, NOTIFY)
        pair.add((now.get(of_all, NOTIFY) if effect is None else effect) or SILENT)
    return _mode_of(group), _mode_of(pair)


def _effect(rule: Rule) -> int | None:
    return rule.effect if rule.enabled else None


def _mode_of(effects: set[int]) -> Mode:
    if effects == {NOTIFY}:
        return Mode.DEFAULT
    return Mode.QUIET if effects == {SILENT} else Mode.FULL


class Judge:
    """One person's rules, ready. Made once, used for every event of every room that he is in."""

    __slots__ = (
        "_displayname",
        "_ignored",
        "_name",
        "_names",
        "_needles",
        "_ready",
        "_ruleset",
        "_shown",
        "is_full",
        "is_plain",
        "needs_member_count",
        "outline",
        "user_id",
    )

    def __init__(self, ruleset: Ruleset, displayname: str | None, ignored: frozenset[str] = _NOBODY) -> None:
        self.user_id = ruleset.user_id
        self.outline = outline = Outline(ruleset)
        self._ruleset = ruleset
        self._displayname = displayname
        self._ignored = ignored
        self._name = localpart_of(ruleset.user_id).lower()
        self._shown = (displayname or "").lower()
        self._names: tuple[Glob, Glob | None] | None = None
        self._needles: tuple[str, ...] | None = None
        self._ready: list[ReadyRule] | None = None
        # Nothing but the default rules: what they don't notify of and what names nobody needs no judging.
        self.is_plain = not outline.rooms and outline.group is outline.pair is Mode.DEFAULT
        # Rules of other kinds: also events that the default rules are silent of may concern him.
        self.is_full = is_full = Mode.FULL in (outline.group, outline.pair, *outline.rooms.values())
        self.needs_member_count = outline.group is not outline.pair or (is_full and self._counts_members())

    def judge(self, facts: EventFacts) -> int:
        """0: not told, 1: notified, 2: notified with a highlight. Nobody is told of what he or who he ignores wrote."""
        if self._is_deaf_to(facts.event.sender):
            return SILENT
        if self.is_plain:
            return self._judge_by_default(facts)
        mode = self.outline.mode(facts.event.room_id, facts.member_count)
        if mode is Mode.FULL:
            return self._judge_in_full(facts)
        if mode is Mode.MUTED:
            return SILENT
        verdict = self._judge_by_default(facts)
        if mode is Mode.DEFAULT or verdict == HIGHLIGHT:
            return verdict
        # Whom nothing names is told by underride rules, silent here; an invitation is an override's.
        if facts.is_message or (mode is Mode.MENTIONS and self.user_id not in facts.special):
            return SILENT
        return verdict

    def _judge_by_default(self, facts: EventFacts) -> int:
        verdict = facts.verdict()
        if facts.special and self.user_id in facts.special:
            return facts.special[self.user_id]
        if verdict == HIGHLIGHT:
            return verdict
        text = facts.text
        if text is not None and (self._name in text or (self._shown and self._shown in text)):
            name, shown = self._globs()
            if shown is not None and shown.is_within(text):
                return HIGHLIGHT
            if not facts.is_silenced and name.is_within(text):
                return HIGHLIGHT
        return verdict

    def actions(self, facts: EventFacts) -> list[Any]:
        """The actions of the rule that decides; empty when none matches."""
        if not self._is_deaf_to(facts.event.sender):
            for rule in self._all_rules():
                if rule.matches(facts):
                    return rule.rule.actions
        return []

    def may_be_named(self, event_json: bytes) -> bool:
        """Whether one of the user's names stands anywhere in these bytes: a look before decoding them."""
        if self._needles is None:
            names = [self._name, *([self._shown] if self._shown else [])]
            self._needles = tuple(json.encode(name)[1:-1].decode() for name in names)
        text = event_json.decode().lower()
        return any(needle in text for needle in self._needles)

    def judge_by_rules(self, facts: EventFacts) -> int:
        """The same as `judge`, rule by rule, as the spec tells it."""
        return SILENT if self._is_deaf_to(facts.event.sender) else self._judge_in_full(facts)

    def counting_mode(self, room_id: str, member_count: int | None) -> Mode:
        """How the unread of a room are counted: numbers can't tell what was written by people whom he ignores."""
        mode = self.outline.mode(room_id, member_count)
        return Mode.FULL if self._ignored and mode is not Mode.MUTED else mode

    def _is_deaf_to(self, sender: str) -> bool:
        return sender == self.user_id or sender in self._ignored

    def _globs(self) -> tuple[Glob, Glob | None]:
        """(user name, display name) as patterns."""
        if self._names is None:
            self._names = glob(self._name), literal(self._displayname) if self._displayname else None
        return self._names

    def _judge_in_full(self, facts: EventFacts) -> int:
        for rule in self._all_rules():
            if rule.matches(facts):
                return rule.effect
        return SILENT

    def _all_rules(self) -> list[ReadyRule]:
        if self._ready is None:
            adjusted = self._ruleset.changes.adjusted
            self._ready = [
                _ready_default(kind, rule.rule_id)
                if rule.default and rule.rule_id not in adjusted and rule.rule_id not in PERSONAL
                else ready(kind, rule, self._displayname)
                for kind in KINDS
                for rule in self._ruleset.rules(kind)
                if rule.enabled
            ]
        return self._ready

    def _counts_members(self) -> bool:
        """Whether a rule that counts members can matter; the defaults' can't while pairs are as groups."""
        changes = self._ruleset.changes
        own = [rule for kind in ("override", "underride") for rule in changes.rules(kind) if rule.enabled]
        if any(
            condition["kind"] == "room_member_count" for rule in own for condition in rule.conditions or ()
        ):
            return True
        for of_pair, of_all in MESSAGE_RULES.values():
            rules = [self._ruleset.get(RuleName("underride", rule_id)) for rule_id in (of_pair, of_all)]
            if rules[0].enabled and _effect(rules[0]) != (_effect(rules[1]) or SILENT):
                return True
        return False


@functools.cache
def _ready_default(kind: Kind, rule_id: str) -> ReadyRule:
    """A default rule that is the same for everybody: made once, not once for each person who is rung."""
    return ready(kind, DEFAULTS[kind][rule_id], None)


def compile(ruleset: Ruleset, displayname: str | None, ignored: frozenset[str] = _NOBODY) -> Judge:
    """The ruleset of a user with this display name, who ignores these users, ready to judge events for him."""
    return Judge(ruleset, displayname, ignored)
