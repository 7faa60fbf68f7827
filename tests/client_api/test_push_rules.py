"""§Push Rules: API, §Push Rules: Events, §Receiving notifications, §Listing Notifications, §GET /pushers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.kit.talk import NOT_FOUND, joined, people, room_of, verdict

INVALID = (400, "M_INVALID_PARAM")
MISSING = (400, "M_MISSING_PARAM")
UNKNOWN = (400, "M_UNKNOWN")
BAD_JSON = (400, "M_BAD_JSON")
UNRECOGNIZED = (400, "M_UNRECOGNIZED")
KINDS = {"override", "content", "room", "sender", "underride"}


def path(kind: str, rule_id: str, more: str = "") -> str:
    return f"/pushrules/global/{kind}/{quote(rule_id, safe='')}{more}"


async def rule_ids(client: MatrixClient, kind: str, *, own: bool = True) -> list[str]:
    rules = (await client.ok("GET", "/pushrules/"))["global"][kind]
    return [rule["rule_id"] for rule in rules if not (own and rule["default"])]


def rules_in(sync: Json) -> list[Json]:
    """The m.push_rules that a sync brings."""
    events = sync.get("account_data", {}).get("events", [])
    return [event["content"] for event in events if event["type"] == "m.push_rules"]


def counts(sync: Json, room: str) -> tuple[int, int]:
    unread = joined(sync, room)["unread_notifications"]
    return unread["notification_count"], unread["highlight_count"]


# -- reading -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_all_rules(server: Rig, version: str) -> None:
    (alice,) = await people(server, "alice")
    everything = await alice.ok("GET", f"/_matrix/client/{version}/pushrules/")
    assert set(everything) == {"global"}
    assert set(everything["global"]) == KINDS
    assert await alice.ok("GET", f"/_matrix/client/{version}/pushrules/global/") == everything["global"]
    master = everything["global"]["override"][0]
    assert master == {
        "rule_id": ".m.rule.master",
        "default": True,
        "enabled": False,
        "conditions": [],
        "actions": [],
    }


async def test_one_rule(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    rule = await alice.ok("GET", path("override", ".m.rule.is_user_mention"))
    assert rule["conditions"] == [
        {"kind": "event_property_contains", "key": r"content.m\.mentions.user_ids", "value": alice.user_id}
    ]
    assert await alice.ok("GET", path("override", ".m.rule.master", "/enabled")) == {"enabled": False}
    assert await alice.ok("GET", path("underride", ".m.rule.message", "/actions")) == {"actions": ["notify"]}


@pytest.mark.parametrize("more", ["", "/enabled", "/actions"])
async def test_rules_that_are_not_there(server: Rig, more: str) -> None:
    (alice,) = await people(server, "alice")
    assert verdict(await alice.get(path("override", "nobody", more))) == NOT_FOUND
    assert verdict(await alice.get(path("room", ".m.rule.master", more))) == NOT_FOUND
    unknown_kind = verdict(await alice.get(path("whatever", "nobody", more)))
    assert unknown_kind == (INVALID if more else NOT_FOUND), "clients look for rules of kinds to come"
    assert verdict(await alice.get(f"/pushrules/device/override/x{more}")) == UNRECOGNIZED


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/global"),
        ("GET", "/global/room"),
        ("GET", "/not_a_scope/"),
        ("GET", "/global/not_a_template/"),
        ("GET", "/global/override/.m.rule.master/not_an_attr"),
        ("PUT", "/"),
        ("PUT", "/not_a_scope/room/%23spam:example.com"),
        ("PUT", "/global"),
        ("PUT", "/global/room"),
        ("PUT", "/global/room/"),
        ("PUT", "/global/not_a_template/foo"),
        ("PUT", "/global/override/.m.rule.master/not_an_attr"),
        ("DELETE", "/global/override/.m.rule.master/enabled"),
    ],
)
async def test_paths_that_name_no_rule(server: Rig, method: str, path: str) -> None:
    (alice,) = await people(server, "alice")
    answer = await alice.request(method, f"/pushrules{path}", {"actions": [], "enabled": True})
    assert verdict(answer) in (UNRECOGNIZED, INVALID)
    assert (await server.client().get("/pushrules")).status == 401


async def test_rules_are_for_who_signed_in(server: Rig) -> None:
    assert verdict(await server.client().get("/pushrules/")) == (401, "M_MISSING_TOKEN")


# -- writing -------------------------------------------------------------------------------------------------


async def test_a_rule_comes_changes_and_goes(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    cake = path("content", "cake 蛋糕")
    assert (await alice.put(cake, {"pattern": "cake*lie", "actions": ["notify"]})).body == {}
    assert await alice.ok("GET", cake) == {
        "rule_id": "cake 蛋糕",
        "default": False,
        "enabled": True,
        "pattern": "cake*lie",
        "actions": ["notify"],
    }
    assert (await alice.put(f"{cake}/enabled", {"enabled": False})).body == {}
    tweak: list[Any] = ["notify", {"set_tweak": "sound", "value": "x"}]
    assert (await alice.put(f"{cake}/actions", {"actions": tweak})).body == {}
    await alice.ok("PUT", cake, {"pattern": "cake", "actions": tweak})
    changed = await alice.ok("GET", cake)
    assert (changed["enabled"], changed["pattern"], changed["actions"]) == (False, "cake", tweak)
    assert (await alice.delete(cake)).body == {}
    assert verdict(await alice.get(cake)) == NOT_FOUND
    assert verdict(await alice.delete(cake)) == NOT_FOUND


async def test_each_kind_has_its_own_fields(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    body = {"actions": [], "pattern": "x", "conditions": [{"kind": "room_member_count", "is": "<=10"}]}
    for kind in KINDS:
        await alice.ok("PUT", path(kind, "!id:test.local"), body)
        rule = await alice.ok("GET", path(kind, "!id:test.local"))
        assert ("conditions" in rule) == (kind in ("override", "underride"))
        assert ("pattern" in rule) == (kind == "content")


async def test_places(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    for rule_id in ("b", "a"):
        await alice.ok("PUT", path("override", rule_id), {"actions": []})
    await alice.ok("PUT", path("override", "after a"), {"actions": []}, after="a")
    await alice.ok("PUT", path("override", "before b"), {"actions": []}, before="b")
    assert await rule_ids(alice, "override") == ["a", "after a", "before b", "b"]
    assert (await rule_ids(alice, "override", own=False))[:2] == [".m.rule.master", "a"]
    for place in ({"before": "nobody"}, {"after": "nobody"}, {"after": ".m.rule.suppress_notices"}):
        assert verdict(await alice.put(path("override", "x"), {"actions": []}, **place)) == UNKNOWN
    assert verdict(await alice.get(path("override", "x"))) == NOT_FOUND


_NOT_A_CONDITION: Json = {}
REFUSED: list[tuple[str, str, Json, tuple[int, str]]] = [
    ("override", ".m.rule.master", {"actions": []}, INVALID),
    ("override", ".mine", {"actions": []}, INVALID),
    ("override", "a/b", {"actions": []}, INVALID),
    ("override", "a\\b", {"actions": []}, INVALID),
    ("whatever", "a", {"actions": []}, INVALID),
    ("override", "a", {}, MISSING),
    ("override", "a", {"actions": ["explode"]}, INVALID),
    ("override", "a", {"actions": "notify"}, BAD_JSON),
    ("override", "a", {"actions": [], "conditions": [_NOT_A_CONDITION]}, MISSING),
    ("override", "a", {"actions": [], "conditions": {}}, BAD_JSON),
    ("content", "a", {"actions": []}, MISSING),
    ("content", "a", {"actions": [], "pattern": 1}, BAD_JSON),
]


@pytest.mark.parametrize(("kind", "rule_id", "body", "expected"), REFUSED)
async def test_rules_that_are_refused(
    server: Rig, kind: str, rule_id: str, body: Json, expected: tuple[int, str]
) -> None:
    (alice,) = await people(server, "alice")
    before = await alice.ok("GET", "/pushrules/")
    assert verdict(await alice.put(path(kind, rule_id), body)) == expected
    assert await alice.ok("GET", "/pushrules/") == before


async def test_the_servers_own_rules(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    message = path("underride", ".m.rule.message")
    await alice.ok("PUT", f"{message}/enabled", {"enabled": False})
    await alice.ok("PUT", f"{message}/actions", {"actions": ["dont_notify"]})
    rule = await alice.ok("GET", message)
    assert (rule["default"], rule["enabled"], rule["actions"]) == (True, False, ["dont_notify"])
    assert verdict(await alice.delete(message)) == INVALID
    assert (await bob.ok("GET", message))["enabled"] is True


@pytest.mark.parametrize(
    ("more", "body", "expected"),
    [
        ("/enabled", {}, MISSING),
        ("/enabled", {"enabled": 1}, BAD_JSON),
        ("/actions", {}, MISSING),
        ("/actions", {"actions": "notify"}, BAD_JSON),
        ("/actions", {"actions": [1]}, INVALID),
    ],
)
async def test_switches_and_actions_that_are_refused(
    server: Rig, more: str, body: Json, expected: tuple[int, str]
) -> None:
    (alice,) = await people(server, "alice")
    assert verdict(await alice.put(path("override", ".m.rule.master", more), body)) == expected
    assert (
        verdict(await alice.put(path("override", "nobody", more), {"enabled": True, "actions": []}))
        == NOT_FOUND
    )


# -- in sync -------------------------------------------------------------------------------------------------


async def test_sync_brings_the_rules_first_and_when_they_change(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    phone = await server.login(alice.user_id)
    assert rules_in(await phone.sync()) == [await alice.ok("GET", "/pushrules/")]
    assert rules_in(await phone.sync()) == []
    await alice.ok("PUT", path("room", "!a:test.local"), {"actions": []})
    assert rules_in(await phone.sync()) == [await alice.ok("GET", "/pushrules/")]
    await alice.ok("PUT", path("room", "!a:test.local"), {"actions": []})
    assert rules_in(await phone.sync()) == []


async def test_rules_can_not_be_written_as_account_data(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    answer = await alice.put(f"/user/{alice.user_id}/account_data/m.push_rules", {"global": {}})
    assert answer.status == 405


async def test_counts_follow_the_rules(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await alice.send(room, "one")
    await alice.send(room, {"msgtype": "m.text", "body": "two", "m.mentions": {"user_ids": [bob.user_id]}})
    await alice.send(room, {"msgtype": "m.notice", "body": "beep"})
    assert counts(await bob.sync(), room) == (2, 1)
    await bob.ok("PUT", path("room", room), {"actions": []})
    await alice.send(room, "three")
    assert counts(await bob.sync(), room) == (1, 1)
    await bob.ok("PUT", path("override", ".m.rule.master", "/enabled"), {"enabled": True})
    await alice.send(room, "four")
    assert counts(await bob.sync(), room) == (0, 0)
    await bob.ok("PUT", path("override", ".m.rule.master", "/enabled"), {"enabled": False})
    await bob.ok("DELETE", path("room", room))
    await alice.send(room, "five")
    assert counts(await bob.sync(), room) == (5, 1)


async def test_a_redacted_mention_highlights_no_more(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    mention = {"msgtype": "m.text", "body": "psst", "m.mentions": {"user_ids": [bob.user_id]}}
    event = await alice.send(room, mention)
    assert counts(await bob.sync(), room) == (1, 1)
    await alice.redact(room, event)
    assert counts(await bob.sync(), room) == (1, 0)


async def test_old_clients_name_people_by_the_name_they_have_now(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await bob.ok("PUT", f"/profile/{bob.user_id}/displayname", {"displayname": "王博"})
    await bob.sync()
    await alice.send(room, "王博,请看一下")
    assert counts(await bob.sync(), room) == (1, 1)


@pytest.mark.parametrize("kind", ["reaction", "message"])
async def test_keywords_and_rules_for_everything_count_live(server: Rig, kind: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    event = await alice.send(room, "hello")
    await bob.ok("PUT", path("room", room), {"actions": ["notify"]})
    loud: list[Any] = ["notify", {"set_tweak": "highlight"}]
    await bob.ok("PUT", path("content", "tea"), {"actions": loud, "pattern": "tea"})
    await bob.ok("PUT", path("override", ".m.rule.reaction", "/enabled"), {"enabled": False})
    await bob.sync()
    if kind == "reaction":
        relation = {"rel_type": "m.annotation", "event_id": event, "key": "👍"}
        await alice.send(room, {"m.relates_to": relation}, type="m.reaction")
        assert counts(await bob.sync(), room) == (2, 0)
    else:
        await alice.send(room, {"msgtype": "m.text", "body": "time for TEA!", "m.mentions": {}})
        assert counts(await bob.sync(), room) == (2, 1)
    assert counts(await bob.sync(since=None), room)[0] == 2


# -- notifications -------------------------------------------------------------------------------------------


async def test_notifications_newest_first_in_pages(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    other = await room_of(alice, bob)
    own = await room_of(alice, bob)
    sent: list[str] = []
    for number in range(6):
        sent.append(await alice.send(room if number % 2 else other, f"m{number}"))
        await alice.send(room, {"msgtype": "m.notice", "body": "beep"})
        await bob.send(own, "my own")
    seen: list[Json] = []
    token: str | None = None
    while True:
        page = await bob.ok("GET", "/notifications", **{"limit": 2, "from": token})
        seen += page["notifications"]
        assert len(page["notifications"]) <= 2
        token = page.get("next_token")
        if token is None:
            break
    assert [one["event"]["event_id"] for one in seen] == sent[::-1]
    first = seen[0]
    assert (first["room_id"], first["event"]["sender"]) == (room, alice.user_id)
    assert first["ts"] == first["event"]["origin_server_ts"]
    assert first["actions"] == ["notify", {"set_tweak": "sound", "value": "default"}]


async def test_notifications_are_read_by_receipts(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    mention = {"msgtype": "m.text", "body": "one", "m.mentions": {"user_ids": [bob.user_id]}}
    named = await alice.send(room, mention)
    first = await alice.send(room, "two")
    last = await alice.send(room, "three")
    await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{quote(first)}", {})
    page = await bob.ok("GET", "/notifications")
    shown = [(one["event"]["event_id"], one["read"]) for one in page["notifications"]]
    assert shown == [(last, False), (named, True)], "what was read stays only where it was a highlight"
    assert "next_token" not in page
    await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{quote(last)}", {})
    page = await bob.ok("GET", "/notifications")
    assert [one["event"]["event_id"] for one in page["notifications"]] == [named]


async def test_only_highlights(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    await alice.send(room, "one")
    mention = {"msgtype": "m.text", "body": "two", "m.mentions": {"user_ids": [bob.user_id]}}
    event = await alice.send(room, mention)
    await alice.send(room, "three")
    page = await bob.ok("GET", "/notifications", only="highlight")
    assert [one["event"]["event_id"] for one in page["notifications"]] == [event]
    assert {"set_tweak": "highlight"} in page["notifications"][0]["actions"]


async def test_nothing_from_before_one_came(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice)
    await alice.send(room, "before")
    await bob.join(room)
    assert (await bob.ok("GET", "/notifications"))["notifications"] == []


async def test_notifications_that_are_refused(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    assert verdict(await alice.get("/notifications", **{"from": "x"})) == INVALID
    assert verdict(await alice.get("/notifications", limit="x")) == INVALID
