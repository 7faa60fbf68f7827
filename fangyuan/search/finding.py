"""Searching: what the index proposes, held against the query and against what the person may read."""

from __future__ import annotations

from collections.abc import Iterator

from fangyuan import identity, rooms
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.rooms import EVERYTHING, Range
from fangyuan.search import store
from fangyuan.search.model import Found, Group, Match, Token, Wish, key_of
from fangyuan.search.store import Ask, Doc
from fangyuan.search.words import rooms_for_index

MOST_RANKED = 1_000  # the newest matches, which are counted one by one and ranked
_MOST_COUNTED = 10_000
_MOST_PROPOSED = 20_000  # texts that one search looks at
_PAGE = 300
_MOST_PREDECESSORS = 100

Scope = dict[str, list[Range]]


def find(tx: Tx, user_id: str, wish: Wish) -> Found:
    """A page of what the person may read and the wish asks for."""
    token = wish.token
    upto = token.upto if token is not None else tx.position
    scope = {} if wish.query.is_empty else _scope(tx, user_id, wish)
    search = _Search(tx, user_id, wish, scope)
    matches, is_all = search.take(upto + 1, MOST_RANKED)
    count = len(matches) if is_all else max(len(matches), search.count(upto + 1))
    if wish.order == "recent":
        page, following = _recent(search, wish, matches, is_all, upto)
    else:
        page, following = _ranked(wish, matches, upto)
    return Found(count, page, following, _grouped(wish, page, following))


def _recent(
    search: _Search, wish: Wish, matches: list[Match], is_all: bool, upto: int
) -> tuple[list[Match], Token | None]:
    before = wish.token.at if wish.token is not None else upto + 1
    page = [match for match in matches if match.position < before][: wish.limit]
    if len(page) < wish.limit and not is_all:
        start = min(before, matches[-1].position) if matches else before
        page += search.take(start, wish.limit - len(page))[0]
    return page, _next(wish, Token("recent", upto, page[-1].position)) if len(page) == wish.limit else None


def _ranked(wish: Wish, matches: list[Match], upto: int) -> tuple[list[Match], Token | None]:
    start = wish.token.at if wish.token is not None else 0
    ordered = sorted(matches, key=lambda match: (-match.rank, match.target))
    page = ordered[start : start + wish.limit]
    return page, _next(wish, Token("rank", upto, start + len(page))) if len(page) == wish.limit else None


def _next(wish: Wish, token: Token) -> Token:
    """A page that was full may have another behind it; it stays in its group."""
    if wish.token is None or not wish.token.group:
        return token
    return Token(token.order, token.upto, token.at, wish.token.group, wish.token.value)


def _grouped(wish: Wish, page: list[Match], following: Token | None) -> dict[str, dict[str, Group]]:
    found: dict[str, dict[str, Group]] = {}
    for key in wish.group_by:
        groups = found.setdefault(key, {})
        for match in page:
            value = match.room_id if key == "room_id" else match.sender
            groups.setdefault(value, Group(len(groups) + 1)).matches.append(match)
        if following is not None:
            for value, group in groups.items():
                group.next = _next_in_group(wish, key, value, group, following)
    return found


def _next_in_group(wish: Wish, key: str, value: str, group: Group, following: Token) -> Token:
    if wish.token is not None and wish.token.group == key:
        return following  # this page was the group's own
    # By rank, a group's pages count its own results.
    at = group.matches[-1].position if wish.order == "recent" else len(group.matches)
    return Token(wish.order, following.upto, at, key, value)


