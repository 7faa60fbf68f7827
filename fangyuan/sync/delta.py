"""What changed for this viewer since this position, from the database: for any age of token.

One statement serves many rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from fangyuan import e2ee, events, identity, presence, push, reach, rooms, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.push import RoomUnread
from fangyuan.sync.blocks import Block, Blocks, Shape
from fangyuan.sync.departed import add_departed
from fangyuan.sync.devices import company
from fangyuan.sync.encode import (
    Answer,
    JoinedRoom,
    account_data_event,
    encode_joined,
    encode_section,
    ephemeral_event,
    key_counts,
    presence_event,
)
from fangyuan.sync.filters import SyncFilter
from fangyuan.sync.state import after_timelines, before_timelines, stripped_state
from fangyuan.timeline import Reader

SUMMARIZED = frozenset({"m.room.member", "m.room.name", "m.room.canonical_alias"})
# A filter that leaves little makes us look further back: at most so many pages of so many events.
_MOST_LOOKS, _LOOK = 5, 200


@dataclass(slots=True)
class Delta:
    """The answer, the unread counts that were loaded for it, and whose member events it brings (for lazy loading).

    `put_off_after` is set when more messages wait for the device than an answer holds: those sent after it have to be
    put off before the answer is given.
    """

    answer: Answer
    unread: dict[str, RoomUnread]
    members_sent: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    put_off_after: int | None = None


@dataclass(slots=True)
class Work:
    """One computation: who asks, since when, with what filter. `since` 0 is a first sync."""

    tx: Tx
    reader: Reader
    since: int
    upto: int
    filter: SyncFilter
    full_state: bool
    blocks: Blocks
    # Whose member events the device has of a room: lazily loaded, they are not sent again.
    known_members: Callable[[str], set[str]]
    # Rooms new to the viewer that hide some of their history.
    restricted: set[str] = field(default_factory=set[str])
    # Rooms whose timeline doesn't tell all the state that changed.
    gaps: set[str] = field(default_factory=set[str])

    @property
    def shape(self) -> Shape | None:
        """Under which blocks of rooms can be shared; None when this filter wants something of its own."""
        filter = self.filter
        plain = filter.is_usual_form and filter.timeline.is_open and filter.state.is_open
        return (filter.limit, filter.lazy, filter.state_name) if plain else None

    def keep(self, found: Sequence[Event]) -> list[Event]:
        """Those of the events that the filter lets through and that nobody wrote whom the reader ignores."""
        kept = self.filter.timeline.keep(found)
        if not self.reader.ignored:
            return kept
        return [event for event in kept if not timeline.is_hidden(event, self.reader.ignored)]

    def tells(self, content: bytes) -> bool:
        """Whether account data is told: of what was deleted only a client hears that may have it. MSC3391."""
        return self.since > 0 or content != identity.DELETED

    def encode_events(
        self, shown: Sequence[Event], ranges: Sequence[rooms.Range], moves: rooms.Moves
    ) -> list[bytes]:
        """Of a room that the reader has left, of which he sees these ranges."""
        bundled = timeline.bundle(self.tx, self.reader, shown, ranges)
        return self.encode_with(shown, bundled, moves)

    def encode_with(
        self, shown: Sequence[Event], bundled: dict[str, bytes], moves: rooms.Moves
    ) -> list[bytes]:
        reader = self.reader
        if moves is not rooms.ALWAYS_IN:
            shown = timeline.veil(self.tx, reader.user_id, shown)
        encoded = [
            timeline.client_event(
                event,
                reader,
                bundled.get(event.event_id) if event.has_relations else None,
                rooms.membership_at(moves, event.position),
            )
            for event in shown
        ]
        return encoded if self.filter.is_usual_form else [self.filter.formed(event) for event in encoded]


def delta(
    tx: Tx,
    reader: Reader,
    since: int,
    filter: SyncFilter,
    *,
    full_state: bool = False,
    blocks: Blocks | None = None,
    known_members: Callable[[str], set[str]] | None = None,
) -> Delta:
    """Everything in (since, now] for the viewer; `since` 0 is a first sync."""
    if since > tx.position:
        since = 0  # a token of a time that a restored backup does not know: begin anew, miss nothing
    ignored = identity.list_ignored(tx, reader.user_id)
    if ignored != reader.ignored:
        reader = msgspec.structs.replace(reader, ignored=ignored)
    if known_members is None or filter.state.include_redundant_members:
        known_members = _nobody
    work = Work(tx, reader, since, tx.position, filter, full_state, blocks or Blocks(), known_members)
    answer = Answer(work.upto)
    joined: dict[str, int] = {}
    departed: list[tuple[str, str, int]] = []
    news = since or rooms.FOREVER  # another device has to hear of a room that was left and forgotten
    for room_id, membership, position, since_position in rooms.list_memberships(tx, reader.user_id, news):
        if not filter.rooms.passes_room(room_id):
            continue
        if membership == "join":
            joined[room_id] = since_position
        elif membership in ("invite", "knock"):
            is_unwanted = bool(ignored) and _is_unwanted(tx, room_id, reader)
            if (position > since or full_state) and not is_unwanted:
                section, name = (
                    (answer.invite, b"invite_state")
                    if membership == "invite"
                    else (answer.knock, b"knock_state")
                )
                section.append(encode_section(room_id, name, stripped_state(tx, room_id, reader.user_id)))
        else:
            departed.append((room_id, membership, since_position))
    counts_anew = _add_account_data(work, answer)
    found = _add_joined(work, answer, joined, counts_anew=counts_anew)
    add_departed(work, answer, departed)
    found.put_off_after = _add_devices(work, answer)
    return found


def _nobody(_room_id: str) -> set[str]:
    return set()


def _is_unwanted(tx: Tx, room_id: str, reader: Reader) -> bool:
    """Whether somebody invites him whom he ignores: he is not told. §Ignoring Users."""
    return any(
        event.sender in reader.ignored for event in rooms.list_member_events(tx, [room_id], [reader.user_id])
    )


def _add_devices(work: Work, answer: Answer) -> int | None:
    """Messages to the device, its keys, and whose devices changed. A first sync tells no changes: all is new."""
    tx, since, upto = work.tx, work.since, work.upto
    user_id, device_id = work.reader.user_id, work.reader.device_id
    counts = e2ee.find_counts(tx, user_id, device_id)
    answer.key_counts = key_counts(counts)
    answer.counts_changed = counts is not None and counts.position > since
    met: set[str] = set()
    if since:
        answer.changed, answer.left, met = company(tx, user_id, since, upto)
    _add_presence(work, answer, met)
    return add_messages(tx, work.reader, since, answer)


def add_messages(tx: Tx, reader: Reader, since: int, answer: Answer) -> int | None:
    """The messages that the answer tells the device; gives `Delta.put_off_after` when there are more."""
    most = e2ee.MOST_TO_DEVICE
    found, is_more = e2ee.list_told(tx, reader.user_id, reader.device_id, since, answer.position, most)
    answer.to_device = [message.json for message in found]
    answer.awaits_messages = False
    return found[-1].seq if is_more else None


def _add_presence(work: Work, answer: Answer, met: set[str]) -> None:
    """Who is here of those whom the viewer sees in a room; later whose presence changed, and whom he met."""
    tx, me, filter = work.tx, work.reader.user_id, work.filter.presence
    if not filter.passes_type("m.presence"):
        return
    if work.since == 0:
        found = presence.list_here(tx)
    else:
        found = presence.list_changed(tx, work.since, work.upto)
        found += presence.list_of(tx, met - {one.user_id for one in found}) if met else []
    found = [one for one in found if filter.passes_of("m.presence", one.user_id)]
    if not found:
        return
    mine = set(rooms.list_joined_rooms(tx, me))
    sharing = {me} | {
        user_id
        for room_id, user_id, _ in rooms.list_joined_of_users(tx, [one.user_id for one in found])
        if room_id in mine
    }
    for one in found:
        if one.user_id in sharing and reach.may(tx, me, one.user_id, "see"):
            answer.presence[one.user_id] = presence_event(one, work.reader.now_ms)


def _add_account_data(work: Work, answer: Answer) -> bool:
    """Gives whether the viewer counts otherwise than before: by other rules, or without others' messages."""
    tx, user_id = work.tx, work.reader.user_id
    counts_anew = False
    for room_id, type, content, _ in identity.list_account_data(tx, user_id, work.since, work.upto):
        counts_anew = counts_anew or (not room_id and type == identity.IGNORED_USERS)
        if not room_id and work.tells(content) and work.filter.account_data.passes_type(type):
            answer.account_data.append(account_data_event(type, content))
    changed = push.changed_position(tx, user_id)
    if (work.since == 0 or changed > work.since) and work.filter.account_data.passes_type("m.push_rules"):
        rules = push.to_client(push.ruleset(tx, user_id))
        answer.account_data.append(account_data_event("m.push_rules", json.encode(rules)))
    return work.since > 0 and (counts_anew or changed > work.since)


