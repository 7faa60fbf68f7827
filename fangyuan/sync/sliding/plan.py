"""What a request needs to be told, decided in memory: per room since when, and how much. Nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from fangyuan import e2ee, push
from fangyuan.events import Event
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
from fangyuan.timeline import Reader

_MOST_CHANGES = 1_000  # beyond, a look at the whole window is quicker


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
    lists: bool = True  # whose devices are to be looked up
    device: bool = True  # messages to the client's own device, its keys
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
    room_list: RoomList
    # What filters and ignoring could change since.
    version: tuple[int, int]
    ignored: frozenset[str]
    is_settled: bool = False  # the client had everything at `since`: only what is asked here can have changed
    recent: dict[str, list[Event]] | None = None  # by room all events after `since`, where memory has them
    # What the connection remembers beside its state: members that it was told of by room, its device's keys, and up to
    # where no message waits for its device.
    members: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    keys: bytes | None = None
    inbox: int = 0

    @property
    def is_first(self) -> bool:
        return self.state is NEW

    @property
    def standings(self) -> Mapping[str, Standing]:
        return self.room_list.standings

    def low(self, room_id: str) -> int:
        """Up to where the client was told of a room."""
        told = self.state.rooms.get(room_id)
        return 0 if told is None else self.since if told.upto == WATCHED else told.upto

    def scoped(self, scope: Scope) -> Set[str]:
        return self.window.scoped(scope)


@dataclass(slots=True)
class Settled:
    """What a connection was told last. While all that is the same, only changes since then have to be looked at."""

    state: State
    since: int
    window: Window
    room_list: RoomList
    version: tuple[int, int]
    ignored: frozenset[str]

    def fits(self, hub: Hub, viewer: Viewer, request: Request, state: State, since: int) -> bool:
        room_list = viewer.rooms
        return (
            room_list is not None
            and self.window.request is request
            and self.state is state
            and self.since == since
            and self.room_list is room_list
            and self.version == (room_list.version, hub.facts.version)
            and self.ignored == viewer.ignored
            and hub.reaches(since)
        )


def settled(plan: Plan, state: State) -> Settled:
    """What the connection was told with the plan's answer, by which it is in this state."""
    return Settled(state, plan.upto, plan.window, plan.room_list, plan.version, plan.ignored)


def make_plan(
    hub: Hub, viewer: Viewer, room_list: RoomList, reader: Reader, state: State, since: int, window: Window
) -> Plan:
    """The plan as of the newest position that memory is sure of."""
    is_known = state is not NEW and hub.reaches(since)
    news = _news(hub, viewer, reader, hub.since(since)) if is_known else News()
    rooms = [
        room_id
        for room_id, wanted in window.rooms.items()
        if not _is_settled(room_list, room_id, wanted, state, since, news)
    ]
    return _plan(hub, viewer, room_list, state, since, window, news, rooms)


def make_settled_plan(hub: Hub, viewer: Viewer, reader: Reader, settled: Settled) -> Plan | None:
    """The same for a client that had everything at its position; None when the whole window has to be looked at."""
    changes, window = hub.since(settled.since), settled.window
    if len(changes) > _MOST_CHANGES:
        return None
    news = _news(hub, viewer, reader, changes)
    assert news.counted is not None
    if news.judged:
        return None
    touched = dict.fromkeys(
        change.room_id for change in changes if change.kind == "event" and change.room_id in window.rooms
    )
    if not window.is_whole and any(
        change.kind == "event" and change.room_id in viewer.joined for change in changes
    ):
        return None  # another room may be among the latest now
    rooms = [
        *touched,
        *(room_id for room_id in news.counted if room_id in window.rooms and room_id not in touched),
    ]
    plan = _plan(hub, viewer, settled.room_list, settled.state, settled.since, window, news, rooms)
    plan.is_settled = True
    plan.recent = _recent(changes, plan) if plan.upto == hub.position else None
    return plan


def _recent(changes: Iterable[Change], plan: Plan) -> dict[str, list[Event]] | None:
    """None when one of the events relates to another: then it is bundled with it, which memory doesn't know."""
    found: dict[str, list[Event]] = {ask.room_id: [] for ask in plan.asks}
    ids: set[str] = set()
    for change in changes:
        if change.kind == "event" and change.room_id in found:
            event: Event = change.data
            if event.relates_to in ids:
                return None
            ids.add(event.event_id)
            found[change.room_id].append(event)
    return found


def _plan(
    hub: Hub,
    viewer: Viewer,
    room_list: RoomList,
    state: State,
    since: int,
    window: Window,
    news: News,
    rooms: Sequence[str],
) -> Plan:
    """`rooms` are those of the window of which something may have to be told."""
    upto = max(hub.position, room_list.loaded_at, since)
    is_sure = upto == hub.position  # else what memory has counted may be older
    asks: list[Ask] = []
    recount: list[Ask] = []
    for room_id in rooms:
        ask = _ask(room_list, room_id, window.rooms[room_id], state, since)
        ask.unread = viewer.unread.get(room_id) if is_sure else None
        if _has_news(ask):
            asks.append(ask)
        elif ask.standing.membership == "join":
            recount.append(ask)
    version = (room_list.version, hub.facts.version)
    return Plan(
        window.request, state, since, upto, window, news, asks, recount, room_list, version, viewer.ignored
    )


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


def _news(hub: Hub, viewer: Viewer, reader: Reader, changes: Iterable[Change]) -> News:
    """From the changes in memory."""
    news = News(set(), set(), set(), False, False, False, False, False)
    for change in changes:
        _take(news, hub, viewer, reader, change)
    return news


def _take(news: News, hub: Hub, viewer: Viewer, reader: Reader, change: Change) -> None:
    assert news.counted is not None
    assert news.receipts is not None
    assert news.typing is not None
    kind, is_own = change.kind, change.user_id == viewer.user_id
    if kind == "event":
        is_move = change.data.type == "m.room.member"
        if is_move and (change.room_id in viewer.joined or change.data.state_key == viewer.user_id):
            news.lists = True
    elif kind == "receipt":
        if change.room_id or is_own:  # those that are private name no room
            news.receipts.add(change.data.room_id)
        if is_own:
            news.counted.add(change.data.room_id)
    elif kind == "redacted":
        news.counted.add(change.room_id)
    elif kind == "typing":
        news.typing.add(change.room_id)
    elif kind == e2ee.DEVICE_LIST:
        news.lists = news.lists or hub.do_share_room(viewer, change.user_id) is not False
    elif kind in (e2ee.TO_DEVICE, e2ee.DEVICE_KEYS):
        news.device = news.device or e2ee.concerns(change, reader.user_id, reader.device_id)
    elif is_own:
        news.account_data = news.account_data or kind in ("account_data", "push_rules")
        news.threads = news.threads or kind == "thread_subscription"
        news.judged = news.judged or push.changes_judge(change)


def is_quiet(plan: Plan) -> bool:
    """Whether memory alone says that there is nothing to tell, and nothing to remember."""
    if plan.is_first or plan.asks or plan.recount:
        return False
    news, wanted = plan.news, plan.request.extensions
    if (
        (wanted.account_data.enabled and news.account_data)
        or (wanted.threads.enabled and news.threads)
        or ((wanted.e2ee or wanted.to_device.enabled) and news.device)
        or (wanted.e2ee and (news.lists or plan.keys is None))
        or (wanted.to_device.enabled and plan.inbox < plan.since)
        or _is_of(plan, wanted.receipts, news.receipts)
        or _is_of(plan, wanted.typing, news.typing)
    ):
        return False
    return plan.is_settled or not _changes_state(plan, wanted)


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
