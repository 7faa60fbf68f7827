"""Should this group exist? Answered from facts alone: found it, found it otherwise, or use one that there is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import Literal

from msgspec import Struct

from fangyuan import charter
from fangyuan.census.attention import Attention
from fangyuan.census.overlap import Similar
from fangyuan.charter import Charter, Posting
from fangyuan.directory import Org
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import LANGUAGES, text

Answer = Literal["found_it", "found_otherwise", "use_existing"]
Do = Literal[
    "use_it", "join", "merge", "use_a_thread", "direct_chat", "urgent_group", "kind", "notices_only",
    "smaller_audience", "working_hours",
]  # fmt: skip

_URGENT = re.compile("紧急|抢修|抢险|故障|停机|应急|事故|urgent|incident|outage|emergency", re.IGNORECASE)
_NOTICES = re.compile("通知|公告|发布|传达|宣贯|公示|notice|announce", re.IGNORECASE)
_CHAT = re.compile(
    "闲聊|聊天|吃喝|美食|聚餐|羽毛球|篮球|足球|团购|拼车|宠物|八卦|chit-?chat|lunch|football|hobby|fun",
    re.IGNORECASE,
)
_NOTICE_KINDS = ("hr_notice", "all_staff")
_WORK_KINDS = ("leadership", "management", "team_leads", "department", "project", "urgent")
_URGENT_SIZE = 30
_NOTICES_FROM = 15  # people: fewer talk back without harm
_TALKS_UP_TO = 100  # people who can all write without most of them only being interrupted
_DAY = (7, 20)  # hours in which a group may be meant to be used without anybody asking why


class Hours(Struct, frozen=True):
    """When the group is meant to be used: hours of the day, 0 to 24."""

    start: int
    end: int


class Suggestion(Struct, frozen=True):
    """One thing to do instead, and why, in both languages. `kind` or `room_id` say with what."""

    do: Do
    reason: dict[str, str]
    kind: str | None = None
    room_id: str | None = None


class Advice(Struct, frozen=True):
    """The answer. Only `use_existing` stands in the way of founding, until somebody gives a reason."""

    answer: Answer
    suggestions: tuple[Suggestion, ...]


def advise(
    org: Org,
    parsed: Charter,
    people: Set[str],
    similar: Sequence[Similar],
    attention: Attention,
    hours: Hours | None = None,
) -> Advice:
    """`people` are user ids; `similar` only those groups of which the asker may hear."""
    same = [one for one in similar if one.is_same]
    if same:
        return Advice("use_existing", tuple(step for one in same for step in _instead(one)))
    found: list[Suggestion] = []
    if len(people) <= 2:
        found.append(_suggest("direct_chat", "direct_chat"))
    found += _other_kind(org, parsed, people)
    found += _smaller(parsed, people, attention)
    found += [_same_people(one) for one in similar if _same_people_talk(one)][:1]
    if hours is not None and parsed.kind != "urgent" and (hours.start < _DAY[0] or hours.end > _DAY[1]):
        found.append(_suggest("working_hours", "working_hours", start=_DAY[0], end=_DAY[1]))
    return Advice("found_otherwise" if found else "found_it", tuple(found))


def _instead(one: Similar) -> list[Suggestion]:
    name, room_id = one.purpose.name, one.purpose.room_id
    percent = round(one.overlap.jaccard * 100)
    if one.standing == "member":
        use = _suggest("use_it", "use_it", room_id=room_id, group=name, percent=percent)
    else:
        use = _suggest("join", "join", room_id=room_id, group=name)
    return [use, _suggest("merge", "merge", room_id=room_id, group=name)]


def _same_people_talk(one: Similar) -> bool:
    return one.may_see_members and one.overlap.jaccard >= 0.9


def _same_people(one: Similar) -> Suggestion:
    percent = round(one.overlap.jaccard * 100)
    return _suggest(
        "use_a_thread", "use_a_thread", room_id=one.purpose.room_id, group=one.purpose.name, percent=percent
    )


def _other_kind(org: Org, parsed: Charter, people: Set[str]) -> list[Suggestion]:
    said, size = f"{parsed.name} {parsed.purpose}", len(people)
    if parsed.kind != "urgent" and size <= _URGENT_SIZE and _URGENT.search(said):
        return [_suggest("urgent_group", "urgent_group", kind="urgent")]
    if parsed.kind in _WORK_KINDS and _CHAT.search(said):
        return [_as_kind("social", "for_chat")]
    if parsed.kind not in _NOTICE_KINDS and _NOTICES.search(said) and _all_may_post(parsed):
        if size >= _NOTICES_FROM:
            return [_suggest("notices_only", "notices_only", people=size)]
        return []
    if parsed.kind == "project":
        return _rather_by_chart(org, people)
    return []


def _rather_by_chart(org: Org, people: Set[str]) -> list[Suggestion]:
    """A project group whose people are those of the org chart drifts away from it with the first who moves."""
    persons = _active(org, map(localpart_of, people))
    if len(persons) < 3 or len(persons) < len(people):
        return []
    for department in org.departments.values():
        if persons == _active(org, org.people_below(department.department_id)):
            return [_as_kind("department", "is_department", department=department.name)]
    for one in persons:
        if persons == _active(org, org.direct_reports(one)) | {one}:
            return [_as_kind("team_leads", "are_reports", manager=org.people[one].name)]
    return []


def _active(org: Org, person_ids: Iterable[str]) -> frozenset[str]:
    return frozenset(one for one in person_ids if one in org.people and org.people[one].is_active)


def _smaller(parsed: Charter, people: Set[str], attention: Attention) -> list[Suggestion]:
    if parsed.kind in (*_NOTICE_KINDS, "social") or len(people) <= _TALKS_UP_TO or not _all_may_post(parsed):
        return []
    suggestion = _suggest(
        "smaller_audience",
        "smaller_audience",
        people=len(people),
        interruptions=attention.interruptions_per_day,
        hours=round(attention.minutes_a_month / 60),
    )
    return [suggestion]


def _all_may_post(parsed: Charter) -> bool:
    return not any(isinstance(clause, Posting) and clause.who != "all" for clause in parsed.clauses)


def _as_kind(kind_id: str, key: str, **params: str) -> Suggestion:
    names = charter.get_kind(kind_id).name
    return _suggest("kind", key, kind=kind_id, kind_zh=names["zh-CN"], kind_en=names["en"], **params)


def _suggest(
    do: Do, key: str, *, kind: str | None = None, room_id: str | None = None, **params: object
) -> Suggestion:
    reason: dict[str, str] = {
        language: text(f"census.advice.{key}", language, **params) for language in LANGUAGES
    }
    return Suggestion(do, reason, kind, room_id)
