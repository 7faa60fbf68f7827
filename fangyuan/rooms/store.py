"""The SQL of rooms: current state, members, aliases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from fangyuan.db import SQL, Row, Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms.model import Member

_ADD_ROOM = SQL(
    "INSERT INTO rooms (room_id, version, creator, created_ts, is_listed, joined_count, invited_count) "
    "VALUES (:room_id, :version, :creator, :ts, 0, 0, 0)"
)
_ROOM = SQL("SELECT creator, version, joined_count, invited_count FROM rooms WHERE room_id = :room_id")
_COUNTS = SQL("UPDATE rooms SET joined_count = :joined, invited_count = :invited WHERE room_id = :room_id")
_LIST = SQL("UPDATE rooms SET is_listed = :listed WHERE room_id = :room_id")
_IS_LISTED = SQL("SELECT is_listed FROM rooms WHERE room_id = :room_id")
_STATE = SQL(
    "SELECT s.type, s.state_key, s.event_id, s.position, e.sender, e.json FROM room_state s "
    "JOIN events e ON e.position = s.position WHERE s.room_id = :room_id"
)
_SET_STATE = SQL(
    "INSERT INTO room_state (room_id, type, state_key, position, event_id) "
    "VALUES (:room_id, :type, :state_key, :position, :event_id) "
    "ON CONFLICT (room_id, type, state_key) DO UPDATE SET position = excluded.position, event_id = excluded.event_id"
)
_MEMBER = SQL(
    "SELECT user_id, membership, position, since_position, read_position, read_seq, forgotten FROM members "
    "WHERE room_id = :room_id AND user_id = :user_id"
)
_KNOWN = SQL("SELECT user_id FROM members WHERE room_id = :room_id AND user_id IN :*user_ids")
_SET_MEMBER = SQL(
    "INSERT INTO members (room_id, user_id, membership, position, since_position, forgotten, read_position, read_seq) "
    "VALUES (:room_id, :user_id, :membership, :position, :since_position, :forgotten, :read_position, :read_seq) "
    "ON CONFLICT (room_id, user_id) DO UPDATE SET membership = excluded.membership, position = excluded.position, "
    "since_position = excluded.since_position, forgotten = excluded.forgotten, read_position = excluded.read_position, "
    "read_seq = excluded.read_seq"
)
_READ_TO = SQL(
    "UPDATE members SET read_position = :read_position, read_seq = :read_seq "
    "WHERE room_id = :room_id AND user_id = :user_id"
)
_READ_WHOLE = SQL(
    "UPDATE members SET read_seq = :seq - "
    "(SELECT COUNT(*) FROM events k WHERE k.position IN :*left AND k.position > members.read_position) "
    "WHERE room_id = :room_id AND read_position < :position AND read_seq < :seq"
)
_FORGET = SQL("UPDATE members SET forgotten = :how WHERE room_id = :room_id AND user_id = :user_id")
_OF_USER = SQL(
    "SELECT room_id, membership, position, since_position FROM members WHERE user_id = :user_id "
    "AND (forgotten = 0 OR (forgotten = 1 AND since_position > :since))"
)
_JOINED_ROOMS = SQL(
    "SELECT room_id FROM members WHERE user_id = :user_id AND membership = 'join' ORDER BY room_id"
)
_MEMBERS = SQL(
    "SELECT user_id FROM members WHERE room_id = :room_id AND membership IN :*memberships ORDER BY position"
)
_MEMBERS_OF_MANY = SQL(
    "SELECT room_id, user_id FROM members WHERE room_id IN :*room_ids AND membership = 'join'"
)
_COUNT_SHARED = SQL(
    "SELECT room_id, COUNT(*), SUM(CASE WHEN user_id IN :*user_ids THEN 1 ELSE 0 END) FROM members "
    "WHERE room_id IN :*room_ids AND membership = 'join' AND user_id <> :without GROUP BY room_id"
)
_E = (
    "e.position, e.event_id, e.room_id, e.type, e.state_key, e.sender, e.ts, e.json, e.unsigned, e.device_id, "
    "e.txn_id, e.relates_to, e.rel_type, e.thread_root, e.notifies, e.main_seq, e.thread_seq, "
    "e.redacted_by, e.has_relations"
)
_STATE_EVENTS = SQL(
    f"SELECT {_E} FROM room_state s JOIN events e ON e.position = s.position WHERE s.room_id IN :*room_ids"
)
_MEMBER_EVENTS = SQL(
    f"SELECT {_E} FROM members m JOIN events e ON e.position = m.position WHERE m.room_id IN :*room_ids"
)
_MEMBER_EVENTS_OF = SQL(
    f"SELECT {_E} FROM members m JOIN events e ON e.position = m.position "
    "WHERE m.room_id IN :*room_ids AND m.user_id IN :*user_ids"
)
_JOINED_SINCE = SQL(
    "SELECT room_id, since_position FROM members WHERE user_id = :user_id AND membership = 'join' "
    "AND room_id IN :*room_ids"
)
_MOVES = SQL(
    "SELECT room_id, position, json FROM events WHERE room_id IN :*room_ids AND type = 'm.room.member' "
    "AND state_key = :user_id ORDER BY position"
)
_COUNTS_OF = SQL("SELECT room_id, joined_count, invited_count FROM rooms WHERE room_id IN :*room_ids")
_NAMES = SQL(
    "SELECT s.room_id, e.json FROM room_state s JOIN events e ON e.position = s.position "
    "WHERE s.room_id IN :*room_ids AND s.type IN ('m.room.name', 'm.room.canonical_alias') AND s.state_key = ''"
)
_VISIBILITY_SETTINGS = SQL(
    "SELECT room_id, json FROM events WHERE room_id IN :*room_ids "
    "AND type = 'm.room.history_visibility' AND state_key = ''"
)
_HEROES = SQL(
    "SELECT user_id FROM members WHERE room_id = :room_id AND membership IN :*memberships AND user_id <> :user_id "
    "ORDER BY position LIMIT 5"
)
_STANDINGS = SQL(
    "SELECT room_id, membership, position, since_position, forgotten, read_position > 0, "
    "CASE WHEN membership IN ('leave', 'invite') "
    "THEN (SELECT e.sender FROM events e WHERE e.position = m.position) END "
    "FROM members m WHERE m.user_id = :user_id"
)
_STATE_OF_TYPES = SQL(
    f"SELECT {_E} FROM room_state s JOIN events e ON e.position = s.position "
    "WHERE s.room_id IN :*room_ids AND s.type IN :*types"
)
# What was redacted comes too: whoever asks has to look when that was.
_CHANGED_STATE = SQL(
    f"SELECT {_E} FROM room_state s JOIN events e ON e.position = s.position WHERE s.room_id IN :*room_ids "
    "AND (s.position > :since OR e.redacted_by IS NOT NULL)"
)
_CHANGED_MEMBERS = SQL(
    f"SELECT {_E} FROM members m JOIN events e ON e.position = m.position WHERE m.room_id IN :*room_ids "
    "AND m.membership IN ('join', 'invite', 'knock', 'leave', 'ban') AND m.position > :since"
)
_SENDERS_OF = SQL(
    f"SELECT {_E} FROM events t JOIN members m ON m.room_id = t.room_id AND m.user_id = t.sender "
    "JOIN events e ON e.position = m.position WHERE t.position IN :*positions"
)
# Of each room the first few of a membership, others than the user himself among them.
_FIRST_MEMBERS = SQL(
    "WITH bound AS MATERIALIZED (SELECT r.room_id, COALESCE((SELECT x.position FROM members x "
    "WHERE x.room_id = r.room_id AND x.membership = :membership ORDER BY x.position LIMIT 1 OFFSET :most), :forever) "
    "AS high FROM rooms r WHERE r.room_id IN :*room_ids) "
    "SELECT m.room_id, m.user_id, e.json FROM bound b CROSS JOIN members m JOIN events e ON e.position = m.position "
    "WHERE m.room_id = b.room_id AND m.membership = :membership AND m.position <= b.high ORDER BY m.position"
)
_ADD_ALIAS = SQL(
    "INSERT INTO aliases (alias, room_id, creator) VALUES (:alias, :room_id, :creator) ON CONFLICT (alias) DO NOTHING"
)
_ALIAS = SQL("SELECT room_id, creator FROM aliases WHERE alias = :alias")
_DROP_ALIAS = SQL("DELETE FROM aliases WHERE alias = :alias")
_MOVE_ALIASES = SQL("UPDATE aliases SET room_id = :new_id WHERE room_id = :room_id")
_ALIASES = SQL("SELECT alias FROM aliases WHERE room_id = :room_id ORDER BY alias")
_OVERVIEW = SQL("SELECT room_id, creator, version, joined_count, is_listed FROM rooms ORDER BY room_id")
_CONTENTS = SQL(
    "SELECT s.room_id, s.type, e.json FROM room_state s JOIN events e ON e.position = s.position "
    "WHERE s.type IN :*types AND s.state_key = ''"
)
_CONTENTS_OF = SQL(
    "SELECT s.room_id, s.type, e.json FROM room_state s JOIN events e ON e.position = s.position "
    "WHERE s.room_id IN :*room_ids AND s.type IN :*types AND s.state_key = ''"
)
_STATE_COUNTS = SQL(
    "SELECT room_id, COUNT(*) FROM (SELECT room_id FROM room_state WHERE room_id IN :*room_ids "
    "UNION ALL SELECT room_id FROM members WHERE room_id IN :*room_ids) AS pieces GROUP BY room_id"
)
_SHARED = SQL(
    "SELECT 1 FROM members a JOIN members b ON a.room_id = b.room_id WHERE a.user_id = :user_id AND b.user_id = :other "
    "AND a.membership = 'join' AND b.membership = 'join' LIMIT 1"
)
_JOINED_OF_USERS = SQL(
    "SELECT room_id, user_id, since_position FROM members WHERE user_id IN :*user_ids AND membership = 'join'"
)
_MOVED = SQL(
    "SELECT m.room_id, m.user_id, m.membership, e.json FROM members m LEFT JOIN events e ON e.position = ("
    "SELECT MAX(o.position) FROM events o WHERE o.room_id = m.room_id AND o.type = 'm.room.member' "
    "AND o.state_key = m.user_id AND o.position <= :since) "
    "WHERE m.room_id IN :*room_ids AND m.since_position > :since"
)
_COUNT_LISTED = SQL("SELECT COUNT(*) FROM rooms WHERE is_listed = 1")
_LISTED_BEHIND = SQL(
    "SELECT room_id, joined_count FROM rooms WHERE is_listed = 1 "
    "AND (joined_count < :joined OR (joined_count = :joined AND room_id > :room_id)) "
    "ORDER BY joined_count DESC, room_id LIMIT :most"
)
_LISTED_BEFORE = SQL(
    "SELECT room_id, joined_count FROM rooms WHERE is_listed = 1 "
    "AND (joined_count > :joined OR (joined_count = :joined AND room_id < :room_id)) "
    "ORDER BY joined_count, room_id DESC LIMIT :most"
)
_VERSIONS = SQL("SELECT room_id, version, joined_count FROM rooms WHERE room_id IN :*room_ids")
_SUMMARY_STATE = SQL(
    "SELECT s.room_id, s.type, e.json FROM room_state s JOIN events e ON e.position = s.position "
    "WHERE s.room_id IN :*room_ids AND s.state_key = '' AND s.type IN ('m.room.create', 'm.room.name', 'm.room.topic', "
    "'m.room.canonical_alias', 'm.room.avatar', 'm.room.join_rules', 'm.room.history_visibility', "
    "'m.room.guest_access', 'm.room.encryption')"
)
_OF_TYPE = SQL(
    "SELECT s.state_key, e.json FROM room_state s JOIN events e ON e.position = s.position "
    "WHERE s.room_id = :room_id AND s.type = :type ORDER BY s.state_key"
)
_MEMBERSHIPS_IN = SQL(
    "SELECT room_id, membership FROM members WHERE user_id = :user_id AND room_id IN :*room_ids"
)
_MUTUAL = SQL(
    "SELECT a.room_id FROM members a JOIN members b ON b.room_id = a.room_id WHERE a.user_id = :user_id "
    "AND b.user_id = :other AND a.membership = 'join' AND b.membership = 'join' AND a.room_id > :after "
    "ORDER BY a.room_id LIMIT :most"
)
_COUNT_MUTUAL = SQL(
    "SELECT COUNT(*) FROM members a JOIN members b ON b.room_id = a.room_id WHERE a.user_id = :user_id "
    "AND b.user_id = :other AND a.membership = 'join' AND b.membership = 'join'"
)


def add_room(tx: Tx, room_id: str, version: str, creator: str) -> None:
    tx.run(_ADD_ROOM, room_id=room_id, version=version, creator=creator, ts=tx.now_ms)


def find_room(tx: Tx, room_id: str) -> Row | None:
    """(creator, version, joined_count, invited_count)."""
    return tx.one(_ROOM, room_id=room_id)


def set_counts(tx: Tx, room_id: str, joined: int, invited: int) -> None:
    tx.run(_COUNTS, room_id=room_id, joined=joined, invited=invited)


def set_listed(tx: Tx, room_id: str, listed: bool) -> None:
    tx.run(_LIST, room_id=room_id, listed=int(listed))


def is_listed(tx: Tx, room_id: str) -> bool:
    return bool(tx.value(_IS_LISTED, room_id=room_id))


def count_listed(tx: Tx) -> int:
    """How many rooms the company's directory has."""
    return tx.value(_COUNT_LISTED)


