"""Application services: bridges and bots with a namespace of their own.

Owns the table `app_services`. Change kind `app_service` (data: its id), which takes no position: only the worker, who
tells them what happens, listens. Who they are stands in registration files; what they do goes the way of everybody's
doings, through `groups`, so that a bot obeys the charter like a person. Application Service API.
"""

from fangyuan.appservices.model import Namespace, Registration, Registry, exclusive
from fangyuan.appservices.reading import read_registry
from fangyuan.appservices.transactions import (
    RETRY,
    Transaction,
    begin,
    ensure_senders,
    finish,
    get_position,
    list_rooms,
    next_transaction,
    retry,
    set_failed,
)

__all__ = [
    "RETRY",
    "Namespace",
    "Registration",
    "Registry",
    "Transaction",
    "begin",
    "ensure_senders",
    "exclusive",
    "finish",
    "get_position",
    "list_rooms",
    "next_transaction",
    "read_registry",
    "retry",
    "set_failed",
]
