"""A group: a room with a charter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from fangyuan.charter import Charter
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language

Status = Literal["draft", "open", "ungoverned"]
# Kinds that people may leave and be invited to; in the others the org chart alone says who is in.
FREE_KINDS = frozenset({"project", "urgent", "social"})


class Group(msgspec.Struct, frozen=True):
    """One row of the register. `charter` is None while the group is a draft: it has no purpose yet."""

    room_id: str
    kind: str
    owner: str
    status: str
    charter_version: int
    charter: Charter | None
    charter_event_id: str | None
    founded_ts: int
    founded_by: str

    @property
    def is_free(self) -> bool:
        """Whether people come and go by invitation."""
        return self.kind in FREE_KINDS


class AudienceException(msgspec.Struct, frozen=True):
    """A dated exception to an audience. `admit` lets a person come in without holding him there."""

    exception_id: str
    room_id: str
    person_id: str
    effect: str  # include, exclude, admit
    reason: str
    author: str
    created_ts: int
    until_ts: int | None


def charter_state(charter: Charter, words: Mapping[Language, str]) -> JsonObject:
    """The content of the state event `fangyuan.charter`: the charter as data and in both languages."""
    return {
        "status": "open",
        "kind": charter.kind,
        "version": charter.version,
        "charter": charter.to_state(),
        "text": {**words},
    }