def list_listed(
    tx: Tx, key: tuple[int, str] | None, most: int, *, backwards: bool = False
) -> list[tuple[str, int]]:
    """(room id, joined members) of rooms in the company's directory, the largest first, behind the room of this key.

    With `backwards`, those before it, the nearest first. The key is (joined members, room id).
    """
    joined, room_id = key or (2**31, "")
    statement = _LISTED_BEFORE if backwards else _LISTED_BEHIND
    return [(row[0], row[1]) for row in tx.all(statement, joined=joined, room_id=room_id, most=most)]


def list_versions(tx: Tx, room_ids: list[str]) -> list[Row]:
    """(room_id, version, joined members) of those rooms that exist."""
    return tx.all(_VERSIONS, room_ids=room_ids)


def list_summary_state(tx: Tx, room_ids: list[str]) -> list[Row]:
    """(room_id, type, json) of the state that says what a room is from outside."""
    return tx.all(_SUMMARY_STATE, room_ids=room_ids)


def list_state_of_type(tx: Tx, room_id: str, type: str) -> list[Row]:
    """(state_key, json) of all current state of one type."""
    return tx.all(_OF_TYPE, room_id=room_id, type=type)


def list_memberships_in(tx: Tx, user_id: str, room_ids: Iterable[str]) -> dict[str, str]:
    """The user's membership in each of the rooms in which he has one."""
    return {row[0]: row[1] for row in tx.all(_MEMBERSHIPS_IN, user_id=user_id, room_ids=list(room_ids))}


