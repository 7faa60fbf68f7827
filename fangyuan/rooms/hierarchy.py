"""Spaces: walking down the tree of rooms, as far as the person may see it. Client-Server API §Spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.summary import Summary, list_accessible, summaries

MOST_DEPTH = 50
MOST_ROOMS = 5_000  # of one tree
CHILD = "m.space.child"
PARENT = "m.space.parent"
_ORDER = re.compile(r"[\x20-\x7e]{1,50}")
_TOKEN = re.compile(r"(\d{1,6})\.(\d{1,2})\.([01])")


def hierarchy(
    tx: Tx,
    user_id: str,
    room_id: str,
    *,
    suggested_only: bool,
    max_depth: int | None,
    limit: int,
    start: str | None,
) -> JsonObject:
    """A page of the tree below a room, depth first, each room once. §GET /rooms/{roomId}/hierarchy.

    Forbidden when the person may not see the room itself; M_INVALID_PARAM for a token that is none, or that belongs
    to another depth or kind of answer.
    """
    depth = min(max_depth if max_depth is not None else MOST_DEPTH, MOST_DEPTH)
    skip = _parse(start, depth, suggested_only) if start else 0
    walk = _Walk(tx, user_id, depth, suggested_only=suggested_only)
    page: list[JsonObject] = []
    for count, entry in enumerate(walk.from_root(room_id)):
        if len(page) == limit:
            token = f"{count}.{depth}.{int(suggested_only)}"
            return {"rooms": page, "next_batch": token}
        if count >= skip:
            page.append(entry)
    return {"rooms": page}


def _parse(token: str, depth: int, suggested_only: bool) -> int:
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        raise InvalidParam("from is not a token of this server")
    if (int(parts[2]), parts[3] == "1") != (depth, suggested_only):
        raise InvalidParam("max_depth and suggested_only can't change from page to page")
    return int(parts[1])


class _Walk:
    """One walk over a tree, which loads a space's children when it comes to them."""

    def __init__(self, tx: Tx, user_id: str, depth: int, *, suggested_only: bool) -> None:
        self._tx = tx
        self._user_id = user_id
        self._depth = depth
        self._suggested_only = suggested_only
        self._seen: set[str] = set()

    def from_root(self, room_id: str) -> Iterator[JsonObject]:
        found = summaries(self._tx, [room_id])
        if not list_accessible(self._tx, self._user_id, found.values()):
            raise Forbidden("You can't see this room, or there is no such room")
        self._seen.add(room_id)
        yield from self._visit(found[room_id], 0)

    def _visit(self, room: Summary, depth: int) -> Iterator[JsonObject]:
        links = self._children(room.room_id) if room.is_space else []
        yield room.to_json() | {"children_state": links}
        if depth == self._depth or not links:
            return
        wanted = [link["state_key"] for link in links if link["state_key"] not in self._seen]
        found = summaries(self._tx, wanted)
        accessible = list_accessible(self._tx, self._user_id, found.values())
        for child in wanted:
            if child in accessible and child not in self._seen and len(self._seen) < MOST_ROOMS:
                self._seen.add(child)
                yield from self._visit(found[child], depth + 1)

    def _children(self, space_id: str) -> list[JsonObject]:
        """The valid links to children, in their order, as stripped state."""
        links: list[JsonObject] = []
        for state_key, body in store.list_state_of_type(self._tx, space_id, CHILD):
            event = json.decode(body)
            content = json.as_object(event.get("content"))
            if not is_link(content) or not state_key.startswith("!"):
                continue
            if self._suggested_only and content.get("suggested") is not True:
                continue
            kept = ("type", "state_key", "content", "sender", "origin_server_ts", "room_id")
            links.append({key: event[key] for key in kept})
        return sorted(links, key=_place)


def is_link(content: JsonObject) -> bool:
    """Whether the content of m.space.child or m.space.parent is a link: it names servers to go by."""
    via = json.as_list(content.get("via"))
    return bool(via) and all(isinstance(server, str) for server in via)


def _place(link: JsonObject) -> tuple[bool, str, int, str]:
    """§Ordering of children: with a valid `order` first and by it, then by age, then by id."""
    order = link["content"].get("order")
    is_valid = isinstance(order, str) and _ORDER.fullmatch(order) is not None
    return (not is_valid, str(order) if is_valid else "", link["origin_server_ts"], link["state_key"])
