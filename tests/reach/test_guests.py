"""People from outside: marked, confined, and gone on their date."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fangyuan import groups, identity, reach, rooms
from fangyuan.groups import GuestWish
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import FangyuanError
from fangyuan.reach import DAY_MS
from fangyuan.worker import run_due
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
    words_of_the_house,
)
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, verdict
from tests.reach.asking import API, UNION, chat, found_people, set_offices, set_rules

MARK = "（外部 / external）"


async def welcome(host: MatrixClient, *rooms: str, **more: Any) -> tuple[MatrixClient, Json]:
    """A guest whom the host brings into these groups, signed in."""
    wish = {"name": "韩师傅", "company": "外协水泵厂", "groups": list(rooms)} | more
    answer = await host.post(f"{API}/guests", wish)
    assert answer.status == 201, answer.body
    client = await host.rig.login(answer.body["guest"]["user_id"], answer.body["code"])
    return client, answer.body["guest"]


async def test_he_is_marked_and_in_his_group(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    guest, told = await welcome(he, room)
    assert told["sponsor"] == he.user_id
    assert (await guest.ok("GET", "/joined_rooms"))["joined_rooms"] == [room]
    await guest.send(room, "泵到了")
    member = await li.state(room, "m.room.member", guest.user_id)
    assert member["displayname"] == f"韩师傅 {MARK}"
    profile = await li.ok("GET", f"/profile/{guest.user_id}")
    assert profile["fangyuan.external"]["company"] == "外协水泵厂"
    await guest.ok("PUT", f"/profile/{guest.user_id}/displayname", {"displayname": "李工"})
    assert (await li.state(room, "m.room.member", guest.user_id))["displayname"] == f"李工 {MARK}"
    own = f"/rooms/{room}/state/m.room.member/{guest.user_id}"
    await guest.ok("PUT", own, {"membership": "join", "displayname": f"顾{MARK}总"})
    assert (await li.state(room, "m.room.member", guest.user_id))["displayname"] == f"顾总 {MARK}"
    await guest.ok("DELETE", f"/profile/{guest.user_id}/displayname")
    assert MARK in (await li.state(room, "m.room.member", guest.user_id))["displayname"]
    field = f"/profile/{guest.user_id}/fangyuan.external"
    assert verdict(await guest.put(field, {"fangyuan.external": {}})) == FORBIDDEN
    assert verdict(await guest.delete(field)) == FORBIDDEN


async def test_he_is_confined(works: Rig) -> None:
    he, lin = await sign_in(works, "he", "lin")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    other = (await found(lin, "social", owner="lin", label="open", audience=people("lin")))["room_id"]
    await lin.put_state(other, "m.room.join_rules", {"join_rule": "public"})
    guest, _ = await welcome(he, room)
    assert await found_people(guest, "li") == set()
    assert await found_people(guest, "gu") == set()
    for method, path, body in (
        ("GET", f"{API}/people", None),
        ("GET", f"{API}/people/li", None),
        ("GET", f"{API}/departments", None),
        ("GET", f"{API}/ranks", None),
        ("GET", f"{API}/audit", None),
        ("GET", f"{API}/policies/reach", None),
        ("POST", f"{API}/guests", {"name": "x", "company": "x"}),
        ("POST", f"{API}/groups", {"kind": "project"}),
        ("GET", "/publicRooms", None),
        ("POST", "/publicRooms", {}),
        ("GET", "/directory/room/%23x%3Atest.local", None),
        ("POST", "/join/%23x%3Atest.local", {}),
        ("POST", f"/join/{other}", {}),
        ("POST", f"/knock/{other}", {}),
        ("POST", "/createRoom", {"name": "x"}),
        ("POST", "/createRoom", {"is_direct": True}),
        ("POST", "/createRoom", {"is_direct": True, "invite": [user("li")]}),
        ("POST", f"/rooms/{room}/invite", {"user_id": user("li")}),
    ):
        answer = await guest.request(method, path, body)
        assert answer.status == 403, (method, path, answer.body)
    for hidden in ("gu", "nobody"):
        assert (await guest.get(f"/profile/{user(hidden)}")).status == 404
        assert verdict(await chat(guest, hidden))[0] == 404
    assert (await guest.get(f"/profile/{user('li')}")).status == 200
    keys = await guest.ok("POST", "/keys/query", {"device_keys": {user("gu"): []}})
    assert keys["device_keys"] == {user("gu"): {}}


async def test_chats_only_as_the_policy_says(works: Rig) -> None:
    he, li, lin, gu = await sign_in(works, "he", "li", "lin", "gu")
    await set_offices(lin, UNION)
    room = (await found(he, audience=people("he", "li")))["room_id"]
    guest, _ = await welcome(he, room)
    name = guest.user_id[1:].partition(":")[0]
    assert verdict(await chat(li, name)) == FORBIDDEN
    assert (await chat(gu, name)).status == 404
    assert (await chat(he, name)).status == 200, "his sponsor"
    assert (await chat(guest, "qian")).status == 200, "an office"
    await set_rules(lin, guests={"chats": True})
    assert (await chat(li, name)).status == 200
    assert (await chat(guest, "li")).status == 200
    assert verdict(await chat(guest, "gu"))[0] == 404


async def test_who_may_bring_him_in_and_where(works: Rig) -> None:
    he, li, lin, chen = await sign_in(works, "he", "li", "lin", "chen")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    secret = (await found(he, audience=people("he", "li"), label="confidential", clauses=[]))["room_id"]
    wish: Json = {"name": "韩", "company": "外协", "groups": [room]}
    assert verdict(await li.post(f"{API}/guests", wish)) == FORBIDDEN
    assert verdict(await he.post(f"{API}/guests", wish | {"sponsor": "li"})) == FORBIDDEN
    assert verdict(await he.post(f"{API}/guests", wish | {"groups": []})) == FORBIDDEN
    assert verdict(await he.post(f"{API}/guests", wish | {"groups": [secret]})) == FORBIDDEN
    for bad in ({"name": ""}, {"company": "x\ny"}, {"until_ts": 1}, {"sponsor": "nobody"}):
        assert (await chen.post(f"{API}/guests", wish | bad)).status == 400
    await set_rules(lin, guests={"owners": False})
    assert verdict(await he.post(f"{API}/guests", wish)) == FORBIDDEN
    guest, _ = await welcome(chen, room, sponsor="he")
    listed = await he.ok("GET", f"{API}/guests")
    assert [one["user_id"] for one in listed["guests"]] == [guest.user_id]
    assert (await li.ok("GET", f"{API}/guests"))["guests"] == []
    assert verdict(await he.post(f"/rooms/{secret}/invite", {"user_id": guest.user_id})) == FORBIDDEN
    for change in ({"owner": guest.user_id}, {"deputies": [guest.user_id]}):
        assert (await he.put(f"{API}/groups/{room}/charter", change)).status == 400, (
            "nobody from outside governs"
        )
    exception = {"person_id": guest.user_id, "effect": "admit", "reason": "x"}
    for where in (secret, room):
        refused = await he.post(f"{API}/groups/{where}/exceptions", exception)
        assert refused.status in (400, 403)
    inside = (await found(he, audience=people("he", "li")))["room_id"]
    assert verdict(await he.post(f"/rooms/{inside}/invite", {"user_id": guest.user_id})) == FORBIDDEN
    dated = exception | {"until_ts": works.clock.now_ms() + DAY_MS}
    assert (await he.post(f"{API}/groups/{inside}/exceptions", dated)).status == 201
    await he.invite(inside, guest)
    await guest.join(inside)
    await he.ok("PUT", f"{API}/groups/{inside}/charter", {"label": "confidential", "clauses": []})
    assert inside not in (await guest.ok("GET", "/joined_rooms"))["joined_rooms"]


async def test_an_open_group_may_invite_him(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    guest, _ = await welcome(he, room)
    fun = (await found(li, "social", name="闲聊", label="open", owner="li", audience=people("li")))["room_id"]
    await li.invite(fun, guest)
    await guest.join(fun)


async def test_on_his_date_he_is_out_everywhere(works: Rig) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, audience=people("he", "li")))["room_id"]
    until_ts = works.clock.now_ms() + 10 * DAY_MS
    guest, _ = await welcome(he, room, until_ts=until_ts)
    works.clock.advance(3 * DAY_MS)
    await until(lambda: told(he, "还有 7 天到期"))
    works.clock.advance(7 * DAY_MS)
    await until(lambda: told(he, "已到期"))
    assert (await guest.get("/sync")).status == 401
    members = await he.ok("GET", f"/rooms/{room}/joined_members")
    assert guest.user_id not in members["joined"]


async def told(client: MatrixClient, words: str) -> bool:
    return any(words in word for word in await words_of_the_house(client))


async def until(is_so: Any) -> None:
    """The worker takes its jobs by itself, soon after the clock has moved."""
    for _ in range(200):
        if await is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the worker did nothing")


# -- in the database: dates, jobs, audit -----------------------------------------------------------------------------


def brought(company: Company, *room_ids: str, days: int = 10) -> str:
    wish = GuestWish("韩师傅", "外协", "he", list(room_ids), company.db.clock.now_ms() + days * DAY_MS)
    return company.write(lambda tx: groups.welcome(tx, person("chen"), wish))[0].user_id


def test_prolonged_and_ended(company: Company, clock: ManualClock) -> None:
    group = company.found(audience=people("he", "li"))
    guest = brought(company, group.room_id)
    name = guest[1:].partition(":")[0]
    later = clock.now_ms() + 20 * DAY_MS
    with pytest.raises(FangyuanError):
        company.write(lambda tx: groups.change_guest(tx, person("li"), guest, until_ts=later))
    with pytest.raises(FangyuanError):
        company.write(lambda tx: groups.change_guest(tx, person("he"), guest, sponsor="li"))
    company.write(lambda tx: groups.change_guest(tx, person("he"), guest, until_ts=later))
    clock.advance(11 * DAY_MS)
    run_due(company.db)
    assert name in company.members(group)
    clock.advance(9 * DAY_MS)
    run_due(company.db)
    assert name not in company.members(group)
    account = company.read(lambda tx: identity.get_account(tx, guest))
    assert not account.is_active
    assert company.read(lambda tx: groups.list_exceptions(tx, group.room_id)) == []
    assert [act for act, _ in company.acts(guest)] == [
        "guest.welcomed",
        "guest.changed",
        "account.deactivated",
        "guest.ended",
    ]
    with pytest.raises(FangyuanError):
        company.write(lambda tx: groups.end_guest(tx, person("chen"), guest))


def test_he_goes_everywhere_in_one_transaction(company: Company, clock: ManualClock) -> None:
    rooms_of = [company.found(name=f"群{at}", audience=people("he", "li")).room_id for at in range(3)]
    guest = brought(company, *rooms_of)
    clock.advance(10 * DAY_MS)
    run_due(company.db, {groups.END_GUEST: groups.end_due_guest, groups.WARN_SPONSOR: groups.warn_sponsor})
    assert company.read(lambda tx: rooms.list_joined_rooms(tx, guest)) == []


def test_his_sponsor_leaves(company: Company) -> None:
    guest = brought(company)
    company.bring("何主任,he,泵厂/二车间,主管,,离职", head="姓名,账号,部门,职级,直属上级,状态")
    found = company.read(lambda tx: reach.find_guest(tx, guest))
    assert found is not None
    assert found.ended_ts is None
    company.write(lambda tx: groups.change_guest(tx, person("chen"), guest, sponsor="zhou"))


async def test_the_spaces_of_the_org_chart_show_no_hidden_people(works: Rig) -> None:
    li, lin = await sign_in(works, "li", "lin")
    beside_rig(works, lambda tx: groups.set_org_spaces(tx, "泵厂"))
    beside_rig(works, lambda tx: bring(tx, "王工,wang,泵厂/二车间/甲班,员工,sun,,"))

    async def shown() -> bool:
        return user("zhao") in str((await li.get("/sync", full_state="true")).body)

    await until(shown)
    three = {"departments": ["泵厂/三车间"]}
    await set_rules(lin, {"id": "r", "who": {"departments": ["泵厂/二车间"]}, "whom": three, "see": False})

    async def gone() -> bool:
        for one in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]:
            if user("zhao") in (await li.ok("GET", f"/rooms/{one}/joined_members"))["joined"]:
                return False
        return True

    await until(gone)