def list_mutual(tx: Tx, user_id: str, other: str, after: str, most: int) -> list[str]:
    """Rooms that both are in, by id, after this one."""
    rows = tx.all(_MUTUAL, user_id=user_id, other=other, after=after, most=most)
    return [row[0] for row in rows]


def count_mutual(tx: Tx, user_id: str, other: str) -> int:
    return tx.value(_COUNT_MUTUAL, user_id=user_id, other=other)


def load_state(tx: Tx, room_id: str) -> list[Row]:
    """(type, state_key, event_id, position, sender, json) of the current state but for members."""
    return tx.all(_STATE, room_id=room_id)


def set_state(tx: Tx, event: Event) -> None:
    tx.run(
        _SET_STATE,
        room_id=event.room_id,
        type=event.type,
        state_key=event.state_key,
        position=event.position,
        event_id=event.event_id,
    )


def find_member(tx: Tx, room_id: str, user_id: str) -> Member | None:
    row = tx.one(_MEMBER, room_id=room_id, user_id=user_id)
    return Member(*row) if row else None


def set_member(tx: Tx, room_id: str, member: Member) -> None:
    tx.run(_SET_MEMBER, **_values(room_id, member))


def add_members(tx: Tx, room_id: str, members: Iterable[Member]) -> None:
    tx.many(_SET_MEMBER, [_values(room_id, member) for member in members])


