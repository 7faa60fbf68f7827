"""The route table: what a handler is, and finding it by method and path.

Paths are matched segment by segment BEFORE percent-decoding, so `%2F` inside a segment is data. An empty last segment
matches a parameter: `/state/m.room.topic/` has the state key ''.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from fangyuan.db import Tx
from fangyuan.http.request import Request

Auth = Literal["session", "optional", "none"]
TxHandler = Callable[[Tx, Request], Any]
AsyncHandler = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. Exactly one of `write`, `read`, `direct` is its handler.

    `write(tx, req)` runs in a writing transaction, `read(tx, req)` on a snapshot, `await direct(req)` on the event
    loop (for what waits or hashes). `limit` names a rate of `config.Limits`. `body` and `answer` are the types that
    the OpenAPI document shows, `accepted` what a 202 holds; `may` says in words who may call it.
    """

    method: str
    path: str
    write: TxHandler | None = None
    read: TxHandler | None = None
    direct: AsyncHandler | None = None
    auth: Auth = "session"
    limit: str | None = None
    max_bytes: int | None = None  # where a route needs less than the configured limit
    is_deprecated: bool = False  # there for the suites of the test mode only
    guests: bool = False  # whether guest accounts may call it; `client.guests` says which these are
    outsiders: bool = True  # whether people from outside may call it; `http.outsiders` says which these are
    is_import: bool = False  # its body is a file, with a limit of its own
    is_repeatable: bool = True  # False where the answer holds a secret, which isn't kept for who asks again
    streams: bool = False  # a `direct` handler that takes its body piece by piece: `req.chunks(most)`
    versions: tuple[str, ...] = ("v3", "r0")
    body: Any = None
    answer: Any = None
    accepted: Any = None
    summary: str = ""
    may: str = ""
    looks_into: Callable[[Any], Iterable[str | None]] | None = (
        None  # rooms that the answer shows something of
    )
    query: dict[str, str] = field(default_factory=dict[str, str])


class _Node:
    __slots__ = ("children", "parameter", "routes")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.routes: dict[str, tuple[Route, tuple[str, ...]]] = {}


class Router:
    """Finds routes. Literal segments win over parameters."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, route: Route, prefixes: Iterable[str] = ("",)) -> None:
        """Adds the route under each prefix."""
        for prefix in prefixes:
            node, names = self._root, list[str]()
            for segment in (prefix + route.path).split("/")[1:]:
                if segment.startswith("{"):
                    names.append(segment[1:-1])
                    node.parameter = node.parameter or _Node()
                    node = node.parameter
                else:
                    node = node.children.setdefault(segment, _Node())
            if route.method in node.routes:
                raise ValueError(f"two routes for {route.method} {prefix}{route.path}")
            node.routes[route.method] = (route, tuple(names))

    def find(self, method: str, raw_path: str) -> tuple[Route | None, dict[str, str], bool]:
        """(route, its parameters decoded, whether the path exists at all under some method)."""
        values: list[str] = []
        node = self._walk(self._root, raw_path.split("/"), 1, values)
        if node is None:
            return None, {}, False
        found = node.routes.get(method)
        if found is None:
            return None, {}, True
        route, names = found
        return route, dict(zip(names, values, strict=True)), True

    def _walk(self, node: _Node, segments: Sequence[str], at: int, values: list[str]) -> _Node | None:
        if at == len(segments):
            return node if node.routes else None
        child = node.children.get(segments[at])
        if child is not None:
            found = self._walk(child, segments, at + 1, values)
            if found is not None:
                return found
        if node.parameter is None:
            return None
        mark = len(values)
        values.append(unquote(segments[at]))
        found = self._walk(node.parameter, segments, at + 1, values)
        if found is None:
            del values[mark:]
        return found
