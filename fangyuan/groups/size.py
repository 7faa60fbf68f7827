"""A group's size budget, where people come in one by one or by a charter."""

from __future__ import annotations

from fangyuan import charter, rooms
from fangyuan.charter import Charter, SizeBudget
from fangyuan.db import Tx
from fangyuan.groups.audience import count_people
from fangyuan.groups.model import Group
from fangyuan.kernel.errors import InvalidParam
from fangyuan.rooms import Room


def people_in(room: Room) -> int:
    """Members and invitations without the house, which is a member of every group."""
    return room.joined_count + room.invited_count - 1


def check_room_for_more(tx: Tx, group: Group, user_id: str) -> None:
    """charter.Refused when the person would be one more than the charter allows."""
    room = rooms.get(tx, group.room_id)
    if room.rules is None or rooms.membership(tx, room, user_id) in ("join", "invite"):
        return
    verdict = charter.decide_join(room.rules, people_in(room))
    if not verdict.allowed:
        charter.refuse(verdict, room.room_id)


def check_budget(tx: Tx, of: Charter, room_id: str | None = None) -> int:
    """A group may not be born, or grow by its charter, beyond its size budget; gives how many people it will have."""
    people = count_people(tx, of, room_id)
    check_fits(of, people)
    return people


def check_fits(of: Charter, people: int) -> None:
    """M_INVALID_PARAM when the charter's size budget is for fewer people."""
    for clause in of.clauses:
        if isinstance(clause, SizeBudget) and people > clause.members:
            raise InvalidParam(
                f"The audience has {people} people, the size budget is {clause.members}",
                key="groups.beyond_budget",
                params={"people": people, "budget": clause.members, "clause": clause.number},
                extra={"field": "audience"},
            )