def _add_joined(work: Work, answer: Answer, joined: dict[str, int], *, counts_anew: bool) -> Delta:
    """The rooms that the viewer is in: those new to him whole, the others by what changed."""
    fresh = [
        room_id
        for room_id, began in joined.items()
        if work.since == 0 or work.full_state or began > work.since
    ]
    new_to_viewer = {room_id for room_id in fresh if work.since == 0 or joined[room_id] > work.since}
    parts, sent = _from_blocks(work, {room_id: joined[room_id] for room_id in new_to_viewer})
    fresh = [room_id for room_id in fresh if room_id not in parts]
    computed = {room_id: began for room_id, began in joined.items() if room_id not in parts}
    shown = _timelines(work, computed, new_to_viewer - parts.keys())
    mine: dict[str, JoinedRoom] = {}
    for room_id in {*shown, *fresh}:
        _part(work, mine, room_id)
    for room_id, (found, limited) in shown.items():
        mine[room_id].limited = limited
        if found:
            mine[room_id].prev_batch = found[0].position - 1
    sent |= _add_state(work, mine, shown, fresh)
    _encode_timelines(work, mine, shown, new_to_viewer)
    _keep_blocks(work, mine, shown, new_to_viewer)
    parts |= mine
    _add_ephemeral(work, joined, new_to_viewer, parts)
    _add_room_account_data(work, joined, new_to_viewer, parts)
    for room_id in joined if counts_anew else ():
        _part(work, parts, room_id)
    unread = push.unread(work.tx, work.reader.user_id, list(parts))
    by_thread = work.filter.timeline.unread_thread_notifications
    for room_id in new_to_viewer if work.since else ():
        # Nothing joins on to what the client has: it fetches what came before, unless the room begins here.
        parts[room_id].limited = parts[room_id].limited or not _begins(parts[room_id])
    for room_id, part in parts.items():
        part.unread = unread.get(room_id)
        answer.join.append(encode_joined(part, by_thread=by_thread))
    return Delta(answer, unread, sent)


