"""The guard of levels, and the way past it that nobody in the line can see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fangyuan import groups, identity, keeping
from fangyuan.db import Tx
from fangyuan.rooms import NewRoom
from tests.administration.talk import ADMIN
from tests.kit.client import Json, MatrixClient
from tests.kit.company import (
    Company,
    beside_rig,
    bring,
    found,
    people,
    person,
    sign_in,
    user,
    wish,
    words_of_the_house,
)
from tests.kit.rig import PASSWORD, Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, verdict
from tests.reach.asking import API, UNION, chat, house_chat, last_word, react, set_offices, set_rules

GUARD: Json = {"levels": 1, "way": "ask"}


async def guarded(works: Rig, way: str = "ask") -> None:
    [lin] = await sign_in(works, "lin")
    assert (await set_offices(lin, UNION)).status == 200
    await set_rules(lin, guard=GUARD | {"way": way})


async def test_up_the_line_the_receiver_is_asked_first(works: Rig) -> None:
    await guarded(works)
    li, he = await sign_in(works, "li", "he")
    before = await li.ok("GET", "/joined_rooms")
    answer = await chat(li, "he")
    assert verdict(answer) == FORBIDDEN
    assert all(part in answer.body["error"] for part in ("何主任", "孙班长", "工会"))
    assert await li.ok("GET", "/joined_rooms") == before
    assert "李工想和您直接联系" in (await last_word(he))["content"]["body"]
    count = len(await words_of_the_house(he))
    assert "等何主任答复" in (await chat(li, "he")).body["error"], "asked once"
    assert len(await words_of_the_house(he)) == count
    await react(he, "✅")
    assert "您现在可以直接联系何主任" in (await words_of_the_house(li))[-1]
    opened = await chat(li, "he")
    assert opened.status == 200
    await he.join(opened.body["room_id"])
    await li.send(opened.body["room_id"], "三号泵的事")


async def test_the_house_says_whom_everybody_may_write_to(works: Rig) -> None:
    await guarded(works)
    [li] = await sign_in(works, "li")
    await chat(li, "he")  # so that there is a chat with the house: it answers when asked
    beside_rig(works, lambda tx: groups.tell(tx, user("li"), "groups.completed"))
    await li.send(await house_chat(li), "!offices")
    assert "工会（钱工）" in (await words_of_the_house(li))[-1]


async def test_the_house_says_when_there_is_no_office(works: Rig) -> None:
    [li] = await sign_in(works, "li")
    beside_rig(works, lambda tx: groups.tell(tx, user("li"), "groups.completed"))
    await li.send(await house_chat(li), "!offices")
    assert "还没有设置受保护的部门" in (await words_of_the_house(li))[-1]


async def test_declined_and_asked_again_later(works: Rig) -> None:
    await guarded(works)
    li, he = await sign_in(works, "li", "he")
    await chat(li, "he")
    [request] = (await he.ok("GET", f"{API}/reach/requests"))["requests"]
    path = f"{API}/reach/requests/{request['contact_id']}"
    assert verdict(await li.post(path, {"agrees": True})) == FORBIDDEN
    assert (await he.ok("POST", path, {"agrees": False}))["status"] == "declined"
    assert verdict(await he.post(path, {"agrees": True})) == FORBIDDEN, "once"
    assert "没有同意" in (await chat(li, "he")).body["error"]
    assert (await he.ok("GET", f"{API}/reach/requests"))["requests"] == []
    works.clock.advance(15 * 86_400_000)
    li, he = await sign_in(works, "li", "he")
    await chat(li, "he")
    assert len((await he.ok("GET", f"{API}/reach/requests"))["requests"]) == 1


async def test_the_direct_superior_first(works: Rig) -> None:
    await guarded(works, "superior")
    li, sun, gu = await sign_in(works, "li", "sun", "gu")
    assert "孙班长" in (await chat(li, "gu")).body["error"]
    assert "越级联系顾总" in (await last_word(sun))["content"]["body"]
    assert not await words_of_the_house(gu)
    room = (await last_word(sun))["room_id"]
    await sun.send(room, "✅")
    assert (await chat(li, "gu")).status == 200


@pytest.mark.parametrize(
    ("writer", "receiver"), [("li", "sun"), ("gu", "li"), ("li", "zhou"), ("li", "qian")]
)
async def test_what_the_guard_lets_be(works: Rig, writer: str, receiver: str) -> None:
    await guarded(works)
    [client] = await sign_in(works, writer)
    assert (await chat(client, receiver)).status == 200


async def test_no_way_round_the_guard(works: Rig) -> None:
    await guarded(works)
    li, gu = await sign_in(works, "li", "gu")
    alone = await li.create_room(is_direct=True)
    assert verdict(await li.post(f"/rooms/{alone}/invite", {"user_id": gu.user_id})) == FORBIDDEN
    member = f"/rooms/{alone}/state/m.room.member/{gu.user_id}"
    assert verdict(await li.put(member, {"membership": "invite"})) == FORBIDDEN
    rules = [{"type": "m.room.join_rules", "content": {"join_rule": "public"}}]
    open_room = await gu.create_room(is_direct=True, initial_state=rules)
    assert verdict(await li.post(f"/join/{open_room}", {})) == FORBIDDEN
    await gu.invite(open_room, li)
    await li.join(open_room)  # down the line is always allowed, and then both may speak


async def test_a_group_of_two_is_no_way_round_the_guard(works: Rig) -> None:
    """Founded for two, invited into, or amended to: the receiver is asked, as before a chat."""
    await guarded(works)
    li, gu = await sign_in(works, "li", "gu")
    pair = {"include": [{"type": "people", "people": ["li", "gu"]}]}
    alone = {"include": [{"type": "people", "people": ["li"]}]}
    group = {"name": "喝茶", "purpose": "喝茶聊天", "owner": "li"}
    refused = await li.post(f"{API}/groups", group | {"kind": "social", "audience": pair})
    assert verdict(refused) == FORBIDDEN
    assert "想和您直接联系" in (await last_word(gu))["content"]["body"]
    room = (await found(li, "social", **group | {"audience": alone}))["room_id"]
    assert verdict(await li.post(f"/rooms/{room}/invite", {"user_id": gu.user_id})) == FORBIDDEN
    for effect in ("include", "admit"):
        wish = {"person_id": "gu", "effect": effect, "reason": "聊天"}
        assert verdict(await li.post(f"{API}/groups/{room}/exceptions", wish)) == FORBIDDEN
    amended = await li.put(f"{API}/groups/{room}/charter", {"audience": pair})
    assert verdict(amended) == FORBIDDEN
    three = {"include": [{"type": "people", "people": ["li", "gu", "wang"]}]}
    assert (await li.put(f"{API}/groups/{room}/charter", {"audience": three})).status == 200


async def test_the_guard_needs_an_office_and_ends_with_it(works: Rig) -> None:
    [lin] = await sign_in(works, "lin")
    refused = await lin.put(f"{API}/policies/reach", {"policy": {"guard": GUARD}})
    assert (refused.status, refused.body["field"]) == (400, "policy.guard.levels")
    empty = await set_offices(lin, UNION | {"people": ["nobody"]})
    assert empty.body["field"] == "offices[0].people"
    await guarded(works)
    beside_rig(works, lambda tx: bring(tx, "钱工,qian,泵厂/三车间,员工,zhou,离职", head=STATUS_HEAD))
    policy = (await lin.ok("GET", f"{API}/policies/reach"))["policy"]
    assert policy["guard"]["levels"] is None
    assert "越级保护随之自动关闭" in (await words_of_the_house(lin))[-1]
    entries = (await lin.ok("GET", f"{API}/audit", act="guard.ended"))["entries"]
    assert len(entries) == 1
    [li] = await sign_in(works, "li")
    assert (await chat(li, "gu")).status == 200


STATUS_HEAD = "姓名,账号,部门,职级,直属上级,状态"


# -- who wrote to an office appears nowhere --------------------------------------------------------------------------


def make_admin(name: str) -> Callable[[Tx], None]:
    def run(tx: Tx) -> None:
        identity.set_admin(tx, user(name), is_admin=True)

    return run


async def everything(reader: MatrixClient, writer: MatrixClient, room: str) -> list[object]:
    """What an administrator and auditor may ask for, all of it."""
    said: list[object] = []
    start: str | None = "0"
    while start is not None:
        page = await reader.ok("GET", f"{API}/audit", dir="f", limit=1_000, **{"from": start})
        said += page["entries"]
        start = page.get("next")
    for path in (
        f"{ADMIN}/v1/rooms",
        f"{ADMIN}/v1/users/{writer.user_id}/joined_rooms",
        f"{ADMIN}/v1/users/{user('qian')}/joined_rooms",
        f"{ADMIN}/v1/rooms/{room}",
        f"{ADMIN}/v1/rooms/{room}/members",
        f"{ADMIN}/v1/rooms/{room}/state",
        f"{ADMIN}/v1/room/{room}/media",
        f"{ADMIN}/v2/rooms/{room}/delete_status",
        f"{API}/groups",
        f"{API}/groups/{room}",
        f"{API}/reports",
        f"{API}/people",
        f"{API}/offices",
        f"{API}/reach/requests",
        f"/rooms/{room}/messages?dir=b",
        f"/rooms/{room}/members",
        f"/rooms/{room}/state",
        f"/mutual_rooms?user_id={writer.user_id}".replace("/mutual", "/_matrix/client/v1/mutual"),
        "/sync",
    ):
        said.append((await reader.get(path)).body)
    for path in (f"{ADMIN}/v1/rooms/{room}", f"{ADMIN}/v2/rooms/{room}"):
        assert verdict(await reader.delete(path, {})) == NOT_FOUND
    join = await reader.post(f"{ADMIN}/v1/join/{room}", {"user_id": reader.user_id})
    assert verdict(join) == NOT_FOUND
    assert verdict(await reader.post(f"{ADMIN}/v1/room/{room}/media/quarantine")) == NOT_FOUND
    found = {"search_categories": {"room_events": {"search_term": "举报"}}}
    said.append((await reader.post("/search", found)).body)
    return said


async def test_the_superior_learns_nothing_even_as_administrator_and_auditor(works: Rig) -> None:
    """X05: he stands above the writer, administers the server and reads the audit log; he finds no trace."""
    await guarded(works)
    beside_rig(works, lambda tx: bring(tx, "何主任,he,泵厂/二车间,主管,gu,是,auditor;admin"))
    beside_rig(works, make_admin("he"))
    li, qian = await sign_in(works, "li", "qian")
    opened = await chat(li, "qian")
    room = opened.body["room_id"]
    await qian.join(room)
    await li.send(room, "我要举报")
    assert verdict(await li.post(f"/rooms/{room}/report", {"reason": "x"})) == FORBIDDEN
    [he] = await sign_in(works, "he")
    told = str(await everything(he, li, room))
    assert room not in told
    assert "我要举报" not in told
    exported = works.run("audit", "export")
    assert exported.stdout.count("\n") > 5, exported.stderr
    assert room not in exported.stdout
    assert "qian" not in exported.stdout.replace(f'"people":["{user("qian")}"]', "")


async def test_access_that_somebody_else_has_given_himself_finds_nothing(works: Rig) -> None:
    await guarded(works)
    beside_rig(works, make_admin("he"))
    li, qian, he = await sign_in(works, "li", "qian", "he")
    rooms: list[str] = []
    for _ in range(2):
        room = (await chat(li, "qian")).body["room_id"]
        await qian.join(room)
        await li.send(room, "我要举报")
        rooms.append(room)
    await li.put(f"/user/{li.user_id}/account_data/m.direct", {qian.user_id: rooms})
    entered = (await he.ok("POST", f"{ADMIN}/v1/users/{li.user_id}/login", {}))["access_token"]
    spy = works.client()
    spy.user_id, spy.token = li.user_id, entered
    for body in (
        (await spy.get("/sync", full_state="true", filter='{"room":{"include_leave":true}}')).body,
        (await spy.get("/sync", since="1")).body,
        (await spy.get("/joined_rooms")).body,
        (await spy.get("/notifications")).body,
        (await spy.get(f"/user/{li.user_id}/account_data/m.direct")).body,
        (await spy.get(f"/rooms/{rooms[0]}/messages", dir="b")).body,
    ):
        assert "我要举报" not in str(body)
        assert not any(room in str(body) for room in rooms)
    assert qian.user_id not in str((await spy.get(f"/user/{li.user_id}/account_data/m.direct")).body)
    assert verdict(await spy.get(f"/rooms/{rooms[0]}/messages", dir="b")) == FORBIDDEN
    body = {"new_password": PASSWORD + "x"}
    await he.ok("POST", f"{ADMIN}/v1/reset_password/{qian.user_id}", body)
    office = works.client()
    await office.login(qian.user_id, PASSWORD + "x")
    for seen in (await office.get("/sync", since="1"), await office.get("/joined_rooms")):
        assert not any(room in str(seen.body) for room in rooms)


async def test_past_chats_stay_protected_and_old_ones_become_so(works: Rig) -> None:
    [li] = await sign_in(works, "li")
    old = (await chat(li, "zhao")).body["room_id"]
    beside_rig(works, make_admin("lin"))
    [lin] = await sign_in(works, "lin")

    async def listed() -> set[str]:
        return {one["room_id"] for one in (await lin.ok("GET", f"{ADMIN}/v1/rooms"))["rooms"]}

    assert old in await listed()
    await set_offices(lin, UNION, UNION | {"id": "hr", "kind": "hr", "people": ["zhao"]})
    assert old not in await listed()
    new = (await chat(li, "qian")).body["room_id"]
    await set_offices(lin)
    assert not {old, new} & await listed()
    group = (await found(lin))["room_id"]
    assert group in await listed()


def test_a_legal_hold_shows_nothing_of_an_office(company: Company) -> None:
    """Whoever reads what is held of a person finds what he took back in groups, and nothing that he told an office."""

    def talk(tx: Tx) -> tuple[str, str]:
        groups.set_offices(tx, person("lin"), [UNION])
        new = NewRoom(is_direct=True, invite=[user("qian")], preset="trusted_private_chat")
        chat = groups.create_room(tx, person("li"), new, ungoverned=False)
        group = groups.found(tx, person("lin"), wish()).room_id
        wanted = keeping.HoldWish(user_id=user("li"), reason="调查")
        hold = keeping.place(tx, person("lin"), wanted)
        for room_id in (chat, group):
            said = groups.send(
                tx, person("li"), room_id, "m.room.message", {"msgtype": "m.text", "body": "话"}, None
            )
            groups.redact(tx, person("li"), room_id, said.event_id, {}, None)
        return hold.hold_id, group

    hold_id, group = company.write(talk)
    found = company.write(lambda tx: keeping.read_held(tx, person("lin"), hold_id, 0, 100))
    assert {one.room_id for one in found} == {group}


async def test_one_answer_decides_one_thing(works: Rig) -> None:
    """A yes to what the house asks about a held message opens no chat, in reply or without one."""
    await guarded(works)
    li, he = await sign_in(works, "li", "he")
    await chat(li, "he")
    clause = {"type": "posting", "who": "owner", "verdict": "hold"}
    room = (await found(he, audience=people("li"), clauses=[clause]))["room_id"]
    for number in range(2):
        await li.put(f"/rooms/{room}/send/m.room.message/{number}", {"msgtype": "m.text", "body": "请示"})
        content: Json = {"msgtype": "m.text", "body": "!yes"}
        if number:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": (await last_word(he))["event_id"]}}
        await he.send(await house_chat(he), content)
    chunk = (await li.ok("GET", f"/rooms/{room}/messages", dir="b", limit=20))["chunk"]
    said = [one for one in chunk if one["sender"] == li.user_id and one["type"] == "m.room.message"]
    assert [one["content"]["body"] for one in said] == ["请示", "请示"]
    assert len((await he.ok("GET", f"{API}/reach/requests"))["requests"]) == 1, "it still waits"


async def test_a_yes_after_a_newer_question_decides_no_older_one(works: Rig) -> None:
    """The house asks who may write, then whether a group is still needed: a lone yes is not for the first of them."""
    await guarded(works)
    li, he = await sign_in(works, "li", "he")
    await chat(li, "he")

    def ask_of_review(tx: Tx) -> None:
        groups.ask(tx, user("he"), "review", "!group:test.local", "census.nothing_waits")

    beside_rig(works, ask_of_review)
    for body in ("!yes", "✅"):
        await he.send(await house_chat(he), {"msgtype": "m.text", "body": body})
        assert "没找到您说的是哪一条" in (await last_word(he))["content"]["body"]
    assert len((await he.ok("GET", f"{API}/reach/requests"))["requests"]) == 1, "it still waits"
