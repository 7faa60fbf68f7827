"""The org chart as a tree of spaces: one for the company, one for each department, the groups of each in its own.

A job follows each change of the directory, a batch at a time: first the shape of the tree, then who is in. People are
in the company's space and in those above them: of their own department, of those that they lead, and up from there.
Nobody talks in these rooms and nobody comes or goes by himself. Decision 0011.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from fangyuan import db, directory, identity, reach, rooms
from fangyuan.charter import Charter, InDepartment
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.groups import store
from fangyuan.groups.house import house, profile_of
from fangyuan.groups.model import Group, OrgSpace
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import CHILD, PARENT, SPACE, NewRoom, Room, StatePiece

FOLLOW = "groups.follow_spaces"
COMPANY = ""
MARK = "fangyuan.org_space"  # in m.room.create: whose space this is
_PEOPLE_AT_ONCE = 200
_MOST_NAMED = 2_000  # people of one change; when it is more, everybody is looked at
_STEPS_AT_ONCE = 300  # of the shape: a link is one, a new space ten
_MOST_SORT = 10**8 - 1
_KEY = ("org_spaces",)
_ORDER = ("org_spaces_order",)  # remembered while everybody is looked at
_SHAPED = (
    "org_spaces_shaped",
)  # remembered: of which directory, under which name, the tree has its shape already


def is_org_space(room: Room) -> bool:
    """Whether the room is a space of the org chart: no client can make one."""
    return MARK in room.content("m.room.create")


def check_not_org_space(room: Room) -> None:
    """Forbidden where the org chart alone says who comes and goes."""
    if is_org_space(room):
        raise Forbidden("The org chart says who is in this space", key="groups.space_by_chart")


def do_meet(tx: Tx, user_id: str, other: str) -> bool:
    """Whether the two share a room that isn't a space of the org chart: in those everybody is, and nobody talks."""
    ours = {space.room_id for space in _spaces(tx).values()}
    return any(room_id not in ours for room_id in rooms.list_mutual(tx, user_id, other, "", len(ours) + 1))


def list_met(tx: Tx, user_id: str) -> set[str]:
    """Everybody whom this person meets in such a room."""
    ours = {space.room_id for space in _spaces(tx).values()}
    shared = [room_id for room_id in rooms.list_joined_rooms(tx, user_id) if room_id not in ours]
    return {other for _, other in rooms.list_joined_of(tx, shared)} if shared else set()


def set_org_spaces(tx: Tx, company: str | None) -> None:
    """Turns the spaces on, under the company's name, or off (None). What is to be done, the job does."""
    known = _spaces(tx).get(COMPANY)
    tx.forget(_SHAPED)
    if company is None:
        if known is not None and known.name:
            _put(tx, replace(known, name=""))
            _schedule(tx, None)
    elif known is None or known.name != company:
        _put(tx, replace(known or OrgSpace(COMPANY, "", None, 0, ""), name=company))
        _schedule(tx, None)


def wake(tx: Tx, people: Iterable[str] | None) -> None:
    """The directory has changed, for these people (by person id) or for anybody."""
    if COMPANY in _spaces(tx):
        _schedule(tx, None if people is None else sorted(people))


def _schedule(tx: Tx, people: list[str] | None, after: list[str] | None = None) -> None:
    if people is not None and len(people) > _MOST_NAMED:
        people = None
    db.schedule(tx, FOLLOW, {"people": people, "after": after or []}, tx.now_ms)


class _Left(msgspec.Struct):
    """What is left to do. `people` are those to look at, None for everybody `after` a department and a person in it."""

    people: list[str] | None
    after: list[str]


