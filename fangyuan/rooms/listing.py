"""The company's room directory. Client-Server API §Listing rooms."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from fangyuan.db import Tx
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.summary import Summary, summaries

_BATCH = 200  # rooms that a filter looks at with one statement


class Filter(msgspec.Struct):
    """§POST /publicRooms `filter`. In `room_types`, None is a room without a type; without the list all are meant."""

    generic_search_term: str | None = None
    room_types: list[str | None] | None = None

    @property
    def is_open(self) -> bool:
        return not self.generic_search_term and self.room_types is None


def list_public(tx: Tx, *, since: str | None, limit: int, filter: Filter) -> JsonObject:
    """A page of listed rooms, the largest first. A token is the room that a page begins behind, or ends before."""
    direction, key = _parse(since) if since else ("f", None)
    backwards = direction == "b"
    found = _walk(tx, key, backwards, limit + 1, _passes(filter))
    more = len(found) > limit
    page = found[:limit]
    if backwards:
        page.reverse()
    answer: JsonObject = {
        "chunk": [room.published() for room in page],
        "total_room_count_estimate": store.count_listed(tx),
    }
    if page and (backwards or more):
        answer["next_batch"] = _token("f", page[-1])
    if page and (key is not None if not backwards else more):
        answer["prev_batch"] = _token("b", page[0])
    return answer


def _walk(
    tx: Tx, key: tuple[int, str] | None, backwards: bool, most: int, passes: Callable[[Summary], bool] | None
) -> list[Summary]:
    """The first `most` rooms behind (or before) a room that pass, in the order in which they were found."""
    found: list[Summary] = []
    step = most if passes is None else _BATCH
    while True:
        rows = store.list_listed(tx, key, step, backwards=backwards)
        known = summaries(tx, [room_id for room_id, _ in rows])
        for room_id, _ in rows:
            if passes is None or passes(known[room_id]):
                found.append(known[room_id])
                if len(found) == most:
                    return found
        if len(rows) < step:
            return found
        key = (rows[-1][1], rows[-1][0])


def _passes(filter: Filter) -> Callable[[Summary], bool] | None:
    if filter.is_open:
        return None
    words = (filter.generic_search_term or "").casefold().strip()
    types = filter.room_types

    def passes(room: Summary) -> bool:
        if types is not None and room.room_type not in types:
            return False
        shown = room.published()
        return any(
            words in str(shown.get(key, "")).casefold() for key in ("name", "topic", "canonical_alias")
        )

    return passes


def _token(direction: str, room: Summary) -> str:
    return f"{direction}{room.joined_count}{room.room_id}"


def _parse(token: str) -> tuple[str, tuple[int, str]]:
    count, bang, room = token[1:].partition("!")
    if (
        token[:1] not in ("f", "b")
        or not bang
        or not count.isascii()
        or not count.isdigit()
        or len(count) > 9
    ):
        raise InvalidParam("since is not a token of this server")
    return token[0], (int(count), bang + room)
