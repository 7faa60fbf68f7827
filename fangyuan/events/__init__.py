"""The log: events in the order of the one stream, and how they look to clients.

Owns the tables `events`, `mentions` and `event_files`. Knows nothing of rooms' rules: whoever appends has checked.
Change kind `event` (data: the `Event`).
"""

from fangyuan.events.actions import append, drop_files, redact
from fangyuan.events.file_store import (
    count_file_refs,
    drop_files_of_room,
    forget_file,
    list_file_refs,
    list_files_in_room,
    list_files_to_check,
    set_file_checked,
)
from fangyuan.events.files import MEDIA_ID, FileRef, files_of
from fangyuan.events.model import LOOK, ROOM_MENTION, Event, new_event, relation_of
from fangyuan.events.store import (
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
    state_at,
    thread_seq_at,
)

__all__ = [
    "LOOK",
    "MEDIA_ID",
    "ROOM_MENTION",
    "Event",
    "FileRef",
    "append",
    "count_file_refs",
    "count_room_mentions",
    "drop_files",
    "drop_files_of_room",
    "files_of",
    "find_at",
    "find_event",
    "find_events",
    "forget_file",
    "list_annotations_by",
    "list_by_transaction",
    "list_file_refs",
    "list_files_in_room",
    "list_files_to_check",
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
    "set_file_checked",
    "set_related",
    "state_at",
    "thread_seq_at",
]
