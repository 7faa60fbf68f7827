"""§Server side search: words and pieces of Chinese sentences, order, pages, groups, context, and who may find what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Answer, Json, MatrixClient, part
from tests.kit.rig import Rig
from tests.kit.talk import verdict


async def ask(client: MatrixClient, term: str, *, next_batch: str | None = None, **criteria: Any) -> Answer:
    body = {"search_categories": {"room_events": {"search_term": term, **criteria}}}
    return await client.post("/search", body, next_batch=next_batch)


async def search(client: MatrixClient, term: str, **more: Any) -> Json:
    answer = await ask(client, term, **more)
    assert answer.status == 200, answer.body
    return answer.body["search_categories"]["room_events"]


async def found(client: MatrixClient, term: str, **more: Any) -> list[str]:
    """The event ids, in their order; the count agrees."""
    got = await search(client, term, **more)
    ids = [each["result"]["event_id"] for each in got["results"]]
    assert got["count"] == len(ids) or "limit" in more.get("filter", {})
    return ids


async def room_of(*members: MatrixClient, **more: Any) -> str:
    first, *others = members
    room = await first.create_room(preset="public_chat", **more)
    for other in others:
        await other.join(room)
    return room


# -- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("泵", "明天换三号泵的轴承"),
        ("三号", "明天换三号泵的轴承"),
        ("三号泵", "明天换三号泵的轴承"),
        ("承", "明天换三号泵的轴承"),
        ("轴承 明天", "明天换三号泵的轴承"),
        ("pump", "The Pumps are back"),
        ("PUMPS", "the pumps are back"),
        ("vpn", "打开VPN再连接"),
        ("开vpn", "打开VPN再连接"),
        ("ABC123", "型号ＡＢＣ１２３到货"),
        ("ﾎﾟﾝﾌﾟ", "新しいポンプです"),
        ("straße", "Die STRASSE ist gesperrt"),
        ("👍", "好的👍明天见"),
        ("𠮷", "𠮷野家见"),
        ("野家", "𠮷野家见"),
        ("order 12", "ORDER_1234 已发货"),
        ("泵* & | ! ( :", "明天换三号泵的轴承"),
        ('"泵" AND', "泵 and 轴承"),
        ("NOT", "why not"),
    ],
)
async def test_found(server: Rig, term: str, text: str) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    await alice.send(room, "Something else, 没有")
    assert await found(alice, term) == []
    sent = await alice.send(room, text)
    assert await found(alice, term) == [sent]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("三号泵", "三号和二号泵都停了"),  # both pairs of neighbours, but not the term
        ("轴承明天", "明天换三号泵的轴承"),
        ("ump", "The pumps are back"),
        ("pump vpn", "The pumps are back"),
        ('"泵" OR', "泵"),
        ("', 'x') --", "泵"),
        ("?! …", "what?! …"),
    ],
)
async def test_not_found(server: Rig, term: str, text: str) -> None:
    alice = await server.user("alice")
    await alice.send(await room_of(alice), text)
    assert await found(alice, term) == []


async def test_names_and_topics_by_their_keys(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice, name="水泵改造", topic="把水泵换成新型号")
    said = await alice.send(room, "水泵到了")
    assert len(await found(alice, "水泵")) == 3
    assert await found(alice, "水泵", keys=["content.body"]) == [said]
    for key, type in (("content.name", "m.room.name"), ("content.topic", "m.room.topic")):
        [event] = (await search(alice, "水泵", keys=[key]))["results"]
        assert event["result"]["type"] == type
    assert await found(alice, "水泵", filter={"types": ["m.room.message"]}) == [said]
    assert await found(alice, "水泵", filter={"not_types": ["m.room.*"]}) == []


async def test_a_reply_is_not_found_by_what_it_quotes(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    first = await alice.send(room, "轴承在哪")
    body = f"> <{alice.user_id}> 轴承在哪\n\n在仓库"
    relation = {"m.in_reply_to": {"event_id": first}}
    second = await alice.send(room, {"msgtype": "m.text", "body": body, "m.relates_to": relation})
    assert await found(alice, "轴承") == [first]
    assert await found(alice, "仓库") == [second]


async def test_files_are_found_by_name_and_caption(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    file = {"msgtype": "m.file", "body": "上周的", "filename": "报价单2026.pdf", "url": "mxc://test.local/a"}
    sent = await alice.send(room, file)
    assert await found(alice, "报价单") == await found(alice, "上周") == [sent]
    assert await found(alice, "报价单", filter={"contains_url": True}) == [sent]


# -- changes ------------------------------------------------------------------------------------------------------


def edit_of(event_id: str, text: str) -> Json:
    return {
        "msgtype": "m.text",
        "body": f"* {text}",
        "m.new_content": {"msgtype": "m.text", "body": text},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


async def test_an_edit_is_found_by_its_new_text(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    said = await alice.send(room, "会议三点")
    edit = await alice.send(room, edit_of(said, "会议四点"))
    assert await found(alice, "三点") == []
    [hit] = (await search(alice, "四点"))["results"]
    assert hit["result"]["event_id"] == said
    assert hit["result"]["unsigned"]["m.relations"]["m.replace"]["event_id"] == edit
    second = await alice.send(room, edit_of(said, "会议五点"))
    assert (await found(alice, "四点"), await found(alice, "五点")) == ([], [said])
    await alice.redact(room, second)
    assert (await found(alice, "四点"), await found(alice, "五点")) == ([said], [])
    await alice.redact(room, edit)
    assert (await found(alice, "三点"), await found(alice, "四点")) == ([said], [])


@pytest.mark.parametrize("order", ["rank", "recent"])
async def test_what_was_redacted_is_not_found(server: Rig, order: str) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    gone = await alice.send(room, "This message is going to be redacted")
    stays = await alice.send(room, "This message is not going to be redacted")
    edited = await alice.send(room, "something redacted")
    await alice.send(room, edit_of(edited, "redacted as well"))
    assert len(await found(alice, "redacted", order_by=order)) == 3
    await alice.redact(room, gone)
    await alice.redact(room, edited)
    assert await found(alice, "redacted", order_by=order) == [stays]


async def test_an_upgraded_room_with_its_past(server: Rig) -> None:
    alice = await server.user("alice")
    old = await room_of(alice)
    before = await alice.send(old, "Message before upgrade")
    predecessor = {"predecessor": {"room_id": old, "event_id": before}}
    new = await room_of(alice, creation_content=predecessor)
    after = await alice.send(new, "Message after upgrade")
    assert await found(alice, "upgrade", filter={"rooms": [old, new]}) == [before, after]
    assert await found(alice, "upgrade", filter={"rooms": [new]}) == [before, after]
    assert await found(alice, "upgrade", filter={"rooms": [old]}) == [before]


# -- order and pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["recent", "rank"])
async def test_pages(server: Rig, order: str) -> None:
    """A page that is full has a next one; new messages don't shift it."""
    alice = await server.user("alice")
    room = await room_of(alice)
    said = [await alice.send(room, f"Message number {number}") for number in range(20)]
    if order == "recent":
        said.reverse()
    wish: Json = {"order_by": order, "filter": {"limit": 8, "rooms": [room]}}
    got, seen = await search(alice, "Message", **wish), list[str]()
    while True:
        assert got["count"] == 20
        seen += [each["result"]["event_id"] for each in got["results"]]
        if "next_batch" not in got:
            break
        await alice.send(room, "one more message")
        got = await search(alice, "Message", next_batch=got["next_batch"], **wish)
    assert seen == said


