"""The words of clauses and verdicts, made from their parameters in either language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from fangyuan.charter.model import (
    MESSAGE_KINDS,
    AcceptFirst,
    ByPeople,
    Clause,
    Keywords,
    LinkDomains,
    MessageKinds,
    Posting,
    RoomMentions,
    SizeBudget,
    Words,
)
from fangyuan.kernel.text import LANGUAGES, Language, text

_MOST_SHOWN = 8


class Terms(Struct, frozen=True):
    """A parameter of a text that is itself words: keys of texts, joined as the language joins them.

    `either`: what must not be is joined by "or" in English.
    """

    keys: tuple[str, ...]
    either: bool = False


Param = str | int | Terms


def say(key: str, language: Language, **params: Param) -> str:
    """The text of `charter.<key>` in the language; parameters that are words are put into it too."""
    said = {
        name: enumerate_words([text(k, language) for k in value.keys], language, either=value.either)
        if isinstance(value, Terms)
        else value
        for name, value in params.items()
    }
    return text(f"charter.{key}", language, **said)


def say_both(key: str, **params: Param) -> Words:
    """The text in every language."""
    return {language: say(key, language, **params) for language in LANGUAGES}


def enumerate_words(words: Sequence[str], language: Language, *, either: bool = False) -> str:
    """`a、b和c`; `a, b and c`, or `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    last = text("charter.list.either" if either else "charter.list.last", language).join(
        (words[-2], words[-1])
    )
    return text("charter.list.comma", language).join((*words[:-2], last))


def shorten(words: Sequence[str], language: Language, most: int = _MOST_SHOWN) -> str:
    """The first few of many, and how many there are."""
    if len(words) <= most:
        return enumerate_words(words, language)
    first = text("charter.list.comma", language).join(words[:most])
    return text("charter.list.more", language, first=first, count=len(words))


def kind_terms(kinds: Iterable[str], *, either: bool = False) -> Terms:
    """Kinds of message, as words, in their usual order."""
    wanted = set(kinds)
    return Terms(tuple(f"charter.message.{kind}" for kind in MESSAGE_KINDS if kind in wanted), either)


def clause_text(clause: Clause, language: Language) -> str:
    """The clause as a person reads it, without its number."""
    match clause:
        case MessageKinds():
            return _message_kinds(clause, language)
        case Posting():
            return say(f"clause.posting_{clause.who}", language, count=len(clause.people))
        case LinkDomains():
            return _link_domains(clause, language)
        case Keywords():
            if len(clause.words) > _MOST_SHOWN:
                return say("clause.keywords_many", language, count=len(clause.words))
            return say("clause.keywords_few", language, words=enumerate_words(clause.words, language))
        case RoomMentions():
            return _room_mentions(clause, language)
        case SizeBudget():
            return say("clause.size_budget", language, members=clause.members)
        case AcceptFirst():
            return say("clause.accept_first", language)
        case ByPeople():
            return clause.words.get(language) or next(iter(clause.words.values()))


def clause_words(clause: Clause) -> Words:
    """The clause's text in both languages."""
    return {language: clause_text(clause, language) for language in LANGUAGES}


def _message_kinds(clause: MessageKinds, language: Language) -> str:
    refused = [kind for kind in MESSAGE_KINDS if kind not in clause.allowed]
    if not refused:
        return say("clause.message_kinds_all", language)
    if len(refused) <= len(clause.allowed):
        return say("clause.message_kinds_but", language, kinds=kind_terms(refused, either=True))
    return say("clause.message_kinds_only", language, kinds=kind_terms(clause.allowed))


def _link_domains(clause: LinkDomains, language: Language) -> str:
    sentences: list[str] = []
    if clause.allow:
        sentences.append(say("clause.links_allow", language, domains=shorten(clause.allow, language)))
    if clause.deny:
        sentences.append(say("clause.links_deny", language, domains=shorten(clause.deny, language)))
    return text("charter.list.sentences", language).join(sentences)


def _room_mentions(clause: RoomMentions, language: Language) -> str:
    sentences = [say(f"clause.room_mentions_{clause.who}", language)]
    if clause.per_day is not None and clause.who != "nobody":
        sentences.append(say("clause.room_mentions_limit", language, per_day=clause.per_day))
    return text("charter.list.sentences", language).join(sentences)