def follow(tx: Tx, payload: Any) -> None:
    """The job: a batch of what is left to do; another job does the rest."""
    left = msgspec.convert(payload, _Left)
    people, after = left.people, left.after
    shaping = _Shaping(tx)
    is_done = shaping.run()
    if shaping.has_moved:  # whole departments have other spaces above them
        people, after = None, list[str]()
    if not is_done:
        _schedule(tx, people, after)
        return
    if COMPANY not in _spaces(tx):
        return
    if people is None:
        everybody = _in_order(tx)
        start = bisect.bisect_right(everybody, (*after,))
        now = [person_id for _, person_id in everybody[start : start + _PEOPLE_AT_ONCE]]
        if start + _PEOPLE_AT_ONCE < len(everybody):
            _schedule(tx, None, list(everybody[start + _PEOPLE_AT_ONCE - 1]))
        else:
            tx.forget(_ORDER)
    else:
        now, rest = people[:_PEOPLE_AT_ONCE], people[_PEOPLE_AT_ONCE:]
        if rest:
            _schedule(tx, rest)
    _follow_people(tx, now)


def _in_order(tx: Tx) -> list[tuple[str, ...]]:
    """(department, person) of everybody: department by department, so that many come into a space together."""
    org = directory.org(tx)
    version, places = tx.remember(_ORDER, lambda: (org.version, _places(org)))
    if version != org.version:
        tx.forget(_ORDER)
        _, places = tx.remember(_ORDER, lambda: (org.version, _places(org)))
    return places


def _places(org: Org) -> list[tuple[str, ...]]:
    return sorted((one.department_id, one.person_id) for one in org.people.values())


# -- what was made ---------------------------------------------------------------------------------------------------


def _spaces(tx: Tx) -> dict[str, OrgSpace]:
    """The spaces by department id; not empty while they are turned on, or being taken down."""
    return tx.remember(_KEY, lambda: {one.department_id: one for one in store.list_spaces(tx)})


def _put(tx: Tx, space: OrgSpace) -> None:
    spaces = _spaces(tx)
    tx.touch(_KEY)
    spaces[space.department_id] = space
    store.put_space(tx, space)


def _forget(tx: Tx, department_id: str) -> None:
    spaces = _spaces(tx)
    tx.touch(_KEY)
    del spaces[department_id]
    store.drop_space(tx, department_id)


# -- the shape -------------------------------------------------------------------------------------------------------


