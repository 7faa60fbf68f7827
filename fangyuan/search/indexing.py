"""Keeping the index true to the log: messages, edits, redactions, names and topics, in the order of the stream."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.search import store
from fangyuan.search.store import Doc
from fangyuan.search.words import VERSION, fold, words_of

BATCH = 200  # events: about 10 ms of the writer
_WINDOW = 5_000  # positions that one batch looks over at most, where nothing is to be indexed
_STATE_TYPES = ("m.room.name", "m.room.topic")


def is_behind(tx: Tx) -> bool:
    """Whether there is something in the log that the index hasn't seen."""
    position, version = store.get_state(tx)
    return version != VERSION or position < events.newest_position(tx)


def progress(tx: Tx) -> tuple[int, int]:
    """(position that the index has reached, position of the newest event)."""
    position, version = store.get_state(tx)
    return (position if version == VERSION else 0, events.newest_position(tx))


def advance(tx: Tx, most: int = BATCH) -> bool:
    """Indexes the next batch of at most `most` events; whether there is more to do."""
    position, version = store.get_state(tx)
    if version != VERSION:
        store.drop_all(tx)
        position = 0
    newest = events.newest_position(tx)
    if position >= newest and version == VERSION:
        return False
    upto = min(newest, position + _WINDOW)
    batch = events.list_said(tx, position, upto, most, _STATE_TYPES)
    if len(batch) == most:
        upto = batch[-1].position
    for event in batch:
        _take_in(tx, event)
    store.set_state(tx, upto, VERSION)
    return upto < newest


def forget(tx: Tx, positions: Sequence[int]) -> None:
    """What was said at these positions is gone from the log: it is found no more."""
    for doc in store.list_at(tx, positions):
        store.drop(tx, doc.position, words_of(doc.text, doc.room_id))


def rebuild(tx: Tx) -> None:
    """Forgets the index; `advance` makes it anew."""
    store.drop_all(tx)
    store.set_state(tx, 0, VERSION)


def _take_in(tx: Tx, event: Event) -> None:
    if event.type == "m.room.redaction":
        _take_out(tx, event)
    elif event.redacted_by is None:
        if event.rel_type == "m.replace" and event.state_key is None:
            _take_edit_in(tx, event)
        else:
            text = text_of(event.type, event.content())
            if text:
                _add(tx, event, event.position, text)


def _add(tx: Tx, event: Event, target: int, text: str) -> None:
    doc = Doc(event.position, event.room_id, event.sender, event.type, target, 0, text)
    store.add(tx, doc, words_of(text, event.room_id))


def _take_edit_in(tx: Tx, edit: Event) -> None:
    """The message has a new text; the old one is found no more by who can see the new."""
    target = events.find_event(tx, edit.relates_to or "")
    new = edit.content().get("m.new_content")
    if target is None or target.redacted_by is not None or target.room_id != edit.room_id:
        return
    if target.sender != edit.sender or target.type != edit.type or target.rel_type == "m.replace":
        return  # §Validity of replacement events
    if target.state_key is not None or not json.is_object(new):
        return
    before = store.list_texts(tx, target.position)
    _add(tx, edit, target.position, text_of(edit.type, new))  # one without words too: it replaces
    if before:
        store.set_next(tx, before[-1].position, edit.position)


def _take_out(tx: Tx, redaction: Event) -> None:
    """What was redacted is found no more: a message with all its texts; of an edit, the text before it counts again."""
    body = json.decode(redaction.json)  # older room versions name the target beside the content
    redacts = body.get("redacts") or json.as_object(body.get("content")).get("redacts")
    target = events.find_event(tx, str(redacts))
    if target is None or target.redacted_by is None:
        return
    if target.rel_type != "m.replace":
        for doc in store.list_texts(tx, target.position):
            store.drop(tx, doc.position, words_of(doc.text, doc.room_id))
        return
    original = events.find_event(tx, target.relates_to or "")
    texts = store.list_texts(tx, original.position) if original is not None else []
    for before, doc in zip([None, *texts], texts, strict=False):
        if doc.position == target.position:
            store.drop(tx, doc.position, words_of(doc.text, doc.room_id))
            if before is not None:
                store.set_next(tx, before.position, doc.next)


def text_of(type: str, content: JsonObject) -> str:
    """What can be found of an event, folded; '' for nothing. A reply's quotation of another message is not its own."""
    if type in _STATE_TYPES:
        return fold(json.as_str(content.get(type.removeprefix("m.room."))) or "")
    body = json.as_str(content.get("body")) or ""
    if body.startswith("> ") and "m.in_reply_to" in json.as_object(content.get("m.relates_to")):
        lines = body.split("\n")
        while lines and lines[0].startswith("> "):
            del lines[0]
        body = "\n".join(lines)
    name = json.as_str(content.get("filename"))
    return fold(body if name is None or name == body else f"{body}\n{name}")
