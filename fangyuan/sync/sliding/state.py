"""What a connection has been told so far: one small record for each room.

A state is of one answer and never changes. An answer that tells news of the same rooms in the same way leaves it as it
is: then the next answer's `pos` differs in the stream's position only, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError
from fangyuan.sync.sliding.required import NOTHING, Required

WATCHED = -1  # told up to the position of the `pos`
WHOLE = 2**31  # of a timeline: all that there is

# Marks of a room.
IS_DM, HAS_ACCOUNT_DATA, HAS_RECEIPTS, HAS_TYPING = 1, 2, 4, 8
# Marks of a connection: the extension was asked for last time too.
GETS_ACCOUNT_DATA, GETS_THREADS = 1, 2


class Told(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Of one room. `upto`: a position, or WATCHED. `timeline`: so many of its newest events there the client has."""

    upto: int
    timeline: int
    required: int  # index into the state's `required`
    marks: int


class State(msgspec.Struct, frozen=True):
    state_id: str
    rooms: Mapping[str, Told]
    required: tuple[Required, ...] = (NOTHING,)
    marks: int = 0

    def watched(self) -> set[str]:
        return {room_id for room_id, told in self.rooms.items() if told.upto == WATCHED}


NEW = State("", {})


class _Kept(msgspec.Struct, array_like=True):
    rooms: dict[str, Told]
    required: tuple[Required, ...]
    marks: int


def to_bytes(state: State) -> bytes:
    return json.encode(_Kept(dict(state.rooms), state.required, state.marks))


def from_bytes(state_id: str, body: bytes) -> State:
    kept = msgspec.json.decode(body, type=_Kept)
    return State(state_id, kept.rooms, kept.required, kept.marks)


class UnknownPos(FangyuanError):
    """The client begins anew, without a `pos`."""

    errcode = "M_UNKNOWN_POS"

    def __init__(self) -> None:
        super().__init__("This connection has ended: begin anew")


class Pos(msgspec.Struct, frozen=True):
    """A `pos`: which state, and the position of the stream up to which the client was told."""

    state_id: str
    position: int

    def __str__(self) -> str:
        return f"{self.position}_{self.state_id}"


def parse_pos(text: str) -> Pos:
    """M_UNKNOWN_POS for what is none of ours."""
    position, _, state_id = text.partition("_")
    if not (position.isascii() and position.isdigit() and len(position) <= 18 and 0 < len(state_id) <= 64):
        raise UnknownPos
    return Pos(state_id, int(position))
