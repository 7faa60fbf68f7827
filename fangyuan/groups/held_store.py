"""The SQL of held messages."""

from __future__ import annotations

from fangyuan.db import SQL, Row, Tx
from fangyuan.groups.held_model import Held
from fangyuan.kernel import json

_COLUMNS = (
    "held_id, room_id, user_id, device_id, txn_id, type, content, context, verdict, clause, clause_id, reasons, "
    "to_room, ts, status, stage, asked, due_ts, decided_by, decided_ts, reason, event_id"
)
_ADD = SQL(
    f"INSERT INTO held_messages ({_COLUMNS}) VALUES (:held_id, :room_id, :user_id, :device_id, :txn_id, :type, "
    ":content, :context, :verdict, :clause, :clause_id, :reasons, :to, :ts, :status, :stage, :asked, :due_ts, "
    ":decided_by, :decided_ts, :reason, :event_id)"
)
_FIND = SQL(f"SELECT {_COLUMNS} FROM held_messages WHERE held_id = :held_id")
_BY_TXN = SQL(
    f"SELECT {_COLUMNS} FROM held_messages WHERE user_id = :user_id AND device_id = :device_id "
    "AND room_id = :room_id AND type = :type AND txn_id = :txn_id"
)
_COUNT = SQL("SELECT COUNT(*) FROM held_messages WHERE user_id = :user_id AND status = 'waiting'")
_NEWEST = SQL(
    f"SELECT {_COLUMNS} FROM held_messages WHERE user_id = :user_id AND status = 'waiting' "
    "ORDER BY held_id DESC LIMIT 1"
)
_SET_STAGE = SQL(
    "UPDATE held_messages SET stage = :stage, asked = :asked, due_ts = :due_ts WHERE held_id = :held_id"
)
_SET_DUE = SQL("UPDATE held_messages SET verdict = :verdict, due_ts = :due_ts WHERE held_id = :held_id")
_END = SQL(
    "UPDATE held_messages SET status = :status, decided_by = :by, decided_ts = :now, reason = :reason, "
    "event_id = :event_id WHERE held_id = :held_id AND status = 'waiting'"
)
_MOVE = SQL("UPDATE held_messages SET room_id = :new_id WHERE room_id = :room_id AND status = 'waiting'")
_DROP_OLD = SQL("DELETE FROM held_messages WHERE status <> 'waiting' AND decided_ts < :before")
_PAGE = (
    f"SELECT {_COLUMNS} FROM held_messages WHERE held_id < :before AND status {{}} {{}}{{}}"
    "ORDER BY held_id DESC LIMIT :most"
)
_STATUS = {"": "<> ''", "waiting": "= 'waiting'", "ended": "<> 'waiting'"}
_IN_ROOM = "AND room_id = :room_id "
# One's own, those of one's groups, and those about which one was asked.
_OF_READER = (
    "AND (user_id = :reader OR room_id IN :*owned OR CAST(held_id AS TEXT) IN "
    "(SELECT subject FROM house_questions WHERE user_id = :reader AND about = 'held')) "
)
_PAGES = {
    (status, in_room, for_all): SQL(
        _PAGE.format(condition, _IN_ROOM if in_room else "", "" if for_all else _OF_READER)
    )
    for status, condition in _STATUS.items()
    for in_room in (False, True)
    for for_all in (False, True)
}


_OF_AUTHOR = SQL(
    f"SELECT {_COLUMNS} FROM held_messages WHERE user_id = :user_id "
    "AND (status = 'waiting' OR (status <> 'withdrawn' AND decided_ts > :since)) ORDER BY held_id DESC LIMIT :most"
)


_REASONS, _ASKED = 11, 16  # places of what is JSON


def _held(row: Row) -> Held:
    values = list(row)
    values[_REASONS], values[_ASKED] = json.decode(row[_REASONS]), tuple(json.decode(row[_ASKED]))
    return Held(*values)


def add(tx: Tx, held: Held) -> None:
    values = {name: getattr(held, name) for name in held.__struct_fields__}
    tx.run(_ADD, **(values | {"reasons": json.encode(held.reasons), "asked": json.encode(held.asked)}))


def find(tx: Tx, held_id: int) -> Held | None:
    row = tx.one(_FIND, held_id=held_id)
    return _held(row) if row else None


def find_by_transaction(
    tx: Tx, user_id: str, device_id: str, room_id: str, type: str, txn_id: str
) -> Held | None:
    row = tx.one(_BY_TXN, user_id=user_id, device_id=device_id, room_id=room_id, type=type, txn_id=txn_id)
    return _held(row) if row else None


def find_newest_of(tx: Tx, user_id: str) -> Held | None:
    """What of the person's was held last and still waits."""
    row = tx.one(_NEWEST, user_id=user_id)
    return _held(row) if row else None


def list_of_author(tx: Tx, user_id: str, since: int, most: int) -> list[Held]:
    """What waits of the person's own, and what was decided of it since then (ms), the newest first."""
    return [_held(row) for row in tx.all(_OF_AUTHOR, user_id=user_id, since=since, most=most)]


def count_waiting(tx: Tx, user_id: str) -> int:
    return tx.value(_COUNT, user_id=user_id) or 0


def set_stage(tx: Tx, held: Held) -> None:
    values = {"stage": held.stage, "asked": json.encode(held.asked), "due_ts": held.due_ts}
    tx.run(_SET_STAGE, held_id=held.held_id, **values)


def set_due(tx: Tx, held_id: int, verdict: str, due_ts: int) -> None:
    tx.run(_SET_DUE, held_id=held_id, verdict=verdict, due_ts=due_ts)


def end(
    tx: Tx, held_id: int, status: str, by: str | None, reason: str = "", event_id: str | None = None
) -> bool:
    """It waits no more; False when it didn't."""
    values = {"status": status, "by": by, "reason": reason, "event_id": event_id}
    return tx.run(_END, held_id=held_id, now=tx.now_ms, **values) > 0


def move(tx: Tx, room_id: str, new_id: str) -> None:
    """What waits in a group waits in its new room."""
    tx.run(_MOVE, room_id=room_id, new_id=new_id)


def drop_old(tx: Tx, before: int) -> None:
    tx.run(_DROP_OLD, before=before)


def list_page(
    tx: Tx,
    before: int,
    most: int,
    *,
    room_id: str | None,
    status: str,
    reader: str,
    owned: list[str] | None,
) -> list[Held]:
    """Held messages of lower numbers than `before`, the newest first; `status`: waiting, ended or ''.

    Only those with which the reader may have to do, whose groups are `owned`; all of them when that is None.
    """
    statement = _PAGES[status, room_id is not None, owned is None]
    values: dict[str, object] = {"before": before, "most": most}
    if room_id is not None:
        values["room_id"] = room_id
    if owned is not None:
        values |= {"reader": reader, "owned": owned}
    return [_held(row) for row in tx.all(statement, **values)]
