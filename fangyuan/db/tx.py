"""A transaction, as domains see it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeVar

from fangyuan.db.statement import SQL
from fangyuan.kernel.change import Change
from fangyuan.kernel.ids import Ids

T = TypeVar("T")
Row = tuple[Any, ...]


class Connection(Protocol):
    """What a driver gives: rows for a statement."""

    def all(self, statement: SQL, params: dict[str, object]) -> list[Row]: ...
    def run(self, statement: SQL, params: dict[str, object]) -> int: ...
    def many(self, statement: SQL, rows: Iterable[dict[str, object]]) -> None: ...
    def execute(self, text: str) -> None: ...


class Tx:
    """One transaction: statements, the time, ids, the next position, and what to tell after the commit.

    `now_ms` is the same for the whole transaction. `memo` keeps what domains loaded: in the writer it lives on from
    transaction to transaction (there is only one writer, so it can't be stale), in a reader it lives as long as
    the transaction.
    """

    __slots__ = ("_connection", "_position", "changes", "ids", "memo", "now_ms", "touched", "writable")

    def __init__(
        self,
        connection: Connection,
        ids: Ids,
        now_ms: int,
        position: int,
        memo: dict[Hashable, Any],
        *,
        writable: bool,
    ) -> None:
        self._connection = connection
        self._position = position
        self.ids = ids
        self.now_ms = now_ms
        self.memo = memo
        self.writable = writable
        self.changes: list[Change] = []
        self.touched: set[Hashable] = set()

    # -- statements --------------------------------------------------------------------------------------------

    def all(self, statement: SQL, /, **params: object) -> list[Row]:
        """All rows."""
        return self._connection.all(statement, params)

    def one(self, statement: SQL, /, **params: object) -> Row | None:
        """The first row, or None."""
        rows = self._connection.all(statement, params)
        return rows[0] if rows else None

    def value(self, statement: SQL, /, **params: object) -> Any:
        """The first column of the first row, or None."""
        rows = self._connection.all(statement, params)
        return rows[0][0] if rows else None

    def run(self, statement: SQL, /, **params: object) -> int:
        """Writes; gives the number of rows touched."""
        return self._connection.run(statement, params)

    def many(self, statement: SQL, rows: Iterable[dict[str, object]], /) -> None:
        """Writes the same statement for many rows."""
        self._connection.many(statement, rows)

    # -- the stream --------------------------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """The last position that this transaction sees (or has taken)."""
        return self._position

    def next_position(self) -> int:
        """Takes the next position of the one stream."""
        self._position += 1
        return self._position

    def note(
        self,
        kind: str,
        *,
        room_id: str = "",
        user_id: str = "",
        data: Any = None,
        position: int | None = None,
    ) -> int:
        """Tells readers of a change after the commit; takes the next position unless one was taken for it."""
        if position is None:
            position = self.next_position()
        self.changes.append(Change(position, kind, room_id, user_id, data))
        return position

    def rewind(self, position: int) -> None:
        """For the writer only: the positions of a transaction that failed were never given."""
        self._position = position

    # -- what is remembered ------------------------------------------------------------------------------------

    def remember(self, key: Hashable, load: Callable[[], T]) -> T:
        """The value under `key`, loaded once. Whoever changes it afterwards calls `touch(key)` first."""
        try:
            return self.memo[key]
        except KeyError:
            value = self.memo[key] = load()
            return value

    def touch(self, key: Hashable) -> None:
        """The remembered value is about to change: if this transaction fails, it is forgotten."""
        self.touched.add(key)

    def forget(self, key: Hashable) -> None:
        """Drop the remembered value; the next one who needs it loads it."""
        self.touched.add(key)
        self.memo.pop(key, None)
