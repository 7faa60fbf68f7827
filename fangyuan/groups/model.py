"""A group: a room with a charter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from fangyuan.charter import Charter, RoomMentions
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language
from fangyuan.rooms import CHARTER_TYPE

Status = Literal["draft", "open", "archived", "closed", "ungoverned"]
# Kinds that people may leave and be invited to; in the others the org chart alone says who is in.
FREE_KINDS = frozenset({"project", "urgent", "social"})
RETENTION_TYPE = (
    "m.room.retention"  # how long messages are kept (MSC1763), for clients that forget by themselves
)
PURGED_TYPE = "fangyuan.retention"  # up to when they are gone
RETENTION_TYPES = frozenset({RETENTION_TYPE, PURGED_TYPE})
EFFECTS = ("include", "exclude", "admit")
HOUSE_POWER, OWNER_POWER, DEPUTY_POWER = 100, 90, 50
ENCRYPTION_TYPE = "m.room.encryption"
ENCRYPTION: JsonObject = {
    "algorithm": "m.megolm.v1.aes-sha2"
}  # of a confidential group, from its first state on


class Group(msgspec.Struct, frozen=True):
    """One row of the register. `charter` is None while the group is a draft: it has no purpose yet."""

    room_id: str
    kind: str
    owner: str
    status: str
    charter_version: int
    charter: Charter | None
    charter_event_id: str | None
    founded_ts: int
    founded_by: str

    @property
    def is_free(self) -> bool:
        """Whether people come and go by invitation."""
        return self.kind in FREE_KINDS

    @property
    def is_confidential(self) -> bool:
        return self.charter is not None and self.charter.is_confidential

    @property
    def owners(self) -> tuple[str, ...]:
        """The owner and his deputies."""
        return self.charter.owners if self.charter is not None else (self.owner,)


class AudienceException(msgspec.Struct, frozen=True):
    """A dated exception to an audience. `admit` lets a person come in without holding him there."""

    exception_id: str
    room_id: str
    person_id: str
    effect: str  # one of EFFECTS
    reason: str
    author: str
    created_ts: int
    until_ts: int | None

    def is_valid(self, now_ms: int) -> bool:
        """Whether it counts at this time."""
        return self.until_ts is None or now_ms < self.until_ts


class OrgSpace(msgspec.Struct, frozen=True):
    """A space of the org chart, as it was last made. The company's own has the department id ''.

    `room_id` is '' while there is no room; `parent_id` is in whose space it is linked, None in nobody's.
    """

    department_id: str
    room_id: str
    parent_id: str | None
    sort: int
    name: str


def charter_state(charter: Charter, words: Mapping[Language, str], accept_version: int) -> JsonObject:
    """The content of the state event `fangyuan.charter`: the charter as data and in both languages.

    `accept_version`: the newest version that asked more of people; who accepted that one has accepted this.
    """
    return {
        "status": "open",
        "kind": charter.kind,
        "version": charter.version,
        "accept_version": accept_version,
        "charter": charter.to_state(),
        "text": {**words},
    }


def draft_state(kind: str, waiting: list[str]) -> JsonObject:
    """The same of a draft; `waiting` are invited when it has its purpose."""
    return {"status": "draft", "kind": kind, "waiting": waiting}


# -- power -----------------------------------------------------------------------------------------------------------

# Who may write which state in a group. What the charter decides is written by the house alone.
_STATE_POWERS = {
    "m.room.name": DEPUTY_POWER,
    "m.room.topic": DEPUTY_POWER,
    "m.room.avatar": DEPUTY_POWER,
    "m.room.canonical_alias": DEPUTY_POWER,
    "m.room.pinned_events": DEPUTY_POWER,
    "m.room.join_rules": DEPUTY_POWER,
    "m.room.guest_access": DEPUTY_POWER,
    "m.room.history_visibility": OWNER_POWER,
    "m.room.power_levels": HOUSE_POWER,
    ENCRYPTION_TYPE: HOUSE_POWER,
    "m.room.server_acl": HOUSE_POWER,
    "m.room.tombstone": HOUSE_POWER,
    CHARTER_TYPE: HOUSE_POWER,
}
# Who may post is a clause of the charter, not a power.
_CHARTERS = ("m.room.message", "m.room.encrypted", "m.sticker", "m.reaction", "m.room.redaction")
_MENTION_POWERS = {"all": 0, "leaders": 0, "owner": DEPUTY_POWER, "nobody": HOUSE_POWER}


def group_powers(
    now: JsonObject, house: str, owner: str, deputies: tuple[str, ...] = (), charter: Charter | None = None
) -> JsonObject:
    """The content of m.room.power_levels in a group. The charter says who has power; so that nobody else can give it,
    it takes the house's power to write it.

    Of what a client wished (`now`), what events of its own need is kept, calls for example, and who may invite.
    """
    wished = {
        type: level for type, level in json.as_object(now.get("events")).items() if type not in _CHARTERS
    }
    invite = now.get("invite")
    return {
        "users": {**dict.fromkeys(deputies, DEPUTY_POWER), owner: OWNER_POWER, house: HOUSE_POWER},
        "users_default": 0,
        "events": {**wished, **_STATE_POWERS},
        "events_default": 0,
        "state_default": DEPUTY_POWER,
        "ban": DEPUTY_POWER,
        "kick": DEPUTY_POWER,
        "redact": DEPUTY_POWER,
        "invite": min(max(invite, 0), OWNER_POWER) if isinstance(invite, int) else 0,
        "notifications": {"room": _mention_power(charter)},
    }


def frozen(powers: JsonObject) -> JsonObject:
    """The same where nobody writes any more but the house."""
    return {**powers, "events_default": HOUSE_POWER}


def _mention_power(charter: Charter | None) -> int:
    """Whoever may call everybody by the charter needs the power for it too, or his call is heard by nobody."""
    clauses = charter.clauses if charter is not None else ()
    asked = [one for one in clauses if isinstance(one, RoomMentions) and one.mode == "enforce"]
    # Where the clause lets some through (exempt, told first, approved), it alone judges.
    judged = [one.word != "refuse" or bool(one.exceptions) for one in asked]
    levels = [
        0 if by_itself else _MENTION_POWERS[one.who] for one, by_itself in zip(asked, judged, strict=True)
    ]
    return max(levels, default=DEPUTY_POWER)
