"""Groups that somebody must agree to: who is asked, by reaction or over the API, passing on, and the end."""

from __future__ import annotations

from typing import Any

from fangyuan.kernel.ids import localpart_of
from tests.kit.client import MatrixClient
from tests.kit.company import (
    HOUSE,
    beside_rig,
    bring,
    found,
    reports_of,
    sign_in,
    user,
    wish,
)
from tests.kit.rig import Rig

GROUPS = "/_fangyuan/v1/groups"
PROPOSALS = "/_fangyuan/v1/proposals"
HOUR_MS = 3_600_000
TALK: dict[str, Any] = {"name": "经营例会", "purpose": "每月的经营分析。", "audience": reports_of("gu")}


async def propose(client: MatrixClient, kind: str = "leadership", **more: Any) -> str:
    answer = await client.post(GROUPS, wish(kind, **{**TALK, "owner": localpart_of(client.user_id), **more}))
    assert answer.status == 202, answer.body
    return answer.body["proposal_id"]


async def last_word(client: MatrixClient) -> tuple[str, str, str]:
    """(room, event, words) of the newest message from the house."""
    [room] = (await client.get(f"/user/{client.user_id}/account_data/m.direct")).body[HOUSE]
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir="b", limit=50))["chunk"]
    event = next(one for one in chunk if one["type"] == "m.room.message")
    return room, event["event_id"], event["content"]["body"]


async def react(client: MatrixClient, sign: str, event_id: str | None = None) -> None:
    room, newest, _ = await last_word(client)
    relation = {"rel_type": "m.annotation", "event_id": event_id or newest, "key": sign}
    await client.send(room, {"m.relates_to": relation}, type="m.reaction")


async def until_told(client: MatrixClient, words: str) -> None:
    """Waits until the house has said this."""
    await client.sync_until(lambda got: words in str(got.get("rooms", {}).get("join", {})))


async def shown(client: MatrixClient, proposal_id: str) -> Any:
    answer = await client.get(f"{PROPOSALS}/{proposal_id}")
    assert answer.status == 200, answer.body
    return answer.body


async def decide(
    client: MatrixClient, proposal_id: str, decision: str, **more: Any
) -> tuple[int, str | None]:
    answer = await client.post(f"{PROPOSALS}/{proposal_id}/decision", {"decision": decision, **more})
    return answer.status, answer.errcode


async def test_the_direct_superior_agrees_with_a_tick(works: Rig) -> None:
    """From a stock client: the house asks, a ✅ founds the group, the founder is told."""
    he, gu, lin = await sign_in(works, "he", "gu", "lin")
    proposal_id = await propose(he)
    assert (await shown(he, proposal_id))["asked"] == [gu.user_id]
    _, _, asked = await last_word(gu)
    assert "何主任" in asked
    assert "经营例会" in asked
    assert "每月的经营分析" in asked
    await react(gu, "✅")
    after = await shown(he, proposal_id)
    assert (after["status"], after["decided_by"]) == ("approved", gu.user_id)
    group = (await he.get(f"{GROUPS}/{after['room_id']}")).body
    assert (group["kind"], group["founded_by"], group["owner"]) == ("leadership", he.user_id, he.user_id)
    assert group["members"] == 6, "he, zhou, chen, wu, lin, and the house"
    assert "经营例会" in (await last_word(he))[2]
    acts = [
        (entry["act"], entry["actor"])
        for entry in (await lin.get("/_fangyuan/v1/audit", limit=100)).body["entries"]
        if entry["act"].startswith("proposal.")
    ]
    assert sorted(acts) == [("proposal.approved", gu.user_id), ("proposal.filed", he.user_id)]


async def test_a_cross_refuses_and_nothing_is_founded(works: Rig) -> None:
    he, gu = await sign_in(works, "he", "gu")
    proposal_id = await propose(he)
    asked = (await last_word(gu))[1]
    await react(gu, "❌")
    assert (await shown(he, proposal_id))["status"] == "refused"
    assert "没有获得同意" in (await last_word(he))[2]
    assert (await he.get(GROUPS)).body["groups"] == []
    await react(gu, "✅", asked)  # too late: told, not refused, and nothing happens
    assert "已经有结果" in (await last_word(gu))[2]
    assert (await shown(he, proposal_id))["status"] == "refused"


async def test_hr_agrees_over_the_api_with_a_reason(works: Rig) -> None:
    he, chen, zhao, gu = await sign_in(works, "he", "chen", "zhao", "gu")
    everyone = {"include": [{"type": "everyone"}]}
    proposal_id = await propose(he, "all_staff", audience=everyone)
    assert (await shown(he, proposal_id))["asked"] == [chen.user_id]
    for nobody in (he, zhao, gu):  # the founder, a stranger, and the line above, which isn't asked here
        assert (await decide(nobody, proposal_id, "approve"))[0] == 403
    assert await decide(chen, proposal_id, "refuse") == (400, "M_MISSING_PARAM")
    assert await decide(chen, proposal_id, "perhaps") == (400, "M_INVALID_PARAM")
    assert (await decide(chen, proposal_id, "approve", reason="同意，只发通知"))[0] == 200
    assert await decide(chen, proposal_id, "refuse", reason="x") == (409, "FANGYUAN_DECIDED")
    assert "只发通知" in (await last_word(he))[2]
    assert (await shown(he, proposal_id))["reason"] == "同意，只发通知"


