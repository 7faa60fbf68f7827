"""Merging two groups into one, as data: the proposal, who signed it, what it will do to whom. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec

from fangyuan.charter import Audience, AudienceClause, Named
from fangyuan.groups.model import AudienceException

Side = Literal["ended", "surviving"]
SIDES: tuple[Side, ...] = ("ended", "surviving")
AUDIENCES = ("surviving", "union")
HISTORIES = ("shared", "own")
LABEL_ORDER = ("open", "internal", "confidential")


class Merge(msgspec.Struct, frozen=True):
    """A proposal to end `room_id` in `into_id`. Times are ms UTC.

    `audience` is `surviving` (who is in follows from that group's charter as it stands) or `union` (widened by the
    other one's); `history` is `shared` (all members read what was said in the ended group) or `own` (only who could
    before). `status` is `open`, `done`, `declined`, `expired`, or `void` when one of the groups has gone meanwhile.
    `plan` is what was done, as JSON.
    """

    merge_id: str
    room_id: str
    into_id: str
    audience: str
    history: str
    reason: str
    status: str
    proposed_by: str
    proposed_ts: int
    decided_by: str | None = None
    decided_ts: int | None = None
    plan: bytes | None = None

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_shared(self) -> bool:
        """Whether members of the surviving group get to read the ended one's history."""
        return self.history == "shared"


class Signature(msgspec.Struct, frozen=True):
    """An owner's yes; `signer` is somebody else when HR or an administrator signed in his place, with a reason.

    It is for the two charters of these versions: another version of either asks for another signature.
    """

    merge_id: str
    side: Side
    owner: str
    signer: str
    reason: str
    room_version: int
    into_version: int
    ts: int

    @property
    def is_in_place(self) -> bool:
        return self.signer != self.owner


class MergePlan(msgspec.Struct, frozen=True):
    """What the merge does to whom, by user id.

    `gains` come into the surviving group, `loses` are in neither afterwards, `stays` are in it before and after;
    `readers` get to read what was said in the ended group.
    """

    gains: list[str]
    loses: list[str]
    stays: list[str]
    readers: list[str]

    def to_json(self) -> dict[str, Any]:
        return msgspec.to_builtins(self)


def joint_audience(into: Audience, ended: Audience, excludes: Sequence[AudienceClause]) -> Audience:
    """The one audience with the other's clauses; lists of people become one. `excludes` are the other's that count."""
    clauses: list[AudienceClause] = []
    people: dict[str, None] = {}
    for clause in (*into.include, *ended.include):
        if isinstance(clause, Named):
            people |= dict.fromkeys(clause.people)
        elif clause not in clauses:
            clauses.append(clause)
    if people:
        clauses.append(Named(tuple(people)))
    kept = [clause for clause in excludes if clause not in into.exclude]
    return Audience(tuple(clauses), (*into.exclude, *kept))


def exceptions_that_move(
    ended: Sequence[AudienceException], into: Sequence[AudienceException], by_rule: Collection[str]
) -> list[AudienceException]:
    """Of the ended group's exceptions those that go along: its own say for people of whom the surviving one has none.

    Who is in the surviving group by its own rule (`by_rule`, person ids) is not shut out by the other one's exception.
    """
    known = {one.person_id for one in into}
    return [
        one
        for one in ended
        if one.person_id not in known and not (one.effect == "exclude" and one.person_id in by_rule)
    ]
