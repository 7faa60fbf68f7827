"""A room as the server keeps it in memory, and the pure rules of power. Room version 11 §Authorization rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from fangyuan.charter import Rules
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, Forbidden
from fangyuan.kernel.ids import is_user_id
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import both

ROOM_VERSION = "11"  # of new rooms, unless a client asks for another of VERSIONS
# Among servers they differ in much; to clients of one server in what is below and in what redaction leaves.
_OLD_VERSION = "10"  # the last one in which m.room.create names the creator: the suites look for that
VERSIONS = tuple(str(number) for number in range(1, 12))
_JOIN_RULES = {"public": 1, "invite": 1, "private": 1, "knock": 7, "restricted": 8, "knock_restricted": 10}
CHARTER_TYPE = "fangyuan.charter"


def default_version(*, lenient: bool) -> str:
    """The version of a room for which nobody asked for one."""
    return _OLD_VERSION if lenient else ROOM_VERSION


# What `Member.forgotten` may be: nothing, his own wish, or that no trace of the room is left to his account.
FORGOTTEN, SEALED = 1, 2


class Member(msgspec.Struct):
    """One person's standing in a room, current. Positions are of the stream."""

    user_id: str
    membership: str
    position: int  # of his newest member event
    since_position: int  # where this membership began
    read_position: int
    read_seq: int
    forgotten: int = 0


class StateRef(msgspec.Struct, gc=False):
    """One piece of current state."""

    event_id: str
    position: int
    sender: str
    content: JsonObject


