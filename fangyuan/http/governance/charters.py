"""Charters before and after they hold: checking one, what a new version changes, what its clauses did."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit, charter, directory, groups
from fangyuan.audit import Act
from fangyuan.charter import Change
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.http.governance import pages
from fangyuan.http.governance.groups import GroupWish, wish_of
from fangyuan.http.governance.rights import may_manage
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, NotFound

_DAYS, _MOST_DAYS = 30, 366


class SampleView(msgspec.Struct):
    """One of five messages that everybody knows, and what the charter says of it."""

    name: str
    body: str
    verdict: dict[str, Any]


class AudienceWish(msgspec.Struct):
    """An audience that somebody thinks of; the owner left out is he himself."""

    audience: dict[str, Any]
    owner: str | None = None
    deputies: list[str] = []


class PersonIn(msgspec.Struct):
    """Somebody who would be in, and why."""

    person_id: str
    user_id: str
    name: str
    department: str
    title: str
    why: dict[str, str]


class AudiencePreview(msgspec.Struct):
    """Who would be in: how many, the first of them, and each rule by itself."""

    total: int
    words: dict[str, str]
    parts: list[charter.AudiencePart]
    people: list[PersonIn]


class Checked(msgspec.Struct):
    """The charter that a wish makes, as people read it, and what it says of five messages."""

    charter: dict[str, Any]
    words: charter.CharterWords
    text: dict[str, str]
    samples: list[SampleView]


class Difference(msgspec.Struct):
    """What version `to` changes of version `from`; `asks_more`: members have to accept again."""

    changes: list[Change]
    asks_more: bool


class ClauseFigure(msgspec.Struct):
    """How often a clause gave this verdict on a day (days since 1970 UTC); `observed`: it would have."""

    clause_id: str
    verdict: str
    observed: bool
    day: int
    count: int


class Figures(msgspec.Struct):
    figures: list[ClauseFigure]


class TimeZone(msgspec.Struct):
    """The zone in which the company's hours are meant: an IANA name."""

    time_zone: str


def check(tx: Tx, req: Request) -> Checked:
    given = wish_of(req)
    made = charter.draft(given, tx.ids.server_name, tx.now_ms)
    org = groups.org_seen(tx, req.actor)
    charter.check_against_org(org, made)
    charter.check_word_lists(tx, made)
    shown = [
        SampleView(one.name, one.body, one.verdict.to_json()["fangyuan.verdict"])
        for one in charter.samples(made, req.language, charter.word_lists(tx).finder)
    ]
    return Checked(made.to_json(), charter.said(org, made), {**charter.texts(org, made)}, shown)


def preview_audience(tx: Tx, req: Request) -> AudiencePreview:
    body = req.decode(AudienceWish)
    owner = body.owner or req.actor.user_id
    wish = {"owner": owner, "deputies": body.deputies, "audience": body.audience, "kind": "project"}
    made = charter.draft({**wish, "name": "-", "purpose": "-"}, tx.ids.server_name, tx.now_ms)
    org = groups.org_seen(tx, req.actor)
    charter.check_against_org(org, made)
    people = sorted(charter.resolve(org, made.audience, (), tx.now_ms, made.owners))
    shown = [_person_in(tx, org, made, person_id) for person_id in people[: pages.limit(req)]]
    words = {**charter.said(org, made).audience}
    return AudiencePreview(len(people), words, charter.audience_parts(org, made.audience, tx.now_ms), shown)


def _person_in(tx: Tx, org: Org, made: charter.Charter, person_id: str) -> PersonIn:
    person = org.people[person_id]
    why = charter.explain(org, made.audience, (), person_id, tx.now_ms, made.owners)
    return PersonIn(
        person_id,
        org.user_id(person_id),
        person.name,
        org.department_path(person.department_id),
        person.title or "",
        {**why.reasons()},
    )


