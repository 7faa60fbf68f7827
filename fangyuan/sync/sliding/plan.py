"""What a request needs to be told, decided in memory: per room since when, and how much. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass, field

from fangyuan import push
from fangyuan.kernel.change import Change
from fangyuan.push import RoomUnread
from fangyuan.sync.hub import Hub, Viewer
from fangyuan.sync.roomlist import RoomList, Standing
from fangyuan.sync.sliding.request import Extensions, Request, Scope
from fangyuan.sync.sliding.required import NOTHING, Required
from fangyuan.sync.sliding.state import (
    GETS_ACCOUNT_DATA,
    GETS_THREADS,
    HAS_ACCOUNT_DATA,
    HAS_RECEIPTS,
    HAS_TYPING,
    IS_DM,
    NEW,
    WATCHED,
    State,
    Told,
)
from fangyuan.sync.sliding.window import Wanted, Window


@dataclass(slots=True)
class Ask:
    """A room of which something is to be told, or may be: `low` is up to where the client was told of it."""

    room_id: str
    standing: Standing
    wanted: Wanted
    told: Told | None
    low: int
    is_new: bool
    expands: bool = False  # more of the timeline than was told before
    had: Required = NOTHING
    is_dm: bool = False
    dm_changed: bool = False
    last: int = 0  # position of the room's newest event
    unread: RoomUnread | None = None  # as memory has it

    @property
    def limit(self) -> int:
        return self.wanted.config.timeline_limit

    @property
    def required(self) -> Required:
        return self.wanted.config.required

    @property
    def wants_more_state(self) -> bool:
        return not self.is_new and not self.had.covers(self.required)


@dataclass(slots=True)
class News:
    """What memory knows to have changed since the client's position: None where only the database knows."""

    counted: set[str] | None = None  # rooms whose unread counts may be others by the viewer's own receipts
    receipts: set[str] | None = None
    typing: set[str] | None = None
    account_data: bool = True
    threads: bool = True
    devices: bool = True  # lists, messages, keys
    judged: bool = True  # his push rules changed, or what they look at

    @property
    def judged_in_memory(self) -> bool:
        return self.judged and self.counted is not None


@dataclass(slots=True)
class Plan:
    """All that one look into the database has to answer. Positions: after `since`, up to `upto`."""

    request: Request
    state: State
    since: int
    upto: int
    window: Window
    news: News
    asks: list[Ask]
    recount: list[Ask]  # rooms without other news, whose counts may have changed
    standings: dict[str, Standing]
    # What the connection remembers beside its state: members that it was told of by room, its device's keys, and up to
    # where no message waits for its device.
    members: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    keys: bytes | None = None
    inbox: int = 0

    @property
    def is_first(self) -> bool:
        return self.state is NEW

    def low(self, room_id: str) -> int:
        """Up to where the client was told of a room."""
        told = self.state.rooms.get(room_id)
        return 0 if told is None else self.since if told.upto == WATCHED else told.upto

    def scoped(self, scope: Scope) -> set[str]:
        """The rooms that an extension is for. MSC3575 §Extensions: by lists and rooms, all when not given."""
        if not scope.enabled:
            return set()
        found: set[str] = set()
        for room_id, wanted in self.window.rooms.items():
            by_list = wanted.lists if scope.lists is None else scope.lists.intersection(wanted.lists)
            if by_list or (
                room_id in self.request.subscriptions if scope.rooms is None else room_id in scope.rooms
            ):
                found.add(room_id)
        return found


def make_plan(
    hub: Hub, viewer: Viewer, room_list: RoomList, request: Request, state: State, since: int, window: Window
) -> Plan:
    """The plan as of the newest position that memory is sure of."""
    upto = max(hub.position, room_list.loaded_at, since)
    news = _news(hub, viewer, since) if state is not NEW and hub.reaches(since) else News()
    is_sure = upto == hub.position  # else what memory has counted may be older
    asks: list[Ask] = []
    recount: list[Ask] = []
    for room_id, wanted in window.rooms.items():
        if _is_settled(room_list, room_id, wanted, state, since, news):
            continue
        ask = _ask(room_list, room_id, wanted, state, since)
        ask.unread = viewer.unread.get(room_id) if is_sure else None
        if _has_news(ask):
            asks.append(ask)
        elif ask.standing.membership == "join":
            recount.append(ask)
    standings = {room_id: room_list.standings[room_id] for room_id in window.rooms}
    return Plan(request, state, since, upto, window, news, asks, recount, standings)


