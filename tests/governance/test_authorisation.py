"""Who may call what of the governance API. A route that the table doesn't have fails."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.http.governance import all_routes
from tests.kit.client import MatrixClient
from tests.kit.company import found, people, sign_in, user, wish
from tests.kit.fairly import DIVERT, HOLD, held, put, strict
from tests.kit.rig import Rig

WHO = {
    "owner": "he",
    "deputy": "sun",
    "member": "li",
    "invited": "qian",
    "outsider": "zhao",
    "hr": "chen",
    "auditor": "wu",
    "admin": "lin",
}
SIGNED_IN = set(WHO)
GOVERNS = {"owner", "deputy", "hr", "admin"}
SEES = SIGNED_IN - {"outsider"}
DISPOSES = GOVERNS - {"deputy"}
MEMBERS = {"owner", "deputy", "member"}
MANAGES = {"hr", "admin"}
AUDITS = {"auditor", "admin"}
EXPORTS = GOVERNS | {"auditor"}
EXCEPTION = {"person_id": "gu", "effect": "include", "reason": "借调"}
CASCADE = {"name": "汇报", "purpose": "上传下达。", "floor": "员工"}
DEFAULT = object()  # the policy as it is

# method, path -> (who may, body)
TABLE: dict[tuple[str, str], tuple[set[str], Any]] = {
    ("GET", "/audit"): (AUDITS, None),
    ("GET", "/audit/verify"): (AUDITS, None),
    ("POST", "/charters/check"): (SIGNED_IN, wish()),
    ("GET", "/groups/{roomId}/charter/difference"): (SEES, None),
    ("POST", "/groups/{roomId}/charter/difference"): (SEES, {"purpose": "新用途"}),
    ("GET", "/groups/{roomId}/charter/figures"): (GOVERNS, None),
    ("GET", "/policies/time-zone"): (SIGNED_IN, None),
    ("PUT", "/policies/time-zone"): (MANAGES, {"time_zone": "Asia/Urumqi"}),
    ("GET", "/groups/{roomId}/mention-cost"): (SEES, None),
    ("GET", "/word-lists"): (SIGNED_IN, None),
    ("GET", "/word-lists/{name}"): (MANAGES, None),
    ("PUT", "/word-lists/{name}"): (MANAGES, {"words": ["返利"]}),
    ("POST", "/word-lists/{name}/import"): (MANAGES, "返利".encode()),
    ("DELETE", "/word-lists/{name}"): (MANAGES, None),
    ("GET", "/policies/own-domains"): (SIGNED_IN, None),
    ("PUT", "/policies/own-domains"): (MANAGES, {"domains": ["shop.example.com"]}),
    ("GET", "/people"): (SIGNED_IN, None),
    ("GET", "/people/{personId}"): (SIGNED_IN, None),
    ("PUT", "/people/{personId}"): (MANAGES, {"reason": "x"}),
    ("GET", "/departments"): (SIGNED_IN, None),
    ("GET", "/ranks"): (SIGNED_IN, None),
    ("POST", "/directory/imports"): (MANAGES, "姓名,账号\n赵工,zhao".encode()),
    ("POST", "/directory/imports/apply"): (MANAGES, "姓名,账号\n赵工,zhao".encode()),
    ("GET", "/groups"): (SIGNED_IN, None),
    ("POST", "/groups"): (SIGNED_IN, wish(override={"reason": "另有用处"})),
    ("POST", "/groups/proposals"): (SIGNED_IN, wish()),
    ("GET", "/proposals"): (SIGNED_IN, None),
    ("GET", "/proposals/{proposalId}"): ({"owner", "hr", "auditor", "admin"}, None),
    ("POST", "/proposals/{proposalId}/decision"): ({"admin"}, {"decision": "refuse", "reason": "不需要"}),
    ("POST", "/groups/cascade"): ({"owner", "deputy"}, CASCADE),
    ("GET", "/cascades/{cascadeId}"): ({"owner", "hr", "auditor", "admin"}, None),
    ("POST", "/cascades/{cascadeId}/answer"): ({"owner"}, {"founds": False}),
    ("GET", "/groups/{roomId}"): (SEES, None),
    ("PUT", "/groups/{roomId}/charter"): (GOVERNS, {"purpose": "新用途"}),
    ("GET", "/groups/{roomId}/charter/versions"): (SEES, None),
    ("POST", "/groups/{roomId}/charter/acceptance"): (MEMBERS, None),
    ("GET", "/groups/{roomId}/members/{personId}/why"): (SEES, None),
    ("GET", "/groups/{roomId}/exceptions"): (SEES, None),
    ("POST", "/groups/{roomId}/exceptions"): (GOVERNS, EXCEPTION),
    ("DELETE", "/groups/{roomId}/exceptions/{exceptionId}"): (GOVERNS, None),
    ("POST", "/groups/{roomId}/review"): (GOVERNS, {"needed": True}),
    ("POST", "/groups/{roomId}/owner"): (DISPOSES, {"owner": "sun", "reason": "x"}),
    ("POST", "/groups/{roomId}/archive"): (GOVERNS, {"reason": "x"}),
    ("POST", "/groups/{roomId}/restore"): (GOVERNS, {"reason": "x"}),
    ("POST", "/groups/{roomId}/close"): (DISPOSES, {"reason": "x"}),
    ("GET", "/census"): (SIGNED_IN, None),
    ("GET", "/census/export"): (SIGNED_IN, None),
    ("POST", "/groups/{roomId}/moves"): ({"owner", "deputy"}, {"event_id": "{eventId}"}),
    ("POST", "/groups/{roomId}/merge"): ({"owner", "hr", "admin"}, {"into": "{otherId}", "reason": "x"}),
    ("GET", "/groups/{roomId}/merges"): (GOVERNS | {"auditor"}, None),
    ("GET", "/merges/{mergeId}"): (GOVERNS | {"auditor"}, None),
    ("POST", "/merges/{mergeId}/signature"): ({"owner", "hr", "admin"}, {"side": "ended", "reason": "x"}),
    ("POST", "/guests"): (MANAGES, {"name": "韩", "company": "外协", "sponsor": "he"}),
    ("GET", "/guests"): (SIGNED_IN, None),
    ("PUT", "/guests/{userId}"): (MANAGES | {"owner"}, {}),
    ("DELETE", "/guests/{userId}"): (MANAGES | {"owner"}, None),
    ("GET", "/policies/reach"): (MANAGES | AUDITS, None),
    ("PUT", "/policies/reach"): (MANAGES, {"policy": {}}),
    ("GET", "/reach/explain"): (SIGNED_IN, None),
    ("GET", "/reach/requests"): (SIGNED_IN, None),
    ("POST", "/reach/requests/{requestId}"): (set(), {"agrees": True}),
    ("GET", "/offices"): (SIGNED_IN, None),
    ("PUT", "/offices"): (MANAGES, {"offices": []}),
    ("GET", "/kinds"): (SIGNED_IN, None),
    ("GET", "/policies/creation"): (SIGNED_IN, None),
    ("PUT", "/policies/creation"): (MANAGES, DEFAULT),
    ("GET", "/policies/fairness"): (SIGNED_IN, None),
    ("PUT", "/policies/fairness"): (MANAGES, {"policy": {}}),
    ("GET", "/strikes"): (SIGNED_IN, None),
    ("POST", "/strikes/{strikeId}/appeal"): ({"member"}, {"reason": "误会"}),
    ("GET", "/appeals"): (SIGNED_IN, None),
    ("POST", "/appeals/{appealId}/decision"): ({"hr"}, {"outcome": "upheld", "reason": "x"}),
    ("GET", "/groups/{roomId}/restraints"): (GOVERNS, None),
    ("POST", "/groups/{roomId}/restraints"): (GOVERNS, {"user": "li", "minutes": 1, "act": "slow"}),
    ("DELETE", "/groups/{roomId}/restraints/{userId}"): (GOVERNS, None),
    ("GET", "/fairness/figures"): (SIGNED_IN, None),
    ("GET", "/held"): (SIGNED_IN, None),
    ("POST", "/held/{heldId}/decision"): (GOVERNS, {"outcome": "refused"}),
    ("POST", "/held/{heldId}/divert"): ({"member"}, None),
    ("DELETE", "/held/{heldId}"): ({"member"}, None),
    ("GET", "/reports"): (MANAGES, None),
    ("GET", "/reports/{reportId}"): (MANAGES, None),
    ("POST", "/reports/{reportId}/resolution"): (MANAGES, {"outcome": "dismissed"}),
    ("GET", "/policies/retention"): (SIGNED_IN, None),
    ("PUT", "/policies/retention"): (MANAGES, {"policy": {}}),
    ("GET", "/groups/{roomId}/retention"): (SEES, None),
    ("GET", "/labels"): (SIGNED_IN, None),
    ("POST", "/holds"): (AUDITS, {"from_ts": 1, "to_ts": 2, "reason": "x"}),
    ("GET", "/holds"): (AUDITS, None),
    ("GET", "/holds/{holdId}"): (AUDITS, None),
    ("POST", "/holds/{holdId}/release"): (AUDITS, {"reason": "x"}),
    ("POST", "/holds/{holdId}/events"): ({"admin"}, None),
    ("POST", "/groups/{roomId}/exports"): (EXPORTS, {"reason": "x"}),
    ("GET", "/groups/{roomId}/exports"): (EXPORTS, None),
    ("GET", "/exports/{exportId}"): (EXPORTS, None),
    ("GET", "/exports/{exportId}/file"): (EXPORTS, None),
    ("GET", "/groups/{roomId}/removals"): (SEES, None),
    ("GET", "/groups/{roomId}/notices"): (MEMBERS, None),
    ("GET", "/openapi.json"): (SIGNED_IN | {"nobody"}, None),
}
ROUTES = [(route.method, route.path) for route in all_routes()]


def test_the_table_has_every_route() -> None:
    assert set(ROUTES) == set(TABLE)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("role", [*WHO, "nobody"])
async def test_who_may(works: Rig, method: str, path: str, role: str) -> None:
    may, body = TABLE[method, path]
    he, lin, gu = await sign_in(works, "he", "lin", "gu")
    client = works.client() if role == "nobody" else (await sign_in(works, WHO[role]))[0]
    group = await found(he, deputies=["sun"], audience=people("li"))
    room = group["room_id"]
    await he.invite(room, "@qian:test.local")
    base = f"/_fangyuan/v1/groups/{room}/exceptions"
    added = (await he.post(base, EXCEPTION)).body
    if body is DEFAULT:
        body = (await lin.get("/_fangyuan/v1/policies/creation")).body
    await he.ok("POST", f"/users/{user('gu')}/report", {"reason": "x"})
    [report] = (await lin.get("/_fangyuan/v1/reports", limit=1)).body["reports"]
    await lin.put("/_fangyuan/v1/word-lists/adverts", {"words": ["返利"]})
    waiting = await he.post("/_fangyuan/v1/groups", wish("leadership", name="议事", purpose="议事"))
    assert waiting.status == 202, waiting.body
    cascade = await gu.post("/_fangyuan/v1/groups/cascade", CASCADE)
    guest = {"name": "韩", "company": "外协", "sponsor": "he"}
    guest_id = ""
    if "{userId}" in path:
        guest_id = str((await lin.post("/_fangyuan/v1/guests", guest)).body["guest"]["user_id"])
    place = await _fairness(works, he, path) | {
        "{proposalId}": waiting.body["proposal_id"],
        "{cascadeId}": cascade.body["cascade_id"],
        "{name}": "adverts",
        "{requestId}": "none",
        "{userId}": guest_id,
        "{reportId}": str(report["report_id"]),
        "{roomId}": room,
        "{personId}": "gu",
        "{exceptionId}": added["exception_id"],
    }
    if "merge" in path or path.endswith("/moves"):
        place |= await _for_merges_and_moves(works, room, is_proposed="{mergeId}" in path)
        body = body and {key: place.get(value, value) for key, value in body.items()}
    if "{holdId}" in path:
        hold = await lin.post("/_fangyuan/v1/holds", {"from_ts": 1, "to_ts": 2, "reason": "x"})
        place["{holdId}"] = hold.body["hold_id"]
    if "{exportId}" in path:
        export = await he.post(f"/_fangyuan/v1/groups/{room}/exports", {"reason": "x"})
        place["{exportId}"] = export.body["export_id"]
    for name, value in place.items():
        path = path.replace(name, value)
    answer = await client.request(method, f"/_fangyuan/v1{path}", body)
    if role in may:
        refused_for_another_reason = path == "/directory/imports/apply" and answer.status == 400
        refused_for_another_reason |= path.endswith("/file") and answer.status == 409  # not made yet
        refused_for_another_reason |= (
            path.endswith("/divert") and answer.status == 404
        )  # there is nowhere to go
        assert answer.status in (200, 201) or refused_for_another_reason, answer.body
    elif role == "nobody":
        assert (answer.status, answer.errcode) == (401, "M_MISSING_TOKEN")
    else:
        assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")


async def _fairness(works: Rig, he: MatrixClient, path: str) -> dict[str, str]:
    """A strike of li's, his appeal, a message of his that waits, for the paths that name one."""
    if not any(name in path for name in ("{strikeId}", "{appealId}", "{heldId}", "{userId}")):
        return {}
    (li,) = await sign_in(works, "li")
    room = await strict(he, audience=people("li", "sun"))
    base = "/_fangyuan/v1"
    laid = await he.post(f"{base}/groups/{room}/restraints", {"user": "li", "minutes": 1, "act": "slow"})
    strike = str(laid.body["strike_id"])
    place = {"{strikeId}": strike, "{userId}": li.user_id}
    if "{appealId}" in path:
        appealed = await li.post(f"{base}/strikes/{strike}/appeal", {"reason": "x"})
        place["{appealId}"] = str(appealed.body["appeal_id"])
    if "{heldId}" in path:
        said = DIVERT if path.endswith("/divert") else HOLD
        for one in await held(li, status="waiting"):  # only so many of one person may wait
            await li.delete(f"{base}/held/{one['held_id']}")
        answer = await put(li, room, said, "held")
        place["{heldId}"] = str(answer.body["fangyuan.held"]["held_id"])
    return place


