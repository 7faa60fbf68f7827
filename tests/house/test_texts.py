"""English texts are English, and every text that the code names exists. For the rest see test_locales."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from fangyuan.kernel.text import LANGUAGES, catalogue

PACKAGE = Path(__file__).parents[2] / "fangyuan"
KEYS = sorted({key for language in LANGUAGES for key in catalogue(language)})
_TAKES_A_KEY = {"text", "both", "bilingual"}


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
