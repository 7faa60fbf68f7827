"""Words and patterns by feature, found in one look at a text.

A text is asked for the pairs of characters and the English words with which entries begin (set operations); only
entries whose beginning is there are looked for. So the time hardly grows with the number of entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import pairwise
from operator import add
from typing import cast

import msgspec
from msgspec import Struct

_WORD = re.compile(r"[a-z0-9][a-z0-9'*$-]*")
_LATIN = re.compile(r"[a-z]")


class Entries(Struct, frozen=True, forbid_unknown_fields=True):
    """A lexicon as it stands in its file: words by feature, patterns by name with the words that ask for them."""

    words: dict[str, list[str]]
    patterns: dict[str, Pattern] = {}


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A regular expression over folded text, tried only where one of `words` is."""

    words: list[str]
    pattern: str


class Lexicon:
    """`find` gives how many different entries of each feature a text has; a pattern counts once."""

    __slots__ = (
        "_by_first_word",
        "_by_pair",
        "_first_words",
        "_pairs",
        "_patterns",
        "_singles",
        "_singles_of",
    )

    def __init__(self, entries: Entries) -> None:
        self._by_pair: dict[str, list[tuple[str, str]]] = {}
        self._by_first_word: dict[str, list[tuple[str, str]]] = {}
        self._singles_of: dict[str, list[str]] = {}
        self._patterns = {f"?{name}": re.compile(one.pattern) for name, one in entries.patterns.items()}
        for feature, words in entries.words.items():
            self._add(feature, words)
        for name, one in entries.patterns.items():
            self._add(f"?{name}", one.words)
        self._pairs = frozenset(self._by_pair)
        self._first_words = frozenset(self._by_first_word)
        self._singles = frozenset(self._singles_of)

    def _add(self, feature: str, words: Iterable[str]) -> None:
        for word in dict.fromkeys(words):
            beginning = _WORD.match(word) if word.isascii() else None
            if beginning is not None:
                self._by_first_word.setdefault(beginning[0], []).append((word, feature))
            elif len(word) == 1:
                self._singles_of.setdefault(word, []).append(feature)
            else:
                self._by_pair.setdefault(word[:2], []).append((word, feature))

    def find(self, text: str) -> dict[str, int]:
        """`text` is folded. Empty for a text without any entry."""
        found: dict[str, int] = {}
        if not self._singles.isdisjoint(text):
            for single in self._singles.intersection(text):
                for feature in self._singles_of[single]:
                    found[feature] = found.get(feature, 0) + 1
        for pair in self._pairs.intersection(map(add, text, text[1:])):
            for word, feature in self._by_pair[pair]:
                if word in text:
                    found[feature] = found.get(feature, 0) + 1
        if _LATIN.search(text):
            words = _WORD.findall(text)
            common = self._first_words.intersection(words)
            if common:
                self._find_english(f" {' '.join(words)} ", common, found)
        return self._tried(text, found)

    def _find_english(self, text: str, first_words: Iterable[str], found: dict[str, int]) -> None:
        for first in first_words:
            for word, feature in self._by_first_word[first]:
                if word == first or f" {word} " in text:
                    found[feature] = found.get(feature, 0) + 1

    def _tried(self, text: str, found: dict[str, int]) -> dict[str, int]:
        """Patterns whose words are there are tried, and stand by their own name if they match."""
        for name in [name for name in found if name[0] == "?"]:
            del found[name]
            if self._patterns[name].search(text):
                found[name[1:]] = 1
        return found


def load(name: str, type: type[Entries] = Entries) -> Lexicon:
    """The lexicon of `data/<name>.toml`."""
    return Lexicon(msgspec.toml.decode(_read(f"{name}.toml"), type=type))


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """What was learned: a weight for each feature, and for each run of two or three characters or words."""

    bias: float
    features: dict[str, float]
    grams: dict[str, float]


def load_weights(name: str) -> Weights:
    """The weights of `data/<name>.json`."""
    return msgspec.json.decode(_read(f"{name}.json"), type=Weights)


def _read(name: str) -> bytes:
    return (resources.files("fangyuan.wording") / "data" / name).read_bytes()


def names(words: str) -> frozenset[str]:
    """Names written in a row, as a set."""
    return frozenset(words.split())


_NOT_CHINESE = re.compile(r"[\x00-\x7f]+")
_ENGLISH = re.compile(r"[a-z][a-z']+")


def grams(text: str) -> list[str]:
    """Runs of two and three characters of its Chinese, of one and two words of its English."""
    found: list[str] = []
    if not text.isascii():
        chinese = _NOT_CHINESE.sub(" ", text)
        pairs = list(map(add, chinese, chinese[1:]))
        found += pairs
        found += map(add, pairs, chinese[2:])
    words = _ENGLISH.findall(text)
    if words:
        found += words
        found += (f"{first} {second}" for first, second in pairwise(words))
    return found


def sum_grams(weights: Mapping[str, float], text: str) -> float:
    """The weights of a text's runs together, each run once, less for long texts so that length alone says nothing."""
    known = weights.keys() & set(grams(text))
    return (
        sum(map(cast("dict[str, float]", weights).__getitem__, known)) / (1 + len(text) / 400)
        if known
        else 0.0
    )