def _values(room_id: str, member: Member) -> dict[str, object]:
    return {
        "room_id": room_id,
        "user_id": member.user_id,
        "membership": member.membership,
        "position": member.position,
        "since_position": member.since_position,
        "forgotten": member.forgotten,
        "read_position": member.read_position,
        "read_seq": member.read_seq,
    }


def list_known(tx: Tx, room_id: str, user_ids: Iterable[str]) -> set[str]:
    """Those of the users who have, or ever had, a standing in the room."""
    return {row[0] for row in tx.all(_KNOWN, room_id=room_id, user_ids=list(user_ids))}


def set_read(tx: Tx, room_id: str, user_id: str, read_position: int, read_seq: int) -> None:
    tx.run(_READ_TO, room_id=room_id, user_id=user_id, read_position=read_position, read_seq=read_seq)


def set_read_whole(tx: Tx, room_id: str, position: int, seq: int, left: Sequence[int]) -> None:
    """Up to here, numbered `seq`, the main timeline holds nothing to be read but what stands at these positions."""
    tx.run(_READ_WHOLE, room_id=room_id, position=position, seq=seq, left=list(left))
    tx.forget(("room", room_id))


def set_forgotten(tx: Tx, room_id: str, user_id: str, how: int) -> None:
    tx.run(_FORGET, room_id=room_id, user_id=user_id, how=how)