def _level(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


@dataclass(frozen=True, slots=True)
class Powers:
    """The room's m.room.power_levels with the spec's defaults filled in."""

    users: dict[str, int]
    users_default: int
    events: dict[str, int]
    events_default: int
    state_default: int
    ban: int
    kick: int
    redact: int
    invite: int
    notify_room: int

    @staticmethod
    def of(state: JsonObject | None, creator: str) -> Powers:
        """From the state's content; without such state the creator has 100 and everybody may do what needs 0."""
        exists, content = state is not None, state or {}
        users = json.as_object(content.get("users")) if exists else {creator: 100}
        return Powers(
            users={user: _level(level, 0) for user, level in users.items()},
            users_default=_level(content.get("users_default"), 0),
            events={type: _level(level, 0) for type, level in json.as_object(content.get("events")).items()},
            events_default=_level(content.get("events_default"), 0),
            state_default=_level(content.get("state_default"), 50 if exists else 0),
            ban=_level(content.get("ban"), 50),
            kick=_level(content.get("kick"), 50),
            redact=_level(content.get("redact"), 50),
            invite=_level(content.get("invite"), 0),
            notify_room=_level(json.as_object(content.get("notifications")).get("room"), 50),
        )

    def of_user(self, user_id: str) -> int:
        return self.users.get(user_id, self.users_default)

    def needed(self, type: str, *, is_state: bool) -> int:
        """The level that sending an event of this type takes."""
        level = self.events.get(type)
        if level is None:
            return self.state_default if is_state else self.events_default
        return level

    def check(self, user_id: str, needed: int, what: str) -> None:
        """Forbidden unless the user has the level."""
        if self.of_user(user_id) < needed:
            raise Forbidden(
                f"You don't have permission to {what}: it needs power level {needed}, yours is {self.of_user(user_id)}"
            )


def history_visibility(content: JsonObject) -> str:
    """Who sees what was said, by that state's content; `shared` for what is no value. §Room history visibility."""
    value = json.as_str(content.get("history_visibility"))
    return value if value in ("world_readable", "shared", "invited", "joined") else "shared"


@dataclass(slots=True)
class Room:
    """What the rules need to know about a room. Members are loaded one by one, when asked for."""

    room_id: str
    creator: str
    version: str
    joined_count: int
    invited_count: int
    state: dict[tuple[str, str], StateRef]
    main_seq: int
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    threads: dict[str, tuple[int, int]] = field(
        default_factory=dict[str, tuple[int, int]]
    )  # root -> (seq, replies)
    powers: Powers = field(default_factory=lambda: Powers.of(None, ""))
    rules: Rules | None = None  # of its charter; None in a direct chat
    archive: JsonObject | None = None  # by whom and when it was archived; None: people may write in it

    def content(self, type: str, state_key: str = "") -> JsonObject:
        """The content of a piece of state; an empty object when there is none."""
        ref = self.state.get((type, state_key))
        return ref.content if ref else {}

    @property
    def join_rule(self) -> str:
        """`invite` also for a rule that the room's version does not know."""
        rule = json.as_str(self.content("m.room.join_rules").get("join_rule")) or "invite"
        return rule if int(self.version) >= _JOIN_RULES.get(rule, 99) else "invite"

    @property
    def history_visibility(self) -> str:
        return history_visibility(self.content("m.room.history_visibility"))

    @property
    def lets_guests_in(self) -> bool:
        """§Guest access: the state has to say so."""
        return self.content("m.room.guest_access").get("guest_access") == "can_join"

    @property
    def is_encrypted(self) -> bool:
        return ("m.room.encryption", "") in self.state

    @property
    def is_governed(self) -> bool:
        return (CHARTER_TYPE, "") in self.state

    @property
    def is_confidential(self) -> bool:
        """Whether its charter's label says so."""
        return json.as_object(self.content(CHARTER_TYPE).get("charter")).get("label") == "confidential"


def check_writable(room: Room) -> None:
    """Forbidden in an archived group, for everybody: it says by whom it was archived, and when."""
    if room.archive is None:
        return
    who, day = str(room.archive.get("name")), str(room.archive.get("date"))
    words = both("groups.is_archived", person=who, date=day)
    raise Forbidden(
        words["en"],
        key="groups.is_archived",
        params={"person": who, "date": day},
        extra={"fangyuan.archived": {**room.archive, "reason": words}},
    )


_NUMBERS = ("users_default", "events_default", "state_default", "ban", "kick", "redact", "invite")


def check_new_powers(old: Powers, old_content: JsonObject, new_content: JsonObject, user_id: str) -> None:
    """Room version 11, auth rule 9: nobody gives or takes more than he has, and levels are integers."""
    _check_shape(new_content)
    mine = old.of_user(user_id)
    for name in _NUMBERS:
        _check_step(mine, old_content.get(name), new_content.get(name), name)
    for table in ("events", "notifications"):
        before, after = json.as_object(old_content.get(table)), json.as_object(new_content.get(table))
        for key in before.keys() | after.keys():
            _check_step(mine, before.get(key), after.get(key), f"{table}.{key}")
    before, after = json.as_object(old_content.get("users")), json.as_object(new_content.get("users"))
    for user in before.keys() | after.keys():
        if before.get(user) == after.get(user):
            continue
        _check_step(mine, None, after.get(user), f"users.{user}")
        if user != user_id and user in before and _level(before[user], 0) >= mine:
            raise Forbidden(f"You can't change the power level of {user}, who has at least as much as you")


def _check_shape(content: JsonObject) -> None:
    numbers: list[Any] = [content[name] for name in _NUMBERS if name in content]
    for table in ("events", "users", "notifications"):
        inner = content.get(table, {})
        if not json.is_object(inner):
            raise BadJson(f"m.room.power_levels: {table} must be an object")
        numbers.extend(inner.values())
    if any(not isinstance(number, int) or isinstance(number, bool) for number in numbers):
        raise BadJson("m.room.power_levels: every level must be an integer")
    if any(not is_user_id(user) for user in content.get("users", {})):
        raise BadJson("m.room.power_levels: users must be user IDs")


def _check_step(mine: int, before: object, after: object, what: str) -> None:
    if before != after and (_level(before, mine) > mine or _level(after, mine) > mine):
        raise Forbidden(f"You can't change {what} beyond your own power level of {mine}")


def default_powers(creator: str, invitees: tuple[str, ...] = ()) -> JsonObject:
    """The power levels of a new room: the creator decides; in a trusted private chat all do. §POST /createRoom."""
    return {
        "users": {creator: 100, **dict.fromkeys(invitees, 100)},
        "users_default": 0,
        "events": {
            "m.room.name": 50,
            "m.room.power_levels": 100,
            "m.room.history_visibility": 100,
            "m.room.canonical_alias": 50,
            "m.room.avatar": 50,
            "m.room.tombstone": 100,
            "m.room.server_acl": 100,
            "m.room.encryption": 100,
        },
        "events_default": 0,
        "state_default": 50,
        "ban": 50,
        "kick": 50,
        "redact": 50,
        "invite": 0,
    }
