"""Which function a kind of job calls: `domain.act` -> that domain's function `(tx, payload)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fangyuan import groups, identity, timeline
from fangyuan.db import Tx

JobFunction = Callable[[Tx, Any], object]

_HOUR_MS = 3_600_000

# Jobs that nobody schedules: how often each runs (ms), and its function.
RECURRING: Mapping[str, tuple[int, Callable[[Tx], object]]] = {
    "identity.drop_expired": (_HOUR_MS, identity.drop_expired),
}

JOBS: Mapping[str, JobFunction] = {
    groups.EXPIRE: groups.expire_exception,
    timeline.EXPIRE_TYPING: timeline.expire_typing,
}
