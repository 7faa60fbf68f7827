"""Texts and terms: what the index proposes is never too little."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.kernel.errors import InvalidParam
from fangyuan.search import MOST_TERM, fold, parse
from fangyuan.search.words import words_of

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@given(text=ANY, data=st.data())
def test_a_piece_of_a_text_is_proposed(text: str, data: st.DataObject) -> None:
    """Whatever matches is proposed: each word of the query is in the index, or begins one that is."""
    start = data.draw(st.integers(0, len(text)))
    query = parse(text[start : start + data.draw(st.integers(0, 8))])
    if query.is_empty or not query.matches(fold(text)):
        return
    held = words_of(fold(text), "!room").split(" ")
    for word, is_beginning in query.proposals:
        assert any(one.startswith(word) if is_beginning else one == word for one in held)


@given(text=ANY)
def test_engines_get_letters_and_digits_only(text: str) -> None:
    words = words_of(fold(text), "!room:test.local")
    assert re.fullmatch(r"[a-z0-9]+(?: [a-z0-9]+)*", words)
    for word, _ in parse(text[:30]).proposals:
        assert re.fullmatch(r"[a-z0-9]+", word)


@given(text=ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_limits() -> None:
    parse("泵" * MOST_TERM)
    for term in ("泵" * (MOST_TERM + 1), "a " * 33):
        with pytest.raises(InvalidParam):
            parse(term)
