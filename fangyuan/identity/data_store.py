"""All SQL of what people keep in their accounts: profile fields, account data, filters."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import SQL, Tx

# -- profile fields ------------------------------------------------------------------------------------------

_LIST_FIELDS = SQL("SELECT name, value FROM profile_fields WHERE user_id = :user_id ORDER BY name")
_SET_FIELD = SQL(
    "INSERT INTO profile_fields (user_id, name, value) VALUES (:user_id, :name, :value)"
    " ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value"
)
_DROP_FIELD = SQL("DELETE FROM profile_fields WHERE user_id = :user_id AND name = :name")
_DROP_FIELDS = SQL("DELETE FROM profile_fields WHERE user_id = :user_id")


def list_fields(tx: Tx, user_id: str) -> list[tuple[str, bytes]]:
    """(name, JSON) of the user's profile beyond name and picture."""
    return [(row[0], row[1]) for row in tx.all(_LIST_FIELDS, user_id=user_id)]


def set_field(tx: Tx, user_id: str, name: str, value: bytes) -> None:
    tx.run(_SET_FIELD, user_id=user_id, name=name, value=value)


def drop_field(tx: Tx, user_id: str, name: str) -> None:
    tx.run(_DROP_FIELD, user_id=user_id, name=name)


def drop_fields(tx: Tx, user_id: str) -> None:
    tx.run(_DROP_FIELDS, user_id=user_id)


# -- account data and filters --------------------------------------------------------------------------------

_PUT_DATA = SQL(
    "INSERT INTO account_data (user_id, room_id, type, content, position)"
    " VALUES (:user_id, :room_id, :type, :content, :position)"
    " ON CONFLICT (user_id, room_id, type)"
    " DO UPDATE SET content = excluded.content, position = excluded.position"
)
_FIND_DATA = SQL(
    "SELECT content FROM account_data WHERE user_id = :user_id AND room_id = :room_id AND type = :type"
)
_LIST_DATA = SQL(
    "SELECT room_id, type, content, position FROM account_data"
    " WHERE user_id = :user_id AND position > :since AND position <= :upto ORDER BY position"
)
_LIST_ROOM_MARKS = SQL(
    "SELECT user_id, type, content FROM account_data WHERE user_id IN :*user_ids"
    " AND ((room_id = :room_id AND type = 'm.tag') OR (room_id = '' AND type = 'm.direct'))"
)
_DATA_POSITION = SQL(
    "SELECT position FROM account_data WHERE user_id = :user_id AND room_id = '' AND type = :type"
)
_LIST_DATA_OF_TYPES = SQL(
    "SELECT room_id, type, content FROM account_data WHERE user_id = :user_id AND type IN :*types"
)
_LIST_DATA_OF_ROOMS = SQL(
    "SELECT room_id, type, content FROM account_data WHERE user_id = :user_id AND room_id IN :*room_ids"
    " AND position <= :upto ORDER BY position"
)
_DROP_DATA = SQL("DELETE FROM account_data WHERE user_id = :user_id")
_DROP_FILTERS = SQL("DELETE FROM filters WHERE user_id = :user_id")
_ADD_FILTER = SQL(
    "INSERT INTO filters (user_id, filter_id, definition) VALUES (:user_id, :filter_id, :definition)"
    " ON CONFLICT (user_id, filter_id) DO NOTHING"
)
_COUNT_FILTERS = SQL("SELECT COUNT(*) FROM filters WHERE user_id = :user_id")
_FIND_FILTER = SQL("SELECT definition FROM filters WHERE user_id = :user_id AND filter_id = :filter_id")


def put_account_data(tx: Tx, user_id: str, room_id: str, type: str, content: bytes, position: int) -> None:
    tx.run(_PUT_DATA, user_id=user_id, room_id=room_id, type=type, content=content, position=position)


def find_account_data(tx: Tx, user_id: str, room_id: str, type: str) -> bytes | None:
    """The content's JSON."""
    return tx.value(_FIND_DATA, user_id=user_id, room_id=room_id, type=type)


def list_account_data(tx: Tx, user_id: str, since: int, upto: int) -> list[tuple[str, str, bytes, int]]:
    """What changed after `since`, up to and with `upto`: (room or '', type, JSON, position), oldest first."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in tx.all(_LIST_DATA, user_id=user_id, since=since, upto=upto)
    ]


def account_data_position(tx: Tx, user_id: str, type: str) -> int:
    """Where the stream stood when the user set this last for his whole account; 0 when he never did."""
    return tx.value(_DATA_POSITION, user_id=user_id, type=type) or 0


def list_account_data_of_types(tx: Tx, user_id: str, types: Iterable[str]) -> list[tuple[str, str, bytes]]:
    """(room or '', type, JSON) of these types, of the whole account and of all rooms."""
    rows = tx.all(_LIST_DATA_OF_TYPES, user_id=user_id, types=list(types))
    return [(row[0], row[1], row[2]) for row in rows]


def list_room_account_data(
    tx: Tx, user_id: str, room_ids: Iterable[str], upto: int
) -> list[tuple[str, str, bytes]]:
    """(room, type, JSON) of everything that the user keeps of these rooms, oldest first."""
    rows = tx.all(_LIST_DATA_OF_ROOMS, user_id=user_id, room_ids=list(room_ids), upto=upto)
    return [(row[0], row[1], row[2]) for row in rows]


def is_in_account_data(tx: Tx, user_id: str, words: str) -> bool:
    """Whether these bytes stand anywhere in what the user's clients keep here."""
    wanted = words.encode()
    return any(wanted in row[2] for row in tx.all(_LIST_DATA, user_id=user_id, since=-1, upto=2**62))


def list_room_marks(tx: Tx, user_ids: list[str], room_id: str) -> list[tuple[str, str, bytes]]:
    """(user, type, JSON) of these users' tags of the room and lists of direct chats."""
    return [(row[0], row[1], row[2]) for row in tx.all(_LIST_ROOM_MARKS, user_ids=user_ids, room_id=room_id)]


def drop_all_data(tx: Tx, user_id: str) -> None:
    """Nothing is left of what the user's clients kept here."""
    tx.run(_DROP_DATA, user_id=user_id)
    tx.run(_DROP_FILTERS, user_id=user_id)


def add_filter(tx: Tx, user_id: str, filter_id: str, definition: bytes) -> None:
    tx.run(_ADD_FILTER, user_id=user_id, filter_id=filter_id, definition=definition)


def count_filters(tx: Tx, user_id: str) -> int:
    """How many the user keeps."""
    return tx.value(_COUNT_FILTERS, user_id=user_id)


def find_filter(tx: Tx, user_id: str, filter_id: str) -> bytes | None:
    """The filter's canonical JSON."""
    return tx.value(_FIND_FILTER, user_id=user_id, filter_id=filter_id)
