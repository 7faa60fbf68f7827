"""What a client asks of sliding sync, checked and compiled. MSC4186, and what clients still speak of MSC3575."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, InvalidParam
from fangyuan.sync.sliding.required import Required, parse_required

MOST_LISTS = 100
MOST_SUBSCRIPTIONS = 1_000
MOST_TIMELINE = 100  # of what a client asks for more, it gets so much
_MOST_RANGES = 100
_MOST_NAME = 64
_MOST_CONN_ID = 255
_MOST_IN_FILTER = 1_000


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which rooms belong into a list; all that is given has to fit."""

    is_dm: bool | None = None
    spaces: tuple[str, ...] | None = None
    is_encrypted: bool | None = None
    is_invite: bool | None = None
    is_invited: bool | None = None
    room_types: tuple[str | None, ...] | None = None
    not_room_types: tuple[str | None, ...] | None = None
    room_name_like: str | None = None
    tags: tuple[str, ...] | None = None
    not_tags: tuple[str, ...] | None = None

    @property
    def invited(self) -> bool | None:
        return self.is_invite if self.is_invite is not None else self.is_invited


class Config(msgspec.Struct, frozen=True):
    """How much of a room the client wants."""

    timeline_limit: int
    required: Required

    def plus(self, other: Config) -> Config:
        """What two rules that match the same room want together."""
        if self is other:
            return self
        return Config(max(self.timeline_limit, other.timeline_limit), self.required.plus(other.required))


class WantedList(msgspec.Struct, frozen=True):
    """A list. `ranges` None is all of it; both ends of a range are in it."""

    config: Config
    ranges: tuple[tuple[int, int], ...] | None
    filters: Filters


class Scope(msgspec.Struct, frozen=True):
    """An extension about rooms: for those of these lists, and for these; None is all of them."""

    enabled: bool = False
    lists: frozenset[str] | None = None
    rooms: frozenset[str] | None = None


class ToDevice(msgspec.Struct, frozen=True):
    enabled: bool = False
    limit: int = 100


class ThreadSubscriptions(msgspec.Struct, frozen=True):
    enabled: bool = False
    limit: int = 100


class Extensions(msgspec.Struct, frozen=True):
    to_device: ToDevice
    e2ee: bool
    account_data: Scope
    receipts: Scope
    typing: Scope
    threads: ThreadSubscriptions
    threads_name: str  # under which name the client asked for them


class Request(msgspec.Struct, frozen=True):
    """What a client asks again and again. `stable`: by the names of the proposal, not by those of its first form."""

    conn_id: str
    lists: dict[str, WantedList]
    subscriptions: dict[str, Config]
    extensions: Extensions
    stable: bool = False


class Call(msgspec.Struct, frozen=True):
    """One request: what it asks, and what is of this time only.

    `received` is up to where the device has got its messages. As long as a client asks the same, `request` is the same
    object.
    """

    request: Request
    txn_id: str | None = None
    received: int = 0


# -- as it stands in the body -----------------------------------------------------------------------------------


class _RoomConfig(msgspec.Struct):
    timeline_limit: int = 0
    required_state: Any = None


class _List(_RoomConfig):
    ranges: list[tuple[int, int]] | None = None
    range: tuple[int, int] | None = None
    slow_get_all_rooms: bool | None = None
    filters: Filters | None = None


class _Scope(msgspec.Struct):
    enabled: bool | None = None
    lists: list[str] | None = None
    rooms: list[str] | None = None


class _ToDevice(msgspec.Struct):
    enabled: bool | None = None
    limit: int | None = None
    since: str | None = None


class _Limited(msgspec.Struct):
    enabled: bool | None = None
    limit: int | None = None


_UNSTABLE_THREADS = "io.element.msc4308.thread_subscriptions"
_THREADS = "thread_subscriptions"


class _Extensions(msgspec.Struct, rename={"unstable_threads": _UNSTABLE_THREADS}):
    to_device: _ToDevice | None = None
    e2ee: _Scope | None = None
    account_data: _Scope | None = None
    receipts: _Scope | None = None
    typing: _Scope | None = None
    thread_subscriptions: _Limited | None = None
    unstable_threads: _Limited | None = None


class Body(msgspec.Struct):
    """The body, typed. `pos`, `timeout` and `set_presence` stand there in the proposal's stable form."""

    conn_id: str | None = None
    txn_id: str | None = None
    pos: str | None = None
    timeout: int | None = None
    set_presence: str | None = None
    lists: dict[str, _List] | None = None
    room_subscriptions: dict[str, _RoomConfig] | None = None
    extensions: _Extensions | None = None


