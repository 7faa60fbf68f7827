"""A charter in words, piece by piece: for clients that show more of it than a text. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from fangyuan.charter.audience import resolve
from fangyuan.charter.audience_words import describe, describe_clause
from fangyuan.charter.clauses import ByPeople, Clause
from fangyuan.charter.labels import label_words
from fangyuan.charter.lines import exempt_words
from fangyuan.charter.model import Charter
from fangyuan.charter.people import Audience, AudienceClause
from fangyuan.charter.templates import find_kind
from fangyuan.charter.words import Words
from fangyuan.directory import Org
from fangyuan.kernel.text import LANGUAGES

KeptBy = Literal["server", "clients", "people"]


class ClauseWords(Struct, frozen=True):
    """One clause. `kept_by` is honest: where the group is encrypted, only clients see what is written.

    `verdict` is what happens to what goes against it, '' for what the type usually does, which its text says;
    `exceptions`: for whom it doesn't hold.
    """

    number: int
    id: str
    type: str
    mode: str
    verdict: str
    kept_by: KeptBy
    text: Words
    exceptions: list[Words]


class CharterWords(Struct, frozen=True):
    """The charter's parts in both languages."""

    kind: Words
    audience: Words
    label: Words
    clauses: list[ClauseWords]


class AudiencePart(Struct, frozen=True):
    """One rule of an audience in words, and how many people it is true of."""

    text: Words
    people: int
    is_exclusion: bool


def said(org: Org, charter: Charter) -> CharterWords:
    """The charter in words."""
    kind = find_kind(charter.kind)
    return CharterWords(
        kind=kind.name if kind is not None else dict.fromkeys(LANGUAGES, charter.kind),
        audience=describe(org, charter.audience),
        label={language: label_words(charter.label, language) for language in LANGUAGES},
        clauses=[_clause(org, charter, clause) for clause in charter.clauses],
    )


def _clause(org: Org, charter: Charter, clause: Clause) -> ClauseWords:
    is_by_people = isinstance(clause, ByPeople)
    by_clients = charter.is_confidential and clause.NEEDS_CONTENT
    return ClauseWords(
        clause.number,
        clause.id,
        str(clause.__struct_config__.tag),
        clause.mode,
        clause.verdict or "",
        "people" if is_by_people else "clients" if by_clients else "server",
        {language: clause.text(language) for language in LANGUAGES},
        [{language: exempt_words(org, one, language) for language in LANGUAGES} for one in clause.exceptions],
    )


def audience_parts(org: Org, audience: Audience, now_ms: int) -> list[AudiencePart]:
    """Each rule by itself: what it says and how many people it is true of."""

    def part(clause: AudienceClause, *, is_exclusion: bool) -> AudiencePart:
        words: Words = {language: describe_clause(org, clause, language) for language in LANGUAGES}
        return AudiencePart(words, len(resolve(org, Audience((clause,)), (), now_ms)), is_exclusion)

    included = [part(clause, is_exclusion=False) for clause in audience.include]
    return included + [part(clause, is_exclusion=True) for clause in audience.exclude]