def list_memberships(tx: Tx, user_id: str, since: int = 2**62) -> list[Row]:
    """(room_id, membership, position, since_position) of every room that the user has not forgotten.

    Those that he left after `since` come too, forgotten or not, but for sealed ones.
    """
    return tx.all(_OF_USER, user_id=user_id, since=since)


def list_joined_rooms(tx: Tx, user_id: str) -> list[str]:
    return [row[0] for row in tx.all(_JOINED_ROOMS, user_id=user_id)]


def list_members(tx: Tx, room_id: str, memberships: Sequence[str] = ("join",)) -> list[str]:
    """User ids by membership, in the order of their member events."""
    return [row[0] for row in tx.all(_MEMBERS, room_id=room_id, memberships=list(memberships))]


def list_joined_of(tx: Tx, room_ids: Iterable[str]) -> list[Row]:
    """(room_id, user_id) of everybody who is in any of the rooms."""
    return tx.all(_MEMBERS_OF_MANY, room_ids=list(room_ids))


def count_shared(
    tx: Tx, room_ids: Iterable[str], user_ids: Iterable[str], without: str
) -> dict[str, tuple[int, int]]:
    """(members, how many of them are among the users) of each room with members, who is `without` not counted."""
    rows = tx.all(_COUNT_SHARED, room_ids=list(room_ids), user_ids=list(user_ids), without=without)
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def list_joined_of_users(tx: Tx, user_ids: Iterable[str]) -> list[tuple[str, str, int]]:
    """(room_id, user_id, since which position) of every room that any of these users is in."""
    return [(row[0], row[1], row[2]) for row in tx.all(_JOINED_OF_USERS, user_ids=list(user_ids))]


class _MemberContent(msgspec.Struct):
    membership: str = "leave"


class _MemberEvent(msgspec.Struct):
    content: _MemberContent


_decode_member = msgspec.json.Decoder(_MemberEvent).decode


def list_moved(tx: Tx, room_ids: Iterable[str], since: int) -> list[tuple[str, str, bool, bool]]:
    """(room_id, user_id, is in now, was in at position `since`) of those whose membership changed after it."""
    return [
        (
            room_id,
            user_id,
            membership == "join",
            then is not None and _decode_member(then).content.membership == "join",
        )
        for room_id, user_id, membership, then in tx.all(_MOVED, room_ids=list(room_ids), since=since)
    ]


def list_state_events(tx: Tx, room_ids: Iterable[str]) -> list[Event]:
    """The current state of many rooms but for members, in one statement."""
    return [Event(*row) for row in tx.all(_STATE_EVENTS, room_ids=list(room_ids))]


def list_member_events(tx: Tx, room_ids: Iterable[str], user_ids: Iterable[str] | None = None) -> list[Event]:
    """The current member events of many rooms, of all members or of these users."""
    if user_ids is None:
        return [Event(*row) for row in tx.all(_MEMBER_EVENTS, room_ids=list(room_ids))]
    rows = tx.all(_MEMBER_EVENTS_OF, room_ids=list(room_ids), user_ids=list(user_ids))
    return [Event(*row) for row in rows]


def list_joined_since(tx: Tx, user_id: str, room_ids: Iterable[str]) -> dict[str, int]:
    """Since which position the user has been in the room, of those of the rooms that he is in."""
    return {row[0]: row[1] for row in tx.all(_JOINED_SINCE, user_id=user_id, room_ids=list(room_ids))}


def list_moves(tx: Tx, user_id: str, room_ids: Iterable[str]) -> list[Row]:
    """(room_id, position, json) of every member event of the user in the rooms, in order."""
    return tx.all(_MOVES, user_id=user_id, room_ids=list(room_ids))


def list_heroes(tx: Tx, room_id: str, user_id: str, memberships: Sequence[str]) -> list[str]:
    """Up to five others, the earliest first. Client-Server API §Room summaries."""
    rows = tx.all(_HEROES, room_id=room_id, user_id=user_id, memberships=list(memberships))
    return [row[0] for row in rows]


def list_standings(tx: Tx, user_id: str) -> list[Row]:
    """Every room that the user ever had to do with.

    (room_id, membership, position, since_position, forgotten, whether he ever was in, who invited him or let him go).
    """
    return tx.all(_STANDINGS, user_id=user_id)


