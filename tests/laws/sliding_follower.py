"""A model of a client that lives on sliding sync alone. MSC4186.

Of each room it knows what it was told; it closes gaps through /messages, and takes the content of redacted events away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.kit.client import Json, MatrixClient, part
from tests.kit.sliding import Window
from tests.laws.follower import Known, pruned, take_account_data

META = (
    "name",
    "avatar",
    "is_dm",
    "joined_count",
    "invited_count",
    "bump_stamp",
    "notification_count",
    "highlight_count",
)
EXTENSIONS: Json = {
    "account_data": {"enabled": True},
    "receipts": {"enabled": True},
    "typing": {"enabled": True},
    "e2ee": {"enabled": True},
    "thread_subscriptions": {"enabled": True},
}


@dataclass
class KnownRoom(Known):
    """`meta` is what the server computes for the client; threads with something unread are in `threads`."""

    meta: Json = field(default_factory=dict[str, Any])
    membership: str = ""


class SlidingFollower:
    """One device with one connection. `lazy`: it wants members only as far as it needs them."""

    def __init__(self, client: MatrixClient, *, limit: int, lazy: bool = False) -> None:
        self.client = client
        self.lazy = lazy
        self.limit = limit
        self.view = Window(client, extensions=EXTENSIONS)
        self.reach = 99
        self.rooms: dict[str, KnownRoom] = {}
        self.account_data: dict[str, Json] = {}
        self.subscriptions: dict[str, bool] = {}
        self.ignored: frozenset[str] = frozenset()

    def lists(self) -> Json:
        state = [["*", "*"], ["m.room.member", "$LAZY"]] if self.lazy else [["*", "*"]]
        return {
            "all": {"ranges": [(0, self.reach)], "timeline_limit": self.limit, "required_state": state},
            "invited": {"ranges": [(0, 9)], "timeline_limit": 1, "filters": {"is_invite": True}},
        }

    async def sync(self, *, lose: bool = False) -> Json:
        """One answer from where the last one ended; with `lose` one before it never arrives."""
        if lose:
            assert (await self.view.ask(lists=self.lists())).status == 200
        got = await self.view.sync(lists=self.lists())
        self._take_extensions(got["extensions"], before_rooms=True)
        if self._hears_of_others():
            self.view.pos = None
            self.rooms.clear()
            return await self.sync()
        for room_id, told in got["rooms"].items():
            await self._take(room_id, told)
        self._take_extensions(got["extensions"], before_rooms=False)
        return got

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

    async def _take(self, room_id: str, told: Json) -> None:
        known = self.rooms.get(room_id)
        if known is None or told.get("initial"):
            assert told.get("initial") or told["membership"] in ("leave", "ban", "invite", "knock"), told
            known = self.rooms[room_id] = KnownRoom()
        known.membership = told["membership"]
        known.meta |= {name: told[name] for name in META if name in told}
        if "heroes" in told:
            known.meta["heroes"] = sorted(hero["user_id"] for hero in told["heroes"])
        if "notification_count" in told:
            known.threads = told.get("unread_thread_notifications", {})
        if "timeline" in told:
            new: list[Json] = told["timeline"]
            assert told["num_live"] <= len(new)
            assert not any(self._ignores(event) for event in new)
            if told["limited"] and not told.get("initial"):
                new = await self._close_gap(room_id, known, told["prev_batch"], set(_ids(new))) + new
                if self.lazy:  # who moved in the gap is not told: what was known of members may be old
                    known.state = {key: e for key, e in known.state.items() if key[0] != "m.room.member"}
            known.add_timeline(new)
        known.add_state(told.get("timeline", []))
        known.add_state(told.get("required_state", []))

    async def _close_gap(self, room_id: str, known: KnownRoom, start: str, new: set[str]) -> list[Json]:
        have, found = set(known.ids()) - new, list[Json]()
        at: str | None = start
        while at is not None and have:
            query = {"dir": "b", "from": at, "limit": 5}
            page = await self.client.ok("GET", f"/rooms/{part(room_id)}/messages", **query)
            for event in page["chunk"]:
                if event["event_id"] in have:
                    return found[::-1]
                found.append(event)
            at = page.get("end")
        return found[::-1]

    def _take_extensions(self, told: Json, *, before_rooms: bool) -> None:
        if before_rooms:
            found = {e["type"]: e["content"] for e in told["account_data"]["global"]}
            take_account_data(self.account_data, found)
            changes = told.get("thread_subscriptions", {})
            for name in ("subscribed", "unsubscribed"):
                for roots in changes.get(name, {}).values():
                    self.subscriptions |= dict.fromkeys(roots, name == "subscribed")
            return
        for room_id, found in told["account_data"]["rooms"].items():
            of_room = {event["type"]: event["content"] for event in found}
            take_account_data(self.rooms[room_id].account_data, of_room)
        for section in ("receipts", "typing"):
            for room_id, event in told[section]["rooms"].items():
                self.rooms[room_id].add_ephemeral([event])

    # -- judging -----------------------------------------------------------------------------------------------------

    def check_equals(self, fresh: SlidingFollower) -> None:
        """It knows what a new connection is told that sees all rooms."""
        _same(self.account_data, fresh.account_data)
        mine = {root for root, is_on in self.subscriptions.items() if is_on}
        assert mine == {root for root, is_on in fresh.subscriptions.items() if is_on}
        for room_id, theirs in fresh.rooms.items():
            ours = self.rooms[room_id]
            assert ours.membership == theirs.membership, room_id
            if theirs.membership == "join":
                self._check_joined(ours, theirs)
        for room_id, ours in self.rooms.items():
            assert room_id in fresh.rooms or ours.membership in ("leave", "ban", "invite", "knock"), room_id

    def _check_joined(self, ours: KnownRoom, theirs: KnownRoom) -> None:
        _same(_meta(ours), _meta(theirs))
        _same(ours.threads, theirs.threads)
        _same(ours.account_data, theirs.account_data)
        assert ours.typing == theirs.typing
        shown = min(len(ours.timeline), len(theirs.timeline))
        assert ours.ids()[len(ours.timeline) - shown :] == theirs.ids()[len(theirs.timeline) - shown :]
        self._check_state(ours, theirs)
        seen = set(ours.ids())
        covering, known = theirs.covering_receipts(), ours.receipts
        for key, event_id in covering.items():
            if event_id in seen and not key[2]:
                assert known.get(key) == event_id, (key, event_id, known)

    def _check_state(self, ours: KnownRoom, theirs: KnownRoom) -> None:
        redacted = ours.redacted() | theirs.redacted()
        for key, event in theirs.state.items():
            if self.lazy and key[0] == "m.room.member" and key not in ours.state:
                continue
            assert key in ours.state, key
            mine = ours.state[key]
            assert mine["event_id"] == event["event_id"], (key, mine, event)
            content = pruned(mine) if mine["event_id"] in redacted else mine["content"]
            assert content == event["content"] or pruned(event) == content, (mine, event)

    def check_senders(self, room_id: str, events: list[Json]) -> None:
        """Lazily loaded: of whoever speaks, the client has the member event."""
        for event in events:
            assert ("m.room.member", event["sender"]) in self.rooms[room_id].state


def _ids(events: list[Json]) -> list[str]:
    return [event["event_id"] for event in events]


def _meta(room: KnownRoom) -> Json:
    """Heroes count only where there is no name."""
    meta = {key: value for key, value in room.meta.items() if value not in (None, False)}
    if meta.get("name"):
        meta.pop("heroes", None)
    return meta


def _same(mine: Any, fresh: Any) -> None:
    assert mine == fresh, (mine, fresh)
