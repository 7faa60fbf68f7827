"""A group as the register shows it: which ones are shown, in which order, and as a row of a table."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from fangyuan.kernel.text import Language, text

DAY_MS = 86_400_000
ACTIVE_DAYS = 30  # of which the register tells how much was said

Flag = Literal["draft", "ownerless", "overdue", "idle", "over_budget", "asked"]
FLAGS: tuple[Flag, ...] = ("draft", "ownerless", "overdue", "idle", "over_budget", "asked")
"""`asked`: the house has asked whether it is still needed, and waits for an answer."""


class Terms(msgspec.Struct, frozen=True):
    """When a group is asked about, warned and archived, in days; `idle_days` 0: never for being idle."""

    notice_days: int = 14
    grace_days: int = 14
    idle_days: int = 90


class Activity(msgspec.Struct, frozen=True):
    """What was said in a group: messages and people who wrote, of the last ACTIVE_DAYS; when last, in ms UTC."""

    messages: int = 0
    posters: int = 0
    last_ts: int | None = None


class Review(msgspec.Struct, frozen=True):
    """What is known of a group's reviews; `asked_ts` None: no question waits. `why` is date or idle.

    Times are ms UTC.
    """

    room_id: str
    last_ts: int | None = None
    last_by: str | None = None
    why: str = ""
    asked_ts: int | None = None
    due_ts: int | None = None
    warned_ts: int | None = None
    archive_ts: int | None = None


class Entry(msgspec.Struct, frozen=True):
    """One group in the register. Times are ms UTC; a draft has no purpose yet. `members` doesn't count the house."""

    room_id: str
    name: str
    kind: str
    purpose: str
    owner: str
    owner_name: str
    deputies: tuple[str, ...]
    department_id: str
    """Where the owner works; '' for somebody outside the directory."""
    department: str
    members: int
    size_budget: int | None
    label: str
    status: str
    founded_ts: int
    founded_by: str
    last_review_ts: int | None
    last_reviewed_by: str | None
    review_date: str | None
    archive_ts: int | None
    """When it is archived, if nobody answers."""
    messages: int
    posters: int
    last_message_ts: int | None
    flags: tuple[Flag, ...]
    override: str = ""
    """Why it was founded although there was one like it; '' where nothing stood against it."""


class Query(msgspec.Struct, frozen=True):
    """Which groups, in which order. Empty fields don't matter; closed ones are shown when the status says so."""

    kind: str = ""
    status: str = ""
    label: str = ""
    owner: str = ""
    departments: frozenset[str] | None = None
    flag: str = ""
    due: str = ""
    """Their review date is this day (YYYY-MM-DD) or an earlier one."""
    words: str = ""
    order: str = "name"
    backwards: bool = False


_Key = Callable[[Entry], Any]
ORDERS: dict[str, _Key] = {
    "name": lambda entry: entry.name.casefold(),
    "kind": lambda entry: entry.kind,
    "owner": lambda entry: entry.owner_name.casefold(),
    "status": lambda entry: entry.status,
    "label": lambda entry: entry.label,
    "members": lambda entry: entry.members,
    "founded": lambda entry: entry.founded_ts,
    "review_date": lambda entry: entry.review_date or "9999",
    "last_review": lambda entry: entry.last_review_ts or 0,
    "messages": lambda entry: entry.messages,
    "posters": lambda entry: entry.posters,
    "last_message": lambda entry: entry.last_message_ts or 0,
}


def select(entries: Iterable[Entry], query: Query) -> list[Entry]:
    """Those that the query means, in its order; the same ones always in the same order."""
    found = sorted((entry for entry in entries if _fits(entry, query)), key=lambda entry: entry.room_id)
    return sorted(found, key=ORDERS[query.order], reverse=query.backwards)


def _fits(entry: Entry, query: Query) -> bool:
    return (
        query.kind in ("", entry.kind)
        and (entry.status == query.status if query.status else entry.status != "closed")
        and query.label in ("", entry.label)
        and query.owner in ("", entry.owner)
        and (query.departments is None or entry.department_id in query.departments)
        and (not query.flag or query.flag in entry.flags)
        and (not query.due or (entry.review_date is not None and entry.review_date <= query.due))
        and _has_words(entry, query.words)
    )


def _has_words(entry: Entry, words: str) -> bool:
    searched = (entry.name, entry.purpose, entry.owner_name, entry.owner, entry.department, entry.room_id)
    return all(any(word in part.casefold() for part in searched) for word in words.casefold().split())


# -- as a table ------------------------------------------------------------------------------------------------------

HEADINGS = (
    "name",
    "kind",
    "purpose",
    "owner",
    "department",
    "deputies",
    "members",
    "size_budget",
    "label",
    "status",
    "founded",
    "last_review",
    "review_date",
    "messages",
    "posters",
    "last_message",
    "flags",
    "override",
    "room_id",
)


def cells(entry: Entry, kind_name: str, language: Language, zone: datetime.tzinfo) -> list[str | int]:
    """A row of the exported register, in the order of HEADINGS, in words of the language and days of the zone."""
    flags = [text(f"census.flag.{flag}", language) for flag in entry.flags]
    return [
        entry.name,
        kind_name,
        entry.purpose,
        f"{entry.owner_name} ({entry.owner})",
        entry.department,
        "; ".join(entry.deputies),
        entry.members,
        "" if entry.size_budget is None else entry.size_budget,
        text(f"charter.label.{entry.label}", language) if entry.label else "",
        text(f"census.status.{entry.status}", language),
        day_of(entry.founded_ts, zone),
        _day(entry.last_review_ts, zone),
        entry.review_date or "",
        entry.messages,
        entry.posters,
        _day(entry.last_message_ts, zone),
        "; ".join(flags),
        entry.override,
        entry.room_id,
    ]


def _day(ts: int | None, zone: datetime.tzinfo) -> str:
    return "" if ts is None else day_of(ts, zone)


def day_of(ts: int, zone: datetime.tzinfo) -> str:
    """The day of a time (ms UTC) in a zone, as YYYY-MM-DD."""
    return datetime.datetime.fromtimestamp(ts / 1000, zone).date().isoformat()


def end_of(day: str, zone: datetime.tzinfo) -> int:
    """When a day (YYYY-MM-DD) is over in a zone, in ms UTC."""
    start = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(), zone)
    return int((start + datetime.timedelta(days=1)).timestamp()) * 1000
