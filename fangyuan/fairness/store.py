"""The SQL of strikes, mutes of groups, appeals and nudges."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fangyuan.db import SQL, Row, Tx
from fangyuan.fairness.model import Appeal, GroupMute, Strike
from fangyuan.kernel import json

_STRIKE = (
    "strike_id, room_id, user_id, act, clause, clause_id, reasons, every_ms, until_ts, ts, fades_ts, author, "
    "cause"
)
_ADD = SQL(
    f"INSERT INTO strikes ({_STRIKE}) VALUES (:strike_id, :room_id, :user_id, :act, :clause, :clause_id, :reasons, "
    ":every_ms, :until_ts, :ts, :fades_ts, :author, :cause)"
)
_FIND = SQL(f"SELECT {_STRIKE} FROM strikes WHERE strike_id = :strike_id")
_BY_CAUSE = SQL(
    f"SELECT {_STRIKE} FROM strikes WHERE room_id = :room_id AND user_id = :user_id AND cause = :cause"
)
_IN_FORCE = SQL(f"SELECT {_STRIKE} FROM strikes WHERE until_ts > :now ORDER BY ts, strike_id")
_COUNTING = SQL(
    "SELECT COUNT(*) FROM strikes WHERE room_id = :room_id AND user_id = :user_id AND fades_ts > :now"
)
_OF_PERSON = SQL(
    f"SELECT {_STRIKE} FROM strikes WHERE user_id = :user_id AND strike_id < :before "
    "ORDER BY strike_id DESC LIMIT :most"
)
_IN_ROOM = SQL(
    f"SELECT {_STRIKE} FROM strikes WHERE room_id = :room_id AND strike_id < :before "
    "ORDER BY strike_id DESC LIMIT :most"
)
_LIFT = SQL(
    "UPDATE strikes SET until_ts = :now WHERE room_id = :room_id AND user_id = :user_id AND until_ts > :now"
)
_MOVE = tuple(
    SQL(f"UPDATE {table} SET room_id = :new_id WHERE room_id = :room_id")
    for table in ("strikes", "group_mutes", "appeals", "nudges")
)
_DROP = SQL("DELETE FROM strikes WHERE strike_id = :strike_id")
_DROP_OLD = SQL("DELETE FROM strikes WHERE ts < :before AND fades_ts < :now AND until_ts < :now")
_GROUP_MUTES = SQL("SELECT room_id, until_ts, ts, author, reason FROM group_mutes WHERE until_ts > :now")
_GROUP_MUTE = SQL("SELECT room_id, until_ts, ts, author, reason FROM group_mutes WHERE room_id = :room_id")
_MUTE_GROUP = SQL(
    "INSERT INTO group_mutes (room_id, until_ts, ts, author, reason) "
    "VALUES (:room_id, :until_ts, :ts, :author, :reason) ON CONFLICT (room_id) "
    "DO UPDATE SET until_ts = excluded.until_ts, ts = excluded.ts, author = excluded.author, "
    "reason = excluded.reason"
)
_UNMUTE_GROUP = SQL("DELETE FROM group_mutes WHERE room_id = :room_id")
_DROP_MUTES = SQL("DELETE FROM group_mutes WHERE until_ts <= :now")
_APPEAL = "appeal_id, strike_id, room_id, user_id, author, strike, words, ts, outcome, reason, decided_by, decided_ts"
_ADD_APPEAL = SQL(
    f"INSERT INTO appeals ({_APPEAL}) VALUES (:appeal_id, :strike_id, :room_id, :user_id, :author, :strike, :words, "
    ":ts, '', '', NULL, NULL)"
)
_FIND_APPEAL = SQL(f"SELECT {_APPEAL} FROM appeals WHERE appeal_id = :appeal_id")
_APPEAL_OF = SQL(f"SELECT {_APPEAL} FROM appeals WHERE strike_id = :strike_id")
_PAGE = (
    f"SELECT {_APPEAL} FROM appeals WHERE appeal_id < :before AND outcome {{}} "
    "ORDER BY appeal_id DESC LIMIT :most"
)
_APPEALS = {
    None: SQL(_PAGE.format("IS NOT NULL")),
    "open": SQL(_PAGE.format("= ''")),
    "decided": SQL(_PAGE.format("<> ''")),
}
_APPEALS_BY = SQL(
    f"SELECT {_APPEAL} FROM appeals WHERE user_id = :user_id ORDER BY appeal_id DESC LIMIT :most"
)
_DECIDE = SQL(
    "UPDATE appeals SET outcome = :outcome, reason = :reason, decided_by = :by, decided_ts = :now "
    "WHERE appeal_id = :appeal_id"
)
_STRIKES_BY_GROUP = SQL("SELECT room_id, COUNT(*) FROM strikes WHERE ts >= :since GROUP BY room_id")
_APPEALS_BY_GROUP = SQL(
    "SELECT room_id, COUNT(*), SUM(CASE WHEN outcome <> '' THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN outcome = 'reversed' THEN 1 ELSE 0 END) FROM appeals WHERE ts >= :since GROUP BY room_id"
)
_NUDGE = SQL(
    "INSERT INTO nudges (room_id, user_id, message, ts) VALUES (:room_id, :user_id, :message, :ts) "
    "ON CONFLICT (room_id, user_id, message) DO UPDATE SET ts = excluded.ts"
)
_NUDGED = SQL("SELECT ts FROM nudges WHERE room_id = :room_id AND user_id = :user_id AND message = :message")
_DROP_NUDGES = SQL("DELETE FROM nudges WHERE ts < :before")


_REASONS, _OF_APPEAL = 6, 5  # places of what is JSON


def _strike(row: Row) -> Strike:
    values = list(row)
    values[_REASONS] = json.decode(row[_REASONS])
    return Strike(*values)


def _appeal(row: Row) -> Appeal:
    values = list(row)
    values[_OF_APPEAL] = msgspec.json.decode(row[_OF_APPEAL], type=Strike)
    return Appeal(*values)


def add(tx: Tx, strike: Strike) -> None:
    values = {name: getattr(strike, name) for name in strike.__struct_fields__}
    tx.run(_ADD, **(values | {"reasons": json.encode(strike.reasons)}))


def find_strike(tx: Tx, strike_id: int) -> Strike | None:
    row = tx.one(_FIND, strike_id=strike_id)
    return _strike(row) if row else None


def find_by_cause(tx: Tx, room_id: str, user_id: str, cause: str) -> Strike | None:
    row = tx.one(_BY_CAUSE, room_id=room_id, user_id=user_id, cause=cause)
    return _strike(row) if row else None


def list_in_force(tx: Tx) -> list[Strike]:
    """Whatever holds somebody back now, in the whole company."""
    return [_strike(row) for row in tx.all(_IN_FORCE, now=tx.now_ms)]


def count_counting(tx: Tx, room_id: str, user_id: str) -> int:
    """How many of the person's strikes in the group count."""
    return tx.value(_COUNTING, room_id=room_id, user_id=user_id, now=tx.now_ms) or 0


