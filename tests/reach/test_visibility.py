"""Whom somebody may find, see, mention and write to, as clients ask: the same rule wherever they ask."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in, user, words_of_the_house
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, verdict
from tests.reach.asking import API, UNION, chat, found_people, set_offices, set_rules

TWO, THREE = {"departments": ["泵厂/二车间"]}, {"departments": ["泵厂/三车间"]}
BLIND: Json = {"id": "shops", "who": TWO, "whom": THREE, "see": False, "note": "车间之间互不可见"}


async def traces(viewer: MatrixClient, hidden: str) -> list[str]:
    """Where the viewer finds somebody who shares no room with him; nowhere, if he is hidden from him."""
    other, seen = user(hidden), list[str]()
    if other in await found_people(viewer, hidden) | await found_people(viewer, other):
        seen.append("directory")
    for path in (f"/profile/{other}", f"/profile/{other}/displayname"):
        if verdict(await viewer.get(path)) != NOT_FOUND:
            seen.append(path)
    if (await viewer.get(f"/presence/{other}/status")).status == 200:
        seen.append("presence")
    keys = await viewer.ok("POST", "/keys/query", {"device_keys": {other: []}})
    if keys["device_keys"] != {other: {}} or other in str(keys.get("master_keys")):
        seen.append("keys")
    listed = await viewer.ok("GET", f"{API}/people")
    if hidden in {one["person_id"] for one in listed["people"]}:
        seen.append("people")
    if any(hidden in (one["manager_id"], *one["leads"]) for one in listed["people"]):
        seen.append("lines")
    for path in (f"{API}/people/{hidden}", f"{API}/reach/explain?to={hidden}"):
        if verdict(await viewer.get(path)) != NOT_FOUND:
            seen.append(path)
    if f'"leader_id": "{hidden}"' in str(await viewer.ok("GET", f"{API}/departments")).replace("'", '"'):
        seen.append("departments")
    if verdict(await viewer.post(f"/users/{other}/report", {"reason": "x"})) != NOT_FOUND:
        seen.append("report")
    return seen + await invitations(viewer, other)


async def invitations(viewer: MatrixClient, other: str) -> list[str]:
    """Whether asking somebody in says more than for an account that was never there."""
    seen: list[str] = []
    alone = await viewer.create_room(is_direct=True)
    for room in (alone, await viewer.create_room(topic="试试", name="试试")):
        answers = [
            await viewer.post(f"/rooms/{room}/invite", {"user_id": one}) for one in (other, user("nobody"))
        ]
        words = [str(answer.body).replace(other, user("nobody")) for answer in answers]
        if answers[0].status == 200 or words[0] != words[1]:
            seen.append(f"invite {answers[0].body}")
    for body in ({"is_direct": True}, {"name": "x"}, {"name": "x", "topic": "x"}):
        answers = [
            await viewer.post("/createRoom", body | {"invite": [one]}) for one in (other, user("nobody"))
        ]
        words = [str(answer.body).replace(other, user("nobody")) for answer in answers]
        if answers[0].status == 200 or words[0] != words[1]:
            seen.append(f"create {answers[0].body}")
    return seen


async def test_hidden_people_are_nowhere(works: Rig) -> None:
    li, lin, zhao = await sign_in(works, "li", "lin", "zhao")
    assert len(await traces(li, "zhao")) > 8, "by default everybody sees everybody"
    await set_rules(lin, BLIND)
    assert await traces(li, "zhou") == []
    assert await traces(li, "qian") == []
    assert await found_people(zhao, "li") >= {li.user_id}, "the rule is of one direction"
    assert (await chat(zhao, "li")).status == 200


async def test_no_audience_brings_hidden_people_in(works: Rig) -> None:
    li, lin, he = await sign_in(works, "li", "lin", "he")
    await set_rules(lin, BLIND)
    base: Json = {"kind": "project", "name": "试试", "purpose": "试试", "owner": "li"}
    paths = {one["name"]: one["department_id"] for one in await departments(lin)}
    for path in (f"{API}/groups", f"{API}/charters/check"):
        for name in ("owner", "audience"):
            answers = [
                await li.post(path, base | {"owner": one, "audience": people("li")})
                if name == "owner"
                else await li.post(path, base | {"audience": people("li", one)})
                for one in ("zhao", "nobody")
            ]
            words = [
                str(one.body).replace(user("zhao"), user("nobody")).replace("zhao", "nobody")
                for one in answers
            ]
            assert words[0] == words[1] or (path.endswith("check") and name == "owner")
            assert "赵工" not in words[0]
    everyone = {"include": [{"type": "everyone"}]}
    three = {"include": [{"type": "department", "department_id": paths["三车间"]}]}
    for audience in (everyone, three):
        assert verdict(await li.post(f"{API}/groups", base | {"audience": audience})) == FORBIDDEN
    room = (await li.ok("POST", "/createRoom", {"name": "x", "topic": "x"}))["room_id"]
    assert verdict(await li.put(f"{API}/groups/{room}/charter", {"audience": three})) == FORBIDDEN
    for one in ("zhao", "nobody"):
        exception = {"person_id": one, "effect": "include", "reason": "x"}
        assert verdict(await li.post(f"{API}/groups/{room}/exceptions", exception)) == NOT_FOUND
    assert (await he.put(f"{API}/groups/{room}/charter", {"purpose": "y"})).status == 403
    assert (await li.put(f"{API}/groups/{room}/charter", {"purpose": "y"})).status == 200


async def departments(client: MatrixClient) -> list[Json]:
    found: list[Json] = []
    todo: list[Json] = (await client.ok("GET", f"{API}/departments"))["departments"]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += one["children"]
    return found


async def test_who_shares_a_group_is_seen_there_but_not_found(works: Rig) -> None:
    li, lin = await sign_in(works, "li", "lin")
    await set_rules(lin, BLIND)
    room = (await found(lin, audience=people("he", "li", "zhao")))["room_id"]
    zhao = user("zhao")
    assert zhao in str(await li.ok("GET", f"/rooms/{room}/members"))
    assert (await li.ok("GET", f"/profile/{zhao}"))["displayname"] == "赵工"
    assert zhao not in await found_people(li, "zhao")
    assert verdict(await chat(li, "zhao")) == FORBIDDEN
    assert (await li.get(f"{API}/people/zhao")).status == 404


async def mentioned(client: MatrixClient, room: str, event_id: str) -> Any:
    event = await client.ok("GET", f"/rooms/{room}/event/{event_id}")
    return event["content"]["m.mentions"]["user_ids"]


async def test_a_mention_that_is_not_allowed_calls_nobody(works: Rig) -> None:
    li, lin, he, zhao = await sign_in(works, "li", "lin", "he", "zhao")
    await set_rules(lin, {"id": "quiet", "who": TWO, "whom": THREE, "mention": False})
    room = (await found(he, audience=people("he", "li", "zhao"), clauses=[]))["room_id"]
    mentions = {"user_ids": [zhao.user_id, he.user_id]}
    content: Json = {"msgtype": "m.text", "body": "赵工、何主任", "m.mentions": mentions}
    sent = await li.send(room, content)
    assert await mentioned(zhao, room, sent) == [he.user_id]
    edit = content | {
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": sent},
    }
    edited = await zhao.ok("GET", f"/rooms/{room}/event/{await li.send(room, edit)}")
    assert edited["content"]["m.new_content"]["m.mentions"]["user_ids"] == [he.user_id]
    words = [word for word in await words_of_the_house(li) if "不能提醒赵工" in word]
    assert len(words) == 1, "told once"
    named = await li.send(room, {"msgtype": "m.text", "body": "赵工在吗"})
    assert (await zhao.ok("GET", f"/rooms/{room}/event/{named}"))["content"]["m.mentions"] == {}
    back = await zhao.send(room, content | {"m.mentions": {"user_ids": [li.user_id]}})
    assert await mentioned(li, room, back) == [li.user_id]


async def test_who_may_be_seen_and_not_written_to(works: Rig) -> None:
    li, lin, zhou = await sign_in(works, "li", "lin", "zhou")
    await set_offices(lin, UNION)
    await set_rules(
        lin,
        {"id": "up", "who": {"floor": "员工", "ceiling": "员工"}, "whom": {"floor": "主管"}, "write": False},
    )
    answer = await chat(li, "zhou")
    assert verdict(answer) == FORBIDDEN
    assert "工会" in answer.body["error"]
    open_room = await zhou.create_room(
        is_direct=True, initial_state=[{"type": "m.room.join_rules", "content": {"join_rule": "public"}}]
    )
    assert verdict(await li.post(f"/join/{open_room}", {})) == FORBIDDEN
    why = await li.ok("GET", f"{API}/reach/explain", to="zhou")
    assert why["may"] == {"find": True, "see": True, "mention": True, "write": False}
    assert "up" not in why["why"]["write"]["zh-CN"]
    assert (await chat(li, "sun")).status == 200
    assert (await chat(li, "qian")).status == 200
    assert verdict(await li.get(f"{API}/reach/explain", **{"from": "zhao"}, to="zhou")) == FORBIDDEN
    told = await lin.ok("GET", f"{API}/reach/explain", **{"from": "li"}, to="zhou")
    assert "规则 up" in told["why"]["write"]["zh-CN"]
    assert told["levels_up"] == 0


async def test_managers_are_not_bound_and_changes_are_audited(works: Rig) -> None:
    lin, chen, wu = await sign_in(works, "lin", "chen", "wu")
    await set_rules(chen, {"id": "all", "see": False, "who": {"floor": "员工"}})
    assert "zhao" in str(await lin.ok("GET", f"{API}/people"))
    assert user("zhao") in await found_people(chen, "zhao")
    [entry] = (await wu.ok("GET", f"{API}/audit", subject="reach"))["entries"]
    assert (entry["actor"], entry["act"], entry["details"]["reason"]) == (
        chen.user_id,
        "policy.changed",
        "试行",
    )
    assert entry["details"]["before"]["rules"] == []


async def test_hidden_people_take_no_place_in_the_directory(works: Rig) -> None:
    """Whoever sees few finds them, however many others bear the name."""
    li, lin = await sign_in(works, "li", "lin")
    await set_rules(lin, {"id": "far", "see": False, "elsewhere": True})
    got = await li.ok("POST", "/user_directory/search", {"search_term": "工", "limit": 2})
    assert {one["user_id"] for one in got["results"]} == {user("li"), user("wang")}
    assert got["limited"] is False