async def _for_merges_and_moves(works: Rig, room: str, *, is_proposed: bool) -> dict[str, str]:
    """A message of li, a social group for it, another's group for a merge, and its proposal."""
    he, li, zhou = await sign_in(works, "he", "li", "zhou")
    await found(li, "social", owner="li", audience=people("li"))
    other = (await found(zhou, owner="zhou", audience=people("li")))["room_id"]
    place = {"{otherId}": other, "{eventId}": await li.send(room, "中午吃什么")}
    if is_proposed:
        wish = {"into": other, "reason": "x"}
        merge = await he.post(f"/_fangyuan/v1/groups/{room}/merge", wish)
        place["{mergeId}"] = merge.body["merge_id"]
    return place


@pytest.mark.parametrize(("method", "path"), [key for key in ROUTES if "{roomId}" in key[1]])
async def test_rooms_that_are_no_groups(works: Rig, method: str, path: str) -> None:
    """A chat of two others says no more than a room that isn't there: not even to an administrator."""
    li, zhao, lin = await sign_in(works, "li", "zhao", "lin")
    chat = await li.create_room(is_direct=True, invite=[zhao.user_id], preset="trusted_private_chat")
    for room in (chat, "!nowhere:test.local", "nonsense", "!" + "x" * 400):
        full = path.replace("{roomId}", room).replace("{personId}", "li").replace("{exceptionId}", "x")
        for client in (lin, zhao):
            answer = await client.request(method, f"/_fangyuan/v1{full}", TABLE[method, path][1])
            assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")


async def test_why_i_am_not_in(works: Rig) -> None:
    """Everybody may ask about himself; the words are in both languages."""
    he, zhao = await sign_in(works, "he", "zhao")
    room = (await found(he))["room_id"]
    for name in ("zhao", zhao.user_id):
        answer = await zhao.get(f"/_fangyuan/v1/groups/{room}/members/{name}/why")
        assert (answer.status, answer.body["is_in"], answer.body["is_member"]) == (200, False, False)
        assert set(answer.body["reason"]) == {"zh-CN", "en"}
    assert (await zhao.get(f"/_fangyuan/v1/groups/{room}/members/li/why")).status == 403
