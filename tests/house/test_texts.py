"""What people read exists in both languages, with the same parameters, and whatever the code names exists."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

from fangyuan.kernel.text import LANGUAGES, catalogue

PACKAGE = Path(__file__).parents[2] / "fangyuan"
LOCALES = PACKAGE / "locales"
KEYS = sorted({key for language in LANGUAGES for key in catalogue(language)})
_TAKES_A_KEY = {"text", "both", "bilingual"}


def parameters(template: str) -> set[str]:
    """The names in braces; `reason_zh` and `reason_en` are one parameter, itself said in each language."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    return {re.sub(r"_(zh|en)$", "", name) for name in names}


def test_there_are_the_same_files_in_each_language() -> None:
    names = [{file.name for file in (LOCALES / language).iterdir()} for language in LANGUAGES]
    assert names[0] == names[1]
    assert names[0]


def test_each_text_exists_in_each_language_with_the_same_parameters() -> None:
    for key in KEYS:
        chinese, english = (catalogue(language).get(key) for language in LANGUAGES)
        assert chinese is not None, f"{key} has no Chinese"
        assert english is not None, f"{key} has no English"
        assert parameters(chinese) == parameters(english), key
        assert bool(chinese.strip()) == bool(english.strip()), f"{key} is empty in one language"


def test_english_texts_are_english() -> None:
    """A forgotten translation is the commonest mistake."""
    english = catalogue("en")
    assert [key for key in KEYS if re.search(r"[\u4e00-\u9fff]", english[key])] == []


def named_keys() -> Iterator[tuple[str, str]]:
    """(place, key) of each key that the code names as a plain string."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            values = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
            if name in _TAKES_A_KEY:
                values += node.args[:1]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and "." in value.value:
                    yield f"{file.relative_to(PACKAGE)}:{node.lineno}", value.value


def test_every_key_that_the_code_names_has_a_text() -> None:
    known = set(KEYS)
    assert [(place, key) for place, key in named_keys() if key not in known] == []