def _begins(part: JoinedRoom) -> bool:
    """Whether the timeline holds the room's first event."""
    return b'"type":"m.room.create"' in part.timeline[:40]


def _encode_timelines(
    work: Work, parts: dict[str, JoinedRoom], shown: dict[str, tuple[list[Event], bool]], new: set[str]
) -> None:
    open_rooms = [found for room_id, (found, _) in shown.items() if room_id not in work.restricted]
    bundled = timeline.bundle(work.tx, work.reader, [event for found in open_rooms for event in found])
    for room_id in (
        work.restricted & shown.keys()
    ):  # what was said while the viewer was out is not bundled either
        ranges = rooms.visible_ranges(work.tx, room_id, work.reader.user_id)
        bundled |= timeline.bundle(work.tx, work.reader, shown[room_id][0], ranges)
    arrivals = {room_id: shown[room_id][0] for room_id in new & shown.keys()}
    moves = rooms.moves_before(work.tx, work.reader.user_id, arrivals) if arrivals else {}
    for room_id, (found, _) in shown.items():
        encoded = work.encode_with(found, bundled, moves.get(room_id, rooms.ALWAYS_IN))
        parts[room_id].timeline = timeline.array(encoded)


def _from_blocks(work: Work, new: dict[str, int]) -> tuple[dict[str, JoinedRoom], dict[str, set[str]]]:
    """(rooms that are kept encoded, whose member events they bring). `new` says since when he is in each."""
    shape, reader = work.shape, work.reader
    me = reader.user_id
    if shape is None or not new:
        return {}, {}
    found = work.blocks.find(work.tx, new, shape)
    if reader.ignored:
        found = {
            room_id: block
            for room_id, block in found.items()
            if len(work.keep(block.shown)) == len(block.shown)
        }
    parts = {room_id: block.part(room_id, shape) for room_id, block in found.items()}
    own = {
        room_id: block.shown
        for room_id, block in found.items()
        if block.shown[0].position < new[room_id] or block.is_of(me, reader.device_id)
    }
    moves = rooms.moves_before(work.tx, me, own) if own else {}
    for room_id, shown in own.items():
        encoded = work.encode_with(shown, {}, moves.get(room_id, rooms.ALWAYS_IN))
        parts[room_id].timeline = timeline.array(encoded)
    if work.filter.lazy:
        lacking = [room_id for room_id, block in found.items() if me not in block.members]
        for event in rooms.list_member_events(work.tx, lacking, [me]) if lacking else ():
            parts[event.room_id].state.append(timeline.state_event(event))
    return parts, {room_id: {*block.members} for room_id, block in found.items()}


