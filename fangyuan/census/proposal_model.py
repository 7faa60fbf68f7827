"""What is kept of proposals and cascades."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from fangyuan.charter import Approval

Status = Literal["pending", "approved", "refused", "expired"]
STATUSES: tuple[Status, ...] = ("pending", "approved", "refused", "expired")
StepStatus = Literal["asked", "founded", "waiting", "declined", "refused"]


class Proposal(msgspec.Struct, frozen=True):
    """A group that waits for somebody's consent, or what became of it. Times are ms UTC."""

    proposal_id: str
    founder: str
    kind: str
    name: str
    wish: bytes
    people: int
    approval: Approval
    status: Status
    created_ts: int
    expires_ts: int
    reason: str = ""
    decided_by: str | None = None
    decided_ts: int | None = None
    room_id: str | None = None

    @property
    def is_pending(self) -> bool:
        return self.status == "pending"

    def to_audit(self) -> dict[str, Any]:
        """What the log says of it."""
        return {"kind": self.kind, "name": self.name, "people": self.people, "approval": self.approval}


class Override(msgspec.Struct, frozen=True):
    """Why a group was founded although there was one like it; `alike` is JSON: what stood against it."""

    room_id: str
    author: str
    reason: str
    alike: bytes
    ts: int


class Cascade(msgspec.Struct, frozen=True):
    """A leader's group of his direct reports, who are to found theirs. `wish` is JSON: what all its groups share."""

    cascade_id: str
    founder: str
    wish: bytes
    created_ts: int


class Step(msgspec.Struct, frozen=True):
    """One leader in a cascade. `asked_by` is the leader above him, '' for who began it."""

    cascade_id: str
    person_id: str
    asked_by: str
    status: StepStatus
    room_id: str | None
    ts: int
