"""What is told beside rooms: account data, receipts, typing, messages to devices, keys, thread subscriptions.

A room that an extension tells of for the first time is told whole, later what changed. MSC3575 §Extensions, MSC3884,
MSC3885, MSC3959, MSC3960, MSC3961, MSC4308.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fangyuan import e2ee, identity, push, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.sync.devices import device_lists
from fangyuan.sync.encode import account_data_event, ephemeral_event
from fangyuan.sync.sliding.plan import Plan
from fangyuan.sync.sliding.request import Scope
from fangyuan.sync.sliding.state import (
    GETS_ACCOUNT_DATA,
    GETS_THREADS,
    HAS_ACCOUNT_DATA,
    HAS_RECEIPTS,
    HAS_TYPING,
)
from fangyuan.timeline import Reader, Receipt, Subscription, array


@dataclass(slots=True)
class Extras:
    """The sections, encoded by name, and whether one of them has something to tell."""

    sections: dict[str, bytes] = field(default_factory=dict[str, bytes])
    is_news: bool = False
    brings_messages: bool = False
    keys: bytes | None = None  # what is told of the device's keys


class Extensions:
    """One computation. `shown` holds the timelines of the rooms that are told now."""

    def __init__(
        self, tx: Tx, reader: Reader, plan: Plan, shown: Mapping[str, Sequence[Event]], initial: set[str]
    ) -> None:
        self.tx = tx
        self.reader = reader
        self.me = reader.user_id
        self.plan = plan
        self.shown = shown
        self.initial = initial
        self.extras = Extras()

    def tell(self) -> Extras:
        wanted = self.plan.request.extensions
        if wanted.account_data.enabled:
            self._add_account_data(wanted.account_data)
        if wanted.receipts.enabled:
            self._add_receipts(wanted.receipts)
        if wanted.typing.enabled:
            self._add_typing(wanted.typing)
        if wanted.to_device.enabled:
            self._add_to_device()
        if wanted.e2ee:
            self._add_e2ee()
        if wanted.threads.enabled:
            self._add_threads()
        return self.extras

    def _rooms(self, scope: Scope, mark: int, changed: set[str] | None) -> tuple[list[str], dict[str, int]]:
        """(rooms to be told whole, the others with up to where they were told).

        Of a client that had everything only those that `changed`, where memory knows them.
        """
        new: list[str] = []
        known: dict[str, int] = {}
        scoped = self.plan.scoped(scope)
        if self.plan.is_settled and changed is not None:
            scoped &= changed | self.initial
        for room_id in scoped:
            if self.plan.standings[room_id].membership != "join":
                continue
            told = self.plan.state.rooms.get(room_id)
            if told is None or not told.marks & mark or room_id in self.initial:
                new.append(room_id)
            else:
                known[room_id] = self.plan.low(room_id)
        return new, known

    def _since(self, mark: int) -> int:
        """Up to where the client was told what is not of rooms; 0 when it was not told last time."""
        return self.plan.since if self.plan.state.marks & mark else 0

    def _keep(self, name: str, section: bytes, *, is_news: bool) -> None:
        self.extras.sections[name] = section
        self.extras.is_news = self.extras.is_news or is_news

    # -- account data, receipts, typing ------------------------------------------------------------------------------

    def _add_account_data(self, scope: Scope) -> None:
        since = self._since(GETS_ACCOUNT_DATA)
        is_same = since and not self.plan.news.account_data
        new, known = self._rooms(scope, HAS_ACCOUNT_DATA, set() if is_same else None)
        whole: list[bytes] = []
        by_room: dict[str, list[bytes]] = {}
        if new:
            for room_id, type, content in identity.list_room_account_data(
                self.tx, self.me, new, self.plan.upto
            ):
                if since or content != identity.DELETED:
                    by_room.setdefault(room_id, []).append(account_data_event(type, content))
        if not since or self.plan.news.account_data or any(low < since for low in known.values()):
            low = min([since, *known.values()])
            for room_id, type, content, position in identity.list_account_data(
                self.tx, self.me, low, self.plan.upto
            ):
                if not since and content == identity.DELETED:
                    continue  # of what was deleted only a client hears that may have it. MSC3391
                if not room_id and position > since:
                    whole.append(account_data_event(type, content))
                elif room_id in known and position > known[room_id]:
                    by_room.setdefault(room_id, []).append(account_data_event(type, content))
        if not since or (self.plan.news.account_data and push.changed_position(self.tx, self.me) > since):
            rules = push.to_client(push.ruleset(self.tx, self.me))
            whole.append(account_data_event("m.push_rules", json.encode(rules)))
        section = b'{"global":%s,"rooms":%s}' % (
            array(whole),
            _object({room_id: array(events) for room_id, events in by_room.items()}),
        )
        self._keep("account_data", section, is_news=bool(whole or by_room))

    def _add_receipts(self, scope: Scope) -> None:
        changed = self.plan.news.receipts
        new, known = self._rooms(scope, HAS_RECEIPTS, changed)
        found: list[Receipt] = self._first_receipts(new) if new else []
        lows = {
            room_id: low
            for room_id, low in known.items()
            if changed is None or room_id in changed or low < self.plan.since
        }
        if lows:
            receipts = timeline.list_receipts(self.tx, self.me, lows, min(lows.values()), self.plan.upto)
            found += [receipt for receipt in receipts if receipt.position > lows[receipt.room_id]]
        by_room: dict[str, list[Receipt]] = {}
        for receipt in found:
            by_room.setdefault(receipt.room_id, []).append(receipt)
        events = {
            room_id: ephemeral_event("m.receipt", timeline.receipts_content(receipts))
            for room_id, receipts in by_room.items()
        }
        self._keep("receipts", b'{"rooms":%s}' % _object(events), is_news=bool(events))

    def _first_receipts(self, new: list[str]) -> list[Receipt]:
        """Of a room that the client gets to know: who has read what it sees of it, and what the viewer has read."""
        upto = self.plan.upto
        ids = {room_id: {event.event_id for event in self.shown.get(room_id, ())} for room_id in new}
        firsts = [self.shown[room_id][0].position for room_id in new if ids[room_id]]
        # A receipt is younger than its event: what was said before the oldest event shown needs no look.
        found = (
            timeline.list_receipts(self.tx, self.me, [r for r in new if ids[r]], min(firsts) - 1, upto)
            if firsts
            else []
        )
        own = timeline.list_receipts_of(self.tx, self.me, new, 0, upto)
        return [r for r in found if r.user_id != self.me and r.event_id in ids[r.room_id]] + own

    def _add_typing(self, scope: Scope) -> None:
        changed = self.plan.news.typing
        new, known = self._rooms(scope, HAS_TYPING, changed)
        asked = [
            room_id
            for room_id, low in known.items()
            if changed is None or room_id in changed or low < self.plan.since
        ]
        events: dict[str, bytes] = {}
        found = timeline.typing_now(self.tx, [*new, *asked]) if new or asked else {}
        for room_id, typing in found.items():
            is_news = typing.position > known[room_id] if room_id in known else bool(typing.user_ids)
            if is_news:
                events[room_id] = ephemeral_event("m.typing", {"user_ids": list(typing.user_ids)})
        self._keep("typing", b'{"rooms":%s}' % _object(events), is_news=bool(events))

    # -- devices -----------------------------------------------------------------------------------------------------

    def _add_to_device(self) -> None:
        """The oldest messages after the client's own token, whatever the connection: it says what it has got."""
        wanted, upto = self.plan.request.extensions.to_device, self.plan.upto
        if not self.plan.news.device and self.plan.inbox >= self.plan.since > 0:
            self._keep("to_device", _to_device(upto, []), is_news=False)
            return
        kept = e2ee.list_to_device(self.tx, self.me, self.reader.device_id, upto, wanted.limit)
        found = [event for position, event in kept if position > self.plan.inbox]
        next_batch = kept[-1][0] if len(kept) == wanted.limit else upto
        self.extras.brings_messages = bool(kept)
        self._keep("to_device", _to_device(next_batch, found), is_news=bool(found))

    def _add_e2ee(self) -> None:
        since, news = self.plan.since, self.plan.news
        changed: set[str] = set()
        left: set[str] = set()
        if since and news.lists:
            changed, left = device_lists(self.tx, self.me, since, self.tx.position)
        if since and self.plan.keys is not None and not news.device:
            section = _e2ee(self.plan.keys, changed, left, is_first=False)
            self._keep("e2ee", section, is_news=bool(changed or left))
            return
        counts = e2ee.find_counts(self.tx, self.me, self.reader.device_id)
        one_time, unused = counts.decoded() if counts else (dict[str, int](), list[str]())
        keys = {  # old clients need the count of this algorithm even when there are none
            "device_one_time_keys_count": {"signed_curve25519": 0, **one_time},
            "device_unused_fallback_key_types": unused,
        }
        self.extras.keys = json.encode(keys)
        is_news = bool(changed or left) or (counts is not None and counts.position > since)
        self._keep("e2ee", _e2ee(self.extras.keys, changed, left, is_first=not since), is_news=is_news)

    # -- thread subscriptions ------------------------------------------------------------------------------------------

    def _add_threads(self) -> None:
        wanted, since = self.plan.request.extensions, self._since(GETS_THREADS)
        if since and not self.plan.news.threads:
            return
        limit = wanted.threads.limit
        found = timeline.list_subscriptions(self.tx, self.me, since, self.plan.upto, limit + 1)
        if not found:
            return
        section = subscriptions(found[:limit])
        if len(found) > limit:
            section["prev_batch"] = str(found[limit - 1].position - 1)
        self._keep(wanted.threads_name, json.encode(section), is_news=True)


