"""The SQL of application services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fangyuan.db import SQL, Row, Tx

_STANDING = SQL("SELECT position, upto, txn, attempts FROM app_services WHERE service_id = :service_id")
_ADD = SQL(
    "INSERT INTO app_services (service_id, position, upto, txn, attempts) "
    "VALUES (:service_id, :position, NULL, 0, 0) ON CONFLICT (service_id) DO NOTHING"
)
_BEGIN = SQL("UPDATE app_services SET upto = :upto, txn = txn + 1 WHERE service_id = :service_id")
_FINISH = SQL(
    "UPDATE app_services SET position = :position, upto = NULL, attempts = 0 WHERE service_id = :service_id"
)
_FAILED = SQL("UPDATE app_services SET attempts = attempts + 1 WHERE service_id = :service_id")
_ROOMS_OF = SQL(
    "SELECT DISTINCT room_id FROM members WHERE user_id IN :*user_ids AND membership IN ('join', 'invite')"
)
_ALIASES_OF = SQL("SELECT room_id, alias FROM aliases WHERE room_id IN :*room_ids")
# Services' accounts are few beside people's devices: only at theirs is looked. CROSS JOIN keeps SQLite to this order.
_ADDRESSED = SQL(
    "SELECT DISTINCT t.user_id, t.device_id FROM accounts a CROSS JOIN to_device t "
    "WHERE a.kind = 'bot' AND t.user_id = a.user_id ORDER BY t.user_id, t.device_id"
)
_SEEN = SQL(
    "SELECT DISTINCT user_id FROM members "
    "WHERE user_id IN :*user_ids AND room_id IN :*room_ids AND membership = 'join'"
)
_RECOUNTED = SQL(
    "SELECT k.user_id, k.device_id FROM accounts a CROSS JOIN key_counts k "
    "WHERE a.kind = 'bot' AND k.user_id = a.user_id AND k.position > :after AND k.position <= :upto "
    "ORDER BY k.user_id, k.device_id"
)
_USERS = SQL("SELECT user_id FROM accounts WHERE deactivated_ts IS NULL")


def add(tx: Tx, service_id: str, position: int) -> None:
    """Begins at this position, unless it has begun already."""
    tx.run(_ADD, service_id=service_id, position=position)


def get_standing(tx: Tx, service_id: str) -> Row:
    """(told up to, being told up to or None, number of the newest transaction, failed attempts)."""
    row = tx.one(_STANDING, service_id=service_id)
    assert row is not None, "the server made it when it started"
    return row


def begin(tx: Tx, service_id: str, upto: int) -> None:
    tx.run(_BEGIN, service_id=service_id, upto=upto)


def finish(tx: Tx, service_id: str, position: int) -> None:
    tx.run(_FINISH, service_id=service_id, position=position)


def set_failed(tx: Tx, service_id: str) -> None:
    tx.run(_FAILED, service_id=service_id)


def list_users(tx: Tx) -> list[str]:
    """Every open account."""
    return [row[0] for row in tx.all(_USERS)]


def list_addressed(tx: Tx) -> list[tuple[str, str]]:
    """Devices of programs for which messages wait."""
    return [(row[0], row[1]) for row in tx.all(_ADDRESSED)]


def list_seen(tx: Tx, user_ids: Iterable[str], room_ids: Iterable[str]) -> set[str]:
    """Those of the users who are in one of the rooms."""
    return {row[0] for row in tx.all(_SEEN, user_ids=list(user_ids), room_ids=list(room_ids))}


def list_recounted(tx: Tx, after: int, upto: int) -> list[tuple[str, str]]:
    """Devices of programs whose counts of keys changed last in (after, upto]."""
    return [(row[0], row[1]) for row in tx.all(_RECOUNTED, after=after, upto=upto)]


def list_rooms_of(tx: Tx, user_ids: Sequence[str]) -> set[str]:
    """Rooms in which any of them is, or is invited to."""
    return {row[0] for row in tx.all(_ROOMS_OF, user_ids=list(user_ids))}


def list_aliases_of(tx: Tx, room_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(room, alias)."""
    return [(row[0], row[1]) for row in tx.all(_ALIASES_OF, room_ids=list(room_ids))]
