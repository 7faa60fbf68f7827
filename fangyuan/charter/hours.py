"""Hours of the week, in the company's time."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from fangyuan.charter.facts import MINUTES_A_DAY, MINUTES_A_WEEK
from fangyuan.charter.mistakes import wrong
from fangyuan.charter.words import enumerate_words, say
from fangyuan.kernel.text import Language, text

Day = Annotated[int, Meta(ge=1, le=7)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")]
ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)


class Hours(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """From `start` until `end` ("08:30", company time) on `days`, 1 being Monday.

    An `end` that is not after `start` is on the next day.
    """

    start: TimeOfDay
    end: TimeOfDay
    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=7)] = ALL_DAYS

    def spans(self) -> tuple[tuple[int, int], ...]:
        """As (first minute, minute after the last) since Monday 00:00, none across the end of the week."""
        start, end = _minutes(self.start), _minutes(self.end)
        length = (end - start) % MINUTES_A_DAY or MINUTES_A_DAY
        spans: list[tuple[int, int]] = []
        for day in sorted(set(self.days)):
            first = (day - 1) * MINUTES_A_DAY + start
            last = first + length
            spans.append((first, min(last, MINUTES_A_WEEK)))
            if last > MINUTES_A_WEEK:
                spans.append((0, last - MINUTES_A_WEEK))
        return tuple(sorted(spans))

    def text(self, language: Language) -> str:
        """`周一至周五 08:30–17:30`."""
        return say("hours.on", language, days=_days(self.days, language), start=self.start, end=self.end)


def is_within(spans: tuple[tuple[int, int], ...], minute: int) -> bool:
    """Whether this minute of the week is in one of the spans."""
    return any(first <= minute < last for first, last in spans)


def minutes_until(spans: tuple[tuple[int, int], ...], minute: int) -> int:
    """How many minutes until the next span begins; 0 inside of one."""
    if is_within(spans, minute):
        return 0
    return min((first - minute) % MINUTES_A_WEEK for first, _ in spans)


def settled(hours: Hours, field: str) -> Hours:
    """Each day once, in order; M_INVALID_PARAM for a day that isn't one is raised when it is read."""
    if hours.start == hours.end:
        raise wrong(f"{field}.end", "no_time")
    return Hours(hours.start, hours.end, tuple(sorted(set(hours.days))))


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _days(days: tuple[int, ...], language: Language) -> str:
    ordered = sorted(set(days))
    if len(ordered) == len(ALL_DAYS):
        return say("hours.every_day", language)
    names = [text(f"charter.day.{day}", language) for day in ordered]
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return say("hours.from_to", language, first=names[0], last=names[-1])
    return enumerate_words(names, language)
