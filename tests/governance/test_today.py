"""/me says what the guards of the routes say; /today has what waits for a person until he has done it."""

from __future__ import annotations

from tests.governance.places import CASCADE, Town
from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, user, wish
from tests.kit.fairly import DIVERT, HOLD, put, strict

API = "/_fangyuan/v1"


async def today(client: MatrixClient, kind: str, subject: str = "") -> list[Json]:
    items = (await client.ok("GET", f"{API}/today"))["items"]
    return [one for one in items if one["kind"] == kind and subject in ("", one["subject"])]


async def rights(client: MatrixClient) -> Json:
    return (await client.ok("GET", f"{API}/me"))["rights"]


async def test_who_i_am(town: Town) -> None:
    me = await town.people["he"].ok("GET", f"{API}/me")
    assert (me["user_id"], me["name"], me["kind"]) == (user("he"), "何主任", "person")
    assert (me["person"]["department"], me["person"]["rank"]) == ("泵厂/二车间", "主管")


async def test_rights_by_role(town: Town) -> None:
    chen, wu, lin = [await rights(town.people[name]) for name in ("chen", "wu", "lin")]
    qian = await rights(town.people["qian"])
    managing = ("manage_directory", "change_policies", "manage_guests", "handle_reports", "govern_all_groups")
    for name in managing:
        assert (chen[name], wu[name], lin[name], qian[name]) == (True, False, True, False), name
    for name in ("read_audit", "place_holds"):
        assert (chen[name], wu[name], lin[name], qian[name]) == (False, True, True, False), name
    for name in ("see_all_groups", "see_reach_rules"):
        assert (chen[name], wu[name], lin[name], qian[name]) == (True, True, True, False), name
    assert (chen["grant_roles"], lin["grant_roles"]) == (False, True)
    assert (chen["decide_appeals"], wu["decide_appeals"]) == (True, False)


async def test_what_may_be_founded_is_what_the_policy_grants(town: Town) -> None:
    he, gu = await rights(town.people["he"]), await rights(town.people["gu"])
    for client, may in ((town.people["he"], he["found"]), (town.people["gu"], gu["found"])):
        for kind in ("project", "leadership", "social", "hr_notice"):
            answer = await client.post(f"{API}/groups/proposals", wish(kind, owner=None))
            refused = "fangyuan.policy" in answer.body
            assert (kind in may) != refused, (kind, answer.body)


async def test_an_owner_approves_in_his_groups(town: Town) -> None:
    zhou = town.people["zhou"]
    await found(zhou, owner="zhou", audience=people("zhao"))
    now = await rights(zhou)
    assert (now["owns_groups"], now["approve_held"], now["govern_all_groups"]) == (True, True, False)


async def test_a_charter_waits_until_it_is_accepted(town: Town) -> None:
    he, li = town.people["he"], town.people["li"]
    clauses: list[Json] = [{"type": "accept_first"}]
    room = (await found(he, name="先读群规", clauses=clauses))["room_id"]
    [item] = await today(li, "accept", room)
    assert (item["room_name"], item["version"]) == ("先读群规", 1)
    await li.ok("POST", f"{API}/groups/{room}/charter/acceptance", {})
    assert not await today(li, "accept", room)
    await he.ok("PUT", f"{API}/groups/{room}/charter", {"name": "先读群规二"})  # asks nothing more
    assert not await today(li, "accept", room)
    await he.ok("PUT", f"{API}/groups/{room}/charter", {"purpose": "另有用处"})
    [item] = await today(li, "accept", room)
    assert item["version"] == 3
    assert not await today(town.people["qian"], "accept", room)


async def test_a_held_message_waits_for_who_was_asked(town: Town) -> None:
    he, li = town.people["he"], town.people["li"]
    room = await strict(he)
    answer = await put(li, room, HOLD, "today")
    number = str(answer.body["fangyuan.held"]["held_id"])
    [item] = await today(he, "held", number)
    assert (item["room_id"], item["person"], item["person_name"]) == (room, user("li"), "李工")
    assert HOLD not in str(item.get("text", ""))  # what it says is read where the look is filed
    assert not await today(town.people["chen"], "held", number)
    [own] = await today(li, "own_held", number)
    assert (own["status"], own["is_news"]) == ("waiting", True)
    await he.ok("POST", f"{API}/held/{number}/decision", {"outcome": "refused", "reason": "不合适"})
    assert not await today(he, "held", number)
    [own] = await today(li, "own_held", number)
    assert (own["status"], own["text"]) == ("refused", "不合适")


async def test_where_my_message_belongs_is_mine_to_say(town: Town) -> None:
    he, li = town.people["he"], town.people["li"]
    await found(li, "social", owner="li", audience=people("li", "he"))
    room = await strict(he)
    answer = await put(li, room, DIVERT, "belongs")
    number = str(answer.body["fangyuan.held"]["held_id"])
    [item] = await today(li, "divert", number)
    assert not item.get("is_news")
    await li.delete(f"{API}/held/{number}")
    assert not await today(li, "divert", number)