def _keep_blocks(
    work: Work, parts: dict[str, JoinedRoom], shown: dict[str, tuple[list[Event], bool]], new: set[str]
) -> None:
    """Rooms that look the same to every newcomer are kept: with a name, an open history, no bundles."""
    shape, me = work.shape, work.reader.user_id
    if shape is None or work.reader.ignored:
        return
    for room_id in new & shown.keys():
        found, part = shown[room_id][0], parts[room_id]
        summary = part.summary
        if not found or room_id in work.restricted or any(event.has_relations for event in found):
            continue
        if summary is None or "m.heroes" in summary:
            continue
        members = frozenset(event.sender for event in found)
        state = part.state
        if work.filter.lazy and me not in members:
            own = f'"state_key":"{me}"'.encode()
            state = [
                event for event in state if not (b'"type":"m.room.member"' in event[:24] and own in event)
            ]
        encoded = timeline.array([timeline.client_event(event, timeline.ANYBODY) for event in found])
        block = Block(
            found[-1].position,
            tuple(found),
            encoded,
            part.limited,
            part.prev_batch,
            tuple(state),
            members,
            summary,
        )
        work.blocks.keep(room_id, shape, block)


def _timelines(work: Work, joined: dict[str, int], new: set[str]) -> dict[str, tuple[list[Event], bool]]:
    """Of each room with something new: (its newest events up to the limit, whether there is a gap before them)."""
    limit = work.filter.limit
    by_room: dict[str, list[Event]] = {}
    for group, since in ((sorted(new), 0), (sorted(joined.keys() - new), work.since)):
        if group:
            for event in events.list_room_since(work.tx, group, since, work.upto, limit):
                by_room.setdefault(event.room_id, []).append(event)
    work.restricted = rooms.list_restricted(work.tx, new) if new else set[str]()
    shown: dict[str, tuple[list[Event], bool]] = {}
    for room_id, found in by_room.items():
        limited = len(found) > limit
        found = found[len(found) - limit :] if limited else found
        kept = work.keep(found)
        has_skipped = limited and len(kept) < limit
        if has_skipped:
            kept, limited = _further_back(work, room_id, 0 if room_id in new else work.since, found, kept)
        if room_id in new and room_id in work.restricted:
            kept, limited = _only_visible(work, room_id, kept, limited)
        told = {event.position for event in kept}
        lacks_state = any(event.state_key is not None and event.position not in told for event in found)
        if limited or lacks_state or has_skipped:
            work.gaps.add(room_id)
        if kept or limited or room_id in new or lacks_state:
            shown[room_id] = (kept, limited)
    return shown


def _further_back(
    work: Work, room_id: str, since: int, found: list[Event], kept: list[Event]
) -> tuple[list[Event], bool]:
    """The filter left less than the limit: looks for more before what was `found`; whether there may be still more."""
    limit, high = work.filter.limit, found[0].position - 1
    for _ in range(_MOST_LOOKS):
        page = events.list_history(work.tx, room_id, since, high, _LOOK, backwards=True)
        kept = work.keep(page[::-1]) + kept
        if len(kept) > limit:
            return kept[len(kept) - limit :], True
        if len(page) < _LOOK:
            return kept, False
        high = page[-1].position - 1
    return kept, True


