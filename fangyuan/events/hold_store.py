"""The SQL of legal holds and of what is kept aside for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from fangyuan.db import SQL, Row, Tx
from fangyuan.events.model import Event


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A legal hold on what meets all that it names: a room, a person, a time (`from_ts` <= ts < `to_ts`, ms UTC).

    It counts until `until_ts`, or until a second person signs its release.
    """

    hold_id: str
    room_id: str | None = None
    user_id: str | None = None
    from_ts: int | None = None
    to_ts: int | None = None
    reason: str
    placed_by: str
    placed_ts: int
    until_ts: int | None = None
    release_asked_by: str | None = None
    release_asked_ts: int | None = None
    release_reason: str | None = None
    released_by: str | None = None
    released_ts: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it covers all that was ever said in its room."""
        return self.user_id is None and self.from_ts is None and self.to_ts is None

    def is_active(self, now_ms: int) -> bool:
        return self.released_ts is None and (self.until_ts is None or now_ms < self.until_ts)

    def covers(self, room_id: str, sender: str, ts: int) -> bool:
        return (
            self.room_id in (None, room_id)
            and self.user_id in (None, sender)
            and (self.from_ts is None or self.from_ts <= ts)
            and (self.to_ts is None or ts < self.to_ts)
        )


class HeldEvent(msgspec.Struct, frozen=True):
    """An event that is gone elsewhere, as it was. `why`: redaction or retention; `lost_ts`: when."""

    position: int
    event_id: str
    room_id: str
    sender: str
    ts: int
    json: bytes
    why: str
    lost_ts: int


_FIELDS = Hold.__struct_fields__
_HOLD = ", ".join(_FIELDS)
_PUT = SQL(
    f"INSERT INTO holds ({_HOLD}) VALUES ({', '.join(f':{name}' for name in _FIELDS)}) ON CONFLICT (hold_id) DO UPDATE "
    "SET release_asked_by = excluded.release_asked_by, release_asked_ts = excluded.release_asked_ts, "
    "release_reason = excluded.release_reason, released_by = excluded.released_by, released_ts = excluded.released_ts"
)
_UNRELEASED = SQL(f"SELECT {_HOLD} FROM holds WHERE released_ts IS NULL ORDER BY placed_ts, hold_id")
_FIND = SQL(f"SELECT {_HOLD} FROM holds WHERE hold_id = :hold_id")
_PAGE = SQL(f"SELECT {_HOLD} FROM holds WHERE hold_id > :after ORDER BY hold_id LIMIT :most")
_HELD = "position, event_id, room_id, sender, ts, json, why, lost_ts"
_ADD_HELD = SQL(
    f"INSERT INTO held_events ({_HELD}) VALUES (:position, :event_id, :room_id, :sender, :ts, :json, :why, :lost_ts) "
    "ON CONFLICT (position) DO NOTHING"  # what was redacted first is gone already: the older one is the original
)
_HELD_AFTER = SQL(f"SELECT {_HELD} FROM held_events WHERE position > :after ORDER BY position LIMIT :most")
_DROP_HELD = SQL("DELETE FROM held_events WHERE position IN :*positions")
_TIMES = SQL(
    "SELECT position, ts FROM events WHERE position IN :*positions "
    "UNION SELECT position, ts FROM held_events WHERE position IN :*positions"
)


def put(tx: Tx, hold: Hold) -> None:
    tx.run(_PUT, **{name: getattr(hold, name) for name in _FIELDS})


def list_unreleased(tx: Tx) -> list[Hold]:
    return [_hold(row) for row in tx.all(_UNRELEASED)]


def find_hold(tx: Tx, hold_id: str) -> Hold | None:
    row = tx.one(_FIND, hold_id=hold_id)
    return _hold(row) if row else None


def list_holds(tx: Tx, after: str, most: int) -> list[Hold]:
    """Holds of all times by id, after this one."""
    return [_hold(row) for row in tx.all(_PAGE, after=after, most=most)]


def _hold(row: Row) -> Hold:
    return Hold(**dict(zip(_FIELDS, row, strict=True)))


def add_held(tx: Tx, held: Iterable[Event], why: str) -> None:
    rows: list[dict[str, object]] = [
        {
            "position": event.position,
            "event_id": event.event_id,
            "room_id": event.room_id,
            "sender": event.sender,
            "ts": event.ts,
            "json": event.json,
            "why": why,
            "lost_ts": tx.now_ms,
        }
        for event in held
        if event.redacted_by is None
    ]
    tx.many(_ADD_HELD, rows)


def list_held(tx: Tx, after: int, most: int) -> list[HeldEvent]:
    """What is kept aside, in the order of the stream, after this position."""
    return [HeldEvent(*row) for row in tx.all(_HELD_AFTER, after=after, most=most)]


def drop_held(tx: Tx, positions: Sequence[int]) -> None:
    tx.run(_DROP_HELD, positions=list(positions))


def times_of(tx: Tx, positions: Sequence[int]) -> dict[int, int]:
    """When the events at these positions were sent, of those that are in the log or kept aside."""
    return {row[0]: row[1] for row in tx.all(_TIMES, positions=list(positions))}
