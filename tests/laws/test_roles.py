"""Whoever has no role in a group changes no charter, whatever he calls; and whatever is refused says why, and is filed.

Both over HTTP through the whole server: Matrix calls and governance calls in any order, messages of all sorts against
charters of all sorts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import audit, groups, rooms
from fangyuan.kernel import json
from tests.kit.backend import Backend
from tests.kit.client import Json
from tests.kit.company import hire, people, user, wish
from tests.laws.house import House, LocalClient

API = "/_fangyuan/v1"
_numbers = count(1)
_shared = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def house(backend: Backend) -> Iterator[House]:
    url = backend.fresh()
    opened = House(url)
    opened.open()
    opened.run(opened.write(hire))
    yield opened
    opened.close()
    backend.drop(url)


def client(house: House, name: str) -> LocalClient:
    return house.run(house.sign_in(user(name), "LAW"))


def founded(he: LocalClient, house: House, **more: Any) -> str:
    body = wish(audience=people("li"), override={"reason": "测试用"}, **more)
    answer = house.run(he.post(f"{API}/groups", body))
    assert answer.status == 201, answer.body
    return answer.body["room_id"]


# -- nobody without a role changes a charter ---------------------------------------------------------------------------

CHARTER = rooms.CHARTER_TYPE
_word = st.sampled_from(["", "x", "新用途", "li", "@li:test.local", "open", "archived"])
_content: st.SearchStrategy[Json] = st.dictionaries(
    st.sampled_from(
        ["purpose", "name", "owner", "status", "users", "topic", "clauses", "reason", "users_default"]
    ),
    _word | st.integers(0, 100) | st.just([]) | st.just({"@li:test.local": 100}),
    max_size=3,
)
_wishes: st.SearchStrategy[Json] = st.one_of(
    st.fixed_dictionaries({"purpose": _word}),
    st.just({"owner": "li"}),
    st.just({"deputies": ["li"]}),
    st.just({"clauses": []}),
    st.just({"label": "open"}),
    _content,
)
# Method, path with {room} and {charter}, body.
_calls = st.one_of(
    st.tuples(
        st.just("PUT"),
        st.sampled_from(
            [CHARTER, "m.room.power_levels", "m.room.name", "m.room.topic", "m.room.tombstone"]
        ).map(lambda kind: f"/rooms/{{room}}/state/{kind}/"),
        _content,
    ),
    st.tuples(st.just("PUT"), st.just("/rooms/{room}/redact/{charter}/{txn}"), st.just({"reason": "x"})),
    st.tuples(
        st.just("PUT"),
        st.sampled_from(["m.room.message", CHARTER]).map(lambda kind: f"/rooms/{{room}}/send/{kind}/{{txn}}"),
        st.sampled_from(["在吗", "!move", "!ok", "!muteall 30", "✅"]).map(
            lambda body: {"msgtype": "m.text", "body": body}
        ),
    ),
    st.tuples(
        st.just("POST"),
        st.sampled_from(["join", "leave", "invite", "kick", "ban", "upgrade", "forget"]).map(
            lambda verb: f"/rooms/{{room}}/{verb}"
        ),
        st.sampled_from([{"user_id": user("he")}, {"user_id": user("zhao")}, {"new_version": "11"}]),
    ),
    st.tuples(st.just("PUT"), st.just(API + "/groups/{room}/charter"), _wishes),
    st.tuples(
        st.just("POST"),
        st.sampled_from(
            ["owner", "archive", "close", "restore", "review", "merge", "exceptions", "moves", "restraints"]
        ).map(lambda verb: API + "/groups/{room}/" + verb),
        st.sampled_from(
            [
                {"reason": "x"},
                {"owner": "li", "reason": "x"},
                {"needed": False},
                {"into": "{room}", "reason": "x", "event_id": "{charter}"},
                {"person_id": "zhao", "effect": "include", "reason": "x"},
            ]
        ),
    ),
    st.tuples(st.just("POST"), st.just(API + "/groups/{room}/charter/difference"), _wishes),
    st.tuples(
        st.just("PUT"),
        st.sampled_from(["creation", "time-zone", "fairness", "reach"]).map(
            lambda name: f"{API}/policies/{name}"
        ),
        st.just({"policy": {}}),
    ),
    st.tuples(st.just("PUT"), st.just(API + "/people/li"), st.just({"roles": ["admin"]})),
)


def standing(house: House, he: LocalClient, room: str) -> tuple[bytes, int, str]:
    """The charter's state event, byte for byte, its version, and whose the group is."""
    state = house.run(he.ok("GET", f"/rooms/{room}/state"))
    [event] = [one for one in state if one["type"] == CHARTER]
    group = house.run(house.read(lambda tx: groups.get(tx, room)))
    return json.canonical(event), group.charter_version, group.owner