def _only_visible(work: Work, room_id: str, found: list[Event], limited: bool) -> tuple[list[Event], bool]:
    """For somebody who came in: the history that the room shows to newcomers."""
    ranges = rooms.visible_ranges(work.tx, room_id, work.reader.user_id)
    visible = [event for event in found if rooms.is_visible(ranges, event.position)]
    return visible, limited or len(visible) < len(found)


def _add_ephemeral(work: Work, joined: dict[str, int], new: set[str], parts: dict[str, JoinedRoom]) -> None:
    tx, user_id, filter = work.tx, work.reader.user_id, work.filter.ephemeral
    if filter.passes_type("m.receipt"):
        found = timeline.list_receipts(tx, user_id, joined.keys() - new, work.since, work.upto)
        if new:
            found += timeline.list_receipts(tx, user_id, new, 0, work.upto)
        by_room: dict[str, list[timeline.Receipt]] = {}
        for receipt in found:
            if filter.passes_room(receipt.room_id):
                by_room.setdefault(receipt.room_id, []).append(receipt)
        for room_id, receipts in by_room.items():
            part = _part(work, parts, room_id)
            for content in timeline.receipts_contents(receipts):
                part.ephemeral.append(ephemeral_event("m.receipt", content))
    if filter.passes_type("m.typing"):
        for room_id, typing in timeline.typing_now(
            tx, [room_id for room_id in joined if filter.passes_room(room_id)]
        ).items():
            if (typing.position > work.since and work.since > 0 and room_id not in new) or typing.user_ids:
                part = _part(work, parts, room_id) if typing.position > work.since else parts.get(room_id)
                if part is not None and (typing.position > work.since or room_id in new):
                    part.ephemeral.append(ephemeral_event("m.typing", {"user_ids": list(typing.user_ids)}))


def _part(work: Work, parts: dict[str, JoinedRoom], room_id: str) -> JoinedRoom:
    if room_id not in parts:
        parts[room_id] = JoinedRoom(room_id, prev_batch=work.upto, state_name=work.filter.state_name)
    return parts[room_id]


def _add_room_account_data(
    work: Work, joined: dict[str, int], new: set[str], parts: dict[str, JoinedRoom]
) -> None:
    since = 0 if new else work.since
    for room_id, type, content, position in identity.list_account_data(
        work.tx, work.reader.user_id, since, work.upto
    ):
        wanted = room_id in joined and (position > work.since or room_id in new)
        if wanted and work.tells(content) and work.filter.room_account_data.passes_in(type, room_id):
            _part(work, parts, room_id).account_data.append(account_data_event(type, content))


def _add_state(
    work: Work, parts: dict[str, JoinedRoom], shown: dict[str, tuple[list[Event], bool]], fresh: Sequence[str]
) -> dict[str, set[str]]:
    """The state before each timeline, and the rooms' summaries; gives whose member events are known now."""
    senders = {room_id: {event.sender for event in found} for room_id, (found, _) in shown.items()}
    newest = _newest_state(work, senders, fresh)
    timelines = {room_id: found for room_id, (found, _) in shown.items()}
    if work.filter.is_state_after:
        by_room = after_timelines(newest, timelines)
    else:
        by_room = before_timelines(work.tx, newest, timelines)
    fresh_set = set(fresh)
    moved = fresh_set | {room_id for room_id, (_, limited) in shown.items() if limited}
    changed: dict[str, list[Event]] = {}
    for room_id, part in parts.items():
        state = by_room.get(room_id, [])
        if room_id not in fresh_set:
            needed = senders.get(room_id, ()) if work.filter.lazy else ()
            state = [event for event in state if event.position > work.since or event.state_key in needed]
        news = [event for event in state if event.position > work.since]
        changed[room_id] = [*news, *timelines.get(room_id, ())]
        part.state = [timeline.state_event(event) for event in work.filter.state.keep(state)]
    moved |= _summarized(work, changed)
    heroes = _add_summaries(work.tx, work.reader.user_id, {room_id: parts[room_id] for room_id in moved})
    if work.filter.lazy:
        _add_heroes(work, parts, senders, heroes)
    return senders