def list_state_of_types(tx: Tx, room_ids: Iterable[str], types: Iterable[str]) -> list[Event]:
    """Those types of the current state of many rooms, but for members."""
    return [Event(*row) for row in tx.all(_STATE_OF_TYPES, room_ids=list(room_ids), types=list(types))]


def list_changed_state(tx: Tx, room_ids: Iterable[str], since: int) -> list[Event]:
    """The current state but for members that was set after `since`, and all that is redacted."""
    return [Event(*row) for row in tx.all(_CHANGED_STATE, room_ids=list(room_ids), since=since)]


def list_changed_members(tx: Tx, room_ids: Iterable[str], since: int) -> list[Event]:
    """The current member events that were set after `since`."""
    return [Event(*row) for row in tx.all(_CHANGED_MEMBERS, room_ids=list(room_ids), since=since)]


def list_senders_of(tx: Tx, positions: Iterable[int]) -> list[Event]:
    """The current member events of those who sent what stands at these positions."""
    return [Event(*row) for row in tx.all(_SENDERS_OF, positions=list(positions))]


def list_first_members(tx: Tx, room_ids: Iterable[str], membership: str, most: int) -> list[Row]:
    """(room_id, user_id, json of the member event) of the first `most`+1 of each room, the earliest first."""
    return tx.all(_FIRST_MEMBERS, room_ids=list(room_ids), membership=membership, most=most, forever=2**62)


def list_counts(tx: Tx, room_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """(joined, invited) of each room."""
    return {row[0]: (row[1], row[2]) for row in tx.all(_COUNTS_OF, room_ids=list(room_ids))}


def list_named(tx: Tx, room_ids: Iterable[str]) -> set[str]:
    """Those of the rooms that have a name or an alias of their own, not an empty one."""
    named: set[str] = set()
    for room_id, body in tx.all(_NAMES, room_ids=list(room_ids)):
        content = json.as_object(json.decode(body)["content"])
        if content.get("name") or content.get("alias"):
            named.add(room_id)
    return named


def list_overview(tx: Tx) -> list[Row]:
    """(room_id, creator, version, joined members, is listed) of every room."""
    return tx.all(_OVERVIEW)


def list_contents(
    tx: Tx, types: Sequence[str], room_ids: Sequence[str] | None = None
) -> dict[str, dict[str, JsonObject]]:
    """Room id to type to content, of the state of these types with an empty key; of all rooms or of these."""
    if room_ids is None:
        rows = tx.all(_CONTENTS, types=list(types))
    else:
        rows = tx.all(_CONTENTS_OF, types=list(types), room_ids=list(room_ids))
    found: dict[str, dict[str, JsonObject]] = {}
    for room_id, type, body in rows:
        found.setdefault(room_id, {})[type] = json.as_object(json.decode(body)["content"])
    return found


def count_state(tx: Tx, room_ids: Sequence[str]) -> dict[str, int]:
    """How many pieces of current state each room has, members among them."""
    return {row[0]: row[1] for row in tx.all(_STATE_COUNTS, room_ids=list(room_ids))}


def list_visibility_settings(tx: Tx, room_ids: Iterable[str]) -> list[tuple[str, bytes]]:
    """(room_id, json) of every m.room.history_visibility event that the rooms ever had."""
    return [(row[0], row[1]) for row in tx.all(_VISIBILITY_SETTINGS, room_ids=list(room_ids))]


def add_alias(tx: Tx, alias: str, room_id: str, creator: str) -> bool:
    """False when the alias is taken."""
    return tx.run(_ADD_ALIAS, alias=alias, room_id=room_id, creator=creator) > 0


def find_alias(tx: Tx, alias: str) -> Row | None:
    """(room_id, creator)."""
    return tx.one(_ALIAS, alias=alias)


def drop_alias(tx: Tx, alias: str) -> None:
    tx.run(_DROP_ALIAS, alias=alias)


def list_aliases(tx: Tx, room_id: str) -> list[str]:
    return [row[0] for row in tx.all(_ALIASES, room_id=room_id)]


def move_aliases(tx: Tx, room_id: str, new_id: str) -> None:
    tx.run(_MOVE_ALIASES, room_id=room_id, new_id=new_id)


def do_share_room(tx: Tx, user_id: str, other: str) -> bool:
    return tx.one(_SHARED, user_id=user_id, other=other) is not None
