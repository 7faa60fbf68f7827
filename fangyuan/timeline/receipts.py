"""Receipts and typing. Client-Server API §Receipts, §Fully read markers, §Typing notifications."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fangyuan import events, identity, rooms
from fangyuan.db import Tx, cancel, schedule
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.timeline import store
from fangyuan.timeline.model import MAIN, Receipt, Typing

RECEIPT_TYPES = ("m.read", "m.read.private")
FULLY_READ = "m.fully_read"
EXPIRE_TYPING = "timeline.expire_typing"
MAX_TYPING_MS = 120_000
_MOST_STEPS = 3  # of relations that relate to relations, on the way to a thread's root


def mark_read(
    tx: Tx, user_id: str, room_id: str, receipt_type: str, event_id: str, thread_id: str = ""
) -> None:
    """The user has read up to the event. A receipt never moves back; asking for that changes nothing."""
    room = rooms.get_joined(tx, room_id, user_id)
    if receipt_type == FULLY_READ:
        if thread_id:
            raise InvalidParam("m.fully_read has no thread_id")
        identity.set_account_data(tx, user_id, room_id, FULLY_READ, {"event_id": event_id})
        return
    if receipt_type not in RECEIPT_TYPES:
        raise InvalidParam(f"Unknown receipt type {receipt_type:.80}")
    event = events.find_event(tx, event_id)
    if event is None or event.room_id != room_id:
        raise NotFound("No such event in this room")
    if thread_id:
        _check_thread(tx, event, thread_id)
        whole = store.find_receipt(tx, room_id, user_id, receipt_type, "")
        if whole is not None and whole.event_id == event_id:
            return  # read by itself, the event is read in its thread: clients hear of one of both, that one. MSC4102
    old = store.find_receipt(tx, room_id, user_id, receipt_type, thread_id)
    if old is not None and old.event_position >= event.position:
        return
    own = receipt_type == "m.read.private"
    position = tx.next_position()
    receipt = Receipt(
        room_id, user_id, receipt_type, thread_id, event_id, event.position, tx.now_ms, position
    )
    in_thread = bool(thread_id) and thread_id != MAIN
    seq = events.thread_seq_at(tx, thread_id, event.position) if in_thread else event.main_seq
    store.set_receipt(tx, receipt, seq)
    member = rooms.member(tx, room, user_id)
    if not in_thread and member is not None and event.position > member.read_position:
        rooms.changing(tx, room)
        member.read_position, member.read_seq = event.position, event.main_seq
        rooms.set_read(tx, room_id, user_id, event.position, event.main_seq)
    tx.note("receipt", room_id="" if own else room_id, user_id=user_id, data=receipt, position=position)


def _check_thread(tx: Tx, event: events.Event, thread_id: str) -> None:
    """The event must be in the thread that the receipt is for, or lead to its root. §Threaded read receipts."""
    belongs = event.thread_root or MAIN
    at: events.Event | None = event
    for _ in range(_MOST_STEPS):
        if at is None or thread_id in (belongs, at.event_id, at.relates_to):
            break
        at = events.find_event(tx, at.relates_to) if at.relates_to else None
    else:
        at = None
    if at is None:
        raise InvalidParam("The event is not in that thread")


def list_receipts(tx: Tx, user_id: str, room_ids: Iterable[str], since: int, upto: int) -> list[Receipt]:
    """What this user may see of the rooms' receipts in (since, upto]."""
    return store.list_receipts(tx, room_ids, since, upto, user_id)


def receipts_content(receipts: Iterable[Receipt]) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """The content of an m.receipt event. §m.receipt."""
    content: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    for receipt in receipts:
        data: dict[str, object] = {"ts": receipt.ts}
        if receipt.thread_id:
            data["thread_id"] = receipt.thread_id
        by_type = content.setdefault(receipt.event_id, {}).setdefault(receipt.receipt_type, {})
        if not by_type.get(receipt.user_id) or not receipt.thread_id:
            by_type[receipt.user_id] = data
    return content


def receipts_contents(receipts: Iterable[Receipt]) -> list[dict[str, Any]]:
    """Contents of m.receipt events that tell all of the receipts.

    One event can't say that somebody has read an event by itself and in its thread: then there are two.
    """
    groups: list[dict[tuple[str, str, str], Receipt]] = []
    for receipt in receipts:
        key = (receipt.event_id, receipt.receipt_type, receipt.user_id)
        room = next((group for group in groups if key not in group), None)
        if room is None:
            groups.append(room := {})
        room[key] = receipt
    return [receipts_content(group.values()) for group in groups]


def set_typing(tx: Tx, user_id: str, room_id: str, *, typing: bool, timeout_ms: int = 30_000) -> None:
    """The user types for at most `timeout_ms` more, or has stopped."""
    rooms.get_joined(tx, room_id, user_id)
    until = tx.now_ms + min(max(timeout_ms, 1), MAX_TYPING_MS)
    was_typing = user_id in typing_now(tx, [room_id]).get(room_id, Typing(room_id, (), 0)).user_ids
    alarm = f"typing {room_id} {user_id}"
    if typing:
        schedule(tx, EXPIRE_TYPING, None, until, alarm)
    else:
        cancel(tx, alarm)
    if typing and was_typing:
        store.prolong_typing(tx, room_id, user_id, until)
    elif typing:
        position = tx.next_position()
        store.start_typing(tx, room_id, user_id, until, position)
        _tell_typing(tx, room_id, position)
    elif was_typing:
        _stop_typing(tx, room_id, user_id)


def stop_typing(tx: Tx, room_id: str, user_ids: Iterable[str]) -> None:
    """Who goes out types no more."""
    typing = typing_now(tx, [room_id]).get(room_id)
    for user_id in set(typing.user_ids).intersection(user_ids) if typing else ():
        cancel(tx, f"typing {room_id} {user_id}")
        _stop_typing(tx, room_id, user_id)


def expire_typing(tx: Tx, _: object) -> None:
    """The worker's function for EXPIRE_TYPING: those whose time is over have stopped."""
    for room_id, user_id in store.list_typing_due(tx):
        _stop_typing(tx, room_id, user_id)


def _stop_typing(tx: Tx, room_id: str, user_id: str) -> None:
    position = tx.next_position()
    store.stop_typing(tx, room_id, user_id, position)
    _tell_typing(tx, room_id, position)


def _tell_typing(tx: Tx, room_id: str, position: int) -> None:
    now = typing_now(tx, [room_id]).get(room_id) or Typing(room_id, (), position)
    tx.note("typing", room_id=room_id, data=now, position=position)


def typing_now(tx: Tx, room_ids: Iterable[str]) -> dict[str, Typing]:
    """Who types in which room, with the position of the newest change there; rooms without any are absent."""
    found: dict[str, Typing] = {}
    for room_id, user_id, until_ts, position in store.list_typing(tx, room_ids):
        earlier = found.get(room_id)
        users = earlier.user_ids if earlier else ()
        if until_ts:  # until the worker says that the time is over: one answer, whoever asks
            users = (*users, user_id)
        found[room_id] = Typing(room_id, users, position)
    return found