def list_strikes_of(tx: Tx, user_id: str, before: int, most: int) -> list[Strike]:
    """One person's strikes of lower numbers than `before`, the newest first."""
    return [_strike(row) for row in tx.all(_OF_PERSON, user_id=user_id, before=before, most=most)]


def list_strikes_in(tx: Tx, room_id: str, before: int, most: int) -> list[Strike]:
    """The strikes of one group of lower numbers than `before`, the newest first."""
    return [_strike(row) for row in tx.all(_IN_ROOM, room_id=room_id, before=before, most=most)]


def lift(tx: Tx, room_id: str, user_id: str) -> int:
    return tx.run(_LIFT, room_id=room_id, user_id=user_id, now=tx.now_ms)


def move(tx: Tx, room_id: str, new_id: str) -> None:
    for statement in _MOVE:
        tx.run(statement, room_id=room_id, new_id=new_id)


def drop_strike(tx: Tx, strike_id: int) -> None:
    tx.run(_DROP, strike_id=strike_id)


def drop_old(tx: Tx, before: int, nudges_before: int) -> None:
    tx.run(_DROP_OLD, before=before, now=tx.now_ms)
    tx.run(_DROP_MUTES, now=tx.now_ms)
    tx.run(_DROP_NUDGES, before=nudges_before)


