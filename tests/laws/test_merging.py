"""Merging keeps law 6 and loses nothing: whatever is founded, moved in the org chart, said and merged, in any order.

Members of every open group are its audience and exceptions; an ended group takes no message; what a person could read
he still reads and finds if he is in the surviving group; and with `own` nobody reads what he could not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import events, groups, rooms, search, timeline
from fangyuan.db import Database, Tx
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.ids import Ids, seeded
from tests.kit.backend import Backend
from tests.kit.client import Json
from tests.kit.company import HOUSE, PEOPLE, Company, people, person, user
from tests.kit.rig import SERVER_NAME

OWNERS = ("he", "zhou", "gu")
STAFF = ("li", "wang", "zhao", "qian", "sun")
DEPARTMENTS = ("泵厂/二车间/甲班", "泵厂/三车间", "泵厂/信息部")
_words = count(1)


@dataclass(frozen=True)
class Found:
    owner: str
    audience: tuple[str, ...]  # people, or the path of one department


@dataclass(frozen=True)
class Transfer:
    who: str
    to: str


@dataclass(frozen=True)
class Say:
    group: int
    who: int


@dataclass(frozen=True)
class Except:
    group: int
    who: str
    effect: str


@dataclass(frozen=True)
class Merge:
    group: int
    into: int
    audience: str
    history: str


Step = Found | Transfer | Say | Except | Merge
_number = st.integers(0, 5)
_audience = st.one_of(
    st.lists(st.sampled_from(STAFF), min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from(DEPARTMENTS).map(lambda path: (path,)),
)
_found = st.builds(Found, st.sampled_from(OWNERS), _audience)
_steps = st.one_of(
    _found,
    st.builds(Transfer, st.sampled_from(STAFF), st.sampled_from(DEPARTMENTS)),
    st.builds(Say, _number, _number),
    st.builds(Say, _number, _number),
    st.builds(Except, _number, st.sampled_from(STAFF), st.sampled_from(["include", "exclude", "admit"])),
    st.builds(
        Merge, _number, _number, st.sampled_from(["union", "surviving"]), st.sampled_from(["shared", "own"])
    ),
)


@dataclass
class Story:
    """What happens, and what must hold after each step. `said` has (event id, word) by the room where it was said."""

    company: Company
    open: list[str] = field(default_factory=list[str])
    ended: dict[str, str] = field(default_factory=dict[str, str])
    said: dict[str, list[tuple[str, str]]] = field(default_factory=dict[str, list[tuple[str, str]]])

    def take(self, step: Step) -> None:
        match step:
            case Found():
                named = step.audience
                audience = self.company.department(named[0]) if "/" in named[0] else people(*named)
                self.open.append(self.company.found(owner=step.owner, audience=audience).room_id)
            case Transfer():
                lines = [line for line in PEOPLE if line.split(",")[1] == step.who]
                name, account, _, *rest = lines[0].split(",")
                self.company.bring(",".join([name, account, step.to, *rest]))
            case Say() if self.open:
                self._say(self._pick(step.group), step.who)
            case Except() if self.open:
                room = self._pick(step.group)
                self.company.write(
                    lambda tx: groups.add_exception(tx, person("chen"), room, step.who, step.effect, "法则")
                )
            case Merge():
                self._merge(step)
            case _:
                return
        self.check()

    def _pick(self, number: int) -> str:
        return self.open[number % len(self.open)]

    def _say(self, room: str, who: int) -> None:
        joined = sorted(self.company.read(lambda tx: rooms.list_members(tx, room, ("join",))))
        speakers = [one for one in joined if one != HOUSE]
        sender = speakers[who % len(speakers)].removeprefix("@").partition(":")[0]
        word = f"第{next(_words)}句话完"
        content: Json = {"msgtype": "m.text", "body": word}
        event = self.company.write(
            lambda tx: groups.send(tx, person(sender), room, "m.room.message", content, None)
        )
        self.said.setdefault(room, []).append((event.event_id, word))

    def _merge(self, step: Merge) -> None:
        if len(self.open) < 2:
            return
        room, into = self._pick(step.group), self._pick(step.into)
        if room == into:
            return
        gone = [room, *(one for one, to in self.ended.items() if to == room)]
        before = self.readable([*gone, into])

        def unite(tx: Tx) -> None:
            lin = person("lin", is_admin=True)
            choice = {"audience": step.audience, "history": step.history}
            merge = groups.propose_merge(tx, lin, room, into, "法则", **choice)
            for one in dict.fromkeys((groups.get(tx, room).owner, groups.get(tx, into).owner)):
                groups.sign_merge(tx, person(one[1:].partition(":")[0]), merge.merge_id)

        self.company.write(unite)
        self.open.remove(room)
        self.ended |= dict.fromkeys(gone, into)
        self._check_kept(before, into, gone, step.history)

    def readable(self, of: list[str]) -> dict[str, set[str]]:
        """The events of these rooms that each person may read."""

        def look(tx: Tx) -> dict[str, set[str]]:
            found: dict[str, set[str]] = {}
            for room in of:
                at = {
                    one: found_.position
                    for one, found_ in events.find_events(tx, [e for e, _ in self.said.get(room, [])]).items()
                }
                for name in (*OWNERS, *STAFF):
                    ranges = rooms.visible_ranges(tx, room, user(name))
                    seen = {one for one, position in at.items() if rooms.is_visible(ranges, position)}
                    found.setdefault(user(name), set()).update(seen)
            return found

        return self.company.read(look)

    def _check_kept(self, before: dict[str, set[str]], into: str, gone: list[str], history: str) -> None:
        after = self.readable([*gone, into])
        present = self.company.read(lambda tx: set(rooms.list_members(tx, into, ("join",))))
        old = {one for room in gone for one, _ in self.said.get(room, [])}
        for who, could in before.items():
            if who in present:
                assert could <= after[who]
                if history == "shared":
                    assert {one for one, _ in self.said.get(gone[0], [])} <= after[who]
            if history == "own" or who not in present:
                assert after[who] & old <= could
        self._check_found(after, into, [*gone, into], present)

    def _check_found(
        self, readable: dict[str, set[str]], into: str, of: list[str], present: set[str]
    ) -> None:
        """Who searches the surviving group finds what he may read, wherever it was said."""

        def index(tx: Tx) -> None:
            while search.is_behind(tx):
                search.advance(tx)

        self.company.write(index)
        filter = timeline.parse_filter({"rooms": [into], "limit": 10}, default_limit=10)
        for room in of:
            for event_id, word in self.said.get(room, []):
                wish = search.Wish(search.parse(word), frozenset(search.KEYS), "recent", 10, filter, (), None)
                for who in sorted(present & readable.keys()):
                    found = self.company.read(lambda tx, who=who, wish=wish: search.find(tx, who, wish))
                    assert bool(found.matches) == (event_id in readable[who])

    def check(self) -> None:
        def look(tx: Tx) -> None:
            for room in self.open:
                group = groups.get(tx, room)
                present = set(rooms.list_members(tx, room, ("join",))) - {HOUSE}
                should = groups.wanted(tx, group)
                assert should <= present <= should | groups.admitted(tx, room)
            for room, into in self.ended.items():
                assert rooms.find_successor(tx, room) == into
                assert groups.get(tx, room).status == "closed"

        self.company.read(look)
        for room in self.ended:
            for one in self.company.read(lambda tx, room=room: rooms.list_members(tx, room, ("join",))):
                actor = person(one[1:].partition(":")[0])
                if one == HOUSE:
                    continue
                with pytest.raises(FangyuanError):
                    self.company.write(
                        lambda tx, room=room, actor=actor: groups.send(
                            tx, actor, room, "m.room.message", {"msgtype": "m.text", "body": "x"}, None
                        )
                    )

    def end(self) -> None:
        for room in self.open:
            self.company.write(lambda tx, room=room: groups.dissolve(tx, HOUSE, room))
        self.company.bring(*PEOPLE)


@pytest.fixture(scope="module")
def town(backend: Backend) -> Iterator[Company]:
    url = backend.fresh()
    database = Database(url, ManualClock(), Ids(SERVER_NAME, seeded(1)))
    yield Company(database)
    database.close()
    backend.drop(url)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(_found, _found, _found), st.lists(_steps, min_size=4, max_size=14))
def test_merging_keeps_members_true_and_loses_nothing(
    town: Company, first: tuple[Found, ...], steps: list[Step]
) -> None:
    story = Story(town)
    for step in (*first, Say(0, 0), Say(1, 0), *steps):
        story.take(step)
    story.end()
