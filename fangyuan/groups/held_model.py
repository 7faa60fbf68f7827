"""A message that a charter's verdict keeps: for an approver, until its time, or as an offer to take it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast, get_args

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

Status = Literal["waiting", "sent", "refused", "withdrawn", "lapsed"]
STATUSES: tuple[Status, ...] = get_args(Status)
DECISIONS = ("approved", "refused")
_LONGEST_EXCERPT = 300


class Attempt(msgspec.Struct, frozen=True):
    """What somebody tried to send, and under which transaction id."""

    type: str
    content: JsonObject
    txn_id: str | None


class Held(msgspec.Struct, frozen=True):
    """One row. Times are ms UTC. `verdict` is hold, schedule or divert; `status` one of STATUSES.

    `asked` are those who may decide, as they were asked one after the other; `stage`: in how many rounds. `due_ts`:
    when it is passed on, sent or given up. `context`: JSON, the messages before it. `to`: the room it belongs in.
    """

    held_id: int
    room_id: str
    user_id: str
    device_id: str
    txn_id: str | None
    type: str
    content: bytes
    context: bytes
    verdict: str
    clause: int
    clause_id: str
    reasons: dict[str, str]
    to: str | None
    ts: int
    status: str
    stage: int
    asked: tuple[str, ...]
    due_ts: int
    decided_by: str | None = None
    decided_ts: int | None = None
    reason: str = ""
    event_id: str | None = None

    @property
    def is_waiting(self) -> bool:
        return self.status == "waiting"

    @property
    def job_id(self) -> str:
        return f"held {self.held_id}"

    def message(self) -> JsonObject:
        """Its content."""
        return cast(JsonObject, json.decode(self.content))


def excerpt(type: str, content: JsonObject) -> str:
    """What a message says, as it is shown to somebody who decides about it."""
    body = content.get("body")
    said = " ".join(body.split()) if isinstance(body, str) else ""
    if len(said) > _LONGEST_EXCERPT:
        said = said[: _LONGEST_EXCERPT - 1] + "…"
    return said or f"[{type}]"


def has_files(content: JsonObject) -> bool:
    """Whether it shows a file, so that its words alone don't say what it is."""
    return any(part.startswith("mxc://") for part in _strings(content, 6))


def _strings(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict):
        for inner in cast(JsonObject, value).values():
            yield from _strings(inner, depth - 1)
    elif depth and isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _strings(inner, depth - 1)
