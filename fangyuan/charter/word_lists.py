"""The company's word lists: kept once, named by the charters that use them, made ready once for all rooms.

Each is a policy (`words/NAME`). All lists together are one finder, so that a message is read once however many of them
its charter names.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from fangyuan.charter import store
from fangyuan.charter.clauses.content import Keywords, ListName
from fangyuan.charter.mistakes import wrong
from fangyuan.charter.model import Charter
from fangyuan.charter.parse import convert
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.errors import NotFound
from fangyuan.wording import Finder, Word, plain

_PREFIX = "words/"
_KEY = ("policy", _PREFIX)
MOST_WORDS = 20_000
MOST_WORDS_IN_ALL = 40_000
_LONGEST_WORD = 50
_HEADS = {"word": "word", "词": "word", "词语": "word", "severity": "severity", "处置": "severity", "级别": "severity",
          "context": "context", "范围": "context", "evasions": "evasions", "变体": "evasions",
          "unless": "unless", "除外": "unless", "例外": "unless"}  # fmt: skip
_SEVERITIES = {"nudge": "nudge", "提醒": "nudge", "hold": "hold", "送审": "hold", "refuse": "refuse", "拒绝": "refuse",
               "拦截": "refuse", "": None}  # fmt: skip
_CONTEXTS = {"usual": "usual", "一般": "usual", "": "usual", "inside": "inside", "包含": "inside", "word": "word",
             "整词": "word", "exact": "exact", "整句": "exact"}  # fmt: skip
_NO = frozenset(("no", "false", "0", "否", "关"))


class WordList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A list as it is stored. `version` counts its changes; `changed_ts` in ms UTC."""

    words: tuple[Word, ...]
    version: int
    changed_ts: int
    changed_by: str


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wants a list to hold: words, as strings or as records."""

    words: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=_LONGEST_WORD)] | Word, ...],
        Meta(min_length=1, max_length=MOST_WORDS),
    ]


class _Named(Struct, frozen=True):
    name: ListName


class WordLists(Struct, frozen=True):
    """All lists, and what finds their words; `finder` knows each list by its name."""

    lists: dict[str, WordList]
    finder: Finder[str]


def word_lists(tx: Tx) -> WordLists:
    """The company's lists as they are."""
    return tx.remember(_KEY, lambda: _ready(store.list_policies(tx, _PREFIX)))


@functools.lru_cache(2)
def _ready(stored: tuple[tuple[str, bytes], ...]) -> WordLists:
    """Made once for each state of the lists in a process: some 30 ms for a thousand words."""
    lists = {name.removeprefix(_PREFIX): msgspec.json.decode(value, type=WordList) for name, value in stored}
    return WordLists(lists, Finder({name: one.words for name, one in lists.items()}))


def get_word_list(tx: Tx, name: str) -> WordList:
    """M_NOT_FOUND when there is no such list."""
    found = word_lists(tx).lists.get(name)
    if found is None:
        raise NotFound("No such word list", key="charter.no_word_list", params={"name": name[:40]})
    return found


def set_word_list(tx: Tx, actor: str, name: str, wish: object) -> WordList:
    """Makes the list hold these words and no others; errors name the field. The caller writes the audit row."""
    convert({"name": name}, _Named, "")
    words = _settled(convert(wish, Wish, "").words)
    lists = word_lists(tx).lists
    before = lists.get(name)
    others = sum(len(one.words) for other, one in lists.items() if other != name)
    if others + len(words) > MOST_WORDS_IN_ALL:
        raise wrong("words", "too_long", limit=MOST_WORDS_IN_ALL - others)
    after = WordList(
        words=words, version=before.version + 1 if before else 1, changed_ts=tx.now_ms, changed_by=actor
    )
    tx.forget(_KEY)
    store.set_policy(tx, _PREFIX + name, json.encode(after), tx.next_position())
    return after


def drop_word_list(tx: Tx, name: str) -> WordList:
    """The list is gone; whoever calls it sees to it that no charter names it."""
    before = get_word_list(tx, name)
    tx.forget(_KEY)
    store.drop_policy(tx, _PREFIX + name)
    tx.next_position()  # tells other processes that what they remember is old
    return before


def check_word_lists(tx: Tx, charter: Charter) -> None:
    """M_INVALID_PARAM unless the lists that the charter names are there."""
    for index, clause in enumerate(charter.clauses):
        if isinstance(clause, Keywords) and clause.lists:
            for name in clause.lists:
                if name not in word_lists(tx).lists:
                    raise wrong(f"clauses[{index}].lists", "no_word_list", value=name)


def _settled(words: Iterable[str | Word]) -> tuple[Word, ...]:
    settled: dict[str, Word] = {}
    for index, given in enumerate(words):
        word = Word(given) if isinstance(given, str) else given
        text = word.word.strip()
        key = plain(text)
        if not key or len(text) > _LONGEST_WORD:
            raise wrong(f"words[{index}]", "empty_word" if not key else "too_long", limit=_LONGEST_WORD)
        settled[key] = msgspec.structs.replace(
            word, word=text
        )  # of a word that is there twice the last counts
    return tuple(settled.values())


# -- reading a file ----------------------------------------------------------------------------------------------------


def read_words(text: str) -> list[Word]:
    """The words of a file: one a line, or a CSV table with a head (word, severity, context, evasions, unless).

    Heads and values in Chinese too: 词,处置,范围,变体,除外. In plain lists, lines that begin with # say nothing.
    Errors name the line.
    """
    lines = text.lstrip("\ufeff").splitlines()
    head = [_HEADS.get(cell.strip().lower()) for cell in lines[0].split(",")] if lines else []
    if "word" in head and all(head):
        return list(
            _table_words(csv.DictReader(io.StringIO("\n".join(lines[1:])), [str(one) for one in head]))
        )
    return [Word(line.strip()) for line in lines if line.strip() and not line.startswith("#")]


def _table_words(rows: Iterable[dict[str, str | None]]) -> Iterable[Word]:
    for number, row in enumerate(rows, 2):
        cells = {name: (cell or "").strip() for name, cell in row.items() if isinstance(cell, str)}
        if not cells.get("word"):
            continue
        wish = {
            "word": cells["word"],
            "severity": _value(_SEVERITIES, cells, "severity", number),
            "context": _value(_CONTEXTS, cells, "context", number),
            "evasions": cells.get("evasions", "").lower() not in _NO,
            "unless": [phrase.strip() for phrase in cells.get("unless", "").split("|") if phrase.strip()],
        }
        yield convert(wish, Word, f"line {number}")


def _value(
    known: dict[str, str] | dict[str, str | None], cells: dict[str, str], name: str, number: int
) -> str | None:
    given = cells.get(name, "").lower()
    if given not in known:
        raise wrong(f"line {number}: {name}", "not_allowed", value=given[:40])
    return known[given]
