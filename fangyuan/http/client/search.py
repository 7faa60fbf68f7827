"""Client-Server API §Server Side Search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from fangyuan import events, identity, rooms, search, timeline
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.http.client.messages import encode_all
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.search import Found, Match, Query, Token, Wish

_MOST_RESULTS = 100
_MOST_CONTEXT = 50
_MOST_BATCHES = 50  # that a search waits for; an index which is still being built is searched as it is


class _Context(msgspec.Struct):
    before_limit: int = 5
    after_limit: int = 5
    include_profile: bool = False


class _GroupBy(msgspec.Struct):
    key: Literal["room_id", "sender"]


class _Groupings(msgspec.Struct):
    group_by: list[_GroupBy] = []


class _Criteria(msgspec.Struct):
    search_term: str
    keys: list[Literal["content.body", "content.name", "content.topic"]] = []
    filter: JsonObject = {}
    order_by: Literal["rank", "recent"] = "rank"
    event_context: _Context | None = None
    include_state: bool = False
    groupings: _Groupings = msgspec.field(default_factory=_Groupings)


class _Categories(msgspec.Struct):
    room_events: _Criteria | None = None


class _Body(msgspec.Struct):
    search_categories: _Categories


async def post_search(req: Request) -> bytes:
    """Catches the index up first, so that what was said just now is found."""
    criteria = req.decode(_Body).search_categories.room_events
    if criteria is None:
        return b'{"search_categories":{}}'
    wish = _wish(req, criteria)
    for _ in range(_MOST_BATCHES):
        if not await req.app.db.read(search.is_behind):
            break
        await req.app.db.write(search.advance)
    found = await req.app.db.read(lambda tx: _answer(tx, req, criteria, wish))
    return b'{"search_categories":{"room_events":' + found + b"}}"


def _wish(req: Request, criteria: _Criteria) -> Wish:
    filter = timeline.parse_filter(criteria.filter, default_limit=10)
    if not filter.limit:
        raise InvalidParam("A filter's limit must be greater than 0")
    next_batch = req.arg("next_batch")
    token = Token.parse(next_batch) if next_batch else None
    if token is not None and token.order != criteria.order_by:
        raise InvalidParam("next_batch is of a search in another order")
    return Wish(
        query=search.parse(criteria.search_term),
        keys=frozenset(criteria.keys or search.KEYS),
        order=criteria.order_by,
        limit=min(filter.limit, _MOST_RESULTS),
        filter=filter,
        group_by=tuple(dict.fromkeys(each.key for each in criteria.groupings.group_by)),
        token=token,
    )


def _answer(tx: Tx, req: Request, criteria: _Criteria, wish: Wish) -> bytes:
    found = search.find(tx, req.actor.user_id, wish)
    targets = [events.find_at(tx, match.target) for match in found.matches]
    shown = [
        (match, event)
        for match, event in zip(found.matches, targets, strict=True)
        if event is not None
        and event.redacted_by is None
        and (wish.filter.contains_url is None or wish.filter.passes(event))
    ]
    results = [_result(tx, req, criteria.event_context, match, event) for match, event in shown]
    parts = [
        b'{"count":%d,"highlights":%s,"results":%s'
        % (found.count, json.encode(_highlights(wish.query, criteria.search_term)), timeline.array(results))
    ]
    if wish.group_by:
        ids = {match.position: event.event_id for match, event in shown}
        parts.append(b',"groups":' + json.encode(_groups(found, ids)))
    if found.next is not None:
        parts.append(b',"next_batch":' + json.encode(found.next.to_text()))
    if criteria.include_state:
        parts.append(b',"state":' + _states(tx, req, shown))
    return b"".join([*parts, b"}"])


def _result(tx: Tx, req: Request, context: _Context | None, match: Match, event: Event) -> bytes:
    encoded = encode_all(tx, req, [event], event.room_id)[1:-1]
    # COMPAT: clients of the time before `sender` look for `user_id`, until they are gone.
    encoded = b'{"user_id":%s,' % json.encode(event.sender) + encoded[1:]
    rank = json.encode(round(match.rank, 6))
    if context is None:
        return b'{"rank":%s,"result":%s}' % (rank, encoded)
    return b'{"rank":%s,"result":%s,"context":%s}' % (rank, encoded, _context(tx, req, context, event))


def _context(tx: Tx, req: Request, wanted: _Context, event: Event) -> bytes:
    """What stood around a result, nearest first, with tokens for /messages on either side."""
    ranges = rooms.visible_ranges(tx, event.room_id, req.actor.user_id)
    ignored = identity.list_ignored(tx, req.actor.user_id)
    sides: list[list[Event]] = []
    for most, is_before in ((wanted.before_limit, True), (wanted.after_limit, False)):
        most = max(0, min(most, _MOST_CONTEXT))
        low, high = (0, event.position - 1) if is_before else (event.position, tx.position)
        near = events.list_history(tx, event.room_id, low, high, most, backwards=is_before) if most else []
        sides.append([each for each in near if timeline.is_shown(each, ignored, ranges)])
    before, after = sides
    start = (before[-1] if before else event).position - 1
    end = (after[-1] if after else event).position
    parts = [
        b'{"start":"%d","end":"%d","events_before":%s,"events_after":%s'
        % (start, end, encode_all(tx, req, before, event.room_id), encode_all(tx, req, after, event.room_id))
    ]
    if wanted.include_profile:
        parts.append(b',"profile_info":' + json.encode(_profiles(tx, [*before, event, *after])))
    return b"".join([*parts, b"}"])


def _profiles(tx: Tx, shown: Sequence[Event]) -> JsonObject:
    """How the senders appeared in the room when they wrote this."""
    found: JsonObject = {}
    for event in shown:
        past = events.list_state_history(tx, event.room_id, "m.room.member", event.sender)
        then = [member for member in past if member.position <= event.position]
        content = then[-1].content() if then else {}
        profile = {"displayname": content.get("displayname"), "avatar_url": content.get("avatar_url")}
        found[event.sender] = {key: value for key, value in profile.items() if value is not None}
    return found


def _groups(found: Found, ids: dict[int, str]) -> JsonObject:
    groups: JsonObject = {}
    for key, values in found.groups.items():
        for value, group in values.items():
            entry: JsonObject = {
                "order": group.order,
                "results": [ids[match.position] for match in group.matches if match.position in ids],
            }
            if group.next is not None:
                entry["next_batch"] = group.next.to_text()
            groups.setdefault(key, {})[value] = entry
    return groups


def _states(tx: Tx, req: Request, shown: Sequence[tuple[Match, Event]]) -> bytes:
    parts: list[bytes] = []
    for room_id in dict.fromkeys(match.room_id for match, _ in shown):
        state = timeline.state_for(tx, req.actor.user_id, room_id)
        encoded = timeline.array([timeline.state_event(event) for event in state])
        parts.append(json.encode(room_id) + b":" + encoded)
    return b"{" + b",".join(parts) + b"}"


def _highlights(query: Query, term: str) -> list[str]:
    """The terms as they are compared, and as they were typed where that differs."""
    typed = [word for word in term.split() if word and search.fold(word) != word and len(word) > 1]
    return list(dict.fromkeys([*query.dense, *query.words, *typed]))


ROUTES = [Route("POST", "/search", direct=post_search, limit="write")]
