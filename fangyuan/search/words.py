"""Texts and terms: one form in which they are compared, and the words by which the index proposes texts.

Scripts that leave no spaces (Chinese, Japanese, Korean, Thai, …) are *dense*: a term in them is found anywhere inside a
sentence. Elsewhere a term is found at the beginning of words: `pum` finds "Pumpe", `ump` doesn't. A query is found
where all its terms are, in any order.

The index holds each pair of neighbours in a dense run and its last character alone, so that a term of two characters
or more is a few exact look-ups and one of a single character a look-up by prefix. That proposes a little too much
(三号 and 号泵, but nowhere 三号泵); `Query.matches` decides.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from fangyuan.kernel.errors import InvalidParam

VERSION = 1  # of `words_of`: a database whose index was made by another one makes it anew
MOST_TERM = 512  # characters of a search term
_MOST_RUNS = 32
_MOST_WORD = 24  # characters of a word that the index keeps
_MOST_ROOMS = 40  # so many rooms at most are told to the index; among more the statement sorts out

_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30fa"
    "\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\u2600-\u27bf\U0001f000-\U0001faff\U0001aff0-\U0001b2ff\U00020000-\U0003ffff"
)
_RUNS = re.compile(rf"([{_DENSE}]+)|((?:(?![{_DENSE}_])\w)+)")
# What isn't seen: soft hyphens, joiners, marks of direction, variation selectors.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


def fold(text: str) -> str:
    """The form in which texts are compared: without case, width (ＡＢＣ, ｱ) and what isn't seen."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold())


@dataclass(frozen=True)
class Query:
    """What is searched for, folded: terms in dense scripts, and beginnings of words."""

    dense: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that could be found: punctuation only."""
        return not self.dense and not self.words

    def matches(self, text: str) -> bool:
        """Whether the folded text holds every term."""
        if not all(term in text for term in self.dense) or not all(word in text for word in self.words):
            return False
        if not self.words:
            return True
        found = [run for _, run in _RUNS.findall(text) if run]
        return all(any(run.startswith(word) for run in found) for word in self.words)

    def rank(self, text: str) -> float:
        """How much the folded text is about the terms: more often is better, whole words too, in little text."""
        runs: list[tuple[str, str]] = _RUNS.findall(text)
        length = sum(len(dense) if dense else 1 for dense, _ in runs)
        weight = sum(math.log2(1 + text.count(term)) for term in self.dense)
        for word in self.words:
            weight += math.log2(1 + sum(1 for _, run in runs if run == word))
            weight += 0.5 * math.log2(1 + sum(1 for _, run in runs if run != word and run.startswith(word)))
        return weight / math.log2(2 + length)

    @cached_property
    def proposals(self) -> tuple[tuple[str, bool], ...]:
        """The index's words that a matching text has, each with whether it is only the beginning of one."""
        found: dict[tuple[str, bool], None] = {}
        for term in self.dense:
            if len(term) == 1:
                found[_code(term), True] = None
            for at in range(len(term) - 1):
                found[_code(term[at : at + 2]), False] = None
        for word in self.words:
            found[_code(word[:_MOST_WORD]), True] = None
        return tuple(found)


def parse(term: str) -> Query:
    """A person's search term as a query; M_INVALID_PARAM beyond the limits. No character in it has a meaning."""
    if len(term) > MOST_TERM:
        raise InvalidParam(f"A search term has at most {MOST_TERM} characters")
    runs = _RUNS.findall(fold(term))
    if len(runs) > _MOST_RUNS:
        raise InvalidParam(f"A search term has at most {_MOST_RUNS} words")
    dense = dict.fromkeys(dense for dense, _ in runs if dense)
    words = dict.fromkeys(word for _, word in runs if word)
    return Query(tuple(dense), tuple(words))


def words_of(text: str, room_id: str) -> str:
    """What the index holds of a folded text, separated by spaces: its words and its room's, in letters and digits."""
    found: dict[str, None] = {room_word(room_id): None}
    for dense, word in _RUNS.findall(text):
        if word:
            found[_code(word[:_MOST_WORD])] = None
        else:
            codes = [_code(character) for character in dense]
            for pair in itertools.pairwise(codes):
                found["".join(pair)] = None
            found[codes[-1]] = None
    return " ".join(found)


def room_word(room_id: str) -> str:
    """The word that every text of a room has in the index."""
    return "z" + hashlib.blake2b(room_id.encode(), digest_size=6).hexdigest()


def rooms_for_index(room_ids: list[str]) -> list[str]:
    """The words of the rooms, or none when there are so many that the index is not told."""
    return [room_word(room_id) for room_id in room_ids] if len(room_ids) <= _MOST_ROOMS else []


def _code(word: str) -> str:
    """The word in letters and digits that every engine takes as one word; beginnings stay beginnings."""
    if word.isascii():
        return word
    return "".join(
        one if one.isascii() else f"{ord(one):04x}" if ord(one) <= 0xFFFF else f"y{ord(one):05x}"
        for one in word
    )
