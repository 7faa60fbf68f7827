"""`fangyuan charter`: for whoever writes a charter by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fangyuan import charter
from fangyuan.charter import Charter
from fangyuan.cli.words import coloured, printable, terminal_languages
from fangyuan.directory import Org
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadRequest, FangyuanError
from fangyuan.kernel.text import Language, text

_MOST_BYTES = 1_000_000
_NOWHERE = "example.com"  # people are names here only: whether they exist is asked when a group is founded


def lint(file: Path) -> int:
    """Reads a charter out (JSON or TOML), and what it does to five messages; 1 with the mistake when it has one."""
    try:
        wish = _read(file)
        server_name = _company_of(wish)
        made = charter.draft(wish, server_name)
    except FangyuanError as wrong:
        for language in terminal_languages():
            print(coloured(printable(wrong.say(language)), "red"))
        return 1
    for language in terminal_languages():
        _say(made, server_name, language)
    return 0


def _company_of(wish: Any) -> str:
    """The company whose account the owner is: a charter copied from a running server has whole user ids."""
    owner = json.as_str(json.as_object(wish).get("owner")) or ""
    return owner.partition(":")[2] or _NOWHERE


def _say(made: Charter, server_name: str, language: Language) -> None:
    for line in charter.texts(Org(server_name), made)[language].splitlines():
        print(printable(line))
    print()
    print(coloured(text("cli.charter.samples", language), "bold"))
    for sample in charter.samples(made, language):
        verdict = sample.verdict
        said = verdict.say(language) or text("cli.charter.allowed", language)
        print(f"  {sample.name}  {printable(sample.body)}")
        print(f"    -> {coloured(printable(said), 'green' if verdict.allowed else 'yellow')}")
    print()


def _read(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            raw = opened.read(_MOST_BYTES)
    except OSError as cause:
        raise BadRequest(
            f"{file}: {cause.strerror}", key="cli.charter.no_file", params={"file": file}
        ) from cause
    if file.suffix != ".toml":
        return json.parse_request(raw)
    try:
        return tomllib.loads(raw.decode())
    except ValueError as cause:  # also bytes that are no text
        raise BadRequest(f"{cause}", key="cli.charter.no_toml", params={"why": cause}) from cause