def subscriptions(found: Sequence[Subscription]) -> dict[str, object]:
    """`subscribed` and `unsubscribed`, by room and thread. MSC4308."""
    section: dict[str, object] = {}
    subscribed: dict[str, dict[str, object]] = {}
    unsubscribed: dict[str, dict[str, object]] = {}
    for one in reversed(found):
        if one.is_subscribed:
            told = {"automatic": one.is_automatic, "bump_stamp": one.position}
            subscribed.setdefault(one.room_id, {})[one.root_id] = told
        else:
            unsubscribed.setdefault(one.room_id, {})[one.root_id] = {"bump_stamp": one.position}
    if subscribed:
        section["subscribed"] = subscribed
    if unsubscribed:
        section["unsubscribed"] = unsubscribed
    return section


def no_news(plan: Plan) -> Extras:
    """The sections when nothing happened: memory knows them."""
    wanted, sections = plan.request.extensions, dict[str, bytes]()
    if wanted.account_data.enabled:
        sections["account_data"] = b'{"global":[],"rooms":{}}'
    if wanted.receipts.enabled:
        sections["receipts"] = b'{"rooms":{}}'
    if wanted.typing.enabled:
        sections["typing"] = b'{"rooms":{}}'
    if wanted.to_device.enabled:
        sections["to_device"] = _to_device(plan.upto, [])
    if wanted.e2ee and plan.keys is not None:
        sections["e2ee"] = _e2ee(plan.keys, set(), set(), is_first=False)
    return Extras(sections)


def _to_device(next_batch: int, found: list[bytes]) -> bytes:
    return b'{"next_batch":"%d","events":%s}' % (next_batch, array(found))


def _e2ee(keys: bytes, changed: set[str], left: set[str], *, is_first: bool) -> bytes:
    """A first answer tells no changes of devices: all are new to its client."""
    if is_first:
        return keys
    lists = {"changed": sorted(changed), "left": sorted(left)}
    return b'{"device_lists":%s,%s' % (json.encode(lists), keys[1:])


def _object(parts: Mapping[str, bytes]) -> bytes:
    return b"{" + b",".join(json.encode(name) + b":" + part for name, part in parts.items()) + b"}"
