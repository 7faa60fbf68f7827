"""The SQL of the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fangyuan.db import SQL, Row, Tx
from fangyuan.events.model import Event

COLUMNS = (
    "position, event_id, room_id, type, state_key, sender, ts, json, unsigned, device_id, txn_id, relates_to, "
    "rel_type, thread_root, notifies, main_seq, thread_seq, redacted_by, has_relations"
)
_E_COLUMNS = ", ".join(f"e.{name.strip()}" for name in COLUMNS.split(","))

_ADD = SQL(
    f"INSERT INTO events ({COLUMNS}) VALUES (:position, :event_id, :room_id, :type, :state_key, :sender, :ts, :json, "
    ":unsigned, :device_id, :txn_id, :relates_to, :rel_type, :thread_root, :notifies, :main_seq, :thread_seq, NULL, 0)"
)
_ADD_MENTION = SQL(
    "INSERT INTO mentions (user_id, room_id, position, thread_root) "
    "VALUES (:user_id, :room_id, :position, :thread_root)"
)
_BY_ID = SQL(f"SELECT {COLUMNS} FROM events WHERE event_id = :event_id")
_BY_IDS = SQL(f"SELECT {COLUMNS} FROM events WHERE event_id IN :*event_ids")
_NEWEST = SQL(
    "SELECT room_id, (SELECT MAX(e.position) FROM events e WHERE e.room_id = r.room_id) FROM rooms r "
    "WHERE room_id IN :*room_ids"
)
_AT = SQL(f"SELECT {COLUMNS} FROM events WHERE position = :position")
_BY_TXN = SQL(
    f"SELECT {COLUMNS} FROM events WHERE sender = :sender AND device_id = :device_id AND room_id = :room_id "
    "AND txn_id = :txn_id"
)
_SINCE = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id IN :*room_ids AND position > :since AND position <= :upto "
    "ORDER BY position"
)
# The newest `most` of each room after `since`: one statement for any number of rooms.
# CROSS JOIN and MATERIALIZED keep SQLite from asking for the bound again with each event of a long room.
_ROOMS_SINCE = SQL(
    "WITH bound AS MATERIALIZED (SELECT r.room_id, COALESCE((SELECT x.position FROM events x "
    "WHERE x.room_id = r.room_id AND x.position <= :upto ORDER BY x.position DESC LIMIT 1 OFFSET :most), 0) AS low "
    "FROM rooms r WHERE r.room_id IN :*room_ids) "
    f"SELECT {_E_COLUMNS} FROM bound b CROSS JOIN events e WHERE e.room_id = b.room_id AND e.position >= b.low "
    "AND e.position > :since AND e.position <= :upto ORDER BY e.position"
)
# Everything but state, and state of a few types: what an index of texts has to see.
_SAID = SQL(
    f"SELECT {COLUMNS} FROM events WHERE position > :low AND position <= :high "
    "AND (state_key IS NULL OR type IN :*types) ORDER BY position LIMIT :most"
)
_ALL = SQL(
    f"SELECT {COLUMNS} FROM events WHERE position > :low AND position <= :high ORDER BY position LIMIT :most"
)
_COUNT_IN_ROOM = SQL("SELECT COUNT(*) FROM events WHERE room_id = :room_id AND position <= :upto")
_NEWEST_OF_ALL = SQL("SELECT MAX(position) FROM events")
_BEFORE = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND position > :low AND position <= :high "
    "ORDER BY position DESC LIMIT :most"
)
_AFTER = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND position > :low AND position <= :high "
    "ORDER BY position LIMIT :most"
)
_RELATED = SQL(
    f"SELECT {COLUMNS} FROM events WHERE relates_to IN :*event_ids AND rel_type IN :*rel_types "
    "AND redacted_by IS NULL ORDER BY position"
)
_ANNOTATIONS_BY = SQL(
    f"SELECT {COLUMNS} FROM events WHERE relates_to = :event_id AND rel_type = 'm.annotation' AND sender = :sender "
    "AND redacted_by IS NULL"
)
_HAS_SAID = SQL(
    "SELECT 1 FROM events WHERE room_id = :room_id AND sender = :sender AND type = 'm.room.message' "
    "AND position > :low LIMIT 1"
)
_OF_A_KIND = (
    "AND e.redacted_by IS NULL AND e.rel_type = COALESCE(:rel_type, e.rel_type) AND e.type = COALESCE(:type, e.type) "
    "AND e.position > :low AND e.position <= :high ORDER BY e.position "
)
_RELATING = f"SELECT {_E_COLUMNS} FROM events e WHERE e.relates_to = :event_id {_OF_A_KIND}"
# The first line of the tree is a row, not the parameter: so that its column is compared like the others.
_RELATING_DEEPLY = (
    "WITH RECURSIVE tree (event_id, depth) AS (SELECT r.event_id, 0 FROM events r WHERE r.event_id = :event_id UNION "
    "SELECT d.event_id, t.depth + 1 FROM tree t JOIN events d ON d.relates_to = t.event_id "
    "WHERE t.depth < :depth AND d.redacted_by IS NULL) "
    f"SELECT {_E_COLUMNS} FROM events e WHERE e.event_id IN (SELECT event_id FROM tree WHERE depth > 0) {_OF_A_KIND}"
)
_RELATING_PAGES = {
    (deeply, backwards): SQL(f"{statement}{'DESC ' if backwards else ''}LIMIT :most")
    for deeply, statement in ((False, _RELATING), (True, _RELATING_DEEPLY))
    for backwards in (False, True)
}
_PARTICIPATED = SQL(
    "SELECT DISTINCT thread_root FROM events WHERE thread_root IN :*roots AND rel_type = 'm.thread' "
    "AND sender = :sender"
)
_LATEST_IN_THREADS = SQL(
    f"SELECT {_E_COLUMNS} FROM events e JOIN (SELECT MAX(position) AS p FROM events WHERE thread_root IN :*roots "
    "AND rel_type = 'm.thread' AND redacted_by IS NULL AND NOT (sender IN :*without) GROUP BY thread_root) newest "
    "ON newest.p = e.position"
)
_COUNT_IN_THREADS = SQL(
    "SELECT thread_root, COUNT(*) FROM events WHERE thread_root IN :*roots AND rel_type = 'm.thread' "
    "AND redacted_by IS NULL AND NOT (sender IN :*without) GROUP BY thread_root"
)
# The state of rooms as it was at a position: of each key the newest event up to there.
_STATE_AT = SQL(
    f"SELECT {_E_COLUMNS} FROM events e JOIN (SELECT MAX(position) AS p FROM events WHERE room_id = :room_id "
    "AND state_key IS NOT NULL AND position <= :at GROUP BY type, state_key) newest ON newest.p = e.position"
)
_STATE_BETWEEN = SQL(
    f"SELECT {_E_COLUMNS} FROM events e JOIN (SELECT MAX(position) AS p FROM events WHERE room_id = :room_id "
    "AND state_key IS NOT NULL AND position > :low AND position <= :high GROUP BY type, state_key) newest "
    "ON newest.p = e.position ORDER BY e.position"
)
_STATE_HISTORY = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND type = :type AND state_key = :state_key "
    "ORDER BY position"
)
_NEXT_STATE = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND type = :type AND state_key = :state_key "
    "AND position > :after ORDER BY position LIMIT 1"
)
_MAIN_SEQ = SQL(
    "SELECT main_seq FROM events WHERE room_id = :room_id AND position <= :at ORDER BY position DESC LIMIT 1"
)
_THREAD_SEQ = SQL(
    "SELECT thread_seq FROM events WHERE thread_root = :root AND position <= :at ORDER BY position DESC LIMIT 1"
)
_NEWEST_OF_TYPES = SQL(
    "SELECT r.room_id, (SELECT e.position FROM events e WHERE e.room_id = r.room_id AND e.type IN :*types "
    "AND e.position <= :upto ORDER BY e.position DESC LIMIT 1) FROM rooms r WHERE r.room_id IN :*room_ids"
)
_SET_RELATED = SQL("UPDATE events SET has_relations = 1 WHERE position = :position")
_COUNT_NOTIFYING = SQL(
    "SELECT room_id, COUNT(*) FROM events WHERE room_id IN :*room_ids AND ts >= :since AND notifies = 1 "
    "GROUP BY room_id"
)
_LAST_SENT = SQL(
    "SELECT MAX(ts) FROM events WHERE room_id = :room_id AND ts > :after AND sender = :sender AND type IN :*types"
)
_COUNT_ROOM_MENTIONS = SQL(
    "SELECT COUNT(*) FROM mentions m JOIN events e ON e.position = m.position "
    "WHERE m.user_id = '@room' AND m.room_id = :room_id AND e.sender = :sender AND e.ts > :after"
)
_COUNT_MASS_MENTIONS = SQL(
    "SELECT COUNT(*) FROM (SELECT m.position FROM mentions m JOIN events e ON e.position = m.position "
    "WHERE m.room_id = :room_id AND e.sender = :sender AND e.ts > :after GROUP BY m.position "
    "HAVING COUNT(*) > :people OR MAX(CASE WHEN m.user_id = '@room' THEN 1 ELSE 0 END) = 1) calls"
)
_TIMES = SQL(
    "SELECT type, rel_type, sender, ts FROM events WHERE room_id = :room_id AND ts > :after AND state_key IS NULL "
    "ORDER BY ts, position"
)
_REDACT = SQL(
    "UPDATE events SET json = :json, unsigned = :unsigned, redacted_by = :by WHERE position = :position"
)
_SET_TRANSACTION = SQL(
    "UPDATE events SET device_id = :device_id, txn_id = :txn_id WHERE position = :position"
)
_NEAREST_AFTER = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND ts >= :ts AND position >= :low "
    "AND position <= :high ORDER BY ts, position LIMIT 1"
)
_NEAREST_BEFORE = SQL(
    f"SELECT {COLUMNS} FROM events WHERE room_id = :room_id AND ts <= :ts AND position >= :low "
    "AND position <= :high ORDER BY ts DESC, position DESC LIMIT 1"
)


def as_event(row: Row) -> Event:
    return Event(*row)


def add(tx: Tx, event: Event) -> None:
    """One row for the event and one for each mention."""
    tx.run(_ADD, **_values(event))
    for user_id in event.mentions:
        tx.run(
            _ADD_MENTION,
            user_id=user_id,
            room_id=event.room_id,
            position=event.position,
            thread_root=event.thread_root,
        )


def add_all(tx: Tx, many: Iterable[Event]) -> None:
    """Rows for events without mentions."""
    tx.many(_ADD, [_values(event) for event in many])


def _values(event: Event) -> dict[str, object]:
    return {
        "position": event.position,
        "event_id": event.event_id,
        "room_id": event.room_id,
        "type": event.type,
        "state_key": event.state_key,
        "sender": event.sender,
        "ts": event.ts,
        "json": event.json,
        "unsigned": event.unsigned,
        "device_id": event.device_id,
        "txn_id": event.txn_id,
        "relates_to": event.relates_to,
        "rel_type": event.rel_type,
        "thread_root": event.thread_root,
        "notifies": event.notifies,
        "main_seq": event.main_seq,
        "thread_seq": event.thread_seq,
    }


def find_event(tx: Tx, event_id: str) -> Event | None:
    row = tx.one(_BY_ID, event_id=event_id)
    return as_event(row) if row else None


def newest_positions(tx: Tx, room_ids: Iterable[str]) -> dict[str, int]:
    """The position of each room's newest event."""
    return {row[0]: row[1] for row in tx.all(_NEWEST, room_ids=list(room_ids))}