@given(calls=st.lists(st.tuples(st.sampled_from(["li", "zhao"]), _calls), min_size=1, max_size=8))
@_shared
def test_no_calls_of_who_has_no_role_change_a_charter(house: House, calls: list[tuple[str, Any]]) -> None:
    he, callers = client(house, "he"), {name: client(house, name) for name in ("li", "zhao")}
    room = founded(he, house)
    before = standing(house, he, room)
    charter = house.run(house.read(lambda tx: groups.get(tx, room).charter_event_id)) or ""
    places = {"{room}": room, "{charter}": charter}
    for name, (method, path, body) in calls:
        for place, value in {**places, "{txn}": f"t{next(_numbers)}"}.items():
            path = path.replace(place, quote(value))
        filled = {
            key: places.get(value, value) if isinstance(value, str) else value for key, value in body.items()
        }
        answer = house.run(callers[name].request(method, path, filled))
        assert answer.status < 500, answer.body
        assert standing(house, he, room) == before, (name, method, path, answer.status)


# -- what is refused says why ------------------------------------------------------------------------------------------

_clauses: st.SearchStrategy[Json] = st.sampled_from(
    [
        {"type": "keywords", "words": ["赌博"]},
        {"type": "keywords", "words": ["合同"], "verdict": "hold"},
        {"type": "length", "characters": 10},
        {"type": "link_domains", "allow": ["test.local"]},
        {"type": "posting", "who": "owner"},
        {"type": "message_kinds", "allowed": ["text"]},
        {"type": "pace", "every_seconds": 60},
        {"type": "room_mentions", "who": "owner"},
    ]
)
_bodies = st.sampled_from(
    ["在吗", "去赌博", "合同在哪", "一句超过五个字的话", "看 https://example.com/x", "@room 开会"]
)


@given(
    clauses=st.lists(_clauses, min_size=1, max_size=3, unique_by=lambda clause: clause["type"]),
    said=st.lists(
        st.tuples(_bodies, st.sampled_from(["m.text", "m.notice", "m.image"])), min_size=1, max_size=4
    ),
)
@_shared
def test_each_refusal_has_a_clause_a_reason_and_a_row(
    house: House, clauses: list[Json], said: list[tuple[str, str]]
) -> None:
    he, li = client(house, "he"), client(house, "li")
    checked = house.run(he.post(f"{API}/charters/check", wish(clauses=clauses)))
    assert checked.status == 200, checked.body
    room = founded(he, house, clauses=clauses)
    numbers = {(one["number"], one["id"]) for one in checked.body["charter"]["clauses"]}
    for body, kind in said:
        before = house.run(house.read(audit.head))
        content = {"msgtype": kind, "body": body} | (
            {"url": "mxc://test.local/x"} if kind == "m.image" else {}
        )
        answer = house.run(li.put(f"/rooms/{room}/send/m.room.message/t{next(_numbers)}", content))
        if answer.status == 200:
            continue
        assert answer.errcode == "M_FORBIDDEN", answer.body
        verdict = answer.body["fangyuan.verdict"]
        assert (verdict["clause"], verdict["clause_id"]) in numbers
        assert all(verdict["reason"][language] for language in ("zh-CN", "en"))
        found = house.run(
            house.read(
                lambda tx, after=before[0]: audit.list_entries(tx, after, 10, subject=room, act="refusal")
            )
        )
        assert verdict["verdict"] != "refuse" or [one.actor for one in found] == [li.user_id]
