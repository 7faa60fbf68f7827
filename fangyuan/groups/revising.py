"""A version of a charter that asks nothing more of anybody: another owner, another review date.

Nobody has to accept again, and nobody is called: the pinned text is edited in its place.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from fangyuan import audit, charter, directory, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Charter
from fangyuan.db import Tx
from fangyuan.groups import store
from fangyuan.groups.house import house
from fangyuan.groups.model import Group, charter_state, frozen, group_powers
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language
from fangyuan.rooms import Room


def revise(
    tx: Tx,
    actor: str,
    group: Group,
    parsed: Charter,
    act: Act,
    *,
    before: Any,
    after: Any,
    reason: str = "",
) -> Group:
    """Puts the next version in force and records the act; members don't follow yet. Archived groups stay so."""
    room, me = rooms.get(tx, group.room_id), house(tx).user_id
    parsed = replace(parsed, version=group.charter_version + 1)
    words = charter.texts(directory.org(tx), parsed)
    # Whoever accepted what stood before has accepted this.
    accepted = room.content(rooms.CHARTER_TYPE).get("accept_version", group.charter_version)
    state = charter_state(parsed, words, accepted)
    powers = group_powers(room.content("m.room.power_levels"), me, parsed.owner, parsed.deputies, parsed)
    if room.archive is not None:
        state |= {"status": "archived", "archived": room.archive}
        powers = frozen(powers)
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", state)
    if room.content("m.room.power_levels") != powers:
        rooms.append_state(tx, room, me, "m.room.power_levels", "", powers)
    store.add_version(tx, room.room_id, parsed, actor)
    audit.record(tx, actor, act, room.room_id, before=before, after=after, reason=reason)
    _edit_text(tx, room, group, parsed, words)
    group = replace(group, owner=parsed.owner, charter_version=parsed.version, charter=parsed)
    store.update(tx, group)
    return group


def _edit_text(tx: Tx, room: Room, group: Group, parsed: Charter, words: dict[Language, str]) -> None:
    """The message with the charter's text says what holds now; the ✅ on it stay."""
    if group.charter_event_id is None:
        return
    text: JsonObject = {
        "msgtype": "m.text",
        "body": "\n\n".join(words.values()),
        "format": "org.matrix.custom.html",
        "formatted_body": charter.html(directory.org(tx), parsed),
        "m.mentions": {},
    }
    edit: JsonObject = {
        **text,
        "m.new_content": text,
        "m.relates_to": {"rel_type": "m.replace", "event_id": group.charter_event_id},
    }
    timeline.append_message(tx, room, house(tx), "m.room.message", edit, None)
