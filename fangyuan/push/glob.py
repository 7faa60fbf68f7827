"""Glob patterns on text, in time linear in the text however many stars a pattern has.

Matrix spec appendix §Glob-style matching: `*` is any text, `?` one character. The text is lower case already:
whoever calls has made it so, once.
"""

from __future__ import annotations

import functools
import re

_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class _Piece:
    """A part of a pattern between stars: literal characters and `?`."""

    __slots__ = ("_form", "size", "text")

    def __init__(self, text: str, *, literal: bool) -> None:
        self.text = text
        self.size = len(text)
        self._form: re.Pattern[str] | None = None
        if "?" in text and not literal:  # a form without repetition: it can't be made to search for long
            self._form = re.compile("".join("." if c == "?" else re.escape(c) for c in text), re.DOTALL)

    def find(self, text: str, start: int) -> int:
        """Where it stands first at or after `start`; -1 when nowhere."""
        if self._form is None:
            return text.find(self.text, start)
        found = self._form.search(text, start)
        return found.start() if found else -1

    def is_at(self, text: str, at: int) -> bool:
        if at < 0:
            return False
        return (
            text.startswith(self.text, at) if self._form is None else self._form.match(text, at) is not None
        )


class Glob:
    """One pattern. Make it with `glob` or `literal`."""

    __slots__ = ("_first", "_last", "_middle")

    def __init__(self, pattern: str, *, literal: bool) -> None:
        parts = [pattern] if literal else re.split(r"\*+", pattern)
        self._first = _Piece(parts[0], literal=literal)
        self._middle = [_Piece(part, literal=literal) for part in parts[1:-1]]
        self._last = _Piece(parts[-1], literal=literal) if len(parts) > 1 else None

    def is_whole(self, text: str) -> bool:
        """Whether the pattern matches the whole text."""
        if self._last is None:
            return len(text) == self._first.size and self._first.is_at(text, 0)
        if not self._first.is_at(text, 0):
            return False
        at = self._after_middle(text, self._first.size)
        return (
            at >= 0
            and len(text) - self._last.size >= at
            and self._last.is_at(text, len(text) - self._last.size)
        )

    def is_within(self, text: str) -> bool:
        """Whether it matches a part of the text that starts and ends at word boundaries. §Conditions."""
        if self._last is None:
            at = _find_at_words(self._first, text, 0, before=True, after=True)
            return at >= 0
        # The earliest place of each part leaves the most room for the next: no other needs to be tried.
        at = _find_at_words(self._first, text, 0, before=True, after=False)
        if at < 0:
            return False
        at = self._after_middle(text, at + self._first.size)
        return at >= 0 and _find_at_words(self._last, text, at, before=False, after=True) >= 0

    def _after_middle(self, text: str, at: int) -> int:
        """Where the text goes on after what stands between the stars; -1 when something is missing."""
        for piece in self._middle:
            found = piece.find(text, at)
            if found < 0:
                return -1
            at = found + piece.size
        return at


def _find_at_words(piece: _Piece, text: str, start: int, *, before: bool, after: bool) -> int:
    """Like `find`, but with no word character next to it on the named sides."""
    size = len(text)
    at = piece.find(text, start)
    while at >= 0:
        end = at + piece.size
        open_before = not before or at == 0 or text[at - 1] not in _WORD
        if open_before and (not after or end == size or text[end] not in _WORD):
            return at
        at = piece.find(text, at + 1) if at < size else -1
    return -1


@functools.lru_cache(maxsize=4_096)
def glob(pattern: str) -> Glob:
    """The pattern, in whatever case it was written."""
    return Glob(pattern.lower(), literal=False)


def literal(text: str) -> Glob:
    """Matches this very text, stars and all."""
    return Glob(text.lower(), literal=True)
