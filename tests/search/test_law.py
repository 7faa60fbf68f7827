"""The law of search: it finds exactly the visible messages that hold the term, whatever was said, edited, redacted,
joined and left, and wherever the index was when it happened. On both databases; and an index made anew is the same.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import events, identity, rooms, search, timeline
from fangyuan.db import Database, Tx
from fangyuan.events import Event
from fangyuan.identity import Session
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.json import JsonObject
from fangyuan.search import Wish

PEOPLE = ("anna", "ben", "carl")
PIECES = (
    "三",
    "三号",
    "号泵",
    "泵",
    "pump",
    "Pumps",
    "ＰＵＭＰ",
    " ",
    "，",
    "_",
    "12",
    "1",
    "ポンプ",
    "é",
    "𠮷",
    "\u200b",
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
TERMS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)


@dataclass
class House:
    """Three people in two rooms, and what they said."""

    db: Database
    users: list[str] = field(default_factory=list[str])
    room_ids: list[str] = field(default_factory=list[str])
    said: list[Event] = field(default_factory=list[Event])

    def found(self, tx: Tx) -> None:
        tag = tx.ids.opaque(6).lower()
        for name in PEOPLE:
            self.users.append(f"@{name}_{tag}:test.local")
            identity.create_account(tx, self.users[-1])
        for _ in range(2):
            room = rooms.create(tx, self.users[0], rooms.NewRoom(preset="public_chat"), {})
            self.room_ids.append(room.room_id)

    # -- what happens ------------------------------------------------------------------------------------------

    def do(self, step: Step) -> None:
        try:
            self.db.write_now(lambda tx: self._do(tx, step))
        except FangyuanError:  # who isn't in the room can't; that is another law
            return

    def _do(self, tx: Tx, step: Step) -> None:
        user_id, room_id = self.users[step.who], self.room_ids[step.room]
        actor = Session("s", user_id, "D")
        mine = [event for event in self.said if event.sender == user_id and event.room_id == room_id]
        if step.what == "move":
            if rooms.membership(tx, rooms.get(tx, room_id), user_id) == "join":
                rooms.leave(tx, user_id, room_id)
            else:
                rooms.join(tx, user_id, room_id)
        elif step.what == "close":
            value = ("joined", "invited", "shared", "world_readable")[step.which % 4]
            content: JsonObject = {"history_visibility": value}
            rooms.put_state(tx, self.users[0], room_id, "m.room.history_visibility", "", content)
        elif step.what == "index":
            search.advance(tx, 1 + step.which % 7)
        elif step.what == "redact" and mine:
            target = mine[step.which % len(mine)]
            timeline.redact(tx, actor, room_id, target.event_id, {}, None)
        elif step.what in ("say", "edit"):
            content = {"msgtype": "m.text", "body": step.text}
            if step.what == "edit" and mine:
                target = mine[step.which % len(mine)].event_id
                content |= {"m.new_content": {"body": step.text}, "body": "* edited"}
                content |= {"m.relates_to": {"rel_type": "m.replace", "event_id": target}}
            self.said.append(timeline.send(tx, actor, room_id, "m.room.message", content, None))

    # -- searching, and looking at everything -------------------------------------------------------------------

    def searched(self, tx: Tx, user_id: str, term: str, order: str) -> set[str]:
        wish = Wish(search.parse(term), order=order, limit=3, keys=frozenset({"content.body"}))
        targets: list[int] = []
        while True:
            found = search.find(tx, user_id, wish)
            targets += [match.target for match in found.matches]
            if found.next is None:
                break
            wish = Wish(wish.query, wish.keys, order, 3, token=found.next)
        assert len(set(targets)) == len(targets) == found.count
        shown = [events.find_at(tx, position) for position in targets]
        return {event.event_id for event in shown if event is not None}

    def naive(self, tx: Tx, user_id: str, term: str) -> set[str]:
        found: set[str] = set()
        for original in (self._now(tx, event) for event in self.said):
            if original.rel_type == "m.replace" or original.redacted_by is not None:
                continue
            ranges = rooms.visible_ranges(tx, original.room_id, user_id)
            if not self._was_in(tx, user_id, original.room_id):
                continue
            if not rooms.is_visible(ranges, original.position):
                continue
            text = original.content()["body"]
            for edit in (
                self._now(tx, event) for event in self.said if event.relates_to == original.event_id
            ):
                if edit.redacted_by is None and rooms.is_visible(ranges, edit.position):
                    text = edit.content()["m.new_content"]["body"]
            if holds(text, term):
                found.add(original.event_id)
        return found

    def _was_in(self, tx: Tx, user_id: str, room_id: str) -> bool:
        return room_id in {row[0] for row in rooms.list_memberships(tx, user_id)}

    def _now(self, tx: Tx, event: Event) -> Event:
        current = events.find_event(tx, event.event_id)
        assert current is not None
        return current


@dataclass(frozen=True)
class Step:
    what: str
    who: int
    room: int
    which: int
    text: str


STEPS = st.builds(
    Step,
    st.sampled_from(["say", "say", "say", "edit", "edit", "redact", "move", "close", "index"]),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 9),
    TEXTS,
)


def pieces(text: str) -> tuple[list[str], list[str]]:
    """(pieces in Chinese and Japanese, words), told apart by the names of the characters."""
    plain = unicodedata.normalize("NFKC", text.replace("\u200b", "")).casefold()
    runs: list[tuple[str, str]] = [("", "")]
    for one in plain:
        name = unicodedata.name(one, "")
        kind = (
            "dense" if name.startswith(("CJK", "KATAKANA", "HIRAGANA")) else "word" if one.isalnum() else ""
        )
        if runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1] + one)
        else:
            runs.append((kind, one))
    return [run for kind, run in runs if kind == "dense"], [run for kind, run in runs if kind == "word"]


def holds(text: str, term: str) -> bool:
    dense, words = pieces(term)
    if not dense and not words:
        return False
    all_dense, all_words = pieces(text)
    return all(any(one in run for run in all_dense) for one in dense) and all(
        any(run.startswith(one) for run in all_words) for one in words
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=5, max_size=30), terms=st.lists(TERMS, min_size=1, max_size=4))
def test_search_finds_what_is_there(db: Database, steps: list[Step], terms: list[str]) -> None:
    house = House(db)
    db.write_now(house.found)
    for step in steps:
        house.do(step)
    for _ in range(2):
        while db.write_now(search.advance):
            pass
        for term in terms:
            for user_id in house.users:
                expected = db.read_now(lambda tx, who=user_id, term=term: house.naive(tx, who, term))
                for order in ("recent", "rank"):
                    got = db.read_now(
                        lambda tx, who=user_id, term=term, order=order: house.searched(tx, who, term, order)
                    )
                    assert got == expected, (term, order, user_id)
        db.write_now(search.rebuild)
