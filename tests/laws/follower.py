"""A model of a client that lives on /sync alone: what it knows is what the server has told it.

It keeps state, timeline, members, account data, receipts, typing and counts; it closes gaps through /messages, and
takes the content of redacted events away itself. Of everybody it shares a room with it knows the devices' keys, and
asks again only when it is told to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, cast

from tests.kit.client import Json, MatrixClient, part

StateKey = tuple[str, str]

# Room version 11: what a redaction leaves. Of the types that the plans use.
_KEPT: dict[str, tuple[str, ...]] = {
    "m.room.member": ("membership",),
    "m.room.join_rules": ("join_rule", "allow"),
    "m.room.history_visibility": ("history_visibility",),
    "m.room.redaction": ("redacts",),
    "m.room.power_levels": (
        "users",
        "users_default",
        "events",
        "events_default",
        "state_default",
        "ban",
        "kick",
        "redact",
        "invite",
    ),
}


def pruned(event: Json) -> Json:
    """The content that a redaction leaves."""
    if event["type"] == "m.room.create":
        return event["content"]
    return {key: value for key, value in event["content"].items() if key in _KEPT.get(event["type"], ())}


@dataclass
class Known:
    """What a client knows of one room."""

    state: dict[StateKey, Json] = field(default_factory=dict[StateKey, Json])
    timeline: list[Json] = field(default_factory=list[Json])
    receipts: dict[tuple[str, str, str], str] = field(default_factory=dict[tuple[str, str, str], str])
    typing: frozenset[str] = frozenset()
    account_data: dict[str, Json] = field(default_factory=dict[str, Json])
    unread: Json = field(default_factory=dict[str, Any])
    threads: Json = field(default_factory=dict[str, Any])
    summary: Json = field(default_factory=dict[str, Any])

    def ids(self) -> list[str]:
        return [event["event_id"] for event in self.timeline]

    def add_timeline(self, new: list[Json]) -> None:
        """What comes again stands where it comes last: somebody who came back gets the room anew."""
        ids = {event["event_id"] for event in new}
        self.timeline = [event for event in self.timeline if event["event_id"] not in ids] + new

    def add_state(self, events: list[Json]) -> None:
        for event in events:
            if "state_key" in event:
                self.state[event["type"], event["state_key"]] = event

    def add_ephemeral(self, events: list[Json]) -> None:
        for event in events:
            if event["type"] == "m.typing":
                self.typing = frozenset(event["content"]["user_ids"])
            else:
                self._add_receipts(event["content"])

    def _add_receipts(self, content: Json) -> None:
        for event_id, by_type in content.items():
            for receipt_type, by_user in by_type.items():
                for user_id, data in by_user.items():
                    self.receipts[receipt_type, user_id, data.get("thread_id", "")] = event_id

    def covering_receipts(self) -> dict[tuple[str, str, str], str]:
        """Without those of a thread that a receipt for the whole room, at the same event or later, covers."""
        at = {event_id: number for number, event_id in enumerate(self.ids())}
        whole = {key: at.get(event_id, -1) for key, event_id in self.receipts.items() if not key[2]}
        return {
            key: event_id
            for key, event_id in self.receipts.items()
            if not key[2] or whole.get((key[0], key[1], ""), -2) < at.get(event_id, -1)
        }

    def forget_purged(self) -> None:
        """Lets go of what the house says is gone: old messages, and what hangs on them, but not what is kept."""
        mark = self.state.get(("fangyuan.retention", ""))
        if mark is None:
            return
        kept, redacted = set(mark["content"]["kept"]), self.redacted()

        def hangs_on(event: Json, targets: set[str]) -> bool:
            relation = event["content"].get("m.relates_to", {})
            is_redacted = event["event_id"] in redacted or "redacted_because" in event.get("unsigned", {})
            is_hanging = relation.get("rel_type") in ("m.replace", "m.annotation") and not is_redacted
            return is_hanging and relation.get("event_id") in targets

        gone = {
            event["event_id"]
            for event in self.timeline
            if "state_key" not in event
            and event["origin_server_ts"] < mark["content"]["before_ts"]
            and event["event_id"] not in kept
            and not hangs_on(event, kept)
        }
        gone |= {event["event_id"] for event in self.timeline if hangs_on(event, gone)}
        self.timeline = [event for event in self.timeline if event["event_id"] not in gone]

    def redacted(self) -> set[str]:
        """The events of which it was told that they are redacted."""
        return {
            event["content"]["redacts"]
            for event in self.timeline
            if event["type"] == "m.room.redaction" and "redacts" in event["content"]
        }


class Follower:
    """One device, following with one filter."""

    def __init__(self, client: MatrixClient, filter: Json, *, state_after: bool = False) -> None:
        self.client = client
        self.filter = filter
        self.state_after = state_after
        self.tokens: list[int] = []
        self.standing: dict[str, str] = {}
        self.rooms: dict[str, Known] = {}
        self.account_data: dict[str, Json] = {}
        self.devices: dict[str, Json] = {}  # of whom it shares a room with, what /keys/query said
        self.ignored: frozenset[str] = frozenset()
        self.presence: dict[str, Json] = {}

    @property
    def is_lazy(self) -> bool:
        return bool(self.filter["room"].get("state", {}).get("lazy_load_members"))

    @property
    def wants_threads(self) -> bool:
        return bool(self.filter["room"]["timeline"].get("unread_thread_notifications"))

    async def sync(self) -> Json:
        """One sync from where the last one ended."""
        is_first = self.client.since is None
        wish = {"use_state_after": True} if self.state_after else {}
        got = await self.client.sync(filter=self.filter, **wish)
        self.tokens.append(int(got["next_batch"]))
        take_account_data(self.account_data, _by_type(got))
        for event in got.get("presence", {}).get("events", []):
            self.presence[event["sender"]] = lasting(event["content"])
        if self._hears_of_others():
            return await self._begin_anew()
        sections = got.get("rooms", {})
        for name in ("invite", "knock"):
            self.standing |= dict.fromkeys(sections.get(name, {}), name)
        for name in ("join", "leave"):
            for room_id, told in sections.get(name, {}).items():
                self.standing[room_id] = name
                await self.take_account_data(room_id, told)
        await self._follow_devices(got, is_first=is_first)
        return got

    async def _follow_devices(self, got: Json, *, is_first: bool) -> None:
        lists = got.get("device_lists", {})
        for user_id in lists.get("left", ()):
            del self.devices[user_id]  # who left was known
        changed = await self._people() if is_first else lists.get("changed", ())
        if changed:
            wanted: Json = {"device_keys": {user_id: [] for user_id in changed}}
            found = await self.client.ok("POST", "/keys/query", wanted)
            self.devices |= found["device_keys"]

    async def _people(self) -> set[str]:
        """Everybody who is in a room with this person, and he himself."""
        found = {self.client.user_id}
        for room_id, standing in self.standing.items():
            if standing == "join":
                members = await self.client.ok("GET", f"/rooms/{part(room_id)}/joined_members")
                found |= members["joined"].keys()
        return found

    def _hears_of_others(self) -> bool:
        """Takes over whom its person ignores; whether he hears somebody again, whose past words it can't know."""
        before = self.ignored
        content: Json = self.account_data.get("m.ignored_user_list", {})
        self.ignored = frozenset(content.get("ignored_users", {})) - {self.client.user_id}
        for known in self.rooms.values():
            known.timeline = [event for event in known.timeline if not self._ignores(event)]
        return bool(before - self.ignored)

    def _ignores(self, event: Json) -> bool:
        return event["sender"] in self.ignored and "state_key" not in event

    async def _begin_anew(self) -> Json:
        self.client.since = None
        self.standing.clear()
        self.rooms.clear()
        return await self.sync()

    async def take_account_data(self, room_id: str, told: Json) -> None:
        known = self.rooms.setdefault(room_id, Known())
        new: list[Json] = told["timeline"]["events"]
        assert not any(self._ignores(event) for event in new)
        if told["timeline"]["limited"]:
            new = await self._close_gap(room_id, known, told["timeline"]["prev_batch"]) + new
        known.add_timeline(new)
        if self.state_after:  # "clients MUST NOT update their local state with events in timeline"
            known.add_state(told["state_after"]["events"])
        else:
            known.add_state(told["state"]["events"])
            known.add_state(told["timeline"]["events"])
        known.forget_purged()
        known.add_ephemeral(told.get("ephemeral", {}).get("events", []))
        take_account_data(known.account_data, _by_type(told))
        known.summary |= told.get("summary", {})
        if "unread_notifications" in told:
            known.unread = told["unread_notifications"]
            known.threads = told.get("unread_thread_notifications", {})

    async def _close_gap(self, room_id: str, known: Known, start: str) -> list[Json]:
        """What lies between what is known and what came, oldest first."""
        have, found = set(known.ids()), list[Json]()
        at: str | None = start
        while at is not None:
            query = {"dir": "b", "from": at, "limit": 5}
            page = await self.client.ok("GET", f"/rooms/{part(room_id)}/messages", **query)
            for event in page["chunk"]:
                if event["event_id"] in have:
                    return found[::-1]
                found.append(event)
            at = page.get("end")
        return found[::-1]

    # -- judging -----------------------------------------------------------------------------------------------

    def check_equals(self, fresh: Follower) -> None:
        """It knows what somebody knows who asks for everything now."""
        ours = {room: name for room, name in self.standing.items() if room in fresh.standing}
        assert ours == fresh.standing
        _check_same(self.account_data, fresh.account_data)
        self._check_people(fresh)
        _check_same(self.devices, fresh.devices)
        for room_id, standing in fresh.standing.items():
            if standing in ("join", "leave"):
                self._check_history(self.rooms[room_id], fresh.rooms[room_id])
            if standing == "join":
                self._check_present(self.rooms[room_id], fresh.rooms[room_id])

    def _check_people(self, fresh: Follower) -> None:
        """A first sync tells of those who are here; of the others one has heard that they went, or shares no room."""
        for user_id, content in fresh.presence.items():
            assert self.presence.get(user_id) == content, user_id
        members = {
            key
            for room_id, known in fresh.rooms.items()
            for (type, key), event in known.state.items()
            if type == "m.room.member" and event["content"].get("membership") == "join"
            if fresh.standing[room_id] == "join"
        }
        for user_id in members - fresh.presence.keys():
            assert self.presence.get(user_id, {}).get("presence", "offline") == "offline", user_id

    def _check_history(self, mine: Known, fresh: Known) -> None:
        assert mine.ids() == fresh.ids()
        shown, redacted = set(fresh.ids()), mine.redacted()
        pairs = list(zip(mine.timeline, fresh.timeline, strict=True))
        pairs += [(mine.state[key], event) for key, event in fresh.state.items() if self._holds(key)]
        assert all(key in mine.state for key in fresh.state if self._holds(key))
        for old, new in pairs:
            assert old["event_id"] == new["event_id"], (old, new)
            because = new.get("unsigned", {}).get("redacted_because")
            hidden = because is not None and because["event_id"] not in shown
            content = pruned(old) if old["event_id"] in redacted or hidden else old["content"]
            assert content == new["content"], (old, new)

    def _holds(self, key: StateKey) -> bool:
        """Lazily it holds other people's member events only as far as it needs them."""
        return not self.is_lazy or key[0] != "m.room.member" or key[1] == self.client.user_id

    def _check_present(self, mine: Known, fresh: Known) -> None:
        assert mine.covering_receipts() == fresh.covering_receipts()
        assert mine.typing == fresh.typing
        _check_same(mine.account_data, fresh.account_data)
        _check_same({key: mine.summary.get(key) for key in fresh.summary}, fresh.summary)
        if self.wants_threads:
            _check_same({"main": mine.unread, **mine.threads}, {"main": fresh.unread, **fresh.threads})
        else:
            _check_same(mine.unread, _with_threads(fresh.unread, fresh.threads))


