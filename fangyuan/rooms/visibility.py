"""What of a room's history a person may see, as ranges of positions. Client-Server API §Room history visibility."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.rooms import store
from fangyuan.rooms.model import history_visibility
from fangyuan.rooms.succession import let_in_at

Range = tuple[int, int]
FOREVER = 2**62
EVERYTHING: list[Range] = [(0, FOREVER)]
Moves = list[tuple[int, str]]  # (position, membership) of one person in one room, in order
ALWAYS_IN: Moves = [(0, "join")]


def visible_ranges(tx: Tx, room_id: str, user_id: str, *, even_forgotten: bool = False) -> list[Range]:
    """The closed ranges of positions that the user may see now, in order; empty for strangers.

    And for who has forgotten the room, unless `even_forgotten`: then what he could see before he did. Who is in the
    room that this one has ended in sees what somebody does who came in at the end.
    """
    here = store.find_member(tx, room_id, user_id)
    settings = events.list_state_history(tx, room_id, "m.room.history_visibility", "")
    is_in = here is not None and here.membership == "join"
    let_in = None if is_in else let_in_at(tx, room_id, user_id)
    if (is_in or let_in is not None) and all(_setting(event) in _OPEN for event in settings):
        return EVERYTHING
    is_stranger = here is None or (here.forgotten and not even_forgotten)
    moves = [] if is_stranger else events.list_state_history(tx, room_id, "m.room.member", user_id)
    # One walk over everything that changes the rule, each event read once.
    steps: list[tuple[int, int, str]] = [(event.position, 0, _setting(event)) for event in settings]
    steps += [(event.position, 1, event.membership()) for event in moves]
    if let_in is not None:  # as if he had come in when the room ended, and stayed
        steps = [step for step in steps if not step[1] or step[0] < let_in] + [(let_in, 1, "join")]
    steps.sort()
    last_join = max((position for position, kind, value in steps if kind and value == "join"), default=-1)
    ranges: list[Range] = []
    now = ["shared", "leave"]
    before = tuple(now)
    start = 0
    for position, kind, value in [*steps, (FOREVER + 1, 0, "")]:
        joins_later = start < last_join
        if _may_see(*now, joins_later=joins_later):
            _add(ranges, (start, position - 1))
        elif _may_see(*before, joins_later=joins_later):
            _add(ranges, (start, start))  # what changes the rule is seen by whoever could see before it
        before = tuple(now)
        now[kind] = value
        start = position
    return ranges


_OPEN = ("shared", "world_readable")


def _may_see(setting: str, standing: str, *, joins_later: bool) -> bool:
    if setting == "world_readable" or standing == "join":
        return True
    if setting == "shared":
        return joins_later
    return setting == "invited" and standing == "invite" and joins_later


def _add(ranges: list[Range], new: Range) -> None:
    if ranges and ranges[-1][1] >= new[0] - 1:
        ranges[-1] = (ranges[-1][0], max(ranges[-1][1], new[1]))
    else:
        ranges.append(new)


def _setting(event: events.Event) -> str:
    return history_visibility(event.content())


def moves_before(tx: Tx, user_id: str, shown: Mapping[str, Sequence[events.Event]]) -> dict[str, Moves]:
    """The user's moves in those of the rooms where something that is shown was sent while he wasn't in.

    In the others, which are missing here, he was in all the time (ALWAYS_IN).
    """
    begun = store.list_joined_since(tx, user_id, shown)
    earlier = [
        room_id
        for room_id, found in shown.items()
        if any(event.position < begun.get(room_id, FOREVER) for event in found)
    ]
    moves: dict[str, Moves] = {room_id: [] for room_id in earlier}
    for room_id, position, body in store.list_moves(tx, user_id, earlier) if earlier else ():
        membership = json.as_str(json.as_object(json.decode(body).get("content")).get("membership"))
        moves[room_id].append((position, membership or "leave"))
    return moves


def list_moves(tx: Tx, room_id: str, user_id: str) -> Moves:
    """All of the user's moves in one room."""
    history = events.list_state_history(tx, room_id, "m.room.member", user_id)
    return [(event.position, event.membership()) for event in history]


def membership_at(moves: Moves, position: int) -> str:
    """The membership that the newest of the moves up to a position gave; `leave` before the first."""
    at = bisect_right(moves, position, key=itemgetter(0))
    return moves[at - 1][1] if at else "leave"


def left_at(tx: Tx, room_id: str, user_id: str) -> int | None:
    """The position at which the user's last stay in the room ended; None if he never was in it, or still is."""
    end: int | None = None
    inside = False
    for event in events.list_state_history(tx, room_id, "m.room.member", user_id):
        is_join = event.membership() == "join"
        if inside and not is_join:
            end = event.position
        inside = is_join
    return None if inside else end


def list_restricted(tx: Tx, room_ids: Iterable[str]) -> set[str]:
    """Those of the rooms whose history is, or ever was, closed to newcomers: the others need no ranges."""
    return {
        room_id
        for room_id, body in store.list_visibility_settings(tx, room_ids)
        if history_visibility(json.as_object(json.decode(body).get("content"))) not in _OPEN
    }


def is_visible(ranges: Sequence[Range], position: int) -> bool:
    return ranges is EVERYTHING or any(low <= position <= high for low, high in ranges)


def get_ranges(tx: Tx, room_id: str, user_id: str) -> list[Range]:
    """The visible ranges, or Forbidden when there are none."""
    ranges = visible_ranges(tx, room_id, user_id)
    if not ranges:  # or there is no such room: whether there is one is nobody's business
        raise Forbidden("You are not a member of this room")
    return ranges