def _add_heroes(
    work: Work, parts: dict[str, JoinedRoom], sent: dict[str, set[str]], heroes: dict[str, list[str]]
) -> None:
    """Who gives a room its name is known to a client that loads members lazily. §RoomSummary `m.heroes`."""
    lacking = {
        room_id: set(found) - sent.get(room_id, set()) - work.known_members(room_id)
        for room_id, found in heroes.items()
    }
    for event in _members_of(work.tx, lacking):
        if work.filter.state.passes(event):
            told = timeline.state_event(event)
            if told not in parts[event.room_id].state:
                parts[event.room_id].state.append(told)
    for room_id, found in heroes.items():
        sent.setdefault(room_id, set()).update(found)


def _summarized(work: Work, changed: dict[str, list[Event]]) -> set[str]:
    """The rooms whose summary is another by these events: somebody moved, the name changed or was taken back."""
    found, redacted_by = set[str](), dict[str, str]()
    for room_id, news in changed.items():
        for event in news:
            if event.type in SUMMARIZED:
                found.add(room_id)
            elif event.type == "m.room.redaction":
                redacted_by[event.event_id] = str(event.content().get("redacts"))
    targets = events.find_events(work.tx, set(redacted_by.values())).values() if redacted_by else ()
    return found | {
        target.room_id
        for target in targets
        if target.type in SUMMARIZED and target.redacted_by in redacted_by
    }


def _newest_state(work: Work, senders: dict[str, set[str]], fresh: Sequence[str]) -> dict[str, list[Event]]:
    """Of rooms new to the client all state, of others what changed where the timeline doesn't tell it.

    Lazily loaded, only the members who wrote; in a gap all who moved. §Lazy-loading room members.
    """
    tx, lazy, me = work.tx, work.filter.lazy, work.reader.user_id
    by_room: dict[str, list[Event]] = {}
    if fresh:
        current = rooms.list_state_events(tx, fresh)
        wanted = {me}.union(*(senders.get(room_id, set[str]()) for room_id in fresh)) if lazy else None
        for event in [*current, *rooms.list_member_events(tx, fresh, wanted)]:
            key = event.state_key
            if (
                not lazy
                or event.type != "m.room.member"
                or key == me
                or key in senders.get(event.room_id, ())
            ):
                by_room.setdefault(event.room_id, []).append(event)
    others = senders.keys() - set(fresh)
    for room_id in others & work.gaps:
        by_room[room_id] = events.list_state_between(tx, room_id, work.since, work.upto)
    if lazy:
        lacking = {room_id: senders[room_id] - work.known_members(room_id) for room_id in others}
        for event in _members_of(tx, lacking):
            by_room.setdefault(event.room_id, []).append(event)
    return by_room


def _members_of(tx: Tx, wanted: dict[str, set[str]]) -> list[Event]:
    """The member events of these people in these rooms, in one statement."""
    users = set[str]().union(*wanted.values())
    if not users:
        return []
    found = rooms.list_member_events(tx, [room_id for room_id, lacking in wanted.items() if lacking], users)
    return [event for event in found if event.state_key in wanted[event.room_id]]


def _add_summaries(tx: Tx, user_id: str, parts: dict[str, JoinedRoom]) -> dict[str, list[str]]:
    """Counts, and heroes for rooms without a name, which it gives. §RoomSummary."""
    found: dict[str, list[str]] = {}
    if not parts:
        return found
    named = rooms.list_named(tx, parts)
    for room_id, (joined, invited) in rooms.list_counts(tx, parts).items():
        summary: dict[str, object] = {"m.joined_member_count": joined, "m.invited_member_count": invited}
        if room_id not in named:
            heroes = rooms.list_heroes(tx, room_id, user_id, ["join", "invite"])
            heroes = heroes or rooms.list_heroes(tx, room_id, user_id, ["leave", "ban"])
            summary["m.heroes"] = found[room_id] = heroes
        parts[room_id].summary = summary
    return found