def _is_settled(
    room_list: RoomList, room_id: str, wanted: Wanted, state: State, since: int, news: News
) -> bool:
    """The quick answer for most rooms: the client has all of this one, and wants no more of it than before."""
    told = state.rooms.get(room_id)
    if told is None or told.upto != WATCHED or news.judged or news.counted is None or room_id in news.counted:
        return False
    standing, config = room_list.standings[room_id], wanted.config
    newest = room_list.last.get(room_id, 0) if standing.membership == "join" else standing.position
    had = state.required[told.required]
    return (
        newest <= since
        and config.timeline_limit <= told.timeline
        and (had is config.required or had == config.required)
        and bool(told.marks & IS_DM) is (room_id in room_list.direct)
    )


def _ask(room_list: RoomList, room_id: str, wanted: Wanted, state: State, since: int) -> Ask:
    standing = room_list.standings[room_id]
    told = state.rooms.get(room_id)
    low = 0 if told is None else since if told.upto == WATCHED else told.upto
    is_joined = standing.membership == "join"
    is_dm = room_id in room_list.direct
    ask = Ask(
        room_id,
        standing,
        wanted,
        told,
        low,
        is_new=told is None or (standing.since_position > low if is_joined else False),
        is_dm=is_dm,
        dm_changed=told is not None and bool(told.marks & IS_DM) is not is_dm,
        last=room_list.last.get(room_id, 0),
    )
    if told is not None:
        ask.had = state.required[told.required]
        ask.expands = not ask.is_new and is_joined and ask.limit > told.timeline
    return ask


def _has_news(ask: Ask) -> bool:
    if ask.is_new or ask.dm_changed:
        return True
    if ask.standing.membership != "join":
        return ask.standing.position > ask.low
    return ask.last > ask.low or ask.expands or ask.wants_more_state


def _news(hub: Hub, viewer: Viewer, since: int) -> News:
    """From the changes in memory."""
    news = News(set(), set(), set(), False, False, False, False)
    me = viewer.user_id
    for change in hub.since(since):
        _take(news, change, me)
    return news


def _take(news: News, change: Change, me: str) -> None:
    assert news.counted is not None and news.receipts is not None and news.typing is not None  # noqa: PT018
    kind = change.kind
    if kind == "receipt":
        news.receipts.add(change.data.room_id)
        if change.user_id == me:
            news.counted.add(change.data.room_id)
    elif kind == "redacted":
        news.counted.add(change.room_id)
    elif kind == "typing":
        news.typing.add(change.room_id)
    elif kind in ("device_list", "to_device", "device_keys") or (
        kind == "event" and change.data.type == "m.room.member"
    ):
        news.devices = True
    elif change.user_id == me:
        if kind in ("account_data", "push_rules"):
            news.account_data = True
        elif kind == "thread_subscription":
            news.threads = True
        news.judged = news.judged or push.changes_judge(change)


def is_quiet(plan: Plan) -> bool:
    """Whether memory alone says that there is nothing to tell, and nothing to remember."""
    if plan.is_first or plan.asks or plan.recount:
        return False
    news, wanted = plan.news, plan.request.extensions
    if (
        (wanted.account_data.enabled and news.account_data)
        or (wanted.threads.enabled and news.threads)
        or ((wanted.e2ee or wanted.to_device.enabled) and news.devices)
        or (wanted.e2ee and plan.keys is None)
        or (wanted.to_device.enabled and plan.inbox < plan.since)
        or _is_of(plan, wanted.receipts, news.receipts)
        or _is_of(plan, wanted.typing, news.typing)
    ):
        return False
    return not _changes_state(plan, wanted)


def _is_of(plan: Plan, scope: Scope, rooms: set[str] | None) -> bool:
    if not scope.enabled:
        return False
    return rooms is None or not rooms.isdisjoint(plan.scoped(scope) if rooms else rooms)


def _changes_state(plan: Plan, wanted: Extensions) -> bool:
    """Whether the state after this answer differs, although nothing happened: the client asks for something else."""
    state = plan.state
    if plan.window.rooms.keys() != state.watched():
        return True
    if next_marks(wanted) != state.marks:
        return True
    scopes = [(mark, plan.scoped(scope)) for mark, scope in room_scopes(wanted)]
    for room_id in plan.window.rooms:
        told = state.rooms[room_id]
        if state.required[told.required] != plan.window.rooms[room_id].config.required:
            return True
        if any(bool(told.marks & mark) is not (room_id in scoped) for mark, scoped in scopes):
            return True
    return False


def room_scopes(wanted: Extensions) -> tuple[tuple[int, Scope], ...]:
    """Extensions about rooms, by the mark that a room bears which they were told of."""
    return (
        (HAS_ACCOUNT_DATA, wanted.account_data),
        (HAS_RECEIPTS, wanted.receipts),
        (HAS_TYPING, wanted.typing),
    )


def next_marks(wanted: Extensions) -> int:
    """Which extensions about more than rooms the client is told of from this answer on."""
    return GETS_ACCOUNT_DATA * wanted.account_data.enabled | GETS_THREADS * wanted.threads.enabled