class _Search:
    """One search under way."""

    def __init__(self, tx: Tx, user_id: str, wish: Wish, scope: Scope) -> None:
        self._tx = tx
        self._wish = wish
        self._scope = scope
        senders = wish.filter.senders
        if wish.token is not None and wish.token.group == "sender":
            senders = frozenset([wish.token.value]) & (senders if senders is not None else {wish.token.value})
        self._ask = Ask(
            query=wish.query,
            rooms=list(scope),
            room_words=rooms_for_index(list(scope)),
            careful=[room_id for room_id, ranges in scope.items() if ranges is not EVERYTHING],
            senders=None if senders is None else sorted(senders),
            not_senders=wish.filter.not_senders | identity.list_ignored(tx, user_id),
        )
        self._erased = identity.list_erased(tx)
        self._moves: dict[str, rooms.Moves] = {}
        self._user_id = user_id
        self._looked_at = 0

    def count(self, before: int) -> int:
        """How many the index proposes: near enough where there are many."""
        return store.count_proposed(self._tx, self._ask, before, _MOST_COUNTED) if self._scope else 0

    def take(self, before: int, most: int) -> tuple[list[Match], bool]:
        """(the newest matches from before a position on, whether these are all)."""
        found: list[Match] = []
        for doc in self._proposed(before):
            if self._is_match(doc):
                found.append(
                    Match(doc.position, doc.room_id, doc.sender, doc.target, self._wish.query.rank(doc.text))
                )
                if len(found) == most:
                    return found, False
        return found, self._looked_at < _MOST_PROPOSED

    def _proposed(self, before: int) -> Iterator[Doc]:
        while self._scope and self._looked_at < _MOST_PROPOSED:
            page = store.list_proposed(self._tx, self._ask, before, _PAGE)
            yield from page
            self._looked_at += len(page)
            if len(page) < _PAGE:
                return
            before = page[-1].position

    def _is_match(self, doc: Doc) -> bool:
        wish, ranges = self._wish, self._scope[doc.room_id]
        if key_of(doc.type) not in wish.keys or not wish.filter.passes_type(doc.type):
            return False
        if ranges is not EVERYTHING:
            if not rooms.is_visible(ranges, doc.position) or not rooms.is_visible(ranges, doc.target):
                return False
            if doc.next and rooms.is_visible(ranges, doc.next):
                return False  # he can see the newer text: that one counts
        if doc.sender in self._erased and key_of(doc.type) == "content.body" and not self._was_in(doc):
            return False  # he reads it redacted
        return wish.query.matches(doc.text)

    def _was_in(self, doc: Doc) -> bool:
        """Whether he was in the room when it was said."""
        moves = self._moves.get(doc.room_id)
        if moves is None:
            moves = self._moves[doc.room_id] = rooms.list_moves(self._tx, doc.room_id, self._user_id)
        return rooms.membership_at(moves, doc.position) == "join"


def _scope(tx: Tx, user_id: str, wish: Wish) -> Scope:
    """The rooms to be searched, with what of each the person may read."""
    named = _with_predecessors(tx, wish.filter.rooms)
    group = wish.token if wish.token is not None and wish.token.group == "room_id" else None
    standing = {room_id: membership for room_id, membership, _, _ in rooms.list_memberships(tx, user_id)}
    present = {room_id for room_id, membership in standing.items() if membership == "join"}
    ended = rooms.list_predecessors(tx, present, only_shared=True) - present
    past = ended | {room_id for room_id, membership in standing.items() if membership in ("leave", "ban")}

    def is_asked_for(room_id: str) -> bool:
        is_named = named is None or room_id in named
        return is_named and room_id not in wish.filter.not_rooms and (group is None or room_id == group.value)

    joined = [room_id for room_id in sorted(present) if is_asked_for(room_id)]
    restricted = rooms.list_restricted(tx, joined)
    scope: Scope = {room_id: EVERYTHING for room_id in joined if room_id not in restricted}
    for room_id in [*restricted, *(one for one in sorted(past) if is_asked_for(one))]:
        ranges = rooms.visible_ranges(tx, room_id, user_id)
        if ranges:
            scope[room_id] = ranges
    return scope


def _with_predecessors(tx: Tx, named: frozenset[str] | None) -> set[str] | None:
    """Who searches a room that was upgraded, or that others were merged into, means what was said before that too."""
    if named is None:
        return None
    found = set(named)
    todo = sorted(named)
    while todo and len(found) < len(named) + _MOST_PREDECESSORS:
        room_id = todo.pop()
        room = rooms.find(tx, room_id)
        before = json.as_object(room.content("m.room.create").get("predecessor")) if room else {}
        upgraded = json.as_str(before.get("room_id"))
        news = rooms.list_predecessors(tx, [room_id])
        if upgraded:
            news.add(upgraded)
        todo += sorted(news - found)
        found |= news
    return found
