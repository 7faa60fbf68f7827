"""A small company that talks, reads and changes its push rules, and its unread counts in three ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fangyuan import identity, push, rooms, timeline
from fangyuan.db import Database, Tx
from fangyuan.events import Event
from fangyuan.identity import Session
from fangyuan.kernel.json import JsonObject
from fangyuan.push import EventFacts, NewRule, RoomUnread, RuleName, Unread

PEOPLE = ("anna", "ben", "carl")


@dataclass
class Company:
    """Three people in one group, two of them in a room of two; what was said, and who read what."""

    db: Database
    users: list[str] = field(default_factory=list[str])
    room_ids: list[str] = field(default_factory=list[str])
    said: list[Event] = field(default_factory=list[Event])
    read: dict[tuple[str, str, str], int] = field(default_factory=dict[tuple[str, str, str], int])
    live: dict[tuple[str, str], RoomUnread | None] = field(
        default_factory=dict[tuple[str, str], RoomUnread | None]
    )
    judges: dict[str, push.Judge] = field(default_factory=dict[str, push.Judge])

    @staticmethod
    def found(db: Database) -> Company:
        company = Company(db)
        db.write_now(company._found)
        for user in company.users:
            company.look(user)
        return company

    def _found(self, tx: Tx) -> None:
        tag = tx.ids.opaque(6).lower()
        for name in PEOPLE:
            user_id = f"@{name}_{tag}:test.local"
            identity.create_account(tx, user_id, displayname=f"{name.title()} 王")
            self.users.append(user_id)
        for members in (self.users, self.users[:2]):
            room = rooms.create(tx, members[0], rooms.NewRoom(preset="public_chat"), {})
            self.room_ids.append(room.room_id)
            for user_id in members[1:]:
                rooms.join(tx, user_id, room.room_id)
            for user_id in members:
                self.read[user_id, room.room_id, ""] = tx.position

    # -- what people do --------------------------------------------------------------------------------------

    def say(self, user: int, room: int, content: JsonObject, type: str = "m.room.message") -> Event:
        user_id, room_id = self.member(user, room), self.room_ids[room]
        actor = Session("s", user_id, "D")
        event = self.db.write_now(lambda tx: timeline.send(tx, actor, room_id, type, content, None))
        self.said.append(event)
        if event.notifies:
            self._has_read(user_id, room_id, event.thread_root or "main", event.position)
        for other in self.users[: self._size(room)]:
            self._count_live(other, event)
        return event

    def has_read(self, user: int, room: int, event: Event, *, thread: str, private: bool) -> None:
        user_id = self.member(user, room)
        kind = "m.read.private" if private else "m.read"
        self.db.write_now(
            lambda tx: timeline.mark_read(tx, user_id, event.room_id, kind, event.event_id, thread_id=thread)
        )
        self._has_read(user_id, event.room_id, thread, event.position)
        self.look(user_id)

    def change_rule(self, user: int, name: RuleName, new: NewRule) -> None:
        user_id = self.users[user]
        self.db.write_now(lambda tx: push.put_rule(tx, user_id, name, new))
        self.look(user_id)

    def turn(self, user: int, rule_id: str, enabled: bool) -> None:
        user_id = self.users[user]
        kind: push.Kind = "underride" if rule_id == ".m.rule.message" else "override"
        self.db.write_now(lambda tx: push.set_enabled(tx, user_id, RuleName(kind, rule_id), enabled))
        self.look(user_id)

    def _has_read(self, user_id: str, room_id: str, timeline: str, position: int) -> None:
        key = (user_id, room_id, timeline)
        self.read[key] = max(self.read.get(key, 0), position)

    def member(self, user: int, room: int) -> str:
        """One of those who are in the room."""
        return self.users[user % self._size(room)]

    def _size(self, room: int) -> int:
        return len(PEOPLE) if room == 0 else 2

    # -- counting, three ways --------------------------------------------------------------------------------

    def look(self, user_id: str) -> None:
        """A viewer comes (again): his judge and his counts are loaded, later ones follow from events."""
        self.judges[user_id] = self.db.read_now(lambda tx: push.judge_of(tx, user_id))
        for room_id, counts in self.cold(user_id).items():
            self.live[user_id, room_id] = counts

    def _count_live(self, user_id: str, event: Event) -> None:
        judge = self.judges[user_id]
        before = self.live[user_id, event.room_id]
        if before is not None and (event.notifies or event.mentions or judge.is_full):
            self.live[user_id, event.room_id] = push.count(before, judge, EventFacts(event), user_id)

    def cold(self, user_id: str) -> dict[str, RoomUnread]:
        return self.db.read_now(lambda tx: push.unread(tx, user_id, self.room_ids))

    def naive(self, user_id: str, room_id: str) -> RoomUnread:
        """Every event judged, rule by rule."""
        main, threads = Unread(), dict[str, Unread]()
        for event in self.said:
            where = event.thread_root or "main"
            if event.room_id != room_id or event.position <= self._read_up_to(user_id, room_id, where):
                continue
            verdict = self.judges[user_id].judge_by_rules(EventFacts(event))
            old = threads.get(where, Unread()) if event.thread_root else main
            new = Unread(old.notification_count + (verdict > 0), old.highlight_count + (verdict == 2))
            if event.thread_root is None:
                main = new
            elif verdict:
                threads[where] = new
        return RoomUnread(main.notification_count, main.highlight_count, threads)

    def _read_up_to(self, user_id: str, room_id: str, timeline: str) -> int:
        return max(self.read.get((user_id, room_id, ""), 0), self.read.get((user_id, room_id, timeline), 0))


def text(body: str, **more: Any) -> JsonObject:
    return {"msgtype": "m.text", "body": body, **more}
