"""One answer from the database: every part of it, and the state that the connection is in afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.push import RoomUnread
from fangyuan.sync.sliding.extensions import Extensions, Extras, no_news
from fangyuan.sync.sliding.findings import Findings
from fangyuan.sync.sliding.joined import JoinedRooms
from fangyuan.sync.sliding.outside import LeftRooms, tell_asked
from fangyuan.sync.sliding.plan import Plan, next_marks, room_scopes
from fangyuan.sync.sliding.required import Required
from fangyuan.sync.sliding.result import Result
from fangyuan.sync.sliding.state import IS_DM, WATCHED, Pos, State, Told
from fangyuan.timeline import Reader

_MOST_REQUIRED = 32  # different ones in a state


@dataclass(slots=True)
class Answer:
    """`state` is a new one, without an id yet, or the one that was asked with when nothing in it changed.

    `members` and `gaps`: whose member events the answer brings by room, and of which rooms no others are known.
    """

    plan: Plan
    state: State
    rooms: list[Result]
    extras: Extras
    unread: dict[str, RoomUnread]
    members: dict[str, set[str]]
    gaps: set[str]

    @property
    def is_empty(self) -> bool:
        return not self.rooms and not self.extras.is_news

    def encode(self, pos: Pos, txn_id: str | None) -> bytes:
        request = self.plan.request
        head: dict[str, object] = {"pos": str(pos)}
        if txn_id is not None:
            head["txn_id"] = txn_id
        head["lists"] = {name: {"count": count} for name, count in self.plan.window.counts.items()}
        rooms = [
            json.encode(result.room_id) + b":" + result.encode(stable=request.stable) for result in self.rooms
        ]
        sections = [json.encode(name) + b":" + body for name, body in self.extras.sections.items()]
        return b'%s,"rooms":{%s},"extensions":{%s}}' % (
            json.encode(head)[:-1],
            b",".join(rooms),
            b",".join(sections),
        )


class _NoDatabaseError(Exception):
    """Something was asked that only the database knows."""


class _Memory:
    """In the place of a transaction, where memory should suffice."""

    def __getattr__(self, name: str) -> object:
        raise _NoDatabaseError(name)


_MEMORY = cast(Tx, _Memory())


def from_memory(reader: Reader, plan: Plan) -> Answer | None:
    """The same as `compute`, for what happens most: somebody says something. None when memory does not suffice."""
    if plan.recent is None:
        return None
    try:
        return compute(_MEMORY, reader, plan)
    except _NoDatabaseError:
        return None


def compute(tx: Tx, reader: Reader, plan: Plan) -> Answer:
    """What the plan asks for, on this snapshot, which is at least as new as the plan."""
    told = JoinedRooms(tx, reader, plan).tell()
    _add_outside(tx, reader, plan, told)
    initial = {room_id for room_id, result in told.results.items() if result.initial}
    extras = Extensions(tx, reader, plan, told.shown, initial).tell()
    results = [told.results[room_id] for room_id in plan.window.rooms if room_id in told.results]
    return Answer(
        plan,
        next_state(plan, told),
        [result for result in results if not result.is_empty],
        extras,
        told.unread,
        told.members,
        told.gaps,
    )


def nothing(plan: Plan) -> Answer:
    """What memory answers when the plan is quiet."""
    return Answer(plan, plan.state, [], no_news(plan), {}, {}, set())


def _add_outside(tx: Tx, reader: Reader, plan: Plan, told: Findings) -> None:
    asks = [ask for ask in plan.asks if ask.standing.membership != "join"]
    asked = [ask for ask in asks if ask.standing.membership in ("invite", "knock")]
    told.results |= tell_asked(tx, asked, reader.user_id)
    left = LeftRooms(tx, reader, plan.since)
    for ask in asks:
        if ask.standing.membership not in ("invite", "knock"):
            told.results[ask.room_id] = left.tell(ask)
    told.timelines |= left.timelines
    told.shown |= left.shown


def next_state(plan: Plan, told: Findings) -> State:
    """What the client knows once it has this answer. The same object when that is nothing new."""
    state, window = plan.state, plan.window
    required = list(state.required)
    index: dict[Required, int] = {one: at for at, one in enumerate(required)}
    scopes = [(mark, plan.scoped(scope)) for mark, scope in room_scopes(plan.request.extensions)]
    direct = {ask.room_id: ask.is_dm for ask in [*plan.asks, *plan.recount]}
    changed: dict[str, Told] = {}
    alike: dict[Told, Told] = {}  # most rooms are told alike: one record for all of them
    looked_at = [ask.room_id for ask in plan.asks] if plan.is_settled else window.rooms
    for room_id in looked_at:
        wanted = window.rooms[room_id]
        old = state.rooms.get(room_id)
        at = index.get(wanted.config.required)
        if at is None:
            at = index[wanted.config.required] = len(required)
            required.append(wanted.config.required)
        is_dm = direct.get(room_id, old is not None and bool(old.marks & IS_DM))
        marks = sum(mark for mark, scoped in scopes if room_id in scoped) | (IS_DM if is_dm else 0)
        timeline = told.timelines.get(room_id, old.timeline if old is not None else 0)
        new = Told(WATCHED, timeline, at, marks)
        if new != old:
            changed[room_id] = alike.setdefault(new, new)
    for room_id, old in () if plan.is_settled else state.rooms.items():
        if old.upto == WATCHED and room_id not in window.rooms:
            changed[room_id] = Told(plan.since, old.timeline, old.required, old.marks)
    marks = next_marks(plan.request.extensions)
    if not changed and marks == state.marks and not plan.is_first:
        return state
    rooms = {**state.rooms, **changed}
    return _compact(State("", rooms, tuple(required), marks))


def _compact(state: State) -> State:
    """Without what no room was told by any more, once that is much."""
    if len(state.required) <= _MOST_REQUIRED:
        return state
    used = sorted({told.required for told in state.rooms.values()})
    moved = {old: new for new, old in enumerate(used)}
    rooms = {
        room_id: Told(told.upto, told.timeline, moved[told.required], told.marks)
        for room_id, told in state.rooms.items()
    }
    return State("", rooms, tuple(state.required[at] for at in used), state.marks)
