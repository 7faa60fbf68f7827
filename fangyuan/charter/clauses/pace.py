"""How much and when: rates, length, hours. All but length hold in encrypted groups too."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from msgspec import Meta
from msgspec.structs import replace

from fangyuan.charter import hours as company_hours
from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.clauses.files import is_lower
from fangyuan.charter.facts import MINUTES_A_DAY, MINUTES_A_WEEK, Facts, Found, Need, VerdictWord
from fangyuan.charter.hours import Hours, is_within, minutes_until
from fangyuan.charter.mistakes import missing
from fangyuan.charter.words import Param, Terms, enumerate_words, say
from fangyuan.kernel.text import Language, text

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen

_MINUTE_MS, _HOUR_MS, _DAY_MS = 60_000, 3_600_000, 86_400_000
_BREAK = re.compile(r"<(?:br|p|div|li|tr|h[1-6]|blockquote|pre)\b", re.IGNORECASE)

Many = Annotated[int, Meta(ge=1, le=100_000)]


class Pace(ClauseBase, frozen=True, kw_only=True, tag="pace"):
    """Slow mode: so many seconds between two posts of one person, so many an hour or a day, of him or of all together.

    Edits and reactions are no posts. With `schedule` what comes too early goes out when it may.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse", "schedule", "hold", "nudge")
    NEEDS: ClassVar[frozenset[Need]] = frozenset(("paced",))

    every_seconds: Annotated[int, Meta(ge=1, le=86_400)] | None = None
    per_hour: Many | None = None
    per_day: Many | None = None
    group_per_hour: Many | None = None

    def check(self, making: Making) -> Check | None:
        every_ms = (self.every_seconds or 0) * 1_000
        limits = (
            ("refuse.pace_hour", self.per_hour, _HOUR_MS),
            ("refuse.pace_day", self.per_day, _DAY_MS),
        )

        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post or seen.is_edit:
                return None
            mine, everybody, now = facts.paced.mine, facts.paced.everybody, facts.now_ms
            if every_ms and mine and mine[-1] + every_ms > now:
                seconds = -(-(mine[-1] + every_ms - now) // 1_000)
                params: dict[str, Param] = {"every": every_ms // 1_000, "seconds": seconds}
                return Found("refuse.pace_every", params, until_ts=mine[-1] + every_ms)
            for key, most, span in limits:
                if most is not None and (free := _free_at(mine, most, now, span)) > now:
                    return Found(key, {"most": most, "minutes": _minutes(free - now)}, until_ts=free)
            most = self.group_per_hour
            if most is not None and (free := _free_at(everybody, most, now, _HOUR_MS)) > now:
                return Found(
                    "refuse.pace_group", {"most": most, "minutes": _minutes(free - now)}, until_ts=free
                )
            return None

        return ask

    def text(self, language: Language) -> str:
        limits = {
            "pace_every": self.every_seconds,
            "pace_hour": self.per_hour,
            "pace_day": self.per_day,
            "pace_group": self.group_per_hour,
        }
        sentences = [
            say(f"clause.{key}", language, most=most) for key, most in limits.items() if most is not None
        ]
        return text("charter.list.sentences", language).join(sentences)

    def settled(self, field: str, server_name: str) -> Self:
        if all(one is None for one in (self.every_seconds, self.per_hour, self.per_day, self.group_per_hour)):
            raise missing([f"{field}.every_seconds"])
        return super().settled(field, server_name)

    def _is_stricter(self, before: Self) -> bool:
        slower = (self.every_seconds or 0) > (before.every_seconds or 0)
        pairs = (
            (self.per_hour, before.per_hour),
            (self.per_day, before.per_day),
            (self.group_per_hour, before.group_per_hour),
        )
        return slower or any(is_lower(*pair) for pair in pairs)


def _free_at(times: Sequence[int], most: int, now: int, span: int) -> int:
    """When one more keeps to `most` in any `span`; `times` ascend. 0: now."""
    recent = len(times) - bisect_right(times, now - span)
    return times[-most] + span if recent >= most else 0


def _minutes(ms: int) -> int:
    return -(-ms // _MINUTE_MS)


class Length(ClauseBase, frozen=True, kw_only=True, tag="length"):
    """How long a message may be, in characters or lines."""

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse", "nudge", "hold")
    NEEDS_CONTENT: ClassVar[bool] = True

    characters: Annotated[int, Meta(ge=10, le=60_000)] | None = None
    lines: Annotated[int, Meta(ge=1, le=10_000)] | None = None

    def check(self, making: Making) -> Check | None:
        most, most_lines = self.characters, self.lines

        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post:
                return None
            length = max(map(len, seen.texts), default=0)
            if most is not None and length > most:
                return Found("refuse.length_characters", {"most": most, "length": length})
            if most_lines is not None and (lines := _lines(seen)) > most_lines:
                return Found("refuse.length_lines", {"most": most_lines, "lines": lines})
            return None

        return ask

    def text(self, language: Language) -> str:
        limits = {"length_characters": self.characters, "length_lines": self.lines}
        sentences = [
            say(f"clause.{key}", language, most=most) for key, most in limits.items() if most is not None
        ]
        return text("charter.list.sentences", language).join(sentences)

    def settled(self, field: str, server_name: str) -> Self:
        if self.characters is None and self.lines is None:
            raise missing([f"{field}.characters"])
        return super().settled(field, server_name)

    def _is_stricter(self, before: Self) -> bool:
        return is_lower(self.characters, before.characters) or is_lower(self.lines, before.lines)


def _lines(seen: Seen) -> int:
    """Lines as written, or as its HTML breaks them."""
    broken = (len(_BREAK.findall(html)) for html in seen.formatted)
    return max([*broken, *(text.strip().count("\n") + 1 for text in seen.texts)])


class PostingHours(ClauseBase, frozen=True, kw_only=True, tag="hours"):
    """When people may post, in the company's time. With `schedule` what comes outside goes out when the hours begin."""

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse", "schedule", "nudge", "hold")
    NEEDS: ClassVar[frozenset[Need]] = frozenset(("minute",))

    hours: Annotated[tuple[Hours, ...], Meta(min_length=1, max_length=10)]

    def check(self, making: Making) -> Check | None:
        spans = tuple(span for one in self.hours for span in one.spans())

        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post or is_within(spans, facts.minute):
                return None
            wait = minutes_until(spans, facts.minute)
            opens = (facts.minute + wait) % MINUTES_A_WEEK
            day, minute = divmod(opens, MINUTES_A_DAY)
            params: dict[str, Param] = {
                "day": Terms((f"charter.day.{day + 1}",)),
                "time": f"{minute // 60:02}:{minute % 60:02}",
            }
            until = facts.now_ms - facts.now_ms % _MINUTE_MS + wait * _MINUTE_MS
            return Found("refuse.hours", params, until_ts=until)

        return ask

    def text(self, language: Language) -> str:
        return say(
            "clause.hours",
            language,
            hours=enumerate_words([one.text(language) for one in self.hours], language),
        )

    def settled(self, field: str, server_name: str) -> Self:
        hours = tuple(
            company_hours.settled(one, f"{field}.hours[{index}]") for index, one in enumerate(self.hours)
        )
        return replace(super().settled(field, server_name), hours=hours)

    def _is_stricter(self, before: Self) -> bool:
        open_now = {
            minute for one in self.hours for first, last in one.spans() for minute in range(first, last)
        }
        was_open = {
            minute for one in before.hours for first, last in one.spans() for minute in range(first, last)
        }
        return not was_open <= open_now
