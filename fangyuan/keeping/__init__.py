"""How long things are kept: retention, legal holds above it, the export of a whole group.

Owns the table `exports`; of `holds` and `held_events` (`events.holds`, which whoever destroys something asks) it has
the verbs. A group's retention runs each day: messages older than its charter says go from the log in small batches,
with their edits, reactions, files, search texts and counts; then the house writes the state `fangyuan.retention`, which
tells clients up to when (`before_ts`) everything but state and what stays pinned (`kept`) is gone. Decision 0023.
"""

from fangyuan.keeping.exporting import (
    Export,
    ask_export,
    check_may_export,
    finish_export,
    get_export,
    list_ended,
    list_exports,
    list_unfinished,
    record_export,
    set_progress,
)
from fangyuan.keeping.holds import HoldWish, ask_release, get_hold, list_holds, may_hold, place, read_held
from fangyuan.keeping.jobs import DROP_RELEASED, LOOK, PURGE, drop_released, look, purge, start
from fangyuan.keeping.package import (
    FORMAT,
    Contents,
    contents_of,
    html_end,
    html_start,
    message_html,
    read_page,
)
from fangyuan.keeping.policy import set_policy
from fangyuan.keeping.retention import Round, begin, days_kept, purge_batch
from fangyuan.keeping.traces import Notice, Removal, list_notices, list_removals
from fangyuan.keeping.verification import Checked, verify_export

__all__ = [
    "DROP_RELEASED",
    "FORMAT",
    "LOOK",
    "PURGE",
    "Checked",
    "Contents",
    "Export",
    "HoldWish",
    "Notice",
    "Removal",
    "Round",
    "ask_export",
    "ask_release",
    "begin",
    "check_may_export",
    "contents_of",
    "days_kept",
    "drop_released",
    "finish_export",
    "get_export",
    "get_hold",
    "html_end",
    "html_start",
    "list_ended",
    "list_exports",
    "list_holds",
    "list_notices",
    "list_removals",
    "list_unfinished",
    "look",
    "may_hold",
    "message_html",
    "place",
    "purge",
    "purge_batch",
    "read_held",
    "read_page",
    "record_export",
    "set_policy",
    "set_progress",
    "start",
    "verify_export",
]