class _Shaping:
    """Brings names, links and order up to date, as far as the steps reach. `has_moved`: somebody has another line."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._me = house(tx).user_id
        self._org = directory.org(tx)
        self._spaces = _spaces(tx)
        self._steps = _STEPS_AT_ONCE
        self._groups: dict[str, list[Group]] | None = None
        self.has_moved = False

    def run(self) -> bool:
        """Whether the tree has its shape now."""
        company = self._spaces.get(COMPANY)
        if company is None or self._tx.memo.get(_SHAPED) == (self._org.version, company.name):
            return True
        wanted = _wanted(self._org, company)
        for space in wanted.values():
            if self._steps <= 0:
                return False
            self._settle(space)
        for department_id in sorted(self._spaces.keys() - wanted.keys() - {COMPANY}):
            if not self._take_down(self._spaces[department_id]):
                return False
        if COMPANY not in wanted and company.room_id and not self._take_down(company):
            return False
        if not company.name and COMPANY in self._spaces:
            _forget(self._tx, COMPANY)
        self._tx.touch(_SHAPED)
        self._tx.memo[_SHAPED] = (self._org.version, company.name)
        return True

    def _settle(self, wanted: OrgSpace) -> None:
        """`wanted` has no room id: the space gets what it lacks."""
        known = self._spaces.get(wanted.department_id)
        if known is None or not known.room_id:
            room_id = self._make(wanted)
            known = replace(wanted, room_id=room_id, parent_id=None)
            _put(self._tx, known)
            self._link_groups(known)
        room = None
        if known.department_id == COMPANY:  # its name is the configuration's, so the room tells what it was
            room = rooms.get(self._tx, known.room_id)
            known = replace(known, name=str(room.content("m.room.name").get("name")))
        if known.name != wanted.name:
            room = room or rooms.get(self._tx, known.room_id)
            rooms.append_state(self._tx, room, self._me, "m.room.name", "", {"name": wanted.name})
            self._steps -= 1
        if (known.parent_id, known.sort, known.name) != (wanted.parent_id, wanted.sort, wanted.name):
            self._link(known, wanted)
            self._steps -= 2
        if replace(wanted, room_id=known.room_id) != self._spaces[wanted.department_id]:
            _put(self._tx, replace(wanted, room_id=known.room_id))

    def _make(self, wanted: OrgSpace) -> str:
        self._steps -= 10
        rules: JsonObject = {"join_rule": "invite"}
        if wanted.department_id != COMPANY:  # so that the whole company sees the whole tree
            allow = {"type": "m.room_membership", "room_id": self._spaces[COMPANY].room_id}
            rules = {"join_rule": "restricted", "allow": [allow]}
        new = NewRoom(
            name=wanted.name,
            creation_content={"type": SPACE, MARK: wanted.department_id},
            preset="private_chat",
            initial_state=[
                StatePiece("m.room.join_rules", rules),
                StatePiece("m.room.guest_access", {"guest_access": "forbidden"}),
            ],
            power_level_content_override=_powers(self._me),
        )
        return rooms.create(self._tx, self._me, new, profile_of(self._tx, self._me)).room_id

    def _link(self, known: OrgSpace, wanted: OrgSpace) -> None:
        if known.parent_id is not None and known.parent_id != wanted.parent_id:
            self.has_moved = True
            old = self._spaces.get(known.parent_id)
            if old is not None:
                _unlink(self._tx, old.room_id, known.room_id)
        if wanted.parent_id is not None:
            above = self._spaces[wanted.parent_id].room_id
            _link(self._tx, above, known.room_id, _place(wanted), canonical=True)

    def _link_groups(self, space: OrgSpace) -> None:
        """The groups that waited for this space."""
        if self._groups is None:
            self._groups = {}
            for group in store.list_open(self._tx):
                for home in _homes(group):
                    self._groups.setdefault(home, []).append(group)
        for group in self._groups.get(space.department_id, ()):
            link_group(self._tx, group)
            self._steps -= 2

    def _take_down(self, space: OrgSpace) -> bool:
        """Everybody is out, it is linked nowhere, the house goes last; False when there is more to do."""
        tx, room = self._tx, rooms.get(self._tx, space.room_id)
        present = rooms.list_members(tx, space.room_id, ("join", "invite", "knock"))
        goes = [user_id for user_id in present if user_id != self._me]
        now = goes[: max(0, self._steps)]
        rooms.take_out(tx, self._me, space.room_id, now, reason=bilingual("groups.space_by_chart"))
        self._steps -= len(now)
        if len(now) < len(goes) or self._steps <= 0:
            return False
        for type, child in list(room.state):
            if type == CHILD and rooms.is_link(room.content(CHILD, child)):
                _unlink(tx, space.room_id, child)
                self._steps -= 2
        parent = self._spaces.get(space.parent_id) if space.parent_id is not None else None
        if parent is not None:
            _unlink(tx, parent.room_id, space.room_id)
        rooms.take_out(tx, self._me, space.room_id, [self._me], reason=bilingual("groups.space_by_chart"))
        if space.department_id == COMPANY:
            _put(tx, replace(self._spaces[COMPANY], room_id="", parent_id=None))
        else:
            _forget(tx, space.department_id)
        return True


def _wanted(org: Org, company: OrgSpace) -> dict[str, OrgSpace]:
    """The tree as it should be, parents before children, without room ids; empty when there is to be none."""
    if not company.name or not org.departments:
        return {}
    wanted = {COMPANY: OrgSpace(COMPANY, "", None, 0, company.name)}
    todo: list[str | None] = [None]
    while todo:
        above = todo.pop()
        for department_id in org.children.get(above, ()):
            one = org.departments[department_id]
            wanted[department_id] = OrgSpace(department_id, "", above or COMPANY, one.sort, one.name)
            todo.append(department_id)
    return wanted


def _place(space: OrgSpace) -> str:
    """The `order` of a department: its `sort`, then its name, of which there is room for eight letters."""
    return f"d{max(0, min(space.sort, _MOST_SORT)):08d}" + "".join(
        f"{ord(one):05x}" for one in space.name[:8]
    )


def _powers(me: str) -> JsonObject:
    """Nobody but the house writes here, or decides who is in."""
    levels = dict.fromkeys(("events_default", "state_default", "ban", "kick", "redact", "invite"), 100)
    return {**levels, "users": {me: 100}, "users_default": 0, "events": {}, "notifications": {"room": 100}}


def _link(tx: Tx, parent_id: str, child_id: str, order: str, *, canonical: bool) -> None:
    me, via = house(tx).user_id, [tx.ids.server_name]
    above, below = rooms.get(tx, parent_id), rooms.get(tx, child_id)
    rooms.append_state(tx, above, me, CHILD, child_id, {"via": via, "order": order})
    rooms.append_state(tx, below, me, PARENT, parent_id, {"via": via, "canonical": canonical})


def _unlink(tx: Tx, parent_id: str, child_id: str) -> None:
    me = house(tx).user_id
    for room_id, type, other in ((parent_id, CHILD, child_id), (child_id, PARENT, parent_id)):
        room = rooms.find(tx, room_id)
        if room is not None and room.content(type, other):
            rooms.append_state(tx, room, me, type, other, {})


# -- groups ----------------------------------------------------------------------------------------------------------


def _homes(group: Group) -> list[str]:
    """In which spaces a group appears: the company's, or those of the departments that its audience names."""
    if group.charter is None or group.status != "open":
        return []
    return [COMPANY] if group.charter.kind == "all_staff" else _departments_of(group.charter)


