"""How much two short texts are about the same: names and purposes of groups, Chinese, English and mixed.

A text becomes a set of terms: neighbouring characters two by two where a script leaves no spaces, whole words
elsewhere. A term weighs the more, the fewer texts of the corpus hold it, so that "工作沟通" says little where every
group says so. Nothing is downloaded and nothing is learned: the same texts give the same figure.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?P<dense>[{_DENSE}]+)|(?:(?![{_DENSE}_])\w)+")
_PIECES = re.compile(r"\d+|\D+")  # pump3 is pump 3
_MOST_PIECES = 3  # a word of more is a code, which is the same as a whole or not at all: PO26X17
# What nearly every group says of itself. Longer ones first: they are taken out before words are cut into pairs.
_EMPTY_PHRASES = re.compile(
    "工作群|交流群|沟通群|讨论群|项目组|项目群|通知群|微信群|"
    "用于|以便|便于|方便|本群|大家|相关|有关|日常|工作|交流|沟通|讨论|协调|事宜|事项|使用|进行|群"
)
_EMPTY_WORDS = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "are",
            "about",
            "around",
            "as",
            "at",
            "be",
            "by",
            "chat",
            "discuss",
            "discussion",
        ),
        *("for", "from", "group", "in", "into", "is", "it", "its", "of", "on", "our", "room", "talk", "team"),
        *("that", "the", "their", "this", "to", "us", "we", "where", "with", "work"),
    )
)
_DIGITS = {digit: str(number) for number, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
# A Chinese number that counts something out of several alike: 三号泵, 二车间, 第四季度.
_ORDINAL = re.compile(
    "(?P<number>[零〇一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九]+)"
    "(?=号|#|车间|厂|班|组|部|线|期|季|月|楼|层|区|标|批|分厂|分公司)"
)
# Two texts that each bear such a mark, and none in common, are about two things of one sort: pump 2 and pump 3.
_OTHER_MARK = 0.5


class Text(Struct, frozen=True):
    """A text taken apart: its terms, and the marks (numbers, letters of lines) that tell it from its like."""

    terms: frozenset[str]
    marks: frozenset[str]


class Corpus(Struct, frozen=True):
    """How many texts of how many hold a term. Without texts every term weighs the same."""

    size: int = 0
    holding: Mapping[str, int] = {}

    def weight(self, term: str) -> float:
        """At least 1; a term that no text holds yet weighs most."""
        return 1 + math.log((1 + self.size) / (1 + self.holding.get(term, 0)))


def take_apart(*texts: str) -> Text:
    """The terms of these texts taken together: a group's name and its purpose."""
    terms: set[str] = set()
    marks: set[str] = set()
    for text in texts:
        folded = _fold(text)
        said, of_text = _read(folded)
        marks |= of_text
        terms |= (
            _read(_EMPTY_PHRASES.sub(" ", folded))[0] or said
        )  # "工作交流" alone is compared as it stands
    return Text(frozenset(terms), frozenset(marks))


def corpus_of(texts: Iterable[Text]) -> Corpus:
    """The corpus that these texts make."""
    every = list(texts)
    return Corpus(len(every), Counter(term for text in every for term in text.terms))


def likeness(one: Text, other: Text, corpus: Corpus) -> float:
    """0 for nothing in common to 1 for the same; symmetric.

    The mean of the weighted cosine and the share of the smaller text that the larger one holds: 三号泵改造进度 is
    about 三号泵改造, with one word more.
    """
    shared = one.terms & other.terms
    if not shared:
        return 0.0
    common, left, right = (_mass(terms, corpus) for terms in (shared, one.terms, other.terms))
    alike = (common / math.sqrt(left * right) + common / min(left, right)) / 2
    if one.marks and other.marks and one.marks.isdisjoint(other.marks):
        alike *= _OTHER_MARK
    return min(alike, 1.0)


def _mass(terms: Iterable[str], corpus: Corpus) -> float:
    """In a fixed order: the same sum to the last bit, whoever asks."""
    return math.fsum(corpus.weight(term) ** 2 for term in terms)


def _fold(text: str) -> str:
    """Without case and width, 三号 as 3号."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _ORDINAL.sub(lambda found: _number(found["number"]), folded)


def _number(words: str) -> str:
    if "十" in words:
        tens, _, ones = words.partition("十")
        return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"
    return "".join(_DIGITS[digit] for digit in words)


def _read(text: str) -> tuple[set[str], set[str]]:
    """Terms and marks of a folded text."""
    terms: set[str] = set()
    marks: set[str] = set()
    before, end = "", -1  # a number or a single letter right before a dense run belongs to it: 3号, a线
    for run in _RUNS.finditer(text):
        dense = run["dense"]
        if dense is None:
            pieces = _PIECES.findall(run[0])
            pieces = pieces if len(pieces) <= _MOST_PIECES else [run[0]]
            terms.update(piece for piece in pieces if piece not in _EMPTY_WORDS)
            marks.update(piece.lstrip("0") or "0" for piece in pieces if piece[0].isdigit())
            before = pieces[-1] if pieces[-1].isdigit() or len(pieces[-1]) == 1 else ""
            end = run.end()
            continue
        if before and run.start() == end:
            terms.discard(before)
            terms.add(before + dense[0])
            marks.add(before.lstrip("0") or "0")
        elif len(dense) == 1:
            terms.add(dense)
        terms.update(dense[at : at + 2] for at in range(len(dense) - 1))
        before = ""
    return terms, marks
