"""Who may call what of the governance API. A route that the table doesn't have fails."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.http.governance import all_routes
from tests.governance.places import CASCADE, DEFAULT, EXCEPTION, WHO, Place, Town
from tests.kit.company import found, sign_in, wish
from tests.kit.rig import Rig

SIGNED_IN = set(WHO)
GOVERNS = {"owner", "deputy", "hr", "admin"}
SEES = SIGNED_IN - {"outsider"}
DISPOSES = GOVERNS - {"deputy"}
MEMBERS = {"owner", "deputy", "member"}
MANAGES = {"hr", "admin"}
AUDITS = {"auditor", "admin"}

# method, path -> (who may, body)
TABLE: dict[tuple[str, str], tuple[set[str], Any]] = {
    ("GET", "/audit"): (AUDITS, None),
    ("GET", "/audit/export"): (AUDITS, None),
    ("GET", "/audit/verify"): (AUDITS, None),
    ("POST", "/charters/check"): (SIGNED_IN, wish()),
    ("POST", "/charters/audience"): (SIGNED_IN, {"audience": wish()["audience"]}),
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
    ("GET", "/me"): (SIGNED_IN, None),
    ("GET", "/today"): (SIGNED_IN, None),
    ("GET", "/people"): (SIGNED_IN, None),
    ("GET", "/people/{personId}"): (SIGNED_IN, None),
    ("PUT", "/people/{personId}"): (MANAGES, {"title": "总工", "reason": "x"}),
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
    ("GET", "/groups/{roomId}/looks"): (MEMBERS, None),
    ("GET", "/policies/looks"): (SIGNED_IN, None),
    ("PUT", "/policies/looks"): (MANAGES, {"days": 9}),
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
    ("POST", "/groups/{roomId}/exports"): (GOVERNS, {"reason": "x"}),
    ("GET", "/groups/{roomId}/exports"): (GOVERNS, None),
    ("GET", "/exports/{exportId}"): (GOVERNS, None),
    ("GET", "/exports/{exportId}/file"): (GOVERNS, None),
    ("GET", "/groups/{roomId}/removals"): (SEES, None),
    ("GET", "/groups/{roomId}/notices"): (MEMBERS, None),
    ("GET", "/openapi.json"): (SIGNED_IN | {"nobody"}, None),
}
ROUTES = [(route.method, route.path) for route in all_routes()]
# What writes and is no governing act, or is one of which the row comes later.
UNFILED = {
    ("DELETE", "/held/{heldId}"): "one takes one's own words back",
    (
        "POST",
        "/directory/imports/apply",
    ): "the plan isn't the one that was approved: tests/provisioning applies one",
    ("POST", "/holds/{holdId}/events"): "there is nothing to read: tests/keeping reads something",
    ("POST", "/cascades/{cascadeId}/answer"): "who founds nothing changes nothing",
    ("PUT", "/policies/reach"): "the policy as it is: tests/reach changes it",
    ("PUT", "/offices"): "the offices as they are: tests/reach changes them",
}
WRITING = {(route.method, route.path) for route in all_routes() if route.read is None}
# Who may is told that something else is wrong: the file isn't the one that was looked at; it isn't made yet;
# there is nowhere to go.
ALSO = {"/directory/imports/apply": 400, "/exports/{exportId}/file": 409, "/held/{heldId}/divert": 404}


def test_the_table_has_every_route() -> None:
    assert set(ROUTES) == set(TABLE)


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_who_may(town: Town, method: str, path: str) -> None:
    """All who may not first, in one place, which stays as it was; then all who may, a fresh place for each write."""
    may, body = TABLE[method, path]
    place = Place(town, path)
    target, wanted = await place.fill(path, body)
    is_untouched = False
    # What the server does by itself meanwhile, it does once; what a refusal does, each time.
    for _ in range(3):
        before = await town.standing()
        for role in [one for one in (*WHO, "nobody") if one not in may]:
            answer = await place.client(role).request(method, target, wanted)
            expected = (401, "M_MISSING_TOKEN") if role == "nobody" else (403, "M_FORBIDDEN")
            assert (answer.status, answer.errcode) == expected, (role, answer.body)
        if is_untouched := await town.standing() == before:
            break
    assert is_untouched, "a refusal left something behind"
    is_used = is_filed = False
    (_, before) = await town.standing()
    for role in [one for one in (*WHO, "nobody") if one in may]:
        if is_used and (method, path) in WRITING:
            place = Place(town, path)
            target, wanted = await place.fill(path, body)
        answer = await place.client(role).request(method, target, wanted)
        refused_for_another_reason = answer.status == ALSO.get(path)
        assert answer.status in (200, 201) or refused_for_another_reason, (role, answer.body)
        is_used = True
        is_filed = is_filed or (await town.standing())[1] != before
    if (method, path) in WRITING and method != "GET" and may:
        assert is_filed != ((method, path) in UNFILED), "a governing act has its row in the audit log"


@pytest.mark.parametrize(("method", "path"), [key for key in ROUTES if "{roomId}" in key[1]])
async def test_rooms_that_are_no_groups(town: Town, method: str, path: str) -> None:
    """A chat of two others says no more than a room that isn't there: not even to an administrator."""
    for room in (await town.chat(), "!nowhere:test.local", "nonsense", "!" + "x" * 400):
        full = path.replace("{roomId}", room).replace("{personId}", "li").replace("{exceptionId}", "x")
        for name in ("lin", "zhao"):
            answer = await town.people[name].request(method, f"/_fangyuan/v1{full}", TABLE[method, path][1])
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
