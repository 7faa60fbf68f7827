"""The shape of the house: who may import whom, where SQL stands, where time and chance come from."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "fangyuan"
FILES = sorted(PACKAGE.rglob("*.py"))


def relative(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def calls(file: Path) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of each call in the file whose function has a plain name."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def imports(file: Path) -> Iterator[str]:
    """Dotted names that the file imports: modules, and names from modules."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_import_contracts_are_kept() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_sql_stands_in_one_file_of_each_domain() -> None:
    elsewhere = [file for file in FILES if file.parent.name != "db" and not file.stem.endswith("store")]
    assert [(relative(file), line) for file in elsewhere for name, line in calls(file) if name == "SQL"] == []


def test_a_store_is_private_to_its_package() -> None:
    foreign: list[tuple[str, str]] = []
    for file in FILES:
        package = ".".join(["fangyuan", *file.relative_to(PACKAGE).parts[:-1], ""])
        named = [name for name in imports(file) if name.startswith("fangyuan.") and ".store" in name]
        foreign += [(relative(file), name) for name in named if not name.startswith(package)]
    assert foreign == []


# What asks the operating system; everybody else is handed the time, ids and chance.
_ASKS = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "secrets.token_bytes", "uuid.uuid4"}
_MAY_ASK = {"kernel/clock.py", "kernel/ids.py"}


def test_time_and_chance_are_handed_in() -> None:
    asked = [
        (relative(file), name, line)
        for file in FILES
        if relative(file) not in _MAY_ASK
        for name, line in calls(file)
        if name in _ASKS or name.startswith("random.")
    ]
    assert asked == []


_MAY_WAIT = {"http", "sync", "bus", "worker", "db", "cli"}
_WAITS = (ast.AsyncFunctionDef, ast.Await, ast.AsyncWith, ast.AsyncFor)


def test_domains_know_no_await() -> None:
    """Verbs are plain functions; the edge, the stream's readers, the bus, the worker and the door wait."""
    domains = [file for file in FILES if file.relative_to(PACKAGE).parts[0] not in _MAY_WAIT]
    nodes = [(relative(file), node) for file in domains for node in ast.walk(ast.parse(file.read_text()))]
    assert [(place, node.lineno) for place, node in nodes if isinstance(node, _WAITS)] == []
