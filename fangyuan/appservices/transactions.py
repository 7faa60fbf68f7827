"""What a service is told, and how far it has been. Application Service API §Pushing events.

A transaction is the part of the stream between two positions, as far as the service has an interest in it. Its end is
written down before it is sent: sent again, after a failure or a crash, it has the same number and the same events.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from fangyuan import events, groups, identity, reach, timeline
from fangyuan.appservices import store
from fangyuan.appservices.encryption import Keys, forget_told, keys_of
from fangyuan.appservices.model import Registration
from fangyuan.db import Tx, cancel, schedule
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.timeline import Reader

RETRY = "appservices.retry"
FIRST_RETRY_MS = 1_000
LONGEST_RETRY_MS = 300_000
_PAGE = 500  # events looked at for one transaction
_MOST = 100  # events in it


class Transaction(msgspec.Struct, frozen=True):
    """What is to be told next; `upto` is the position that was looked up to. Empty: there was nothing."""

    events: list[bytes]
    ephemeral: list[bytes]
    keys: Keys
    upto: int
    number: int
    is_begun: bool  # it was sent before, and perhaps got through
    is_more: bool

    @property
    def is_empty(self) -> bool:
        return not self.events and not self.ephemeral and self.keys.is_empty

    def body(self) -> bytes:
        parts = [b'{"events":' + timeline.array(self.events)]
        if self.ephemeral:  # by its name, and by the one that services know which are older than v1.13
            told = timeline.array(self.ephemeral)
            parts += [b'"ephemeral":' + told, b'"de.sorunome.msc2409.ephemeral":' + told]
        parts += [json.encode(name) + b":" + json.encode(told) for name, told in self.keys.sections().items()]
        return b",".join(parts) + b"}"


def ensure_senders(tx: Tx, services: Collection[Registration]) -> None:
    """Each service has its own account, and begins with what is said from now on."""
    for service in services:
        if identity.find_account(tx, service.sender) is None:
            identity.create_account(tx, service.sender, kind="bot")
        store.add(tx, service.id, tx.position)


def list_rooms(tx: Tx, service: Registration) -> set[str]:
    """Rooms in which one of its users is, or is invited to; no confidential groups, in which programs have no place,
    and no chats with an office.
    """
    own = [user_id for user_id in store.list_users(tx) if service.is_user(user_id)]
    found = store.list_rooms_of(tx, own)
    return found - groups.list_confidential(tx, found) - reach.list_protected(tx, found)


def next_transaction(tx: Tx, service: Registration, rooms: set[str], after: int) -> Transaction:
    """The next transaction: the one that was begun, else what came after the position.

    `rooms` are those of `list_rooms`; `after` may be ahead of what is stored, where nothing was to be told.
    """
    position, begun, number, _ = store.get_standing(tx, service.id)
    after = position if begun is not None else max(after, position)
    upto = tx.position if begun is None else begun
    page = events.list_all(tx, after, upto, _PAGE)
    is_more = begun is not None or len(page) == _PAGE
    if begun is None and is_more:
        upto = page[-1].position
    told = _interesting(tx, service, rooms, page)
    if begun is None and len(told) > _MOST:
        told, is_more = told[:_MOST], True
        upto = told[-1].position
    reader = Reader(service.sender, "", tx.now_ms, by_old_names=True)
    encoded = [timeline.client_event(event, reader, membership=timeline.UNSAID) for event in told]
    ephemeral = _ephemeral(tx, rooms, after, upto) if service.receives_ephemeral else []
    keys = keys_of(tx, service, rooms, after, upto) if service.has_devices else Keys()
    is_begun = begun is not None
    number += not is_begun
    return Transaction(encoded, ephemeral, keys, upto, number, is_begun, is_more or keys.is_more)


def _interesting(tx: Tx, service: Registration, rooms: set[str], page: list[Event]) -> list[Event]:
    unknown = sorted({event.room_id for event in page} - rooms)
    named = set[str]()
    if service.aliases and unknown:
        aliases = store.list_aliases_of(tx, unknown)
        named = {room_id for room_id, alias in aliases if service.is_alias(alias)}
    found = [
        event
        for event in page
        if event.room_id in rooms
        or event.room_id in named
        or service.is_room(event.room_id)
        or service.is_user(event.sender)
        or _is_move_of(service, event)
    ]
    outside = {event.room_id for event in found} - rooms
    kept_from, unknown_to_all = groups.list_confidential(tx, outside), reach.list_protected(tx, outside)
    return [
        event
        for event in found
        if event.room_id not in unknown_to_all
        and (event.room_id not in kept_from or _is_move_of(service, event))
    ]


def _is_move_of(service: Registration, event: Event) -> bool:
    """Whether one of its users comes or goes: that it is told of every room."""
    return event.type == "m.room.member" and service.is_user(event.state_key or "")


def _ephemeral(tx: Tx, rooms: set[str], after: int, upto: int) -> list[bytes]:
    """Receipts that everybody may see, and who types now where that changed."""
    found: list[JsonObject] = []
    by_room: dict[str, list[timeline.Receipt]] = {}
    for receipt in timeline.list_receipts(tx, "", rooms, after, upto):
        by_room.setdefault(receipt.room_id, []).append(receipt)
    for room_id, receipts in by_room.items():
        found.extend(
            {"type": "m.receipt", "room_id": room_id, "content": content}
            for content in timeline.receipts_contents(receipts)
        )
    for typing in timeline.typing_now(tx, rooms).values():
        if after < typing.position <= upto:
            content = {"user_ids": list(typing.user_ids)}
            found.append({"type": "m.typing", "room_id": typing.room_id, "content": content})
    return [json.encode(one) for one in found]


# -- what became of it ---------------------------------------------------------------------------------------


def get_position(tx: Tx, service: Registration) -> int:
    """Up to where it has been told everything."""
    return store.get_standing(tx, service.id)[0]


def begin(tx: Tx, service: Registration, transaction: Transaction) -> None:
    """It is about to be sent: from now on it is this one until it got through."""
    if store.get_standing(tx, service.id)[1] is None:
        store.begin(tx, service.id, transaction.upto)


def finish(tx: Tx, service: Registration, transaction: Transaction) -> None:
    """The service has got it, or there was nothing in it."""
    store.finish(tx, service.id, transaction.upto)
    forget_told(tx, transaction.keys)
    cancel(tx, _alarm(service.id))


def set_failed(tx: Tx, service: Registration) -> None:
    """It did not get through: once more after a second, then after twice as long each time, at most five minutes."""
    attempts: int = store.get_standing(tx, service.id)[3]
    store.set_failed(tx, service.id)
    delay = min(LONGEST_RETRY_MS, FIRST_RETRY_MS << min(attempts, 20))
    schedule(tx, RETRY, service.id, tx.now_ms + delay, _alarm(service.id))


def retry(tx: Tx, service_id: str) -> None:
    """The worker's function for RETRY."""
    tx.note("app_service", data=service_id, position=tx.position)


def _alarm(service_id: str) -> str:
    return f"app service {service_id}"
