"""Which groups are much the same as another: by their people, by what they are for.

Who asks learns nothing of a confidential group that he isn't in: neither that there is one, nor that it counted. Of
other groups that he isn't in he learns name, kind and owner, and no figures of its members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import Literal

from msgspec import Struct

from fangyuan import charter, groups, rooms
from fangyuan.charter import Charter
from fangyuan.db import Tx
from fangyuan.groups import Purpose
from fangyuan.identity.model import Session
from fangyuan.wording import likeness

Standing = Literal["member", "overseer", "stranger", "hidden"]
_WORTH_TELLING = 0.35  # of purpose alone: below that, two groups of one company are just two groups
_MUCH_THE_SAME_PEOPLE = 0.7  # of members alone
_MOST_TOLD = 5
_FEWEST_OF_STRANGERS = (
    3  # with fewer in common, the answer would say who is in a group that the asker isn't in
)


class Overlap(Struct, frozen=True):
    """How far two sets of people are the same; `shared` of `ours` and `theirs`."""

    ours: int
    theirs: int
    shared: int

    @property
    def jaccard(self) -> float:
        """The share of all people of both who are in both."""
        union = self.ours + self.theirs - self.shared
        return self.shared / union if union else 0.0

    @property
    def containment(self) -> float:
        """The share of our people who are in theirs, too."""
        return self.shared / self.ours if self.ours else 0.0


class Similar(Struct, frozen=True):
    """A group that is like the one that is looked at, and how the asker stands to it."""

    purpose: Purpose
    likeness: float
    overlap: Overlap
    standing: Standing
    is_same: bool

    @property
    def may_see_members(self) -> bool:
        return self.standing in ("member", "overseer")


def find_similar(
    tx: Tx,
    actor: Session,
    name: str,
    purpose: str,
    people: Callable[[], Set[str]],
    *,
    only_alike: bool = False,
) -> list[Similar]:
    """The groups that are like a new one in purpose or people (user ids), the nearest first; some are `hidden`.

    One statement for all groups. `only_alike`: members are counted, and people worked out, only where the purpose is
    as good as the same already.
    """
    known, limits = groups.purposes(tx), charter.creation_policy(tx).duplicates
    alike = known.alike(likeness.take_apart(name, purpose))
    asked = [one for one in known.groups if not only_alike or alike.get(one.room_id, 0.0) >= limits.purpose]
    if not asked:
        return []
    ours, me = people(), groups.house(tx).user_id
    counted = rooms.count_shared(tx, [one.room_id for one in asked], ours, me)
    standings = _standings(tx, actor, asked)
    found: list[Similar] = []
    for one in asked:
        theirs, shared = counted.get(one.room_id, (0, 0))
        overlap, figure = Overlap(len(ours), theirs, shared), alike.get(one.room_id, 0.0)
        standing = standings[one.room_id]
        is_same = figure >= limits.purpose and overlap.jaccard >= limits.members
        if standing == "stranger" and shared < _FEWEST_OF_STRANGERS:
            is_same = False
        similar = Similar(one, figure, overlap, standing, is_same)
        if is_same or figure >= _WORTH_TELLING or _much_the_same_people(similar):
            found.append(similar)
    return sorted(
        found, key=lambda one: (-one.is_same, -one.likeness * (1 + one.overlap.jaccard), one.purpose.room_id)
    )


def find_same(tx: Tx, actor: Session, parsed: Charter) -> list[Similar]:
    """The groups that the policy calls the same as this charter's would be."""
    found = find_similar(
        tx, actor, parsed.name, parsed.purpose, lambda: groups.people_of(tx, parsed, []), only_alike=True
    )
    return [one for one in found if one.is_same]


def told(similar: Iterable[Similar]) -> list[Similar]:
    """Those of which the asker may hear, the nearest few."""
    heard = [one for one in similar if one.standing != "hidden"]
    return heard[:_MOST_TOLD]


def _much_the_same_people(similar: Similar) -> bool:
    """By people alone only where the asker sees them anyway."""
    return similar.may_see_members and similar.overlap.jaccard >= _MUCH_THE_SAME_PEOPLE


def _standings(tx: Tx, actor: Session, asked: list[Purpose]) -> dict[str, Standing]:
    mine = {row[0] for row in rooms.list_memberships(tx, actor.user_id) if row[1] in ("join", "invite")}
    sees_all = groups.may_see_all(tx, actor)

    def standing(one: Purpose) -> Standing:
        if one.room_id in mine or one.owner == actor.user_id:
            return "member"
        if sees_all:
            return "overseer"
        return "hidden" if one.label == "confidential" else "stranger"

    return {one.room_id: standing(one) for one in asked}
