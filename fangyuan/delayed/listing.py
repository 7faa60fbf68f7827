"""Looking delayed events up. MSC4140 §Getting delayed events."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from fangyuan.db import Tx
from fangyuan.delayed import store
from fangyuan.delayed.model import Delayed
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject

PAGE = 100
_MOST_KEPT = 1_100  # of one person: 1,000 that ended, and those that wait
CANCELLED_BY_STATE = {
    "errcode": "M_UNKNOWN",
    "org.matrix.msc4140.errcode": "M_CANCELLED_BY_STATE_UPDATE",
    "error": "Somebody else has written this state since",
}
_ALLOWED = {
    "status": ("scheduled", "finalised"),
    "outcome": ("send", "cancel", "error"),
    "reason": ("action", "delay"),
    "order_by": ("send_ts", "origin_server_ts", "running_since"),
    "dir": ("f", "b"),
}


class Wanted(msgspec.Struct, frozen=True):
    """The query of a list; None is no restriction. Without `status`, only what waits is listed."""

    status: str | None = None
    room_id: str | None = None
    type: str | None = None
    outcome: str | None = None
    reason: str | None = None
    order_by: str | None = None
    dir: str | None = None

    def check(self) -> None:
        """M_INVALID_PARAM for a value that there isn't."""
        for name, allowed in _ALLOWED.items():
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise InvalidParam(f"{name} is one of {', '.join(allowed)}")

    def passes(self, delayed: Delayed) -> bool:
        waits = self.status != "finalised" and self.outcome is None and self.reason is None
        ended = self.status == "finalised" or (self.status is None and not waits)
        return (
            (waits if delayed.is_waiting else ended)
            and self.room_id in (None, delayed.room_id)
            and self.type in (None, delayed.type)
            and self.outcome in (None, delayed.outcome)
            and self.reason in (None, delayed.reason)
        )


def get_current(tx: Tx, delay_id: str) -> Delayed:
    """The delayed event as it stands now; M_NOT_FOUND when there is none."""
    delayed = store.find(tx, delay_id)
    if delayed is None:
        raise NotFound("No such delayed event")
    return _seen_now(tx, [delayed])[0]


def find(tx: Tx, user_id: str, delay_id: str) -> Delayed:
    """The same for its owner only."""
    delayed = get_current(tx, delay_id)
    if delayed.user_id != user_id:
        raise NotFound("No such delayed event")
    return delayed


def list_of(tx: Tx, user_id: str, wanted: Wanted, start: int) -> tuple[list[Delayed], int | None]:
    """(a page of the user's delayed events, where the next one begins or None)."""
    wanted.check()
    found = _seen_now(tx, store.list_of_user(tx, user_id, _MOST_KEPT))
    order = wanted.order_by or "send_ts"
    kept = sorted(
        (delayed for delayed in found if wanted.passes(delayed)),
        key=lambda delayed: (_time_of(delayed, order), delayed.delay_id),
        reverse=wanted.dir == "b",
    )
    return kept[start : start + PAGE], start + PAGE if len(kept) > start + PAGE else None


def _time_of(delayed: Delayed, order: str) -> int:
    if order == "running_since":
        return delayed.running_since
    return (delayed.finalised_ts or delayed.send_ts) if order == "origin_server_ts" else delayed.send_ts


def _seen_now(tx: Tx, found: list[Delayed]) -> list[Delayed]:
    """Whose state somebody else has written meanwhile has ended, although nobody has filed that yet."""
    candidates = [one.delay_id for one in found if one.is_waiting and one.state_key is not None]
    overtaken = store.overtaken(tx, candidates)
    return [_ended(one, overtaken[one.delay_id]) if one.delay_id in overtaken else one for one in found]


def _ended(delayed: Delayed, ts: int) -> Delayed:
    error: JsonObject = CANCELLED_BY_STATE
    return replace(delayed, outcome="error", reason="delay", finalised_ts=ts, error=json.encode(error))
