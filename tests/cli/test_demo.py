"""`fangyuan demo`: the company comes up, its story happens as it is told, and the data is there the next time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 120


def environ() -> dict[str, str]:
    """Without the settings that tests make for themselves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FANGYUAN_")}
    return kept | {"LC_ALL": "en_US.UTF-8"}


def fangyuan(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "fangyuan.cli", *arguments], env=environ(), stdout=subprocess.PIPE, text=True
    )
    assert done.returncode == 0
    return done.stdout


def demo(folder: Path) -> str:
    """Runs it until it says how to stop it, stops it, and gives all that it said."""
    running = subprocess.Popen(
        [sys.executable, "-m", "fangyuan.cli", "demo", "--data-dir", str(folder), "--listen", "127.0.0.1:0"],
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert running.stdout is not None
        said: list[str] = []
        for line in running.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE_S) == 0
        return "".join(said)
    finally:
        running.kill()
        running.communicate()


def test_the_story_happens_and_stays(tmp_path: Path) -> None:
    told = demo(tmp_path)
    for part in (
        "by clause 3 of the charter: no videos",
        "a counter under the notice: ×3",
        "It waits for approval by clause 8",
        "HR) reverses it and the strike is deleted",
        "Messages it would have stopped: 1.",
        'You are in "二厂工作群" already',
        "out of plant 2's group ✓, into plant 3's group ✓",
        "and it verifies",
        "people talk in 5 groups and 2 chats",
    ):
        assert part in told, told
    assert "What happened was told the first time" in demo(tmp_path)
    rows = told.partition("audit chain: ")[2].partition(" ")[0]
    assert int(rows) > 20
    checked = fangyuan("audit", "verify", "--config", str(tmp_path / "fangyuan.toml"))
    assert int(checked.partition(" rows")[0].rpartition(" ")[2]) > int(rows), (
        "the day that followed has acts, too"
    )
