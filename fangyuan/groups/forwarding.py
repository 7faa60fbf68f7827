"""Nothing is forwarded from a group of a higher label into one of a lower: as far as the server can see it.

It sees files that a readable message of such a group shows, also when the same content is uploaded anew; what a client
says itself that it forwards; and encrypted files in readable groups, which can only come from an encrypted one.
"""

from __future__ import annotations

from fangyuan import audit, charter, events, media, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Powers
from fangyuan.db import Tx
from fangyuan.groups.house import tell_once
from fangyuan.groups.register import list_confidential
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

# What says where a message is from: our clients' field, and that of MSC2723.
_SAID = ("fangyuan.forwarded", "m.forwarded")
_MOST_REFS = 1_000


def check_forward(tx: Tx, actor: Session, room: Room, content: JsonObject) -> None:
    """Forbidden, filed and told, for a message that carries something out of a group of a higher label."""
    label = label_of(room)
    if label is None:
        return
    here = charter.powers_of(label)
    found = _said_source(tx, content, here) or _source_of_files(tx, actor, room, content, here)
    if found is None:
        return
    refused = Forbidden(
        "Nothing goes from a group of a higher label into this one",
        key="groups.forward_refused",
        extra={"fangyuan.label": {"from": found[1], "to": label}},
    )
    refused.afterwards = lambda tx: _file(tx, actor, room.room_id, found, label)
    raise refused


def _file(tx: Tx, actor: Session, room_id: str, found: tuple[str, str], label: str) -> None:
    after = {"from": found[0], "label": found[1], "to_label": label}
    audit.record(tx, actor.user_id, Act.FORWARD_REFUSED, room_id, after=after)
    tell_once(tx, actor.user_id, f"forward {found[0]} {room_id}", "groups.forward_refused")


def label_of(room: Room) -> str | None:
    """The label of a group; None of a room without a charter, and of a draft."""
    return json.as_str(json.as_object(room.content(rooms.CHARTER_TYPE).get("charter")).get("label"))


def _is_above(tx: Tx, room_id: str, here: Powers) -> tuple[str, str] | None:
    room = rooms.find(tx, room_id)
    label = label_of(room) if room is not None else None
    return (room_id, label) if label is not None and charter.powers_of(label).level > here.level else None


def _said_source(tx: Tx, content: JsonObject, here: Powers) -> tuple[str, str] | None:
    for name in _SAID:
        room_id = json.as_str(json.as_object(content.get(name)).get("room_id"))
        found = _is_above(tx, room_id, here) if room_id else None
        if found is not None:
            return found
    return None


def _source_of_files(
    tx: Tx, actor: Session, room: Room, content: JsonObject, here: Powers
) -> tuple[str, str] | None:
    encoded = json.encode(content)
    ids = events.files_of(encoded, tx.ids.server_name)
    if ids:
        timeline.check_addresses(tx, encoded)  # each of them is looked for
    for media_id in media.same_contents(tx, ids) if ids else ():
        for ref in events.list_file_refs(tx, media_id, _MOST_REFS):
            found = (
                None if ref.is_picture or ref.room_id == room.room_id else _is_above(tx, ref.room_id, here)
            )
            if found is not None:
                return found
    if ids and not room.is_encrypted and json.is_object(content.get("file")):
        secret = _confidential_of(tx, actor.user_id)
        if secret is not None and here.level < charter.powers_of("confidential").level:
            return (secret, "confidential")
    return None


def _confidential_of(tx: Tx, user_id: str) -> str | None:
    """A confidential group that the user is in; None when he is in none."""
    return min(list_confidential(tx, rooms.list_joined_rooms(tx, user_id)), default=None)
