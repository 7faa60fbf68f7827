"""One clause as a line: its words, its verdict, its exceptions, and an honest word where the server can't check it."""

from __future__ import annotations

from fangyuan.charter.audience_words import describe_clause
from fangyuan.charter.clauses import ByPeople, Clause, Exempt
from fangyuan.charter.words import enumerate_words, say
from fangyuan.directory import Org
from fangyuan.kernel.text import Language


def clause_line(org: Org, clause: Clause, language: Language, *, encrypted: bool) -> str:
    """The clause with its verdict and exceptions, and an honest word where the server does not check it."""
    words = clause.text(language)
    if isinstance(clause, ByPeople):
        return words + say("text.by_people", language)
    if clause.verdict is not None and clause.verdict != "refuse":
        words += say(f"text.{clause.verdict}", language)
    if clause.exceptions:
        exempt = [exempt_words(org, one, language) for one in clause.exceptions]
        words += say("text.exceptions", language, exceptions=enumerate_words(exempt, language))
    if clause.mode == "observe":
        words += say("text.observed", language)
    if encrypted and clause.NEEDS_CONTENT:
        words += say("text.client_only", language)
    return words


def exempt_words(org: Org, exempt: Exempt, language: Language) -> str:
    """For whom and when a clause doesn't hold."""
    parts: list[str] = []
    if isinstance(exempt.who, str):
        parts.append(say(f"text.exempt_{exempt.who}", language))
    elif exempt.who is not None:
        parts.append(describe_clause(org, exempt.who, language))
    if exempt.hours is not None:
        parts.append(exempt.hours.text(language))
    return say("text.exempt_join", language).join(parts)