def lasting(content: Json) -> Json:
    """What holds until the next change is told: not how long ago somebody did something."""
    return {key: value for key, value in content.items() if key in ("presence", "status_msg")}


def _check_same(mine: Json, fresh: Json) -> None:
    assert mine == fresh, list(differences(mine, fresh))


def differences(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(where, the one, the other): for whoever reads the failure."""
    if isinstance(one, dict) and isinstance(other, dict):
        ours, theirs = cast(Json, one), cast(Json, other)
        for key in ours.keys() | theirs.keys():
            yield from differences(ours.get(key), theirs.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        for at, (mine, its) in enumerate(zip_longest(cast(list[Any], one), cast(list[Any], other))):
            yield from differences(mine, its, f"{path}[{at}]")
    elif one != other:
        yield path, one, other


def _with_threads(main: Json, threads: Json) -> Json:
    counts = [main, *threads.values()]
    return {name: sum(count[name] for count in counts) for name in ("notification_count", "highlight_count")}


def _by_type(section: Json) -> dict[str, Json]:
    return {event["type"]: event["content"] for event in section.get("account_data", {}).get("events", [])}


def take_account_data(known: dict[str, Json], told: dict[str, Json]) -> None:
    """Account data: `{}` is how clients hear that it was deleted. MSC3391."""
    known |= told
    for type in [type for type, content in known.items() if content == {}]:
        del known[type]
