"""Globs: equal to the obvious regular expression, and never slow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.push.glob import glob, literal

_patterns = st.text("aB*?_ .张", max_size=8)
_texts = st.text("abB_ .张\n", max_size=16)


def _regex(pattern: str) -> str:
    forms = {"*": ".*?", "?": "."}
    return "".join(forms.get(char) or re.escape(char) for char in pattern.lower())


@given(pattern=_patterns, text=_texts)
def test_whole_is_the_regular_expression(pattern: str, text: str) -> None:
    expected = re.fullmatch(_regex(pattern), text.lower(), re.DOTALL) is not None
    assert glob(pattern).is_whole(text.lower()) == expected


@given(pattern=_patterns, text=_texts)
def test_within_is_the_regular_expression_between_word_boundaries(pattern: str, text: str) -> None:
    form = f"(?:(?<=[^a-z0-9_])|^)(?:{_regex(pattern)})(?=[^a-z0-9_]|\\Z)"
    assert glob(pattern).is_within(text.lower()) == (re.search(form, text.lower(), re.DOTALL) is not None)


@given(name=_patterns, text=_texts)
def test_literal_text_has_no_wildcards(name: str, text: str) -> None:
    form = f"(?:(?<=[^a-z0-9_])|^){re.escape(name.lower())}(?=[^a-z0-9_]|\\Z)"
    assert literal(name).is_within(text.lower()) == (re.search(form, text.lower()) is not None)


@pytest.mark.parametrize(
    ("pattern", "body", "matches"),
    [
        ("ex*ple", "An example event.", True),
        ("ex*ple", "exple", True),
        ("ex*ple", "An exciting triple-whammy", True),
        ("cake", "pancakes", False),
        ("cake", "CAKE!", True),
        ("@room", "hi @room", True),
        ("@room", "mail@room", False),
        ("张伟", "请张伟看一下", True),
        ("", "", True),
    ],
)
def test_the_examples_of_the_spec(pattern: str, body: str, matches: bool) -> None:
    assert glob(pattern).is_within(body.lower()) is matches


def test_many_stars_on_a_long_text_end() -> None:
    """A regular expression would still be searching when the sun goes down."""
    text = "a " * 30_000
    assert not glob("*a" * 200 + "*b").is_within(text)
    assert not glob("a*" * 200 + "b").is_whole(text)