def _departments_of(charter: Charter) -> list[str]:
    if charter.kind != "department":
        return []
    named = [clause.department_id for clause in charter.audience.include if isinstance(clause, InDepartment)]
    return list(dict.fromkeys(named))


def link_group(tx: Tx, group: Group) -> None:
    """A group was founded, amended, moved or closed: it appears in the spaces where it belongs, and nowhere else."""
    spaces, room_id = _spaces(tx), group.room_id
    if COMPANY not in spaces:
        return
    homes = [spaces[home].room_id for home in _homes(group) if home in spaces and spaces[home].room_id]
    room = rooms.get(tx, room_id)
    ours = {space.room_id for space in spaces.values() if space.room_id}
    for type, parent_id in list(room.state):
        if type == PARENT and parent_id in ours and parent_id not in homes:
            _unlink(tx, parent_id, room_id)
    for number, parent_id in enumerate(homes):
        _link(tx, parent_id, room_id, f"g{group.founded_ts:013d}", canonical=number == 0)


# -- people ----------------------------------------------------------------------------------------------------------


def _follow_people(tx: Tx, person_ids: list[str]) -> None:
    """These people are in the spaces above them and in no others."""
    spaces, me = _spaces(tx), house(tx).user_id
    hidden = reach.compiled(tx).unseen  # everybody in a space sees who else is in it
    user_ids = [tx.ids.user_id(person_id) for person_id in person_ids]
    accounts = {one.user_id for one in identity.list_accounts(tx, user_ids) if one.is_active}
    ours = {space.room_id for space in spaces.values() if space.room_id}
    present: dict[str, set[str]] = {}
    for room_id, user_id, _ in rooms.list_joined_of_users(tx, user_ids):
        if room_id in ours:
            present.setdefault(room_id, set()).add(user_id)
    wanted: dict[str, set[str]] = {}
    for person_id, user_id in zip(person_ids, user_ids, strict=True):
        if user_id in accounts and user_id not in hidden:
            for department_id in _line(directory.org(tx), person_id):
                if department_id in spaces and spaces[department_id].room_id:
                    wanted.setdefault(spaces[department_id].room_id, set()).add(user_id)
    for room_id in sorted(wanted):
        rooms.put_in(tx, room_id, sorted(wanted[room_id] - present.get(room_id, set())))
    for room_id in sorted(present):
        goes = sorted(present[room_id] - wanted.get(room_id, set()))
        rooms.take_out(tx, me, room_id, goes, reason=bilingual("groups.space_by_chart"))


def _line(org: Org, person_id: str) -> set[str]:
    """The departments above a person, with the company; empty for who doesn't work here now."""
    person = org.people.get(person_id)
    if person is None or not person.is_active:
        return set()
    found = {COMPANY}
    for department_id in (person.department_id, *org.leads(person_id)):
        current = org.departments.get(department_id)
        while current is not None and current.department_id not in found:
            found.add(current.department_id)
            current = org.departments.get(current.parent_id or "")
    return found