def newest_of_types(tx: Tx, room_ids: Iterable[str], types: Iterable[str], upto: int) -> dict[str, int]:
    """The position, at most `upto`, of each room's newest event of these types."""
    rows = tx.all(_NEWEST_OF_TYPES, room_ids=list(room_ids), types=list(types), upto=upto)
    return {row[0]: row[1] for row in rows if row[1] is not None}


def find_at(tx: Tx, position: int) -> Event | None:
    row = tx.one(_AT, position=position)
    return as_event(row) if row else None


def find_events(tx: Tx, event_ids: Iterable[str]) -> dict[str, Event]:
    """Those of the events that exist, by id."""
    return {row[1]: as_event(row) for row in tx.all(_BY_IDS, event_ids=list(event_ids))}


def list_by_transaction(tx: Tx, sender: str, device_id: str, room_id: str, txn_id: str) -> list[Event]:
    """What this device sent to this room under this transaction id before: at most one event for each path."""
    rows = tx.all(_BY_TXN, sender=sender, device_id=device_id, room_id=room_id, txn_id=txn_id)
    return [as_event(row) for row in rows]


def list_since(tx: Tx, room_ids: Iterable[str], since: int, upto: int) -> list[Event]:
    """All events of the rooms in (since, upto], in order."""
    return [as_event(row) for row in tx.all(_SINCE, room_ids=list(room_ids), since=since, upto=upto)]


