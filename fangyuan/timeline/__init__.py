"""Events in order: send, redact, relate, page through, receipts, typing, subscriptions to threads.

Owns the tables `receipts`, `typing`, `threads`, `thread_subscriptions`. Change kinds `receipt` (data: `Receipt`),
`typing` (data: `Typing`) and `thread_subscription`.
"""

from fangyuan.timeline.attachments import check_addresses, get_file, may_read
from fangyuan.timeline.encode import (
    ANYBODY,
    UNSAID,
    Reader,
    array,
    client_event,
    is_hidden,
    is_shown,
    state_event,
    stripped,
)
from fangyuan.timeline.erasure import list_veiled, veil
from fangyuan.timeline.filter import OPEN, EventFilter, parse_filter
from fangyuan.timeline.history import (
    Context,
    Page,
    context,
    get_event,
    members_at,
    members_of,
    messages,
    nearest_event,
    state_for,
)
from fangyuan.timeline.judging import check_charter, content_verdict
from fangyuan.timeline.model import MAIN, SENT, Receipt, Subscription, Typing
from fangyuan.timeline.purging import purge
from fangyuan.timeline.receipts import (
    EXPIRE_TYPING,
    expire_typing,
    list_receipts,
    mark_read,
    receipts_content,
    receipts_contents,
    set_typing,
    stop_typing,
    typing_now,
)
from fangyuan.timeline.relations import MOST_RECURSION, Span, bundle, list_relations, list_threads
from fangyuan.timeline.sending import append_message, may_mention_room, redact, send
from fangyuan.timeline.store import list_receipts_of, list_subscriptions
from fangyuan.timeline.subscriptions import get_subscription, subscribe, unsubscribe

__all__ = [
    "ANYBODY",
    "EXPIRE_TYPING",
    "MAIN",
    "MOST_RECURSION",
    "OPEN",
    "SENT",
    "UNSAID",
    "Context",
    "EventFilter",
    "Page",
    "Reader",
    "Receipt",
    "Span",
    "Subscription",
    "Typing",
    "append_message",
    "array",
    "bundle",
    "check_addresses",
    "check_charter",
    "client_event",
    "content_verdict",
    "context",
    "expire_typing",
    "get_event",
    "get_file",
    "get_subscription",
    "is_hidden",
    "is_shown",
    "list_receipts",
    "list_receipts_of",
    "list_relations",
    "list_subscriptions",
    "list_threads",
    "list_veiled",
    "mark_read",
    "may_mention_room",
    "may_read",
    "members_at",
    "members_of",
    "messages",
    "nearest_event",
    "parse_filter",
    "purge",
    "receipts_content",
    "receipts_contents",
    "redact",
    "send",
    "set_typing",
    "state_event",
    "state_for",
    "stop_typing",
    "stripped",
    "subscribe",
    "typing_now",
    "unsubscribe",
    "veil",
]
