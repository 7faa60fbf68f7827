"""One way to page through every list: `limit`, `from`, and `next` in the answer, absent on the last page.

`from` is a token of the list's own: hand back what came as `next`. A list is cut by the keys of its rows where they
are read page by page, by their places where the whole list is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from fangyuan.http.request import Request
from fangyuan.kernel.errors import InvalidParam

T = TypeVar("T")
MOST = 1_000
_USUAL = 100
_NEWEST = 2**62
PAGED = {
    "from": "Where the page begins: `next` of the page before it",
    "limit": f"How many, 1 to {MOST}, default {_USUAL}",
}


def limit(req: Request) -> int:
    """How many rows the page shall have; more than we give becomes that."""
    return req.int_arg("limit", _USUAL, least=1, most=MOST)


def before(req: Request) -> int:
    """The number before which a page of the newest begins."""
    return req.int_arg("from", _NEWEST)


def after(req: Request) -> int:
    """The number after which a page of the oldest begins."""
    return req.int_arg("from", 0)


def after_name(req: Request) -> str:
    """The name after which a page begins."""
    return req.arg("from") or ""


def before_moment(req: Request) -> tuple[int, str] | None:
    """The time (ms UTC) and the id before which a page of the newest begins; None from the newest on."""
    token = req.arg("from")
    if token is None:
        return None
    ts, dot, name = token.partition(".")
    if not dot or not ts.isascii() or not ts.isdigit() or len(ts) > 16:
        raise InvalidParam("from is `next` of the page before", extra={"field": "from"})
    return int(ts), name


def following(found: Sequence[T], wanted: int, token: Callable[[T], object]) -> str | None:
    """What goes into `from` for the page after; None when fewer rows were found than wanted."""
    return str(token(found[-1])) if len(found) == wanted else None


def cut(found: Sequence[T], req: Request) -> tuple[list[T], str | None]:
    """A page of a list that is at hand as a whole, and its `next`."""
    start, most = after(req), limit(req)
    more = start + most < len(found)
    return list(found[start : start + most]), str(start + most) if more else None
