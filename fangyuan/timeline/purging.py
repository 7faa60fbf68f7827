"""Taking old messages out of a room for good, so that what remains is as if they had never been counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.timeline import store


def purge(tx: Tx, room_id: str, doomed: Sequence[Event]) -> None:
    """The messages of this room are gone: from the log, and from the counts of their threads.

    What stood in a thread beside them moves up in its count; a thread of which nothing is left is no thread any more.
    State never goes, nor may the room's newest event: the log's numbers go on from there.
    """
    if not doomed:
        return
    uncounted = Counter[str]()
    for event in doomed:
        if event.thread_root is not None:
            uncounted[event.thread_root] += event.notifies
    events.remove(tx, doomed)
    for root, gone in uncounted.items():
        left, replies = events.shorten_thread(tx, root, gone)
        if left:
            store.shorten_thread(tx, room_id, root, gone, replies)
        else:
            store.drop_thread(tx, root)
    tx.forget(("room", room_id))
