"""Never by adding people one by one: an audience that only names people, and the rule that would do instead. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fangyuan.charter.audience import resolve
from fangyuan.charter.audience_words import describe_clause
from fangyuan.charter.model import Charter
from fangyuan.charter.people import AllOf, Audience, AudienceClause, InDepartment, Leads, Named, ReportsTo
from fangyuan.charter.policy import CreationPolicy
from fangyuan.charter.templates import get_kind
from fangyuan.charter.words import Words, say
from fangyuan.directory import Org
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.text import LANGUAGES, Language

_GOOD_ENOUGH = 0.5  # of the people that were named or that the rule gives, so many must be both


class NamedOneByOne(InvalidParam):
    """The audience brings in more people by name than by rule; the words say which rule would do."""

    def __init__(self, kind_id: str, words: Words, rule: AudienceClause | None) -> None:
        data = {"kind": kind_id, "reason": words, "rule": json.decode(json.encode(rule)) if rule else None}
        super().__init__(words["en"], extra={"field": "audience", "fangyuan.by_rule": data})
        self.words = words

    def say(self, language: Language) -> str:
        return self.words[language]


def check_by_rule(policy: CreationPolicy, org: Org, charter: Charter, now_ms: int) -> None:
    """NamedOneByOne where the kind's members come by rule and this audience, all in all, is a list of names."""
    if charter.kind not in policy.by_rule:
        return
    rules = tuple(clause for clause in charter.audience.include if not _names_people(clause))
    everybody = resolve(org, charter.audience, (), now_ms)
    by_rule = resolve(org, Audience(rules, charter.audience.exclude), (), now_ms)
    if rules and len(everybody) - len(by_rule) <= len(by_rule):
        return
    rule, kind = suggest_rule(org, everybody, now_ms), get_kind(charter.kind)
    words: Words = {}
    for language in LANGUAGES:
        does = describe_clause(org, rule, language) if rule is not None else kind.typical_audience[language]
        words[language] = say("by_rule.refused", language, kind=kind.name[language], rule=does.rstrip("。."))
    raise NamedOneByOne(charter.kind, words, rule)


def _names_people(clause: AudienceClause) -> bool:
    parts = clause.parts if isinstance(clause, AllOf) else (clause,)
    return any(isinstance(part, Named) for part in parts)


def suggest_rule(org: Org, people: frozenset[str], now_ms: int) -> AudienceClause | None:
    """The rule that comes nearest to these people (person ids); None when none comes near."""

    def fits(rule: AudienceClause) -> float:
        given = resolve(org, Audience((rule,)), (), now_ms)
        # Who leads the people is often named with them: the owner is in whatever the rule says.
        return len(given & people) / len(given | people) if given else 0.0

    scored = [(fits(rule), -at, rule) for at, rule in enumerate(_candidates(org, people))]
    score, _, rule = max(scored, key=lambda one: one[:2], default=(0.0, 0, None))
    return rule if score >= _GOOD_ENOUGH else None


def _candidates(org: Org, people: frozenset[str]) -> Iterator[AudienceClause]:
    """The departments that hold most of them, their superiors, and the leaders of those departments."""
    departments: Counter[str] = Counter()
    superiors: Counter[str] = Counter()
    for person in (org.people[one] for one in sorted(people) if one in org.people):
        department = org.departments.get(person.department_id)
        while department is not None:
            departments[department.department_id] += 1
            department = org.departments.get(department.parent_id or "")
        if person.manager_id is not None:
            superiors[person.manager_id] += 1
    for person_id, _ in superiors.most_common(3):
        yield ReportsTo(org.user_id(person_id))
    # Of departments with as many of them the lowest: Counter keeps the order in which they were met, from below.
    for department_id, _ in departments.most_common(6):
        yield InDepartment(department_id)
        yield Leads(department_id)