def list_room_since(tx: Tx, room_ids: Iterable[str], since: int, upto: int, most: int) -> list[Event]:
    """The newest `most`+1 events of each room in (since, upto], in order: one more, so that the caller sees a gap."""
    return [
        as_event(row)
        for row in tx.all(_ROOMS_SINCE, room_ids=list(room_ids), since=since, upto=upto, most=most)
    ]


def list_history(tx: Tx, room_id: str, low: int, high: int, most: int, *, backwards: bool) -> list[Event]:
    """At most `most` events in (low, high], from the newer end when `backwards`."""
    statement = _BEFORE if backwards else _AFTER
    return [as_event(row) for row in tx.all(statement, room_id=room_id, low=low, high=high, most=most)]


def list_said(tx: Tx, low: int, high: int, most: int, types: Sequence[str]) -> list[Event]:
    """Of the events of all rooms in (low, high] the first `most` that are no state or state of these types."""
    return [as_event(row) for row in tx.all(_SAID, low=low, high=high, most=most, types=list(types))]


def list_all(tx: Tx, low: int, high: int, most: int) -> list[Event]:
    """The first `most` events of all rooms in (low, high]."""
    return [as_event(row) for row in tx.all(_ALL, low=low, high=high, most=most)]


def count_in_room(tx: Tx, room_id: str, upto: int) -> int:
    """How many events the room has up to a position."""
    return tx.value(_COUNT_IN_ROOM, room_id=room_id, upto=upto) or 0


