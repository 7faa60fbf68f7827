"""The SQL of the index. What differs between the engines: how words are kept and asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fangyuan.db import SQL, Tx
from fangyuan.search.words import Query


class Doc(NamedTuple):
    """One text: see the table `search_texts`."""

    position: int
    room_id: str
    sender: str
    type: str
    target: int
    next: int
    text: str


_COLUMNS = "position, room_id, sender, type, target, next, text"
_STATE = SQL("SELECT position, version FROM search_state WHERE id = 1")
_SET_STATE = SQL(
    "INSERT INTO search_state (id, position, version) VALUES (1, :position, :version) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position, version = excluded.version"
)
_ADD = SQL(
    f"INSERT INTO search_texts ({_COLUMNS}) "
    "VALUES (:position, :room_id, :sender, :type, :target, :next, :text)"
)
_DROP = SQL("DELETE FROM search_texts WHERE position = :position")
_DROP_ALL = SQL("DELETE FROM search_texts")
_OF_TARGET = SQL(f"SELECT {_COLUMNS} FROM search_texts WHERE target = :target ORDER BY position")
_AT = SQL(f"SELECT {_COLUMNS} FROM search_texts WHERE position IN :*positions")
_SET_NEXT = SQL("UPDATE search_texts SET next = :next WHERE position = :position")

# CROSS-DIALECT: an FTS5 table without contents, and a tsvector under a GIN index. The words are letters and digits only
# (`words.words_of`), so that neither engine cuts them once more, and that no term can be syntax.
_ADD_WORDS = SQL.either(
    sqlite="INSERT INTO search_words (rowid, words) VALUES (:position, :words)",
    postgres="INSERT INTO search_words (position, words) "
    "VALUES (:position, array_to_tsvector(string_to_array(:words, ' ')))",
)
_DROP_WORDS = SQL.either(
    sqlite="INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', :position, :words)",
    # The same words can't be asked of it, but the statement takes the same parameters.
    postgres="DELETE FROM search_words WHERE position = :position AND :words <> ''",
)
_DROP_ALL_WORDS = SQL.either(
    sqlite="INSERT INTO search_words (search_words) VALUES ('delete-all')",
    postgres="DELETE FROM search_words",
)
_WHERE = (
    "AND t.room_id IN :*rooms AND (t.next = 0 OR t.room_id IN :*careful) "
    "AND (:any_sender = 1 OR t.sender IN :*senders) AND NOT t.sender IN :*not_senders"
)
_SQLITE = (
    "FROM search_words CROSS JOIN search_texts t ON t.position = search_words.rowid "
    f"WHERE search_words MATCH :fts AND :tsquery <> '' AND search_words.rowid < :before {_WHERE}"
)
_POSTGRES = (
    "FROM search_words w JOIN search_texts t ON t.position = w.position "
    f"WHERE w.words @@ CAST(:tsquery AS tsquery) AND :fts <> '' AND w.position < :before {_WHERE}"
)
_T = ", ".join(f"t.{name}" for name in _COLUMNS.split(", "))
_PROPOSED = SQL.either(
    sqlite=f"SELECT {_T} {_SQLITE} ORDER BY search_words.rowid DESC LIMIT :most",
    postgres=f"SELECT {_T} {_POSTGRES} ORDER BY w.position DESC LIMIT :most",
)
_COUNT = SQL.either(
    sqlite=f"SELECT COUNT(*) FROM (SELECT 1 {_SQLITE} LIMIT :most)",
    postgres=f"SELECT COUNT(*) FROM (SELECT 1 {_POSTGRES} LIMIT :most) AS found",
)


def get_state(tx: Tx) -> tuple[int, int]:
    """(position up to which all is indexed, version of the index); (0, 0) before the first batch."""
    row = tx.one(_STATE)
    return (row[0], row[1]) if row else (0, 0)


def set_state(tx: Tx, position: int, version: int) -> None:
    tx.run(_SET_STATE, position=position, version=version)


def add(tx: Tx, doc: Doc, words: str) -> None:
    tx.run(_ADD, **doc._asdict())
    tx.run(_ADD_WORDS, position=doc.position, words=words)


def drop(tx: Tx, position: int, words: str) -> None:
    """`words` are those that were added: SQLite keeps no second copy."""
    tx.run(_DROP, position=position)
    tx.run(_DROP_WORDS, position=position, words=words)


def drop_all(tx: Tx) -> None:
    tx.run(_DROP_ALL_WORDS)
    tx.run(_DROP_ALL)


def list_texts(tx: Tx, target: int) -> list[Doc]:
    """The texts of one message, the oldest first."""
    return [Doc(*row) for row in tx.all(_OF_TARGET, target=target)]


def list_at(tx: Tx, positions: Sequence[int]) -> list[Doc]:
    """The texts that were said at these positions."""
    return [Doc(*row) for row in tx.all(_AT, positions=list(positions))]


def set_next(tx: Tx, position: int, next: int) -> None:
    tx.run(_SET_NEXT, position=position, next=next)


class Ask(NamedTuple):
    """What the index is asked: in which rooms, in which of them texts that were replaced count too, from whom."""

    query: Query
    rooms: Sequence[str]
    room_words: Sequence[str]
    careful: Sequence[str]
    senders: Sequence[str] | None
    not_senders: Iterable[str]


def list_proposed(tx: Tx, ask: Ask, before: int, most: int) -> list[Doc]:
    """Texts that may match, the newest first, from before a position on."""
    return [Doc(*row) for row in tx.all(_PROPOSED, **_params(ask), before=before, most=most)]


def count_proposed(tx: Tx, ask: Ask, before: int, most: int) -> int:
    """How many there are, at most `most`."""
    return tx.value(_COUNT, **_params(ask), before=before, most=most)


def _params(ask: Ask) -> dict[str, object]:
    return {
        "fts": _as_fts(ask),
        "tsquery": _as_tsquery(ask),
        "rooms": list(ask.rooms),
        "careful": list(ask.careful),
        "any_sender": int(ask.senders is None),
        "senders": list(ask.senders or ()),
        "not_senders": list(ask.not_senders),
    }


def _as_fts(ask: Ask) -> str:
    parts = [f'"{word}"' + (" *" if is_beginning else "") for word, is_beginning in ask.query.proposals]
    if ask.room_words:
        parts.append("(" + " OR ".join(f'"{word}"' for word in ask.room_words) + ")")
    return " AND ".join(parts)


def _as_tsquery(ask: Ask) -> str:
    parts = [f"'{word}'" + (":*" if is_beginning else "") for word, is_beginning in ask.query.proposals]
    if ask.room_words:
        parts.append("(" + " | ".join(f"'{word}'" for word in ask.room_words) + ")")
    return " & ".join(parts)