def differ(tx: Tx, req: Request) -> Difference:
    group = groups.get_visible(tx, req.actor, req.path["roomId"])
    versions = {found.version: found for found, _, _ in groups.list_versions(tx, group.room_id)}
    newest = max(versions, default=0)
    to = req.int_arg("to", newest, least=1, most=max(newest, 1))
    before = req.int_arg("from", to - 1, least=0, most=max(newest, 1))
    if before == 0 and to == 1:
        return Difference([], asks_more=True)  # the first version differs from nothing
    if to not in versions or before not in versions:
        raise NotFound("No such version of the charter", key="groups.no_such_version")
    return _difference(directory.org(tx), versions[before], versions[to])


def preview(tx: Tx, req: Request) -> Difference:
    group = groups.get_visible(tx, req.actor, req.path["roomId"])
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    given = wish_of(req)
    now = group.charter
    wish = charter.parse_charter({**now.to_json(), **given, "version": now.version + 1}, tx.ids.server_name)
    org = groups.org_seen(tx, req.actor)
    charter.check_against_org(org, wish)
    charter.check_word_lists(tx, wish)
    return _difference(org, now, wish)


def _difference(org: Org, before: charter.Charter, after: charter.Charter) -> Difference:
    changes = charter.difference(org, before, after)
    return Difference(changes, charter.asks_more(before, after))


def figures(tx: Tx, req: Request) -> Figures:
    group = groups.get_visible(tx, req.actor, req.path["roomId"])
    groups.check_may_govern(tx, req.actor, group)
    days = req.int_arg("days", _DAYS, least=1, most=_MOST_DAYS)
    return Figures([ClauseFigure(*one) for one in charter.clause_figures(tx, group.room_id, days)])


def get_time_zone(tx: Tx, req: Request) -> TimeZone:
    return TimeZone(charter.time_zone(tx).key)


def put_time_zone(tx: Tx, req: Request) -> TimeZone:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")
    wanted, before = req.decode(TimeZone).time_zone, charter.time_zone(tx).key
    if wanted != before:
        charter.set_time_zone(tx, wanted)
        audit.record(tx, req.actor.user_id, Act.POLICY_CHANGED, "time_zone", before=before, after=wanted)
    return TimeZone(wanted)


_MEMBERS = "members of the group and who is invited, HR, auditors, administrators"
ROUTES = [
    Route(
        "POST",
        "/charters/check",
        read=check,
        body=GroupWish,
        answer=Checked,
        summary="Check a charter without founding anything / 检查群规，不建群",
        may="everybody",
    ),
    Route(
        "POST",
        "/charters/audience",
        read=preview_audience,
        body=AudienceWish,
        answer=AudiencePreview,
        summary="Who would be in by this audience, and why / 预览成员范围",
        may="everybody",
        query={"limit": "How many of the people shall be named"},
    ),
    Route(
        "GET",
        "/groups/{roomId}/charter/difference",
        read=differ,
        answer=Difference,
        summary="What a version of the charter changed / 群规两版对比",
        may=_MEMBERS,
        query={
            "from": "the earlier version; the one before `to` when absent",
            "to": "the later; the newest when absent",
        },
    ),
    Route(
        "POST",
        "/groups/{roomId}/charter/difference",
        read=preview,
        body=GroupWish,
        answer=Difference,
        summary="What a change of the charter would mean / 预览群规改动",
        may=_MEMBERS,
    ),
    Route(
        "GET",
        "/groups/{roomId}/charter/figures",
        read=figures,
        answer=Figures,
        summary="What the clauses did, or would have done / 各条款拦截或试行的次数",
        may="the group's owner and deputies, HR, administrators",
        query={"days": f"1 to {_MOST_DAYS}, default {_DAYS}"},
    ),
    Route(
        "GET",
        "/policies/time-zone",
        read=get_time_zone,
        answer=TimeZone,
        summary="The company's time zone / 公司时区",
        may="everybody",
    ),
    Route(
        "PUT",
        "/policies/time-zone",
        write=put_time_zone,
        body=TimeZone,
        answer=TimeZone,
        summary="Set the company's time zone / 设置公司时区",
        may="HR, administrators",
    ),
]
