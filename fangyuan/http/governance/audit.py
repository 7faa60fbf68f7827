"""The audit log: reading it, and checking its chain."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit
from fangyuan.audit import Entry, Verified
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import LANGUAGES

_PAGE, _MOST = 100, 1000
_MAY = "Administrators and auditors"


class EntryShown(msgspec.Struct):
    """One row; `ts` is milliseconds UTC; `act_text` says the act in the reader's language."""

    seq: int
    ts: int
    actor: str
    act: str
    act_text: str
    subject: str
    details: dict[str, Any]
    previous_hash: str
    hash: str


class Page(msgspec.Struct, omit_defaults=True):
    """A page of the log, and where the next begins (absent at the end)."""

    entries: list[EntryShown]
    next: str | None = None
