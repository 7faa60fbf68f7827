"""The log: events in the order of the one stream, and how they look to clients.

Owns the tables `events` and `mentions`. Knows nothing of rooms' rules: whoever appends has checked. Change kind
`event` (data: the `Event`).
"""

from fangyuan.events.actions import append, redact
from fangyuan.events.model import DELAYED, LOOK, MAX_EVENT_BYTES, ROOM_MENTION, Event, new_event, relation_of
from fangyuan.events.store import (
    count_in_threads,
    count_room_mentions,
    find_at,
    find_event,
    find_events,
    list_annotations_by,
    list_by_transaction,
    list_history,
    list_latest_in_threads,
    list_participated,
    list_related,
    list_relating,
    list_room_since,
    list_since,
    list_state_between,
    list_state_history,
    main_seq_at,
    nearest,
    newest_positions,
    set_related,
    set_transaction,
    state_at,
    thread_seq_at,
)

__all__ = [
    "DELAYED",
    "LOOK",
    "MAX_EVENT_BYTES",
    "ROOM_MENTION",
    "Event",
    "append",
    "count_in_threads",
    "count_room_mentions",
    "find_at",
    "find_event",
    "find_events",
    "list_annotations_by",
    "list_by_transaction",
    "list_history",
    "list_latest_in_threads",
    "list_participated",
    "list_related",
    "list_relating",
    "list_room_since",
    "list_since",
    "list_state_between",
    "list_state_history",
    "main_seq_at",
    "nearest",
    "new_event",
    "newest_positions",
    "redact",
    "relation_of",
    "set_related",
    "set_transaction",
    "state_at",
    "thread_seq_at",
]
