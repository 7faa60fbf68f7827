"""Rooms that have ended in another one: where they lead, and who may look back into them. Decision 0019.

An upgrade begins a new room, which names its predecessor when it is made; here both rooms were there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.rooms import store, succession_store
from fangyuan.rooms.hierarchy import CHILD, PARENT, is_link
from fangyuan.rooms.model import Room
from fangyuan.rooms.state import append_state, get, membership
from fangyuan.rooms.succession_store import Succession

_KEY = ("room_successions",)


def _successions(tx: Tx) -> Mapping[str, Succession]:
    """All of them, by the room that ended. They are few: one for each merge."""
    return tx.remember(_KEY, lambda: {one.room_id: one for one in succession_store.list_all(tx)})


def end_in(tx: Tx, room: Room, into: Room, sender: str, body: str, *, is_shared: bool) -> None:
    """The room ends: a tombstone leads into the other one, which takes over its names and its place in spaces.

    `is_shared`: who is in the other one may read what was said here. `body` is what the tombstone says to people.
    Nothing here asks who may, and power stays as it is.
    """
    tombstone = append_state(
        tx, room, sender, "m.room.tombstone", "", {"body": body, "replacement_room": into.room_id}
    )
    tx.forget(_KEY)
    succession_store.add(tx, Succession(room.room_id, into.room_id, tombstone.position, int(is_shared)))
    _hand_names_over(tx, room, into, sender)
    _hand_links_over(tx, room, into, sender)


def _hand_names_over(tx: Tx, room: Room, into: Room, sender: str) -> None:
    """The room's aliases lead into the other one, whose own name stays the first."""
    names: list[object] = [*store.list_aliases(tx, room.room_id)]
    store.move_aliases(tx, room.room_id, into.room_id)
    if room.content("m.room.canonical_alias"):
        append_state(tx, room, sender, "m.room.canonical_alias", "", {})
    if names:
        theirs = into.content("m.room.canonical_alias")
        alts = [*json.as_list(theirs.get("alt_aliases")), *names]
        content = {**theirs, "alt_aliases": list(dict.fromkeys(alts))}
        append_state(tx, into, sender, "m.room.canonical_alias", "", content)
    store.set_listed(tx, room.room_id, False)


def _hand_links_over(tx: Tx, room: Room, into: Room, sender: str) -> None:
    """Spaces that show the room show the other one instead, as far as the sender is in them."""
    for space_id in succession_store.list_linking(tx, CHILD, room.room_id):
        space = get(tx, space_id)
        content = space.content(CHILD, room.room_id)
        if not is_link(content) or membership(tx, space, sender) != "join":
            continue
        append_state(tx, space, sender, CHILD, room.room_id, {})
        if not is_link(space.content(CHILD, into.room_id)):
            append_state(tx, space, sender, CHILD, into.room_id, content)
    for type, parent_id in list(room.state):
        if type == PARENT and is_link(content := room.content(PARENT, parent_id)):
            append_state(tx, room, sender, PARENT, parent_id, {})
            if not is_link(into.content(PARENT, parent_id)):
                append_state(tx, into, sender, PARENT, parent_id, {**content, "canonical": False})


def follow_upgrade(tx: Tx, room_id: str, new_id: str) -> None:
    """The room was upgraded: what had ended in it has ended in the new one."""
    tx.forget(_KEY)
    succession_store.repoint(tx, room_id, new_id)


def find_successor(tx: Tx, room_id: str) -> str | None:
    """The room in which this one has ended, at the end of the chain; None while it goes on."""
    known, found = _successions(tx), None
    while (step := known.get(found or room_id)) is not None:
        found = step.successor_id
    return found


def list_predecessors(tx: Tx, room_ids: Iterable[str], *, only_shared: bool = False) -> set[str]:
    """The rooms that have ended in these, also by others. `only_shared`: whose history came along all the way."""
    ended: dict[str, list[Succession]] = {}
    for one in _successions(tx).values():
        ended.setdefault(one.successor_id, []).append(one)
    found: set[str] = set()
    todo = list(room_ids) if ended else []
    while todo:
        for one in ended.get(todo.pop(), ()):
            if one.room_id not in found and (one.is_shared or not only_shared):
                found.add(one.room_id)
                todo.append(one.room_id)
    return found


def let_in_at(tx: Tx, room_id: str, user_id: str) -> int | None:
    """Where a merge let the user look into this room, because he is in one that it has ended in; None if none did."""
    known = _successions(tx)
    first = step = known.get(room_id)
    while step is not None and step.is_shared:
        found = store.find_member(tx, step.successor_id, user_id)
        if found is not None and found.membership == "join":
            return first.position if first is not None else None
        step = known.get(step.successor_id)
    return None
