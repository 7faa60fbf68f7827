"""Events that a client hands over to be sent later, unless it calls them back: MSC4140.

Owns the table `delayed_events`; its changes are events. A delayed event is sent through `groups`, as its sender's
client would send it then: power, charter and the state of his account are those of that moment. The event, the end of
the delay and the job that brought it about are one transaction, so it is sent once or not at all.
"""

from fangyuan.delayed.actions import cancel, restart, schedule, send_due, send_now
from fangyuan.delayed.jobs import SEND, drop_old
from fangyuan.delayed.listing import Wanted, find, list_of
from fangyuan.delayed.model import Delayed, Wish

__all__ = [
    "SEND",
    "Delayed",
    "Wanted",
    "Wish",
    "cancel",
    "drop_old",
    "find",
    "list_of",
    "restart",
    "schedule",
    "send_due",
    "send_now",
]
