"""The connections of sliding sync: found in memory, and after a restart in the database.

A client that repeats a request, because the answer was lost or it wants something else now, is answered from the state
of its `pos` once more; so of a connection the state last asked with is kept, and those that were given for it.
"""

from __future__ import annotations

from collections import OrderedDict

from fangyuan.db import Database, Tx
from fangyuan.sync.sliding import store
from fangyuan.sync.sliding.plan import Settled
from fangyuan.sync.sliding.state import NEW, Pos, State, UnknownPos
from fangyuan.sync.sliding.store import Name

MOST_OF_DEVICE = 16  # connections
_MOST_ROOMS = 1_000_000  # in all states in memory, some 100 bytes each
_MOST_ANSWERS = 4  # states that were given for one request that came again and again
_KEPT_MS = 30 * 24 * 3_600_000


class Connection:
    """One client's loop. `states` holds those that it may ask with, the oldest first.

    `members` says whose member events it has, by room, beyond what its states tell: a memory only, it saves telling
    twice. Those of the last answers are `given`, by their `pos`, until the client shows that it has one. `keys` is what
    it was told of its device's keys, None when only the database knows; `has_messages` whether messages to the device
    may be kept that it has got.
    """

    __slots__ = ("given", "has_messages", "keys", "members", "name", "settled", "size", "states")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.states: OrderedDict[str, State] = OrderedDict()
        self.members: dict[str, set[str]] = {}
        self.given: OrderedDict[str, dict[str, set[str]]] = OrderedDict()
        self.keys: bytes | None = None
        self.has_messages = True
        self.settled: Settled | None = None
        self.size = 1  # rooms that it knows, as it counts for memory

    def came_with(self, pos: Pos) -> None:
        """The client has this answer: what was given with it, it knows."""
        found = self.given.get(str(pos))
        if found is not None:
            for room_id, users in found.items():
                self.members.setdefault(room_id, set()).update(users)
            self.given.clear()

    def gives(self, pos: Pos, members: dict[str, set[str]]) -> None:
        if members:
            self.given[str(pos)] = members
            while len(self.given) > _MOST_ANSWERS:
                self.given.popitem(last=False)


class Connections:
    """Those that were used last, in memory."""

    def __init__(self) -> None:
        self._found: OrderedDict[Name, Connection] = OrderedDict()
        self._size = 0

    async def find(self, db: Database, name: Name, pos: Pos) -> tuple[Connection, State]:
        """The connection and its state; M_UNKNOWN_POS when it is forgotten."""
        connection = self._found.get(name)
        state = connection.states.get(pos.state_id) if connection is not None else None
        if state is None:
            state = await db.read(lambda tx: store.find(tx, name, pos.state_id))
            if state is None:
                raise UnknownPos
            connection = self._found.get(name) or self._add(Connection(name))
            connection.states.setdefault(pos.state_id, state)
            self._weigh(connection, state)
        assert connection is not None, "it has the state"
        self._found.move_to_end(name)
        return connection, state

    def begin(self, name: Name) -> Connection:
        """A new connection in the place of the one that bore the name."""
        return self._add(Connection(name))

    def _add(self, connection: Connection) -> Connection:
        old = self._found.pop(connection.name, None)
        self._found[connection.name] = connection
        self._size += connection.size - (old.size if old is not None else 0)
        return connection

    def _weigh(self, connection: Connection, state: State) -> None:
        """What grows drives out what was used least; a connection that is driven out is found in the database."""
        if self._found.get(connection.name) is not connection:
            return
        size = 1 + 2 * len(state.rooms)
        self._size += size - connection.size
        connection.size = size
        while self._size > _MOST_ROOMS and len(self._found) > 1:
            _, gone = self._found.popitem(last=False)
            self._size -= gone.size

    async def keep(self, db: Database, connection: Connection, asked: State, new: State) -> None:
        """`new` is what the client may ask with next: durable before it is told."""
        is_first = asked is NEW
        if not is_first:
            _forget_others(connection, asked)
        connection.states[new.state_id] = new
        self._weigh(connection, new)
        kept = [state_id for state_id in connection.states if state_id != new.state_id]
        name = connection.name

        def write(tx: Tx) -> None:
            store.add(tx, name, new, kept)
            if is_first:
                store.drop_beyond(tx, name[0], name[1], MOST_OF_DEVICE)

        await db.write(write)


def _forget_others(connection: Connection, asked: State) -> None:
    """What was before `asked` is never asked with again; of what followed it, the latest may have arrived."""
    states = connection.states
    order = list(states)
    at = order.index(asked.state_id) if asked.state_id in states else len(order)
    for state_id in order[:at]:
        del states[state_id]
    followers = [state_id for state_id in states if state_id != asked.state_id]
    for state_id in followers[: max(0, len(followers) - _MOST_ANSWERS + 1)]:
        del states[state_id]


def drop_old_connections(tx: Tx) -> None:
    """The worker's: connections whose state has not changed for a month, and those of devices that are gone."""
    store.drop_old(tx, tx.now_ms - _KEPT_MS)
