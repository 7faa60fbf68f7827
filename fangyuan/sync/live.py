"""What changed for this viewer, from memory: the way of every waiting reader. Says when only the database can tell."""

from __future__ import annotations

from fangyuan import e2ee, push, timeline
from fangyuan.events import Event
from fangyuan.kernel.change import Change
from fangyuan.presence import PRESENCE
from fangyuan.push import RoomUnread
from fangyuan.sync.delta import SUMMARIZED
from fangyuan.sync.encode import (
    Answer,
    JoinedRoom,
    account_data_event,
    encode_joined,
    ephemeral_event,
    presence_event,
)
from fangyuan.sync.filters import SyncFilter
from fangyuan.sync.hub import Hub, Viewer
from fangyuan.sync.state import newest_of
from fangyuan.timeline import Reader, Receipt

_MOST = 1_000
_OF_DEVICES = frozenset({e2ee.DEVICE_LIST, e2ee.TO_DEVICE, e2ee.DEVICE_KEYS})
_FRESH_MS = 1_000  # a shared fragment's `age` may be off by this much


class _News:
    """What is new in one room."""

    __slots__ = ("account_data", "events", "receipts", "typing")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.receipts: dict[tuple[str, str, str], Receipt] = {}
        self.typing: timeline.Typing | None = None
        self.account_data: list[bytes] = []


def live(hub: Hub, viewer: Viewer, reader: Reader, since: int, filter: SyncFilter) -> Answer | None:
    """The answer for (since, now], perhaps empty; None when memory does not suffice."""
    if not hub.reaches(since) or since > hub.position or hub.position < viewer.loaded_at:
        return None
    counts = viewer.key_counts.get(reader.device_id)
    if counts is None:
        return None
    changes = hub.since(since)
    answer = Answer(max(hub.position, since), key_counts=counts)
    if not changes:
        return answer
    if len(changes) > _MOST or not filter.is_usual_form:
        return None
    news: dict[str, _News] = {}
    for change in changes:
        if not _take(change, viewer, filter, news, answer):
            return None
        if change.kind == PRESENCE and not _take_presence(change, hub, viewer, reader, filter, answer):
            return None
        if change.kind in _OF_DEVICES and not _take_devices(change, hub, viewer, reader, answer):
            return None
    for room_id, new in news.items():
        encoded = _encode(hub, viewer, reader, filter, room_id, new, since)
        if encoded is None:
            return None
        if encoded:
            answer.join.append(encoded)
    return answer


def _take(change: Change, viewer: Viewer, filter: SyncFilter, news: dict[str, _News], answer: Answer) -> bool:
    """Sorts one change in; False when it needs the database."""
    kind, room_id = change.kind, change.room_id
    if kind == "event":
        event: Event = change.data
        is_near = room_id in viewer.joined or event.state_key == viewer.user_id
        if is_near and event.state_key is not None and event.type in SUMMARIZED:
            return False  # summaries, heroes and rooms new to the viewer are the database's
        if room_id in viewer.joined and filter.rooms.passes_room(room_id):
            new = news.setdefault(room_id, _News())
            if event.relates_to is not None and any(one.event_id == event.relates_to for one in new.events):
                return False  # to be bundled with what it relates to
            new.events.append(event)
    elif kind == "receipt":
        receipt: Receipt = change.data
        is_mine_to_see = bool(room_id) or change.user_id == viewer.user_id  # private ones name no room
        if is_mine_to_see and receipt.room_id in viewer.joined and filter.rooms.passes_room(receipt.room_id):
            key = (receipt.receipt_type, receipt.user_id, receipt.thread_id)  # the newest of each counts
            news.setdefault(receipt.room_id, _News()).receipts[key] = receipt
    elif kind == "typing":
        if room_id in viewer.joined and filter.rooms.passes_room(room_id):
            news.setdefault(room_id, _News()).typing = change.data
    elif kind == "account_data" and change.user_id == viewer.user_id:
        type, content = change.data
        if push.changes_judge(change):
            return False  # every room's counts may be others: the database's
        if not room_id:
            if filter.account_data.passes_type(type):
                answer.account_data.append(account_data_event(type, content))
        elif (
            room_id in viewer.joined
            and filter.rooms.passes_room(room_id)
            and filter.room_account_data.passes_in(type, room_id)
        ):
            news.setdefault(room_id, _News()).account_data.append(account_data_event(type, content))
    elif kind == "redacted":
        return change.data.type not in SUMMARIZED or room_id not in viewer.joined
    elif kind == "push_rules" and change.user_id == viewer.user_id:
        return False
    return True


def _take_presence(
    change: Change, hub: Hub, viewer: Viewer, reader: Reader, filter: SyncFilter, answer: Answer
) -> bool:
    user_id = change.user_id
    if not filter.presence.passes_of("m.presence", user_id):
        return True
    if hub.hides_anybody and user_id != viewer.user_id:
        return False  # who sees whom is the database's to say
    shares = hub.do_share_room(viewer, user_id)
    if shares:
        answer.presence[user_id] = presence_event(change.data, reader.now_ms)
    return shares is not None


