"""What the command line says, and in which language.

Help is in both languages at once. Other lines follow the terminal's locale (`LC_ALL`, `LC_MESSAGES`, `LANG`)
when that is Chinese or English, and come in both languages when it is neither: on a server it is often `C`.
"""

from __future__ import annotations

import os
import sys

from fangyuan.kernel.text import LANGUAGES, Language, text


def explain(key: str) -> str:
    """One line of help, Chinese first."""
    return " / ".join(text(f"cli.help.{key}", language) for language in LANGUAGES)


def terminal_languages() -> tuple[Language, ...]:
    """The languages to speak to this terminal."""
    locale = next(
        (value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), ""
    )
    if locale.startswith("zh"):
        return ("zh-CN",)
    return ("en",) if locale.startswith("en") else LANGUAGES


def lines(key: str, **params: object) -> list[str]:
    """The text of `cli.<key>`, one string for each language of the terminal."""
    return [text(f"cli.{key}", language, **params) for language in terminal_languages()]


def say(key: str, **params: object) -> None:
    """Prints the text of `cli.<key>`."""
    print(*lines(key, **params), sep="\n")


def whisper(key: str, **params: object) -> None:
    """Prints the text of `cli.<key>` to stderr: progress, which no program reads."""
    print(*lines(key, **params), sep="\n", file=sys.stderr, flush=True)


_COLOURS = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "bold": "1"}


def coloured(words: str, colour: str) -> str:
    """The words in a colour, when somebody looks; `NO_COLOR` turns it off."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return words
    return f"\033[{_COLOURS[colour]}m{words}\033[0m"


def printable(words: str) -> str:
    """The words without what a terminal would obey: people choose them."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
