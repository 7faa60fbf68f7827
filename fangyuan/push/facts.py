"""An event as push sees it: read once, judged for as many people as are in the room."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from fangyuan.events import ROOM_MENTION, Event
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.push.defaults import MESSAGE_RULES, SILENCED
from fangyuan.push.glob import glob
from fangyuan.push.model import HIGHLIGHT, NOTIFY, SILENT

_AT_ROOM = glob("@room")
_NO_ONE: dict[str, int] = {}


class _Content(msgspec.Struct, gc=False):
    """What the default rules look at, whatever type it has; the rest of the content isn't decoded."""

    body: Any = None
    msgtype: Any = None
    membership: Any = None
    mentions: Any = msgspec.field(default=msgspec.UNSET, name="m.mentions")
    relation: Any = msgspec.field(default=None, name="m.relates_to")


class _Body(msgspec.Struct, gc=False):
    content: _Content


_decoder = msgspec.json.Decoder(_Body)


class EventFacts:
    """What rules ask of an event. Make it once per event and judge it for everybody who may be told.

    `member_count` is how many are in the room, `may_notify_room` whether an @room of the sender counts. Left
    out, both are what the event says itself, which is right for one that was appended just now.
    """

    __slots__ = (
        "_document",
        "_verdict",
        "event",
        "is_message",
        "is_silenced",
        "may_notify_room",
        "member_count",
        "special",
        "text",
    )

    def __init__(
        self, event: Event, member_count: int | None = None, may_notify_room: bool | None = None
    ) -> None:
        self.event = event
        self.member_count = event.member_count if member_count is None else member_count
        self.may_notify_room = ROOM_MENTION in event.mentions if may_notify_room is None else may_notify_room
        self.is_message = False
        self.is_silenced = False
        self.special = _NO_ONE
        self.text: str | None = None
        self._document: JsonObject | None = None
        self._verdict = -1

    @property
    def document(self) -> JsonObject:
        """The whole event, decoded when a rule first asks for it."""
        if self._document is None:
            self._document = json.as_object(json.decode(self.event.json))
        return self._document

    @property
    def has_mentions(self) -> bool:
        """Whether it has `m.mentions`: then names in its text mean nothing."""
        return "m.mentions" in json.as_object(self.document.get("content"))

    def verdict(self) -> int:
        """What the default rules say to somebody whom the event does not name. Fills in what names people:

        `special`: what they say to certain user ids; `text`: where a name is a mention, None when it isn't;
        `is_message`: whether an underride rule for messages decides; `is_silenced`: whether an override
        rule keeps it from the rules of all other kinds, also from the one for user names.
        """
        if self._verdict < 0:
            self._verdict = self._read(_decoder.decode(self.event.json).content)
        return self._verdict

    def _read(self, content: _Content) -> int:
        event = self.event
        type = event.type.lower()
        if isinstance(content.msgtype, str) and content.msgtype.lower() == "m.notice":
            return SILENT
        if type == "m.room.member":
            if (
                isinstance(content.membership, str)
                and content.membership.lower() == "invite"
                and event.state_key
            ):
                self.special = {event.state_key: NOTIFY}
            return SILENT
        if self._read_mentions(content) or (type == "m.room.tombstone" and event.state_key == ""):
            return HIGHLIGHT
        self.is_silenced = (
            type in SILENCED
            or (type == "m.room.server_acl" and event.state_key == "")
            or (
                content.relation is not None
                and json.as_object(content.relation).get("rel_type") == "m.replace"
            )
        )
        if self.is_silenced:
            return SILENT
        self.is_message = type in MESSAGE_RULES
        return NOTIFY if self.is_message or type == "m.call.invite" else SILENT

    def _read_mentions(self, content: _Content) -> bool:
        """Notes whom it names; whether it names everybody."""
        if content.mentions is msgspec.UNSET:
            if not isinstance(content.body, str):
                return False
            self.text = content.body.lower()
            return self.may_notify_room and "@room" in self.text and _AT_ROOM.is_within(self.text)
        mentions = json.as_object(content.mentions)
        user_ids = mentions.get("user_ids")
        if isinstance(user_ids, list) and user_ids:
            self.special = {user: HIGHLIGHT for user in cast(list[Any], user_ids) if isinstance(user, str)}
        return self.may_notify_room and mentions.get("room") is True