def _take_devices(change: Change, hub: Hub, viewer: Viewer, reader: Reader, answer: Answer) -> bool:
    """The same for what is of devices. Messages themselves are to be added by `add_messages`."""
    if change.kind == e2ee.DEVICE_LIST and change.data is not None:
        if change.user_id == reader.user_id:
            answer.changed.add(change.data)
        return True
    if change.kind == e2ee.DEVICE_LIST:
        shares = hub.do_share_room(viewer, change.user_id)
        if shares:
            answer.changed.add(change.user_id)
        return shares is not None
    if e2ee.concerns(change, reader.user_id, reader.device_id):
        if change.kind == e2ee.DEVICE_KEYS:
            answer.counts_changed = True
        else:
            answer.awaits_messages = True
    return True


def _encode(
    hub: Hub, viewer: Viewer, reader: Reader, filter: SyncFilter, room_id: str, new: _News, since: int
) -> bytes | None:
    """The room encoded; b'' when the filter leaves nothing; None when only the database can tell."""
    if len(new.events) > filter.limit:
        return None
    unread = viewer.unread.get(room_id)
    if unread is None:
        return None
    kept = filter.timeline.keep(new.events)
    if len(kept) < len(new.events) and any(event.state_key is not None for event in new.events):
        return None  # what the timeline's filter takes out of the state's changes is told beside it
    if viewer.ignored:
        kept = [event for event in kept if not timeline.is_hidden(event, viewer.ignored)]
    if kept and filter.lazy and not _has_members(viewer, reader, filter, room_id, kept, since):
        return None
    by_thread = filter.timeline.unread_thread_notifications
    state = newest_of(new.events) if filter.is_state_after else []
    is_plain = (
        not state and len(kept) == len(new.events) and not (new.receipts or new.typing or new.account_data)
    )
    if kept and is_plain and not unread.threads:
        return _shared(hub, reader, room_id, kept, unread, filter)
    room = JoinedRoom(
        room_id,
        prev_batch=kept[0].position - 1 if kept else hub.position,
        unread=unread,
        state=[timeline.state_event(event) for event in filter.state.keep(state)],
        state_name=filter.state_name,
    )
    if kept:
        room.timeline = _timeline(reader, kept)
    if new.receipts and filter.ephemeral.passes_in("m.receipt", room_id):
        for content in timeline.receipts_contents(new.receipts.values()):
            room.ephemeral.append(ephemeral_event("m.receipt", content))
    if new.typing is not None and filter.ephemeral.passes_in("m.typing", room_id):
        room.ephemeral.append(ephemeral_event("m.typing", {"user_ids": list(new.typing.user_ids)}))
    room.account_data = new.account_data
    own_receipt = any(user_id == viewer.user_id for _, user_id, _ in new.receipts)
    if not (kept or room.state or room.ephemeral or room.account_data or own_receipt):
        return b""
    return encode_joined(room, by_thread=by_thread)


def _has_members(
    viewer: Viewer, reader: Reader, filter: SyncFilter, room_id: str, shown: list[Event], since: int
) -> bool:
    """Whether this device has the member events of everybody who wrote, and doesn't want them again."""
    if filter.state.include_redundant_members:
        return False
    sent = viewer.members_sent.get((reader.device_id, room_id))
    return sent is not None and all(sent.get(event.sender, since + 1) <= since for event in shown)


def _timeline(reader: Reader, shown: list[Event]) -> bytes:
    return timeline.array([timeline.client_event(event, reader) for event in shown])


def _shared(
    hub: Hub, reader: Reader, room_id: str, shown: list[Event], unread: RoomUnread, filter: SyncFilter
) -> bytes:
    """The room's bytes, shared by all who read the same messages in the same second with the same counts."""
    prev_batch, by_thread = shown[0].position - 1, filter.timeline.unread_thread_notifications
    if any(event.txn_id is not None and event.sender == reader.user_id for event in shown):
        return _messages(reader, room_id, shown, unread, filter)
    span = (prev_batch, shown[-1].position, reader.now_ms // _FRESH_MS)
    found = hub.fragments.get(room_id)
    if found is None or found[0] != span:
        found = hub.fragments[room_id] = (span, {})
    key = (unread.notification_count, unread.highlight_count, by_thread, filter.state_name)
    encoded = found[1].get(key)
    if encoded is None:
        encoded = found[1][key] = _messages(reader, room_id, shown, unread, filter)
    return encoded


def _messages(
    reader: Reader, room_id: str, shown: list[Event], unread: RoomUnread, filter: SyncFilter
) -> bytes:
    """A room in which only something was said."""
    room = JoinedRoom(room_id, _timeline(reader, shown), prev_batch=shown[0].position - 1, unread=unread)
    room.state_name = filter.state_name
    return encode_joined(room, by_thread=filter.timeline.unread_thread_notifications)
