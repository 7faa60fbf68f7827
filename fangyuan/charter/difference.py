"""What a new version of a charter changes, in words, and whether it asks more of its members."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from fangyuan.charter.audience_words import describe, people_words
from fangyuan.charter.clauses import Clause, ClauseBase
from fangyuan.charter.lines import clause_line
from fangyuan.charter.model import Charter
from fangyuan.charter.templates import find_kind
from fangyuan.charter.words import Param, Words, say
from fangyuan.directory import Org
from fangyuan.kernel.text import LANGUAGES, Language

_LABELS = ("open", "internal", "confidential")


class Change(Struct, frozen=True, omit_defaults=True):
    """One thing that differs. `field` is `clauses` or a field of the charter; `number` and `id` name the clause.

    `asks_more`: members have to accept again because of it. `text` says it in one line.
    """

    field: str
    what: Literal["added", "removed", "changed"]
    text: Words
    asks_more: bool = False
    number: int = 0
    id: str = ""


def asks_more(before: Charter, after: Charter) -> bool:
    """Whether members have to accept again: another purpose, kind or label, a clause more or a stricter one."""
    if before.purpose != after.purpose or before.kind != after.kind:
        return True
    if _LABELS.index(after.label) > _LABELS.index(before.label):
        return True
    old = {clause.id: clause for clause in before.clauses}
    return any(_asks_more(old.get(clause.id), clause) for clause in after.clauses)


def _asks_more(before: ClauseBase | None, after: ClauseBase) -> bool:
    if before is None or type(before) is not type(after):
        return after.ASKS and after.mode == "enforce"
    return after.asks_more_than(before)


def difference(org: Org, before: Charter, after: Charter) -> list[Change]:
    """Every change, the charter's head first, then its clauses by their new numbers, then those that went."""
    return [*_head(org, before, after), *_clauses(org, before, after)]


def _head(org: Org, before: Charter, after: Charter) -> list[Change]:
    changes: list[Change] = []
    for field in (
        "name",
        "purpose",
        "kind",
        "owner",
        "deputies",
        "approvers",
        "audience",
        "label",
        "review_date",
        "social",
    ):
        if getattr(before, field) == getattr(after, field):
            continue
        words: Words = {}
        for language in LANGUAGES:
            was, now = (_shown(org, one, field, language) for one in (before, after))
            name = say(f"difference.field.{field}", language)
            words[language] = say("difference.field_changed", language, field=name, before=was, after=now)
        raised = field == "label" and _LABELS.index(after.label) > _LABELS.index(before.label)
        changes.append(Change(field, "changed", words, field in ("purpose", "kind") or raised))
    return changes


def _shown(org: Org, charter: Charter, field: str, language: Language) -> str:
    match field:
        case "kind":
            kind = find_kind(charter.kind)
            return kind.name[language] if kind else charter.kind
        case "owner":
            return people_words(org, [charter.owner], language)
        case "deputies" | "approvers":
            people = charter.deputies if field == "deputies" else charter.approvers
            return people_words(org, people, language) if people else say("difference.none", language)
        case "audience":
            return describe(org, charter.audience)[language]
        case "label":
            return say(f"label.{charter.label}", language)
        case _:
            return str(getattr(charter, field) or say("difference.none", language))


def _clauses(org: Org, before: Charter, after: Charter) -> list[Change]:
    old = {clause.id: clause for clause in before.clauses}
    kept = {clause.id for clause in after.clauses}
    changes: list[Change] = []
    for clause in after.clauses:
        was = old.get(clause.id)
        line = _lines(org, after, clause)
        more = _asks_more(was, clause)
        if was is None:
            words = _say("difference.added", number=clause.number, after=line)
            changes.append(Change("clauses", "added", words, more, clause.number, clause.id))
        elif (said := _lines(org, before, was)) != line:
            words = _say("difference.changed", number=clause.number, before=said, after=line)
            changes.append(Change("clauses", "changed", words, more, clause.number, clause.id))
    for clause in before.clauses:
        if clause.id not in kept:
            words = _say("difference.removed", number=clause.number, before=_lines(org, before, clause))
            changes.append(Change("clauses", "removed", words, False, clause.number, clause.id))
    return changes


def _lines(org: Org, charter: Charter, clause: Clause) -> Words:
    encrypted = charter.is_confidential
    return {language: clause_line(org, clause, language, encrypted=encrypted) for language in LANGUAGES}


def _say(key: str, *, number: int, **parts: Words) -> Words:
    said: Words = {}
    for language in LANGUAGES:
        params: dict[str, Param] = {name: part[language] for name, part in parts.items()}
        said[language] = say(key, language, number=number, **params)
    return said
