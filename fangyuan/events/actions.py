"""Appending to the log, and the one way in which an event changes afterwards: redaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from fangyuan.db import Tx
from fangyuan.events import file_store, holds, store
from fangyuan.events.files import MXC, PICTURES, files_of
from fangyuan.events.model import MAX_EVENT_BYTES, Event
from fangyuan.events.redaction import strip
from fangyuan.kernel import json
from fangyuan.kernel.errors import TooLarge
from fangyuan.kernel.json import JsonObject


def append(tx: Tx, event: Event) -> Event:
    """Adds the event at its position and tells readers; M_TOO_LARGE beyond the spec's 65,536 bytes."""
    if len(event.json) > MAX_EVENT_BYTES:
        raise TooLarge(f"The event is larger than {MAX_EVENT_BYTES} bytes")
    store.add(tx, event)
    _keep_files(tx, event)
    tx.note("event", room_id=event.room_id, data=event, position=event.position)
    return event


def drop_files(tx: Tx, event: Event) -> None:
    """The event counts no more as a reason to keep its files."""
    if MXC in event.json:
        file_store.drop(tx, event)


def append_all(tx: Tx, many: Sequence[Event]) -> None:
    """The same of many events that mention nobody, in one statement."""
    if any(len(event.json) > MAX_EVENT_BYTES for event in many):
        raise TooLarge(f"The event is larger than {MAX_EVENT_BYTES} bytes")
    store.add_all(tx, many)
    for event in many:
        _keep_files(tx, event)
        tx.note("event", room_id=event.room_id, data=event, position=event.position)


def _keep_files(tx: Tx, event: Event) -> None:
    if MXC in event.json:
        is_picture = event.type in PICTURES and event.state_key is not None
        file_store.add(tx, event, files_of(event.json, tx.ids.server_name), is_picture=is_picture)


def redact(tx: Tx, target: Event, redaction: Event, version: str) -> Event:
    """Strips the target to what its room's version keeps and names the redaction in its `unsigned`."""
    holds.set_aside(tx, [target], "redaction")
    drop_files(tx, target)
    stripped = strip(json.decode(target.json), version)
    because: dict[str, Any] = json.decode(redaction.json)
    target.json = json.encode(stripped)
    shared: JsonObject = {"redacted_because": because}
    if target.unsigned is not None and target.state_key is not None:
        # What the state was before stays known; what it said does not.
        shared["replaces_state"] = json.decode(target.unsigned).get("replaces_state")
    target.unsigned = json.encode({key: value for key, value in shared.items() if value is not None})
    target.redacted_by = redaction.event_id
    store.rewrite(tx, target.position, target.json, target.unsigned, redaction.event_id)
    # No client sees this change by itself: it tells whoever keeps the old bytes in memory to drop them.
    tx.note("redacted", room_id=target.room_id, data=target, position=redaction.position)
    following = store.find_next_state(tx, target) if target.state_key is not None else None
    if following is not None:
        _strip_previous(tx, following, stripped["content"], redaction)
    return target


def redacted_copy(event: Event, version: str) -> Event:
    """What a redaction would leave of the event, for readers from whom it is kept; the log stays as it is."""
    stripped = json.encode(strip(json.decode(event.json), version))
    return msgspec.structs.replace(event, json=stripped, unsigned=None, has_relations=0)


def _strip_previous(tx: Tx, following: Event, content: JsonObject, redaction: Event) -> None:
    """The state that replaced a redacted one remembers its content: that is stripped too."""
    shared = json.as_object(json.decode(following.unsigned or b"{}"))
    if "prev_content" in shared:
        following.unsigned = json.encode(shared | {"prev_content": content})
        store.rewrite(tx, following.position, following.json, following.unsigned, following.redacted_by)
        tx.note("redacted", room_id=following.room_id, data=following, position=redaction.position)
