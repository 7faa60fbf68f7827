"""Saying things in either language: the ground of the words of clauses, verdicts and audiences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from msgspec import Struct

from fangyuan.kernel.text import LANGUAGES, Language, text

Words = dict[Language, str]
MessageKind = Literal["text", "image", "video", "voice", "file", "link", "sticker", "poll", "location"]
MESSAGE_KINDS: tuple[MessageKind, ...] = get_args(MessageKind)

MOST_SHOWN = 8


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


def shorten(words: Sequence[str], language: Language, most: int = MOST_SHOWN) -> str:
    """The first few of many, and how many there are."""
    if len(words) <= most:
        return enumerate_words(words, language)
    first = text("charter.list.comma", language).join(words[:most])
    return text("charter.list.more", language, first=first, count=len(words))


def kind_terms(kinds: Iterable[str], *, either: bool = False) -> Terms:
    """Kinds of message, as words, in their usual order."""
    wanted = set(kinds)
    return Terms(tuple(f"charter.message.{kind}" for kind in MESSAGE_KINDS if kind in wanted), either)
