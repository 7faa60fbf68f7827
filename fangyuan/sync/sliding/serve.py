"""Answering sliding sync: a look at memory, at the database if there may be news, and waiting when there are none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fangyuan import e2ee
from fangyuan.sync.hub import Hub, Viewer
from fangyuan.sync.sliding.answer import Answer, compute, from_memory, nothing
from fangyuan.sync.sliding.connections import Connection, Connections
from fangyuan.sync.sliding.plan import Plan, is_quiet, make_plan, make_settled_plan, settled
from fangyuan.sync.sliding.request import Call, Request
from fangyuan.sync.sliding.state import NEW, Pos, State, UnknownPos
from fangyuan.sync.sliding.window import load_facts, look
from fangyuan.timeline import Reader

_STATE_ID_BYTES = 6


class Sliding:
    """Sliding sync over the memory of the stream."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connections = Connections()

    async def serve(
        self,
        reader: Reader,
        call: Call,
        pos: Pos | None,
        *,
        timeout_ms: int,
        check: Callable[[], Awaitable[object]],
    ) -> bytes:
        """The body of the answer. `pos` None begins a connection, and is answered at once.

        `check` raises if the reader may no longer be answered: his session may end while he waits. Raises UnknownPos.
        """
        db, request = self.hub.db, call.request
        name = (reader.user_id, reader.device_id, request.conn_id)
        if pos is None:
            connection, asked, since = self.connections.begin(name), NEW, 0
        else:
            connection, asked = await self.connections.find(db, name, pos)
            since = pos.position
            await self._check_known(since)
            connection.came_with(pos)
        inbox = await self._delete_received(connection, reader, call)
        deadline_ms = reader.now_ms + (timeout_ms if pos is not None else 0)
        state = asked
        while True:
            viewer, plan = await self.plan(connection, reader, request, state, since)
            reader = Reader(reader.user_id, reader.device_id, reader.now_ms, viewer.ignored)
            plan.members, plan.keys, plan.inbox = connection.members, connection.keys, inbox
            quiet = is_quiet(plan)
            answer = nothing(plan) if quiet else await self._compute(connection, viewer, reader, plan)
            now_ms = db.clock.now_ms()
            if not answer.is_empty or now_ms >= deadline_ms or self.hub.stopping:
                return await self._give(connection, asked, answer, call.txn_id)
            state, since, inbox = answer.state, plan.upto, max(inbox, plan.upto)
            connection.settled = settled(plan, state)
            if quiet:  # else memory is read once more: something may be new since the database was asked
                await self.hub.wait(viewer, reader.device_id, (deadline_ms - now_ms) / 1000)
                await check()
            reader = Reader(reader.user_id, reader.device_id, db.clock.now_ms())

    async def _check_known(self, position: int) -> None:
        """A position that the stream has not reached is of a time that a restored backup doesn't know."""
        if position > self.hub.position and position > await self.hub.db.read(lambda tx: tx.position):
            raise UnknownPos

    async def plan(
        self, connection: Connection, reader: Reader, request: Request, state: State, since: int
    ) -> tuple[Viewer, Plan]:
        """From memory. Once everything is loaded nothing is awaited here: who finds nothing may wait right after."""
        hub, last = self.hub, connection.settled
        while True:
            viewer, room_list = await hub.room_list(reader.user_id)
            if last is not None and last.fits(hub, viewer, request, state, since):
                plan = make_settled_plan(hub, viewer, reader, last)
                if plan is not None:
                    return viewer, plan
            if await load_facts(hub, room_list, request):
                window = look(hub, viewer, room_list, request, state, since)
                return viewer, make_plan(hub, viewer, room_list, reader, state, since, window)

    async def _compute(self, connection: Connection, viewer: Viewer, reader: Reader, plan: Plan) -> Answer:
        answer = from_memory(reader, plan)
        if answer is not None:
            return answer
        answer, position = await self.hub.db.read(lambda tx: (compute(tx, reader, plan), tx.position))
        self.hub.keep_unread(viewer, answer.unread, position)
        connection.keys = answer.extras.keys or connection.keys
        return answer

    async def _give(self, connection: Connection, asked: State, answer: Answer, txn_id: str | None) -> bytes:
        """The answer's bytes, once it is durable what the client then knows."""
        state = answer.state
        if not state.state_id:
            state_id = self.hub.db.ids.opaque(_STATE_ID_BYTES)
            state = State(state_id, state.rooms, state.required, state.marks)
            await self.connections.keep(self.hub.db, connection, asked, state)
        connection.settled = settled(answer.plan, state)
        pos = Pos(state.state_id, answer.plan.upto)
        for room_id in answer.gaps:
            connection.members.pop(room_id, None)
        connection.gives(pos, answer.members)
        connection.has_messages = connection.has_messages or answer.extras.brings_messages
        return answer.encode(pos, txn_id)

    async def _delete_received(self, connection: Connection, reader: Reader, call: Call) -> int:
        """The token of to_device proves what its device has got; gives up to where nothing waits for it."""
        since, db = call.received, self.hub.db
        user_id, device_id = reader.user_id, reader.device_id
        if not call.request.extensions.to_device.enabled or not since:
            return 0
        if connection.has_messages:
            if await db.read(
                lambda tx: (
                    since <= tx.position and bool(e2ee.list_to_device(tx, user_id, device_id, since, 1))
                )
            ):
                await db.write(lambda tx: e2ee.delete_to_device(tx, user_id, device_id, since))
            connection.has_messages = False
        return since