async def test_a_proposal_waits_for_who_agrees(town: Town) -> None:
    he, gu = town.people["he"], town.people["gu"]
    made = await he.post(f"{API}/groups", wish("leadership", name="碰头会", purpose="每周碰头"))
    number = made.body["proposal_id"]
    asked = (await he.ok("GET", f"{API}/proposals/{number}"))["asked"]
    everybody = {user(name): client for name, client in town.people.items()}
    for user_id, client in everybody.items():
        assert bool(await today(client, "proposal", number)) == (user_id in asked), user_id
    [own] = await today(he, "own_proposal", number)
    assert (own["status"], own["room_name"]) == ("pending", "碰头会")
    decider = everybody[asked[0]]
    refusal = {"decision": "refuse", "reason": "不需要"}
    await decider.ok("POST", f"{API}/proposals/{number}/decision", refusal)
    assert not await today(decider, "proposal", number)
    [own] = await today(he, "own_proposal", number)
    assert (own["status"], own["text"]) == ("refused", "不需要")
    assert not await today(gu, "own_proposal", number)


async def test_a_cascade_waits_for_who_is_asked(town: Town) -> None:
    gu, he = town.people["gu"], town.people["he"]
    made = await gu.post(f"{API}/groups/cascade", CASCADE)
    number = made.body["cascade_id"]
    [item] = await today(he, "cascade", number)
    assert (item["room_name"], item["person"]) == ("汇报", user("gu"))
    await he.ok("POST", f"{API}/cascades/{number}/answer", {"founds": False})
    assert not await today(he, "cascade", number)


async def test_a_merge_waits_for_its_owners(town: Town) -> None:
    he, zhou = town.people["he"], town.people["zhou"]
    one = (await found(he, name="甲", audience=people("li")))["room_id"]
    other = (await found(zhou, name="乙", owner="zhou", audience=people("li")))["room_id"]
    made = await he.post(f"{API}/groups/{one}/merge", {"into": other, "reason": "重复"})
    number = made.body["merge_id"]
    [item] = await today(zhou, "merge", number)
    assert (item["room_name"], item["into_name"], item["text"]) == ("甲", "乙", "重复")
    assert bool(await today(he, "merge", number)) == (not made.body.get("signatures"))
    assert not await today(town.people["chen"], "merge", number)
    await zhou.ok("POST", f"{API}/merges/{number}/signature", {"answer": "no"})
    assert not await today(zhou, "merge", number)


async def test_an_appeal_waits_for_hr_and_is_news_to_who_appealed(town: Town) -> None:
    he, li, chen = (town.people[name] for name in ("he", "li", "chen"))
    room = await strict(he)
    laid = await he.post(f"{API}/groups/{room}/restraints", {"user": "li", "minutes": 1, "act": "slow"})
    made = await li.post(f"{API}/strikes/{laid.body['strike_id']}/appeal", {"reason": "误会"})
    number = str(made.body["appeal_id"])
    [item] = await today(chen, "appeal", number)
    assert (item["person"], item["text"]) == (user("li"), "误会")
    assert not await today(he, "appeal", number)
    await chen.ok("POST", f"{API}/appeals/{number}/decision", {"outcome": "reversed", "reason": "确实误会"})
    assert not await today(chen, "appeal", number)
    [own] = await today(li, "own_appeal", number)
    assert (own["status"], own["text"], own["is_news"]) == ("reversed", "确实误会", True)


async def test_a_report_waits_for_who_handles_reports_but_never_for_whom_it_is_about(town: Town) -> None:
    he, chen, lin = (town.people[name] for name in ("he", "chen", "lin"))
    await he.ok("POST", f"/users/{user('chen')}/report", {"reason": "举报人事"})
    [item] = [one for one in await today(lin, "report") if one["text"] == "举报人事"]
    assert item["person"] == user("chen")
    assert not [one for one in await today(chen, "report") if one["text"] == "举报人事"]
    assert not await today(he, "report")
    done = {"outcome": "dismissed"}
    await lin.ok("POST", f"{API}/reports/{item['subject']}/resolution", done)
    assert not await today(lin, "report", item["subject"])


async def test_a_review_and_a_draft_wait_for_the_owner(town: Town) -> None:
    sun, li = town.people["sun"], town.people["li"]
    room = (await found(sun, owner="sun", audience=people("li"), review_date="2020-01-01"))["room_id"]
    [item] = await today(sun, "review", room)
    assert item["status"] == "date"
    assert not await today(li, "review", room)
    await sun.ok("POST", f"{API}/groups/{room}/review", {"needed": True})
    assert not await today(sun, "review", room)
    draft = await sun.create_room(name="还没想好")
    [item] = await today(sun, "draft", draft)
    assert item["room_name"] == "还没想好"
