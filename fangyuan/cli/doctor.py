"""`fangyuan doctor`: what is wrong here, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from fangyuan.cli import examine
from fangyuan.cli.examine import Finding, Level
from fangyuan.cli.place import find_config, load_config
from fangyuan.cli.words import coloured
from fangyuan.kernel.config import Config, ConfigError
from fangyuan.kernel.text import LANGUAGES

_COLOURS: dict[Level, str] = {"ok": "green", "warn": "yellow", "fail": "red"}

CHECKS: tuple[Callable[[Config], Iterator[Finding]], ...] = (
    examine.server_name,
    examine.data_folder,
    examine.database,
    examine.app_services,
    examine.port,
    examine.reachability,
    examine.risks,
    examine.files,
    examine.open_files,
)


def diagnose(given: Path | None) -> list[Finding]:
    """Every finding; only that of the configuration when it can't be read."""
    try:
        settings = load_config(given)
    except ConfigError as error:
        return [Finding("fail", "config_bad", {"problem": error.message})]
    found = list(examine.config_file(settings, find_config(given)))
    for check in CHECKS:
        found.extend(check(settings))
    return found


def run(given: Path | None) -> int:
    """Prints all findings in both languages; 1 when one of them is a failure."""
    findings = diagnose(given)
    for finding in findings:
        mark = coloured(f"{finding.level:<4}", _COLOURS[finding.level])
        chinese, english = (finding.say(language) for language in LANGUAGES)
        print(f"{mark}  {chinese}\n      {english}")
    return 1 if any(finding.level == "fail" for finding in findings) else 0
