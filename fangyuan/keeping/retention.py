"""One round of a group's retention: what is older than its charter keeps goes, a batch in each transaction."""

from __future__ import annotations

import msgspec

from fangyuan import audit, charter, events, groups, media, rooms, search, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import Group
from fangyuan.kernel import json
from fangyuan.rooms import Room

BATCH = 100  # messages: some 20 ms of the writer
DAY_MS = 86_400_000
_MOST_ROOMS = 50  # that a group has been in


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """How far a round is: what it takes away is older than `before_ts` (ms UTC), but not `kept` (event ids).

    `after` is (ts, position) of the last message that was looked at, `high` (position, number) of the newest that is
    gone, `gone` how many are.
    """

    room_id: str
    before_ts: int
    days: int
    kept: tuple[str, ...] = ()
    after: tuple[int, int] = (0, 0)
    high: tuple[int, int] = (0, 0)
    gone: int = 0


def days_kept(tx: Tx, group: Group) -> int | None:
    """For how many days the group keeps its messages; None: without end."""
    return charter.days_kept(charter.retention_policy(tx), group.kind, group.charter)


def find_rounds(tx: Tx, group: Group) -> list[Round]:
    """The rounds that the group is due for: in its room, and in those in which it was before it moved.

    None where nothing is old enough, or a hold keeps it.
    """
    days = days_kept(tx, group)
    if _has_moved(tx, rooms.get(tx, group.room_id)):
        return []  # with the room in which it goes on
    if days is None:
        return []
    due = [begin(tx, room_id, days) for room_id in _lineage(tx, group.room_id)]
    return [round for round in due if round is not None]


def _has_moved(tx: Tx, room: Room) -> bool:
    """Whether the group goes on in a room that follows this one."""
    following = json.as_str(room.content("m.room.tombstone").get("replacement_room"))
    return following is not None and room.room_id in _lineage(tx, following)


def _lineage(tx: Tx, room_id: str) -> list[str]:
    """The room, and those that it follows. §Room upgrades."""
    found: list[str] = []
    following: str | None = room_id
    while following is not None and following not in found and len(found) < _MOST_ROOMS:
        room = rooms.find(tx, following)
        if room is None:
            break
        found.append(following)
        before = json.as_object(room.content("m.room.create").get("predecessor"))
        following = json.as_str(before.get("room_id"))
    return found


def begin(tx: Tx, room_id: str, days: int) -> Round | None:
    """A round with this many days; None when it would take nothing, or a hold keeps the room."""
    if events.is_room_frozen(tx, room_id):
        return None
    kept = _kept(tx, rooms.get(tx, room_id))
    before_ts = tx.now_ms - days * DAY_MS
    stays = events.positions_hanging_on(tx, kept)
    found = events.list_old(tx, room_id, before_ts, (0, 0), len(kept) + len(stays) + 1)
    if all(event.event_id in kept or event.position in stays for event in found):
        return None
    return Round(room_id=room_id, before_ts=before_ts, days=days, kept=kept)


def _kept(tx: Tx, room: Room) -> tuple[str, ...]:
    """What is pinned stays while it is: the charter first of all, and notices."""
    pinned = json.as_list(room.content("m.room.pinned_events").get("pinned"))
    return tuple(dict.fromkeys(one for one in pinned if isinstance(one, str)))


def purge_batch(tx: Tx, round: Round) -> Round | None:
    """Takes the next batch away; gives how far the round is then, None when it is over and its state is written.

    A hold that came in between ends the round where it stands.
    """
    room = rooms.get(tx, round.room_id)
    batch: list[Event] = []
    if not events.is_room_frozen(tx, round.room_id):
        batch = events.list_old(tx, round.room_id, round.before_ts, round.after, BATCH)
    is_last = len(batch) < BATCH
    doomed = _doomed(tx, round, batch)
    gone = round.gone + len(doomed)
    newest = events.newest_positions(tx, [round.room_id])[round.room_id]
    if gone and (is_last or any(event.position == newest for event in doomed)):
        _mark(tx, room, round)  # first, so that the room's numbers have an event to go on from
    _take_away(tx, round.room_id, doomed)
    high = max([round.high, *((one.position, one.main_seq) for one in doomed if one in batch)])
    if is_last:
        if gone:
            _settle(tx, round, high)
            after = {"before_ts": round.before_ts, "days": round.days, "messages": gone}
            audit.record(tx, groups.house(tx).user_id, Act.RETENTION_APPLIED, round.room_id, after=after)
        return None
    last = batch[-1]
    return msgspec.structs.replace(round, after=(last.ts, last.position), high=high, gone=gone)


def _doomed(tx: Tx, round: Round, batch: list[Event]) -> list[Event]:
    """What goes of a batch, and with it the edits and reactions, however young."""
    stays = events.positions_hanging_on(tx, round.kept)
    old = [event for event in batch if event.event_id not in round.kept and event.position not in stays]
    hanging = events.list_hanging(tx, [event.event_id for event in old]) if old else []
    doomed = {event.position: event for event in old}
    doomed |= {event.position: event for event in hanging if event.room_id == round.room_id}
    return [doomed[position] for position in sorted(doomed)]


def _take_away(tx: Tx, room_id: str, doomed: list[Event]) -> None:
    if not doomed:
        return
    positions = [event.position for event in doomed]
    events.set_aside(tx, doomed, "retention")
    media.release(tx, room_id, positions)
    search.forget(tx, positions)
    timeline.purge(tx, room_id, doomed)


def _mark(tx: Tx, room: Room, round: Round) -> None:
    """The state by which clients know what is gone."""
    content = {"before_ts": round.before_ts, "days": round.days, "kept": list(round.kept)}
    rooms.append_state(tx, room, groups.house(tx).user_id, groups.PURGED_TYPE, "", content)


def _settle(tx: Tx, round: Round, high: tuple[int, int]) -> None:
    """What is gone counts as unread for nobody."""
    position, seq, left = events.read_whole(tx, round.room_id, *high, round.kept)
    rooms.set_read_whole(tx, round.room_id, position, seq, left)