_MOST_COMPILED = 4_096
_compiled: dict[tuple[bytes, bool], Request] = {}


def parse(body: Body, *, stable: bool) -> Call:
    """The request compiled, once as long as clients repeat it; M_BAD_JSON or M_INVALID_PARAM names what is wrong."""
    txn_id, body.txn_id, body.pos, body.timeout, body.set_presence = body.txn_id, None, None, None, None
    since: str | None = None
    if body.extensions is not None and body.extensions.to_device is not None:
        since, body.extensions.to_device.since = body.extensions.to_device.since, None
    if since is not None and not _is_position(since):
        raise InvalidParam("The since of to_device is not a token of this server")
    key = json.encode(body), stable
    request = _compiled.get(key)
    if request is None:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        request = _compiled[key] = _compile(body, stable=stable)
    return Call(request, txn_id, int(since) if since is not None else 0)


def _compile(body: Body, *, stable: bool) -> Request:
    lists, subscriptions = body.lists or {}, body.room_subscriptions or {}
    if len(lists) > MOST_LISTS:
        raise InvalidParam(f"A request has at most {MOST_LISTS} lists")
    if len(subscriptions) > MOST_SUBSCRIPTIONS:
        raise InvalidParam(f"A request has at most {MOST_SUBSCRIPTIONS} room subscriptions")
    if any(not name or len(name.encode()) > _MOST_NAME for name in lists):
        raise InvalidParam(f"The name of a list has 1 to {_MOST_NAME} bytes")
    conn_id = body.conn_id or ""
    if len(conn_id.encode()) > _MOST_CONN_ID:
        raise InvalidParam(f"A conn_id has at most {_MOST_CONN_ID} bytes")
    return Request(
        conn_id=conn_id,
        lists={name: _list(wanted) for name, wanted in lists.items()},
        subscriptions={room_id: _config(wanted) for room_id, wanted in subscriptions.items()},
        extensions=_extensions(body.extensions or _Extensions()),
        stable=stable,
    )


def _config(wanted: _RoomConfig) -> Config:
    if wanted.timeline_limit < 0:
        raise InvalidParam("timeline_limit must not be negative")
    return Config(min(wanted.timeline_limit, MOST_TIMELINE), parse_required(wanted.required_state))


def _list(wanted: _List) -> WantedList:
    ranges = [wanted.range] if wanted.range is not None else wanted.ranges
    if wanted.slow_get_all_rooms:
        ranges = None
    for low, high in ranges or ():
        if low < 0 or high < low:
            raise InvalidParam("A range is [first, last], and neither is negative")
    if ranges is not None and len(ranges) > _MOST_RANGES:
        raise InvalidParam(f"A list has at most {_MOST_RANGES} ranges")
    filters = wanted.filters or Filters()
    for given in (filters.spaces, filters.room_types, filters.not_room_types, filters.tags, filters.not_tags):
        if given is not None and len(given) > _MOST_IN_FILTER:
            raise InvalidParam(f"A filter names at most {_MOST_IN_FILTER} things of a kind")
    return WantedList(_config(wanted), tuple(ranges) if ranges is not None else None, filters)


def _extensions(given: _Extensions) -> Extensions:
    to_device = given.to_device or _ToDevice()
    if to_device.limit is not None and to_device.limit < 1:
        raise InvalidParam("The limit of to_device must be positive")
    threads, name = given.thread_subscriptions, _THREADS
    if given.unstable_threads is not None:
        threads, name = given.unstable_threads, _UNSTABLE_THREADS
    threads = threads or _Limited(False)
    if threads.limit is not None and threads.limit < 1:
        raise InvalidParam("The limit of thread_subscriptions must be positive")
    return Extensions(
        to_device=ToDevice(bool(to_device.enabled), min(to_device.limit or 100, 1_000)),
        e2ee=given.e2ee is not None and bool(given.e2ee.enabled),
        account_data=_scope(given.account_data),
        receipts=_scope(given.receipts),
        typing=_scope(given.typing),
        threads=ThreadSubscriptions(threads.enabled is not False, min(threads.limit or 100, 1_000)),
        threads_name=name,
    )


def _scope(given: _Scope | None) -> Scope:
    if given is None or not given.enabled:
        return Scope()
    return Scope(True, _names(given.lists), _names(given.rooms))


def _names(given: list[str] | None) -> frozenset[str] | None:
    if given is None or "*" in given:
        return None
    if len(given) > _MOST_IN_FILTER:
        raise BadJson(f"An extension names at most {_MOST_IN_FILTER} lists or rooms")
    return frozenset(given)


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
