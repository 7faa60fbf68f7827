"""Whose devices a viewer has to look up anew, and of whom he hears no more.

Compared are two moments: who shares a room with the viewer now, and who did at an older position. So it is exact when
people leave and come back, and when rooms of the viewer change. Client-Server API §Tracking the device list for a user.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fangyuan import e2ee, rooms
from fangyuan.db import Tx

_Users = set[str]


@dataclass(slots=True)
class _Moves:
    """Where the viewer is now, where he was then, and who in these rooms came or went since."""

    now: set[str] = field(default_factory=set[str])
    then: set[str] = field(default_factory=set[str])
    came: dict[str, set[str]] = field(default_factory=dict[str, set[str]])  # by room, those who were out then
    went: dict[str, set[str]] = field(default_factory=dict[str, set[str]])  # by room, those who were in then
    returned: dict[str, set[str]] = field(default_factory=dict[str, set[str]])  # in then and now, out between


def device_lists(tx: Tx, user_id: str, since: int, upto: int) -> tuple[set[str], set[str]]:
    """(changed, left) for the viewer between two positions, see `company`."""
    changed, left, _ = company(tx, user_id, since, upto)
    return changed, left


def company(tx: Tx, user_id: str, since: int, upto: int) -> tuple[set[str], set[str], set[str]]:
    """(changed, left, met) for the viewer between two positions, of which `upto` is the transaction's newest.

    Changed are those who share a room with him and changed their devices or keys or didn't share one at `since`, and he
    himself if he changed his; left are those who shared one at `since` and share none now. Met are those with whom he
    shares a room that he didn't share with them at `since`, whether he shared another or not.
    """
    changed, for_me = e2ee.list_changed(tx, user_id, since, upto)
    moves = _moves(tx, user_id, since)
    maybe_new, maybe_left = _candidates(tx, moves)
    if not (changed or maybe_new or maybe_left):
        return for_me, set(), set()
    sharing, shared = _sharing(tx, {*changed, *maybe_new, *maybe_left}, moves, since)
    found = (changed & (sharing | {user_id})) | (maybe_new - shared - {user_id})
    return found | for_me, maybe_left - sharing - {user_id}, maybe_new - {user_id}


def _moves(tx: Tx, user_id: str, since: int) -> _Moves:
    moves = _Moves()
    for room_id, membership, _, began in rooms.list_memberships(tx, user_id, since):
        if membership == "join":
            moves.now.add(room_id)
            if began <= since:
                moves.then.add(room_id)
        elif began > since:
            moves.then.add(room_id)  # perhaps: what the viewer was then is among the moves
    for room_id, mover, is_in, was_in in rooms.list_moved(tx, moves.now | moves.then, since):
        if mover == user_id:
            if was_in:
                moves.then.add(room_id)
            else:
                moves.then.discard(room_id)
        elif is_in and was_in:
            moves.returned.setdefault(room_id, set()).add(mover)
        elif is_in:
            moves.came.setdefault(room_id, set()).add(mover)
        elif was_in:
            moves.went.setdefault(room_id, set()).add(mover)
    return moves


def _candidates(tx: Tx, moves: _Moves) -> tuple[_Users, _Users]:
    """(who shares a room now that he didn't share then, who shared one then that he doesn't share now)."""
    entered, quitted = moves.now - moves.then, moves.then - moves.now
    new: _Users = set()
    left: _Users = set()
    for room_id in moves.now & moves.then:
        new |= moves.came.get(room_id, set())
        left |= moves.went.get(room_id, set())
    for room_id, member in rooms.list_joined_of(tx, entered | quitted) if entered or quitted else ():
        if room_id in entered:
            new.add(member)
        elif member not in moves.came.get(room_id, ()):
            left.add(member)
    for room_id in quitted:
        left |= moves.went.get(room_id, set())
    return new, left


def _sharing(tx: Tx, users: Iterable[str], moves: _Moves, since: int) -> tuple[_Users, _Users]:
    """Of these users (who shares a room with the viewer now, who shared one then)."""
    now: _Users = set()
    then: _Users = set()
    for room_id, user_id, began in rooms.list_joined_of_users(tx, users):
        if room_id in moves.now:
            now.add(user_id)
        if room_id in moves.then and (began <= since or user_id in moves.returned.get(room_id, ())):
            then.add(user_id)
    for room_id in moves.then:
        then |= moves.went.get(room_id, set())
    return now, then