def newest_position(tx: Tx) -> int:
    """The position of the newest event of all."""
    return tx.value(_NEWEST_OF_ALL) or 0


def list_related(tx: Tx, event_ids: Sequence[str], rel_types: Sequence[str]) -> list[Event]:
    """The events that relate to any of these in one of these ways and are not redacted, oldest first."""
    return [as_event(row) for row in tx.all(_RELATED, event_ids=list(event_ids), rel_types=list(rel_types))]


def list_annotations_by(tx: Tx, event_id: str, sender: str) -> list[Event]:
    """How this sender has annotated the event."""
    return [as_event(row) for row in tx.all(_ANNOTATIONS_BY, event_id=event_id, sender=sender)]


def list_relating(
    tx: Tx,
    event_id: str,
    low: int,
    high: int,
    most: int,
    *,
    rel_type: str | None,
    type: str | None,
    depth: int,
    backwards: bool,
) -> list[Event]:
    """At most `most` in (low, high] that relate to the event and are not redacted, the newest first if `backwards`.

    With a `depth` beyond 1 also what relates to those, so many times over. `rel_type` and `type` None: whichever.
    """
    names: dict[str, object] = {"event_id": event_id, "rel_type": rel_type, "type": type}
    if depth > 1:
        names["depth"] = depth
    statement = _RELATING_PAGES[depth > 1, backwards]
    return [as_event(row) for row in tx.all(statement, **names, low=low, high=high, most=most)]


def list_latest_in_threads(tx: Tx, roots: Sequence[str], without: Iterable[str] = ()) -> dict[str, Event]:
    """The newest message of each thread that none of these people wrote, by root."""
    rows = tx.all(_LATEST_IN_THREADS, roots=list(roots), without=list(without))
    return {event.thread_root: event for event in map(as_event, rows) if event.thread_root}


def count_in_threads(tx: Tx, roots: Sequence[str], without: Iterable[str]) -> dict[str, int]:
    """How many messages of each thread none of these people wrote; the table `threads` counts all."""
    rows = tx.all(_COUNT_IN_THREADS, roots=list(roots), without=list(without))
    return {row[0]: row[1] for row in rows}


def list_participated(tx: Tx, roots: Sequence[str], sender: str) -> set[str]:
    """Those of the threads in which the sender wrote."""
    return {row[0] for row in tx.all(_PARTICIPATED, roots=list(roots), sender=sender)}


def state_at(tx: Tx, room_id: str, at: int) -> list[Event]:
    """The whole state of the room as it was at position `at`."""
    return [as_event(row) for row in tx.all(_STATE_AT, room_id=room_id, at=at)]


