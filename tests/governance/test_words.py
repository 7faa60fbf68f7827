"""A charter in words, piece by piece, and who would be in by an audience."""

from __future__ import annotations

from tests.governance.places import Town
from tests.kit.client import Json
from tests.kit.company import found, people, reports_of, user

API = "/_fangyuan/v1"


async def test_a_group_in_words(town: Town) -> None:
    he, li = town.people["he"], town.people["li"]
    clauses: list[Json] = [
        {"type": "message_kinds", "allowed": ["text"], "verdict": "hold", "exceptions": [{"who": "owner"}]},
        {"type": "keywords", "words": ["尽快"], "mode": "observe"},
        {"type": "by_people", "words": {"zh-CN": "交接说清。"}},
        {"type": "accept_first"},
    ]
    room = (await found(he, clauses=clauses))["room_id"]
    view = await li.ok("GET", f"{API}/groups/{room}")
    assert (view["accept_version"], view.get("accepted_version", 0), view.get("may_govern", False)) == (
        1,
        0,
        False,
    )
    said = view["words"]
    assert said["kind"] == {"zh-CN": "项目组", "en": "Project"}
    assert {"zh-CN", "en"} == set(said["audience"]) == set(said["label"])
    kinds, words, by_people, _ = said["clauses"]
    assert (kinds["verdict"], kinds["kept_by"], kinds["mode"]) == ("hold", "server", "enforce")
    assert len(kinds["exceptions"]) == 1
    assert (words["mode"], words["type"]) == ("observe", "keywords")
    assert (by_people["kept_by"], by_people["verdict"]) == ("people", "")
    await li.ok("POST", f"{API}/groups/{room}/charter/acceptance", {})
    assert (await li.ok("GET", f"{API}/groups/{room}"))["accepted_version"] == 1
    assert (await he.ok("GET", f"{API}/groups/{room}"))["may_govern"]


async def test_who_would_be_in(town: Town) -> None:
    he = town.people["he"]
    audience = {"include": [*reports_of("sun")["include"], *people("zhao")["include"]], **_without("wang")}
    view = await he.ok("POST", f"{API}/charters/audience", {"audience": audience})
    assert [one["person_id"] for one in view["people"]] == ["he", "li", "zhao"]
    assert view["total"] == 3
    assert [(one["people"], one["is_exclusion"]) for one in view["parts"]] == [
        (2, False),
        (1, False),
        (1, True),
    ]
    assert all(set(one["why"]) == {"zh-CN", "en"} for one in view["people"])
    assert view["people"][0]["user_id"] == user("he")


def _without(name: str) -> Json:
    return {"exclude": people(name)["include"]}
