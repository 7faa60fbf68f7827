"""What people said who had their words erased: who wasn't there then reads it no more. §POST /account/deactivate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fangyuan import events, identity, rooms
from fangyuan.db import Tx
from fangyuan.events import Event

_MEMBER = "m.room.member"
_NOTHING: frozenset[int] = frozenset()


def list_veiled(tx: Tx, user_id: str, shown: Iterable[Event]) -> frozenset[int]:
    """The positions of those of the events whose words are erased for this reader: he wasn't in the room then.

    While nobody is erased this is one statement over an empty table for each transaction.
    """
    erased = identity.list_erased(tx)
    if not erased:
        return _NOTHING
    theirs: dict[str, list[Event]] = {}
    for event in shown:
        if _whose(event) in erased:
            theirs.setdefault(event.room_id, []).append(event)
    if not theirs:
        return _NOTHING
    moves = rooms.moves_before(tx, user_id, theirs)
    return frozenset(
        event.position
        for room_id, found in theirs.items()
        for event in found
        if rooms.membership_at(moves.get(room_id, rooms.ALWAYS_IN), event.position) != "join"
    )


def _whose(event: Event) -> str | None:
    """Whom it is taken away with: who said it, or whose standing it tells; the rest of the state is the room's."""
    return event.sender if event.state_key is None else event.state_key if event.type == _MEMBER else None


def veil(tx: Tx, user_id: str, shown: Sequence[Event]) -> Sequence[Event]:
    """The events as this reader gets them: erased ones in their redacted form, with nothing to be bundled."""
    veiled = list_veiled(tx, user_id, shown)
    if not veiled:
        return shown
    return [
        events.redacted_copy(event, rooms.get(tx, event.room_id).version)
        if event.position in veiled
        else event
        for event in shown
    ]