def list_state_between(tx: Tx, room_id: str, low: int, high: int) -> list[Event]:
    """Of each state key that changed in (low, high] its newest event there."""
    return [as_event(row) for row in tx.all(_STATE_BETWEEN, room_id=room_id, low=low, high=high)]


def list_state_history(tx: Tx, room_id: str, type: str, state_key: str) -> list[Event]:
    """Every event that ever set this state key, oldest first."""
    return [as_event(row) for row in tx.all(_STATE_HISTORY, room_id=room_id, type=type, state_key=state_key)]


def main_seq_at(tx: Tx, room_id: str, at: int) -> int:
    """How many notifying events the main timeline had at this position."""
    return tx.value(_MAIN_SEQ, room_id=room_id, at=at) or 0


def thread_seq_at(tx: Tx, root: str, at: int) -> int:
    """How many notifying events the thread had at this position."""
    return tx.value(_THREAD_SEQ, root=root, at=at) or 0


def nearest(tx: Tx, room_id: str, ts: int, low: int, high: int, *, forwards: bool) -> Event | None:
    """The event nearest to a time in one direction, of those in the closed range of positions."""
    statement = _NEAREST_AFTER if forwards else _NEAREST_BEFORE
    row = tx.one(statement, room_id=room_id, ts=ts, low=low, high=high)
    return as_event(row) if row else None


def set_related(tx: Tx, event: Event) -> None:
    """From now on something relates to the event."""
    if not event.has_relations:
        event.has_relations = 1
        tx.run(_SET_RELATED, position=event.position)


def set_transaction(tx: Tx, event: Event, device_id: str, txn_id: str) -> None:
    """By whom and as what an event was sent; only for one of this transaction, which nobody has seen yet."""
    event.device_id, event.txn_id = device_id, txn_id
    tx.run(_SET_TRANSACTION, position=event.position, device_id=device_id, txn_id=txn_id)


def count_notifying(tx: Tx, room_ids: Iterable[str], since_ts: int) -> dict[str, int]:
    """How many messages that people are told of came into each of the rooms since a time; 0 is left out."""
    rows = tx.all(_COUNT_NOTIFYING, room_ids=list(room_ids), since=since_ts)
    return {row[0]: row[1] for row in rows}


def count_room_mentions(tx: Tx, room_id: str, sender: str, after_ts: int) -> int:
    """How often the sender has called the whole room since a time."""
    return tx.value(_COUNT_ROOM_MENTIONS, room_id=room_id, sender=sender, after=after_ts) or 0


def count_mass_mentions(tx: Tx, room_id: str, sender: str, after_ts: int, people: int) -> int:
    """How often the sender has called the whole room, or more than so many of its people at once, since a time."""
    return tx.value(_COUNT_MASS_MENTIONS, room_id=room_id, sender=sender, after=after_ts, people=people) or 0


def list_times(tx: Tx, room_id: str, after_ts: int) -> list[tuple[str, str | None, str, int]]:
    """(type, kind of relation, sender, ts) of the messages since a time, oldest first."""
    return [(row[0], row[1], row[2], row[3]) for row in tx.all(_TIMES, room_id=room_id, after=after_ts)]


def last_sent_ts(tx: Tx, room_id: str, sender: str, after_ts: int, types: Sequence[str]) -> int | None:
    """When the sender last said something of these types in the room, if that was after a time."""
    return tx.value(_LAST_SENT, room_id=room_id, sender=sender, after=after_ts, types=list(types))


def has_said(tx: Tx, room_id: str, sender: str, low: int) -> bool:
    """Whether the sender has written a message in the room after a position."""
    return tx.one(_HAS_SAID, room_id=room_id, sender=sender, low=low) is not None


def find_next_state(tx: Tx, event: Event) -> Event | None:
    """The event that replaced this state event."""
    row = tx.one(
        _NEXT_STATE, room_id=event.room_id, type=event.type, state_key=event.state_key, after=event.position
    )
    return as_event(row) if row else None


def rewrite(tx: Tx, position: int, json: bytes, unsigned: bytes | None, by: str | None) -> None:
    """Replaces the event's bytes by its redacted form."""
    tx.run(_REDACT, position=position, json=json, unsigned=unsigned, by=by)