async def test_a_full_last_page_is_followed_by_an_empty_one(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    await alice.send(room, "hello, world")
    wish: Json = {"order_by": "recent", "filter": {"limit": 1}}
    got = await search(alice, "hello", **wish)
    last = await search(alice, "hello", next_batch=got["next_batch"], **wish)
    assert (last["count"], last["results"], "next_batch" in last) == (1, [], False)


async def test_rank(server: Rig) -> None:
    """More often, whole words, in less text."""
    alice = await server.user("alice")
    room = await room_of(alice)
    texts = ("pump the pump", "pump", "one pump in a longer text", "two pumpkins in a longer text")
    sent = {await alice.send(room, text): text for text in reversed(texts)}
    got = await search(alice, "pump", order_by="rank")
    assert [sent[each["result"]["event_id"]] for each in got["results"]] == list(texts)
    ranks = [each["rank"] for each in got["results"]]
    assert ranks == sorted(ranks, reverse=True)
    assert got["highlights"] == ["pump"]


async def test_groups_and_their_pages(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    one, two = await room_of(alice, bob), await room_of(alice, bob)
    said: dict[tuple[str, str], list[str]] = {}
    for number in range(4):
        for who in (alice, bob):
            for room in (one, two):
                said.setdefault((room, who.user_id), []).append(await who.send(room, f"水泵{number}"))
    for order in ("recent", "rank"):
        wish: Json = {
            "order_by": order,
            "filter": {"limit": 6},
            "groupings": {"group_by": [{"key": "room_id"}, {"key": "sender"}]},
        }
        got = await search(alice, "水泵", **wish)
        ids = [each["result"]["event_id"] for each in got["results"]]
        for key, names in (("room_id", {one, two}), ("sender", {alice.user_id, bob.user_id})):
            groups = got["groups"][key]
            assert set(groups) == names
            assert sorted(each for group in groups.values() for each in group["results"]) == sorted(ids)
            for name, group in groups.items():
                seen, token = list(group["results"]), group["next_batch"]
                while token is not None:
                    more = await search(alice, "水泵", next_batch=token, **wish)
                    assert more["count"] == 8
                    seen += [each["result"]["event_id"] for each in more["results"]]
                    token = more.get("next_batch")
                expected = [each for pair, ids in said.items() if name in pair for each in ids]
                assert sorted(seen) == sorted(expected)


# -- what comes with a result -----------------------------------------------------------------------------------------


async def test_context_profiles_and_state(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    await alice.put_state(room, "m.room.member", {"membership": "join", "displayname": "Ally"}, alice.user_id)
    for number in range(1, 8):
        await alice.send(room, f"Message number {number}")
    await alice.ok("PUT", f"/profile/{alice.user_id}/displayname", {"displayname": "Later"})
    context = {"before_limit": 2, "after_limit": 2, "include_profile": True}
    got = await search(
        alice, "Message 4", order_by="recent", filter={"limit": 1}, event_context=context, include_state=True
    )
    assert got["count"] == 1
    [hit] = got["results"]
    assert hit["result"]["content"]["body"] == "Message number 4"
    assert hit["result"]["user_id"] == hit["result"]["sender"] == alice.user_id
    around = hit["context"]
    assert [each["content"]["body"][-1] for each in around["events_before"]] == ["3", "2"]
    assert [each["content"]["body"][-1] for each in around["events_after"]] == ["5", "6"]
    assert around["profile_info"][alice.user_id]["displayname"] == "Ally"
    older = await alice.ok(
        "GET", f"/rooms/{part(room)}/messages", dir="b", **{"from": around["start"]}, limit=1
    )
    newer = await alice.ok(
        "GET", f"/rooms/{part(room)}/messages", dir="f", **{"from": around["end"]}, limit=1
    )
    assert (older["chunk"][0]["content"]["body"][-1], newer["chunk"][0]["content"]["body"][-1]) == ("1", "7")
    assert {event["type"] for event in got["state"][room]} >= {"m.room.create", "m.room.member"}


async def test_without_context_by_default(server: Rig) -> None:
    alice = await server.user("alice")
    await alice.send(await room_of(alice), "hello")
    got = await search(alice, "hello")
    assert "context" not in got["results"][0]
    assert "state" not in got
    assert "groups" not in got


# -- who finds what ----------------------------------------------------------------------------------------------------


async def test_only_in_rooms_that_one_is_or_was_in(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    room = await room_of(alice)
    before = await alice.send(room, "轴承一")
    assert await found(bob, "轴承") == []
    await bob.join(room)
    during = await alice.send(room, "轴承二")
    assert await found(bob, "轴承") == [before, during]
    await bob.leave(room)
    await alice.send(room, "轴承三")
    assert await found(bob, "轴承") == [before, during]
    await bob.ok("POST", f"/rooms/{part(room)}/forget")
    assert await found(bob, "轴承") == []


async def test_history_that_is_closed_to_newcomers(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    room = await room_of(alice)
    await alice.put_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
    await alice.send(room, "轴承一")
    await bob.join(room)
    seen = await alice.send(room, "轴承二")
    assert await found(bob, "轴承") == [seen]
    assert len(await found(alice, "轴承")) == 2


async def test_who_left_before_an_edit_finds_the_old_text_only(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    room = await room_of(alice, bob)
    said = await alice.send(room, "会议三点")
    await bob.leave(room)
    await alice.send(room, edit_of(said, "会议四点"))
    assert (await found(bob, "三点"), await found(bob, "四点")) == ([said], [])
    assert (await found(alice, "三点"), await found(alice, "四点")) == ([], [said])


async def test_filters_by_room_and_sender(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    one, two = await room_of(alice, bob), await room_of(alice, bob)
    said = {(who, room): await who.send(room, "水泵") for who in (alice, bob) for room in (one, two)}
    assert await found(alice, "水泵", filter={"rooms": [one]}) == [said[alice, one], said[bob, one]]
    assert await found(alice, "水泵", filter={"not_rooms": [one]}) == [said[alice, two], said[bob, two]]
    assert await found(alice, "水泵", filter={"senders": [bob.user_id], "rooms": [two]}) == [said[bob, two]]
    assert await found(alice, "水泵", filter={"not_senders": [bob.user_id], "rooms": [two]}) == [
        said[alice, two]
    ]
    assert await found(alice, "水泵", filter={"senders": []}) == []
    assert await found(alice, "水泵", filter={"rooms": []}) == []


async def test_whom_one_ignores_one_does_not_find(server: Rig) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    room = await room_of(alice, bob)
    await bob.send(room, "水泵")
    ignored: Json = {"ignored_users": {bob.user_id: {}}}
    await alice.ok("PUT", f"/user/{alice.user_id}/account_data/m.ignored_user_list", ignored)
    assert await found(alice, "水泵") == []
    await alice.send(room, "轴承")
    around = (await search(alice, "轴承", event_context={"before_limit": 50}))["results"][0]["context"]
    told = around["events_before"] + around["events_after"]
    assert {event["sender"] for event in told if "state_key" not in event} <= {alice.user_id}


async def test_encrypted_messages_have_nothing_to_find(server: Rig) -> None:
    alice = await server.user("alice")
    room = await room_of(alice)
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "secret", "session_id": "s"}
    await alice.send(room, content, type="m.room.encrypted")
    assert await found(alice, "secret") == []


# -- bad requests ------------------------------------------------------------------------------------------------------


async def test_nobody_searches_without_signing_in(server: Rig) -> None:
    answer = await server.client().post("/search", {"search_categories": {}})
    assert verdict(answer) == (401, "M_MISSING_TOKEN")


@pytest.mark.parametrize(
    ("criteria", "errcode"),
    [
        ({}, "M_MISSING_PARAM"),
        ({"search_term": 3}, "M_BAD_JSON"),
        ({"search_term": "a" * 513}, "M_INVALID_PARAM"),
        ({"search_term": "a b " * 40}, "M_INVALID_PARAM"),
        ({"search_term": "a", "order_by": "size"}, "M_BAD_JSON"),
        ({"search_term": "a", "keys": ["content.url"]}, "M_BAD_JSON"),
        ({"search_term": "a", "filter": {"limit": 0}}, "M_INVALID_PARAM"),
        ({"search_term": "a", "filter": {"limit": "x"}}, "M_BAD_JSON"),
        ({"search_term": "a", "groupings": {"group_by": [{"key": "type"}]}}, "M_BAD_JSON"),
    ],
)
async def test_bad_criteria(server: Rig, criteria: Json, errcode: str) -> None:
    alice = await server.user("alice")
    answer = await alice.post("/search", {"search_categories": {"room_events": criteria}})
    assert verdict(answer) == (400, errcode)


@pytest.mark.parametrize(
    "token", ["x", "W10", "WyJyYW5rIiwtMSwwXQ", "WyJyYW5rIiwxLDBd" * 9, "ä", "WyJyZWNlbnQiLDEsMF0"]
)
async def test_tokens_that_are_none(server: Rig, token: str) -> None:
    alice = await server.user("alice")
    assert verdict(await ask(alice, "a", next_batch=token)) == (400, "M_INVALID_PARAM")


async def test_nothing_asked_nothing_answered(server: Rig) -> None:
    alice = await server.user("alice")
    assert (await alice.post("/search", {"search_categories": {}})).body == {"search_categories": {}}
    assert verdict(await alice.post("/search", {})) == (400, "M_MISSING_PARAM")
