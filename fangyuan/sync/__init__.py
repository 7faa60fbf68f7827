"""What changed for this viewer since this token. A token is one position of the stream.

`delta` asks the database and knows any token; `live` answers from memory what waiting readers ask;
`Hub` is that memory. `sliding` is the other sync, by windows over the room list. Client-Server API §Syncing.
"""

from fangyuan.sync.delta import Delta, add_messages, delta
from fangyuan.sync.devices import device_lists
from fangyuan.sync.events_v1 import initial, initial_room, latest, listen
from fangyuan.sync.filters import (
    OPEN_FILTER,
    STATE,
    STATE_AFTER,
    UNSTABLE_STATE_AFTER,
    SyncFilter,
    parse_sync_filter,
)
from fangyuan.sync.hub import Hub, Viewer
from fangyuan.sync.live import live
from fangyuan.sync.serve import serve

__all__ = [
    "OPEN_FILTER",
    "STATE",
    "STATE_AFTER",
    "UNSTABLE_STATE_AFTER",
    "Delta",
    "Hub",
    "SyncFilter",
    "Viewer",
    "add_messages",
    "delta",
    "device_lists",
    "initial",
    "initial_room",
    "latest",
    "listen",
    "live",
    "parse_sync_filter",
    "serve",
]
