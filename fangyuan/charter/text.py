"""The whole charter as people read it: plain text and simple HTML, in both languages."""

from __future__ import annotations

from html import escape

from fangyuan.charter.audience_words import describe, people_words
from fangyuan.charter.model import NEEDS_CONTENT, AcceptFirst, ByPeople, Charter, Clause, Words
from fangyuan.charter.templates import find_kind
from fangyuan.charter.words import clause_text, say
from fangyuan.directory import Org
from fangyuan.kernel.text import LANGUAGES, Language


def texts(org: Org, charter: Charter) -> Words:
    """The charter as plain text; if the group is encrypted, it says which clauses only clients check."""
    return {language: _plain(org, charter, language) for language in LANGUAGES}


def html(org: Org, charter: Charter) -> str:
    """The charter as HTML that every Matrix client shows, Chinese first: the body of the pinned message."""
    return "<hr>".join(_html(org, charter, language) for language in LANGUAGES)


def topic(charter: Charter) -> str:
    """One line for the room's topic: what the group is for."""
    return " ".join(charter.purpose.split())


def _plain(org: Org, charter: Charter, language: Language) -> str:
    lines = [say("text.title", language, name=charter.name, version=charter.version)]
    lines += _head(org, charter, language)
    if charter.clauses:
        lines += ["", say("text.clauses", language)]
        for clause in charter.clauses:
            words = _clause(clause, language, charter.is_confidential)
            lines.append(say("text.clause", language, number=clause.number, text=words))
    else:
        lines.append(say("text.no_clauses", language))
    if _asks_acceptance(charter):
        lines += ["", _how_to_accept(charter, language)]
    return "\n".join(lines)


def _html(org: Org, charter: Charter, language: Language) -> str:
    title = say("text.title", language, name=charter.name, version=charter.version)
    head = "<br>".join(_escaped(line) for line in _head(org, charter, language))
    parts = [f"<h4>{_escaped(title)}</h4><p>{head}</p>"]
    if charter.clauses:
        items = "".join(
            f"<li>{_escaped(_clause(clause, language, charter.is_confidential))}</li>"
            for clause in charter.clauses
        )
        parts.append(f"<p><strong>{_escaped(say('text.clauses', language))}</strong></p><ol>{items}</ol>")
    else:
        parts.append(f"<p>{_escaped(say('text.no_clauses', language))}</p>")
    if _asks_acceptance(charter):
        parts.append(f"<p>{_escaped(_how_to_accept(charter, language))}</p>")
    return "".join(parts)


def _head(org: Org, charter: Charter, language: Language) -> list[str]:
    kind = find_kind(charter.kind)
    lines = [
        say("text.purpose", language, purpose=charter.purpose),
        say("text.kind", language, kind=kind.name[language] if kind else charter.kind),
        say("text.owner", language, owner=people_words(org, [charter.owner], language)),
    ]
    if charter.deputies:
        lines.append(say("text.deputies", language, deputies=people_words(org, charter.deputies, language)))
    lines.append(say("text.audience", language, audience=describe(org, charter.audience)[language]))
    lines.append(say("text.label", language, label=say(f"label.{charter.label}", language)))
    if charter.review_date is not None:
        lines.append(say("text.review", language, date=charter.review_date))
    return lines


def _clause(clause: Clause, language: Language, encrypted: bool) -> str:
    """The clause, with an honest word where the server does not check it."""
    words = clause_text(clause, language)
    if isinstance(clause, ByPeople):
        return words + say("text.by_people", language)
    if encrypted and isinstance(clause, NEEDS_CONTENT):
        return words + say("text.client_only", language)
    return words


def _asks_acceptance(charter: Charter) -> bool:
    return any(isinstance(clause, AcceptFirst) for clause in charter.clauses)


def _how_to_accept(charter: Charter, language: Language) -> str:
    """In an encrypted group the server can't read who writes `!accept`."""
    key = "text.how_to_accept_encrypted" if charter.is_confidential else "text.how_to_accept"
    return say(key, language)


def _escaped(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>")
