"""Asking whether groups are still needed, warning, archiving: by the clock, each step once, each in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from fangyuan import audit, charter, groups
from fangyuan.audit import Act
from fangyuan.census import store
from fangyuan.census.activity import count_on
from fangyuan.census.model import DAY_MS, Review, Terms, day_of, end_of
from fangyuan.census.review import ABOUT, archive_asked, clear
from fangyuan.db import Tx, schedule
from fangyuan.groups import Group
from fangyuan.kernel.text import bilingual

LOOK = "census.look"
_EVERY_MS = 3_600_000
_AT_ONCE = 50  # groups in one transaction of the writer: each means a few messages


def schedule_looks(tx: Tx, terms: Terms) -> None:
    """Has the worker look at the groups from now on, on these terms. Called at each start: the newest terms hold."""
    schedule(tx, LOOK, msgspec.to_builtins(terms), tx.now_ms, LOOK)


def look(tx: Tx, payload: dict[str, int]) -> None:
    """The worker's function for LOOK: takes whatever step is due, for some groups at a time, and comes again."""
    terms = msgspec.convert(payload, Terms)
    if not count_on(tx):  # nobody is asked about a group because what was said there isn't counted yet
        schedule(tx, LOOK, payload, tx.now_ms + 1, LOOK)
        return
    steps = _follow_up(tx, terms)
    if steps < _AT_ONCE:
        steps += _ask(tx, terms, _AT_ONCE - steps)
    next_ts = tx.now_ms + (_EVERY_MS if steps < _AT_ONCE else 1)
    schedule(tx, LOOK, payload, next_ts, LOOK)


# -- questions that wait ---------------------------------------------------------------------------------------------


def _follow_up(tx: Tx, terms: Terms) -> int:
    """What time, and what happened meanwhile, makes of questions that were put; gives how many steps were taken."""
    waiting = store.list_waiting(tx)
    room_ids = [review.room_id for review in waiting]
    known = {group.room_id: group for group in groups.list_among(tx, room_ids)} if waiting else {}
    last, steps = store.list_last(tx, room_ids), 0
    for review in waiting:
        group = known.get(review.room_id)
        if group is None or _is_settled(tx, group, review, last.get(review.room_id, 0), terms):
            clear(tx, review)
            steps += 1
        elif review.archive_ts is not None and tx.now_ms >= review.archive_ts:
            reason = bilingual("census.unanswered")
            archive_asked(tx, groups.house(tx).user_id, group, reason, "census.archived")
            steps += 1
        elif review.warned_ts is None and tx.now_ms >= (review.due_ts or 0):
            _warn(tx, group, review, terms)
            steps += 1
        else:
            _tell_newcomers(tx, group, review)
        if steps >= _AT_ONCE:
            break
    return steps


def _is_settled(tx: Tx, group: Group, review: Review, last_ts: int, terms: Terms) -> bool:
    """Whether nobody needs to answer: it was closed or amended, or people write in it again."""
    if group.status != "open" or group.charter is None:
        return True
    if review.why == "idle":
        return last_ts > (review.asked_ts or 0)
    date = group.charter.review_date
    return date is None or date > _day(tx, tx.now_ms + terms.notice_days * DAY_MS)


def _tell_newcomers(tx: Tx, group: Group, review: Review) -> None:
    """Whoever came to own the group, or became a deputy, after the question was put has to hear it too."""
    asked = set(groups.list_who_was_asked(tx, ABOUT, group.room_id))
    new = [user_id for user_id in group.owners if user_id not in asked]
    key = f"census.ask_{review.why}" if review.archive_ts is None else "census.warning"
    end = (review.due_ts or 0) - 1 if review.archive_ts is None else review.archive_ts
    _put_to(tx, group, new, key, day=_day(tx, end))


def _warn(tx: Tx, group: Group, review: Review, terms: Terms) -> None:
    archive_ts = tx.now_ms + terms.grace_days * DAY_MS
    store.put_review(tx, replace(review, warned_ts=tx.now_ms, archive_ts=archive_ts))
    after = {"archive_ts": archive_ts, "why": review.why}
    audit.record(tx, groups.house(tx).user_id, Act.REVIEW_WARNED, group.room_id, after=after)
    _put_to(tx, group, group.owners, "census.warning", day=_day(tx, archive_ts))


# -- new questions ---------------------------------------------------------------------------------------------------


def _ask(tx: Tx, terms: Terms, most: int) -> int:
    """Asks about groups whose review date comes near, then about those in which nobody writes any more."""
    reviews, notice_ms = store.list_reviews(tx), terms.notice_days * DAY_MS
    waiting = {room_id for room_id, review in reviews.items() if review.asked_ts is not None}
    due = [one for one in groups.list_review_due(tx, _day(tx, tx.now_ms + notice_ms)) if one not in waiting]
    quiet = [one for one in _list_quiet(tx, reviews, terms) if one not in waiting]
    chosen = list(dict.fromkeys((*due, *quiet)))[:most]
    is_due = set(due)
    for group in groups.list_among(tx, chosen) if chosen else ():
        review = reviews.get(group.room_id, Review(group.room_id))
        due_ts, why = tx.now_ms + notice_ms, "idle"
        if group.room_id in is_due and group.charter is not None and group.charter.review_date is not None:
            due_ts, why = max(end_of(group.charter.review_date, charter.time_zone(tx)), due_ts), "date"
        _put(tx, group, replace(review, why=why, due_ts=due_ts))
    return len(chosen)


def _list_quiet(tx: Tx, reviews: dict[str, Review], terms: Terms) -> list[str]:
    """The open groups in which nobody has written for long, nor said that they are needed."""
    if not terms.idle_days:
        return []
    since = tx.now_ms - terms.idle_days * DAY_MS
    old = groups.list_founded_before(tx, since)
    last = store.list_last(tx, old)
    kept = {room_id: review.last_ts or 0 for room_id, review in reviews.items()}
    return [one for one in old if max(last.get(one, 0), kept.get(one, 0)) <= since]


def _put(tx: Tx, group: Group, review: Review) -> None:
    groups.forget_questions(tx, ABOUT, group.room_id)
    store.put_review(tx, replace(review, asked_ts=tx.now_ms, warned_ts=None, archive_ts=None))
    after = {"why": review.why, "due_ts": review.due_ts}
    audit.record(tx, groups.house(tx).user_id, Act.REVIEW_ASKED, group.room_id, after=after)
    _put_to(tx, group, group.owners, f"census.ask_{review.why}", day=_day(tx, (review.due_ts or 0) - 1))


def _put_to(tx: Tx, group: Group, people: Sequence[str], key: str, *, day: str) -> None:
    """Each is asked in his chat with the house; any one's answer is enough."""
    assert group.charter is not None, "only groups with a charter are reviewed"
    for user_id in people:
        words = {"group": group.charter.name, "purpose": group.charter.purpose, "date": day}
        groups.ask(tx, user_id, ABOUT, group.room_id, key, **words)


def _day(tx: Tx, ts: int) -> str:
    return day_of(ts, charter.time_zone(tx))
