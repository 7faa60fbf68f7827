"""What is told of rooms that the viewer is in: a few statements for any number of rooms. MSC4186 §Room results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fangyuan import events, identity, push, rooms, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.sync.sliding.findings import Findings, Key, Room, list_heroes
from fangyuan.sync.sliding.plan import Ask, Plan
from fangyuan.sync.sliding.required import MEMBER
from fangyuan.sync.sliding.result import Result
from fangyuan.sync.sliding.state import WHOLE
from fangyuan.timeline import Reader

# Events of which MSC4186 says that they make a room the latest; polls and beacons by the names of before, too.
BUMPS = (
    "m.room.create",
    "m.room.message",
    "m.room.encrypted",
    "m.sticker",
    "m.call.invite",
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
    "m.beacon_info",
    "org.matrix.msc3672.beacon_info",
)
NAME, AVATAR = "m.room.name", "m.room.avatar"


class JoinedRooms:
    """One computation over many rooms: events after each room's `low` up to `upto`; live is what is after `since`."""

    def __init__(self, tx: Tx, reader: Reader, plan: Plan) -> None:
        self.tx = tx
        self.reader = reader
        self.me = reader.user_id
        self.plan = plan
        self.since = plan.since
        self.upto = plan.upto
        self.told = Findings()

    def tell(self) -> Findings:
        """Of all the plan's rooms that the viewer is in."""
        asks = [ask for ask in self.plan.asks if ask.standing.membership == "join"]
        found = {ask.room_id: Room(ask) for ask in asks}
        self._add_timelines(found)
        self._add_new_state([room for room in found.values() if room.ask.is_new])
        self._add_changed_state([room for room in found.values() if not room.ask.is_new])
        self._add_more_state([room for room in found.values() if room.ask.wants_more_state])
        for room_id, room in found.items():
            self.told.results[room_id] = self._result(room)
        self._add_bumps(found)
        self._leave_out_ignored(found)
        self._add_lazy_members(found)
        self._add_meta(found)
        self._encode(found)
        self._add_counts([*asks, *self._recounted()])
        return self.told

    # -- timelines -------------------------------------------------------------------------------------------------

    def _add_timelines(self, found: dict[str, Room]) -> None:
        by_limit: dict[tuple[int, bool], list[Room]] = {}
        recent = self.plan.recent
        for room in found.values():
            ask = room.ask
            if recent is not None and not (ask.is_new or ask.expands):
                room.shown = recent[ask.room_id][-ask.limit - 1 :] if ask.limit else []
            elif ask.limit and (ask.is_new or ask.expands or ask.last > ask.low):
                by_limit.setdefault((ask.limit, ask.is_new or ask.expands), []).append(room)
        for (limit, is_back), group in by_limit.items():
            since = 0 if is_back else min(room.ask.low for room in group)
            room_ids = [room.ask.room_id for room in group]
            for event in events.list_room_since(self.tx, room_ids, since, self.upto, limit):
                room = found[event.room_id]
                if is_back or event.position > room.ask.low:
                    room.shown.append(event)
        for room in found.values():
            self._limit(room)
        self._hide([room for room in found.values() if room.ask.is_new or room.ask.expands])

    def _limit(self, room: Room) -> None:
        ask, limit = room.ask, room.ask.limit
        room.limited = len(room.shown) > limit > 0
        has_more = len(room.shown) > limit
        room.shown = room.shown[len(room.shown) - limit :] if has_more else room.shown
        if ask.is_new or ask.expands:
            reaches_back = not has_more or bool(room.shown and room.shown[0].position <= ask.low)
            room.whole = limit > 0 and not ask.is_new and reaches_back
            self.told.timelines[ask.room_id] = limit if room.limited or not limit else WHOLE
        else:
            room.whole = (limit > 0 and not room.limited) or ask.last <= ask.low
            had = ask.told.timeline if ask.told is not None else 0
            self.told.timelines[ask.room_id] = had if room.whole else limit

    def _hide(self, found: list[Room]) -> None:
        """Of what was before the viewer came in only what the room shows to newcomers."""
        older = [
            room for room in found if room.shown and room.shown[0].position < room.ask.standing.since_position
        ]
        restricted = (
            rooms.list_restricted(self.tx, [room.ask.room_id for room in older]) if older else set[str]()
        )
        for room in older:
            if room.ask.room_id in restricted:
                room.ranges = rooms.visible_ranges(self.tx, room.ask.room_id, self.me)
                visible = [event for event in room.shown if rooms.is_visible(room.ranges, event.position)]
                room.limited = room.limited or len(visible) < len(room.shown)
                room.shown = visible

    def _leave_out_ignored(self, found: dict[str, Room]) -> None:
        """What those wrote whom the viewer ignores. §Ignoring Users."""
        ignored = self.reader.ignored
        for room in found.values() if ignored else ():
            room.shown = [event for event in room.shown if not timeline.is_hidden(event, ignored)]

    # -- state -----------------------------------------------------------------------------------------------------

    def _keep(self, found: dict[str, Room], state: Iterable[Event]) -> None:
        """What is newer than `upto` is told with the next answer."""
        for event in state:
            if event.position <= self.upto:
                found[event.room_id].put(event)

    def _add_new_state(self, new: list[Room]) -> None:
        """Of rooms that the client doesn't know, everything that it wants, and what names and pictures come from."""
        for types, group in _by_types(new).items():
            ids = [room.ask.room_id for room in group]
            by_id = {room.ask.room_id: room for room in group}
            if types is None:
                self._keep(by_id, rooms.list_state_events(self.tx, ids))
            else:
                self._keep(by_id, rooms.list_state_of_types(self.tx, ids, types | {NAME, AVATAR}))
        self._add_members(new)
        for room in new:
            room.moved = True

    def _add_members(self, found: list[Room]) -> None:
        """The members that are wanted by name, or all."""
        by_names: dict[frozenset[str] | None, list[Room]] = {}
        for room in found:
            by_names.setdefault(room.ask.required.members(self.me), []).append(room)
        for names, group in by_names.items():
            by_id = {room.ask.room_id: room for room in group}
            if names is None or names:
                self._keep(by_id, rooms.list_member_events(self.tx, by_id, names))

    def _add_changed_state(self, known: list[Room]) -> None:
        """Where the timeline tells everything, what it tells; else what the database has as newer."""
        redacted: list[Event] = []
        for room in known:
            if room.whole:
                for event in room.shown:
                    if event.position > room.ask.low:
                        if event.state_key is not None:
                            room.put(event)
                        elif event.type == "m.room.redaction":
                            redacted.append(event)
        if redacted:
            self._add_redacted(redacted, {room.ask.room_id: room for room in known})
        self._add_skipped_state([room for room in known if not room.whole])
        for room in known:
            room.moved = not room.whole or any(type == MEMBER for type, _ in room.state)

    def _add_redacted(self, redactions: list[Event], found: dict[str, Room]) -> None:
        """State that was taken back and still is the newest of its kind."""
        ids = [str(event.content().get("redacts")) for event in redactions]
        targets = [
            event for event in events.find_events(self.tx, ids).values() if event.state_key is not None
        ]
        if not targets:
            return
        state = rooms.list_state_of_types(self.tx, {t.room_id for t in targets}, {t.type for t in targets})
        members = {t.state_key or "" for t in targets if t.type == MEMBER}
        if members:
            state += rooms.list_member_events(self.tx, {t.room_id for t in targets}, members)
        wanted = {target.event_id for target in targets}
        self._keep(found, [event for event in state if event.event_id in wanted and event.room_id in found])

    def _add_skipped_state(self, known: list[Room]) -> None:
        """Of rooms with a gap: what changed since, whether it stands in the timeline or not."""
        if not known:
            return
        by_id = {room.ask.room_id: room for room in known}
        low = min(room.ask.low for room in known)
        changed = rooms.list_changed_state(self.tx, by_id, low)
        everybody = [room_id for room_id, room in by_id.items() if room.ask.required.members(self.me) is None]
        if everybody:
            changed += rooms.list_changed_members(self.tx, everybody, low)
        for room_id, room in by_id.items():
            names = room.ask.required.members(self.me)
            if names:
                changed += rooms.list_member_events(self.tx, [room_id], names)
        because = {event.redacted_by for event in changed if event.redacted_by is not None}
        redactions = {
            event_id: event.position
            for event_id, event in (events.find_events(self.tx, because) if because else {}).items()
        }
        self._keep(
            by_id,
            [
                event
                for event in changed
                if max(event.position, redactions.get(event.redacted_by or "", 0))
                > by_id[event.room_id].ask.low
            ],
        )

    def _add_more_state(self, known: list[Room]) -> None:
        """What the client wants now and did not want before."""
        for types, group in _by_types(known).items():
            by_id = {room.ask.room_id: room for room in group}
            state = (
                rooms.list_state_events(self.tx, by_id)
                if types is None
                else rooms.list_state_of_types(self.tx, by_id, types)
            )
            self._keep(by_id, [e for e in state if self._is_newly_wanted(by_id[e.room_id].ask, e)])
        by_names: dict[frozenset[str] | None, list[Room]] = {}
        for room in known:
            by_names.setdefault(room.ask.required.members(self.me), []).append(room)
        for names, group in by_names.items():
            if names is None or names:
                by_id = {room.ask.room_id: room for room in group}
                members = rooms.list_member_events(self.tx, by_id, names)
                self._keep(by_id, [e for e in members if self._is_newly_wanted(by_id[e.room_id].ask, e)])

    def _is_newly_wanted(self, ask: Ask, event: Event) -> bool:
        type, key = event.type, event.state_key or ""
        return ask.required.wants(type, key, self.me) and not ask.had.wants(type, key, self.me)

    def _add_lazy_members(self, found: dict[str, Room]) -> None:
        """Who is needed to show the timelines, and who moved where it has no gap. §Lazy loaded memberships."""
        asked: dict[Key, int] = {}
        for room_id, room in found.items():
            if not room.ask.required.lazy:
                continue
            knows_all = room.whole and not room.ask.is_new
            known = self.plan.members.get(room_id, set[str]()) if knows_all else set[str]()
            if not knows_all:
                self.told.gaps.add(room_id)
            for event in room.shown:
                if event.type == MEMBER and event.state_key is not None:
                    room.put(event)
            for event in room.shown:
                if event.sender not in known and (MEMBER, event.sender) not in room.state:
                    asked[room_id, event.sender] = event.position
        if asked:
            self._keep(found, rooms.list_senders_of(self.tx, asked.values()))
        for room_id, room in found.items():
            if room.ask.required.lazy:
                self.told.members[room_id] = {key for type, key in room.state if type == MEMBER}

    def _wants(self, room: Room, event: Event) -> bool:
        key = event.state_key or ""
        if (
            event.type == MEMBER
            and room.ask.required.lazy
            and (not room.limited or self._is_shown(room, event))
        ):
            return True
        return room.ask.required.wants(event.type, key, self.me)

    def _is_shown(self, room: Room, event: Event) -> bool:
        user = event.state_key
        return any(
            shown.sender == user or (shown.type == MEMBER and shown.state_key == user) for shown in room.shown
        )

    # -- what is computed ------------------------------------------------------------------------------------------

    def _result(self, room: Room) -> Result:
        ask = room.ask
        result = Result(ask.room_id, "join", initial=ask.is_new, lists=ask.wanted.lists)
        if ask.is_dm and (ask.is_new or ask.dm_changed):
            result.meta["is_dm"] = True
        elif ask.dm_changed:
            result.meta["is_dm"] = False
        return result

    def _add_meta(self, found: dict[str, Room]) -> None:
        """Name, picture, counts, and heroes where there is no name."""
        moved = [room_id for room_id, room in found.items() if room.moved]
        for room_id, room in found.items():
            meta = self.told.results[room_id].meta
            for type, field_name, key in ((NAME, "name", "name"), (AVATAR, "avatar", "url")):
                event = room.state.get((type, ""))
                if event is not None:
                    value = json.as_str(event.content().get(key)) or None
                    if value is not None or not room.ask.is_new:
                        meta[field_name] = value
        for room_id, (joined, invited) in rooms.list_counts(self.tx, moved).items() if moved else ():
            self.told.results[room_id].meta |= {"joined_count": joined, "invited_count": invited}
        self._add_heroes(found, moved)

    def _add_heroes(self, found: dict[str, Room], moved: list[str]) -> None:
        unsure = [r for r in moved if (NAME, "") not in found[r].state and not found[r].ask.is_new]
        named = {
            event.room_id
            for event in (rooms.list_state_of_types(self.tx, unsure, [NAME]) if unsure else ())
            if event.content().get("name")
        }
        nameless = [
            room_id
            for room_id, room in found.items()
            if (room.moved or "name" in self.told.results[room_id].meta)
            and not self.told.results[room_id].meta.get("name")
            and room_id not in named
        ]
        if nameless:
            for room_id, heroes in list_heroes(self.tx, nameless, self.me).items():
                self.told.results[room_id].meta["heroes"] = heroes

    def _add_bumps(self, found: dict[str, Room]) -> None:
        unknown: list[str] = []
        for room_id, room in found.items():
            bumps = [event.position for event in room.shown if event.type in BUMPS]
            if bumps:
                if room.ask.is_new or bumps[-1] > room.ask.low:
                    self.told.results[room_id].bump_stamp = bumps[-1]
            elif room.ask.is_new or not room.whole:
                unknown.append(room_id)
        if unknown:
            for room_id, bump in events.newest_of_types(self.tx, unknown, BUMPS, self.upto).items():
                if found[room_id].ask.is_new or bump > found[room_id].ask.low:
                    self.told.results[room_id].bump_stamp = bump

    def _encode(self, found: dict[str, Room]) -> None:
        """Timelines and state as bytes."""
        open_rooms = [room for room in found.values() if room.ranges is None]
        bundled = timeline.bundle(self.tx, self.reader, [e for room in open_rooms for e in room.shown])
        for room in found.values():
            if room.ranges is not None:  # what was said while the viewer was out is not bundled either
                bundled |= timeline.bundle(self.tx, self.reader, room.shown, room.ranges)
        arrivals = {
            room_id: room.shown for room_id, room in found.items() if room.ask.is_new or room.ask.expands
        }
        moves = rooms.moves_before(self.tx, self.me, arrivals) if arrivals else {}
        for room_id, room in found.items():
            ask, result = room.ask, self.told.results[room_id]
            was = moves.get(room_id, rooms.ALWAYS_IN)
            result.state = [
                timeline.state_event(event) for event in room.state.values() if self._wants(room, event)
            ]
            self.told.shown[room_id] = room.shown
            if room.shown or room.limited or (ask.is_new and ask.limit):
                shown: Sequence[Event] = room.shown
                if was is not rooms.ALWAYS_IN:
                    shown = timeline.veil(self.tx, self.me, shown)
                result.timeline = [
                    timeline.client_event(
                        event,
                        self.reader,
                        bundled.get(event.event_id) if event.has_relations else None,
                        rooms.membership_at(was, event.position),
                    )
                    for event in shown
                ]
                result.limited, result.expanded = room.limited, ask.expands
                result.num_live = (
                    sum(event.position > self.since for event in room.shown) if self.since else 0
                )
                result.prev_batch = room.shown[0].position - 1 if room.shown else self.upto

    def _recounted(self) -> list[Ask]:
        """Rooms without other news where the viewer has read something since, or all if he has other rules."""
        recount, counted = self.plan.recount, self.plan.news.counted
        if not recount or self.plan.news.judged_in_memory:
            return recount
        judged_at = max(
            push.changed_position(self.tx, self.me),
            identity.account_data_position(self.tx, self.me, identity.IGNORED_USERS),
        )
        lows = {ask.room_id: ask.low for ask in recount}
        receipts = timeline.list_receipts_of(self.tx, self.me, lows, min(lows.values()), self.upto)
        read = {receipt.room_id for receipt in receipts if receipt.position > lows[receipt.room_id]}
        read |= counted or set()
        return [ask for ask in recount if ask.room_id in read or judged_at > ask.low]

    def _add_counts(self, asks: Sequence[Ask]) -> None:
        lacking = [ask.room_id for ask in asks if ask.unread is None]
        found = push.unread(self.tx, self.me, lacking) if lacking else {}
        self.told.unread = found
        for ask in asks:
            unread = ask.unread or found.get(ask.room_id)
            result = self.told.results.get(ask.room_id)
            if result is None:
                result = Result(ask.room_id, "join", lists=ask.wanted.lists)
                self.told.results[ask.room_id] = result
            result.unread = unread


def _by_types(found: list[Room]) -> dict[frozenset[str] | None, list[Room]]:
    groups: dict[frozenset[str] | None, list[Room]] = {}
    for room in found:
        groups.setdefault(room.ask.required.types(), []).append(room)
    return groups
