"""The words people read, in both languages.

Texts live in `fangyuan/locales/<language>/<domain>.toml`; a key is `domain.name`. Each key exists in each
language with the same parameters: a test says so. `{name}` in a text is replaced by the parameter.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any, Literal, cast

import msgspec

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")
DEFAULT_LANGUAGE: Language = "zh-CN"


@functools.cache
def catalogue(language: Language) -> dict[str, str]:
    """All texts of a language by key."""
    texts: dict[str, str] = {}
    folder = resources.files("fangyuan") / "locales" / language
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            domain = file.name.removesuffix(".toml")
            _flatten(domain, cast(dict[str, Any], msgspec.toml.decode(file.read_bytes())), texts)
    return texts


def _flatten(prefix: str, table: dict[str, Any], into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}.{key}", cast(dict[str, Any], value), into)
        else:
            into[f"{prefix}.{key}"] = str(value)


def text(key: str, language: Language, **params: object) -> str:
    """The text of `key`; KeyError when there is none, which a test finds before a person does."""
    template = catalogue(language)[key]
    return template.format(**params) if params else template


def both(key: str, **params: object) -> dict[str, str]:
    """The text in every language, for places that several people read."""
    return {language: text(key, language, **params) for language in LANGUAGES}


def bilingual(key: str, **params: object) -> str:
    """Both languages in one message, Chinese first: for rooms, where nobody knows who reads."""
    return "\n".join(both(key, **params).values())


def choose_language(wanted: str | None, default: Language = DEFAULT_LANGUAGE) -> Language:
    """The language for an `Accept-Language` header or a stored locale. Unknown ones give the default."""
    for part in (wanted or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return default
