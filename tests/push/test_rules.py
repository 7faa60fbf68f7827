"""Rulesets as people change them: order, places, the server's own rules, storage."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import push
from fangyuan.db import Database, Tx
from fangyuan.kernel.errors import BadRequest, FangyuanError, InvalidParam, MissingParam, NotFound
from fangyuan.push import Kind, NewRule, RuleName
from fangyuan.push import store as push_store

ME = "@anna:test.local"


def put(db: Database, kind: Kind, rule_id: str, new: NewRule | None = None, **place: str) -> None:
    new = new or NewRule(actions=["notify"], pattern="w")
    db.write_now(lambda tx: push.put_rule(tx, ME, RuleName(kind, rule_id), new, **place))


def rules(db: Database, kind: Kind) -> list[push.Rule]:
    return list(db.read_now(lambda tx: push.ruleset(tx, ME)).rules(kind))


def own(db: Database, kind: Kind) -> list[str]:
    return [rule.rule_id for rule in rules(db, kind) if not rule.default]


def test_the_defaults_of_the_spec_in_its_order(db: Database) -> None:
    content = push.to_client(db.read_now(lambda tx: push.ruleset(tx, ME)))["global"]
    assert list(content) == ["override", "content", "room", "sender", "underride"]
    assert [rule["rule_id"] for rule in content["override"]][:12] == [
        ".m.rule.master",
        ".m.rule.suppress_notices",
        ".m.rule.invite_for_me",
        ".m.rule.member_event",
        ".m.rule.is_user_mention",
        ".m.rule.contains_display_name",
        ".m.rule.is_room_mention",
        ".m.rule.roomnotif",
        ".m.rule.tombstone",
        ".m.rule.reaction",
        ".m.rule.room.server_acl",
        ".m.rule.suppress_edits",
    ]
    assert [rule["rule_id"] for rule in content["underride"]][:5] == [
        ".m.rule.call",
        ".m.rule.encrypted_room_one_to_one",
        ".m.rule.room_one_to_one",
        ".m.rule.message",
        ".m.rule.encrypted",
    ]
    assert [rule["pattern"] for rule in content["content"]] == ["anna"]
    assert all(rule["default"] for kind in content.values() for rule in kind)
    disabled = [rule["rule_id"] for kind in content.values() for rule in kind if not rule["enabled"]]
    assert disabled == [".m.rule.master"]


def test_new_rules_come_first_but_after_the_master(db: Database) -> None:
    put(db, "override", "one")
    put(db, "override", "two")
    assert [rule.rule_id for rule in rules(db, "override")][:4] == [
        ".m.rule.master",
        "two",
        "one",
        ".m.rule.suppress_notices",
    ]


def test_places(db: Database) -> None:
    for rule_id in ("c", "b", "a"):
        put(db, "content", rule_id)
    put(db, "content", "x", before="b")
    assert own(db, "content") == ["a", "x", "b", "c"]
    put(db, "content", "y", after="b")
    assert own(db, "content") == ["a", "x", "b", "y", "c"]
    put(db, "content", "c", before="a")
    assert own(db, "content") == ["c", "a", "x", "b", "y"]
    put(db, "content", "y", before="a", after="c")
    assert own(db, "content") == ["c", "y", "a", "x", "b"]


def test_changing_a_rule_keeps_its_place_and_its_switch(db: Database) -> None:
    put(db, "content", "b")
    put(db, "content", "a")
    db.write_now(lambda tx: push.set_enabled(tx, ME, RuleName("content", "b"), False))
    put(db, "content", "b", NewRule(actions=[], pattern="other"))
    changed = rules(db, "content")[1]
    assert (changed.rule_id, changed.enabled, changed.actions, changed.pattern) == ("b", False, [], "other")


@pytest.mark.parametrize(
    "place", [{"before": "nobody"}, {"after": "nobody"}, {"before": "a"}, {"after": ".m.rule.master"}]
)
def test_places_beside_nothing(db: Database, place: dict[str, str]) -> None:
    with pytest.raises(BadRequest) as refused:
        put(db, "override", "a", NewRule(actions=[]), **place)
    assert refused.value.errcode == "M_UNKNOWN"
    assert own(db, "override") == []


@pytest.mark.parametrize(
    ("kind", "rule_id", "new", "error"),
    [
        ("override", ".mine", NewRule(actions=[]), InvalidParam),
        ("override", "a/b", NewRule(actions=[]), InvalidParam),
        ("override", "a\\b", NewRule(actions=[]), InvalidParam),
        ("override", "x" * 256, NewRule(actions=[]), InvalidParam),
        ("override", "a", NewRule(), MissingParam),
        ("override", "a", NewRule(actions=["explode"]), InvalidParam),
        ("override", "a", NewRule(actions=[{"set_tweak": 1}]), InvalidParam),
        ("override", "a", NewRule(actions=[], conditions=[{"is": "2"}]), MissingParam),
        ("override", "a", NewRule(actions=[], conditions=["x"]), BadRequest),
        ("override", "a", NewRule(actions=[], conditions=[{"kind": "k", "x": 0.5}]), BadRequest),
        ("override", "a", NewRule(actions=[], conditions=[{"kind": "k", "x": "y" * 20_000}]), BadRequest),
        ("content", "a", NewRule(actions=[]), MissingParam),
        ("content", "a", NewRule(actions=[], pattern="x" * 2_000), InvalidParam),
    ],
)
def test_rules_that_are_refused(
    db: Database, kind: Kind, rule_id: str, new: NewRule, error: type[FangyuanError]
) -> None:
    with pytest.raises(error):
        put(db, kind, rule_id, new)
    assert own(db, kind) == []


def test_the_servers_rules_can_be_turned_and_changed_but_not_deleted(db: Database) -> None:
    name = RuleName("underride", ".m.rule.message")
    sound: list[Any] = ["notify", {"set_tweak": "sound", "value": "x"}]
    db.write_now(lambda tx: push.set_enabled(tx, ME, name, False))
    db.write_now(lambda tx: push.set_actions(tx, ME, name, sound))
    rule = db.read_now(lambda tx: push.ruleset(tx, ME)).get(name)
    assert (rule.enabled, rule.actions, rule.default) == (False, sound, True)
    with pytest.raises(InvalidParam):
        db.write_now(lambda tx: push.delete_rule(tx, ME, name))


def test_deleting(db: Database) -> None:
    put(db, "room", "!a:test.local")
    name = RuleName("room", "!a:test.local")
    db.write_now(lambda tx: push.delete_rule(tx, ME, name))
    assert own(db, "room") == []
    with pytest.raises(NotFound):
        db.write_now(lambda tx: push.delete_rule(tx, ME, name))
    with pytest.raises(NotFound):
        db.write_now(lambda tx: push.set_enabled(tx, ME, name, True))
    with pytest.raises(NotFound):
        db.write_now(lambda tx: push.set_actions(tx, ME, name, []))


def test_the_same_id_in_two_kinds_are_two_rules(db: Database) -> None:
    put(db, "override", "same")
    put(db, "content", "same")
    db.write_now(lambda tx: push.delete_rule(tx, ME, RuleName("override", "same")))
    assert own(db, "content") == ["same"]


def test_readers_are_told_of_changes_only(db: Database) -> None:
    def changes(enabled: bool) -> list[str]:
        def work(tx: Tx) -> list[str]:
            push.set_enabled(tx, ME, RuleName("override", ".m.rule.master"), enabled)
            return [f"{change.kind} {change.user_id}" for change in tx.changes]

        return db.write_now(work)

    assert db.read_now(lambda tx: push.changed_position(tx, ME)) == 0
    assert changes(False) == []
    assert changes(True) == [f"push_rules {ME}"]
    position = db.read_now(lambda tx: push.changed_position(tx, ME))
    assert position > 0
    assert changes(True) == []
    assert db.read_now(lambda tx: push.changed_position(tx, ME)) == position


def test_a_change_that_fails_is_not_remembered(db: Database) -> None:
    def fails(tx: Tx) -> None:
        push.set_enabled(tx, ME, RuleName("override", ".m.rule.master"), True)
        assert push.ruleset(tx, ME).get(RuleName("override", ".m.rule.master")).enabled
        raise InvalidParam("later")

    with pytest.raises(InvalidParam):
        db.write_now(fails)
    assert (
        not db.write_now(lambda tx: push.ruleset(tx, ME)).get(RuleName("override", ".m.rule.master")).enabled
    )


def test_default_rules_that_came_later_are_there_for_who_changed_something(db: Database) -> None:
    """Only the changes are stored: a row from a time with other defaults still gives all of today's."""
    stored = b'{"adjusted":{".m.rule.gone":{"enabled":false},".m.rule.message":{"enabled":false}}}'
    db.write_now(lambda tx: push_store.set_rules(tx, ME, stored, 1))
    found = {rule.rule_id: rule for rule in rules(db, "underride")}
    assert not found[".m.rule.message"].enabled
    assert found[".m.rule.poll_start"].enabled
    assert len(found) == len(push.Ruleset(ME).rules("underride"))
