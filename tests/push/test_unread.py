"""Unread counts, by example."""

from __future__ import annotations

from fangyuan import rooms, timeline
from fangyuan.db import Database
from fangyuan.identity import Session
from fangyuan.push import NewRule, RoomUnread, RuleName, Unread
from tests.push.company import Company, text


def test_messages_mentions_and_reading(db: Database) -> None:
    company = Company.found(db)
    _, ben, _ = company.users
    group = company.room_ids[0]
    first = company.say(0, 0, text("hello"))
    company.say(0, 0, text("hello", **{"m.mentions": {"user_ids": [ben]}}))
    company.say(0, 0, text("all", **{"m.mentions": {"room": True}}))
    company.say(2, 0, text("all, says who may not", **{"m.mentions": {"room": True}}))
    company.say(2, 0, {"msgtype": "m.notice", "body": "beep"})
    assert company.cold(ben)[group] == RoomUnread(4, 2)
    company.has_read(1, 0, first, thread="", private=True)
    assert company.cold(ben)[group] == RoomUnread(3, 2)
    company.say(1, 0, text("I am here"))
    assert company.cold(ben)[group] == RoomUnread()
    assert company.cold(ben)[company.room_ids[1]] == RoomUnread()


def test_old_clients_name_people_in_the_text(db: Database) -> None:
    company = Company.found(db)
    carl = company.users[2]
    company.say(0, 0, text("carl 王 please"))
    company.say(0, 0, text(f"{carl[1:].partition(':')[0]}: please"))
    company.say(0, 0, text("@room please"))
    company.say(0, 0, text("carl 王 not meant", **{"m.mentions": {}}))
    assert company.cold(carl)[company.room_ids[0]] == RoomUnread(4, 3)


def test_threads_count_apart(db: Database) -> None:
    company = Company.found(db)
    ben, group = company.users[1], company.room_ids[0]
    root = company.say(0, 0, text("root"))
    relation = {"m.relates_to": {"rel_type": "m.thread", "event_id": root.event_id}}
    company.say(0, 0, text("in it", **relation))
    last = company.say(2, 0, text("in it", **relation, **{"m.mentions": {"user_ids": [ben]}}))
    assert company.cold(ben)[group] == RoomUnread(1, 0, {root.event_id: Unread(2, 1)})
    company.has_read(1, 0, root, thread="main", private=False)
    assert company.cold(ben)[group] == RoomUnread(0, 0, {root.event_id: Unread(2, 1)})
    company.has_read(1, 0, last, thread=root.event_id, private=False)
    assert company.cold(ben)[group] == RoomUnread()
    company.say(0, 0, text("more", **relation))
    company.say(1, 0, text("an answer in the main timeline"))
    assert company.cold(ben)[group] == RoomUnread(0, 0, {root.event_id: Unread(1, 0)})


def test_an_unthreaded_receipt_reads_threads_too(db: Database) -> None:
    company = Company.found(db)
    ben, group = company.users[1], company.room_ids[0]
    root = company.say(0, 0, text("root"))
    relation = {"m.relates_to": {"rel_type": "m.thread", "event_id": root.event_id}}
    company.say(0, 0, text("in it", **relation))
    company.has_read(1, 0, company.say(0, 0, text("after")), thread="", private=False)
    assert company.cold(ben)[group] == RoomUnread()


def test_a_redacted_message_highlights_no_more(db: Database) -> None:
    company = Company.found(db)
    anna, ben, _ = company.users
    event = company.say(0, 0, text("psst", **{"m.mentions": {"user_ids": [ben]}}))
    assert company.cold(ben)[company.room_ids[0]] == RoomUnread(1, 1)
    actor = Session("s", anna, "D")
    db.write_now(lambda tx: timeline.redact(tx, actor, event.room_id, event.event_id, {}, None))
    assert company.cold(ben)[company.room_ids[0]] == RoomUnread(1, 0)


def test_who_comes_later_has_read_what_was_before(db: Database) -> None:
    company = Company.found(db)
    root = company.say(0, 1, text("@room before", **{"m.mentions": {"room": True}}))
    relation = {"m.relates_to": {"rel_type": "m.thread", "event_id": root.event_id}}
    company.say(0, 1, text("before", **relation))
    carl, room_id = company.users[2], company.room_ids[1]
    assert room_id not in company.cold(carl)
    db.write_now(lambda tx: rooms.join(tx, carl, room_id))
    assert company.cold(carl)[room_id] == RoomUnread()
    company.say(0, 1, text("after", **relation))
    assert company.cold(carl)[room_id] == RoomUnread(0, 0, {root.event_id: Unread(1, 0)})


def test_muted_rooms_and_mentions_only(db: Database) -> None:
    company = Company.found(db)
    ben, group = company.users[1], company.room_ids[0]
    company.say(0, 0, text("hello"))
    company.say(0, 0, text("hello", **{"m.mentions": {"user_ids": [ben]}}))
    company.change_rule(1, RuleName("room", group), NewRule(actions=[]))
    assert company.cold(ben)[group] == RoomUnread(1, 1)
    condition = {"kind": "event_match", "key": "room_id", "pattern": group}
    company.change_rule(1, RuleName("override", group), NewRule(actions=[], conditions=[condition]))
    assert company.cold(ben)[group] == RoomUnread()
