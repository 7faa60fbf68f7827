"""Every text that people read is there in both languages, with the same parameters."""

from __future__ import annotations

import string
from importlib import resources

import pytest

from fangyuan.kernel.text import LANGUAGES, catalogue, text

FILES = {
    language: {
        file.name
        for file in (resources.files("fangyuan") / "locales" / language).iterdir()
        if file.name.endswith(".toml")
    }
    for language in LANGUAGES
}
KEYS = sorted({key for language in LANGUAGES for key in catalogue(language)})


def parameters(template: str) -> set[str]:
    """The names in braces; they are names only, never attributes or items of what is put in."""
    names = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
    assert all(name.isidentifier() for name in names), template
    return names


def test_each_domain_has_its_file_in_each_language() -> None:
    assert FILES["zh-CN"] == FILES["en"]


@pytest.mark.parametrize("key", KEYS)
def test_each_text_is_there_in_each_language_with_the_same_parameters(key: str) -> None:
    found = {language: catalogue(language).get(key) for language in LANGUAGES}
    assert all(
        words is not None and (words or key == "charter.list.sentences") for words in found.values()
    ), found
    chinese, english = (parameters(words or "") for words in found.values())
    # what ends in _zh or _en is put in as words of that language already
    assert {name.removesuffix("_zh") for name in chinese} == {name.removesuffix("_en") for name in english}
    # a text without parameters is shown as it stands, so that braces in it would be shown too
    assert chinese or not any(brace in (words or "") for words in found.values() for brace in "{}")


@pytest.mark.parametrize("key", KEYS)
def test_each_text_can_be_filled_in(key: str) -> None:
    for language in LANGUAGES:
        filled = {name: f"<{name}>" for name in parameters(catalogue(language)[key])}
        words = text(key, language, **filled)
        assert all(value in words for value in filled.values())
