"""One report."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from fangyuan.kernel.errors import InvalidParam

Kind = Literal["event", "room", "user"]
Outcome = Literal["acted", "dismissed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
MOST_REASON = 2_000


class Report(msgspec.Struct, frozen=True):
    """What somebody reported. Times are milliseconds UTC; `report_id` grows with time.

    `user_id` is whom it concerns: the sender of a message, None for a room. `context` is JSON: a list of events as they
    were when they were reported, the reported one last. `outcome` is '' while nobody has dealt with it.
    """

    report_id: int
    ts: int
    reporter: str
    kind: str
    room_id: str | None
    event_id: str | None
    user_id: str | None
    reason: str
    score: int | None
    context: bytes
    outcome: str
    note: str
    resolved_by: str | None
    resolved_ts: int | None

    @property
    def subject(self) -> str:
        """What it is about, as one id."""
        return self.event_id or self.room_id or self.user_id or ""


class Measures(msgspec.Struct, frozen=True):
    """What is done about a reported message: taken away, a strike for its sender, a mute of so many minutes."""

    redact: bool = False
    strike: bool = False
    mute_minutes: int = 0

    def to_json(self) -> dict[str, object]:
        return msgspec.to_builtins(self)


NO_MEASURES = Measures()


def check_reason(reason: str | None) -> str:
    """The reason, or M_INVALID_PARAM when it is longer than anybody reads."""
    if reason is not None and len(reason) > MOST_REASON:
        raise InvalidParam(
            f"A reason has at most {MOST_REASON} characters",
            key="moderation.reason_too_long",
            params={"most": MOST_REASON},
        )
    return (reason or "").strip()
