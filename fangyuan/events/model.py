"""An event: encoded once, on the way in."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.ids import is_user_id
from fangyuan.kernel.json import JsonObject

ROOM_MENTION = "@room"
LOOK = "@look"  # whom it concerns stands in the event itself, as in old clients' texts: push looks inside
DELAYED = "fangyuan.delayed"  # in place of a device: `txn_id` is then the id of the delayed event (MSC4140)
MAX_EVENT_BYTES = 65_536

# Event types of which the spec's default push rules (§Push notifications, underrides) notify in a group.
# Push has the rules; a test holds the two together. Polls: MSC3930.
_NOTIFYING = frozenset(
    {
        "m.room.message",
        "m.room.encrypted",
        "m.poll.start",
        "m.poll.end",
        "org.matrix.msc3381.poll.start",
        "org.matrix.msc3381.poll.end",
    }
)
_MOST_NAME = 255  # bytes, of ids and of kinds of relations
_NOBODY: frozenset[str] = frozenset()
_LOOK = frozenset({LOOK})
_AT_ROOM = re.compile(r"(?<![a-z0-9_])@room(?![a-z0-9_])")


class Event(msgspec.Struct, gc=False):
    """One event of the log. `json` is what clients get, without `unsigned`; `unsigned` is what all readers share.

    `position` is its place in the stream; `ts` is `origin_server_ts`. `mentions` holds the user ids that it names,
    ROOM_MENTION and LOOK; it is filled for new events only (the table `mentions` keeps it). The `seq` numbers count
    notifying events, see `db.schema`.
    """

    position: int
    event_id: str
    room_id: str
    type: str
    state_key: str | None
    sender: str
    ts: int
    json: bytes
    unsigned: bytes | None = None
    device_id: str | None = None
    txn_id: str | None = None
    relates_to: str | None = None
    rel_type: str | None = None
    thread_root: str | None = None
    notifies: int = 0
    main_seq: int = 0
    thread_seq: int = 0
    redacted_by: str | None = None
    has_relations: int = 0
    mentions: frozenset[str] = frozenset()
    member_count: int | None = (
        None  # of the room when it was sent; only of events that were appended just now
    )

    def content(self) -> JsonObject:
        """The content, decoded anew: keep it if you need it twice."""
        return json.as_object(json.decode(self.json).get("content"))

    def membership(self) -> str:
        """Of an m.room.member event: its membership."""
        return str(self.content().get("membership", "leave"))


def new_event(
    *,
    position: int,
    event_id: str,
    room_id: str,
    type: str,
    sender: str,
    content: JsonObject,
    ts: int,
    state_key: str | None = None,
) -> Event:
    """A new event with its bytes made; relations, mentions and whether it notifies are read from the content."""
    body: dict[str, Any] = {
        "type": type,
        "content": content,
        "event_id": event_id,
        "room_id": room_id,
        "sender": sender,
        "origin_server_ts": ts,
    }
    if state_key is not None:
        body["state_key"] = state_key
    if type == "m.room.redaction" and "redacts" in content:
        body["redacts"] = content["redacts"]  # for clients that look where older room versions have it
    relates_to, rel_type = relation_of(content)
    return Event(
        position=position,
        event_id=event_id,
        room_id=room_id,
        type=type,
        state_key=state_key,
        sender=sender,
        ts=ts,
        json=json.encode(body),
        relates_to=relates_to,
        rel_type=rel_type,
        notifies=int(state_key is None and notifies_by_default(type, content)),
        mentions=concerned(type, state_key, content),
    )


def relation_of(content: JsonObject) -> tuple[str | None, str | None]:
    """(event id, rel_type) of `m.relates_to`; (None, None) without one, and for a plain reply."""
    relation = json.as_object(content.get("m.relates_to"))
    target, kind = json.as_str(relation.get("event_id")), json.as_str(relation.get("rel_type"))
    if not target or not kind or len(target.encode()) > _MOST_NAME or len(kind.encode()) > _MOST_NAME:
        return (None, None)
    return (target, kind)


def mentions_of(content: JsonObject) -> frozenset[str]:
    """Whom `m.mentions` names; ROOM_MENTION for the whole room. Client-Server API §User and room mentions."""
    mentions = json.as_object(content.get("m.mentions"))
    named: list[object] = json.as_list(mentions.get("user_ids"))[:500]
    users = [user for user in named if isinstance(user, str) and is_user_id(user)]
    return frozenset([*users, *([ROOM_MENTION] if mentions.get("room") is True else [])])


def concerned(type: str, state_key: str | None, content: JsonObject) -> frozenset[str]:
    """Whom push may have to tell beyond who is told of every message: mentions, @room in a text, LOOK.

    An edit tells whom its own `m.mentions` names; text means mentions only when there is no `m.mentions`.
    """
    if type == "m.room.member":
        return _NOBODY
    if type in ("m.room.tombstone", "m.call.invite"):
        return _LOOK
    if (
        state_key is not None
    ):  # rules ask little about state, but messages and mentions can be written as state
        is_told = notifies_by_default(type, content) or "body" in content or mentions_of(content)
        return _LOOK if is_told else _NOBODY
    if "m.mentions" in content:
        return mentions_of(content)
    body = content.get("body")
    if not isinstance(body, str) or _is_notice(content):
        return _NOBODY
    return _LOOK | {ROOM_MENTION} if _AT_ROOM.search(body.lower()) else _LOOK


def _is_notice(content: JsonObject) -> bool:
    msgtype = content.get("msgtype")
    return isinstance(msgtype, str) and msgtype.lower() == "m.notice"


def notifies_by_default(type: str, content: JsonObject) -> bool:
    """Whether the spec's default push rules notify of such a message in a group: not of notices and edits."""
    is_edit = json.as_object(content.get("m.relates_to")).get("rel_type") == "m.replace"
    return type.lower() in _NOTIFYING and not is_edit and not _is_notice(content)
