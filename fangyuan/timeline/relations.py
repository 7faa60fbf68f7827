"""Relations: what hangs on an event, bundled with it or listed. §Forming relationships between events."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fangyuan import events, identity, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.errors import NotFound
from fangyuan.rooms import Range
from fangyuan.timeline import store
from fangyuan.timeline.encode import UNSAID, Reader, client_event, is_shown
from fangyuan.timeline.erasure import list_veiled, veil

MOST_RECURSION = 3


def bundle(
    tx: Tx, reader: Reader, shown: Sequence[Event], ranges: Sequence[Range] | None = None
) -> dict[str, bytes]:
    """The `m.relations` of those events that have some, by event id: newest edit, thread summary, references.

    `ranges` holds what of the room a reader may see who is not in it.
    """
    by_id = {event.event_id: event for event in shown if event.has_relations and event.redacted_by is None}
    if not by_id:
        return {}
    parts: dict[str, dict[str, bytes]] = {}
    references: dict[str, list[dict[str, str]]] = {}
    related = events.list_related(tx, list(by_id), ["m.replace", "m.reference"])
    veiled = list_veiled(tx, reader.user_id, related)
    for relating in related:
        target = by_id[relating.relates_to or ""]
        if not is_shown(relating, reader.ignored, ranges) or relating.position in veiled:
            continue
        if relating.rel_type == "m.reference":
            references.setdefault(target.event_id, []).append({"event_id": relating.event_id})
        elif _is_edit_of(relating, target):
            parts.setdefault(target.event_id, {})["m.replace"] = client_event(
                relating, reader, membership=UNSAID
            )
    for event_id, chunk in references.items():
        parts.setdefault(event_id, {})["m.reference"] = json.encode({"chunk": chunk})
    for root, summary in _thread_summaries(tx, reader, by_id, ranges).items():
        parts.setdefault(root, {})["m.thread"] = summary
    return {event_id: _object(found) for event_id, found in parts.items()}


def _object(parts: dict[str, bytes]) -> bytes:
    return b"{" + b",".join(b'"%s":%s' % (key.encode(), value) for key, value in parts.items()) + b"}"


def _thread_summaries(
    tx: Tx, reader: Reader, by_id: dict[str, Event], ranges: Sequence[Range] | None
) -> dict[str, bytes]:
    counts = store.list_threads(tx, by_id)
    if not counts:
        return {}
    roots = list(counts)
    if reader.ignored:
        counts = events.count_in_threads(tx, roots, reader.ignored)
    latest = events.list_latest_in_threads(tx, roots, reader.ignored)
    latest = {root: event for root, event in latest.items() if is_shown(event, reader.ignored, ranges)}
    latest = dict(zip(latest, veil(tx, reader.user_id, list(latest.values())), strict=True))
    mine = events.list_participated(tx, roots, reader.user_id)
    edits = _newest_edits(tx, reader, list(latest.values()), ranges)
    summaries: dict[str, bytes] = {}
    for root, last in latest.items():
        edit = edits.get(last.event_id)
        bundled = _object({"m.replace": client_event(edit, reader, membership=UNSAID)}) if edit else None
        summaries[root] = b'{"count":%d,"current_user_participated":%s,"latest_event":%s}' % (
            counts[root],
            b"true" if root in mine or by_id[root].sender == reader.user_id else b"false",
            client_event(last, reader, bundled, UNSAID),
        )
    return summaries


def _newest_edits(
    tx: Tx, reader: Reader, targets: Sequence[Event], ranges: Sequence[Range] | None
) -> dict[str, Event]:
    by_id = {event.event_id: event for event in targets if event.has_relations}
    if not by_id:
        return {}
    found: dict[str, Event] = {}
    edits = events.list_related(tx, list(by_id), ["m.replace"])
    veiled = list_veiled(tx, reader.user_id, edits)
    for edit in edits:
        target = by_id[edit.relates_to or ""]
        is_seen = is_shown(edit, reader.ignored, ranges) and edit.position not in veiled
        if is_seen and _is_edit_of(edit, target):
            found[target.event_id] = edit
    return found


def _is_edit_of(edit: Event, target: Event) -> bool:
    """§Validity of replacement events: what doesn't fit is ignored."""
    if edit.sender != target.sender or edit.type != target.type or target.rel_type == "m.replace":
        return False
    if edit.state_key is not None or target.state_key is not None:
        return False
    return edit.type == "m.room.encrypted" or json.is_object(edit.content().get("m.new_content"))


class Span(msgspec.Struct, frozen=True):
    """Which page of relations is wanted: of (low, high], at most `limit`, the newest first if `backwards`."""

    low: int
    high: int
    limit: int
    backwards: bool = True


def list_relations(
    tx: Tx,
    user_id: str,
    room_id: str,
    event_id: str,
    span: Span,
    *,
    rel_type: str | None,
    event_type: str | None,
    recurse: bool,
) -> tuple[list[Event], int | None]:
    """(a page of what is shown of all that relates to the event, where the next begins if there is more).

    With `recurse` also what relates to that, MOST_RECURSION levels deep. §GET /relations.
    """
    ranges = rooms.get_ranges(tx, room_id, user_id)
    target = events.find_event(tx, event_id)
    if target is None or target.room_id != room_id or not rooms.is_visible(ranges, target.position):
        raise NotFound("No such event in this room")
    found: list[Event] = []
    for first, last in reversed(ranges) if span.backwards else ranges:
        low, high = max(span.low, first - 1), min(span.high, last)
        if low < high and len(found) <= span.limit:
            found += events.list_relating(
                tx,
                event_id,
                low,
                high,
                span.limit + 1 - len(found),
                rel_type=rel_type,
                type=event_type,
                depth=MOST_RECURSION if recurse else 1,
                backwards=span.backwards,
            )
    ignored = identity.list_ignored(tx, user_id)
    page, following = found[: span.limit], None
    if len(found) > span.limit:
        following = page[-1].position - 1 if span.backwards else page[-1].position
    return [event for event in page if is_shown(event, ignored, ranges)], following


def list_threads(
    tx: Tx, user_id: str, room_id: str, *, before: int, limit: int, participated: bool
) -> tuple[list[Event], int | None]:
    """(thread roots, those with the latest reply first; where the next page begins or None). §Threads."""
    ranges = rooms.get_ranges(tx, room_id, user_id)
    rows = store.list_room_threads(tx, room_id, before, limit + 1, of=user_id if participated else None)
    more = rows[limit][1] if len(rows) > limit else None
    found = events.find_events(tx, [root for root, _ in rows[:limit]])
    roots = [found[root] for root, _ in rows[:limit] if root in found]
    ignored = identity.list_ignored(tx, user_id)
    return [event for event in roots if is_shown(event, ignored, ranges)], more
