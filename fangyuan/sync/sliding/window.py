"""Which rooms a request is about, from memory: lists, their filters and ranges, and subscriptions. MSC4186 §Lists."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from fangyuan.sync.facts import CHILD, ENCRYPTION, NAME, TYPE, Facts
from fangyuan.sync.roomlist import RoomList, Standing
from fangyuan.sync.sliding.request import Config, Filters, Request, WantedList
from fangyuan.sync.sliding.state import State, Told

if TYPE_CHECKING:
    from fangyuan.sync.hub import Hub, Viewer

Passes = Callable[[str, Standing], bool]


class Wanted(msgspec.Struct, frozen=True):
    """How a room is wanted, and by which lists."""

    config: Config
    lists: tuple[str, ...]


class Window(msgspec.Struct, frozen=True):
    """The rooms that the request is about, and how many rooms each of its lists has."""

    rooms: dict[str, Wanted]
    counts: dict[str, int]


def is_listed(standing: Standing, told: Told | None, since: int, ignored: frozenset[str]) -> bool:
    """A room that he left himself, or has forgotten, is listed for a client that was told of it before."""
    if standing.is_listed:
        return not ignored or standing.membership != "invite" or standing.by not in ignored
    if told is None:
        return False
    if standing.forgotten:
        return standing.position > (since if told.upto < 0 else told.upto)
    return True


async def load_facts(hub: Hub, room_list: RoomList, request: Request) -> bool:
    """Has what the request's filters ask in memory; False when something had to be loaded first."""
    lists = request.lists.values()
    wanted = [
        type
        for type, is_asked in (
            (TYPE, any(one.filters.room_types is not None or one.filters.not_room_types for one in lists)),
            (ENCRYPTION, any(one.filters.is_encrypted is not None for one in lists)),
            (NAME, any(one.filters.room_name_like for one in lists)),
        )
        if is_asked
    ]
    complete = True
    for type in wanted:
        lacking = hub.facts.lacking(type, room_list.standings)
        if lacking:
            await hub.load_facts(type, lacking)
            complete = False
    spaces = {space for one in lists for space in one.filters.spaces or () if space in room_list.standings}
    lacking = hub.facts.lacking(CHILD, spaces)
    if lacking:
        await hub.load_facts(CHILD, lacking)
        complete = False
    return complete


def look(hub: Hub, viewer: Viewer, room_list: RoomList, request: Request, state: State, since: int) -> Window:
    """The window as it is now."""
    told, ignored, standings = state.rooms, viewer.ignored, room_list.standings
    listed = [
        room_id
        for room_id in reversed(room_list.order)
        if is_listed(standings[room_id], told.get(room_id), since, ignored)
    ]
    found: dict[str, Wanted] = {}
    counts: dict[str, int] = {}
    for name, wanted in request.lists.items():
        in_list, counts[name] = _rooms_of(room_list, hub.facts, wanted, listed)
        alone = Wanted(wanted.config, (name,))
        for room_id in in_list:
            other = found.get(room_id)
            found[room_id] = (
                alone if other is None else Wanted(other.config.plus(wanted.config), (*other.lists, name))
            )
    for room_id, config in request.subscriptions.items():
        standing = standings.get(room_id)
        if standing is not None and is_listed(standing, told.get(room_id), since, ignored):
            other = found.get(room_id)
            found[room_id] = (
                Wanted(config, ()) if other is None else Wanted(other.config.plus(config), other.lists)
            )
    return Window(found, counts)


def _rooms_of(
    room_list: RoomList, facts: Facts, wanted: WantedList, listed: list[str]
) -> tuple[list[str], int]:
    """(the rooms in the list's ranges, the number of all that pass its filters); the most recent first."""
    passes = _filter(room_list, facts, wanted.filters)
    standings = room_list.standings
    passing = listed
    if passes is not None:
        passing = [room_id for room_id in listed if passes(room_id, standings[room_id])]
    if wanted.ranges is None:
        return passing, len(passing)
    inside: dict[str, None] = {}
    for low, high in wanted.ranges:
        inside.update(dict.fromkeys(islice(passing, low, high + 1)))
    return list(inside), len(passing)


def _filter(room_list: RoomList, facts: Facts, filters: Filters) -> Passes | None:
    """All that the filters ask; None when they ask nothing."""
    checks: list[Passes] = []
    if filters.is_dm is not None:
        direct, is_dm = room_list.direct, filters.is_dm
        checks.append(lambda room_id, _: (room_id in direct) is is_dm)
    if filters.invited is not None:
        invited = filters.invited
        checks.append(lambda _, standing: (standing.membership == "invite") is invited)
    if filters.is_encrypted is not None:
        encrypted, is_encrypted = facts.of(ENCRYPTION), filters.is_encrypted
        checks.append(lambda room_id, _: encrypted[room_id] is is_encrypted)
    if filters.spaces is not None:
        children = _children(room_list, facts, filters.spaces)
        checks.append(lambda room_id, _: room_id in children)
    checks += [*_by_type(facts, filters), *_by_tag(room_list, filters)]
    if filters.room_name_like:
        names, part = facts.of(NAME), filters.room_name_like.casefold()
        checks.append(lambda room_id, _: part in (names[room_id] or "").casefold())
    if not checks:
        return None
    return (
        checks[0] if len(checks) == 1 else lambda room_id, standing: all(c(room_id, standing) for c in checks)
    )


def _by_type(facts: Facts, filters: Filters) -> list[Passes]:
    checks: list[Passes] = []
    types = facts.of(TYPE)
    if filters.room_types is not None:
        only = frozenset(filters.room_types)
        checks.append(lambda room_id, _: types[room_id] in only)
    if filters.not_room_types:
        none_of = frozenset(filters.not_room_types)
        checks.append(lambda room_id, _: types[room_id] not in none_of)
    return checks


def _by_tag(room_list: RoomList, filters: Filters) -> list[Passes]:
    checks: list[Passes] = []
    tags, nothing = room_list.tags, frozenset[str]()
    if filters.tags is not None:
        any_of = frozenset(filters.tags)
        checks.append(lambda room_id, _: not any_of.isdisjoint(tags.get(room_id, nothing)))
    if filters.not_tags:
        none_of = frozenset(filters.not_tags)
        checks.append(lambda room_id, _: none_of.isdisjoint(tags.get(room_id, nothing)))
    return checks


def _children(room_list: RoomList, facts: Facts, spaces: tuple[str, ...]) -> frozenset[str]:
    """The children of those of the spaces that the viewer is in."""
    known = facts.of(CHILD)
    children: set[str] = set()
    for space in spaces:
        standing = room_list.standings.get(space)
        if standing is not None and standing.membership == "join":
            children |= known[space]
    return frozenset(children)
