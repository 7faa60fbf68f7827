"""Strikes, what stands against a person in a group, appeals: frozen records and pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import msgspec

from fangyuan.charter import Rung
from fangyuan.kernel.text import Language, text

Outcome = Literal["upheld", "reversed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
MOST_REASON = 500
LONGEST_MS = 30 * 86_400_000  # nobody is silenced for longer in one go

Words = dict[str, str]


class Grounds(msgspec.Struct, frozen=True):
    """Why: the clause (number 0 when somebody did it by hand) and the reason in each language.

    `cause` names the one attempt that it came of, so that the same attempt is one breach however often it is sent.
    """

    reasons: Words
    clause: int = 0
    clause_id: str = ""
    cause: str | None = None


class Strike(msgspec.Struct, frozen=True):
    """Something against a person in a group, and what came of it. Times are ms UTC.

    `act` is word, slow or mute; `until_ts` when that ends (0 of a word), `every_ms` slow mode's time between two
    messages. It counts for the next breach until `fades_ts`; 0: it doesn't count, as what is laid on by hand.
    """

    strike_id: int
    room_id: str
    user_id: str
    act: Rung
    clause: int
    clause_id: str
    reasons: Words
    every_ms: int
    until_ts: int
    ts: int
    fades_ts: int
    author: str
    cause: str | None = None

    def counts(self, now_ms: int) -> bool:
        """Whether it still counts for the next one."""
        return self.fades_ts > now_ms

    def in_force(self, now_ms: int) -> bool:
        """Whether what came of it still holds."""
        return self.until_ts > now_ms

    def to_json(self) -> dict[str, Any]:
        """For the audit log, and to be kept with an appeal."""
        return msgspec.to_builtins(self)


class GroupMute(msgspec.Struct, frozen=True):
    """A whole group that is to be quiet for a time; its owner and deputies may speak."""

    room_id: str
    until_ts: int
    ts: int
    author: str
    reason: str


class Standing(msgspec.Struct, frozen=True):
    """What holds for a person in a group. Empty parts are None."""

    mute: Strike | None = None
    slow: Strike | None = None
    group: GroupMute | None = None


class Appeal(msgspec.Struct, frozen=True):
    """An appeal against a strike; `strike` is the strike as it was. `outcome` is '' until it is decided."""

    appeal_id: int
    strike_id: int
    room_id: str
    user_id: str
    author: str
    strike: Strike
    words: str
    ts: int
    outcome: str = ""
    reason: str = ""
    decided_by: str | None = None
    decided_ts: int | None = None


def weigh(strikes: Iterable[Strike], group: GroupMute | None, now_ms: int) -> Standing | None:
    """What of these holds now: the mute that lasts longest, the slowest slow mode. None: nothing does."""
    held = [one for one in strikes if one.in_force(now_ms)]
    mutes = [one for one in held if one.act == "mute"]
    slows = [one for one in held if one.act == "slow"]
    if group is not None and group.until_ts <= now_ms:
        group = None
    if not mutes and not slows and group is None:
        return None
    return Standing(
        max(mutes, key=lambda one: one.until_ts, default=None),
        max(slows, key=lambda one: one.every_ms, default=None),
        group,
    )


def said_left(ms: int, language: Language) -> str:
    """A time that is left, in words: as exact as it is worth."""
    seconds = max(1, -(-ms // 1_000))
    if seconds < 60:
        return text("fairness.left_seconds", language, seconds=seconds)
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        if seconds:
            return text("fairness.left_minutes_seconds", language, minutes=minutes, seconds=seconds)
        return text("fairness.left_minutes", language, minutes=minutes)
    hours, minutes = divmod(minutes + (seconds > 0), 60)
    if hours < 48:
        if minutes:
            return text("fairness.left_hours_minutes", language, hours=hours, minutes=minutes)
        return text("fairness.left_hours", language, hours=hours)
    return text("fairness.left_days", language, days=-(-hours // 24))
