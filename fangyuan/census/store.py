"""The SQL of reviews and of what was said how often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fangyuan.census.model import Activity, Review
from fangyuan.db import SQL, Row, Tx

# -- reviews ---------------------------------------------------------------------------------------------------------

_REVIEW = "room_id, last_ts, last_by, why, asked_ts, due_ts, warned_ts, archive_ts"
_REVIEWS = SQL(f"SELECT {_REVIEW} FROM reviews")
_REVIEWS_OF = SQL(f"SELECT {_REVIEW} FROM reviews WHERE room_id IN :*room_ids")
_WAITING = SQL(f"SELECT {_REVIEW} FROM reviews WHERE asked_ts IS NOT NULL ORDER BY asked_ts, room_id")
_PUT_REVIEW = SQL(
    f"INSERT INTO reviews ({_REVIEW}) VALUES (:room_id, :last_ts, :last_by, :why, :asked_ts, :due_ts, :warned_ts, "
    ":archive_ts) ON CONFLICT (room_id) DO UPDATE SET last_ts = excluded.last_ts, last_by = excluded.last_by, "
    "why = excluded.why, asked_ts = excluded.asked_ts, due_ts = excluded.due_ts, warned_ts = excluded.warned_ts, "
    "archive_ts = excluded.archive_ts"
)
_STILL_WAITING = SQL(
    "SELECT room_id FROM reviews WHERE room_id IN :*room_ids AND asked_ts IS NOT NULL ORDER BY room_id"
)


def list_reviews(tx: Tx, room_ids: list[str] | None = None) -> dict[str, Review]:
    """What is known of these groups' reviews, or of all."""
    rows = tx.all(_REVIEWS) if room_ids is None else tx.all(_REVIEWS_OF, room_ids=room_ids)
    return {row[0]: Review(*row) for row in rows}


def get_review(tx: Tx, room_id: str) -> Review:
    """The group's; an empty one when it was never asked about."""
    return list_reviews(tx, [room_id]).get(room_id, Review(room_id))


def list_waiting(tx: Tx) -> list[Review]:
    """The groups of which the house waits for an answer, those asked first first."""
    return [Review(*row) for row in tx.all(_WAITING)]


def list_still_waiting(tx: Tx, room_ids: list[str]) -> list[str]:
    """Those of these groups of which the house waits for an answer."""
    return [row[0] for row in tx.all(_STILL_WAITING, room_ids=room_ids)] if room_ids else []


def put_review(tx: Tx, review: Review) -> None:
    tx.run(_PUT_REVIEW, **{name: getattr(review, name) for name in review.__struct_fields__})


# -- activity --------------------------------------------------------------------------------------------------------

# What people write: no state, no edits, nothing of the house.
_SPOKEN = (
    "FROM events WHERE position > :low AND position <= :high AND state_key IS NULL AND type IN :*types "
    "AND (rel_type IS NULL OR rel_type <> 'm.replace') AND sender <> :house "
)
_BY_DAY = SQL(
    f"SELECT room_id, ts / 86400000, COUNT(*) {_SPOKEN} AND ts >= :since GROUP BY room_id, ts / 86400000"
)
_BY_PERSON = SQL(f"SELECT room_id, sender, MAX(ts) {_SPOKEN} GROUP BY room_id, sender")
_ADD_DAY = SQL(
    "INSERT INTO activity_days (room_id, day, messages) VALUES (:room_id, :day, :messages) "
    "ON CONFLICT (room_id, day) DO UPDATE SET messages = activity_days.messages + excluded.messages"
)
_ADD_PERSON = SQL(
    "INSERT INTO activity_people (room_id, user_id, last_ts) VALUES (:room_id, :user_id, :last_ts) "
    "ON CONFLICT (room_id, user_id) DO UPDATE SET last_ts = "
    "CASE WHEN excluded.last_ts > activity_people.last_ts THEN excluded.last_ts ELSE activity_people.last_ts END"
)
_ADD_ROOM = SQL(
    "INSERT INTO activity_rooms (room_id, last_ts) VALUES (:room_id, :last_ts) ON CONFLICT (room_id) DO UPDATE SET "
    "last_ts = "
    "CASE WHEN excluded.last_ts > activity_rooms.last_ts THEN excluded.last_ts ELSE activity_rooms.last_ts END"
)
_DROP_DAYS = SQL("DELETE FROM activity_days WHERE day < :day")
_COUNTED = SQL("SELECT position FROM activity_state WHERE id = 1")
_SET_COUNTED = SQL(
    "INSERT INTO activity_state (id, position) VALUES (1, :position) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position"
)
_MESSAGES = SQL(
    "SELECT room_id, SUM(messages) FROM activity_days WHERE room_id IN :*room_ids AND day > :day GROUP BY room_id"
)
_PEOPLE = SQL(
    "SELECT room_id, COUNT(*) FROM activity_people WHERE room_id IN :*room_ids AND last_ts >= :since GROUP BY room_id"
)
_LAST = SQL("SELECT room_id, last_ts FROM activity_rooms WHERE room_id IN :*room_ids")
_TYPES = [
    "m.room.message",
    "m.room.encrypted",
    "m.sticker",
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
]


def counted(tx: Tx) -> int:
    """Up to which position the log was counted."""
    return tx.value(_COUNTED) or 0


def count_up_to(tx: Tx, low: int, high: int, since: int, house: str) -> None:
    """Counts what was said after `low`, up to `high`: by days from `since` (ms) on, and of each person the newest."""
    span = {"low": low, "high": high, "types": _TYPES, "house": house}
    days = [_named(row, "room_id", "day", "messages") for row in tx.all(_BY_DAY, **span, since=since)]
    people = [_named(row, "room_id", "user_id", "last_ts") for row in tx.all(_BY_PERSON, **span)]
    last: dict[object, Any] = {}
    for person in people:
        last[person["room_id"]] = max(last.get(person["room_id"], 0), person["last_ts"])
    _write(tx, _ADD_DAY, days)
    _write(tx, _ADD_ROOM, [{"room_id": room_id, "last_ts": ts} for room_id, ts in last.items()])
    _write(tx, _ADD_PERSON, people)
    tx.run(_SET_COUNTED, position=high)


def _named(row: Row, *names: str) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def _write(tx: Tx, statement: SQL, rows: Iterable[dict[str, object]]) -> None:
    found = list(rows)
    if found:
        tx.many(statement, found)


def drop_days(tx: Tx, before: int) -> None:
    """Forgets days that nobody asks for any more."""
    tx.run(_DROP_DAYS, day=before)


def list_activity(tx: Tx, room_ids: list[str], since: int) -> dict[str, Activity]:
    """What was said in each of the rooms since then (ms), as far as it is counted."""
    if not room_ids:
        return {}
    messages = {row[0]: int(row[1]) for row in tx.all(_MESSAGES, room_ids=room_ids, day=since // 86_400_000)}
    posters = {row[0]: row[1] for row in tx.all(_PEOPLE, room_ids=room_ids, since=since)}
    return {
        room_id: Activity(messages.get(room_id, 0), posters.get(room_id, 0), last_ts)
        for room_id, last_ts in list_last(tx, room_ids).items()
    }


def list_last(tx: Tx, room_ids: list[str]) -> dict[str, int]:
    """When somebody last wrote in each of the rooms, in ms; rooms in which nobody ever did are left out."""
    return {row[0]: row[1] for row in tx.all(_LAST, room_ids=room_ids)} if room_ids else {}
