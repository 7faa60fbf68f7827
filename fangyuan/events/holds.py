"""Legal holds: what must not be destroyed, whoever wants it gone. Here only what a destroyer has to ask.

Who destroys content (a redaction, a group's retention) sets the original aside while a hold covers it: out of every
member's sight, as it was. Placing and releasing holds, with their audit rows, is `keeping`'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import Tx
from fangyuan.events import file_store, hold_store
from fangyuan.events.hold_store import HeldEvent, Hold, find_hold, list_holds
from fangyuan.events.model import Event
from fangyuan.kernel.errors import Forbidden

__all__ = [
    "HeldEvent",
    "Hold",
    "check_may_end",
    "find_hold",
    "is_file_held",
    "is_held",
    "is_person_held",
    "is_room_frozen",
    "list_active_holds",
    "list_held_by",
    "list_holds",
    "put_hold",
    "release_held",
    "set_aside",
]

_HOLDS = ("holds",)
_MOST_REFS = 1_000
_PAGE = 500


def list_active_holds(tx: Tx) -> list[Hold]:
    """The holds that count now, the oldest first; few, mostly none, and remembered by the writer."""
    every = tx.remember(_HOLDS, lambda: hold_store.list_unreleased(tx))
    return [hold for hold in every if hold.is_active(tx.now_ms)]


def is_held(tx: Tx, room_id: str, sender: str, ts: int) -> bool:
    """Whether a hold covers what this person said in this room at this time (ms UTC)."""
    return any(hold.covers(room_id, sender, ts) for hold in list_active_holds(tx))


def is_room_frozen(tx: Tx, room_id: str) -> bool:
    """Whether a hold covers everything in the room, so that nothing there may end."""
    return any(hold.room_id == room_id and hold.is_whole for hold in list_active_holds(tx))


def is_person_held(tx: Tx, user_id: str) -> bool:
    """Whether a hold names this person."""
    return any(hold.user_id == user_id for hold in list_active_holds(tx))


def check_may_end(tx: Tx, *, room_id: str = "", user_id: str = "", media_id: str = "") -> None:
    """Forbidden while a hold names the room or the person, or covers the file: it isn't closed, merged or deleted."""
    if any(
        (room_id and hold.room_id == room_id) or (user_id and hold.user_id == user_id)
        for hold in list_active_holds(tx)
    ) or (media_id and is_file_held(tx, media_id)):
        raise Forbidden("This is under a legal hold", key="keeping.is_held")


def is_file_held(tx: Tx, media_id: str) -> bool:
    """Whether an event that shows or showed the file is covered by a hold."""
    holds = list_active_holds(tx)
    if not holds:
        return False
    refs = file_store.list_file_refs(tx, media_id, _MOST_REFS)
    times = hold_store.times_of(tx, [ref.position for ref in refs])
    return any(
        hold.covers(ref.room_id, ref.sender, times[ref.position])
        for ref in refs
        if ref.position in times
        for hold in holds
    )


def set_aside(tx: Tx, doomed: Iterable[Event], why: str) -> int:
    """Keeps the originals of those of the events that a hold covers; `why`: redaction or retention. Gives how many."""
    if not list_active_holds(tx):
        return 0
    held = [event for event in doomed if is_held(tx, event.room_id, event.sender, event.ts)]
    hold_store.add_held(tx, held, why)
    return len(held)


def put_hold(tx: Tx, hold: Hold) -> None:
    """A new hold, or the next state of one; whoever calls this writes the audit row."""
    tx.forget(_HOLDS)
    hold_store.put(tx, hold)


def list_held_by(tx: Tx, hold: Hold, after: int, most: int) -> list[HeldEvent]:
    """At most so many of the originals that this hold covers, in the order of the stream, after this position."""
    found: list[HeldEvent] = []
    while len(found) < most and (page := hold_store.list_held(tx, after, _PAGE)):
        after = page[-1].position
        found += [held for held in page if hold.covers(held.room_id, held.sender, held.ts)]
    return found[:most]


def release_held(tx: Tx, after: int, most: int) -> tuple[list[str], int | None]:
    """Looks at so many originals after this position and drops those that no hold covers any more.

    (The files that they showed, the position after which to go on); None when these were the last.
    """
    active, page = list_active_holds(tx), hold_store.list_held(tx, after, most)
    gone = [
        held for held in page if not any(hold.covers(held.room_id, held.sender, held.ts) for hold in active)
    ]
    hold_store.drop_held(tx, [held.position for held in gone])
    by_room: dict[str, list[int]] = {}
    for held in gone:
        by_room.setdefault(held.room_id, []).append(held.position)
    files = [
        media_id
        for room_id, positions in by_room.items()
        for media_id in file_store.list_files_at(tx, room_id, positions)
    ]
    return files, page[-1].position if len(page) == most else None
