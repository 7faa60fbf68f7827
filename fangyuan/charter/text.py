"""The whole charter as people read it: plain text and simple HTML, in both languages."""

from __future__ import annotations

from html import escape

from fangyuan.charter.audience_words import describe, people_words
from fangyuan.charter.decide import asks_acceptance
from fangyuan.charter.difference import Change, difference
from fangyuan.charter.labels import label_words
from fangyuan.charter.lines import clause_line
from fangyuan.charter.model import Charter
from fangyuan.charter.retention import NO_BOUNDS, RetentionPolicy, days_kept, own_days
from fangyuan.charter.templates import find_kind
from fangyuan.charter.words import Words, say
from fangyuan.directory import Org
from fangyuan.kernel.text import LANGUAGES, Language

_MOST_CHANGES, _LONGEST_CHANGE = 10, 300  # in one text: it has to fit into an event


def texts(
    org: Org, charter: Charter, before: Charter | None = None, *, policy: RetentionPolicy = NO_BOUNDS
) -> Words:
    """The charter as plain text; if the group is encrypted, it says which clauses only clients check.

    With `before`, what has changed since that version stands after the title. `policy` is the company's rule on how
    long messages are kept.
    """
    changes = difference(org, before, charter) if before is not None else []
    return {
        language: _plain(org, charter, policy, language, _news(before, changes, language))
        for language in LANGUAGES
    }


def html(
    org: Org, charter: Charter, before: Charter | None = None, *, policy: RetentionPolicy = NO_BOUNDS
) -> str:
    """The charter as HTML that every Matrix client shows, Chinese first: the body of the pinned message."""
    changes = difference(org, before, charter) if before is not None else []
    return "<hr>".join(
        _html(org, charter, policy, language, _news(before, changes, language)) for language in LANGUAGES
    )


def topic(charter: Charter) -> str:
    """One line for the room's topic: what the group is for."""
    return " ".join(charter.purpose.split())


def _news(before: Charter | None, changes: list[Change], language: Language) -> list[str]:
    """What has changed, a line each, and whether it has to be accepted again; nothing without changes."""
    if before is None or not changes:
        return []
    lines = [say("text.changes", language, version=before.version)]
    for change in changes[:_MOST_CHANGES]:
        words = change.text[language]
        lines.append(words if len(words) <= _LONGEST_CHANGE else words[:_LONGEST_CHANGE] + "…")
    if len(changes) > _MOST_CHANGES:
        lines.append(say("text.more_changes", language, count=len(changes) - _MOST_CHANGES))
    if asks_acceptance(before):
        again = any(change.asks_more for change in changes)
        lines.append(say("text.again" if again else "text.not_again", language))
    return lines


def _plain(org: Org, charter: Charter, policy: RetentionPolicy, language: Language, news: list[str]) -> str:
    lines = [say("text.title", language, name=charter.name, version=charter.version)]
    if news:
        lines += [news[0], *(f"· {line}" for line in news[1:]), ""]
    lines += _head(org, charter, policy, language)
    if charter.clauses:
        lines += ["", say("text.clauses", language)]
        for clause in charter.clauses:
            words = clause_line(org, clause, language, encrypted=charter.is_confidential)
            lines.append(say("text.clause", language, number=clause.number, text=words))
    else:
        lines.append(say("text.no_clauses", language))
    if asks_acceptance(charter):
        lines += ["", _how_to_accept(charter, language)]
    return "\n".join(lines)


def _html(org: Org, charter: Charter, policy: RetentionPolicy, language: Language, news: list[str]) -> str:
    title = say("text.title", language, name=charter.name, version=charter.version)
    parts = [f"<h4>{_escaped(title)}</h4>"]
    if news:
        items = "".join(f"<li>{_escaped(line)}</li>" for line in news[1:])
        parts.append(f"<p><strong>{_escaped(news[0])}</strong></p><ul>{items}</ul>")
    head = "<br>".join(_escaped(line) for line in _head(org, charter, policy, language))
    parts.append(f"<p>{head}</p>")
    if charter.clauses:
        items = "".join(
            f"<li>{_escaped(clause_line(org, clause, language, encrypted=charter.is_confidential))}</li>"
            for clause in charter.clauses
        )
        parts.append(f"<p><strong>{_escaped(say('text.clauses', language))}</strong></p><ol>{items}</ol>")
    else:
        parts.append(f"<p>{_escaped(say('text.no_clauses', language))}</p>")
    if asks_acceptance(charter):
        parts.append(f"<p>{_escaped(_how_to_accept(charter, language))}</p>")
    return "".join(parts)


def _head(org: Org, charter: Charter, policy: RetentionPolicy, language: Language) -> list[str]:
    kind = find_kind(charter.kind)
    lines = [
        say("text.purpose", language, purpose=charter.purpose),
        say("text.kind", language, kind=kind.name[language] if kind else charter.kind),
        say("text.owner", language, owner=people_words(org, [charter.owner], language)),
    ]
    if charter.deputies:
        lines.append(say("text.deputies", language, deputies=people_words(org, charter.deputies, language)))
    if charter.approvers:
        lines.append(
            say("text.approvers", language, approvers=people_words(org, charter.approvers, language))
        )
    lines.append(say("text.audience", language, audience=describe(org, charter.audience)[language]))
    lines.append(say("text.label", language, label=label_words(charter.label, language)))
    days = days_kept(policy, charter.kind, charter)
    if days is not None and days != own_days(charter):
        lines.append(say("text.retention", language, days=days))
    if charter.review_date is not None:
        lines.append(say("text.review", language, date=charter.review_date))
    if charter.social is not None:
        lines.append(say("text.social", language, link=f"https://matrix.to/#/{charter.social}"))
    return lines


def _how_to_accept(charter: Charter, language: Language) -> str:
    """In an encrypted group the server can't read who writes `!accept`."""
    key = "text.how_to_accept_encrypted" if charter.is_confidential else "text.how_to_accept"
    return say(key, language)


def _escaped(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>")