def list_group_mutes(tx: Tx) -> list[GroupMute]:
    return [GroupMute(*row) for row in tx.all(_GROUP_MUTES, now=tx.now_ms)]


def find_group_mute(tx: Tx, room_id: str) -> GroupMute | None:
    row = tx.one(_GROUP_MUTE, room_id=room_id)
    found = GroupMute(*row) if row else None
    return found if found is not None and found.until_ts > tx.now_ms else None


def set_group_mute(tx: Tx, mute: GroupMute) -> None:
    tx.run(_MUTE_GROUP, **{name: getattr(mute, name) for name in mute.__struct_fields__})


def drop_group_mute(tx: Tx, room_id: str) -> bool:
    return tx.run(_UNMUTE_GROUP, room_id=room_id) > 0


def add_appeal(tx: Tx, appeal: Appeal) -> None:
    tx.run(
        _ADD_APPEAL,
        appeal_id=appeal.appeal_id,
        strike_id=appeal.strike_id,
        room_id=appeal.room_id,
        user_id=appeal.user_id,
        author=appeal.author,
        strike=json.encode(appeal.strike),
        words=appeal.words,
        ts=appeal.ts,
    )


def find_appeal(tx: Tx, appeal_id: int) -> Appeal | None:
    row = tx.one(_FIND_APPEAL, appeal_id=appeal_id)
    return _appeal(row) if row else None


def find_appeal_of(tx: Tx, strike_id: int) -> Appeal | None:
    row = tx.one(_APPEAL_OF, strike_id=strike_id)
    return _appeal(row) if row else None


def list_appeals(tx: Tx, before: int, most: int, status: str | None) -> list[Appeal]:
    """Appeals of lower numbers than `before`, the newest first; `status` is open, decided or None for all."""
    return [_appeal(row) for row in tx.all(_APPEALS[status], before=before, most=most)]


def list_appeals_of(tx: Tx, user_id: str, most: int = 100) -> list[Appeal]:
    """The person's own, the newest first."""
    return [_appeal(row) for row in tx.all(_APPEALS_BY, user_id=user_id, most=most)]


def decide(tx: Tx, appeal_id: int, outcome: str, reason: str, by: str) -> None:
    tx.run(_DECIDE, appeal_id=appeal_id, outcome=outcome, reason=reason, by=by, now=tx.now_ms)


def count_strikes(tx: Tx, since: int) -> dict[str, int]:
    """Strikes since a time, by group; those that an appeal deleted are not among them."""
    return {row[0]: row[1] for row in tx.all(_STRIKES_BY_GROUP, since=since)}


def count_appeals(tx: Tx, since: int) -> Sequence[tuple[str, int, int, int]]:
    """(room id, appeals, decided ones, reversals) since a time."""
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in tx.all(_APPEALS_BY_GROUP, since=since)]


def set_nudged(tx: Tx, room_id: str, user_id: str, message: str) -> None:
    tx.run(_NUDGE, room_id=room_id, user_id=user_id, message=message, ts=tx.now_ms)


def nudged_ts(tx: Tx, room_id: str, user_id: str, message: str) -> int:
    """When the person was last told to think this message over; 0: never."""
    return tx.value(_NUDGED, room_id=room_id, user_id=user_id, message=message) or 0