async def test_the_approver_himself_needs_nobody(works: Rig) -> None:
    chen, gu, lin = await sign_in(works, "chen", "gu", "lin")
    await found(chen, "all_staff", owner="chen", audience={"include": [{"type": "everyone"}]})
    await found(gu, owner="gu", kind="leadership", audience=reports_of("gu"))
    await found(lin, "hr_notice", owner="chen")


async def test_who_may_not_propose_is_refused_at_once(works: Rig) -> None:
    li, _ = await sign_in(works, "li", "he")
    for kind in ("leadership", "all_staff"):
        answer = await li.post(GROUPS, wish(kind, **TALK))
        assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    assert (await li.get(PROPOSALS)).body == {"proposals": []}


async def test_an_approver_who_does_not_answer_passes_it_on_up_the_line(works: Rig) -> None:
    """孙班长's superior is 何主任, above him 顾总; then nobody is left, and the proposal ends unanswered."""
    sun, he, gu, lin = await sign_in(works, "sun", "he", "gu", "lin")
    policy = (await lin.get("/_fangyuan/v1/policies/creation")).body["policy"]
    policy["kinds"]["leadership"] = [{"who": {"type": "leaders"}, "approval": "superior"}]
    assert (await lin.put("/_fangyuan/v1/policies/creation", {"policy": policy})).status == 200
    proposal_id = await propose(sun)
    assert (await shown(sun, proposal_id))["asked"] == [he.user_id]
    works.clock.advance(23 * HOUR_MS)
    assert (await shown(sun, proposal_id))["asked"] == [he.user_id]
    works.clock.advance(HOUR_MS)
    await until_told(gu, "经营例会")
    assert (await shown(sun, proposal_id))["asked"] == [he.user_id, gu.user_id]
    assert (await decide(he, proposal_id, "approve"))[0] == 200, "he is back: he may still decide"


async def test_nobody_answers_and_it_ends(works: Rig) -> None:
    he, gu = await sign_in(works, "he", "gu")
    proposal_id = await propose(he)
    works.clock.advance(14 * 24 * HOUR_MS)
    await until_told(he, "已经过期")
    assert (await shown(he, proposal_id))["status"] == "expired"
    assert await decide(gu, proposal_id, "approve") == (409, "FANGYUAN_DECIDED")


async def test_a_founder_who_has_left_founds_nothing(works: Rig) -> None:
    he, gu = await sign_in(works, "he", "gu")
    proposal_id = await propose(he)
    beside_rig(works, lambda tx: bring(tx, "何主任,he,离职", head="姓名,账号,状态"))
    assert await decide(gu, proposal_id, "approve") == (409, "FANGYUAN_FOUNDER_LEFT")
    await react(gu, "✅")
    assert "不在职" in (await last_word(gu))[2]
    assert (await decide(gu, proposal_id, "refuse", reason="已离职"))[0] == 200


async def test_proposed_twice_is_proposed_once_and_each_sees_his_own(works: Rig) -> None:
    he, zhou, gu, chen, wu, li = await sign_in(works, "he", "zhou", "gu", "chen", "wu", "li")
    mine = await propose(he)
    assert await propose(he) == mine
    other = await propose(zhou)
    works.clock.advance(1)
    for_hr = await propose(zhou, "hr_notice")

    async def seen(client: MatrixClient, **query: Any) -> list[str]:
        ids: list[str] = []
        while True:
            page = (await client.get(PROPOSALS, limit=1, **query)).body
            ids += [one["proposal_id"] for one in page["proposals"]]
            if "next" not in page:
                return ids
            query["from"] = page["next"]

    assert await seen(he) == [mine]
    assert await seen(zhou) == [for_hr, other]
    assert set(await seen(gu)) == {mine, other}
    assert await seen(li) == []
    for overseer in (chen, wu):
        assert set(await seen(overseer)) == {mine, other, for_hr}
    await decide(gu, mine, "refuse", reason="不必")
    assert await seen(gu, status="pending") == [other]
    assert await seen(gu, status="refused") == [mine]
    assert (await gu.get(PROPOSALS, status="lost")).status == 400
    assert (await gu.get(PROPOSALS, **{"from": "x"})).status == 400


async def test_a_charter_can_t_be_amended_into_what_needs_consent(works: Rig) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he, "department"))["room_id"]
    answer = await he.put(f"{GROUPS}/{room}/charter", {"kind": "leadership"})
    assert (answer.status, answer.body["fangyuan.policy"]["approval"]) == (403, "superior")


async def test_the_reason_to_override_waits_with_the_proposal(works: Rig) -> None:
    he, gu, lin = await sign_in(works, "he", "gu", "lin")
    await found(gu, "leadership", **{**TALK, "owner": "gu"})
    assert (await he.post(GROUPS, wish("leadership", **TALK))).status == 409
    proposal_id = await propose(he, override={"reason": "另一个议题"})
    await react(gu, "✅")
    room = (await shown(he, proposal_id))["room_id"]
    [entry] = (await lin.get("/_fangyuan/v1/audit", act="founding.overridden", subject=room)).body["entries"]
    assert entry["details"]["reason"] == "另一个议题"
    assert user("he") == entry["actor"]
